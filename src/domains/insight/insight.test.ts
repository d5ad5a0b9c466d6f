/**
 * What comes back, what is coming, and what another rule would have done, counted by hand; every number opens its requests.
 *
 * Now is Friday 22 May 2026, 10:00; the records begin on 10 May 2025.
 */
import { beforeAll, describe, expect, test } from 'vitest'
import { openDatabase } from '#foundation/database/database.ts'
import { newId } from '#lib/ids.ts'
import type { Client } from '#tests/support/client.ts'
import { act, clockOf, detail, report } from '#tests/support/requests.ts'
import { buildings, places, sharedWorld, type World, world } from '#tests/support/world.ts'
import { findLeads } from './leads.ts'

interface Clusters {
  window: { from: string; to: string }
  min: number
  clusters: {
    category: string
    kind: string
    place: string
    name: string
    count: number
    people: number
    growth: string | null
    past: { from: string; to: string; count: number }[]
  }[]
  leads: { id: string; name: string; category: string; from: string; requests: number; people: number; now: number }[]
}

interface Seasons {
  coming: { from: string; to: string }
  since: string | null
  yearsKnown: number
  seasons: {
    path: string
    category: string
    coming: number
    usual: number
    years: { from: string; to: string; count: number; year: number }[]
    looked: { by: string; words: string | null } | null
  }[]
}

interface Tried {
  replayed: number
  leftOff: number
  rule: Record<string, number>
  rows: {
    what: string
    before: Record<string, number>
    after: Record<string, number>
    becameLate: number
    becameInTime: number
  }[]
  shown: { total: number; rows: { number: string; what: string; before: string; after: string }[] }
}

const on = (day: string, time = '09:00'): string => new Date(`${day}T${time}:00+08:00`).toISOString()
const NOW = on('2026-05-22', '10:00')
const reply = { words: '已修好', answered: [0, 1, 2, 3, 4, 5], omitted: [] }

const shared = sharedWorld({ now: on('2025-05-10') })

async function reported(of: World, who: 'chen' | 'wang', buildingId: string, category: string) {
  return await report(await of.resident(who), { category, place: { community: places.community, buildingId } })
}

beforeAll(async () => {
  const of = shared()
  await reported(of, 'chen', buildings.five, 'noise')
  of.setNow(on('2025-06-01'))
  for (const who of ['chen', 'wang', 'chen', 'wang'] as const) await reported(of, who, buildings.five, 'drainage')
  await reported(of, 'chen', buildings.five, 'noise')
  of.setNow(on('2025-11-03'))
  await reported(of, 'chen', buildings.otherGrid, 'drainage')
  of.setNow(on('2026-04-01'))
  for (const who of ['chen', 'wang'] as const) await reported(of, who, buildings.twelve, 'elevator')
  of.setNow(on('2026-05-11'))
  for (const who of ['chen', 'chen', 'wang', 'wang', 'chen'] as const)
    await reported(of, who, buildings.twelve, 'elevator')
  for (const building of [buildings.twelve, buildings.five])
    for (const who of ['chen', 'wang'] as const) await reported(of, who, building, 'noise')
  const back = await reported(of, 'chen', buildings.twelve, 'elevator')
  await act(await of.resident('chen'), back.id, 'withdraw')
  of.setNow(NOW)
})

async function countOf(reader: Client, query: Record<string, string>): Promise<number> {
  const search = new URLSearchParams({ view: 'all', figure: 'reported', limit: '100', ...query })
  const { rows, total } = await reader.done<{ rows: unknown[]; total: number }>('GET', `/api/desk/requests?${search}`)
  expect(rows).toHaveLength(total)
  return total
}

const clusters = async (reader: Client) => await reader.done<Clusters>('GET', '/api/insight/clusters')
const seasons = async (reader: Client) => await reader.done<Seasons>('GET', '/api/insight/seasons')

