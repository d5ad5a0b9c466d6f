/**
 * Whether the journal is as it was sealed and published: reads every row again, and every word that was not erased.
 *
 * Of each seal it names the first row that differs. Erasing words and salt leaves everything whole, because rows keep only
 * their hash. Read next: seals.ts.
 */
import { sql } from 'kysely'
import type { Database } from '#foundation/database/database.ts'
import { hashOf } from '#lib/canonical.ts'
import type { Say } from '#lib/command.ts'
import type { Seals } from '#lib/seal.ts'
import { growTree, hashOfNote, listCheckpoints, noteOf } from './checkpoints.ts'
import type { Heads, Log, SealedRow } from './seals.ts'
import { hashOfSeal, listRows, logs, noHash, packRows, packRowsThere, ROW_BYTES } from './seals.ts'

export interface Fault {
  readonly log: Log | 'content' | 'checkpoint'
  readonly fact:
    | 'row.changed'
    | 'row.removed'
    | 'row.inserted'
    | 'seal.broken'
    | 'seal.missing'
    | 'words.changed'
    | 'words.foreign'
    | 'checkpoint.broken'
    | 'checkpoint.missing'
    | 'checkpoint.differs'
  readonly place?: number
  readonly id?: string
  /** Number of the seal, or of the checkpoint. */
  readonly seal?: number
}

export interface Verified {
  readonly rows: Readonly<Record<Log, number>>
  /** Rows after the last seal. */
  readonly unsealed: Readonly<Record<Log, number>>
  readonly words: number
  /** Days that were closed. */
  readonly days: number
  readonly faults: readonly Fault[]
}

export interface VerifyOptions {
  readonly database: Database
  readonly seals: Seals
  /** The last seals as this machine remembers them. */
  readonly heads: Heads
  readonly say: Say
}

const FAULTS_MAX = 100
const WORDS_BATCH = 2_000

export async function verifyJournal({ database, seals, heads, say }: VerifyOptions): Promise<Verified> {
  const faults: Fault[] = []
  const rows = { action: 0, reading: 0 }
  const unsealed = { action: 0, reading: 0 }
  for (const log of logs) {
    await sql`select brin_summarize_new_values(${`${log}_place`}::regclass)`.execute(database.db)
    const checked = await verifyLog(database, seals, log, heads[log], faults, say)
    rows[log] = checked.rows
    unsealed[log] = checked.unsealed
  }
  const days = await verifyCheckpoints(database, seals, heads.checkpoint, faults, say)
  const words = await verifyWords(database, faults, say)
  return { rows, unsealed, words, days, faults: faults.slice(0, FAULTS_MAX) }
}

/** Whether the trees of all days are those of the rows, each signed and naming the one before. */
async function verifyCheckpoints(
  { db }: Database,
  seals: Seals,
  head: Heads['checkpoint'],
  faults: Fault[],
  say: Say,
): Promise<number> {
  const log = 'checkpoint'
  let before = noHash
  let place = 0
  let number = 0
  let headSeen = head === undefined
  while (true) {
    const [found] = await listCheckpoints({ db }, { since: number + 1 }, 1)
    if (!found) break
    const follows = found.number === number + 1 && found.fromPlace === place
    if (!follows) faults.push({ log, fact: 'checkpoint.missing', seal: number + 1 })
    const note = noteOf(found, before)
    const isOurs =
      hashOfNote(note).equals(found.hash) &&
      seals.isSignedOpenly(found.keyId, note, found.signature) &&
      seals.publicKeyOf(found.keyId)?.equals(found.publicKey) === true
    if (!isOurs) faults.push({ log, fact: 'checkpoint.broken', seal: found.number })
    if (head && found.number === head.number) headSeen = found.hash.toString('hex') === head.hash

    const tree = await growTree(db, found.fromPlace, found.toPlace)
    const same = tree.size === found.size && tree.root.equals(found.root) && tree.chunks.equals(found.chunks)
    if (!same) faults.push({ log, fact: 'checkpoint.differs', seal: found.number })
    number = found.number
    place = found.toPlace
    before = found.hash
  }
  if (!headSeen && head) faults.push({ log, fact: 'checkpoint.missing', seal: head.number })
  say(`  checkpoint: ${number} 天 · days`)
  return number
}

