/**
 * Readings: who opened which masked fields of whom, and for what purpose. Actions are written by the engine that does
 * them, in the same statement. Both tables are append-only. The person read can see every reading.
 */
import type { Database } from '#foundation/database/database.ts'
import { Refusal } from '#lib/refusal.ts'

export const purposes = ['contact', 'verify', 'visit', 'other'] as const
export type Purpose = (typeof purposes)[number]

export interface Reading {
  id: string
  at: Date
  readerId: string
  role: string
  personId: string
  subjectId: string
  fields: readonly string[]
  purpose: Purpose
  words: string | null
}

/**
 * Records a reading; the same id twice is one reading.
 *
 * @returns when it was recorded first
 * @throws {Refusal} `action.reused` (409) when the id is another reading's: fields are never opened without a record
 */
export async function recordReading({ db }: Database, reading: Reading): Promise<Date> {
  const made = await db
    .insertInto('reading')
    .values({
      id: reading.id,
      at: reading.at,
      reader_id: reading.readerId,
      role: reading.role,
      person_id: reading.personId,
      subject_id: reading.subjectId,
      fields: [...reading.fields],
      purpose: reading.purpose,
      words: reading.words,
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('at')
    .executeTakeFirst()
  if (made) return made.at
  const first = await db
    .selectFrom('reading')
    .select(['at', 'reader_id', 'person_id', 'subject_id', 'purpose', 'words'])
    .where('id', '=', reading.id)
    .executeTakeFirstOrThrow()
  const same =
    first.reader_id === reading.readerId &&
    first.person_id === reading.personId &&
    first.subject_id === reading.subjectId &&
    first.purpose === reading.purpose &&
    first.words === reading.words
  if (!same) throw new Refusal('action.reused', 409)
  return first.at
}

/** Who read a person's fields, newest first; at most 200. */
export async function listReadings({ db }: Database, personId: string) {
  return await db
    .selectFrom('reading as r')
    .innerJoin('person as p', 'p.id', 'r.reader_id')
    .select(['r.id', 'r.at', 'r.role', 'r.fields', 'r.purpose', 'r.words', 'p.name as reader', 'r.subject_id'])
    .where('r.person_id', '=', personId)
    .orderBy('r.at', 'desc')
    .limit(200)
    .execute()
}

export async function countReadings({ db }: Database, personId: string, subjectId: string): Promise<number> {
  const row = await db
    .selectFrom('reading')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('person_id', '=', personId)
    .where('subject_id', '=', subjectId)
    .executeTakeFirstOrThrow()
  return Number(row.n)
}
