/** Earning, statements, corrections, questions, settlements and what is owed, through HTTP. */
import { expect, test } from 'vitest'
import { newId } from '#lib/ids.ts'
import {
  actOrder,
  addReward,
  addShops,
  earnPoints,
  earns,
  faultsOf,
  haircut,
  pointsOf,
  reserves,
  residentIds,
  serves,
} from '../../../tests/support/credits.ts'
import { places, world } from '../../../tests/support/world.ts'

interface Statement {
  lines: {
    id: string
    number: number
    amount: number
    balance: number
    category: string
    reverses: number | null
    reversedBy: number | null
    who: string
  }[]
}

test('[S2-18] [S4-67] a meeting gives 10, a suggestion carried out 30, an hour 5, each once, with its category and who confirmed it', async () => {
  const of = await world()
  const chen = await of.resident()
  const evidence = newId()
  await earns(of, 'meeting', residentIds.chen, evidence)
  await earns(of, 'meeting', residentIds.chen, evidence)
  await earns(of, 'suggestion')
  await serves(of, 60)
  const { lines } = await chen.done<Statement>('GET', '/api/me/credits/points')
  expect(lines).toMatchObject([
    { number: 3, amount: 5, balance: 45, category: 'mutual_help', who: '林晓' },
    { number: 2, amount: 30, balance: 40, category: 'exchange' },
    { number: 1, amount: 10, balance: 10, category: 'exchange' },
  ])
  await expect(earns(of, 'meeting', of.staffIds.lin)).rejects.toMatchObject({ code: 'credits.self-confirmed' })
  const file = await chen.call<Buffer>('GET', '/api/me/credits/points/file')
  expect(file.body.toString('utf8').trim().split('\r\n')).toHaveLength(4)
  const copy = await chen.done<{ matters: { kind: string; reply: string | null }[] }>('GET', '/api/me/copy')
  expect(copy.matters).toContainEqual(expect.objectContaining({ kind: 'account', reply: '45' }))
})

test('[S1-51] a line is taken back by one up to the limit and by two above it, is linked both ways, and what is asked about it is answered', async () => {
  const of = await world()
  const [chen, wang, lin, xu] = [
    await of.resident(),
    await of.resident('wang'),
    await of.staff('lin'),
    await of.staff('xu'),
  ]
  const small = await earns(of, 'meeting')
  const large = await serves(of, 60 * 20)
  const back = (lineId: string) => ({ id: newId(), lineId, reason: 'mistake', words: '签退时间写错' })
  expect(await lin.done('POST', '/api/desk/credits/reversals', back(small))).toEqual({ state: 'done' })
  const waits = back(large)
  expect(await lin.done('POST', '/api/desk/credits/reversals', waits)).toEqual({ state: 'waits' })
  const decide = `/api/desk/credits/reversals/${waits.id}`
  expect(await lin.refused('POST', decide, { id: newId(), agree: true })).toEqual([422, 'ledger.same-person'])
  await xu.done('POST', decide, { id: newId(), agree: true })
  const { lines } = await chen.done<Statement>('GET', '/api/me/credits/points')
  expect(lines.map(({ reverses, reversedBy }) => [reverses, reversedBy])).toEqual([
    [2, null],
    [1, null],
    [null, 4],
    [null, 3],
  ])
  expect(await pointsOf(chen)).toEqual([0, 0])

  const question = { id: newId(), lineId: large, words: '为什么冲正了' }
  expect(await wang.refused('POST', '/api/me/credit-questions', { ...question, id: newId() })).toEqual([
    404,
    'credits.line-unknown',
  ])
  await chen.done('POST', '/api/me/credit-questions', question)
  await lin.done('POST', `/api/desk/credits/questions/${question.id}`, { id: newId(), answer: '那天活动取消了' })
  const { rows } = await chen.done<{ rows: object[] }>('GET', '/api/me/credit-questions')
  expect(rows).toMatchObject([{ answer: '那天活动取消了' }])
  await lin.done('POST', '/api/desk/credits/accounts', { id: newId(), personId: residentIds.chen, purpose: 'verify' })
  const { rows: readings } = await of.database.pool.query(`select fields from reading where person_id = $1`, [
    residentIds.chen,
  ])
  expect(readings).toEqual([{ fields: ['credits'] }])
  expect(await faultsOf(of)).toEqual([])
})

test('[S2-19] a month is settled by one, agreed by another and paid from the fund; what is owed stands beside what covers it', async () => {
  const of = await world()
  const { barber } = await addShops(of)
  const chen = await of.resident()
  await earnPoints(of, 300)
  const { id } = await reserves(chen, await addReward(of, haircut))
  await actOrder(barber, id, 'deliver')
  of.setNow('2026-06-02T02:00:00Z')
  const [lin, xu] = [await of.staff('lin'), await of.staff('xu')]
  const fund = newId()
  await xu.done('POST', '/api/desk/funds', { id: fund, community: places.community, name: '牡丹邻里基金' })
  const settlement = { id: newId(), merchantId: haircut.merchantId, month: '2026-05' }
  await lin.done('POST', '/api/desk/settlements', settlement)
  const step = (name: string) => `/api/desk/settlements/${settlement.id}/${name}`
  expect(await lin.refused('POST', step('pay'), { id: newId() })).toEqual([409, 'settlement.not-agreed'])
  expect(await lin.refused('POST', step('agree'), { id: newId() })).toEqual([422, 'settlement.same-person'])
  await xu.done('POST', step('agree'), { id: newId() })
  expect(await lin.refused('POST', step('pay'), { id: newId() })).toEqual([409, 'fund.low'])
  await xu.done('POST', `/api/desk/funds/${fund}/deposits`, { id: newId(), amountFen: 100_000, words: '街道拨款' })
  const owes = async () => await xu.done<object>('GET', '/api/desk/liability')
  expect(await owes()).toMatchObject({ points: 200, owedFen: 4000, unpaidFen: 2000, fundFen: 100_000 })
  await lin.done('POST', step('pay'), { id: newId() })
  expect(await owes()).toMatchObject({ unpaidFen: 0, fundFen: 98_000 })
  const { rows } = await of.database.pool.query(`select state from matter where id = $1`, [id])
  expect(rows).toEqual([{ state: 'settled' }])
  expect(await faultsOf(of)).toEqual([])
})
