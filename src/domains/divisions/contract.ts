/**
 * Routes of territory (C01, U02): the tree and one place, what is changed by hand, lists of changed codes with a preview,
 * lists of places, figures of people. Every write carries the id of its deed.
 */
import Type, { type Static } from 'typebox'
import { DayField, defineContract, Id, Nothing, nullable, oneOf, Path } from '#lib/contract.ts'
import { communityTypes, listPurposes, populationKinds } from './spec.ts'

const Closed = { additionalProperties: false }
const Count = Type.Integer({ minimum: 0 })
const Words = (max: number) => Type.String({ minLength: 1, maxLength: max, pattern: '\\S' })
const Phone = Type.String({ maxLength: 20, pattern: '^$|^[0-9][0-9 -]{4,18}[0-9]$' })
const level = oneOf(['city', 'district', 'street', 'community', 'grid', 'micro_grid'])
const kind = oneOf(['', 'street', 'town', 'township', 'zone', 'committee', 'village', 'farm'])
const type = oneOf(communityTypes)
const at = { params: Type.Object({ path: Path }) }
const done = Type.Object({ path: Type.String() })

export const PlaceRow = Type.Object({
  path: Type.String(),
  level,
  kind,
  name: Type.String(),
  /** Places one level below. */
  inside: Count,
})

const Building = Type.Object({
  id: Id,
  name: Type.String(),
  /** Its grid, or the community while it is in none. */
  path: Type.String(),
  grid: nullable(Type.String()),
  units: Count,
  floors: Count,
  longitude: Type.Number(),
  latitude: Type.Number(),
  dwellings: Count,
})

const Estate = Type.Object({ id: Id, name: Type.String(), buildings: Type.Array(Building) })

const Figure = Type.Object({
  id: Id,
  on: DayField,
  kind: oneOf(populationKinds),
  n: Count,
  source: Type.String(),
  /** Of a correction: why, and what it was before. */
  reason: nullable(Type.String()),
  before: nullable(Count),
})

const Change = Type.Object({
  kind: Type.String(),
  oldPath: nullable(Type.String()),
  newPath: nullable(Type.String()),
  oldName: nullable(Type.String()),
  newName: nullable(Type.String()),
  from: DayField,
  into: nullable(Type.String()),
})

export const PlaceReply = Type.Object({
  ...PlaceRow.properties,
  phone: nullable(Type.String()),
  above: Type.Array(Type.Object({ path: Type.String(), name: Type.String() })),
  /** Of communities: the type that holds, since when, and those that hold from a later day. */
  types: Type.Array(Type.Object({ type, from: DayField, holds: Type.Boolean() })),
  /** What belongs to it, by kind. */
  holds: Type.Object({
    grids: Count,
    estates: Count,
    buildings: Count,
    dwellings: Count,
    people: Count,
    staff: Count,
    requests: Count,
  }),
  /** Of communities and grids. */
  estates: Type.Array(Estate),
  changes: Type.Array(Change),
  figures: Type.Array(Figure),
  lists: Type.Array(Type.Object({ id: Id, name: Type.String() })),
  can: Type.Array(oneOf(['tend', 'manage'])),
})
export type PlaceReply = Static<typeof PlaceReply>

const Position = {
  units: Type.Integer({ minimum: 0, maximum: 40 }),
  floors: Type.Integer({ minimum: 1, maximum: 100 }),
  longitude: Type.Number({ minimum: -180, maximum: 180 }),
  latitude: Type.Number({ minimum: -90, maximum: 90 }),
}
const DwellingRule = {
  units: Type.Integer({ minimum: 0, maximum: 40 }),
  floors: Type.Integer({ minimum: 1, maximum: 100 }),
  perFloor: Type.Integer({ minimum: 1, maximum: 40 }),
}
const Dwelling = Type.Object({ unit: nullable(Type.Integer({ minimum: 1, maximum: 40 })), room: Type.String() })
const Lines = Type.String({ minLength: 1, maxLength: 30_000 })

/** What a line of a list does, or what follows from it. */
const Planned = Type.Object({
  line: Type.Integer(),
  kind: Type.String(),
  oldPath: nullable(Type.String()),
  newPath: nullable(Type.String()),
  oldName: nullable(Type.String()),
  newName: nullable(Type.String()),
  into: nullable(Type.String()),
  touches: Type.Object({ people: Count, requests: Count, grants: Count, buildings: Count }),
})

