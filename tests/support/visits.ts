/**
 * A person's browser: a window of a given width in a mode and a language, signed in or not, with what went wrong in it.
 *
 * Settings are written before the first page only, so that what a person changes stays changed.
 * Read next: browser.ts, demo-world.ts.
 */
import { join } from 'node:path'
import type { Page, Request } from 'playwright-core'
import { onTestFinished } from 'vitest'
import { openBrowser, type PageOptions } from './browser.ts'
import type { Client } from './client.ts'

export interface VisitOptions extends PageOptions {
  /** Whose session it is. */
  as?: Client
  /** Path of the community this device last chose. */
  community?: string
  /** It outlives the test and is closed by who opened it. */
  kept?: boolean
  /** Nothing was ever asked or chosen on this device. */
  firstTime?: boolean
}

/** Errors of the console and of scripts, by page; an answer that refuses is none. */
const faults = new WeakMap<Page, string[]>()

/** Opens a window; it closes with its test, and a test that failed leaves a picture of it in var/failures. */
export async function visit(origin: string, options: VisitOptions = {}): Promise<Page> {
  const { width = 390, height = width < 800 ? 844 : 900, mode = 'standard', language = 'zh' } = options
  const { as, community, firstTime } = options
  const phone = width < 800
  const context = await (await openBrowser()).newContext({
    baseURL: origin,
    viewport: { width, height },
    locale: language === 'zh' ? 'zh-CN' : 'en-GB',
    timezoneId: 'Asia/Shanghai',
    reducedMotion: 'reduce',
    isMobile: phone,
    hasTouch: phone,
  })
  context.setDefaultTimeout(15_000)
  // a session ends in product time, which for a browser's cookies may be long past
  await context.route(/\/api\/sign-in(\/(password|second|enrol))?$/, async (route) => {
    const response = await route.fetch()
    const headers = { ...response.headers() }
    const cookie = headers['set-cookie']
    if (cookie) headers['set-cookie'] = cookie.replace(/;\s*(expires|max-age)=[^;]*/gi, '')
    await route.fulfill({ response, headers })
  })
  if (as) {
    const [name = '', value = ''] = as.cookie.split('=')
    await context.addCookies([{ name, value, url: origin }])
  }
  if (!firstTime)
    await context.addInitScript(
      (settings) => {
        for (const [name, value] of Object.entries(settings))
          if (localStorage.getItem(name) === null) localStorage.setItem(name, value)
      },
      {
        'linli.mode': mode,
        'linli.language': language,
        ...(community ? { 'linli.community': community } : {}),
      } as Record<string, string>,
    )
  const page = await context.newPage()
  watch(page)
  if (!options.kept)
    onTestFinished(async ({ task }) => {
      const path = join(
        import.meta.dirname,
        '../../var/failures',
        `${task.name.replace(/\W+/gu, '-').slice(0, 60)}-${width}.png`,
      )
      if (task.result?.state === 'fail') await page.screenshot({ path, fullPage: true }).catch(() => undefined)
      await context.close()
    })
  context.on('page', watch)
  return page
}

/** Calls on their way, by page; the stream of changes never ends and is not counted. */
const underWay = new WeakMap<Page, Set<Request>>()

function watch(page: Page): void {
  if (faults.has(page)) return
  const calls = new Set<Request>()
  underWay.set(page, calls)
  page.on('request', (request) => {
    // what the page before still asked for is dropped with it, and not always said to be
    if (request.isNavigationRequest() && request.frame() === page.mainFrame()) calls.clear()
    if (!request.url().endsWith('/api/live')) calls.add(request)
  })
  page.on('requestfinished', (request) => calls.delete(request))
  page.on('requestfailed', (request) => calls.delete(request))
  const seen: string[] = []
  faults.set(page, seen)
  page.on('pageerror', (error) => seen.push(String(error)))
  page.on('console', (message) => {
    if (message.type() !== 'error') return
    if (/^Failed to load resource: the server responded with a status of 4\d\d/.test(message.text())) return
    if (/ERR_INTERNET_DISCONNECTED|ERR_NETWORK_CHANGED/.test(message.text())) return
    seen.push(`${message.text().slice(0, 300)} ${message.location().url}`)
  })
}

/** What went wrong in the window since it was last asked. */
export function faultsOf(page: Page): string[] {
  return faults.get(page)?.splice(0) ?? []
}

/** Waits until the page shows what it has: a heading or why there is nothing, nothing grey, no call under way, and still so two frames later. */
export async function settled(page: Page): Promise<void> {
  const calls = underWay.get(page) ?? new Set()
  let calm = 0
  const end = Date.now() + 15_000
  while (calm < 2) {
    if (Date.now() > end) throw new Error(`${page.url()} does not come to rest: ${[...calls].map((one) => one.url())}`)
    const still = await page.evaluate(async () => {
      await new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)))
      await document.fonts.ready
      const images = [...document.images].filter((image) => image.loading !== 'lazy')
      return (
        document.querySelector('h1, .empty') !== null &&
        document.querySelector('[aria-busy=true], .grey-lines, .loading, .ant-spin-spinning') === null &&
        !/正在打开|⟦正在打开/.test(document.body.textContent ?? '') &&
        images.every((image) => image.complete)
      )
    })
    calm = still && calls.size === 0 ? calm + 1 : 0
  }
}
