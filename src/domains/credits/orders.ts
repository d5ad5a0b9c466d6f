/**
 * Reserving a reward and what becomes of it. The state of the order and its transfers are one transaction: what it costs and the
 * piece are held, given when it is handed over, freed when it is not; undoing a delivery takes the transfers back and holds anew.
 * Order of locks: the deed, the matter, the person's account, the stock.
 */
import { randomInt } from 'node:crypto'
import { type Ending, hold, postHold, reverse, voidHold } from '#engines/ledger/index.ts'
import { act, open } from '#engines/matter/index.ts'
import { type Actor, allow } from '#foundation/authority.ts'
import type { Tx } from '#foundation/database/database.ts'
import { type Context, type FormOf, signedIn } from '#foundation/service.ts'
import { addDays, dayOf, endOfDay } from '#lib/days.ts'
import { idFrom } from '#lib/ids.ts'
import { withCheckDigit } from '#lib/number.ts'
import { Refusal } from '#lib/refusal.ts'
import type { Seals } from '#lib/seal.ts'
import * as store from './orders-store.ts'
import { CODE_LENGTH, daysToCollect } from './rules.ts'
import { creditsLedger, creditsPermissions, type OpenForm, order } from './spec.ts'
import { findOwner } from './statement-store.ts'

type Opened = FormOf<typeof OpenForm>
type Keys = Awaited<ReturnType<typeof store.getOrderKeys>>

/** The mark by which a code is found; the digits are nowhere. */
export const markOf = (seals: Seals, code: string): Buffer => seals.mark(`order code ${code}`)

/** Who reserves: the resident, or at the window a worker for a resident of the place. */
async function findRequester(tx: Tx, actor: Actor, personId: string | undefined) {
  if (personId === undefined) {
    if (actor.kind === 'staff') throw new Refusal('order.at-window', 422)
    return actor.personId
  }
  const owner = await findOwner(tx, personId)
  if (!owner?.path || actor.kind !== 'staff') throw new Refusal('person.unknown', 404)
  allow(actor, creditsPermissions['orders.takeIn'], { path: owner.path })
  return owner.id
}

/**
 * Reserves a reward at its price of today.
 *
 * @throws {Refusal} `reward.unknown` (404), `reward.not-for` (422), `reward.gone` (409) when no piece is left,
 *   `order.short` (409) with how much is missing
 * @source S2-19
 */
export async function openOrder({ id, ...body }: { id: string } & Record<string, unknown>, context: Context) {
  const input = body as Opened
  const actor = signedIn(context.actor)
  const { database, clock, seals } = context
  const now = clock.now()
  const today = dayOf(now)
  const rules = await context.rules.held(today)
  const { policies } = await rules.on(today)

  const receipt = await database.transact(async (tx) => {
    const isRepeated = await store.isDone(tx, id)
    const requesterId = await findRequester(tx, actor, input.personId)
    const reward = await store.findReward(tx, input.rewardId, today)
    if (!reward || (reward.withdrawn_at && !isRepeated)) throw new Refusal('reward.unknown', 404)
    const amount = input.currency === 'points' ? reward.points : reward.minutes
    if (amount === null) throw new Refusal('reward.not-for', 422, { account: input.currency })
    const code = await makeCode(tx, seals)
    const collectBy = endOfDay(addDays(today, policies.number('credits.hold_days')))

    const written = await open({ run: tx, clock: { now: () => now }, rules }, order, {
      id,
      inTransaction: true,
      input,
      actor,
      path: reward.path,
      requesterId,
      visibility: 'handler',
      row: {
        requester_id: requesterId,
        taken_by: input.personId ? actor.personId : null,
        reward_id: reward.id,
        price_id: reward.price_id,
        merchant_id: reward.merchant_id,
        currency: input.currency,
        amount,
        cost_fen: reward.cost_fen,
        code_mark: `\\x${code.mark.toString('hex')}`,
        code_sealed: code.sealed,
        collect_by: collectBy,
        hold_id: id,
      },
      tells: input.personId ? [{ person: requesterId, key: 'notice.order-taken-in' }] : [],
      facts: { rewardId: reward.id, currency: input.currency, amount },
    })
    if (isRepeated) return written

    const keys = await store.getOrderKeys(tx, written.id)
    await holdBoth(tx, written.id, keys, {
      id,
      at: now,
      by: { personId: actor.personId, actionId: id },
      until: collectBy,
    })
    return written
  })
  return { ...receipt, number: withCheckDigit(receipt.number) }
}

/** Eight digits that no order has. */
async function makeCode(tx: Tx, seals: Seals): Promise<{ mark: Buffer; sealed: string }> {
  for (;;) {
    const digits = String(randomInt(10 ** CODE_LENGTH)).padStart(CODE_LENGTH, '0')
    const mark = markOf(seals, digits)
    if (!(await store.isCodeTaken(tx, mark))) return { mark, sealed: seals.seal(digits) }
  }
}

interface Deed {
  /** Of the hold; that of the piece follows from it. */
  id: string
  at: Date
  by: { personId: string; actionId: string }
}