describe('clusters', () => {
  test('[BJ-24] [S3-58] name the narrowest place a theme came back to, beside its own past, and open its requests', async () => {
    const xu = await shared().staff('xu')
    const { window, clusters: seen, min } = await clusters(xu)
    expect(window).toEqual({ from: '2026-04-23', to: '2026-05-22' })
    expect(min).toBe(4)
    expect(seen).toMatchObject([
      {
        category: 'elevator',
        kind: 'building',
        name: '牡丹新村 12 幢',
        count: 5,
        people: 2,
        growth: 'grown',
        past: [
          { from: '2026-03-24', to: '2026-04-22', count: 2 },
          { from: '2026-02-22', to: '2026-03-23', count: 0 },
          { from: '2026-01-23', to: '2026-02-21', count: 0 },
        ],
      },
      // two at each of two buildings: the estate is the narrowest place
      { category: 'noise', kind: 'estate', name: '牡丹新村', count: 4, people: 2, growth: 'grown' },
    ])
    const path = places.community
    expect(await countOf(xu, { path, category: 'elevator', building: buildings.twelve, ...window })).toBe(5)
    expect(await countOf(xu, { path, category: 'noise', estate: seen[1]?.place ?? '', ...window })).toBe(4)
    for (const { from, to, count } of seen[0]?.past ?? [])
      expect(await countOf(xu, { path, category: 'elevator', building: buildings.twelve, from, to })).toBe(count)
    expect((await clusters(await shared().staff('shen'))).clusters).toEqual(seen)
  })

  test('[BJ-24] are read by those above, each inside the own place', async () => {
    const of = shared()
    expect(await of.visitor().refused('GET', '/api/insight/clusters')).toEqual([401, 'access.signed-out'])
    for (const who of [await of.resident(), await of.staff('zhou'), await of.staff('lin')])
      expect(await who.refused('GET', '/api/insight/clusters')).toEqual([403, 'access.not-yours'])
    expect(await (await of.staff('xu')).refused('GET', `/api/insight/clusters?path=${places.street}`)).toEqual([
      403,
      'access.not-yours',
    ])
  })

  test('[S3-58] what comes back at one building becomes one lead, however often and by whomever the job is done', async () => {
    const of = shared()
    const others = [openDatabase({ url: of.url, size: 2 }), openDatabase({ url: of.url, size: 2 })]
    await Promise.all(others.map((database) => findLeads.look({ ...of.service, database }, [])))
    await of.chores()
    await Promise.all(others.map((database) => database.close()))

    const xu = await of.staff('xu')
    const { leads } = await clusters(xu)
    expect(leads).toMatchObject([
      { name: '牡丹新村 12 幢', category: 'elevator', from: '2026-02-22', requests: 7, people: 2, now: 7 },
    ])
    const { from = '' } = leads[0] ?? {}
    const days = { from, to: '2026-05-22' }
    expect(await countOf(xu, { category: 'elevator', building: buildings.twelve, ...days })).toBe(7)
    const kinds = await of.database.db
      .selectFrom('action')
      .select(['kind', 'actor_role as role'])
      .where('kind', '=', 'lead.found')
      .execute()
    expect(kinds).toEqual([{ kind: 'lead.found', role: 'system' }])

    // the next day the same thing is no second lead
    of.setNow(on('2026-05-23', '10:00'))
    await of.chores()
    expect((await clusters(await of.staff('xu'))).leads).toHaveLength(1)
    of.setNow(NOW)
  })
})

