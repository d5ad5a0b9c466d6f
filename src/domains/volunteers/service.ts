/**
 * The record of service: written once for each deed and volunteer, confirmed by somebody else, never changed. What the deed
 * earned is written with it. Shifts, needs, casual help and imports all write it here and nowhere else.
 */
import { sql } from 'kysely'
import type { Tx } from '#foundation/database/database.ts'
import type { Rules } from '#foundation/policy/policy.ts'
import type { Day } from '#lib/days.ts'
import { idFrom } from '#lib/ids.ts'
import { Refusal } from '#lib/refusal.ts'
import { awardService, type Currency, takeBackService as takeBackEarned } from '../credits/index.ts'
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

/** Minutes of confirmed service of each, without what was taken back; who has none is not in it. */
export async function sumOfService(tx: Tx, personIds: readonly string[]): Promise<Map<string, number>> {
  if (personIds.length === 0) return new Map()
  const rows = await tx
    .selectFrom('service_minutes')
    .select(({ fn }) => ['person_id', fn.sum<number>('minutes').as('minutes')])
    .where('person_id', 'in', [...personIds])
    .groupBy('person_id')
    .execute()
  return new Map(rows.map(({ person_id, minutes }) => [person_id, Number(minutes)]))
}

/** One row of somebody's record. */
export interface Listed {
  id: string
  minutes: number
  servedOn: Day
  activity: Activity
  path: string
  source: ServiceSource
  sourceId: string
  earned: Currency | 'nothing'
  confirmedBy: string
  confirmedByName: string
  confirmedAt: Date
  /** The row it takes back. */
  reverses: string | null
  reversed: boolean
}

/** The whole record of a person, latest day first, with what was taken back and the rows that took it back. @source S1-49 */
export async function listService(tx: Tx, personId: string): Promise<Listed[]> {
  const { rows } = await sql<Listed>`
    select s.id, s.minutes, s.served_on as "servedOn", s.activity, s.path, s.source, s.source_id as "sourceId", s.earned,
      s.confirmed_by as "confirmedBy", p.name as "confirmedByName", s.confirmed_at as "confirmedAt", s.reverses,
      exists (select from service_minutes r where r.reverses = s.id) as reversed
    from service_minutes s join person p on p.id = s.confirmed_by
    where s.person_id = ${personId} order by s.served_on desc, s.confirmed_at desc, s.id`.execute(tx)
  return rows
}

export interface TakingBack {
  serviceId: string
  reason: 'wrong_minutes' | 'wrong_person' | 'not_done' | 'twice' | 'import'
  by: { personId: string; actionId: string }
  at: Date
  /** The most minutes one person may take back alone. */
  minutesAlone: number
  secondBy?: string
}

/** As the account of who earned it says why. */
const ledgerReasons = {
  wrong_minutes: 'mistake',
  wrong_person: 'mistake',
  not_done: 'not_done',
  twice: 'twice',
  import: 'other',
} as const

/**
 * Takes a record back whole, and what it earned with it.
 *
 * @throws {Refusal} `service.unknown` (404), `service.taken-back` (409), `service.own` (403), `service.second-person` (409) for
 *   more than one person may take back alone, `service.spent-since` (409) when what it earned is spent already
 * @source S1-49
 */
export async function takeBackService(tx: Tx, taking: TakingBack): Promise<string> {
  const { serviceId, reason, by, at, minutesAlone, secondBy } = taking
  const row = await tx
    .selectFrom('service_minutes')
    .selectAll()
    .where('id', '=', serviceId)
    .where('reverses', 'is', null)
    .executeTakeFirst()
  if (!row) throw new Refusal('service.unknown', 404)
  if (row.person_id === by.personId || row.person_id === secondBy) throw new Refusal('service.own', 403)
  if (row.minutes > minutesAlone && (!secondBy || secondBy === by.personId))
    throw new Refusal('service.second-person', 409, { minutes: minutesAlone })
  const backId = idFrom('service taken back', serviceId)
  const written = await tx
    .insertInto('service_minutes')
    .values({
      ...row,
      id: backId,
      minutes: -row.minutes,
      recorded_by: by.personId,
      confirmed_by: by.personId,
      confirmed_at: at,
      action_id: by.actionId,
      reverses: serviceId,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!written) throw new Refusal('service.taken-back', 409)
  // who agrees was asked above, in minutes
  await takeBackEarned(tx, {
    personId: row.person_id,
    evidence: { table: 'service_minutes', id: serviceId },
    at,
    reason: ledgerReasons[reason],
    by,
  }).catch((error: unknown) => {
    const spent = error instanceof Refusal && ['ledger.spent-since', 'ledger.balance-low'].includes(error.code)
    throw spent ? new Refusal('service.spent-since', 409) : error
  })
  return backId
}
