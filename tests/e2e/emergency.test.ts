/**
 * Call first: who writes of something dangerous sees whom to call before it is sent, loses nothing and can always go on;
 * who takes in at the desk is told the same in one line.
 */
import { describe, expect, test } from 'vitest'
import { demoWorld } from '../support/demo-world.ts'
import { photo, Resident, Worker } from '../support/people.ts'
import { detail } from '../support/requests.ts'
import { settled } from '../support/visits.ts'

const world = demoWorld()
const title = '这可能是急事，请先打电话'
const words = '三楼楼道里煤气味很重，我头有点晕。'

async function requestsWith(said: string): Promise<number> {
  const { rows } = await world().database.pool.query<{ n: number }>(
    `select count(*)::int as n from request where words = $1`,
    [said],
  )
  return rows[0]?.n ?? 0
}

/** The numbers as they stand, each with how tall its link is. */
async function calls({ page }: Resident): Promise<{ href: string; height: number }[]> {
  const links = page.getByRole('main').locator('a[href^="tel:"]')
  await links.first().waitFor()
  return await links.evaluateAll((all) =>
    all.map((link) => ({ href: link.getAttribute('href') ?? '', height: link.getBoundingClientRect().height })),
  )
}

describe('somebody who writes of gas', () => {
  test('[U32] sees whom to call before it is sent, goes on with words and photo there, is not asked again, and sends once', async () => {
    const chen = await Resident.comes(world(), { as: await world().resident() })
    const asked: string[] = []
    chen.page.on('request', (request) => {
      if (request.url().includes('/api/emergencies')) asked.push(`${request.method()} ${request.postData() ?? ''}`)
    })
    await chen.writes({ words, unit: '2 单元', withPhoto: true })
    await settled(chen.page)
    await chen.presses('提交')

    const alert = chen.page.getByRole('alert')
    await alert.getByRole('heading', { level: 1, name: title }).waitFor()
    expect(new URL(chen.page.url()).pathname).toBe('/report/emergency')
    expect(await alert.innerText()).toContain('您写到“煤气味”。先关阀开窗，别开灯，到屋外打电话。')
    const shown = await calls(chen)
    expect(shown.map(({ href }) => href)).toEqual(['tel:12800000119', 'tel:119', 'tel:120', 'tel:110'])
    expect(Math.min(...shown.map(({ height }) => height))).toBeGreaterThanOrEqual(76)
    expect(await requestsWith(words)).toBe(0)
    expect(new Set(asked)).toEqual(new Set(['GET ']))

    await chen.presses('不是急事，继续反映')
    expect(await chen.page.getByLabel('出了什么事').inputValue()).toBe(words)
    await chen.page.getByRole('img', { name: '照片 1' }).waitFor()
    await chen.page.getByRole('button', { name: /牡丹新村 12 幢 2 单元/ }).waitFor()
    await settled(chen.page)
    await chen.presses('提交')
    const number = await chen.receipt()

    expect(await requestsWith(words)).toBe(1)
    const kept = await detail(await world().resident(), number)
    expect(kept.words).toBe(words)
    expect(kept.files).toHaveLength(1)
  })

  test('is asked about another word, and again in the next report', async () => {
    const chen = await Resident.comes(world(), { as: await world().resident() })
    await chen.writes({ words: '楼道里有煤气味。' })
    await settled(chen.page)
    await chen.presses('提交')
    await chen.presses('不是急事，继续反映')
    await chen.page.getByLabel('出了什么事').fill('楼道里有煤气味，有人晕倒了。')
    await chen.presses('提交')
    await chen.sees('您写到“晕倒”')
    expect((await calls(chen))[0]?.href).toBe('tel:120')
    await chen.presses('不是急事，继续反映')
    await settled(chen.page)
    await chen.presses('提交')
    await chen.receipt()

    await chen.goesHome()
    await chen.writes({ words: '楼道里又有煤气味。' })
    await settled(chen.page)
    await chen.presses('提交')

    await chen.sees('您写到“煤气味”')
  })

  test('is not held up when it is denied, and sees the screen also when the network goes while writing', async () => {
    const chen = await Resident.comes(world(), { as: await world().resident() })
    await chen.writes({ words: '没有煤气味，只是灶台点不着。' })
    await settled(chen.page)
    await chen.presses('提交')
    await chen.receipt()

    await chen.goesHome()
    await chen.writes({ words: '厨房着火了' })
    await settled(chen.page)
    await chen.page.context().setOffline(true)
    await chen.presses('提交')

    await chen.sees('您写到“着火”')
    expect((await calls(chen))[0]?.href).toBe('tel:119')
  })

  test('[U07] in 长辈版 sees it after the first step, bigger, and goes on to the second', async () => {
    const wang = await Resident.comes(world(), { mode: 'elder', as: await world().resident() })
    await wang.presses(/^我要反映/)
    await wang.page.locator('input[type=file]').waitFor({ state: 'detached' })
    await wang.page.getByRole('textbox').fill(words)
    await settled(wang.page)
    await wang.presses('下一步')

    await wang.page.getByRole('alert').getByRole('heading', { level: 1, name: title }).waitFor()
    const shown = await calls(wang)
    expect(shown[0]?.href).toBe('tel:12800000119')
    expect(Math.min(...shown.map(({ height }) => height))).toBeGreaterThanOrEqual(96)

    await wang.presses('不是急事，继续反映')
    await wang.page.getByRole('heading', { level: 1, name: '在哪里' }).waitFor()
    await wang.presses('上一步')
    expect(await wang.page.getByRole('textbox').inputValue()).toBe(words)
    await wang.page.getByRole('textbox').fill(`${words}快来`)
    await wang.presses('下一步')
    await wang.page.getByRole('heading', { level: 1, name: '在哪里' }).waitFor()
    await wang.presses('下一步')
    await wang.page.locator('input[type=file]').setInputFiles(await photo())
    await wang.page.getByRole('img', { name: '照片 1' }).waitFor()
    await wang.presses('下一步')
    await wang.presses('提交')
    await wang.receipt()
    expect(await requestsWith(`${words}快来`)).toBe(1)
  })
})

describe('a worker who takes in', () => {
  test('[U32] reads in one line whom they should call first', async () => {
    const lin = await Worker.comes(world(), { as: await world().staff('linxiao') })
    await lin.goesTo('登记诉求')
    const said = lin.page.getByLabel('说了什么')
    await said.fill('电梯老是停。')
    expect(await lin.page.getByText('听起来是急事').count()).toBe(0)

    await said.fill('电梯老是停，现在有人困在电梯里。')
    await lin.sees('听起来是急事（“困在电梯”）：先请对方打电梯救援 96333')
    await lin.sees('也可以打火警 119、急救 120、报警 110')
  })
})
