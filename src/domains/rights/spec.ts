/**
 * What a person asks about the own data: its states, clocks, actions and who may act (U04, PIPL 44–50).
 * Closed to all but the person and those who handle it, so it is `sealed` and its permissions say that they reach it.
 * Proving who one is stops no clock: what was promised to the person stays promised. Read next: rules.ts, contract.ts.
 */
import Type from 'typebox'
import { seenDocuments } from '#domains/register/index.ts'
import { type Moment, matterOf, type Tell } from '#engines/matter/index.ts'
import { definePermissions, type Permission } from '#foundation/authority.ts'
import { definePolicies } from '#foundation/policy/policy.ts'
import { Id, oneOf } from '#lib/contract.ts'
import {
  type About,
  abouts,
  type Kinship,
  kinships,
  lacksProof,
  type RefusalReason,
  type Relation,
  refusals,
  relations,
} from './rules.ts'

export const rightsPolicies = definePolicies({
  // “及时” in the law; at most fifteen working days by 国信办秘字〔2019〕191号, part six, which knows no extension
  'rights.answer_workdays': { value: 15, unit: 'workdays', source: 'PIPL-50', most: 15 },
  'rights.objection_days': { value: 30, unit: 'days', source: 'house', least: 7, most: 90 },
  'rights.reveal_minutes': { value: 5, unit: 'minutes', source: 'house', most: 30 },
})

const window = ['community_desk', 'community_head'] as const
const handlers = ['community_head', 'street_officer'] as const
const desk = ['community_desk', 'community_head', 'street_officer'] as const
const requesterOnly: Permission = { roles: [], own: true }

/** Every permission of the domain; no helper holds any of them. */
export const rightsPermissions = definePermissions({
  'rights.read': { roles: desk, own: true, sealed: desk },
  'rights.desk': { roles: desk, sealed: desk },
  // sees a paper: taking in, proving, handing over
  'rights.takeIn': { roles: window, sealed: window },
  'rights.handle': { roles: handlers, sealed: handlers },
})
const takesIn = rightsPermissions['rights.takeIn']
const handles = rightsPermissions['rights.handle']

/** The domain's row, as JSON. */
export interface RightsForm {
  requester_id: string
  taken_by: string | null
  about: About
  words: string
  deceased: string | null
  relation: Relation | null
  document: (typeof seenDocuments)[number] | null
  kinship: Kinship | null
  proved_at: string | null
  handler_id: string | null
  /** The worker who is told instead of a person whose account is closed. */
  contact_id: string | null
  reply: string | null
  refusal: RefusalReason | null
  next_place: string | null
  next_phone: string | null
  answered_at: string | null
  handed_at: string | null
  objected_at: string | null
  escalated_at: string | null
  erased_at: string | null
}

const Words = (max: number) => Type.String({ minLength: 1, maxLength: max, pattern: '\\S' })
const Closed = { additionalProperties: false }

/** What a person sends, and what a worker at the window writes for a person. */
export const OpenForm = Type.Object(
  {
    community: Type.String({ pattern: '^[0-9]{12}$' }),
    about: oneOf(abouts),
    words: Words(1000),
    /** Of whom a near relative asks. */
    deceased: Type.Optional(Type.Object({ name: Words(30), relation: oneOf(relations) }, Closed)),
    /** At the window: who it is, and which paper was seen; without a phone the answer is handed over there. */
    behalf: Type.Optional(
      Type.Object(
        {
          personId: Type.Optional(Id),
          name: Type.Optional(Words(60)),
          phone: Type.Optional(Type.String({ maxLength: 20 })),
          document: oneOf(seenDocuments),
          kinship: Type.Optional(oneOf(kinships)),
        },
        Closed,
      ),
    ),
  },
  Closed,
)

const forms = {
  take: Type.Object({}, Closed),
  ask_proof: Type.Object({ words: Words(300) }, Closed),
  prove: Type.Object({ document: oneOf(seenDocuments), kinship: Type.Optional(oneOf(kinships)) }, Closed),
  answer: Type.Object({ words: Words(1000) }, Closed),
  refuse: Type.Object({ reason: oneOf(refusals), words: Words(1000), place: Words(100), phone: Words(30) }, Closed),
  hand_over: Type.Object({}, Closed),
  add: Type.Object({ words: Words(1000) }, Closed),
  object: Type.Object({ words: Words(1000) }, Closed),
  withdraw: Type.Object({}, Closed),
  warn: Type.Object({}, Closed),
  escalate: Type.Object({}, Closed),
  close: Type.Object({}, Closed),
}

const toRequester =
  (key: string) =>
  ({ form }: { form: RightsForm }): Tell[] =>
    // whoever closed the account reads nothing any more
    form.contact_id ? [{ person: form.contact_id, key }] : [{ person: form.requester_id, key }]

const toHandlers =
  (key: string) =>
  ({ form }: { form: RightsForm }): Tell[] =>
    form.handler_id ? [{ person: form.handler_id, key }] : [{ role: 'community_head', key }]

const mustProve = ({ form, state }: { form: RightsForm; state: string }) =>
  lacksProof({ about: form.about, state, proved: form.proved_at !== null }) ? { code: 'rights.unproved' } : undefined

/** A relative shows two papers: who they are, and whose relative. @source PIPL-49 */
export const lacksKinship = (about: About, kinship: Kinship | undefined) =>
  about === 'kin' && !kinship ? { code: 'rights.kinship-missing' } : undefined

const open = ['submitted', 'proving', 'in_hand'] as const
const said = ['answered', 'refused'] as const
const takenUp = (form: RightsForm, actor: Moment['actor']) => form.handler_id ?? actor?.personId ?? null

