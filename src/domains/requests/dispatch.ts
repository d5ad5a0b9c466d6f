/**
 * Giving a request to a unit: what is shown for the choice, and what is checked of it that the engine cannot know.
 * The states and who may do what are spec.ts's; the choice is the person's.
 */
import { findMatter, type Matter } from '#engines/matter/index.ts'
import { type Actor, allow, grantFor } from '#foundation/authority.ts'
import type { Tx } from '#foundation/database/database.ts'
import { type Handlers, signedIn } from '#foundation/service.ts'
import { type Day, dayOf } from '#lib/days.ts'
import { Refusal } from '#lib/refusal.ts'
import type { dispatchContract } from './dispatch-contract.ts'
import * as store from './dispatch-store.ts'
import { isPushedDown, type OwnerLevel, ownerLevels } from './rules.ts'
import { type RequestForm, request, requestPermissions } from './spec.ts'

const PRECEDENTS = 3

const levels = Object.keys(ownerLevels) as OwnerLevel[]
/** A unit of a grid is the community's. */
const levelOf = (path: string): OwnerLevel =>
  levels.findLast((level) => path.length >= ownerLevels[level]) ?? 'community'

export const dispatchHandlers: Handlers<typeof dispatchContract> = {
  async listUnits({ params }, context) {
    const actor = signedIn(context.actor)
    const { database, clock } = context
    const loaded = await findMatter(database.db, request, params.id)
    if (!loaded) throw new Refusal('matter.unknown', 404)
    allow(actor, requestPermissions['requests.desk'], loaded.matter)

    const { category } = loaded.matter.form as RequestForm
    const [units, usual, precedents] = await Promise.all([
      store.listUnitsOf(database, loaded.matter.path, dayOf(clock.now())),
      store.findUsual(database, category),
      store.listPrecedents(database, category, PRECEDENTS),
    ])
    const named = units.find(({ id, kind }) => id === usual?.organisation_id || kind === usual?.unit_kind)
    return {
      owner: usual?.owner_level ?? null,
      usual: usual && named ? { unitId: named.id, note: usual.note, days: usual.days } : null,
      units: units.map(({ path, ...unit }) => ({
        ...unit,
        level: levelOf(path),
        pushedDown: isPushedDown(usual?.owner_level ?? null, unit.kind, path.length),
      })),
      precedents,
    }
  },
}

interface Asked {
  action: string
  input: Record<string, unknown>
}

/**
 * Checks whom an action gives a request to.
 *
 * @throws {Refusal} `request.unit-unknown`, `request.unit-without-officer`, `request.pushed-down`, `request.unit-above` (422)
 */
export async function checkGiven(tx: Tx, { action, input }: Asked, matter: Matter, actor: Actor, today: Day) {
  const db = { db: tx }
  const form = matter.form as RequestForm
  if (action === 'assign') {
    const from = grantFor(actor, requestPermissions['requests.dispatch'], matter)?.path.length ?? null
    if (from === null || from > ownerLevels.street || input.handlerId === actor.personId) return
    const owner = (await store.findUsual(db, form.category))?.owner_level ?? null
    const to = owner && (await store.findPlaceLength(db, String(input.handlerId), matter.path, today))
    if (owner && to && to > ownerLevels[owner] && to > from)
      throw new Refusal('request.pushed-down', 422, { level: owner })
    return
  }
  const unitId = action === 'give_back' ? input.suggests : input.unitId
  if (unitId === undefined) return
  const unit = (await store.listUnitsOf(db, matter.path, today)).find(({ id }) => id === unitId)
  if (!unit) throw new Refusal('request.unit-unknown', 422)
  if (action === 'give_back') return
  if (!unit.officers) throw new Refusal('request.unit-without-officer', 422)
  if (action === 'ask_assist') return
  const owner = (await store.findUsual(db, form.category))?.owner_level ?? null
  if (isPushedDown(owner, unit.kind, unit.path.length))
    throw new Refusal('request.pushed-down', 422, { level: owner ?? '' })
  if (action !== 'decide') return
  const place = grantFor(actor, requestPermissions['requests.decide'], matter)?.path ?? ''
  if (!unit.path.startsWith(place)) throw new Refusal('request.unit-above', 422)
}
