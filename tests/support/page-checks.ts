/**
 * What every page must hold, measured in the browser: axe, no sideways scrolling, no text that escaped the catalogue,
 * sizes of text and of targets. Each answers with complaints, empty when all is well.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import { faultsOf, settled } from './visits.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

declare global {
  interface Window {
    axe: {
      run(
        root: unknown,
        options: unknown,
      ): Promise<{ violations: { id: string; help: string; nodes: { target: string[]; failureSummary?: string }[] }[] }>
    }
  }
}

/** Violations of axe's rules: WCAG 2.2 AA and its best practices. */
export async function axeComplaints(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe)
  return await page.evaluate(async () => {
    const { violations } = await window.axe.run(document, {
      resultTypes: ['violations'],
      reporter: 'v1',
      preload: false,
    })
    return violations.flatMap(({ id, nodes }) =>
      nodes.slice(0, 3).map(({ target, failureSummary }) => {
        const why = (failureSummary ?? '').split('\n').slice(1).join(' ').replace(/\s+/g, ' ').trim().slice(0, 160)
        return `axe ${id}: ${target.join(' ')} ${why}`
      }),
    )
  })
}

/** Whatever makes the page wider than its window. */
export async function sidewaysComplaints(page: Page, width: number): Promise<string[]> {
  return await page.evaluate((limit) => {
    const { scrollWidth } = document.documentElement
    if (scrollWidth <= limit) return []
    const scrolls = (element: Element | null): boolean =>
      element !== null &&
      element !== document.documentElement &&
      element !== document.body &&
      (/auto|scroll|hidden|clip/.test(getComputedStyle(element).overflowX) || scrolls(element.parentElement))
    const wide = [...document.body.querySelectorAll('*')]
      .filter((element) => getComputedStyle(element).position !== 'fixed')
      .map((element) => ({ element, right: element.getBoundingClientRect().right }))
      .filter(({ element, right }) => right > limit + 1 && !scrolls(element.parentElement))
      .sort((a, b) => b.right - a.right)
      .slice(0, 3)
      .map(
        ({ element, right }) =>
          `<${element.tagName.toLowerCase()} class="${element.getAttribute('class') ?? ''}"> to ${Math.round(right)}`,
      )
    return [`${scrollWidth} px wide in a window of ${limit}: ${wide.join(' ')}`]
  }, width)
}

/** Traces of a fault in what a person reads: undefined, a placeholder, the key of a sentence. */
export async function leakComplaints(page: Page, prefixes: readonly string[]): Promise<string[]> {
  const keys = String.raw`(?<![\w./@-])(?:${prefixes.join('|')})\.[a-z][\w.-]*`
  return await page.evaluate(
    ([pattern]) => {
      const leak = new RegExp(
        String.raw`\bundefined\b|\bNaN\b|\bnull\b|\[object|Invalid Date|\{[A-Za-z]\w*\}|${pattern}`,
        'g',
      )
      const said = new Set<string>()
      const texts = document.body.innerText.split('\n')
      for (const element of document.querySelectorAll('[aria-label],[placeholder],[alt],[title]'))
        for (const name of ['aria-label', 'placeholder', 'alt', 'title']) texts.push(element.getAttribute(name) ?? '')
      for (const text of [...texts, document.title])
        for (const [found] of text.matchAll(leak)) said.add(`shows “${found}” in “${text.trim().slice(0, 60)}”`)
      return [...said]
    },
    [keys],
  )
}

/** Visible text that is neither from the catalogue nor what somebody said; asks for a page in the pseudo-locale. */
export async function strayComplaints(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const strip = (text: string): string => {
      const next = text.replace(/⟦[^⟦⟧]*⟧/gu, '')
      return next === text ? text : strip(next)
    }
    const isPlain = (text: string) => /^[\d\s\p{P}\p{S}\p{Co}]*$/u.test(strip(text))
    const isSeen = (element: Element) => {
      const style = getComputedStyle(element)
      return style.visibility !== 'hidden' && style.display !== 'none' && element.getClientRects().length > 0
    }
    const stray = new Set<string>()
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement
      const text = node.textContent ?? ''
      if (!element || text.trim() === '' || isPlain(text)) continue
      if (element.closest('[data-said], script, style, noscript, kbd, .kbd, option') || !isSeen(element)) continue
      const way = element.closest('[class]')?.getAttribute('class') ?? ''
      stray.add(`${text.trim().slice(0, 50)} (<${element.tagName.toLowerCase()}> in .${way.split(' ')[0]})`)
    }
    for (const element of document.querySelectorAll('[aria-label],[placeholder],[alt]')) {
      if (element.closest('[data-said]') || !isSeen(element)) continue
      for (const name of ['aria-label', 'placeholder', 'alt']) {
        const text = element.getAttribute(name)
        if (text && !isPlain(text)) stray.add(`${name}: ${text.slice(0, 50)}`)
      }
    }
    return [...stray]
  })
}

