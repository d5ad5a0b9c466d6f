/**
 * The way back: a backup into an empty database.
 *
 * The tar is read twice. The first reading changes nothing and refuses a backup that is broken, of a newer program, or whose
 * keys are not there. The second fills the tables, as they were named when it was taken, in one transaction; then the
 * migrations that came since run. No right of a superuser is needed, and PostgreSQL 15 takes what 18 gave.
 * Read next: backup.ts.
 */
import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rename, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { extract } from 'tar-stream'
import type { Database } from '#foundation/database/database.ts'
import { migrate, readMigrations } from '#foundation/database/migrate.ts'
import { CommandRefused, type Say } from '#lib/command.ts'
import { checkValueOf, firstOf, type Keys } from '#lib/seal.ts'
import { listOf, readCatalogue } from './catalogue.ts'
import type { Manifest } from './manifest.ts'
import { manifestName, partOf, readManifest } from './manifest.ts'

export interface RestoreOptions {
  readonly database: Database
  /** A connection of its own to the same city. */
  readonly client: pg.Client
  /** Undefined when there is no key file. */
  readonly keys: Keys | undefined
  readonly filesFolder: string
  readonly file: string
  readonly say: Say
  /** Where the migrations of this program are; those of the checkout unless told. */
  readonly migrations?: string
}

/**
 * @throws {CommandRefused} before anything is written: when the backup is damaged or of a newer program, when a key it needs
 * is not in the key file, or when the database is not empty
 */
export async function restore(options: RestoreOptions): Promise<Manifest> {
  const { database, client, keys, file, say } = options
  say('正在检查备份 · checking the backup')
  const manifest = await checkBackup(file)
  await checkMigrations(manifest, options.migrations)
  checkKeys(manifest, keys)
  const untouched = await checkEmpty(client)

  try {
    await migrate(database, options.migrations, new Set(manifest.migrations.map(({ name }) => name)))
    await load(manifest, options)
  } catch (error) {
    // What was not there before is taken away again, so that the next try finds the database as this one did.
    if (untouched) await dropCity(client)
    throw error
  }
  const { applied } = await migrate(database, options.migrations)
  if (applied.length > 0) say(`之后的更新 · later migrations: ${applied.length}`)
  say(`已恢复到 · restored to: ${manifest.at}`)
  return manifest
}

/**
 * Reads a whole backup and compares every sum.
 *
 * @throws {CommandRefused} naming what is broken
 */
export async function checkBackup(file: string): Promise<Manifest> {
  const { text, tables, files } = await sumUp(file).catch((error: Error) => {
    // What the tar's own reader says of one that was cut short or never was one.
    if (/unexpected end|invalid tar/i.test(error.message)) throw damaged(file)
    throw error
  })
  if (!text) throw damaged(manifestName)

  const manifest = readManifest(text.toString('utf8'))
  const empty = createHash('sha256').digest('hex')
  for (const { name, bytes, sha256 } of manifest.tables) {
    const sum = tables.get(name)
    if ((sum?.bytes ?? 0) !== bytes || (sum?.hash.digest('hex') ?? empty) !== sha256) throw damaged(`tables/${name}`)
    tables.delete(name)
  }
  for (const { name, bytes, sha256 } of manifest.files) {
    const sum = files.get(name)
    if (sum?.bytes !== bytes || sum.hash.digest('hex') !== sha256) throw damaged(`files/${name}`)
    files.delete(name)
  }
  for (const stranger of [...tables.keys(), ...files.keys()]) throw damaged(stranger)
  return manifest
}

/** The first reading: what is there, and its sums. */
async function sumUp(
  file: string,
): Promise<{ text: Buffer | undefined; tables: Map<string, Sum>; files: Map<string, Sum> }> {
  const tables = new Map<string, Sum>()
  const files = new Map<string, Sum>()
  let text: Buffer | undefined
  for await (const { name, body } of entriesOf(file)) {
    const part = partOf(name)
    if (!part || text) throw damaged(name)
    if (part === 'manifest') {
      text = await readAll(body)
      continue
    }
    const sum =
      'table' in part
        ? (tables.get(part.table) ?? { bytes: 0, hash: createHash('sha256') })
        : { bytes: 0, hash: createHash('sha256') }
    if ('table' in part) tables.set(part.table, sum)
    else if (files.has(part.file)) throw damaged(name)
    else files.set(part.file, sum)
    for await (const chunk of body) {
      sum.hash.update(chunk)
      sum.bytes += chunk.length
    }
  }
  return { text, tables, files }
}

interface Sum {
  bytes: number
  readonly hash: Hash
}

function damaged(part: string): CommandRefused {
  return new CommandRefused(
    '备份已损坏，什么都没有写入；请换一份备份',
    'the backup is damaged and nothing was written; take another one',
    part,
  )
}

async function checkMigrations(manifest: Manifest, folder?: string): Promise<void> {
  const ours = new Map((await readMigrations(folder)).map(({ name, checksum }) => [name, checksum]))
  const stranger = manifest.migrations.find(({ name, checksum }) => ours.get(name) !== checksum)
  if (!stranger) return
  throw new CommandRefused(
    '备份的数据表比程序新，请用较新的程序恢复',
    'the tables of the backup are newer than the program, restore it with a newer one',
    stranger.name,
  )
}

