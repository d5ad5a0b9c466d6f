/**
 * The table inside a sheet as people make it: title rows above, the header, a row of remarks (#) below it, blank lines,
 * a total at the foot. Pure; read.ts runs it beside the server.
 */
import { CELL_MAX } from './limits.ts'

export type Row = readonly [row: number, cells: string[]]

/** Rows looked at to find the header. */
export const HEAD_ROWS = 30

/** Space of every kind at both ends, signs that nobody sees, and what no text can hold. */
export function cleanCell(words: string): string {
  const plain = words.replace(/\p{Cf}/gu, '').replace(/\p{Cc}/gu, ' ')
  return plain.toWellFormed().replace(/\s+/g, ' ').trim().slice(0, CELL_MAX).toWellFormed()
}

/** A header as it is compared: half width, lower case, without spaces, stars and what stands in brackets. */
export function headerKey(words: string): string {
  return words
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[([【〔].*?[)\]】〕]/g, '')
    .replace(/[\s*:：、/／_.-]/g, '')
}

const filled = (cells: readonly string[]): number => cells.filter((cell) => cell !== '').length

export interface Head {
  /** Number of the header's row. */
  row: number
  cells: string[]
  /** How many of its cells are words that were asked for. */
  known: number
}

/** The row with the most known headers; else the first that is filled as widely as the rows below. */
export function findHead(rows: readonly Row[], known: ReadonlySet<string>): Head | undefined {
  const scored = rows
    .filter(([, cells]) => filled(cells) > 0)
    .map(([row, cells]) => ({ row, cells, known: cells.filter((cell) => known.has(headerKey(cell))).length }))
  const best = scored.reduce<Head | undefined>((a, b) => (b.known > (a?.known ?? 0) ? b : a), undefined)
  if (best) return best
  const widest = Math.max(0, ...scored.map(({ cells }) => filled(cells)))
  return scored.find(({ cells }) => filled(cells) >= Math.max(1, widest * 0.6))
}

/** Blank lines, remarks, a header that is repeated on each printed page, and totals are no data. */
export function isData(cells: readonly string[], head: Head): boolean {
  const first = cells.find((cell) => cell !== '')
  if (first === undefined || first.startsWith('#')) return false
  if (/^(合|总|小|共)\s*计\s*[:：]?$|^总数$/.test(first)) return false
  return !head.cells.every((cell, at) => cell === (cells[at] ?? ''))
}
