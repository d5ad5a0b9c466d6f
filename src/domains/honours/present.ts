/** How honours are shown: to the person whole, to workers masked, to everybody only as far as the person agreed. */
import { findMatter, listLegal, listSteps } from '#engines/matter/index.ts'
import { can } from '#foundation/authority.ts'
import { type Context, signedIn } from '#foundation/service.ts'
import { isId } from '#lib/contract.ts'
import { dayOf } from '#lib/days.ts'
import { maskName } from '#lib/mask.ts'
import { parseNumber, withCheckDigit } from '#lib/number.ts'
import { Refusal } from '#lib/refusal.ts'
import type { DeskHonour, HonourDetail, MyHonour, PublicHonour } from './contract.ts'
import * as store from './honour-store.ts'
import { honour, honoursPermissions } from './spec.ts'

type Row = store.HonourRow

function presentRow(row: Row) {
  return {
    id: row.id,
    number: withCheckDigit(row.number),
    version: row.version,
    state: row.state as MyHonour['state'],
    honour: row.honour,
    level: row.level as MyHonour['level'],
    quarter: row.quarter,
    community: row.community,
    openedAt: row.openedAt.toISOString(),
    until: row.until?.toISOString() ?? null,
    awardedAt: row.awardedAt?.toISOString() ?? null,
  }
}

export function presentMine(row: Row): MyHonour {
  return { ...presentRow(row), reason: row.reason, denial: row.denial, consent: row.consent }
}

export function presentForDesk(row: Row): DeskHonour {
  return {
    ...presentRow(row),
    name: row.erased ? row.name : maskName(row.name),
    consent: row.consent,
    unanswered: row.unanswered,
  }
}

/** The reason is shown with the name only: it can tell who is meant. */
export function presentPublic(row: Row): PublicHonour {
  const agreed = row.consent === 'given'
  return {
    id: row.id,
    honour: row.honour,
    level: row.level as PublicHonour['level'],
    quarter: row.quarter,
    name: agreed ? row.name : maskName(row.name),
    until: row.state === 'on_notice' ? (row.until?.toISOString() ?? null) : null,
    awardedOn: row.awardedAt && dayOf(row.awardedAt),
    reason: agreed && row.reason !== '' ? row.reason : null,
  }
}

/**
 * Loads one for whoever may read it.
 *
 * @throws {Refusal} `matter.unknown` (404), also to a resident whose it is not; `access.not-yours` (403) to a worker
 */
export async function readHonour(key: string, context: Context): Promise<HonourDetail> {
  const actor = signedIn(context.actor)
  const { database, clock, rules } = context
  const number = parseNumber(key)
  const id = number === undefined ? key : await store.findIdByNumber(database, number)
  const loaded = id && isId(id) ? await findMatter(database.pool, honour, id) : undefined
  const row = id && loaded ? await store.findHonour(database.db, id) : undefined
  if (!loaded || !row) throw new Refusal('matter.unknown', 404)
  const { matter, requesterId } = loaded
  if (!can(actor, honoursPermissions['honours.read'], { path: matter.path, requesterId }))
    throw actor.kind === 'staff' ? new Refusal('access.not-yours', 403) : new Refusal('matter.unknown', 404)

  const mine = actor.kind === 'resident'
  const now = clock.now()
  const { policies, calendar } = await rules.on(dayOf(now))
  const [steps, objections] = await Promise.all([
    listSteps(database.pool, matter.id),
    mine ? [] : store.listObjections(database.db, matter.id),
  ])
  return {
    ...presentMine(row),
    mine,
    name: mine || row.erased ? row.name : maskName(row.name),
    erased: row.erased,
    minutes: row.minutes,
    objections: objections.map(({ id: objectionId, at, words, answer, answeredAt }) => ({
      id: objectionId,
      at: at.toISOString(),
      words,
      answer,
      answeredAt: answeredAt?.toISOString() ?? null,
    })),
    steps: steps.map(({ id: stepId, at, kind, actorRole, actorName, words }) => ({
      id: stepId,
      at: at.toISOString(),
      kind: kind.slice(honour.kind.length + 1),
      who: actorRole === 'resident' || actorRole === 'system' ? null : actorName,
      words: typeof words?.words === 'string' ? words.words : null,
    })),
    actions: listLegal(honour, matter, requesterId, { actor, now, policies, calendar }).map(
      ({ action, allowed, why }) => ({
        action,
        allowed,
        why: why ? { code: why.code, facts: { ...why.facts } } : null,
      }),
    ),
  }
}
