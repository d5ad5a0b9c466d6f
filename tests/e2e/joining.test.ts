/**
 * Requests about one thing, by clicking: a resident joins a neighbour's open one while writing, and a desk takes one out of a merge.
 *
 * Read next: story.test.ts.
 */
import { describe, expect, test } from 'vitest'
import { demoWorld } from '../support/demo-world.ts'
import { Resident, reported, Worker } from '../support/people.ts'
import { act, detail } from '../support/requests.ts'

const world = demoWorld()
const cards = (resident: Resident) => resident.page.getByRole('list', { name: '这些邻居反映过类似的事' })

describe('a resident whose neighbour has reported it', () => {
  test('[S3-45] [U34] sees theme, estate and state while writing, joins with one press, finds it under 在办 and leaves again', async () => {
    const chen = await Resident.comes(world(), { as: await world().resident() })
    await chen.writes({ words: '12 幢电梯又停了，我妈下不了楼。', unit: '2 单元' })
    const shown = await cards(chen).innerText()
    expect(shown).toMatch(/电梯/)
    expect(shown).toContain('牡丹新村')
    expect(shown).not.toMatch(/八天|孙桂兰|十一楼/)
    await cards(chen).getByRole('button', { name: '我也遇到了' }).first().click()

    await chen.page.getByRole('heading', { name: '办理进度' }).waitFor()
    await chen.sees(/这件事和邻居反映的 .* 是同一件/)
    const number = new URL(chen.page.url()).pathname.split('/').at(-1) ?? ''
    const own = await detail(await world().resident(), number)
    expect(own).toMatchObject({ state: 'merged', words: '12 幢电梯又停了，我妈下不了楼。' })

    await chen.opensMine('在办', /12 幢电梯又停了/)
    await chen.presses('不再一起等答复')
    await chen.page.getByRole('dialog').getByRole('button', { name: '不再一起等答复' }).click()
    await chen.sees('不再一起等了')
    expect((await detail(await world().resident(), number)).state).toBe('withdrawn')
  })

  test('[U32] joins in 长辈版 too, and is asked to sign in on the way', async () => {
    const page = await Resident.comes(world(), { mode: 'elder' })
    await page.presses(/^我要反映/)
    await page.page.getByLabel('也可以写下来').fill('楼下跳舞的音乐太吵，晚上睡不着。')
    await page.presses('下一步')
    await page.presses(/选一幢楼/)
    await page.choosesPlace('牡丹新村 12 幢', '2 单元')
    await page.presses('下一步')
    await page.presses('下一步')
    await cards(page).getByRole('button', { name: '我也遇到了' }).first().click()
    await page.signsIn(world().demo.residentPhone)
    await page.page.getByRole('heading', { name: '办理进度' }).waitFor()
    await page.sees(/这件事和邻居反映的 .* 是同一件/)
  })

  test('[S3-45] whose neighbour is answered in that moment has reported it all the same', async () => {
    const chen = await Resident.comes(world(), { as: await world().resident() })
    await chen.writes({ words: '修车店的电瓶插着过夜，怕着火。', unit: '2 单元' })
    await cards(chen).waitFor()
    const found = await world().find(
      `r.category = 'fire_safety' and m.state = 'in_progress' and left(m.path, 12) = '${world().demo.community}' and r.may_publish`,
    )
    const li = await world().staff('shenli')
    await act(li, found.id, 'reply', { words: '店里的电瓶搬走了。', answered: [0, 1, 2, 3, 4, 5], omitted: [] })
    await cards(chen).getByRole('button', { name: '我也遇到了' }).first().click()
    const number = await chen.receipt()
    expect((await detail(await world().resident(), number)).state).toBe('submitted')
  })
})

describe('a desk that merged by mistake', () => {
  test('[BJ-11.3] takes it out again, and its resident sees why and until when', async () => {
    const chen = await world().resident()
    const [one, main] = [
      await reported(world(), chen),
      await reported(world(), chen, { words: '12 幢电梯的灯不亮了。' }),
    ]
    const zhou = await Worker.comes(world(), { as: await world().staff() })
    await act(await world().staff(), one.id, 'merge', { into: main.id })
    await zhou.opens(one.number)
    await zhou.starts('分出来单独办')
    await zhou.tries()
    await zhou.sees('写明原因')
    await zhou.page.getByLabel('为什么分出来').fill('一件是停运，一件是灯')
    await zhou.sends()
    await zhou.page.getByRole('button', { name: '受理' }).waitFor()
    await zhou.opens(main.number)
    await zhou.sees('有一件分出去单独办了')

    const resident = await Resident.comes(world(), { as: chen })
    await resident.page.goto(`/requests/${one.number}`)
    await resident.sees('分开单独办')
    await resident.sees('一件是停运，一件是灯')
  })
})

test('[U36] a worker sees suggested themes with how sure and by which words, takes one, and the overview counts that it was kept', async () => {
  await world().work()
  const { number } = await reported(world(), await world().resident(), { words: '楼道灯不亮，外面的路灯也坏了。' })
  const zhou = await Worker.comes(world(), { as: await world().staff() })
  await zhou.opens(number)
  await zhou.starts('受理')
  const suggested = zhou.dialog.getByRole('list', { name: '建议的类别' }).getByRole('listitem')
  await suggested.first().waitFor()
  expect(await suggested.first().innerText()).toMatch(/(很像|有点像)\s+文中提到：.*路灯.* · 依据 \d+ 件已办结的/)
  expect(await suggested.first().getByRole('button', { pressed: true }).count()).toBe(0)
  await suggested.first().getByRole('button').click()
  await zhou.dialog.getByRole('radio', { name: '求助', exact: true }).check()
  await zhou.sends()

  const shen = await Worker.comes(world(), { as: await world().staff('shenli') })
  await shen.goesTo('总览')
  const kept = shen.page.getByRole('row', { name: /^第 1 版/ }).getByRole('cell')
  await kept.first().waitFor()
  expect(await kept.allInnerTexts()).toEqual(['1', '1', '0', '0'])
})
