/**
 * The code at the door of a shift: six digits that change every minute and follow from the shift, the minute and the key
 * file, so that nothing of it is kept and a phone without network can send it later with the time it was seen.
 */
import type { Seals } from '#lib/seal.ts'

const MINUTE = 60_000

const codeOfMinute = (seals: Pick<Seals, 'mark'>, shiftId: string, minute: number): string =>
  String(seals.mark(`shift code\0${shiftId}\0${minute}`).readUInt32BE(0) % 1_000_000).padStart(6, '0')

export interface Code {
  code: string
  from: Date
  until: Date
}

/** The codes of this minute and of those that follow, so that a screen without network goes on showing them. */
export function codesFrom(seals: Pick<Seals, 'mark'>, shiftId: string, at: Date, count: number): Code[] {
  const first = Math.floor(at.getTime() / MINUTE)
  return Array.from({ length: count }, (_, ahead) => ({
    code: codeOfMinute(seals, shiftId, first + ahead),
    from: new Date((first + ahead) * MINUTE),
    until: new Date((first + ahead + 1) * MINUTE),
  }))
}

/** Whether a code was that of the shift at an instant, or up to `minutes` before it. */
export function isCodeOf(
  seals: Pick<Seals, 'mark'>,
  shiftId: string,
  code: string,
  at: Date,
  minutes: number,
): boolean {
  const now = Math.floor(at.getTime() / MINUTE)
  return Array.from({ length: minutes }, (_, before) => now - before).some(
    (minute) => codeOfMinute(seals, shiftId, minute) === code,
  )
}
