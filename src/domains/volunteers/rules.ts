/**
 * Decisions about volunteers and needs. Pure; the screens ask the same functions.
 * The year of birth is asked once and not kept: what is kept is the band of age it gives on that day.
 */

/** A child only serves with a guardian, a youth with a guardian's consent; elders help elders. @source S2-06 */
export const bands = ['child', 'youth', 'adult', 'younger_elder', 'older_elder'] as const
export type Band = (typeof bands)[number]

export interface Ages {
  child: number
  guardian: number
  youngerElder: number
  olderElder: number
}

/**
 * The band of somebody born in a year. Of the year in which an age is reached the younger band holds to its end: nobody is
 * taken for grown-up too early.
 *
 * @source S2-06, PIPL-31
 */
export function bandOf(born: number, year: number, { child, guardian, youngerElder, olderElder }: Ages): Band {
  const age = year - born
  if (age <= child) return 'child'
  if (age <= guardian) return 'youth'
  if (age < youngerElder) return 'adult'
  return age < olderElder ? 'younger_elder' : 'older_elder'
}

export const isMinor = (band: Band | null): boolean => band === 'child' || band === 'youth'

/** What a registration can become, and by whom. */
export const nextStates = {
  applied: { resident: ['left'], desk: ['active', 'left'] },
  active: { resident: ['paused', 'left'], desk: ['paused', 'left'] },
  paused: { resident: ['active', 'left'], desk: ['active', 'left'] },
  left: { resident: [], desk: [] },
} as const

/** What of a registration decides what somebody may serve in. */
export interface Fitness {
  state: string
  band: Band | null
  guardianId: string | null
  insuredTo: string | null
  clearedTo: string | null
}

export interface Demand {
  /** The last day of it. */
  on: string
  /** Work with minors: insured and with a background check. */
  minors: boolean
  /** For grown-ups only. */
  grownUp?: boolean
  /** What the community calls people to: insured. */
  called?: boolean
}

export interface Condition {
  name: 'registered' | 'age' | 'guardian' | 'insurance' | 'clearance'
  /** The refusal; null when it is met. */
  code: string | null
  /** Until which day it is met. */
  until: string | null
}

/**
 * What is asked of whoever serves, each with whether it is met. Whose age is not known is grown up: the year of birth is asked
 * of everybody who registers.
 *
 * @source S0-16, S4-98
 */
export function conditionsOf(volunteer: Fitness | null, { on, minors, grownUp, called }: Demand): Condition[] {
  const met = (name: Condition['name'], code: string, ok: boolean, until: string | null = null): Condition => ({
    name,
    code: ok ? null : code,
    until,
  })
  const { band = null, guardianId = null, insuredTo = null, clearedTo = null } = volunteer ?? {}
  return [
    met('registered', 'volunteer.not-registered', volunteer?.state === 'active'),
    ...(grownUp ? [met('age', 'volunteer.too-young', !isMinor(band))] : []),
    ...(isMinor(band) ? [met('guardian', 'volunteer.guardian-missing', guardianId !== null)] : []),
    ...(called || minors
      ? [met('insurance', 'volunteer.uninsured', insuredTo !== null && insuredTo >= on, insuredTo)]
      : []),
    ...(minors
      ? [met('clearance', 'volunteer.clearance-expired', clearedTo !== null && clearedTo >= on, clearedTo)]
      : []),
  ]
}

/** An elder who is not yet old helps one who is: what the time bank of S2-06 is for. */
export const isMutual = (helper: Band | null, askerElder: boolean): boolean => helper === 'younger_elder' && askerElder

/** Whole minutes between two instants, at least one. */
export const minutesBetween = (from: Date, to: Date): number =>
  Math.max(1, Math.round((to.getTime() - from.getTime()) / 60_000))

/** What a station has; six of six is a complete one. @source S1-47 */
export const stationHaves = ['team', 'place', 'facility', 'system', 'service', 'record'] as const
/** What the platform of a community has. @source S4-07 */
export const platformHaves = ['place', 'people', 'project', 'management'] as const
export const havesOf = { station: stationHaves, platform: platformHaves } as const
export type StationKind = keyof typeof havesOf
export type Have = (typeof stationHaves)[number] | (typeof platformHaves)[number]

export const isComplete = (kind: StationKind, haves: readonly string[]): boolean =>
  havesOf[kind].every((have) => haves.includes(have))

/**
 * Kinds of activity (活动类别). Waste sorting and epidemic work are named by S3-93, company and errands by S2-06, tutoring and
 * science by S0-16, old-helps-new, city-helps-village, casual and micro volunteering by S4-64.
 */
export const activities = [
  'company',
  'errands',
  'tutoring',
  'science',
  'cleaning',
  'waste_sorting',
  'epidemic',
  'mediation',
  'patrol',
  'emergency',
  'culture',
  'repair',
  'digital_help',
  'newcomers',
  'village',
  'neighbour_watch',
  'other',
] as const
export type Activity = (typeof activities)[number]

/** Where a record of service comes from. */
export const serviceSources = ['shift', 'need', 'casual', 'import'] as const
export type ServiceSource = (typeof serviceSources)[number]

/** When somebody has time. */
export const availabilities = ['weekday_day', 'weekday_evening', 'weekend'] as const
export type Availability = (typeof availabilities)[number]

/** Whom a volunteer or a team belongs to, as a mark beside them. @source S4-88 */
export const identities = ['cadre', 'employee', 'youth', 'student', 'elder', 'resident'] as const
export type Identity = (typeof identities)[number]

export const volunteerStates = ['applied', 'active', 'paused', 'left'] as const
export type VolunteerState = (typeof volunteerStates)[number]

export const dayParts = ['morning', 'afternoon', 'evening', 'any'] as const
export type DayPart = (typeof dayParts)[number]

/** What neighbours ask each other for; the other kinds are done together. @source S2-06 */
export const asked = [
  'company',
  'errands',
  'digital_help',
  'repair',
  'cleaning',
  'tutoring',
  'neighbour_watch',
  'other',
] as const satisfies readonly Activity[]

/** Why the time is not agreed on. */
export const disputes = ['longer', 'shorter', 'not_done', 'other'] as const
export type Dispute = (typeof disputes)[number]

/** Why a record is taken back. */
export const takeBackReasons = ['wrong_minutes', 'wrong_person', 'not_done', 'twice'] as const
export type TakeBackReason = (typeof takeBackReasons)[number]

/** Of a team: not yet filed, filed with the community (备案), registered (注册登记). @source S4-63 */
export const standings = ['informal', 'filed', 'registered'] as const
export type Standing = (typeof standings)[number]

/** Why two places are paired. @source S4-64 */
export const pairingKinds = ['city_village', 'old_new', 'neighbours'] as const
export type PairingKind = (typeof pairingKinds)[number]
