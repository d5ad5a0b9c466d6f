/**
 * The clocks of a matter: starting, stopping, pausing, resuming. Pure.
 * A pause keeps what was left in whole units; resuming counts that from the day it goes on. A day clock ends at 24:00
 * in Shanghai of its last day; people are promised the promise hour of that day.
 */
import type { Policies } from '#foundation/policy/policy.ts'
import type { Calendar, Due } from '#lib/days.ts'
import { addDays, addWorkdays, dayOf, dueAfter, endOfDay, hourOfDay, isUnsure, workdaysBetween } from '#lib/days.ts'
import { type AnySpec, baseOf, type ClockStart, clockSpecOf, type RunningClock } from './spec.ts'

export interface ClockPlan {
  /** Every clock as it stands after the action. */
  all: RunningClock[]
  /** Those that changed. */
  changed: RunningClock[]
  pauses: { name: string; fromAt: Date; toAt: Date | null; oldDue: Date; newDue: Date | null }[]
  dueAt: Date
  dueClock: string | null
  /** Policy values used, by key. */
  used: Record<string, unknown>
  /** What became of the clocks that ended: name → outcome. */
  ended: Record<string, string>
}

export interface ClockChange {
  starts: readonly ClockStart<string>[]
  stops: readonly string[]
  drops: readonly string[]
  pauses: readonly string[]
  resumes: readonly string[]
  /** The matter ends: every clock that runs is dropped. */
  ends: boolean
  /** The matter goes on as it was before it ended at this instant: the clocks dropped then run as they stood. */
  revives?: Date | undefined
}

export function planClocks(
  spec: AnySpec,
  now: Date,
  before: readonly RunningClock[],
  change: ClockChange,
  policies: Policies,
  calendar: Calendar,
): ClockPlan {
  const clocks = new Map(before.map((clock) => [clock.name, { ...clock }]))
  const changed = new Set<string>()
  const plan: Pick<ClockPlan, 'pauses' | 'used' | 'ended'> = { pauses: [], used: {}, ended: {} }
  const promiseHour = policies.number(spec.promiseHour)
  const started = new Set(change.starts.map((start) => start.clock))
  const promisesHour = (unit: RunningClock['unit']) => {
    if (unit !== 'hours') plan.used[spec.promiseHour] = promiseHour
  }

  const end = (name: string, outcome: NonNullable<RunningClock['outcome']>) => {
    const clock = clocks.get(name)
    if (!clock || clock.endedAt) return
    if (clock.pausedAt) closePause(clock)
    const late = outcome === 'met' && clock.dueAt <= now && clockSpecOf(spec, name)?.promise === true
    Object.assign(clock, { endedAt: now, outcome: late ? 'late' : outcome, nextAt: null, pausedAt: null })
    plan.ended[name] = clock.outcome ?? ''
    changed.add(name)
  }
  const closePause = (clock: RunningClock) => {
    if (clock.pausedAt)
      plan.pauses.push({
        name: clock.name,
        fromAt: clock.pausedAt,
        toAt: now,
        oldDue: clock.dueAt,
        newDue: clock.dueAt,
      })
  }

  const alike = (names: readonly string[]) =>
    [...clocks.keys()].filter((name) => names.some((one) => one === name || one === baseOf(name)))
  for (const name of alike(change.stops)) if (!started.has(name)) end(name, 'met')
  for (const name of alike(change.drops)) if (!started.has(name)) end(name, 'replaced')
  if (change.ends) for (const name of clocks.keys()) end(name, 'dropped')

  const { revives } = change
  if (revives) {
    for (const clock of clocks.values()) {
      if (clock.outcome !== 'dropped' || !clock.endedAt || clock.endedAt < revives) continue
      Object.assign(clock, { endedAt: null, outcome: null })
      clock.nextAt = nextLook(clock, now)
      changed.add(clock.name)
    }
  }

  for (const name of change.pauses) {
    const clock = clocks.get(name)
    if (!clock || clock.endedAt || clock.pausedAt) continue
    Object.assign(clock, { pausedAt: now, nextAt: null })
    plan.pauses.push({ name, fromAt: now, toAt: null, oldDue: clock.dueAt, newDue: null })
    changed.add(name)
  }

  for (const name of change.resumes) {
    const clock = clocks.get(name)
    if (!clock?.pausedAt || clock.endedAt) continue
    const { pausedAt } = clock
    const due = dueAfterPause(clock, pausedAt, now, calendar, promiseHour)
    promisesHour(clock.unit)
    plan.pauses.push({ name, fromAt: pausedAt, toAt: now, oldDue: clock.dueAt, newDue: due.at })
    const shift = due.at.getTime() - clock.dueAt.getTime()
    Object.assign(clock, {
      pausedAt: null,
      dueAt: due.at,
      promiseAt: due.promise,
      unsure: due.unsure,
      // those given before the pause are not given again
      warnings: clock.warnings.filter((at) => at > pausedAt).map((at) => new Date(at.getTime() + shift)),
    })
    clock.nextAt = nextLook(clock, now)
    changed.add(name)
  }

  for (const start of change.starts) {
    const clockSpec = clockSpecOf(spec, start.clock)
    if (!clockSpec) throw new Error(`no clock ${start.clock}`)
    const amount = start.amount ?? policies.number(clockSpec.policy ?? '')
    // an amount that the action named is no policy value
    if (clockSpec.policy && start.amount === undefined) plan.used[clockSpec.policy] = amount
    promisesHour(clockSpec.unit)
    const from = start.from ?? now
    const due = dueAfter(from, clockSpec.unit, amount, calendar, promiseHour)
    const warnings =
      clockSpec.promise && spec.warnAt
        ? policies
            .numbers(spec.warnAt)
            .map((percent) => new Date(from.getTime() + ((due.at.getTime() - from.getTime()) * percent) / 100))
        : []
    if (warnings.length > 0 && spec.warnAt) plan.used[spec.warnAt] = policies.numbers(spec.warnAt)
    const clock: RunningClock = {
      name: start.clock,
      unit: clockSpec.unit,
      amount,
      startedAt: from,
      dueAt: due.at,
      promiseAt: due.promise,
      warnings,
      nextAt: null,
      pausedAt: null,
      firedAt: null,
      endedAt: null,
      outcome: null,
      unsure: due.unsure,
    }
    clock.nextAt = nextLook(clock, now)
    clocks.set(start.clock, clock)
    changed.add(start.clock)
  }

  const all = [...clocks.values()]
  const next = nearest(all.filter(({ name }) => !clockSpecOf(spec, name)?.inner))
  return {
    all,
    changed: all.filter((clock) => changed.has(clock.name)),
    dueAt: next?.dueAt ?? now,
    dueClock: next?.name ?? null,
    ...plan,
  }
}

