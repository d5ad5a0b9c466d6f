/** Each day of the journal is closed with a tree; whatever is changed afterwards, in it or in the tree, is found. */
import { beforeEach, describe, expect, test } from 'vitest'
import { rootOf } from '#lib/merkle.ts'
import { sealsOf } from '#lib/seal.ts'
import type { Client } from '#tests/support/client.ts'
import { report } from '#tests/support/requests.ts'
import { type World, world } from '#tests/support/world.ts'
import { startWorker } from '#worker/worker.ts'
import { CHUNK, closeDays, growTree, listCheckpoints, readChunks } from './checkpoints.ts'
import { type Heads, readHeads, Sealer } from './seals.ts'
import { type Fault, verifyJournal } from './verify.ts'

const keys = new Map([['k1', Buffer.alloc(32, 7)]])
const seals = sealsOf(keys)

let city: World
let sealer: Sealer
let chen: Client

beforeEach(async () => {
  city = await world()
  sealer = new Sealer(city.database, seals)
  chen = await city.resident('chen')
})

async function sealAll(): Promise<void> {
  for (let look = 0; look < 2; look += 1) await sealer.look(city.clock.now())
}

const close = async () => await closeDays(city.database, seals, city.clock.now())
const days = async () => await listCheckpoints(city.database, { since: 1 }, 100)
const verify = async (heads: Heads = {}, with_ = seals) =>
  await verifyJournal({ database: city.database, seals: with_, heads, say: () => {} })

/** Three days: three actions, none, two; the clock stands on the fourth. */
async function threeDays(): Promise<void> {
  for (let n = 0; n < 3; n += 1) await report(chen)
  await sealAll()
  city.setNow('2026-05-16T03:00:00Z')
  for (let n = 0; n < 2; n += 1) await report(chen)
  await sealAll()
  city.setNow('2026-05-17T03:00:00Z')
}

async function tamper(...statements: string[]): Promise<void> {
  const off = ['action', 'journal_seal', 'checkpoint'].map((table) => `alter table ${table} disable trigger user`)
  const on = off.map((statement) => statement.replace('disable', 'enable'))
  await city.database.pool.query([...off, ...statements, ...on].join(';\n'))
}

describe('a day of the journal', () => {
  test('[U13] [GB22239-L2-AUDIT] is closed after midnight in Shanghai with the actions sealed on it, also when there were none', async () => {
    await threeDays()

    expect(await close()).toBe(3)
    expect(await close()).toBe(0)

    expect(
      (await days()).map(({ number, day, size, fromPlace, toPlace }) => [number, day, size, fromPlace, toPlace]),
    ).toEqual([
      [1, '2026-05-14', 3, 0, 3],
      [2, '2026-05-15', 0, 3, 3],
      [3, '2026-05-16', 2, 3, 5],
    ])
    expect((await days())[1]?.root).toEqual(rootOf([]))
    expect(await verify(await readHeads(city.database))).toMatchObject({ faults: [], days: 3 })
  })

  test('[U13] what is sealed after its day was closed is in the tree of a later day', async () => {
    await report(chen)
    await sealAll()
    city.setNow('2026-05-14T15:59:59Z')
    await report(chen)
    city.setNow('2026-05-14T16:00:05Z')
    await close()
    await sealAll()
    await close()
    expect((await days()).map(({ day, size }) => [day, size])).toEqual([['2026-05-14', 1]])

    city.setNow('2026-05-15T16:00:05Z')
    await close()
    expect((await days()).map(({ day, size }) => [day, size])).toEqual([
      ['2026-05-14', 1],
      ['2026-05-15', 1],
    ])
    expect((await verify()).faults).toEqual([])
  })

  test('[U13] two workers close it once, and the worker does it by itself', async () => {
    await threeDays()
    await Promise.all([close(), close(), close()])
    await close()
    expect(await days()).toHaveLength(3)

    city.setNow('2026-05-18T03:00:00Z')
    const worker = startWorker({ ...city.service, seals, specs: [], domains: [], sealEvery: 20 })
    await expect.poll(async () => (await days()).length, { timeout: 10_000 }).toBe(4)
    await worker.stop()
    expect((await verify()).faults).toEqual([])
  })

  test('[U13] more actions than one piece make the tree that all leaves make', async () => {
    const filling = `insert into action (id, at, actor_role, kind, subject_id, path, version, input_hash)
      select gen_random_uuid(), now(), 'system', 'request.accept', gen_random_uuid(), '9901', 1, '' from generate_series(1, $1)`
    await city.database.pool.query(filling, [CHUNK * 2 + 7])

    const tree = await growTree(city.database.db, 0, 1e9)

    const { rows } = await city.database.pool.query<{ leaf: Buffer }>(
      `select sha256('\\x00'::bytea || convert_to(json_build_array(id, (extract(epoch from at) * 1000000)::bigint, kind, subject_id,
        version, null, encode(sha256(convert_to(json_build_array(place_in_log, id, (extract(epoch from at) * 1000000)::bigint,
        actor_id, actor_role, kind, subject_id, path, from_state, to_state, version, facts::text, policy::text, null, '')::text,
        'UTF8')), 'hex'))::text, 'UTF8')) as leaf from action order by place_in_log`,
    )
    expect(tree.size).toBe(CHUNK * 2 + 7)
    expect(tree.root).toEqual(rootOf(rows.map(({ leaf }) => leaf)))
    expect(readChunks(tree.chunks).map(({ to }) => to)).toEqual([CHUNK, CHUNK * 2, CHUNK * 2 + 7])
  })
})

