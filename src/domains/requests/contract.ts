/**
 * Routes of requests that are not actions. Actions are routes by themselves (spec.ts):
 *   POST /api/requests                         opens      { id, ...OpenForm }                → Receipt
 *   POST /api/requests/:id/actions/:action     acts       { id, seen, ...form of the action } → Receipt
 *   GET  /api/requests/:id                     reads      :id is the matter's id or its 9-digit number → RequestDetail
 */
import Type, { type Static } from 'typebox'
import { Promised } from '#engines/matter/index.ts'
import { visibilities } from '#foundation/authority.ts'
import { DayField, defineContract, Id, Instant, nullable, oneOf } from '#lib/contract.ts'
import { dispatchContract } from './dispatch-contract.ts'
import { feedsContract } from './feeds-contract.ts'
import { proofOfRequestContract } from './proof-contract.ts'
import { Rate, ratesContract } from './rates-contract.ts'
import {
  channels,
  classes,
  emergencyCalls,
  emergencyKinds,
  kinds,
  lateAges,
  lateReasons,
  mineLists,
  states,
  supervisions,
  views,
} from './rules.ts'
import { suggestionsContract } from './suggestions-contract.ts'

const State = oneOf(states)
/** Why the community cannot do it, and where the reporter can go. */
const Refer = nullable(Type.Object({ reason: Type.String(), place: Type.String(), phone: Type.String() }))
const Count = Type.Integer({ minimum: 0 })
const Person = Type.Object({
  id: Id,
  name: Type.String(),
  phone: nullable(Type.String()),
  role: nullable(Type.String()),
})

export const RequestRow = Type.Object({
  id: Id,
  number: Type.String(),
  state: State,
  title: Type.String(),
  words: Type.String(),
  /** Estate and building, or the words of the place. Never a room. */
  place: Type.String(),
  community: Type.String(),
  category: nullable(Type.String()),
  kind: nullable(oneOf(kinds)),
  class: nullable(oneOf(classes)),
  channel: oneOf(channels),
  openedAt: Instant,
  changedAt: Instant,
  promise: nullable(Promised),
  handler: nullable(Type.String()),
  /** Others whose requests were merged into it. */
  joined: Count,
  photos: Count,
  voice: Type.Boolean(),
  waitReason: nullable(Type.String()),
  escalated: Type.Boolean(),
  /** Replied, agreed to be public, not yet approved. */
  toPublish: Type.Boolean(),
  /** The day by which somebody above asked for it. */
  supervisedUntil: nullable(Type.String()),
  /** Rated badly: the day by which it is verified and the requester called back. */
  callBackBy: nullable(Type.String()),
  /** It could not be done: the day on which the plan is looked at again. */
  planDay: nullable(Type.String()),
})
export type RequestRow = Static<typeof RequestRow>

export const FileReply = Type.Object({
  id: Id,
  kind: oneOf(['photo', 'voice']),
  type: Type.String(),
  width: nullable(Type.Integer()),
  height: nullable(Type.Integer()),
  seconds: nullable(Type.Integer()),
  public: Type.Boolean(),
})

export const StepReply = Type.Object({
  id: Id,
  at: Instant,
  /** The action's name: opened, accept, contact, wait, escalate … */
  kind: Type.String(),
  /** Name of the worker; null for the resident and for the system. */
  who: nullable(Type.String()),
  role: Type.String(),
  from: nullable(Type.String()),
  to: Type.String(),
  facts: Type.Record(Type.String(), Type.Unknown()),
  /** What was written; null when nothing was or when it was erased. */
  words: nullable(Type.Record(Type.String(), Type.Unknown())),
  /** Staff only. */
  internal: Type.Boolean(),
})

