/** Routes of staff administration: people, their roles, what two must agree on, units. Signing in is the register's. */
import Type, { type Static } from 'typebox'
import { roles } from '#foundation/authority.ts'
import { DayField, defineContract, Id, Instant, nullable, oneOf, Path } from '#lib/contract.ts'
import { LOGIN } from './rules.ts'
import { organisationKinds, staffStates } from './spec.ts'

const role = oneOf(roles)
const state = oneOf(staffStates)
const level = oneOf(['city', 'district', 'street', 'community', 'grid', 'micro_grid'])
const Name = Type.String({ minLength: 1, maxLength: 30, pattern: '\\S' })
const Words = Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' })
const Duty = Type.String({ maxLength: 20, pattern: '^$|^[0-9][0-9 -]{4,18}[0-9]$' })
const After = Type.Optional(Type.String({ maxLength: 200 }))

/** A role asked for at one or more places, or for a list of places. */
export const Wanted = Type.Object(
  {
    role,
    /** Empty with a list or a unit. */
    paths: Type.Array(Path, { maxItems: 200, uniqueItems: true }),
    listId: Type.Optional(nullable(Id)),
    /** The unit, of an officer of a unit. */
    unitId: Type.Optional(nullable(Id)),
    from: DayField,
    to: nullable(DayField),
    /** The phone residents are told. */
    phone: nullable(Duty),
  },
  { additionalProperties: false },
)
export type Wanted = Static<typeof Wanted>

const Place = Type.Object({ path: Type.String(), name: Type.String(), level })
/** A list a role is for, with the places it names today. */
const List = nullable(Type.Object({ id: Id, name: Type.String(), places: Type.Array(Place) }))

const GrantReply = Type.Object({
  id: Id,
  role,
  /** The place; null for a list or a unit. */
  path: nullable(Type.String()),
  /** Its name, or that of the list or the unit. */
  place: Type.String(),
  level: nullable(level),
  list: List,
  from: DayField,
  to: nullable(DayField),
  phone: nullable(Type.String()),
  /** Whether it holds today. */
  holds: Type.Boolean(),
})

export const StaffRow = Type.Object({
  personId: Id,
  name: Type.String(),
  /** Null for readers who administer nothing. */
  login: nullable(Type.String()),
  state,
  /** Those that hold today or will. */
  grants: Type.Array(GrantReply),
  /** Whether a second factor is set up; null for readers who administer nothing. */
  second: nullable(Type.Boolean()),
  /** Roles that wait for the security administrator. */
  proposed: Type.Integer(),
})

export const Proposal = Type.Object({
  id: Id,
  personId: Id,
  name: Type.String(),
  role,
  places: Type.Array(Place),
  list: List,
  /** The unit, of an officer of a unit. */
  unit: nullable(Type.Object({ id: Id, name: Type.String() })),
  from: DayField,
  to: nullable(DayField),
  phone: nullable(Type.String()),
  proposedBy: Type.String(),
  proposedAt: Instant,
  decision: nullable(oneOf(['confirmed', 'refused', 'withdrawn'])),
  decidedBy: nullable(Type.String()),
  decidedAt: nullable(Instant),
  /** What this reader can do with it; empty with the reason in `why`. */
  can: Type.Array(oneOf(['confirm', 'refuse', 'withdraw'])),
  /** A refusal's code. */
  why: nullable(Type.String()),
})

export const Reset = Type.Object({
  id: Id,
  personId: Id,
  name: Type.String(),
  words: Type.String(),
  askedBy: Type.String(),
  askedAt: Instant,
  can: Type.Array(oneOf(['confirm', 'refuse', 'withdraw'])),
  why: nullable(Type.String()),
})

/** A link that is shown once. */
export const Link = Type.Object({
  personId: Id,
  link: Type.String(),
  login: Type.String(),
  name: Type.String(),
  expiresAt: Instant,
})

export const OpenRequest = Type.Object({
  number: Type.String(),
  category: nullable(Type.String()),
  place: Type.String(),
  due: nullable(Instant),
})

export const Organisation = Type.Object({
  id: Id,
  kind: oneOf(organisationKinds),
  name: Type.String(),
  path: Type.String(),
  place: Type.String(),
  level,
  phone: nullable(Type.String()),
  endedOn: nullable(DayField),
})

const done = Type.Object({ personId: Id })
const one = { params: Type.Object({ personId: Id }) }
const act = { additionalProperties: false } as const

