/**
 * Two at once: what happens when people, their impatient fingers and the worker meet on one request.
 *
 * `together` closes a gate inside the database until all calls stand before it, so that they have all read the same.
 */
import { readdir } from 'node:fs/promises'
import pg from 'pg'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { fireDue } from '#engines/matter/index.ts'
import { idFrom, newId } from '#lib/ids.ts'
import { parseNumber } from '#lib/number.ts'
import type { Answer, Client } from '#tests/support/client.ts'
import { jpeg, keepPhoto, sendFile } from '#tests/support/files.ts'
import { act, detail, fullReply, journalOf, report, reportBody, takeUp } from '#tests/support/requests.ts'
import { buildings, places, sharedWorld, type World, world } from '#tests/support/world.ts'
import { specs } from '../../program.ts'
import type { Receipt } from './contract.ts'

const shared = sharedWorld()

/** Two statements of a program write at a time; what is asked for meanwhile goes with the next, what is asked at once with one. */
const AT_ONCE = 2
/** Looks at the gate, 10 ms apart, after which nobody else is on the way to it. */
const STEADY = 60

/** Runs calls so that none can write an action before all of them are about to, or wait for those that are. */
async function together<T>(of: World, calls: readonly (() => Promise<T>)[]): Promise<T[]> {
  const gate = new pg.Client({ connectionString: of.url, options: '-c search_path=city,public' })
  await gate.connect()
  try {
    await gate.query('begin; lock table action in exclusive mode')
    const running = calls.map(async (call) => await call())
    const waiting = async () => {
      const { rows } = await gate.query(
        `select count(distinct pid)::int as n from pg_locks
         where not granted and database = (select oid from pg_database where datname = current_database())`,
      )
      return rows[0].n
    }
    const looks: number[] = []
    const allThere = async () => {
      looks.push(await waiting())
      const last = looks.slice(-STEADY)
      return (looks.at(-1) ?? 0) >= Math.min(calls.length, AT_ONCE) || (last.length === STEADY && !last.includes(0))
    }
    await expect.poll(allThere, { timeout: 10_000, interval: 10 }).toBe(true)
    await gate.query('commit')
    return await Promise.all(running)
  } finally {
    await gate.end()
  }
}

const post = async (client: Client, id: string, action: string, body: Record<string, unknown>): Promise<Answer> =>
  await client.call('POST', `/api/requests/${id}/actions/${action}`, { id: newId(), ...body })

const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index))

describe('two people at one request', () => {
  test('[S3-45] exactly one wins, and the other is told who did what', async () => {
    const of = shared()
    const chen = await of.resident()
    const zhou = await of.staff('zhou')
    const lin = await of.staff('lin')
    for (let round = 0; round < 4; round++) {
      const { id } = await report(chen)
      const refer = { seen: 1, reason: '归市场监管部门', place: '区市场监管局', phone: '0574-55500009' }
      const [accepting, referring] = (await together(of, [
        async () => await post(zhou, id, 'accept', { seen: 1 }),
        async () => await post(lin, id, 'refer', refer),
      ])) as [Answer, Answer]

      expect([accepting.status, referring.status].sort()).toEqual([200, 409])
      const accepted = accepting.status === 200
      const { at, ...facts } = (accepted ? referring : accepting).body.refusal as {
        at: string
        facts: Record<string, unknown>
      }
      expect({ ...facts, at }).toMatchObject({
        code: 'matter.moved',
        facts: accepted
          ? { action: 'accept', by: '周敏', state: 'accepted', version: 2 }
          : { action: 'refer', by: '林晓', state: 'referred', version: 2 },
      })
      expect((await journalOf(of, id)).map(({ kind }) => kind)).toEqual(['opened', accepted ? 'accept' : 'refer'])
    }
  })

  test('[U27] a worker who comes late to what the requester did is told what, not by whom', async () => {
    const of = shared()
    const chen = await of.resident()
    const zhou = await of.staff('zhou')
    const { id } = await report(chen)
    await act(chen, id, 'add', { words: '今天又停了' })
    const answer = await post(zhou, id, 'accept', { seen: 1 })
    expect(answer).toMatchObject({
      status: 409,
      body: { refusal: { code: 'matter.moved', facts: { action: 'add', by: null, version: 2 } } },
    })
    expect(JSON.stringify(answer.body)).not.toContain('陈')
  })

  test('[S3-45] a decision on a version that does not exist yet is refused', async () => {
    const of = shared()
    const chen = await of.resident()
    const zhou = await of.staff('zhou')
    const { id } = await report(chen)
    expect(await post(zhou, id, 'accept', { seen: 2 })).toMatchObject({
      status: 409,
      body: { refusal: { code: 'matter.moved' } },
    })
  })
})

