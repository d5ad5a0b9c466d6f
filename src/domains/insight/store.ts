/** What the records show, in the database: counts by place and theme, leads, looks, and recorded actions in slices. */
import { sql } from 'kysely'
import { figureCondition, insideOf } from '#domains/requests/index.ts'
import { endOf } from '#foundation/authority.ts'
import type { Database, Tx } from '#foundation/database/database.ts'
import { type Day, endOfDay, startOfDay } from '#lib/days.ts'
import type { PageEnd } from '#lib/page.ts'
import type { Recorded } from './replay.ts'
import type { Count, Handled, HandledClass, Span } from './rules.ts'

/** What every count here is of; the list it opens says the same (`reported` in requests/store.ts). */
const reported = sql`(m.kind = 'request' and m.state <> 'withdrawn' and r.category is not null)`

/** The first day of which requests are known inside the paths. */
export async function findFirstDay({ db }: Database, paths: readonly string[]): Promise<Day | null> {
  const { rows } = await sql<{ day: Day | null }>`
    select to_char(min(m.opened_at) at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as day from matter m
    where m.kind = 'request' and ${insideOf(paths)}`.execute(db)
  return rows[0]?.day ?? null
}

/** By theme, window and the narrowest place known. @param windows of equal length, the latest first */
export async function countByPlace({ db }: Database, path: string, windows: readonly Span[]): Promise<Count[]> {
  const [latest] = windows
  const first = windows.at(-1)
  if (!latest || !first) return []
  const days = Math.round((+endOfDay(latest.to) - +startOfDay(latest.from)) / 86_400_000)
  const { rows } = await sql<Count>`
    select r.category, floor(extract(epoch from ${endOfDay(latest.to)}::timestamptz - m.opened_at - interval '1 microsecond') / 86400 / ${days})::int as window,
      r.building_id as building, b.estate_id as estate, case when length(m.path) >= 14 then left(m.path, 14) end as grid,
      count(*)::int as count, array_agg(distinct r.requester_id::text) as people
    from matter m join request r on r.matter_id = m.id left join building b on b.id = r.building_id
    where ${reported} and ${insideOf([path])}
      and m.opened_at >= ${startOfDay(first.from)} and m.opened_at < ${endOfDay(latest.to)}
    group by 1, 2, 3, 4, 5`.execute(db)
  return rows
}

export interface Named {
  id: string
  name: string
  community: string
  path: string
}

/** Names of buildings, estates and grids, with their communities. */
export async function nameOfPlaces(
  { db }: Database,
  ids: readonly string[],
  grids: readonly string[],
): Promise<Named[]> {
  if (ids.length + grids.length === 0) return []
  const { rows } = await sql<Named>`
    with places as (
      select b.id::text as id, e.name || ' ' || b.name as name, b.path from building b join estate e on e.id = b.estate_id
      where b.id = any(${[...ids]}::uuid[])
      union all select id::text, name, path from estate where id = any(${[...ids]}::uuid[])
      union all select path, name, path from territory where path = any(${[...grids]}::text[]))
    select p.id, p.name, p.path, t.name as community from places p join territory t on t.path = left(p.path, 12)`.execute(
    db,
  )
  return rows
}

export interface Repeat {
  building_id: string
  category: string
  path: string
  requests: number
  people: number
}

/** Buildings with the same thing at least `min` times since a day that have no lead yet. */
export async function listNewRepeats(tx: Tx, from: Day, today: Day, min: number): Promise<Repeat[]> {
  const { rows } = await sql<Repeat>`
    select r.building_id, r.category, b.path, count(*)::int as requests, count(distinct r.requester_id)::int as people
    from matter m join request r on r.matter_id = m.id join building b on b.id = r.building_id
    where ${reported} and m.visibility <> 'sealed' and m.opened_at >= ${startOfDay(from)} and m.opened_at < ${endOfDay(today)}
      and not exists (select from lead l where l.building_id = r.building_id and l.category = r.category
        and l.found_on <= ${today} and l.fresh_until > ${today})
    group by 1, 2, 3 having count(*) >= ${min} order by 3, 2, 1`.execute(tx)
  return rows
}

