/**
 * Decisions about shifts and casual help. Pure; the screens ask the same functions.
 * Rules: S4-07, S4-64, S4-89, S4-98 in docs/sources.md.
 */
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