/** Interactive elements whose target is smaller than asked; links inside running text are left out and counted. */
export async function targetComplaints(page: Page, least: number): Promise<{ small: string[]; inText: string[] }> {
  return await page.evaluate((limit) => {
    const asked =
      'a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [role=link], [role=tab]'
    const small: string[] = []
    const inText: string[] = []
    for (const element of document.querySelectorAll<HTMLElement>(asked)) {
      const style = getComputedStyle(element)
      if (style.visibility === 'hidden' || element.getClientRects().length === 0) continue
      if (element.closest('.skip, .unseen, [inert], [aria-hidden=true]')) continue
      // what is pressed for a radio button, a checkbox or a file is its label
      const pressed = element instanceof HTMLInputElement && /radio|checkbox|file/.test(element.type)
      const target = (pressed && element.closest('label')) || element
      const { width, height } = target.getBoundingClientRect()
      if (width === 0 || (width <= 1 && height <= 1)) continue
      const words = (element.getAttribute('aria-label') ?? target.textContent ?? '').trim().replace(/\s+/g, ' ')
      const named = `<${element.tagName.toLowerCase()} class="${element.className}"> ${words.slice(0, 24)}`
      const around = (element.parentElement?.textContent ?? '').trim().length
      if (style.display === 'inline' && around > (element.textContent ?? '').trim().length) {
        inText.push(named)
        continue
      }
      // half a pixel is rounding
      if (width < limit - 0.5 || height < limit - 0.5)
        small.push(`${named}: ${Math.round(width)}×${Math.round(height)}, asked ${limit}`)
    }
    return { small, inText }
  }, least)
}

/** Text that is smaller than asked, or whose lines stand closer than 1.3 times its size. */
export async function textComplaints(page: Page, least: number): Promise<string[]> {
  return await page.evaluate((limit) => {
    const complaints = new Set<string>()
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement
      const words = (node.textContent ?? '').trim()
      if (!element || words === '' || element.closest('.skip, .unseen, [aria-hidden=true], script, style, noscript'))
        continue
      const style = getComputedStyle(element)
      if (style.visibility === 'hidden' || element.getClientRects().length === 0) continue
      const size = Number.parseFloat(style.fontSize)
      const line = Number.parseFloat(style.lineHeight)
      const named = `<${element.tagName.toLowerCase()} class="${element.className}"> ${words.slice(0, 20)}`
      if (size < limit - 0.1) complaints.add(`${named}: ${size} px, asked ${limit}`)
      if (line < size * 1.3 - 0.1) complaints.add(`${named}: lines of ${line} px at ${size} px`)
    }
    return [...complaints]
  }, least)
}

/** A page's title that something lies over, at the top of the page; what a dialog covers is meant to be covered. */
export async function coveredComplaints(page: Page): Promise<string[]> {
  return await page.evaluate(async () => {
    const isOpen = (dialog: Element) => dialog.getBoundingClientRect().height > 0
    if ([...document.querySelectorAll('dialog[open], [role=dialog]')].some(isOpen)) return []
    const look = () =>
      [...document.querySelectorAll('h1')].flatMap((title) => {
        const { left, top, width, height } = title.getBoundingClientRect()
        if (width < 4 || height < 4) return []
        const over = document.elementFromPoint(left + width / 2, top + height / 2)
        if (over && (title.contains(over) || over.contains(title))) return []
        const named = over ? `<${over.tagName.toLowerCase()} class="${over.getAttribute('class') ?? ''}">` : 'nothing'
        return [`the title “${title.textContent}” is covered by ${named}`]
      })
    // a page that brings a wrong field into view may still be scrolling
    let found: string[] = []
    for (let tries = 0; tries < 10; tries += 1) {
      window.scrollTo({ top: 0, behavior: 'instant' })
      for (const part of document.querySelectorAll('main, main *')) if (part.scrollTop > 0) part.scrollTop = 0
      found = look()
      if (found.length === 0) return found
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    return found
  })
}

export interface Asked {
  width: number
  /** First parts of the catalogue's keys. */
  prefixes: readonly string[]
  /** Whether it must also fit 320 px. */
  narrow?: boolean
  /** Whether axe is left out. */
  withoutAxe?: boolean
}

/** All that holds for every screen whatever it is about. */
export async function complaintsOf(
  page: Page,
  { width, prefixes, narrow = false, withoutAxe = false }: Asked,
): Promise<string[]> {
  const found = [
    ...(withoutAxe ? [] : await axeComplaints(page)),
    ...(await sidewaysComplaints(page, width)),
    ...(await leakComplaints(page, prefixes)),
    ...(await coveredComplaints(page)),
  ]
  if (narrow) {
    const { height = 844 } = page.viewportSize() ?? {}
    await page.setViewportSize({ width: 320, height })
    await settled(page)
    found.push(...(await sidewaysComplaints(page, 320)))
    await page.setViewportSize({ width, height })
  }
  return [...found, ...faultsOf(page).map((fault) => `console: ${fault}`)]
}
