/**
 * Every word a person reads comes from a catalogue, or somebody said it: in the pseudo-locale all other text stands out.
 *
 * Sentences of the catalogue are between ⟦ and ⟧; what people said, names and places are marked data-said.
 */
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { demoWorld } from '../support/demo-world.ts'
import { strayComplaints } from '../support/page-checks.ts'
import type { ResidentScreen } from '../support/resident-screens.ts'
import { tourResidents } from '../support/tours.ts'
import { settled, visit } from '../support/visits.ts'

const world = demoWorld()
const inPseudo = async (page: Page) => await page.goto('/privacy?lang=pseudo')

describe('text outside the catalogues', () => {
  test.each(['standard', 'elder'] as const)(
    '[U08] is on no screen of residents in %s',
    async (mode) => {
      // in 长辈版 the words of a screen are the same but where it has a frame or steps of its own
      const which = ({ only, name }: ResidentScreen) =>
        mode === 'standard' || only === 'elder' || /^(home|one)/.test(name)
      const stray = await tourResidents(world(), { mode, first: inPseudo, which }, strayComplaints)

      expect(stray).toEqual([])
    },
    180_000,
  )

  test('[U08] is on no screen of the desk', async () => {
    const { origin, find, staff } = world()
    const waiting = await find(`m.state = 'waiting'`)
    const replied = await find(`m.state = 'closed' and m.visibility = 'public'`)
    const page = await visit(origin, { width: 1440, as: await staff('shenli') })
    await page.goto('/desk?lang=pseudo')
    const stray: string[] = []
    for (const address of [
      '/desk',
      '/desk/requests?view=all',
      `/desk/requests/${waiting.number}`,
      `/desk/requests/${replied.number}`,
      '/desk/requests/new',
      '/desk/search',
      '/desk/notices',
      '/desk/overview',
      '/desk/qr',
      '/desk/admin/rules',
      '/desk/admin/calendar',
    ]) {
      await page.goto(address)
      await settled(page)
      stray.push(...(await strayComplaints(page)).map((one) => `${address.replace(/\d{9}/, ':number')}: ${one}`))
    }

    expect(stray).toEqual([])
  }, 120_000)

  test.each([
    [
      'xitong',
      [
        '/desk/admin/calendar',
        ...['categories', 'templates', 'emergencies'].map((part) => `/desk/admin/categories?part=${part}`),
      ],
    ],
    ['shenli', ['/desk/rates', '/desk/rates/exclusions', '/desk/clusters', '/desk/seasons', '/desk/what-if']],
    ['anquan', ['/desk/admin/texts']],
    ['shenji', ['/desk/admin/actions', '/desk/admin/readings']],
  ] as const)('is on no screen of %s', async (login, addresses) => {
    const { origin, staff } = world()
    const page = await visit(origin, { width: 1440, as: await staff(login) })
    await page.goto('/desk?lang=pseudo')
    const stray: string[] = []
    for (const address of addresses) {
      await page.goto(address)
      await settled(page)
      stray.push(...(await strayComplaints(page)).map((one) => `${address}: ${one}`))
    }

    expect(stray).toEqual([])
  })
})
