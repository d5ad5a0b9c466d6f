/** The published checkpoints of the journal: one a day, for anybody to keep and compare. */
import Type, { type Static } from 'typebox'
import { DayField, defineContract, Instant, nullable } from '#lib/contract.ts'

const Count = Type.Integer({ minimum: 0 })
const Ordinal = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
/** Lower case hexadecimal. */
const Hex = Type.String({ pattern: '^([0-9a-f]{2})*$' })

export const CheckpointReply = Type.Object({
  number: Ordinal,
  day: DayField,
  /** Actions of the whole city that the day's tree holds. */
  size: Count,
  root: Hex,
  /** Hash of the checkpoint before; zeros before the first. */
  before: Hex,
  /** sha256 of the note: "linli checkpoint 1", number, day, size, root and before, each with a newline behind it. */
  hash: Hex,
  keyId: Type.String(),
  publicKey: Hex,
  /** Ed25519 of the note. */
  signature: Hex,
  closedAt: Instant,
})
export type CheckpointReply = Static<typeof CheckpointReply>

export const proofContract = defineContract({
  listCheckpoints: {
    method: 'GET',
    path: '/checkpoints',
    who: 'anyone',
    query: Type.Object({
      /** From a number on, oldest first: what leads from a kept one to today's. */
      since: Type.Optional(Ordinal),
      /** Below a number, newest first; from the newest when neither is given. */
      before: Type.Optional(Ordinal),
    }),
    reply: Type.Object({
      checkpoints: Type.Array(CheckpointReply),
      /** What to send as `since` or `before` for what follows; null at the end. */
      next: nullable(Ordinal),
    }),
    refusals: [],
  },
})
