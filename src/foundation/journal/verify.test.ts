/**
 * Whoever owns the database can change the journal past its triggers, but not unnoticed.
 */
import { beforeEach, describe, expect, test } from 'vitest'
import { connectAlone } from '#foundation/database/database.ts'
import { newId } from '#lib/ids.ts'
import { sealsOf } from '#lib/seal.ts'
import { act, report } from '#tests/support/requests.ts'
import { type World, world } from '#tests/support/world.ts'
import { startWorker } from '#worker/worker.ts'
import { type Heads, readHeads, Sealer } from './seals.ts'
import { type Fault, verifyJournal } from './verify.ts'

const seals = sealsOf(new Map([['test', Buffer.alloc(32, 7)]]))

let city: World
let sealer: Sealer

beforeEach(async () => {
  city = await world()
  sealer = new Sealer(city.database, seals)
  const chen = await city.resident('chen')
  const zhou = await city.staff('zhou')
  for (let n = 0; n < 3; n += 1) {
    const { id } = await report(chen)
    await act(zhou, id, 'accept', { kind: 'help', category: 'elevator' })
    const detail = await city.database.pool.query('select requester_id from request where matter_id = $1', [id])
    await city.database.db
      .insertInto('reading')
      .values({
        id: newId(),
        at: city.clock.now(),
        reader_id: city.staffIds.zhou,
        role: 'grid_worker',
        person_id: detail.rows[0]?.requester_id,
        subject_id: id,
        fields: ['phone', 'room'],
        purpose: 'contact',
      })
      .execute()
  }
})

/** Two looks: the second seals what was finished at the first. */
async function sealAll(): Promise<number> {
  return (await sealer.look(city.clock.now())) + (await sealer.look(city.clock.now()))
}

async function verify(heads: Heads = {}, keys = seals) {
  return await verifyJournal({ database: city.database, seals: keys, heads, say: () => {} })
}

/** Changes the database as its owner, past the triggers. */
async function tamper(...statements: string[]): Promise<void> {
  const off = ['action', 'reading', 'journal_seal'].map((table) => `alter table ${table} disable trigger user`)
  const on = off.map((statement) => statement.replace('disable', 'enable'))
  await city.database.pool.query([...off, ...statements, ...on].join(';\n'))
}

describe('the journal is verified', () => {
  test('it is whole as people wrote it, and says what is not sealed yet [U13] [GB22239-L2-AUDIT]', async () => {
    expect(await sealAll()).toBe(9)
    await report(await city.resident('chen'))

    const { faults, rows, unsealed, words } = await verify(await readHeads(city.database))

    expect({ faults, rows, unsealed }).toEqual({
      faults: [],
      rows: { action: 6, reading: 3 },
      unsealed: { action: 1, reading: 0 },
    })
    expect(words).toBeGreaterThan(3)
  })

  test('seals follow each other, and none covers a row twice', async () => {
    await sealAll()
    await report(await city.resident('chen'))
    await sealAll()

    const { rows } = await city.database.pool.query(
      `select number, from_place, to_place, row_count from journal_seal where log = 'action' order by number`,
    )
    expect(rows).toEqual([
      { number: 1, from_place: 0, to_place: 6, row_count: 6 },
      { number: 2, from_place: 6, to_place: 7, row_count: 1 },
    ])
    expect((await verify()).faults).toEqual([])
  })

  test('erasing what people wrote leaves it whole [U13]', async () => {
    await sealAll()
    const before = (await verify()).words

    await city.database.pool.query('delete from content where action_id = (select action_id from content limit 1)')

    const { faults, words } = await verify()
    expect([faults, words]).toEqual([[], before - 1])
  })

  test.each<{ done: string; statement: string; found: Partial<Fault> }>([
    {
      done: 'a changed row',
      statement: `update action set facts = '{"class":"urgent"}' where place_in_log = 4`,
      found: { log: 'action', fact: 'row.changed', place: 4 },
    },
    {
      done: 'a changed instant',
      statement: `update action set at = at + interval '1 microsecond' where place_in_log in (2, 5)`,
      found: { log: 'action', fact: 'row.changed', place: 2 },
    },
    {
      done: 'a removed row',
      statement: `delete from content where action_id in (select id from action where place_in_log = 2);
        delete from notice where action_id in (select id from action where place_in_log = 2);
        delete from action where place_in_log = 2`,
      found: { log: 'action', fact: 'row.removed', place: 2 },
    },
    {
      done: 'a row inserted in between',
      statement: `insert into action (id, place_in_log, at, actor_role, kind, subject_id, path, version, input_hash)
        overriding system value values (gen_random_uuid(), 3, now(), 'system', 'request.accept', gen_random_uuid(), '9901', 1, '')`,
      found: { log: 'action', fact: 'row.inserted', place: 3 },
    },
    {
      done: 'a row inserted before all',
      statement: `insert into action (id, place_in_log, at, actor_role, kind, subject_id, path, version, input_hash)
        overriding system value values (gen_random_uuid(), -7, now(), 'system', 'request.accept', gen_random_uuid(), '9901', 1, '')`,
      found: { log: 'action', fact: 'row.inserted', place: -7 },
    },
    {
      done: 'rows that changed places',
      statement: `alter table action alter place_in_log drop identity;
        update action set place_in_log = 5 - place_in_log where place_in_log in (2, 3)`,
      found: { log: 'action', fact: 'row.changed', place: 2 },
    },
    {
      done: 'a reading made harmless',
      statement: `update reading set fields = '{room}' where place_in_log = 2`,
      found: { log: 'reading', fact: 'row.changed', place: 2 },
    },
    {
      done: 'a removed reading',
      statement: `delete from reading where place_in_log = 3`,
      found: { log: 'reading', fact: 'row.removed', place: 3 },
    },
    {
      done: 'changed words',
      statement: `update content set body = '{"words":"没事了"}' where action_id = (select id from action where place_in_log = 1)`,
      found: { log: 'content', fact: 'words.changed', place: 1 },
    },
    {
      done: 'a removed seal',
      statement: `delete from journal_seal where log = 'action' and number = 1`,
      found: { log: 'action', fact: 'seal.missing', seal: 1 },
    },
    {
      done: 'a seal made anew without the key',
      statement: `update journal_seal set sealed_at = now(), hash = sha256('x') where log = 'action' and number = 1`,
      found: { log: 'action', fact: 'seal.broken', seal: 1 },
    },
  ])('$done is found, with where it is [U13] [GB22239-L2-AUDIT]', async ({ statement, found }) => {
    await sealAll()
    await report(await city.resident('chen'))
    await sealAll()

    await tamper(statement)

    const { faults } = await verify()
    expect(faults[0]).toMatchObject(found)
  })

  test('the newest rows cut off together with their seal are missed by who remembers the seal [U13]', async () => {
    await sealAll()
    const heads = await readHeads(city.database)

    await tamper(`delete from journal_seal where log = 'reading'`, `delete from reading`)

    expect((await verify()).faults).toEqual([])
    expect((await verify(heads)).faults).toEqual([{ log: 'reading', fact: 'seal.missing', seal: 1 }])
  })

  test('seals made under another key are worth nothing', async () => {
    sealer = new Sealer(city.database, sealsOf(new Map([['test', Buffer.alloc(32, 8)]])))
    await sealAll()

    expect((await verify()).faults.map(({ fact }) => fact)).toEqual(['seal.broken', 'seal.broken'])
  })

  test('the seals themselves refuse change', async () => {
    await sealAll()

    for (const statement of ['update journal_seal set number = 9', 'delete from journal_seal', 'truncate journal_seal'])
      await expect(city.database.pool.query(statement)).rejects.toThrow('append-only')
  })
})

