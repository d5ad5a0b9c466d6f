/**
 * Who may read, do, count, find, open and hear what: a table written by hand, walked over every door a request has.
 *
 * X lies in 牡丹社区's first grid and is 陈佳's; Y in its second grid and Z in another street are 王秀英's.
 */
import { beforeAll, describe, expect, test } from 'vitest'
import { newId } from '#lib/ids.ts'
import type { Client } from '#tests/support/client.ts'
import { keepPhoto } from '#tests/support/files.ts'
import { act, detail, fullReply, refusedAct, report } from '#tests/support/requests.ts'
import { buildings, phones, places, type StaffName, sharedWorld, world } from '#tests/support/world.ts'
import type { Receipt } from './contract.ts'

type Person = 'chen' | 'wang' | StaffName | 'visitor'
type Case = 'x' | 'y' | 'z'
const people: readonly Person[] = ['chen', 'wang', 'zhou', 'qian', 'lin', 'xu', 'shen', 'he', 'sun', 'visitor']

const shared = sharedWorld()
let clients: Record<Person, Client>
let cases: Record<Case, Receipt>
let photo: string

const room = '五〇二乙室'
const farPlace = { community: places.farCommunity, buildingId: buildings.far }

beforeAll(async () => {
  const of = shared()
  const entries = await Promise.all(
    people.map(async (name): Promise<[Person, Client]> => {
      if (name === 'visitor') return [name, of.visitor()]
      return [name, name === 'chen' || name === 'wang' ? await of.resident(name) : await of.staff(name)]
    }),
  )
  clients = Object.fromEntries(entries) as Record<Person, Client>
  photo = await keepPhoto(clients.chen)
  const place = (buildingId: string) => ({ community: places.community, buildingId, unit: 2, room })
  cases = {
    x: await report(clients.chen, { files: [photo], place: place(buildings.twelve) }),
    y: await report(clients.wang, { place: place(buildings.otherGrid) }),
    z: await report(clients.wang, { place: farPlace }),
  }
})

const post =
  (path: (of: Receipt) => string, body: (of: Receipt) => Record<string, unknown>) =>
  async (client: Client, of: Receipt) =>
    (await client.call('POST', path(of), { id: newId(), ...body(of) })).status
const get = (path: (of: Receipt) => string) => async (client: Client, of: Receipt) =>
  (await client.get(path(of))).status
const inList = (path: (of: Receipt) => string) => async (client: Client, of: Receipt) => {
  const answer = await client.get<{ rows: { id: string }[]; total: number }>(path(of))
  if (answer.status !== 200) return answer.status
  expect(answer.body.total).toBe(answer.body.rows.length)
  return answer.body.rows.some(({ id }) => id === of.id) ? 'there' : 'not there'
}