describe('one action sent again', () => {
  test('[S3-45] happens once and answers the same, one after the other and ten at once', async () => {
    const of = shared()
    const chen = await of.resident()
    const zhou = await of.staff('zhou')
    const { id } = await report(chen)
    const accept = { id: newId(), seen: 1, kind: 'help' }
    const first = await post(zhou, id, 'accept', accept)
    expect(first.status).toBe(200)
    expect((await post(zhou, id, 'accept', accept)).body).toEqual(first.body)
    await act(zhou, id, 'classify', { class: 'key' })
    expect((await post(zhou, id, 'accept', accept)).body).toEqual(first.body)

    const contact = { id: newId(), seen: 3, way: 'phone', reached: true }
    const answers = [
      ...(await together(
        of,
        times(4, () => async () => await post(zhou, id, 'contact', contact)),
      )),
      ...(await Promise.all(times(10, async () => await post(zhou, id, 'contact', contact)))),
    ]
    expect(answers.map(({ status }) => status)).toEqual(times(14, () => 200))
    for (const answer of answers) expect(answer.body).toEqual({ ...first.body, state: 'classified', version: 4 })
    expect((await journalOf(of, id)).map(({ kind }) => kind)).toEqual(['opened', 'accept', 'classify', 'contact'])
    const { notices } = await chen.done<{ notices: { key: string; number: string }[] }>('GET', '/api/me/notices')
    const { number } = await detail(chen, id)
    expect(notices.filter((notice) => notice.number === number).map(({ key }) => key)).toEqual([
      'notice.contacted',
      'notice.classified',
      'notice.accepted',
    ])
  })

  test('[S3-45] its first answer is given again even when what it named is gone since', async () => {
    const of = shared()
    const chen = await of.resident()
    const zhou = await of.staff('zhou')
    const [one, main] = [await report(chen), await report(chen)]
    const merge = { id: newId(), seen: 1, into: main.id }
    const first = await post(zhou, one.id, 'merge', merge)
    await act(zhou, main.id, 'refer', { reason: '归市场监管部门', place: '区市场监管局', phone: '0574-55500009' })
    expect(await post(zhou, one.id, 'merge', merge)).toMatchObject({ status: 200, body: first.body })
  })

  test('[S3-45] with other content, on another request or by another person it is refused', async () => {
    const of = shared()
    const chen = await of.resident()
    const zhou = await of.staff('zhou')
    const lin = await of.staff('lin')
    const [one, other] = [await report(chen), await report(chen)]
    const note = { id: newId(), seen: 1, words: '找物业' }
    expect((await post(zhou, one.id, 'note', note)).status).toBe(200)

    const reused = { status: 409, body: { refusal: { code: 'action.reused', facts: {} } } }
    expect(await post(zhou, one.id, 'note', { ...note, words: '找电梯公司' })).toMatchObject(reused)
    expect(await post(zhou, one.id, 'progress', { ...note, seen: 2 })).toMatchObject(reused)
    expect(await post(zhou, other.id, 'note', note)).toMatchObject(reused)
    expect(await post(lin, one.id, 'note', note)).toMatchObject(reused)
    expect(await chen.call('POST', '/api/requests', reportBody({ id: note.id }))).toMatchObject(reused)
    expect(await post(zhou, one.id, 'note', { ...note, id: one.id })).toMatchObject(reused)
    expect(await journalOf(of, one.id)).toHaveLength(2)
    expect(await journalOf(of, other.id)).toHaveLength(1)
  })
})

