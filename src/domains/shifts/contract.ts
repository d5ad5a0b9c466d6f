/**
 * Routes of shifts and casual help: what residents see and do, the code at the door, the roll, projects.
 * `for staff` is said by the permission; whoever leads a project has its shifts too, which the handlers decide.
 */
import Type, { type Static } from 'typebox'
import { currencies } from '#domains/credits/index.ts'
import { activities } from '#domains/volunteers/index.ts'
import { DayField, defineContract, Id, Instant, nullable, oneOf } from '#lib/contract.ts'
import { casualStates, haves, oddities, projectKinds, signupStates } from './rules.ts'

const Closed = { additionalProperties: false } as const
const Community = Type.String({ pattern: '^[0-9]{12}$' })
const Words = (max: number) => Type.String({ minLength: 1, maxLength: max, pattern: '\\S' })
const Hour = Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' })
const Earns = oneOf(currencies)
const After = Type.Optional(Type.String({ maxLength: 120 }))
const one = Type.Object({ id: Id })
const own = Type.Object({ id: Id }, Closed)

const Signup = Type.Object({
  id: Id,
  state: oneOf(signupStates),
  earns: Earns,
  /** Place in the queue, from 1. */
  queue: nullable(Type.Integer()),
  offeredUntil: nullable(Instant),
  inAt: nullable(Instant),
  outAt: nullable(Instant),
  minutes: nullable(Type.Integer()),
})

const ShiftCard = Type.Object({
  id: Id,
  name: Type.String(),
  kind: oneOf(projectKinds),
  activity: oneOf(activities),
  partner: nullable(Type.String()),
  from: Instant,
  to: Instant,
  place: Type.String(),
  seats: Type.Integer(),
  seatsLeft: Type.Integer(),
  waitingLeft: Type.Integer(),
  calledOff: nullable(Type.String()),
  mine: nullable(Signup),
})

export const ShiftDetail = Type.Object({
  ...ShiftCard.properties,
  about: Type.String(),
  bring: Type.String(),
  /** Until when to say that one cannot come. */
  cancelBy: Instant,
  /** 1 is Monday, when it repeats weekly. */
  weekday: nullable(Type.Integer()),
  minors: Type.Boolean(),
  grownUp: Type.Boolean(),
  insurance: nullable(Type.String()),
  supplies: nullable(Type.String()),
  lead: Type.Object({ name: Type.String(), phone: nullable(Type.String()) }),
  /** Metres from the reader's own building. */
  metres: nullable(Type.Integer()),
  /** What it earns: one of the two. */
  points: Type.Integer(),
  minutes: Type.Integer(),
  begun: Type.Boolean(),
  offerMinutes: Type.Integer(),
  /** What the reader takes unless they choose otherwise; null when nobody is signed in. */
  earns: nullable(Earns),
  /** Each with the code of the refusal when it is not met; empty when nobody is signed in. */
  conditions: Type.Array(
    Type.Object({
      name: oneOf(['registered', 'age', 'guardian', 'insurance', 'clearance']),
      code: nullable(Type.String()),
      until: nullable(DayField),
    }),
  ),
  /** Another shift of the reader at that time. */
  overlaps: nullable(Type.Object({ id: Id, name: Type.String() })),
})

export const projectFields = {
  kind: oneOf(projectKinds),
  activity: oneOf(activities),
  name: Words(40),
  about: Type.String({ maxLength: 500 }),
  partnerId: nullable(Id),
  partner: nullable(Words(40)),
  leadId: Id,
  minors: Type.Boolean(),
  grownUp: Type.Boolean(),
  bring: Type.String({ maxLength: 300 }),
  cancelHours: Type.Integer({ minimum: 0, maximum: 168 }),
  haves: Type.Array(oneOf(haves), { maxItems: haves.length, uniqueItems: true }),
  insurance: nullable(Words(200)),
  supplies: nullable(Words(300)),
  place: Words(60),
  buildingId: nullable(Id),
  seats: Type.Integer({ minimum: 1, maximum: 500 }),
  waiting: Type.Integer({ minimum: 0, maximum: 500 }),
  weekly: nullable(
    Type.Object(
      {
        weekday: Type.Integer({ minimum: 1, maximum: 7 }),
        begins: Hour,
        minutes: Type.Integer({ minimum: 15, maximum: 720 }),
        from: DayField,
        to: nullable(DayField),
      },
      Closed,
    ),
  ),
}
export type ProjectForm = Static<ReturnType<typeof projectForm>>
const projectForm = () => Type.Object(projectFields, Closed)