function checkKeys(manifest: Manifest, keys: Keys | undefined): void {
  const lacking = manifest.keys.filter(({ id, check, finds }) => {
    const key = keys?.get(id)
    return !keys || !key || checkValueOf(key) !== check || (finds && firstOf(keys) !== id)
  })
  if (lacking.length === 0) return
  throw new CommandRefused(
    '密钥文件里没有这份备份要用的密钥，什么都没有写入；请先放回当时的密钥文件',
    'the key file lacks keys that this backup needs, and nothing was written; put back the key file of that time first',
    lacking.map(({ id }) => id).join(', '),
  )
}

/** @returns whether there is no table at all */
async function checkEmpty(client: pg.Client): Promise<boolean> {
  const { tables } = await readCatalogue(client)
  for (const { name } of tables) {
    if (name === 'migration') continue
    const { rowCount } = await client.query(`select 1 from ${client.escapeIdentifier(name)} limit 1`)
    if (rowCount)
      throw new CommandRefused(
        '数据库不是空的；请恢复到一个新的空数据库',
        'the database is not empty; restore into a new, empty one',
        name,
      )
  }
  return tables.length === 0
}

async function dropCity(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ city: string | null }>('select current_schema() as city')
  const city = rows[0]?.city
  if (city && city !== 'public') await client.query(`drop schema ${client.escapeIdentifier(city)} cascade`)
}

async function load(manifest: Manifest, { client, filesFolder, file, say }: RestoreOptions): Promise<void> {
  await client.query('begin')
  try {
    const catalogue = await readCatalogue(client)
    const here = new Map(catalogue.tables.map((table) => [table.name, table]))
    const { loops } = catalogue
    for (const { table, name } of loops)
      await client.query(
        `alter table ${client.escapeIdentifier(table)} drop constraint ${client.escapeIdentifier(name)}`,
      )
    // Rows that migrations wrote are in the backup too.
    for (const { name } of [...catalogue.tables].reverse()) {
      const { rowCount } = await client.query(`select 1 from ${client.escapeIdentifier(name)} limit 1`)
      if (rowCount) await client.query(`delete from ${client.escapeIdentifier(name)}`)
    }

    const entries = entriesOf(file)
    let entry = await entries.next()
    const piecesOf = async function* (table: string): AsyncGenerator<Buffer> {
      for (; !entry.done; entry = await entries.next()) {
        const part = partOf(entry.value.name)
        if (typeof part !== 'object' || !('table' in part) || part.table !== table) return
        yield* entry.value.body
      }
    }
    for (const [index, { name, columns, rows }] of manifest.tables.entries()) {
      if (!here.has(name)) throw new Error(`the migrations of the backup make no table ${name}`)
      const into = client.query(
        copyFrom(`copy ${client.escapeIdentifier(name)} (${listOf(client, columns)}) from stdin`),
      )
      await pipeline(piecesOf(name), into)
      if (into.rowCount !== rows) throw new Error(`${name} has ${into.rowCount} rows and not ${rows}`)
      say(`  ${index + 1}/${manifest.tables.length} ${name}: ${rows} 行 · rows`)
    }
    for (const { table, name, definition } of loops)
      await client.query(
        `alter table ${client.escapeIdentifier(table)} add constraint ${client.escapeIdentifier(name)} ${definition}`,
      )
    for (const { name, value, called } of manifest.sequences)
      await client.query('select setval($1::text::regclass, $2::bigint, $3)', [
        client.escapeIdentifier(name),
        value,
        called,
      ])

    let written = 0
    for (; !entry.done; entry = await entries.next()) {
      const part = partOf(entry.value.name)
      if (typeof part === 'object' && 'file' in part) {
        await writeWhole(join(filesFolder, part.file), await readAll(entry.value.body))
        written += 1
      } else await readAll(entry.value.body)
    }
    say(`  ${written} 个文件 · files`)
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  }
  await client.query('analyze')
}

interface Entry {
  readonly name: string
  readonly body: AsyncIterable<Buffer>
}

async function* entriesOf(file: string): AsyncGenerator<Entry> {
  await stat(file).catch(() => {
    throw new CommandRefused('找不到备份文件', 'the backup is not there', file)
  })
  const tar = extract()
  const reading = createReadStream(file)
  reading.on('error', (error) => tar.destroy(error))
  reading.pipe(tar as unknown as NodeJS.WritableStream)
  try {
    for await (const entry of tar) yield { name: entry.header.name, body: entry as AsyncIterable<Buffer> }
  } finally {
    reading.destroy()
  }
}

async function readAll(body: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of body) chunks.push(chunk)
  return Buffer.concat(chunks)
}

async function writeWhole(path: string, bytes: Buffer): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const half = `${path}.part`
  const handle = await open(half, 'w', 0o600)
  try {
    await handle.writeFile(bytes)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(half, path)
}
