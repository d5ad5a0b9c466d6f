/** Shows the checkpoints as they were signed. Nobody is asked who they are, and nothing of a person is in them. */
import { type Checkpoint, hashBefore, listCheckpoints } from '#foundation/journal/checkpoints.ts'
import type { Handlers } from '#foundation/service.ts'
import type { CheckpointReply, proofContract } from './contract.ts'

const PAGE = 31
/** A year and a day, so that one call leads from last year's to today's. */
const SINCE_MOST = 366

export const proofHandlers: Handlers<typeof proofContract> = {
  async listCheckpoints({ query: { since, before } }, { database }) {
    const upwards = since !== undefined
    const most = upwards ? SINCE_MOST : PAGE
    const rows = await listCheckpoints(database, upwards ? { since } : { before }, most + 1)
    const page = rows.slice(0, most)
    const hashes = new Map(rows.map(({ number, hash }) => [number, hash]))
    const first = Math.min(...page.map(({ number }) => number))
    if (page.length > 0 && !hashes.has(first - 1)) hashes.set(first - 1, await hashBefore(database, first))
    const last = page.at(-1)
    return {
      checkpoints: page.map((row) => presentCheckpoint(row, hashes.get(row.number - 1))),
      next: rows.length > most && last ? last.number + (upwards ? 1 : 0) : null,
    }
  },
}

/** @param before the hash of the one before it */
export function presentCheckpoint(row: Checkpoint, before: Buffer | undefined): CheckpointReply {
  return {
    number: row.number,
    day: row.day,
    size: row.size,
    root: row.root.toString('hex'),
    before: (before ?? Buffer.alloc(32)).toString('hex'),
    hash: row.hash.toString('hex'),
    keyId: row.keyId,
    publicKey: row.publicKey.toString('hex'),
    signature: row.signature.toString('hex'),
    closedAt: row.closedAt.toISOString(),
  }
}
