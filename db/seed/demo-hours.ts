/**
 * When people of the demo do things: staff in their hours, residents when they are awake. Pure.
 * Working days 8:30–11:30 and 13:00–17:30; on other days somebody is on duty 9:00–11:30 and 13:00–16:30.
 */
import { addDays, type Calendar, type Day, dayOf, hourOfDay, isWorkday } from '#lib/days.ts'
import type { Random } from './random.ts'

export const MINUTE = 60_000
export const HOUR = 3_600_000

export interface Hours {
  calendar: Calendar
  /** The instant after so many minutes of staff time. @param offDays whether days off with somebody on duty count */
  work(from: Date, minutes: number, offDays: boolean): Date
  /** The same instant, or the next morning when people sleep. */
  awake(at: Date): Date
  /** An instant of a day at which people write. */
  writing(day: Day): Date
  /** The latest working days whose given hour is past, newest first. */
  lastWorkdays(now: Date, hour: number, count: number): Day[]
}

const workday = [
  [8.5, 11.5],
  [13, 17.5],
] as const
const dayOff = [
  [9, 11.5],
  [13, 16.5],
] as const

/** How many of a day's requests come in each hour from 6 to 23, from experience with hotlines. */
const byHour = [2, 6, 9, 10, 9, 6, 5, 4, 5, 5, 5, 5, 7, 9, 9, 6, 3, 1] as const

export function hoursOf(calendar: Calendar, random: Random): Hours {
  const sessions = (day: Day, offDays: boolean) => (isWorkday(day, calendar) ? workday : offDays ? dayOff : [])
  return {
    calendar,
    work(from, minutes, offDays) {
      let left = minutes * MINUTE
      for (let day = dayOf(from); ; day = addDays(day, 1)) {
        for (const [opens, closes] of sessions(day, offDays)) {
          const start = Math.max(+from, +hourOfDay(day, opens))
          const room = +hourOfDay(day, closes) - start
          if (room > left) return new Date(start + left)
          left -= Math.max(0, room)
        }
      }
    },
    awake(at) {
      const day = dayOf(at)
      if (at < hourOfDay(day, 6.8)) return new Date(+hourOfDay(day, 7) + random.next() * 90 * MINUTE)
      if (at > hourOfDay(day, 22.7)) return new Date(+hourOfDay(addDays(day, 1), 7) + random.next() * 90 * MINUTE)
      return at
    },
    writing(day) {
      let left = random.next() * byHour.reduce((sum, weight) => sum + weight, 0)
      const at = byHour.findIndex((weight) => {
        left -= weight
        return left < 0
      })
      return new Date(+hourOfDay(day, 6 + Math.max(0, at)) + random.next() * HOUR)
    },
    lastWorkdays(now, hour, count) {
      const found: Day[] = []
      for (let day = dayOf(now); found.length < count; day = addDays(day, -1))
        if (isWorkday(day, calendar) && hourOfDay(day, hour) <= now) found.push(day)
      return found
    },
  }
}
