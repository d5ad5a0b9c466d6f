/** Whether somebody may serve in what others organise; asked by shifts before a sign-up. Read next: rules.ts. */
import type { Tx } from '#foundation/database/database.ts'
import type { Day } from '#lib/days.ts'
import { Refusal } from '#lib/refusal.ts'
import { unfit } from './rules.ts'
import { findVolunteer } from './store.ts'

/**
 * @param minors whether it is work with minors; `on` its last day
 * @throws {Refusal} `volunteer.not-registered`, `volunteer.guardian-missing`, `volunteer.uninsured`,
 *   `volunteer.clearance-expired` (all 422)
 * @source S0-16, S4-98
 */
export async function checkFit(tx: Tx, personId: string, asked: { minors: boolean; on: Day }): Promise<void> {
  const code = unfit((await findVolunteer(tx, personId)) ?? null, asked)
  if (code) throw new Refusal(code, 422)
}
