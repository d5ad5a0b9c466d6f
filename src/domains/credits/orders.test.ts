/** Orders through HTTP: reserving, the code at the merchant, handing over, undoing, giving back, what is over; races and keys. */
import { expect, test } from 'vitest'
import { newId } from '#lib/ids.ts'
import {
  accountsOf,
  actOrder,
  addReward,
  addShops,
  codeOf,
  detergent,
  earnPoints,
  faultsOf,
  haircut,
  looksUp,
  orderBody,
  orderOf,
  pointsOf,
  refusedOrder,
  reserves,
  residentIds,
  serves,
} from '../../../tests/support/credits.ts'
import { world } from '../../../tests/support/world.ts'

test('[S2-19] a haircut is reserved for 100 points, handed over against its code, undone within five minutes and handed over again', async () => {
  const of = await world()
  const { barber } = await addShops(of)
  const chen = await of.resident()
  const reward = await addReward(of, haircut)
  await earnPoints(of, 120)

  const { id } = await reserves(chen, reward)
  expect(await pointsOf(chen)).toEqual([20, 100])
  const code = await codeOf(chen, id)
  expect(code).toMatch(/^\d{8}$/)
  expect(await looksUp(barber, code)).toMatchObject({
    answer: 'ok',
    order: { reward: '理发 1 次', amount: 100, person: { name: '陈*', phoneTail: '0316' }, code: null },
  })

  await actOrder(barber, id, 'deliver')
  expect(await pointsOf(chen)).toEqual([20, 0])
  expect(await looksUp(barber, code)).toMatchObject({ answer: 'used', usedAt: expect.any(String), order: null })
  await actOrder(barber, id, 'undo_delivery')
  expect(await pointsOf(chen)).toEqual([20, 100])
  expect(await looksUp(barber, code)).toMatchObject({ answer: 'ok' })
  await actOrder(barber, id, 'deliver')

  of.clock.advance(6 * 60_000)
  expect(await refusedOrder(barber, id, 'undo_delivery')).toEqual([422, 'order.undo-over'])
  expect((await orderOf(chen, id)).code).toBeNull()
  expect(await faultsOf(of)).toEqual([])
})

test('[S2-19] a code of another shop, a used, an over, a given back and an unknown one each have their own answer, and looking changes nothing', async () => {
  const of = await world()
  const { barber, market } = await addShops(of)
  const chen = await of.resident()
  const reward = await addReward(of, haircut)
  await earnPoints(of, 400)
  const [first, second, third] = [
    await reserves(chen, reward),
    await reserves(chen, reward),
    await reserves(chen, reward),
  ]
  const codes = await Promise.all([first, second, third].map(({ id }) => codeOf(chen, id)))
  const answers = async (client: typeof barber) =>
    await Promise.all([...codes, '00000000'].map(async (code) => (await looksUp(client, code)).answer))

  expect(await answers(market)).toEqual(['elsewhere', 'elsewhere', 'elsewhere', 'unknown'])
  await actOrder(barber, first.id, 'deliver')
  await actOrder(chen, second.id, 'cancel')
  expect(await answers(barber)).toEqual(['used', 'given_back', 'ok', 'unknown'])
  await of.pass(15 * 24)
  const later = await addShops(of)
  expect(await answers(later.barber)).toEqual(['used', 'given_back', 'expired', 'unknown'])
  expect(await later.barber.refused('POST', '/api/merchant/codes', { code: '12345' })).toEqual([
    422,
    'order.code-digits',
  ])
  expect(await later.market.refused('GET', `/api/orders/${first.id}`)).toEqual([403, 'access.not-yours'])
})