describe('the tree of a day finds', () => {
  test.each<{ done: string; statement: string; found: Partial<Fault> }>([
    {
      done: 'a changed row',
      statement: `update action set facts = '{"class":"urgent"}' where place_in_log = 2`,
      found: { log: 'checkpoint', fact: 'checkpoint.differs', seal: 1 },
    },
    {
      done: 'a removed row',
      statement: `delete from content where action_id in (select id from action where place_in_log = 2);
        delete from notice where action_id in (select id from action where place_in_log = 2);
        delete from action where place_in_log = 2`,
      found: { log: 'checkpoint', fact: 'checkpoint.differs', seal: 1 },
    },
    {
      done: 'an inserted row',
      statement: `insert into action (id, place_in_log, at, actor_role, kind, subject_id, path, version, input_hash)
        overriding system value values (gen_random_uuid(), 5, now(), 'system', 'request.accept', gen_random_uuid(), '9901', 1, '')`,
      found: { log: 'checkpoint', fact: 'checkpoint.differs', seal: 3 },
    },
    {
      done: 'rows that changed places',
      statement: `alter table action alter place_in_log drop identity;
        update action set place_in_log = 4 - place_in_log where place_in_log in (1, 3)`,
      found: { log: 'checkpoint', fact: 'checkpoint.differs', seal: 1 },
    },
    {
      done: 'a changed root',
      statement: `update checkpoint set root = sha256('x') where number = 1`,
      found: { log: 'checkpoint', fact: 'checkpoint.broken', seal: 1 },
    },
    {
      done: 'a changed size',
      statement: `update checkpoint set size = 4 where number = 1`,
      found: { log: 'checkpoint', fact: 'checkpoint.broken', seal: 1 },
    },
    {
      done: 'another day',
      statement: `update checkpoint set day = '2026-05-01' where number = 2`,
      found: { log: 'checkpoint', fact: 'checkpoint.broken', seal: 2 },
    },
    {
      done: 'another key',
      statement: `update checkpoint set public_key = sha256('x') where number = 3`,
      found: { log: 'checkpoint', fact: 'checkpoint.broken', seal: 3 },
    },
    {
      done: 'a removed checkpoint',
      statement: `delete from checkpoint where number = 2`,
      found: { log: 'checkpoint', fact: 'checkpoint.missing', seal: 2 },
    },
  ])('$done [U13] [GB22239-L2-AUDIT]', async ({ statement, found }) => {
    await threeDays()
    await close()

    await tamper(statement)

    const { faults } = await verify()
    expect(faults.find(({ log }) => log === 'checkpoint')).toMatchObject(found)
  })

  test('[U13] the newest days cut off, by who remembers the last', async () => {
    await threeDays()
    await close()
    const heads = await readHeads(city.database)

    await tamper('delete from checkpoint where number = 3')

    expect((await verify()).faults).toEqual([])
    expect((await verify(heads)).faults).toEqual([{ log: 'checkpoint', fact: 'checkpoint.missing', seal: 3 }])
  })

  test('[GB22239-L3-CRYPTO] a day signed under a key that is not the city’s; a new key signs the days after it', async () => {
    await threeDays()
    const foreign = sealsOf(new Map([['k1', Buffer.alloc(32, 8)]]))
    await closeDays(city.database, foreign, new Date('2026-05-14T17:00:00Z'))
    const rotated = sealsOf(new Map([...keys, ['k2', Buffer.alloc(32, 9)]]))
    await closeDays(city.database, rotated, city.clock.now())

    const { faults } = await verify({}, rotated)
    expect(faults.filter(({ log }) => log === 'checkpoint')).toEqual([
      { log: 'checkpoint', fact: 'checkpoint.broken', seal: 1 },
    ])
    expect((await days()).map(({ keyId }) => keyId)).toEqual(['k1', 'k2', 'k2'])
  })

  test('the checkpoints themselves refuse change', async () => {
    await threeDays()
    await close()
    for (const statement of ['update checkpoint set number = 9', 'delete from checkpoint', 'truncate checkpoint'])
      await expect(city.database.pool.query(statement)).rejects.toThrow('append-only')
  })
})