describe('seasons', () => {
  test('[BJ-25] say what the coming weeks brought a year ago, with the counts they rest on', async () => {
    const lin = await shared().staff('lin')
    const seen = await seasons(lin)
    expect(seen).toMatchObject({
      coming: { from: '2026-05-23', to: '2026-06-19' },
      since: '2025-05-10',
      yearsKnown: 1,
      seasons: [
        {
          path: places.community,
          category: 'drainage',
          coming: 4,
          years: [{ from: '2025-05-23', to: '2025-06-19', count: 4, year: 5 }],
          looked: null,
        },
      ],
    })
    expect(seen.seasons[0]?.usual).toBeCloseTo((5 * 28) / 365, 5)
    const { from = '', to = '' } = seen.seasons[0]?.years[0] ?? {}
    expect(await countOf(lin, { path: places.community, category: 'drainage', from, to })).toBe(4)
  })

  test('[BJ-25] say that there is not enough to say anything from less than a year', async () => {
    const of = await world({ now: NOW })
    expect(await seasons(await of.staff('shen'))).toMatchObject({ since: null, yearsKnown: 0, seasons: [] })
    await report(await of.resident())
    expect(await seasons(await of.staff('shen'))).toMatchObject({ since: '2026-05-22', yearsKnown: 0, seasons: [] })
  })

  test('[BJ-25] are ticked by who looked, with what will be done, once for each press', async () => {
    const of = shared()
    const [lin, xu] = [await of.staff('lin'), await of.staff('xu')]
    const body = { id: newId(), path: places.community, category: 'drainage', words: '雨季前疏通 5 幢的管道' }
    const post = '/api/insight/seasons/looks'
    expect(await of.visitor().refused('POST', post, body)).toEqual([401, 'access.signed-out'])
    expect(await (await of.staff('zhou')).refused('POST', post, body)).toEqual([403, 'access.not-yours'])
    expect(await (await of.staff('sun')).refused('POST', post, body)).toEqual([403, 'access.not-yours'])
    expect(await lin.refused('POST', post, { ...body, category: 'weather' })).toEqual([422, 'season.unknown'])
    expect(await (await of.staff('shen')).refused('POST', post, { ...body, path: '990101001009' })).toEqual([
      404,
      'territory.unknown',
    ])
    await lin.done('POST', post, body)
    await lin.done('POST', post, body)
    expect(await lin.refused('POST', post, { ...body, words: '别的' })).toEqual([409, 'action.reused'])
    expect((await seasons(xu)).seasons[0]?.looked).toMatchObject({ by: '林晓', words: '雨季前疏通 5 幢的管道' })
    const rows = await of.database.db.selectFrom('season_look').select(['path', 'category', 'until_on']).execute()
    expect(rows).toEqual([{ path: places.community, category: 'drainage', until_on: '2026-06-19' }])
  })
})

