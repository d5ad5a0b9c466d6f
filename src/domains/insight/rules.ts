/**
 * What makes a cluster and a season. Pure: no clock, no database.
 * Rules: S3-58 (repeats), BJ-24 (frequent shared problems), BJ-25 (seasons) in docs/sources.md.
 */
import { addDays, addMonths, type Day } from '#lib/days.ts'

export const placeKinds = ['building', 'estate', 'grid'] as const
export type PlaceKind = (typeof placeKinds)[number]

/** Requests of one theme at the narrowest place known, in one window; 0 is the latest. */
export interface Count {
  category: string
  window: number
  building: string | null
  estate: string | null
  grid: string | null
  count: number
  /** Who sent them; only their number leaves the program. */
  people: readonly string[]
}

export interface Cluster {
  category: string
  kind: PlaceKind
  place: string
  /** By window, the latest first. */
  counts: number[]
  people: number
}

/**
 * The themes that came at least `min` times to one place in the latest window, at the narrowest place that explains them: an
 * estate is named only for what its named buildings do not hold, a grid for what neither holds. A named place counts all that
 * came to it.
 *
 * @param windows how many windows are counted, the latest included
 */
export function clustersOf(counts: readonly Count[], min: number, windows: number): Cluster[] {
  const found: Cluster[] = []
  const named = { building: new Set<string>(), estate: new Set<string>(), grid: new Set<string>() }
  const keyOf = (category: string, place: string) => `${category} ${place}`
  const isHeld = ({ category, building, estate }: Count) =>
    (building !== null && named.building.has(keyOf(category, building))) ||
    (estate !== null && named.estate.has(keyOf(category, estate)))

  for (const kind of placeKinds) {
    const groups = Map.groupBy(
      counts.filter((one) => one[kind] !== null),
      (one) => keyOf(one.category, one[kind] ?? ''),
    )
    for (const [key, inside] of groups) {
      const fresh = inside.filter((one) => one.window === 0 && !isHeld(one))
      if (sum(fresh) < min) continue
      const [{ category = '', [kind]: place = null } = {}] = inside
      found.push({
        category,
        kind,
        place: place ?? '',
        counts: Array.from({ length: windows }, (_, window) => sum(inside.filter((one) => one.window === window))),
        people: new Set(inside.filter(({ window }) => window === 0).flatMap(({ people }) => people)).size,
      })
      // marked after the whole kind was looked through would be the same: one place has one key
      named[kind].add(key)
    }
  }
  return found
}

const sum = (counts: readonly Count[]): number => counts.reduce((all, { count }) => all + count, 0)

/** How a count stands beside its own past; null when nothing of the past is known. */
export const growths = ['grown', 'same', 'fallen'] as const
export type Growth = (typeof growths)[number]

/** Grown when it is more than in every window before, fallen when it is less than in every one. */
export function growthOf(now: number, past: readonly number[]): Growth | null {
  if (past.length === 0) return null
  if (past.every((count) => now > count)) return 'grown'
  return past.every((count) => now < count) ? 'fallen' : 'same'
}

export interface Span {
  from: Day
  to: Day
}

/** Windows of days, each just before the one named earlier; the first ends today. */
export function windowsBefore(today: Day, days: number, windows: number): Span[] {
  return Array.from({ length: windows }, (_, window) => {
    const to = addDays(today, -window * days)
    return { from: addDays(to, 1 - days), to }
  })
}

/** What is coming: the days after today, in each of the past years, beside the year that begins with them. */
export function seasonsBefore(today: Day, days: number, years: number): { coming: Span; year: Span }[] {
  return Array.from({ length: years }, (_, place) => {
    const from = addDays(addMonths(today, -12 * (place + 1)), 1)
    return { coming: { from, to: addDays(from, days - 1) }, year: { from, to: addMonths(today, -12 * place) } }
  })
}

/** What handling is compared with: the same days a year before, or as many days just before. */
export const besides = ['year', 'before'] as const
export type Beside = (typeof besides)[number]

