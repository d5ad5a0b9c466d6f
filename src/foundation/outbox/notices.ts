/**
 * Notices inside the house. They are written by the statement of the action they tell of; here they are read.
 * What is said is chosen by key in the reader's language. Exactly one per action, person and key.
 */
import { sql } from 'kysely'
import type { Database } from '#foundation/database/database.ts'
import type { PageEnd } from '#lib/page.ts'

export interface Notice {
  id: string
  key: string
  subjectId: string
  facts: Record<string, unknown>
  at: Date
  readAt: Date | null
  /** Whose matter it is about, when it is another person's. */
  forId: string | null
}

/** Who reads: a person, and those whose matters they may read today. */
export interface NoticeReader {
  personId: string
  people: readonly string[]
}

const isTheirs = ({ personId, people }: NoticeReader) =>
  sql<boolean>`person_id = ${personId} and (for_id is null or for_id = any(${[...people]}::uuid[]))`

/** A person's notices, newest first. One action tells several facts at one instant, so a page ends at an instant and an id. */
export async function listNotices(
  { db }: Database,
  reader: NoticeReader,
  after: PageEnd | undefined,
  limit: number,
): Promise<Notice[]> {
  let query = db
    .selectFrom('notice')
    .select(['id', 'key', 'subject_id as subjectId', 'facts', 'at', 'read_at as readAt', 'for_id as forId'])
    .where(isTheirs(reader))
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
  if (after) query = query.where(sql<boolean>`(at, id) < (${after.at}, ${after.id}::uuid)`)
  return (await query.execute()) as Notice[]
}

export async function countUnread({ db }: Database, reader: NoticeReader): Promise<number> {
  const row = await db
    .selectFrom('notice')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where(isTheirs(reader))
    .where('read_at', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(row.n)
}

/** Marks a person's notices read: all of them, or those about one subject. */
export async function readNotices({ db }: Database, personId: string, now: Date, subjectId?: string): Promise<void> {
  let query = db
    .updateTable('notice')
    .set({ read_at: now })
    .where('person_id', '=', personId)
    .where('read_at', 'is', null)
  if (subjectId) query = query.where('subject_id', '=', subjectId)
  await query.execute()
}
