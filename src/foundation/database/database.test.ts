/**
 * What queries give back, and that transactions, named statements and cities behave as promised.
 */
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FreshDatabase } from '#tests/support/database.ts'
import { freshDatabase } from '#tests/support/database.ts'
import type { Database } from './database.ts'
import { openDatabase, prepared } from './database.ts'

let fresh: FreshDatabase
let database: Database

beforeAll(async () => {
  fresh = await freshDatabase('empty')
  database = openDatabase({ url: fresh.url, size: 2 })
  await database.pool.query('create schema city')
  await database.pool.query('create table note (id int primary key, words text)')
})

afterAll(async () => {
  await database.close()
  await fresh.drop()
})

describe('a transaction', () => {
  test('that asks for a second connection is a fault where it is watched, and who tells what it did is not', async () => {
    const watched = openDatabase({ url: fresh.url, size: 2, isStrict: true })
    const twice = watched.transact(async () => await watched.pool.query('select 1'))
    await expect(twice).rejects.toThrow('a transaction asks for a second connection')
    await expect(
      watched.transactTogether(async () => await watched.db.selectNoFrom(sql`1`.as('one')).execute()),
    ).rejects.toThrow('a transaction asks for a second connection')
    await watched.transact(async () => watched.tell('{}'))
    await watched.close()
  })

  test('reads aside what it may have to wait for, also when every connection is held', async () => {
    const held = await Promise.all([database.pool.connect(), database.pool.connect()])
    const { rows } = await sql<{ one: number }>`select 1 as one`.execute(database.aside)
    for (const client of held) client.release()
    expect(rows).toEqual([{ one: 1 }])
  })
})

describe('values', () => {
  test('come as text for days, number for bigint, Date for instants, lists for arrays', async () => {
    const [row] = await prepared(
      database.pool,
      'values',
      `select $1::date as day, $2::bigint as big, $3::timestamptz as instant, $4::bigint[] as bigs, '{}'::date[] as none,
              array['2026-11-22', null]::date[] as days, '1 day'::interval as span, '\\x0102'::bytea as bytes`,
      ['2026-11-22', 9_007_199_254_740_991, new Date(0), [1, 2]],
    )

    expect(row).toEqual({
      day: '2026-11-22',
      big: 9_007_199_254_740_991,
      instant: new Date(0),
      bigs: [1, 2],
      none: [],
      days: ['2026-11-22', null],
      span: '1 day',
      bytes: Buffer.from([1, 2]),
    })
  })

  test('too large for a number are refused instead of rounded', async () => {
    await expect(database.pool.query('select 9007199254740993::bigint')).rejects.toThrow('too large')
  })

  test('are instants whatever their fraction, year and zone', async () => {
    const instants = [
      '2026-05-14T01:00:00.000Z',
      '2026-05-14T01:00:00.120Z',
      '1950-07-01T00:00:00.001Z',
      '0044-03-15T00:00:00.000Z',
    ]
    const { rows } = await database.pool.query(
      'select at from unnest($1::timestamptz[]) with ordinality x(at, n) order by n',
      [instants],
    )
    expect(rows.map(({ at }) => at.toISOString())).toEqual(instants)
    const { rows: micro } = await database.pool.query(`select timestamptz '2026-05-14 09:00:00.123999+08' as at`)
    expect(micro[0].at.toISOString()).toBe('2026-05-14T01:00:00.123Z')
  })

  test('of a day are counted in Asia/Shanghai', async () => {
    const { rows } = await database.pool.query(`select '2026-11-22T17:00:00Z'::timestamptz::date as day`)

    expect(rows).toEqual([{ day: '2026-11-23' }])
  })
})

describe('a transaction', () => {
  test('is all or nothing, and leaves its connection usable', async () => {
    for (const id of [1, 2, 3, 4]) {
      const work = database.transact(async (tx) => {
        await prepared(tx, 'add', 'insert into note (id) values ($1)', [id])
        throw new Error('changed my mind')
      })
      await expect(work).rejects.toThrow('changed my mind')
    }
    const failing = database.transact(async (tx) => await prepared(tx, 'zero', 'select 1 / $1::int', [0]))
    await expect(failing).rejects.toMatchObject({ code: '22012' })

    await database.transact(async (tx) => {
      await prepared(tx, 'add', 'insert into note (id) values ($1)', [5])
    })

    expect((await database.pool.query('select id from note')).rows).toEqual([{ id: 5 }])
  })
})

describe('a statement', () => {
  test('is planned once per connection under its name, and Kysely’s are named too', async () => {
    const named = await database.transact(async (tx) => {
      for (const id of [1, 2]) {
        await prepared(tx, 'find_note', 'select id from note where id = $1', [id])
        await sql`select words from note where id = ${id}`.execute(tx)
      }
      return await prepared<{ name: string; statement: string }>(
        tx,
        'look',
        'select name, statement from pg_prepared_statements where statement like $1',
        ['%from note%'],
      )
    })

    expect(named.find(({ name }) => name === 'find_note')).toBeDefined()
    expect(named.filter(({ statement }) => statement.startsWith('select words'))).toHaveLength(1)
  })

  test('has its name in one pool however many texts another has sent', async () => {
    const other = openDatabase({ url: fresh.url, size: 1 })
    for (let n = 0; n < 1_001; n += 1) await other.pool.query(`select $1::int + ${n}`, [1])
    await other.close()

    const { rows } = await database.transact(async (tx) => {
      await sql`select words from note where id > ${1}`.execute(tx)
      return await sql`select name from pg_prepared_statements where statement like ${'select words%id > $1'}`.execute(
        tx,
      )
    })

    expect(rows).toHaveLength(1)
  })
})

describe('alike work', () => {
  test('asked for in one turn of the loop goes as one; what fails then fails alone', async () => {
    const pieces: number[] = []
    const halve = async (asked: number) =>
      await database.gather('halve', asked, async (together) => {
        pieces.push(together.length)
        const { rows } = await database.pool.query('select 10 / n as half from unnest($1::int[]) n', [together])
        return rows.map(({ half }) => half as number)
      })

    expect(await Promise.all([1, 2, 5].map(halve))).toEqual([10, 5, 2])
    const [right, wrong] = await Promise.allSettled([halve(2), halve(0)])

    expect(pieces).toEqual([3, 2, 1, 1])
    expect([right.status, wrong.status]).toEqual(['fulfilled', 'rejected'])
  })
})

describe('a lost connection', () => {
  test('fails the work that used it and nothing else', async () => {
    const working = database.transact(async (tx) => {
      const [row] = await prepared<{ pid: number }>(tx, 'who', 'select pg_backend_pid() as pid, $1::int as one', [1])
      await database.pool.query('select pg_terminate_backend($1)', [row?.pid])
      await prepared(tx, 'again', 'select $1::int', [1])
    })

    await expect(working).rejects.toThrow()
    expect((await database.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }])
  })
})

describe('a city', () => {
  test('is a schema: the same query finds its own rows', async () => {
    const other = openDatabase({ url: fresh.url, city: 'other_city' })
    await other.pool.query('create schema other_city')
    await other.pool.query('create table note (id int primary key, words text)')
    await other.pool.query(`insert into note values (77, 'elsewhere')`)

    const here = await database.pool.query('select id from note where id = 77')
    const there = await other.pool.query('select id from note where id = 77')
    await other.close()

    expect([here.rowCount, there.rowCount]).toEqual([0, 1])
  })

  test('has a plain name', () => {
    expect(() => openDatabase({ url: fresh.url, city: 'a; drop schema city' })).toThrow('schema')
  })
})
