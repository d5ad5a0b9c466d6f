/** Decisions about certificates, star levels and quarters. Pure; the screens ask the same functions. */
import { addMonths, type Day } from '#lib/days.ts'

/** Levels of star volunteers. @source S1-50 */
export const starLevels = [1, 2, 3, 4, 5] as const
export type StarLevel = (typeof starLevels)[number]

export const honourKinds = ['star', 'governance'] as const
export type HonourKind = (typeof honourKinds)[number]

/** What became of asking whether a name may be published. Silence is none. */
export const consents = ['asked', 'given', 'refused', 'withdrawn'] as const
export type Consent = (typeof consents)[number]

export const revokeReasons = ['taken_back', 'mistake', 'asked'] as const
export type RevokeReason = (typeof revokeReasons)[number]

export const doneStates = ['awarded', 'not_awarded', 'declined'] as const

/** The highest level that so many minutes reach; 0 for none. @param hours thresholds, from the lowest level up */
export function levelOf(minutes: number, hours: readonly number[]): number {
  return hours.filter((least) => minutes >= least * 60).length
}

/** Minutes that a level needs. */
export function minutesOf(level: number, hours: readonly number[]): number {
  return (hours[level - 1] ?? Number.POSITIVE_INFINITY) * 60
}

/** '2026Q2' for any day from April to June of 2026. */
export function quarterOf(day: Day): string {
  return `${day.slice(0, 4)}Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`
}

/** The quarter that ended last before a day. */
export function quarterBefore(day: Day): string {
  return quarterOf(addMonths(firstDayOf(quarterOf(day)), -1))
}

/** First day of a quarter. */
export function firstDayOf(quarter: string): Day {
  const month = (Number(quarter.slice(5)) - 1) * 3 + 1
  return `${quarter.slice(0, 4)}-${String(month).padStart(2, '0')}-01`
}

/** First day after a quarter. */
export function dayAfter(quarter: string): Day {
  return addMonths(firstDayOf(quarter), 3)
}

/** Whether somebody comes onto the jury's list: enough points of the quarter, or a suggestion that was carried out. @source S2-20 */
export function isListed({ points, suggestions }: { points: number; suggestions: number }, least: number): boolean {
  return points >= least || suggestions > 0
}
