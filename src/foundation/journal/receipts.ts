/**
 * What proves of an action that it is in the tree of its day: its leaf and the hashes beside the way to the root.
 * Read next: checkpoints.ts.
 */
import type { Tx } from '#foundation/database/database.ts'
import { prepared } from '#foundation/database/database.ts'
import { pathOf } from '#lib/merkle.ts'
import { CHUNK, type Checkpoint, findCheckpointOf, type Leaf, leafText, listLeaves, readChunks } from './checkpoints.ts'

export interface Proven {
  readonly id: string
  /** What the leaf says, as it is hashed. */
  readonly leaf: string
  readonly checkpoint: Checkpoint
  /** Place in the day's tree, from zero. */
  readonly index: number
  readonly path: readonly Buffer[]
}

/** @returns a proof for each action whose day is closed, in the order asked for */
export async function proveActions(db: Tx, ids: readonly string[]): Promise<Proven[]> {
  const rows = await prepared<{ id: string; place: number; leaf: string }>(
    db,
    'receipt-leaves',
    `select id, place_in_log as place, ${leafText} as leaf from action where id = any($1::uuid[])`,
    [ids],
  )
  const found = new Map(rows.map((row) => [row.id, row]))
  const leaves = new Map<number, Leaf[]>()
  const proven: Proven[] = []
  for (const id of ids) {
    const row = found.get(id)
    const checkpoint = row && (await findCheckpointOf({ db }, row.place))
    if (!row || !checkpoint) continue
    const chunks = readChunks(checkpoint.chunks)
    const at = chunks.findIndex(({ to }) => to >= row.place)
    const from = chunks[at - 1]?.to ?? checkpoint.fromPlace
    const around = leaves.get(from) ?? (await listLeaves(db, from, chunks[at]?.to ?? from, CHUNK))
    leaves.set(from, around)
    const inChunk = around.findIndex(({ place }) => place === row.place)
    const path = [
      ...pathOf(
        around.map(({ hash }) => hash),
        inChunk,
      ),
      ...pathOf(
        chunks.map(({ root }) => root),
        at,
      ),
    ]
    proven.push({ id, leaf: row.leaf, checkpoint, index: at * CHUNK + inChunk, path })
  }
  return proven
}
