/**
 * The one way to the database: a pool, a Kysely instance with generated types, transactions, named statements.
 *
 * A city is a schema, chosen by the pool's connection options and never in code; `public` holds extensions only.
 * Days come as text (2026-11-22), bigint as number, instants as Date. Sessions count days in Asia/Shanghai.
 * Read next: migrate.ts for how tables get there, schema.ts (generated) for their types.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { createHash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Kysely, PostgresDialectConfig, Transaction, TransactionSettings } from 'kysely'
import { CompiledQuery, PostgresDialect, PostgresDriver, Kysely as Queries } from 'kysely'
import pg from 'pg'
import { gatherer } from './gather.ts'
import type { DB } from './schema.ts'

export type { DB } from './schema.ts'

/** What a query runs on: the pool's connections one by one, or one transaction. */
export type Tx = Kysely<DB> | Transaction<DB>

/** Anything that can run a named statement; the pool runs it with the least work, a client without waiting for others. */
export type Runner = Tx | pg.Pool | pg.PoolClient

/** An open database. */
export interface Database {
  readonly pool: pg.Pool
  readonly db: Kysely<DB>
  /**
   * One connection more, for short readings that work in a transaction may wait for (policy values): from the pool they might
   * never come, when every connection of it is held by somebody who waits for them.
   */
  readonly aside: Kysely<DB>
  /** Runs the work in one transaction: all of it, or nothing when it throws. */
  transact<T>(work: (tx: Transaction<DB>) => Promise<T>): Promise<T>
  /**
   * The same on a bare connection: statements that are not awaited one by one are sent together. One that fails spoils the
   * whole transaction, so it is for work that can be done again in another way.
   */
  transactTogether<T>(work: (run: pg.PoolClient) => Promise<T>): Promise<T>
  /**
   * Tells whoever listens on `linli` what has been committed, with what else is told in the same instant. A hint, not an
   * effect: what is told when the database goes away is lost, and listeners look again when it is back.
   *
   * @param change at most 8,000 bytes of JSON
   */
  tell(change: string): void
  /**
   * Does alike work that is asked for at the same time together: while a piece of it is on its way, what is asked for next
   * waits, and then goes as one; beside a piece that takes long a second one goes.
   *
   * @param kind what may go together
   * @param work all or nothing, each answer in the place of what was asked; when it fails each is done by itself, so what
   *   fails does so alone
   */
  gather<Asked, Answer>(
    kind: string,
    asked: Asked,
    work: (together: readonly Asked[]) => Promise<readonly Answer[]>,
  ): Promise<Answer>
  /** How many wait for a connection, or for room to go together. */
  waiting(): number
  close(): Promise<void>
}

/** Milliseconds for which hints are gathered: every notifying commit waits for the one before it, fsync included. */
const TELL_MS = 20

/** A connection that nobody used for so long is given back. */
const IDLE_MS = 3_600_000

/** Where to connect. */
export interface DatabaseOptions {
  readonly url: string
  /** Schema of the city. */
  readonly city?: string | undefined
  /** Connections at most. */
  readonly size?: number
  /**
   * In a transaction, asking the pool for a second connection is a fault, as tests want it: as many who do so at once as there are
   * connections would wait for each other for ever.
   */
  readonly isStrict?: boolean
}

/** The schema when a deployment has one city. */
export const defaultCity = 'city'

/** Opens a pool; nothing is connected until the first query. */
export function openDatabase({ url, city = defaultCity, size = 10, isStrict = false }: DatabaseOptions): Database {
  const settings = {
    connectionString: url,
    options: optionsOf(city),
    // a connection has made its plans and read its catalogue: a new one takes many times as long for its first list
    idleTimeoutMillis: IDLE_MS,
    keepAlive: true,
    types,
    pipeline: true,
    Client: namingClient(),
    application_name: 'linli',
  }
  const pool = new pg.Pool({ ...settings, max: size })
  const single = new pg.Pool({ ...settings, max: 1 })
  // An idle connection lost (the server restarts) is replaced at the next query; without a listener it would end us.
  for (const one of [pool, single]) one.on('error', () => {})
  const db = new Queries<DB>({ dialect: new PipeliningDialect({ pool }) })
  const aside = new Queries<DB>({ dialect: new PipeliningDialect({ pool: single }) })
  const held = isStrict ? watchTransactions(pool) : undefined
  const holding = <Run, T>(work: (run: Run) => Promise<T>): ((run: Run) => Promise<T>) =>
    held ? async (run) => await held.run(true, async () => await work(run)) : work
  const gathered = gatherer()
  const told: string[] = []
  let telling: Promise<unknown> | undefined
  const tellAll = async () => {
    // one after another, so that what was said first is heard first
    while (told.length > 0) {
      await pause(TELL_MS)
      const text = `select pg_notify('linli', change) from unnest($1::text[]) change`
      await pool.query({ name: 'tell', text, values: [told.splice(0)] }).catch(() => undefined)
    }
    telling = undefined
  }

  return {
    pool,
    db,
    aside,
    gather: gathered.gather,
    waiting: () => pool.waitingCount + gathered.waiting(),
    transact: async (work) => await db.transaction().execute(holding(work)),
    transactTogether: async (work) => await together(pool, holding(work)),
    tell: (change) => {
      told.push(change)
      // who tells does not wait for it
      telling ??= held ? held.exit(tellAll) : tellAll()
    },
    close: async () => {
      await telling
      await db.destroy()
      await aside.destroy()
      // Kysely leaves a pool alone that it never used itself
      for (const one of [pool, single]) if (!one.ending) await one.end()
    },
  }
}

