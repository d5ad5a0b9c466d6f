import { describe, expect, test } from 'vitest'
import {
  addDays,
  addMonths,
  addWorkdays,
  dayOf,
  dueAfter,
  endOfDay,
  isDay,
  isWorkday,
  workdaysBetween,
} from './days.ts'

const calendar = {
  days: new Map<string, 'off' | 'work'>([
    ['2026-01-01', 'off'],
    ['2026-01-02', 'off'],
    ['2026-01-04', 'work'],
  ]),
  publishedYears: new Set([2026]),
}

describe('days and clocks', () => {
  test('a day begins at midnight in Shanghai', () => {
    expect(dayOf(new Date('2026-05-13T15:59:59Z'))).toBe('2026-05-13')
    expect(dayOf(new Date('2026-05-13T16:00:00Z'))).toBe('2026-05-14')
    expect(endOfDay('2026-05-13').toISOString()).toBe('2026-05-13T16:00:00.000Z')
  })

  test.each([
    ['2026-01-31', 1, '2026-02-28'],
    ['2024-01-31', 1, '2024-02-29'],
    ['2026-12-15', 1, '2027-01-15'],
    ['2026-03-05', 1, '2026-04-05'],
  ])('[S2-15] %s plus %i month is %s', (day, months, expected) => {
    expect(addMonths(day, months)).toBe(expected)
  })

  test('[S2-15] an urgent matter classified on 5 March is due at the end of 12 March', () => {
    const due = dueAfter(new Date('2026-03-05T03:00:00Z'), 'days', 7, calendar, 18)
    expect(due.at.toISOString()).toBe('2026-03-12T16:00:00.000Z')
    expect(due.promise.toISOString()).toBe('2026-03-12T10:00:00.000Z')
  })

  test('holidays are skipped and make-up workdays count', () => {
    expect(addWorkdays('2025-12-31', 1, calendar)).toBe('2026-01-04')
    expect(workdaysBetween('2025-12-31', '2026-01-05', calendar)).toBe(2)
    expect(workdaysBetween('2026-01-05', '2025-12-31', calendar)).toBe(-2)
  })

  test('working days between two days are as many as there are when one counts them', () => {
    const counted = (from: string, to: string) => {
      let count = 0
      for (let day = addDays(from, 1); day <= to; day = addDays(day, 1)) if (isWorkday(day, calendar)) count += 1
      return count
    }
    for (let from = 0; from < 40; from++)
      for (let span = 0; span < 40; span++) {
        const [first, last] = [addDays('2025-12-10', from), addDays('2025-12-10', from + span)]
        expect([first, last, workdaysBetween(first, last, calendar)]).toEqual([first, last, counted(first, last)])
      }
  })

  test('a deadline in a year without a published calendar says so', () => {
    expect(dueAfter(new Date('2026-12-30T03:00:00Z'), 'workdays', 5, calendar, 18).unsure).toBe(true)
    expect(dueAfter(new Date('2026-12-30T03:00:00Z'), 'days', 5, calendar, 18).unsure).toBe(false)
  })

  test.each([
    ['2026-02-29', false],
    ['2024-02-29', true],
    ['2026-13-01', false],
    ['26-1-1', false],
  ])('whether %s is a day: %s', (day, expected) => {
    expect(isDay(day)).toBe(expected)
  })
})