test('[S2-19] what is given back, turned away or not collected is free at once, and so is its piece', async () => {
  const of = await world()
  const { market } = await addShops(of)
  const chen = await of.resident()
  const reward = await addReward(of, detergent, 2)
  const left = async () => (await chen.done<{ left: number }>('GET', `/api/rewards/${reward}`)).left
  await earnPoints(of, 100)

  const given = await reserves(chen, reward)
  const turned = await reserves(chen, reward)
  expect([await pointsOf(chen), await left()]).toEqual([[0, 100], 0])
  await actOrder(chen, given.id, 'cancel')
  expect([await pointsOf(chen), await left()]).toEqual([[50, 50], 1])
  await actOrder(market, turned.id, 'turn_away')
  expect([await pointsOf(chen), await left()]).toEqual([[100, 0], 2])

  const late = await reserves(chen, reward)
  await of.pass(15 * 24)
  await of.chores()
  expect([await pointsOf(chen), await left()]).toEqual([[100, 0], 2])
  expect((await orderOf(chen, late.id)).state).toBe('lapsed')
  expect(await faultsOf(of)).toEqual([])
})

test('[S2-19] who has too little, what is out of stock and what has no price in minutes are refused with what is missing', async () => {
  const of = await world()
  await addShops(of)
  const chen = await of.resident()
  const [cut, soap] = [await addReward(of, haircut), await addReward(of, detergent)]
  await earnPoints(of, 80)
  const short = await chen.call<{ refusal: object }>('POST', '/api/orders', orderBody(cut))
  expect([short.status, short.body.refusal]).toEqual([
    409,
    { code: 'order.short', facts: { missing: 20, available: 80 } },
  ])
  expect(await chen.refused('POST', '/api/orders', orderBody(soap))).toEqual([409, 'reward.gone'])
  expect(await chen.refused('POST', '/api/orders', orderBody(soap, 'time_credit'))).toEqual([422, 'reward.not-for'])
  expect(await chen.refused('POST', '/api/orders', orderBody(newId()))).toEqual([404, 'reward.unknown'])
  expect(await pointsOf(chen)).toEqual([80, 0])
  expect(await of.visitor().refused('POST', '/api/orders', orderBody(cut))).toEqual([401, 'access.signed-out'])
})

test('[S2-06] hours of the time bank pay for a haircut', async () => {
  const of = await world()
  const { barber } = await addShops(of)
  const chen = await of.resident()
  const reward = await addReward(of, haircut)
  await serves(of, 90, 'time_credit')
  const { id } = await reserves(chen, reward, 'time_credit')
  await actOrder(barber, id, 'deliver')
  const { accounts } = await chen.done<{ accounts: object[] }>('GET', '/api/me/credits')
  expect(accounts).toMatchObject([
    { account: 'points', available: 0 },
    { account: 'time_credit', available: 30, held: 0 },
  ])
})

test('[S2-19] of forty orders of ten at the same time a balance of a hundred pays exactly ten', async () => {
  const of = await world()
  await addShops(of)
  const chen = await of.resident()
  const reward = await addReward(of, { ...detergent, points: 10 }, 50)
  await earnPoints(of, 100)
  const answers = await Promise.all(
    Array.from(
      { length: 40 },
      async () => await chen.call<{ refusal?: { code: string } }>('POST', '/api/orders', orderBody(reward)),
    ),
  )
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(10)
  expect(answers.filter(({ body }) => body.refusal?.code === 'order.short')).toHaveLength(30)
  expect(await pointsOf(chen)).toEqual([0, 100])
  expect(await faultsOf(of)).toEqual([])
})

