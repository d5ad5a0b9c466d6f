/**
 * Who sees what of points and rewards, by every door: the owner, a neighbour, the desks of three communities, officers, two
 * merchants, somebody signed out. Orders, statements, questions, corrections, settlements and funds.
 */
import { beforeAll, describe, expect, test } from 'vitest'
import { newId } from '#lib/ids.ts'
import type { Client } from '#tests/support/client.ts'
import {
  actOrder,
  addReward,
  addShops,
  codeOf,
  earnPoints,
  earns,
  haircut,
  looksUp,
  orderBody,
  orderOf,
  reserves,
  residentIds,
  serves,
} from '#tests/support/credits.ts'
import { phones, places, type World, world } from '#tests/support/world.ts'

/** 孙丽 is the head of the other community of the street, and the desk of one in another street. 便民超市 is another shop. */
const people = [
  'chen',
  'wang',
  'barber',
  'market',
  'zhou',
  'lin',
  'xu',
  'sun',
  'shen',
  'he',
  'system',
  'audit',
] as const
type Person = (typeof people)[number]

let of: World
const clients = {} as Record<Person, Client>
let visitor: Client
let reward = ''
let order = { id: '', number: '' }
let line = ''

beforeAll(async () => {
  of = await world({ shared: true })
  await of.database.db
    .insertInto('role_grant')
    .values({ person_id: of.staffIds.sun, role: 'community_head', path: places.otherCommunity, from_on: '2026-01-01' })
    .execute()
  Object.assign(clients, await addShops(of))
  for (const person of people) {
    if (person === 'barber' || person === 'market') continue
    clients[person] = person === 'chen' || person === 'wang' ? await of.resident(person) : await of.staff(person)
  }
  visitor = of.visitor()
  // 王秀英 helps 陈佳 with everything a helper can be given
  const helping = { id: newId(), name: '王秀英', phone: phones.wang, relation: 'neighbour' }
  const days = { from: '2026-05-14', to: '2026-08-01' }
  await clients.chen.done('POST', '/api/me/helpers', { ...helping, ...days, may: ['report', 'read', 'confirm'] })
  await clients.wang.done('POST', `/api/me/helpers/${helping.id}/answer`, { id: newId(), agrees: true })

  await earnPoints(of, 500)
  line = await earns(of, 'meeting')
  reward = await addReward(of, haircut)
  order = await reserves(clients.chen, reward)
  return of.close
})

const whoGets = async (gets: (client: Client) => Promise<boolean>): Promise<Person[]> => {
  const found: Person[] = []
  for (const person of people) if (await gets(clients[person])) found.push(person)
  return found
}
const answers = (path: string) => async (client: Client) => (await client.get(path)).status === 200
const tells = (path: string, what: string) => async (client: Client) => {
  const { status, body } = await client.get(path)
  return status === 200 && JSON.stringify(body).includes(what)
}

