/** Questions of territory to the database; every write takes a transaction. */
import { sql } from 'kysely'
import { endOf } from '#foundation/authority.ts'
import type { Database, Tx } from '#foundation/database/database.ts'
import type { Level, PlaceKind } from '#foundation/territory/territory.ts'
import type { Day } from '#lib/days.ts'
import type { KnownPlace } from './rules.ts'
import type { CommunityType } from './spec.ts'

type Db = Pick<Database, 'db'>

export interface PlaceRow {
  id: string
  path: string
  level: Level
  kind: PlaceKind
  name: string
  phone: string | null
  inside: number
  above: string
}

const lengths = [4, 6, 9, 12, 14, 16]
const inside = (path: string, column: string) =>
  sql`${sql.ref(column)} >= ${path} and ${sql.ref(column)} < ${endOf(path)}`

const placeColumns = sql`t.id, t.path, t.level, t.kind, t.name, t.phone,
  (select count(*)::int from territory i where i.path > t.path and i.path < t.path || '~' and length(i.path) =
    case length(t.path) when 4 then 6 when 6 then 9 when 9 then 12 else length(t.path) + 2 end) as inside,
  coalesce((select a.name from territory a where a.path = left(t.path,
    case length(t.path) when 6 then 4 when 9 then 6 when 12 then 9 when 14 then 12 when 16 then 14 else 0 end)), '') as above
  from territory t`

export async function findPlace({ db }: Db, path: string): Promise<PlaceRow | undefined> {
  const { rows } = await sql<PlaceRow>`select ${placeColumns} where t.path = ${path}`.execute(db)
  return rows[0]
}

export async function listPlaces({ db }: Db, paths: readonly string[]): Promise<PlaceRow[]> {
  const { rows } = await sql<PlaceRow>`
    select ${placeColumns} where t.path = any(${[...paths]}::text[]) order by t.path`.execute(db)
  return rows
}

export async function listInside({ db }: Db, path: string): Promise<PlaceRow[]> {
  const next = lengths.find((length) => length > path.length) ?? 0
  const { rows } = await sql<PlaceRow>`
    select ${placeColumns} where ${inside(path, 't.path')} and length(t.path) = ${next} order by t.path`.execute(db)
  return rows
}

/** Places by name, initials or code, those above first; at most 30. */
export async function searchPlaces({ db }: Db, words: string, scope: readonly string[]): Promise<PlaceRow[]> {
  const like = words
    .normalize('NFKC')
    .trim()
    .toLowerCase()
    .replace(/[\\%_]/g, (sign) => `\\${sign}`)
  const { rows } = await sql<PlaceRow>`
    select ${placeColumns}
    where (t.name like ${`%${like}%`} or t.initials like ${`${like}%`} or t.path like ${`${like}%`})
      and exists (select from unnest(${[...scope]}::text[]) as s(path) where t.path >= s.path and t.path < s.path || '~')
    order by length(t.path), t.path limit 30`.execute(db)
  return rows
}

/** What belongs to a place today. */
export async function countHeld({ db }: Db, path: string, today: Day) {
  const { rows } = await sql<
    Record<'grids' | 'estates' | 'buildings' | 'dwellings' | 'people' | 'staff' | 'requests', number>
  >`
    select
      (select count(*)::int from territory where ${inside(path, 'path')} and level = 'grid' and path <> ${path}) as grids,
      (select count(*)::int from estate where ${inside(path, 'path')} and ended_on is null) as estates,
      (select count(*)::int from building where ${inside(path, 'path')} and ended_on is null) as buildings,
      (select count(*)::int from dwelling where ${inside(path, 'path')}) as dwellings,
      (select count(*)::int from person where ${inside(path, 'path')}) as people,
      (select count(distinct person_id)::int from role_place where ${inside(path, 'path')}
        and from_on <= ${today} and (to_on is null or to_on >= ${today})) as staff,
      (select count(*)::int from matter where ${inside(path, 'path')} and closed_at is null) as requests`.execute(db)
  return rows[0] ?? { grids: 0, estates: 0, buildings: 0, dwellings: 0, people: 0, staff: 0, requests: 0 }
}

