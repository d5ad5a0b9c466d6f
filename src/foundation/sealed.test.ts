/**
 * Changing keys: what was sealed stays readable, who is found stays found, and a run that was stopped goes on.
 */
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { newId } from '#lib/ids.ts'
import { addKey, makeKeys, openSeals, readKeys } from '#lib/key-file.ts'
import { freshDatabase } from '#tests/support/database.ts'
import { connectAlone, type Database, openDatabase } from './database/database.ts'
import { findOrMakePerson, getPersonOpen } from './people/people.ts'
import { countByKey, sealAnew } from './sealed.ts'

const now = new Date('2026-05-14T01:00:00Z')

async function keyFile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'linli-keys-'))
  onTestFinished(async () => await rm(folder, { recursive: true }))
  return join(folder, 'keys')
}

async function city(): Promise<{ database: Database; url: string }> {
  const { url, drop } = await freshDatabase()
  const database = openDatabase({ url })
  onTestFinished(async () => {
    await database.close()
    await drop()
  })
  return { database, url }
}

const phoneOf = (n: number): string => `128${String(n).padStart(8, '0')}`

test('after a change of keys every phone opens, every person is found, and the old key seals nothing [U05]', async () => {
  const file = await keyFile()
  makeKeys(file)
  const { database, url } = await city()
  /** The running program: it read the keys before. */
  const running = openSeals(file)
  const people: string[] = []
  for (let n = 0; n < 1_203; n += 1)
    people.push((await findOrMakePerson(database.db, running, { name: '陈佳', phone: phoneOf(n) }, now)).id)
  const client = await connectAlone({ url })
  onTestFinished(async () => await client.end())

  const newest = addKey(file)
  let stop = 0
  const cutShort = sealAnew(client, openSeals(file), newest, (done) => {
    stop = done
    throw new Error('the power went out')
  })
  await expect(cutShort).rejects.toThrow('the power went out')
  const left = (await countByKey(client)).get('k1')?.values
  const rest = await sealAnew(client, openSeals(file), newest)

  expect([stop, left, rest]).toEqual([500, 703, 703])
  expect(await countByKey(client)).toEqual(new Map([['k2', { values: 1_203, seals: 0 }]]))
  for (const n of [0, 600, 1_202])
    expect((await getPersonOpen(database, running, people[n] ?? newId())).phone).toBe(phoneOf(n))
  expect(await findOrMakePerson(database.db, running, { name: '陈佳', phone: phoneOf(7) }, now)).toEqual({
    id: people[7],
    made: false,
  })
  expect(running.seal('words')).toMatch(/^k2\./)
})

test('a value that changed while it was sealed anew keeps the change', async () => {
  const file = await keyFile()
  makeKeys(file)
  const { database, url } = await city()
  const seals = openSeals(file)
  const { id } = await findOrMakePerson(database.db, seals, { name: '陈佳', phone: phoneOf(1) }, now)
  const client = await connectAlone({ url })
  onTestFinished(async () => await client.end())
  const old = await keyFile()
  await copyFile(file, old)
  const newest = addKey(file)
  const changed = `k1.${openSeals(old).seal(phoneOf(2)).slice(3)}`
  /** Somebody changes the phone after it was read and before it is written. */
  const interrupted = {
    escapeIdentifier: (name: string) => client.escapeIdentifier(name),
    query: async (text: string, values?: unknown[]) => {
      if (text.trimStart().startsWith('update'))
        await database.pool.query('update person set phone_sealed = $1 where id = $2', [changed, id])
      return await client.query(text, values)
    },
  } as unknown as pg.ClientBase

  expect(await sealAnew(interrupted, seals, newest)).toBe(0)

  const row = await database.db
    .selectFrom('person')
    .select('phone_sealed')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  expect(row.phone_sealed).toBe(changed)
  expect(seals.open(changed)).toBe(phoneOf(2))
})

test('the key file is made once however many ask, only the owner reads it, and a wrong line is named', async () => {
  const file = await keyFile()
  makeKeys(file)
  const text = await readFile(file, 'utf8')
  makeKeys(file)

  expect(await readFile(file, 'utf8')).toBe(text)
  await writeFile(file, `${text}k2 short\n`)
  expect(() => readKeys(file)).toThrow(`a line of the key file is wrong: ${file}:2`)
  await writeFile(file, '\n')
  expect(() => readKeys(file)).toThrow('the key file is empty')
  await rm(file)
  expect(() => readKeys(file)).toThrow('the key file is missing')
})
