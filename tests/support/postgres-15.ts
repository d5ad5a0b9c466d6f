/**
 * The oldest PostgreSQL we promise to run on, from the system's packages, installed when root may.
 *
 * Read next: set-up-database.ts.
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdir, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { findAccount, giveTo } from '#lib/postgres/account.ts'
import { lockFolder } from '#lib/postgres/lock.ts'
import { careless, makeTemporaryFolder } from '#lib/postgres/temporary.ts'

const programs = '/usr/lib/postgresql/15/bin'

/** Starts PostgreSQL 15 in a folder that stopping removes. */
export async function openPostgres15(): Promise<{ url: string; stop(): Promise<void> }> {
  install()
  const account = await findAccount()
  const folder = await makeTemporaryFolder()
  const data = join(folder, 'data')
  const lock = await lockFolder(folder)
  await mkdir(data)
  await chmod(data, 0o700)
  await giveTo(account, data)
  const as = { cwd: data, ...(account && { uid: account.uid, gid: account.gid }) }

  const made = spawnSync(
    `${programs}/initdb`,
    ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '-N'],
    as,
  )
  if (made.status !== 0) throw new Error(`initdb 15 failed: ${made.stderr}`)
  const port = await freePort()
  const settings = { ...careless, port: String(port), listen_addresses: '127.0.0.1', unix_socket_directories: '' }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const server = spawn(`${programs}/postgres`, ['-D', data, ...flags], { ...as, stdio: 'ignore' })
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()))

  const address = `postgres://postgres@127.0.0.1:${port}/postgres`
  await untilItAnswers(address)
  // as ours has it: an owner, not a superuser, for whom revoked rights would not hold
  const maker = new pg.Client({ connectionString: address })
  await maker.connect()
  await maker.query('create role linli login createdb createrole')
  await maker.query('create database linli owner linli')
  await maker.end()
  return {
    url: `postgres://linli@127.0.0.1:${port}/linli`,
    stop: async () => {
      server.kill('SIGINT')
      await ended
      await rm(folder, { recursive: true, force: true })
      await lock.release()
    },
  }
}

function install(): void {
  if (existsSync(`${programs}/postgres`)) return
  if (process.getuid?.() !== 0)
    throw new Error('PostgreSQL 15 is not installed (package postgresql-15), and only root can install it')
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  spawnSync('apt-get', ['update'], { stdio: 'ignore', env: environment })
  const done = spawnSync('apt-get', ['install', '-y', 'postgresql-15'], { encoding: 'utf8', env: environment })
  if (!existsSync(`${programs}/postgres`))
    throw new Error(`PostgreSQL 15 could not be installed: ${done.stderr?.slice(-500)}`)
}

async function untilItAnswers(url: string): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    const client = new pg.Client({ connectionString: url })
    client.on('error', () => {})
    const answer = await client.connect().then(
      () => undefined,
      (error: unknown) => error,
    )
    await client.end().catch(() => {})
    if (!answer) return
    if (tries > 500) throw new Error('PostgreSQL 15 does not answer', { cause: answer })
    await pause(20)
  }
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  return port
}
