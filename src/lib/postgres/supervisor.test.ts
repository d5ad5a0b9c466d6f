/**
 * What the supervisor promises when things are killed, on real processes.
 */
import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { cp, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { findAccount } from './account.ts'
import { findBinaries, findInstalled } from './binaries.ts'
import type { DatabaseState, SupervisedDatabase } from './supervisor.ts'
import { AlreadySupervised, superviseDatabase } from './supervisor.ts'
import { makeTemporaryFolder } from './temporary.ts'

let folder: string
const open: SupervisedDatabase[] = []
const children: ChildProcess[] = []

beforeAll(async () => {
  folder = await makeTemporaryFolder()
})

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  for (const database of open.splice(0)) await database.stop()
})

afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

describe('a database that is looked after', () => {
  test('answers, and keeps what was written when it is stopped and started', async () => {
    const first = await start()
    await ask(first.url, 'create table note (id int primary key)')
    await ask(first.url, 'insert into note values (1)')
    await first.stop()
    expect(await livingIn(folder)).toEqual([])

    const second = await start()

    expect(second.url).toBe(first.url)
    expect(await ask(second.url, 'select id from note')).toEqual([{ id: 1 }])
  })

  test('sorts by code point and holds every character', async () => {
    const { url } = await start()

    const rows = await ask(
      url,
      `select datcollate, datlocprovider::text, pg_encoding_to_char(encoding) as encoding
      from pg_database where datname = current_database()`,
    )

    expect(rows).toEqual([{ datcollate: 'C.UTF-8', datlocprovider: 'b', encoding: 'UTF8' }])
  })

  test('flushes commits, and its program is an owner without the rights of a superuser', async () => {
    const { url } = await start()

    const rows = await ask(
      url,
      `select current_setting('fsync') fsync, current_setting('jit') jit,
      current_setting('shared_buffers') buffers, rolsuper from pg_roles where rolname = current_user`,
    )

    expect(rows).toEqual([{ fsync: 'on', jit: 'off', buffers: '256MB', rolsuper: false }])
  })

  test('runs as an ordinary user, also for root, and nobody else reads its files', async () => {
    await start()
    const account = await findAccount()
    const [postmaster] = await livingIn(folder)

    const { uid } = await stat(`/proc/${postmaster}`)
    expect(uid).toBe(account?.uid ?? process.getuid?.())
    expect(uid).not.toBe(0)
    expect((await stat(folder)).mode & 0o077).toBe(0)
    expect((await stat(join(folder, 'password'))).mode & 0o077).toBe(0)
  })

  test('refuses a wrong password', async () => {
    const { url } = await start()
    const wrong = new URL(url)
    wrong.password = 'wrong'

    await expect(ask(wrong.href, 'select 1')).rejects.toMatchObject({ code: '28P01' })
  })
})

describe('after a kill -9', () => {
  test('of the server under writes it is back within five seconds with every acknowledged row', async () => {
    const states: DatabaseState[] = []
    const database = await start((state) => states.push(state))
    await ask(database.url, 'create table if not exists entry (id serial primary key, note text)')
    const before = await count(database.url)
    const writing = writeUntilRefused(database.url)
    await pause(500)

    process.kill(await postmasterOf(folder), 'SIGKILL')
    const acknowledged = await writing
    const back = await secondsUntil(() => database.state() === 'up' && states.includes('down'))

    expect(acknowledged).toBeGreaterThan(10)
    expect(await count(database.url)).toBeGreaterThanOrEqual(before + acknowledged)
    expect(back).toBeLessThan(5)
    expect(states).toEqual(['down', 'up'])
  })

  test('of the program under writes the next one finds every acknowledged row', async () => {
    const child = runChild()
    const url = await addressOf(child)
    await ask(url, 'create table if not exists entry (id serial primary key, note text)')
    const before = await count(url)
    const writing = writeUntilRefused(url)
    await pause(500)

    child.kill('SIGKILL')
    const database = await start()
    const acknowledged = await writing

    expect(acknowledged).toBeGreaterThan(10)
    expect(await count(database.url)).toBeGreaterThanOrEqual(before + acknowledged)
  })

  test('of program and server together the next one starts as well', async () => {
    const child = runChild()
    const url = await addressOf(child)
    await ask(url, 'create table if not exists entry (id serial primary key, note text)')
    const before = await count(url)
    const writing = writeUntilRefused(url)
    await pause(300)

    child.kill('SIGKILL')
    process.kill(await postmasterOf(folder), 'SIGKILL')
    const acknowledged = await writing
    const database = await start()

    expect(await count(database.url)).toBeGreaterThanOrEqual(before + acknowledged)
  })

  test('of one session the others can go on', async () => {
    const { url } = await start()
    const [row] = await ask(url, 'select pg_backend_pid() pid').catch(() => [])
    expect(row).toBeDefined()
    const victim = new pg.Client({ connectionString: url })
    victim.on('error', () => {})
    await victim.connect()
    const { rows } = await victim.query<{ pid: number }>('select pg_backend_pid() pid')

    process.kill(rows[0]?.pid ?? 0, 'SIGKILL')
    const back = await secondsUntil(async () => (await ask(url, 'select 1').catch(() => [])).length === 1)

    expect(back).toBeLessThan(5)
  })
})

