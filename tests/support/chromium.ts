/**
 * A Chromium to open pages in, and Chinese glyphs for it, whatever the machine has.
 *
 * In this order: LINLI_CHROMIUM, the one in @sparticuz/chromium unpacked once under var/, the system's, and as root the
 * system's package. The npm one comes first because it has no windows of its own and takes two thirds of the time.
 * Without any it throws: tests of pages are never left out in silence.
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

/** A Chromium that runs, and what its process must be told of beside its own folder. */
export interface Chromium {
  readonly path: string
  readonly environment: Readonly<Record<string, string>>
}

/** Finds one; the first that runs. */
export function findChromium(): Chromium {
  const named = process.env.LINLI_CHROMIUM
  if (named) {
    if (!runs(named)) throw new Error(`LINLI_CHROMIUM names ${named}, which does not run`)
    return { path: named, environment: fontEnvironment() }
  }
  const packaged = unpackChromium()
  if (packaged) return { ...packaged, environment: { ...packaged.environment, ...fontEnvironment() } }
  const path = installed.find((path) => runs(path)) ?? installChromium()
  if (!path)
    throw new Error('there is no Chromium: set LINLI_CHROMIUM to the path of one, or install the package chromium')
  return { path, environment: fontEnvironment() }
}

function runs(path: string, environment: Readonly<Record<string, string>> = {}): boolean {
  const env = { ...process.env, ...environment }
  return existsSync(path) && spawnSync(path, ['--version'], { stdio: 'ignore', env }).status === 0
}

/** Unpacks the one from npm; it always unpacks into the folder for temporary files, so it is given one of its own. */
function unpackChromium(): Chromium | undefined {
  const require = createRequire(import.meta.url)
  const main = require.resolve('@sparticuz/chromium')
  const home = dirname(dirname(main))
  const { version } = require(join(home, 'package.json')) as { version: string }
  const folder = join(kept, `chromium-${version}`)
  const path = join(folder, 'chromium')
  if (!existsSync(join(folder, 'al2023'))) {
    const half = `${folder}.${process.pid}`
    mkdirSync(half, { recursive: true })
    const libraries = JSON.stringify(join(home, 'bin/al2023.tar.br'))
    const unpack = `const { default: chromium, inflate } = await import(${JSON.stringify(main)})
      await chromium.executablePath()
      await inflate(${libraries})`
    execFileSync(process.execPath, ['--input-type=module', '-e', unpack], { env: { ...process.env, TMPDIR: half } })
    try {
      renameSync(half, folder)
    } catch {
      // Another worker was faster; its copy is the same.
      rmSync(half, { recursive: true })
    }
  }
  // a bare machine lacks a few libraries, which come along
  const libraries = { LD_LIBRARY_PATH: join(folder, 'al2023/lib') }
  return [{}, libraries].flatMap((environment) => (runs(path, environment) ? [{ path, environment }] : []))[0]
}

function installChromium(): string | undefined {
  if (process.getuid?.() !== 0) return undefined
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  spawnSync('apt-get', ['update'], { stdio: 'ignore', env })
  spawnSync('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], { stdio: 'ignore', env })
  return installed.find((path) => runs(path))
}

/** Environment in which Chromium finds Chinese glyphs: the system's, else those of an npm package. */
function fontEnvironment(): Readonly<Record<string, string>> {
  const fonts = spawnSync('fc-list', [':lang=zh-cn', 'family'], { encoding: 'utf8' })
  return fonts.stdout?.trim() ? {} : packagedFonts()
}

/** Makes the fonts of the npm package the only answer for Chinese, beside those that the system has. */
function packagedFonts(): Readonly<Record<string, string>> {
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
