/**
 * A resident's request: its states, clocks, actions and who may act (C03).
 * The table of states is `states` and each action's `from` and `to`; screens, routes and tests read it from here.
 * Contact is a fact that can happen in any open state, several times. Read next: rules.ts, contract.ts, store.ts.
 */
import Type from 'typebox'
import { type Moment, matterOf, type RunningClock, type Tell } from '#engines/matter/index.ts'
import {
  definePermissions,
  type Given,
  grantFor,
  type Help,
  holds,
  type Permission,
  type Role,
  unitsOf,
  type Visibility,
} from '#foundation/authority.ts'
import { definePolicies, type Policies } from '#foundation/policy/policy.ts'
import { DayField, Id, oneOf } from '#lib/contract.ts'
import { addDays, dayOf, dueAfter, isDay } from '#lib/days.ts'
import type { Facts } from '#lib/refusal.ts'
import {
  audienceOf,
  audiences,
  type Channel,
  type Class,
  classes,
  clockOfClass,
  contactWays,
  isProtected,
  type Kind,
  kinds,
  lastReopenDay,
  lateReasons,
  type Outcome,
  openPoints,
  outcomes,
  ownerLevels,
  referGrounds,
  returnGrounds,
  type Supervision,
  splitPoints,
  states,
  supervisions,
  titleOf,
  unanswered,
  whoDecides,
} from './rules.ts'

export const requestPolicies = definePolicies({
  'request.first_contact_hours': { value: 24, unit: 'hours', source: 'BJ-15', most: 72 },
  'request.answer_workdays': { value: 5, unit: 'workdays', source: 'WF-20', most: 60 },
  'matter.urgent_due_days': { value: 7, unit: 'days', source: 'S2-15', most: 30 },
  'matter.key_due_months': { value: 1, unit: 'months', source: 'S2-15', most: 12 },
  'matter.warn_percent': { value: [50, 80], unit: 'percent', source: 'S2-15' },
  'request.silence_days': { value: 7, unit: 'days', source: 'house', least: 3, most: 60 },
  'request.objection_days': { value: 3, unit: 'days', source: 'house', most: 60 },
  'request.reopen_days': { value: 30, unit: 'days', source: 'house' },
  'request.extension_percent': { value: 100, unit: 'percent', source: 'BJ-15', most: 300 },
  'request.alike_days': { value: 30, unit: 'days', source: 'house', least: 1, most: 90 },
  'request.suggested_days': { value: 90, unit: 'days', source: 'house', least: 7, most: 366 },
  'request.callback_tries': { value: 3, unit: 'count', source: 'house', least: 1, most: 10 },
  'request.bad_rating_workdays': { value: 15, unit: 'workdays', source: 'GB39734', most: 60 },
  'request.promise_hour': { value: 18, unit: 'hour_of_day', source: 'house', least: 8 },
  'requests.first_response_mean_hours': { value: 12, unit: 'hours', source: 'S3-45' },
  'request.photos_max': { value: 5, unit: 'count', source: 'house', most: 5 },
  'public.rate_n_min': { value: 30, unit: 'count', source: 'house', least: 10 },
  'public.count_min': { value: 5, unit: 'count', source: 'U34', least: 3 },
  'request.return_workdays': { value: 1, unit: 'workdays', source: 'WF-22', most: 5 },
  'request.decide_workdays': { value: 1, unit: 'workdays', source: 'house', most: 5 },
  'request.reveal_minutes': { value: 5, unit: 'minutes', source: 'house', most: 30 },
})

const desk = ['grid_worker', 'community_desk', 'community_head', 'street_officer'] as const
/** The desk outside the units it hears about. */
const sealed = ['integrity_officer'] as const
const handles: Permission = { roles: desk, sealed }
/** That desk alone. */
const forSealed: Permission = { roles: [], sealed }
/** Who gives it to units; what is sealed is given to none. */
const gives: Permission = { roles: desk }
/** Who works on it: the desks of its place, and the unit that leads. */
const works: Permission = { roles: [...desk, 'unit_officer'], sealed }
/** The same, and what a unit that assists may do too. */
const helpsOn: Permission = { ...works, assists: true }
const unitLeads: Permission = { roles: ['unit_officer'] }
const unitAssists: Permission = { roles: ['unit_officer'], assists: true }
/** Who decides what units do not agree on; which of them is a matter of how high. @source BJ-12 */
const decides: Permission = { roles: ['street_officer', 'city_officer'] }
/** Who may give an answer more time: not the worker whose promise it is. */
const above: Permission = { roles: ['community_head', 'street_officer', 'city_officer'] }
/** Who calls back and sends back: the desk and those above it, and nobody about their own answer. */
const calls: Permission = { roles: ['community_desk', 'community_head', 'street_officer', 'city_officer'], sealed }
const requesterOnly: Permission = { roles: [], own: true }
/** The requester, and a helper whom the requester let do this. */
const requesterOr = (help: Help): Permission => ({ roles: [], own: true, help })

/** Every permission of the domain. An action's name is its permission; the rest are for reading and taking in. */
export const requestPermissions = definePermissions({
  'requests.read': { roles: [...desk, 'city_officer', 'unit_officer'], own: true, help: 'read', assists: true, sealed },
  // in somebody's name, by a helper
  'requests.reportFor': { roles: [], own: true, help: 'report' },
  'requests.desk': { roles: [...desk, 'city_officer', 'unit_officer'], assists: true, sealed },
  // all that was said of it, also what was not passed on with it
  'requests.whole': {
    roles: [...desk, 'city_officer', 'unit_officer'],
    own: true,
    help: 'read',
    assists: true,
    sealed,
    identity: true,
  },
  // whose it is before it is given to somebody
  'requests.first': { roles: ['grid_worker', 'community_desk'], sealed },
  'requests.takeIn': { roles: desk, sealed },
  'requests.reveal': { ...works, identity: true },
  'requests.sealed': forSealed,
  'requests.dispatch': gives,
  'requests.decide': decides,
  'requests.overview': { roles: ['community_head', 'street_officer', 'city_officer'] },
  // to leave a request out of a rate: proposed by who knows it, decided above
  'rates.propose': { roles: desk },
  'rates.decide': { roles: ['community_head', 'street_officer', 'city_officer'] },
})

/** The domain's row, as JSON. */
export interface RequestForm {
  requester_id: string
  taken_by: string | null
  channel: Channel
  kind: Kind | null
  category: string | null
  class: Class | null
  classified_at: string | null
  plan_year: number | null
  title: string
  words: string
  points: string[]
  building_id: string | null
  unit: number | null
  room: string | null
  place_words: string | null
  longitude: number | null
  latitude: number | null
  handler_id: string | null
  unit_id: string | null
  /** When that unit was given it to lead; null when it only helps. */
  dispatched_at: string | null
  dispatched_by: string | null
  /** Length of the path of the place for which it was dispatched or asked above. */
  dispatched_from: number | null
  returned_by: string | null
  /** When somebody above decided: the unit cannot return it. */
  decided_at: string | null
  /** Length of the path of the place whose officers decide. */
  decides: number | null
  /** The unit that leads, and those that assist or did. */
  leads: string | null
  assist: string[] | null
  /** Those that were asked to assist and have not answered. */
  assist_open: string[] | null
  /** Length of the path of the unit's place. */
  unit_length: number | null
  wait_reason: string | null
  wait_until: string | null
  merged_into: string | null
  /** The worker who is told instead of a requester whose account is closed. */
  contact_id: string | null
  first_contact_at: string | null
  first_contact_by: string | null
  replied_at: string | null
  reply: string | null
  refer: { reason: string; place: string; phone: string } | null
  confirmed_by: 'resident' | 'silence' | null
  solved: 'yes' | 'partly' | 'no' | null
  service: number | null
  rating_words: string | null
  rated_at: string | null
  /** Its words were erased: over their time, or with their person. */
  erased_at: string | null
  escalated_at: string | null
  late_reason: string | null
  extended_at: string | null
  outcome: Outcome | null
  plan: string | null
  plan_on: string | null
  supervised_at: string | null
  supervision: Supervision | null
  supervised_until: string | null
  called_at: string | null
  replied_by: string | null
  call_tries: number
  may_publish: boolean
  neighbours_only: boolean
  public_words: string | null
  public_reply: string | null
  published_at: string | null
  published_by: string | null
  /** Requests merged into this one and whose they are. */
  followers: { person: string; matter: string }[]
  /** When the request it was merged into ended. */
  main_closed_at: string | null
  /** Whether its requester joined it to another; not so when a desk merged it. */
  joined: boolean
  /** Whether a voice message is attached. */
  voice: boolean
}

