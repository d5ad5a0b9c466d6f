/**
 * Routes of the register (C01): signing in, who I am, places, notices, who read my fields.
 * Positions and phone numbers travel in bodies, never in addresses.
 */
import Type from 'typebox'
import { helps, roles } from '#foundation/authority.ts'
import { defineContract, Id, Instant, Nothing, nullable, oneOf, Path } from '#lib/contract.ts'
import { helpersContract } from './helpers-contract.ts'
import { mineContract } from './mine-contract.ts'
import { windowContract } from './window-contract.ts'

const Phone = Type.String({ minLength: 5, maxLength: 20 })
const level = oneOf(['city', 'district', 'street', 'community', 'grid', 'micro_grid'])
const role = oneOf(roles)

/** A place as lists show it; `above` is the name of the place it lies in, `kind` tells two of one name apart. */
export const Place = Type.Object({
  path: Type.String(),
  level,
  kind: oneOf(['', 'street', 'town', 'township', 'zone', 'committee', 'village', 'farm']),
  name: Type.String(),
  pinyin: Type.String(),
  above: Type.String(),
})

/** A person residents can call. */
export const CallPerson = Type.Object({ id: Id, name: Type.String(), role, phone: nullable(Type.String()) })

export const BuildingReply = Type.Object({
  id: Id,
  name: Type.String(),
  estate: Type.String(),
  community: Type.String(),
  communityName: Type.String(),
  units: Type.Integer(),
})

export const SessionReply = Type.Object({
  /** Null when nobody is signed in. */
  actor: nullable(
    Type.Object({
      personId: Id,
      kind: oneOf(['resident', 'staff']),
      name: Type.String(),
      /** Last four digits of the phone; all that is kept in the open. */
      phoneTail: nullable(Type.String()),
      locale: oneOf(['zh', 'en']),
      elder: Type.Boolean(),
      /** The place a resident lives in or last chose; 12 digits. */
      community: nullable(Type.String()),
      /** The resident's own building, so that nobody picks it twice; its grid names the grid worker. */
      home: nullable(
        Type.Object({
          buildingId: Id,
          estate: Type.String(),
          name: Type.String(),
          /** How many stairwells the building has. */
          units: Type.Integer(),
          unit: nullable(Type.Integer()),
          room: nullable(Type.String()),
          grid: Type.String(),
        }),
      ),
      /** Staff only. */
      grants: Type.Array(
        Type.Object({
          role,
          path: Type.String(),
          /** Name of the place, or of the unit. */
          place: Type.String(),
          level,
          /** The unit it is for; null for a place. */
          unit: nullable(Id),
        }),
      ),
      /** Permissions that at least one grant holds; for menus, never for decisions. */
      permissions: Type.Array(Type.String()),
      unread: Type.Integer(),
      /** Whom the reader helps today, and with what. */
      helps: Type.Array(
        Type.Object({
          personId: Id,
          name: Type.String(),
          kind: oneOf(['helper', 'guardian']),
          may: Type.Array(oneOf(helps)),
        }),
      ),
    }),
  ),
  environment: oneOf(['demo', 'production', 'test']),
  /** Product time. */
  now: Instant,
  city: Type.String(),
  /** The phone shown when nobody nearer can be named. */
  phone: Type.String(),
  /** Accounts to try, in a demo only. */
  demo: nullable(
    Type.Object({
      password: Type.String(),
      staff: Type.Array(Type.Object({ login: Type.String(), name: Type.String(), role, place: Type.String() })),
      residentPhone: Type.String(),
      community: Type.String(),
    }),
  ),
})

const Token = Type.String({ pattern: '^[\\w-]{43}$' })

/** A code of the authenticator, or a recovery code, is asked for. */
export const NeedsSecond = Type.Object({ needs: Type.Literal('second'), ticket: Type.String() })