/** Makes it a fault to ask a pool for a connection out of a transaction. @returns where transactions say that they are one */
function watchTransactions(pool: pg.Pool): AsyncLocalStorage<true> {
  const held = new AsyncLocalStorage<true>()
  const connect = pool.connect.bind(pool) as (...asked: unknown[]) => unknown
  Object.assign(pool, {
    connect: (...asked: unknown[]) => {
      if (held.getStore()) throw new Error('a transaction asks for a second connection')
      return connect(...asked)
    },
  })
  return held
}

async function together<T>(pool: pg.Pool, work: (run: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    const result = await work(client)
    await client.query('commit')
    client.release()
    return result
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    // statements that nobody waited for may still be on their way
    client.release(true)
    throw error
  }
}

/** One connection by itself, for what streams: COPY and cursors. Its reader closes it. */
export async function connectAlone({ url, city = defaultCity }: DatabaseOptions): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, options: optionsOf(city), types, application_name: 'linli' })
  // A connection that is lost fails the query of whoever uses it.
  client.on('error', () => {})
  await client.connect()
  return client
}

function optionsOf(city: string): string {
  if (!/^[a-z_][a-z0-9_]*$/.test(city)) throw new Error(`a city's schema is lower case letters, digits and _: ${city}`)
  // plans for the values at hand are made anew each time: a seventh of the database's time under load (decision 30)
  return `-c search_path=${city},public -c timezone=Asia/Shanghai -c plan_cache_mode=force_generic_plan`
}

/**
 * Runs a statement under a name, so PostgreSQL plans it once per connection, and returns its rows.
 *
 * @param on a transaction or Kysely instance, the pool or one of its clients
 * @param name unique for the text, at most 63 characters
 */
export async function prepared<Row>(
  on: Runner,
  name: string,
  text: string,
  values: readonly unknown[],
): Promise<Row[]> {
  if (!('executeQuery' in on)) return (await on.query({ name, text, values: [...values] })).rows as Row[]
  names.set(text, name)
  return (await on.executeQuery<Row>(CompiledQuery.raw(text, [...values]))).rows
}

/** Names that statements were given, by text. */
const names = new Map<string, string>()
/** Names that a pool makes; beyond (texts made at run time) statements stay unnamed, so servers do not fill up. */
const NAMES_MAX = 1_000

/** Clients of one pool. Kysely sends its statements unnamed, to be planned each time; named they cost a third less. */
function namingClient(): typeof pg.Client {
  const made = new Map<string, string>()

  function nameOf(text: string): string | undefined {
    const known = names.get(text) ?? made.get(text)
    if (known || made.size >= NAMES_MAX) return known
    const name = `q_${createHash('sha256').update(text).digest('hex').slice(0, 24)}`
    made.set(text, name)
    return name
  }

  return class extends pg.Client {
    constructor(config?: string | pg.ClientConfig) {
      super(config)
      // A connection lost while somebody uses it fails their query; the event besides would end the program.
      this.on('error', () => {})
    }

    // biome-ignore lint/suspicious/noExplicitAny: pg's overloads of query cannot be written down once more
    override query(config: any, values?: any, callback?: any): any {
      const name = typeof config === 'string' && Array.isArray(values) && values.length > 0 ? nameOf(config) : undefined
      if (!name) return super.query(config, values, callback)
      return super.query({ name, text: config, values }, callback)
    }
  }
}

/** Sends `begin` together with the first statement instead of waiting for its answer: one round trip less. */
class PipeliningDriver extends PostgresDriver {
  override async beginTransaction(
    connection: Parameters<PostgresDriver['beginTransaction']>[0],
    settings: TransactionSettings,
  ): Promise<void> {
    // When `begin` fails the connection is gone, and the statement behind it says so.
    super.beginTransaction(connection, settings).catch(() => {})
  }
}

class PipeliningDialect extends PostgresDialect {
  readonly #config: PostgresDialectConfig

  constructor(config: PostgresDialectConfig) {
    super(config)
    this.#config = config
  }

  override createDriver(): PostgresDriver {
    return new PipeliningDriver(this.#config)
  }
}

const types = new pg.TypeOverrides()
const asText = (text: string): string => text
types.setTypeParser(pg.types.builtins.INT8, readInteger)
types.setTypeParser(pg.types.builtins.DATE, asText)
types.setTypeParser(pg.types.builtins.INTERVAL, asText)
const readAnyInstant = pg.types.getTypeParser(pg.types.builtins.TIMESTAMPTZ) as (text: string) => Date
types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, readInstant)
types.setTypeParser(1016, (text: string) => readList(text, readInteger))
types.setTypeParser(1182, (text: string) => readList(text, asText))

/** In the form that JavaScript reads at once: a list has hundreds of instants, and pg's reader takes its time. */
function readInstant(text: string): Date {
  const at = new Date(`${text.slice(0, 10)}T${text.slice(11)}:00`)
  return text.endsWith('+08') && text.length <= 29 && !Number.isNaN(at.getTime()) ? at : readAnyInstant(text)
}

function readInteger(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} is too large for a number`)
  return value
}

/** A list of values that hold neither commas nor quotes: numbers, days. */
function readList<T>(text: string, read: (entry: string) => T): (T | null)[] {
  if (text === '{}') return []
  const entries = text.slice(1, -1).split(',')
  return entries.map((entry) => (entry === 'NULL' ? null : read(entry)))
}