test('[S2-19] one key sent forty times is one order, and forty times the same answer; with other content it is refused', async () => {
  const of = await world()
  const { barber } = await addShops(of)
  const chen = await of.resident()
  const reward = await addReward(of, haircut)
  await earnPoints(of, 300)
  const body = orderBody(reward)
  const answers = await Promise.all(
    Array.from({ length: 40 }, async () => await chen.call('POST', '/api/orders', body)),
  )
  expect(new Set(answers.map(({ status, body: answer }) => `${status} ${JSON.stringify(answer)}`)).size).toBe(1)
  expect(await pointsOf(chen)).toEqual([200, 100])
  const other = { ...body, currency: 'time_credit' }
  expect(await chen.refused('POST', '/api/orders', other)).toEqual([409, 'action.reused'])

  const deliver = { id: newId(), seen: 1 }
  const again = await Promise.all(
    Array.from(
      { length: 20 },
      async () => await barber.call('POST', `/api/orders/${body.id}/actions/deliver`, deliver),
    ),
  )
  expect(new Set(again.map(({ status, body: answer }) => `${status} ${JSON.stringify(answer)}`)).size).toBe(1)
  expect(await pointsOf(chen)).toEqual([200, 0])
  expect(await faultsOf(of)).toEqual([])
})

test('[S4-67] a priority right has no merchant: the desk gives it out and takes it in for who cannot, and it ends by itself', async () => {
  const of = await world()
  const { barber } = await addShops(of)
  const [chen, desk] = [await of.resident(), await of.staff('lin')]
  const reward = await addReward(of, {
    ...haircut,
    kind: 'priority',
    name: '优先预约活动室 1 次',
    merchantId: null,
    costFen: 0,
  })
  await earnPoints(of, 100)
  const session = await chen.done<{ actor: { personId: string } }>('GET', '/api/session')
  const order = await desk.done<{ id: string }>('POST', '/api/orders', {
    ...orderBody(reward),
    personId: session.actor.personId,
  })
  expect(await refusedOrder(desk, order.id, 'undo_delivery')).toEqual([409, 'matter.not-now'])
  expect(await barber.refused('GET', `/api/orders/${order.id}`)).toEqual([403, 'access.not-yours'])
  await actOrder(desk, order.id, 'deliver')
  await of.pass(2)
  expect((await orderOf(chen, order.id)).state).toBe('settled')
})

test('[S2-19] [PIPL-47] who closes the account gives back what is reserved, and the books stay whole without a name', async () => {
  const of = await world()
  await addShops(of)
  const chen = await of.resident()
  const reward = await addReward(of, detergent, 2)
  await earnPoints(of, 100)
  const { id } = await reserves(chen, reward)
  const { codeId, demoCode } = await chen.done<{ codeId: string; demoCode: string }>('POST', '/api/me/codes', {})
  await chen.done('POST', '/api/me/closing', { id: newId(), codeId, code: demoCode, open: 'withdraw' })

  const { rows } = await of.database.pool.query(
    `select m.state, o.code_sealed as code, (select state from ledger_hold where id = o.hold_id) as hold
     from matter m join reward_order o on o.matter_id = m.id where m.id = $1`,
    [id],
  )
  expect(rows).toEqual([{ state: 'returned', code: null, hold: 'voided' }])
  expect((await (await of.resident('wang')).done<{ left: number }>('GET', `/api/rewards/${reward}`)).left).toBe(2)
  expect(await faultsOf(of)).toEqual([])
})

test('[S1-51] who has points that end soon is told once, with how many and until when', async () => {
  const of = await world()
  await of.resident()
  await earnPoints(of, 40)
  const told = async () =>
    (
      await of.database.pool.query(
        `select n.facts ->> 'n' as n from notice n where n.key = 'notice.credits-points-ending' and n.person_id = $1`,
        [residentIds.chen],
      )
    ).rows
  await of.chores()
  expect(await told()).toEqual([])
  of.setNow('2028-12-10T02:00:00Z')
  await of.chores()
  await of.chores()
  expect(await told()).toEqual([{ n: '40' }])
  // nobody stays signed in for two years
  const chen = await of.resident()
  expect((await accountsOf(chen)).points).toMatchObject({ soonest: { amount: 40, lastDay: '2028-12-31' } })

  of.setNow('2029-01-01T02:00:00Z')
  await of.chores()
  expect(await pointsOf(chen)).toEqual([0, 0])
  expect(await faultsOf(of)).toEqual([])
})