/** A second factor is to be set up with this secret (base32; as an address; as a picture of the address). */
export const NeedsEnrolment = Type.Object({
  needs: Type.Literal('enrol'),
  ticket: Type.String(),
  secret: Type.String(),
  uri: Type.String(),
  /** SVG as a data address. */
  qr: Type.String(),
})

export const NoticeReply = Type.Object({
  id: Id,
  /** Catalogue key of its sentence. */
  key: Type.String(),
  /** Number of the matter, 9 digits, and its title in its reporter's words; null when it is about the reader. */
  number: nullable(Type.String()),
  /** Kind of the matter. */
  kind: nullable(Type.String()),
  title: Type.String(),
  facts: Type.Record(Type.String(), Type.Unknown()),
  at: Instant,
  read: Type.Boolean(),
  /** Whose matter it is, to a helper. */
  helped: nullable(Type.String()),
})

export const registerContract = defineContract({
  ...mineContract,
  ...helpersContract,
  ...windowContract,
  getSession: { method: 'GET', path: '/session', who: 'anyone', reply: SessionReply, refusals: [] },
  getPrivacyNotice: {
    method: 'GET',
    path: '/privacy-notice',
    who: 'anyone',
    reply: Type.Object({ version: Type.String(), zh: Type.String(), en: Type.String() }),
    refusals: [],
  },
  makeCode: {
    method: 'POST',
    path: '/sign-in/codes',
    who: 'anyone',
    body: Type.Object({ phone: Phone, noticeVersion: Type.String({ maxLength: 40 }) }, { additionalProperties: false }),
    /** `demoCode` is the code itself, in a demo only, because no message leaves the building there. */
    reply: Type.Object({ codeId: Id, minutes: Type.Integer(), demoCode: nullable(Type.String()) }),
    refusals: ['sign-in.phone', 'sign-in.too-many-codes', 'sign-in.notice', 'sign-in.no-messages'],
    perMinute: 20,
  },
  signIn: {
    method: 'POST',
    path: '/sign-in',
    who: 'anyone',
    body: Type.Object(
      {
        id: Id,
        codeId: Id,
        phone: Phone,
        code: Type.String({ pattern: '^\\d{6}$' }),
        /** How to call somebody who is new here. */
        name: Type.Optional(Type.String({ minLength: 1, maxLength: 30 })),
        noticeVersion: Type.String({ maxLength: 40 }),
      },
      { additionalProperties: false },
    ),
    reply: SessionReply,
    refusals: ['sign-in.phone', 'sign-in.code-wrong', 'sign-in.code-old', 'sign-in.notice'],
    perMinute: 30,
  },
  /** Answers the session, or what is still asked for: a code, or setting one up. */
  signInStaff: {
    method: 'POST',
    path: '/sign-in/password',
    who: 'anyone',
    body: Type.Object(
      { login: Type.String({ minLength: 1, maxLength: 60 }), password: Type.String({ minLength: 1, maxLength: 200 }) },
      { additionalProperties: false },
    ),
    reply: Type.Union([SessionReply, NeedsSecond, NeedsEnrolment]),
    refusals: ['sign-in.wrong', 'sign-in.locked', 'sign-in.suspended'],
    perMinute: 30,
  },
  signInSecond: {
    method: 'POST',
    path: '/sign-in/second',
    who: 'anyone',
    body: Type.Object(
      { ticket: Token, code: Type.String({ minLength: 6, maxLength: 30 }) },
      { additionalProperties: false },
    ),
    reply: Type.Object({
      session: SessionReply,
      /** How many recovery codes are left, when one was used. */
      recoveryLeft: nullable(Type.Integer()),
    }),
    refusals: ['sign-in.ticket-old', 'sign-in.second-wrong', 'sign-in.locked'],
    perMinute: 30,
  },
  enrolSecond: {
    method: 'POST',
    path: '/sign-in/enrol',
    who: 'anyone',
    body: Type.Object(
      { ticket: Token, code: Type.String({ minLength: 6, maxLength: 30 }) },
      { additionalProperties: false },
    ),
    /** The recovery codes are shown once and kept nowhere in the open. */
    reply: Type.Object({ session: SessionReply, recoveryCodes: Type.Array(Type.String()) }),
    refusals: ['sign-in.ticket-old', 'sign-in.second-wrong', 'sign-in.locked'],
    perMinute: 30,
  },
  lookAtInvitation: {
    method: 'POST',
    path: '/invitations/look',
    who: 'anyone',
    body: Type.Object({ token: Token }, { additionalProperties: false }),
    reply: Type.Object({ name: Type.String(), login: Type.String(), lengthMin: Type.Integer() }),
    refusals: ['invitation.unknown'],
    perMinute: 30,
  },
  /** Sets the password; then the second factor is asked for or set up. */
  acceptInvitation: {
    method: 'POST',
    path: '/invitations/accept',
    who: 'anyone',
    body: Type.Object(
      { token: Token, password: Type.String({ minLength: 1, maxLength: 200 }) },
      { additionalProperties: false },
    ),
    reply: Type.Union([NeedsSecond, NeedsEnrolment]),
    refusals: ['invitation.unknown', 'invitation.login-taken', 'password.short', 'password.common', 'password.login'],
    perMinute: 30,
  },
  listSessions: {
    method: 'GET',
    path: '/me/sessions',
    who: 'signed-in',
    reply: Type.Object({
      sessions: Type.Array(
        Type.Object({
          id: Id,
          startedAt: Instant,
          /** Exact to the minute. */
          seenAt: Instant,
          browser: Type.String(),
          system: Type.String(),
          mine: Type.Boolean(),
        }),
      ),
      /** What a new password of staff needs; null for residents. */
      passwordMin: nullable(Type.Integer()),
      /** Minutes without a touch after which a session of staff ends; null for residents. */
      idleMinutes: nullable(Type.Integer()),
    }),
    refusals: [],
  },
  /** Ends one of one's own sessions, or with `others` all but this one. Ending twice is ending once. */
  endSessions: {
    method: 'POST',
    path: '/me/sessions/end',
    who: 'signed-in',
    body: Type.Object(
      { sessionId: Type.Optional(Id), others: Type.Optional(Type.Literal(true)) },
      { additionalProperties: false, minProperties: 1, maxProperties: 1 },
    ),
    reply: Type.Object({ ended: Type.Integer() }),
    refusals: [],
  },
  /** Staff only; every other window of the account is signed out. */
  changePassword: {
    method: 'POST',
    path: '/me/password',
    who: 'signed-in',
    body: Type.Object(
      {
        id: Id,
        old: Type.String({ minLength: 1, maxLength: 200 }),
        password: Type.String({ minLength: 1, maxLength: 200 }),
      },
      { additionalProperties: false },
    ),
    reply: Type.Object({ ended: Type.Integer() }),
    refusals: [
      'access.not-yours',
      'password.wrong',
      'password.short',
      'password.common',
      'password.login',
      'sign-in.locked',
      'action.reused',
    ],
  },
  signOut: { method: 'POST', path: '/sign-out', who: 'anyone', reply: Nothing, refusals: [] },
  setMine: {
    method: 'PUT',
    path: '/me',
    who: 'signed-in',
    body: Type.Object(
      {
        locale: Type.Optional(oneOf(['zh', 'en'])),
        elder: Type.Optional(Type.Boolean()),
        name: Type.Optional(Type.String({ minLength: 1, maxLength: 30, pattern: '\\S' })),
        community: Type.Optional(Type.String({ pattern: '^[0-9]{12}$' })),
      },
      { additionalProperties: false },
    ),
    reply: SessionReply,
    refusals: ['territory.unknown'],
  },
  listReadings: {
    method: 'GET',
    path: '/me/readings',
    who: 'signed-in',
    reply: Type.Object({
      readings: Type.Array(
        Type.Object({
          id: Id,
          at: Instant,
          reader: Type.String(),
          role,
          fields: Type.Array(oneOf(['name', 'phone', 'address'])),
          purpose: oneOf(['contact', 'verify', 'visit', 'other']),
          words: nullable(Type.String()),
          number: nullable(Type.String()),
        }),
      ),
    }),
    refusals: [],
  },
  listNotices: {
    method: 'GET',
    path: '/me/notices',
    who: 'signed-in',
    query: Type.Object({ after: Type.Optional(Type.String({ maxLength: 120 })) }),
    reply: Type.Object({
      notices: Type.Array(NoticeReply),
      /** Opaque; null at the end. */
      next: nullable(Type.String()),
      unread: Type.Integer(),
    }),
    refusals: ['list.after'],
  },
  readNotices: {
    method: 'POST',
    path: '/me/notices/read',
    who: 'signed-in',
    body: Type.Object({ subjectId: Type.Optional(Id) }, { additionalProperties: false }),
    reply: Nothing,
    refusals: [],
  },
  listPlaces: {
    method: 'GET',
    path: '/places',
    who: 'anyone',
    /** `inside` a path lists what lies one level below; without it the districts. */
    query: Type.Object({ inside: Type.Optional(Path) }),
    reply: Type.Object({ places: Type.Array(Place) }),
    refusals: [],
  },
  findCommunities: {
    method: 'GET',
    path: '/communities',
    who: 'anyone',
    query: Type.Object({ words: Type.String({ maxLength: 30 }) }),
    reply: Type.Object({ places: Type.Array(Place) }),
    refusals: [],
  },
  getCommunity: {
    method: 'GET',
    path: '/communities/:path',
    who: 'anyone',
    params: Type.Object({ path: Type.String({ pattern: '^[0-9]{12}$' }) }),
    reply: Type.Object({
      path: Type.String(),
      name: Type.String(),
      pinyin: Type.String(),
      district: Type.String(),
      street: Type.String(),
      phone: Type.String(),
      /** Grid workers with the grids they are in charge of. */
      workers: Type.Array(Type.Object({ ...CallPerson.properties, grid: Type.String(), gridPath: Type.String() })),
      estates: Type.Array(
        Type.Object({
          id: Id,
          name: Type.String(),
          buildings: Type.Array(
            Type.Object({
              id: Id,
              name: Type.String(),
              units: Type.Integer(),
              longitude: Type.Number(),
              latitude: Type.Number(),
            }),
          ),
        }),
      ),
    }),
    refusals: ['territory.unknown'],
  },
  getBuilding: {
    method: 'GET',
    path: '/buildings/:id',
    who: 'anyone',
    params: Type.Object({ id: Id }),
    reply: BuildingReply,
    refusals: ['building.unknown'],
  },
  /** The QR code of a building's notice board: it opens the report form with the place filled in. SVG. */
  drawBuildingCode: {
    method: 'GET',
    path: '/buildings/:id/qr.svg',
    who: 'anyone',
    params: Type.Object({ id: Id }),
    sends: 'bytes',
    reply: Type.Unknown(),
    refusals: ['building.unknown'],
  },
  /** The nearest building within about 300 m of a position the resident gave for this once. */
  findNearest: {
    method: 'POST',
    path: '/buildings/nearest',
    who: 'anyone',
    body: Type.Object(
      { longitude: Type.Number({ minimum: -180, maximum: 180 }), latitude: Type.Number({ minimum: -90, maximum: 90 }) },
      { additionalProperties: false },
    ),
    reply: Type.Object({ building: nullable(BuildingReply) }),
    refusals: [],
  },
  /** Moves product time; exists outside production only. */
  moveClock: {
    method: 'POST',
    path: '/clock',
    who: 'anyone',
    body: Type.Object({ hours: Type.Number({ minimum: 0, maximum: 9000 }) }, { additionalProperties: false }),
    reply: Type.Object({ now: Instant }),
    refusals: ['clock.fixed'],
  },
})
