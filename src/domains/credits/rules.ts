/**
 * How much service earns and until when it can be spent; what a code is; what a month brings; how long a fund lasts.
 * Pure, and run by the web too. Rules: S2-18, S2-19, S4-67 in docs/sources.md.
 */
import { addDays, addMonths, DAY, type Day, dayOf, startOfDay } from '#lib/days.ts'

/** The two things an act can earn. */
export const currencies = ['points', 'time_credit'] as const
export type Currency = (typeof currencies)[number]

/** What a neighbour gives: exchange (交流), mutual help (互助), support (帮扶). @source S4-67 */
export const categories = ['exchange', 'mutual_help', 'support'] as const
export type Category = (typeof categories)[number]

/** Goods and services of merchants, and priority in the use of what is shared. @source S4-67 */
export const rewardKinds = ['service', 'goods', 'priority'] as const
export type RewardKind = (typeof rewardKinds)[number]

/** Why an entry is taken back. */
export const reversalReasons = ['mistake', 'twice', 'not_done', 'other'] as const
export type ReversalReason = (typeof reversalReasons)[number]

/** What a merchant is told of a code. */
export const codeAnswers = ['ok', 'used', 'expired', 'given_back', 'elsewhere', 'unknown'] as const
export type CodeAnswer = (typeof codeAnswers)[number]

/** Eight digits; spaces between do not count. */
export const CODE_LENGTH = 8

/** @returns undefined for what is no code */
export function parseCode(words: string): string | undefined {
  const digits = words.replace(/\s/g, '')
  return new RegExp(`^[0-9]{${CODE_LENGTH}}$`).test(digits) ? digits : undefined
}

/** What a code says at a merchant, by the state of its order; a code of another merchant says only that. */
export function answerOf(order: { state: string; isHere: boolean } | undefined): CodeAnswer {
  if (!order) return 'unknown'
  if (!order.isHere) return 'elsewhere'
  const answers: Readonly<Record<string, CodeAnswer>> = {
    reserved: 'ok',
    handed: 'used',
    settled: 'used',
    lapsed: 'expired',
  }
  return answers[order.state] ?? 'given_back'
}

/** Whole points for minutes of service; what is below a point is not given. @source S2-18 */
export function pointsOf(minutes: number, hourPoints: number): number {
  return Math.floor((minutes * hourPoints) / 60)
}

/** The instant from which a lot earned at `at` cannot be spent: the end of the year in which its years are over. */
export function expiryOf(at: Date, years: number): Date {
  return startOfDay(`${Number(dayOf(at).slice(0, 4)) + years + 1}-01-01`)
}

/** The last day on which what ends at an instant can be spent. */
export const lastDay = (expiresAt: Date): Day => addDays(dayOf(expiresAt), -1)

/**
 * Days that are left to collect an order whose delivery was undone: those up to its last day, and one at least, so that nobody
 * loses by a slip.
 */
export function daysToCollect(collectBy: Date, now: Date): number {
  return Math.max(1, Math.round((Date.parse(lastDay(collectBy)) - Date.parse(dayOf(now))) / DAY))
}

/** Minutes in which a delivery can be undone, left at `now`; 0 when they are over. */
export function undoLeft(handedAt: Date, now: Date, minutes: number): number {
  return Math.max(0, Math.ceil((handedAt.getTime() + minutes * 60_000 - now.getTime()) / 60_000))
}

/** What is owed in fen for an amount of a currency: so much a point, or so much an hour. */
export function owedFen(currency: Currency, amount: number, costs: { pointFen: number; hourFen: number }): number {
  return currency === 'points' ? amount * costs.pointFen : Math.round((amount * costs.hourFen) / 60)
}

/** What a solvency curve starts from and assumes; amounts in fen, a month being that of the curve. */
export interface Solvency {
  /** The first month, '2026-05'. */
  month: string
  owedFen: number
  fundFen: number
  /** Earned and spent in a month, as it was on average. */
  earnedFen: number
  spentFen: number
  /** What ends, by the month in which it can last be spent. */
  ending: ReadonlyMap<string, number>
}

export interface SolvencyMonth {
  month: string
  owedFen: number
  fundFen: number
}

/**
 * What will be owed and what the fund will hold at the end of each of the next months, when people go on earning and spending as
 * before, nothing is paid into the fund, and what ends is what is there now, the first to end being spent first.
 */
export function solvencyOf({ month, owedFen, fundFen, earnedFen, spentFen, ending }: Solvency, months: number) {
  const curve: SolvencyMonth[] = []
  let owed = owedFen
  let fund = fundFen
  let spentAhead = 0
  for (let at = 0; at < months; at += 1) {
    const name = addMonths(`${month}-01`, at).slice(0, 7)
    const spent = Math.min(spentFen, owed)
    spentAhead += spent
    const due = ending.get(name) ?? 0
    // what was spent since was what ends first
    const gone = Math.max(0, due - spentAhead)
    spentAhead = Math.max(0, spentAhead - due)
    owed = Math.max(0, owed - spent - gone) + earnedFen
    fund -= spent
    curve.push({ month: name, owedFen: Math.round(owed), fundFen: Math.round(fund) })
  }
  return curve
}
