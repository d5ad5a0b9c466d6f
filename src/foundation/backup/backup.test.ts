/**
 * What a backup keeps comes back, on this PostgreSQL and on the oldest; what cannot come back whole is refused before
 * anything is written.
 */
import { copyFile, mkdir, mkdtemp, open, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { migrate, migrationsFolder } from '#foundation/database/migrate.ts'
import { Sealer } from '#foundation/journal/seals.ts'
import { type Keys, sealsOf } from '#lib/seal.ts'
import {
  backUp,
  bringBackTo,
  contentsOf,
  emptyTarget,
  listFiles,
  type Target,
  tablesIn,
} from '#tests/support/backups.ts'
import { keepPhoto } from '#tests/support/files.ts'
import { act, report } from '#tests/support/requests.ts'
import { phones, type World, world } from '#tests/support/world.ts'
import { orderTables } from './catalogue.ts'
import type { Manifest } from './manifest.ts'
import type { RestoreOptions } from './restore.ts'

const keys: Keys = new Map([['test', Buffer.alloc(32, 7)]])
const seals = sealsOf(keys)
/** A newer program: its tables point at each other, and its first rows come from a migration. */
const loop = `
alter table building add column first_request uuid references request;
create table note (id bigint generated always as identity primary key, words text not null, length int generated always as (length(words)) stored);
comment on table note is 'For this test.';
insert into note (words) values ('written by the migration');`

let city: World
let folder: string
let migrations: string
let file: string
let manifest: Manifest
let before: Record<string, string>

beforeAll(async () => {
  city = await world({ shared: true })
  folder = await mkdtemp(join(tmpdir(), 'linli-backup-'))
  file = join(folder, 'city.tar')
  migrations = join(folder, 'migrations')
  await mkdir(migrations)
  for (const name of await readdir(migrationsFolder))
    await copyFile(join(migrationsFolder, name), join(migrations, name))
  await writeFile(join(migrations, '9000_loop.sql'), loop)
  await migrate(city.database, migrations)

  const chen = await city.resident('chen')
  const words = '楼道灯\\坏了\t三天\n没人修，反斜杠 \\N 和“引号”都要在。'
  const { id } = await report(chen, { files: [await keepPhoto(chen)], words })
  await act(await city.staff('zhou'), id, 'accept', { kind: 'help', category: 'elevator' })
  await city.database.pool.query(`update building set first_request = $1 where name = '12 幢'`, [id])
  const sealer = new Sealer(city.database, seals)
  await sealer.look(city.clock.now())
  await sealer.look(city.clock.now())
  manifest = await takeBackup(file)
  before = await contentsOf(city)
  return async () => {
    await city.close()
    await rm(folder, { recursive: true, force: true })
  }
})

async function takeBackup(into: string): Promise<Manifest> {
  return await backUp({ url: city.url, files: filesOf(city) }, into, keys, city.clock.now())
}

const filesOf = ({ service }: World): string => service.settings.filesFolder

async function bringBack(into: Target, more: Partial<RestoreOptions> = {}): Promise<Manifest> {
  return await bringBackTo(into, { keys, file, migrations, ...more })
}

describe('a backup', () => {
  test('comes back into an empty database: every table, sequence and file is the same [U05] [GB22239-L1-BACKUP]', async () => {
    const other = await emptyTarget()

    const restored = await bringBack(other)

    expect(restored).toEqual(manifest)
    expect(await contentsOf(other)).toEqual(before)
    expect(await listFiles(other.files)).toEqual(await listFiles(filesOf(city)))
    expect(manifest.files).toHaveLength(1)
    expect(manifest.tables.find(({ name }) => name === 'request')?.rows).toBe(1)
  })

  test('restored, the city goes on: phones open, new rows take places of their own, the journal refuses changes', async () => {
    const other = await emptyTarget()
    await bringBack(other)
    const { pool } = other.database

    const { rows } = await pool.query(`select phone_sealed from person where phone_tail = '0316'`)
    expect(seals.open(rows[0]?.phone_sealed)).toBe(phones.chen)
    expect((await pool.query(`insert into note (words) values ('new') returning id`)).rows).toEqual([{ id: 2 }])
    await expect(pool.query('delete from action')).rejects.toThrow('append-only')
    await expect(pool.query('update building set first_request = gen_random_uuid()')).rejects.toThrow('foreign key')
  })

  test('is one moment: what is written while it is taken is in it whole or not at all [U05]', async () => {
    const chen = await city.resident('chen')
    const into = join(folder, 'busy.tar')
    let busy = true
    const writing = (async () => {
      while (busy) await report(chen)
    })()

    await takeBackup(into)
    busy = false
    await writing
    const other = await emptyTarget()
    await bringBack(other, { file: into })

    const { rows } = await other.database.pool.query(`
      select count(*) filter (where c.n = 0) as without_clock, count(*) filter (where a.n = 0) as without_action
      from matter m, lateral (select count(*) as n from clock where matter_id = m.id) c,
        lateral (select count(*) as n from action where subject_id = m.id) a`)
    expect(rows).toEqual([{ without_clock: 0, without_action: 0 }])
  })

  test('of an older program is brought up to date after it came back', async () => {
    const newer = join(folder, 'newer-migrations')
    await mkdir(newer)
    for (const name of await readdir(migrations)) await copyFile(join(migrations, name), join(newer, name))
    await writeFile(join(newer, '9001_newer.sql'), 'alter table note add column kind text;')
    const other = await emptyTarget()

    await bringBack(other, { migrations: newer })

    expect((await other.database.pool.query('select words, kind from note')).rows).toEqual([
      { words: 'written by the migration', kind: null },
    ])
  })

  test('is never written over another file, and half of one has another name', async () => {
    await expect(takeBackup(file)).rejects.toThrow('the file exists')
    await expect(takeBackup(join(folder, 'nowhere', 'city.tar'))).rejects.toThrow('ENOENT')
    expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([])
  })

  test('holds no key, and names those it needs', async () => {
    const bytes = await readFile(file)

    expect(manifest.keys).toEqual([{ id: 'test', check: expect.stringMatching(/^[0-9a-f]{64}$/), finds: true }])
    for (const form of ['base64', 'hex', 'latin1'] as const)
      expect(bytes.includes(Buffer.from(keys.get('test')?.toString(form) ?? ''))).toBe(false)
  })
})

describe('a restore is refused before anything is written', () => {
  test.each([
    { fact: 'without a key file', other: undefined },
    { fact: 'with another key of the same name', other: new Map([['test', Buffer.alloc(32, 8)]]) },
    {
      fact: 'with the key that finds phones behind another',
      other: new Map([
        ['new', Buffer.alloc(32, 9)],
        ['test', Buffer.alloc(32, 7)],
      ]),
    },
  ])('$fact', async ({ other }) => {
    const empty = await emptyTarget()

    await expect(bringBack(empty, { keys: other })).rejects.toThrow(/the key file lacks keys .*: test/)

    expect([await tablesIn(empty), await readdir(empty.files)]).toEqual([0, []])
  })

  test('when a byte of a table, of a file or of the manifest is another [GB22239-L1-BACKUP]', async () => {
    const bytes = await readFile(file)
    const places = [
      bytes.indexOf('没人修'),
      bytes.indexOf(Buffer.from([0xff, 0xd8, 0xff])) + 30,
      bytes.indexOf('"checksum": "') + 14,
    ]
    for (const [index, place] of places.entries()) {
      const broken = join(folder, `broken-${index}.tar`)
      await copyFile(file, broken)
      const handle = await open(broken, 'r+')
      await handle.write(Buffer.from([(bytes[place] ?? 0) ^ 1]), 0, 1, place)
      await handle.close()
      const empty = await emptyTarget()

      await expect(bringBack(empty, { file: broken })).rejects.toThrow(/damaged|newer than the program/)

      expect([await tablesIn(empty), await readdir(empty.files)]).toEqual([0, []])
    }
  })

  test('when it was cut short', async () => {
    const size = (await readFile(file)).length
    for (const [index, keep] of [size / 3, size - 4096, 100].entries()) {
      const cut = join(folder, `cut-${index}.tar`)
      await copyFile(file, cut)
      await truncate(cut, Math.floor(keep))
      const empty = await emptyTarget()

      await expect(bringBack(empty, { file: cut })).rejects.toThrow('damaged')

      expect(await tablesIn(empty)).toBe(0)
    }
  })

  test('when its tables are newer than the program', async () => {
    const empty = await emptyTarget()

    await expect(bringBack(empty, { migrations: migrationsFolder })).rejects.toThrow(
      'newer than the program, restore it with a newer one: 9000_loop.sql',
    )

    expect(await tablesIn(empty)).toBe(0)
  })

  test('into a database that is not empty', async () => {
    const full = await emptyTarget()
    await bringBack(full)
    const then = await contentsOf(full)

    await expect(bringBack(full)).rejects.toThrow('the database is not empty')

    expect(await contentsOf(full)).toEqual(then)
  })

  test('and one that fails half way takes away what it made, so that it can be tried again', async () => {
    const other = await emptyTarget()
    await rm(other.files, { recursive: true })
    await writeFile(other.files, 'a file where the folder should be')

    await expect(bringBack(other)).rejects.toThrow(/EEXIST|ENOTDIR/)
    expect(await tablesIn(other)).toBe(0)

    await rm(other.files)
    await bringBack(other)
    expect(await contentsOf(other)).toEqual(before)
  })
})

test('tables are filled behind those they point at, and a circle leaves one key for afterwards', () => {
  const table = (name: string) => ({ name, columns: ['id'] })
  const key = (from: string, to: string) => ({ table: from, target: to, name: `${from}_${to}`, definition: '' })

  const { tables, loops } = orderTables(
    [table('a'), table('b'), table('c')],
    [key('a', 'b'), key('b', 'c'), key('c', 'a'), key('a', 'a')],
  )

  expect(tables.map(({ name }) => name)).toEqual(['c', 'b', 'a'])
  expect(loops.map(({ name }) => name)).toEqual(['c_a'])
})