/** A span of at most a year never overlaps the one beside it. */
export const isWithinYear = ({ from, to }: Span): boolean => to < addMonths(from, 12)

export function spanBeside({ from, to }: Span, beside: Beside): Span {
  if (beside === 'year') return { from: addMonths(from, -12), to: addMonths(to, -12) }
  const days = Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000) + 1
  return { from: addDays(from, -days), to: addDays(from, -1) }
}

/** Hours from submission to answer of some requests. */
export interface Handled {
  n: number
  mean: number
  /** Standard deviation of the sample. */
  spread: number
}

export interface Change {
  percent: number
  low: number
  high: number
}

/** Of a normal distribution, 95 %. */
const Z = 1.96

/**
 * How much more efficient handling became: efficiency is 1 ÷ mean handling time, so the change in percent is
 * (mean before ÷ mean now − 1) × 100, with the 95 % interval of the quotient of two means (delta method on its logarithm).
 *
 * @param least requests without which on either side nothing is said
 * @source S3-45
 */
export function changeOf(now: Handled, before: Handled, least: number): Change | null {
  if (now.n < least || before.n < least || now.mean <= 0 || before.mean <= 0) return null
  const variance = ({ n, mean, spread }: Handled) => (spread / mean) ** 2 / n
  const width = Z * Math.sqrt(variance(now) + variance(before))
  const percentOf = (factor: number) => ((before.mean / now.mean) * factor - 1) * 100
  return { percent: percentOf(1), low: percentOf(Math.exp(-width)), high: percentOf(Math.exp(width)) }
}

/** Whose handling times are told apart: all, and by how urgent they were. */
export const handledClasses = ['all', 'urgent', 'key', 'long_term', 'none'] as const
export type HandledClass = (typeof handledClasses)[number]

const YEAR_DAYS = 365

/**
 * Whether the coming days brought more of a theme than other days did.
 *
 * @param years those that are known from their first day on: how many came in the coming days, and in the whole year
 * @param percent how much of the usual it must be
 */
export function isSeason(
  years: readonly { coming: number; year: number }[],
  days: number,
  min: number,
  percent: number,
): boolean {
  if (years.length === 0) return false
  const { coming, usual } = meanOf(years, days)
  return coming >= min && coming * 100 >= usual * percent
}

/** Means of a year: in the coming days, and in as many days of the year. */
export function meanOf(years: readonly { coming: number; year: number }[], days: number) {
  const mean = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0) / Math.max(1, numbers.length)
  return {
    coming: mean(years.map(({ coming }) => coming)),
    usual: (mean(years.map(({ year }) => year)) * days) / YEAR_DAYS,
  }
}

/** What a rule may be changed in when it is tried out. */
export const daysOff = ['rule', 'counted', 'left_out'] as const
export type DaysOff = (typeof daysOff)[number]

/** The promises that are counted: first contact, and the answer by the class of the request. */
export const replayed = ['contact', 'none', 'urgent', 'key', 'long_term'] as const
export type Replayed = (typeof replayed)[number]

export const outcomes = ['in_time', 'late', 'open'] as const
export type Outcome = (typeof outcomes)[number]

/** A number of the table: what was in time, late or open before and after, and what became late or in time. */
export const cells = replayed.flatMap((what) => [
  ...outcomes.flatMap((outcome) => [`${what}.before.${outcome}`, `${what}.after.${outcome}`] as const),
  `${what}.became.late` as const,
  `${what}.became.in_time` as const,
])
export type Cell = (typeof cells)[number]

/** Which numbers of its row a request is counted in. */
export function cellsOf(what: Replayed, before: Outcome, after: Outcome): Cell[] {
  return [
    `${what}.before.${before}`,
    `${what}.after.${after}`,
    ...(after === 'late' && before !== 'late' ? [`${what}.became.late` as const] : []),
    ...(after === 'in_time' && before === 'late' ? [`${what}.became.in_time` as const] : []),
  ]
}
