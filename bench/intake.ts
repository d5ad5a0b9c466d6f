/**
 * `npm run bench -- intake`: how many requests a city can take in, and whether a million old ones make it slower.
 *
 * Lifecycle: created by a resident, accepted by a clerk, contacted and answered by a grid worker, confirmed and rated by
 * the resident: five HTTP requests by three signed-in people, with every effect on (clocks, notices, journal, live).
 * Control: bench/control.ts. Everything is measured in alternating slices on the same machine; read the ratios.
 *
 * --rows=1000000 (history) --rounds=7 --seconds=2 (of a slice) --spike=60 (seconds, 0 leaves it out)
 */

import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { openDatabase } from '#foundation/database/database.ts'
import { newId } from '#lib/ids.ts'
import { makeKeys } from '#lib/key-file.ts'
import { openTemporaryDatabase } from '#lib/postgres/temporary.ts'
import { Connection, flatOut, median, paced, percentile, type Reply } from './client.ts'
import { type City, fillCity, type Person } from './fill.ts'
import { machineCpu, ownCpu, type Program, run, serverCpu } from './programs.ts'
import type { Reading } from './reader.ts'

const options = Object.fromEntries(
  process.argv.slice(2).map((word) => /^--([a-z]+)=(\d+)$/.exec(word)?.slice(1) ?? [word, '']),
) as Record<string, string>
const ROWS = Number(options.rows ?? 1_000_000)
const ROUNDS = Number(options.rounds ?? 7)
const SECONDS = Number(options.seconds ?? 2)
const SPIKE = Number(options.spike ?? 60)
const AT_ONCE = 16
const DUE = 10_000
/** As many as two hundred workers read who look again every ten seconds. */
const LISTS_PER_SECOND = 20

const say = (line: string): void => console.log(line)
const result: Record<string, unknown> = { bench: 'intake', rows: ROWS, rounds: ROUNDS }
const running: Program[] = []

const server = await openTemporaryDatabase({ shared_buffers: '1GB', max_wal_size: '8GB' })
const data = await mkdtemp(join(tmpdir(), 'linli-bench-'))
makeKeys(join(data, 'keys'))
const stops: (() => Promise<unknown> | unknown)[] = [
  () => rm(data, { recursive: true, force: true }),
  () => server.stop(),
]
try {
  await measure()
} finally {
  for (const stop of stops.reverse()) await stop()
}
console.log(JSON.stringify(result))
process.exit()

async function measure(): Promise<void> {
  const [empty, full] = [await makeCity('bench_empty', 0), await makeCity('bench_full', ROWS)]
  const programs = { empty: await start(empty), full: await start(full) }
  const control = await run('bench/control.ts', 'start', { DATABASE_URL: empty.url })
  stops.push(() => control.stop())
  running.push(control)
  const pid = await backendOf(empty.url)
  const databaseCpu = serverCpu(pid)
  const watch = watching(databaseCpu)

  const lines = {
    empty: open(programs.empty.port),
    full: open(programs.full.port),
    control: open(control.port),
  }
  const slice = async (
    name: 'empty' | 'full' | 'control',
    work: (line: Connection, index: number) => Promise<unknown>,
    seconds = SECONDS,
  ) => {
    const program = name === 'control' ? control : programs[name]
    const before = program.cpu() + databaseCpu()
    const load = await flatOut(lines[name], seconds, work)
    return { ...load, cpu: (program.cpu() + databaseCpu() - before) / load.done }
  }
  const insert = async (line: Connection) =>
    good(await line.send('/insert', '', reportOf(empty.residents[0] as Person)))
  const creates = (city: City) => creating(city)
  const lives = (city: City) => living(city)

  say('warming up')
  await slice('control', insert)
  await slice('empty', creates(empty))
  await slice('full', creates(full))
  await slice('full', lives(full))

  const rounds: Record<string, number[]> = {}
  const inRounds = watch()
  const keep = (name: string, value: number) => {
    rounds[name] = [...(rounds[name] ?? []), value]
  }
  for (let round = 1; round <= ROUNDS; round++) {
    const plain = await slice('control', insert)
    const made = await slice('full', creates(full))
    const light = await slice('empty', creates(empty))
    const lived = await slice('full', lives(full))
    keep('control_inserts_per_s', plain.perSecond)
    keep('creates_per_s', made.perSecond)
    keep('creates_per_s_empty', light.perSecond)
    keep('lifecycles_per_s', lived.perSecond)
    keep('cpu_ratio_full_to_empty', made.cpu / light.cpu)
    keep('creates_to_control', made.perSecond / plain.perSecond)
    keep('lifecycles_to_control', lived.perSecond / plain.perSecond)
    keep('cpu_ms_per_create', made.cpu * 1000)
    keep('cpu_ms_per_control', plain.cpu * 1000)
    keep('full_to_empty', made.perSecond / light.perSecond)
    say(
      `round ${round}: control ${plain.perSecond.toFixed(0)}/s, creates ${made.perSecond.toFixed(0)}/s (empty ${light.perSecond.toFixed(0)}/s), lifecycles ${lived.perSecond.toFixed(1)}/s, CPU full/empty ${(made.cpu / light.cpu).toFixed(2)}`,
    )
  }
  result.others_in_rounds = inRounds()
  for (const [name, values] of Object.entries(rounds)) result[name] = round(median(values), 3)

  const half = Number(result.creates_per_s) / 2
  say(`half load: ${half.toFixed(0)} creates/s, with lists read beside it`)
  const seconds = Math.max(20, SECONDS * 8)
  const community = full.residents[0]?.community ?? ''
  const reading = {
    port: programs.full.port,
    connections: 4,
    perSecond: LISTS_PER_SECOND,
    lists: [
      { name: 'inbox', path: '/api/desk/requests?view=all&state=confirmed', cookie: full.officer.cookie },
      { name: 'inbox', path: '/api/desk/requests?view=grid', cookie: full.streetOfficer.cookie },
      { name: 'inbox', path: '/api/desk/requests?view=mine', cookie: full.workers[0]?.cookie ?? '' },
      { name: 'board', path: `/api/board?path=${community}`, cookie: '' },
    ],
  }
  const loaded = async (much: number) =>
    await Promise.all([paced(lines.full, half, much, creates(full)), readBeside({ ...reading, seconds: much })])
  // a server that runs for weeks has made its plans on every connection
  await loaded(10)
  const inHalf = watch()
  const [load, { inbox = [], board = [] }] = await loaded(seconds)
  result.others_at_half_load = inHalf()
  result.p95_ms = round(percentile(load.took, 0.95), 1)
  result.inbox_p95_ms = round(percentile(inbox, 0.95), 1)
  result.board_p95_ms = round(percentile(board, 0.95), 1)
  say(`create p95 ${result.p95_ms} ms, inbox p95 ${result.inbox_p95_ms} ms, board p95 ${result.board_p95_ms} ms`)

  await fireMany(full, watch)
  if (SPIKE > 0) await spike(full, Number(result.creates_per_s))
}

