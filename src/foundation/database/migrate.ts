/**
 * Brings a city's schema to what the program expects, by running db/migrations in order.
 *
 * Owns the table `migration`. Each file is one transaction; two programs starting at once wait for each other. A file that
 * was changed after it ran, or one that the program does not know, stops the start: guessing would cost data.
 * Read next: db/migrations.
 */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type pg from 'pg'
import { CommandRefused } from '#lib/command.ts'
import type { Database } from './database.ts'

/** The folder of the migrations that belong to this program. */
export const migrationsFolder = join(import.meta.dirname, '../../../db/migrations')

/** What a migration run did. */
export interface Migrated {
  /** Names of the files that ran now. */
  readonly applied: readonly string[]
}

/** A file of db/migrations. */
export interface Migration {
  readonly name: string
  readonly checksum: string
  readonly text: string
}

/**
 * Runs the migrations that have not run yet.
 *
 * @param only names of those to run; all of them unless told
 * @throws {CommandRefused} when the database is newer than the program
 * @throws when an applied migration was changed, or a statement fails
 */
export async function migrate(
  { pool }: Pick<Database, 'pool'>,
  folder = migrationsFolder,
  only?: ReadonlySet<string>,
): Promise<Migrated> {
  const all = await readMigrations(folder)
  const migrations = only ? all.filter(({ name }) => only.has(name)) : all
  const client = await pool.connect()
  try {
    const { rows } = await client.query<{ city: string }>(
      `select split_part(current_setting('search_path'), ',', 1) city`,
    )
    const city = rows[0]?.city ?? 'public'
    await client.query(`select pg_advisory_lock(hashtext('linli.migrate.' || $1))`, [city])
    try {
      await client.query(`create schema if not exists ${client.escapeIdentifier(city)}`)
      return { applied: await applyMissing(client, migrations) }
    } finally {
      await client.query(`select pg_advisory_unlock(hashtext('linli.migrate.' || $1))`, [city]).catch(() => {})
    }
  } finally {
    client.release()
  }
}

/**
 * Checks that the database is exactly what the program expects, for who serves it without migrating.
 *
 * @throws {CommandRefused} when it is newer, or older, or was never set up
 */
export async function checkMigrated({ pool }: Pick<Database, 'pool'>, folder = migrationsFolder): Promise<void> {
  const migrations = await readMigrations(folder)
  const { rows } = await pool.query<{ there: boolean }>(`select to_regclass('migration') is not null as there`)
  const applied = rows[0]?.there ? await listApplied(pool) : []
  checkApplied(applied, migrations)
  const done = new Set(applied.map(({ name }) => name))
  const missing = migrations.find(({ name }) => !done.has(name))
  if (missing)
    throw new CommandRefused(
      '数据库比程序旧，请先运行 npm run migrate',
      'the database is older than the program, run npm run migrate first',
      `it lacks ${missing.name}`,
    )
}

async function listApplied(on: pg.Pool | pg.PoolClient): Promise<Pick<Migration, 'name' | 'checksum'>[]> {
  return (await on.query<Migration>('select name, checksum from migration order by name')).rows
}

function checkApplied(
  applied: readonly Pick<Migration, 'name' | 'checksum'>[],
  migrations: readonly Migration[],
): void {
  const known = new Map(migrations.map((migration) => [migration.name, migration]))
  for (const { name, checksum } of applied) {
    const ours = known.get(name)
    if (!ours)
      throw new CommandRefused(
        '数据库比程序新，请换上较新的程序',
        'the database is newer than the program, start a newer program',
        `it has the migration ${name}`,
      )
    if (ours.checksum !== checksum) throw new Error(`migration ${name} was changed after it was applied`)
  }
}

async function applyMissing(client: pg.PoolClient, migrations: readonly Migration[]): Promise<string[]> {
  await client.query(
    `create table if not exists migration (name text primary key, checksum text not null, applied_at timestamptz not null)`,
  )
  await client.query(`comment on table migration is 'Which files of db/migrations have run here.'`)
  const rows = await listApplied(client)
  checkApplied(rows, migrations)

  const done = new Set(rows.map(({ name }) => name))
  const missing = migrations.filter(({ name }) => !done.has(name))
  for (const migration of missing) await apply(client, migration)
  return missing.map(({ name }) => name)
}

async function apply(client: pg.PoolClient, { name, checksum, text }: Migration): Promise<void> {
  await client.query('begin')
  try {
    await client.query(text)
    await client.query('insert into migration (name, checksum, applied_at) values ($1, $2, $3)', [
      name,
      checksum,
      new Date(),
    ])
    await client.query('commit')
  } catch (cause) {
    await client.query('rollback')
    const { message, position } = cause as pg.DatabaseError
    const line = position ? `:${text.slice(0, Number(position)).split('\n').length}` : ''
    throw new Error(`migration ${name}${line} failed: ${message}`, { cause })
  }
}

/** The migrations of a folder, in their order. */
export async function readMigrations(folder = migrationsFolder): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
  return await Promise.all(
    names.map(async (name) => {
      const text = await readFile(join(folder, name), 'utf8')
      return { name, text, checksum: createHash('sha256').update(text).digest('hex') }
    }),
  )
}
