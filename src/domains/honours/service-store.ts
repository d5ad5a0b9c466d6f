/**
 * What volunteers are on record for, read for records by year, certificates, levels and quarters. The record itself belongs to
 * volunteers and what was earned to credits; nothing here writes either. A record that was taken back counts no more.
 */
import { sql } from 'kysely'
import { endOf } from '#foundation/authority.ts'
import type { Tx } from '#foundation/database/database.ts'
import type { Day } from '#lib/days.ts'

export interface ServiceRow {
  id: string
  minutes: number
  servedOn: Day
  activity: string
  source: string
  place: string
  confirmedAt: Date
  confirmer: string
  /** Of a resident, whose name is masked for others. */
  byResident: boolean
  takenBackAt: Date | null
}

const day = (column: string) => sql<string>`to_char(${sql.ref(column)}, 'YYYY-MM-DD')`

const notTakenBack = sql`s.reverses is null and not exists (select from service_minutes r where r.reverses = s.id)`

/** A person's records of a span, newest first, those that were taken back marked. */
export async function listService(
  tx: Tx,
  personId: string,
  span: { from: Day; to: Day },
  after: { on: Day; id: string } | undefined,
  limit: number,
): Promise<ServiceRow[]> {
  const page = after ? sql`and (s.served_on, s.id) < (${after.on}::date, ${after.id}::uuid)` : sql``
  const { rows } = await sql<ServiceRow>`
    select s.id, s.minutes, ${day('s.served_on')} as "servedOn", s.activity, s.source, coalesce(t.name, '') as place,
      s.confirmed_at as "confirmedAt", p.name as confirmer,
      not exists (select from account a where a.person_id = p.id and a.kind = 'staff') as "byResident",
      r.confirmed_at as "takenBackAt"
    from service_minutes s join person p on p.id = s.confirmed_by
      left join territory t on t.path = left(s.path, 12) left join service_minutes r on r.reverses = s.id
    where s.person_id = ${personId} and s.reverses is null
      and s.served_on between ${span.from}::date and ${span.to}::date ${page}
    order by s.served_on desc, s.id desc limit ${limit}`.execute(tx)
  return rows
}

export interface Counted {
  id: string
  minutes: number
  servedOn: Day
}

/** What counts in a span, in the order in which a certificate's hash takes it. */
export async function listCounted(tx: Tx, personId: string, span: { from: Day; to: Day }): Promise<Counted[]> {
  const { rows } = await sql<Counted>`
    select s.id, s.minutes, ${day('s.served_on')} as "servedOn" from service_minutes s
    where s.person_id = ${personId} and ${notTakenBack}
      and s.served_on between ${span.from}::date and ${span.to}::date
    order by s.served_on, s.id`.execute(tx)
  return rows
}

/** Minutes of each year, newest first. */
export async function listYears(tx: Tx, personId: string): Promise<{ year: number; minutes: number }[]> {
  const { rows } = await sql<{ year: number; minutes: number }>`
    select extract(year from s.served_on)::int as year, sum(s.minutes)::int as minutes from service_minutes s
    where s.person_id = ${personId} group by 1 order by 1 desc`.execute(tx)
  return rows
}

/** All minutes of a person that count. */
export async function sumService(tx: Tx, personId: string): Promise<number> {
  const { rows } = await sql<{ minutes: number }>`
    select coalesce(sum(s.minutes), 0)::int as minutes from service_minutes s where s.person_id = ${personId}`.execute(
    tx,
  )
  return rows[0]?.minutes ?? 0
}

export interface Reached {
  personId: string
  path: string
  minutes: number
}

/** Volunteers with at least so many minutes, where they are registered or live. */
export async function listReached(tx: Tx, least: number): Promise<Reached[]> {
  const { rows } = await sql<Reached>`
    select s.person_id as "personId", left(coalesce(v.path, p.path), 12) as path, sum(s.minutes)::int as minutes
    from service_minutes s join person p on p.id = s.person_id and p.erased_at is null
      left join volunteer v on v.person_id = p.id and v.erased_at is null
    where coalesce(v.path, p.path) is not null
    group by s.person_id, v.path, p.path having sum(s.minutes) >= ${least} order by s.person_id`.execute(tx)
  return rows
}

export interface Took {
  personId: string
  name: string
  points: number
  meetings: number
  suggestions: number
  minutes: number
}

/**
 * Who of a community earned points between two instants by meetings, suggestions that were carried out and service, in the
 * order of their names' sound. What was taken back does not count.
 *
 * @source S2-20
 */
export async function listEarned(tx: Tx, path: string, from: Date, to: Date): Promise<Took[]> {
  const { rows } = await sql<Took>`
    select p.id as "personId", p.name, sum(t.amount)::int as points,
      count(*) filter (where t.rule = 'meeting')::int as meetings,
      count(*) filter (where t.rule = 'suggestion')::int as suggestions,
      coalesce(sum(s.minutes) filter (where t.rule = 'service_points'), 0)::int as minutes
    from person p join ledger_account a on a.person_id = p.id and a.unit = 'points' and a.kind = 'points'
      join ledger_entry e on e.account_id = a.id and e.version is not null
      join ledger_transfer t on t.id = e.transfer_id and t.to_account = a.id
      left join service_minutes s on t.evidence_table = 'service_minutes' and s.id = t.evidence_id
    where p.path >= ${path} and p.path < ${endOf(path)} and p.erased_at is null
      and t.rule in ('meeting', 'suggestion', 'service_points') and t.at >= ${from} and t.at < ${to}
      and not exists (select from ledger_reversal r where r.reverses = t.id)
    group by p.id order by p.pinyin, p.id`.execute(tx)
  return rows
}
