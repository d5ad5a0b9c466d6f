/**
 * A page in the hands of somebody who has keys only: Tab moves, and what has the focus is asked for its name.
 *
 * Every stop must show that it has the focus, and no place may hold it.
 */
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

export interface Stop {
  role: string
  name: string
  /** Width of the line around it, in px; 0 when there is none. */
  outline: number
}

/** What has the focus, as a screen reader would say it. */
export async function focused(page: Page): Promise<Stop> {
  const holder = page.locator(':focus')
  if ((await holder.count()) === 0) return { role: 'page', name: '', outline: 0 }
  const [line = ''] = (await holder.first().ariaSnapshot()).split('\n')
  const [, role = '', name = ''] = /^- (\w+)(?: "((?:[^"\\]|\\.)*)")?/.exec(line) ?? []
  const outline = await holder.first().evaluate((element) => {
    const widthOf = (one: Element | null | undefined) => {
      if (!one) return 0
      const { outlineStyle, outlineWidth } = getComputedStyle(one)
      return outlineStyle === 'none' ? 0 : Number.parseFloat(outlineWidth)
    }
    // a hidden radio button, checkbox or file shows it on its label, a field on the box around it
    const label = element.closest('label')
    const around = [element, element.nextElementSibling, label, label?.querySelector('.face'), element.parentElement]
    return Math.max(...around.map(widthOf))
  })
  return { role, name: name.replaceAll('\\"', '"'), outline }
}

const fits = (stop: Stop, role: string, name: string | RegExp) =>
  stop.role === role && (typeof name === 'string' ? stop.name === name : name.test(stop.name))

/** Waits until the focus is where the page was to put it: it moves once what it moves to is drawn. */
export async function focusOn(page: Page, role: string, name: string | RegExp): Promise<void> {
  await expect
    .poll(async () => fits(await focused(page), role, name), { message: `focus on ${role} ${name}` })
    .toBe(true)
}

/** What has the focus once it shows it: what is drawn anew in that instant is asked again, for a second at most. */
async function settledFocus(page: Page): Promise<Stop> {
  const end = Date.now() + 1000
  for (;;) {
    const stop = await focused(page)
    if (stop.role === 'page' || stop.outline >= 2 || Date.now() > end) return stop
  }
}

/**
 * Presses Tab until the wanted stop has the focus.
 *
 * @throws when it is not met within `most` presses, or when a stop on the way does not show that it has the focus
 */
export async function tabTo(page: Page, role: string, name: string | RegExp, { back = false, most = 60 } = {}) {
  const way: string[] = []
  for (let press = 0; press < most; press += 1) {
    await page.keyboard.press(back ? 'Shift+Tab' : 'Tab')
    const stop = await settledFocus(page)
    way.push(`${stop.role} ${stop.name}`)
    if (stop.role !== 'page' && stop.outline < 2)
      throw new Error(`${stop.role} “${stop.name}” has the focus and does not show it (outline ${stop.outline} px)`)
    if (fits(stop, role, name)) return stop
  }
  throw new Error(`Tab does not lead to ${role} ${name}: ${way.join(' → ')}`)
}

/** Presses Tab until the focus left the page and came back. @returns the stops in between, by name */
export async function tabThrough(page: Page, most = 200): Promise<string[]> {
  const stops: string[] = []
  for (let press = 0; press < most; press += 1) {
    await page.keyboard.press('Tab')
    const { role, name } = await focused(page)
    if (role === 'page' && stops.length > 0) return stops
    if (role !== 'page') stops.push(`${role} ${name}`)
    if (stops.length > 3 && stops.slice(-3).every((stop) => stop === stops.at(-4)))
      throw new Error(`${stops.at(-1)} holds the focus`)
  }
  throw new Error(`the focus does not leave the page: ${stops.slice(-6).join(' → ')}`)
}