describe('trying a rule on what happened', () => {
  const tried = async (reader: Client, query: Record<string, string> = {}) =>
    await reader.done<Tried>(
      'GET',
      `/api/insight/what-if?${new URLSearchParams({ from: '2026-03-01', to: '2026-05-31', ...query })}`,
    )
  const rowOf = ({ rows }: Tried, what: string) => rows.find((row) => row.what === what)

  async function city() {
    const of = await world({ now: on('2026-03-02') })
    const chen = await of.resident()
    const made: Record<string, { id: string; number: string }> = {}
    for (const name of ['slow contact', 'urgent in 8 days', 'urgent with a pause', 'key in 20 days', 'unclassified'])
      made[name] = await report(chen)
    const id = (name: string) => made[name]?.id ?? ''
    let lin = await of.staff('lin')
    for (const name of ['urgent in 8 days', 'urgent with a pause', 'key in 20 days']) {
      await act(lin, id(name), 'contact', { way: 'phone', reached: true })
      await act(lin, id(name), 'accept')
      await act(lin, id(name), 'classify', { class: name.startsWith('key') ? 'key' : 'urgent' })
      await act(lin, id(name), 'assign', { handlerId: of.staffIds.lin })
      await act(lin, id(name), 'start')
    }
    const at = async (day: string, time: string) => {
      of.setNow(on(day, time))
      await of.tick()
      lin = await of.staff('lin')
    }
    await at('2026-03-03', '15:00')
    await act(lin, id('slow contact'), 'contact', { way: 'phone', reached: true })
    await act(lin, id('slow contact'), 'accept')
    await act(lin, id('slow contact'), 'reply', reply)
    await at('2026-03-04', '09:00')
    await act(lin, id('urgent with a pause'), 'wait', { reason: '等配件', until: '2026-03-09' })
    await at('2026-03-09', '09:00')
    await act(lin, id('urgent with a pause'), 'resume')
    await at('2026-03-10', '09:00')
    await act(lin, id('urgent in 8 days'), 'reply', reply)
    await at('2026-03-12', '09:00')
    await act(lin, id('urgent with a pause'), 'reply', reply)
    await at('2026-03-22', '09:00')
    await act(lin, id('key in 20 days'), 'reply', reply)
    await at('2026-05-22', '10:00')
    await report(await of.resident())
    return { of, made, shen: await of.staff('shen') }
  }

  test('[S2-15] [BJ-15] gives what was recorded before, and what another rule would have given after', async () => {
    const { of, made, shen } = await city()
    const counted = async () =>
      await of.database.db
        .selectFrom('action')
        .select((eb) => eb.fn.countAll<number>().as('n'))
        .executeTakeFirstOrThrow()
    const before = await counted()

    // as it was: the engine's own clocks said the same
    const same = await tried(shen)
    expect(same).toMatchObject({ replayed: 6, leftOff: 0, shown: { total: 0, rows: [] } })
    expect(same.rule).toEqual({ contactHours: 24, answerWorkdays: 5, urgentDays: 7, keyMonths: 1 })
    expect(same.rows).toMatchObject([
      { what: 'contact', before: { in_time: 3, late: 2, open: 1 } },
      { what: 'none', before: { in_time: 1, late: 1, open: 1 } },
      { what: 'urgent', before: { in_time: 1, late: 1, open: 0 } },
      { what: 'key', before: { in_time: 1, late: 0, open: 0 } },
      { what: 'long_term', before: { in_time: 0, late: 0, open: 0 } },
    ])
    for (const row of same.rows) expect(row.after).toEqual(row.before)
    const clockNow = async (name: string, clock: string) =>
      clockOf(await detail(shen, made[name]?.id ?? ''), clock).outcome
    expect(await clockNow('slow contact', 'firstContact')).toBe('late')
    expect(await clockNow('urgent in 8 days', 'urgent')).toBe('late')
    expect(await clockNow('urgent with a pause', 'urgent')).toBe('met')

    const longer = await tried(shen, { contactHours: '36' })
    expect(rowOf(longer, 'contact')).toMatchObject({ after: { in_time: 4, late: 1 }, becameInTime: 1, becameLate: 0 })
    expect(longer.shown.rows).toMatchObject([
      { number: made['slow contact']?.number, what: 'contact', before: 'late', after: 'in_time' },
    ])
    // every number opens exactly its requests
    const three = await tried(shen, { urgentDays: '3' })
    for (const { what, ...row } of three.rows)
      for (const side of ['before', 'after'] as const)
        for (const [outcome, n] of Object.entries(row[side])) {
          const { shown } = await tried(shen, { urgentDays: '3', cell: `${what}.${side}.${outcome}` })
          expect([what, side, outcome, shown.total]).toEqual([what, side, outcome, n])
          expect(shown.rows.map((one) => [one.what, one[side]])).toEqual(Array(n).fill([what, outcome]))
        }
    expect((await tried(shen, { urgentDays: '3', cell: 'urgent.became.late' })).shown).toMatchObject({
      total: 1,
      rows: [{ number: made['urgent with a pause']?.number, before: 'in_time', after: 'late' }],
    })
    expect(rowOf(await tried(shen, { urgentDays: '8' }), 'urgent')).toMatchObject({ after: { in_time: 2, late: 0 } })
    expect(rowOf(await tried(shen, { urgentDays: '3' }), 'urgent')).toMatchObject({ after: { in_time: 0, late: 2 } })
    // days off do not count: seven working days from 2 March end on the 11th
    expect(rowOf(await tried(shen, { daysOff: 'left_out' }), 'urgent')).toMatchObject({
      after: { in_time: 2, late: 0 },
    })
    expect(rowOf(await tried(shen, { daysOff: 'left_out', urgentDays: '5' }), 'urgent')).toMatchObject({
      after: { late: 1 },
    })
    expect(rowOf(await tried(shen, { keyMonths: '1', daysOff: 'counted' }), 'key')).toMatchObject({
      after: { in_time: 1 },
    })
    expect(await counted()).toEqual(before)
  })

  test('[BJ-32] is for those above, inside the own place and a period that is one', async () => {
    const of = shared()
    const query = 'from=2026-03-01&to=2026-05-31'
    expect(await of.visitor().refused('GET', `/api/insight/what-if?${query}`)).toEqual([401, 'access.signed-out'])
    expect(await (await of.staff('lin')).refused('GET', `/api/insight/what-if?${query}`)).toEqual([
      403,
      'access.not-yours',
    ])
    const xu = await of.staff('xu')
    expect(await xu.refused('GET', `/api/insight/what-if?${query}&path=${places.street}`)).toEqual([
      403,
      'access.not-yours',
    ])
    expect(await xu.refused('GET', '/api/insight/what-if?from=2026-05-02&to=2026-05-01')).toEqual([
      422,
      'overview.days',
    ])
    expect(await xu.refused('GET', `/api/insight/what-if?${query}&urgentDays=0`)).toEqual([400, 'input.wrong'])
  })
})

