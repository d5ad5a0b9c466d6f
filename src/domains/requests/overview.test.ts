/**
 * Figures counted by hand on a dozen requests, each opening exactly what it counts; what the public sees, and when not.
 *
 * Now is Friday 22 May 2026, 10:00. Hours are from the report to the first contact or reply of a named person.
 */
import { beforeAll, describe, expect, test } from 'vitest'
import { addDays, dayOf } from '#lib/days.ts'
import { newId } from '#lib/ids.ts'
import type { Client } from '#tests/support/client.ts'
import { keepPhoto } from '#tests/support/files.ts'
import { act, detail, refusedAct, report } from '#tests/support/requests.ts'
import { buildings, places, sharedWorld, type World, world } from '#tests/support/world.ts'
import type { Receipt } from './contract.ts'

type Overview = {
  [figure in 'open' | 'dueToday' | 'late' | 'waiting' | 'silent']: number
} & {
  name: string
  latestWorkdays: number | null
  firstResponse: {
    meanHours: number | null
    n: number
    targetHours: number
    pending: number
    pendingMeanHours: number | null
  }
  lateReasons: { reason: string | null; count: number }[]
  lateAges: { from: number; to: number | null; count: number }[]
  repeatDays: number
  repeatMin: number
  repeatFrom: string
  repeats: { buildingId: string; place: string; category: string; count: number; people: number }[]
  areas: {
    path: string
    name: string
    open: number
    late: number
    opened: number
    meanHours: number | null
    solved: object
  }[]
} & {
  [rate in 'responded' | 'solved' | 'satisfied']: {
    hits: number
    n: number
    share: number | null
    low: number | null
    high: number | null
  }
}

const period = 'from=2026-05-11&to=2026-05-31'
const overview = async (reader: Client, path?: string): Promise<Overview> =>
  await reader.done<Overview>('GET', `/api/overview?${period}${path ? `&path=${path}` : ''}`)

const hour = (day: number, time: string): string => new Date(`2026-05-${day}T${time}:00+08:00`).toISOString()

/** Acts without looking first; `seen` is what the receipt before said. */
async function go(client: Client, at: Receipt, action: string, form: Record<string, unknown> = {}): Promise<Receipt> {
  return await client.done<Receipt>('POST', `/api/requests/${at.id}/actions/${action}`, {
    id: newId(),
    seen: at.version,
    ...form,
  })
}
const reached = { way: 'phone', reached: true }
const reply = { words: '已修好', answered: [0, 1, 2, 3, 4, 5], omitted: [] }

const shared = sharedWorld()
const ids: Record<string, string> = {}