describe('one report sent again', () => {
  test('[S3-45] ten at once make one request and one notice for each who is told', async () => {
    const of = shared()
    const chen = await of.resident()
    const body = reportBody({ files: [await keepPhoto(chen)] })
    const before = await of.database.pool.query('select count(*)::int as n from matter')
    const answers = [
      ...(await together(
        of,
        times(4, () => async () => await chen.call<Receipt>('POST', '/api/requests', body)),
      )),
      ...(await Promise.all(times(10, async () => await chen.call<Receipt>('POST', '/api/requests', body)))),
    ]
    for (const answer of answers) expect(answer).toMatchObject({ status: 200, body: answers[0]?.body })
    expect(answers[0]?.body).toMatchObject({ id: body.id, state: 'submitted', version: 1 })

    const { rows } = await of.database.pool.query('select count(*)::int as n from matter')
    expect(rows).toEqual([{ n: before.rows[0].n + 1 }])
    const told = await of.database.pool.query(
      `select p.name, n.key from notice n join person p on p.id = n.person_id where n.subject_id = $1 order by p.name collate "C"`,
      [body.id],
    )
    expect(told.rows).toEqual([
      { name: '周敏', key: 'notice.new' },
      { name: '林晓', key: 'notice.new' },
    ])
    expect((await detail(chen, String(body.id))).files).toHaveLength(1)
  })

  test('[S3-45] its id with other words, or in another person’s hands, is refused and shows nothing', async () => {
    const of = shared()
    const chen = await of.resident()
    const wang = await of.resident('wang')
    const body = reportBody()
    await chen.done('POST', '/api/requests', body)
    expect(await chen.refused('POST', '/api/requests', { ...body, words: '楼道灯不亮' })).toEqual([
      409,
      'action.reused',
    ])
    expect(await wang.refused('POST', '/api/requests', body)).toEqual([409, 'action.reused'])
  })

  test('[GB22239-L2-INPUT] an id that was used for what is no request is refused like any other used id', async () => {
    const of = await world()
    const chen = await of.resident()
    const spent = newId()
    await chen.done('PUT', '/api/me/data', { id: spent, name: '陈晓' })
    expect(await chen.refused('POST', '/api/requests', reportBody({ id: spent }))).toEqual([409, 'action.reused'])
    const own = reportBody({ id: idFrom('world', 'chen') })
    expect(await chen.refused('POST', '/api/requests', own)).toEqual([409, 'action.reused'])
  })

  test('[S3-45] of many written at the same time only the one that cannot be is refused, and nothing of it is kept', async () => {
    const of = await world()
    const chen = await of.resident()
    const wrong = (index: number) => index % 7 === 3
    const answers = await Promise.all(
      times(
        40,
        async (index) =>
          await chen.call('POST', '/api/requests', reportBody(wrong(index) ? { category: 'no-such-thing' } : {})),
      ),
    )
    for (const [index, { status, body }] of answers.entries())
      expect([status, (body as { refusal?: { code: string } }).refusal?.code]).toEqual(
        wrong(index) ? [422, 'input.unknown'] : [200, undefined],
      )
    const { rows } = await of.database.pool.query(
      `select (select count(*)::int from matter) as matters, (select count(*)::int from request) as requests,
         (select count(*)::int from action where kind = 'request.opened') as actions`,
    )
    const kept = answers.filter((_, index) => !wrong(index)).length
    expect(rows[0]).toEqual({ matters: kept, requests: kept, actions: kept })
  })

  test('[S3-54] a worker’s report for somebody makes the person, the consent and the request once, or none of them', async () => {
    const of = shared()
    const lin = await of.staff('lin')
    const behalf = { channel: 'paper', name: '赵根宝', phone: '12800000777', consent: 'paper' }
    const place = { community: places.community, words: '中心花园东门' }
    const count = async () =>
      (
        await of.database.pool.query(
          `select (select count(*)::int from person where phone_tail = '0777') as people,
             (select count(*)::int from consent where about = 'on_behalf') as consents,
             (select count(*)::int from request where channel = 'paper') as matters`,
        )
      ).rows[0]

    const wrong = reportBody({ place, behalf, category: 'no-such-thing' })
    expect(await lin.refused('POST', '/api/requests', wrong)).toEqual([422, 'input.unknown'])
    expect(
      await lin.refused('POST', '/api/requests', reportBody({ place, behalf: { ...behalf, personId: newId() } })),
    ).toEqual([422, 'input.unknown'])
    expect(await count()).toEqual({ people: 0, consents: 0, matters: 0 })

    const body = reportBody({ place, behalf })
    const answers = await Promise.all(times(10, async () => await lin.call('POST', '/api/requests', body)))
    for (const answer of answers) expect(answer).toMatchObject({ status: 200, body: answers[0]?.body })
    expect(await count()).toEqual({ people: 1, consents: 1, matters: 1 })
    const other = { ...body, behalf: { ...behalf, phone: '12800010777' } }
    expect(await lin.refused('POST', '/api/requests', other)).toEqual([409, 'action.reused'])
    expect(await count()).toEqual({ people: 1, consents: 1, matters: 1 })
  })

  test('[BJ-10] two hundred reports at once have two hundred numbers, each with its right check digit', async () => {
    const of = shared()
    const chen = await of.resident()
    const receipts = await Promise.all(times(200, async () => await report(chen)))
    const numbers = receipts.map(({ number }) => number)
    expect(new Set(numbers).size).toBe(200)
    for (const number of numbers) {
      expect(number).toMatch(/^[1-9]\d{8}$/)
      expect(parseNumber(number)).toBe(Number(number.slice(0, 8)))
    }
    const inOrder = numbers.map(Number).sort((a, b) => a - b)
    expect(Math.min(...inOrder.slice(1).map((number, index) => number - (inOrder[index] ?? 0)))).toBeGreaterThan(1000)
  })
})

