/**
 * Days in Asia/Shanghai, which is UTC+8 all year: a day is a string 'YYYY-MM-DD', its end is 24:00 of that day.
 * Working days know holidays and make-up workdays as data; a year without a published calendar is said to be unsure.
 * Pure; the web uses it too.
 */
export const HOUR = 3_600_000
export const DAY = 24 * HOUR
const SHANGHAI = 8 * HOUR

export type Day = string

/** The Shanghai day an instant falls on. */
export function dayOf(instant: Date): Day {
  return new Date(instant.getTime() + SHANGHAI).toISOString().slice(0, 10)
}

/** 00:00 in Shanghai of a day. */
export function startOfDay(day: Day): Date {
  return new Date(Date.parse(`${day}T00:00:00Z`) - SHANGHAI)
}

/** 24:00 in Shanghai of a day. */
export function endOfDay(day: Day): Date {
  return new Date(startOfDay(day).getTime() + DAY)
}

/** An hour (0–24) in Shanghai of a day. */
export function hourOfDay(day: Day, hour: number): Date {
  return new Date(startOfDay(day).getTime() + hour * HOUR)
}

export function addDays(day: Day, days: number): Day {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10)
}

/** Adds months and clips to the month's end: 2026-01-31 plus 1 is 2026-02-28. */
export function addMonths(day: Day, months: number): Day {
  const year = Number(day.slice(0, 4))
  const month = Number(day.slice(5, 7)) - 1 + months
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
  const date = Math.min(Number(day.slice(8, 10)), last)
  return new Date(Date.UTC(year, month, date)).toISOString().slice(0, 10)
}

/** Whether a string is a day that exists. */
export function isDay(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false
  const time = Date.parse(`${value}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().slice(0, 10) === value
}

/** Whether a string is an instant as we write it: 2026-05-14T01:00:00.000Z. */
export function isInstant(value: string): boolean {
  const time = Date.parse(value)
  return !Number.isNaN(time) && new Date(time).toISOString() === value
}

/** Days that differ from their weekday, and the years whose calendar is published. */
export interface Calendar {
  days: ReadonlyMap<Day, 'off' | 'work'>
  /** What those days are called: 国庆节, 调休上班 … */
  names?: ReadonlyMap<Day, string>
  publishedYears: ReadonlySet<number>
}

export function isWorkday(day: Day, calendar: Calendar): boolean {
  const known = calendar.days.get(day)
  return known ? known === 'work' : isWeekday(day)
}

/** The day that is `count` working days after `day` (day itself does not count). `count` 0 is the day itself. */
export function addWorkdays(day: Day, count: number, calendar: Calendar): Day {
  let left = count
  let at = day
  while (left > 0) {
    at = dayAfter(at)
    if (isWorkday(at, calendar)) left -= 1
  }
  return at
}

/** The next day; written by hand inside a month, because clocks and replays ask for it a million times. */
function dayAfter(day: Day): Day {
  const date = Number(day.slice(8))
  return date < 28 ? `${day.slice(0, 8)}${String(date + 1).padStart(2, '0')}` : addDays(day, 1)
}

/** Working days after `from` up to and including `to`; negative when `to` lies before `from`. */
export function workdaysBetween(from: Day, to: Day, calendar: Calendar): number {
  if (to < from) return -workdaysBetween(to, from, calendar)
  let count = weekdaysUntil(to) - weekdaysUntil(from)
  for (const [day, kind] of calendar.days)
    if (day > from && day <= to && isWeekday(day) !== (kind === 'work')) count += kind === 'work' ? 1 : -1
  return count
}

const isWeekday = (day: Day): boolean => {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
  return weekday !== 0 && weekday !== 6
}

/** Mondays to Fridays from Monday 1969-12-29 up to and including a day: lists ask this of every row. */
function weekdaysUntil(day: Day): number {
  const days = Date.parse(`${day}T00:00:00Z`) / DAY + 3
  const weeks = Math.floor(days / 7)
  return weeks * 5 + Math.min(days - weeks * 7 + 1, 5)
}

export type Unit = 'hours' | 'days' | 'workdays' | 'months' | 'year_end'

export interface Due {
  /** The instant after which it is late. For every unit but hours: 24:00 of the last day. */
  at: Date
  /** What is promised to people: for day units the promise hour of the last day, for hours the instant itself. */
  promise: Date
  /** True when the last day lies in a year whose calendar is not published. */
  unsure: boolean
}

/**
 * The end of a clock.
 *
 * @param start instant the clock starts
 * @param amount in `unit`; for `year_end` the year itself
 * @param promiseHour 0–24, the hour in Shanghai that is promised on the last day
 * @source S2-15 (7 natural days, 1 month clipped to the month's end, the yearly plan), BJ-13 (the deadline is printed)
 */
export function dueAfter(start: Date, unit: Unit, amount: number, calendar: Calendar, promiseHour: number): Due {
  if (unit === 'hours') {
    const at = new Date(start.getTime() + amount * HOUR)
    return { at, promise: at, unsure: false }
  }
  const first = dayOf(start)
  const last =
    unit === 'days'
      ? addDays(first, amount)
      : unit === 'months'
        ? addMonths(first, amount)
        : unit === 'year_end'
          ? `${amount}-12-31`
          : addWorkdays(first, amount, calendar)
  return { at: endOfDay(last), promise: hourOfDay(last, promiseHour), unsure: isUnsure(unit, last, calendar) }
}

/** Whether a last day was counted through a year whose holidays are not known yet. */
export function isUnsure(unit: Unit, last: Day, calendar: Calendar): boolean {
  return unit === 'workdays' && !calendar.publishedYears.has(Number(last.slice(0, 4)))
}
