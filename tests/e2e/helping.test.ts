/** A mother asks her daughter to help: each with her own phone, from home, by what they see. */
import { expect, test } from 'vitest'
import { demoWorld } from '../support/demo-world.ts'
import { choose, Resident } from '../support/people.ts'

const world = demoWorld()

test('[U01] [U04] a mother names her daughter, who agrees, reports for her, and is seen to have done so', async () => {
  const [mothers, daughters] = [await world().resident('12899970001'), await world().resident('12899970002')]
  const mother = await Resident.comes(world(), { as: mothers, mode: 'elder' })
  await mother.page.goto('/me')
  await mother.presses('家人代办')
  await mother.presses('请人代办')
  await mother.page.getByLabel('怎么称呼对方').fill('女儿')
  await mother.page.getByLabel('对方的手机号').fill('12899970002')
  await choose(mother.page, '子女')
  await mother.presses('下一步')
  await choose(mother.page, /^看进度、替我反映和确认/)
  await choose(mother.page, '3 个月')
  await mother.presses('请对方代办')
  await mother.sees('等对方同意')

  const daughter = await Resident.comes(world(), { as: daughters })
  await daughter.page.getByRole('navigation').getByRole('link', { name: '我的', exact: true }).click()
  await daughter.presses('家人代办')
  await daughter.presses(/等您答复/)
  await daughter.presses('同意代办')
  await daughter.presses(/^替.*反映$/)
  await daughter.page.getByLabel('出了什么事').fill('我妈家楼道的灯不亮。')
  await daughter.picks('牡丹新村 12 幢')
  await daughter.presses('提交')
  const number = await daughter.receipt()

  await mother.page.goto('/me/helpers/acts')
  await mother.sees(/替您反映/)
  expect(await mothers.done('GET', '/api/my/requests')).toMatchObject({ rows: [{ number }] })

  await mother.page.goto('/me/helpers')
  await mother.presses(/^女儿/)
  await mother.presses('结束代办')
  await mother.presses('确定结束')
  await mother.page.getByRole('link', { name: /^女儿/ }).waitFor({ state: 'detached' })
  await daughter.page.goto(`/requests/${number}`)
  await daughter.sees(/没有找到这个编号/)
})
