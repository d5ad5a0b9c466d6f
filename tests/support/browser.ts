/**
 * Pages for tests: one Chromium per worker, a clean context per page.
 *
 * Read next: chromium.ts.
 */

import type { Browser, Page } from 'playwright-core'
import { chromium } from 'playwright-core'
import { inject } from 'vitest'
import { findChromium } from './chromium.ts'

/** How the reader holds the page. */
export interface PageOptions {
  /** CSS pixels; 390 is a phone, 1280 a desk. */
  readonly width?: number
  readonly height?: number
  /** 长辈版 is `elder`. */
  readonly mode?: 'standard' | 'elder'
  readonly language?: 'zh' | 'en'
}

let browser: Promise<Browser> | undefined

/** The worker's Chromium, started once; it ends with the worker. */
export async function openBrowser(): Promise<Browser> {
  browser ??= launch()
  return await browser
}

/** Opens a page with nothing kept from others; close it with `page.context().close()`. */
export async function newPage(options: PageOptions = {}): Promise<Page> {
  const fault = inject('webFault')
  if (fault) throw new Error(`the web was not built: ${fault}`)
  const { width = 390, height = width < 800 ? 844 : 800, mode = 'standard', language = 'zh' } = options
  const context = await (await openBrowser()).newContext({
    viewport: { width, height },
    locale: language === 'zh' ? 'zh-CN' : 'en-GB',
    timezoneId: 'Asia/Shanghai',
    reducedMotion: 'reduce',
    isMobile: width < 800,
    hasTouch: width < 800,
  })
  await context.addInitScript(
    ([chosenMode, chosenLanguage]) => {
      // Runs at every navigation: what was chosen on a page meanwhile stays.
      if (localStorage.getItem('linli.mode') !== null) return
      localStorage.setItem('linli.mode', chosenMode)
      localStorage.setItem('linli.language', chosenLanguage)
    },
    [mode, language] as const,
  )
  return await context.newPage()
}

async function launch(): Promise<Browser> {
  const { path, environment } = findChromium()
  return await chromium.launch({
    executablePath: path,
    env: { ...process.env, ...environment } as Record<string, string>,
    args: [
      // Chromium refuses its sandbox to root.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-dev-shm-usage',
    ],
  })
}