async function readBeside(reading: Reading): Promise<Record<string, number[]>> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'reader.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  child.stdin.end(JSON.stringify(reading))
  return JSON.parse(await text(child.stdout)) as Record<string, number[]>
}

async function makeCity(name: string, rows: number): Promise<City> {
  const { pool, close } = openDatabase({ url: server.url })
  await pool.query(`create database ${name}`)
  await close()
  say(`${name}: ${rows.toLocaleString('en')} requests of history`)
  const url = new URL(server.url)
  url.pathname = name
  const city = await fillCity(url.href, rows, say)
  await seal(city)
  return city
}

/** History was sealed long ago; what its seals say is not measured here. */
async function seal(city: City): Promise<void> {
  const database = openDatabase({ url: city.url })
  for (const log of ['action', 'reading'])
    await database.pool.query(
      `insert into journal_seal (log, number, from_place, to_place, row_count, row_hashes, hash, key_id, mac, sealed_at)
       select $1, 1, 0, max(place_in_log), 1, decode(repeat('00', 24), 'hex'), sha256(''), 'k1', sha256(''), $2 from ${log} having count(*) > 0`,
      [log, new Date()],
    )
  await database.close()
}

async function start(city: City, verb = 'start') {
  const program = await run('src/main.ts', verb, {
    DATABASE_URL: city.url,
    LINLI_ENV: 'production',
    LINLI_DATA: data,
    PORT: '0',
  })
  stops.push(() => program.stop())
  running.push(program)
  return program
}

/** Begins to watch; what it returns says how many cores anybody but us kept busy since, so that a run beside others shows. */
function watching(databaseCpu: () => number): () => () => number {
  const ours = () => ownCpu() + databaseCpu() + running.reduce((sum, program) => sum + program.cpu(), 0)
  return () => {
    const [machine, us, began] = [machineCpu(), ours(), performance.now()]
    return () => round((machineCpu() - machine - (ours() - us)) / ((performance.now() - began) / 1000), 2)
  }
}

function open(port: number, count = AT_ONCE): Connection[] {
  const connections = Array.from({ length: count }, () => new Connection(port))
  stops.push(() => {
    for (const connection of connections) connection.close()
  })
  return connections
}

async function backendOf(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  stops.push(() => client.end())
  return rows[0]?.pid ?? 0
}

function reportOf({ community }: Person) {
  return {
    id: newId(),
    words: '三单元楼道的灯坏了一个多星期，晚上看不见台阶。老人上下楼不安全，请来看看。',
    place: { community, words: '三单元楼道' },
    visibility: 'handler' as const,
  }
}

function good(reply: Reply): Reply {
  if (reply.status !== 200) throw new Error(`answered ${reply.status}: ${reply.body.slice(0, 300)}`)
  return reply
}

/** Each report is another resident's, so that limits per account are as they are. */
function creating({ residents }: City) {
  let next = 0
  return async (line: Connection) => {
    const person = residents[next++ % residents.length] as Person
    good(await line.send('/api/requests', person.cookie, reportOf(person)))
  }
}

