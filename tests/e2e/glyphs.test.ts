/**
 * The browser that the other tests of pages use: without Chinese glyphs they would measure boxes.
 */
import { expect, test } from 'vitest'
import { openBrowser } from '../support/browser.ts'

test('the browser draws Chinese, not empty boxes', async () => {
  const page = await (await openBrowser()).newPage()

  const pictures = await page.evaluate(() =>
    ['邻', '里', '\u{e0ff}'].map((character) => {
      const canvas = document.createElement('canvas')
      const brush = canvas.getContext('2d')
      if (!brush) return ''
      brush.font = '48px sans-serif'
      brush.fillText(character, 10, 60)
      return canvas.toDataURL()
    }),
  )
  await page.close()

  expect(new Set(pictures).size).toBe(3)
})
