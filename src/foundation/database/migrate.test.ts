/**
 * Migrations run once, in order, whole, and never over a database they do not know.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { FreshDatabase } from '#tests/support/database.ts'
import { freshDatabase } from '#tests/support/database.ts'
import type { Database } from './database.ts'
import { openDatabase } from './database.ts'
import { migrate } from './migrate.ts'

let fresh: FreshDatabase
let database: Database
let folder: string

beforeEach(async () => {
  fresh = await freshDatabase('empty')
  database = openDatabase({ url: fresh.url })
  folder = await mkdtemp(join(tmpdir(), 'linli-migrations-'))
  await write('0001_first.sql', 'create table first (id int);')
  await write('0002_second.sql', 'alter table first add column words text;')
})

afterEach(async () => {
  await database.close()
  await fresh.drop()
  await rm(folder, { recursive: true })
})

test('files run in order, each once', async () => {
  expect(await migrate(database, folder)).toEqual({ applied: ['0001_first.sql', '0002_second.sql'] })
  expect(await migrate(database, folder)).toEqual({ applied: [] })

  await write('0003_third.sql', 'create table third (id int);')
  expect(await migrate(database, folder)).toEqual({ applied: ['0003_third.sql'] })
})

test('two programs that start at once run each file once', async () => {
  const other = openDatabase({ url: fresh.url })

  const runs = await Promise.all([migrate(database, folder), migrate(other, folder)])
  await other.close()

  expect(runs.flatMap(({ applied }) => applied)).toHaveLength(2)
})

test('a file that fails says where, and leaves nothing of itself', async () => {
  await write('0003_third.sql', 'create table third (id int);\n\ncreate table wrong (id nothing);')

  await expect(migrate(database, folder)).rejects.toThrow('0003_third.sql:3 failed: type "nothing" does not exist')

  expect(
    (await database.pool.query(`select to_regclass('third') as third, to_regclass('first') as first`)).rows,
  ).toEqual([{ third: null, first: 'first' }])
})

test('a file that was changed after it ran stops the start', async () => {
  await migrate(database, folder)
  await write('0001_first.sql', 'create table first (id bigint);')

  await expect(migrate(database, folder)).rejects.toThrow('0001_first.sql was changed after it was applied')
})

test('a database that knows more than the program stops the start', async () => {
  await write('0009_later.sql', 'select 1;')
  await migrate(database, folder)
  await rm(join(folder, '0009_later.sql'))

  await expect(migrate(database, folder)).rejects.toThrow(
    'database is newer than the program, start a newer program: it has the migration 0009_later.sql',
  )
})

async function write(name: string, text: string): Promise<void> {
  await writeFile(join(folder, name), text)
}
