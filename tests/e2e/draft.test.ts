/**
 * Nothing written is lost and nothing is sent twice: a closed tab, a lost network, a lost answer, a colleague who was faster.
 */
import { describe, expect, test } from 'vitest'
import { demoWorld } from '../support/demo-world.ts'
import { Resident, reported, Worker } from '../support/people.ts'
import { act, detail, takeUp } from '../support/requests.ts'

const world = demoWorld()

async function requestsWith(words: string): Promise<number> {
  const { rows } = await world().database.pool.query<{ n: number }>(
    `select count(*)::int as n from request where words = $1`,
    [words],
  )
  return rows[0]?.n ?? 0
}

describe('a draft', () => {
  test('[BJ-8] with words, place and photo survives a closed tab and a lost network, and is sent once', async () => {
    const words = '地下车库的灯一半不亮，拐弯的地方看不见人。'
    const chen = await Resident.comes(world(), { as: await world().resident() })
    const context = chen.page.context()
    const sent: string[] = []
    context.on('request', (request) => {
      if (request.method() === 'POST' && request.url().endsWith('/api/requests'))
        sent.push((JSON.parse(request.postData() ?? '{}') as { id: string }).id)
    })
    const uploaded = chen.page.waitForResponse((response) => response.url().includes('/api/files/') && response.ok())
    await chen.writes({ words: '地下车库的灯', unit: '2 单元', withPhoto: true })
    await uploaded
    await context.setOffline(true)
    await chen.sees('现在没有网络。写的内容都在，连上后再提交')
    await chen.page.getByLabel('出了什么事').fill(words)
    const lost = chen.page.waitForEvent('requestfailed', (request) => request.url().endsWith('/api/requests'))
    await chen.presses('提交')
    await lost
    await chen.page.close()
    await context.setOffline(false)

    const again = new Resident(await context.newPage())
    await again.goesHome()
    await again.presses(/^我要反映/)
    await again.sees('没写完的内容已存在这台手机上')
    expect(await again.page.getByLabel('出了什么事').inputValue()).toBe(words)
    await again.page.getByRole('img', { name: '照片 1' }).waitFor()
    await again.page.getByRole('button', { name: /牡丹新村 12 幢 2 单元/ }).waitFor()
    expect(await requestsWith(words)).toBe(0)
    await again.presses('提交')
    const number = await again.receipt()

    expect(new Set(sent).size).toBe(1)
    expect(await requestsWith(words)).toBe(1)
    const shown = await detail(await world().resident(), number)
    expect(shown).toMatchObject({ words, place: { building: '牡丹新村 12 幢', unit: 2 } })
    expect(shown.files).toHaveLength(1)
    await again.goesHome()
    await again.presses(/^我要反映/)
    expect(await again.page.getByLabel('出了什么事').inputValue()).toBe('')
  })

  test('[BJ-8] is one request also when it arrived and the answer was lost', async () => {
    const words = '北门的道闸抬不起来，车都堵在路口。'
    const chen = await Resident.comes(world(), { as: await world().resident() })
    const sent: string[] = []
    await chen.page.route('**/api/requests', async (route) => {
      sent.push((JSON.parse(route.request().postData() ?? '{}') as { id: string }).id)
      if (sent.length > 1) return await route.continue()
      await route.fetch()
      await route.abort('connectionreset')
    })
    await chen.writes({ words })
    await chen.presses('提交')
    await chen.sees(/没有网络|没连上|再提交/)
    expect(await requestsWith(words)).toBe(1)
    expect(await chen.page.getByLabel('出了什么事').inputValue()).toBe(words)

    await chen.presses('提交')
    const number = await chen.receipt()

    expect(sent).toHaveLength(2)
    expect(new Set(sent).size).toBe(1)
    expect(await requestsWith(words)).toBe(1)
    expect((await detail(await world().resident(), number)).words).toBe(words)
  })
})

describe('two workers on one case', () => {
  test('[U11] the second sees who did what and when, and keeps what she wrote', async () => {
    const { number, id } = await reported(world(), await world().resident())
    const zhou = await world().staff()
    const me = await zhou.done<{ actor: { personId: string } }>('GET', '/api/session')
    await takeUp(zhou, id, me.actor.personId)
    const lin = await Worker.comes(world(), { as: await world().staff('linxiao') })
    await lin.opens(number)
    await lin.page.getByRole('tab', { name: '更新进展' }).click()
    const words = lin.page.getByLabel('办到哪一步了')
    await words.fill('维保单位说配件明天到。')

    await act(zhou, id, 'progress', { words: '我下午去看。' })
    await lin.presses('告诉居民')

    const banner = lin.page.getByRole('alert').filter({ hasText: '周敏刚刚办了这一步' })
    await banner.getByText(/（\d+:\d\d）：有新进展/).waitFor()
    await banner.getByText('刚写的内容还在').waitFor()
    expect(await words.inputValue()).toBe('维保单位说配件明天到。')
    const before = await detail(zhou, id)
    expect(before.steps.filter(({ kind }) => kind === 'progress')).toHaveLength(1)

    await banner.getByRole('button', { name: '看过了' }).click()
    await lin.presses('告诉居民')
    const told = async () => (await detail(zhou, id)).steps.filter(({ kind }) => kind === 'progress').length
    await expect.poll(told, { timeout: 10_000 }).toBe(2)
  })
})