const Words = (max: number) => Type.String({ minLength: 1, maxLength: max, pattern: '\\S' })
const OptionalWords = (max: number) => Type.Optional(Type.String({ maxLength: max }))
const Closed = { additionalProperties: false }
const Files = Type.Optional(Type.Array(Id, { maxItems: 6, uniqueItems: true }))

/** Where it is: a building of the picker, or words, or a position the resident gave. */
export const PlaceForm = Type.Object(
  {
    community: Type.String({ pattern: '^[0-9]{12}$' }),
    buildingId: Type.Optional(Id),
    unit: Type.Optional(Type.Integer({ minimum: 1, maximum: 40 })),
    room: Type.Optional(Type.String({ minLength: 1, maxLength: 12 })),
    words: OptionalWords(100),
    longitude: Type.Optional(Type.Number({ minimum: -180, maximum: 180 })),
    latitude: Type.Optional(Type.Number({ minimum: -90, maximum: 90 })),
  },
  Closed,
)

/** What a resident sends, and what a worker sends for a resident. */
export const OpenForm = Type.Object(
  {
    words: Type.String({ maxLength: 500 }),
    place: PlaceForm,
    files: Files,
    kind: Type.Optional(oneOf(kinds)),
    category: Type.Optional(Type.String({ maxLength: 40 })),
    /** Sealed: for the desk outside the units it is about. */
    visibility: oneOf([...audiences, 'sealed']),
    /** The person a helper reports for. */
    for: Type.Optional(Id),
    /** For a worker who reports for somebody: how it came, who it is, how they agreed. */
    behalf: Type.Optional(
      Type.Object(
        {
          channel: oneOf(['phone', 'visit', 'paper', 'chat', 'door'] as const),
          personId: Type.Optional(Id),
          name: Type.Optional(Words(60)),
          phone: Type.Optional(Type.String({ maxLength: 20 })),
          consent: oneOf(['voice', 'paper'] as const),
        },
        Closed,
      ),
    ),
  },
  Closed,
)

const forms = {
  accept: Type.Object(
    {
      kind: Type.Optional(oneOf(kinds)),
      category: Type.Optional(Type.String({ maxLength: 40 })),
      /** What was suggested first while it was chosen, by which model; null when nothing was. */
      suggested: Type.Optional(
        Type.Object(
          {
            version: Type.Integer({ minimum: 1, maximum: 2_000_000_000 }),
            category: Type.Union([Type.String({ maxLength: 40, pattern: '^[a-z_]+$' }), Type.Null()]),
          },
          Closed,
        ),
      ),
    },
    Closed,
  ),
  /** Without grounds it is somebody else's. */
  refer: Type.Object(
    { grounds: Type.Optional(oneOf(referGrounds)), reason: Words(200), place: Words(100), phone: Words(30) },
    Closed,
  ),
  /** What the units may know: words of the desk, where it is, and which photos. */
  pass_on: Type.Object(
    {
      words: Words(500),
      place: OptionalWords(100),
      keepBuilding: Type.Boolean(),
      photos: Type.Array(Id, { maxItems: 20, uniqueItems: true }),
    },
    Closed,
  ),
  merge: Type.Object({ into: Id }, Closed),
  unmerge: Type.Object({ reason: Words(200) }, Closed),
  join: Type.Object({ into: Id }, Closed),
  leave: Type.Object({}, Closed),
  classify: Type.Object(
    { class: oneOf(classes), planYear: Type.Optional(Type.Integer({ minimum: 2000, maximum: 2200 })) },
    Closed,
  ),
  reclassify: Type.Object(
    {
      class: oneOf(classes),
      planYear: Type.Optional(Type.Integer({ minimum: 2000, maximum: 2200 })),
      reason: Words(200),
    },
    Closed,
  ),
  assign: Type.Object({ handlerId: Id, unitId: Type.Optional(Id) }, Closed),
  dispatch: Type.Object({ unitId: Id, words: OptionalWords(200) }, Closed),
  receive: Type.Object({}, Closed),
  give_back: Type.Object({ grounds: oneOf(returnGrounds), words: Words(300), suggests: Type.Optional(Id) }, Closed),
  ask_above: Type.Object({ words: Words(300) }, Closed),
  /** `rule`: what it says of the next one like it, without persons. */
  decide: Type.Object({ unitId: Id, words: Words(300), rule: OptionalWords(200) }, Closed),
  ask_assist: Type.Object({ unitId: Id, words: Words(300), days: Type.Integer({ minimum: 1, maximum: 30 }) }, Closed),
  assist_done: Type.Object({ words: Words(500) }, Closed),
  start: Type.Object({}, Closed),
  contact: Type.Object({ way: oneOf(contactWays), reached: Type.Boolean(), words: OptionalWords(300) }, Closed),
  progress: Type.Object({ words: Words(500), files: Files }, Closed),
  note: Type.Object({ words: Words(500) }, Closed),
  transcribe: Type.Object({ words: Words(500) }, Closed),
  list_points: Type.Object({ points: Type.Array(Words(100), { minItems: 1, maxItems: 8 }) }, Closed),
  wait: Type.Object({ reason: Words(60), until: DayField }, Closed),
  resume: Type.Object({ words: OptionalWords(200) }, Closed),
  explain_late: Type.Object({ reason: oneOf(lateReasons), words: Words(200) }, Closed),
  /** In the unit of the promise: days, working days, months. */
  extend: Type.Object({ by: Type.Integer({ minimum: 1, maximum: 60 }), reason: Words(200) }, Closed),
  supervise: Type.Object({ reason: oneOf(supervisions), words: Words(300), until: DayField }, Closed),
  reply: Type.Object(
    {
      words: Words(1000),
      answered: Type.Array(Type.Integer({ minimum: 0, maximum: 20 }), { maxItems: 20, uniqueItems: true }),
      omitted: Type.Array(
        Type.Object({ point: Type.Integer({ minimum: 0, maximum: 20 }), reason: Words(200) }, Closed),
        {
          maxItems: 20,
        },
      ),
      files: Files,
      /** Why it goes out without the units that were asked to assist and have not answered. */
      withoutAssist: OptionalWords(200),
      /** Done when absent. */
      outcome: Type.Optional(oneOf(outcomes)),
      plan: OptionalWords(500),
      planDay: Type.Optional(DayField),
    },
    Closed,
  ),
  /** What the requester says on the phone, when reached. */
  call_back: Type.Object(
    {
      reached: Type.Boolean(),
      solved: Type.Optional(oneOf(['yes', 'partly', 'no'] as const)),
      service: Type.Optional(oneOf([1, 2, 3, 4, 5] as const)),
      words: OptionalWords(300),
    },
    Closed,
  ),
  send_back: Type.Object({ words: Words(500) }, Closed),
  publish: Type.Object(
    { words: Words(500), reply: Words(1000), photos: Type.Array(Id, { maxItems: 6, uniqueItems: true }) },
    Closed,
  ),
  unpublish: Type.Object({ reason: Words(200) }, Closed),
  add: Type.Object({ words: Words(500), files: Files }, Closed),
  confirm: Type.Object(
    {
      solved: oneOf(['yes', 'partly'] as const),
      service: Type.Optional(oneOf([1, 2, 3, 4, 5] as const)),
      words: OptionalWords(300),
    },
    Closed,
  ),
  rate: Type.Object({ service: oneOf([1, 2, 3, 4, 5] as const), words: OptionalWords(300) }, Closed),
  reopen: Type.Object(
    { words: Words(500), service: Type.Optional(oneOf([1, 2, 3, 4, 5] as const)), files: Files },
    Closed,
  ),
  object: Type.Object({ words: Words(500) }, Closed),
  withdraw: Type.Object({ reason: OptionalWords(200) }, Closed),
  set_visibility: Type.Object({ visibility: oneOf(audiences) }, Closed),
  warn: Type.Object({}, Closed),
  escalate: Type.Object({}, Closed),
  remind: Type.Object({}, Closed),
  receive_by_silence: Type.Object({}, Closed),
  raise: Type.Object({}, Closed),
  assist_late: Type.Object({}, Closed),
  confirm_by_silence: Type.Object({}, Closed),
  close: Type.Object({}, Closed),
  gain: Type.Object({}, Closed),
  lose: Type.Object({}, Closed),
}