beforeAll(async () => {
  const of = shared()
  const [chen, wang] = [await of.resident(), await of.resident('wang')]
  const at = async (day: number, time: string) => {
    of.setNow(hour(day, time))
    return await of.staff('lin')
  }
  const open = async (
    name: string,
    client: Client,
    buildingId: string = buildings.five,
    more: Record<string, unknown> = {},
  ) => {
    const receipt = await report(client, { place: { community: places.community, buildingId }, ...more })
    ids[name] = receipt.id
    return receipt
  }
  const lift = { category: 'elevator' }

  await at(11, '09:00')
  let a = await open('contacted in 2 hours, solved', chen, buildings.twelve, lift)
  let b = await open('answered after 28 hours, partly solved', wang)
  let lin = await at(11, '10:00')
  for (const [action, form] of [
    ['accept', {}],
    ['classify', { class: 'key' }],
    ['assign', { handlerId: of.staffIds.lin }],
  ] as const)
    b = await go(lin, b, action, form)
  a = await go(await at(11, '11:00'), a, 'contact', reached)
  lin = await at(12, '09:00')
  await open('never touched', chen, buildings.twelve, lift)
  a = await go(lin, await go(lin, a, 'accept'), 'reply', reply)
  await go(chen, a, 'confirm', { solved: 'yes', service: 5 })
  b = await go(await at(12, '13:00'), b, 'reply', reply)
  await go(wang, b, 'confirm', { solved: 'partly', service: 3 })

  lin = await at(13, '09:00')
  await go(chen, await open('withdrawn', chen, buildings.twelve, lift), 'withdraw')
  await go(lin, await open('merged', wang, buildings.twelve, lift), 'merge', { into: ids['never touched'] })
  const referred = await open('referred', chen)
  await go(await at(13, '12:00'), referred, 'refer', {
    reason: '归市场监管部门',
    place: '区市场监管局',
    phone: '0574-55500009',
  })
  await at(14, '09:00')
  let waiting = await open('waiting, contacted in 10 hours', wang, buildings.otherGrid)
  lin = await at(14, '19:00')
  waiting = await go(lin, waiting, 'contact', reached)
  for (const [action, form] of [
    ['accept', {}],
    ['classify', { class: 'key' }],
    ['assign', { handlerId: of.staffIds.lin }],
    ['start', {}],
    ['wait', { reason: '等配件', until: '2026-05-29' }],
  ] as const)
    waiting = await go(lin, waiting, action, form)
  await at(15, '09:00')
  let silent = await open('replied, no word since', chen, buildings.twelve, lift)
  await at(15, '10:00')
  const today = await open('due today', chen)
  await go(await at(15, '11:00'), today, 'contact', reached)
  lin = await at(15, '15:00')
  silent = await go(lin, silent, 'contact', reached)
  await go(lin, await go(lin, silent, 'accept'), 'reply', reply)
  await at(18, '09:00')
  let again = await open('reopened', chen)
  lin = await at(18, '10:00')
  again = await go(lin, again, 'contact', reached)
  again = await go(lin, await go(lin, again, 'accept'), 'reply', reply)
  await go(chen, again, 'reopen', { words: '又停了', service: 1 })
  await at(19, '09:00')
  let tried = await open('tried, late by two days', wang)
  lin = await at(19, '10:00')
  tried = await go(lin, await go(lin, tried, 'contact', { way: 'phone', reached: false }), 'accept')
  await at(20, '09:00')
  ids['far away'] = (await report(wang, { place: { community: places.farCommunity, buildingId: buildings.far } })).id
  await at(21, '09:30')
  await of.tick()
  await act(await of.staff('lin'), tried.id, 'explain_late', { reason: 'hands', words: '人手不够' })
  await at(22, '09:00')
  await open('new', wang)
  of.setNow(hour(22, '10:00'))
  await of.tick()
})

/** Names of what a list holds. */
async function listed(reader: Client, query: string): Promise<string[]> {
  const { rows, total } = await reader.done<{ rows: { id: string }[]; total: number }>(
    'GET',
    `/api/desk/requests?view=all&${query}`,
  )
  expect(rows).toHaveLength(total)
  return rows.map(({ id }) => Object.keys(ids).find((name) => ids[name] === id) ?? id).sort()
}