export const rights = matterOf<RightsForm>()({
  kind: 'rights',
  table: 'rights_request',
  states: {
    submitted: {},
    proving: {},
    in_hand: {},
    answered: {},
    refused: {},
    closed: { final: true },
    withdrawn: { final: true },
  },
  start: 'submitted',
  starts: ['answer'],
  clocks: {
    answer: { unit: 'workdays', policy: 'rights.answer_workdays', promise: true, then: 'escalate' }, // PIPL-50
    closing: { unit: 'days', policy: 'rights.objection_days', then: 'close' },
  },
  warnAt: 'matter.warn_percent',
  warn: 'warn',
  promiseHour: 'request.promise_hour',
  open: {
    form: OpenForm,
    by: 'signed-in',
    words: ({ words, deceased }) => ({ words, deceased: deceased?.name ?? null }),
  },
  forms,
  actions: {
    take: {
      from: ['submitted'],
      to: 'in_hand',
      by: handles,
      apply: (_, __, { actor }) => ({ set: { handler_id: actor?.personId ?? null } }),
      tells: toRequester('notice.rights-taken'),
    },
    ask_proof: {
      from: ['submitted', 'in_hand'],
      to: 'proving',
      by: rightsPermissions['rights.desk'],
      may: ({ form }) => (form.proved_at ? { code: 'rights.proved' } : undefined),
      words: ({ words }) => ({ words }),
      tells: toRequester('notice.rights-prove'),
    },
    // Who it is, by a paper at the window. Of the paper only its kind is kept.
    prove: {
      from: open,
      to: 'in_hand',
      by: takesIn,
      may: ({ form }) => (form.proved_at ? { code: 'rights.proved' } : undefined),
      guard: ({ form }, { kinship }) => lacksKinship(form.about, kinship),
      facts: ({ form }, { document, kinship }) => ({
        document,
        kinship: form.about === 'kin' ? (kinship ?? null) : null,
      }),
      apply: ({ form }, { document, kinship }, { now, actor }) => ({
        set: {
          document,
          kinship: form.about === 'kin' ? (kinship ?? null) : null,
          proved_at: now,
          proved_by: actor?.personId ?? null,
        },
      }),
      tells: toHandlers('notice.rights-proved'),
    },
    answer: {
      from: open,
      to: 'answered',
      by: handles,
      stops: ['answer'],
      starts: ['closing'],
      may: mustProve,
      words: ({ words }) => ({ words }),
      apply: ({ form }, { words }, { now, actor }) => ({
        set: { ...noRefusal, reply: words, answered_at: now, handler_id: takenUp(form, actor) },
      }),
      tells: toRequester('notice.rights-answered'),
    },
    // A refusal gives its reason and says where one can turn to. @source PIPL-50
    refuse: {
      from: open,
      to: 'refused',
      by: handles,
      stops: ['answer'],
      starts: ['closing'],
      guard: ({ form }, { reason }) =>
        reason === 'unproved' && form.proved_at ? { code: 'rights.proved' } : undefined,
      facts: (_, { reason }) => ({ reason }),
      words: ({ words, place, phone }) => ({ words, place, phone }),
      apply: ({ form }, { reason, words, place, phone }, { now, actor }) => ({
        set: {
          refusal: reason,
          next_place: place,
          next_phone: phone,
          reply: words,
          answered_at: now,
          handler_id: takenUp(form, actor),
        },
      }),
      tells: toRequester('notice.rights-refused'),
    },
    // Who asked at the window is answered there, on paper.
    hand_over: {
      from: said,
      to: 'same',
      by: takesIn,
      quiet: true,
      may: ({ form }) => {
        if (!form.taken_by) return { code: 'rights.not-at-window' }
        return form.handed_at ? { code: 'rights.handed' } : undefined
      },
      apply: (_, __, { now, actor }) => ({ set: { handed_at: now, handed_by: actor?.personId ?? null } }),
    },
    add: {
      from: open,
      to: 'same',
      by: requesterOnly,
      words: ({ words }) => ({ words }),
      tells: toHandlers('notice.rights-added'),
    },
    // Once, while it is not closed: it is looked at again, and the street knows. @source PIPL-50
    object: {
      from: said,
      to: 'in_hand',
      by: requesterOnly,
      drops: ['closing'],
      starts: ['answer'],
      may: ({ form }) => (form.objected_at ? { code: 'rights.objected' } : undefined),
      words: ({ words }) => ({ words }),
      apply: (_, __, { now }) => ({
        set: {
          ...noRefusal,
          reply: null,
          answered_at: null,
          handed_at: null,
          handed_by: null,
          escalated_at: null,
          objected_at: now,
        },
      }),
      tells: (matter) => [
        ...toHandlers('notice.rights-objected')(matter),
        { role: 'street_officer', key: 'notice.rights-objected' },
      ],
    },
    withdraw: {
      from: open,
      to: 'withdrawn',
      by: requesterOnly,
      tells: toHandlers('notice.rights-withdrawn'),
    },
    warn: { from: open, to: 'same', by: 'system', quiet: true, tells: toHandlers('notice.rights-warn') },
    escalate: {
      from: open,
      to: 'same',
      by: 'system',
      quiet: true,
      apply: ({ form }, _, { now }) => ({ set: { escalated_at: form.escalated_at ?? now } }),
      tells: (matter) => [
        ...toRequester('notice.rights-late')(matter),
        { role: 'community_head', key: 'notice.rights-late-yours' },
        { role: 'street_officer', key: 'notice.rights-late-yours' },
      ],
    },
    close: { from: said, to: 'closed', by: 'system', stops: ['closing'] },
  },
})

const noRefusal = { refusal: null, next_place: null, next_phone: null }

export type RightsState = keyof typeof rights.states
export type RightsAction = keyof typeof rights.actions
