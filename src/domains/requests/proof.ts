/**
 * The receipt of an own request: its actions as leaves of the days' trees, with the way to each signed root. It names nobody
 * else: what staff did is a kind, an instant and hashes; words are in it only where the resident wrote them.
 */

import { presentCheckpoint } from '#domains/proof/index.ts'
import { findMatter } from '#engines/matter/index.ts'
import { type Checkpoint, hashBefore } from '#foundation/journal/checkpoints.ts'
import { proveActions } from '#foundation/journal/receipts.ts'
import { type Handlers, signedIn } from '#foundation/service.ts'
import { isId } from '#lib/contract.ts'
import { parseNumber, withCheckDigit } from '#lib/number.ts'
import { Refusal } from '#lib/refusal.ts'
import { internalKinds } from './present.ts'
import type { proofOfRequestContract } from './proof-contract.ts'
import { request } from './spec.ts'
import { findIdByNumber, listOwnWords } from './store.ts'

export const proofOfRequestHandlers: Handlers<typeof proofOfRequestContract> = {
  async getProof({ params }, { actor, database, clock, origin }) {
    const { personId, kind } = signedIn(actor)
    const number = parseNumber(params.id)
    const id = number === undefined ? params.id : await findIdByNumber(database, number)
    const loaded = id && isId(id) ? await findMatter(database.db, request, id) : undefined
    if (kind !== 'resident' || loaded?.requesterId !== personId) throw new Refusal('matter.unknown', 404)

    const { matter } = loaded
    const rows = await listOwnWords(database, matter.id, personId)
    const shown = rows.filter((row) => !internalKinds.has(row.kind.slice(row.kind.indexOf('.') + 1)))
    const proven = await proveActions(
      database.db,
      shown.map((row) => row.id),
    )
    const checkpoints = new Map<number, Checkpoint>(
      proven.map(({ checkpoint }) => [checkpoint.number, checkpoint] as const),
    )
    const words = new Map(shown.map((row) => [row.id, row]))

    return {
      kind: 'linli receipt 1' as const,
      address: origin,
      number: withCheckDigit(matter.number),
      request: matter.id,
      issuedAt: clock.now().toISOString(),
      actions: proven.map((one) => {
        const { salt, body } = words.get(one.id) ?? {}
        return {
          leaf: one.leaf,
          index: one.index,
          path: one.path.map((hash) => hash.toString('hex')),
          checkpoint: one.checkpoint.number,
          words: salt && body ? { salt: salt.toString('hex'), body } : null,
        }
      }),
      checkpoints: await Promise.all(
        [...checkpoints.values()].map(async (one) => presentCheckpoint(one, await hashBefore(database, one.number))),
      ),
      waiting: shown.length - proven.length,
    }
  },
}
