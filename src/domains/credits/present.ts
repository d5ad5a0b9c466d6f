/** How accounts, rewards and orders are shown: to their owner, to the desk, to a merchant. */
import QRCode from 'qrcode'
import { getBalance, listLots } from '#engines/ledger/index.ts'
import { findMatter, listLegal } from '#engines/matter/index.ts'
import { can, grantFor } from '#foundation/authority.ts'
import type { Tx } from '#foundation/database/database.ts'
import { type Context, signedIn } from '#foundation/service.ts'
import { isId } from '#lib/contract.ts'
import { dayOf } from '#lib/days.ts'
import { maskName } from '#lib/mask.ts'
import { parseNumber, withCheckDigit } from '#lib/number.ts'
import { Refusal } from '#lib/refusal.ts'
import type * as contract from './contract.ts'
import * as orders from './orders-store.ts'
import { lastDay } from './rules.ts'
import { type Currency, creditsPermissions, type OrderForm, order } from './spec.ts'
import * as store from './statement-store.ts'

export async function presentAccount(
  tx: Tx,
  account: Currency,
  personId: string,
  now: Date,
): Promise<contract.CreditAccount> {
  const key = store.accountKey(account, personId)
  const { balance, available, held } = await getBalance(tx, key, now)
  const lots = (await listLots(tx, key)).filter(({ expiresAt }) => expiresAt !== null && expiresAt > now)
  const first = lots[0]?.expiresAt
  const soonest = first
    ? {
        amount: lots
          .filter(({ expiresAt }) => expiresAt?.getTime() === first.getTime())
          .reduce((sum, { rest }) => sum + rest, 0),
        lastDay: lastDay(first),
      }
    : null
  return { account, balance, available, held, soonest }
}

export function presentLine(line: store.Line): contract.CreditLine {
  const { maker, makerIsStaff, merchant, order: number, at, ...rest } = line
  return {
    ...rest,
    at: at.toISOString(),
    order: number === null ? null : withCheckDigit(number),
    who: merchant ?? (maker === null || makerIsStaff ? maker : maskName(maker)),
  }
}

export const presentHeld = (row: orders.OrderRow): contract.Held => ({
  number: withCheckDigit(row.number),
  reward: row.reward,
  merchant: row.merchant,
  account: row.currency,
  amount: row.amount,
  lastDay: lastDay(row.collect_by),
  at: row.opened_at.toISOString(),
})

export function presentReward(
  { id, kind, name, words, sponsor, community, merchant, merchant_phone, points, minutes, is_counted }: orders.Reward,
  stocks: ReadonlyMap<string, number>,
): contract.RewardRow {
  return {
    id,
    kind,
    name,
    words,
    sponsor,
    community,
    merchant: merchant === null ? null : { name: merchant, phone: merchant_phone },
    points,
    minutes,
    left: is_counted ? (stocks.get(id) ?? 0) : null,
  }
}

export const presentOrder = (row: orders.OrderRow): contract.OrderRow => ({
  id: row.id,
  number: withCheckDigit(row.number),
  state: row.state as contract.OrderRow['state'],
  reward: row.reward,
  merchant: row.merchant,
  account: row.currency,
  amount: row.amount,
  openedAt: row.opened_at.toISOString(),
  lastDay: lastDay(row.collect_by),
  handedAt: row.handed_at?.toISOString() ?? null,
})

export const presentQuestion = (row: store.QuestionRow): contract.Question => ({
  id: row.id,
  account: row.account,
  number: row.number,
  amount: row.amount,
  words: row.words,
  askedAt: row.asked_at.toISOString(),
  answer: row.answer,
  answeredAt: row.answered_at?.toISOString() ?? null,
})

/**
 * One order, to whoever may read it: the code to its owner, who comes to those who hand it over.
 *
 * @throws {Refusal} `matter.unknown` (404), also to a resident whose it is not; `access.not-yours` (403) to a worker
 */
export async function readOrder(key: string, context: Context): Promise<contract.OrderDetail> {
  const actor = signedIn(context.actor)
  const { database, clock, rules, seals, origin } = context
  const number = parseNumber(key)
  const id = number === undefined ? key : await orders.findIdByNumber(database, number)
  const loaded = id && isId(id) ? await findMatter(database.pool, order, id) : undefined
  if (!loaded) throw new Refusal('matter.unknown', 404)
  const { matter, requesterId } = loaded
  const form = matter.form as OrderForm
  const record = { path: matter.path, visibility: matter.visibility, requesterId, leads: form.leads }
  if (!can(actor, creditsPermissions['orders.read'], record))
    throw actor.kind === 'staff' ? new Refusal('access.not-yours', 403) : new Refusal('matter.unknown', 404)

  // numbers can be counted through: a merchant finds an order by its code only, which tells its id
  if (number !== undefined && grantFor(actor, creditsPermissions['orders.read'], record)?.unit !== undefined)
    throw new Refusal('access.not-yours', 403)

  const now = clock.now()
  const { policies, calendar } = await rules.on(dayOf(now))
  const around = await orders.getAround(database, matter.id)
  const mine = actor.kind === 'resident'
  const digits = mine && matter.state === 'reserved' && form.code_sealed ? seals.open(form.code_sealed) : undefined
  return {
    id: matter.id,
    number: withCheckDigit(matter.number),
    version: matter.version,
    state: matter.state as contract.OrderDetail['state'],
    rewardId: form.reward_id,
    reward: around.reward,
    merchant: around.merchant,
    merchantPhone: around.merchant_phone,
    community: around.community,
    communityPhone: around.community_phone,
    account: form.currency,
    amount: form.amount,
    openedAt: matter.openedAt.toISOString(),
    lastDay: lastDay(new Date(form.collect_by)),
    handedAt: form.handed_at ? new Date(form.handed_at).toISOString() : null,
    code: digits ? { digits, image: await drawCode(`${origin}/desk/merchant#${digits}`) } : null,
    undoMinutes: policies.number('credits.undo_minutes'),
    person: mine ? null : { name: maskName(around.who), phoneTail: around.tail },
    mine,
    actions: listLegal(order, matter, requesterId, { actor, now, policies, calendar }).map(
      ({ action, allowed, why }) => ({
        action,
        allowed,
        why: why ? { code: why.code, facts: { ...why.facts } } : null,
      }),
    ),
  }
}

/** What a phone's camera opens: the page of merchants, the digits behind # so that no server sees them in an address. */
async function drawCode(address: string): Promise<string> {
  const svg = await QRCode.toString(address, { type: 'svg', errorCorrectionLevel: 'M', margin: 4 })
  return `data:image/svg+xml,${encodeURIComponent(svg)}`
}
