/**
 * Honours: what becomes of one from its public notice on. It begins when the desk or the head shows it; five working days
 * later the head awards it, unless somebody objects. The person may decline, and alone decides whether the name is published.
 * Rules: S1-50, S2-20. Nobody is ranked: levels are hours reached, and the jury's list has no order but the names' sound.
 * Read next: rules.ts, certificates.ts.
 */
import Type from 'typebox'
import { type Matter, type Moment, matterOf, type Tell } from '#engines/matter/index.ts'
import { definePermissions, type Permission } from '#foundation/authority.ts'
import { definePolicies } from '#foundation/policy/policy.ts'
import { Id, oneOf } from '#lib/contract.ts'
import { type Consent, type HonourKind, honourKinds, starLevels } from './rules.ts'

export const honoursPolicies = definePolicies({
  // the documents name no hours; these are the ones volunteer platforms of the country use
  'honours.star_hours': { value: [100, 300, 600, 1000, 1500], unit: 'hours', source: 'house', most: 10_000 },
  'honours.notice_workdays': { value: 5, unit: 'workdays', source: 'house', least: 3, most: 20 },
  'honours.nomination_days': { value: 10, unit: 'days', source: 'house', least: 3, most: 60 },
  'honours.shortlist_points': { value: 50, unit: 'points', source: 'house', least: 1, most: 1000 },
  'honours.reveal_minutes': { value: 5, unit: 'minutes', source: 'house', most: 30 },
})

const desk = ['community_desk', 'community_head'] as const
const personOnly: Permission = { roles: [], own: true }

export const honoursPermissions = definePermissions({
  'honours.read': { roles: [...desk, 'street_officer'], own: true },
  /** Reviews what the rule proposes, takes in nominations, answers objections. */
  'honours.desk': { roles: desk },
  /** Decides as the jury's head, and awards. */
  'honours.decide': { roles: ['community_head'] },
  /** Whether a name may be published; the desk records what was said on paper. */
  'honours.consent': { roles: desk, own: true },
  'certificates.desk': { roles: desk },
})

/** The domain's row, as JSON. */
export interface HonourForm {
  requester_id: string
  honour: HonourKind
  level: number | null
  minutes: number | null
  round_id: string | null
  quarter: string | null
  reason: string
  chosen_by: string
  handler_id: string | null
  contact_id: string | null
  consent: Consent
  consent_at: string | null
  awarded_at: string | null
  denial: string | null
  ended_at: string | null
  erased_at: string | null
  /** Objections without an answer. */
  unanswered: number
}

const Closed = { additionalProperties: false }
const Reason = Type.String({ minLength: 1, maxLength: 300, pattern: '\\S' })

/** A star that the rule proposed, or the governance star of a round with the jury's reason. */
export const OpenForm = Type.Object(
  {
    honour: oneOf(honourKinds),
    personId: Id,
    level: Type.Optional(oneOf(starLevels)),
    roundId: Type.Optional(Id),
    reason: Type.Optional(Reason),
  },
  Closed,
)

const How = Type.Object({ how: oneOf(['screen', 'paper']) }, Closed)

const forms = {
  end_notice: Type.Object({}, Closed),
  award: Type.Object({}, Closed),
  deny: Type.Object({ words: Reason }, Closed),
  decline: Type.Object({}, Closed),
  consent: How,
  refuse_consent: How,
}

type Honour = Pick<Matter<string, HonourForm>, 'form'>

const toPerson =
  (key: string) =>
  ({ form }: Honour): Tell[] => [{ person: form.contact_id ?? form.requester_id, key }]

const toHead = (key: string) => (): Tell[] => [{ role: 'community_head', key }]

const answeredAll = ({ form }: Honour) =>
  form.unanswered > 0 ? { code: 'honour.objected', facts: { count: form.unanswered } } : undefined

/** Who works at the desk records what was said on paper; the person says it on the screen. */
const saidOn = ({ actor }: Moment, how: 'screen' | 'paper') =>
  (actor?.kind === 'staff') === (how === 'paper') ? undefined : { code: 'honour.consent-how' }

const open = ['on_notice', 'notice_over'] as const

export const honour = matterOf<HonourForm>()({
  kind: 'honour',
  table: 'honour',
  also: `jsonb_build_object('unanswered', (select count(*) from honour_objection o where o.honour_id = d.matter_id and o.answered_at is null))`,
  states: {
    on_notice: {},
    notice_over: {},
    awarded: { final: true },
    not_awarded: { final: true },
    declined: { final: true },
  },
  start: 'on_notice',
  starts: ['notice'],
  clocks: {
    notice: { unit: 'workdays', policy: 'honours.notice_workdays', then: 'end_notice' }, // S1-50, S2-20
  },
  promiseHour: 'request.promise_hour',
  open: {
    form: OpenForm,
    by: honoursPermissions['honours.desk'],
    words: ({ reason }) => ({ reason: reason?.trim() ?? null }),
  },
  forms,
  actions: {
    end_notice: {
      from: ['on_notice'],
      to: 'notice_over',
      by: 'system',
      stops: ['notice'],
      tells: toHead('notice.honour-over'),
    },
    award: {
      from: ['notice_over'],
      to: 'awarded',
      by: honoursPermissions['honours.decide'],
      may: answeredAll,
      apply: (_, __, { now, actor }) => ({ set: { awarded_at: now, awarded_by: actor?.personId ?? null } }),
      tells: toPerson('notice.honour-awarded'),
    },
    deny: {
      from: open,
      to: 'not_awarded',
      by: honoursPermissions['honours.decide'],
      drops: ['notice'],
      words: ({ words }) => ({ words }),
      apply: (_, { words }, { now }) => ({ set: { denial: words.trim(), ended_at: now } }),
      tells: toPerson('notice.honour-denied'),
    },
    decline: {
      from: open,
      to: 'declined',
      by: personOnly,
      drops: ['notice'],
      apply: (_, __, { now }) => ({ set: { ended_at: now } }),
      tells: toHead('notice.honour-declined'),
    },
    consent: {
      from: [...open, 'awarded'],
      to: 'same',
      by: honoursPermissions['honours.consent'],
      quiet: true,
      may: ({ form }) => (form.consent === 'given' ? { code: 'honour.consented' } : undefined),
      guard: (_, { how }, moment) => saidOn(moment, how),
      facts: (_, { how }) => ({ consentOn: how }),
      apply: (_, __, { now }) => ({ set: { consent: 'given', consent_at: now } }),
    },
    // Saying no, or taking a yes back: at any time, and the name is gone from the page at once. @source PIPL-15
    refuse_consent: {
      from: [...open, 'awarded'],
      to: 'same',
      by: honoursPermissions['honours.consent'],
      quiet: true,
      may: ({ form }) =>
        form.consent === 'asked' || form.consent === 'given' ? undefined : { code: 'honour.not-consented' },
      guard: (_, { how }, moment) => saidOn(moment, how),
      facts: (_, { how }) => ({ consentOn: how }),
      apply: ({ form }, _, { now }) => ({
        set: { consent: form.consent === 'given' ? 'withdrawn' : 'refused', consent_at: now },
      }),
    },
  },
})

export type HonourState = keyof typeof honour.states
export type HonourAction = keyof typeof honour.actions
