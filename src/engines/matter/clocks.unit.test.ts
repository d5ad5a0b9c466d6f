/**
 * Promises against a slow and obvious counting, day by day on paper: chance makes calendars, starts, pauses and ends.
 *
 * The counting here steps through days with a table of month lengths and asks nothing of lib/days.ts. LINLI_SEED has the
 * same chance again, LINLI_ROUNDS more of it.
 */
import { describe, expect, test } from 'vitest'
import { Policies } from '#foundation/policy/policy.ts'
import type { Calendar, Unit } from '#lib/days.ts'
import { addMonths, addWorkdays, dayOf, dueAfter, workdaysBetween } from '#lib/days.ts'
import type { Random } from '#seed/random.ts'
import { chanceOf, countOf } from '#tests/support/long.ts'
import { type ClockChange, nextLook, planClocks } from './clocks.ts'
import type { AnySpec, RunningClock } from './spec.ts'

const ROUNDS = countOf('LINLI_ROUNDS', 500)
const HOUR = 3_600_000
const PROMISE_HOUR = 18

/** A day on paper. */
interface Paper {
  year: number
  month: number
  day: number
}

const leap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
const monthLength = ({ year, month }: Pick<Paper, 'year' | 'month'>): number =>
  [31, leap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0

function tomorrow({ year, month, day }: Paper): Paper {
  if (day < monthLength({ year, month })) return { year, month, day: day + 1 }
  return month < 12 ? { year, month: month + 1, day: 1 } : { year: year + 1, month: 1, day: 1 }
}

const write = ({ year, month, day }: Paper): string =>
  `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
const read = (text: string): Paper => ({
  year: Number(text.slice(0, 4)),
  month: Number(text.slice(5, 7)),
  day: Number(text.slice(8, 10)),
})

/** Every day from 2024 to 2031 in order; 1 January 2024 was a Monday. */
const allDays: { text: string; weekend: boolean }[] = []
for (let at: Paper = { year: 2024, month: 1, day: 1 }, weekday = 1; at.year < 2032; at = tomorrow(at)) {
  allDays.push({ text: write(at), weekend: weekday >= 6 })
  weekday = (weekday % 7) + 1
}
const placeOf = new Map(allDays.map(({ text }, place) => [text, place]))
const dayAt = (place: number): string => allDays[place]?.text ?? 'beyond the paper'

/** What a clock on a wall in Shanghai shows. */
const wall = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Asia/Shanghai',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
})
const wallDay = (instant: Date): string => wall.format(instant)
/** The instant at which a wall in Shanghai shows an hour of a day; hour 24 is the next midnight. */
const wallInstant = (day: string, hour: number): Date => new Date(Date.parse(`${day}T00:00:00+08:00`) + hour * HOUR)

const worked = (day: string, calendar: Calendar): boolean => {
  const special = calendar.days.get(day)
  if (special) return special === 'work'
  return !allDays[placeOf.get(day) ?? 0]?.weekend
}

/** Crosses days off one by one. */
function slowWorkdays(from: string, count: number, calendar: Calendar): string {
  let place = placeOf.get(from) ?? 0
  for (let left = count; left > 0; ) {
    place += 1
    if (worked(dayAt(place), calendar)) left -= 1
  }
  return dayAt(place)
}

function slowMonths(from: string, count: number): string {
  const { year, month, day } = read(from)
  let at = { year, month }
  for (let left = count; left > 0; left--)
    at = at.month === 12 ? { year: at.year + 1, month: 1 } : { year: at.year, month: at.month + 1 }
  return write({ ...at, day: Math.min(day, monthLength(at)) })
}

/** A day from 2025 to 2027, around the ends of months and years more often than not. */
function someDay(random: Random): string {
  const year = random.between(2025, 2027)
  const month = random.chance(0.3) ? random.pick([1, 2, 12]) : random.between(1, 12)
  const last = monthLength({ year, month })
  return write({ year, month, day: random.chance(0.4) ? random.between(last - 3, last) : random.between(1, last) })
}

function someInstant(random: Random, day: string): Date {
  const minutes = random.chance(0.3) ? random.pick([0, 1, 1_439, 1_079, 1_080]) : random.between(0, 1_439)
  return new Date(wallInstant(day, 0).getTime() + minutes * 60_000)
}

/** Holidays of some days, and weekends worked for them. */
function someCalendar(random: Random): Calendar {
  const days = new Map<string, 'off' | 'work'>()
  for (let holidays = random.between(0, 30); holidays > 0; holidays--) {
    let place = placeOf.get(someDay(random)) ?? 0
    for (let length = random.between(1, 9); length > 0; length--) days.set(dayAt(place++), 'off')
  }
  for (let tries = random.between(0, 60); tries > 0; tries--) {
    const { text, weekend } = random.pick(allDays)
    if (weekend && !days.has(text)) days.set(text, 'work')
  }
  return { days, publishedYears: new Set([2024, 2025, 2026, 2027, 2028].filter(() => random.chance(0.7))) }
}

describe('days counted one by one', () => {
  test('[U12] working days and months are what counting on paper gives', () => {
    const random = chanceOf('days')
    for (let round = 0; round < ROUNDS; round++) {
      const calendar = someCalendar(random)
      for (let tries = 0; tries < 5; tries++) {
        const from = someDay(random)
        const count = random.between(0, 60)
        const last = slowWorkdays(from, count, calendar)
        expect([from, count, addWorkdays(from, count, calendar)]).toEqual([from, count, last])
        expect([from, last, workdaysBetween(from, last, calendar)]).toEqual([from, last, count])
        expect([from, count, addMonths(from, count % 14)]).toEqual([from, count, slowMonths(from, count % 14)])
        const instant = someInstant(random, from)
        expect(dayOf(instant)).toBe(wallDay(instant))
      }
    }
  }, 60_000)
})

/** What a promise of an amount from an instant is, by paper. */
function slowDue(
  start: Date,
  unit: Unit,
  amount: number,
  calendar: Calendar,
): { at: Date; promise: Date; unsure: boolean } {
  if (unit === 'hours') {
    const at = new Date(start.getTime() + amount * HOUR)
    return { at, promise: at, unsure: false }
  }
  const first = wallDay(start)
  const last =
    unit === 'workdays'
      ? slowWorkdays(first, amount, calendar)
      : unit === 'months'
        ? slowMonths(first, amount)
        : unit === 'year_end'
          ? `${amount}-12-31`
          : dayAt((placeOf.get(first) ?? 0) + amount)
  return endsOn(last, unit, calendar)
}

const endsOn = (last: string, unit: Unit, calendar: Calendar) => ({
  at: wallInstant(last, 24),
  promise: wallInstant(last, PROMISE_HOUR),
  unsure: unit === 'workdays' && !calendar.publishedYears.has(read(last).year),
})

/** After a pause: what was left is crossed off anew, beginning on the day it goes on. */
function slowAfterPause(
  before: { at: Date; promise: Date; unsure: boolean },
  unit: Unit,
  paused: Date,
  resumed: Date,
  calendar: Calendar,
) {
  if (before.at <= paused || unit === 'year_end') return before
  if (unit === 'hours') {
    const at = new Date(resumed.getTime() + (before.at.getTime() - paused.getTime()))
    return { at, promise: at, unsure: false }
  }
  const lastPlace = placeOf.get(wallDay(new Date(before.at.getTime() - 1))) ?? 0
  const leftOf: string[] = []
  for (let place = (placeOf.get(wallDay(paused)) ?? 0) + 1; place <= lastPlace; place++)
    if (unit !== 'workdays' || worked(dayAt(place), calendar)) leftOf.push(dayAt(place))
  let place = placeOf.get(wallDay(resumed)) ?? 0
  for (let left = leftOf.length; left > 0; ) {
    place += 1
    if (unit !== 'workdays' || worked(dayAt(place), calendar)) left -= 1
  }
  return endsOn(dayAt(place), unit, calendar)
}

const units = ['hours', 'days', 'workdays', 'months', 'year_end'] as const
const spec = {
  clocks: Object.fromEntries(
    units.map((unit) => [unit, { unit, policy: `test.${unit}`, promise: true, then: 'escalate' }]),
  ),
  warnAt: 'test.warn',
  promiseHour: 'test.hour',
} as unknown as AnySpec
const unchanged: ClockChange = { starts: [], stops: [], drops: [], pauses: [], resumes: [], ends: false }
const amountOf = (random: Random, unit: Unit, year: number): number =>
  unit === 'year_end' ? year + random.between(0, 1) : unit === 'months' ? random.between(1, 12) : random.between(1, 40)

describe('the clocks of a matter', () => {
  test('[S2-15] [U12] start, pause, go on, are taken up again and end as counting on paper says', () => {
    const random = chanceOf('clocks')
    let pausedOnes = 0
    for (let round = 0; round < ROUNDS; round++) {
      const calendar = someCalendar(random)
      const unit = random.pick(units)
      const policies = new Policies(
        new Map<string, unknown>([
          ['test.hour', PROMISE_HOUR],
          ['test.warn', [50, 80]],
          ...units.map((one): [string, unknown] => [`test.${one}`, 5]),
        ]),
      )
      const plan = (now: Date, clocks: readonly RunningClock[], change: Partial<ClockChange>) =>
        planClocks(spec, now, clocks, { ...unchanged, ...change }, policies, calendar)
      const only = ({ all }: ReturnType<typeof planClocks>): RunningClock => {
        expect(all).toHaveLength(1)
        return all[0] as RunningClock
      }

      let now = someInstant(random, someDay(random))
      const amount = amountOf(random, unit, read(wallDay(now)).year)
      // an extension counts from when it was first promised
      const from = random.chance(0.3) ? new Date(now.getTime() - random.between(0, 200) * HOUR) : now
      let clock = only(plan(now, [], { starts: [{ clock: unit, amount, from }] }))
      let due = slowDue(from, unit, amount, calendar)
      const story = [unit, amount, from.toISOString()]
      const check = () => {
        const shown = { at: clock.dueAt, promise: clock.promiseAt, unsure: clock.unsure }
        expect([story, shown]).toEqual([story, due])
        if (!clock.pausedAt) {
          expect(clock.nextAt && clock.nextAt <= clock.dueAt).toBe(true)
          expect(clock.warnings.every((at, place) => place === 0 || at >= (clock.warnings[place - 1] as Date))).toBe(
            true,
          )
        }
      }
      check()
      const span = due.at.getTime() - from.getTime()
      expect(clock.warnings.map((at) => Math.round((at.getTime() - from.getTime()) / HOUR))).toEqual(
        [50, 80].map((percent) => Math.round((span * percent) / 100 / HOUR)),
      )

      for (let pauses = random.between(0, 3); pauses > 0; pauses--) {
        now = new Date(now.getTime() + random.between(1, 24 * 40) * HOUR + random.between(0, 59) * 60_000)
        const paused = now
        clock = only(plan(now, [clock], { pauses: [unit] }))
        expect([clock.pausedAt, clock.nextAt]).toEqual([paused, null])
        check()
        // a second pause of what stands still changes nothing
        expect(plan(new Date(now.getTime() + HOUR), [clock], { pauses: [unit] }).changed).toEqual([])
        now = new Date(now.getTime() + random.between(0, 24 * 30) * HOUR + random.between(0, 59) * 60_000)
        const planned = plan(now, [clock], { resumes: [unit] })
        clock = only(planned)
        due = slowAfterPause(due, unit, paused, now, calendar)
        story.push(`paused ${paused.toISOString()}`, `resumed ${now.toISOString()}`)
        check()
        expect(planned.pauses).toMatchObject([{ fromAt: paused, toAt: now, newDue: due.at }])
        pausedOnes += 1
      }

      const at = random.chance(0.3)
        ? new Date(due.at.getTime() + random.pick([-1, 0, 1]))
        : new Date(now.getTime() + HOUR)
      const ended = only(plan(at, [clock], { stops: [unit] }))
      expect([story, at, ended.outcome]).toEqual([story, at, at >= due.at ? 'late' : 'met'])
      expect([ended.endedAt, ended.nextAt, ended.pausedAt]).toEqual([at, null, null])
    }
    expect(pausedOnes).toBeGreaterThan(ROUNDS / 2)
  }, 60_000)

  test('[S2-15] a worker that looks at any moments gives each warning at most once, in time, and the end once', () => {
    const random = chanceOf('looks')
    for (let round = 0; round < ROUNDS; round++) {
      const start = someInstant(random, someDay(random))
      const { at: dueAt } = dueAfter(
        start,
        'days',
        random.between(1, 20),
        { days: new Map(), publishedYears: new Set() },
        18,
      )
      const span = dueAt.getTime() - start.getTime()
      const warnings = Array.from(
        { length: random.between(0, 4) },
        () => new Date(start.getTime() + random.next() * span),
      ).sort((a, b) => a.getTime() - b.getTime())
      let clock = {
        warnings,
        dueAt,
        firedAt: null,
        endedAt: null,
        pausedAt: null,
        nextAt: null,
      } as unknown as RunningClock
      clock = { ...clock, nextAt: nextLook(clock, start) }
      const given: Date[] = []
      for (let now = start; clock.nextAt; ) {
        now = new Date(now.getTime() + random.between(1, span / 2))
        if (clock.nextAt > now) continue
        given.push(clock.nextAt)
        const ended = clock.dueAt <= now
        clock = ended ? { ...clock, firedAt: now, nextAt: null } : { ...clock, nextAt: nextLook(clock, clock.nextAt) }
        if (ended) expect(nextLook(clock, now)).toBeNull()
      }
      expect(new Set(given.map(Number)).size).toBe(given.length)
      expect(given.map(Number)).toEqual([...given].map(Number).sort((a, b) => a - b))
      for (const one of given) expect([...warnings, dueAt].map(Number)).toContain(Number(one))
    }
  }, 60_000)
})