const ProjectRow = Type.Object({
  id: Id,
  name: Type.String(),
  kind: oneOf(projectKinds),
  activity: oneOf(activities),
  partner: nullable(Type.String()),
  community: Type.String(),
  lead: Type.String(),
  haves: Type.Array(oneOf(haves)),
  weekly: nullable(Type.Object({ weekday: Type.Integer(), begins: Type.String(), minutes: Type.Integer() })),
  next: nullable(Instant),
  endedAt: nullable(Instant),
})

const DeskShift = Type.Object({
  id: Id,
  projectId: Id,
  name: Type.String(),
  community: Type.String(),
  place: Type.String(),
  from: Instant,
  to: Instant,
  seats: Type.Integer(),
  taken: Type.Integer(),
  waiting: Type.Integer(),
  /** Of those who have a place, how many wait to be confirmed. */
  toConfirm: Type.Integer(),
  confirmed: Type.Integer(),
  calledOff: nullable(Type.String()),
})

const RollRow = Type.Object({
  signupId: Id,
  /** Masked. */
  name: Type.String(),
  phoneTail: nullable(Type.String()),
  state: oneOf(signupStates),
  earns: Earns,
  offeredUntil: nullable(Instant),
  inAt: nullable(Instant),
  outAt: nullable(Instant),
  odd: Type.Array(oneOf(oddities)),
  /** What is proposed, or what was confirmed. */
  minutes: Type.Integer(),
  /** It is the reader's own: somebody else confirms it. */
  own: Type.Boolean(),
  confirmedBy: nullable(Type.String()),
  /** Whose record it is in, once confirmed and not the reader's own; it is taken back there. @source S1-49 */
  personId: nullable(Id),
})

const Casual = Type.Object({
  id: Id,
  activity: oneOf(activities),
  servedOn: DayField,
  minutes: Type.Integer(),
  words: Type.String(),
  earns: Earns,
  hasPhoto: Type.Boolean(),
  neighbourTail: nullable(Type.String()),
  state: oneOf(casualStates),
  reportedAt: Instant,
  decidedAt: nullable(Instant),
  decidedBy: nullable(Type.String()),
  reply: nullable(Type.String()),
})

const signing = [
  'shift.unknown',
  'shift.called-off',
  'shift.begun',
  'shift.overlap',
  'shift.full',
  'shift.signed-already',
  'volunteer.not-registered',
  'volunteer.guardian-missing',
  'volunteer.too-young',
  'volunteer.uninsured',
  'volunteer.clearance-expired',
  'access.not-yours',
  'action.reused',
] as const
const changing = ['shift.unknown', 'shift.begun', 'shift.not-now', 'access.not-yours', 'action.reused'] as const
const planning = [
  'access.not-yours',
  'territory.unknown',
  'project.unknown',
  'project.ended',
  'project.partner-missing',
  'project.uncovered',
  'project.lead',
  'project.days',
  'organisation.unknown',
  'building.unknown',
  'action.reused',
] as const

