/**
 * Makes one street full: grids, estates, people, staff, 300 requests of the last sixty days and some of the year before, lived
 * one act at a time.
 *
 * Every act goes through the engine with its clock set to the instant it is told of, and clocks that run out in between are
 * fired then, so the timelines obey the promises by construction. The same seed and instant give the same city. A run
 * that was cut short goes on where it stopped, at the instant it was first asked for; a finished one changes nothing.
 * Read next: demo-plan.ts for which 300, demo-places.ts and demo-people.ts for where and who.
 */
import { writeFileBytes } from '#domains/requests/files.ts'
import { splitPoints, titleOf } from '#domains/requests/rules.ts'
import { request } from '#domains/requests/spec.ts'
import { act, type EngineContext, fireDue, open, type Part } from '#engines/matter/index.ts'
import { type Database, prepared, type Tx } from '#foundation/database/database.ts'
import { hashPassword } from '#foundation/people/sessions.ts'
import { Rules } from '#foundation/policy/policy.ts'
import type { DemoAccounts } from '#foundation/service.ts'
import type { Clock } from '#lib/clock.ts'
import { addDays, DAY, dayOf } from '#lib/days.ts'
import { idFrom } from '#lib/ids.ts'
import { soundOf, soundOfPerson } from '#lib/names.ts'
import type { Seals } from '#lib/seal.ts'
import { seedCredits } from './demo-credits.ts'
import { seedExclusions } from './demo-exclusions.ts'
import { seedHonours } from './demo-honours.ts'
import { hoursOf } from './demo-hours.ts'
import type { Step } from './demo-lives.ts'
import {
  actorOf,
  demoAccounts,
  demoPassword,
  demoResidentPhone,
  drawPeople,
  type People,
  type Person,
  unitIdOf,
} from './demo-people.ts'
import { drawPictures } from './demo-pictures.ts'
import { type Community, drawPlaces, stage } from './demo-places.ts'
import { type Life, planLives, type World } from './demo-plan.ts'
import { seedRights } from './demo-rights.ts'
import { seedSealed } from './demo-sealed.ts'
import { seedShifts } from './demo-shifts.ts'
import { seedVolunteers } from './demo-volunteers.ts'
import { type Random, randomFrom } from './random.ts'
import { insertEmergencyNumbers } from './reference.ts'
import { privacyNotice } from './reference-words.ts'

export { demoAccounts } from './demo-people.ts'

export interface DemoOptions {
  seals: Seals
  /** The present of the demo. Everything happened before it. */
  now: Date
  /** Folder of uploaded files; without it there are no photos. */
  files?: string
  /** Told how much is done, 0 to 1. */
  progress?: (done: number) => void
  seed?: number
}

export interface Demo {
  /** Path of the community the story plays in. */
  community: string
  requests: number
  /** Acts of people done now, and clocks fired in between. */
  acts: number
  fired: number
}

const street = '白云街道'

/** Emergency numbers that are the city's own: its lift rescue, and a gas company that is invented as all of the demo is. */
const cityNumbers = { gas: '12800000119', lift: '96333' }

