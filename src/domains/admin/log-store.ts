/** The logs as rows: actions and readings, newest first, narrowed by what an auditor asks. Reading only. */
import { type RawBuilder, sql } from 'kysely'
import { endOf } from '#foundation/authority.ts'
import type { Database, Tx } from '#foundation/database/database.ts'
import type { Span, Spans } from '#foundation/territory/history.ts'
import { addDays, startOfDay } from '#lib/days.ts'
import type { PageEnd } from '#lib/page.ts'
import type { LogFilter } from './contract.ts'

/** A filter as the database takes it; `subject` is the matter of the number asked for. */
export interface LogQuery extends Omit<LogFilter, 'number'> {
  subject?: string | undefined
  /** What else belongs to the place of `path`, and what does not: it kept the code of its time. */
  spans?: Spans | undefined
  /** Rows before this instant. */
  until: Date
  after?: PageEnd | undefined
  limit: number
}

export interface ActionRow {
  id: string
  at: Date
  who: string | null
  role: string
  kind: string
  path: string
  place: string | null
  number: number | null
  from_state: string | null
  to_state: string | null
  facts: Record<string, unknown>
  /** Nobody outside the desk for sealed reports may know whose it is. */
  hidden: boolean
}

const all = (conditions: readonly (RawBuilder<unknown> | undefined)[]) =>
  sql.join(
    conditions.filter((condition) => condition !== undefined),
    sql` and `,
  )

/** Rows of a place of today: those under its code, and those of the codes it and what lies in it had then. @source U02 */
function inside({ path, spans }: LogQuery, code: RawBuilder<unknown>): RawBuilder<unknown> | undefined {
  if (!path) return undefined
  const range = sql`${code} >= ${path} and ${code} < ${endOf(path)}`
  if (!spans || spans.within.length + spans.without.length === 0) return range
  return sql`((${range} and not ${among(spans.without, code)}) or ${among(spans.within, code)})`
}

const among = (spans: readonly Span[], code: RawBuilder<unknown>) => sql`exists (
  select from unnest(${spans.map((span) => span.path)}::text[], ${spans.map((span) => span.since)}::timestamptz[],
    ${spans.map((span) => span.until)}::timestamptz[]) as s(path, since, until)
  where s.path = ${code} and x.at < s.until and (s.since is null or x.at >= s.since))`

const days = (query: LogQuery) =>
  sql`x.at >= ${startOfDay(query.from)} and x.at < ${startOfDay(addDays(query.to, 1))} and x.at < ${query.until}`

const beyond = ({ after }: LogQuery) => (after ? sql`(x.at, x.id) < (${after.at}, ${after.id}::uuid)` : undefined)

export async function listActions({ db }: Database, query: LogQuery): Promise<ActionRow[]> {
  const { person, kind, subject, limit } = query
  const { rows } = await sql<ActionRow>`
    select x.id, x.at, p.name as who, x.actor_role as role, coalesce(m.visibility in ('anonymous', 'sealed'), false) as hidden, x.kind, x.path, t.name as place, m.number, x.from_state,
      x.to_state, x.facts
    from (
      select * from action x where ${all([
        days(query),
        beyond(query),
        person ? sql`x.actor_id = ${person}` : undefined,
        kind ? sql`x.kind = ${kind}` : undefined,
        inside(query, sql`x.path`),
        subject ? sql`x.subject_id = ${subject}` : undefined,
      ])}
      order by x.at desc, x.id desc limit ${limit}
    ) x
    left join person p on p.id = x.actor_id
    left join matter m on m.id = x.subject_id
    left join territory t on t.path = x.path
    order by x.at desc, x.id desc`.execute(db)
  return rows
}

export interface ReadingRow {
  id: string
  at: Date
  reader: string
  role: string
  person: string
  number: number | null
  path: string | null
  place: string | null
  fields: string[]
  purpose: string
  hidden: boolean
}

export async function listReadings({ db }: Database, query: LogQuery): Promise<ReadingRow[]> {
  const { person, kind, path, subject, limit } = query
  const { rows } = await sql<ReadingRow>`
    select x.id, x.at, r.name as reader, x.role, p.name as person, m.number, m.path, t.name as place, x.fields, x.purpose,
      coalesce(m.visibility in ('anonymous', 'sealed'), false) as hidden
    from reading x
    join person r on r.id = x.reader_id
    join person p on p.id = x.person_id
    left join matter m on m.id = x.subject_id
    left join territory t on t.path = m.path
    where ${all([
      days(query),
      beyond(query),
      person ? sql`x.reader_id = ${person}` : undefined,
      kind ? sql`x.purpose = ${kind}` : undefined,
      path ? sql`m.path >= ${path} and m.path < ${endOf(path)}` : undefined,
      subject ? sql`x.subject_id = ${subject}` : undefined,
    ])}
    order by x.at desc, x.id desc limit ${limit}`.execute(db)
  return rows
}

/** The matter of a number of eight digits. */
export async function findSubject({ db }: Database, number: number): Promise<string | undefined> {
  return (await db.selectFrom('matter').select('id').where('number', '=', number).executeTakeFirst())?.id
}

export interface Named {
  id: string
  name: string
  /** Of a matter, which is called by it. */
  number: number | null
  /** Somebody who does not work here. */
  masked: boolean
}

/** What ids of people, units, estates, lists and matters, and codes of places, are called. */
export async function listNames({ db }: Database, ids: readonly string[], paths: readonly string[]): Promise<Named[]> {
  const { rows } = await sql<Named>`
    select p.id::text as id, p.name, null::bigint as number,
      not exists (select from account a where a.person_id = p.id and a.kind = 'staff') as masked
    from person p where p.id = any(${ids}::uuid[])
    union all select id::text, name, null, false from organisation where id = any(${ids}::uuid[])
    union all select id::text, name, null, false from estate where id = any(${ids}::uuid[])
    union all select id::text, name, null, false from place_list where id = any(${ids}::uuid[])
    union all select id::text, '', number, false from matter where id = any(${ids}::uuid[])
    union all select path, name, null, false from territory where path = any(${paths}::text[])`.execute(db)
  return rows
}

/** Everybody with a desk. */
export async function listStaff({ db }: Database) {
  return await db
    .selectFrom('account as a')
    .innerJoin('person as p', 'p.id', 'a.person_id')
    .select(['p.id', 'p.name'])
    .where('a.kind', '=', 'staff')
    .orderBy('p.pinyin')
    .orderBy('p.id')
    .execute()
}

/** Every kind of action there is, from the index alone: a look per kind, not per action. */
export async function listKinds({ db }: Database): Promise<string[]> {
  const { rows } = await sql<{ kind: string }>`
    with recursive k as (
      (select kind from action order by kind limit 1)
      union all
      select (select a.kind from action a where a.kind > k.kind order by a.kind limit 1) from k where k.kind is not null
    )
    select kind from k where kind is not null`.execute(db)
  return rows.map(({ kind }) => kind)
}

/** An export as it was recorded. */
export async function findExport({ db }: { db: Tx }, id: string) {
  return await db
    .selectFrom('action')
    .select(['at', 'actor_id', 'facts'])
    .where('id', '=', id)
    .where('kind', '=', 'log.exported')
    .executeTakeFirst()
}