/** A number is a status; a word is what a list holds. In the order of `people`. */
const table: readonly {
  door: string
  on: Case
  open: (client: Client, of: Receipt) => Promise<number | string>
  expected: readonly (number | string)[]
}[] = [
  //                                                                   陈佳  王秀英 周敏  钱伟  林晓  徐建国 沈立  何明  孙丽  signed out
  {
    door: 'reading by id',
    on: 'x',
    open: get(({ id }) => `/api/requests/${id}`),
    expected: [200, 404, 200, 403, 200, 200, 200, 200, 403, 401],
  },
  {
    door: 'reading by number',
    on: 'x',
    open: get(({ number }) => `/api/requests/${number}`),
    expected: [200, 404, 200, 403, 200, 200, 200, 200, 403, 401],
  },
  {
    door: 'reading by id',
    on: 'y',
    open: get(({ id }) => `/api/requests/${id}`),
    expected: [404, 200, 403, 200, 200, 200, 200, 200, 403, 401],
  },
  {
    door: 'reading by id',
    on: 'z',
    open: get(({ id }) => `/api/requests/${id}`),
    expected: [404, 200, 403, 403, 403, 403, 403, 200, 200, 401],
  },
  {
    door: 'a worker’s action',
    on: 'x',
    open: async (client, { id }) => {
      const version = (await detail(clients.chen, id)).version
      return (
        await client.call('POST', `/api/requests/${id}/actions/note`, { id: newId(), seen: version, words: '记一下' })
      ).status
    },
    expected: [403, 404, 200, 403, 200, 200, 200, 403, 403, 401],
  },
  {
    door: 'a worker’s action',
    on: 'z',
    open: async (client, { id }) => {
      const version = (await detail(clients.wang, id)).version
      return (
        await client.call('POST', `/api/requests/${id}/actions/note`, { id: newId(), seen: version, words: '记一下' })
      ).status
    },
    expected: [404, 403, 403, 403, 403, 403, 403, 403, 200, 401],
  },
  {
    door: 'the requester’s action',
    on: 'x',
    open: async (client, { id }) => {
      const version = (await detail(clients.chen, id)).version
      return (
        await client.call('POST', `/api/requests/${id}/actions/add`, { id: newId(), seen: version, words: '又停了' })
      ).status
    },
    expected: [200, 404, 403, 403, 403, 403, 403, 403, 403, 401],
  },
  {
    door: 'merging, even with a target that does not exist',
    on: 'x',
    open: post(
      ({ id }) => `/api/requests/${id}/actions/merge`,
      () => ({ seen: 1, into: newId() }),
    ),
    expected: [403, 404, 409, 403, 409, 409, 409, 403, 403, 401],
  },
  {
    door: 'assigning, even to nobody',
    on: 'x',
    open: post(
      ({ id }) => `/api/requests/${id}/actions/assign`,
      () => ({ seen: 1, handlerId: newId() }),
    ),
    expected: [403, 404, 409, 403, 409, 409, 409, 403, 403, 401],
  },
  {
    door: 'the inbox',
    on: 'x',
    open: inList(() => '/api/desk/requests?view=all'),
    expected: [403, 403, 'there', 'not there', 'there', 'there', 'there', 'there', 'not there', 401],
  },
  {
    door: 'the inbox',
    on: 'z',
    open: inList(() => '/api/desk/requests?view=all'),
    expected: [403, 403, 'not there', 'not there', 'not there', 'not there', 'not there', 'there', 'there', 401],
  },
  {
    door: 'the inbox of a place asked for',
    on: 'y',
    open: inList(() => `/api/desk/requests?view=all&path=${places.community}`),
    expected: [403, 403, 'not there', 'there', 'there', 'there', 'there', 'there', 'not there', 401],
  },
  {
    door: 'the inbox of a building',
    on: 'x',
    open: inList(() => `/api/desk/requests?view=all&building=${buildings.twelve}`),
    expected: [403, 403, 'there', 'not there', 'there', 'there', 'there', 'there', 'not there', 401],
  },
  {
    door: 'a figure’s records',
    on: 'x',
    open: inList(() => '/api/desk/requests?view=all&figure=open'),
    expected: [403, 403, 'there', 'not there', 'there', 'there', 'there', 'there', 'not there', 401],
  },
  {
    door: 'counting',
    on: 'x',
    open: async (client) => {
      const answer = await client.get<{ all: number }>('/api/desk/counts')
      return answer.status === 200 ? `${answer.body.all} in all` : answer.status
    },
    expected: [403, 403, '1 in all', '1 in all', '2 in all', '2 in all', '2 in all', '3 in all', '1 in all', 401],
  },
  {
    door: 'searching by number',
    on: 'x',
    open: async (client, { number }) => {
      const answer = await client.call<{ requests: { number: string }[] }>('POST', '/api/desk/search', {
        words: number,
      })
      return answer.status === 200
        ? answer.body.requests.map((found) => (found.number === number ? 'found' : 'other')).join()
        : answer.status
    },
    expected: [403, 403, 'found', '', 'found', 'found', 'found', 'found', '', 401],
  },
  {
    door: 'searching by sound of the name',
    on: 'x',
    open: async (client) => {
      const answer = await client.call<{ people: { name: string }[]; requests: unknown[] }>(
        'POST',
        '/api/desk/search',
        { words: 'cj' },
      )
      return answer.status === 200
        ? `${answer.body.people.map(({ name }) => name).join()} ${answer.body.requests.length}`
        : answer.status
    },
    expected: [403, 403, '陈* 1', ' 0', '陈* 1', '陈* 1', '陈* 1', '陈* 1', ' 0', 401],
  },
  {
    door: 'searching by the last four digits',
    on: 'y',
    open: async (client) => {
      const answer = await client.call<{ people: { name: string }[]; requests: unknown[] }>(
        'POST',
        '/api/desk/search',
        { words: '0078' },
      )
      return answer.status === 200
        ? `${answer.body.people.map(({ name }) => name).join()} ${answer.body.requests.length}`
        : answer.status
    },
    // 王秀英 lives in the first grid and reported in two other places
    expected: [403, 403, '王*英 0', '王*英 1', '王*英 1', '王*英 1', '王*英 1', '王*英 2', '王*英 1', 401],
  },
  {
    door: 'revealing the reporter',
    on: 'x',
    open: post(
      ({ id }) => `/api/requests/${id}/reveal`,
      () => ({ purpose: 'contact' }),
    ),
    expected: [403, 403, 200, 403, 200, 200, 200, 403, 403, 401],
  },
  {
    door: 'people it can be given to',
    on: 'x',
    open: get(({ id }) => `/api/requests/${id}/handlers`),
    expected: [403, 403, 200, 403, 200, 200, 200, 200, 403, 401],
  },
  {
    door: 'its photo',
    on: 'x',
    open: get(() => `/api/files/${photo}`),
    expected: [200, 404, 200, 404, 200, 200, 200, 200, 404, 404],
  },
  {
    door: 'the overview',
    on: 'x',
    open: get(() => '/api/overview?from=2026-05-01&to=2026-05-31'),
    expected: [403, 403, 403, 403, 403, 200, 200, 200, 403, 401],
  },
  {
    door: 'the overview of the community',
    on: 'x',
    open: get(() => `/api/overview?path=${places.community}&from=2026-05-01&to=2026-05-31`),
    expected: [403, 403, 403, 403, 403, 200, 200, 200, 403, 401],
  },
  {
    door: 'the overview of another community',
    on: 'z',
    open: get(() => `/api/overview?path=${places.farCommunity}&from=2026-05-01&to=2026-05-31`),
    expected: [403, 403, 403, 403, 403, 403, 403, 200, 403, 401],
  },
  {
    door: 'the overview of the whole city',
    on: 'z',
    open: get(() => `/api/overview?path=${places.city}&from=2026-05-01&to=2026-05-31`),
    expected: [403, 403, 403, 403, 403, 403, 403, 200, 403, 401],
  },
  {
    door: 'templates of replies',
    on: 'x',
    open: get(() => '/api/desk/templates'),
    expected: [403, 403, 200, 200, 200, 200, 200, 200, 200, 401],
  },
  {
    door: 'one’s own requests',
    on: 'x',
    open: inMine(),
    expected: [
      'there',
      'not there',
      'not there',
      'not there',
      'not there',
      'not there',
      'not there',
      'not there',
      'not there',
      401,
    ],
  },
  {
    door: 'the public board before anything is published',
    on: 'x',
    open: onBoard(),
    expected: Array<string>(10).fill('not there'),
  },
  {
    door: 'one’s own notices',
    on: 'x',
    open: inNotices(),
    expected: [
      'not there',
      'not there',
      'there',
      'not there',
      'there',
      'not there',
      'not there',
      'not there',
      'not there',
      401,
    ],
  },
  {
    door: 'who read one’s fields',
    on: 'x',
    open: get(() => '/api/me/readings'),
    expected: [200, 200, 200, 200, 200, 200, 200, 200, 200, 401],
  },
  {
    door: 'live changes',
    on: 'x',
    open: async (client) => (client === clients.visitor ? (await client.get('/api/live')).status : 'see below'),
    expected: [...Array<string>(9).fill('see below'), 401],
  },
]

