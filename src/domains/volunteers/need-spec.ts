/**
 * What a neighbour needs of a volunteer: its states, clocks, actions and who may act (S1-48, S2-06). The desk reads it before
 * anybody else does; a volunteer offers, the asker agrees, either says when it begins and ends, and the person served confirms
 * the time. More than was planned goes to the desk. Read next: need-rules in rules.ts, needs-contract.ts.
 */
import Type from 'typebox'
import { type Moment, matterOf, type Tell } from '#engines/matter/index.ts'
import { DayField, Id, oneOf } from '#lib/contract.ts'
import { type Currency, currencies } from '../credits/index.ts'
import { type DayPart, type Dispute, dayParts, disputes, minutesBetween } from './rules.ts'
import { activities, volunteersPermissions } from './spec.ts'

/** The domain's row, as JSON. */
export interface NeedForm {
  requester_id: string
  taken_by: string | null
  handler_id: string | null
  contact_id: string | null
  activity: (typeof activities)[number]
  words: string
  public_words: string | null
  wanted_on: string
  part: DayPart
  minutes_planned: number
  asker_elder: boolean
  building_id: string | null
  unit: number | null
  room: string | null
  place_words: string | null
  volunteer_id: string | null
  earns: Currency | null
  mutual: boolean
  proposed_by: string | null
  begun_at: string | null
  ended_at: string | null
  minutes: number | null
  confirmed_by: string | null
  confirmed_at: string | null
  dispute: Dispute | null
  rating: number | null
  erased_at: string | null
  /** Who serves: the second person of the matter. */
  party: string | null
}

const Words = (max: number) => Type.String({ minLength: 1, maxLength: max, pattern: '\\S' })
const Closed = { additionalProperties: false }
const Minutes = Type.Integer({ minimum: 1, maximum: 1440 })

export const NeedOpenForm = Type.Object(
  {
    community: Type.String({ pattern: '^[0-9]{12}$' }),
    activity: oneOf(activities),
    words: Words(300),
    wantedOn: DayField,
    part: oneOf(dayParts),
    minutes: Type.Integer({ minimum: 15, maximum: 480 }),
    /** Whether who asks is of the older elders; asked, not checked. @source S2-06 */
    elder: Type.Boolean(),
    /** Where; only who was agreed on is shown it. */
    address: Type.Optional(Words(100)),
    /** A person the account helps. */
    for: Type.Optional(Id),
    /** By phone or at the desk, for somebody who agreed to it. */
    behalf: Type.Optional(
      Type.Object(
        { name: Words(60), phone: Type.String({ maxLength: 20 }), consent: oneOf(['voice', 'paper']) },
        Closed,
      ),
    ),
  },
  Closed,
)

const forms = {
  list: Type.Object({ words: Words(300) }, Closed),
  turn_down: Type.Object({ words: Words(200) }, Closed),
  offer: Type.Object({ earns: oneOf(currencies) }, Closed),
  propose: Type.Object({ volunteerId: Id }, Closed),
  agree: Type.Object({}, Closed),
  decline: Type.Object({}, Closed),
  take_on: Type.Object({}, Closed),
  step_back: Type.Object({}, Closed),
  begin: Type.Object({}, Closed),
  end: Type.Object({}, Closed),
  confirm_time: Type.Object({ minutes: Minutes, asked: Type.Optional(oneOf(['phone', 'visit'])) }, Closed),
  dispute: Type.Object({ dispute: oneOf(disputes), words: Words(300) }, Closed),
  resolve: Type.Object({ minutes: Minutes, words: Words(300) }, Closed),
  set_aside: Type.Object({ words: Words(300) }, Closed),
  thank: Type.Object({ rating: Type.Integer({ minimum: 1, maximum: 5 }), words: Type.Optional(Words(200)) }, Closed),
  withdraw: Type.Object({}, Closed),
  lapse: Type.Object({}, Closed),
  ask_desk: Type.Object({}, Closed),
  finish: Type.Object({}, Closed),
}

const { 'needs.desk': desk, 'needs.ask': ask, 'needs.serve': serve, 'needs.either': either } = volunteersPermissions
const confirms = volunteersPermissions['needs.confirm']

