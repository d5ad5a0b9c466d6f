/** Taking and bringing back backups in tests, and what two databases are compared by. */
import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { backup } from '#foundation/backup/backup.ts'
import { readCatalogue } from '#foundation/backup/catalogue.ts'
import type { Manifest } from '#foundation/backup/manifest.ts'
import { type RestoreOptions, restore } from '#foundation/backup/restore.ts'
import { connectAlone, type Database, openDatabase } from '#foundation/database/database.ts'
import type { Keys } from '#lib/seal.ts'
import { keptFiles } from '../../src/program.ts'
import { freshDatabase } from './database.ts'

const quiet = (): void => {}

/** A database and the folder of its files. */
export interface Target {
  url: string
  database: Database
  files: string
}

/** An empty database that nobody else uses, and an empty folder; on another server when its address is given. */
export async function emptyTarget(server?: string): Promise<Target> {
  const fresh = server ? { url: server, drop: async () => {} } : await freshDatabase('empty')
  const database = openDatabase({ url: fresh.url })
  const files = await mkdtemp(join(tmpdir(), 'linli-restored-'))
  onTestFinished(async () => {
    await database.close()
    await fresh.drop()
    await rm(files, { recursive: true, force: true })
  })
  return { url: fresh.url, database, files }
}

export async function backUp(
  of: { url: string; files: string },
  file: string,
  keys: Keys,
  now: Date,
): Promise<Manifest> {
  const client = await connectAlone({ url: of.url })
  const files = { folder: of.files, kept: keptFiles }
  return await backup({ client, keys, files, file, now, program: '0.1.0', say: quiet }).finally(() => client.end())
}

export async function bringBackTo(
  { url, database, files }: Target,
  options: Pick<RestoreOptions, 'keys' | 'file' | 'migrations'>,
): Promise<Manifest> {
  const client = await connectAlone({ url })
  return await restore({ database, client, filesFolder: files, say: quiet, ...options }).finally(() => client.end())
}

/** Every table's rows in an order of their own, as a sum, and every sequence. */
export async function contentsOf({ url }: { url: string }): Promise<Record<string, string>> {
  const client = await connectAlone({ url })
  const { tables, sequences } = await readCatalogue(client)
  const contents: Record<string, string> = {}
  for (const { name } of tables) {
    const { rows } = await client.query<{ all: string }>(
      `select coalesce(string_agg(t::text, chr(10) order by t::text), '') as all from ${client.escapeIdentifier(name)} t`,
    )
    contents[name] = createHash('sha256')
      .update(rows[0]?.all ?? '')
      .digest('hex')
  }
  for (const name of sequences) {
    const { rows } = await client.query(`select last_value, is_called from ${client.escapeIdentifier(name)}`)
    contents[name] = JSON.stringify(rows[0])
  }
  await client.end()
  return contents
}

/** Files below a folder by their names, with their bytes. */
export async function listFiles(below: string): Promise<Record<string, string>> {
  const entries = await readdir(below, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const files = await Promise.all(
    paths.sort().map(async (path) => [path.slice(below.length), (await readFile(path)).toString('base64')] as const),
  )
  return Object.fromEntries(files)
}

export async function tablesIn({ database }: Target): Promise<number> {
  const { rows } = await database.pool.query<{ n: number }>(
    `select count(*) as n from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`,
  )
  return rows[0]?.n ?? -1
}
