/**
 * Every screen of residents at both widths, in both modes and languages: axe, width (320 px too), text, console, a picture;
 * the size of what is pressed, and in 长辈版 of text. Sizes are CSS px, which is what the clauses call dp.
 *
 * With LINLI_LOOKS=all pictures and their sheet are written to var/screens/index.html. Read next: ../support/page-checks.ts.
 */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import own from '../../src/shells/resident/own.zh.ts'
import words from '../../src/shells/resident/words.zh.ts'
import type { Client } from '../support/client.ts'
import { demoWorld, type Found } from '../support/demo-world.ts'
import { prepareHelping } from '../support/helping.ts'
import { complaintsOf, sidewaysComplaints, targetComplaints, textComplaints } from '../support/page-checks.ts'
import { sealDays } from '../support/proof.ts'
import { phoneOf, type ResidentScreen, residentScreens } from '../support/resident-screens.ts'
import { clearPictures, isAxed, isLookedAt, type Look, takePicture, writeSheet } from '../support/screens.ts'
import { settled, visit } from '../support/visits.ts'

const looks: Look[] = ([390, 1440] as const).flatMap((width) =>
  (['standard', 'elder'] as const).flatMap((mode) =>
    (['zh', 'en'] as const).map((language) => ({ width, mode, language })),
  ),
)
const prefixes = [...new Set(Object.keys({ ...words, ...own }).map((key) => key.split('.')[0] ?? ''))].filter(
  (one) => one.length > 2,
)

const world = demoWorld()
const found = new Map<string, Found>()
const owners = new Map<string, Client>()

beforeAll(async () => {
  clearPictures('resident')
  await prepareHelping(world())
  await sealDays(world(), 3)
  for (const { name, of } of residentScreens) if (of) found.set(name, await world().find(of))
})

afterAll(() => writeSheet('resident', new Map(residentScreens.map(({ name, title }) => [name, title]))))

/** What is too small, by look, and links in running text, which may be. */
const targets: string[] = []
const text: string[] = []
const inText = new Set<string>()

async function measureTargets(page: Page, screen: string, { mode, language }: Look): Promise<void> {
  const { small, inText: links } = await targetComplaints(page, mode === 'elder' ? 60 : 44)
  targets.push(...small.map((one) => `${screen} in ${mode}, ${language}: ${one}`))
  for (const link of links) inText.add(link)
}

/** On a phone, at the sizes the slider sets. */
async function measureText(page: Page, screen: string, { language }: Look): Promise<void> {
  const before = page.viewportSize()
  const chosen = await page.evaluate(() => document.documentElement.style.getPropertyValue('--reader-text'))
  const setText = async (size: string) =>
    await page.evaluate((px) => document.documentElement.style.setProperty('--reader-text', px), size)
  await page.setViewportSize({ width: 390, height: 844 })
  for (const size of [18, 22, 30]) {
    await setText(String(size))
    const main = await page.evaluate(() =>
      Number.parseFloat(getComputedStyle(document.querySelector('main') ?? document.body).fontSize),
    )
    const wrong = Math.abs(main - size) > 0.1 ? [`its main text is ${main} px, not ${size}`] : []
    const found = [...wrong, ...(await textComplaints(page, 18)), ...(await sidewaysComplaints(page, 390))]
    text.push(...found.map((one) => `${screen} in ${language} at ${size}: ${one}`))
  }
  await setText(chosen)
  if (before) await page.setViewportSize(before)
}

describe.each(looks)('a resident at $width px in $mode, $language', (look) => {
  const windows = new Map<string, Page>()

  async function windowOf({ as, name }: ResidentScreen): Promise<Page> {
    const phone = phoneOf(as, world().demo.residentPhone, found.get(name)?.phone)
    const key = phone ?? as
    const page = windows.get(key) ?? (await open(phone))
    windows.set(key, page)
    return page
  }

  async function open(phone: string | undefined): Promise<Page> {
    const { origin, demo, resident } = world()
    const as = phone === undefined ? undefined : (owners.get(phone) ?? (await resident(phone)))
    if (phone !== undefined && as) owners.set(phone, as)
    return await visit(origin, { ...look, kept: true, community: demo.community, ...(as ? { as } : {}) })
  }

  afterAll(async () => {
    for (const page of windows.values()) await page.context().close()
  })

  const shown = residentScreens
    .map((screen, index) => ({ ...screen, index }))
    .filter(
      ({ only, index }) => (only === undefined || only === look.mode) && isLookedAt(look, index, only === undefined),
    )
  test.each(shown)('$name holds what every screen must', async (screen) => {
    const page = await windowOf(screen)

    await page.goto(screen.at.replace(':n', found.get(screen.name)?.number ?? ''))
    await settled(page)
    await screen.then?.(page, look)
    if (screen.then) await settled(page)
    await takePicture(page, 'resident', screen.name, look)

    expect(
      await complaintsOf(page, {
        width: look.width,
        prefixes,
        narrow: look.width === 390,
        withoutAxe: !isAxed(look, screen.index),
      }),
    ).toEqual([])
    await measureTargets(page, screen.name, look)
    if (look.mode === 'elder') await measureText(page, screen.name, look)
    await screen.after?.(page)
  })
})

describe('over all screens', () => {
  test('[U07] [MIIT67-1.1] [MIIT67-1.2] 长辈版 has text of 18 px or more in lines of 1.3 or more, and grows to 30 px without loss', () => {
    expect(text).toEqual([])
  })

  test('[MIIT67-2.1] targets are 44 × 44 px or more, in 长辈版 60 × 60', async ({ annotate }) => {
    await annotate(`links in running text, left out: ${[...inText].join(' · ') || 'none'}`)
    expect(targets).toEqual([])
  })
})