export const RequestDetail = Type.Object({
  id: Id,
  number: Type.String(),
  version: Type.Integer(),
  state: State,
  title: Type.String(),
  words: Type.String(),
  points: Type.Array(Type.String()),
  kind: nullable(oneOf(kinds)),
  category: nullable(Type.String()),
  class: nullable(oneOf(classes)),
  planYear: nullable(Type.Integer()),
  channel: oneOf(channels),
  /** The system it came from, with its number, its page and its whole text there; null when it came otherwise. */
  source: nullable(
    Type.Object({
      system: Type.String(),
      externalId: nullable(Type.String()),
      link: nullable(Type.String()),
      words: Type.String(),
      media: Type.Array(Type.String()),
    }),
  ),
  openedAt: Instant,
  changedAt: Instant,
  closedAt: nullable(Instant),
  promise: nullable(Promised),
  clocks: Type.Array(
    Type.Object({
      name: Type.String(),
      unit: oneOf(['hours', 'days', 'workdays', 'months', 'year_end']),
      amount: Type.Integer(),
      startedAt: Instant,
      promiseAt: Instant,
      dueAt: Instant,
      pausedAt: nullable(Instant),
      endedAt: nullable(Instant),
      outcome: nullable(oneOf(['met', 'late', 'replaced', 'dropped'])),
      unsure: Type.Boolean(),
      /** The deadline it was extended from: it counts on from there. */
      extendedFrom: nullable(Instant),
      /** Policy key and its source row, for "how this is counted". */
      policy: nullable(Type.String()),
      source: nullable(Type.String()),
      /** Holidays and make-up workdays between start and end that changed the count. */
      specialDays: Type.Array(Type.Object({ day: Type.String(), kind: oneOf(['off', 'work']), name: Type.String() })),
    }),
  ),
  pauses: Type.Array(
    Type.Object({
      clock: Type.String(),
      from: Instant,
      to: nullable(Instant),
      oldDue: Instant,
      newDue: nullable(Instant),
    }),
  ),
  place: Type.Object({
    path: Type.String(),
    community: Type.String(),
    communityPath: Type.String(),
    street: Type.String(),
    buildingId: nullable(Id),
    /** Estate and building. */
    building: nullable(Type.String()),
    unit: nullable(Type.Integer()),
    /** The room: to the requester; to staff only by revealing. */
    room: nullable(Type.String()),
    hasRoom: Type.Boolean(),
    words: nullable(Type.String()),
    longitude: nullable(Type.Number()),
    latitude: nullable(Type.Number()),
  }),
  visibility: oneOf(visibilities),
  /** What the desk for sealed requests passed on, where that is not what the requester wrote. */
  passedOn: nullable(Type.String()),
  mayPublish: Type.Boolean(),
  /** Whom the requester lets read it, as things stand; protected ones nobody else. */
  audience: oneOf(visibilities),
  published: nullable(Type.Object({ words: Type.String(), reply: Type.String(), at: Instant, by: Type.String() })),
  files: Type.Array(Type.Object({ ...FileReply.properties, actionId: nullable(Id) })),
  handler: nullable(Person),
  unit: nullable(Type.Object({ id: Id, name: Type.String(), phone: nullable(Type.String()) })),
  /** Whether that unit leads: it was given it, and answers. */
  leads: Type.Boolean(),
  /** Whether that was decided above, so that it cannot return it. */
  decided: Type.Boolean(),
  /** Whose officers decide who handles it, while that is disputed. */
  decides: nullable(oneOf(['street', 'city'])),
  /** For staff: units that were asked to help. */
  assists: Type.Array(
    Type.Object({
      id: Id,
      name: Type.String(),
      askedAt: Instant,
      /** Until when it was asked. */
      dueAt: nullable(Instant),
      doneAt: nullable(Instant),
      /** The answer went out without it. */
      droppedAt: nullable(Instant),
    }),
  ),
  /** The worker to call about it: the handler, else the grid worker of the place. */
  call: nullable(Person),
  takenBy: nullable(Type.String()),
  waitReason: nullable(Type.String()),
  waitUntil: nullable(Type.String()),
  refer: Refer,
  mergedInto: nullable(
    Type.Object({
      id: Id,
      number: Type.String(),
      state: State,
      promise: nullable(Promised),
      reply: nullable(Type.String()),
      refer: Refer,
    }),
  ),
  joined: Count,
  reply: nullable(Type.String()),
  repliedAt: nullable(Instant),
  confirmedBy: nullable(oneOf(['resident', 'silence'])),
  solved: nullable(oneOf(['yes', 'partly', 'no'])),
  service: nullable(Type.Integer()),
  ratingWords: nullable(Type.String()),
  firstContactAt: nullable(Instant),
  escalatedAt: nullable(Instant),
  lateReason: nullable(oneOf(lateReasons)),
  /** What somebody above asked for. */
  supervised: nullable(Type.Object({ at: Instant, reason: oneOf(supervisions), until: Type.String() })),
  /** It cannot be done yet: what will be, and when that is looked at again. */
  plan: nullable(Type.Object({ words: Type.String(), day: nullable(Type.String()) })),
  /** The most by which the running promise can be extended, in its unit; null when it cannot. */
  extension: nullable(
    Type.Object({ unit: oneOf(['hours', 'days', 'workdays', 'months', 'year_end']), most: Count, dueAt: Instant }),
  ),
  /** Last day on which a closed request can be reopened. */
  reopenUntil: nullable(Type.String()),
  steps: Type.Array(StepReply),
  /** Actions this reader may ever take: legal now, or why not. */
  actions: Type.Array(
    Type.Object({
      action: Type.String(),
      allowed: Type.Boolean(),
      why: nullable(Type.Object({ code: Type.String(), facts: Type.Record(Type.String(), Type.Unknown()) })),
    }),
  ),
  /** Whether the reader is the requester. */
  mine: Type.Boolean(),
  /** Whose it is, to a helper who reads it. */
  helping: nullable(Type.String()),
  /** For the requester: how often masked fields were opened for this request. */
  readings: nullable(Count),
  /** For staff: the reporter, masked. */
  reporter: nullable(
    Type.Object({
      name: Type.String(),
      phoneTail: nullable(Type.String()),
      address: nullable(Type.String()),
      mayReveal: Type.Boolean(),
    }),
  ),
  /** For staff: requests merged into this one, and others that may be the same: of the building, and alike ones of the community. */
  merged: Type.Array(Type.Object({ id: Id, number: Type.String(), title: Type.String() })),
  nearby: Type.Array(
    Type.Object({
      id: Id,
      number: Type.String(),
      title: Type.String(),
      state: State,
      openedAt: Instant,
      open: Type.Boolean(),
      at: oneOf(['building', 'community']),
      /** Estate and building, or the words of the place. */
      place: Type.String(),
      /** What the share of pieces the two texts have in common means; null when they have little. */
      alike: nullable(oneOf(['very', 'some'])),
    }),
  ),
  /** How many others of the building there were in these days; `nearby` holds the newest of them. */
  ofBuilding: Type.Object({ count: Count, days: Type.Integer() }),
})
export type RequestDetail = Static<typeof RequestDetail>

