/** The receipt of an own request: what can be kept and checked without us. */
import Type, { type Static } from 'typebox'
import { CheckpointReply } from '#domains/proof/index.ts'
import { defineContract, Id, Instant, nullable } from '#lib/contract.ts'

const Count = Type.Integer({ minimum: 0 })

export const RequestProof = Type.Object({
  kind: Type.Literal('linli receipt 1'),
  /** Where it is from. */
  address: Type.String(),
  /** Nine digits; a label, not proven. */
  number: Type.String(),
  /** The request as leaves name it. */
  request: Id,
  issuedAt: Instant,
  actions: Type.Array(
    Type.Object({
      /** [id, microseconds since 1970, kind, request, version, hash of the words or null, hash of the row], exactly as hashed. */
      leaf: Type.String(),
      index: Count,
      path: Type.Array(Type.String()),
      /** Number of its checkpoint. */
      checkpoint: Count,
      /** What the resident wrote with this action, until it is erased: sha256(salt ‖ canonical JSON of body) is in the leaf. */
      words: nullable(Type.Object({ salt: Type.String(), body: Type.Record(Type.String(), Type.Unknown()) })),
    }),
  ),
  checkpoints: Type.Array(CheckpointReply),
  /** Actions of days that are not closed yet. */
  waiting: Count,
})
export type RequestProof = Static<typeof RequestProof>

export const proofOfRequestContract = defineContract({
  /** Of one's own request only: not for helpers, not for staff. */
  getProof: {
    method: 'GET',
    path: '/requests/:id/proof',
    who: 'signed-in',
    /** The matter's id or its nine digits. */
    params: Type.Object({ id: Type.String({ minLength: 9, maxLength: 36 }) }),
    reply: RequestProof,
    refusals: ['matter.unknown'],
    perMinute: 30,
  },
})
