/** Whether somebody may serve in something; asked before they are let in. Read next: rules.ts. */
import type { Tx } from '#foundation/database/database.ts'
import { Refusal } from '#lib/refusal.ts'
import { type Condition, conditionsOf, type Demand } from './rules.ts'
import { findVolunteer } from './store.ts'

/** What is asked of a person for something, each with whether it is met. */
export async function listConditions(tx: Tx, personId: string, demand: Demand): Promise<Condition[]> {
  return conditionsOf((await findVolunteer(tx, personId)) ?? null, demand)
}

/**
 * @throws {Refusal} `volunteer.not-registered`, `volunteer.too-young`, `volunteer.guardian-missing`, `volunteer.uninsured`,
 *   `volunteer.clearance-expired` (all 422), with `until` when it was met until then
 * @source S0-16, S4-98
 */
export async function checkFit(tx: Tx, personId: string, demand: Demand): Promise<void> {
  for (const { code, until } of await listConditions(tx, personId, demand))
    if (code) throw new Refusal(code, 422, until ? { until } : {})
}
