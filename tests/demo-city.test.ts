/**
 * The seeded city: what every city starts with, and the demo street with its three hundred requests.
 *
 * The present of this test is late on a Sunday evening, when lists are emptiest.
 */
import { createHash } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readFileBytes, sha256 } from '#domains/requests/files.ts'
import { request } from '#domains/requests/spec.ts'
import { type Database, openDatabase } from '#foundation/database/database.ts'
import { checkPassword } from '#foundation/people/sessions.ts'
import { Rules } from '#foundation/policy/policy.ts'
import { dayOf, endOfDay } from '#lib/days.ts'
import { newId } from '#lib/ids.ts'
import { sealsOf } from '#lib/seal.ts'
import { demoAccounts, findDemo, seedDemo } from '#seed/demo.ts'
import { demoTexts } from '#seed/demo-requests.ts'
import { seedReference, shortName } from '#seed/reference.ts'
import { privacyNotice, replyTemplates, requestCategories } from '#seed/reference-words.ts'
import { type FreshDatabase, freshDatabase } from '#tests/support/database.ts'

const now = new Date('2026-11-22T23:20:00+08:00')
const seals = sealsOf(new Map([['k1', Buffer.alloc(32, 7)]]))

interface City {
  fresh: FreshDatabase
  database: Database
  files: string
}

let city: City
let twin: City

/** @param cut stops the run half way and asks for the rest an hour later */
async function seedCity(cut: boolean): Promise<City> {
  const fresh = await freshDatabase()
  const database = openDatabase({ url: fresh.url })
  const files = join(tmpdir(), `linli-demo-${newId()}`)
  await seedReference(database)
  const stop = (done: number) => {
    if (done > 0.5) throw new Error('the power went out')
  }
  if (cut) {
    await expect(seedDemo(database, { seals, now, files, progress: stop })).rejects.toThrow('the power went out')
    expect(await findDemo(database)).toBeUndefined()
  }
  await seedDemo(database, { seals, now: cut ? new Date(+now + 3_600_000) : now, files })
  return { fresh, database, files }
}

beforeAll(async () => {
  ;[city, twin] = await Promise.all([seedCity(false), seedCity(true)])
}, 240_000)

afterAll(async () => {
  for (const one of [city, twin]) {
    await one?.database.close()
    await one?.fresh.drop()
    if (one) await rm(one.files, { recursive: true, force: true })
  }
})

async function rows<Row>(text: string, values: unknown[] = [], of = city): Promise<Row[]> {
  return (await of.database.pool.query(text, values)).rows as Row[]
}

async function count(text: string, values: unknown[] = []): Promise<number> {
  const [row] = await rows<{ n: number }>(`select count(*)::int as n from ${text}`, values)
  return row?.n ?? 0
}

describe('what every city starts with', () => {
  test('a community is called as people call it', () => {
    expect(
      ['牡丹社区居委会', '石碶村村委会', '路林村委会', '横街居委会', '二塘新村委会', '云乐社区'].map(shortName),
    ).toEqual(['牡丹社区', '石碶村', '路林村', '横街社区', '二塘新村', '云乐社区'])
  })

  test('places, calendar, categories, policies, templates and the privacy notice are there', async () => {
    expect(await count(`territory where level in ('city', 'district', 'street', 'community')`)).toBe(3215)
    expect(await rows(`select name, pinyin, initials from territory where path = '330203101001'`)).toEqual([
      { name: '横街社区', pinyin: 'heng jie she qu', initials: 'hjsq' },
    ])
    // of one name in one street, the one that is called by its committee keeps that name
    expect(await rows(`select name from territory where name ~ '(居委会|村委会|委员会)$'`)).toEqual([
      { name: '富巷居委会' },
    ])
    expect(
      await rows(`select left(path, 9) from territory where level = 'community' group by 1, name having count(*) > 1`),
    ).toEqual([])
    expect(await rows(`select year from calendar_year where published order by year`)).toEqual([
      { year: 2024 },
      { year: 2025 },
      { year: 2026 },
    ])
    expect(await count('request_category')).toBe(Object.keys(requestCategories).length)
    expect(await count(`policy_value where key in ('request.answer_workdays', 'people.code_minutes')`)).toBe(2)
    expect(await count('reply_template')).toBe(replyTemplates.length)
    expect([...privacyNotice.zh].length).toBeLessThanOrEqual(450)
  })

  test('seeding again changes nothing, and keeps what officials changed', async () => {
    await city.database.pool.query(`update request_category set place = 90 where code = 'other'`)
    const before = await snapshot(city)

    await seedReference(city.database)
    const again = await seedDemo(city.database, { seals, now: new Date(+now + 86_400_000), files: city.files })

    expect(again).toMatchObject({ acts: 0, fired: 0 })
    expect(await snapshot(city)).toBe(before)
    expect(await count(`request_category where code = 'other' and place = 90`)).toBe(1)
  })
})

