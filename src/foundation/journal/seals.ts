/**
 * Seals over the journal: what shows that rows of `action` or `reading` were changed, removed, inserted or moved.
 *
 * A seal covers the rows of a log between two places, is chained to the seal before and signed under a key that is not in
 * the database, so that whoever owns the database alone cannot seal anew what they changed. Owns journal_seal.
 * Acting does not know of it: the worker seals what is finished. Read next: verify.ts.
 */
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Database, Tx } from '#foundation/database/database.ts'
import { prepared } from '#foundation/database/database.ts'
import type { Seals } from '#lib/seal.ts'

export const logs = ['action', 'reading'] as const
export type Log = (typeof logs)[number]

/** Columns as text that no version or setting of PostgreSQL writes otherwise; instants in microseconds. */
export const rowText: Readonly<Record<Log, string>> = {
  action: `json_build_array(place_in_log, id, (extract(epoch from at) * 1000000)::bigint, actor_id, actor_role, kind,
    subject_id, path, from_state, to_state, version, facts::text, policy::text, encode(content_hash, 'hex'),
    encode(input_hash, 'hex'))::text`,
  reading: `json_build_array(place_in_log, id, (extract(epoch from at) * 1000000)::bigint, reader_id, role, person_id,
    subject_id, array_to_json(fields), purpose, words)::text`,
}

/** Half of a row's hash, made by PostgreSQL: no text of a row leaves it. */
const rowHash = Object.fromEntries(
  logs.map((log) => [log, `substring(sha256(convert_to(${rowText[log]}, 'UTF8')) from 1 for 16)`]),
) as Readonly<Record<Log, string>>

export interface SealedRow {
  readonly place: number
  readonly id: string
  readonly hash: Buffer
}

/** The rows of a log with `from < place <= to`, in their order, at most `limit`. */
export async function listRows(on: Tx, log: Log, from: number, to: number, limit: number): Promise<SealedRow[]> {
  return await prepared<SealedRow>(
    on,
    `seal-rows-${log}`,
    `select place_in_log as place, id, ${rowHash[log]} as hash from ${log}
     where place_in_log > $1 and place_in_log <= $2 order by place_in_log, id limit $3`,
    [from, to, limit],
  )
}

export interface PackedRows {
  readonly count: number
  /** Place of the last one; null when there is none. */
  readonly end: number | null
  /** Place and hash of each row, one after the other. */
  readonly packed: Buffer
}

/** The same rows as packRows() packs them, put together by PostgreSQL: one row is sent for thousands. */
export async function packRowsThere(on: Tx, log: Log, from: number, to: number, limit: number): Promise<PackedRows> {
  const [row] = await prepared<PackedRows>(
    on,
    `seal-packed-${log}`,
    `select count(*)::int as count, max(place) as "end",
       coalesce(string_agg(int8send(place) || hash, ''::bytea order by place, id), ''::bytea) as packed
     from (select place_in_log as place, id, ${rowHash[log]} as hash from ${log}
       where place_in_log > $1 and place_in_log <= $2 order by place_in_log, id limit $3) r`,
    [from, to, limit],
  )
  return row ?? { count: 0, end: null, packed: Buffer.alloc(0) }
}

export const ROW_BYTES = 24

/** Place and hash of each row, one after the other. */
export function packRows(rows: readonly SealedRow[]): Buffer {
  const packed = Buffer.alloc(rows.length * ROW_BYTES)
  for (const [index, { place, hash }] of rows.entries()) {
    packed.writeBigInt64BE(BigInt(place), index * ROW_BYTES)
    hash.copy(packed, index * ROW_BYTES + 8)
  }
  return packed
}

export interface SealFacts {
  readonly log: Log
  readonly number: number
  readonly from: number
  readonly to: number
  readonly rowHashes: Buffer
}

/** Sums a seal up with the one before; 32 zero bytes stand before the first. */
export function hashOfSeal({ log, number, from, to, rowHashes }: SealFacts, before: Buffer): Buffer {
  return createHash('sha256').update(`${log} ${number} ${from} ${to}\0`).update(before).update(rowHashes).digest()
}

export const noHash: Buffer = Buffer.alloc(32)

/** The last seal of each log and the last checkpoint. Kept outside the database too, they show that the newest were cut off. */
export type Heads = Readonly<Partial<Record<Log | 'checkpoint', { number: number; hash: string }>>>