const pieceOf = (id: string): string => idFrom('order piece', id)

/** Holds what an order costs, then its piece. */
async function holdBoth(
  tx: Tx,
  matterId: string,
  keys: Keys,
  { id, at, by, until }: Deed & { until: Date },
): Promise<void> {
  const evidence = { table: 'reward_order', id: matterId }
  const rule = keys.currency === 'points' ? ('redeem_points' as const) : ('redeem_time' as const)
  const kept = { at, evidence, by, expiresAt: until }
  await saying('order.short', hold(tx, creditsLedger, { ...kept, id, rule, from: keys.personId, amount: keys.amount }))
  if (keys.isCounted)
    await saying(
      'reward.gone',
      hold(tx, creditsLedger, { ...kept, id: pieceOf(id), rule: 'stock_out', from: keys.rewardId, amount: 1 }),
    )
}

/** What the ledger says of an account that is too low, in the words of this shop. */
async function saying(code: 'order.short' | 'reward.gone', work: Promise<unknown>): Promise<void> {
  try {
    await work
  } catch (error) {
    if (!(error instanceof Refusal) || !['ledger.balance-low', 'ledger.lot-expired'].includes(error.code)) throw error
    const { available, amount } = error.facts
    throw new Refusal(code, 409, { missing: Number(amount) - Number(available), available: Number(available) })
  }
}

interface ActionCall {
  matterId: string
  action: string
  id: string
  seen: number
  input: Record<string, unknown>
}

/**
 * Acts on an order and moves what it holds.
 *
 * @throws {Refusal} `order.over` (409) when the day by which it was to be collected has just come
 */
export async function actOnOrder(call: ActionCall, context: Context) {
  const actor = signedIn(context.actor)
  const { database, clock } = context
  const now = clock.now()
  const rules = await context.rules.held(dayOf(now))
  const receipt = await database.transact(async (tx) => {
    const isRepeated = await store.isDone(tx, call.id)
    const done = await act({ run: tx, clock: { now: () => now }, rules }, order, { ...call, actor })
    if (isRepeated) return done

    const deed = { id: call.id, at: now, by: { personId: actor.personId, actionId: call.id } }
    await move(tx, call.action, done.id, await store.getOrderKeys(tx, done.id), deed)
    return done
  })
  return { ...receipt, number: withCheckDigit(receipt.number) }
}

async function move(tx: Tx, action: string, matterId: string, keys: Keys, deed: Deed): Promise<void> {
  if (action === 'cancel' || action === 'turn_away') return await free(tx, keys, deed)
  if (action === 'deliver') {
    const transferId = idFrom('order transfer', deed.id)
    await inTime(endings(keys, { ...deed, id: transferId }).map((ending) => () => postHold(tx, ending)))
    return await store.keepTransfer(tx, matterId, transferId)
  }
  if (action === 'undo_delivery') await takeBack(tx, matterId, keys, deed)
}

/** The hold of the cost, then that of the piece, each with what ends it. */
function endings({ holdId, isCounted }: Keys, { id, at, by }: Deed): Ending[] {
  const cost = { id, holdId, at, by }
  return isCounted ? [cost, { id: pieceOf(id), holdId: pieceOf(holdId), at, by }] : [cost]
}

/** Frees what an order holds. */
export async function free(tx: Tx, keys: Keys, deed: Deed): Promise<void> {
  await inTime(
    endings(keys, { ...deed, id: idFrom('order freed', deed.id) }).map((ending) => () => voidHold(tx, ending)),
  )
}

/** In their order; what the clock of the ledger ended a moment ago is over. */
async function inTime(work: readonly (() => Promise<unknown>)[]): Promise<void> {
  try {
    for (const one of work) await one()
  } catch (error) {
    if (error instanceof Refusal && error.code === 'ledger.hold-not-open') throw new Refusal('order.over', 409)
    throw error
  }
}

/** Takes the transfers of a delivery back and holds anew, as of the delivery, so that nothing has expired meanwhile. */
async function takeBack(tx: Tx, matterId: string, keys: Keys, deed: Deed): Promise<void> {
  if (!keys.transferId) throw new Error(`order ${matterId} was handed over without a transfer`)
  // the row does not say any more when it was handed over
  const { at } = await tx
    .selectFrom('ledger_transfer')
    .select('at')
    .where('id', '=', keys.transferId)
    .executeTakeFirstOrThrow()
  const back = { reason: 'mistake', at: deed.at, by: deed.by }
  const taken = keys.isCounted ? [keys.transferId, pieceOf(keys.transferId)] : [keys.transferId]
  for (const reverses of taken)
    await reverse(tx, { ...back, id: idFrom('order undone', reverses), reverses, amountAlone: keys.amount })
  const collectBy = endOfDay(addDays(dayOf(deed.at), daysToCollect(keys.collectBy, deed.at)))
  await holdBoth(tx, matterId, keys, { ...deed, at, until: collectBy })
  await store.keepHold(tx, matterId, deed.id, collectBy)
}
