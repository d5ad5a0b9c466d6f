/**
 * Starting, stopping and killing the whole program with its own database.
 */
import { readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { makeTemporaryFolder } from '#lib/postgres/temporary.ts'
import { freshDatabase } from './support/database.ts'
import type { Program, ProgramOptions } from './support/program.ts'
import { runProgram } from './support/program.ts'

let data: string
const programs: Program[] = []

beforeAll(async () => {
  data = await makeTemporaryFolder()
})

afterEach(async () => {
  for (const program of programs.splice(0)) {
    program.process.kill('SIGTERM')
    await program.ended
  }
})

afterAll(async () => {
  await rm(data, { recursive: true, force: true })
})

describe('the program', () => {
  test('is ready with its own database, and stops everything within five seconds when asked', async () => {
    const program = start()
    const address = await program.ready
    expect((await fetch(`${address}/readyz`)).status).toBe(200)

    const seconds = await secondsUntil(async () => {
      program.process.kill('SIGTERM')
      expect(await program.ended).toBe(0)
    })

    expect(seconds).toBeLessThan(5)
    expect(await postmaster()).toBeUndefined()
  })

  test('is ready again within five seconds after it was killed, with what it had written', async () => {
    const first = start()
    await first.ready
    await write('create table if not exists city.kept (id int)')
    await write('insert into city.kept values (1)')

    first.process.kill('SIGKILL')
    await first.ended
    const second = start()
    const seconds = await secondsUntil(async () => {
      await second.ready
    })

    expect(seconds).toBeLessThan(5)
    expect(await write('select id from city.kept')).toEqual([{ id: 1 }])
  })

  test('says it is not ready while its database is killed, and is ready again within five seconds', async () => {
    const program = start()
    const address = await program.ready

    process.kill((await postmaster()) ?? 0, 'SIGKILL')
    const during = (await fetch(`${address}/readyz`)).status
    const seconds = await secondsUntil(async () => {
      while (!(await fetch(`${address}/readyz`)).ok) await pause(20)
    })

    expect(during).toBe(503)
    expect(seconds).toBeLessThan(5)
  })

  test('started twice on the same data refuses in a sentence that names the one that runs', async () => {
    const first = start()
    await first.ready

    const second = start()

    expect(await second.ended).toBe(1)
    expect(second.output()).toContain(`already running: process ${first.process.pid}`)
  })

  test('stops at once when asked a second time', async () => {
    const program = start()
    await program.ready

    program.process.kill('SIGINT')
    await pause(600)
    program.process.kill('SIGINT')

    expect(await secondsUntil(async () => void (await program.ended))).toBeLessThan(1)
  })

  test('takes a database of the deployer and leaves no database of its own', async () => {
    const { url, drop } = await freshDatabase('empty')
    const folder = await makeTemporaryFolder()
    const program = start({ data: folder, env: { DATABASE_URL: url } })

    expect((await fetch(`${await program.ready}/readyz`)).status).toBe(200)
    expect(await stat(join(folder, 'postgres')).catch(() => 'none')).toBe('none')

    program.process.kill('SIGTERM')
    await program.ended
    await drop()
    await rm(folder, { recursive: true, force: true })
  })

  test.each([
    { env: { PORT: 'http' }, sentence: 'PORT is a whole number' },
    { env: { DATABASE_URL: 'mysql://a/b' }, sentence: 'DATABASE_URL is an address such as' },
    { command: ['src/main.ts', 'fly'], sentence: 'usage: node src/main.ts start | serve' },
    { command: ['src/main.ts', 'seed'], environment: 'production' as const, sentence: 'never written in production' },
  ])('refuses with a sentence: $sentence', async ({ sentence, ...options }) => {
    const program = start(options)

    expect(await program.ended).toBe(1)
    expect(program.output()).toContain(sentence)
  })
})

function start(options: ProgramOptions = {}): Program {
  const program = runProgram({ data, ...options })
  programs.push(program)
  return program
}

/** Runs a statement on the program's own database, past the program. */
async function write(statement: string): Promise<unknown[]> {
  const [password, port] = await Promise.all(
    ['password', 'port'].map(async (name) => (await readFile(join(data, 'postgres', name), 'utf8')).trim()),
  )
  const client = new pg.Client({ connectionString: `postgres://linli:${password}@127.0.0.1:${port}/linli` })
  await client.connect()
  try {
    return (await client.query(statement)).rows
  } finally {
    await client.end()
  }
}

/** The process of the program's own server, when it lives. */
async function postmaster(): Promise<number | undefined> {
  const text = await readFile(join(data, 'postgres/data/postmaster.pid'), 'utf8').catch(() => '')
  return Number.parseInt(text, 10) || undefined
}

async function secondsUntil(done: () => Promise<void>): Promise<number> {
  const start = performance.now()
  await done()
  return (performance.now() - start) / 1_000
}