describe('figures of a community', () => {
  test('[S3-45] [S3-58] are what a dozen requests say by hand', async () => {
    const xu = await shared().staff('xu')
    const seen = await overview(xu)
    expect(seen).toMatchObject({
      name: '牡丹社区',
      open: 6,
      dueToday: 1,
      late: 2,
      latestWorkdays: 7,
      waiting: 1,
      silent: 1,
      responded: { hits: 6, n: 9, share: null, low: null, high: null },
      solved: { hits: 1, n: 3, share: null },
      satisfied: { hits: 2, n: 3, share: null },
      lateReasons: expect.arrayContaining([
        { reason: null, count: 1 },
        { reason: 'hands', count: 1 },
      ]),
      lateAges: [
        { from: 1, to: 1, count: 0 },
        { from: 2, to: 3, count: 1 },
        { from: 4, to: 5, count: 0 },
        { from: 6, to: null, count: 1 },
      ],
      repeats: [{ buildingId: buildings.twelve, place: '牡丹新村 12 幢', category: 'elevator', count: 4, people: 2 }],
    })
    expect(seen.firstResponse).toMatchObject({ n: 10, pending: 3, targetHours: 12 })
    // 2, 28, 241 so far, sent elsewhere after 3, 10, 6, 1, 1, 73 so far, 1 so far
    expect(seen.firstResponse.meanHours).toBeCloseTo(366 / 10, 1)
    expect(seen.firstResponse.pendingMeanHours).toBeCloseTo((241 + 73 + 1) / 3, 1)
  })

  test('[S3-45] [S3-58] every figure opens exactly the requests it counts', async () => {
    const xu = await shared().staff('xu')
    const seen = await overview(xu)
    const path = `path=${places.community}`
    const counted: [string, string, number, string[]][] = [
      [
        'open',
        `figure=open&${path}`,
        seen.open,
        ['due today', 'never touched', 'new', 'reopened', 'tried, late by two days', 'waiting, contacted in 10 hours'],
      ],
      ['due today', `figure=due_today&${path}`, seen.dueToday, ['due today']],
      ['late', `figure=late&${path}`, seen.late, ['never touched', 'tried, late by two days']],
      ['waiting', `figure=waiting&${path}`, seen.waiting, ['waiting, contacted in 10 hours']],
      [
        'first response',
        `figure=first_response&${path}&${period}`,
        seen.firstResponse.n,
        [
          'answered after 28 hours, partly solved',
          'contacted in 2 hours, solved',
          'due today',
          'never touched',
          'new',
          'referred',
          'reopened',
          'replied, no word since',
          'tried, late by two days',
          'waiting, contacted in 10 hours',
        ],
      ],
      [
        'no response yet',
        `figure=first_response_pending&${path}&${period}`,
        seen.firstResponse.pending,
        ['never touched', 'new', 'tried, late by two days'],
      ],
      [
        'contact counted',
        `figure=first_contact_counted&${path}&${period}`,
        seen.responded.n,
        [
          'answered after 28 hours, partly solved',
          'contacted in 2 hours, solved',
          'due today',
          'never touched',
          'referred',
          'reopened',
          'replied, no word since',
          'tried, late by two days',
          'waiting, contacted in 10 hours',
        ],
      ],
      [
        'contact in time',
        `figure=first_contact_met&${path}&${period}`,
        seen.responded.hits,
        [
          'contacted in 2 hours, solved',
          'due today',
          'referred',
          'reopened',
          'replied, no word since',
          'waiting, contacted in 10 hours',
        ],
      ],
      [
        'said whether solved',
        `figure=solved_counted&${path}&${period}`,
        seen.solved.n,
        ['answered after 28 hours, partly solved', 'contacted in 2 hours, solved', 'reopened'],
      ],
      ['solved', `figure=solved&${path}&${period}`, seen.solved.hits, ['contacted in 2 hours, solved']],
      [
        'rated',
        `figure=satisfied_counted&${path}&${period}`,
        seen.satisfied.n,
        ['answered after 28 hours, partly solved', 'contacted in 2 hours, solved', 'reopened'],
      ],
      [
        'satisfied',
        `figure=satisfied&${path}&${period}`,
        seen.satisfied.hits,
        ['answered after 28 hours, partly solved', 'contacted in 2 hours, solved'],
      ],
      ['silent', `figure=silent&${path}&${period}`, seen.silent, ['replied, no word since']],
      ['late without reason', `figure=late&lateReason=none&${path}`, 1, ['never touched']],
      ['late for want of hands', `figure=late&lateReason=hands&${path}`, 1, ['tried, late by two days']],
      ['late 1 day', `figure=late&lateAge=1&${path}`, seen.lateAges[0]?.count ?? -1, []],
      ['late 2–3 days', `figure=late&lateAge=2&${path}`, seen.lateAges[1]?.count ?? -1, ['tried, late by two days']],
      ['late 4–5 days', `figure=late&lateAge=4&${path}`, seen.lateAges[2]?.count ?? -1, []],
      ['late 6 days and more', `figure=late&lateAge=6&${path}`, seen.lateAges[3]?.count ?? -1, ['never touched']],
      [
        'repeated',
        `figure=reported&building=${buildings.twelve}&category=elevator&from=${seen.repeatFrom}`,
        seen.repeats[0]?.count ?? -1,
        ['contacted in 2 hours, solved', 'merged', 'never touched', 'replied, no word since'],
      ],
    ]
    for (const [name, query, shown, expected] of counted) {
      expect([name, await listed(xu, query)]).toEqual([name, expected])
      expect([name, shown]).toEqual([name, expected.length])
    }
  })

  test('[GH66-RANK] the grids come in the order of their codes, each with figures that open its own requests', async () => {
    const xu = await shared().staff('xu')
    const { areas } = await overview(xu)
    expect(areas).toMatchObject([
      { path: places.grid, name: '第 1 网格', open: 5, late: 2, opened: 10, solved: { hits: 1, n: 3 } },
      { path: places.otherGrid, name: '第 2 网格', open: 1, late: 0, opened: 1, solved: { hits: 0, n: 0 } },
    ])
    expect(areas[0]?.meanHours).toBeCloseTo(356 / 9, 1)
    expect(areas[1]?.meanHours).toBeCloseTo(10, 1)
    for (const { path, open, late, opened } of areas) {
      expect(await listed(xu, `figure=open&path=${path}`)).toHaveLength(open)
      expect(await listed(xu, `figure=late&path=${path}`)).toHaveLength(late)
      expect(await listed(xu, `figure=opened&path=${path}&${period}`)).toHaveLength(opened)
    }
  })

  test('[S3-45] the street, the city and the counts of an inbox add up to the same', async () => {
    const of = shared()
    const [xu, shen, he] = [await of.staff('xu'), await of.staff('shen'), await of.staff('he')]
    const [community, street, city] = [await overview(xu), await overview(shen), await overview(he)]
    expect(street.areas.map(({ path, open }) => [path, open])).toEqual([
      [places.community, 6],
      [places.otherCommunity, 0],
    ])
    const { late, dueToday, waiting, silent, responded, solved, satisfied, lateReasons, lateAges, repeats } = community
    expect(street).toMatchObject({
      open: 6,
      late,
      dueToday,
      waiting,
      silent,
      responded,
      solved,
      satisfied,
      lateReasons,
      lateAges,
      repeats,
    })
    expect(street.firstResponse).toMatchObject({ n: 10, pending: 3 })
    expect(street.firstResponse.meanHours).toBeCloseTo(community.firstResponse.meanHours ?? 0, 3)
    expect(city.open).toBe(7)
    expect(city.areas.map(({ path }) => path)).toEqual(['990101', '990102'])
    expect(await overview(he, places.otherStreet)).toMatchObject({ open: 1, firstResponse: { n: 1, pending: 1 } })
    expect(await overview(he, places.community)).toMatchObject({ open: 6, late: 2 })

    const counts = await xu.done<Record<string, number>>('GET', '/api/desk/counts')
    for (const [view, count] of Object.entries(counts)) {
      const { total } = await xu.done<{ total: number }>('GET', `/api/desk/requests?view=${view}`)
      expect([view, total]).toEqual([view, count])
    }
    expect(counts).toMatchObject({ all: 12, late: 2, waiting: 1, replied: 1, closed: 5 })
  })

  test('[S3-45] a period counts the reports of its days in Shanghai and of no other', async () => {
    const xu = await shared().staff('xu')
    const day = async (from: string, to = from) =>
      (await xu.done<Overview>('GET', `/api/overview?from=${from}&to=${to}`)).firstResponse.n
    expect(await day('2026-05-11')).toBe(2)
    expect(await day('2026-05-12')).toBe(1)
    expect(await day('2026-05-13')).toBe(1)
    expect(await day('2026-05-12', '2026-05-15')).toBe(5)
    expect(await day('2026-05-10')).toBe(0)
  })

  test('[U37] a day begins and ends at midnight in Shanghai', async () => {
    const of = await world({ now: hour(20, '23:50') })
    const wang = await of.resident('wang')
    await report(wang)
    of.setNow(hour(21, '00:10'))
    await report(wang)
    of.setNow(hour(21, '07:00'))
    await report(wang)
    const xu = await of.staff('xu')
    const counts = ['2026-05-19', '2026-05-20', '2026-05-21', '2026-05-22'].map(async (day) => {
      const { firstResponse } = await xu.done<Overview>('GET', `/api/overview?from=${day}&to=${day}`)
      const { total } = await xu.done<{ total: number }>('GET', `/api/desk/requests?view=all&from=${day}&to=${day}`)
      return [firstResponse.n, total]
    })
    expect(await Promise.all(counts)).toEqual([
      [0, 0],
      [1, 1],
      [2, 2],
      [0, 0],
    ])
  })

  test('[S3-45] with nothing reported there is no mean and no share, not a zero', async () => {
    const he = await shared().staff('he')
    const nothing = { hits: 0, n: 0, share: null, low: null, high: null }
    expect(await overview(he, '990102')).toMatchObject({
      open: 0,
      late: 0,
      latestWorkdays: null,
      firstResponse: { meanHours: null, n: 0, pending: 0, pendingMeanHours: null },
      responded: nothing,
      solved: nothing,
      satisfied: nothing,
      lateReasons: [],
      repeats: [],
    })
  })

  test('[S3-58] what repeats at one place is counted by the numbers that leads are found by', async () => {
    const of = await world()
    await of.database.db
      .insertInto('policy_value')
      .values([
        { key: 'insight.repeat_days', from_on: '2026-05-01', value: '14', unit: 'days', source: 'house' },
        { key: 'insight.repeat_min', from_on: '2026-05-01', value: '2', unit: 'count', source: 'house' },
      ])
      .execute()
    const [chen, wang] = [await of.resident(), await of.resident('wang')]
    for (const client of [chen, wang]) await report(client, { category: 'elevator' })
    const { repeatDays, repeatMin, repeatFrom, repeats } = await overview(await of.staff('xu'))
    expect([repeatDays, repeatMin, repeatFrom]).toEqual([14, 2, addDays(dayOf(of.clock.now()), -13)])
    expect(repeats).toMatchObject([{ buildingId: buildings.twelve, category: 'elevator', count: 2, people: 2 }])

    // on the case page of the newest the whole building is counted, though only ten are listed
    const others: string[] = []
    for (let made = 0; made < 11; made += 1) others.push((await report(made % 2 ? chen : wang)).id)
    const case_ = await detail(await of.staff('lin'), others[0] ?? '')
    expect(case_.ofBuilding).toEqual({ count: 12, days: 14 })
    expect(case_.nearby.filter(({ at }) => at === 'building')).toHaveLength(10)
    expect((await detail(wang, others[0] ?? '')).ofBuilding).toEqual({ count: 0, days: 0 })

    of.clock.advance(14 * 86_400_000)
    expect((await overview(await of.staff('xu'))).repeats).toEqual([])
  })

  test('[U34] a share is shown from thirty answers on, with its 95% interval', async () => {
    const of = await world()
    const chen = await of.resident()
    const [lin, xu] = [await of.staff('lin'), await of.staff('xu')]
    const answerOne = async (index: number) => {
      const accepted = await go(lin, await report(chen), 'accept')
      await go(chen, await go(lin, accepted, 'reply', reply), 'confirm', { solved: index < 27 ? 'yes' : 'partly' })
    }
    for (let made = 0; made < 29; made++) await answerOne(made)
    expect((await overview(xu)).solved).toEqual({ hits: 27, n: 29, share: null, low: null, high: null })
    await answerOne(29)
    const { solved } = await overview(xu)
    expect(solved).toMatchObject({ hits: 27, n: 30, share: 0.9 })
    expect(solved.low).toBeCloseTo(0.7438, 4)
    expect(solved.high).toBeCloseTo(0.9654, 4)
  })
})