export const shiftsContract = defineContract({
  listShifts: {
    method: 'GET',
    path: '/volunteer/shifts',
    who: 'anyone',
    query: Type.Object({ community: Community }),
    reply: Type.Object({ shifts: Type.Array(ShiftCard) }),
    refusals: [],
  },
  getShift: {
    method: 'GET',
    path: '/volunteer/shifts/:id',
    who: 'anyone',
    params: one,
    reply: ShiftDetail,
    refusals: ['shift.unknown'],
  },
  listMyShifts: {
    method: 'GET',
    path: '/me/shifts',
    who: 'signed-in',
    reply: Type.Object({
      shifts: Type.Array(ShiftCard),
      earlyMinutes: Type.Integer(),
      leaveMinutes: Type.Integer(),
    }),
    refusals: ['access.not-yours'],
  },
  /** `wait` when one would rather wait than be refused: a place in the queue. */
  signUp: {
    method: 'POST',
    path: '/volunteer/shifts/:id/signups',
    who: 'signed-in',
    params: one,
    body: Type.Object({ id: Id, earns: Earns, wait: Type.Boolean() }, Closed),
    reply: Signup,
    refusals: signing,
  },
  takeOffer: {
    method: 'POST',
    path: '/volunteer/signups/:id/take',
    who: 'signed-in',
    params: one,
    body: own,
    reply: Signup,
    refusals: [...signing, 'shift.offer-over', 'shift.not-now'],
  },
  cancelSignup: {
    method: 'POST',
    path: '/volunteer/signups/:id/cancel',
    who: 'signed-in',
    params: one,
    body: own,
    reply: Signup,
    refusals: changing,
  },
  chooseEarning: {
    method: 'POST',
    path: '/volunteer/signups/:id/earns',
    who: 'signed-in',
    params: one,
    body: Type.Object({ id: Id, earns: Earns }, Closed),
    reply: Signup,
    refusals: changing,
  },
  /** Coming or leaving, by the code at the door; `at` when the phone saw it without network. */
  attend: {
    method: 'POST',
    path: '/volunteer/attendance',
    who: 'signed-in',
    body: Type.Object(
      {
        id: Id,
        code: Type.String({ pattern: '^[0-9]{6}$' }),
        what: oneOf(['in', 'out']),
        at: Type.Optional(Instant),
      },
      Closed,
    ),
    reply: Type.Object({ shift: ShiftCard, lateSent: Type.Boolean() }),
    refusals: [
      'shift.none-now',
      'shift.code-wrong',
      'shift.not-in',
      'shift.sent-too-late',
      'access.not-yours',
      'action.reused',
    ],
    perMinute: 12,
  },
  listMyCasual: {
    method: 'GET',
    path: '/me/casual',
    who: 'signed-in',
    reply: Type.Object({
      mine: Type.Array(Casual),
      /** What neighbours say they did for the reader. */
      asked: Type.Array(Type.Object({ ...Casual.properties, by: Type.String() })),
      registered: Type.Boolean(),
      earns: nullable(Earns),
      minutesMost: Type.Integer(),
      daysMost: Type.Integer(),
      hourPoints: Type.Integer(),
    }),
    refusals: ['access.not-yours'],
  },
  reportCasual: {
    method: 'POST',
    path: '/casual',
    who: 'signed-in',
    body: Type.Object(
      {
        id: Id,
        community: Community,
        activity: oneOf(activities),
        servedOn: DayField,
        minutes: Type.Integer({ minimum: 1, maximum: 720 }),
        words: Words(200),
        earns: Earns,
        photoId: Type.Optional(Id),
        /** Phone of the neighbour who was helped and can confirm it. */
        neighbour: Type.Optional(Type.String({ maxLength: 20 })),
      },
      Closed,
    ),
    reply: Casual,
    refusals: [
      'casual.minutes-over',
      'casual.day',
      'casual.own-phone',
      'volunteer.not-registered',
      'volunteer.guardian-missing',
      'territory.unknown',
      'file.unknown',
      'sign-in.phone',
      'access.not-yours',
      'action.reused',
    ],
    perMinute: 30,
  },
  withdrawCasual: {
    method: 'POST',
    path: '/casual/:id/withdrawal',
    who: 'signed-in',
    params: one,
    body: own,
    reply: Casual,
    refusals: ['casual.unknown', 'casual.decided', 'access.not-yours', 'action.reused'],
  },
  /** By the desk, or by the neighbour who was helped. */
  decideCasual: {
    method: 'POST',
    path: '/casual/:id/decision',
    who: 'signed-in',
    params: one,
    body: Type.Object(
      {
        id: Id,
        decision: oneOf(['confirm', 'refuse']),
        minutes: Type.Integer({ minimum: 1, maximum: 720 }),
        words: Type.Optional(Words(200)),
      },
      Closed,
    ),
    reply: Casual,
    refusals: [
      'casual.unknown',
      'casual.decided',
      'casual.reason-missing',
      'casual.minutes-over',
      'service.self-confirmed',
      'credits.self-confirmed',
      'access.not-yours',
      'action.reused',
    ],
  },
  getCasualPhoto: {
    method: 'GET',
    path: '/casual/:id/photo',
    who: 'signed-in',
    params: one,
    sends: 'bytes',
    reply: Type.Unknown(),
    refusals: ['casual.unknown', 'file.unknown', 'access.not-yours'],
  },
  listCasual: {
    method: 'GET',
    path: '/desk/casual',
    who: 'shifts.confirm',
    query: Type.Object({ list: oneOf(['waiting', 'done']), after: After }),
    reply: Type.Object({
      rows: Type.Array(
        Type.Object({
          ...Casual.properties,
          /** Masked. */
          by: Type.String(),
          community: Type.String(),
          own: Type.Boolean(),
        }),
      ),
      next: nullable(Type.String()),
    }),
    refusals: ['list.after'],
  },
  listProjects: {
    method: 'GET',
    path: '/desk/projects',
    who: 'shifts.read',
    query: Type.Object({ ended: Type.Optional(oneOf(['yes', 'no'])) }),
    reply: Type.Object({ rows: Type.Array(ProjectRow) }),
    refusals: [],
  },
  /** Who can lead, with whom, and where, in a community. */
  listProjectChoices: {
    method: 'GET',
    path: '/desk/project-choices',
    who: 'shifts.plan',
    query: Type.Object({ community: Community }),
    reply: Type.Object({
      leads: Type.Array(Type.Object({ id: Id, name: Type.String() })),
      partners: Type.Array(Type.Object({ id: Id, name: Type.String() })),
      buildings: Type.Array(Type.Object({ id: Id, name: Type.String() })),
    }),
    refusals: ['access.not-yours'],
  },
  getProject: {
    method: 'GET',
    path: '/desk/projects/:id',
    who: 'shifts.read',
    params: one,
    reply: Type.Object({
      ...projectFields,
      id: Id,
      path: Type.String(),
      community: Type.String(),
      partnerName: nullable(Type.String()),
      building: nullable(Type.String()),
      lead: Type.String(),
      endedAt: nullable(Instant),
      shifts: Type.Array(DeskShift),
      mayPlan: Type.Boolean(),
    }),
    refusals: ['project.unknown'],
  },
  addProject: {
    method: 'POST',
    path: '/desk/projects',
    who: 'shifts.plan',
    body: Type.Object({ id: Id, path: Community, ...projectFields }, Closed),
    reply: Type.Object({ id: Id }),
    refusals: planning,
  },
  /** Shifts that are planned already stay as they are. */
  changeProject: {
    method: 'POST',
    path: '/desk/projects/:id',
    who: 'shifts.plan',
    params: one,
    body: Type.Object({ id: Id, ...projectFields }, Closed),
    reply: Type.Object({ id: Id }),
    refusals: planning,
  },
  /** Nothing is planned any more; what is planned stays until it is called off. */
  endProject: {
    method: 'POST',
    path: '/desk/projects/:id/end',
    who: 'shifts.plan',
    params: one,
    body: own,
    reply: Type.Object({ id: Id }),
    refusals: ['access.not-yours', 'project.unknown', 'project.ended', 'action.reused'],
  },
  addShift: {
    method: 'POST',
    path: '/desk/projects/:id/shifts',
    who: 'shifts.plan',
    params: one,
    body: Type.Object(
      {
        id: Id,
        day: DayField,
        begins: Hour,
        minutes: Type.Integer({ minimum: 15, maximum: 720 }),
        place: Words(60),
        buildingId: nullable(Id),
        seats: Type.Integer({ minimum: 1, maximum: 500 }),
        waiting: Type.Integer({ minimum: 0, maximum: 500 }),
      },
      Closed,
    ),
    reply: Type.Object({ id: Id }),
    refusals: [
      'access.not-yours',
      'project.unknown',
      'project.ended',
      'building.unknown',
      'shift.past',
      'shift.begins-twice',
      'action.reused',
    ],
  },
  listDeskShifts: {
    method: 'GET',
    path: '/desk/shifts',
    who: 'shifts.read',
    query: Type.Object({ list: oneOf(['coming', 'confirm', 'done']), after: After }),
    reply: Type.Object({ rows: Type.Array(DeskShift), next: nullable(Type.String()) }),
    refusals: ['list.after'],
  },
  getRoll: {
    method: 'GET',
    path: '/desk/shifts/:id',
    who: 'shifts.read',
    params: one,
    reply: Type.Object({
      ...DeskShift.properties,
      roll: Type.Array(RollRow),
      begun: Type.Boolean(),
      ended: Type.Boolean(),
      lead: Type.String(),
      mayPlan: Type.Boolean(),
      mayConfirm: Type.Boolean(),
    }),
    refusals: ['shift.unknown'],
  },
  /** Names and phones of who comes; recorded for each of them to see. */
  openRoll: {
    method: 'POST',
    path: '/desk/shifts/:id/names',
    who: 'shifts.read',
    params: one,
    body: Type.Object(
      { id: Id, purpose: oneOf(['contact', 'verify', 'visit', 'other']), words: Type.Optional(Words(200)) },
      Closed,
    ),
    reply: Type.Object({
      names: Type.Array(Type.Object({ signupId: Id, name: Type.String(), phone: nullable(Type.String()) })),
    }),
    refusals: ['shift.unknown', 'access.not-yours', 'reveal.say-why', 'action.reused'],
  },
  /** What the screen at the door shows, for some minutes ahead. */
  getDoorCodes: {
    method: 'GET',
    path: '/desk/shifts/:id/codes',
    who: 'shifts.read',
    params: one,
    reply: Type.Object({
      name: Type.String(),
      place: Type.String(),
      from: Instant,
      to: Instant,
      arrived: Type.Integer(),
      codes: Type.Array(Type.Object({ code: Type.String(), from: Instant, until: Instant, qr: Type.String() })),
    }),
    refusals: ['shift.unknown', 'shift.called-off', 'access.not-yours'],
  },
  /** `minutes` null says that somebody did not come. */
  confirmRoll: {
    method: 'POST',
    path: '/desk/shifts/:id/confirmation',
    who: 'shifts.confirm',
    params: one,
    body: Type.Object(
      {
        id: Id,
        rows: Type.Array(
          Type.Object({ signupId: Id, minutes: nullable(Type.Integer({ minimum: 1, maximum: 1440 })) }, Closed),
          { minItems: 1, maxItems: 500 },
        ),
      },
      Closed,
    ),
    reply: Type.Object({ confirmed: Type.Integer() }),
    refusals: [
      'shift.unknown',
      'shift.not-begun',
      'shift.minutes-over',
      'shift.settled',
      'service.self-confirmed',
      'credits.self-confirmed',
      'access.not-yours',
      'action.reused',
    ],
  },
  callOffShift: {
    method: 'POST',
    path: '/desk/shifts/:id/calling-off',
    who: 'shifts.plan',
    params: one,
    body: Type.Object({ id: Id, words: Words(200) }, Closed),
    reply: Type.Object({ id: Id }),
    refusals: ['shift.unknown', 'shift.begun', 'shift.called-off', 'access.not-yours', 'action.reused'],
  },
})

export type ShiftDetail = Static<typeof ShiftDetail>
export type ShiftCard = Static<typeof ShiftCard>
export type Signup = Static<typeof Signup>
export type Casual = Static<typeof Casual>
