/**
 * Every screen of residents at both widths, in both modes and languages: axe, width (320 px too), text, console, a picture.
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
import { complaintsOf } from '../support/page-checks.ts'
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
    await screen.after?.(page)
  })
})
