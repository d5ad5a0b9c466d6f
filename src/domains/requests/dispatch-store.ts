/** Units that can be given a request, what the catalogue says of a category, and what was decided about it before. */
import { sql } from 'kysely'
import type { Tx } from '#foundation/database/database.ts'
import type { Day } from '#lib/days.ts'
import type { OwnerLevel } from './rules.ts'

type Db = { db: Tx }

export interface UnitRow {
  id: string
  name: string
  kind: string
  path: string
  /** Whether somebody takes what it is given. */
  officers: boolean
}

/** The units of a place: its own and those of every place above it, nearest first. */
export async function listUnitsOf({ db }: Db, path: string, today: Day): Promise<UnitRow[]> {
  const { rows } = await sql<UnitRow>`
    select o.id, o.name, o.kind, o.path, exists (select from role_grant g
        join account a on a.person_id = g.person_id and a.kind = 'staff' and a.suspended_at is null
        where g.organisation_id = o.id and g.from_on <= ${today} and (g.to_on is null or g.to_on >= ${today})) as officers
    from organisation o
    where o.path = any(array[left(${path}, 4), left(${path}, 6), left(${path}, 9), left(${path}, 12), left(${path}, 14), ${path}])
      and (o.ended_on is null or o.ended_on > ${today})
    order by length(o.path) desc, o.name, o.id limit 300`.execute(db)
  return rows
}

export interface Usual {
  unit_kind: string | null
  organisation_id: string | null
  note: string
  days: string
  owner_level: OwnerLevel | null
}

/** What the catalogue says of a category. */
export async function findUsual({ db }: Db, category: string | null): Promise<Usual | undefined> {
  if (category === null) return undefined
  const row = await db
    .selectFrom('dispatch')
    .select(['unit_kind', 'organisation_id', 'note', 'days', 'owner_level'])
    .where('category', '=', category)
    .executeTakeFirst()
  return row as Usual | undefined
}

export interface PrecedentRow {
  id: string
  day: Day
  unit: string
  returnedBy: string | null
  rule: string
}

export async function listPrecedents({ db }: Db, category: string | null, limit: number): Promise<PrecedentRow[]> {
  if (category === null) return []
  const { rows } = await sql<PrecedentRow>`
    select p.action_id as id, p.decided_on as day, o.name as unit, b.name as "returnedBy", p.rule
    from precedent p join organisation o on o.id = p.unit_id left join organisation b on b.id = p.returned_by
    where p.category = ${category} order by p.decided_on desc, p.action_id desc limit ${limit}`.execute(db)
  return rows
}

/** Length of the path of the nearest place for which somebody serves where a request lies; null when nowhere. */
export async function findPlaceLength({ db }: Db, personId: string, path: string, today: Day): Promise<number | null> {
  const { rows } = await sql<{ length: number | null }>`
    select max(length(g.path)) as length from role_place g where g.person_id = ${personId}
      and (${path} like g.path || '%' or g.path like left(${path}, 12) || '%')
      and g.from_on <= ${today} and (g.to_on is null or g.to_on >= ${today})`.execute(db)
  return rows[0]?.length ?? null
}

export interface AssistRow {
  id: string
  name: string
  askedAt: Date
  doneAt: Date | null
  droppedAt: Date | null
}

/** The units that were asked to help with a request, in the order they were asked. */
export async function listAssists({ db }: Db, matterId: string): Promise<AssistRow[]> {
  return await db
    .selectFrom('assist as s')
    .innerJoin('organisation as o', 'o.id', 's.unit_id')
    .select(['o.id', 'o.name', 's.asked_at as askedAt', 's.done_at as doneAt', 's.dropped_at as droppedAt'])
    .where('s.matter_id', '=', matterId)
    .orderBy('s.asked_at')
    .orderBy('o.id')
    .execute()
}
