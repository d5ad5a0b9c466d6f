/**
 * The checkpoint of a day: its actions as a Merkle tree, chained to the day before and signed so that anybody can check it.
 *
 * A day holds what was sealed on it, by its places in the log: what is committed or sealed after a day was closed belongs to
 * the next. A leaf says of an action what its reader may know and holds the hash of the whole row, which the seals keep too.
 * Owns checkpoint. Read next: seals.ts, lib/merkle.ts, the published script (domains/proof/web/verify.mjs).
 */
import { hash } from 'node:crypto'
import { sql } from 'kysely'
import type { Database, Tx } from '#foundation/database/database.ts'
import { prepared } from '#foundation/database/database.ts'
import { addDays, type Day, dayOf, endOfDay } from '#lib/days.ts'
import { rootOf } from '#lib/merkle.ts'
import type { Seals } from '#lib/seal.ts'
import { rowText } from './seals.ts'

/** Rows that are summed up by one subtree; a power of two. */
export const CHUNK = 1024
const CHUNK_BYTES = 40
/** Chunks that are read at once. */
const READ = 16
/** Days that are closed in one look, after the program stood still. */
const DAYS_MOST = 31

const noHash = Buffer.alloc(32)

/** What a leaf says: id, instant in microseconds, kind, what it was done to, its version, hash of its words, hash of its row. */
export const leafText = `json_build_array(id, (extract(epoch from at) * 1000000)::bigint, kind, subject_id, version,
  encode(content_hash, 'hex'), encode(sha256(convert_to(${rowText.action}, 'UTF8')), 'hex'))::text`
/** As lib/merkle.ts hashes a leaf. */
const leafHash = `sha256('\\x00'::bytea || convert_to(${leafText}, 'UTF8'))`

export interface Leaf {
  readonly place: number
  readonly hash: Buffer
}

/** The leaves with `from < place <= to`, in their order, at most `limit`. */
export async function listLeaves(on: Tx, from: number, to: number, limit: number): Promise<Leaf[]> {
  return await prepared<{ place: number; hash: Buffer }>(
    on,
    'checkpoint-leaves',
    `select place_in_log as place, ${leafHash} as hash from action
     where place_in_log > $1 and place_in_log <= $2 order by place_in_log, id limit $3`,
    [from, to, limit],
  )
}

export interface Tree {
  readonly size: number
  readonly root: Buffer
  /** For each 1,024 leaves the last place and the root of their subtree. */
  readonly chunks: Buffer
}

/** The tree over the actions between two places, read piece by piece. */
export async function growTree(on: Tx, from: number, to: number): Promise<Tree> {
  const roots: Buffer[] = []
  const chunks: Buffer[] = []
  let size = 0
  for (let place = from; ; ) {
    const leaves = await listLeaves(on, place, to, CHUNK * READ)
    for (let at = 0; at < leaves.length; at += CHUNK) {
      const part = leaves.slice(at, at + CHUNK)
      const root = rootOf(part.map(({ hash }) => hash))
      const end = Buffer.alloc(8)
      end.writeBigInt64BE(BigInt(part.at(-1)?.place ?? 0))
      roots.push(root)
      chunks.push(end, root)
    }
    size += leaves.length
    place = leaves.at(-1)?.place ?? to
    if (leaves.length < CHUNK * READ) return { size, root: rootOf(roots), chunks: Buffer.concat(chunks) }
  }
}

export interface Chunk {
  /** Last place it covers. */
  readonly to: number
  readonly root: Buffer
}

export function readChunks(chunks: Buffer): Chunk[] {
  return Array.from({ length: chunks.length / CHUNK_BYTES }, (_, index) => {
    const at = index * CHUNK_BYTES
    return { to: Number(chunks.readBigInt64BE(at)), root: chunks.subarray(at + 8, at + CHUNK_BYTES) }
  })
}

export interface CheckpointFacts {
  readonly number: number
  readonly day: Day
  readonly size: number
  readonly root: Buffer
}

/** What is hashed and signed: six lines that anybody can write again. */
export function noteOf({ number, day, size, root }: CheckpointFacts, before: Buffer): Buffer {
  const lines = ['linli checkpoint 1', number, day, size, root.toString('hex'), before.toString('hex')]
  return Buffer.from(`${lines.join('\n')}\n`)
}