const List = Type.Object({
  id: Id,
  name: Type.String(),
  purpose: oneOf(listPurposes),
  endedOn: nullable(DayField),
  places: Type.Array(Type.Object({ path: Type.String(), name: Type.String(), level })),
})
const ListBody = {
  name: Words(40),
  purpose: oneOf(listPurposes),
  paths: Type.Array(Path, { minItems: 1, maxItems: 500, uniqueItems: true }),
}

const notEmpty = ['territory.unknown', 'place.not-empty', 'places.lines', 'action.reused']

export const placesContract = defineContract({
  listTerritory: {
    method: 'GET',
    path: '/territory',
    who: 'places.read',
    /** `inside` a path lists what lies one level below; without it the places the reader works in. */
    query: Type.Object({ inside: Type.Optional(Path), words: Type.Optional(Type.String({ maxLength: 30 })) }),
    reply: Type.Object({ places: Type.Array(Type.Object({ ...PlaceRow.properties, above: Type.String() })) }),
    refusals: [],
  },
  getPlace: {
    method: 'GET',
    path: '/territory/:path',
    who: 'places.read',
    ...at,
    reply: PlaceReply,
    refusals: ['territory.unknown'],
  },
  changePlace: {
    method: 'POST',
    path: '/territory/:path',
    who: 'places.tend',
    ...at,
    body: Type.Object(
      { id: Id, phone: nullable(Phone), type: nullable(Type.Object({ type, from: DayField }, Closed)) },
      Closed,
    ),
    reply: done,
    refusals: ['territory.unknown', 'place.no-type', 'action.reused'],
  },
  addGrid: {
    method: 'POST',
    path: '/territory/:path/grids',
    who: 'places.tend',
    ...at,
    body: Type.Object({ id: Id, name: Words(60) }, Closed),
    reply: done,
    refusals: ['territory.unknown', 'place.level', 'place.full', 'place.name-taken', 'places.lines', 'action.reused'],
  },
  renameGrid: {
    method: 'POST',
    path: '/territory/:path/name',
    who: 'places.tend',
    ...at,
    body: Type.Object({ id: Id, name: Words(60) }, Closed),
    reply: done,
    refusals: ['territory.unknown', 'place.level', 'place.name-taken', 'places.lines', 'action.reused'],
  },
  endGrid: {
    method: 'POST',
    path: '/territory/:path/end',
    who: 'places.tend',
    ...at,
    body: Type.Object({ id: Id }, Closed),
    reply: done,
    refusals: ['place.level', ...notEmpty],
  },
  addEstate: {
    method: 'POST',
    path: '/territory/:path/estates',
    who: 'places.tend',
    ...at,
    body: Type.Object({ id: Id, name: Words(60) }, Closed),
    reply: Type.Object({ estateId: Id }),
    refusals: ['territory.unknown', 'place.level', 'place.name-taken', 'action.reused'],
  },
  changeEstate: {
    method: 'POST',
    path: '/estates/:estateId',
    who: 'places.tend',
    params: Type.Object({ estateId: Id }),
    body: Type.Object({ id: Id, name: Words(60) }, Closed),
    reply: Nothing,
    refusals: ['estate.unknown', 'place.name-taken', 'action.reused'],
  },
  endEstate: {
    method: 'POST',
    path: '/estates/:estateId/end',
    who: 'places.tend',
    params: Type.Object({ estateId: Id }),
    body: Type.Object({ id: Id }, Closed),
    reply: Nothing,
    refusals: ['estate.unknown', 'place.not-empty', 'action.reused'],
  },
  addBuilding: {
    method: 'POST',
    path: '/estates/:estateId/buildings',
    who: 'places.tend',
    params: Type.Object({ estateId: Id }),
    /** `path` is its grid, or the community. */
    body: Type.Object({ id: Id, path: Path, name: Words(40), ...Position }, Closed),
    reply: Type.Object({ buildingId: Id }),
    refusals: ['estate.unknown', 'territory.unknown', 'place.elsewhere', 'place.name-taken', 'action.reused'],
  },
  changeBuilding: {
    method: 'POST',
    path: '/buildings/:id/changes',
    who: 'places.tend',
    params: Type.Object({ id: Id }),
    body: Type.Object({ id: Id, name: Words(40), ...Position }, Closed),
    reply: Nothing,
    refusals: ['building.unknown', 'place.name-taken', 'action.reused'],
  },
  endBuilding: {
    method: 'POST',
    path: '/buildings/:id/end',
    who: 'places.tend',
    params: Type.Object({ id: Id }),
    body: Type.Object({ id: Id }, Closed),
    reply: Nothing,
    refusals: ['building.unknown', 'place.not-empty', 'action.reused'],
  },
  listDwellings: {
    method: 'GET',
    path: '/buildings/:id/dwellings',
    who: 'places.read',
    params: Type.Object({ id: Id }),
    reply: Type.Object({ name: Type.String(), dwellings: Type.Array(Dwelling) }),
    refusals: ['building.unknown'],
  },
  /** What a rule would make: those there are, and those it adds. */
  previewDwellings: {
    method: 'POST',
    path: '/buildings/:id/dwellings/preview',
    who: 'places.tend',
    params: Type.Object({ id: Id }),
    body: Type.Object(DwellingRule, Closed),
    reply: Type.Object({ made: Count, there: Count, first: Type.Array(Dwelling), last: Type.Array(Dwelling) }),
    refusals: ['building.unknown', 'place.units'],
  },
  makeDwellings: {
    method: 'POST',
    path: '/buildings/:id/dwellings',
    who: 'places.tend',
    params: Type.Object({ id: Id }),
    /** By a rule, or one by hand. */
    body: Type.Object(
      {
        id: Id,
        rule: nullable(Type.Object(DwellingRule, Closed)),
        one: nullable(
          Type.Object({ unit: nullable(Type.Integer({ minimum: 1, maximum: 40 })), room: Words(12) }, Closed),
        ),
      },
      Closed,
    ),
    reply: Type.Object({ made: Count }),
    refusals: ['building.unknown', 'place.units', 'place.name-taken', 'action.reused'],
  },
  addFigure: {
    method: 'POST',
    path: '/territory/:path/figures',
    who: 'places.tend',
    ...at,
    body: Type.Object(
      {
        id: Id,
        on: DayField,
        kind: oneOf(populationKinds),
        n: Type.Integer({ minimum: 0, maximum: 100_000_000 }),
        source: Words(80),
        /** Of a second figure of the day: the one it corrects, and why. */
        corrects: nullable(Id),
        reason: nullable(Words(200)),
      },
      Closed,
    ),
    reply: done,
    refusals: ['territory.unknown', 'figure.there', 'figure.moved', 'figure.future', 'figure.reason', 'action.reused'],
  },

  /** A dry run of a list: what it would do, and what is wrong with it. */
  previewChanges: {
    method: 'POST',
    path: '/territory-changes/preview',
    who: 'places.manage',
    body: Type.Object({ lines: Lines, from: DayField }, Closed),
    reply: Type.Object({
      errors: Type.Array(Type.Object({ line: Type.Integer(), code: Type.String(), about: Type.String() })),
      /** What lines say themselves, in their order; at most 500. */
      changes: Type.Array(Planned),
      lines: Count,
      /** What only follows. */
      follow: Count,
      /** What the rows touched are, by table. */
      touches: Type.Object({ people: Count, requests: Count, grants: Count, buildings: Count }),
    }),
    refusals: ['places.from', 'places.empty'],
  },
  importChanges: {
    method: 'POST',
    path: '/territory-changes',
    who: 'places.manage',
    body: Type.Object({ id: Id, lines: Lines, from: DayField }, Closed),
    reply: Type.Object({ places: Count }),
    refusals: ['places.from', 'places.empty', 'places.lines', 'action.reused'],
  },

  listPlaceLists: {
    method: 'GET',
    path: '/place-lists',
    who: 'places.read',
    reply: Type.Object({ lists: Type.Array(List), mayChange: Type.Boolean() }),
    refusals: [],
  },
  addPlaceList: {
    method: 'POST',
    path: '/place-lists',
    who: 'places.manage',
    body: Type.Object({ id: Id, ...ListBody }, Closed),
    reply: Type.Object({ listId: Id }),
    refusals: ['territory.unknown', 'place.name-taken', 'action.reused'],
  },
  changePlaceList: {
    method: 'POST',
    path: '/place-lists/:listId',
    who: 'places.manage',
    params: Type.Object({ listId: Id }),
    body: Type.Object({ id: Id, ...ListBody, ended: Type.Boolean() }, Closed),
    reply: Nothing,
    refusals: ['list.unknown', 'list.granted', 'territory.unknown', 'place.name-taken', 'action.reused'],
  },
})
