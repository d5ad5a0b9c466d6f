/**
 * What an import keeps of a file, always sealed: its name, its head, the texts of its rows by batch; and taking rows out of
 * it when the person they are of has left.
 */
import { headerKey } from '#foundation/sheets/table.ts'
import { canonical } from '#lib/canonical.ts'
import type { Seals } from '#lib/seal.ts'
import type { Batch } from './store.ts'

/** What stands above the rows, and the first of them. */
export interface Head {
  /** Name of the sheet; '' for text. */
  sheet: string
  header: readonly string[]
  sample: readonly (readonly string[])[]
}

/** Rows shown where columns are matched. */
export const SAMPLE_ROWS = 5

const nothing: Head = { sheet: '', header: [], sample: [] }

export const sealHead = (seals: Seals, head: Head): string => seals.seal(JSON.stringify(head))

/** An empty head when it is erased, or no file was brought. */
export function openHead(seals: Seals, sealed: string | null): Head {
  return sealed === null ? nothing : (JSON.parse(seals.open(sealed)) as Head)
}

/** What a header is found again by. A keyed hash: a file without a header has a person there. */
export const signatureOf = (seals: Seals, header: readonly string[]): Buffer =>
  seals.mark(canonical(header.map(headerKey)))

export type Texts = ReadonlyMap<number, readonly string[]>

/** Every row of a batch in its order; one of somebody who left has no cells. */
function readBatch({ sealed, forget }: Batch, seals: Seals): [row: number, cells: readonly string[]][] {
  if (sealed === null) return []
  const rows = JSON.parse(seals.open(sealed)) as [number, string[]][]
  return rows.map(([row, cells]) => [row, forget.includes(row) ? [] : cells])
}

/** The texts of a batch by row, without those of somebody who left. */
export const openBatch = (batch: Batch, seals: Seals): Texts =>
  new Map(readBatch(batch, seals).filter(([, cells]) => cells.length > 0))

/** A batch without the texts of who left. */
export const sealWithout = (batch: Batch, seals: Seals): string => seals.seal(JSON.stringify(readBatch(batch, seals)))

/** The first and the last row of a batch in its file. */
export function spanOf(batch: Batch, seals: Seals): { from: number; to: number } | undefined {
  const rows = readBatch(batch, seals)
  const [from, to] = [rows[0]?.[0], rows.at(-1)?.[0]]
  return from === undefined || to === undefined ? undefined : { from, to }
}

/** What a row's cell says in a column of the kind. */
export function textOf(mapping: Readonly<Record<string, number>>, cells: readonly string[], key: string): string {
  const at = mapping[key]
  return at === undefined ? '' : (cells[at] ?? '')
}
