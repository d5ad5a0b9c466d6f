/**
 * 长辈版, measured on every screen: text, lines, targets; and the three ways into it.
 *
 * Sizes are CSS px, which is what the clauses call dp. Read next: ../support/page-checks.ts.
 */
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { demoWorld } from '../support/demo-world.ts'
import { sidewaysComplaints, targetComplaints, textComplaints } from '../support/page-checks.ts'
import { choose, Resident } from '../support/people.ts'
import { tourResidents } from '../support/tours.ts'
import { settled, visit } from '../support/visits.ts'

const world = demoWorld()

/** Sets the reader's text as the slider does, in place. */
async function setText(page: Page, size: number): Promise<void> {
  await page.evaluate((px) => document.documentElement.style.setProperty('--reader-text', String(px)), size)
}

const mainText = async (page: Page): Promise<number> =>
  await page.evaluate(() =>
    Number.parseFloat(getComputedStyle(document.querySelector('main') ?? document.body).fontSize),
  )

describe('every screen of 长辈版', () => {
  const text: string[] = []
  const targets: string[] = []
  const inText = new Set<string>()

  beforeAll(async () => {
    await tourResidents(world(), { mode: 'elder' }, async (page) => {
      const screen = new URL(page.url()).pathname
      const { small, inText: links } = await targetComplaints(page, 60)
      targets.push(...small.map((one) => `${screen}: ${one}`))
      for (const link of links) inText.add(link)
      for (const size of [18, 22, 30]) {
        await setText(page, size)
        const main = await mainText(page)
        const wrong = Math.abs(main - size) > 0.1 ? [`its main text is ${main} px, not ${size}`] : []
        const found = [...wrong, ...(await textComplaints(page, 18)), ...(await sidewaysComplaints(page, 390))]
        text.push(...found.map((one) => `${screen} at ${size}: ${one}`))
      }
      return []
    })
  }, 240_000)

  test('[U07] [MIIT67-1.1] [MIIT67-1.2] has text of 18 px or more in lines of 1.3 or more, and grows to 30 px without loss', () => {
    expect(text).toEqual([])
  })

  test('[MIIT67-2.1] has targets of 60 × 60 px or more', async ({ annotate }) => {
    await annotate(`links in running text, left out: ${[...inText].join(' · ') || 'none'}`)
    expect(targets).toEqual([])
  })
})

describe('every screen of the standard mode', () => {
  test('[MIIT67-2.1] has targets of 44 × 44 px or more', async ({ annotate }) => {
    const inText = new Set<string>()
    const complaints = await tourResidents(world(), { mode: 'standard' }, async (page) => {
      const { small, inText: links } = await targetComplaints(page, 44)
      for (const link of links) inText.add(link)
      return small
    })

    await annotate(`links in running text, left out: ${[...inText].join(' · ') || 'none'}`)
    expect(complaints).toEqual([])
  }, 240_000)
})

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