describe('the demo street', () => {
  test('has some 300 requests of the last sixty days in at least 200 different words and 15 categories, and a year before them', async () => {
    const old = `matter where kind = 'request' and opened_at < $1`
    const days = (n: number) => [new Date(+now - n * 86_400_000)]
    // and two that need protection
    expect(await count('request')).toBe(302 + (await count(old, days(61))))
    expect(await count(old, days(61))).toBe(47)
    expect(await count(old, days(366))).toBeGreaterThan(0)
    expect(await count(`${old} and closed_at is null`, days(61))).toBe(0)
    expect(await count('(select distinct words from request) as w')).toBeGreaterThanOrEqual(200)
    expect(
      await count('(select distinct category from request where category is not null) as c'),
    ).toBeGreaterThanOrEqual(15)
  })

  test('is the same for the same seed and instant, also when the run was cut short', async () => {
    expect(await snapshot(twin)).toBe(await snapshot(city))
  })

  test('can hit nobody: every phone begins with 128, and no two are the same', async () => {
    const people = await rows<{ phone_sealed: string }>('select phone_sealed from person')
    const phones = people.map((person) => seals.open(person.phone_sealed))
    expect(phones.filter((phone) => !/^128\d{8}$/.test(phone))).toEqual([])
    expect(new Set(phones).size).toBe(phones.length)
  })

  test('lets its staff in, each where they work', async () => {
    const { policies } = await new Rules(city.database).on(dayOf(now))
    for (const { login, role } of demoAccounts) {
      const account = await checkPassword({ database: city.database, seals, now, policies }, login, 'linli-demo')
      expect(
        await rows(`select g.role from role_grant g join account a on a.person_id = g.person_id where a.id = $1`, [
          account,
        ]),
      ).toEqual([{ role }])
    }
    expect(await findDemo(city.database)).toMatchObject({ community: '330203006005', residentPhone: '12800000316' })
    expect(
      await count(`building b join role_grant g on g.path = b.path join account a on a.person_id = g.person_id
      join estate e on e.id = b.estate_id where a.login = 'zhoumin' and e.name = '牡丹新村' and b.name = '12 幢'`),
    ).toBe(1)
  })

  test('has a request in every state', async () => {
    const states = await rows<{ state: string }>(`select distinct state from matter where kind = 'request'`)
    expect(states.map(({ state }) => state).sort()).toEqual(Object.keys(request.states).sort())
  })

  test('has two things asked about personal data: one not granted, one taken in at the window and in hand', async () => {
    const asked = await rows(
      `select m.state, m.visibility, d.about, d.taken_by is not null as window
       from rights_request d join matter m on m.id = d.matter_id order by m.opened_at`,
    )
    expect(asked).toEqual([
      { state: 'refused', visibility: 'sealed', about: 'copy', window: false },
      { state: 'in_hand', visibility: 'sealed', about: 'correct', window: true },
    ])
  })

  test('has something late, due today and waiting, late on a Sunday too', async () => {
    const open = `matter where kind = 'request' and closed_at is null and state not in ('replied', 'confirmed', 'waiting')`
    const late = await count(`${open} and due_at <= $1`, [now])
    expect(late).toBeGreaterThanOrEqual(3)
    expect(late).toBeLessThanOrEqual(8)
    expect(await count(`${open} and due_at > $1 and due_at <= $2`, [now, endOfDay(dayOf(now))])).toBeGreaterThanOrEqual(
      2,
    )
    expect(await count(`matter where state = 'waiting'`)).toBeGreaterThanOrEqual(4)
    expect(await count(`request where late_reason is not null`)).toBeGreaterThanOrEqual(2)
  })

  test('has twenty requests a neighbour made before, half of them merged and half left to be merged', async () => {
    const again = demoTexts.flatMap(({ duplicateOf, words }) =>
      duplicateOf === undefined ? [] : { words, first: demoTexts[duplicateOf]?.words ?? '' },
    )
    const like = (words: string) => words.replaceAll('{building}', '%')
    let merged = 0
    let open = 0
    for (const { words, first } of again) {
      const pairs = await rows<{ state: string; into: boolean; originalOpen: boolean; days: number }>(
        `select m.state, r.merged_into = o.matter_id as "into", om.closed_at is null as "originalOpen",
           extract(epoch from m.opened_at - om.opened_at)::float / 86400 as days
         from request r join matter m on m.id = r.matter_id
         join request o on o.building_id = r.building_id and o.words like $2 join matter om on om.id = o.matter_id
         where r.words like $1 and r.requester_id <> o.requester_id`,
        [like(words), like(first)],
      )
      expect(pairs).toHaveLength(1)
      const pair = pairs[0]
      expect(pair?.days).toBeGreaterThan(0)
      expect(pair?.days).toBeLessThan(10)
      if (pair?.state === 'merged' && pair.into) merged += 1
      if ((pair?.state === 'submitted' || pair?.state === 'accepted') && pair.originalOpen) open += 1
    }
    expect({ merged, open }).toEqual({ merged: 10, open: 10 })
  })

  test('keeps its promises honestly: a clock is met when it ended in time, late when not, and only then', async () => {
    const promises = Object.entries(request.clocks).flatMap(([name, clock]) => ('promise' in clock ? [name] : []))
    const wrong = await rows(
      `select c.name, c.outcome from clock c where c.name = any($1) and c.outcome in ('met', 'late')
         and (c.outcome = 'met') <> (c.ended_at < c.due_at)`,
      [promises],
    )
    expect(wrong).toEqual([])
    expect(
      await count(`clock c join matter m on m.id = c.matter_id where m.closed_at is not null and c.ended_at is null`),
    ).toBe(0)
    expect(
      await count(
        `clock c join matter m on m.id = c.matter_id where c.due_at <= $1 and c.ended_at is null and c.paused_at is null
      and not exists (select from action a where a.subject_id = m.id and a.actor_role = 'system' and a.facts ->> 'clock' = c.name)`,
        [now],
      ),
    ).toBe(0)
    expect(await count(`clock where outcome = 'late'`)).toBeGreaterThan(3)
  })

  test('happens in order, before its present, and answers every point', async () => {
    expect(await count('action where at > $1', [now])).toBe(0)
    expect(
      await count(
        `action a join action b on b.subject_id = a.subject_id and b.version = a.version + 1 where b.at < a.at`,
      ),
    ).toBe(0)
    expect(
      await count(`action a join request r on r.matter_id = a.subject_id where a.kind = 'request.reply'
      and jsonb_array_length(a.facts -> 'answered') <> cardinality(r.points)`),
    ).toBe(0)
  })

  test('contacts most people within twelve hours and some too late', async () => {
    const contacted = `request r join matter m on m.id = r.matter_id where r.first_contact_at is not null`
    const soon = await count(`${contacted} and r.first_contact_at <= m.opened_at + interval '12 hours'`)
    expect(soon / (await count(contacted))).toBeGreaterThan(0.6)
    expect(await count(`${contacted} and r.first_contact_at > m.opened_at + interval '24 hours'`)).toBeGreaterThan(2)
  })

  test('publishes about six in ten of the closed requests that may be', async () => {
    const may = await count(`request r join matter m on m.id = r.matter_id where m.state = 'closed' and r.may_publish`)
    const published = await count(`matter where state = 'closed' and visibility = 'public'`)
    expect(published / may).toBeGreaterThan(0.5)
    expect(published / may).toBeLessThan(0.85)
    expect(await count(`request where published_at is not null and not may_publish`)).toBe(0)
  })

  test('tells of 陈佳, whose lift is being mended, and of 王阿婆, who is asked whether it is solved', async () => {
    const of = async (phone: string) =>
      await rows<{ state: string; points: string[] }>(
        `select m.state, r.points from request r join matter m on m.id = r.matter_id join person p on p.id = r.requester_id
         where p.phone_mark = $1 order by m.opened_at desc`,
        [seals.mark(phone)],
      )
    const [lift, ...older] = await of('12800000316')
    expect(lift).toEqual({
      state: 'in_progress',
      points: ['12 幢的电梯这周停了三次', '铃按了没人应', '母亲腿不好，上下楼不方便'],
    })
    expect(older.map(({ state }) => state)).toEqual(['closed', 'closed'])
    expect((await of('12800000078')).map(({ state }) => state)).toEqual(['replied'])
  })

  test('has photos on disk for the files it names', async () => {
    const files = await rows<{ id: string; sha256: Buffer }>('select id, sha256 from file where matter_id is not null')
    expect(files.length).toBeGreaterThan(3)
    for (const file of files) expect(sha256(await readFileBytes(city.files, file))).toEqual(file.sha256)
  })

  test('speaks to residents without the words they should not hear', async () => {
    const forbidden =
      /工单|派单|办件|闭环|赋能|抓手|相关部门|高度重视|妥善处理|进一步|予以|敬请谅解|请知悉|尊敬的用户|温馨提示|差评|！|!/
    const spoken = await rows<{ words: string }>(
      `select reply as words from request where reply is not null union all select wait_reason from request where wait_reason is not null
       union all select public_reply from request where public_reply is not null union all select words from reply_template
       union all select body ->> 'words' from content c join action a on a.id = c.action_id
         where a.kind in ('request.progress', 'request.explain_late', 'request.resume')`,
    )
    expect(spoken.map(({ words }) => words).filter((words) => forbidden.test(words ?? ''))).toEqual([])
    expect(privacyNotice.zh).not.toMatch(forbidden)
  })
})

/** A hash of what people would see: numbers, words, states, promises, steps. */
async function snapshot(of: City): Promise<string> {
  const seen = await rows(
    `select m.number, m.state, m.version, m.path, m.opened_at, m.due_at, m.visibility, r.*,
       (select jsonb_agg(jsonb_build_array(a.id, a.kind, a.at, a.actor_id, a.facts) order by a.version) from action a where a.subject_id = m.id) as steps,
       (select jsonb_agg(to_jsonb(c) order by c.name) from clock c where c.matter_id = m.id) as clocks
     from matter m join request r on r.matter_id = m.id order by m.number`,
    [],
    of,
  )
  const people = await rows('select id, name, phone_tail, path, building_id, room from person order by id', [], of)
  const places = await rows(
    'select b.id, b.name, b.path, b.longitude, b.latitude from building b order by b.id',
    [],
    of,
  )
  return createHash('sha256')
    .update(JSON.stringify([seen, people, places]))
    .digest('hex')
}
