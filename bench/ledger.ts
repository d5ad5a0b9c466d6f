/**
 * `npm run bench -- ledger`: how many transfers the ledger makes in a second beside the least that a ledger can be.
 *
 * Control: one function that writes a transfer row, changes two balances in the order of their ids and writes two entries;
 * no key that is compared, no floor, no lots. The cases take turns on the same server with the same connections; read the
 * ratios. After every slice all books are checked, and a case whose books are wrong has no figure.
 *
 * --rounds=7 --seconds=2 (of a slice) --accounts=2000 --connections=20 --batch=100
 */
import type pg from 'pg'
import { checkLedger, declareLedger, ledgerOf, post, postMany } from '#engines/ledger/index.ts'
import { type Database, openDatabase } from '#foundation/database/database.ts'
import { migrate } from '#foundation/database/migrate.ts'
import { newId } from '#lib/ids.ts'
import { openTemporaryDatabase } from '#lib/postgres/temporary.ts'
import { median, percentile } from './client.ts'
import { serverCpu } from './programs.ts'

const options = Object.fromEntries(
  process.argv.slice(2).map((word) => /^--([a-z]+)=(\d+)$/.exec(word)?.slice(1) ?? [word, '']),
) as Record<string, string>
const ROUNDS = Number(options.rounds ?? 7)
const SECONDS = Number(options.seconds ?? 2)
const ACCOUNTS = Number(options.accounts ?? 2000)
const CONNECTIONS = Number(options.connections ?? 20)
const BATCH = Number(options.batch ?? 100)
const LOTS = 10
const LOT = 50
/** Batches at the same time; more of them would only wait for each other. */
const BATCHES = 2
const DAY = 86_400_000
const at = new Date('2026-05-14T01:00:00Z')

const ledger = ledgerOf({
  units: ['points'],
  accounts: {
    issued: { unit: 'points', owner: 'system' },
    expired: { unit: 'points', owner: 'system' },
    spent: { unit: 'points', owner: 'system' },
    wallet: { unit: 'points', owner: 'item', expiresInto: 'expired' },
    fund: { unit: 'points', owner: 'territory' },
    pool: { unit: 'points', owner: 'territory', shards: 16 },
  },
  rules: {
    award: { from: 'issued', to: 'wallet' },
    spend: { from: 'wallet', to: 'spent' },
    endow: { from: 'issued', to: 'fund' },
    fill: { from: 'issued', to: 'pool' },
    grant: { from: 'fund', to: 'wallet' },
    share: { from: 'pool', to: 'wallet' },
  },
})

const CONTROL = `
  create table control_balance (id uuid primary key, balance bigint not null, version bigint not null) with (fillfactor = 50);
  create table control_transfer (id uuid primary key, at timestamptz not null, source uuid not null, target uuid not null, amount bigint not null);
  create table control_entry (account_id uuid, version bigint, transfer_id uuid not null, amount bigint not null, balance bigint not null,
    primary key (account_id, version));
  create function control_post(p_id uuid, p_at timestamptz, p_from uuid, p_to uuid, p_amount bigint) returns void language plpgsql as $$
  declare a control_balance; b control_balance;
  begin
    insert into control_transfer values (p_id, p_at, p_from, p_to, p_amount);
    if p_from < p_to then
      update control_balance set balance = balance - p_amount, version = version + 1 where id = p_from returning * into a;
      update control_balance set balance = balance + p_amount, version = version + 1 where id = p_to returning * into b;
    else
      update control_balance set balance = balance + p_amount, version = version + 1 where id = p_to returning * into b;
      update control_balance set balance = balance - p_amount, version = version + 1 where id = p_from returning * into a;
    end if;
    insert into control_entry values (p_from, a.version, p_id, -p_amount, a.balance), (p_to, b.version, p_id, p_amount, b.balance);
  end $$`