const toRequester =
  (key: string, facts: Facts = {}) =>
  (matter: { form: RequestForm }): Tell[] => [
    // whoever closed the account reads nothing any more
    ...(matter.form.contact_id ? [] : [{ person: matter.form.requester_id, key, facts, helpers: true as const }]),
    // about their own request: this one's number and words are another person's
    ...matter.form.followers.map(({ person, matter: about }): Tell => ({ person, key, about, facts, helpers: true })),
  ]

/** For how many days the requester was waited for: those that were promised then, whatever the rule is today. */
const daysOfSilence = ({ clocks }: { clocks: readonly RunningClock[] }) => ({
  n: clocks.find(({ name, endedAt }) => name === 'silence' && !endedAt)?.amount ?? 0,
})

/** Roles of the place; of what is sealed only the independent desk hears. @source BJ-8 */
export const toRoles = (visibility: Visibility, key: string, ...roles: Role[]): Tell[] =>
  (visibility === 'sealed' ? sealed : roles).map((role) => ({ role, key }))

const toHandlers =
  (key: string) =>
  ({ form: { handler_id, leads }, visibility }: { form: RequestForm; visibility: Visibility }): Tell[] => {
    if (handler_id) return [{ person: handler_id, key }]
    return leads ? [{ unit: leads, key }] : toRoles(visibility, key, 'grid_worker', 'community_desk')
  }

const attach = (files: readonly string[] | undefined, actor: Moment['actor']) =>
  files && files.length > 0 && actor
    ? [
        {
          name: 'f',
          text: (bind: (value: unknown) => string) =>
            `update file set matter_id = m.id, action_id = a.id from m, a
             where file.id = any(${bind(files)}::uuid[]) and made_by = ${bind(actor.personId)}::uuid and matter_id is null`,
        },
      ]
    : []

/** The first time that a named person reached the requester; what comes later changes nothing. */
const firstContact = (form: RequestForm, now: Date, actor: Moment['actor']) =>
  form.first_contact_at || form.replied_at ? {} : { first_contact_at: now, first_contact_by: actor?.personId ?? null }

const rating = (input: { service?: number | undefined; words?: string | undefined }, moment: Moment) =>
  input.service ? { service: input.service, rating_words: input.words?.trim() || null, rated_at: moment.now } : {}

/** It no longer follows because its requester joined. */
const leftJoin = (now: Date) => ({
  name: 'l',
  text: (bind: (value: unknown) => string) =>
    `update request_join set left_at = ${bind(now)}::timestamptz from m where matter_id = m.id and left_at is null`,
})

/** What was merged into it before it was itself merged goes back with it, however many steps away. */
const bringBack = (into: string | null) => ({
  name: 'j',
  text: (bind: (value: unknown) => string) =>
    `update request set merged_into = m.id from m where merged_into = ${bind(into)}::uuid and matter_id in (
       with recursive follower as (
         select r.matter_id, (select a.facts ->> 'into' from action a where a.subject_id = r.matter_id
             and a.kind in ('request.merge', 'request.join') order by a.version desc limit 1)::uuid as via
         from request r where r.merged_into = ${bind(into)}::uuid),
       own as (
         select f.matter_id from follower f join m on f.via = m.id
         union select f.matter_id from follower f join own on f.via = own.matter_id)
       select matter_id from own)`,
})

const tooLateToReopen = (matter: { form: RequestForm; closedAt: Date | null }, { now, policies }: Moment) => {
  if (!matter.closedAt) return undefined
  const last = lastReopenDay(matter.closedAt, policies.number('request.reopen_days'))
  return dayOf(now) > last ? { code: 'request.reopen-too-late', facts: { last } } : undefined
}

/** Whose it is to decide, by how high they stand. */
const toDecide = (length: number | null): Tell[] => [
  { role: length === ownerLevels.city ? 'city_officer' : 'street_officer', key: 'notice.to-decide' },
]

/** What is with a unit is that unit's: it answers, or returns it, or somebody above decides. @source BJ-14 */
function withUnit({ form }: { form: RequestForm }) {
  return form.leads ? { code: 'request.with-unit' } : undefined
}

const givenTo = (unitId: string, { now }: Moment) => ({ unit_id: unitId, handler_id: null, dispatched_at: now })

/** Length of the path of the place for which somebody acts; null when it is for a unit or for nobody. */
function placeOf(matter: Given & { path: string }, { actor }: Moment, permission = handles): number | null {
  const grant = actor && grantFor(actor, permission, matter)
  return grant && grant.unit === undefined ? grant.path.length : null
}

const standing = (matter: Given & { path: string }, moment: Moment) => ({
  dispatched_by: moment.actor?.personId ?? null,
  dispatched_from: placeOf(matter, moment),
})

/** How high it goes when somebody asks above. */
function askedOf(matter: Given & { path: string; form: RequestForm }, moment: Moment): number {
  return whoDecides(placeOf(matter, moment), matter.form.leads ? matter.form.unit_length : null)
}

/** The units of the actor's that are asked to assist and have not answered. */
function assisting({ form }: { form: RequestForm }, { actor }: Moment): string[] {
  const own = actor ? unitsOf(actor, unitAssists) : []
  return (form.assist_open ?? []).filter((unit) => own.includes(unit))
}

