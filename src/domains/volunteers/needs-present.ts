/** How a need is shown: to everybody what the desk wrote, to the two in it and to the desk the whole. */
import { findMatter, listLegal, listSteps } from '#engines/matter/index.ts'
import { can } from '#foundation/authority.ts'
import { type Context, signedIn } from '#foundation/service.ts'
import { isId } from '#lib/contract.ts'
import { dayOf } from '#lib/days.ts'
import { maskName } from '#lib/mask.ts'
import { parseNumber, withCheckDigit } from '#lib/number.ts'
import { Refusal } from '#lib/refusal.ts'
import { type NeedForm, type NeedState, need } from './need-spec.ts'
import type { NeedDetail, PublicNeed } from './needs-contract.ts'
import * as store from './needs-store.ts'
import { volunteersPermissions } from './spec.ts'

/** Actions that only workers see. */
export const internalKinds: ReadonlySet<string> = new Set(['ask_desk'])

export function presentPublic(row: store.Row): PublicNeed {
  const { id, activity, publicWords, wantedOn, part, minutesPlanned, area, elder } = row
  return {
    id,
    number: withCheckDigit(row.number),
    activity,
    words: publicWords ?? '',
    wantedOn,
    part,
    minutesPlanned,
    area,
    elder,
  }
}

/**
 * Loads one for whoever may read it; a need on the list is read by everybody who is signed in, its public part.
 *
 * @throws {Refusal} `matter.unknown` (404), also to a resident whom it does not concern; `access.not-yours` (403) to a worker
 */
export async function getReadable(context: Context, key: string) {
  const actor = signedIn(context.actor)
  const { database } = context
  const number = parseNumber(key)
  const id = number === undefined ? key : await store.findIdByNumber(database, number)
  const loaded = id && isId(id) ? await findMatter(database.pool, need, id) : undefined
  if (!loaded) throw new Refusal('matter.unknown', 404)
  const { matter, requesterId } = loaded
  const form = matter.form as NeedForm
  const record = { path: matter.path, requesterId, partyId: matter.partyId }
  const reads = can(actor, volunteersPermissions['needs.read'], record)
  if (!reads && actor.kind === 'staff') throw new Refusal('access.not-yours', 403)
  if (!reads && matter.state !== 'listed') throw new Refusal('matter.unknown', 404)
  const as: NeedDetail['as'] = !reads
    ? 'stranger'
    : actor.kind === 'staff'
      ? 'desk'
      : matter.partyId === actor.personId
        ? 'helper'
        : 'asker'
  return { actor, matter, requesterId, form, as }
}

export async function readNeed(key: string, context: Context): Promise<NeedDetail> {
  const { actor, matter, requesterId, form, as } = await getReadable(context, key)
  const { database, clock, rules } = context
  const now = clock.now()
  const today = dayOf(now)
  const { policies, calendar } = await rules.on(today)
  const [around, steps] = await Promise.all([
    store.getAround(database, matter.id),
    as === 'stranger' ? [] : listSteps(database.pool, matter.id),
  ])
  // who offers becomes the second person by it
  const asked = as === 'stranger' ? { ...matter, partyId: actor.personId } : matter
  const legal = listLegal(need, asked, requesterId, { actor, now, policies, calendar })
  const inside = as !== 'stranger'
  return {
    id: matter.id,
    number: withCheckDigit(matter.number),
    version: matter.version,
    state: matter.state as NeedState,
    as,
    activity: form.activity,
    words: as === 'asker' || as === 'desk' ? form.words : (form.public_words ?? ''),
    publicWords: form.public_words,
    wantedOn: form.wanted_on,
    part: form.part,
    minutesPlanned: form.minutes_planned,
    area: around.area,
    elder: form.asker_elder,
    openedAt: matter.openedAt.toISOString(),
    closedAt: matter.closedAt?.toISOString() ?? null,
    community: { name: around.community, phone: around.phone },
    takenBy: inside ? around.taker : null,
    asker: !inside || around.askerErased ? null : maskName(around.asker),
    helper: inside && around.helper ? maskName(around.helper) : null,
    proposed: form.proposed_by !== null,
    earns: as === 'helper' || as === 'desk' ? form.earns : null,
    mutual: form.mutual,
    mayOpenAddress:
      (as === 'helper' && ['agreed', 'serving'].includes(matter.state)) ||
      can(actor, volunteersPermissions['needs.desk'], { path: matter.path }),
    begunAt: inside ? isoOrNull(form.begun_at) : null,
    endedAt: inside ? isoOrNull(form.ended_at) : null,
    minutes: inside ? form.minutes : null,
    dispute: inside ? form.dispute : null,
    rating: inside ? form.rating : null,
    steps: steps
      .map(({ id, at, kind, actorRole, actorName, words }) => ({
        id,
        at: at.toISOString(),
        kind: kind.slice(need.kind.length + 1),
        who: actorRole === 'resident' || actorRole === 'helper' || actorRole === 'system' ? null : actorName,
        role: actorRole,
        words: kind !== 'need.opened' && typeof words?.words === 'string' ? words.words : null,
      }))
      .filter(({ kind }) => as === 'desk' || !internalKinds.has(kind)),
    actions: legal
      .filter(({ action }) => (as === 'stranger') === (action === 'offer') || as === 'desk')
      .map(({ action, allowed, why }) => ({
        action,
        allowed,
        why: why ? { code: why.code, facts: { ...why.facts } } : null,
      })),
  }
}

const isoOrNull = (instant: string | null): string | null => (instant ? new Date(instant).toISOString() : null)
