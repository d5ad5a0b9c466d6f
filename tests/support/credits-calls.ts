/** For every route of credits one call that succeeds; each has people, rewards and merchants of its own, so that none spoils another's. */
import { dayOf } from '#lib/days.ts'
import { idFrom, newId } from '#lib/ids.ts'
import { Client } from './client.ts'
import {
  actOrder,
  addReward,
  addShops,
  codeOf,
  earnPoints,
  earns,
  haircut,
  orderBody,
  orderOf,
  reserves,
  serves,
} from './credits.ts'
import type { Call, Person, Stage } from './valid-calls.ts'
import { personIdOf } from './volunteers.ts'
import { places, type World } from './world.ts'

const words = '暗号七七：积分'
const month = '2026-04'
let count = 0

const shopsOf = new WeakMap<World, ReturnType<typeof addShops>>()
/** The barber's person, who holds the role for every merchant made here. */
async function barber({ of }: Stage): Promise<Client> {
  const shops = shopsOf.get(of) ?? addShops(of)
  shopsOf.set(of, shops)
  return (await shops).barber
}

/** An organisation that is no merchant yet. */
async function organisation({ of }: Stage): Promise<string> {
  count += 1
  const { rows } = await of.database.pool.query<{ id: string }>(
    `insert into organisation (id, path, kind, name, phone) values ($1, $2, 'merchant', $3, '0574-55500091') returning id`,
    [newId(), places.community, `店铺 ${count}`],
  )
  return rows[0]?.id ?? ''
}

const joining = (organisationId: string) => ({
  id: newId(),
  organisationId,
  community: places.community,
  offers: words,
})

/** A merchant for whom the barber hands over. */
async function merchant(stage: Stage): Promise<string> {
  await barber(stage)
  const id = await organisation(stage)
  await stage.client('xu').done('POST', '/api/desk/merchants', joining(id))
  await stage.of.database.pool.query(
    `insert into role_grant (person_id, role, organisation_id, from_on) values ($1, 'merchant', $2, $3)`,
    [idFrom('world', 'merchant', 'barber'), id, dayOf(stage.of.clock.now())],
  )
  return id
}

const rewardBody = (more: Record<string, unknown> = {}) => ({ ...haircut, merchantId: null, words, ...more })
const reward = async ({ of }: Stage, more: Record<string, unknown> = {}, pieces = 0) =>
  await addReward(of, rewardBody(more), pieces)

/** Somebody of the community with 2000 points, signed in. */
async function resident({ of }: Stage): Promise<{ by: Client; personId: string }> {
  count += 1
  const by = await new Client(of.origin).signInResident(`1280004${String(count).padStart(4, '0')}`, '赵根宝')
  const personId = await personIdOf(by)
  await of.database.pool.query('update person set path = $2 where id = $1', [personId, places.grid])
  await earnPoints(of, 2000, personId)
  return { by, personId }
}

/** A line of ten points. */
async function line(stage: Stage) {
  const made = await resident(stage)
  return { ...made, lineId: await earns(stage.of, 'meeting', made.personId) }
}

async function asked(stage: Stage): Promise<string> {
  const { by, lineId } = await line(stage)
  const body = { id: newId(), lineId, words }
  await by.done('POST', '/api/me/credit-questions', body)
  return body.id
}

const takingBack = (lineId: string) => ({ id: newId(), lineId, reason: 'mistake', words })

/** A line that takes two, proposed by the desk. */
async function proposed(stage: Stage): Promise<string> {
  const { personId } = await resident(stage)
  const body = takingBack(await serves(stage.of, 60 * 20, 'points', personId))
  await stage.client('lin').done('POST', '/api/desk/credits/reversals', body)
  return body.id
}

async function reserved(stage: Stage, merchantId?: string) {
  const shop = merchantId ?? (await merchant(stage))
  const { by } = await resident(stage)
  const { id } = await reserves(by, await reward(stage, { merchantId: shop }))
  return { id, by, shop }
}

async function handed(stage: Stage) {
  const made = await reserved(stage)
  await actOrder(await barber(stage), made.id, 'deliver')
  return made
}

/** A merchant that handed something over last month. */
async function unsettled(stage: Stage): Promise<string> {
  const { id, shop } = await handed(stage)
  await stage.of.database.pool.query('update reward_order set handed_at = $2 where matter_id = $1', [
    id,
    `${month}-20T03:00:00Z`,
  ])
  return shop
}

async function settled(stage: Stage, agreed: boolean): Promise<string> {
  const body = { id: newId(), merchantId: await unsettled(stage), month }
  await stage.client('lin').done('POST', '/api/desk/settlements', body)
  if (agreed) await stage.client('xu').done('POST', `/api/desk/settlements/${body.id}/agree`, { id: newId() })
  return body.id
}

/** The fund of the community, with money in it. */
async function fund({ of, client }: Stage): Promise<string> {
  const find = async () =>
    (await of.database.pool.query<{ id: string }>('select id from credit_fund where path = $1', [places.community]))
      .rows[0]?.id
  const head = client('xu')
  if (!(await find()))
    await head.done('POST', '/api/desk/funds', { id: newId(), community: places.community, name: '牡丹邻里基金' })
  const id = (await find()) ?? ''
  await head.done('POST', `/api/desk/funds/${id}/deposits`, { id: newId(), amountFen: 1_000_000, words })
  return id
}