async function verifyLog(
  { db }: Database,
  seals: Seals,
  log: Log,
  head: Heads[Log],
  faults: Fault[],
  say: Say,
): Promise<{ rows: number; unsealed: number }> {
  let before = noHash
  let place = 0
  let number = 0
  let rows = 0
  let headSeen = head === undefined

  // Places begin at one; anything before was put there by hand.
  const early = await listRows(db, log, Number.MIN_SAFE_INTEGER, 0, 1)
  for (const { place: at, id } of early) faults.push({ log, fact: 'row.inserted', place: at, id })

  while (true) {
    const seal = await db
      .selectFrom('journal_seal')
      .selectAll()
      .where('log', '=', log)
      .where('number', '>', number)
      .orderBy('number')
      .limit(1)
      .executeTakeFirst()
    if (!seal) break

    const facts = { log, number: seal.number, from: seal.from_place, to: seal.to_place, rowHashes: seal.row_hashes }
    const hash = hashOfSeal(facts, before)
    const follows = seal.number === number + 1 && seal.from_place === place
    if (!follows) faults.push({ log, fact: 'seal.missing', seal: number + 1 })
    if (!hash.equals(seal.hash) || !seals.isSigned(seal.key_id, seal.hash, seal.mac))
      faults.push({ log, fact: 'seal.broken', seal: seal.number })
    if (head && seal.number === head.number) headSeen = seal.hash.toString('hex') === head.hash

    const most = seal.row_count + 1
    const found = await packRowsThere(db, log, seal.from_place, seal.to_place, most)
    if (!found.packed.equals(seal.row_hashes)) {
      const fault = compareRows(log, seal.row_hashes, await listRows(db, log, seal.from_place, seal.to_place, most))
      if (fault) faults.push({ ...fault, seal: seal.number })
    }

    rows += found.count
    number = seal.number
    place = seal.to_place
    before = seal.hash
    if (number % 100 === 0) say(`  ${log}: ${rows} 行 · rows`)
  }
  if (!headSeen && head) faults.push({ log, fact: 'seal.missing', seal: head.number })

  const after = await db
    .selectFrom(log)
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('place_in_log', '>', place)
    .executeTakeFirstOrThrow()
  say(`  ${log}: ${rows} 行 · rows`)
  return { rows, unsealed: after.n }
}

/** The first difference between what a seal says and what is there. */
function compareRows(log: Log, sealed: Buffer, found: readonly SealedRow[]): Fault | undefined {
  const packed = packRows(found)
  if (packed.equals(sealed)) return undefined
  for (let index = 0; ; index += 1) {
    const at = index * ROW_BYTES
    const row = found[index]
    const place = at < sealed.length ? Number(sealed.readBigInt64BE(at)) : undefined
    if (place === undefined) return row && { log, fact: 'row.inserted', place: row.place, id: row.id }
    if (!row || row.place > place) return { log, fact: 'row.removed', place }
    if (row.place < place) return { log, fact: 'row.inserted', place: row.place, id: row.id }
    if (!packed.subarray(at, at + ROW_BYTES).equals(sealed.subarray(at, at + ROW_BYTES)))
      return { log, fact: 'row.changed', place, id: row.id }
  }
}

async function verifyWords({ db }: Database, faults: Fault[], say: Say): Promise<number> {
  let checked = 0
  let last = '00000000-0000-0000-0000-000000000000'
  while (true) {
    const rows = await db
      .selectFrom('content as c')
      .innerJoin('action as a', 'a.id', 'c.action_id')
      .select(['c.action_id', 'c.salt', 'c.body', 'a.content_hash', 'a.place_in_log'])
      .where('c.action_id', '>', last)
      .orderBy('c.action_id')
      .limit(WORDS_BATCH)
      .execute()
    const end = rows.at(-1)
    if (!end) break
    for (const { action_id, salt, body, content_hash, place_in_log } of rows) {
      if (content_hash?.equals(hashOf(body, salt))) continue
      const fact = content_hash ? 'words.changed' : 'words.foreign'
      faults.push({ log: 'content', fact, id: action_id, place: place_in_log })
    }
    checked += rows.length
    last = end.action_id
    if (checked % (WORDS_BATCH * 10) === 0) say(`  content: ${checked} 行 · rows`)
  }
  say(`  content: ${checked} 行 · rows`)
  return checked
}