export const request = matterOf<RequestForm>()({
  kind: 'request',
  table: 'request',
  also: `jsonb_build_object(
    'followers', coalesce((select jsonb_agg(jsonb_build_object('person', r.requester_id, 'matter', r.matter_id) order by r.matter_id)
      from request r where r.merged_into = m.id), '[]'),
    'main_closed_at', (select x.closed_at from matter x where x.id = d.merged_into),
    'joined', d.merged_into is not null and exists (select from request_join j where j.matter_id = m.id and j.left_at is null),
    'voice', exists (select from file f where f.matter_id = m.id and f.kind = 'voice'),
    'leads', case when d.dispatched_at is not null then d.unit_id end,
    'unit_length', (select length(o.path) from organisation o where o.id = d.unit_id),
    'assist', (select jsonb_agg(s.unit_id) from assist s where s.matter_id = m.id),
    'assist_open', (select jsonb_agg(s.unit_id) from assist s where s.matter_id = m.id and s.done_at is null and s.dropped_at is null))`,
  states: {
    submitted: {},
    accepted: {},
    classified: {},
    assigned: {},
    // given to a unit that has not taken it yet
    dispatched: {},
    // returned, or unclear whose it is: somebody above decides
    coordinating: {},
    in_progress: {},
    waiting: {},
    replied: {},
    confirmed: {},
    reopened: {},
    closed: { final: true },
    referred: { final: true },
    merged: { final: true },
    withdrawn: { final: true },
  } satisfies Record<(typeof states)[number], { final?: true }>,
  start: 'submitted',
  starts: ['firstContact', 'answer'],
  clocks: {
    firstContact: { unit: 'hours', policy: 'request.first_contact_hours', promise: true, then: 'escalate' }, // BJ-15
    answer: { unit: 'workdays', policy: 'request.answer_workdays', promise: true, then: 'escalate' }, // WF-20
    urgent: { unit: 'days', policy: 'matter.urgent_due_days', promise: true, then: 'escalate' }, // S2-15
    key: { unit: 'months', policy: 'matter.key_due_months', promise: true, then: 'escalate' }, // S2-15
    longTerm: { unit: 'year_end', promise: true, then: 'escalate' }, // S2-15
    waitEnd: { unit: 'days', then: 'remind' },
    silence: { unit: 'days', policy: 'request.silence_days', then: 'confirm_by_silence' },
    closing: { unit: 'days', policy: 'request.objection_days', then: 'close' },
    taking: { unit: 'workdays', policy: 'request.return_workdays', inner: true, then: 'receive_by_silence' }, // WF-22
    deciding: { unit: 'workdays', policy: 'request.decide_workdays', inner: true, then: 'raise' }, // BJ-12
    assist: { unit: 'workdays', inner: true, then: 'assist_late' }, // BJ-14
  },
  warnAt: 'matter.warn_percent',
  warn: 'warn',
  promiseHour: 'request.promise_hour',
  open: {
    form: OpenForm,
    by: 'signed-in',
    words: ({ words, place }) => ({ words, placeWords: place.words ?? null, room: place.room ?? null }),
  },
  forms,
  actions: {
    accept: {
      from: ['submitted'],
      to: 'accepted',
      by: handles,
      facts: (_, { kind, category, suggested }) => ({
        kind: kind ?? null,
        category: category ?? null,
        ...(suggested ? { model: suggested.version, suggested: suggested.category } : {}),
      }),
      apply: ({ form }, { kind, category }) => ({
        set: { kind: kind ?? form.kind, category: category ?? form.category },
      }),
      tells: toRequester('notice.accepted'),
    },
    // Not accepted means saying why and where to go, and an objection is possible. @source WF-19 @source BJ-11
    refer: {
      from: ['submitted', 'accepted'],
      to: 'referred',
      by: handles,
      stops: ['firstContact', 'answer'],
      words: (input) => ({ ...input }),
      // a named person said where to go: that is a first response @source S3-45
      facts: (_, { grounds }) => ({ grounds: grounds ?? 'elsewhere' }),
      apply: ({ form }, { grounds: _, ...refer }, { now, actor }) => ({
        set: { refer, ...firstContact(form, now, actor) },
      }),
      tells: toRequester('notice.referred'),
    },
    // The desk says in its own words what the units are to handle; who said it stays with the desk. @source BJ-8 @source WF-11
    pass_on: {
      from: ['submitted', 'accepted'],
      to: 'submitted',
      by: forSealed,
      may: ({ visibility }) => (visibility === 'sealed' ? undefined : { code: 'request.not-sealed' }),
      guard: ({ form }, { place, keepBuilding }) =>
        place?.trim() || (keepBuilding && form.building_id) ? undefined : { code: 'request.place-missing' },
      facts: (_, { keepBuilding, photos }) => ({ keepBuilding, photos }),
      words: ({ words, place }) => ({ words, ...(place?.trim() ? { place } : {}) }),
      apply: ({ form }, { words, place, keepBuilding, photos }) => ({
        visibility: 'anonymous',
        set: {
          title: titleOf(words.trim(), form.title),
          words: words.trim(),
          points: splitPoints(words.trim()),
          place_words: place?.trim() || null,
          building_id: keepBuilding ? form.building_id : null,
          unit: null,
          room: null,
          longitude: null,
          latitude: null,
        },
        parts: [
          {
            name: 'f',
            text: (bind) =>
              `update file set withheld = file.id <> all(${bind(photos)}::uuid[]) from m where matter_id = m.id`,
          },
        ],
      }),
      tells: (matter) => [
        ...toRequester('notice.passed-on')(matter),
        ...toRoles('anonymous', 'notice.new', 'grid_worker', 'community_desk'),
      ],
    },
    merge: {
      from: ['submitted', 'accepted', 'classified', 'assigned'],
      to: 'merged',
      by: handles,
      may: ({ visibility }) => (visibility === 'sealed' ? { code: 'request.sealed-apart' } : undefined),
      guard: (matter, { into }) => (into === matter.id ? { code: 'request.merge-itself' } : undefined),
      facts: (_, { into }) => ({ into }),
      apply: (_, { into }) => ({
        set: { merged_into: into },
        // whoever was merged into this one follows along
        parts: [
          {
            name: 'j',
            text: (bind) => `update request set merged_into = ${bind(into)}::uuid from m where merged_into = m.id`,
          },
        ],
      }),
      tells: toRequester('notice.merged'),
    },
    // Merged by mistake: it goes on by itself as it was, with the promise it had, and takes along what it brought.
    unmerge: {
      from: ['merged'],
      to: 'submitted',
      revives: () => true,
      by: handles,
      may: ({ form }, moment) => {
        if (form.erased_at) return { code: 'request.erased' }
        return tooLateToReopen({ form, closedAt: form.main_closed_at ? new Date(form.main_closed_at) : null }, moment)
      },
      facts: ({ form }) => ({ into: form.merged_into }),
      words: ({ reason }) => ({ reason }),
      apply: ({ form }, _, { now }) => ({
        set: { merged_into: null },
        parts: [bringBack(form.merged_into), leftJoin(now)],
      }),
      tells: (matter) => [...toRequester('notice.unmerged')(matter), ...toHandlers('notice.unmerged-yours')(matter)],
    },
    // A neighbour's open request says it already: the own one follows it, with its number, the same notices and the right to
    // object. @source U36
    join: {
      from: ['submitted'],
      to: 'merged',
      by: requesterOr('report'),
      may: ({ visibility }) => (isProtected(visibility) ? { code: 'request.sealed-apart' } : undefined),
      guard: (matter, { into }) => (into === matter.id ? { code: 'request.merge-itself' } : undefined),
      facts: (_, { into }) => ({ into }),
      apply: ({ form }, { into }, { now }) => ({
        set: { merged_into: into },
        parts: [
          {
            name: 'j',
            text: (bind) => `insert into request_join (matter_id, into_id, person_id, joined_at)
              select m.id, ${bind(into)}::uuid, ${bind(form.requester_id)}::uuid, ${bind(now)}::timestamptz from m
              on conflict (matter_id) do update set into_id = excluded.into_id, joined_at = excluded.joined_at, left_at = null`,
          },
        ],
      }),
    },
    // Follows no more and wants no answer.
    leave: {
      from: ['merged'],
      to: 'withdrawn',
      by: requesterOnly,
      may: ({ form }) => (form.main_closed_at ? { code: 'request.waits-no-more' } : undefined),
      facts: ({ form }) => ({ into: form.merged_into }),
      apply: (_, __, { now }) => ({ set: { merged_into: null }, parts: [leftJoin(now)] }),
    },
    classify: {
      from: ['accepted'],
      to: 'classified',
      by: handles,
      drops: ['answer'],
      guard: (_, input, moment) => checkPlanYear(input, moment),
      startsBy: (_, input, moment) => [classClock(input, moment.now, moment)],
      facts: (_, input) => ({ class: input.class, planYear: input.planYear ?? null }),
      apply: (_, input, moment) => ({
        set: { class: input.class, classified_at: moment.now, plan_year: planYear(input, moment) },
      }),
      tells: toRequester('notice.classified'),
    },
    // Changing the class needs a reason; the new promise counts from the first classification. @source S2-15
    reclassify: {
      from: ['classified', 'assigned', 'dispatched', 'coordinating', 'in_progress', 'reopened'],
      to: 'same',
      by: handles,
      drops: ['answer', 'urgent', 'key', 'longTerm'],
      may: ({ form }) => (form.class === null ? { code: 'request.not-classified' } : undefined),
      guard: ({ form }, input, moment) =>
        input.class === form.class ? { code: 'request.same-class' } : checkPlanYear(input, moment),
      startsBy: ({ form }, input, moment) => [
        classClock(input, form.classified_at ? new Date(form.classified_at) : moment.now, moment),
      ],
      facts: ({ form }, input) => ({ class: input.class, before: form.class, planYear: input.planYear ?? null }),
      words: ({ reason }) => ({ reason }),
      apply: (_, input, moment) => ({ set: { class: input.class, plan_year: planYear(input, moment) } }),
      tells: toRequester('notice.classified'),
    },
    assign: {
      from: ['classified', 'assigned', 'in_progress', 'reopened'],
      to: 'assigned',
      by: handles,
      may: withUnit,
      facts: (_, { handlerId, unitId }) => ({ handlerId, unitId: unitId ?? null }),
      apply: (_, { handlerId, unitId }) => ({ set: { handler_id: handlerId, unit_id: unitId ?? null } }),
      tells: (matter, { handlerId }) => [
        ...toRequester('notice.assigned')(matter),
        { person: handlerId, key: 'notice.yours' },
      ],
    },
    // Whose duty is clear is given it at once; it has a day to return it, and the promise to the requester runs on. @source BJ-11
    dispatch: {
      from: ['classified', 'assigned', 'in_progress', 'reopened'],
      to: 'dispatched',
      by: gives,
      starts: ['taking'],
      may: withUnit,
      facts: (_, { unitId }) => ({ unitId }),
      words: ({ words }) => (words?.trim() ? { words } : undefined),
      apply: (matter, { unitId }, moment) => ({
        set: { ...givenTo(unitId, moment), ...standing(matter, moment), returned_by: null, decided_at: null },
        given: { leads: unitId },
      }),
      tells: (matter, { unitId }) => [
        ...toRequester('notice.dispatched')(matter),
        { unit: unitId, key: 'notice.unit-yours' },
      ],
    },
    receive: {
      from: ['dispatched'],
      to: 'in_progress',
      by: unitLeads,
      stops: ['taking'],
      facts: ({ form }) => ({ unitId: form.leads }),
      apply: (_, __, { actor }) => ({ set: { handler_id: actor?.personId ?? null } }),
      tells: toRequester('notice.started'),
    },
    // Said nothing in that time: it is the unit's. @source WF-22
    receive_by_silence: {
      from: ['dispatched'],
      to: 'in_progress',
      by: 'system',
      stops: ['taking'],
      facts: ({ form }) => ({ unitId: form.leads }),
      tells: ({ form }) => [{ unit: form.leads, key: 'notice.unit-silent' }],
    },
    // With a reason and in its time only; what was decided above stays. @source WF-22
    give_back: {
      from: ['dispatched'],
      to: 'coordinating',
      by: unitLeads,
      drops: ['taking'],
      starts: ['deciding'],
      may: ({ form }) => (form.decided_at ? { code: 'request.decided' } : undefined),
      facts: ({ form }, { grounds, suggests }) => ({ unitId: form.leads, grounds, suggestsId: suggests ?? null }),
      words: ({ words }) => ({ words }),
      apply: ({ form }, _, { actor }) => ({
        set: { returned_by: actor?.personId ?? null, decides: whoDecides(form.dispatched_from, form.unit_length) },
      }),
      tells: ({ form }) => [
        ...toDecide(whoDecides(form.dispatched_from, form.unit_length)),
        { person: form.dispatched_by, key: 'notice.given-back' },
      ],
    },
    // Unclear whose it is: never nobody's, always somebody's above. @source BJ-12 @source BJ-20
    ask_above: {
      from: ['classified', 'assigned', 'in_progress', 'reopened', 'coordinating'],
      to: 'coordinating',
      by: gives,
      starts: ['deciding'],
      may: (matter, moment) =>
        matter.state === 'coordinating' && placeOf(matter, moment) !== matter.form.decides
          ? { code: 'request.asked-above' }
          : undefined,
      words: ({ words }) => ({ words }),
      apply: (matter, _, moment) => ({
        set: { handler_id: null, ...standing(matter, moment), decides: askedOf(matter, moment) },
      }),
      tells: (matter, _, moment) => [
        ...toRequester('notice.coordinating')(matter),
        ...toDecide(askedOf(matter, moment)),
      ],
    },
    // A third person, above both who gave it and who returned it. @source BJ-12 @source WF-22
    decide: {
      from: ['coordinating'],
      to: 'dispatched',
      by: decides,
      stops: ['deciding'],
      starts: ['taking'],
      may: (matter, moment) => {
        const { dispatched_by, returned_by, decides: level } = matter.form
        const by = moment.actor?.personId
        if (by === dispatched_by || by === returned_by) return { code: 'request.third-party' }
        const place = placeOf(matter, moment, decides)
        return place !== null && level !== null && place > level ? { code: 'request.decide-above' } : undefined
      },
      facts: ({ form }, { unitId }) => ({ unitId, fromUnitId: form.leads }),
      words: ({ words, rule }) => ({ words, ...(rule?.trim() ? { rule: rule.trim() } : {}) }),
      apply: ({ form }, { unitId, rule }, moment) => ({
        set: { ...givenTo(unitId, moment), decided_at: moment.now, decides: null },
        given: { leads: unitId },
        parts:
          rule?.trim() && form.category
            ? [
                {
                  name: 'q',
                  text: (bind) =>
                    `insert into precedent (action_id, category, unit_id, returned_by, rule, decided_on)
                     select a.id, ${bind(form.category)}, ${bind(unitId)}::uuid, ${bind(form.leads)}::uuid, ${bind(rule.trim())},
                       ${bind(dayOf(moment.now))}::date from a`,
                },
              ]
            : [],
      }),
      tells: (matter, { unitId }) => [
        ...toRequester('notice.dispatched')(matter),
        { unit: unitId, key: 'notice.unit-decided' },
        ...[matter.form.dispatched_by, matter.form.returned_by].map((person) => ({ person, key: 'notice.decided' })),
      ],
    },
    raise: {
      from: ['coordinating'],
      to: 'same',
      by: 'system',
      quiet: true,
      startsBy: ({ form }) => (form.decides === ownerLevels.city ? [] : [{ clock: 'deciding' }]),
      apply: () => ({ set: { decides: ownerLevels.city } }),
      tells: () => toDecide(ownerLevels.city),
    },
    // Who leads asks others for their part, with a day of their own under its one promise. @source BJ-14
    ask_assist: {
      from: ['in_progress', 'waiting'],
      to: 'same',
      by: works,
      guard: ({ form }, { unitId }) => {
        if (unitId === form.leads) return { code: 'request.assist-itself' }
        return form.assist_open?.includes(unitId) ? { code: 'request.assist-asked' } : undefined
      },
      startsBy: (_, { unitId, days }) => [{ clock: `assist/${unitId}`, amount: days }],
      facts: (_, { unitId, days }) => ({ unitId, days }),
      words: ({ words }) => ({ words }),
      apply: ({ form }, { unitId }, { now, actor }) => ({
        given: { assist: [...(form.assist ?? []), unitId] },
        parts: [
          {
            name: 'q',
            text: (bind) =>
              `insert into assist (matter_id, unit_id, asked_by, asked_at)
               select m.id, ${bind(unitId)}::uuid, ${bind(actor?.personId)}::uuid, ${bind(now)}::timestamptz from m
               on conflict (matter_id, unit_id) do update
               set asked_by = excluded.asked_by, asked_at = excluded.asked_at, done_at = null, dropped_at = null`,
          },
        ],
      }),
      tells: (_, { unitId }) => [{ unit: unitId, key: 'notice.unit-assist' }],
    },
    assist_done: {
      from: 'open',
      to: 'same',
      by: unitAssists,
      may: (matter, moment) => (assisting(matter, moment).length > 0 ? undefined : { code: 'request.not-assisting' }),
      stopsBy: (matter, _, moment) => assisting(matter, moment).map((unit) => `assist/${unit}` as const),
      facts: (matter, _, moment) => ({ unitId: assisting(matter, moment)[0] ?? null }),
      words: ({ words }) => ({ words }),
      apply: (matter, _, moment) => ({
        parts: [
          {
            name: 'q',
            text: (bind) =>
              `update assist set done_at = ${bind(moment.now)}::timestamptz from m
               where matter_id = m.id and unit_id = any(${bind(assisting(matter, moment))}::uuid[])`,
          },
        ],
      }),
      tells: toHandlers('notice.assist-done'),
    },
    assist_late: {
      from: 'open',
      to: 'same',
      by: 'system',
      quiet: true,
      // the one whose day is over, and nobody who has time left
      tells: (matter, _, { clock }) => [
        ...(matter.form.assist_open ?? [])
          .filter((unit) => clock === `assist/${unit}`)
          .map((unit) => ({ unit, key: 'notice.assist-late' })),
        ...toHandlers('notice.assist-late')(matter),
      ],
    },
    start: {
      from: ['assigned', 'reopened'],
      to: 'in_progress',
      by: works,
      apply: ({ form }, _, { actor }) => ({ set: { handler_id: form.handler_id ?? actor?.personId ?? null } }),
      tells: toRequester('notice.started'),
    },
    contact: {
      from: 'open',
      to: 'same',
      by: works,
      stops: ['firstContact'],
      stopsWhen: ({ reached }) => reached,
      guard: ({ visibility }, { way, words }, { actor }) => {
        // whom nobody knows reads it on the page, so it has to say something
        if (!isUnknownTo(visibility, actor)) return undefined
        return way === 'message' && words?.trim() ? undefined : { code: 'request.contact-by-message' }
      },
      facts: (_, { way, reached }) => ({ way, reached }),
      words: ({ words }) => (words?.trim() ? { words } : undefined),
      apply: ({ form }, { reached }, { now, actor }) => (reached ? { set: firstContact(form, now, actor) } : {}),
      tells: (matter, { reached }) => (reached ? toRequester('notice.contacted')(matter) : []),
    },
    progress: {
      from: ['assigned', 'in_progress', 'waiting', 'reopened'],
      to: 'same',
      by: works,
      words: ({ words }) => ({ words }),
      facts: (_, { files }) => ({ files: files ?? [] }),
      apply: (_, { files }, { actor }) => ({ parts: attach(files, actor) }),
      tells: toRequester('notice.progress'),
    },
    note: {
      from: 'open',
      to: 'same',
      by: helpsOn,
      quiet: true,
      words: ({ words }) => ({ words }),
    },
    transcribe: {
      from: 'open',
      to: 'same',
      by: handles,
      may: ({ form }) => (form.voice ? undefined : { code: 'request.no-voice' }),
      words: ({ words }) => ({ words }),
      apply: (_, { words }) => ({ set: { words } }),
    },
    list_points: {
      from: unanswered,
      to: 'same',
      by: works,
      words: ({ points }) => ({ points }),
      apply: (_, { points }) => ({ set: { points } }),
    },
    // A pause needs a reason the resident sees, and the day it goes on. @source BJ-15
    wait: {
      from: ['in_progress'],
      to: 'waiting',
      by: works,
      pauses: ['answer', 'urgent', 'key', 'longTerm'],
      guard: (_, { until }, { now }) =>
        isDay(until) && until > dayOf(now) && until <= addDays(dayOf(now), 366)
          ? undefined
          : { code: 'request.wait-day', facts: { until } },
      startsBy: (_, { until }, { now }) => [
        { clock: 'waitEnd', amount: Math.round((Date.parse(until) - Date.parse(dayOf(now))) / 86_400_000) },
      ],
      facts: (_, { until }) => ({ until }),
      words: ({ reason }) => ({ reason }),
      apply: (_, { reason, until }) => ({ set: { wait_reason: reason, wait_until: until } }),
      tells: toRequester('notice.waiting'),
    },
    resume: {
      from: ['waiting'],
      to: 'in_progress',
      by: works,
      resumes: ['answer', 'urgent', 'key', 'longTerm'],
      drops: ['waitEnd'],
      words: ({ words }) => (words?.trim() ? { words } : undefined),
      apply: () => ({ set: { wait_reason: null, wait_until: null } }),
      tells: toRequester('notice.resumed'),
    },
    explain_late: {
      from: 'open',
      to: 'same',
      by: works,
      may: ({ form }) => (form.escalated_at ? undefined : { code: 'request.not-late' }),
      facts: (_, { reason }) => ({ reason }),
      words: ({ words }) => ({ words }),
      apply: (_, { reason }) => ({ set: { late_reason: reason } }),
      tells: toRequester('notice.late-explained'),
    },
    // Somebody above gives more time, once for each answer and with a reason the resident sees; the promise counts on from
    // its end, so that a pause is not lost. @source BJ-15
    extend: {
      from: ['classified', 'assigned', 'dispatched', 'coordinating', 'in_progress', 'reopened'],
      to: 'same',
      by: above,
      may: (matter, { now }) => {
        if (matter.form.extended_at) return { code: 'request.extended' }
        const promise = answering(matter)
        if (!promise) return { code: 'request.no-promise' }
        return promise.dueAt <= now ? { code: 'request.late-already' } : undefined
      },
      guard: (matter, { by }, { policies }) => {
        const promise = answering(matter)
        const most = promise ? mostExtension(promise, policies) : 0
        return by > most ? { code: 'request.extension-too-long', facts: { most } } : undefined
      },
      startsBy: (matter, { by }) => {
        const promise = answering(matter)
        return promise ? [{ clock: promise.name, amount: by, from: new Date(promise.dueAt.getTime() - 1) }] : []
      },
      facts: (matter, { by }, { policies, calendar }) => {
        const promise = answering(matter)
        if (!promise) return { by }
        const { name: clock, unit, dueAt } = promise
        const newDue = dueAfter(new Date(dueAt.getTime() - 1), unit, by, calendar, 0).at
        const most = mostExtension(promise, policies)
        return { by, most, clock, oldDue: dueAt.toISOString(), newDue: newDue.toISOString() }
      },
      words: ({ reason }) => ({ reason }),
      apply: (_, __, { now }) => ({ set: { extended_at: now } }),
      tells: (matter) => [...toRequester('notice.extended')(matter), ...toHandlers('notice.extended-yours')(matter)],
    },
    // Overdue, refused, unsolved or badly handled: somebody above asks for it, by a day, and the resident sees that. @source WF-26
    supervise: {
      from: unanswered,
      to: 'same',
      by: above,
      guard: (_, { until }, { now }) =>
        isDay(until) && until >= dayOf(now) && until <= addDays(dayOf(now), 366)
          ? undefined
          : { code: 'request.supervise-day', facts: { until } },
      facts: (_, { reason, until }) => ({ reason, until }),
      words: ({ words }) => ({ words }),
      apply: (_, { reason, until }, { now }) => ({
        set: { supervised_at: now, supervision: reason, supervised_until: until },
      }),
      tells: (matter) => [
        ...toRequester('notice.supervised')(matter),
        ...toHandlers('notice.supervised-yours')(matter),
        ...toRoles(matter.visibility, 'notice.supervised-yours', 'community_head'),
      ],
    },
    // A question that can be answered at once needs no assignment: who answers it has it.
    reply: {
      from: ['accepted', 'classified', 'assigned', 'in_progress', 'reopened'],
      to: 'replied',
      by: works,
      stops: ['firstContact', 'answer', 'urgent', 'key', 'longTerm'],
      drops: ['assist'],
      starts: ['silence'],
      guard: ({ form }, { answered, omitted, outcome, plan, planDay, withoutAssist }, { now }) => {
        const asked = form.assist_open?.length ?? 0
        if (asked > 0 && !withoutAssist?.trim()) return { code: 'request.assist-open', facts: { n: asked } }
        if (outcome === 'explained' && !plan?.trim()) return { code: 'request.plan-missing' }
        if (planDay && (!isDay(planDay) || planDay <= dayOf(now) || planDay > addDays(dayOf(now), 3 * 366)))
          return { code: 'request.plan-day', facts: { day: planDay } }
        const open = openPoints(form.points.length, answered, omitted)
        return open.length > 0
          ? {
              code: 'request.points-open',
              facts: { points: form.points.length, answered: form.points.length - open.length },
            }
          : undefined
      },
      facts: (_, { answered, files, outcome, planDay }) => ({
        answered: answered.map(String),
        files: files ?? [],
        ...(outcome === 'explained' ? { outcome, planDay: planDay ?? null } : {}),
      }),
      words: ({ words, omitted, outcome, plan, withoutAssist }) => ({
        words,
        omitted,
        ...(withoutAssist?.trim() ? { withoutAssist } : {}),
        ...(outcome === 'explained' ? { plan } : {}),
      }),
      apply: ({ form }, { words, files, outcome, plan, planDay }, { now, actor }) => ({
        set: {
          reply: words,
          replied_at: now,
          outcome: outcome ?? 'done',
          plan: outcome === 'explained' ? plan?.trim() : null,
          plan_on: outcome === 'explained' ? (planDay ?? null) : null,
          supervised_at: null,
          supervision: null,
          supervised_until: null,
          called_at: null,
          call_tries: 0,
          handler_id: form.handler_id ?? actor?.personId ?? null,
          replied_by: actor?.personId ?? null,
          // what was said of an earlier answer stays in the journal; this one is asked about anew
          ...(form.solved || form.service ? { solved: null, service: null, rating_words: null, rated_at: null } : {}),
        },
        parts: [
          ...attach(files, actor),
          ...(form.assist_open
            ? [
                {
                  name: 'q',
                  text: (bind: (value: unknown) => string) =>
                    `update assist set dropped_at = ${bind(now)}::timestamptz from m
                     where matter_id = m.id and done_at is null and dropped_at is null`,
                },
              ]
            : []),
        ],
      }),
      tells: toRequester('notice.replied'),
    },
    // Two questions on the phone, by who did not answer it; what the resident said themselves stays. @source BJ-23 @source GB39734
    call_back: {
      from: ['replied', 'confirmed', 'closed'],
      to: 'same',
      by: calls,
      may: ({ form, visibility }, { actor }) => {
        if (form.erased_at) return { code: 'request.erased' }
        return isUnknownTo(visibility, actor) ? { code: 'request.callback-sealed' } : undefined
      },
      guard: ({ form }, { reached, solved }, { actor }) => {
        if (isOwnAnswer(form, actor)) return { code: 'request.own-answer' }
        return reached && !solved ? { code: 'request.callback-answer' } : undefined
      },
      facts: ({ form }, { reached, solved, service }, { policies }) =>
        reached
          ? { reached, solved: solved ?? null, service: service ?? null }
          : { reached, tries: form.call_tries + 1, triesMost: policies.number('request.callback_tries') },
      words: ({ words }) => (words?.trim() ? { words } : undefined),
      apply: ({ form }, { reached, solved, service }, { now, policies }) => {
        const tries = form.call_tries + 1
        if (!reached)
          return {
            set: { call_tries: tries, called_at: tries >= policies.number('request.callback_tries') ? now : null },
          }
        return {
          set: {
            call_tries: tries,
            called_at: now,
            ...(form.solved ? {} : { solved }),
            ...(form.service || !service ? {} : { service, rated_at: now }),
          },
        }
      },
      tells: (matter, { reached }) => (reached ? toHandlers('notice.called-back')(matter) : []),
    },
    // Not good enough, or wrongly refused: it is handled again. @source WF-26
    send_back: {
      from: ['replied', 'confirmed', 'closed', 'referred'],
      to: 'reopened',
      by: calls,
      drops: ['silence', 'closing'],
      starts: ['answer'],
      may: (matter, moment) => (matter.form.erased_at ? { code: 'request.erased' } : tooLateToReopen(matter, moment)),
      guard: ({ form }, _, { actor }) => (isOwnAnswer(form, actor) ? { code: 'request.own-answer' } : undefined),
      words: ({ words }) => ({ words }),
      apply: ({ visibility }) => ({
        visibility: withdrawn(visibility),
        set: { ...again, refer: null },
        parts: hidden.parts,
      }),
      tells: (matter) => [
        ...toRequester('notice.sent-back')(matter),
        ...toHandlers('notice.sent-back-yours')(matter),
        ...toRoles(matter.visibility, 'notice.sent-back-yours', 'community_head'),
      ],
    },
    // Nothing is public unless the reporter agreed and a worker approved the redacted text beside the original.
    publish: {
      from: ['replied', 'confirmed', 'closed'],
      to: 'same',
      by: handles,
      may: ({ form }) => (form.may_publish ? undefined : { code: 'request.no-consent-to-publish' }),
      facts: (_, { photos }) => ({ photos }),
      words: ({ words, reply }) => ({ words, reply }),
      apply: ({ form }, { words, reply, photos }, { now, actor }) => ({
        visibility: form.neighbours_only ? 'neighbours' : 'public',
        set: { public_words: words, public_reply: reply, published_at: now, published_by: actor?.personId ?? null },
        parts: [
          {
            name: 'f',
            text: (bind) =>
              `update file set public_at = case when file.id = any(${bind(photos)}::uuid[]) then ${bind(now)}::timestamptz end
               from m where matter_id = m.id and kind = 'photo'`,
          },
        ],
      }),
      tells: (matter) =>
        toRequester(matter.form.neighbours_only ? 'notice.shown-to-neighbours' : 'notice.published')(matter),
    },
    unpublish: {
      from: ['replied', 'confirmed', 'closed'],
      to: 'same',
      by: handles,
      may: ({ form }) => (form.published_at ? undefined : { code: 'request.not-published' }),
      words: ({ reason }) => ({ reason }),
      apply: ({ visibility }) => ({ visibility: withdrawn(visibility), ...hidden }),
      tells: toRequester('notice.unpublished'),
    },
    add: {
      from: 'open',
      to: 'same',
      by: requesterOr('report'),
      words: ({ words }) => ({ words }),
      facts: (_, { files }) => ({ files: files ?? [] }),
      apply: (_, { files }, { actor }) => ({ parts: attach(files, actor) }),
      tells: toHandlers('notice.added'),
    },
    confirm: {
      from: ['replied'],
      to: 'confirmed',
      by: requesterOr('confirm'),
      stops: ['silence'],
      starts: ['closing'],
      facts: (_, { solved, service }) => ({ solved, service: service ?? null, confirmedBy: 'resident' }),
      words: ({ words }) => (words?.trim() ? { words } : undefined),
      apply: (_, input, moment) => ({
        set: { confirmed_by: 'resident', solved: input.solved, ...rating(input, moment) },
      }),
      tells: toHandlers('notice.confirmed'),
    },
    // Voluntary, once per answer, never asked twice. @source GB39734
    rate: {
      from: ['confirmed', 'closed'],
      to: 'same',
      by: requesterOr('confirm'),
      may: ({ form }) => {
        if (form.erased_at) return { code: 'request.erased' }
        return form.rated_at ? { code: 'request.rated' } : undefined
      },
      facts: (_, { service }) => ({ service }),
      words: ({ words }) => (words?.trim() ? { words } : undefined),
      apply: (_, input, moment) => ({ set: rating(input, moment) }),
      tells: toHandlers('notice.rated'),
    },
    reopen: {
      from: ['replied', 'confirmed', 'closed'],
      to: 'reopened',
      by: requesterOr('confirm'),
      drops: ['silence', 'closing'],
      starts: ['answer'],
      may: tooLateToReopen,
      facts: (_, { service, files }) => ({ solved: 'no', service: service ?? null, files: files ?? [] }),
      words: ({ words }) => ({ words }),
      // what was late and what was public belong to the answer that did not hold
      apply: ({ visibility }, input, moment) => ({
        visibility: withdrawn(visibility),
        set: {
          ...again,
          solved: 'no',
          service: input.service ?? null,
          rated_at: input.service ? moment.now : null,
        },
        parts: [...attach(input.files, moment.actor), ...hidden.parts],
      }),
      tells: (matter) => [
        ...toHandlers('notice.reopened')(matter),
        ...toRoles(matter.visibility, 'notice.reopened', 'community_head'),
      ],
    },
    // Whoever was sent elsewhere, or joined to a neighbour's request, may say that it is not so; it then goes on by itself.
    object: {
      from: ['referred', 'merged'],
      to: 'submitted',
      // while the other one is not over it goes on as it was, with the promise it had
      revives: ({ form }) => form.merged_into !== null && form.main_closed_at === null,
      by: requesterOr('confirm'),
      starts: ['firstContact', 'answer'],
      may: ({ form, closedAt }, { now, policies }) => {
        const since = form.merged_into ? form.main_closed_at : closedAt
        if (!since) return undefined
        const last = addDays(dayOf(new Date(since)), policies.number('request.objection_days'))
        return dayOf(now) > last ? { code: 'request.objection-too-late', facts: { last } } : undefined
      },
      facts: ({ form }) => (form.merged_into ? { into: form.merged_into } : {}),
      apply: (_, __, { now }) => ({ set: { merged_into: null }, parts: [leftJoin(now)] }),
      words: ({ words }) => ({ words }),
      tells: ({ visibility }) => toRoles(visibility, 'notice.objected', 'community_desk', 'street_officer'),
    },
    withdraw: {
      from: unanswered,
      to: 'withdrawn',
      by: requesterOnly,
      // neighbours whose requests were joined to it still wait for the answer
      may: ({ form }) =>
        form.followers.length > 0 ? { code: 'request.others-wait', facts: { n: form.followers.length } } : undefined,
      words: ({ reason }) => (reason?.trim() ? { reason } : undefined),
      tells: toHandlers('notice.withdrawn'),
    },
    set_visibility: {
      from: [...unanswered, 'replied', 'confirmed', 'closed'],
      to: 'same',
      by: requesterOnly,
      may: ({ visibility }) => (isProtected(visibility) ? { code: 'request.sealed-stays' } : undefined),
      guard: ({ form }, { visibility }) =>
        audienceOf(form) === visibility ? { code: 'request.same-visibility' } : undefined,
      facts: (_, { visibility }) => ({ visibility }),
      apply: ({ form }, { visibility }) => {
        const set = { may_publish: visibility !== 'handler', neighbours_only: visibility === 'neighbours' }
        // what was approved for all may be read by neighbours; what was approved for neighbours is looked at anew
        if (visibility === 'neighbours' && form.published_at) return { visibility, set }
        return { visibility: 'handler', set: { ...hidden.set, ...set }, parts: hidden.parts }
      },
      tells: toHandlers('notice.visibility'),
    },
    // At 50 and 80 % of a promise its handler is told, once each. @source S2-15
    warn: { from: 'open', to: 'same', by: 'system', quiet: true, tells: toHandlers('notice.warn') },
    escalate: {
      from: 'open',
      to: 'same',
      by: 'system',
      quiet: true,
      apply: ({ form }, _, { now }) => ({ set: { escalated_at: form.escalated_at ?? now } }),
      tells: (matter) => [
        ...toRequester('notice.late')(matter),
        ...toHandlers('notice.late-yours')(matter),
        ...toRoles(matter.visibility, 'notice.late-yours', 'community_head', 'street_officer'),
      ],
    },
    remind: { from: 'open', to: 'same', by: 'system', quiet: true, tells: toHandlers('notice.remind') },
    confirm_by_silence: {
      from: ['replied'],
      to: 'confirmed',
      by: 'system',
      stops: ['silence'],
      starts: ['closing'],
      facts: (matter) => ({ confirmedBy: 'silence', days: daysOfSilence(matter).n }),
      apply: () => ({ set: { confirmed_by: 'silence' } }),
      tells: (matter) => toRequester('notice.silent', daysOfSilence(matter))(matter),
    },
    close: { from: ['confirmed'], to: 'closed', by: 'system', stops: ['closing'], tells: toRequester('notice.closed') },
    // Another follows it, or does no more: whoever decides on it meanwhile decides again. Read next: grouping.ts.
    gain: { from: 'open', to: 'same', by: 'system', quiet: true },
    lose: { from: states, to: 'same', by: 'system', quiet: true },
  },
})