/** One at a time for each place and theme: `lead_is_one` says so, and a second is left out in silence. */
export async function insertLead(
  tx: Tx,
  lead: Repeat & { id: string; from: Day; foundOn: Day; freshUntil: Day },
): Promise<void> {
  await tx
    .insertInto('lead')
    .values({
      id: lead.id,
      path: lead.path,
      building_id: lead.building_id,
      category: lead.category,
      from_on: lead.from,
      found_on: lead.foundOn,
      fresh_until: lead.freshUntil,
      requests: lead.requests,
      people: lead.people,
    })
    .execute()
}

export interface LeadRow {
  id: string
  building_id: string
  name: string
  community: string
  category: string
  from_on: Day
  found_on: Day
  requests: number
  people: number
  now: number
}

/** Leads that are fresh, newest first; at most 100. */
export async function listLeads({ db }: Database, path: string, today: Day): Promise<LeadRow[]> {
  const { rows } = await sql<LeadRow>`
    select l.id, l.building_id, e.name || ' ' || b.name as name, t.name as community, l.category, l.from_on, l.found_on,
      l.requests, l.people,
      (select count(*)::int from request r join matter m on m.id = r.matter_id
       where r.building_id = l.building_id and r.category = l.category and ${reported} and ${insideOf([path])}
         and m.opened_at >= l.from_on::timestamp at time zone 'Asia/Shanghai' and m.opened_at < ${endOfDay(today)}) as now
    from lead l join building b on b.id = l.building_id join estate e on e.id = b.estate_id
    join territory t on t.path = left(l.path, 12)
    where l.path >= ${path} and l.path < ${endOf(path)} and l.fresh_until > ${today}
    order by l.found_on desc, l.path, l.category, l.id limit 100`.execute(db)
  return rows
}

export interface SeasonCount {
  path: string
  community: string
  category: string
  /** Place of the span in the list asked for. */
  span: number
  count: number
}

/** By community and theme in each of the spans of days. */
export async function countBySpan(
  { db }: Database,
  paths: readonly string[],
  spans: readonly Span[],
): Promise<SeasonCount[]> {
  if (spans.length === 0) return []
  const { rows } = await sql<SeasonCount>`
    select t.path, t.name as community, r.category, s.place::int - 1 as span, count(*)::int as count
    from unnest(${spans.map(({ from }) => startOfDay(from).toISOString())}::timestamptz[],
        ${spans.map(({ to }) => endOfDay(to).toISOString())}::timestamptz[]) with ordinality as s(first, after, place)
    join matter m on m.opened_at >= s.first and m.opened_at < s.after
    join request r on r.matter_id = m.id
    join territory t on t.path = left(m.path, 12)
    where ${reported} and ${insideOf(paths)}
    group by 1, 2, 3, 4 order by 1, 3, 4`.execute(db)
  return rows
}

export interface LookRow {
  path: string
  category: string
  at: Date
  by: string
  words: string | null
}

/** The latest look at each season that still holds. */
export async function listLooks({ db }: Database, paths: readonly string[], today: Day): Promise<LookRow[]> {
  if (paths.length === 0) return []
  const { rows } = await sql<LookRow>`
    select distinct on (l.path, l.category) l.path, l.category, l.looked_at as at, p.name as by, c.body ->> 'words' as words
    from season_look l join person p on p.id = l.looked_by left join content c on c.action_id = l.id
    where l.until_on >= ${today} and (${sql.join(
      paths.map((path) => sql`(l.path >= ${path} and l.path < ${endOf(path)})`),
      sql` or `,
    )})
    order by l.path, l.category, l.looked_at desc, l.id`.execute(db)
  return rows
}

export async function insertLook(
  tx: Tx,
  look: { id: string; path: string; category: string; at: Date; by: string; until: Day },
): Promise<void> {
  await tx
    .insertInto('season_look')
    .values({
      id: look.id,
      path: look.path,
      category: look.category,
      looked_at: look.at,
      looked_by: look.by,
      until_on: look.until,
    })
    .execute()
}