/** Fills the street. The places, policies and categories of seedReference() must be there. */
export async function seedDemo(
  database: Database,
  { seals, now, files, progress, seed = 1 }: DemoOptions,
): Promise<Demo> {
  const began = (await findBeginning(database, seed)) ?? now
  const random = randomFrom(seed)
  const places = await findStreet(database)
  const communities = drawPlaces(random, seed, places.communities)
  const people = drawPeople(random, seed, communities, places)
  const rules = new Rules(database, DAY)
  const { calendar } = await rules.on(dayOf(began))

  await insertPlaces(database, communities, places.street)
  await insertEmergencyNumbers(database, cityNumbers)
  const units = await insertOrganisations(database, seed, communities, places)
  await insertPeople(database, seals, seed, people, began, random)
  progress?.(0.1)

  const world: World = { seed, now: began, random, hours: hoursOf(calendar, random), communities, people, units }
  const events = eventsOf(seed, planLives(world), files !== undefined)
  if (files !== undefined) await insertFiles(database, files, events)
  const told = await live(database, rules, events, began, (share) => progress?.(0.1 + 0.88 * share))
  await seedRights(database, rules, seed, people, began)
  await seedSealed(database, rules, seed, people, began)
  await seedVolunteers(database, rules, seed, people, began)
  await seedExclusions(database, seed, people, began)
  await seedCredits({ database, rules, seals, seed, people, now: began })
  await seedHonours({ database, rules, seals, seed, people, now: began })
  await insertReadings(database, seed, events)
  await insertConsents(database, seed, events, people, began)
  await readOldNotices(database, people, began)
  await insertStaffAccounts(database, people, began)
  await seedShifts(database, rules, seals, seed, people, began)
  progress?.(1)
  return {
    community: communities.find(({ name }) => name === stage.community)?.path ?? '',
    requests: events.filter(isOpening).length,
    ...told,
  }
}

/** What the start page shows of the demo; undefined until it is whole. */
export async function findDemo({ db }: Database): Promise<DemoAccounts | undefined> {
  const login = demoAccounts[0].login
  const found = await db
    .selectFrom('account as a')
    .innerJoin('person as p', 'p.id', 'a.person_id')
    .select('p.path')
    .where('a.login', '=', login)
    .executeTakeFirst()
  if (!found?.path) return undefined
  return {
    password: demoPassword,
    staff: demoAccounts,
    residentPhone: demoResidentPhone,
    community: found.path.slice(0, 12),
  }
}

/** Staff of the demo were employed this long before its present, which is how an unfinished run finds it again. */
const employedDays = 400

async function findBeginning({ db }: Database, seed: number): Promise<Date | undefined> {
  const row = await db
    .selectFrom('person')
    .select('created_at')
    .where('id', '=', idFrom('demo', String(seed), 'person', `staff ${demoAccounts[0].login}`))
    .executeTakeFirst()
  return row && new Date(+row.created_at + employedDays * DAY)
}

async function findStreet({ db }: Database) {
  const found = await db
    .selectFrom('territory')
    .select('path')
    .where('level', '=', 'street')
    .where('name', '=', street)
    .orderBy('path')
    .executeTakeFirst()
  if (!found) throw new Error(`the demo plays in ${street}, which this city does not have`)
  const communities = await db
    .selectFrom('territory')
    .select(['path', 'name', 'initials'])
    .where('level', '=', 'community')
    .where((eb) => eb(eb.fn<string>('left', ['path', eb.val(9)]), '=', found.path))
    .orderBy('path')
    .execute()
  return { city: found.path.slice(0, 4), street: found.path, communities }
}

/** Inserts rows given as objects; what is there stays. */
async function insertRows(
  run: Database['pool'] | Tx,
  table: string,
  columns: string,
  rows: readonly object[],
): Promise<void> {
  const names = columns.split(', ').map((column) => column.split(' ')[0])
  await prepared(
    run,
    `demo-${table}-${names.length}`,
    `insert into ${table} (${names.join(', ')}) select ${names.join(', ')} from jsonb_to_recordset($1::jsonb) as x(${columns})
     on conflict do nothing`,
    [JSON.stringify(rows)],
  )
}

