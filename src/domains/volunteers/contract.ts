/** Routes of the register of volunteers. Needs are in needs-contract.ts, teams and stations in groups-contract.ts. */
import Type, { type Static } from 'typebox'
import { DayField, defineContract, Id, Instant, Nothing, nullable, oneOf } from '#lib/contract.ts'
import { currencies } from '../credits/index.ts'
import { bands } from './rules.ts'
import { activities, availabilities, identities, takeBackReasons, volunteerStates } from './spec.ts'

export type { groupsContract } from './groups-contract.ts'
export type { NeedDetail, NeedList, NeedReceipt, needsContract, PublicNeed } from './needs-contract.ts'

const Closed = { additionalProperties: false }
const Community = Type.String({ pattern: '^[0-9]{12}$' })
const After = Type.Optional(Type.String({ maxLength: 120 }))
const Count = Type.Integer({ minimum: 0 })
const Activities = Type.Array(oneOf(activities), { minItems: 1, maxItems: activities.length, uniqueItems: true })

const wishes = {
  community: Community,
  activities: Activities,
  available: Type.Array(oneOf(availabilities), { minItems: 1, maxItems: 3, uniqueItems: true }),
  earns: oneOf(currencies),
  emergency: Type.Boolean(),
  /** Asked once; only the band of age is kept. */
  born: Type.Optional(Type.Integer({ minimum: 1900, maximum: 2100 })),
  identity: Type.Optional(oneOf(identities)),
  /** Of a youth: whose account must agree. */
  guardianPhone: Type.Optional(Type.String({ maxLength: 20 })),
  offer: Type.Optional(Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' })),
}

const Registration = Type.Object({
  personId: Id,
  state: oneOf(volunteerStates),
  place: Type.String(),
  activities: Type.Array(oneOf(activities)),
  available: Type.Array(oneOf(availabilities)),
  earns: oneOf(currencies),
  emergency: Type.Boolean(),
  identity: nullable(oneOf(identities)),
  band: nullable(oneOf(bands)),
  /** Of a minor: whether the guardian agreed. */
  guardian: nullable(oneOf(['asked', 'agreed', 'missing'])),
  insuredTo: nullable(DayField),
  clearedTo: nullable(DayField),
  offer: nullable(Type.String()),
  offerState: oneOf(['none', 'waiting', 'shown', 'hidden']),
  appliedAt: Instant,
  registeredAt: nullable(Instant),
})
export type Registration = Static<typeof Registration>

const MyVolunteering = Type.Object({
  mine: nullable(Registration),
  /** Minutes of confirmed service. */
  minutes: Type.Integer(),
  /** Children whom this account guards. */
  children: Type.Array(Type.Object({ personId: Id, name: Type.String(), registration: nullable(Registration) })),
  /** Youths who ask this account to agree. */
  asks: Type.Array(Type.Object({ personId: Id, name: Type.String(), activities: Type.Array(oneOf(activities)) })),
  childAge: Type.Integer(),
  guardianAge: Type.Integer(),
})

const Row = Type.Object({
  personId: Id,
  /** Masked. */
  name: Type.String(),
  state: oneOf(volunteerStates),
  place: Type.String(),
  activities: Type.Array(oneOf(activities)),
  identity: nullable(oneOf(identities)),
  emergency: Type.Boolean(),
  guardianMissing: Type.Boolean(),
  offer: nullable(Type.String()),
  offerState: oneOf(['none', 'waiting', 'shown', 'hidden']),
  services: Count,
  minutes: Type.Integer(),
  at: Instant,
})

export const lists = ['applied', 'registered', 'often', 'recorded', 'emergency', 'offers', 'paused', 'left'] as const
export type ListName = (typeof lists)[number]

/** A share of a base; null when the base is too small to tell. */
const Share = Type.Object({
  n: nullable(Count),
  of: nullable(Count),
  percent: nullable(Type.Number()),
  target: Type.Number(),
})

const deskRefusals = ['volunteer.unknown', 'access.not-yours', 'action.reused'] as const
const wishRefusals = [
  'volunteer.born-missing',
  'volunteer.guardian-missing',
  'volunteer.only-with-guardian',
  'volunteer.guardian-self',
  'sign-in.phone',
  'territory.unknown',
  'access.not-yours',
  'action.reused',
] as const
const Person = Type.Object({ personId: Id })

export const volunteersContract = defineContract({
  getMyVolunteering: {
    method: 'GET',
    path: '/me/volunteer',
    who: 'signed-in',
    reply: MyVolunteering,
    refusals: ['access.not-yours'],
  },
  /** Registers, or changes what was registered. `for` is a child whom this account guards. */
  registerVolunteer: {
    method: 'PUT',
    path: '/me/volunteer',
    who: 'signed-in',
    body: Type.Object({ id: Id, ...wishes, agrees: Type.Literal(true), for: Type.Optional(Id) }, Closed),
    reply: MyVolunteering,
    refusals: wishRefusals,
  },
  /** Pauses, comes back, leaves. */
  setMyVolunteering: {
    method: 'POST',
    path: '/me/volunteer/state',
    who: 'signed-in',
    body: Type.Object({ id: Id, to: oneOf(['active', 'paused', 'left']), for: Type.Optional(Id) }, Closed),
    reply: MyVolunteering,
    refusals: [...deskRefusals, 'volunteer.not-now'],
  },
  /** The guardian's own account agrees, or does not. @source S1-48 */
  answerGuardian: {
    method: 'POST',
    path: '/me/volunteer/guardian/:personId',
    who: 'signed-in',
    params: Person,
    body: Type.Object({ id: Id, agrees: Type.Boolean() }, Closed),
    reply: MyVolunteering,
    refusals: deskRefusals,
  },
  /** What neighbours can help with, without names. @source S1-48 */
  listOffers: {
    method: 'GET',
    path: '/volunteer/offers',
    who: 'anyone',
    query: Type.Object({
      community: Community,
      activity: Type.Optional(oneOf(activities)),
      when: Type.Optional(oneOf(availabilities)),
    }),
    reply: Type.Object({
      rows: Type.Array(
        Type.Object({
          /** Masked; null for minors. */
          name: nullable(Type.String()),
          area: Type.String(),
          activities: Type.Array(oneOf(activities)),
          available: Type.Array(oneOf(availabilities)),
          offer: Type.String(),
        }),
      ),
    }),
    refusals: ['territory.unknown'],
  },
  listVolunteers: {
    method: 'GET',
    path: '/desk/volunteers',
    who: 'volunteers.read',
    query: Type.Object({ list: oneOf(lists), activity: Type.Optional(oneOf(activities)), after: After }),
    reply: Type.Object({ rows: Type.Array(Row), next: nullable(Type.String()) }),
    refusals: ['list.after'],
  },
  /** The figures of C12; each opens the list it counts. */
  getVolunteerFigures: {
    method: 'GET',
    path: '/desk/volunteers/overview',
    who: 'volunteers.read',
    reply: Type.Object({
      waiting: Count,
      offersWaiting: Count,
      registered: Count,
      often: Share,
      recorded: Share,
      registration: Share,
      emergency: Share,
      activeServices: Type.Integer(),
      activeMonths: Type.Integer(),
      /** Day of the figure of residents; null when there is none. */
      residentsOn: nullable(DayField),
      /** For those who may know. */
      party: nullable(Share),
    }),
    refusals: [],
  },
  getVolunteer: {
    method: 'GET',
    path: '/desk/volunteers/:personId',
    who: 'volunteers.read',
    params: Person,
    reply: Type.Object({
      ...Registration.properties,
      /** Masked. */
      name: Type.String(),
      phoneTail: nullable(Type.String()),
      minutes: Type.Integer(),
      may: Type.Boolean(),
      services: Type.Array(
        Type.Object({
          id: Id,
          on: DayField,
          activity: oneOf(activities),
          minutes: Type.Integer(),
          source: Type.String(),
          earned: Type.String(),
          confirmedBy: Type.String(),
          reversed: Type.Boolean(),
          reverses: Type.Boolean(),
        }),
      ),
    }),
    refusals: ['volunteer.unknown'],
  },
  /** Name and phone, for a purpose. Recorded as a reading. */
  revealVolunteer: {
    method: 'POST',
    path: '/desk/volunteers/:personId/reveal',
    who: 'volunteers.desk',
    params: Person,
    body: Type.Object(
      {
        id: Id,
        purpose: oneOf(['contact', 'verify', 'visit', 'other']),
        words: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
      },
      Closed,
    ),
    reply: Type.Object({ name: Type.String(), phone: nullable(Type.String()), until: Instant }),
    refusals: [...deskRefusals, 'reveal.say-why'],
  },
  /** At the desk or by phone, for somebody who agreed to it. */
  registerForPerson: {
    method: 'POST',
    path: '/desk/volunteers',
    who: 'volunteers.desk',
    body: Type.Object(
      {
        id: Id,
        ...wishes,
        name: Type.String({ minLength: 1, maxLength: 60, pattern: '\\S' }),
        phone: Type.String({ maxLength: 20 }),
        consent: oneOf(['voice', 'paper']),
      },
      Closed,
    ),
    reply: Type.Object({ personId: Id }),
    refusals: wishRefusals,
  },
  setVolunteerState: {
    method: 'POST',
    path: '/desk/volunteers/:personId/state',
    who: 'volunteers.desk',
    params: Person,
    body: Type.Object({ id: Id, to: oneOf(['active', 'paused', 'left']) }, Closed),
    reply: Nothing,
    refusals: [...deskRefusals, 'volunteer.not-now', 'volunteer.guardian-missing', 'volunteer.own'],
  },
  /** Last days of the insurance and of the background check. @source S4-98, S0-16 */
  setVolunteerDates: {
    method: 'PUT',
    path: '/desk/volunteers/:personId/dates',
    who: 'volunteers.desk',
    params: Person,
    body: Type.Object({ id: Id, insuredTo: nullable(DayField), clearedTo: nullable(DayField) }, Closed),
    reply: Nothing,
    refusals: [...deskRefusals, 'volunteer.own'],
  },
  /** Nothing is public before the desk has read it. */
  moderateOffer: {
    method: 'PUT',
    path: '/desk/volunteers/:personId/offer',
    who: 'volunteers.desk',
    params: Person,
    body: Type.Object({ id: Id, shown: Type.Boolean() }, Closed),
    reply: Nothing,
    refusals: [...deskRefusals, 'volunteer.no-offer'],
  },
  /** Takes a wrong record back whole, with what it earned. @source S1-49 */
  takeBackRecord: {
    method: 'POST',
    path: '/desk/service/:serviceId/reversal',
    who: 'volunteers.desk',
    params: Type.Object({ serviceId: Id }),
    body: Type.Object({ id: Id, reason: oneOf(takeBackReasons) }, Closed),
    /** False: it is proposed, and another worker must say the same. */
    reply: Type.Object({ done: Type.Boolean() }),
    refusals: [
      'service.unknown',
      'service.taken-back',
      'service.own',
      'service.spent-since',
      'service.second-person',
      'access.not-yours',
      'action.reused',
    ],
  },
  /** The records as another platform takes them: how many there are, recorded in the journal. @source S4-89 */
  exportService: {
    method: 'POST',
    path: '/desk/service/exports',
    who: 'volunteers.desk',
    body: Type.Object({ id: Id, community: Community, from: DayField, to: DayField }, Closed),
    reply: Type.Object({ id: Id, rows: Count }),
    refusals: ['service.days', 'access.not-yours', 'action.reused'],
  },
  /** The file of an export one made oneself. */
  getServiceExport: {
    method: 'GET',
    path: '/desk/service/exports/:id/file',
    who: 'volunteers.desk',
    params: Type.Object({ id: Id }),
    query: Type.Object({ format: oneOf(['csv', 'xlsx']) }),
    sends: 'bytes',
    reply: Type.Unknown(),
    refusals: ['service.export-unknown'],
  },
})
