/** Taking a record of service back: a long one by two workers, what it earned with it, and not when that is spent. */
import { beforeAll, expect, test } from 'vitest'
import { newId } from '#lib/ids.ts'
import type { Client } from '#tests/support/client.ts'
import { actOrder, addReward, addShops, faultsOf, haircut, reserves } from '#tests/support/credits.ts'
import { actNeed, asksForHelp, enlist } from '#tests/support/volunteers.ts'
import { type World, world } from '#tests/support/world.ts'

let of: World
let wang: Client
let chen: Client
let lin: Client
let xu: Client
let helperId: string

beforeAll(async () => {
  of = await world({ shared: true })
  wang = await of.resident('wang')
  chen = await of.resident('chen')
  lin = await of.staff('lin')
  xu = await of.staff('xu')
  helperId = await enlist(of, chen)
  return of.close
})

/** A need that was served and confirmed. @returns the record of it */
async function served(minutes: number): Promise<string> {
  const { id } = await asksForHelp(wang, { minutes })
  await actNeed(lin, id, 'list', { words: '想请人整理一下楼道' })
  await actNeed(chen, id, 'offer', { earns: 'time_credit' })
  await actNeed(wang, id, 'agree')
  await actNeed(chen, id, 'begin')
  of.clock.advance(minutes * 60_000)
  await actNeed(chen, id, 'end')
  await actNeed(wang, id, 'confirm_time', { minutes })
  const { rows } = await of.database.pool.query('select id from service_minutes where source_id = $1', [id])
  return rows[0].id
}
const takeBack = (serviceId: string, reason = 'wrong_minutes') =>
  [`/api/desk/service/${serviceId}/reversal`, { id: newId(), reason }] as const
const saved = async (): Promise<{ available: number; lines: { amount: number; reason: string | null }[] }> => {
  const { account, lines } = await chen.done<{
    account: { available: number }
    lines: { amount: number; reason: string | null }[]
  }>('GET', '/api/me/credits/time_credit')
  return { available: account.available, lines }
}
const minutesOf = async () => (await lin.done<{ minutes: number }>('GET', `/api/desk/volunteers/${helperId}`)).minutes

test('[S1-49] a record over the minutes one may take back alone waits for a second worker, and what it earned goes with it', async () => {
  const long = await served(300)
  expect([await minutesOf(), (await saved()).available]).toEqual([300, 300])

  expect(await lin.done('POST', ...takeBack(long))).toEqual({ done: false })
  // the same worker once more is not a second one
  expect(await lin.done('POST', ...takeBack(long))).toEqual({ done: false })
  expect([await minutesOf(), (await saved()).available]).toEqual([300, 300])

  expect(await xu.done('POST', ...takeBack(long))).toEqual({ done: true })
  const { available, lines } = await saved()
  expect([await minutesOf(), available]).toEqual([0, 0])
  // the volunteer reads why, in the account's own words
  expect(lines.find(({ amount }) => amount === -300)).toMatchObject({ reason: 'mistake' })
  expect(await xu.refused('POST', ...takeBack(long))).toEqual([409, 'service.taken-back'])
  expect(await faultsOf(of)).toEqual([])
})

test('[S1-49] what it earned and is spent since refuses it whole: neither the record nor the account changes', async () => {
  const record = await served(60)
  const { barber } = await addShops(of)
  const { id } = await reserves(chen, await addReward(of, haircut), 'time_credit')
  await actOrder(barber, id, 'deliver')

  expect((await saved()).available).toBe(0)
  expect(await lin.refused('POST', ...takeBack(record, 'not_done'))).toEqual([409, 'service.spent-since'])
  expect([await minutesOf(), (await saved()).available]).toEqual([60, 0])
  expect(await faultsOf(of)).toEqual([])
})
