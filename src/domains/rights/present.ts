/** How what somebody asked about their data is shown: in lists, and whole to the person and to who handles it. */
import type { Static } from 'typebox'
import { findMatter, listLegal, listSteps, promiseOf, promiseOfRow, type Shown } from '#engines/matter/index.ts'
import { can } from '#foundation/authority.ts'
import { type Context, signedIn } from '#foundation/service.ts'
import { isId } from '#lib/contract.ts'
import { dayOf } from '#lib/days.ts'
import { maskName } from '#lib/mask.ts'
import { parseNumber, withCheckDigit } from '#lib/number.ts'
import { Refusal } from '#lib/refusal.ts'
import type { DeskRow, RightsDetail, RightsRow } from './contract.ts'
import { lacksProof } from './rules.ts'
import { type RightsForm, rights, rightsPermissions } from './spec.ts'
import * as store from './store.ts'

/** Actions for workers only. */
export const internalKinds: ReadonlySet<string> = new Set(['warn'])

export function presentRow(row: store.Row, shown: Shown): Static<typeof RightsRow> {
  return {
    id: row.id,
    number: withCheckDigit(row.number),
    state: row.state as RightsDetail['state'],
    about: row.about,
    openedAt: row.opened_at.toISOString(),
    promise: promiseOfRow(rights, row, false, shown),
  }
}

export function presentDeskRow(row: store.Row, shown: Shown): DeskRow {
  return {
    ...presentRow(row, shown),
    asker: row.erased ? row.asker : maskName(row.asker),
    community: row.community,
    atWindow: row.at_window,
    handler: row.handler,
    escalated: row.escalated_at !== null,
  }
}

/**
 * Loads one for whoever may read it.
 *
 * @throws {Refusal} `matter.unknown` (404), also to a resident whose it is not; `access.not-yours` (403) to a worker
 */
export async function getReadable(context: Context, key: string) {
  const actor = signedIn(context.actor)
  const { database } = context
  const number = parseNumber(key)
  const id = number === undefined ? key : await store.findIdByNumber(database, number)
  const loaded = id && isId(id) ? await findMatter(database.pool, rights, id) : undefined
  if (!loaded) throw new Refusal('matter.unknown', 404)

  const { matter, requesterId } = loaded
  const record = { path: matter.path, visibility: matter.visibility, requesterId }
  if (!can(actor, rightsPermissions['rights.read'], record))
    throw actor.kind === 'staff' ? new Refusal('access.not-yours', 403) : new Refusal('matter.unknown', 404)
  const mine = actor.kind === 'resident'
  return { actor, matter, requesterId, mine, form: matter.form as RightsForm }
}

export async function readRights(key: string, context: Context): Promise<RightsDetail> {
  const { actor, matter, requesterId, mine, form } = await getReadable(context, key)
  const { database, clock, rules } = context

  const now = clock.now()
  const today = dayOf(now)
  const { policies, calendar } = await rules.on(today)
  const [around, steps] = await Promise.all([
    store.getAround(database, matter.id, today),
    listSteps(database.pool, matter.id),
  ])
  const answer = matter.clocks.find(({ name }) => name === 'answer')
  return {
    id: matter.id,
    number: withCheckDigit(matter.number),
    version: matter.version,
    state: matter.state as RightsDetail['state'],
    about: form.about,
    words: form.words,
    deceased: form.deceased && form.relation ? { name: form.deceased, relation: form.relation } : null,
    openedAt: matter.openedAt.toISOString(),
    closedAt: matter.closedAt?.toISOString() ?? null,
    promise: promiseOf(rights, matter, false, { now, calendar }),
    community: around.community,
    workdays: answer?.amount ?? policies.number('rights.answer_workdays'),
    takenBy: around.taker,
    proof:
      form.proved_at && form.document
        ? { at: iso(form.proved_at), document: form.document, kinship: form.kinship }
        : null,
    lacksProof: lacksProof({ about: form.about, state: matter.state, proved: form.proved_at !== null }),
    handler: around.handler ? { name: around.handler, phone: around.handler_phone ?? around.community_phone } : null,
    reply: form.reply,
    answeredAt: form.answered_at ? iso(form.answered_at) : null,
    refusal:
      form.refusal && form.next_place && form.next_phone
        ? { reason: form.refusal, place: form.next_place, phone: form.next_phone }
        : null,
    handedAt: form.handed_at ? iso(form.handed_at) : null,
    objectedAt: form.objected_at ? iso(form.objected_at) : null,
    escalatedAt: form.escalated_at ? iso(form.escalated_at) : null,
    street: { name: around.street, phone: around.street_phone },
    window: { name: around.community, phone: around.community_phone },
    steps: steps
      .map(({ kind, actorRole, actorName, facts: { requesterId: _, ...facts }, at, id, words }) => ({
        id,
        at: at.toISOString(),
        kind: kind.slice(rights.kind.length + 1),
        who: actorRole === 'resident' || actorRole === 'system' ? null : actorName,
        role: actorRole,
        facts,
        words,
      }))
      .filter(({ kind }) => !mine || !internalKinds.has(kind)),
    actions: listLegal(rights, matter, requesterId, { actor, now, policies, calendar }).map(
      ({ action, allowed, why }) => ({
        action,
        allowed,
        why: why ? { code: why.code, facts: { ...why.facts } } : null,
      }),
    ),
    mine,
    asker: mine
      ? null
      : { name: around.erased ? around.asker : maskName(around.asker), phoneTail: around.tail, erased: around.erased },
  }
}

const iso = (instant: string): string => new Date(instant).toISOString()