describe('an order', () => {
  test('[S2-19] is read by its owner, the desk, the street and its merchant, who cannot count through the numbers', async () => {
    expect(await whoGets(answers(`/api/orders/${order.id}`))).toEqual(['chen', 'barber', 'lin', 'xu', 'shen'])
    expect(await whoGets(answers(`/api/orders/${order.number}`))).toEqual(['chen', 'lin', 'xu', 'shen'])
    expect(await clients.wang.refused('GET', `/api/orders/${order.id}`)).toEqual([404, 'matter.unknown'])
    expect(await clients.barber.refused('GET', `/api/orders/${order.number}`)).toEqual([403, 'access.not-yours'])
    expect(await visitor.refused('GET', `/api/orders/${order.id}`)).toEqual([401, 'access.signed-out'])
  })

  test('[S2-19] its code is shown to its owner alone, and nobody who hands over is told the name or the phone', async () => {
    const digits = await codeOf(clients.chen, order.id)
    expect(await whoGets(tells(`/api/orders/${order.id}`, digits))).toEqual(['chen'])
    for (const secret of ['陈佳', phones.chen])
      expect(await whoGets(tells(`/api/orders/${order.id}`, secret))).toEqual([])
    expect(await whoGets(tells('/api/desk/orders?list=reserved', '陈佳'))).toEqual([])
    expect(await whoGets(tells('/api/desk/orders?list=reserved', order.id))).toEqual(['lin', 'xu', 'shen'])
    expect(await looksUp(clients.market, digits)).toMatchObject({ answer: 'elsewhere', order: null, lastDay: null })
    const guess = async (client: Client) => (await client.call('POST', '/api/merchant/codes', { code: digits })).status
    expect([await guess(clients.lin), await guess(clients.chen), await guess(visitor)]).toEqual([403, 403, 401])
  })

  test('[S2-19] is handed over by its merchant, given back by its owner and the desk, and by nobody else', async () => {
    const { version } = await orderOf(clients.chen, order.id)
    const tried = async (action: string) =>
      await whoGets(async (client) => {
        // a version that never was: who may act is told that it moved
        const body = { id: newId(), seen: version + 7 }
        const { refusal } = (
          await client.call<{ refusal?: { code: string } }>('POST', `/api/orders/${order.id}/actions/${action}`, body)
        ).body
        return !['access.not-yours', 'matter.unknown'].includes(refusal?.code ?? '')
      })
    expect(await tried('deliver')).toEqual(['barber', 'lin', 'xu'])
    expect(await tried('cancel')).toEqual(['chen', 'lin', 'xu'])
    expect(
      await clients.lin.refused('POST', `/api/orders/${order.id}/actions/deliver`, { id: newId(), seen: version }),
    ).toEqual([422, 'order.merchant-hands-over'])
    const forChen = { ...orderBody(reward), personId: residentIds.chen }
    for (const client of [clients.wang, clients.sun, clients.barber, clients.shen])
      expect((await client.call('POST', '/api/orders', { ...forChen, id: newId() })).status).toBeGreaterThanOrEqual(403)
  })

  test('[S2-19] what a merchant handed over and is owed is on its own page only', async () => {
    const other = await reserves(clients.chen, reward)
    await actOrder(clients.barber, other.id, 'deliver')
    expect(await whoGets(answers('/api/merchant'))).toEqual(['barber', 'market'])
    expect(await whoGets(tells('/api/merchant', other.id))).toEqual(['barber'])
    expect(await whoGets(tells('/api/merchant', '王师傅理发店'))).toEqual(['barber'])
    expect(await whoGets(answers('/api/desk/settlements?month=2026-05'))).toEqual(['lin', 'xu', 'sun', 'shen'])
    expect(await whoGets(tells('/api/desk/settlements?month=2026-05', '王师傅理发店'))).toEqual(['lin', 'xu', 'shen'])
    expect(await whoGets(tells('/api/desk/merchants', '王师傅理发店'))).toEqual(['lin', 'xu', 'shen'])
    expect(await whoGets(tells('/api/desk/rewards', reward))).toEqual(['lin', 'xu', 'shen'])
  })
})

