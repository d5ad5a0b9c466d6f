/**
 * Readings: who opened which masked fields of whom, and for what purpose; and actions on what is not a matter (a role, a
 * rule, a place). The actions of a matter are written by its engine, in the same statement. Both tables are append-only.
 * The person read can see every reading.
 */
import { sql } from 'kysely'
import type { Actor } from '#foundation/authority.ts'
import type { Database, Tx } from '#foundation/database/database.ts'
import { hashOf, isRepeated, saltedHash } from '#lib/canonical.ts'
import type { Facts } from '#lib/refusal.ts'
import { Refusal } from '#lib/refusal.ts'

/** An action on something that is not a matter. */
export interface Deed {
  /** Made by the client. */
  id: string
  at: Date
  /** Absent when the system or a command line acts. */
  actor: Actor | undefined
  /** In which of the actor's roles; 'resident', 'system' or the role of the grant used. */
  role: string
  /** `noun.fact`, such as `grant.confirmed`. */
  kind: string
  subjectId: string
  path: string
  /** Ids, codes, numbers, instants: kept for ever. */
  facts?: Facts
  /** What a person wrote or is: erasable, hashed in the journal. */
  words?: Readonly<Record<string, unknown>>
  /** What the client sent, so that the same id with other content is refused; hashed under the salt of the words, if any. */
  input: unknown
}

/**
 * Records a deed in the transaction that does it. Call it first: a repeated call is told to do nothing more.
 *
 * @returns false when this very deed was recorded before
 * @throws {Refusal} `action.reused` (409) when the id was used with other content
 */
export async function record(tx: Tx, deed: Deed): Promise<boolean> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${deed.subjectId}, 2))`.execute(tx)
  if (await wasRecorded(tx, deed)) return false

  const words = deed.words ? saltedHash(deed.words) : undefined
  const written = await tx
    .insertInto('action')
    .values((eb) => ({
      id: deed.id,
      at: deed.at,
      actor_id: deed.actor?.personId ?? null,
      actor_role: deed.actor ? deed.role : 'system',
      kind: deed.kind,
      subject_id: deed.subjectId,
      path: deed.path,
      version: eb
        .selectFrom('action')
        .select(sql<number>`coalesce(max(version), 0) + 1`.as('next'))
        .where('subject_id', '=', deed.subjectId),
      facts: JSON.stringify(deed.facts ?? {}),
      content_hash: words?.hash ?? null,
      input_hash: hashOf(askedOf(deed), words?.salt),
    }))
    // the same id for something else, sent at the same time, was waited for
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!written) return !(await wasRecorded(tx, deed))
  if (words)
    await tx
      .insertInto('content')
      .values({ action_id: deed.id, salt: words.salt, body: JSON.stringify(deed.words) })
      .execute()
  return true
}

const askedOf = ({ actor, kind, subjectId, input }: Asked) => [actor?.personId, kind, subjectId, input]

type Asked = Pick<Deed, 'id' | 'actor' | 'kind' | 'subjectId' | 'input'>

/** Whether an action with the id is there, whoever did it. */
export async function isRecorded({ db }: Database, id: string): Promise<boolean> {
  return (await db.selectFrom('action').select('id').where('id', '=', id).executeTakeFirst()) !== undefined
}

/**
 * Whether this very deed was recorded; asked before what can be done once only, such as using a code up.
 *
 * @throws {Refusal} `action.reused` (409) when the id was used with other content, or for words that are erased
 */
export async function wasRecorded(tx: Tx, deed: Asked): Promise<boolean> {
  const first = await tx
    .selectFrom('action as a')
    .leftJoin('content as c', 'c.action_id', 'a.id')
    .select(['a.input_hash as inputHash', 'a.content_hash as contentHash', 'c.salt'])
    .where('a.id', '=', deed.id)
    .executeTakeFirst()
  if (first && !isRepeated(first, askedOf(deed))) throw new Refusal('action.reused', 409)
  return first !== undefined
}

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
  /** Asked for with the purpose `other`. */
  words?: string | undefined
}

/**
 * Records a reading; the same id twice is one reading.
 *
 * @returns when it was recorded first
 * @throws {Refusal} `reveal.say-why` (422) when the purpose is `other` without words; `action.reused` (409) when the id is
 * another reading's: fields are never opened without a record
 */
export async function recordReading({ db }: Database, reading: Reading): Promise<Date> {
  const words = reading.words?.trim() || null
  if (reading.purpose === 'other' && !words) throw new Refusal('reveal.say-why', 422)
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
      words,
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
    first.words === words
  if (!same) throw new Refusal('action.reused', 409)
  return first.at
}

/**
 * Records a reading whose fields stay open for some minutes: a repeated call shows what the first one showed, as long as that
 * one did.
 *
 * @returns until when
 * @throws {Refusal} as {@link recordReading}; `action.reused` (409) when the minutes are over
 */
export async function openReading(database: Database, minutes: number, reading: Reading): Promise<Date> {
  const readAt = await recordReading(database, reading)
  const until = new Date(readAt.getTime() + minutes * 60_000)
  if (until <= reading.at) throw new Refusal('action.reused', 409)
  return until
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