export interface EstateRow {
  id: string
  name: string
  path: string
}

export interface BuildingRow {
  id: string
  estateId: string
  name: string
  path: string
  grid: string | null
  units: number
  floors: number
  longitude: number
  latitude: number
  dwellings: number
}

const buildingColumns = sql`b.id, b.estate_id as "estateId", b.name, b.path, t.name as grid, b.units, b.floors,
  b.longitude, b.latitude, (select count(*)::int from dwelling d where d.building_id = b.id) as dwellings
  from building b left join territory t on t.path = b.path and t.level in ('grid', 'micro_grid')`

/** Estates of a community, or those with a building in a grid; with their buildings. */
export async function listEstates({ db }: Db, path: string) {
  const { rows: buildings } = await sql<BuildingRow>`
    select ${buildingColumns} where ${inside(path, 'b.path')} and b.ended_on is null`.execute(db)
  const { rows: estates } = await sql<EstateRow>`
    select id, name, path from estate where ended_on is null and (${inside(path, 'path')}
      or id = any(${[...new Set(buildings.map(({ estateId }) => estateId))]}::uuid[]))`.execute(db)
  const order = new Intl.Collator('zh', { numeric: true })
  return estates
    .sort((a, b) => order.compare(a.name, b.name))
    .map(({ id, name }) => ({
      id,
      name,
      buildings: buildings.filter(({ estateId }) => estateId === id).sort((a, b) => order.compare(a.name, b.name)),
    }))
}

const wasDone = (deed: string | undefined) =>
  deed ? sql`exists (select from action a where a.id = ${deed}::uuid)` : sql`false`

/** @param endedBy a deed: what it ended is found too, so that it can be answered again */
export async function findEstate({ db }: Db, id: string, endedBy?: string): Promise<EstateRow | undefined> {
  const { rows } = await sql<EstateRow>`
    select id, name, path from estate where id = ${id} and (ended_on is null or ${wasDone(endedBy)})`.execute(db)
  return rows[0]
}

export async function findBuildingRow({ db }: Db, id: string, endedBy?: string): Promise<BuildingRow | undefined> {
  const { rows } = await sql<BuildingRow>`
    select ${buildingColumns} where b.id = ${id} and (b.ended_on is null or ${wasDone(endedBy)})`.execute(db)
  return rows[0]
}

export async function insertEstate(tx: Tx, row: { id: string; path: string; name: string; initials: string }) {
  await tx.insertInto('estate').values(row).execute()
}

export async function changeEstate(tx: Tx, id: string, values: { name?: string; initials?: string; ended_on?: Day }) {
  await tx.updateTable('estate').set(values).where('id', '=', id).execute()
}

export async function insertBuilding(
  tx: Tx,
  row: { id: string; estateId: string; path: string; name: string } & Shape,
): Promise<void> {
  const { estateId, ...values } = row
  await tx
    .insertInto('building')
    .values({ ...values, estate_id: estateId })
    .execute()
}

interface Shape {
  units: number
  floors: number
  longitude: number
  latitude: number
}

export async function changeBuilding(tx: Tx, id: string, values: Partial<Shape> & { name?: string; ended_on?: Day }) {
  await tx.updateTable('building').set(values).where('id', '=', id).execute()
}

/** People and open requests of a building. */
export async function countInBuilding({ db }: Db, id: string) {
  const { rows } = await sql<{ people: number; requests: number }>`
    select (select count(*)::int from person where building_id = ${id}) as people,
      (select count(*)::int from request r join matter m on m.id = r.matter_id
       where r.building_id = ${id} and m.closed_at is null) as requests`.execute(db)
  return rows[0] ?? { people: 0, requests: 0 }
}

