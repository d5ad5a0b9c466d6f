/**
 * Showing an honour, which begins it, and acting on it. A star must have been proposed by the rule and still be reached; a
 * governance star is decided by the head, in a round that is open. Order: load, allow, decide, write.
 */
import { act, open } from '#engines/matter/index.ts'
import { allow } from '#foundation/authority.ts'
import type { Tx } from '#foundation/database/database.ts'
import { type Context, type FormOf, signedIn } from '#foundation/service.ts'
import { dayOf } from '#lib/days.ts'
import { withCheckDigit } from '#lib/number.ts'
import { Refusal } from '#lib/refusal.ts'
import { findVolunteer, holdPerson } from './certificate-store.ts'
import * as store from './honour-store.ts'
import { minutesOf } from './rules.ts'
import { sumService } from './service-store.ts'
import { honour, honoursPermissions, type OpenForm } from './spec.ts'

type Opened = FormOf<typeof OpenForm>

/** What is shown: where, and the row's own columns. */
interface Chosen {
  path: string
  row: { level: number | null; minutes: number | null; round_id: string | null; quarter: string | null; reason: string }
}

export async function openHonour({ id, ...body }: { id: string } & Record<string, unknown>, context: Context) {
  const input = body as Opened
  const { personId } = input
  const actor = signedIn(context.actor)
  const { database, clock } = context
  const rules = await context.rules.held(dayOf(clock.now()))

  const receipt = await database.transact(async (tx) => {
    await holdPerson(tx, personId)
    const again = await tx.selectFrom('honour').select('requester_id').where('matter_id', '=', id).executeTakeFirst()
    const chosen = again ? await shownBefore(tx, id) : await choose(tx, context, input)
    const opened = await open({ run: tx, clock, rules }, honour, {
      id,
      inTransaction: true,
      input,
      actor,
      path: chosen.path,
      requesterId: personId,
      visibility: 'handler',
      row: {
        requester_id: personId,
        honour: input.honour,
        ...chosen.row,
        chosen_by: actor.personId,
        handler_id: actor.personId,
        consent: 'asked',
      },
      tells: [{ person: personId, key: 'notice.honour-shown' }],
      facts: { honour: input.honour, level: chosen.row.level, quarter: chosen.row.quarter },
    })
    if (!again && chosen.row.level !== null) await store.setShown(tx, personId, chosen.row.level, id)
    return opened
  })
  return { ...receipt, number: withCheckDigit(receipt.number) }
}

/** Of a call that was answered before: the engine compares it with the first one. */
async function shownBefore(tx: Tx, id: string): Promise<Chosen> {
  const row = await store.findHonour(tx, id)
  if (!row) throw new Error(`no honour ${id}`)
  const { path, level, minutes, quarter, reason } = row
  return { path, row: { level, minutes, round_id: null, quarter, reason } }
}

/**
 * @throws {Refusal} `honour.own` (403), `person.unknown` (404), `honour.there` (409), `star.unknown` (404) when the rule does not
 *   propose it, `star.not-reached` (422) when records were taken back since, `governance.unknown` (404), `governance.closed` (409),
 *   `governance.reason` (422)
 * @source S1-50, S2-20
 */
async function choose(tx: Tx, context: Context, input: Opened): Promise<Chosen> {
  const { personId, reason } = input
  const { actor } = context
  if (personId === signedIn(actor).personId) throw new Refusal('honour.own', 403)
  if (input.honour === 'star') {
    const level = input.level ?? 0
    const proposal = await store.findProposal(tx, personId, level)
    if (!proposal) throw new Refusal('star.unknown', 404)
    allow(actor, honoursPermissions['honours.desk'], proposal)
    const { policies } = await context.rules.on(dayOf(context.clock.now()))
    const minutes = await sumService(tx, personId)
    if (minutes < minutesOf(level, policies.numbers('honours.star_hours'))) throw new Refusal('star.not-reached', 422)
    if (await store.isHonoured(tx, personId, { level })) throw new Refusal('honour.there', 409)
    return { path: proposal.path, row: { level, minutes, round_id: null, quarter: null, reason: '' } }
  }
  const round = input.roundId ? await store.findRound(tx, input.roundId) : undefined
  if (!round) throw new Refusal('governance.unknown', 404)
  allow(actor, honoursPermissions['honours.decide'], round)
  if (round.closedAt) throw new Refusal('governance.closed', 409)
  if (!reason?.trim()) throw new Refusal('governance.reason', 422)
  const person = await findVolunteer(tx, personId)
  if (!person?.path?.startsWith(round.path)) throw new Refusal('person.unknown', 404)
  if (await store.isHonoured(tx, personId, { roundId: round.id })) throw new Refusal('honour.there', 409)
  const { id: roundId, quarter } = round
  return { path: round.path, row: { level: null, minutes: null, round_id: roundId, quarter, reason: reason.trim() } }
}

interface ActionCall {
  matterId: string
  action: string
  id: string
  seen: number
  input: Record<string, unknown>
}

export async function actOnHonour(call: ActionCall, { actor, database, clock, rules }: Context) {
  const receipt = await act({ run: database.pool, clock, rules, outside: database }, honour, {
    ...call,
    actor: signedIn(actor),
  })
  return { ...receipt, number: withCheckDigit(receipt.number) }
}