interface Board {
  cards: { number: string; words: string; reply: string; place: string; photos: string[]; days: number }[]
  opened: number | null
  answered: number | null
  meanHours: number | null
  few: number
  categories: string[]
  months: string[]
}
const boardOf = async (reader: Client): Promise<Board> =>
  await reader.done<Board>('GET', `/api/board?path=${places.community}`)

describe('the public board', () => {
  test('[U34] [BJ-34] shows no figure below five, and none that lets one be worked out', async () => {
    const of = await world()
    const chen = await of.resident()
    const lin = await of.staff('lin')
    const visitor = of.visitor()
    const figures = async () => {
      const { opened, answered, meanHours, few } = await boardOf(visitor)
      return { opened, answered, mean: meanHours !== null, few }
    }
    expect(await figures()).toEqual({ opened: 0, answered: 0, mean: false, few: 5 })
    const made: Receipt[] = []
    for (let count = 0; count < 4; count++) made.push(await report(chen))
    expect(await figures()).toEqual({ opened: null, answered: null, mean: false, few: 5 })
    for (let count = 4; count < 9; count++) made.push(await report(chen))
    expect(await figures()).toEqual({ opened: 9, answered: 0, mean: true, few: 5 })
    const answer = async (one: Receipt) => await go(lin, await go(lin, one, 'accept'), 'reply', reply)
    for (const one of made.slice(0, 4)) await answer(one)
    expect(await figures()).toMatchObject({ opened: 9, answered: null })
    for (const one of made.slice(4, 6)) await answer(one)
    // six of nine: that three are unanswered is not told either
    expect(await figures()).toMatchObject({ opened: 9, answered: null })
    for (const one of made.slice(6)) await answer(one)
    expect(await figures()).toMatchObject({ opened: 9, answered: 9 })
  })

  test('[PIPL-15] [U23] nothing is public without consent and approval; both can take it back, and its photo goes with it', async () => {
    const of = await world()
    const chen = await of.resident()
    const lin = await of.staff('lin')
    const visitor = of.visitor()
    const [shownPhoto, hiddenPhoto] = [await keepPhoto(chen), await keepPhoto(chen)]
    const words = '我是陈佳，12 幢 502，电梯停了三次'
    let at = await report(chen, { words, files: [shownPhoto, hiddenPhoto], visibility: 'handler' })
    const approved = { words: '12 幢电梯停了三次', reply: '门锁触点换好了', photos: [shownPhoto] }
    const publicPhotos = async () => [
      (await visitor.get(`/api/files/${shownPhoto}`)).status,
      (await visitor.get(`/api/files/${hiddenPhoto}`)).status,
    ]
    const nowhere = async () => {
      expect((await boardOf(visitor)).cards).toEqual([])
      expect(await publicPhotos()).toEqual([404, 404])
    }

    at = await go(lin, await go(lin, at, 'accept', { category: 'elevator' }), 'reply', reply)
    await nowhere()
    expect(await refusedAct(lin, at.id, 'publish', approved)).toEqual([422, 'request.no-consent-to-publish'])
    at = await go(chen, at, 'set_visibility', { visibility: 'public' })
    await nowhere()
    expect(await refusedAct(lin, at.id, 'publish', { ...approved, photos: [newId()] })).toEqual([422, 'file.unknown'])
    const another = await report(await of.resident('wang'), { files: [await keepPhoto(await of.resident('wang'))] })
    const foreign = (await detail(lin, another.id)).files[0]?.id
    expect(await refusedAct(lin, at.id, 'publish', { ...approved, photos: [foreign] })).toEqual([422, 'file.unknown'])

    at = await go(lin, at, 'publish', approved)
    const { cards, categories, months } = await boardOf(visitor)
    expect(cards).toMatchObject([
      {
        number: at.number,
        words: approved.words,
        reply: approved.reply,
        place: '牡丹新村',
        photos: [shownPhoto],
        days: 0,
      },
    ])
    expect([categories, months]).toEqual([['elevator'], ['2026-05']])
    expect(JSON.stringify(cards)).not.toMatch(/陈佳|502|触点今天/)
    expect(await publicPhotos()).toEqual([200, 404])
    const kept = (await visitor.get(`/api/files/${shownPhoto}`)).headers.get('cache-control')
    expect(Number(/max-age=(\d+)/.exec(kept ?? '')?.[1])).toBeLessThanOrEqual(60)

    at = await go(lin, at, 'unpublish', { reason: '有人认出来了' })
    await nowhere()
    at = await go(lin, at, 'publish', approved)
    expect(await publicPhotos()).toEqual([200, 404])
    at = await go(chen, at, 'set_visibility', { visibility: 'handler' })
    await nowhere()
    expect(await detail(chen, at.id)).toMatchObject({ mayPublish: false, published: null, visibility: 'handler' })

    at = await go(lin, await go(chen, at, 'set_visibility', { visibility: 'public' }), 'publish', approved)
    at = await go(chen, at, 'reopen', { words: '又停了' })
    await nowhere()
    expect(await detail(chen, at.id)).toMatchObject({ state: 'reopened', published: null, visibility: 'handler' })
    // the new answer is not public because the old one was
    at = await go(lin, at, 'reply', reply)
    await nowhere()
    at = await go(chen, at, 'reopen', { words: '还是停' })
    await go(chen, at, 'withdraw')
    await nowhere()
    expect(await detail(chen, at.id)).toMatchObject({ state: 'withdrawn', published: null })
  })

  test('[U34] pages hold every card once, newest answer first, of one place and one month', async () => {
    const of = await world()
    const chen = await of.resident()
    const lin = await of.staff('lin')
    const numbers: string[] = []
    for (let made = 0; made < 23; made++) {
      const accepted = await go(lin, await report(chen), 'accept', { category: made % 2 ? 'elevator' : 'lighting' })
      const replied = await go(lin, accepted, 'reply', reply)
      numbers.unshift((await go(lin, replied, 'publish', { words: '灯不亮', reply: '亮了', photos: [] })).number)
    }
    const visitor = of.visitor()
    const page = async (query: string) =>
      await visitor.done<Board & { next: string | null }>('GET', `/api/board?${query}`)
    const first = await page(`path=${places.community}`)
    expect(first.cards).toHaveLength(20)
    const second = await page(`path=${places.community}&after=${first.next}`)
    expect(second.next).toBeNull()
    expect([...first.cards, ...second.cards].map(({ number }) => number)).toEqual(numbers)
    expect((await page(`path=${places.community}&category=elevator`)).cards).toHaveLength(11)
    expect((await page(`path=${places.community}&month=2026-05&category=lighting`)).cards).toHaveLength(12)
    expect((await page(`path=${places.community}&month=2026-04`)).cards).toHaveLength(0)
    expect((await page(`path=${places.otherCommunity}`)).cards).toHaveLength(0)
  })
})