function inMine() {
  return async (client: Client, of: Receipt) => {
    const answer = await client.get<{ rows: { id: string }[] }>('/api/my/requests')
    if (answer.status !== 200) return answer.status
    return answer.body.rows.some(({ id }) => id === of.id) ? 'there' : 'not there'
  }
}

function onBoard() {
  return async (client: Client, of: Receipt) => {
    const answer = await client.get<{ cards: { number: string }[] }>(`/api/board?path=${places.city}`)
    if (answer.status !== 200) return answer.status
    return answer.body.cards.some(({ number }) => number === of.number) ? 'there' : 'not there'
  }
}

function inNotices() {
  return async (client: Client, of: Receipt) => {
    const answer = await client.get<{ notices: { key: string; number: string }[] }>('/api/me/notices')
    if (answer.status !== 200) return answer.status
    return answer.body.notices.some(({ number }) => number === of.number) ? 'there' : 'not there'
  }
}

describe('who may do what', () => {
  test.each(table)('[U03] $door ($on) is open to exactly these people', async ({ on, open, expected }) => {
    const found: Record<string, number | string> = {}
    for (const person of people) found[person] = await open(clients[person], cases[on])

    expect(found).toEqual(Object.fromEntries(people.map((person, index) => [person, expected[index]])))
  })

  test('[U03] to a resident, another’s request and one that does not exist are the same', async () => {
    const strip = ({ status, body }: { status: number; body: unknown }) => ({ status, body })
    for (const path of [`/api/requests/${cases.x.id}`, `/api/requests/${cases.x.number}`]) {
      expect(strip(await clients.wang.get(path))).toEqual(strip(await clients.wang.get(`/api/requests/${newId()}`)))
    }
    for (const [action, form] of [
      ['add', { words: '我也是' }],
      ['withdraw', {}],
      ['accept', {}],
      ['assign', { handlerId: newId() }],
      ['merge', { into: cases.y.id }],
      ['publish', { words: '电梯', reply: '好了', photos: [photo] }],
    ] as const) {
      const body = () => ({ id: newId(), seen: 1, ...form })
      const others = await clients.wang.call('POST', `/api/requests/${cases.x.id}/actions/${action}`, body())
      const nobodys = await clients.wang.call('POST', `/api/requests/${newId()}/actions/${action}`, body())
      expect(others.status).toBe(404)
      expect(strip(others)).toEqual(strip(nobodys))
    }
  })

  test('[U03] a session lists as permissions what its grants hold, and routes decide by the grants', async () => {
    const named = ['requests.desk', 'requests.takeIn', 'requests.reveal', 'requests.overview']
    const permissions: Record<string, string[]> = {}
    for (const person of people) {
      const { actor } = await clients[person].done<{ actor: { permissions: string[] } | null }>('GET', '/api/session')
      permissions[person] = named.filter((name) => actor?.permissions.includes(name))
    }
    const worker = ['requests.desk', 'requests.takeIn', 'requests.reveal']
    expect(permissions).toEqual({
      chen: [],
      wang: [],
      zhou: worker,
      qian: worker,
      lin: worker,
      xu: [...worker, 'requests.overview'],
      shen: [...worker, 'requests.overview'],
      he: ['requests.desk', 'requests.overview'],
      sun: worker,
      visitor: [],
    })
  })

  test('[U03] who reports for somebody must work where it lies, and nobody works for themselves', async () => {
    const behalf = { channel: 'phone', name: '赵大爷', phone: '12800000555', consent: 'voice' }
    const here = { behalf, visibility: 'handler' }
    const body = (more: Record<string, unknown>) => ({
      id: newId(),
      words: '楼道灯不亮，晚上看不见台阶',
      place: { community: places.community, buildingId: buildings.twelve },
      ...more,
    })
    const statuses: Record<string, [number, string] | number> = {}
    for (const person of people) {
      const answer = await clients[person].call<{ refusal?: { code: string } }>('POST', '/api/requests', body(here))
      statuses[person] = answer.status === 200 ? 200 : [answer.status, answer.body.refusal?.code ?? '']
    }
    expect(statuses).toEqual({
      chen: [403, 'access.not-yours'],
      wang: [403, 'access.not-yours'],
      zhou: 200,
      qian: [403, 'access.not-yours'],
      lin: 200,
      xu: 200,
      shen: 200,
      he: [403, 'access.not-yours'],
      sun: [403, 'access.not-yours'],
      visitor: [401, 'access.signed-out'],
    })
    expect(await clients.zhou.refused('POST', '/api/requests', body({ visibility: 'public' }))).toEqual([
      422,
      'request.on-behalf-only',
    ])
  })

  test('[U27] what workers note among themselves is for them, not for the requester, a passer-by or the live stream', async () => {
    const { id, number } = await report(clients.chen)
    await act(clients.zhou, id, 'note', { words: '物业经理不接电话' })
    await act(clients.zhou, id, 'list_points', { points: ['内部要点'] })
    // of a call and a visit too; a message was written to the requester
    await act(clients.zhou, id, 'contact', { way: 'phone', reached: true, words: '物业经理说下周' })
    await act(clients.zhou, id, 'contact', { way: 'message', reached: true, words: '下周三上门' })
    expect(JSON.stringify(await detail(clients.chen, id))).toMatch(/下周三上门/)
    const copy = JSON.stringify(await clients.chen.done('GET', '/api/me/copy'))
    expect(copy).toMatch(/下周三上门/)
    expect(copy).not.toMatch(/物业经理|内部要点/)
    expect(JSON.stringify(await detail(clients.zhou, id))).toMatch(/物业经理/)
    expect(JSON.stringify(await detail(clients.chen, id))).not.toMatch(/物业经理|"note"|"kind":"list_points"/)
    const tracked = await clients.visitor.done('POST', '/api/track', { number, tail: '0316' })
    expect(JSON.stringify(tracked)).not.toMatch(/物业经理|note|list_points/)
  })

  test('[U03] a request is given only to people and units of its place', async () => {
    const { id } = await report(clients.chen)
    await act(clients.zhou, id, 'accept')
    await act(clients.zhou, id, 'classify', { class: 'key' })
    const of = shared()
    const unit = async (path: string) =>
      await of.database.db
        .insertInto('organisation')
        .values({ path, kind: 'property', name: `物业 ${path}` })
        .returning('id')
        .executeTakeFirstOrThrow()
    const { id: here } = await unit(places.street)
    const { id: elsewhere } = await unit(places.farCommunity)

    for (const handlerId of [of.staffIds.sun, newId()]) {
      expect(await refusedAct(clients.zhou, id, 'assign', { handlerId })).toEqual([422, 'request.handler-elsewhere'])
    }
    const given = { handlerId: of.staffIds.lin }
    expect(await refusedAct(clients.zhou, id, 'assign', { ...given, unitId: elsewhere })).toEqual([
      422,
      'request.handler-elsewhere',
    ])
    expect(await refusedAct(clients.zhou, id, 'assign', { ...given, unitId: newId() })).toEqual([
      422,
      'request.handler-elsewhere',
    ])
    await act(clients.zhou, id, 'assign', { ...given, unitId: here })
    expect((await detail(clients.zhou, id)).handler?.name).toBe('林晓')
  })
})