export interface HandledRow extends Handled {
  /** Place of the span in the list asked for. */
  span: number
  class: HandledClass
  median: number
}

/**
 * Hours from submission to the answer that stands, of requests answered in each of the spans: all of them, and by class.
 * Each count opens the list `handled` of the inbox.
 *
 * @source S3-45
 */
export async function countHandled(
  { db }: Database,
  path: string,
  spans: readonly Span[],
  now: Date,
): Promise<HandledRow[]> {
  const { rows } = await sql<HandledRow>`
    select h.span, case when grouping(h.class) = 1 then 'all' else h.class end as class, count(*)::int as n,
      avg(h.hours)::float8 as mean, coalesce(stddev_samp(h.hours), 0)::float8 as spread,
      percentile_cont(0.5) within group (order by h.hours)::float8 as median
    from (
      select s.place::int - 1 as span, coalesce(r.class::text, 'none') as class,
        extract(epoch from r.replied_at - m.opened_at) / 3600 as hours
      from unnest(${spans.map(({ from }) => startOfDay(from).toISOString())}::timestamptz[],
          ${spans.map(({ to }) => endOfDay(to).toISOString())}::timestamptz[]) with ordinality as s(first, after, place)
      join request r on r.replied_at >= s.first and r.replied_at < s.after
      join matter m on m.id = r.matter_id
      where m.kind = 'request' and ${figureCondition('handled', now)} and ${insideOf([path])}) h
    group by grouping sets ((h.span), (h.span, h.class))`.execute(db)
  return rows
}

/** What still waits for an answer, and for how many hours on average. */
export async function countUnanswered(
  { db }: Database,
  path: string,
  now: Date,
): Promise<{ n: number; hours: number }> {
  const { rows } = await sql<{ n: number; hours: number }>`
    select count(*)::int as n, coalesce(avg(extract(epoch from ${now}::timestamptz - m.opened_at) / 3600), 0)::float8 as hours
    from matter m join request r on r.matter_id = m.id
    where m.kind = 'request' and ${figureCondition('open', now)} and ${insideOf([path])}`.execute(db)
  return rows[0] ?? { n: 0, hours: 0 }
}

export interface Replayable {
  id: string
  number: number
  title: string
  class: 'urgent' | 'key' | 'long_term' | null
  opened_at: Date
  actions: Recorded[]
}

const period = (path: string, from: Date, to: Date) => sql`m.kind = 'request' and ${insideOf([path])}
  and m.opened_at >= ${from} and m.opened_at < ${to}`

export async function countReplayable({ db }: Database, path: string, from: Date, to: Date): Promise<number> {
  const { rows } = await sql<{
    n: number
  }>`select count(*)::int as n from matter m where ${period(path, from, to)}`.execute(db)
  return rows[0]?.n ?? 0
}

/** One slice, newest first, each with its recorded actions in their order. @param kinds 'request.opened', … */
export async function listReplayable(
  { db }: Database,
  path: string,
  from: Date,
  to: Date,
  kinds: readonly string[],
  after: PageEnd | undefined,
  limit: number,
): Promise<Replayable[]> {
  const page = after ? sql`and (m.opened_at, m.id) < (${after.at}, ${after.id}::uuid)` : sql``
  const { rows } = await sql<Replayable>`
    with page as materialized (
      select m.id, m.number, m.opened_at from matter m where ${period(path, from, to)} ${page}
      order by m.opened_at desc, m.id desc limit ${limit})
    select p.id, p.number, p.opened_at, r.title, r.class, a.actions
    from page p join request r on r.matter_id = p.id
    cross join lateral (
      select json_agg(json_build_array(split_part(a.kind, '.', 2), extract(epoch from a.at) * 1000,
        case when a.kind in ('request.contact', 'request.classify', 'request.reclassify', 'request.wait', 'request.extend') then a.facts end,
        case when a.policy <> '{}' then a.policy end) order by a.version) as actions
      from action a where a.subject_id = p.id and a.kind = any(${[...kinds]}::text[])) a
    order by p.opened_at desc, p.id desc`.execute(db)
  return rows
}