export async function listDwellings({ db }: Db, buildingId: string): Promise<{ unit: number | null; room: string }[]> {
  const order = new Intl.Collator('zh', { numeric: true })
  const rows = await db.selectFrom('dwelling').select(['unit', 'room']).where('building_id', '=', buildingId).execute()
  return rows.sort((a, b) => (a.unit ?? 0) - (b.unit ?? 0) || order.compare(a.room, b.room))
}

/** @returns how many were not there before */
export async function insertDwellings(
  tx: Tx,
  building: { id: string; path: string },
  dwellings: readonly { unit: number | null; room: string }[],
): Promise<number> {
  const made = await tx
    .insertInto('dwelling')
    .values(dwellings.map((one) => ({ ...one, building_id: building.id, path: building.path })))
    .onConflict((conflict) => conflict.constraint('dwelling_is_unique').doNothing())
    .returning('id')
    .execute()
  return made.length
}

export async function setPhone(tx: Tx, id: string, phone: string | null): Promise<void> {
  await tx.updateTable('territory').set({ phone }).where('id', '=', id).execute()
}

export async function insertType(
  tx: Tx,
  row: { id: string; placeId: string; type: CommunityType; from: Day; at: Date },
): Promise<void> {
  await tx
    .insertInto('territory_type')
    .values({ id: row.id, place_id: row.placeId, type: row.type, from_on: row.from, at: row.at })
    .execute()
}

/** Types of a community, the latest day first; of one day only the one recorded last. */
export async function listTypes({ db }: Db, placeId: string): Promise<{ type: CommunityType; from: Day }[]> {
  const { rows } = await sql<{ type: CommunityType; from: Day }>`
    select distinct on (from_on) type, from_on as "from" from territory_type where place_id = ${placeId}
    order by from_on desc, at desc limit 20`.execute(db)
  return rows
}

export async function listFigures({ db }: Db, placeId: string) {
  const { rows } = await sql<{
    id: string
    on: Day
    kind: 'households'
    n: number
    source: string
    reason: string | null
    before: number | null
  }>`
    select p.id, p.on_day as "on", p.kind, p.n, p.source, p.reason, b.n as before
    from population p left join population b on b.id = p.corrects
    where p.place_id = ${placeId} and not exists (select from population later where later.corrects = p.id)
    order by p.on_day desc, array_position(array['households', 'residents', 'aged_60', 'aged_0_3'], p.kind)
    limit 60`.execute(db)
  return rows
}

export interface NewFigure {
  id: string
  placeId: string
  on: Day
  kind: string
  n: number
  source: string
  corrects: string | null
  reason: string | null
  at: Date
}

/** Inserts a figure. That a day has one first figure, corrected once each time, is the table's to hold. */
export async function insertFigure(tx: Tx, row: NewFigure): Promise<void> {
  await tx
    .insertInto('population')
    .values({
      id: row.id,
      place_id: row.placeId,
      on_day: row.on,
      kind: row.kind,
      n: row.n,
      source: row.source,
      corrects: row.corrects,
      reason: row.reason,
      recorded_at: row.at,
    })
    .execute()
}

export async function isFigureOf({ db }: Db, id: string, of: { placeId: string; on: Day; kind: string }) {
  const found = await db
    .selectFrom('population')
    .select('id')
    .where('id', '=', id)
    .where('place_id', '=', of.placeId)
    .where('on_day', '=', of.on)
    .where('kind', '=', of.kind)
    .executeTakeFirst()
  return found !== undefined
}

/** Every place, for planning. */
export async function listEverything({ db }: Db): Promise<KnownPlace[]> {
  const { rows } = await sql<KnownPlace>`select id, path, level, kind, name from territory order by path`.execute(db)
  return rows
}

export interface Touched {
  people: number
  requests: number
  grants: number
  buildings: number
}