/** What the next checkpoint names. */
export function hashOfNote(note: Buffer): Buffer {
  return hash('sha256', note, 'buffer')
}

export interface Checkpoint extends CheckpointFacts {
  readonly fromPlace: number
  readonly toPlace: number
  readonly chunks: Buffer
  /** Hash of the note, which the next one names. */
  readonly hash: Buffer
  readonly keyId: string
  readonly publicKey: Buffer
  readonly signature: Buffer
  readonly closedAt: Date
}

const columns = [
  'number',
  'day',
  'from_place as fromPlace',
  'to_place as toPlace',
  'size',
  'root',
  'chunks',
  'hash',
  'key_id as keyId',
  'public_key as publicKey',
  'signature',
  'closed_at as closedAt',
] as const

/** @param range from a number on upwards, or below one downwards */
export async function listCheckpoints(
  { db }: { db: Tx },
  range: { since: number } | { before: number | undefined },
  limit: number,
): Promise<Checkpoint[]> {
  const rows = db.selectFrom('checkpoint').select(columns).limit(limit)
  if ('since' in range) return await rows.where('number', '>=', range.since).orderBy('number').execute()
  const below = range.before === undefined ? rows : rows.where('number', '<', range.before)
  return await below.orderBy('number', 'desc').execute()
}

/** The checkpoint whose tree holds a place; undefined while its day is not closed. */
export async function findCheckpointOf({ db }: { db: Tx }, place: number): Promise<Checkpoint | undefined> {
  return await db
    .selectFrom('checkpoint')
    .select(columns)
    .where('from_place', '<', place)
    .where('to_place', '>=', place)
    .executeTakeFirst()
}

/** The hash of the checkpoint before one; 32 zero bytes stand before the first. */
export async function hashBefore({ db }: { db: Tx }, number: number): Promise<Buffer> {
  const row = await db
    .selectFrom('checkpoint')
    .select('hash')
    .where('number', '=', number - 1)
    .executeTakeFirst()
  return row?.hash ?? noHash
}

/**
 * Closes the days that are over, oldest first, each in a transaction of its own.
 *
 * @returns how many were closed
 */
export async function closeDays(database: Database, seals: Seals, now: Date): Promise<number> {
  let closed = 0
  while (closed < DAYS_MOST && (await closeDay(database, seals, now))) closed += 1
  return closed
}

async function closeDay(database: Database, seals: Seals, now: Date): Promise<boolean> {
  return await database.transact(async (tx) => {
    // of two workers one closes; the other finds it closed when it looks again
    const lock = await sql<{ mine: boolean }>`
      select pg_try_advisory_xact_lock(hashtextextended('checkpoint', 3)) as mine`.execute(tx)
    if (!lock.rows[0]?.mine) return false
    const [last] = await listCheckpoints({ db: tx }, { before: undefined }, 1)
    const day = last ? addDays(last.day, 1) : await findFirstDay(tx)
    if (!day || day >= dayOf(now)) return false

    const from = last?.toPlace ?? 0
    const to = Math.max(from, await findSealedUntil(tx, endOfDay(day)))
    const tree = await growTree(tx, from, to)
    const summed = { number: (last?.number ?? 0) + 1, day, size: tree.size, root: tree.root }
    const note = noteOf(summed, last?.hash ?? noHash)
    const { keyId, publicKey, signature } = seals.signOpenly(note)
    await tx
      .insertInto('checkpoint')
      .values({
        ...summed,
        from_place: from,
        to_place: to,
        chunks: tree.chunks,
        hash: hashOfNote(note),
        key_id: keyId,
        public_key: publicKey,
        signature,
        closed_at: now,
      })
      .execute()
    return true
  })
}

async function findFirstDay(tx: Tx): Promise<Day | undefined> {
  const first = await tx
    .selectFrom('journal_seal')
    .select('sealed_at')
    .where('log', '=', 'action')
    .orderBy('number')
    .limit(1)
    .executeTakeFirst()
  return first && dayOf(first.sealed_at)
}

async function findSealedUntil(tx: Tx, end: Date): Promise<number> {
  const row = await tx
    .selectFrom('journal_seal')
    .select((eb) => eb.fn.max('to_place').as('to'))
    .where('log', '=', 'action')
    .where('sealed_at', '<', end)
    .executeTakeFirst()
  return row?.to ?? 0
}