describe('live changes', () => {
  test('[U03] reach exactly those who may read the request, without anything personal', async () => {
    const of = shared()
    const heard = {} as Record<Person, string>
    const stops: AbortController[] = []
    for (const person of people.filter((name) => name !== 'visitor')) {
      const stop = new AbortController()
      stops.push(stop)
      heard[person] = ''
      const stream = await fetch(`${of.origin}/api/live`, {
        headers: { cookie: clients[person].cookie },
        signal: stop.signal,
      })
      expect(stream.headers.get('content-type')).toBe('text/event-stream')
      const decoder = new TextDecoder()
      void (async () => {
        for await (const chunk of stream.body ?? []) heard[person] += decoder.decode(chunk)
      })().catch(() => undefined)
    }
    await act(clients.chen, cases.x.id, 'add', { words: '夜里也听见响' })
    await act(clients.wang, cases.y.id, 'add', { words: '也停了' })
    await act(clients.wang, cases.z.id, 'add', { words: '也停了' })
    const numbers = [cases.x, cases.y, cases.z].map(({ number }) => number)
    const xyz = (text: string) =>
      numbers.map((number, index) => (text.includes(`"number":"${number}"`) ? 'xyz'[index] : '')).join('')
    const heardBy = () => Object.fromEntries(Object.entries(heard).map(([person, text]) => [person, xyz(text)]))
    await expect.poll(heardBy).toMatchObject({ he: 'xyz', sun: 'z', wang: 'yz' })
    for (const stop of stops) stop.abort()
    expect(heardBy()).toEqual({
      chen: 'x',
      wang: 'yz',
      zhou: 'x',
      qian: 'y',
      lin: 'xy',
      xu: 'xy',
      shen: 'xy',
      he: 'xyz',
      sun: 'z',
    })
    for (const text of Object.values(heard)) expect(text).not.toMatch(/陈佳|王秀英|五〇二|夜里|people|path/)
  })
})