export async function readHeads({ db }: Pick<Database, 'db'>): Promise<Heads> {
  const rows = await db
    .selectFrom('journal_seal')
    .distinctOn('log')
    .select(['log', 'number', 'hash'])
    .orderBy('log')
    .orderBy('number', 'desc')
    .execute()
  const last = await db
    .selectFrom('checkpoint')
    .select([sql.lit('checkpoint').as('log'), 'number', 'hash'])
    .orderBy('number', 'desc')
    .limit(1)
    .execute()
  return Object.fromEntries(
    [...rows, ...last].map(({ log, number, hash }) => [log, { number, hash: hash.toString('hex') }]),
  )
}

const BATCH = 10_000

interface Observed {
  readonly to: number
  /** Transactions that were writing to the log: one of them may hold a place up to `to` and not be finished. */
  readonly writers: ReadonlySet<string>
}

/**
 * Seals what is finished, when it is asked to look.
 *
 * A row with a lower place may be committed after one with a higher place. So a look only remembers how far rows were
 * committed and who was writing, and a later look seals up to there, when all of those have ended. After a restart it
 * begins with remembering again.
 */
export class Sealer {
  readonly #database: Database
  readonly #seals: Seals
  readonly #observed = new Map<Log, Observed>()

  constructor(database: Database, seals: Seals) {
    this.#database = database
    this.#seals = seals
  }

  /** @returns how many rows were sealed */
  async look(now: Date): Promise<number> {
    let sealed = 0
    for (const log of logs) {
      const observed = this.#observed.get(log)
      if (observed && (await this.#isFinished(log, observed))) {
        sealed += await this.#seal(log, observed.to, now)
        this.#observed.delete(log)
      }
      if (!this.#observed.has(log)) this.#observed.set(log, await this.#observe(log))
    }
    return sealed
  }

  /**
   * How far rows are committed is read first: who took a place before the last of them is among the writers, or has ended.
   * Not how far places were given out: a crash may take that back, and then a place is given out again.
   */
  async #observe(log: Log): Promise<Observed> {
    const place = await sql<{ to: number }>`
      select coalesce(max(place_in_log), 0) as "to" from ${sql.table(log)}
      where place_in_log > coalesce(
        (select to_place from journal_seal where log = ${log} order by number desc limit 1), 0)`.execute(
      this.#database.db,
    )
    return { to: place.rows[0]?.to ?? 0, writers: await this.#writersOf(log) }
  }

  async #isFinished(log: Log, { writers }: Observed): Promise<boolean> {
    if (writers.size === 0) return true
    const still = await this.#writersOf(log)
    return [...writers].every((writer) => !still.has(writer))
  }

  /** Every insert holds this lock from before it takes a place until its row can be seen, or never will be. */
  async #writersOf(log: Log): Promise<Set<string>> {
    const { rows } = await sql<{ writer: string }>`
      select virtualtransaction as writer from pg_locks
      where locktype = 'relation' and relation = ${log}::regclass and mode = 'RowExclusiveLock' and granted
        and database = (select oid from pg_database where datname = current_database())`.execute(this.#database.db)
    return new Set(rows.map(({ writer }) => writer))
  }

  async #seal(log: Log, to: number, now: Date): Promise<number> {
    let sealed = 0
    while (true) {
      const rows = await this.#sealBatch(log, to, now)
      sealed += rows
      if (rows < BATCH) return sealed
    }
  }

  async #sealBatch(log: Log, to: number, now: Date): Promise<number> {
    return await this.#database.transact(async (tx) => {
      // Of two workers one seals; the other finds nothing left.
      await sql`select pg_advisory_xact_lock(hashtextextended(${`seal ${log}`}, 3))`.execute(tx)
      const last = await tx
        .selectFrom('journal_seal')
        .select(['number', 'to_place', 'hash'])
        .where('log', '=', log)
        .orderBy('number', 'desc')
        .limit(1)
        .executeTakeFirst()
      const from = last?.to_place ?? 0
      if (to <= from) return 0
      const { count, end, packed: rowHashes } = await packRowsThere(tx, log, from, to, BATCH)
      if (end === null) return 0

      const facts = { log, number: (last?.number ?? 0) + 1, from, to: count < BATCH ? to : end, rowHashes }
      const hash = hashOfSeal(facts, last?.hash ?? noHash)
      const { keyId, mac } = this.#seals.sign(hash)
      await tx
        .insertInto('journal_seal')
        .values({
          log,
          number: facts.number,
          from_place: from,
          to_place: facts.to,
          row_count: count,
          row_hashes: rowHashes,
          hash,
          key_id: keyId,
          mac,
          sealed_at: now,
        })
        .execute()
      return count
    })
  }
}
