/**
 * How a promise is shown, in facts: the clock that runs out first, when, and how it stands. The words are the web's.
 */
import Type, { type Static } from 'typebox'
import { Instant, nullable, oneOf } from '#lib/contract.ts'
import { type Calendar, dayOf, workdaysBetween } from '#lib/days.ts'
import { type AnySpec, clockSpecOf, type Matter } from './spec.ts'

/** What is promised next. */
export const Promised = Type.Object({
  /** Name of the clock in the spec. */
  clock: Type.String(),
  /** What people are told: the promise hour of the last day, or the instant itself. */
  at: Instant,
  /** After this it is late. */
  dueAt: Instant,
  state: oneOf(['running', 'today', 'late', 'paused']),
  /** Working days late (day clocks) or hours late (hour clocks), when late. */
  late: nullable(Type.Object({ count: Type.Integer(), unit: oneOf(['workdays', 'hours']) })),
  /** Working days left after today, the due day included; null for hour clocks. */
  workdaysLeft: nullable(Type.Integer()),
  /** The year's calendar is not published yet. */
  unsure: Type.Boolean(),
})
export type Promised = Static<typeof Promised>

/** When something is shown: product time and the calendar of its day. */
export interface Shown {
  now: Date
  calendar: Calendar
}

export interface ClockLike {
  name: string
  unit: string
  dueAt: Date
  promiseAt: Date
  unsure: boolean
}

const HOUR = 3_600_000

/** @param paused the matter waits, and the clock says until when */
function presentPromise(
  spec: AnySpec,
  clock: ClockLike | undefined,
  paused: boolean,
  { now, calendar }: Shown,
): Promised | null {
  if (!clock) return null
  const late = !paused && clockSpecOf(spec, clock.name)?.promise === true && clock.dueAt <= now
  const lastDay = dayOf(new Date(clock.dueAt.getTime() - 1))
  const today = dayOf(now)
  const hours = clock.unit === 'hours'
  return {
    clock: clock.name,
    at: clock.promiseAt.toISOString(),
    dueAt: clock.dueAt.toISOString(),
    state: paused
      ? 'paused'
      : late
        ? 'late'
        : lastDay === today || (hours && dayOf(clock.dueAt) === today)
          ? 'today'
          : 'running',
    late: late
      ? hours
        ? { count: Math.max(1, Math.floor((now.getTime() - clock.dueAt.getTime()) / HOUR)), unit: 'hours' }
        : { count: Math.max(1, workdaysBetween(lastDay, today, calendar)), unit: 'workdays' }
      : null,
    workdaysLeft: hours || late ? null : Math.max(0, workdaysBetween(today, lastDay, calendar)),
    unsure: clock.unsure,
  }
}

/** What a list reads of a matter and of its nearest clock; the clock's columns are null when none runs. */
export interface PromiseRow {
  due_clock: string | null
  due_at: Date
  closed_at: Date | null
  promise_at: Date | null
  unit: string | null
  unsure: boolean | null
}

/** The next promise of a row of a list; null when it is done. */
export function promiseOfRow(spec: AnySpec, row: PromiseRow, paused: boolean, shown: Shown): Promised | null {
  if (!row.due_clock || !row.promise_at || row.closed_at) return null
  const { due_clock: name, due_at: dueAt, promise_at: promiseAt } = row
  return presentPromise(
    spec,
    { name, unit: row.unit ?? '', dueAt, promiseAt, unsure: row.unsure === true },
    paused,
    shown,
  )
}

/** The next promise of a matter as loaded; null when it is done. */
export function promiseOf(spec: AnySpec, matter: Matter, paused: boolean, shown: Shown): Promised | null {
  if (matter.closedAt) return null
  const clock = matter.clocks.find(({ name }) => name === matter.dueClock)
  return presentPromise(spec, clock, paused, shown)
}