async function insertPlaces({ pool }: Database, communities: readonly Community[], streetPath: string): Promise<void> {
  const sound = new Map<string, { pinyin: string; initials: string }>()
  const grids = communities.flatMap(({ grids }) =>
    grids.map(({ path, name }) => {
      const known = sound.get(name) ?? soundOf(name)
      sound.set(name, known)
      return { path, name, level: 'grid', ...known }
    }),
  )
  // two places may swap codes, so the code's constraint waits, and "on conflict" cannot ask it
  await prepared(
    pool,
    'demo-territory',
    `insert into territory (path, level, name, pinyin, initials)
     select path, level, name, pinyin, initials
     from jsonb_to_recordset($1::jsonb) as x(path text, level text, name text, pinyin text, initials text)
     where not exists (select from territory t where t.path = x.path)
       and not exists (select from territory_change c where c.old_path = x.path)`,
    [JSON.stringify(grids)],
  )
  const phones = [
    ...communities.map(({ path, phone }) => ({ path, phone })),
    { path: streetPath, phone: '0574-55501000' },
  ]
  await prepared(
    pool,
    'demo-phones',
    `update territory t set phone = x.phone from jsonb_to_recordset($1::jsonb) as x(path text, phone text)
     where t.path = x.path and t.phone is null`,
    [JSON.stringify(phones)],
  )
  const estates = communities.flatMap((community) => community.estates)
  await insertRows(
    pool,
    'estate',
    'id uuid, path text, name text, initials text',
    estates.map(({ buildings: _, ...estate }) => estate),
  )
  await insertRows(
    pool,
    'building',
    'id uuid, estate_id uuid, path text, name text, units smallint, floors smallint, longitude float8, latitude float8',
    estates.flatMap(({ buildings }) =>
      buildings.map(({ estate, community: _, ...building }) => ({ ...building, estate_id: estate.id })),
    ),
  )
}

async function insertOrganisations(
  { pool }: Database,
  seed: number,
  communities: readonly Community[],
  at: { city: string; street: string },
): Promise<World['units']> {
  const unit = (kind: string, path: string, name: string, phone: string) => ({
    id: unitIdOf(seed, path, name),
    kind,
    path,
    name,
    phone,
  })
  const power = unit('utility', at.city, '供电公司', '95598')
  const bureau = unit('department', at.city, '市城市管理局', '0574-55500104')
  const gas = unit('utility', at.city, '燃气公司', '0574-55500102')
  const water = unit('utility', at.city, '水务公司', '0574-55500103')
  const shops = communities
    .filter(({ name }) => name === stage.community)
    .flatMap(({ path }) => [
      unit('merchant', path, '王师傅理发店', '0574-55500091'),
      unit('merchant', path, '便民超市', '0574-55500092'),
    ])
  const firmNames = [...new Set(communities.flatMap(({ estates }) => estates.map(({ firm }) => firm)))]
  const firms = new Map(
    firmNames.map((name, index) => [name, unit('property', at.street, name, `0574-5550${2001 + index * 13}`)]),
  )
  const rows = [
    ...communities.map(({ path, name, phone }) => unit('committee', path, `${name}居民委员会`, phone)),
    unit('street_office', at.street, `${street}办事处`, '0574-55501000'),
    ...firms.values(),
    ...shops,
    bureau,
    power,
    gas,
    water,
  ]
  await insertRows(pool, 'organisation', 'id uuid, path text, kind text, name text, phone text', rows)
  await insertRows(
    pool,
    'dispatch',
    'category text, unit_kind text, organisation_id uuid, note text, days text, owner_level catalogue_level',
    [
      {
        category: 'elevator',
        unit_kind: 'property',
        note: '先请维保单位到场，再查原因',
        days: '1–2 天',
        owner_level: null,
      },
      {
        category: 'public_space',
        organisation_id: bureau.id,
        note: '占道、违建由城管处置',
        days: '3–5 天',
        owner_level: 'city',
      },
      {
        category: 'roads_bus',
        organisation_id: bureau.id,
        note: '路面、隔离栏报城管',
        days: '5 天',
        owner_level: 'city',
      },
      { category: 'rubbish', unit_kind: 'property', note: '小区里找物业，沿街找城管', days: '1 天', owner_level: null },
    ],
  )
  return {
    bureau,
    power,
    gas,
    water,
    firm(name) {
      const found = firms.get(name)
      if (!found) throw new Error(`no firm is called ${name}`)
      return found
    },
  }
}

