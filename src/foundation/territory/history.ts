/**
 * What places were called and coded before: which code a place had on a day, where a former code leads, and which rows of
 * the journal, kept under the code of their time, belong to a place of today. Reads territory_change, which recode.ts writes.
 * @source U02
 */
import { sql } from 'kysely'
import { endOf } from '#foundation/authority.ts'
import type { Database } from '#foundation/database/database.ts'
import type { Day } from '#lib/days.ts'

type Db = Pick<Database, 'db'>

/** The code a place had on a day; undefined before it was there and after it was gone. */
export async function pathsOf({ db }: Db, placeId: string, day: Day): Promise<string | undefined> {
  const { rows } = await sql<{ path: string | null }>`
    select coalesce(before.path, after.path, now.path) as path from (values (1)) as one
    left join lateral (
      select coalesce(new_path, '') as path from territory_change
      where place_id = ${placeId} and from_on <= ${day} order by from_on desc, at desc limit 1) before on true
    left join lateral (
      select coalesce(old_path, '') as path from territory_change
      where place_id = ${placeId} and from_on > ${day} order by from_on, at limit 1) after on true
    left join territory now on now.id = ${placeId}`.execute(db)
  return rows[0]?.path || undefined
}

/** The code that a former code leads to today; undefined when none does. */
export async function followPath({ db }: Db, path: string): Promise<string | undefined> {
  const { rows } = await sql<{ path: string }>`
    with recursive led as (
      (select coalesce(into_id, place_id) as id, at, 1 as step from territory_change where old_path = ${path}
       order by at desc limit 1)
      union all
      select c.into_id, c.at, led.step + 1 from led
      join territory_change c on c.place_id = led.id and c.into_id is not null where led.step < 50
    )
    select t.path from led join territory t on t.id = led.id limit 1`.execute(db)
  return rows[0]?.path
}

/** Rows of one code between two instants, `[since, until)`; since is null from the beginning. */
export interface Span {
  path: string
  since: Date | null
  until: Date
}

export interface Spans {
  /** Codes that belonged to what lies in the place today. */
  within: Span[]
  /** Codes inside the place of what lies elsewhere today. What is gone altogether stays where it was. */
  without: Span[]
}

/** What a filter by a place of today must add and leave out, besides the range of its code. */
export async function listFormerSpans({ db }: Db, path: string): Promise<Spans> {
  const { rows } = await sql<Span & { inside: boolean }>`
    with recursive today as (
      select id, id as now_id from territory where path >= ${path} and path < ${endOf(path)}
      union
      select c.place_id, today.now_id from today join territory_change c on c.into_id = today.id
    ),
    span as (
      select c.place_id, c.old_path as path, c.at as until,
        (select max(b.at) from territory_change b where b.place_id = c.place_id and b.at < c.at) as since
      from territory_change c
      where c.old_path is not null and c.old_path is distinct from c.new_path
        and (c.place_id in (select id from today) or (c.old_path >= ${path} and c.old_path < ${endOf(path)}))
    )
    select s.path, s.since, s.until, s.place_id in (select id from today) as inside from span s
    where s.place_id in (select id from today)
      or exists (select from territory t where t.id = s.place_id)
      or exists (select from territory_change c where c.place_id = s.place_id and c.into_id is not null)`.execute(db)
  const spans = (inside: boolean): Span[] =>
    rows.filter((row) => row.inside === inside).map(({ path: code, since, until }) => ({ path: code, since, until }))
  return { within: spans(true), without: spans(false) }
}

export interface FormerName {
  kind: string
  oldPath: string | null
  newPath: string | null
  oldName: string | null
  newName: string | null
  from: Day
  /** The place it went into. */
  into: string | null
}

/** What became of a place and what went into it, newest first; at most 50. */
export async function listChanges({ db }: Db, placeId: string): Promise<FormerName[]> {
  const { rows } = await sql<FormerName>`
    select c.kind, c.old_path as "oldPath", c.new_path as "newPath", c.old_name as "oldName", c.new_name as "newName",
      c.from_on as "from", t.name as into
    from territory_change c left join territory t on t.id = c.into_id
    where c.place_id = ${placeId} or c.into_id = ${placeId}
    order by c.at desc, c.line limit 50`.execute(db)
  return rows
}