describe('an account', () => {
  test('[S1-51] is read by its owner; a helper has none of it, and a worker opens it with a reading that names who and why', async () => {
    expect(await whoGets(tells('/api/me/credits/points', line))).toEqual(['chen'])
    expect(await whoGets(answers('/api/me/credits/points/file'))).toEqual(['chen', 'wang'])
    const { body } = await clients.wang.get<Buffer>('/api/me/credits/points/file')
    expect(body.toString('utf8').trim().split('\r\n')).toHaveLength(1)
    expect(await whoGets(tells('/api/me/orders', order.id))).toEqual(['chen'])

    const open = { personId: residentIds.chen, purpose: 'verify' }
    const opened = await whoGets(
      async (client) =>
        (await client.call('POST', '/api/desk/credits/accounts', { id: newId(), ...open })).status === 200,
    )
    expect(opened).toEqual(['lin', 'xu', 'shen'])
    const { rows } = await of.database.pool.query<{ role: string }>(
      `select role from reading where person_id = $1 and fields = '{credits}' order by at, role`,
      [residentIds.chen],
    )
    expect(rows.map(({ role }) => role).sort()).toEqual(['community_desk', 'community_head', 'street_officer'])
    expect(await clients.sun.refused('POST', '/api/desk/credits/accounts', { id: newId(), ...open })).toEqual([
      404,
      'person.unknown',
    ])
  })

  test('[S1-51] a line is questioned by its owner only, and question and correction are for who looks after the place', async () => {
    const question = { id: newId(), lineId: line, words: '这一笔是哪次会议的？' }
    for (const client of [clients.wang, clients.sun, clients.barber])
      expect(
        (await client.call('POST', '/api/me/credit-questions', { ...question, id: newId() })).status,
      ).toBeGreaterThanOrEqual(403)
    await clients.chen.done('POST', '/api/me/credit-questions', question)
    expect(await whoGets(tells('/api/desk/credits/questions?list=open', question.id))).toEqual(['lin', 'xu', 'shen'])
    expect(await whoGets(tells('/api/me/credit-questions', question.id))).toEqual(['chen'])
    const answer = async (client: Client) =>
      await client.refused('POST', `/api/desk/credits/questions/${question.id}`, { id: newId(), answer: '五月楼组会' })
    for (const client of [clients.sun, clients.shen, clients.barber, clients.chen])
      expect(await answer(client)).toEqual([403, 'access.not-yours'])

    const large = await serves(of, 60 * 20)
    const back = { id: newId(), lineId: large, reason: 'mistake', words: '签退时间写错' }
    expect(await clients.sun.refused('POST', '/api/desk/credits/reversals', back)).toEqual([
      404,
      'credits.line-unknown',
    ])
    for (const client of [clients.shen, clients.barber, clients.chen])
      expect(await client.refused('POST', '/api/desk/credits/reversals', back)).toEqual([403, 'access.not-yours'])
    await clients.lin.done('POST', '/api/desk/credits/reversals', back)
    expect(await whoGets(tells('/api/desk/credits/reversals', back.id))).toEqual(['lin', 'xu', 'shen'])
    const decide = { id: newId(), agree: true }
    for (const client of [clients.sun, clients.shen, clients.barber])
      expect(await client.refused('POST', `/api/desk/credits/reversals/${back.id}`, decide)).toEqual([
        403,
        'access.not-yours',
      ])
  })
})

describe('what a place owes', () => {
  test('[S2-19] is told for the reader’s own places, and its fund is in the hands of its head and the street', async () => {
    const path = (place: string) => `/api/desk/liability?path=${place}`
    expect(await whoGets(answers(path(places.community)))).toEqual(['lin', 'xu', 'shen', 'he'])
    expect(await whoGets(answers(path(places.street)))).toEqual(['shen', 'he'])
    expect(await whoGets(answers(path(places.otherCommunity)))).toEqual(['sun', 'shen', 'he'])
    const fund = { id: newId(), community: places.community, name: '牡丹邻里基金' }
    for (const client of [clients.lin, clients.sun, clients.he, clients.barber, clients.chen])
      expect(await client.refused('POST', '/api/desk/funds', fund)).toEqual([403, 'access.not-yours'])
    await clients.xu.done('POST', '/api/desk/funds', fund)
    const money = { id: newId(), amountFen: 100, words: '捐款' }
    for (const client of [clients.lin, clients.sun])
      expect(await client.refused('POST', `/api/desk/funds/${fund.id}/deposits`, money)).toEqual([
        403,
        'access.not-yours',
      ])
    for (const page of ['/api/desk/liability', '/api/desk/rewards', '/api/me/credits', '/api/merchant'])
      expect(await visitor.refused('GET', page)).toEqual([401, 'access.signed-out'])
  })
})