describe('one folder', () => {
  test('has one supervisor: another is refused and told who it is', async () => {
    const child = runChild()
    await addressOf(child)

    const refusal = await superviseDatabase({ folder }).catch((error: unknown) => error)

    expect(refusal).toBeInstanceOf(AlreadySupervised)
    expect((refusal as AlreadySupervised).message).toContain(String(child.pid))
    expect((refusal as AlreadySupervised).message).toContain(folder)
  })

  test('goes to exactly one of several that start at once', async () => {
    const attempts = await Promise.allSettled([1, 2, 3, 4].map(() => superviseDatabase({ folder })))

    const started = attempts.filter((attempt) => attempt.status === 'fulfilled').map(({ value }) => value)
    open.push(...started)
    expect(started).toHaveLength(1)
  })

  test('is free again when its program ends without stopping, and no server stays behind', async () => {
    const child = runChild()
    await addressOf(child)

    child.stdin?.write('leave\n')

    expect(await secondsUntil(async () => (await livingIn(folder)).length === 0)).toBeLessThan(5)
    await start()
  })

  test('starts although the process number in its old lock file belongs to a stranger now', async () => {
    await (await start()).stop()
    open.pop()
    await writeFile(
      join(folder, 'data/postmaster.pid'),
      `${process.pid}\n${join(folder, 'data')}\n1\n5432\n\n\n\nready\n`,
    )

    expect((await start()).state()).toBe('up')
  })

  test('starts although its port was taken meanwhile', async () => {
    const first = await start()
    const kept = new URL(first.url).port
    await first.stop()
    open.pop()
    const { createServer } = await import('node:net')
    const thief = createServer()
    await new Promise<void>((resolve) => thief.listen(Number(kept), '127.0.0.1', resolve))

    const second = await start()
    await new Promise((resolve) => thief.close(resolve))

    expect(new URL(second.url).port).not.toBe(kept)
  })

  test('that a first start left half made is made anew', async () => {
    const other = await makeTemporaryFolder()
    await mkdir(join(other, 'data.half/base'), { recursive: true })

    const database = await superviseDatabase({ folder: other, settings: { fsync: 'off' } })
    open.push(database)

    expect(await ask(database.url, 'select 1 as one')).toEqual([{ one: 1 }])
    await database.stop()
    await rm(other, { recursive: true, force: true })
  })
})

test('the programs are copied and linked when the install script of their package did not run', async () => {
  const { folder: native, version } = await findInstalled()
  const place = await makeTemporaryFolder()
  const unlinked = join(place, 'unlinked')
  await cp(native, unlinked, { recursive: true, verbatimSymlinks: true })
  for (const name of await readdir(join(unlinked, 'lib'))) {
    if (/^libicu.*\.so(\.60)?$/.test(name)) await rm(join(unlinked, 'lib', name))
  }

  const { postgres } = await findBinaries(join(place, 'copies'), false, { folder: unlinked, version })

  expect(postgres).toContain(join(place, 'copies'))
  expect(await run(postgres, ['--version'])).toContain('18.')
  await rm(place, { recursive: true, force: true })
})

async function start(onState?: (state: DatabaseState) => void): Promise<SupervisedDatabase> {
  const database = await superviseDatabase({ folder, ...(onState && { onState }) })
  open.push(database)
  return database
}

function runChild(): ChildProcess {
  const script = join(import.meta.dirname, '../../../tests/support/supervising-child.ts')
  const child = spawn(process.execPath, [script, folder], { stdio: ['pipe', 'pipe', 'inherit'] })
  children.push(child)
  return child
}

async function addressOf(child: ChildProcess): Promise<string> {
  return await new Promise((resolve, reject) => {
    child.stdout?.once('data', (chunk) => resolve(String(chunk).trim()))
    child.once('exit', () => reject(new Error('the child ended before its database was up')))
  })
}

async function ask(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query(statement)).rows
  } finally {
    await client.end().catch(() => {})
  }
}

async function count(url: string): Promise<number> {
  const [row] = await ask(url, 'select count(*)::int as entries from entry')
  return Number(row?.entries)
}

/** Inserts rows one after another on four connections until the server goes away; how many it acknowledged. */
async function writeUntilRefused(url: string): Promise<number> {
  let acknowledged = 0
  const writers = [1, 2, 3, 4].map(async () => {
    const client = new pg.Client({ connectionString: url })
    client.on('error', () => {})
    await client.connect()
    try {
      while (true) {
        await client.query(`insert into entry (note) values (repeat('x', 200))`)
        acknowledged += 1
      }
    } catch {
      await client.end().catch(() => {})
    }
  })
  await Promise.all(writers)
  return acknowledged
}

async function secondsUntil(holds: () => boolean | Promise<boolean>): Promise<number> {
  const start = performance.now()
  while (!(await holds())) {
    if (performance.now() - start > 20_000) return Number.POSITIVE_INFINITY
    await pause(10)
  }
  return (performance.now() - start) / 1_000
}

async function postmasterOf(place: string): Promise<number> {
  return Number.parseInt(await readFile(join(place, 'data/postmaster.pid'), 'utf8'), 10)
}

/** The postmaster of the folder, if its process lives. */
async function livingIn(place: string): Promise<number[]> {
  const pid = await postmasterOf(place).catch(() => undefined)
  return pid && (await stat(`/proc/${pid}/exe`).catch(() => undefined)) ? [pid] : []
}

async function run(program: string, options: readonly string[]): Promise<string> {
  return await new Promise((resolve) => {
    let output = ''
    const child = spawn(program, options)
    child.stdout.on('data', (chunk) => {
      output += String(chunk)
    })
    child.stderr.on('data', (chunk) => {
      output += String(chunk)
    })
    child.on('close', () => resolve(output))
  })
}
