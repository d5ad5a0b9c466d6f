/** What a resident finds of their own: their home filled in, and all they ever reported. */
import { describe, expect, test } from 'vitest'
import { demoWorld } from '../support/demo-world.ts'
import { choose, Resident, reported } from '../support/people.ts'

const world = demoWorld()

describe('what is my own', () => {
  test('[S3-45] my home is filled in with stairwell and room, and each can be put right', async () => {
    const phone = await world().resident()
    const { actor } = await phone.done<{ actor: { home: { units: number; unit: number; room: string } } }>(
      'GET',
      '/api/session',
    )
    const { units, unit, room } = actor.home
    const chen = await Resident.comes(world(), { as: phone })
    await chen.presses(/^我要反映/)
    await chen.page.getByLabel('出了什么事').fill('楼道的灯坏了。')
    await chen.page.getByRole('button', { name: new RegExp(`${unit} 单元 ${room} 室.*我家`) }).click()
    const sheet = chen.page.getByRole('dialog', { name: '在哪里' })
    await sheet.getByRole('radio', { name: `${unit} 单元`, checked: true }).waitFor({ state: 'attached' })
    expect(await sheet.getByRole('radio', { name: /^\d+ 单元$/ }).count()).toBe(units)
    expect(await sheet.getByLabel('室号（可以不填）').inputValue()).toBe(room)

    await choose(sheet, '1 单元')
    await sheet.getByLabel('室号（可以不填）').fill('101')
    await sheet.getByRole('button', { name: '就是这里' }).click()

    await chen.page.getByRole('button', { name: /1 单元 101 室/ }).waitFor()
  })

  test('[S3-45] older requests come with a press, and the tab counts all of them', async () => {
    const phone = await world().resident('12899990007')
    for (let made = 0; made < 55; made++) await reported(world(), phone, { words: `第 ${made} 盏路灯不亮。` })
    const li = await Resident.comes(world(), { as: phone })
    await li.page.getByRole('navigation').getByRole('link', { name: '进度', exact: true }).click()
    await li.sees('在办 55')
    const cards = li.page.getByRole('main').getByRole('listitem').getByRole('link')
    expect(await cards.count()).toBe(50)
    expect(await li.page.getByText('第 0 盏路灯不亮').count()).toBe(0)

    await li.presses('再看以前的')

    await li.sees('第 0 盏路灯不亮')
    expect(await cards.count()).toBe(55)
    expect(await li.page.getByRole('button', { name: '再看以前的' }).count()).toBe(0)
  })
})