/** The clock that runs out first among those that run. */
export function nearest(clocks: readonly RunningClock[]): RunningClock | undefined {
  return clocks
    .filter((clock) => !clock.endedAt && !clock.pausedAt)
    .sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime())[0]
}

/** The next instant at which the worker has something to do: a warning still ahead, then the end. Null once fired. */
export function nextLook(clock: RunningClock, after: Date): Date | null {
  if (clock.firedAt || clock.endedAt || clock.pausedAt) return null
  const warning = clock.warnings.filter((at) => at > after && at < clock.dueAt).sort((a, b) => +a - +b)[0]
  return warning ?? clock.dueAt
}

function dueAfterPause(clock: RunningClock, pausedAt: Date, now: Date, calendar: Calendar, promiseHour: number): Due {
  if (clock.unit === 'hours' && clock.dueAt > pausedAt) {
    const at = new Date(clock.dueAt.getTime() + (now.getTime() - pausedAt.getTime()))
    return { at, promise: at, unsure: false }
  }
  // the yearly plan does not wait, and what was late before the pause stays late
  if (clock.unit === 'year_end' || clock.dueAt <= pausedAt)
    return { at: clock.dueAt, promise: clock.promiseAt, unsure: clock.unsure }
  const last = dayOf(new Date(clock.dueAt.getTime() - 1))
  const paused = dayOf(pausedAt)
  const today = dayOf(now)
  const day =
    clock.unit === 'workdays'
      ? addWorkdays(today, workdaysBetween(paused, last, calendar), calendar)
      : addDays(last, Math.round((+endOfDay(today) - +endOfDay(paused)) / 86_400_000))
  return { at: endOfDay(day), promise: hourOfDay(day, promiseHour), unsure: isUnsure(clock.unit, day, calendar) }
}
