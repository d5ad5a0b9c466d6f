/** How much service earns, and until when it can be spent. Run by the web too. */
import { dayOf, startOfDay } from '#lib/days.ts'

/** Whole points for minutes of service; what is below a point is not given. @source S2-18 */
export function pointsOf(minutes: number, hourPoints: number): number {
  return Math.floor((minutes * hourPoints) / 60)
}

/** The instant from which a lot earned at `at` cannot be spent: the end of the year in which its years are over. */
export function expiryOf(at: Date, years: number): Date {
  return startOfDay(`${Number(dayOf(at).slice(0, 4)) + years + 1}-01-01`)
}
