/**
 * Territory by hand: the tree, one place, its grids, estates, buildings and dwellings, figures, lists.
 * Lists of changed codes are in changes.ts. Read next: rules.ts, store.ts.
 */
import { can, scopeOf } from '#foundation/authority.ts'
import type { Tx } from '#foundation/database/database.ts'
import { type Context, type Handlers, signedIn } from '#foundation/service.ts'
import { listChanges } from '#foundation/territory/history.ts'
import { listAncestors } from '#foundation/territory/territory.ts'
import { idFrom } from '#lib/ids.ts'
import { soundOf } from '#lib/names.ts'
import { Refusal } from '#lib/refusal.ts'
import { applyLines, changesHandlers, lockCodes } from './changes.ts'
import type { placesContract } from './contract.ts'
import { changesPlaces, dwellingsOf, type Line, nextFree } from './rules.ts'
import { placesPermissions as may } from './spec.ts'
import { note, placeAt, refuseConstraint, standAt } from './standing.ts'
import * as store from './store.ts'

/** Dwellings a preview shows at either end. */
const SHOWN = 4

export const placesHandlers: Handlers<typeof placesContract> = {
  ...changesHandlers,

  async listTerritory({ query }, context) {
    const scope = scopeOf(signedIn(context.actor), may['places.read'])
    standAt(context, may['places.read'], query.inside ?? scope[0] ?? '')
    const words = query.words?.trim()
    const rows = words
      ? await store.searchPlaces(context.database, words, scope)
      : query.inside
        ? await store.listInside(context.database, query.inside)
        : await store.listPlaces(context.database, scope)
    return {
      places: rows.map(({ path, level, kind, name, inside, above }) => ({ path, level, kind, name, inside, above })),
    }
  },

  async getPlace({ params }, context) {
    const { actor, place, today } = await placeAt(context, may['places.read'], params.path)
    const { database } = context
    const { id, path } = place
    const hasEstates = ['community', 'grid', 'micro_grid'].includes(place.level)
    const types = await store.listTypes(database, id)
    const held = types.find(({ from }) => from <= today)
    return {
      path,
      level: place.level,
      kind: place.kind,
      name: place.name,
      inside: place.inside,
      phone: place.phone,
      above: (await listAncestors(database, path)).slice(0, -1).map((one) => ({ path: one.path, name: one.name })),
      types: types.map((one) => ({ ...one, holds: one === held })),
      holds: await store.countHeld(database, path, today),
      estates: hasEstates
        ? (await store.listEstates(database, path)).map((estate) => ({
            ...estate,
            buildings: estate.buildings.map(({ estateId: _, ...building }) => building),
          }))
        : [],
      changes: await listChanges(database, id),
      figures: await store.listFigures(database, id),
      lists: await store.listListsOf(database, id),
      can: [
        ...(can(actor, may['places.tend'], { path }) ? (['tend'] as const) : []),
        ...(can(actor, may['places.manage'], { path }) ? (['manage'] as const) : []),
      ],
    }
  },

  async changePlace({ params, body }, context) {
    const { place, ...standing } = await placeAt(context, may['places.tend'], params.path)
    const { id, type } = body
    const phone = body.phone?.trim() || null
    if (type && place.level !== 'community') throw new Refusal('place.no-type', 422)

    await context.database.transact(async (tx) => {
      const facts = { phone, ...(type ? { type: type.type, from: type.from } : {}) }
      if (!(await note(tx, standing, { id, kind: 'place.changed', subjectId: place.id, facts, input: body }))) return
      if (phone !== place.phone) await store.setPhone(tx, place.id, phone)
      if (type) await store.insertType(tx, { id, placeId: place.id, ...type, at: standing.now })
    })
    return { path: place.path }
  },

  async addGrid({ params, body }, context) {
    const { place, ...standing } = await placeAt(context, may['places.tend'], params.path)
    if (place.level !== 'community' && place.level !== 'grid') throw new Refusal('place.level', 422)
    const name = body.name.trim()
    return await context.database.transact(async (tx) => {
      await lockCodes(tx)
      const added = (await store.findAdded(tx, body.id)) ?? (await numberInside(tx, place.path, name))
      await applyLines(tx, standing, { id: body.id, from: standing.today }, [lineOf({ kind: 'new', new: added, name })])
      return { path: added }
    })
  },

  async renameGrid({ params, body }, context) {
    const { place, ...standing } = await placeAt(context, may['places.tend'], params.path)
    checkGrid(place)
    const name = body.name.trim()
    if (name === place.name) return { path: place.path }
    await context.database.transact(async (tx) => {
      await lockCodes(tx)
      await numberInside(tx, place.path.slice(0, -2), name)
      await applyLines(tx, standing, { id: body.id, from: standing.today }, [
        lineOf({ kind: 'rename', old: place.path, name }),
      ])
    })
    return { path: place.path }
  },

  async endGrid({ params, body }, context) {
    const { path } = params
    const standing = standAt(context, may['places.tend'], path)
    if (path.length < 14) throw new Refusal('place.level', 422)
    await context.database.transact(async (tx) => {
      await lockCodes(tx)
      if (!(await store.isDone(tx, body.id))) {
        const place = await store.findPlace({ db: tx }, path)
        if (!place) throw new Refusal('territory.unknown', 404)
        const { people, requests, staff, buildings } = await store.countHeld({ db: tx }, path, standing.today)
        if (people + requests + staff + buildings + place.inside > 0)
          throw new Refusal('place.not-empty', 409, { people, requests, staff, buildings })
      }
      await applyLines(tx, standing, { id: body.id, from: standing.today }, [lineOf({ kind: 'abolish', old: path })])
    })
    return { path: path.slice(0, -2) }
  },

  async addEstate({ params, body }, context) {
    const { place, ...standing } = await placeAt(context, may['places.tend'], params.path)
    if (place.level !== 'community') throw new Refusal('place.level', 422)
    const estateId = idFrom('estate', body.id)
    const name = body.name.trim()
    await context.database.transact(async (tx) => {
      const deed = { id: body.id, kind: 'estate.added', subjectId: estateId, facts: { name }, input: body }
      if (!(await note(tx, standing, deed))) return
      const row = { id: estateId, path: place.path, name, initials: soundOf(name).initials }
      await store.insertEstate(tx, row).catch(refuseConstraint)
    })
    return { estateId }
  },

  async changeEstate({ params, body }, context) {
    const estate = await getEstate(context, params.estateId)
    const standing = standAt(context, may['places.tend'], estate.path)
    const name = body.name.trim()
    await context.database.transact(async (tx) => {
      const facts = { before: estate.name, name }
      const deed = { id: body.id, kind: 'estate.renamed', subjectId: estate.id, facts, input: body }
      if (!(await note(tx, standing, deed))) return
      await store.changeEstate(tx, estate.id, { name, initials: soundOf(name).initials }).catch(refuseConstraint)
    })
    return {}
  },

  async endEstate({ params, body }, context) {
    const estate = await store.findEstate(context.database, params.estateId, body.id)
    if (!estate) throw new Refusal('estate.unknown', 404)
    const standing = standAt(context, may['places.tend'], estate.path)
    await context.database.transact(async (tx) => {
      const deed = { id: body.id, kind: 'estate.ended', subjectId: estate.id, input: body }
      if (!(await note(tx, standing, deed))) return
      const buildings = await store.countBuildings(tx, estate.id)
      if (buildings > 0) throw new Refusal('place.not-empty', 409, { buildings, people: 0, requests: 0, staff: 0 })
      await store.changeEstate(tx, estate.id, { ended_on: standing.today })
    })
    return {}
  },

  async addBuilding({ params, body }, context) {
    const estate = await getEstate(context, params.estateId)
    const { place, ...standing } = await placeAt(context, may['places.tend'], body.path)
    if (place.path.slice(0, 12) !== estate.path) throw new Refusal('place.elsewhere', 422)
    const { id, ...values } = body
    const buildingId = idFrom('building', id)
    const name = body.name.trim()
    await context.database.transact(async (tx) => {
      const facts = { estate: estate.id, name, units: body.units, floors: body.floors }
      if (!(await note(tx, standing, { id, kind: 'building.added', subjectId: buildingId, facts, input: body }))) return
      await store.insertBuilding(tx, { ...values, name, id: buildingId, estateId: estate.id }).catch(refuseConstraint)
    })
    return { buildingId }
  },

  async changeBuilding({ params, body }, context) {
    const building = await getBuilding(context, params.id)
    const standing = standAt(context, may['places.tend'], building.path)
    const { id, ...values } = body
    await context.database.transact(async (tx) => {
      const facts = { before: building.name, name: body.name.trim(), units: body.units, floors: body.floors }
      if (!(await note(tx, standing, { id, kind: 'building.changed', subjectId: building.id, facts, input: body })))
        return
      await store.changeBuilding(tx, building.id, { ...values, name: body.name.trim() }).catch(refuseConstraint)
    })
    return {}
  },

  async endBuilding({ params, body }, context) {
    const building = await store.findBuildingRow(context.database, params.id, body.id)
    if (!building) throw new Refusal('building.unknown', 404)
    const standing = standAt(context, may['places.tend'], building.path)
    await context.database.transact(async (tx) => {
      const deed = { id: body.id, kind: 'building.ended', subjectId: building.id, input: body }
      if (!(await note(tx, standing, deed))) return
      const { people, requests } = await store.countInBuilding({ db: tx }, building.id)
      if (people + requests > 0) throw new Refusal('place.not-empty', 409, { people, requests, staff: 0, buildings: 0 })
      await store.changeBuilding(tx, building.id, { ended_on: standing.today })
    })
    return {}
  },

  async listDwellings({ params }, context) {
    const building = await getBuilding(context, params.id)
    standAt(context, may['places.read'], building.path)
    return { name: building.name, dwellings: await store.listDwellings(context.database, building.id) }
  },

  async previewDwellings({ params, body }, context) {
    const building = await getBuilding(context, params.id)
    standAt(context, may['places.tend'], building.path)
    checkUnits(body.units, building.units)
    const wanted = dwellingsOf(body)
    const there = new Set((await store.listDwellings(context.database, building.id)).map(doorOf))
    const made = wanted.filter((one) => !there.has(doorOf(one)))
    return {
      made: made.length,
      there: wanted.length - made.length,
      first: made.slice(0, SHOWN),
      last: made.slice(SHOWN).slice(-SHOWN),
    }
  },

  async makeDwellings({ params, body }, context) {
    const building = await getBuilding(context, params.id)
    const standing = standAt(context, may['places.tend'], building.path)
    const { id, rule, one } = body
    checkUnits(rule?.units ?? one?.unit ?? 0, building.units)
    const wanted = [...(rule ? dwellingsOf(rule) : []), ...(one ? [{ unit: one.unit, room: one.room.trim() }] : [])]
    const made = await context.database.transact(async (tx) => {
      const there = new Set((await store.listDwellings({ db: tx }, building.id)).map(doorOf))
      const added = wanted.filter((door) => !there.has(doorOf(door)))
      const facts = { made: added.length, ...(rule ?? {}), ...(one ?? {}) }
      const deed = { id, kind: 'dwellings.made', subjectId: building.id, facts, input: { rule, one } }
      if (!(await note(tx, standing, deed))) return await store.factOf(tx, id, 'made')
      if (one && added.length === 0) throw new Refusal('place.name-taken', 409)
      if (added.length > 0) await store.insertDwellings(tx, building, added).catch(refuseConstraint)
      return added.length
    })
    return { made }
  },

  async addFigure({ params, body }, context) {
    const { place, ...standing } = await placeAt(context, may['places.tend'], params.path)
    const { id, on, kind, corrects } = body
    if (on > standing.today) throw new Refusal('figure.future', 422, { today: standing.today })
    const reason = body.reason?.trim() || null
    if ((corrects === null) !== (reason === null)) throw new Refusal('figure.reason', 422)
    const source = body.source.trim()
    await context.database.transact(async (tx) => {
      const facts = { on, kind, n: body.n, source, corrects }
      const deed = { id, kind: 'place.counted', subjectId: place.id, facts, input: body }
      if (!(await note(tx, standing, deed))) return
      if (corrects && !(await store.isFigureOf({ db: tx }, corrects, { placeId: place.id, on, kind })))
        throw new Refusal('figure.moved', 409)
      const row = { id, placeId: place.id, on, kind, n: body.n, source, corrects, reason, at: standing.now }
      await store.insertFigure(tx, row).catch(refuseConstraint)
    })
    return { path: place.path }
  },

  async listPlaceLists(_, context) {
    const actor = signedIn(context.actor)
    standAt(context, may['places.read'], scopeOf(actor, may['places.read'])[0] ?? '')
    return {
      lists: await store.listPlaceLists(context.database),
      mayChange: scopeOf(actor, may['places.manage']).length > 0,
    }
  },

  async addPlaceList({ body }, context) {
    const standing = standForLists(context)
    const { id, name, purpose, paths } = body
    const listId = idFrom('place list', id)
    await context.database.transact(async (tx) => {
      const facts = { name: name.trim(), purpose, paths }
      if (!(await note(tx, standing, { id, kind: 'place-list.added', subjectId: listId, facts, input: body }))) return
      const row = { id: listId, name: name.trim(), purpose, endedOn: null }
      await store.writeList(tx, row, await idsOf(tx, paths)).catch(refuseConstraint)
    })
    return { listId }
  },

  async changePlaceList({ params, body }, context) {
    const standing = standForLists(context)
    const { id, name, purpose, paths, ended } = body
    await context.database.transact(async (tx) => {
      await store.lockList(tx, params.listId)
      const [list] = await store.listPlaceLists({ db: tx }, params.listId)
      if (!list) throw new Refusal('list.unknown', 404)
      const facts = { name: name.trim(), purpose, paths, ended }
      if (!(await note(tx, standing, { id, kind: 'place-list.changed', subjectId: list.id, facts, input: body })))
        return
      if (changesPlaces(list, body)) await checkNotGranted(tx, list.id, standing.today)
      const endedOn = ended ? (list.endedOn ?? standing.today) : null
      const row = { id: list.id, name: name.trim(), purpose, endedOn }
      await store.writeList(tx, row, await idsOf(tx, paths)).catch(refuseConstraint)
    })
    return {}
  },
}