/** Rows at each of some codes, not inside them. */
export async function countTouched({ db }: Db, paths: readonly string[], today: Day): Promise<Map<string, Touched>> {
  const list = [...paths]
  const { rows } = await sql<Touched & { path: string }>`
    select path, sum(people)::int as people, sum(requests)::int as requests, sum(grants)::int as grants,
      sum(buildings)::int as buildings
    from (
      select path, count(*) as people, 0 as requests, 0 as grants, 0 as buildings from person
        where path = any(${list}::text[]) group by path
      union all select path, 0, count(*), 0, 0 from matter
        where path = any(${list}::text[]) and closed_at is null group by path
      union all select path, 0, 0, count(*), 0 from role_place
        where path = any(${list}::text[]) and (to_on is null or to_on >= ${today}) group by path
      union all select path, 0, 0, 0, count(*) from building where path = any(${list}::text[]) group by path
    ) x group by path`.execute(db)
  return new Map(rows.map(({ path, ...touched }) => [path, touched]))
}

/** Of some codes, how many rows of any table carry them, as they would keep a place from ending. */
export async function countRows(
  { db }: Db,
  paths: readonly string[],
  columns: readonly { table: string; column: string; many: boolean }[],
): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  for (const { table, column } of columns.filter(({ many }) => !many)) {
    const { rows } = await sql<{ path: string; n: number }>`
      select ${sql.ref(column)} as path, count(*)::int as n from ${sql.table(table)}
      where ${sql.ref(column)} = any(${[...paths]}::text[]) group by 1`.execute(db)
    for (const { path, n } of rows) counts.set(path, (counts.get(path) ?? 0) + n)
  }
  // a role for a list carries no code, and would lose its place without a word
  const { rows: held } = await sql<{ path: string; n: number }>`
    select path, count(*)::int as n from role_place
    where list_id is not null and path = any(${[...paths]}::text[]) group by 1`.execute(db)
  for (const { path, n } of held) counts.set(path, (counts.get(path) ?? 0) + n)
  return counts
}

/** Where rewriting would break what a table holds: two of one name, one role twice, an estate in two communities. */
export async function findClashes({ db }: Db, from: readonly string[], to: readonly string[]) {
  const { rows } = await sql<{ path: string; code: 'names-clash' | 'roles-clash' | 'estate-parted'; about: string }>`
    with m as (select * from unnest(${[...from]}::text[], ${[...to]}::text[]) as m(was, becomes)),
    named as (
      select 'estate' as what, coalesce(m.becomes, e.path) as path, m.was, e.name from estate e left join m on m.was = e.path
      union all
      select 'unit', coalesce(m.becomes, o.path), m.was, o.name from organisation o left join m on m.was = o.path
    ),
    held as (
      select g.id, g.person_id, g.role, daterange(g.from_on, g.to_on, '[]') as days, m.was,
        coalesce(m.becomes, g.path) as path
      from role_grant g left join m on m.was = g.path
    ),
    parted as (
      select b.estate_id, min(m.was) as was from building b left join m on m.was = b.path group by b.estate_id
      having count(m.was) > 0
        and min(left(coalesce(m.becomes, b.path), 12)) <> max(left(coalesce(m.becomes, b.path), 12))
    )
    select min(was) as path, 'names-clash' as code, name as about from named
    group by what, named.path, name having count(*) > 1 and count(was) > 0
    union all
    select min(a.was), 'roles-clash', p.name from held a
    join held b on b.person_id = a.person_id and b.role = a.role and b.path = a.path and b.id <> a.id and b.days && a.days
    join person p on p.id = a.person_id where a.was is not null group by p.name
    union all
    select parted.was, 'estate-parted', e.name from parted join estate e on e.id = parted.estate_id`.execute(db)
  return rows
}

export interface ListRow {
  id: string
  name: string
  purpose: 'function_zone' | 'duty_area'
  endedOn: Day | null
  places: { path: string; name: string; level: Level }[]
}