describe('what is not finished is not sealed', () => {
  test('a row with a lower place that is committed late waits, and is sealed in its place', async () => {
    const late = await connectAlone({ url: city.url })
    await late.query('begin')
    await late.query(`insert into action (id, at, actor_role, kind, subject_id, path, version, input_hash)
      values (gen_random_uuid(), now(), 'system', 'request.accept', gen_random_uuid(), '9901', 1, '')`)
    await report(await city.resident('chen'))

    const whileOpen = [await sealAll(), await sealAll()]
    await late.query('commit')
    await late.end()
    const sealed = [await sealAll(), await sealAll()]

    expect(whileOpen).toEqual([3, 0])
    expect(sealed[0]).toBe(8)
    expect(await verify()).toMatchObject({ faults: [], unsealed: { action: 0 } })
  })

  test('one that holds the table and has no place of its own yet is waited for', async () => {
    const slow = await connectAlone({ url: city.url })
    await slow.query('begin; lock table reading in row exclusive mode')

    const whileOpen = await sealAll()
    await slow.query('commit')
    await slow.end()

    expect(whileOpen).toBe(6)
    expect(await sealAll()).toBe(3)
  })

  test('the worker does it by itself, again and again', async () => {
    let told = 0
    const onSealed = async (): Promise<void> => {
      told += 1
    }
    const worker = startWorker({ ...city.service, seals, specs: [], chores: async () => {}, sealEvery: 20, onSealed })
    await expect.poll(async () => (await verify()).unsealed, { timeout: 10_000 }).toEqual({ action: 0, reading: 0 })
    await report(await city.resident('chen'))
    await expect.poll(async () => (await verify()).unsealed, { timeout: 10_000 }).toEqual({ action: 0, reading: 0 })
    await worker.stop()

    expect(told).toBeGreaterThan(1)
    expect((await verify()).faults).toEqual([])
  })

  test('two workers seal each row once', async () => {
    const other = new Sealer(city.database, seals)
    await Promise.all([sealer.look(city.clock.now()), other.look(city.clock.now())])

    const sealed = await Promise.all([sealer.look(city.clock.now()), other.look(city.clock.now())])

    expect(sealed[0] + sealed[1]).toBe(9)
    expect((await verify()).faults).toEqual([])
  })
})