const say = (line: string): void => console.log(line)
const server = await openTemporaryDatabase({ shared_buffers: '1GB', max_wal_size: '8GB' })
const database = openDatabase({ url: server.url, size: CONNECTIONS + 1 })
const result: Record<string, unknown> = { bench: 'ledger', rounds: ROUNDS, accounts: ACCOUNTS, lots: LOTS }
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
  await declareLedger(db, ledger)
  await pool.query(CONTROL)
  const people = Array.from({ length: ACCOUNTS }, newId)
  const spenders = Array.from({ length: ACCOUNTS }, newId)
  const funds = Array.from({ length: ACCOUNTS }, newId)
  const [hot, shared] = [newId(), newId()]
  const evidence = { table: 'bench', id: newId() }
  const one = <T>(of: readonly T[]): T => of[Math.floor(Math.random() * of.length)] as T
  const between = (least: number, most: number) => least + Math.floor(Math.random() * (most - least + 1))
  const soon = () => new Date(at.getTime() + between(30, 730) * DAY)

  say(`filling ${ACCOUNTS.toLocaleString('en')} accounts with ${LOTS} lots each`)
  await pool.query('insert into control_balance select unnest($1::uuid[]), 0, 0', [people])
  for (let n = 0; n < LOTS; n++) await give(people)
  for (const to of [...funds, hot]) await endow('endow', to, 1_000_000_000)
  await endow('fill', shared, 16_000_000_000)
  await refill()

  await pool.query('analyze')
  const pid = (await pool.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]?.pid ?? 0
  const cpu = serverCpu(pid)
  const cases: Record<string, (on: pg.PoolClient) => Promise<unknown>> = {
    control: async (on) => {
      const [from, to] = [one(people), one(people)]
      if (from === to) return
      await on.query({
        name: 'control',
        text: 'select control_post($1, $2, $3, $4, $5)',
        values: [newId(), at, from, to, 1],
      })
    },
    award: (on) =>
      post(on, ledger, { id: newId(), rule: 'award', to: one(people), amount: 10, at, evidence, expiresAt: soon() }),
    spend: (on) =>
      post(on, ledger, { id: newId(), rule: 'spend', from: one(spenders), amount: between(5, 35), at, evidence }),
    uniform: (on) => pay(on, 'grant', one(funds)),
    hot_pool: (on) => pay(on, 'grant', hot),
    sharded_pool: (on) => pay(on, 'share', shared),
    batch: async (on) => {
      const transfers = Array.from({ length: BATCH }, () => ({
        id: newId(),
        to: one(people),
        amount: 10,
        evidenceId: evidence.id,
        expiresAt: soon(),
      }))
      await postMany(on, ledger, { rule: 'award', at, table: 'bench', transfers })
    },
  }
  const lines = await Promise.all(Array.from({ length: CONNECTIONS }, () => pool.connect()))
  const kept: Record<string, { perSecond: number[]; cpu: number[]; p99: number[] }> = {}
  try {
    say('warming up')
    for (const [name, work] of Object.entries(cases)) await slice(name, work, SECONDS / 2)
    for (let round = 1; round <= ROUNDS; round++) {
      const said: string[] = []
      for (const [name, work] of Object.entries(cases)) {
        await refill()
        const load = await slice(name, work, SECONDS)
        const faults = await checkLedger(pool)
        if (faults.length > 0) throw new Error(`${name} broke the books: ${JSON.stringify(faults)}`)
        const into = kept[name] ?? { perSecond: [], cpu: [], p99: [] }
        kept[name] = into
        into.perSecond.push(load.perSecond)
        into.cpu.push(load.cpu)
        into.p99.push(load.p99)
        said.push(`${name} ${load.perSecond.toFixed(0)}/s (${(load.cpu * 1e6).toFixed(0)} µs)`)
      }
      say(`round ${round}: ${said.join(', ')}`)
    }
  } finally {
    for (const line of lines) line.release()
  }

  for (const [name, { perSecond }] of Object.entries(kept)) result[`${name}_per_s`] = Math.round(median(perSecond))
  const ratio = (name: string, to: string, of: 'perSecond' | 'cpu') =>
    round2(median((kept[name]?.[of] ?? []).map((value, place) => value / (kept[to]?.[of][place] ?? Number.NaN))))
  result.award_to_control = ratio('award', 'control', 'perSecond')
  result.spend_to_control = ratio('spend', 'control', 'perSecond')
  result.hot_to_uniform = ratio('hot_pool', 'uniform', 'perSecond')
  result.sharded_to_uniform = ratio('sharded_pool', 'uniform', 'perSecond')
  result.batch_to_award = ratio('batch', 'award', 'perSecond')
  result.award_cpu_ratio = ratio('award', 'control', 'cpu')
  result.spend_cpu_ratio = ratio('spend', 'control', 'cpu')
  result.control_cpu_us = Math.round(median(kept.control?.cpu ?? []) * 1e6)
  result.p99_ms = round2(Math.max(...['award', 'spend'].map((name) => median(kept[name]?.p99 ?? []))))
  result.bytes_per_award = await bytesPerTransfer()

  /** Gives lots until every spender has as many open as at the start. */
  async function refill(): Promise<void> {
    const { rows } = await pool.query<{ owner: string; lots: number }>(
      `select a.owner_id as owner, count(*)::int as lots from ledger_lot l join ledger_account a on a.id = l.account_id
       where l.is_open group by 1`,
    )
    const there = new Map(rows.map(({ owner, lots }) => [owner, lots]))
    await give(spenders.flatMap((owner) => Array.from({ length: LOTS - (there.get(owner) ?? 0) }, () => owner)))
  }

  async function give(owners: readonly string[]): Promise<void> {
    for (let from = 0; from < owners.length; from += 2000)
      await postMany(pool, ledger, {
        rule: 'award',
        at,
        table: 'bench',
        transfers: owners
          .slice(from, from + 2000)
          .map((to) => ({ id: newId(), to, amount: LOT, evidenceId: evidence.id, expiresAt: soon() })),
      })
  }

  async function endow(rule: 'endow' | 'fill', to: string, amount: number): Promise<void> {
    await post(pool, ledger, { id: newId(), rule, to, amount, at, evidence })
  }

  async function pay(on: pg.PoolClient, rule: 'grant' | 'share', from: string): Promise<void> {
    await post(on, ledger, { id: newId(), rule, from, to: one(people), amount: 10, at, evidence, expiresAt: soon() })
  }

  async function slice(name: string, work: (on: pg.PoolClient) => Promise<unknown>, seconds: number) {
    const [users, each] = name === 'batch' ? [lines.slice(0, BATCHES), BATCH] : [lines, 1]
    const took: number[] = []
    const before = cpu()
    const from = performance.now()
    await Promise.all(
      users.map(async (line) => {
        while (performance.now() < from + seconds * 1000) {
          const began = performance.now()
          await work(line)
          took.push(performance.now() - began)
        }
      }),
    )
    const spent = (performance.now() - from) / 1000
    const done = took.length * each
    return { perSecond: done / spent, cpu: (cpu() - before) / done, p99: percentile(took, 0.99) }
  }

  async function bytesPerTransfer(): Promise<number> {
    const { rows } = await pool.query<{ bytes: number }>(
      `select (sum(pg_total_relation_size(c.oid)) / (select count(*) from ledger_transfer))::int as bytes
       from pg_class c where c.relkind = 'r' and c.relname in ('ledger_transfer', 'ledger_entry', 'ledger_lot', 'ledger_allocation')`,
    )
    return rows[0]?.bytes ?? 0
  }
}

function round2(value: number): number {
  return Math.round(value * 100) / 100
}