describe('the worker and a person at one request', () => {
  test('[S2-15] a person who decided before a clock fired still acts, and the clock fired once', async () => {
    const of = await world()
    const chen = await of.resident()
    const { id } = await report(chen)
    of.clock.advance(25 * 3_600_000)
    const zhou = await of.staff('zhou')
    const [, answer] = (await together<unknown>(of, [
      async () => await fireDue(of.service, specs, 100),
      async () => await post(zhou, id, 'contact', { seen: 1, way: 'phone', reached: true }),
    ])) as [number, Answer]

    expect(answer).toMatchObject({ status: 200, body: { version: 3 } })
    expect((await journalOf(of, id)).map(({ kind }) => kind)).toEqual(['opened', 'escalate', 'contact'])
    await of.tick()
    expect(await journalOf(of, id)).toHaveLength(3)
  })

  test('[S2-15] workers and people on twenty requests never wait in a circle and nothing is done twice', async () => {
    const of = await world()
    const chen = await of.resident()
    const receipts = await Promise.all(times(20, async () => await report(chen)))
    of.clock.advance(25 * 3_600_000)
    const zhou = await of.staff('zhou')
    const lin = await of.staff('lin')
    const [answers] = await Promise.all([
      Promise.all(
        receipts.flatMap(({ id }) => [
          post(zhou, id, 'accept', { seen: 1 }),
          post(lin, id, 'accept', { seen: 1 }),
          post(zhou, id, 'note', { seen: 1, words: '打了电话' }),
        ]),
      ),
      ...times(4, async () => {
        for (let round = 0; round < 5; round++) await fireDue(of.service, specs, 100)
      }),
    ])
    await of.tick()

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 409]))
    for (const { id } of receipts) {
      const kinds = (await journalOf(of, id)).map(({ kind }) => kind)
      expect(kinds.filter((kind) => kind === 'accept')).toHaveLength(1)
      expect(kinds.filter((kind) => kind === 'escalate')).toHaveLength(1)
      expect(kinds.filter((kind) => kind === 'note').length).toBeLessThanOrEqual(1)
    }
    const { rows } = await of.database.pool.query(
      `select count(*)::int as n from notice n join person p on p.id = n.person_id where p.name = '沈立' and n.key = 'notice.late-yours'`,
    )
    expect(rows).toEqual([{ n: 20 }])
  })

  test('[S2-15] a warning is never given before its time, however many workers meet', async () => {
    const of = await world()
    const chen = await of.resident()
    await Promise.all(times(60, async () => await report(chen)))
    const { rows: before } = await of.database.pool.query(
      `select min(warnings[1]) as at from clock where name = 'firstContact'`,
    )
    of.setNow(new Date(before[0].at.getTime() + 600_000).toISOString())
    await Promise.all(times(6, async () => await fireDue(of.service, specs, 10)))
    await of.tick()
    const { rows } = await of.database.pool.query(
      `select facts->>'percent' as percent, count(*)::int as n from action where kind = 'request.warn' group by 1`,
    )
    expect(rows).toEqual([{ percent: '50', n: 60 }])
  })
})