async function insertPeople(
  { pool }: Database,
  seals: Seals,
  seed: number,
  { residents, staff, grandmaWang }: People,
  now: Date,
  random: Random,
): Promise<void> {
  const before = (days: number) => new Date(+now - days * DAY)
  const rows = [...residents, ...staff].map((person) => ({
    id: person.id,
    name: person.name,
    ...soundOfPerson(person.name),
    phone_sealed: seals.seal(person.phone),
    phone_mark: `\\x${seals.mark(person.phone).toString('hex')}`,
    phone_tail: person.phone.slice(-4),
    path: person.path,
    ...('building' in person
      ? {
          building_id: person.building.id,
          unit: person.unit,
          room: person.room,
          created_at: before(random.between(61, 300)),
        }
      : { created_at: before(employedDays) }),
  }))
  await insertRows(
    pool,
    'person',
    'id uuid, name text, pinyin text, initials text, phone_sealed text, phone_mark bytea, phone_tail text, path text, building_id uuid, unit smallint, room text, created_at timestamptz',
    rows,
  )

  await insertRows(
    pool,
    'account',
    'id uuid, person_id uuid, kind text, elder boolean, created_at timestamptz',
    residents
      .filter((one) => !one.old || one === grandmaWang)
      .map((one) => ({
        id: one.accountId,
        person_id: one.id,
        kind: 'resident',
        elder: one === grandmaWang,
        created_at: before(60),
      })),
  )
  await insertRows(
    pool,
    'role_grant',
    'id uuid, person_id uuid, role text, path text, organisation_id uuid, from_on date',
    staff.map(({ id, role, path, login, unitId = null }) => ({
      id: idFrom('demo', String(seed), 'grant', login),
      person_id: id,
      role,
      path: unitId ? null : path,
      organisation_id: unitId,
      from_on: addDays(dayOf(now), -employedDays),
    })),
  )
}

/** Last of all: who can sign in finds a street that is whole. */
async function insertStaffAccounts({ pool }: Database, { staff }: People, now: Date): Promise<void> {
  const password_hash = await hashPassword(demoPassword)
  await insertRows(
    pool,
    'account',
    'id uuid, person_id uuid, kind text, login text, password_hash text, created_at timestamptz',
    staff.map(({ id, accountId, login }) => ({
      id: accountId,
      person_id: id,
      kind: 'staff',
      login,
      password_hash,
      created_at: new Date(+now - employedDays * DAY),
    })),
  )
}

interface Event {
  id: string
  life: Life
  step: Step
  /** Its place in the life. */
  place: number
  /** Id of the picture attached. */
  file: string | null
}

const isOpening = ({ step }: Event): boolean => step.action === 'open'

/** Everything people do, in the order it happens. */
function eventsOf(seed: number, lives: readonly Life[], photos: boolean): Event[] {
  return lives
    .flatMap((life) =>
      life.steps.map((step, place): Event => {
        const id = place === 0 ? life.id : idFrom('demo', String(seed), 'step', life.id, String(place))
        return { id, life, step, place, file: photos && step.picture ? idFrom('demo', String(seed), 'file', id) : null }
      }),
    )
    .sort((a, b) => +a.step.at - +b.step.at || (a.life.id < b.life.id ? -1 : 1) || a.place - b.place)
}

async function insertFiles({ pool }: Database, folder: string, events: readonly Event[]): Promise<void> {
  const pictures = await drawPictures()
  const rows = []
  for (const { file, step } of events) {
    const picture = step.picture && pictures.get(step.picture)
    if (!file || !picture) continue
    await writeFileBytes(folder, file, picture)
    rows.push({
      id: file,
      kind: 'photo',
      type: 'image/jpeg',
      bytes: picture.bytes.length,
      width: picture.width,
      height: picture.height,
      sha256: `\\x${picture.sha256.toString('hex')}`,
      made_by: step.by.id,
      made_at: step.at,
    })
  }
  await insertRows(
    pool,
    'file',
    'id uuid, kind text, type text, bytes int, width int, height int, sha256 bytea, made_by uuid, made_at timestamptz',
    rows,
  )
}

/** Acts between two commits. */
const batch = 60