/** Every answer a worker can get about X without revealing. */
async function readEverything(worker: Client, { id, number }: Receipt): Promise<string> {
  const answers: unknown[] = []
  const keep = async (method: string, path: string, body?: unknown) => {
    const answer = await worker.call(method, path, body)
    expect([path, answer.status]).toEqual([path, 200])
    answers.push(answer.body)
  }
  await keep('GET', `/api/requests/${id}`)
  await keep('GET', `/api/requests/${number}`)
  for (const view of ['mine', 'grid', 'all', 'late', 'waiting', 'replied', 'publish', 'closed'])
    await keep('GET', `/api/desk/requests?view=${view}`)
  await keep('GET', '/api/desk/counts')
  for (const words of [number, 'chenjia', 'cj', '0316', '陈佳', '12-2-五〇二'])
    await keep('POST', '/api/desk/search', { words })
  await keep('GET', `/api/requests/${id}/handlers`)
  await keep('GET', '/api/me/notices')
  await keep('GET', '/api/session')
  return JSON.stringify(answers)
}

describe('masked fields', () => {
  test('[S3-60] [PIPL-51] [U38] name, phone and room are in no answer to staff until they are revealed', async () => {
    await shared().database.db.updateTable('person').set({ room }).where('name', '=', '陈佳').execute()
    for (const name of ['zhou', 'lin', 'xu', 'shen'] as const) {
      const text = await readEverything(clients[name], cases.x)
      expect(text).toContain('陈*')
      expect(text).toContain('0316')
      for (const secret of ['陈佳', phones.chen, phones.chen.slice(3), phones.chen.slice(0, 7), room, '五〇二']) {
        expect([name, secret, text.includes(secret)]).toEqual([name, secret, false])
      }
    }
    const mine = await detail(clients.chen, cases.x.id)
    expect(mine.place.room).toBe(room)
    expect(mine.steps[0]?.words).toMatchObject({ room })
  })

  test('[S3-60] [PIPL-44] revealing needs a purpose and is shown to the person with who, why and about what', async () => {
    const of = shared()
    const { id, number } = await report(clients.chen, {
      place: { community: places.community, buildingId: buildings.twelve, room },
    })
    const reveal = async (body: Record<string, unknown>, worker = clients.zhou) =>
      await worker.call('POST', `/api/requests/${id}/reveal`, { id: newId(), ...body })

    expect((await reveal({})).status).toBe(400)
    expect((await reveal({ purpose: 'curious' })).status).toBe(400)
    expect((await reveal({ purpose: 'other' })).body).toEqual({ refusal: { code: 'reveal.say-why', facts: {} } })
    expect((await reveal({ purpose: 'other', words: ' 　' })).body).toEqual({
      refusal: { code: 'reveal.say-why', facts: {} },
    })
    expect((await detail(clients.chen, id)).readings).toBe(0)

    const opened = await reveal({ purpose: 'contact' })
    expect(opened).toMatchObject({ status: 200, body: { name: '陈佳', phone: phones.chen, room } })
    expect(Date.parse(String(opened.body.until)) - of.clock.now().getTime()).toBeLessThanOrEqual(5 * 60_000)
    await reveal({ purpose: 'other', words: '上门送钥匙' }, clients.lin)

    const { readings } = await clients.chen.done<{ readings: Record<string, unknown>[] }>('GET', '/api/me/readings')
    expect(readings.filter((reading) => reading.number === number)).toMatchObject([
      {
        reader: '林晓',
        role: 'community_desk',
        purpose: 'other',
        words: '上门送钥匙',
        fields: ['name', 'phone', 'address'],
      },
      { reader: '周敏', role: 'grid_worker', purpose: 'contact', words: null },
    ])
    expect((await detail(clients.chen, id)).readings).toBe(2)
    expect(await clients.wang.done('GET', '/api/me/readings')).toEqual({ readings: [] })
  })

  test('[PIPL-44] one reading opens one person once: its id opens nothing else, and nothing later', async () => {
    const of = await world()
    const chen = await of.resident()
    const wang = await of.resident('wang')
    const zhou = await of.staff('zhou')
    const [mine, hers] = [await report(chen), await report(wang)]
    const body = { id: newId(), purpose: 'contact' }
    const first = await zhou.done('POST', `/api/requests/${mine.id}/reveal`, body)

    expect(await zhou.done('POST', `/api/requests/${mine.id}/reveal`, body)).toEqual(first)
    expect(await zhou.refused('POST', `/api/requests/${hers.id}/reveal`, body)).toEqual([409, 'action.reused'])
    expect(await zhou.refused('POST', `/api/requests/${mine.id}/reveal`, { ...body, purpose: 'verify' })).toEqual([
      409,
      'action.reused',
    ])
    expect(await (await of.staff('lin')).refused('POST', `/api/requests/${mine.id}/reveal`, body)).toEqual([
      409,
      'action.reused',
    ])
    of.clock.advance(6 * 60_000)
    expect(await zhou.refused('POST', `/api/requests/${mine.id}/reveal`, body)).toEqual([409, 'action.reused'])
    expect((await detail(chen, mine.id)).readings).toBe(1)
    expect((await detail(wang, hers.id)).readings).toBe(0)
  })
})