describe('merging at once', () => {
  test('[BJ-11.3] of two requests merged into each other exactly one stays', async () => {
    const of = shared()
    const chen = await of.resident()
    const wang = await of.resident('wang')
    const zhou = await of.staff('zhou')
    const lin = await of.staff('lin')
    for (let round = 0; round < 5; round++) {
      const [a, b] = [await report(chen), await report(wang)]
      const answers = await Promise.all([
        post(zhou, a.id, 'merge', { seen: 1, into: b.id }),
        post(lin, b.id, 'merge', { seen: 1, into: a.id }),
      ])
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 422])
      const states = [(await detail(chen, a.id)).state, (await detail(wang, b.id)).state].sort()
      expect(states).toEqual(['merged', 'submitted'])
    }
  })

  test('[BJ-11.3] whoever follows a request follows it on into the next, even when both are merged at once', async () => {
    const of = shared()
    const chen = await of.resident()
    const wang = await of.resident('wang')
    const zhou = await of.staff('zhou')
    const lin = await of.staff('lin')
    for (let round = 0; round < 5; round++) {
      const [a, b, c] = [await report(wang), await report(chen), await report(chen)]
      const [first] = (await Promise.all([
        post(zhou, a.id, 'merge', { seen: 1, into: b.id }),
        post(lin, b.id, 'merge', { seen: 1, into: c.id }),
      ])) as [Answer, Answer]
      if (first.status === 200)
        expect((await detail(wang, a.id)).mergedInto).toMatchObject({ id: c.id, state: 'submitted' })
      else expect(first).toMatchObject({ status: 422, body: { refusal: { code: 'request.merge-target' } } })
    }
  })
})

describe('one file sent again', () => {
  test('[BJ-8] ten at once are one photo; its id with other content or from another person is refused', async () => {
    const of = shared()
    const chen = await of.resident()
    const wang = await of.resident('wang')
    const id = newId()
    const bytes = await jpeg(10, 900)
    const answers = await Promise.all(
      times(10, async () => await sendFile(chen, `${id}?kind=photo`, bytes, 'image/jpeg')),
    )
    for (const answer of answers) expect(answer).toMatchObject({ status: 200, body: answers[0]?.body })
    const kept = (await chen.get(`/api/files/${id}`)).body

    const other = await jpeg(250, 900)
    expect(await sendFile(chen, `${id}?kind=photo`, other, 'image/jpeg')).toMatchObject({ status: 409 })
    expect(await sendFile(wang, `${id}?kind=photo`, bytes, 'image/jpeg')).toMatchObject({ status: 409 })
    expect((await chen.get(`/api/files/${id}`)).body).toEqual(kept)
    const names = await readdir(of.service.settings.filesFolder, { recursive: true })
    expect(names.filter((name) => name.includes('.part'))).toEqual([])
  })

  test('[BJ-8] two people who send different photos under one id at once: one is kept, whole, and its own', async () => {
    const of = shared()
    const chen = await of.resident()
    const wang = await of.resident('wang')
    for (let round = 0; round < 4; round++) {
      const id = newId()
      const [hers, mine] = (await Promise.all([
        sendFile(wang, `${id}?kind=photo`, await jpeg(250, 700), 'image/jpeg'),
        sendFile(chen, `${id}?kind=photo`, await jpeg(10, 600), 'image/jpeg'),
      ])) as [Answer, Answer]
      expect([hers.status, mine.status].sort()).toEqual([200, 409])
      const [owner, width] = hers.status === 200 ? [wang, 700] : [chen, 600]
      expect((await sharp((await owner.get<Buffer>(`/api/files/${id}`)).body).metadata()).width).toBe(width)
    }
  })

  test('[BJ-8] a photo belongs to one request', async () => {
    const of = shared()
    const chen = await of.resident()
    const zhou = await of.staff('zhou')
    const files = [await keepPhoto(chen)]
    const { id } = await report(chen, { files })
    expect(await chen.refused('POST', '/api/requests', reportBody({ files }))).toEqual([422, 'file.unknown'])
    await takeUp(zhou, id, of.staffIds.zhou)
    expect(await post(zhou, id, 'reply', { ...fullReply, seen: 5, files })).toMatchObject({ status: 422 })
    expect((await detail(chen, id)).place.buildingId).toBe(buildings.twelve)
  })
})