const hidden = {
  set: { public_words: null, public_reply: null, published_at: null, published_by: null },
  parts: [{ name: 'f', text: () => 'update file set public_at = null from m where matter_id = m.id' }],
}

/** Not public any more; what is protected stays so. */
const withdrawn = (visibility: Visibility): Visibility =>
  visibility === 'public' || visibility === 'neighbours' ? 'handler' : visibility

/** Whose it is only the independent desk knows. @source BJ-8 */
const isUnknownTo = (visibility: Visibility, actor: Moment['actor']): boolean =>
  visibility === 'anonymous' && actor !== undefined && !holds(actor, forSealed)

/** Who handles it and who wrote the answer do not judge it. @source BJ-23 */
const isOwnAnswer = ({ handler_id, replied_by }: RequestForm, actor: Moment['actor']): boolean =>
  actor !== undefined && [handler_id, replied_by].includes(actor.personId)

/** What belonged to the answer that did not hold. */
const again = {
  ...hidden.set,
  confirmed_by: null,
  service: null,
  rating_words: null,
  rated_at: null,
  escalated_at: null,
  late_reason: null,
  extended_at: null,
  called_at: null,
  call_tries: 0,
}

/** The promise of the answer that runs: of the class, or of the first days; the yearly plan is not extended. */
export function answering({ clocks }: { clocks: readonly RunningClock[] }) {
  const running = clocks.filter(({ endedAt, pausedAt }) => !endedAt && !pausedAt)
  return (['answer', 'urgent', 'key'] as const).flatMap((name) => {
    const clock = running.find((one) => one.name === name)
    return clock ? [{ name, unit: clock.unit, amount: clock.amount, dueAt: clock.dueAt }] : []
  })[0]
}

/** The most by which a promise may be extended, in its unit. */
export const mostExtension = ({ amount }: { amount: number }, policies: Policies): number =>
  Math.ceil((amount * policies.number('request.extension_percent')) / 100)

interface Classed {
  class: Class
  planYear?: number | undefined
}

function planYear(input: Classed, { now }: Moment): number | null {
  return input.class === 'long_term' ? (input.planYear ?? Number(dayOf(now).slice(0, 4))) : null
}

/** Long-term matters go into the plan of this year or the next. @source S2-15 */
function checkPlanYear(input: Classed, moment: Moment) {
  const year = planYear(input, moment)
  const thisYear = Number(dayOf(moment.now).slice(0, 4))
  return year !== null && year !== thisYear && year !== thisYear + 1
    ? { code: 'request.plan-year', facts: { year, thisYear } }
    : undefined
}

function classClock(input: Classed, from: Date, moment: Moment) {
  const clock = clockOfClass[input.class]
  const year = planYear(input, moment)
  return clock === 'longTerm' && year !== null ? { clock, amount: year } : ({ clock, from } as const)
}

export type RequestState = keyof typeof request.states
export type RequestAction = keyof typeof request.actions
