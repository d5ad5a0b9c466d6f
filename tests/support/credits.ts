/** A small shop for tests: who earns, a barber who hands over, rewards as the document prices them; through HTTP where a page can. */

import type { CodeReply, OrderDetail, OrderReceipt } from '#domains/credits/contract.ts'
import { award, awardService } from '#domains/credits/index.ts'
import { checkLedger } from '#engines/ledger/index.ts'
import { record } from '#foundation/journal/journal.ts'
import { hashPassword } from '#foundation/people/sessions.ts'
import { dayOf } from '#lib/days.ts'
import { idFrom, newId } from '#lib/ids.ts'
import { soundOfPerson } from '#lib/names.ts'
import { Client } from './client.ts'
import { password, places, type World } from './world.ts'

export const residentIds = {
  chen: idFrom('world', 'chen'),
  wang: idFrom('world', 'wang'),
  li: idFrom('world', 'li'),
} as const
export const shops = { barber: idFrom('world', 'barber'), market: idFrom('world', 'market') } as const

/** Somebody of the staff who confirms, and the action in which they do. */
async function confirming(of: World, tx: Parameters<typeof award>[0], subjectId: string) {
  const personId = of.staffIds.lin
  const account = await tx.selectFrom('account').selectAll().where('person_id', '=', personId).executeTakeFirstOrThrow()
  const actor = {
    personId,
    accountId: account.id,
    kind: 'staff' as const,
    name: '林晓',
    locale: 'zh' as const,
    elder: false,
    grants: [{ role: 'community_desk' as const, path: places.community }],
    helps: [],
  }
  const id = newId()
  const at = of.clock.now()
  await record(tx, {
    id,
    at,
    actor,
    role: 'community_desk',
    kind: 'test.confirmed',
    subjectId,
    path: places.community,
    input: {},
  })
  return { personId, actionId: id }
}

/** What a council does: one meeting attended, or one suggestion carried out. @returns the id of the line */
export async function earns(
  of: World,
  rule: 'meeting' | 'suggestion',
  personId: string = residentIds.chen,
  evidenceId = newId(),
): Promise<string> {
  return await of.database.transact(async (tx) => {
    const by = await confirming(of, tx, evidenceId)
    const evidence = { table: rule, id: evidenceId }
    return (await award(tx, of.service.rules, rule, { personId, evidence, at: of.clock.now(), by })).id
  })
}

/** Confirmed service, in the currency its volunteer chose. @returns the id of the line */
export async function serves(
  of: World,
  minutes: number,
  currency: 'points' | 'time_credit' = 'points',
  personId: string = residentIds.chen,
): Promise<string> {
  return await of.database.transact(async (tx) => {
    const evidence = { table: 'service_minutes', id: newId() }
    const by = await confirming(of, tx, evidence.id)
    const earned = { personId, evidence, at: of.clock.now(), by, activity: 'company' }
    return (await awardService(tx, of.service.rules, currency, minutes, earned))?.id ?? ''
  })
}

/** As many points as that, out of hours of service. */
export async function earnPoints(of: World, points: number, personId: string = residentIds.chen): Promise<void> {
  await serves(of, (points / 5) * 60, 'points', personId)
}

/** 王师傅理发店 and 便民超市, each with a person who hands over, the role given as a decided proposal would. */
export async function addShops(of: World): Promise<{ barber: Client; market: Client }> {
  const { db } = of.database
  const now = of.clock.now()
  const people = { barber: ['王建平', '王师傅理发店'], market: ['郑晓梅', '便民超市'] } as const
  const made: Partial<Record<'barber' | 'market', Client>> = {}
  for (const key of ['barber', 'market'] as const) {
    const [name, shop] = people[key]
    const person = idFrom('world', 'merchant', key)
    const there = await db.selectFrom('person').select('id').where('id', '=', person).executeTakeFirst()
    if (!there) {
      await db
        .insertInto('organisation')
        .values({ id: shops[key], path: places.community, kind: 'merchant', name: shop, phone: '0574-55500091' })
        .execute()
      await db
        .insertInto('person')
        .values({ id: person, name, ...soundOfPerson(name), created_at: now })
        .execute()
      await db
        .insertInto('account')
        .values({
          person_id: person,
          kind: 'staff',
          login: key,
          password_hash: await hashPassword(password),
          created_at: now,
        })
        .execute()
      await db
        .insertInto('role_grant')
        .values({ person_id: person, role: 'merchant', organisation_id: shops[key], from_on: dayOf(now) })
        .execute()
      const head = await of.staff('xu')
      const body = { id: newId(), organisationId: shops[key], community: places.community, offers: '本店服务' }
      await head.done('POST', '/api/desk/merchants', body)
    }
    made[key] = await new Client(of.origin).signInStaff(key, password)
  }
  return made as { barber: Client; market: Client }
}

export const haircut = {
  community: places.community,
  kind: 'service',
  name: '理发 1 次',
  words: '周一到周六 8:00–18:00，先打电话',
  sponsor: '牡丹社区公益基金',
  merchantId: shops.barber,
  isCounted: false,
  points: 100,
  minutes: 60,
  costFen: 2000,
}
export const detergent = {
  ...haircut,
  kind: 'goods',
  name: '洗衣液 1 瓶',
  merchantId: shops.market,
  isCounted: true,
  points: 50,
  minutes: null,
  costFen: 900,
}

/** Adds a reward at the desk, with pieces of it. @returns its id */
export async function addReward(of: World, reward: Record<string, unknown>, pieces = 0): Promise<string> {
  const desk = await of.staff('lin')
  const id = newId()
  await desk.done('POST', '/api/desk/rewards', { id, ...reward })
  if (pieces > 0) await desk.done('POST', `/api/desk/rewards/${id}/stock`, { id: newId(), pieces })
  return id
}

export const orderBody = (rewardId: string, currency = 'points') => ({ id: newId(), rewardId, currency })

export async function reserves(client: Client, rewardId: string, currency = 'points'): Promise<OrderReceipt> {
  return await client.done<OrderReceipt>('POST', '/api/orders', orderBody(rewardId, currency))
}

export const orderOf = async (client: Client, key: string) =>
  await client.done<OrderDetail>('GET', `/api/orders/${key}`)

export async function codeOf(client: Client, key: string): Promise<string> {
  return (await orderOf(client, key)).code?.digits ?? ''
}

export const looksUp = async (client: Client, code: string) =>
  await client.done<CodeReply>('POST', '/api/merchant/codes', { code })

/** Acts on what the client sees now. */
export async function actOrder(client: Client, id: string, action: string): Promise<OrderReceipt> {
  const { version } = await orderOf(client, id)
  return await client.done<OrderReceipt>('POST', `/api/orders/${id}/actions/${action}`, { id: newId(), seen: version })
}

export async function refusedOrder(client: Client, id: string, action: string): Promise<[number, string]> {
  const { version } = await orderOf(client, id)
  return await client.refused('POST', `/api/orders/${id}/actions/${action}`, { id: newId(), seen: version })
}

/** The two accounts of whoever asks. */
export async function accountsOf(client: Client) {
  const { accounts } = await client.done<{
    accounts: { account: string; balance: number; available: number; held: number; soonest: unknown }[]
  }>('GET', '/api/me/credits')
  return Object.fromEntries(accounts.map(({ account, ...rest }) => [account, rest]))
}

export const pointsOf = async (client: Client): Promise<[available: number, held: number]> => {
  const { points } = await accountsOf(client)
  return [points?.available ?? 0, points?.held ?? 0]
}

/** What does not hold of the books; empty when all is well. */
export const faultsOf = async (of: World) => await checkLedger(of.database.pool)
