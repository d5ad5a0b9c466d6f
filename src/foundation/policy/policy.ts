/**
 * Every number the documents give, as dated values with their source. Owns policy_value, calendar_year, calendar_day.
 * Domains declare keys with defaults; migrating writes missing defaults; code reads through policy() and keeps the value
 * it used with the result.
 */
import { sql } from 'kysely'
import type { Database } from '#foundation/database/database.ts'
import type { Calendar, Day } from '#lib/days.ts'

export interface PolicySpec {
  /** The default of the documents. */
  value: number | readonly number[]
  unit:
    | 'hours'
    | 'days'
    | 'workdays'
    | 'months'
    | 'years'
    | 'percent'
    | 'count'
    | 'hour_of_day'
    | 'points'
    | 'minutes'
    | 'fen'
  /** Row or clause, or 'house' for a default of ours. */
  source: string
  /** The least and the most an official may set, where those of the unit are too wide. */
  least?: number
  most?: number
}

export type PolicySpecs = Readonly<Record<string, PolicySpec>>

export function definePolicies<const P extends PolicySpecs>(policies: P): P {
  return policies
}

/** What a number of a unit may be, when its key says nothing narrower: a mistake of the hand is refused. */
const boundsOfUnit: Readonly<Record<PolicySpec['unit'], readonly [least: number, most: number]>> = {
  hours: [1, 720],
  days: [1, 366],
  workdays: [1, 250],
  months: [1, 24],
  years: [1, 30],
  percent: [1, 99],
  count: [1, 100_000],
  hour_of_day: [1, 24],
  points: [0, 100_000],
  minutes: [1, 1440],
  fen: [0, 100_000],
}

export function boundsOf({ unit, least, most }: PolicySpec): { least: number; most: number } {
  const [unitLeast, unitMost] = boundsOfUnit[unit]
  return { least: least ?? unitLeast, most: most ?? unitMost }
}

/** Values in force on one day. */
export class Policies {
  readonly #values: ReadonlyMap<string, unknown>

  constructor(values: ReadonlyMap<string, unknown>) {
    this.#values = values
  }

  /** A number or a list of numbers. */
  value(key: string): unknown {
    return this.#values.get(key)
  }

  /** @throws a fault when a key was never declared */
  number(key: string): number {
    const value = this.#values.get(key)
    if (typeof value !== 'number') throw new Error(`policy ${key} is not a number`)
    return value
  }

  numbers(key: string): readonly number[] {
    const value = this.#values.get(key)
    if (!Array.isArray(value)) throw new Error(`policy ${key} is not a list of numbers`)
    return value as number[]
  }
}

const since = '2000-01-01'

/** Writes the declared defaults that are not there yet. Changing a value is a later row, never an update. */
export async function declarePolicies({ db }: Pick<Database, 'db'>, specs: PolicySpecs): Promise<void> {
  for (const [key, spec] of Object.entries(specs)) {
    await db
      .insertInto('policy_value')
      .values({ key, from_on: since, value: JSON.stringify(spec.value), unit: spec.unit, source: spec.source })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }
}

interface Loaded {
  policies: Policies
  calendar: Calendar
}

/**
 * Policy values and the calendar, read once and kept for a few seconds: every action needs them and they change yearly.
 * A changed value is in force everywhere within `keepMs`.
 */
export class Rules {
  readonly #database: Database
  readonly #keepMs: number
  readonly #loaded = new Map<Day, { until: number; value: Promise<Loaded> }>()

  constructor(database: Database, keepMs = 3000) {
    this.#database = database
    this.#keepMs = keepMs
  }

  async on(day: Day): Promise<Loaded> {
    const kept = this.#loaded.get(day)
    if (kept && kept.until > performance.now()) return await kept.value
    const value = load(this.#database, day)
    if (this.#loaded.size > 50) this.#loaded.clear()
    this.#loaded.set(day, { until: performance.now() + this.#keepMs, value })
    value.catch(() => this.#loaded.delete(day))
    return await value
  }

  /** The rules of a day, read now: work inside a transaction must not wait for a second connection. */
  async held(day: Day): Promise<Pick<Rules, 'on'>> {
    const value = await this.on(day)
    return { on: async () => value }
  }
}

async function load({ aside: db }: Database, day: Day): Promise<Loaded> {
  const values = await db
    .selectFrom('policy_value')
    .distinctOn('key')
    .select(['key', 'value'])
    .where('from_on', '<=', day)
    .where('withdrawn_at', 'is', null)
    .orderBy('key')
    .orderBy('from_on', 'desc')
    .orderBy('changed_at', (order) => order.desc().nullsLast())
    .execute()
  const days = await db
    .selectFrom('calendar_day')
    .select(['day', 'name', sql<'off' | 'work'>`kind`.as('kind')])
    .execute()
  const years = await db.selectFrom('calendar_year').select('year').where('published', '=', true).execute()
  return {
    policies: new Policies(new Map(values.map((row) => [row.key, row.value]))),
    calendar: {
      days: new Map(days.map((row) => [row.day, row.kind])),
      names: new Map(days.map((row) => [row.day, row.name])),
      publishedYears: new Set(years.map((row) => row.year)),
    },
  }
}
