/**
 * Earning: other domains say what happened and show its row; how much follows from policy. Each deed earns once, in one of
 * the two currencies. Nobody earns by their own word: who confirmed it is another person (S2-18).
 */
import { type Evidence, type Maker, type Posted, post } from '#engines/ledger/index.ts'
import type { Tx } from '#foundation/database/database.ts'
import type { Rules } from '#foundation/policy/policy.ts'
import { dayOf } from '#lib/days.ts'
import { Refusal } from '#lib/refusal.ts'
import { expiryOf, pointsOf } from './rules.ts'
import { type Currency, creditsLedger } from './spec.ts'

/** What happened, its row, and who confirmed it in which action. */
export interface Earned {
  personId: string
  /** The row that says so; it earns once. */
  evidence: Evidence
  at: Date
  by: Maker
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
  return await post(tx, creditsLedger, { rule, to: personId, amount, at, evidence, by, expiresAt })
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
  return await post(tx, creditsLedger, { rule, to: personId, amount, at, evidence, by, expiresAt })
}

function checkOther({ personId, by }: Earned): void {
  if (personId === by.personId) throw new Refusal('credits.self-confirmed', 403)
}
