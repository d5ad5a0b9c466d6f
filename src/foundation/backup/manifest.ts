/**
 * What a backup says of itself. It is the last entry of the tar, because sums are known only when everything was written;
 * a backup without it is one that was cut short.
 */
import { CommandRefused } from '#lib/command.ts'

/** Raised when older programs could not read what is written now. */
export const FORMAT = 1

export interface Manifest {
  readonly format: number
  readonly program: string
  /** When it was taken: the instant of its one snapshot. */
  readonly at: string
  readonly city: { readonly path: string; readonly name: string } | null
  readonly postgres: string
  readonly migrations: readonly { readonly name: string; readonly checksum: string }[]
  /** The keys without which sealed values stay shut; check tells a key from another of the same id. */
  readonly keys: readonly { readonly id: string; readonly check: string; readonly finds: boolean }[]
  /** In the order in which they can be filled. */
  readonly tables: readonly TablePart[]
  readonly sequences: readonly SequenceState[]
  readonly files: readonly FilePart[]
  /** Files that the database names and the disk did not have. */
  readonly missing: readonly string[]
}

export interface TablePart {
  readonly name: string
  readonly columns: readonly string[]
  readonly rows: number
  readonly bytes: number
  /** Of all its pieces one after the other. */
  readonly sha256: string
}

export interface SequenceState {
  readonly name: string
  /** A decimal number; text, because it may be larger than a number can say. */
  readonly value: string
  readonly called: boolean
}

export interface FilePart {
  readonly name: string
  readonly bytes: number
  readonly sha256: string
}

export const manifestName = 'manifest.json'

/** Pieces of tables are numbered, so that none must be known in its whole length before it is written. */
export const pieceName = (table: string, piece: number): string => `tables/${table}/${String(piece).padStart(6, '0')}`
export const fileName = (name: string): string => `files/${name}`

const tablePiece = /^tables\/([^/]+)\/\d{6}$/
const keptFile = /^files\/((?:[\w-][\w.-]*\/)*[\w-][\w.-]*)$/

/** Whose piece an entry is; undefined for a name that no backup has. */
export function partOf(entry: string): { table: string } | { file: string } | 'manifest' | undefined {
  if (entry === manifestName) return 'manifest'
  const table = tablePiece.exec(entry)?.[1]
  if (table) return { table }
  const file = keptFile.exec(entry)?.[1]
  return file ? { file } : undefined
}

/** @throws {CommandRefused} when it is no manifest, or of a format that only a newer program can read */
export function readManifest(text: string): Manifest {
  let manifest: Manifest
  try {
    manifest = JSON.parse(text) as Manifest
  } catch {
    throw new CommandRefused('备份说明读不出来', 'the manifest of the backup cannot be read')
  }
  if (!Number.isInteger(manifest.format))
    throw new CommandRefused('这不是邻里的备份', 'this is no backup of Linli', 'manifest.json')
  if (manifest.format > FORMAT)
    throw new CommandRefused(
      '备份来自较新的程序，请用那个版本恢复',
      'the backup comes from a newer program, restore it with that one',
      manifest.program,
    )
  return manifest
}
