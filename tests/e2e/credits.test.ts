/** Points, clicked through: a resident reserves a haircut, the barber types the code and hands it over, the statement says so. */
import { expect, test } from 'vitest'
import { demoWorld } from '../support/demo-world.ts'
import { Resident, Worker } from '../support/people.ts'

const world = demoWorld()

const chen = async (): Promise<Resident> =>
  await Resident.comes(world(), { as: await world().resident(), community: world().demo.community })

test('[S2-19] [S1-51] a haircut is reserved, handed over against its code, undone and handed over, and is in the statement', async () => {
  const neighbour = await chen()
  await neighbour.presses('积分时长')
  await neighbour.presses('能兑换什么')
  await neighbour.page.getByRole('link', { name: /^家政 2 小时.*200 分/ }).waitFor()
  await neighbour.page.getByRole('link', { name: /^洗衣液 1 瓶.*50 分/ }).waitFor()
  await neighbour.page.getByRole('link', { name: /^文具 1 套.*30 分/ }).waitFor()
  await neighbour.page.getByRole('link', { name: /^理发 1 次.*100 分/ }).click()
  await neighbour.sees('王师傅理发店')
  await neighbour.presses(/^用 100 分/)
  await neighbour.page.getByRole('img', { name: '兑换码的二维码' }).waitFor()
  const code = (await neighbour.page.locator('.order-digits').innerText()).replace(/\D/g, '')
  expect(code).toMatch(/^[0-9]{8}$/)

  const market = await Worker.comes(world(), { width: 390, as: await world().staff('chaoshi') })
  await market.page.goto('/desk/merchant')
  await market.page.getByLabel('兑换码').fill(code)
  await market.presses('核对')
  await market.sees('不是本店的码')

  const barber = await Worker.comes(world(), { width: 390, as: await world().staff('lifa') })
  await barber.page.goto('/desk/merchant')
  await barber.page.getByLabel('兑换码').fill(`${code.slice(0, 4)} ${code.slice(4)}`)
  await barber.presses('核对')
  await barber.sees('可以兑换')
  await barber.sees('陈*')
  await barber.presses('确认已交付')
  await barber.page.locator('.merchant-band').getByText('已交付', { exact: true }).waitFor()
  await neighbour.sees(/已经交付，用了 100 分/)
  await barber.presses(/^撤回/)
  await neighbour.sees(/已为您留到/)
  await barber.presses('核对下一个')
  await barber.page.getByLabel('兑换码').fill(code)
  await barber.presses('核对')
  await barber.presses('确认已交付')
  await neighbour.sees(/已经交付，用了 100 分/)
  await barber.presses('核对下一个')
  await barber.page.getByLabel('兑换码').fill(code)
  await barber.presses('核对')
  await barber.sees('已经用过')

  await neighbour.goesHome()
  await neighbour.presses('积分时长')
  await neighbour.page.getByRole('link', { name: '看每一笔' }).first().click()
  const line = neighbour.page
    .getByRole('listitem')
    .filter({ hasText: /理发 1 次/ })
    .first()
  expect(await line.innerText()).toContain('−100')
})

test('[S2-18] the statement says what a meeting, a suggestion carried out and service earned, and who confirmed it', async () => {
  const neighbour = await chen()
  await neighbour.presses('积分时长')
  await neighbour.sees('做志愿服务 1 小时，5 分')
  await neighbour.page.getByRole('link', { name: '看每一笔' }).first().click()
  for (const [what, amount] of [
    ['参加议事会', '+10'],
    ['建议被采纳并做成', '+30'],
    ['环境清洁', '+10'],
  ] as const) {
    const line = neighbour.page.getByRole('listitem').filter({ hasText: what }).first()
    await line.waitFor()
    expect(await line.innerText()).toContain(amount)
    expect(await line.innerText()).toContain('林晓 确认')
  }
})

test('[S4-67] each earning names one of three contributions, and rewards are services, goods or a priority', async () => {
  const neighbour = await chen()
  await neighbour.page.goto('/credits/points')
  for (const category of ['交流', '互助', '帮扶']) await neighbour.sees(new RegExp(`· ${category}`))
  await neighbour.page.goto('/rewards')
  for (const kind of ['服务包', '实物包', '优先使用'])
    await neighbour.page.getByRole('heading', { name: kind, exact: true }).waitFor()
})
