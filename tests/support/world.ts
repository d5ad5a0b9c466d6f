/**
 * A small city with people who have names, on a database of its own, with the real server in front of it.
 *
 * 牡丹社区 has two grids: 周敏 works in the first, 钱伟 in the second. 林晓 is its desk, 徐建国 its head; 沈立 is the
 * street's officer, 何明 the city's; 孙丽 is the desk of another street. 陈佳 and 王秀英 are residents. 许国平, 罗静 and 俞敏 are the
 * system, security and audit administrators.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, onTestFinished } from 'vitest'
import { fireDue } from '#engines/matter/index.ts'
import type { Role } from '#foundation/authority.ts'
import { type Database, openDatabase } from '#foundation/database/database.ts'
import { hashPassword } from '#foundation/people/sessions.ts'
import type { Service } from '#foundation/service.ts'
import { type Server, startServer } from '#http/server.ts'
import { MovableClock } from '#lib/clock.ts'
import { dayOf } from '#lib/days.ts'
import { idFrom, newId } from '#lib/ids.ts'
import { soundOfPerson } from '#lib/names.ts'
import { sealsOf } from '#lib/seal.ts'
import { seedReference } from '#seed/reference.ts'
import { domains, makeService, prepare, specs } from '../../src/program.ts'
import { Client } from './client.ts'
import { freshDatabase } from './database.ts'

export const places = {
  city: '9901',
  street: '990101001',
  community: '990101001001',
  grid: '99010100100101',
  otherGrid: '99010100100102',
  otherCommunity: '990101001002',
  otherStreet: '990101002',
  farCommunity: '990101002001',
} as const

export const buildings = {
  twelve: idFrom('world', '12'),
  five: idFrom('world', '5'),
  otherGrid: idFrom('world', 'other grid'),
  far: idFrom('world', 'far'),
} as const

export const phones = { chen: '12800000316', wang: '12800000078', li: '12800000421' } as const

const staff: Record<string, { name: string; role: Role; path: string }> = {
  zhou: { name: '周敏', role: 'grid_worker', path: places.grid },
  qian: { name: '钱伟', role: 'grid_worker', path: places.otherGrid },
  lin: { name: '林晓', role: 'community_desk', path: places.community },
  xu: { name: '徐建国', role: 'community_head', path: places.community },
  shen: { name: '沈立', role: 'street_officer', path: places.street },
  he: { name: '何明', role: 'city_officer', path: places.city },
  sun: { name: '孙丽', role: 'community_desk', path: places.farCommunity },
  system: { name: '许国平', role: 'system_admin', path: places.city },
  security: { name: '罗静', role: 'security_admin', path: places.city },
  audit: { name: '俞敏', role: 'audit_admin', path: places.city },
}
export type StaffName = 'zhou' | 'qian' | 'lin' | 'xu' | 'shen' | 'he' | 'sun' | 'system' | 'security' | 'audit'

export const password = 'a word for tests'
let passwordHash: Promise<string> | undefined

export interface World {
  origin: string
  url: string
  database: Database
  service: Service
  server: Server
  clock: MovableClock
  staffIds: Record<StaffName, string>
  /** A signed-out browser. */
  visitor(): Client
  staff(name: StaffName): Promise<Client>
  resident(name?: keyof typeof phones): Promise<Client>
  /** Lets the worker look until nothing is due. @returns how many clocks fired */
  tick(): Promise<number>
  /** Moves product time and lets the worker look. */
  pass(hours: number): Promise<number>
  /** Lets the worker do what is not a clock: files, what is over its time, monthly lists. */
  chores(): Promise<void>
  setNow(instant: string): void
  /** Ends it; a world of one test ends by itself. */
  close(): Promise<void>
}

export interface WorldOptions {
  now?: string
  limited?: boolean
  dist?: string
  /** Whether staff must set up a second factor. */
  secondFactor?: 'forced' | 'optional'
  /** Minutes after which an untouched session of staff ends; long, because tests move time in hours. */
  idleMinutes?: number
  /** Takes every line that the server logs, as in production. */
  log?: (line: string) => void
  /** It outlives the test and is closed by who made it. */
  shared?: boolean
}

/** Thursday morning, an ordinary working week. */
const NOW = '2026-05-14T01:00:00Z'

/** One world for the tests of a file that do not disturb each other. @returns a function that gives it inside a test */
export function sharedWorld(options: WorldOptions = {}): () => World {
  let made: World | undefined
  beforeAll(async () => {
    made = await world({ ...options, shared: true })
    return made.close
  })
  return () => {
    if (!made) throw new Error('the shared world is there inside tests only')
    return made
  }
}

/** The length of a shift: time moved by hours ends no session that a test still needs. */
const IDLE_MINUTES = 12 * 60

