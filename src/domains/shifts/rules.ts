/**
 * Decisions about shifts and casual help. Pure; the screens ask the same functions.
 * Rules: S4-07, S4-64, S4-89, S4-98 in docs/sources.md.
 */
import { addMonths, type Day } from '#lib/days.ts'

export const projectKinds = ['regular', 'student_base', 'emergency'] as const
export type ProjectKind = (typeof projectKinds)[number]

/** “有场所、有人员、有项目、有管理”. @source S4-07 */
export const haves = ['place', 'people', 'programme', 'management'] as const
export type Have = (typeof haves)[number]

export const signupStates = [
  'waiting',
  'offered',
  'signed',
  'cancelled',
  'lapsed',
  'called_off',
  'confirmed',
  'absent',
] as const
export type SignupState = (typeof signupStates)[number]

/** Those that still mean to come. */
export const comingStates = ['waiting', 'offered', 'signed'] as const

export const casualStates = ['waiting', 'confirmed', 'refused', 'withdrawn'] as const
export type CasualState = (typeof casualStates)[number]

const ADULT_YEARS = 18

export interface Fitness {
  volunteer: { state: string; guardianId: string | null; insuredTo: Day | null; clearedTo: Day | null } | undefined
  /** 'YYYY-MM' when the register knows it, which it does of children only. */
  bornMonth: string | null
}

export interface Demand {
  /** The day of the shift. */
  day: Day
  minors: boolean
  leastAge: number | null
}

export interface Condition {
  name: 'registered' | 'age' | 'guardian' | 'insurance' | 'clearance'
  /** The refusal; null when it is met. */
  code: string | null
  /** Until which day it is met. */
  until: Day | null
}

const isYounger = (bornMonth: string | null, years: number, day: Day): boolean =>
  // of the month only: who is born in it counts from its end
  bornMonth !== null && day < addMonths(`${bornMonth}-01`, years * 12 + 1)

/**
 * What a shift asks of whoever comes, each with whether it is met. Whose age the register does not know is grown up, because
 * only grown-ups register themselves; the background check is asked for work with minors alone.
 *
 * @source S0-16
 */
export function conditionsOf({ volunteer, bornMonth }: Fitness, { day, minors, leastAge }: Demand): Condition[] {
  const met = (name: Condition['name'], code: string, ok: boolean, until: Day | null = null): Condition => ({
    name,
    code: ok ? null : code,
    until,
  })
  const insured = volunteer?.insuredTo ?? null
  const cleared = volunteer?.clearedTo ?? null
  return [
    met('registered', 'volunteer.not-registered', volunteer?.state === 'active'),
    ...(leastAge === null ? [] : [met('age', 'volunteer.too-young', !isYounger(bornMonth, leastAge, day))]),
    ...(isYounger(bornMonth, ADULT_YEARS, day)
      ? [met('guardian', 'volunteer.guardian-missing', Boolean(volunteer?.guardianId))]
      : []),
    met('insurance', 'volunteer.uninsured', insured !== null && insured >= day, insured),
    ...(minors ? [met('clearance', 'volunteer.clearance-expired', cleared !== null && cleared >= day, cleared)] : []),
  ]
}

export interface Attended {
  from: string
  to: string
  inAt: string | null
  outAt: string | null
}

export const minutesBetween = (from: string, to: string): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / 60_000)

/** Minutes to propose for confirming: what lies inside the shift between coming and leaving; none for who was not seen. */
export function proposedMinutes({ from, to, inAt, outAt }: Attended): number {
  if (!inAt) return 0
  const begin = Math.max(Date.parse(from), Date.parse(inAt))
  const end = Math.min(Date.parse(to), outAt ? Date.parse(outAt) : Date.parse(to))
  return Math.max(0, Math.round((end - begin) / 60_000))
}

export const oddities = ['no-arrival', 'no-leaving', 'by-clock', 'late-sent', 'short'] as const
export type Oddity = (typeof oddities)[number]

/** What whoever confirms should look at twice. */
export function odditiesOf(
  attended: Attended & { inSentAt: string | null; outSentAt: string | null; outByClock: boolean },
): Oddity[] {
  const { from, to, inAt, outAt, inSentAt, outSentAt, outByClock } = attended
  const isShort = inAt !== null && outAt !== null && proposedMinutes(attended) * 2 < minutesBetween(from, to)
  return oddities.filter(
    (one) =>
      ({
        'no-arrival': !inAt,
        'no-leaving': inAt !== null && !outAt,
        'by-clock': outByClock,
        'late-sent': inSentAt !== null || outSentAt !== null,
        short: isShort,
      })[one],
  )
}

/** Metres between two points, flat: good enough inside a city. */
export function metresBetween(
  a: { longitude: number; latitude: number },
  b: { longitude: number; latitude: number },
): number {
  const north = (a.latitude - b.latitude) * 111_320
  const east = (a.longitude - b.longitude) * 111_320 * Math.cos((a.latitude * Math.PI) / 180)
  return Math.round(Math.hypot(north, east))
}

/** Minutes on foot, ways being longer than lines. */
export const walkMinutes = (metres: number): number => Math.max(1, Math.round((metres * 1.3) / 70))
