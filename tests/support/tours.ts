/** Goes through every screen of residents in one mode and asks each the same; for what is measured once and not pictured. */
import type { Page } from 'playwright-core'
import type { DemoWorld } from './demo-world.ts'
import { prepareHelping } from './helping.ts'
import { sealDays } from './proof.ts'
import { phoneOf, type ResidentScreen, residentScreens } from './resident-screens.ts'
import { settled, visit } from './visits.ts'

interface Tour {
  mode: 'standard' | 'elder'
  /** Comes before the first page of each window. */
  first?: (page: Page) => Promise<unknown>
  /** All screens of the mode when absent. */
  which?: (screen: ResidentScreen) => boolean
}

/** @returns what the screens complained about, each with the screen's name */
export async function tourResidents(
  world: DemoWorld,
  { mode, first, which = () => true }: Tour,
  ask: (page: Page) => Promise<readonly string[]>,
): Promise<string[]> {
  const windows = new Map<string, Page>()
  const complaints: string[] = []
  await prepareHelping(world)
  await sealDays(world, 3)
  for (const screen of residentScreens.filter((one) => (one.only === undefined || one.only === mode) && which(one))) {
    const found = screen.of ? await world.find(screen.of) : undefined
    const phone = phoneOf(screen.as, world.demo.residentPhone, found?.phone)
    const key = phone ?? screen.as
    let page = windows.get(key)
    if (!page) {
      const as = phone === undefined ? {} : { as: await world.resident(phone) }
      page = await visit(world.origin, { mode, community: world.demo.community, kept: true, ...as })
      await first?.(page)
      windows.set(key, page)
    }
    await page.goto(screen.at.replace(':n', found?.number ?? ''))
    await settled(page)
    await screen.then?.(page, { mode })
    if (screen.then) await settled(page)
    complaints.push(...(await ask(page)).map((complaint) => `${screen.name}: ${complaint}`))
    await screen.after?.(page)
  }
  for (const page of windows.values()) await page.context().close()
  return complaints
}