export const Receipt = Type.Object({
  id: Id,
  number: Type.String(),
  state: State,
  version: Type.Integer(),
})
export type Receipt = Static<typeof Receipt>

export const BoardCard = Type.Object({
  /** For residents of the community alone. */
  neighbours: Type.Boolean(),
  number: Type.String(),
  words: Type.String(),
  reply: Type.String(),
  place: Type.String(),
  category: nullable(Type.String()),
  state: oneOf(['replied', 'confirmed', 'closed']),
  openedAt: Instant,
  repliedAt: Instant,
  /** Natural days from submission to reply; 0 is the same day. */
  days: Count,
  photos: Type.Array(Id),
})

/** Numbers of the overview that open their records; each has a name under `desk.figure.` */
export const figures = [
  'open',
  'due_today',
  'late',
  'waiting',
  'first_response',
  'first_response_pending',
  'first_contact_met',
  'first_contact_counted',
  'solved',
  'solved_counted',
  'satisfied',
  'satisfied_counted',
  'silent',
  'answered',
  'opened',
  'reported',
  'handled',
  'unrated',
  'responded_pending',
  'responded_excluded',
  'solved_excluded',
  'satisfied_excluded',
] as const

/** Filters of the inbox and of every number that opens its records. */
export const InboxQuery = Type.Object({
  view: oneOf(views),
  path: Type.Optional(Type.String({ pattern: '^[0-9]{4,16}$' })),
  state: Type.Optional(State),
  class: Type.Optional(oneOf([...classes, 'none'])),
  category: Type.Optional(Type.String({ maxLength: 40 })),
  channel: Type.Optional(oneOf(channels)),
  building: Type.Optional(Id),
  estate: Type.Optional(Id),
  /** What this unit was given to lead. */
  unit: Type.Optional(Id),
  /** What an overview number counts: opened from/to (days), of `handled` answered from/to; and one of its figures. */
  from: Type.Optional(DayField),
  to: Type.Optional(DayField),
  figure: Type.Optional(oneOf(figures)),
  lateReason: Type.Optional(oneOf([...lateReasons, 'none'])),
  /** The late ones of an age: `from` of one of the overview's lateAges, in working days. */
  lateAge: Type.Optional(oneOf(lateAges.map(({ from }) => String(from)))),
  after: Type.Optional(Type.String({ maxLength: 120 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
})
export type InboxQuery = Static<typeof InboxQuery>

export const requestsContract = defineContract({
  ...feedsContract,
  ...dispatchContract,
  ...proofOfRequestContract,
  ...ratesContract,
  ...suggestionsContract,
  listInbox: {
    method: 'GET',
    path: '/desk/requests',
    who: 'requests.desk',
    query: InboxQuery,
    reply: Type.Object({
      rows: Type.Array(RequestRow),
      /** Opaque; absent at the end. */
      next: nullable(Type.String()),
      /** 1,000 stands for that many or more, except behind a figure. */
      total: Count,
    }),
    refusals: ['list.after'],
  },
  /** How many each view holds; 1,000 stands for that many or more. */
  countInbox: {
    method: 'GET',
    path: '/desk/counts',
    who: 'requests.desk',
    query: Type.Object({ path: Type.Optional(Type.String({ pattern: '^[0-9]{4,16}$' })) }),
    reply: Type.Object(
      Object.fromEntries(views.map((view) => [view, Count])) as Record<(typeof views)[number], typeof Count>,
    ),
    refusals: [],
  },
  searchDesk: {
    method: 'POST',
    path: '/desk/search',
    who: 'requests.desk',
    /** A number, the pinyin or initials of a name, the last four digits of a phone, or a room ("12-2-502", "502"). */
    body: Type.Object({ words: Type.String({ minLength: 1, maxLength: 40 }) }, { additionalProperties: false }),
    reply: Type.Object({
      requests: Type.Array(RequestRow),
      people: Type.Array(
        Type.Object({
          id: Id,
          name: Type.String(),
          phoneTail: nullable(Type.String()),
          address: nullable(Type.String()),
          open: Count,
        }),
      ),
    }),
    refusals: [],
  },
  listTemplates: {
    method: 'GET',
    path: '/desk/templates',
    who: 'requests.desk',
    reply: Type.Object({
      templates: Type.Array(
        Type.Object({ id: Id, category: nullable(Type.String()), title: Type.String(), words: Type.String() }),
      ),
    }),
    refusals: [],
  },
  listHandlers: {
    method: 'GET',
    path: '/requests/:id/handlers',
    who: 'requests.desk',
    params: Type.Object({ id: Id }),
    reply: Type.Object({
      people: Type.Array(
        Type.Object({ id: Id, name: Type.String(), role: Type.String(), place: Type.String(), open: Count }),
      ),
      units: Type.Array(Type.Object({ id: Id, name: Type.String(), kind: Type.String() })),
      /** To whom its category is usually given, when the dispatch catalogue says so and such a unit is there. */
      usual: nullable(Type.Object({ unitId: Id, name: Type.String(), days: Type.String(), note: Type.String() })),
    }),
    refusals: ['matter.unknown', 'access.not-yours'],
  },
  revealReporter: {
    method: 'POST',
    path: '/requests/:id/reveal',
    who: 'requests.reveal',
    params: Type.Object({ id: Id }),
    body: Type.Object(
      {
        id: Id,
        purpose: oneOf(['contact', 'verify', 'visit', 'other']),
        words: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
      },
      { additionalProperties: false },
    ),
    reply: Type.Object({
      name: Type.String(),
      phone: nullable(Type.String()),
      address: nullable(Type.String()),
      room: nullable(Type.String()),
      until: Instant,
    }),
    refusals: ['matter.unknown', 'access.not-yours', 'reveal.say-why', 'action.reused'],
  },
  listTerritoryNumbers: {
    method: 'GET',
    path: '/overview',
    who: 'requests.overview',
    query: Type.Object({
      path: Type.Optional(Type.String({ pattern: '^[0-9]{4,16}$' })),
      from: DayField,
      to: DayField,
    }),
    reply: Type.Object({
      path: Type.String(),
      name: Type.String(),
      level: Type.String(),
      /** Product time of the figures. */
      at: Instant,
      open: Count,
      dueToday: Count,
      late: Count,
      /** Working days of the one that is late longest; null when none is late. */
      latestWorkdays: nullable(Type.Integer()),
      waiting: Count,
      firstResponse: Type.Object({
        /** Mean wall-clock hours over answered and unanswered requests; null when none was opened. */
        meanHours: nullable(Type.Number()),
        n: Count,
        targetHours: Type.Number(),
        pending: Count,
        pendingMeanHours: nullable(Type.Number()),
      }),
      responded: Rate,
      solved: Rate,
      satisfied: Rate,
      /** Confirmed by silence or not yet answered by the resident: in no rate. */
      silent: Count,
      rateNMin: Type.Integer(),
      lateReasons: Type.Array(Type.Object({ reason: nullable(Type.String()), count: Count })),
      lateAges: Type.Array(Type.Object({ from: Type.Integer(), to: nullable(Type.Integer()), count: Count })),
      repeatDays: Type.Integer(),
      repeatMin: Type.Integer(),
      /** Since this day, today included. */
      repeatFrom: DayField,
      repeats: Type.Array(
        Type.Object({
          buildingId: Id,
          place: Type.String(),
          community: Type.String(),
          category: Type.String(),
          count: Count,
          people: Count,
          last: Instant,
        }),
      ),
      areas: Type.Array(
        Type.Object({
          path: Type.String(),
          name: Type.String(),
          open: Count,
          late: Count,
          opened: Count,
          meanHours: nullable(Type.Number()),
          solved: Rate,
        }),
      ),
    }),
    refusals: ['territory.unknown', 'access.not-yours', 'overview.days'],
  },
  /** Keeps a photo (re-encoded, without location data) or a voice message; the same id twice is one file. */
  keepFile: {
    method: 'POST',
    path: '/files/:id',
    who: 'signed-in',
    params: Type.Object({ id: Id }),
    query: Type.Object({
      kind: oneOf(['photo', 'voice']),
      seconds: Type.Optional(Type.Integer({ minimum: 0, maximum: 3600 })),
    }),
    receives: {
      types: [
        'image/jpeg',
        'image/png',
        'image/webp',
        'image/heic',
        'image/heif',
        'audio/webm',
        'audio/ogg',
        'audio/mp4',
        'audio/mpeg',
        'application/octet-stream',
      ],
      max: 12_000_000,
    },
    reply: FileReply,
    refusals: ['file.heic', 'file.broken', 'file.type', 'file.too-long', 'file.too-many', 'action.reused'],
    perMinute: 60,
  },
  getFile: {
    method: 'GET',
    path: '/files/:id',
    who: 'anyone',
    params: Type.Object({ id: Id }),
    sends: 'bytes',
    reply: Type.Unknown(),
    refusals: ['file.unknown'],
  },
  listCategories: {
    method: 'GET',
    path: '/request-categories',
    who: 'anyone',
    reply: Type.Object({ categories: Type.Array(Type.String()) }),
    refusals: [],
  },
  suggestCategories: {
    method: 'POST',
    path: '/request-categories/suggestions',
    who: 'anyone',
    body: Type.Object(
      {
        words: Type.String({ maxLength: 500 }),
        /** Where it is, so that what neighbours reported there is found too. */
        community: Type.Optional(Type.String({ pattern: '^[0-9]{12}$' })),
        buildingId: Type.Optional(Id),
      },
      { additionalProperties: false },
    ),
    reply: Type.Object({
      /** At most three category codes, best first; catalogue key of a label is `category.CODE`. */
      categories: Type.Array(Type.String()),
      /** Open ones of the same themes that may be joined, at most three: nothing of what was written, place to the estate. */
      similar: Type.Array(
        Type.Object({
          id: Id,
          category: Type.String(),
          /** Estate, else community. */
          place: Type.String(),
          since: Type.String(),
          /** Others who joined; null when fewer than may be shown. */
          joined: nullable(Count),
          few: Count,
          state: State,
        }),
      ),
    }),
    refusals: [],
    perMinute: 120,
  },
  listEmergencies: {
    method: 'GET',
    path: '/emergencies',
    who: 'anyone',
    /** A page looks for the words by itself (findEmergencies in rules.ts); what somebody writes is not sent for it. */
    reply: Type.Object({
      emergencies: Type.Array(
        Type.Object({
          kind: oneOf(emergencyKinds),
          words: Type.Array(Type.String()),
          /** Codes of `numbers`, likeliest first; what to do is the catalogue's `emergency.do.KIND`. */
          calls: Type.Array(oneOf(emergencyCalls)),
        }),
      ),
      takenBack: Type.Object({ before: Type.String(), after: Type.String() }),
      /** Those the city has; catalogue key of a name is `number.CODE`. */
      numbers: Type.Array(Type.Object({ code: oneOf(emergencyCalls), phone: Type.String() })),
    }),
    refusals: [],
  },
  previewPromise: {
    method: 'GET',
    path: '/requests/promise',
    who: 'anyone',
    query: Type.Object({ community: Type.Optional(Type.String({ pattern: '^[0-9]{12}$' })) }),
    /** What would be promised if it were submitted now; whether somebody of the independent desk hears this community. */
    reply: Type.Object({ at: Instant, workdays: Type.Integer(), unsure: Type.Boolean(), heardApart: Type.Boolean() }),
    refusals: [],
  },
  listMine: {
    method: 'GET',
    path: '/my/requests',
    who: 'signed-in',
    /** `of` is a person whom the reader helps and may read for. */
    query: Type.Object({ after: Type.Optional(Type.String({ maxLength: 120 })), of: Type.Optional(Id) }),
    /** What is not done comes first, then what is; each newest first. */
    reply: Type.Object({
      rows: Type.Array(Type.Object({ ...RequestRow.properties, news: Type.Boolean(), list: oneOf(mineLists) })),
      /** Opaque; null at the end. */
      next: nullable(Type.String()),
      /** How many there are in each list, shown or not. */
      counts: Type.Object({ open: Count, confirm: Count, done: Count }),
    }),
    refusals: ['list.after', 'access.not-yours'],
  },
  track: {
    method: 'POST',
    path: '/track',
    who: 'anyone',
    body: Type.Object(
      { number: Type.String({ maxLength: 20 }), tail: Type.String({ maxLength: 8 }) },
      { additionalProperties: false },
    ),
    reply: Type.Object({
      number: Type.String(),
      state: State,
      title: Type.String(),
      promise: nullable(Promised),
      handler: nullable(Type.String()),
      waitReason: nullable(Type.String()),
      reply: nullable(Type.String()),
      refer: Refer,
      steps: Type.Array(Type.Object({ at: Instant, kind: Type.String(), who: nullable(Type.String()) })),
      phone: nullable(Type.String()),
    }),
    refusals: ['track.not-found'],
    perMinute: 20,
  },
  listBoard: {
    method: 'GET',
    path: '/board',
    who: 'anyone',
    query: Type.Object({
      path: Type.String({ pattern: '^[0-9]{4,16}$' }),
      category: Type.Optional(Type.String({ maxLength: 40 })),
      month: Type.Optional(Type.String({ pattern: '^2\\d{3}-(0[1-9]|1[0-2])$' })),
      after: Type.Optional(Type.String({ maxLength: 120 })),
    }),
    reply: Type.Object({
      cards: Type.Array(BoardCard),
      next: nullable(Type.String()),
      /** Figures of the last 30 days; null when fewer than the public minimum. */
      opened: nullable(Count),
      answered: nullable(Count),
      few: Type.Integer(),
      meanHours: nullable(Type.Number()),
      months: Type.Array(Type.String()),
      categories: Type.Array(Type.String()),
    }),
    refusals: ['list.after'],
  },
})