export const staffContract = defineContract({
  listStaff: {
    method: 'GET',
    path: '/staff',
    who: 'staff.read',
    query: Type.Object({
      words: Type.Optional(Type.String({ maxLength: 40 })),
      role: Type.Optional(role),
      path: Type.Optional(Path),
      state: Type.Optional(state),
      after: After,
    }),
    reply: Type.Object({ rows: Type.Array(StaffRow), total: Type.Integer(), next: nullable(Type.String()) }),
    refusals: ['list.after'],
  },
  getStaff: {
    method: 'GET',
    path: '/staff/:personId',
    who: 'staff.read',
    ...one,
    reply: Type.Object({
      ...StaffRow.properties,
      grants: Type.Array(GrantReply),
      suspendedAt: nullable(Instant),
      secondSince: nullable(Instant),
      recoveryLeft: nullable(Type.Integer()),
      /** Until when the open link holds. */
      linkUntil: nullable(Instant),
      proposals: Type.Array(Proposal),
      reset: nullable(Reset),
      /** What they have in hand, so that it can be given to others. */
      requests: Type.Array(OpenRequest),
      /** What was done about this person, newest first. */
      deeds: Type.Array(
        Type.Object({
          id: Id,
          kind: Type.String(),
          at: Instant,
          by: nullable(Type.String()),
          role: Type.String(),
          facts: Type.Record(Type.String(), Type.Unknown()),
          words: nullable(Type.String()),
        }),
      ),
      /** What this reader can do. */
      can: Type.Array(oneOf(['propose', 'suspend', 'restore', 'link', 'askReset', 'endGrant'])),
    }),
    refusals: ['staff.unknown'],
  },
  inviteStaff: {
    method: 'POST',
    path: '/staff',
    who: 'staff.invite',
    body: Type.Object(
      {
        id: Id,
        name: Name,
        login: Type.String({ pattern: LOGIN, maxLength: 60 }),
        roles: Type.Array(Wanted, { maxItems: 10 }),
      },
      act,
    ),
    reply: Link,
    refusals: [
      'staff.login-taken',
      'staff.place-level',
      'staff.place-or-list',
      'staff.unit',
      'list.unknown',
      'list.ended',
      'staff.days',
      'staff.has-role',
      'staff.two-administrators',
      'staff.independent',
      'territory.unknown',
      'action.reused',
    ],
  },
  /** A new link for somebody who lost theirs or forgot the password; the earlier one stops working. */
  makeLink: {
    method: 'POST',
    path: '/staff/:personId/link',
    who: 'staff.invite',
    ...one,
    body: Type.Object({ id: Id }, act),
    reply: Link,
    refusals: ['staff.unknown', 'staff.own', 'staff.suspended', 'action.reused'],
  },
  suspendStaff: {
    method: 'POST',
    path: '/staff/:personId/suspension',
    who: 'staff.suspend',
    ...one,
    body: Type.Object({ id: Id, words: Words }, act),
    reply: Type.Object({ personId: Id, sessionsEnded: Type.Integer(), requests: Type.Array(OpenRequest) }),
    refusals: ['staff.unknown', 'staff.own', 'staff.suspended', 'staff.last-administrator', 'action.reused'],
  },
  restoreStaff: {
    method: 'POST',
    path: '/staff/:personId/restoration',
    who: 'staff.suspend',
    ...one,
    body: Type.Object({ id: Id }, act),
    reply: done,
    refusals: ['staff.unknown', 'staff.own', 'staff.not-suspended', 'action.reused'],
  },
  askReset: {
    method: 'POST',
    path: '/staff/:personId/second-factor-resets',
    who: 'staff.second',
    ...one,
    body: Type.Object({ id: Id, words: Words }, act),
    reply: done,
    refusals: ['staff.unknown', 'staff.own', 'staff.no-second', 'staff.reset-open', 'action.reused'],
  },
  decideReset: {
    method: 'POST',
    path: '/staff/second-factor-resets/:resetId/decision',
    who: 'staff.second',
    params: Type.Object({ resetId: Id }),
    body: Type.Object({ id: Id, decision: oneOf(['confirm', 'refuse', 'withdraw']) }, act),
    reply: done,
    refusals: ['staff.unknown', 'staff.own', 'staff.same-person', 'staff.not-yours', 'staff.decided', 'action.reused'],
  },
  proposeRole: {
    method: 'POST',
    path: '/staff/:personId/proposals',
    who: 'staff.propose',
    ...one,
    body: Type.Object({ id: Id, ...Wanted.properties }, act),
    /** `atOnce` when there was no security administrator yet, so that it holds without being confirmed. */
    reply: Type.Object({ personId: Id, atOnce: Type.Boolean() }),
    refusals: [
      'staff.unknown',
      'staff.own',
      'staff.suspended',
      'staff.place-level',
      'staff.place-or-list',
      'staff.unit',
      'list.unknown',
      'list.ended',
      'staff.days',
      'staff.has-role',
      'staff.two-administrators',
      'staff.independent',
      'territory.unknown',
      'action.reused',
    ],
  },
  listProposals: {
    method: 'GET',
    path: '/staff-proposals',
    who: 'staff.tasks',
    query: Type.Object({ list: Type.Optional(oneOf(['open', 'decided'])), after: After }),
    reply: Type.Object({
      proposals: Type.Array(Proposal),
      resets: Type.Array(Reset),
      next: nullable(Type.String()),
    }),
    refusals: ['list.after'],
  },
  decideProposal: {
    method: 'POST',
    path: '/staff-proposals/:proposalId/decision',
    who: 'staff.tasks',
    params: Type.Object({ proposalId: Id }),
    body: Type.Object({ id: Id, decision: oneOf(['confirm', 'refuse', 'withdraw']) }, act),
    reply: done,
    refusals: [
      'staff.unknown',
      'staff.own',
      'staff.same-person',
      'staff.not-yours',
      'staff.decided',
      'staff.proposal-past',
      'staff.place-level',
      'staff.unit',
      'list.ended',
      'staff.has-role',
      'staff.two-administrators',
      'staff.independent',
      'action.reused',
    ],
  },
  endGrant: {
    method: 'POST',
    path: '/staff-grants/:grantId/end',
    who: 'staff.endGrant',
    params: Type.Object({ grantId: Id }),
    /** The day is the last one on which the role holds. */
    body: Type.Object({ id: Id, day: DayField }, act),
    reply: done,
    refusals: ['staff.unknown', 'staff.own', 'staff.end-day', 'staff.last-administrator', 'action.reused'],
  },
  getTasks: {
    method: 'GET',
    path: '/staff-tasks',
    who: 'staff.tasks',
    reply: Type.Object({
      proposals: Type.Array(Proposal),
      proposalsTotal: Type.Integer(),
      resets: Type.Array(Reset),
      /** Links that nobody used yet; past ones first. */
      invitations: Type.Array(
        Type.Object({ personId: Id, name: Type.String(), expiresAt: Instant, lapsed: Type.Boolean() }),
      ),
      /** Who can sign in and has no role. */
      unassigned: Type.Array(Type.Object({ personId: Id, name: Type.String() })),
      /** Administrator roles nobody holds today. */
      missing: Type.Array(role),
    }),
    refusals: [],
  },
  listOrganisations: {
    method: 'GET',
    path: '/organisations',
    who: 'organisations.read',
    query: Type.Object({
      words: Type.Optional(Type.String({ maxLength: 40 })),
      kind: Type.Optional(oneOf(organisationKinds)),
      path: Type.Optional(Path),
      ended: Type.Optional(oneOf(['yes', 'no'])),
      after: After,
    }),
    reply: Type.Object({ rows: Type.Array(Organisation), total: Type.Integer(), next: nullable(Type.String()) }),
    refusals: ['list.after'],
  },
  addOrganisation: {
    method: 'POST',
    path: '/organisations',
    who: 'organisations.change',
    body: Type.Object(
      {
        id: Id,
        kind: oneOf(organisationKinds),
        name: Type.String({ minLength: 1, maxLength: 80, pattern: '\\S' }),
        path: Path,
        phone: nullable(Duty),
      },
      act,
    ),
    reply: Organisation,
    refusals: ['organisation.name-taken', 'territory.unknown', 'action.reused'],
  },
  changeOrganisation: {
    method: 'POST',
    path: '/organisations/:organisationId',
    who: 'organisations.change',
    params: Type.Object({ organisationId: Id }),
    body: Type.Object(
      { id: Id, name: Type.String({ minLength: 1, maxLength: 80, pattern: '\\S' }), phone: nullable(Duty) },
      act,
    ),
    reply: Organisation,
    refusals: ['organisation.unknown', 'organisation.ended', 'organisation.name-taken', 'action.reused'],
  },
  endOrganisation: {
    method: 'POST',
    path: '/organisations/:organisationId/end',
    who: 'organisations.change',
    params: Type.Object({ organisationId: Id }),
    /** The first day on which it is offered no more. */
    body: Type.Object({ id: Id, day: DayField }, act),
    reply: Organisation,
    refusals: ['organisation.unknown', 'organisation.ended', 'organisation.end-day', 'action.reused'],
  },
})
