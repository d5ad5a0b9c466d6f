/**
 * The calendar of holidays and make-up workdays (U12): the State Council's list of a year comes in as lines, after a dry
 * run. A later list replaces the year; a clock that runs keeps what was promised.
 */
import { scopeOf } from '#foundation/authority.ts'
import { type Context, type Handlers, signedIn } from '#foundation/service.ts'
import { addWorkdays, type Calendar, dayOf } from '#lib/days.ts'
import { idFrom } from '#lib/ids.ts'
import { Refusal } from '#lib/refusal.ts'
import type { adminContract } from './contract.ts'
import { type CalendarRow, readCalendar } from './rules.ts'
import { adminPermissions } from './spec.ts'
import { recordChange, standAt } from './standing.ts'
import * as store from './store.ts'

type Routes = 'getCalendar' | 'previewCalendar' | 'importCalendar'
export const calendarHandlers: Pick<Handlers<typeof adminContract>, Routes> = {
  async getCalendar(_, { actor, database }) {
    const { years, days } = await store.listCalendar(database)
    return {
      years: years.map(({ year, published, by, imported_at }) => ({
        year,
        published,
        importedBy: by,
        importedAt: imported_at?.toISOString() ?? null,
        days: days
          .filter(({ day }) => day.startsWith(String(year)))
          .map((day) => ({ ...day, kind: day.kind as 'off' })),
      })),
      mayChange: scopeOf(signedIn(actor), adminPermissions['calendar.manage']).length > 0,
    }
  },

  async previewCalendar({ body }, context) {
    await standAt(context, adminPermissions['calendar.manage'])
    const { year, rows, errors } = readCalendar(body.lines)
    const before = year === null ? [] : await store.listDays(context.database.db, year)
    return {
      year,
      ...countOf(rows),
      offBefore: countOf(before).off,
      workBefore: countOf(before).work,
      errors,
      ...(await countMoved(context, year, rows)),
    }
  },

  async importCalendar({ body: { id, lines } }, context) {
    const standing = await standAt(context, adminPermissions['calendar.manage'])
    const now = context.clock.now()
    const { year, rows, errors } = readCalendar(lines)
    const [first] = errors
    if (first) throw new Refusal('calendar.rows', 422, { line: first.line, rowError: first.code, n: errors.length })
    if (year === null) throw new Refusal('calendar.empty', 422)
    const thisYear = Number(dayOf(now).slice(0, 4))
    if (year < thisYear) throw new Refusal('calendar.past', 422, { year, thisYear })

    await context.database.transact(async (tx) => {
      const before = await store.listDays(tx, year)
      const change = {
        id,
        kind: 'calendar.imported',
        subjectId: idFrom('calendar', String(year)),
        facts: { year, before: before.map(said), after: rows.map(said) },
        words: { names: Object.fromEntries(rows.map(({ day, name }) => [day, name])) },
        input: { lines },
      }
      if (await recordChange(tx, context, standing, change))
        await store.replaceYear(tx, year, rows, standing.personId, now)
    })
    return { year, ...countOf(rows) }
  },
}

const said = ({ day, kind }: { day: string; kind: string }): string => `${day} ${kind}`

const countOf = (rows: readonly { kind: string }[]) => ({
  off: rows.filter(({ kind }) => kind === 'off').length,
  work: rows.filter(({ kind }) => kind === 'work').length,
})

/** Clocks of working days that run, and those whose last day would be another if they started under the list. */
async function countMoved({ database, rules, clock }: Context, year: number | null, rows: readonly CalendarRow[]) {
  const running = await store.listRunningWorkdays(database)
  const { calendar } = await rules.on(dayOf(clock.now()))
  const kept = [...calendar.days].filter(([day]) => year === null || !day.startsWith(String(year)))
  const after: Calendar = {
    days: new Map([...kept, ...rows.map(({ day, kind }) => [day, kind] as const)]),
    publishedYears: calendar.publishedYears,
  }
  let moved = 0
  for (const { started, amount, count } of running)
    if (addWorkdays(started, amount, calendar) !== addWorkdays(started, amount, after)) moved += Number(count)
  return { running: running.reduce((sum, { count }) => sum + Number(count), 0), moved: year === null ? 0 : moved }
}
