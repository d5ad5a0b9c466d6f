/**
 * Pictures of every screen and the sheet that shows them side by side: var/screens/index.html.
 *
 * A picture is named screen~width~mode~language; the sheet is made of the names, so files that run beside each other add
 * to the same one.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'

const folder = join(import.meta.dirname, '../../var/screens')

/** A screen: its name in pictures, what it is, and the way to it in an open window. */
export interface Screen {
  name: string
  title: string
  open(page: Page): Promise<unknown>
}

export interface Look {
  width: 390 | 1440
  mode: 'standard' | 'elder'
  language: 'zh' | 'en'
}

const everyLook = process.env.LINLI_LOOKS === 'all'

/**
 * Whether a screen is looked at in this look: with LINLI_LOOKS=all in every one; else in two that have nothing in common,
 * so that each screen is seen at each width, in each language and, of residents, in each mode.
 *
 * @param index the screen's place among those of its side @param hasModes whether its side has 长辈版
 */
export function isLookedAt({ width, mode, language }: Look, index: number, hasModes: boolean): boolean {
  const turns = [width === 390, language === 'en', ...(hasModes ? [mode === 'elder'] : [])]
  const corner = turns.reduce((sum, turn) => sum * 2 + Number(turn), 0)
  const opposite = 2 ** turns.length - 1 - corner
  return everyLook || Math.min(corner, opposite) === index % 2 ** (turns.length - 1)
}

/** Whether axe runs in this look: in every one that LINLI_LOOKS=all asks for; else in one of the two, at either width in turn. */
export function isAxed({ width }: Look, index: number): boolean {
  return everyLook || (width === 390) === (Math.floor(index / 4) % 2 === 0)
}

/** Takes away the pictures of an earlier run, when new ones are taken. @param side 'resident' or 'staff' */
export function clearPictures(side: string): void {
  if (!everyLook) return
  mkdirSync(folder, { recursive: true })
  for (const name of readdirSync(folder)) if (name.startsWith(`${side}-`)) rmSync(join(folder, name))
}

/** Takes the whole page, when every look is taken. */
export async function takePicture(page: Page, side: string, screen: string, look: Look): Promise<void> {
  if (!everyLook) return
  const name = `${side}-${screen}~${look.width}~${look.mode}~${look.language}.png`
  await page.screenshot({ path: join(folder, name), fullPage: true, animations: 'disabled', caret: 'hide' })
}

/** Writes the sheet of all pictures that are there. @param titles of the screens of one side, by name */
export function writeSheet(side: string, titles: ReadonlyMap<string, string>): void {
  if (!everyLook) return
  writeFileSync(join(folder, `${side}-titles.json`), JSON.stringify([...titles]))
  const all = new Map(
    readdirSync(folder)
      .filter((name) => name.endsWith('-titles.json'))
      .flatMap((name) => readTitles(name)),
  )
  const pictures = readdirSync(folder).filter((name) => name.endsWith('.png'))
  const shown = new Map<string, string[]>()
  for (const name of pictures) {
    const screen = name.split('~')[0] ?? ''
    shown.set(screen, [...(shown.get(screen) ?? []), name])
  }
  const order = [...new Set([...all.keys(), ...shown.keys()])].filter((screen) => shown.has(screen))
  const sections = order.map((screen) => {
    const figures = (shown.get(screen) ?? []).sort(byLook).map((name) => {
      const caption = name.replace('.png', '').split('~').slice(1).join(' · ')
      const kind = caption.startsWith('390') ? 'phone' : 'desk'
      return `<figure class="${kind}"><a href="${name}"><img loading="lazy" alt="" src="${name}"></a><figcaption>${caption}</figcaption></figure>`
    })
    return `<section id="${screen}"><h2>${all.get(screen) ?? ''} <small>${screen}</small></h2><div>${figures.join('')}</div></section>`
  })
  const links = order.map((screen) => `<a href="#${screen}">${screen}</a>`).join(' ')
  writeFileSync(join(folder, 'index.html'), sheet(links, sections.join('\n'), pictures.length))
}

function readTitles(name: string): [string, string][] {
  const side = name.replace('-titles.json', '')
  const titles = JSON.parse(readFileSync(join(folder, name), 'utf8')) as [string, string][]
  return titles.map(([screen, title]) => [`${side}-${screen}`, title])
}

/** Phones first, then standard before 长辈版, then Chinese before English. */
function byLook(a: string, b: string): number {
  const rank = (name: string) =>
    Number(name.includes('~1440~')) * 4 + Number(name.includes('~elder~')) * 2 + Number(name.includes('~en'))
  return rank(a) - rank(b)
}

function sheet(links: string, sections: string, count: number): string {
  return `<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><title>Linli: ${count} pictures</title>
<style>
body { font: 14px/1.5 sans-serif; margin: 24px; background: #f5f4f0; color: #1c2421 }
nav { display: flex; flex-wrap: wrap; gap: 4px 12px }
section > div { display: flex; flex-wrap: nowrap; gap: 16px; overflow-x: auto; align-items: flex-start; padding-bottom: 12px }
h2 small { color: #5f6c66; font-weight: 400 }
figure { margin: 0; flex: none } figcaption { color: #5f6c66 }
img { display: block; border: 1px solid #e2e1da; background: #fff }
.phone img { width: 260px } .desk img { width: 620px }
</style>
<h1>Linli 邻里: ${count} pictures</h1>
<nav>${links}</nav>
${sections}
</html>
`
}