export async function world(options: WorldOptions = {}): Promise<World> {
  const { now = NOW, limited = false, dist, shared = false, secondFactor = 'optional' } = options
  const { url, drop } = await freshDatabase()
  const database = openDatabase({ url, size: 6, isStrict: true })
  const folder = await mkdtemp(join(tmpdir(), 'linli-world-'))
  const clock = new MovableClock()
  clock.set(new Date(now))
  const seals = sealsOf(new Map([['test', Buffer.alloc(32, 7)]]))
  const service = makeService(database, clock, seals, { environment: 'test', filesFolder: folder, secondFactor })

  const staffIds = await settle(database, seals, clock.now(), options.idleMinutes)
  const server = await startServer({
    ...service,
    domains,
    databaseUrl: url,
    host: '127.0.0.1',
    port: 0,
    limited,
    ...(options.log && { logLevel: 'info', log: { write: options.log } }),
    ...(dist ? { dist } : {}),
  })
  const origin = server.address

  const close = async () => {
    await server.close()
    await database.close()
    await drop()
    await rm(folder, { recursive: true, force: true })
  }
  if (!shared) onTestFinished(close)

  const residents = new Map<string, Client>()
  const faults: unknown[] = []
  const tick = async () => {
    let all = 0
    for (;;) {
      const fired = await fireDue({ ...service, onFault: (fault) => faults.push(fault) }, specs, 100)
      if (faults.length > 0) throw faults[0]
      if (fired === 0) return all
      all += fired
    }
  }
  return {
    origin,
    url,
    database,
    service,
    server,
    clock,
    staffIds,
    visitor: () => new Client(origin),
    staff: async (name) => await new Client(origin).signInStaff(name, password),
    resident: async (name = 'chen') => {
      // a phone is sent a few codes an hour, and tests that share a world sign in often
      const again = shared ? residents.get(name) : undefined
      if (again && (await again.get('/api/session')).body.actor) return again
      const client = await new Client(origin).signInResident(phones[name])
      residents.set(name, client)
      return client
    },
    tick,
    pass: async (hours) => {
      clock.advance(hours * 3_600_000)
      return await tick()
    },
    chores: async () => {
      for (const { chores = [] } of domains) for (const chore of chores) while (await chore.look(service, domains));
    },
    setNow: (instant) => clock.set(new Date(instant)),
    close,
  }
}

/** Fills a migrated, empty database with the small city and its people. @returns ids of its staff */
export async function settle(
  database: Database,
  seals: Service['seals'],
  now: Date,
  idleMinutes = IDLE_MINUTES,
): Promise<Record<StaffName, string>> {
  await seedReference(database, { csv: join(import.meta.dirname, 'small-city.csv') })
  await prepare(database)
  await keepSessions(database, idleMinutes)
  return await populate(database, seals, now)
}

/** Sets how long an untouched session of staff holds, as a value later than the one the documents give. */
export async function keepSessions({ db }: Database, minutes: number): Promise<void> {
  const key = 'people.staff_idle_minutes'
  await db
    .insertInto('policy_value')
    .values({ key, from_on: '2000-01-02', value: JSON.stringify(minutes), unit: 'minutes', source: 'house' })
    .execute()
}

async function populate({ db }: Database, seals: Service['seals'], now: Date): Promise<Record<StaffName, string>> {
  const yearAgo = new Date(now.getTime() - 86_400_000 * 400)
  const from_on = dayOf(yearAgo)
  // a world may play before the day on which the product's own notice was published
  await db.updateTable('privacy_notice').set({ published_at: yearAgo }).execute()
  await db
    .insertInto('territory')
    .values([
      { path: places.grid, level: 'grid', name: '第 1 网格' },
      { path: places.otherGrid, level: 'grid', name: '第 2 网格' },
    ])
    .execute()
  await db.updateTable('territory').set({ phone: '0574-55500001' }).where('path', '=', places.community).execute()
  const estate = idFrom('world', 'estate')
  const farEstate = idFrom('world', 'far estate')
  await db
    .insertInto('estate')
    .values([
      { id: estate, path: places.community, name: '牡丹新村' },
      { id: farEstate, path: places.farCommunity, name: '青林苑' },
    ])
    .execute()
  const building = { units: 3, floors: 6, longitude: 121.535, latitude: 29.868 }
  await db
    .insertInto('building')
    .values([
      { ...building, id: buildings.twelve, estate_id: estate, path: places.grid, name: '12 幢' },
      { ...building, id: buildings.five, estate_id: estate, path: places.grid, name: '5 幢', longitude: 121.536 },
      {
        ...building,
        id: buildings.otherGrid,
        estate_id: estate,
        path: places.otherGrid,
        name: '20 幢',
        longitude: 121.54,
      },
      {
        ...building,
        id: buildings.far,
        estate_id: farEstate,
        path: places.farCommunity,
        name: '1 幢',
        longitude: 121.6,
      },
    ])
    .execute()

  passwordHash ??= hashPassword(password)
  const hash = await passwordHash
  const ids: Record<string, string> = {}
  for (const [login, { name, role, path }] of Object.entries(staff)) {
    const id = newId()
    ids[login] = id
    await db
      .insertInto('person')
      .values({ id, name, ...soundOfPerson(name), created_at: now })
      .execute()
    await db
      .insertInto('account')
      .values({ person_id: id, kind: 'staff', login, password_hash: hash, created_at: now })
      .execute()
    await db.insertInto('role_grant').values({ person_id: id, role, path, from_on, phone: '0574-55500002' }).execute()
  }
  await db
    .insertInto('organisation')
    .values({
      id: idFrom('world', 'property'),
      path: places.community,
      kind: 'property',
      name: '宏远物业',
      phone: '0574-55500003',
    })
    .execute()
  const residents = { chen: '陈佳', wang: '王秀英', li: '李海' } as const
  for (const [key, name] of Object.entries(residents) as [keyof typeof phones, string][]) {
    const phone = phones[key]
    await db
      .insertInto('person')
      .values({
        id: idFrom('world', key),
        name,
        ...soundOfPerson(name),
        phone_sealed: seals.seal(phone),
        phone_mark: seals.mark(phone),
        phone_tail: phone.slice(-4),
        path: places.grid,
        building_id: buildings.twelve,
        unit: 2,
        room: key === 'chen' ? '502' : '301',
        created_at: now,
      })
      .execute()
  }
  return ids as Record<StaffName, string>
}