/** Lists of places, those that ended last; a place that is gone is in none. */
export async function listPlaceLists({ db }: Db, id?: string): Promise<ListRow[]> {
  const { rows } = await sql<ListRow>`
    select l.id, l.name, l.purpose, l.ended_on as "endedOn", coalesce((
      select jsonb_agg(jsonb_build_object('path', t.path, 'name', concat_ws(' ', c.name, t.name), 'level', t.level) order by t.path)
      from place_list_member x join territory t on t.id = x.place_id
        left join territory c on c.path = left(t.path, 12) and c.path <> t.path and length(t.path) > 12
      where x.list_id = l.id), '[]') as places
    from place_list l where ${id === undefined ? sql`true` : sql`l.id = ${id}`}
    order by l.ended_on is not null, l.name limit 500`.execute(db)
  return rows
}

export async function listListsOf({ db }: Db, placeId: string): Promise<{ id: string; name: string }[]> {
  return await db
    .selectFrom('place_list_member as m')
    .innerJoin('place_list as l', 'l.id', 'm.list_id')
    .select(['l.id', 'l.name'])
    .where('m.place_id', '=', placeId)
    .where('l.ended_on', 'is', null)
    .orderBy('l.name')
    .execute()
}

/** Holds a list, so that nobody is given a role for it meanwhile: their grant's foreign key waits. @returns whether it is there */
export async function lockList(tx: Tx, id: string): Promise<boolean> {
  const { rows } = await sql`select 1 from place_list where id = ${id} for update`.execute(tx)
  return rows.length > 0
}

/** Who holds a role for a list today or later, or is proposed for one. */
export async function listHolders(tx: Tx, listId: string, today: Day): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select p.name from person p where p.id in (
      select person_id from role_grant where list_id = ${listId} and (to_on is null or to_on >= ${today})
      union all select person_id from grant_proposal where list_id = ${listId} and decided_at is null)
    order by p.name, p.id`.execute(tx)
  return rows.map(({ name }) => name)
}

export async function writeList(
  tx: Tx,
  row: { id: string; name: string; purpose: string; endedOn: Day | null },
  placeIds: readonly string[],
): Promise<void> {
  const values = { name: row.name, purpose: row.purpose, ended_on: row.endedOn }
  await tx
    .insertInto('place_list')
    .values({ id: row.id, ...values })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
    .execute()
  await tx.deleteFrom('place_list_member').where('list_id', '=', row.id).execute()
  await tx
    .insertInto('place_list_member')
    .values(placeIds.map((place_id) => ({ list_id: row.id, place_id })))
    .execute()
}

/** How many places a deed changed. */
export async function countDone(tx: Tx, deedId: string): Promise<number> {
  const { n } = await tx
    .selectFrom('territory_change')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('deed_id', '=', deedId)
    .executeTakeFirstOrThrow()
  return Number(n)
}

/** The code of the grid a deed added. */
export async function findAdded(tx: Tx, deedId: string): Promise<string | undefined> {
  const found = await tx
    .selectFrom('territory_change')
    .select('new_path')
    .where('deed_id', '=', deedId)
    .where('kind', '=', 'new')
    .executeTakeFirst()
  return found?.new_path ?? undefined
}

export async function isDone(tx: Tx, deedId: string): Promise<boolean> {
  return (await tx.selectFrom('action').select('id').where('id', '=', deedId).executeTakeFirst()) !== undefined
}

/** A number that a deed recorded. */
export async function factOf(tx: Tx, deedId: string, name: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select coalesce((facts ->> ${name})::int, 0) as n from action where id = ${deedId}`.execute(tx)
  return rows[0]?.n ?? 0
}

/** Buildings of an estate that stand. */
export async function countBuildings(tx: Tx, estateId: string): Promise<number> {
  const { n } = await tx
    .selectFrom('building')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('estate_id', '=', estateId)
    .where('ended_on', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(n)
}
