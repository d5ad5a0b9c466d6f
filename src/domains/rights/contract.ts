/**
 * Routes of rights that are not actions. Actions are routes by themselves (spec.ts):
 *   POST /api/rights                        opens   { id, ...OpenForm }                → Receipt
 *   POST /api/rights/:id/actions/:action    acts    { id, seen, ...form of the action } → Receipt
 *   GET  /api/rights/:id                    reads   :id is the matter's id or its 9-digit number → RightsDetail
 */
import Type, { type Static } from 'typebox'
import { seenDocuments } from '#domains/register/index.ts'
import { Promised } from '#engines/matter/index.ts'
import { defineContract, Id, Instant, nullable, oneOf } from '#lib/contract.ts'
import { abouts, kinships, refusals, relations } from './rules.ts'

const State = oneOf(['submitted', 'proving', 'in_hand', 'answered', 'refused', 'closed', 'withdrawn'])
const After = Type.Optional(Type.String({ maxLength: 120 }))
const elsewhere = ['matter.unknown', 'access.not-yours'] as const

export const RightsRow = Type.Object({
  id: Id,
  number: Type.String(),
  state: State,
  about: oneOf(abouts),
  openedAt: Instant,
  promise: nullable(Promised),
})

export const RightsDetail = Type.Object({
  ...RightsRow.properties,
  version: Type.Integer(),
  words: Type.String(),
  deceased: nullable(Type.Object({ name: Type.String(), relation: oneOf(relations) })),
  closedAt: nullable(Instant),
  community: Type.String(),
  /** Working days the answer was promised in. */
  workdays: Type.Integer(),
  /** Who took it in at the window; null when the person sent it. */
  takenBy: nullable(Type.String()),
  /** Which papers were seen at the window, and when. */
  proof: nullable(Type.Object({ at: Instant, document: oneOf(seenDocuments), kinship: nullable(oneOf(kinships)) })),
  /** Nothing can be answered before it is known who asks. */
  lacksProof: Type.Boolean(),
  handler: nullable(Type.Object({ name: Type.String(), phone: nullable(Type.String()) })),
  reply: nullable(Type.String()),
  answeredAt: nullable(Instant),
  refusal: nullable(Type.Object({ reason: oneOf(refusals), place: Type.String(), phone: Type.String() })),
  handedAt: nullable(Instant),
  objectedAt: nullable(Instant),
  escalatedAt: nullable(Instant),
  /** The next place that a refusal names unless another is written: the street of the community. */
  street: Type.Object({ name: Type.String(), phone: nullable(Type.String()) }),
  /** Where the window is. */
  window: Type.Object({ name: Type.String(), phone: nullable(Type.String()) }),
  steps: Type.Array(
    Type.Object({
      id: Id,
      at: Instant,
      kind: Type.String(),
      /** Name of the worker; null for the person and for the system. */
      who: nullable(Type.String()),
      role: Type.String(),
      facts: Type.Record(Type.String(), Type.Unknown()),
      words: nullable(Type.Record(Type.String(), Type.Unknown())),
    }),
  ),
  actions: Type.Array(
    Type.Object({
      action: Type.String(),
      allowed: Type.Boolean(),
      why: nullable(Type.Object({ code: Type.String(), facts: Type.Record(Type.String(), Type.Unknown()) })),
    }),
  ),
  mine: Type.Boolean(),
  /** For staff: who asks, masked. */
  asker: nullable(Type.Object({ name: Type.String(), phoneTail: nullable(Type.String()), erased: Type.Boolean() })),
})
export type RightsDetail = Static<typeof RightsDetail>

export const DeskRow = Type.Object({
  ...RightsRow.properties,
  /** Masked. */
  asker: Type.String(),
  community: Type.String(),
  atWindow: Type.Boolean(),
  handler: nullable(Type.String()),
  escalated: Type.Boolean(),
})
export type DeskRow = Static<typeof DeskRow>

export const RightsReceipt = Type.Object({ id: Id, number: Type.String(), state: State, version: Type.Integer() })
export type RightsReceipt = Static<typeof RightsReceipt>

export const rightsContract = defineContract({
  /** What I asked about my data, newest first. */
  listMyRights: {
    method: 'GET',
    path: '/me/rights',
    who: 'signed-in',
    query: Type.Object({ after: After }),
    reply: Type.Object({ rows: Type.Array(RightsRow), next: nullable(Type.String()) }),
    refusals: ['list.after', 'access.not-yours'],
  },
  /** What would be promised if it were asked now. */
  previewRights: {
    method: 'GET',
    path: '/rights/promise',
    who: 'signed-in',
    reply: Type.Object({ at: Instant, workdays: Type.Integer(), unsure: Type.Boolean() }),
    refusals: [],
  },
  /** Open ones by the promised day, done ones newest first. */
  listDeskRights: {
    method: 'GET',
    path: '/desk/rights',
    who: 'rights.desk',
    query: Type.Object({ list: oneOf(['open', 'done']), after: After }),
    reply: Type.Object({ rows: Type.Array(DeskRow), next: nullable(Type.String()) }),
    refusals: ['list.after'],
  },
  /** Who asks, with every field needed to find what is kept of them. Recorded as a reading. */
  revealAsker: {
    method: 'POST',
    path: '/rights/:id/reveal',
    who: 'rights.desk',
    params: Type.Object({ id: Id }),
    body: Type.Object(
      {
        id: Id,
        purpose: oneOf(['contact', 'verify', 'visit', 'other']),
        words: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
      },
      { additionalProperties: false },
    ),
    reply: Type.Object({ name: Type.String(), phone: nullable(Type.String()), until: Instant }),
    refusals: [...elsewhere, 'reveal.say-why', 'action.reused'],
  },
})
