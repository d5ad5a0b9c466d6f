/** The three ways into 长辈版. What it is on every screen is measured by screens-resident.test.ts. */
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { demoWorld } from '../support/demo-world.ts'
import { choose, Resident } from '../support/people.ts'
import { settled, visit } from '../support/visits.ts'

const world = demoWorld()

const mainText = async (page: Page): Promise<number> =>
  await page.evaluate(() =>
    Number.parseFloat(getComputedStyle(document.querySelector('main') ?? document.body).fontSize),
  )

describe('the way into 长辈版', () => {
  const mode = async (page: Page) => await page.evaluate(() => document.documentElement.dataset.mode)

  test('[MIIT67-3.1] is asked about at the first visit, once', async () => {
    const wang = await Resident.comes(world(), { firstTime: true })
    await wang.sees('字要大一些吗')
    await wang.presses('用长辈版')
    expect(await mode(wang.page)).toBe('elder')

    await wang.page.reload()
    await settled(wang.page)

    expect(await mode(wang.page)).toBe('elder')
    expect(await wang.page.getByText('字要大一些吗').count()).toBe(0)
  })

  test('[MIIT67-3.1] stands at the top of the home page, and back', async () => {
    const wang = await Resident.comes(world())
    const entry = wang.page.getByRole('button', { name: '长辈版' })
    expect((await entry.boundingBox())?.y).toBeLessThan(100)
    await entry.click()
    await wang.page.getByRole('button', { name: '回到普通版' }).click()
    expect(await mode(wang.page)).toBe('standard')
  })

  test('[MIIT67-3.1] [MIIT67-1.1] is in the settings, with a slider up to 30 px', async () => {
    const page = await visit(world().origin, { community: world().demo.community })
    const wang = new Resident(page)
    await wang.goesHome()
    await page.getByRole('navigation').getByRole('link', { name: '我的', exact: true }).click()
    await wang.presses('称呼、语言、字的大小')
    await choose(page, /^长辈版/)
    await page.getByRole('slider', { name: '字的大小' }).press('End')
    await expect.poll(() => mainText(page)).toBe(30)

    await wang.goesHome()
    await settled(page)

    expect(await mainText(page)).toBe(30)
  })
})
