/** Needs in the database: lists and what stands around one. The engine writes their state. */
import { type RawBuilder, sql } from 'kysely'
import type { Database, Tx } from '#foundation/database/database.ts'
import type { Day } from '#lib/days.ts'
import type { PageEnd } from '#lib/page.ts'
import type { NeedState } from './need-spec.ts'
import type { NeedList } from './needs-contract.ts'
import type { DayPart } from './rules.ts'
import type { Activity, Availability } from './spec.ts'
import { inside } from './store.ts'

export interface Row {
  id: string
  number: number
  state: NeedState
  activity: Activity
  words: string
  publicWords: string | null
  wantedOn: Day
  part: DayPart
  minutesPlanned: number
  area: string
  elder: boolean
  openedAt: Date
  asker: string
  helper: string | null
  mutual: boolean
  asked: boolean
}

const rows = (reader: string | null) => sql`
  select m.id, m.number, m.state, d.activity, d.words, d.public_words as "publicWords", d.wanted_on as "wantedOn", d.part,
    d.minutes_planned as "minutesPlanned", t.name as area, d.asker_elder as elder, m.opened_at as "openedAt", p.name as asker,
    h.name as helper, d.mutual, coalesce(d.requester_id = ${reader}::uuid, false) as asked
  from need d join matter m on m.id = d.matter_id and m.kind = 'need'
    join person p on p.id = d.requester_id left join person h on h.id = d.volunteer_id
    join territory t on t.path = m.path`

const paged = (after: PageEnd | undefined): RawBuilder<unknown> =>
  after ? sql`and (m.opened_at, m.id) < (${after.at}, ${after.id}::uuid)` : sql``

const isWeekend = sql`extract(isodow from d.wanted_on) >= 6`
const times: Readonly<Record<Availability, RawBuilder<unknown>>> = {
  weekend: isWeekend,
  weekday_evening: sql`(not ${isWeekend} and d.part in ('evening', 'any'))`,
  weekday_day: sql`(not ${isWeekend} and d.part <> 'evening')`,
}

/** What the desk put on the list of a community, and nobody offered yet. */
export async function listPublic(
  { db }: Database,
  community: string,
  {
    activity,
    when,
    after,
    limit,
  }: { activity?: Activity | undefined; when?: Availability | undefined; after: PageEnd | undefined; limit: number },
): Promise<Row[]> {
  const found = await sql<Row>`${rows(null)} where m.state = 'listed' and ${inside([community], sql`m.path`)}
      and ${activity ? sql`d.activity = ${activity}` : sql`true`} and ${when ? times[when] : sql`true`} ${paged(after)}
    order by m.opened_at desc, m.id desc limit ${limit}`.execute(db)
  return found.rows
}

/** What persons asked for, and what one of them helps with. */
export async function listOf({ db }: Database, personId: string, people: readonly string[]): Promise<Row[]> {
  const found = await sql<Row>`${rows(personId)}
    where d.requester_id = any(${[...people]}::uuid[]) or d.volunteer_id = ${personId}
    order by m.opened_at desc, m.id desc limit 200`.execute(db)
  return found.rows
}

const states: Readonly<Record<NeedList, readonly NeedState[]>> = {
  posted: ['posted'],
  finding: ['listed', 'offered'],
  underway: ['agreed', 'serving'],
  served: ['served'],
  disputed: ['disputed'],
  done: ['recorded', 'rated', 'undone', 'turned_down', 'lapsed', 'withdrawn'],
}

export async function listForDesk(
  { db }: Database,
  paths: readonly string[],
  list: NeedList,
  after: PageEnd | undefined,
  limit: number,
): Promise<Row[]> {
  const found =
    await sql<Row>`${rows(null)} where m.state = any(${[...states[list]]}::text[]) and ${inside(paths, sql`m.path`)}
    ${paged(after)} order by m.opened_at desc, m.id desc limit ${limit}`.execute(db)
  return found.rows
}

export async function findIdByNumber({ db }: Database, number: number): Promise<string | undefined> {
  const row = await db
    .selectFrom('matter')
    .select('id')
    .where('number', '=', number)
    .where('kind', '=', 'need')
    .executeTakeFirst()
  return row?.id
}

export interface Around {
  asker: string
  askerErased: boolean
  helper: string | null
  taker: string | null
  area: string
  community: string
  phone: string | null
  building: string | null
}

export async function getAround({ db }: Database, id: string): Promise<Around> {
  const { rows: found } = await sql<Around>`
    select p.name as asker, p.erased_at is not null as "askerErased", h.name as helper, k.name as taker, t.name as area,
      c.name as community, c.phone, concat_ws(' ', e.name, b.name) as building
    from need d join matter m on m.id = d.matter_id join person p on p.id = d.requester_id
      join territory t on t.path = m.path join territory c on c.path = left(m.path, 12)
      left join person h on h.id = d.volunteer_id left join person k on k.id = d.taken_by
      left join building b on b.id = d.building_id left join estate e on e.id = b.estate_id
    where d.matter_id = ${id}`.execute(db)
  const [row] = found
  if (!row) throw new Error(`no need ${id}`)
  return row
}

/** Where somebody lives, to be the place of what they need. */
export async function findHome(tx: Tx, personId: string) {
  return await tx
    .selectFrom('person')
    .select(['path', 'building_id as buildingId', 'unit', 'room'])
    .where('id', '=', personId)
    .executeTakeFirst()
}

/** What the volunteer takes for it, and whether a younger elder helps an older one. */
export async function setServing(tx: Tx, id: string, earns: string, mutual: boolean): Promise<void> {
  await sql`update need set earns = ${earns}, mutual = ${mutual} where matter_id = ${id} and volunteer_id is not null`.execute(
    tx,
  )
}

/** Active volunteers of a community who like to do it, those of the same grid first. */
export async function listFitting({ db }: Database, path: string, activity: Activity, besides: string) {
  const { rows: found } = await sql<{
    personId: string
    name: string
    phoneTail: string | null
    place: string
    band: string | null
  }>`
    select v.person_id as "personId", p.name, p.phone_tail as "phoneTail", t.name as place, v.band
    from volunteer v join person p on p.id = v.person_id join territory t on t.path = v.path
    where v.state = 'active' and ${inside([path.slice(0, 12)])} and ${activity} = any(v.activities) and v.person_id <> ${besides}
    order by v.path = ${path} desc, v.band = 'younger_elder' desc nulls last, v.person_id limit 30`.execute(db)
  return found
}

export async function holdAction(tx: Tx, id: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${id}, 1))`.execute(tx)
}

export async function listTitles({ db }: Database, ids: readonly string[]) {
  const { rows: found } = await sql<{ id: string; number: number; activity: Activity }>`
    select m.id, m.number, d.activity from matter m join need d on d.matter_id = m.id
    where m.id = any(${[...ids]}::uuid[])`.execute(db)
  return new Map(found.map(({ id, number, activity }) => [id, { number, title: titles[activity] }]))
}

/** What it is called where there is room for a name only. */
export const titles: Readonly<Record<Activity, string>> = {
  company: '陪伴聊天',
  errands: '代买代办',
  tutoring: '课业辅导',
  science: '科技科普',
  cleaning: '环境清洁',
  waste_sorting: '垃圾分类',
  epidemic: '疫情防控',
  mediation: '邻里调解',
  patrol: '平安巡逻',
  emergency: '应急救援',
  culture: '文化活动',
  repair: '小修小补',
  digital_help: '教用手机',
  newcomers: '老帮新',
  village: '城帮乡',
  neighbour_watch: '邻里守望',
  other: '其他',
}
