/**
 * Earning: other domains say what happened and show its row; how much follows from policy. Each deed earns once, in one of
 * the two currencies. Nobody earns by their own word: who confirmed it is another person (S2-18).
 */
import { type Evidence, type Maker, onceId, type Posted, post, reverse } from '#engines/ledger/index.ts'
import type { Tx } from '#foundation/database/database.ts'
import type { Rules } from '#foundation/policy/policy.ts'
import { dayOf } from '#lib/days.ts'
import { idFrom } from '#lib/ids.ts'
import { Refusal } from '#lib/refusal.ts'
import { type Category, expiryOf, pointsOf, type ReversalReason } from './rules.ts'
import { type Currency, creditsLedger } from './spec.ts'

/** What happened, its row, and who confirmed it in which action. */
export interface Earned {
  personId: string
  /** The row that says so; it earns once. */
  evidence: Evidence
  at: Date
  by: Maker
  /** What kind of contribution it is; mutual help for service and exchange for the rest unless told. @source S4-67 */
  category?: Category
  /** The activity, as the volunteers name it. */
  activity?: string
}

/**
 * Points for a deed whose amount is a rule: attending a meeting, a suggestion adopted and carried out.
 *
 * @throws {Refusal} `credits.self-confirmed` (403)
 * @source S2-18
 */
export async function award(
  tx: Tx,
  rules: Pick<Rules, 'on'>,
  rule: 'meeting' | 'suggestion',
  earned: Earned,
): Promise<Posted> {
  checkOther(earned)
  const { policies } = await rules.on(dayOf(earned.at))
  const { personId, evidence, at, by } = earned
  const amount = policies.number(`credits.${rule}_points`)
  const expiresAt = expiryOf(at, policies.number('credits.points_years'))
  const posted = await post(tx, creditsLedger, { rule, to: personId, amount, at, evidence, by, expiresAt })
  await say(tx, posted, earned, 'exchange', null)
  return posted
}

/**
 * What confirmed service earns, in the currency its volunteer chose.
 *
 * @param minutes of service, above 0
 * @returns undefined when so little was done that it earns nothing
 * @throws {Refusal} `credits.self-confirmed` (403)
 * @source S2-18, S2-06
 */
export async function awardService(
  tx: Tx,
  rules: Pick<Rules, 'on'>,
  currency: Currency,
  minutes: number,
  earned: Earned,
): Promise<Posted | undefined> {
  checkOther(earned)
  const { policies } = await rules.on(dayOf(earned.at))
  const { personId, evidence, at, by } = earned
  const inPoints = currency === 'points'
  const amount = inPoints ? pointsOf(minutes, policies.number('credits.hour_points')) : minutes
  if (amount === 0) return undefined
  const expiresAt = expiryOf(at, policies.number(inPoints ? 'credits.points_years' : 'credits.time_years'))
  const rule = inPoints ? 'service_points' : 'service_time'
  const posted = await post(tx, creditsLedger, { rule, to: personId, amount, at, evidence, by, expiresAt })
  await say(tx, posted, earned, 'mutual_help', minutes)
  return posted
}

/** What was earned for a row that is taken back. */
export interface TakenBack {
  personId: string
  evidence: Evidence
  at: Date
  reason: ReversalReason
  by: Maker
}

/**
 * Takes back what service earned, because its record is taken back: that record takes two persons where it must.
 *
 * @returns false when it earned nothing, or was taken back before
 * @throws {Refusal} `ledger.spent-since` (409) when some of it is spent
 * @source S1-49
 */
export async function takeBackService(tx: Tx, { personId, evidence, at, reason, by }: TakenBack): Promise<boolean> {
  const earned = onceId(creditsLedger, 'service_points', evidence, personId)
  const open = await tx
    .selectFrom('ledger_transfer as t')
    .leftJoin('ledger_reversal as r', 'r.reverses', 't.id')
    .select('t.amount')
    .where('t.id', '=', earned)
    .where('r.transfer_id', 'is', null)
    .executeTakeFirst()
  if (!open) return false
  const amountAlone = Number(open.amount)
  await reverse(tx, { id: idFrom('taken back', earned), reverses: earned, at, reason, by, amountAlone })
  return true
}

/** Beside the transfer, what it is for. */
async function say(
  tx: Tx,
  { id, isNew }: Posted,
  { category, activity }: Earned,
  usual: Category,
  minutes: number | null,
): Promise<void> {
  if (!isNew) return
  await tx
    .insertInto('credit_earning')
    .values({ transfer_id: id, category: category ?? usual, activity: activity ?? null, minutes })
    .execute()
}

function checkOther({ personId, by }: Earned): void {
  if (personId === by.personId) throw new Refusal('credits.self-confirmed', 403)
}
