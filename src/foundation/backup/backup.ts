/**
 * A backup: one tar with every table of a city as it was at one instant, its sequences and its uploaded files.
 *
 * Tables are read by COPY in one snapshot while the program runs. Nothing is held in memory but a piece of a few megabytes
 * and the list of files. Keys are not in it. The file appears under its name only when it is whole and flushed.
 * Read next: manifest.ts for what is in it, restore.ts for the way back.
 */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { open, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { type Pack, pack as packTar } from 'tar-stream'
import { countByKey } from '#foundation/sealed.ts'
import { CommandRefused, type Say } from '#lib/command.ts'
import { checkValueOf, firstOf, type Keys } from '#lib/seal.ts'
import { listOf, readCatalogue } from './catalogue.ts'
import type { FilePart, Manifest, SequenceState, TablePart } from './manifest.ts'
import { FORMAT, fileName, manifestName, pieceName } from './manifest.ts'

/** Uploaded files as a domain keeps them: which there are, and what each is called below the folder of files. */
export interface KeptFiles {
  /** Gives `id` and `sha256`. */
  readonly query: string
  nameOf(id: string, sha256: Buffer): string
}

export interface BackupOptions {
  /** A connection of its own. */
  readonly client: pg.Client
  readonly keys: Keys
  readonly files: { readonly folder: string; readonly kept: readonly KeptFiles[] }
  /** Where it is written. It must not be there yet. */
  readonly file: string
  readonly now: Date
  readonly program: string
  readonly say: Say
}

const PIECE_BYTES = 8 * 1024 * 1024

/** @throws {CommandRefused} when the file is there already, or a key that values are sealed under is not in the key file */
export async function backup(options: BackupOptions): Promise<Manifest> {
  const { file, client, say } = options
  if (existsSync(file))
    throw new CommandRefused('文件已经存在，请换一个名字', 'the file exists, choose another name', file)

  const half = `${file}.part`
  const handle = await open(half, 'w', 0o600)
  try {
    const tar = new Tar(handle, options.now)
    await client.query('begin isolation level repeatable read, read only')
    const manifest = await writeParts(tar, options)
    await client.query('commit')
    await tar.add(manifestName, Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`))
    await tar.end()
    await handle.sync()
    await handle.close()
    await rename(half, file)
    await flushFolder(dirname(file))
    say(`已备份 · backed up: ${file}`)
    return manifest
  } catch (error) {
    await client.query('rollback').catch(() => {})
    await handle.close().catch(() => {})
    await rm(half, { force: true })
    throw error
  }
}

async function writeParts(tar: Tar, options: BackupOptions): Promise<Manifest> {
  const { client, say } = options
  await client.query(`set local datestyle to iso; set local timezone to 'UTC'; set local extra_float_digits to 1`)
  const catalogue = await readCatalogue(client)
  // Nobody may change the shape of a table while it is read.
  await client.query(
    `lock table ${listOf(
      client,
      catalogue.tables.map(({ name }) => name),
    )} in access share mode`,
  )
  const keys = await listKeys(client, options.keys)

  const tables: TablePart[] = []
  for (const [index, { name, columns }] of catalogue.tables.entries()) {
    const part = await writeTable(tar, client, name, columns)
    tables.push(part)
    say(`  ${index + 1}/${catalogue.tables.length} ${name}: ${part.rows} 行 · rows`)
  }
  const { files, missing } = await writeFiles(tar, options)

  return {
    format: FORMAT,
    program: options.program,
    at: options.now.toISOString(),
    city: await findCity(client),
    postgres: (await client.query<{ v: string }>(`select current_setting('server_version') as v`)).rows[0]?.v ?? '',
    migrations: (await client.query('select name, checksum from migration order by name')).rows,
    keys,
    tables,
    // Sequences know no snapshot. Read last, they are at least as far as every row that was read.
    sequences: await listSequences(client, catalogue.sequences),
    files,
    missing,
  }
}

async function writeTable(tar: Tar, client: pg.Client, name: string, columns: readonly string[]): Promise<TablePart> {
  const stream = client.query(copyTo(`copy ${client.escapeIdentifier(name)} (${listOf(client, columns)}) to stdout`))
  const hash = createHash('sha256')
  let pieces = 0
  let bytes = 0
  let held: Buffer[] = []
  let heldBytes = 0
  const flush = async (): Promise<void> => {
    if (heldBytes === 0) return
    await tar.add(pieceName(name, ++pieces), Buffer.concat(held))
    held = []
    heldBytes = 0
  }
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    hash.update(chunk)
    held.push(chunk)
    heldBytes += chunk.length
    bytes += chunk.length
    if (heldBytes >= PIECE_BYTES) await flush()
  }
  await flush()
  return { name, columns, rows: stream.rowCount, bytes, sha256: hash.digest('hex') }
}

/** Files are written before their rows and never changed, so those of the snapshot are on disk. */
async function writeFiles(
  tar: Tar,
  { client, files: { folder, kept }, say }: BackupOptions,
): Promise<Pick<Manifest, 'files' | 'missing'>> {
  const files: FilePart[] = []
  const missing: string[] = []
  for (const { query, nameOf } of kept) {
    const { rows } = await client.query<{ id: string; sha256: Buffer }>(query)
    for (const [index, { id, sha256 }] of rows.entries()) {
      const name = nameOf(id, sha256)
      const bytes = await readFile(join(folder, name)).catch(() => undefined)
      const sum = bytes && createHash('sha256').update(bytes).digest()
      if (!bytes || !sum?.equals(sha256)) {
        missing.push(name)
        say(`  文件缺失或损坏 · a file is missing or broken: ${name}`)
        continue
      }
      await tar.add(fileName(name), bytes)
      files.push({ name, bytes: bytes.length, sha256: sum.toString('hex') })
      if ((index + 1) % 1000 === 0) say(`  ${index + 1}/${rows.length} 个文件 · files`)
    }
  }
  say(`  ${files.length} 个文件 · files`)
  return { files, missing }
}

async function listKeys(client: pg.Client, keys: Keys): Promise<Manifest['keys']> {
  const first = firstOf(keys)
  const used = new Set([first, ...(await countByKey(client)).keys()])
  return [...used].sort().map((id) => {
    const key = keys.get(id)
    if (!key)
      throw new CommandRefused(
        '密钥文件里缺少数据库正在用的密钥，这样的备份无法恢复',
        'the key file lacks a key that the database uses; such a backup could not be restored',
        id,
      )
    return { id, check: checkValueOf(key), finds: id === first }
  })
}

async function listSequences(client: pg.Client, names: readonly string[]): Promise<SequenceState[]> {
  const states: SequenceState[] = []
  for (const name of names) {
    const { rows } = await client.query<{ value: string; called: boolean }>(
      `select last_value::text as value, is_called as called from ${client.escapeIdentifier(name)}`,
    )
    if (rows[0]) states.push({ name, ...rows[0] })
  }
  return states
}

async function findCity(client: pg.Client): Promise<Manifest['city']> {
  const { rows } = await client.query<{ path: string; name: string }>(
    `select path, name from territory where level = 'city' order by path limit 1`,
  )
  return rows[0] ?? null
}

/** A tar that is written to disk as it grows; an entry is done when it was taken from memory. */
class Tar {
  readonly #pack: Pack = packTar()
  readonly #now: Date
  readonly #written: Promise<void>

  constructor(handle: FileHandle, now: Date) {
    this.#now = now
    this.#written = this.#write(handle)
    this.#written.catch(() => {})
  }

  async #write(handle: FileHandle): Promise<void> {
    try {
      for await (const chunk of this.#pack) await handle.writeFile(chunk as Buffer)
    } catch (error) {
      this.#pack.destroy(error as Error)
      throw error
    }
  }

  async add(name: string, bytes: Buffer): Promise<void> {
    const added = new Promise<void>((resolve, reject) => {
      this.#pack.entry({ name, mode: 0o600, mtime: this.#now, size: bytes.length, type: 'file' }, bytes, (error) =>
        error ? reject(error) : resolve(),
      )
    })
    // What ended the writing (a full disk) says more than the entry that could not be added.
    await Promise.all([added.catch(async (error: unknown) => await this.#written.then(() => Promise.reject(error)))])
  }

  async end(): Promise<void> {
    this.#pack.finalize()
    await this.#written
  }
}

async function flushFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  await folder.sync().finally(() => folder.close())
}
