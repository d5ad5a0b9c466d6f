/**
 * What must be there before the program can start: packages, and the built web.
 *
 * Plain JavaScript that Node 20 can run, because Node 24 comes with the packages. Each step does nothing when it was done.
 * Read next: start.mjs.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The checkout. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** Node 24, from the packages. */
export const node = join(root, 'node_modules/.bin/node')

/**
 * Installs the packages when they are missing or are not those of the lock file.
 *
 * @param {(line: string) => void} say
 */
export async function installPackages(say) {
  if (arePackagesInstalled()) return
  say('正在安装依赖，约半分钟 · installing packages, about half a minute')
  await run('npm', ['ci', '--no-audit', '--no-fund'])
}

/** npm keeps a list of what it installed; the lock file may have changed since. */
function arePackagesInstalled() {
  const list = join(root, 'node_modules/.package-lock.json')
  if (!existsSync(list) || !existsSync(node)) return false
  const wanted = readJson(join(root, 'package-lock.json')).packages
  const installed = readJson(list).packages
  return Object.entries(wanted).every(([path, { version, optional, dev }]) => {
    if (path === '') return true
    return installed[path] ? installed[path].version === version : optional || dev
  })
}

/**
 * Builds both web shells when their sources changed since the last time.
 *
 * @param {(line: string) => void} [say]
 */
export async function buildWeb(say = () => {}) {
  const stamp = join(root, 'dist/stamp')
  const state = hashOfSources()
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === state) return
  say('正在构建网页 · building the web pages')
  await run('npm', ['run', '--silent', 'web'], { NODE_ENV: 'production' })
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, state)
}

function hashOfSources() {
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')))
  for (const entry of readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true }).sort(byPath)) {
    if (!entry.isFile() || entry.name.endsWith('.test.ts')) continue
    const path = pathOf(entry)
    hash.update(path.slice(root.length)).update('\0').update(readFileSync(path)).update('\0')
  }
  return hash.digest('hex')
}

function byPath(a, b) {
  return pathOf(a) < pathOf(b) ? -1 : 1
}

function pathOf(entry) {
  return join(entry.parentPath || entry.path, entry.name)
}

function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'))
}

/** Runs a program to its end; its output is shown when it fails. */
async function run(program, options, environment = {}) {
  const child = spawn(program, options, {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const keep = (chunk) => {
    output += String(chunk)
  }
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (code !== 0) throw new Error(`${program} ${options.join(' ')} 失败 · failed:\n${output}`)
}
