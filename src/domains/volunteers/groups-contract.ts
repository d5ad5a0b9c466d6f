/** Routes of teams, stations and pairings: who volunteers together, where, and which places help each other. */
import Type, { type Static } from 'typebox'
import { DayField, defineContract, Id, Nothing, nullable, oneOf, Path } from '#lib/contract.ts'
import { identities, pairingKinds, platformHaves, standings, stationHaves } from './rules.ts'

const Closed = { additionalProperties: false }
const Name = (max: number) => Type.String({ minLength: 1, maxLength: max, pattern: '\\S' })
const Community = Type.String({ pattern: '^[0-9]{12}$' })
const Have = oneOf([...new Set([...stationHaves, ...platformHaves])])

const Team = Type.Object({
  id: Id,
  name: Type.String(),
  community: Type.String(),
  professional: Type.Boolean(),
  standing: oneOf(standings),
  identity: nullable(oneOf(identities)),
  /** The social worker who leads it. */
  lead: Type.String(),
  members: Type.Integer(),
  minutes: Type.Integer(),
  /** Told to who may know; null to others. */
  party: nullable(Type.Boolean()),
  may: Type.Boolean(),
})
export type Team = Static<typeof Team>

const Station = Type.Object({
  id: Id,
  kind: oneOf(['station', 'platform']),
  name: Type.String(),
  community: Type.String(),
  address: Type.String(),
  /** A civilisation practice station at the same time. */
  practice: Type.Boolean(),
  haves: Type.Array(Type.Object({ have: Have, evidence: Type.String(), by: Type.String(), on: DayField })),
  complete: Type.Boolean(),
  may: Type.Boolean(),
})
export type Station = Static<typeof Station>

export const groupsContract = defineContract({
  listTeams: {
    method: 'GET',
    path: '/desk/teams',
    who: 'volunteers.read',
    reply: Type.Object({
      rows: Type.Array(Team),
      /** Who may lead one: workers of the reader's places. */
      leads: Type.Array(Type.Object({ personId: Id, name: Type.String(), path: Path })),
      professional: Type.Integer(),
    }),
    refusals: [],
  },
  makeTeam: {
    method: 'POST',
    path: '/desk/teams',
    who: 'volunteers.groups',
    body: Type.Object(
      {
        id: Id,
        community: Community,
        name: Name(60),
        professional: Type.Boolean(),
        standing: oneOf(standings),
        identity: Type.Optional(oneOf(identities)),
        leadId: Id,
      },
      Closed,
    ),
    reply: Nothing,
    refusals: ['team.named-already', 'team.lead', 'access.not-yours', 'territory.unknown', 'action.reused'],
  },
  /** Registered or filed, professional or not, led by whom. @source S4-63 */
  changeTeam: {
    method: 'PUT',
    path: '/desk/teams/:id',
    who: 'volunteers.groups',
    params: Type.Object({ id: Id }),
    body: Type.Object(
      { id: Id, professional: Type.Boolean(), standing: oneOf(standings), leadId: Id, ended: Type.Boolean() },
      Closed,
    ),
    reply: Nothing,
    refusals: ['team.unknown', 'team.lead', 'access.not-yours', 'action.reused'],
  },
  listTeamMembers: {
    method: 'GET',
    path: '/desk/teams/:id/members',
    who: 'volunteers.read',
    params: Type.Object({ id: Id }),
    reply: Type.Object({
      rows: Type.Array(
        Type.Object({
          personId: Id,
          name: Type.String(),
          identity: nullable(oneOf(identities)),
          minutes: Type.Integer(),
        }),
      ),
    }),
    refusals: ['team.unknown'],
  },
  setTeamMember: {
    method: 'PUT',
    path: '/desk/teams/:id/members/:personId',
    who: 'volunteers.groups',
    params: Type.Object({ id: Id, personId: Id }),
    body: Type.Object({ id: Id, member: Type.Boolean() }, Closed),
    reply: Nothing,
    refusals: ['team.unknown', 'volunteer.not-registered', 'access.not-yours', 'action.reused'],
  },
  /** The party body says which teams are its own. @source S3-47 */
  setPartyTeam: {
    method: 'PUT',
    path: '/desk/teams/:id/party',
    who: 'volunteers.party',
    params: Type.Object({ id: Id }),
    body: Type.Object({ id: Id, party: Type.Boolean() }, Closed),
    reply: Nothing,
    refusals: ['team.unknown', 'access.not-yours', 'action.reused'],
  },
  listStations: {
    method: 'GET',
    path: '/desk/stations',
    who: 'volunteers.read',
    reply: Type.Object({
      rows: Type.Array(Station),
      pairings: Type.Array(
        Type.Object({
          id: Id,
          kind: oneOf(pairingKinds),
          place: Type.String(),
          other: Type.String(),
          words: Type.String(),
          from: DayField,
          to: nullable(DayField),
        }),
      ),
      /** Communities of the reader's places, and those with a complete station. */
      communities: Type.Integer(),
      covered: Type.Integer(),
    }),
    refusals: [],
  },
  makeStation: {
    method: 'POST',
    path: '/desk/stations',
    who: 'volunteers.groups',
    body: Type.Object(
      {
        id: Id,
        kind: oneOf(['station', 'platform']),
        community: Community,
        name: Name(60),
        address: Name(100),
        practice: Type.Boolean(),
      },
      Closed,
    ),
    reply: Nothing,
    refusals: ['station.named-already', 'access.not-yours', 'territory.unknown', 'action.reused'],
  },
  /** One of the haves with what shows it; without evidence it is not there. @source S1-47, S4-07 */
  setHave: {
    method: 'PUT',
    path: '/desk/stations/:id/haves/:have',
    who: 'volunteers.groups',
    params: Type.Object({ id: Id, have: Have }),
    body: Type.Object({ id: Id, evidence: nullable(Name(300)) }, Closed),
    reply: Nothing,
    refusals: ['station.unknown', 'station.no-such-have', 'access.not-yours', 'action.reused'],
  },
  makePairing: {
    method: 'POST',
    path: '/desk/pairings',
    who: 'volunteers.groups',
    body: Type.Object(
      {
        id: Id,
        kind: oneOf(pairingKinds),
        community: Community,
        other: Community,
        words: Name(200),
        from: DayField,
        to: Type.Optional(DayField),
      },
      Closed,
    ),
    reply: Nothing,
    refusals: ['pairing.itself', 'pairing.days', 'access.not-yours', 'territory.unknown', 'action.reused'],
  },
})
