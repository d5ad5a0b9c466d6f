/** What may be agreed on between a person and a helper, and until when a guardian acts. Pure; the web uses it too. */
import { addDays, addMonths, type Day } from '#lib/days.ts'

/** What a helper is to the person. */
export const relations = ['child', 'spouse', 'parent', 'relative', 'neighbour', 'other'] as const
export type Relation = (typeof relations)[number]

/** Whether somebody may help from one day to another: not in the past, not the wrong way round, not too long. */
export function mayHelp(from: Day, to: Day, today: Day, monthsMax: number): boolean {
  return from >= today && to >= from && to <= addMonths(from, monthsMax)
}

/**
 * The last day on which a guardian acts: the last day of the month in which the child turns `years`. Only the month of
 * birth is asked, so that no day is short for any child.
 *
 * @source PIPL-31
 */
export function lastDayOfGuardian(bornMonth: string, years: number): Day {
  return addDays(addMonths(`${bornMonth}-01`, years * 12 + 1), -1)
}