function living({ residents, clerks, workers }: City) {
  let next = 0
  return async (line: Connection) => {
    const place = next++
    const person = residents[place % residents.length] as Person
    const at = clerks.findIndex(({ community }) => community === person.community)
    const [clerk, worker] = [clerks[at] as Person, workers[at] as Person]
    const opened = JSON.parse(good(await line.send('/api/requests', person.cookie, reportOf(person))).body) as {
      id: string
    }
    const act = async (who: Person, action: string, seen: number, form: object) =>
      good(await line.send(`/api/requests/${opened.id}/actions/${action}`, who.cookie, { id: newId(), seen, ...form }))
    await act(clerk, 'accept', 1, { kind: 'help', category: 'lighting' })
    await act(worker, 'contact', 2, { way: 'phone', reached: true })
    await act(worker, 'reply', 3, { words: '换好了，感应灯也试过。', answered: [0, 1], omitted: [] })
    await act(person, 'confirm', 4, { solved: 'yes', service: 5 })
  }
}

/** 10,000 clocks run out at once; three workers take them, and one of them is killed in the middle. */
async function fireMany(city: City, watch: () => () => number): Promise<void> {
  const database = openDatabase({ url: city.url })
  const more = [await start(city, 'work'), await start(city, 'work')]
  // they run before anything is due, as workers do
  await pause(6000)
  const { rows } = await database.pool.query<{ id: string; name: string }>(
    `with due as (select c.matter_id, c.name from clock c join matter m on m.id = c.matter_id
       where c.next_at > now() and c.fired_at is null and m.state = any('{submitted,accepted,assigned,in_progress}')
       order by c.matter_id limit $1)
     update clock c set due_at = now() - interval '1 second', next_at = now() - interval '1 second' from due
     where c.matter_id = due.matter_id and c.name = due.name returning c.matter_id as id, c.name`,
    [DUE],
  )
  const began = performance.now()
  const others = watch()
  const ids = rows.map(({ id }) => id)
  const left = async () =>
    Number(
      (
        await database.pool.query(
          'select count(*)::int as n from clock where matter_id = any($1::uuid[]) and next_at <= now()',
          [ids],
        )
      ).rows[0].n,
    )
  let killed = false
  for (let remaining = await left(); remaining > 0 && performance.now() - began < 120_000; remaining = await left()) {
    if (!killed && remaining < ids.length / 2) killed = more[0]?.process.kill('SIGKILL') ?? false
    await pause(200)
  }
  result.others_at_fire = others()
  result.fire_10000_s = round((performance.now() - began) / 1000, 2)
  const { rows: done } = await database.pool.query<{ n: number; most: number }>(
    `select count(*)::int as n, coalesce(max(times), 0)::int as most from (
       select subject_id, facts->>'clock', count(*) as times from action
       where kind = 'request.escalate' and subject_id = any($1::uuid[]) group by 1, 2) x`,
    [ids],
  )
  result.clocks_due = ids.length
  result.clocks_fired = done[0]?.n
  result.clock_fired_most = done[0]?.most
  say(
    `fired ${done[0]?.n} of ${ids.length} in ${result.fire_10000_s} s, at most ${done[0]?.most} time each; killed one: ${killed}`,
  )
  await database.close()
}

/** Ten times what was measured, for a while: what is acknowledged is there, nothing twice, the rest is told to come again. */
async function spike(city: City, rate: number): Promise<void> {
  const program = await start(city, 'serve')
  const lines = open(program.port, 300)
  const kept: string[] = []
  let refused = 0
  let other = 0
  let next = 0
  say(`spike: ${Math.round(rate * 10)} creates/s for ${SPIKE} s`)
  const offered = await paced(lines, rate * 10, SPIKE, async (line) => {
    const person = city.residents[next++ % city.residents.length] as Person
    const report = reportOf(person)
    try {
      const { status } = await line.send('/api/requests', person.cookie, report)
      if (status === 200) kept.push(report.id)
      else if (status === 503) refused += 1
      else other += 1
    } catch {
      other += 1
    }
  })
  const after = await paced(lines.slice(0, AT_ONCE), rate / 4, 10, creating(city))
  const database = openDatabase({ url: city.url })
  const { rows } = await database.pool.query<{ there: number; numbers: number }>(
    'select count(*)::int as there, count(distinct number)::int as numbers from matter where id = any($1::uuid[])',
    [kept],
  )
  await database.close()
  result.spike_acknowledged = kept.length
  result.spike_lost = kept.length - (rows[0]?.there ?? 0)
  result.spike_numbers_repeated = (rows[0]?.there ?? 0) - (rows[0]?.numbers ?? 0)
  result.spike_refused_503 = refused
  result.spike_other = other
  result.spike_after_p95_ms = round(percentile(after.took, 0.95), 1)
  say(`spike: ${offered.done} sent, ${kept.length} kept, ${refused} told to come again, ${other} otherwise`)
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}