const as = ({ cookie }: Client) => ({ as: { cookie } })

/** The action as it stands for who acts. */
async function acting(who: Client, id: string): Promise<Call> {
  const { version } = await orderOf(who, id)
  return { ...as(who), params: { matterId: id }, body: { id: newId(), seen: version } }
}

const ofDesk = (person: Person, params: Record<string, string>, body: object): Call => ({ as: person, params, body })

export const creditsCalls: Readonly<Record<string, (stage: Stage) => Call | Promise<Call>>> = {
  'credits.getMyCredits': () => ({ as: 'chen' }),
  'credits.getMyStatement': async (stage) => ({
    ...as((await resident(stage)).by),
    params: { account: 'points' },
    query: { before: '9' },
  }),
  'credits.exportMyStatement': async (stage) => ({
    ...as((await resident(stage)).by),
    params: { account: 'time_credit' },
  }),
  'credits.listMyQuestions': () => ({ as: 'wang' }),
  'credits.askAboutLine': async (stage) => {
    const { by, lineId } = await line(stage)
    return { ...as(by), body: { id: newId(), lineId, words } }
  },
  'credits.getCreditRules': () => ({ as: 'visitor' }),
  'credits.listRewards': () => ({ as: 'visitor', query: { community: places.community } }),
  'credits.getReward': async (stage) => ({ as: 'visitor', params: { rewardId: await reward(stage) } }),
  'credits.listMyOrders': () => ({ as: 'chen' }),
  'credits.openAccount': async (stage) => ({
    as: 'lin',
    body: { id: newId(), personId: (await resident(stage)).personId, purpose: 'other', words },
  }),
  'credits.reverseLine': async (stage) => ({ as: 'lin', body: takingBack((await line(stage)).lineId) }),
  'credits.listReversals': async (stage) => {
    await proposed(stage)
    return { as: 'lin' }
  },
  'credits.decideReversal': async (stage) =>
    ofDesk('xu', { reversalId: await proposed(stage) }, { id: newId(), agree: true }),
  'credits.listQuestions': () => ({ as: 'lin', query: { list: 'open' } }),
  'credits.answerQuestion': async (stage) =>
    ofDesk('lin', { questionId: await asked(stage) }, { id: newId(), answer: words }),
  'credits.listDeskRewards': () => ({ as: 'lin' }),
  'credits.addReward': async (stage) => ({
    as: 'lin',
    body: { id: newId(), ...rewardBody({ merchantId: await merchant(stage) }) },
  }),
  'credits.setRewardPrice': async (stage) => {
    const body = { id: newId(), from: dayOf(stage.of.clock.now()), points: 80, minutes: null, costFen: 1500 }
    return ofDesk('lin', { rewardId: await reward(stage) }, body)
  },
  'credits.changeStock': async (stage) =>
    ofDesk('lin', { rewardId: await reward(stage, { kind: 'goods', isCounted: true }) }, { id: newId(), pieces: 20 }),
  'credits.withdrawReward': async (stage) => ofDesk('lin', { rewardId: await reward(stage) }, { id: newId() }),
  'credits.listDeskOrders': () => ({ as: 'lin', query: { list: 'reserved' } }),
  'credits.listMerchants': () => ({ as: 'lin' }),
  'credits.addMerchant': async (stage) => ({ as: 'xu', body: joining(await organisation(stage)) }),
  'credits.endMerchant': async (stage) => ofDesk('xu', { merchantId: await merchant(stage) }, { id: newId() }),
  'credits.listSettlements': () => ({ as: 'lin', query: { month } }),
  'credits.makeSettlement': async (stage) => ({
    as: 'lin',
    body: { id: newId(), merchantId: await unsettled(stage), month },
  }),
  'credits.agreeSettlement': async (stage) =>
    ofDesk('xu', { settlementId: await settled(stage, false) }, { id: newId() }),
  'credits.paySettlement': async (stage) => {
    await fund(stage)
    return ofDesk('lin', { settlementId: await settled(stage, true) }, { id: newId() })
  },
  'credits.getLiability': () => ({ as: 'shen', query: { path: places.street } }),
  'credits.openFund': () => ({
    as: 'shen',
    body: { id: newId(), community: places.otherCommunity, name: '邻里基金' },
  }),
  'credits.payIntoFund': async (stage) =>
    ofDesk('xu', { fundId: await fund(stage) }, { id: newId(), amountFen: 5000, words }),
  'credits.getMerchantHome': async (stage) => as(await barber(stage)),
  'credits.lookUpCode': async (stage) => {
    const { id, by } = await reserved(stage)
    return { ...as(await barber(stage)), body: { code: await codeOf(by, id) } }
  },

  'orders.open': async (stage) => ({ ...as((await resident(stage)).by), body: orderBody(await reward(stage)) }),
  'orders.read': async (stage) => {
    const { id, by } = await reserved(stage)
    return { ...as(by), params: { key: id } }
  },
  'orders.cancel': async (stage) => {
    const { id, by } = await reserved(stage)
    return await acting(by, id)
  },
  'orders.turn_away': async (stage) => await acting(await barber(stage), (await reserved(stage)).id),
  'orders.deliver': async (stage) => await acting(await barber(stage), (await reserved(stage)).id),
  'orders.undo_delivery': async (stage) => await acting(await barber(stage), (await handed(stage)).id),
}
