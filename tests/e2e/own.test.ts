/** What a resident finds of their own: their home filled in, and all they ever reported. */
import { describe, expect, test } from 'vitest'
import { demoWorld } from '../support/demo-world.ts'
import { Resident, reported } from '../support/people.ts'

const world = demoWorld()

describe('what is my own', () => {
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
