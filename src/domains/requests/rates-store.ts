/**
 * The three rates, counted by the same conditions as the lists they open (figureCondition in store.ts).
 * responded: first contact or reply by the promised hour ÷ requests whose contact is known or over time (period: day received)
 * solved: residents who said "solved", themselves or called back ÷ residents who said whether it is
 * satisfied: levels 3 to 5 of five ÷ residents who rated
 * @source BJ-32 GB39734 S3-45
 */
import { type RawBuilder, sql } from 'kysely'
import { endOf } from '#foundation/authority.ts'
import type { Database, Tx } from '#foundation/database/database.ts'
import { leftOut } from './exclusions-store.ts'
import { type RateName, rateNames } from './rules.ts'
import { figureCondition, inside, rateBase, rateHit } from './store.ts'

export interface Counted {
  hits: number
  n: number
  due: number
  excluded: number
  excludedHits: number
}

export type CountedRates = { readonly [R in RateName]: Counted }

/** Of whom a rate could ask: every request that waits for a response, every one that was answered. */
const dueFigure = { responded: 'first_response', solved: 'answered', satisfied: 'answered' } as const

function columnsOf(rate: RateName, now: Date, period: RawBuilder<unknown>): RawBuilder<unknown> {
  const base = rateBase(rate, now)
  const out = leftOut(rate)
  const count = (condition: RawBuilder<unknown>) => sql`count(*) filter (where ${period} and ${condition})::int`
  return sql`jsonb_build_object(
    'hits', ${count(sql`${base} and ${rateHit[rate]} and not ${out}`)},
    'n', ${count(sql`${base} and not ${out}`)},
    'due', ${count(figureCondition(dueFigure[rate], now))},
    'excluded', ${count(sql`${base} and ${out}`)},
    'excludedHits', ${count(sql`${base} and ${rateHit[rate]} and ${out}`)}) as ${sql.ref(rate)}`
}

const allRates = (now: Date, period: RawBuilder<unknown>) =>
  sql.join(rateNames.map((rate) => columnsOf(rate, now, period)))

/** The rates of requests received in a period inside a place. */
export async function countRates(
  { db }: Database,
  path: string,
  from: Date,
  to: Date,
  now: Date,
): Promise<CountedRates> {
  const period = sql`(m.opened_at >= ${from} and m.opened_at < ${to})`
  const { rows } = await sql<CountedRates>`select ${allRates(now, period)}
    from matter m join request r on r.matter_id = m.id where ${period} and ${inside([path])}`.execute(db)
  const [rates] = rows
  if (!rates) throw new Error('counting gave no row')
  return rates
}

/** The same for each place one level down, in the order of their codes. @param length digits of the places' paths */
export async function countRatesOfAreas(
  { db }: Database,
  path: string,
  length: number,
  from: Date,
  to: Date,
  now: Date,
): Promise<(Partial<CountedRates> & { path: string; name: string })[]> {
  const period = sql`(m.opened_at >= ${from} and m.opened_at < ${to})`
  const { rows } = await sql<Partial<CountedRates> & { path: string; name: string }>`
    with f as (select left(m.path, ${length}::int) as area, ${allRates(now, period)}
      from matter m join request r on r.matter_id = m.id where ${period} and ${inside([path])} group by 1)
    select t.path, t.name, f.responded, f.solved, f.satisfied from territory t left join f on f.area = t.path
    where t.path >= ${path} and t.path < ${endOf(path)} and length(t.path) = ${length} order by t.path`.execute(db)
  return rows
}

/** The same for each unit that was given requests received in a period inside a place to lead, by kind and name. */
export async function countRatesOfUnits(
  { db }: Database,
  path: string,
  from: Date,
  to: Date,
  now: Date,
): Promise<(CountedRates & { id: string; kind: string; name: string })[]> {
  const period = sql`(m.opened_at >= ${from} and m.opened_at < ${to})`
  const { rows } = await sql<CountedRates & { id: string; kind: string; name: string }>`
    select o.id, o.kind, o.name, ${allRates(now, period)}
    from matter m join request r on r.matter_id = m.id join organisation o on o.id = r.unit_id
    where r.dispatched_at is not null and ${period} and ${inside([path])}
    group by o.id order by o.kind, o.name, o.id`.execute(db)
  return rows
}

/** Whether a request is one of those that a rate counts. */
export async function isCounted(tx: Tx, matterId: string, rate: RateName, now: Date): Promise<boolean> {
  const { rows } = await sql`select 1 from matter m join request r on r.matter_id = m.id
    where m.id = ${matterId} and ${rateBase(rate, now)}`.execute(tx)
  return rows.length > 0
}