type Told = { form: NeedForm }
const asker =
  (key: string) =>
  ({ form }: Told): Tell[] => [{ person: form.contact_id ?? form.requester_id, key, helpers: true }]
const helper =
  (key: string) =>
  ({ form }: Told): Tell[] =>
    form.volunteer_id ? [{ person: form.volunteer_id, key }] : []
const both =
  (key: string) =>
  (told: Told): Tell[] => [...asker(key)(told), ...helper(key)(told)]
const workers = (key: string) => (): Tell[] => [{ role: 'community_desk', key }]

const free = { volunteer_id: null, earns: null, mutual: false, proposed_by: null }
const notHelper = ({ form }: Told, { actor }: Moment) =>
  actor && actor.personId === form.volunteer_id ? { code: 'service.self-confirmed' } : undefined

export const need = matterOf<NeedForm>()({
  kind: 'need',
  table: 'need',
  also: "jsonb_build_object('party', d.volunteer_id)",
  states: {
    posted: {},
    listed: {},
    offered: {},
    agreed: {},
    serving: {},
    served: {},
    disputed: {},
    recorded: {},
    rated: { final: true },
    undone: { final: true },
    turned_down: { final: true },
    lapsed: { final: true },
    withdrawn: { final: true },
  },
  start: 'posted',
  starts: ['finding'],
  clocks: {
    finding: { unit: 'days', policy: 'need.open_days', then: 'lapse' },
    confirming: { unit: 'days', policy: 'need.silence_days', then: 'ask_desk' },
    thanking: { unit: 'days', policy: 'need.rating_days', then: 'finish' },
  },
  promiseHour: 'request.promise_hour',
  open: { form: NeedOpenForm, by: 'signed-in', words: ({ words, address }) => ({ words, address: address ?? null }) },
  forms,
  actions: {
    // What is public is what the desk wrote: no name, no address.
    list: {
      from: ['posted', 'listed'],
      to: 'listed',
      by: desk,
      words: ({ words }) => ({ words }),
      apply: (_, { words }, { actor }) => ({
        set: { public_words: words.trim(), handler_id: actor?.personId ?? null },
      }),
      tells: asker('notice.need-listed'),
    },
    turn_down: {
      from: ['posted', 'listed'],
      to: 'turned_down',
      by: desk,
      stops: ['finding'],
      words: ({ words }) => ({ words }),
      tells: asker('notice.need-turned-down'),
    },
    // Whether they are a volunteer, and not the asker, is checked by the intake.
    offer: {
      from: ['listed'],
      to: 'offered',
      by: serve,
      facts: (_, { earns }) => ({ earns }),
      apply: (_, { earns }, { actor }) => ({ set: { volunteer_id: actor?.personId ?? null, earns } }),
      tells: asker('notice.need-offered'),
    },
    // The desk asks a volunteer it knows, by phone for instance.
    propose: {
      from: ['listed'],
      to: 'offered',
      by: desk,
      facts: (_, { volunteerId }) => ({ volunteerId }),
      guard: ({ form }, { volunteerId }) => (volunteerId === form.requester_id ? { code: 'need.own' } : undefined),
      // what they take for it is theirs to choose; the intake writes what they chose when they registered
      apply: (_, { volunteerId }, { actor }) => ({
        set: { volunteer_id: volunteerId, earns: 'time_credit', proposed_by: actor?.personId ?? null },
      }),
      tells: (matter, { volunteerId }) => [
        ...asker('notice.need-offered')(matter),
        { person: volunteerId, key: 'notice.need-proposed' },
      ],
    },
    agree: {
      from: ['offered'],
      to: 'agreed',
      by: ask,
      stops: ['finding'],
      may: ({ form }) => (form.proposed_by ? { code: 'need.waits-for-volunteer' } : undefined),
      tells: helper('notice.need-agreed'),
    },
    // The volunteer whom the desk asked says yes.
    take_on: {
      from: ['offered'],
      to: 'agreed',
      by: serve,
      stops: ['finding'],
      may: ({ form }) => (form.proposed_by ? undefined : { code: 'need.waits-for-asker' }),
      tells: asker('notice.need-taken-on'),
    },
    decline: {
      from: ['offered'],
      to: 'listed',
      by: ask,
      apply: () => ({ set: free }),
      tells: helper('notice.need-declined'),
    },
    step_back: {
      from: ['offered', 'agreed'],
      to: 'listed',
      by: serve,
      startsBy: ({ state }) => (state === 'agreed' ? [{ clock: 'finding' as const }] : []),
      apply: () => ({ set: free }),
      tells: (matter) => [...asker('notice.need-stepped-back')(matter), ...workers('notice.need-stepped-back')()],
    },
    begin: {
      from: ['agreed'],
      to: 'serving',
      by: either,
      apply: (_, __, { now }) => ({ set: { begun_at: now } }),
      tells: (matter) => [...asker('notice.need-begun')(matter)],
    },
    end: {
      from: ['serving'],
      to: 'served',
      by: either,
      starts: ['confirming'],
      apply: ({ form }, _, { now }) => ({
        set: { ended_at: now, minutes: form.begun_at ? minutesBetween(new Date(form.begun_at), now) : 1 },
      }),
      tells: asker('notice.need-ended'),
    },
    // Never who helped; no more than planned, which only the desk may. @source S2-06, S2-18
    confirm_time: {
      from: ['served'],
      to: 'recorded',
      by: confirms,
      stops: ['confirming'],
      starts: ['thanking'],
      may: notHelper,
      guard: ({ form }, { minutes, asked }, { actor }) => {
        if (minutes > form.minutes_planned)
          return { code: 'need.over-planned', facts: { minutes: form.minutes_planned } }
        return actor?.kind === 'staff' && !asked ? { code: 'need.say-how' } : undefined
      },
      facts: (_, { minutes, asked }) => ({ minutes, ...(asked && { asked }) }),
      apply: (_, { minutes }, { now, actor }) => ({
        set: { minutes, confirmed_at: now, confirmed_by: actor?.personId ?? null },
      }),
      tells: helper('notice.need-recorded'),
    },
    dispute: {
      from: ['served'],
      to: 'disputed',
      by: either,
      stops: ['confirming'],
      facts: (_, { dispute }) => ({ dispute }),
      words: ({ words }) => ({ words }),
      apply: (_, { dispute }) => ({ set: { dispute } }),
      tells: workers('notice.need-disputed'),
    },
    // The desk hears both.
    resolve: {
      from: ['disputed'],
      to: 'recorded',
      by: desk,
      starts: ['thanking'],
      may: notHelper,
      facts: (_, { minutes }) => ({ minutes }),
      words: ({ words }) => ({ words }),
      apply: (_, { minutes }, { now, actor }) => ({
        set: { minutes, confirmed_at: now, confirmed_by: actor?.personId ?? null },
      }),
      tells: both('notice.need-resolved'),
    },
    // Nothing served is nothing recorded.
    set_aside: {
      from: ['disputed'],
      to: 'undone',
      by: desk,
      words: ({ words }) => ({ words }),
      tells: both('notice.need-set-aside'),
    },
    thank: {
      from: ['recorded'],
      to: 'rated',
      by: ask,
      stops: ['thanking'],
      facts: (_, { rating }) => ({ rating }),
      words: ({ words }) => (words ? { words } : undefined),
      apply: (_, { rating }) => ({ set: { rating } }),
      tells: helper('notice.need-thanked'),
    },
    withdraw: {
      from: ['posted', 'listed', 'offered', 'agreed'],
      to: 'withdrawn',
      by: ask,
      tells: helper('notice.need-withdrawn'),
    },
    lapse: {
      from: ['posted', 'listed', 'offered'],
      to: 'lapsed',
      by: 'system',
      stops: ['finding'],
      tells: (matter) => [...both('notice.need-lapsed')(matter), ...workers('notice.need-lapsed')()],
    },
    // Silence confirms nothing: the desk asks the person served.
    ask_desk: { from: ['served'], to: 'same', by: 'system', quiet: true, tells: workers('notice.need-unconfirmed') },
    finish: { from: ['recorded'], to: 'rated', by: 'system', stops: ['thanking'] },
  },
})

export type NeedState = keyof typeof need.states
export type NeedAction = keyof typeof need.actions