const blank: Line = { line: 1, kind: 'new', old: '', new: '', name: '', carries: [] }
const lineOf = (line: Partial<Line>): Line => ({ ...blank, ...line })
const doorOf = ({ unit, room }: { unit: number | null; room: string }): string => `${unit ?? ''}|${room}`

/** The next free number of a grid. @throws {Refusal} `place.name-taken` (409), `place.full` (422) */
async function numberInside(tx: Tx, path: string, name: string): Promise<string> {
  const there = await store.listInside({ db: tx }, path)
  if (there.some((one) => one.name === name)) throw new Refusal('place.name-taken', 409)
  const taken = new Set(there.map((one) => one.path))
  const free = nextFree(`${path}00`, taken)
  if (!free) throw new Refusal('place.full', 422)
  return free
}

/**
 * Another place in a list is another place in every role given for it, which two people must agree on.
 *
 * @throws {Refusal} `list.granted` (409) with the names of those who hold a role for it or are proposed for one
 */
async function checkNotGranted(tx: Tx, listId: string, today: string): Promise<void> {
  const names = await store.listHolders(tx, listId, today)
  if (names.length > 0) throw new Refusal('list.granted', 409, { names, n: names.length })
}

async function idsOf(tx: Tx, paths: readonly string[]): Promise<string[]> {
  const found = await store.listPlaces({ db: tx }, paths)
  if (found.length < paths.length) throw new Refusal('territory.unknown', 404)
  return found.map(({ id }) => id)
}

function checkGrid({ level }: { level: string }): void {
  if (level !== 'grid' && level !== 'micro_grid') throw new Refusal('place.level', 422)
}

/** A building without units has none; one with units has no more than it has. @throws {Refusal} `place.units` (422) */
function checkUnits(wanted: number, units: number): void {
  if (wanted > units) throw new Refusal('place.units', 422, { units })
}

async function getEstate({ database }: Context, id: string): Promise<store.EstateRow> {
  const estate = await store.findEstate(database, id)
  if (!estate) throw new Refusal('estate.unknown', 404)
  return estate
}

async function getBuilding({ database }: Context, id: string): Promise<store.BuildingRow> {
  const building = await store.findBuildingRow(database, id)
  if (!building) throw new Refusal('building.unknown', 404)
  return building
}

function standForLists(context: Context) {
  const scope = scopeOf(signedIn(context.actor), may['places.manage'])
  return standAt(context, may['places.manage'], scope[0] ?? '')
}