/** Does what is not done yet, firing the clocks that run out before each act and, at the end, before the present. */
async function live(
  database: Database,
  rules: Rules,
  events: readonly Event[],
  now: Date,
  progress: (share: number) => void,
): Promise<{ acts: number; fired: number }> {
  const done = new Set(
    (
      await prepared<{ id: string }>(database.pool, 'demo-done', `select id from action where id = any($1::uuid[])`, [
        events.map(({ id }) => id),
      ])
    ).map(({ id }) => id),
  )
  const left = events.filter(({ id }) => !done.has(id))
  const photos = Map.groupBy(
    events.filter(({ file }) => file !== null),
    ({ life }) => life.id,
  )
  let present = now
  const clock: Clock = { now: () => present }
  let fired = 0
  let at = 0

  while (at < left.length) {
    const dueAt = await database.transact(async (tx) => {
      for (const end = Math.min(left.length, at + batch); at < end; at += 1) {
        const event = left[at] as Event
        const seen = await look(tx, event)
        if (seen.dueAt) return seen.dueAt
        present = event.step.at
        await doEvent({ run: tx, clock, rules }, event, seen.version, photos.get(event.life.id) ?? [])
      }
      return undefined
    })
    if (dueAt) await fireAt(dueAt)
    progress(at / left.length)
  }
  for (let dueAt = await nextDue(database, now); dueAt; dueAt = await nextDue(database, now)) await fireAt(dueAt)
  return { acts: left.length, fired }

  /** As the worker would: within a second. */
  async function fireAt(dueAt: Date): Promise<void> {
    present = new Date(Math.min(+dueAt + 700, Math.max(+dueAt, +now)))
    for (let count = -1; count !== 0; fired += count) {
      count = await fireDue(
        {
          database,
          clock,
          rules,
          onFault: (fault, matterId, name) => {
            throw new Error(`clock ${name} of ${matterId} could not be fired`, { cause: fault })
          },
        },
        [request],
        500,
      )
    }
  }
}

/** The first clock that runs out before an act, and the version the act is decided on. */
async function look(tx: Tx, { step, life }: Event): Promise<{ dueAt: Date | null; version: number }> {
  const rows = await prepared<{ dueAt: Date | null; version: number | null }>(
    tx,
    'demo-look',
    `select (select min(next_at) from clock where next_at <= $1) as "dueAt", (select version from matter where id = $2) as version`,
    [step.at, life.id],
  )
  return { dueAt: rows[0]?.dueAt ?? null, version: rows[0]?.version ?? 0 }
}

async function nextDue({ pool }: Database, now: Date): Promise<Date | undefined> {
  const rows = await prepared<{ at: Date }>(
    pool,
    'demo-next-due',
    `select next_at as at from clock where next_at <= $1 order by next_at limit 1`,
    [now],
  )
  return rows[0]?.at
}

async function doEvent(context: EngineContext, event: Event, version: number, photos: readonly Event[]): Promise<void> {
  const { id, life, step, file } = event
  const actor = actorOf(step.by)
  if (step.action === 'open') {
    await openRequest(context, event)
    return
  }
  const files = file && step.action === 'reply' ? { files: [file] } : {}
  const shown = step.action === 'publish' ? { photos: photos.flatMap((photo) => photo.file ?? []) } : {}
  await act(context, request, {
    id,
    matterId: life.id,
    action: step.action,
    seen: version,
    input: { ...step.input, ...files, ...shown },
    actor,
  })
}