describe('tracking without signing in', () => {
  test('[S3-45] number and last four digits show the status; the number alone shows nothing; no resident is named', async () => {
    const { visitor } = clients
    const { number } = cases.x
    const seen = await visitor.call<Record<string, unknown>>('POST', '/api/track', { number, tail: '0316' })
    expect(seen).toMatchObject({ status: 200, body: { number, state: 'submitted' } })
    const text = JSON.stringify(seen.body)
    for (const secret of ['陈佳', '陈*', phones.chen, room, cases.x.id])
      expect([secret, text.includes(secret)]).toEqual([secret, false])
    expect(text).not.toMatch(/note|"words"/)

    const wrongDigit = `${number.slice(0, 8)}${(Number(number[8]) + 1) % 10}`
    const unknown = await visitor.call('POST', '/api/track', { number: wrongDigit, tail: '0316' })
    expect([unknown.status, unknown.body]).toEqual([404, { refusal: { code: 'track.not-found', facts: {} } }])
    for (const tail of ['0078', '', '316', '%316', '____', '００００', '0316 0316']) {
      const answer = await visitor.call('POST', '/api/track', { number, tail })
      if (tail.length <= 8) expect([tail, answer.status, answer.body]).toEqual([tail, 404, unknown.body])
      else expect(answer.status).toBe(400)
    }
    expect(await visitor.refused('POST', '/api/track', { number })).toEqual([400, 'input.wrong'])
    expect(
      await visitor.done('POST', '/api/track', {
        number: ` ${number.slice(0, 4)} ${number.slice(4)}`,
        tail: '０３１６',
      }),
    ).toMatchObject({ number })
  })
})

