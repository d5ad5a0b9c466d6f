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
import type { Database } from './database.ts'

/** The folder of the migrations that belong to this program. */
export const migrationsFolder = join(import.meta.dirname, '../../../db/migrations')

/** What a migration run did. */
export interface Migrated {
  /** Names of the files that ran now. */
  readonly applied: readonly string[]
}

interface Migration {
  readonly name: string
  readonly checksum: string
  readonly text: string
}

/**
 * Runs the migrations that have not run yet.
 *
 * @throws when an applied migration was changed, or the database is newer than the program, or a statement fails
 */
export async function migrate({ pool }: Pick<Database, 'pool'>, folder = migrationsFolder): Promise<Migrated> {
  const migrations = await readMigrations(folder)
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

async function applyMissing(client: pg.PoolClient, migrations: readonly Migration[]): Promise<string[]> {
  await client.query(
    `create table if not exists migration (name text primary key, checksum text not null, applied_at timestamptz not null)`,
  )
  await client.query(`comment on table migration is 'Which files of db/migrations have run here.'`)
  const { rows } = await client.query<Migration>('select name, checksum from migration order by name')
  const known = new Map(migrations.map((migration) => [migration.name, migration]))
  for (const { name, checksum } of rows) {
    const ours = known.get(name)
    if (!ours) throw new Error(`database is newer than the program: it has the migration ${name}`)
    if (ours.checksum !== checksum) throw new Error(`migration ${name} was changed after it was applied`)
  }

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

async function readMigrations(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
  return await Promise.all(
    names.map(async (name) => {
      const text = await readFile(join(folder, name), 'utf8')
      return { name, text, checksum: createHash('sha256').update(text).digest('hex') }
    }),
  )
}
