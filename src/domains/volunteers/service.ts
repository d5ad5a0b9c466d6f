/**
 * The record of service: written once for each deed and volunteer, confirmed by somebody else, never changed. What the deed
 * earned is written with it. Shifts, needs, casual help and imports all write it here and nowhere else.
 */
import type { Tx } from '#foundation/database/database.ts'
import type { Rules } from '#foundation/policy/policy.ts'
import type { Day } from '#lib/days.ts'
import { idFrom } from '#lib/ids.ts'
import { Refusal } from '#lib/refusal.ts'
import { awardService, type Currency } from '../credits/index.ts'
import type { Activity, ServiceSource } from './spec.ts'

export interface Service {
  personId: string
  /** 1 to 1,440. */
  minutes: number
  servedOn: Day
  activity: Activity
  /** Where, as the place's code is now. */
  path: string
  source: ServiceSource
  /** The shift, need, casual record or imported row. */
  sourceId: string
  /** What the volunteer chose, once; null for what earns nothing, such as old records. */
  earns: Currency | null
  recordedBy: string
  confirmedBy: string
  confirmedAt: Date
  /** The action of the journal in which it was confirmed. */
  actionId: string
}

/**
 * Writes the record of one deed, and what it earned. The same deed of the same person is one record, however often it is sent.
 *
 * @returns its id
 * @throws {Refusal} `service.self-confirmed` (403)
 * @source S1-49, S2-06, S2-18
 */
export async function recordService(tx: Tx, rules: Pick<Rules, 'on'>, service: Service): Promise<string> {
  const { personId, minutes, source, sourceId, earns, confirmedBy, confirmedAt, actionId } = service
  if (personId === confirmedBy) throw new Refusal('service.self-confirmed', 403)
  const id = idFrom('service', source, sourceId, personId)
  const written = await tx
    .insertInto('service_minutes')
    .values({
      id,
      person_id: personId,
      minutes,
      served_on: service.servedOn,
      activity: service.activity,
      path: service.path,
      source,
      source_id: sourceId,
      earned: earns ?? 'nothing',
      recorded_by: service.recordedBy,
      confirmed_by: confirmedBy,
      confirmed_at: confirmedAt,
      action_id: actionId,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  if (written && earns)
    await awardService(tx, rules, earns, minutes, {
      personId,
      evidence: { table: 'service_minutes', id },
      at: confirmedAt,
      by: { personId: confirmedBy, actionId },
      activity: service.activity,
    })
  return id
}