describe('roles that are out of date', () => {
  test('[GB22239-L2-ACCESS] hold from their first to their last day and nothing after', async () => {
    const of = await world()
    const chen = await of.resident()
    const zhou = await of.staff('zhou')
    const picture = await keepPhoto(zhou)
    const { id } = await report(chen)
    await act(zhou, id, 'accept')
    await act(zhou, id, 'classify', { class: 'urgent' })
    await act(zhou, id, 'assign', { handlerId: of.staffIds.zhou })
    await act(zhou, id, 'progress', { words: '拍了控制柜', files: [picture] })
    const grant = async (values: { from_on?: string; to_on?: string }) =>
      await of.database.db.updateTable('role_grant').set(values).where('person_id', '=', of.staffIds.zhou).execute()

    await grant({ to_on: '2026-05-14' })
    expect((await zhou.get(`/api/requests/${id}`)).status).toBe(200)
    await grant({ to_on: '2026-05-13' })
    const doors: [string, string, unknown?][] = [
      ['GET', `/api/requests/${id}`],
      ['GET', '/api/desk/requests?view=all'],
      ['GET', '/api/desk/counts'],
      ['POST', '/api/desk/search', { words: 'cj' }],
      ['POST', `/api/requests/${id}/reveal`, { id: newId(), purpose: 'contact' }],
      ['POST', `/api/requests/${id}/actions/reply`, { id: newId(), seen: 5, ...fullReply }],
      ['GET', `/api/requests/${id}/handlers`],
    ]
    for (const [method, path, body] of doors)
      expect([path, ...(await zhou.refused(method, path, body))]).toEqual([path, 403, 'access.not-yours'])
    expect(await zhou.refused('GET', `/api/files/${picture}`)).toEqual([404, 'file.unknown'])
    expect(await zhou.done('GET', '/api/session')).toMatchObject({ actor: { permissions: [], grants: [] } })
    const lin = await of.staff('lin')
    expect(await lin.done('GET', `/api/requests/${id}/handlers`)).not.toMatchObject({
      people: expect.arrayContaining([expect.objectContaining({ name: '周敏' })]),
    })
    await report(chen)
    expect(await zhou.done('GET', '/api/me/notices')).toMatchObject({ unread: 1 })

    await grant({ from_on: '2026-05-15', to_on: '2026-12-31' })
    expect((await zhou.get(`/api/requests/${id}`)).status).toBe(403)
    of.clock.advance(11 * 3_600_000)
    expect((await (await of.staff('zhou')).get(`/api/requests/${id}`)).status).toBe(403)
    of.setNow('2026-05-14T16:00:01Z')
    expect((await (await of.staff('zhou')).get(`/api/requests/${id}`)).status).toBe(200)
  })
})
