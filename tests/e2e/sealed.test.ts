/**
 * A report about a worker, by clicking: sealed by the resident, read and passed on by the independent desk, worked on by a desk
 * that never learns whose it is, and read again on the phone.
 *
 * Read next: story.test.ts.
 */
import { expect, test } from 'vitest'
import { demoWorld } from '../support/demo-world.ts'
import { choose, Resident, Worker } from '../support/people.ts'

const world = demoWorld()
const said = '楼道里的杂物是网格员家亲戚的，反映了三次都说没看见。'
const told = '有居民反映楼道长期堆放杂物，多次反映没有处理，请查一下。'

test('[BJ-8] [WF-11] [U26] [U27] a sealed report is passed on without the name, handled, and answered to who wrote it', async () => {
  const chen = await Resident.comes(world(), { as: await world().resident() })
  await chen.goesHome()
  await chen.writes({ words: said, building: '牡丹新村 12 幢' })
  await choose(chen.page, /^举报保密/)
  await chen.sees('只有独立受理员看得到您的姓名和电话；社区和被反映的单位看不到。')
  await chen.presses('提交')
  const number = await chen.receipt()

  const zhou = await Worker.comes(world(), { as: await world().staff('zhoumin') })
  await zhou.page.goto(`/desk/requests/${number}`)
  await zhou.sees(/^这一页只给/)

  const ren = await Worker.comes(world(), { as: await world().staff('renjie') })
  await ren.opens(number)
  await ren.sees('楼道里的杂物是网格员家亲戚的')
  await ren.starts('隐名转办')
  await ren.tries()
  await ren.sees('还没写转给社区的内容')
  await ren.page.getByLabel('转给社区的内容').fill(told)
  await ren.tries()
  await ren.sees('请先确认看不出是谁反映的')
  await ren.page.getByLabel(/^我看过了/).check()
  await ren.sends()
  await ren.sees('转给社区的内容')

  await zhou.page.reload()
  await zhou.sees('有居民反映楼道长期堆放杂物')
  await zhou.sees('由独立受理员隐名转来，这里查不到是谁。')
  expect(await zhou.page.content()).not.toContain('网格员家亲戚')
  await zhou.page.getByRole('tab', { name: '记一次联系' }).click()
  await zhou.page.getByLabel('给反映人留言').fill('明天上门去看，周五前答复。')
  await zhou.presses('发给反映人')

  await chen.page.goto(`/requests/${number}`)
  await chen.sees('明天上门去看，周五前答复。')
  await chen.sees(said)
  await chen.sees(/已隐去您的身份转办/)
})

test('[BJ-8] [WF-11] where nobody hears it apart, the form says so before it is sent, and who else does', async () => {
  await world().database.pool.query(
    `update account set suspended_at = now(), suspended_by = person_id where login = 'renjie'`,
  )
  const chen = await Resident.comes(world(), { as: await world().resident() })
  const asked: string[] = []
  chen.page.on('request', (one) => asked.push(one.url()))
  await chen.writes({ words: said, building: '牡丹新村 12 幢' })
  await chen.page.waitForLoadState('networkidle')
  const before = asked.length
  await choose(chen.page, /^举报保密/)
  await chen.sees(/这里还没有独立受理员。.*12388/)
  // a call that only this choice makes would tell on who chose it
  expect(asked.slice(before).filter((url) => url.includes('promise'))).toEqual([])
})
