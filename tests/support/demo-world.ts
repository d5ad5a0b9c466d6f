/**
 * The demo street behind the real server and the built pages: one copy per test file, ready in under a second.
 *
 * It is seeded once per run, by the first file that asks, into a database that the others copy. Its present is Thursday
 * 2026-05-14 10:40 in Shanghai, so pictures of pages are the same every time.
 * Read next: people.ts for who acts, ../../db/seed/demo.ts for what is there.
 */
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, inject } from 'vitest'
import { fireDue } from '#engines/matter/index.ts'
import { type Database, openDatabase } from '#foundation/database/database.ts'
import type { DemoAccounts } from '#foundation/service.ts'
import { startServer } from '#http/server.ts'
import { MovableClock } from '#lib/clock.ts'
import { withCheckDigit } from '#lib/number.ts'
import { sealsOf } from '#lib/seal.ts'
import { findDemo, seedDemo } from '#seed/demo.ts'
import { seedReference } from '#seed/reference.ts'
import { domains, makeService, prepare, specs } from '../../src/program.ts'
import { addressOf, template } from './address.ts'
import { type Cable, cable } from './cable.ts'
import { Client } from './client.ts'
import { keepSessions } from './world.ts'

export const present = new Date('2026-05-14T10:40:00+08:00')

const demoTemplate = 'linli_demo'
const root = join(import.meta.dirname, '../..')
/** Photos of the seeded street, copied for each world. */
const seededFiles = join(root, 'var/demo-files')
/** What the street is sealed with. */
export const seals = sealsOf(new Map([['test', Buffer.alloc(32, 7)]]))

export interface DemoWorld {
  origin: string
  /** The server's way to its database, when it was asked for. */
  way?: Cable
  database: Database
  clock: MovableClock
  demo: DemoAccounts
  /** A signed-in worker's calls; `zhoumin` when no login is given. */
  staff(login?: string): Promise<Client>
  resident(phone?: string): Promise<Client>
  /** Moves product time and lets the worker look until nothing is due. */
  pass(hours: number): Promise<void>
  /** Lets the worker do its chores until there is nothing to do. */
  work(): Promise<void>
  /** The newest request that fits, by a condition on `m` (matter) and `r` (request). */
  find(condition: string): Promise<Found>
}

export interface Found {
  id: string
  /** Nine digits. */
  number: string
  /** Signs in who reported it. */
  owner(): Promise<Client>
  phone: string
}

/** One demo street for a file. @returns a function that gives it inside a test */
export function demoWorld(options: { cable?: true } = {}): () => DemoWorld {
  let made: DemoWorld | undefined
  beforeAll(async () => {
    const { world, close } = await openDemoWorld(options)
    made = world
    return close
  }, 240_000)
  afterAll(() => {
    made = undefined
  })
  return () => {
    if (!made) throw new Error('the demo street is there inside tests only')
    return made
  }
}

async function openDemoWorld(options: { cable?: true }): Promise<{ world: DemoWorld; close(): Promise<void> }> {
  const name = `demo_${crypto.randomUUID().replaceAll('-', '')}`
  await seedOnce()
  await onServer(async (client) => void (await client.query(`create database ${name} template ${demoTemplate}`)))
  const own = addressOf(inject('databaseUrl'), name)
  const way = options.cable && (await cable(own))
  const url = way?.url ?? own
  const database = openDatabase({ url, size: 6, isStrict: true })
  const files = await mkdtemp(join(tmpdir(), 'linli-files-'))
  await cp(seededFiles, files, { recursive: true })

  const clock = new MovableClock()
  clock.set(present)
  const demo = await findDemo(database)
  if (!demo) throw new Error('the street was seeded and is not there')
  const service = makeService(database, clock, seals, { environment: 'test', filesFolder: files, demo })
  const server = await startServer({
    ...service,
    domains,
    databaseUrl: url,
    host: '127.0.0.1',
    port: 0,
    limited: false,
    dist: join(root, 'dist'),
  })
  const origin = server.address

  // codes are given out six times an hour
  const residents = new Map<string, Client>()
  const world: DemoWorld = {
    ...(way && { way }),
    origin,
    database,
    clock,
    demo,
    staff: async (login = 'zhoumin') => await new Client(origin).signInStaff(login, demo.password),
    resident: async (phone = demo.residentPhone) => {
      const known = residents.get(phone) ?? (await new Client(origin).signInResident(phone))
      residents.set(phone, known)
      return known
    },
    pass: async (hours) => {
      clock.advance(hours * 3_600_000)
      const context = {
        ...service,
        onFault: (fault: unknown) => {
          throw fault
        },
      }
      while ((await fireDue(context, specs, 100)) > 0);
    },
    work: async () => {
      for (const { chores = [] } of domains) for (const chore of chores) while (await chore.look(service, domains));
    },
    find: async (condition) => {
      const { rows } = await database.pool.query<{ id: string; number: string; phone: string | null }>(
        `select m.id, m.number::int as number, p.phone_sealed as phone from matter m
         join request r on r.matter_id = m.id join person p on p.id = r.requester_id
         where ${condition} order by m.opened_at desc, m.id limit 1`,
      )
      const [found] = rows
      if (!found) throw new Error(`the demo street has no request with ${condition}`)
      const phone = found.phone ? seals.open(found.phone) : ''
      return {
        id: found.id,
        number: withCheckDigit(Number(found.number)),
        phone,
        owner: async () => await world.resident(phone),
      }
    },
  }
  return {
    world,
    close: async () => {
      await server.close()
      await database.close()
      await way?.close()
      // not by force: that may not end an autovacuum, while a plain drop waits for it
      await onServer(async (client) => void (await client.query(`drop database if exists ${name}`)))
      await rm(files, { recursive: true, force: true })
    },
  }
}

/** Seeds under a lock: files that run beside each other wait for the one that does it. */
async function seedOnce(): Promise<void> {
  await onServer(async (client) => {
    await client.query('select pg_advisory_lock(20260514)')
    const { rows } = await client.query('select 1 from pg_database where datname = $1', [demoTemplate])
    if (rows.length > 0) return

    const half = `${demoTemplate}_half`
    await client.query(`drop database if exists ${half} with (force)`)
    await client.query(`create database ${half} template ${template}`)
    const database = openDatabase({ url: addressOf(inject('databaseUrl'), half) })
    try {
      await mkdir(seededFiles, { recursive: true })
      await seedReference(database)
      await prepare(database)
      await keepSessions(database, 12 * 60)
      await seedDemo(database, { seals, now: present, files: seededFiles, seed: 1 })
    } finally {
      await database.close()
    }
    await client.query(`alter database ${half} rename to ${demoTemplate}`)
  })
}

async function onServer(does: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: inject('databaseUrl') })
  await client.connect()
  try {
    await does(client)
  } finally {
    await client.end()
  }
}