describe('the inbox', () => {
  test('[S2-14] [S3-54] every channel lands in the one queue, and its pages hold each request once', async () => {
    const of: World = await world()
    const chen = await of.resident()
    const lin = await of.staff('lin')
    const made = [(await report(chen)).id]
    for (const channel of ['phone', 'visit', 'paper', 'chat', 'door']) {
      const behalf = { channel, name: '赵根宝', phone: '12800000777', consent: 'voice' }
      made.push((await report(lin, { behalf })).id)
    }
    for (let count = 0; count < 7; count++) made.push((await report(chen)).id)
    for (const view of ['all', 'mine', 'grid']) {
      const found: string[] = []
      let next = ''
      do {
        const page = await lin.done<{ rows: { id: string }[]; next: string | null; total: number }>(
          'GET',
          `/api/desk/requests?view=${view}&limit=4${next}`,
        )
        expect(page.total).toBe(13)
        found.push(...page.rows.map(({ id }) => id))
        next = page.next ? `&after=${encodeURIComponent(page.next)}` : ''
      } while (next)
      expect([view, [...found].sort()]).toEqual([view, [...made].sort()])
    }
    const channels = await Promise.all(
      ['app', 'phone', 'visit', 'paper', 'chat', 'door'].map(
        async (channel) =>
          (await lin.done<{ total: number }>('GET', `/api/desk/requests?view=all&channel=${channel}`)).total,
      ),
    )
    expect(channels).toEqual([8, 1, 1, 1, 1, 1])
  })
})
