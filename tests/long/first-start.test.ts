/**
 * `npm start` on a fresh checkout: how long the first and the later starts take, as whom, and from where.
 *
 * The packages are copied, not downloaded: the promise is counted from when `npm ci` has finished.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { chmod, mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { root } from '../support/code.ts'
import type { Program } from '../support/program.ts'
import { runProgram } from '../support/program.ts'

const FIRST_SECONDS_MAX = 60
const LATER_SECONDS_MAX = 5
const isRoot = process.getuid?.() === 0
const homes: string[] = []

afterEach(async () => {
  for (const home of homes.splice(0)) await rm(home, { recursive: true, force: true })
})

test('as whoever runs the tests: ready within a minute, later within five seconds', async () => {
  await startTwice({})
})

test('as an ordinary user with a closed home: ready within a minute, later within five seconds', async () => {
  await startTwice(isRoot ? { uid: 65_534, gid: 65_534 } : {})
})

async function startTwice(account: { uid?: number; gid?: number }): Promise<void> {
  const { home, checkout } = await copyCheckout(account)
  // Root's data would be in the system's state directory; a test leaves nothing there.
  const env = {
    HOME: home,
    ...(isRoot && account.uid === undefined && { LINLI_DATA: join('/var/lib', home.slice(1).replaceAll('/', '-')) }),
  }
  const run = (): Program => runProgram({ checkout, command: ['bin/start.mjs'], environment: 'demo', env, ...account })

  const first = await secondsOf(run(), 'the first start')
  const later = await secondsOf(run(), 'a later start')

  const data = env.LINLI_DATA ?? join(checkout, 'var')
  expect(await readdir(data)).toContain('postgres')
  if (account.uid !== undefined) expect((await stat(join(data, 'postgres/password'))).uid).toBe(account.uid)
  if (env.LINLI_DATA) await rm(env.LINLI_DATA, { recursive: true, force: true })
  expect(first).toBeLessThan(FIRST_SECONDS_MAX)
  expect(later).toBeLessThan(LATER_SECONDS_MAX)
}

async function secondsOf(program: Program, name: string): Promise<number> {
  const start = performance.now()
  const address = await program.ready
  expect((await fetch(`${address}/readyz`)).status).toBe(200)
  const seconds = (performance.now() - start) / 1_000
  process.stdout.write(`${name} took ${seconds.toFixed(1)} s\n`)

  program.process.kill('SIGTERM')
  expect(await program.ended).toBe(0)
  return seconds
}

/** A checkout with packages in a home that nobody else may enter. */
async function copyCheckout({ uid, gid }: { uid?: number; gid?: number }): Promise<{ home: string; checkout: string }> {
  const home = mkdtempSync('/tmp/linli-home-')
  homes.push(home)
  const checkout = join(home, 'linli')
  await mkdir(checkout)
  const left = ['.git', 'var', 'dist']
  const names = (await readdir(root)).filter((name) => !left.includes(name)).map((name) => join(root, name))
  run('cp', ['-a', ...names, checkout])
  if (uid !== undefined) run('chown', ['-R', `${uid}:${gid}`, home])
  await chmod(home, 0o700)
  return { home, checkout }
}

function run(program: string, options: readonly string[]): void {
  const { status, stderr } = spawnSync(program, options, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${program} failed: ${stderr}`)
}
