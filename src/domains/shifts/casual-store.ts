/** Casual help in the database. Nobody confirms the own: the table says so. `k` is one report. */
import { sql } from 'kysely'
import type { Currency } from '#domains/credits/index.ts'
import type { Activity } from '#domains/volunteers/index.ts'
import { endOf } from '#foundation/authority.ts'
import type { Tx } from '#foundation/database/database.ts'
import type { Day } from '#lib/days.ts'
import type { CasualState } from './rules.ts'

export interface CasualRow {
  id: string
  person_id: string
  path: string
  activity: Activity
  served_on: Day
  minutes: number
  words: string
  earns: Currency
  photo_id: string | null
  neighbour_mark: Buffer | null
  neighbour_tail: string | null
  state: CasualState
  reported_at: Date
  decided_at: Date | null
  reply: string | null
  by: string
  decided_by: string | null
  community: string | null
}

const columns = sql`
  k.id, k.person_id, k.path, k.activity, k.served_on, k.minutes, k.words, k.earns, k.photo_id, k.neighbour_mark, k.neighbour_tail,
  k.state, k.reported_at, k.decided_at, k.reply, p.name as by, d.name as decided_by, c.name as community`
const tables = sql`
  casual_help k join person p on p.id = k.person_id left join person d on d.id = k.decided_by
  left join territory c on c.path = left(k.path, 12)`

export type NewCasual = Omit<CasualRow, 'state' | 'decided_at' | 'decided_by' | 'reply' | 'by' | 'community'>

export async function insertCasual(tx: Tx, row: NewCasual): Promise<void> {
  await tx
    .insertInto('casual_help')
    .values({ ...row, state: 'waiting' })
    .execute()
}

export async function findCasual(tx: Tx, id: string): Promise<CasualRow | undefined> {
  const { rows } = await sql<CasualRow>`select ${columns} from ${tables} where k.id = ${id}`.execute(tx)
  return rows[0]
}

/** What a person reported, newest first. */
export async function listOwnCasual(tx: Tx, personId: string): Promise<CasualRow[]> {
  const { rows } = await sql<CasualRow>`
    select ${columns} from ${tables} where k.person_id = ${personId} order by k.reported_at desc, k.id limit 50`.execute(
    tx,
  )
  return rows
}

/** What others say they did for a person and waits for their word. */
export async function listAskedCasual(tx: Tx, personId: string): Promise<CasualRow[]> {
  const { rows } = await sql<CasualRow>`
    select ${columns} from ${tables} join person n on n.id = ${personId} and n.phone_mark = k.neighbour_mark
    where k.state = 'waiting' and k.person_id <> ${personId} order by k.reported_at, k.id limit 50`.execute(tx)
  return rows
}

export async function isNeighbourOf(tx: Tx, personId: string, mark: Buffer | null): Promise<boolean> {
  if (!mark) return false
  const { rows } = await sql`select 1 from person where id = ${personId} and phone_mark = ${mark}`.execute(tx)
  return rows.length > 0
}

export async function findByMark(tx: Tx, mark: Buffer): Promise<string | undefined> {
  return (await tx.selectFrom('person').select('id').where('phone_mark', '=', mark).executeTakeFirst())?.id
}

export async function listCasual(
  tx: Tx,
  asked: {
    scope: readonly string[]
    waiting: boolean
    after: { at: Date; id: string } | undefined
    limit: number
  },
): Promise<CasualRow[]> {
  const inside = asked.scope.map((path) => sql`(k.path >= ${path} and k.path < ${endOf(path)})`)
  const { after } = asked
  const { rows } = await sql<CasualRow>`
    select ${columns} from ${tables}
    where (${sql.join([sql`false`, ...inside], sql` or `)})
      and ${asked.waiting ? sql`k.state = 'waiting'` : sql`k.state in ('confirmed', 'refused')`}
      and ${after ? sql`(k.reported_at, k.id) < (${after.at}, ${after.id}::uuid)` : sql`true`}
    order by k.reported_at desc, k.id desc limit ${asked.limit}`.execute(tx)
  return rows
}

/** @returns whether it was waiting */
export async function decideCasual(
  tx: Tx,
  id: string,
  decided: {
    state: 'confirmed' | 'refused' | 'withdrawn'
    minutes?: number
    reply?: string | null
    at: Date
    by: string
  },
): Promise<boolean> {
  const done = await tx
    .updateTable('casual_help')
    .set({
      state: decided.state,
      decided_at: decided.at,
      decided_by: decided.by,
      reply: decided.reply ?? null,
      ...(decided.minutes === undefined ? {} : { minutes: decided.minutes }),
    })
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .returning('id')
    .executeTakeFirst()
  return done !== undefined
}

/** A photo its maker sent and nothing has yet. */
export async function isFreePhoto(tx: Tx, id: string, personId: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from file f where f.id = ${id} and f.made_by = ${personId} and f.kind = 'photo' and f.matter_id is null
      and not exists (select from casual_help k where k.photo_id = f.id)`.execute(tx)
  return rows.length > 0
}

export async function findPhoto(tx: Tx, id: string): Promise<{ id: string; type: string; sha256: Buffer } | undefined> {
  return await tx.selectFrom('file').select(['id', 'type', 'sha256']).where('id', '=', id).executeTakeFirst()
}