interface Handling {
  before: { from: string; to: string }
  since: string | null
  beforeKnown: boolean
  nMin: number
  target: number
  rows: {
    class: string
    now: { n: number; meanHours: number; medianHours: number } | null
    before: { n: number; meanHours: number; medianHours: number } | null
    change: { percent: number; low: number; high: number } | null
  }[]
  unanswered: { n: number; meanHours: number }
}

describe('handling efficiency', () => {
  const days = 'from=2026-05-11&to=2026-05-22'
  const compare = async (reader: Client, more: string): Promise<Handling> =>
    await reader.done<Handling>('GET', `/api/insight/efficiency?${more}`)

  const compared = sharedWorld({ now: on('2026-04-20') })

  // thirty answered after 36 hours each on 1 May, thirty after 20 hours each on 12 May; two more still wait
  beforeAll(async () => {
    const of = compared()
    const chen = await of.resident()
    for (const [day, hours] of [
      ['2026-05-01', 36],
      ['2026-05-12', 20],
    ] as const) {
      of.setNow(on(day))
      const ids: string[] = []
      for (let made = 0; made < 30; made += 1) ids.push((await report(chen, { category: 'noise' })).id)
      of.setNow(new Date(Date.parse(on(day)) + hours * 3_600_000).toISOString())
      const lin = await of.staff('lin')
      for (const id of ids) {
        await act(lin, id, 'accept')
        await act(lin, id, 'reply', reply)
      }
    }
    of.setNow(on('2026-05-22', '09:00'))
    for (let made = 0; made < 2; made += 1) await report(await of.resident('wang'))
    of.setNow(on('2026-05-22', '11:00'))
  })

  test('[S3-45] is the mean time to the answer beside that of the days before, with n, interval and what is not answered', async () => {
    const of = compared()
    const xu = await of.staff('xu')
    // the records begin on 1 May: from 10 May on the days before are known
    const one = await compare(xu, 'from=2026-05-12&to=2026-05-22&beside=before')
    expect(one).toMatchObject({
      before: { from: '2026-05-01', to: '2026-05-11' },
      beforeKnown: true,
      nMin: 30,
      target: 80,
    })
    expect(one.rows.map((row) => row.class)).toEqual(['all', 'none'])
    expect(one.rows[0]).toMatchObject({
      now: { n: 30, meanHours: expect.closeTo(20, 1), medianHours: expect.closeTo(20, 1) },
      before: { n: 30, meanHours: expect.closeTo(36, 1), medianHours: expect.closeTo(36, 1) },
    })
    // 36 ÷ 20 − 1, and no spread: the interval is the number itself
    expect(one.rows[0]?.change?.percent).toBeCloseTo(80, 0)
    expect(one.rows[0]?.change?.low).toBeCloseTo(80, 0)
    expect(one.unanswered).toEqual({ n: 2, meanHours: expect.closeTo(2, 1) })
    // each n opens exactly its requests, by the day of the answer
    for (const span of ['from=2026-05-12&to=2026-05-22', 'from=2026-05-01&to=2026-05-11&class=none']) {
      const list = await xu.done<{ total: number }>('GET', `/api/desk/requests?view=all&figure=handled&${span}`)
      expect(list.total).toBe(30)
    }
    expect(
      await xu.done<{ total: number }>(
        'GET',
        '/api/desk/requests?view=all&figure=handled&from=2026-05-03&to=2026-05-11',
      ),
    ).toMatchObject({ total: 0 })

    // what is answered again counts to the last answer, and while it is reopened not at all
    const { rows } = await of.database.pool.query<{ id: string }>(
      'select matter_id as id from request where replied_at > $1 limit 1',
      [on('2026-05-12')],
    )
    const again = rows[0]?.id ?? ''
    await act(await of.resident(), again, 'reopen', { words: '又响了' })
    const fewer = await compare(xu, 'from=2026-05-12&to=2026-05-22&beside=before')
    expect(fewer.rows[0]).toMatchObject({ now: { n: 29 }, before: { n: 30 }, change: null })
    await act(await of.staff('lin'), again, 'reply', reply)
    const { now } = (await compare(xu, 'from=2026-05-12&to=2026-05-22&beside=before')).rows[0] ?? {}
    expect(now).toMatchObject({ n: 30, medianHours: expect.closeTo(20, 1) })
    expect(now?.meanHours).toBeGreaterThan(26)
  })

  test('[S3-45] is compared with nothing where nothing is known', async () => {
    const of = compared()
    const xu = await of.staff('xu')
    const year = await compare(xu, `${days}&beside=year`)
    expect(year).toMatchObject({
      before: { from: '2025-05-11', to: '2025-05-22' },
      since: '2026-05-01',
      beforeKnown: false,
    })
    expect(year.rows[0]).toMatchObject({ now: { n: 30 }, before: null, change: null })
    const early = await compare(xu, 'from=2026-05-02&to=2026-05-12&beside=before')
    expect(early).toMatchObject({ beforeKnown: false, before: { from: '2026-04-21' } })
    expect(early.rows.every(({ change }) => change === null)).toBe(true)
    const none = await compare(await (await world()).staff('xu'), `${days}&beside=year`)
    expect(none).toMatchObject({ since: null, rows: [{ class: 'all', now: null, before: null, change: null }] })
  })

  test('[S3-45] is read by those above inside their place, for a year at most', async () => {
    const of = shared()
    const path = '/api/insight/efficiency'
    expect(await of.visitor().refused('GET', `${path}?${days}&beside=year`)).toEqual([401, 'access.signed-out'])
    for (const who of ['zhou', 'lin'] as const)
      expect(await (await of.staff(who)).refused('GET', `${path}?${days}&beside=year`)).toEqual([
        403,
        'access.not-yours',
      ])
    const xu = await of.staff('xu')
    for (const elsewhere of [places.otherCommunity, places.street, '9901'])
      expect(await xu.refused('GET', `${path}?${days}&beside=year&path=${elsewhere}`)).toEqual([
        403,
        'access.not-yours',
      ])
    expect(await xu.refused('GET', `${path}?from=2026-05-22&to=2026-05-21&beside=year`)).toEqual([422, 'overview.days'])
    expect(await xu.refused('GET', `${path}?from=2025-05-22&to=2026-05-22&beside=year`)).toEqual([
      422,
      'efficiency.days',
    ])
    expect((await compare(xu, 'from=2025-05-23&to=2026-05-22&beside=year')).before).toEqual({
      from: '2024-05-23',
      to: '2025-05-22',
    })
    expect(await xu.refused('GET', `${path}?${days}&beside=best`)).toEqual([400, 'input.wrong'])
  })
})
