/**
 * What would have been late under another rule: the recorded actions run again through the engine's own clocks.
 * Amounts that are not changed are those written with each action; pure, nothing is read or written here.
 * Read next: engines/matter/clocks.ts, what-if.ts for the slices.
 */
import { type AnySpec, planClocks, type RunningClock } from '#engines/matter/index.ts'
import { Policies } from '#foundation/policy/policy.ts'
import type { Calendar } from '#lib/days.ts'
import type { DaysOff, Outcome } from './rules.ts'

/** One recorded action: name, instant in milliseconds, its facts, the policy values it used. */
export type Recorded = readonly [
  action: string,
  at: number,
  facts: Readonly<Record<string, unknown>> | null,
  policy: Readonly<Record<string, number>> | null,
]

export interface Rule {
  /** Amounts by policy key, instead of those that were used. */
  amounts: Readonly<Record<string, number>>
  /** Whether days off count in amounts of days; `rule`: as each clock says. */
  daysOff: DaysOff
}

const CONTACT = 'firstContact'

/** The promises of a spec, and the actions that touch one. */
export function relevantTo(spec: AnySpec): { promises: ReadonlySet<string>; actions: string[] } {
  const promises = new Set(Object.keys(spec.clocks).filter((name) => spec.clocks[name]?.promise))
  const touches = (names: readonly string[] | undefined) => names?.some((name) => promises.has(name)) ?? false
  const actions = Object.entries(spec.actions).flatMap(([name, action]) =>
    action.by !== 'system' &&
    (action.startsBy !== undefined ||
      [action.starts, action.stops, action.drops, action.pauses, action.resumes].some(touches) ||
      (action.to !== 'same' && spec.states[action.to]?.final))
      ? [name]
      : [],
  )
  return { promises, actions }
}

/** The spec with no warnings, and with the units a rule gives its clocks. */
export function specUnder(spec: AnySpec, { daysOff }: Rule): AnySpec {
  const { warnAt: _, ...silent } = spec
  const unitOf = { rule: {}, counted: { workdays: 'days' }, left_out: { days: 'workdays' } }[daysOff] as Record<
    string,
    'days' | 'workdays'
  >
  const clocks = Object.fromEntries(
    Object.entries(spec.clocks).map(([name, clock]) => [
      name,
      clock.promise ? { ...clock, unit: unitOf[clock.unit] ?? clock.unit } : clock,
    ]),
  )
  return { ...silent, clocks }
}

/** @returns what became of the contact and of the answer; undefined when it was not owed in the end */
export type Replay = (actions: readonly Recorded[], now: Date) => { contact?: Outcome; answer?: Outcome }

/** A replayer of one rule; it is made once and used for every request. */
export function replayer(original: AnySpec, calendar: Calendar, rule: Rule, fallback: Policies): Replay {
  const spec = specUnder(original, rule)
  const { promises } = relevantTo(original)
  const values = new Map<string, unknown>()
  const policies = new Policies(values)
  const keys = Object.values(spec.clocks).flatMap(({ policy }) => policy ?? [])
  const usePolicies = (used: Recorded[3]) => {
    for (const key of keys) values.set(key, rule.amounts[key] ?? used?.[key] ?? fallback.value(key))
    values.set(spec.promiseHour, used?.[spec.promiseHour] ?? fallback.value(spec.promiseHour))
  }

  return (actions, now) => {
    let clocks: readonly RunningClock[] = []
    let classifiedAt: string | null = null
    const late = new Set<'contact' | 'answer'>()
    const look = (at: Date) => {
      for (const { name, endedAt, pausedAt, dueAt } of clocks)
        if (!endedAt && !pausedAt && dueAt <= at && promises.has(name))
          late.add(name === CONTACT ? 'contact' : 'answer')
    }

    for (const [name, instant, facts, used] of actions) {
      const at = new Date(instant)
      look(at)
      const action = spec.actions[name]
      if (!action || action.starts || action.startsBy || action.resumes) usePolicies(used)
      if (!action) {
        const change = {
          starts: spec.starts.map((clock) => ({ clock })),
          stops: [],
          drops: [],
          pauses: [],
          resumes: [],
        }
        clocks = planClocks(spec, at, [], { ...change, ends: false }, policies, calendar).all
        continue
      }
      const input = facts ?? {}
      // what the spec's own functions look at of a matter
      const matter = { clocks, form: { classified_at: classifiedAt } } as never
      const moment = { actor: undefined, now: at, policies, calendar }
      if (name === 'classify') classifiedAt = at.toISOString()
      const stops = !action.stopsWhen || action.stopsWhen(input as never) ? (action.stops ?? []) : []
      const starts = [
        ...(action.starts ?? []).map((clock) => ({ clock })),
        ...(action.startsBy?.(matter, input as never, moment) ?? []),
      ].filter(({ clock }) => promises.has(clock))
      const change = {
        starts,
        stops,
        drops: action.drops ?? [],
        pauses: action.pauses ?? [],
        resumes: action.resumes ?? [],
        ends: action.to !== 'same' && spec.states[action.to]?.final === true,
      }
      clocks = planClocks(spec, at, clocks, change, policies, calendar).all
    }
    look(now)

    const outcomeOf = (which: 'contact' | 'answer'): Outcome | undefined => {
      if (late.has(which)) return 'late'
      const own = clocks.filter(({ name }) => promises.has(name) && (name === CONTACT) === (which === 'contact'))
      if (own.some(({ endedAt }) => !endedAt)) return 'open'
      return own.some(({ outcome }) => outcome === 'met') ? 'in_time' : undefined
    }
    const [contact, answer] = [outcomeOf('contact'), outcomeOf('answer')]
    return { ...(contact && { contact }), ...(answer && { answer }) }
  }
}