/** Opens as the route does: the requester's row, whoever keyed it in. */
async function openRequest(context: EngineContext, { id, life, step, file }: Event): Promise<void> {
  const { requester, taker, channel, words, text } = life
  const { building } = requester
  const inside = /elder|leak|gas|noise|util|neighbour|canteen|pests|drainage/.test(text.topic)
  const place = { unit: requester.unit, ...(inside ? { room: requester.room } : {}) }
  const points = splitPoints(words)
  const title = titleOf(words, text.title)
  const chosen = life.requester.old ? {} : { kind: text.kind, category: life.category }
  await open(context, request, {
    id,
    input: {
      words,
      place: { community: building.community.path, buildingId: building.id, ...place },
      visibility: life.mayPublish ? 'public' : 'handler',
      ...(file ? { files: [file] } : {}),
      ...chosen,
      ...(taker && channel !== 'app' && channel !== 'open311'
        ? { behalf: { channel, personId: requester.id, consent: channel === 'paper' ? 'paper' : 'voice' } }
        : {}),
    },
    actor: actorOf(step.by),
    path: building.path,
    requesterId: requester.id,
    visibility: 'handler',
    row: {
      requester_id: requester.id,
      taken_by: taker?.id ?? null,
      channel,
      kind: chosen.kind ?? null,
      category: chosen.category ?? null,
      title: [...title].length < 6 ? text.title : title,
      words,
      points,
      building_id: building.id,
      unit: requester.unit,
      room: inside ? requester.room : null,
      place_words: null,
      may_publish: life.mayPublish,
    },
    parts: file ? [attached(file)] : [],
    tells: [
      { role: 'grid_worker', key: 'notice.new' },
      { role: 'community_desk', key: 'notice.new' },
    ],
    facts: { channel, files: file ? [file] : [], visibility: life.mayPublish ? 'public' : 'handler' },
  })
}

const attached = (file: string): Part => ({
  name: 'f',
  text: (bind) =>
    `update file set matter_id = m.id, action_id = a.id from m, a where file.id = ${bind(file)}::uuid and matter_id is null`,
})

/** Before a worker phoned or went there, they looked the number or the address up. */
async function insertReadings({ pool }: Database, seed: number, events: readonly Event[]): Promise<void> {
  const calls = events.filter(({ step, life }) => step.action === 'contact' && 'role' in step.by && life.taker === null)
  await insertRows(
    pool,
    'reading',
    'id uuid, at timestamptz, reader_id uuid, role text, person_id uuid, subject_id uuid, fields text[], purpose text',
    calls.map(({ id, step, life }) => ({
      id: idFrom('demo', String(seed), 'reading', id),
      at: new Date(+step.at - 90_000),
      reader_id: step.by.id,
      role: (step.by as { role: string }).role,
      person_id: life.requester.id,
      subject_id: life.id,
      fields: step.input.way === 'visit' ? ['name', 'phone', 'address'] : ['name', 'phone'],
      purpose: step.input.way === 'visit' ? 'visit' : 'contact',
    })),
  )
}

async function insertConsents(
  { pool }: Database,
  seed: number,
  events: readonly Event[],
  people: People,
  now: Date,
): Promise<void> {
  const consent = (person: Person, about: string, how: string, at: Date, by: string, key: string) => ({
    id: idFrom('demo', String(seed), 'consent', about, key),
    person_id: person.id,
    about,
    version: about === 'privacy' ? privacyNotice.version : null,
    how,
    given_at: at,
    recorded_by: by,
  })
  const rows = [
    ...people.residents
      .filter((one) => !one.old || one === people.grandmaWang)
      .map((one) => consent(one, 'privacy', 'screen', new Date(+now - 60 * DAY), one.id, one.id)),
    ...events
      .filter(isOpening)
      .flatMap(({ id, life, step }) =>
        life.taker
          ? [
              consent(
                life.requester,
                'on_behalf',
                life.channel === 'paper' ? 'paper' : 'voice',
                step.at,
                life.taker.id,
                id,
              ),
            ]
          : [],
      ),
  ]
  await insertRows(
    pool,
    'consent',
    'id uuid, person_id uuid, about text, version text, how text, given_at timestamptz, recorded_by uuid',
    rows,
  )
}

/** News of the last day is new; what is older was read soon after. */
async function readOldNotices({ pool }: Database, { residents, staff }: People, now: Date): Promise<void> {
  await prepared(
    pool,
    'demo-read',
    `update notice set read_at = at + interval '25 minutes' where person_id = any($1::uuid[]) and at < $2 and read_at is null`,
    [[...residents, ...staff].map(({ id }) => id), new Date(+now - 0.8 * DAY)],
  )
}
