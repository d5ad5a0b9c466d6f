/**
 * `npm run bench -- checkpoint`: how long the journal of a day takes to seal, to close and to verify, and a receipt to make.
 *
 * Control: the same rows sent as text and hashed here, one by one, as sealing was done before; in alternating slices.
 * --rows=1000000 (actions of the day) --rounds=5 --slice=50000 (rows of a slice)
 */
import { createHash } from 'node:crypto'
import { type Database, openDatabase } from '#foundation/database/database.ts'
import { migrate } from '#foundation/database/migrate.ts'
import { closeDays, growTree, listCheckpoints } from '#foundation/journal/checkpoints.ts'
import { proveActions } from '#foundation/journal/receipts.ts'
import { packRowsThere, rowText, Sealer } from '#foundation/journal/seals.ts'
import { openTemporaryDatabase } from '#lib/postgres/temporary.ts'
import { sealsOf } from '#lib/seal.ts'
import { median } from './client.ts'

const options = Object.fromEntries(
  process.argv.slice(2).map((word) => /^--([a-z]+)=(\d+)$/.exec(word)?.slice(1) ?? [word, '']),
) as Record<string, string>
const ROWS = Number(options.rows ?? 1_000_000)
const ROUNDS = Number(options.rounds ?? 5)
const SLICE = Number(options.slice ?? 50_000)
const BATCH = 10_000

const say = (line: string): void => console.log(line)
const result: Record<string, unknown> = { bench: 'checkpoint', rows: ROWS }
const seals = sealsOf(new Map([['k1', Buffer.alloc(32, 7)]]))

const server = await openTemporaryDatabase({ shared_buffers: '1GB', max_wal_size: '8GB' })
const database = openDatabase({ url: server.url, size: 2 })
try {
  await measure(database)
} finally {
  await database.close()
  await server.stop()
}
console.log(JSON.stringify(result))
process.exit()

async function measure({ db, pool }: Database): Promise<void> {
  await migrate(database)
  say(`filling ${ROWS.toLocaleString('en')} actions`)
  await pool.query(
    `insert into action (id, at, actor_role, kind, subject_id, path, from_state, to_state, version, facts, policy, content_hash, input_hash)
     select gen_random_uuid(), $2::timestamptz + n * interval '50 ms', 'system', 'request.classify', gen_random_uuid(), '33020300600501',
       'accepted', 'classified', 1, jsonb_build_object('class', 'key', 'due', n), '{"matter.key_due_months": 1}',
       sha256(int8send(n)), sha256(int8send(n + 1)) from generate_series(1, $1::bigint) n`,
    [ROWS, new Date('2026-05-14T00:00:00Z')],
  )
  await pool.query('vacuum analyze action')
  await pool.query(`select brin_summarize_new_values('action_place')`)

  const here: number[] = []
  const there: number[] = []
  for (let round = 0; round <= ROUNDS; round += 1) {
    const from = (round * SLICE) % Math.max(1, ROWS - SLICE)
    const [before, now] = [await timed(() => hashHere(from)), await timed(() => hashThere(from))]
    // the first warms up
    if (round > 0) here.push(SLICE / before)
    if (round > 0) there.push(SLICE / now)
  }
  result.hashedHerePerSecond = Math.round(median(here))
  result.hashedTherePerSecond = Math.round(median(there))
  result.thereToHere = round2(median(there) / median(here))

  const on = new Date('2026-05-14T12:00:00Z')
  const sealer = new Sealer(database, seals)
  await sealer.look(on)
  const sealing = await timed(() => sealer.look(on))
  result.sealSeconds = round2(sealing)
  result.sealedPerSecond = Math.round(ROWS / sealing)

  const memory = watchMemory()
  const closing = await timed(() => closeDays(database, seals, new Date('2026-05-15T01:00:00Z')))
  result.closeSeconds = round2(closing)
  result.closedPerSecond = Math.round(ROWS / closing)
  result.closeMegabytes = memory()

  const [day] = await listCheckpoints(database, { since: 1 }, 1)
  if (day?.size !== ROWS) throw new Error(`the day holds ${day?.size} of ${ROWS}`)
  result.checkpointBytes = day.chunks.length
  result.treeAgainSeconds = round2(await timed(() => growTree(db, day.fromPlace, day.toPlace)))

  const { rows } = await pool.query<{ id: string }>(
    'select id from action where place_in_log % ($1::bigint / 10) = 7 order by id limit 10',
    [ROWS],
  )
  const ids = rows.map(({ id }) => id)
  await proveActions(db, ids)
  const receipts: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) receipts.push(await timed(() => proveActions(db, ids)))
  result.receiptOfTenMilliseconds = Math.round(median(receipts) * 1000)

  async function hashHere(from: number): Promise<void> {
    for (let place = from; place < from + SLICE; place += BATCH) {
      const { rows } = await pool.query<{ text: string }>({
        name: 'control',
        text: `select place_in_log as place, id, ${rowText.action} as text from action
          where place_in_log > $1 and place_in_log <= $2 order by place_in_log, id`,
        values: [place, place + BATCH],
      })
      for (const { text } of rows) createHash('sha256').update(text).digest().subarray(0, 16)
    }
  }

  async function hashThere(from: number): Promise<void> {
    for (let place = from; place < from + SLICE; place += BATCH)
      await packRowsThere(db, 'action', place, place + BATCH, BATCH)
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return (performance.now() - began) / 1000
}

function round2(value: number): number {
  return Math.round(value * 100) / 100
}

/** @returns a function that ends watching and gives the most that was added, in megabytes */
function watchMemory(): () => number {
  const before = process.memoryUsage().rss
  let most = before
  const timer = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss)
  }, 50)
  return () => {
    clearInterval(timer)
    return Math.round((most - before) / 1e6)
  }
}
