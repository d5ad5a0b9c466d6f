/**
 * What a domain declares so that its list can be imported: the columns and how their cells are read, how a batch of rows is
 * compared with what is there, written and undone. Mapping, dry run, progress, decisions and repetition are the same for all.
 * Words: `import.kind.KIND`, `import.column.KIND.KEY`, a problem`s code `refusal.CODE`.
 * Read next: domains/imports/work.ts, which runs a kind.
 */
import type { Permission } from '#foundation/authority.ts'
import type { Tx } from '#foundation/database/database.ts'
import type { Seals } from '#lib/seal.ts'
import type { Cell } from './cells.ts'

export interface ImportColumn {
  key: string
  /** What people write above it. */
  headers: readonly string[]
  /** Every row needs it, so no file without it is taken. */
  required?: true
  /** Read but never stored. */
  checkedOnly?: true
  read(words: string, reading: Reading): Cell<unknown>
}

/** What reading a cell may depend on. */
export interface Reading {
  /** Phones of the demo are numbers too. */
  demo: boolean
  today: string
}

/** What the work on a batch is given. */
export interface Ground extends Reading {
  seals: Seals
  importId: string
  /** The community the list is of. */
  path: string
  /** The day the list speaks of. */
  asOf: string
  now: Date
}

export interface Problem {
  /** Key of the column; '' for the row as a whole. */
  column: string
  code: string
}

/** A row whose cells could be read. */
export interface ReadRow {
  row: number
  values: Readonly<Record<string, unknown>>
}

export type Outcome = 'new' | 'changed' | 'same' | 'wrong' | 'perhaps'

export interface Checked {
  row: number
  outcome: Outcome
  /** Names of what would change. */
  fields: readonly string[]
  problems: readonly Problem[]
  /** What is there already. */
  subjectId: string | null
  /** Two rows with the same mark are the same thing twice. */
  mark: Buffer | null
  /** What later rows of the file may lie in once this one is written. */
  makes: string | null
}

export interface Decided extends ReadRow {
  checked: Checked
  /** For a row that is perhaps known: the same, another one. What is skipped does not come here. */
  decision: 'same' | 'new' | null
}

export interface Written {
  row: number
  /** 'moved' when what was found at the check is no longer so. */
  result: 'made' | 'changed' | 'kept' | 'moved'
  subjectId: string | null
  /** What undo() needs. */
  undo: Readonly<Record<string, unknown>> | null
}

export interface Undoing {
  row: number
  result: 'made' | 'changed'
  subjectId: string
  undo: Readonly<Record<string, unknown>>
}

export interface Described {
  name: string
  /** The end of a phone. */
  tail: string | null
}

export interface ImportKind {
  name: string
  /** Its rows are persons: somebody must say why they may be recorded. */
  personal: boolean
  /** Who brings it in and reads it, of those who import; all of them unless told. */
  only?: Permission
  columns: readonly ImportColumn[]
  /** The columns a row is known by on a screen. */
  title: readonly string[]
  /** What is there already, masked, to be compared with a row. */
  describe(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, Described>>
  /** Compares a batch with what is there. `made` asks which names earlier rows of the file make. */
  check(tx: Tx, rows: readonly ReadRow[], ground: Ground, made: MadeBefore): Promise<Checked[]>
  write(tx: Tx, rows: readonly Decided[], ground: Ground): Promise<Written[]>
  /** @returns for what cannot be undone the code of why (`import.stays.CODE`), else null */
  undo(tx: Tx, rows: readonly Undoing[], ground: Ground): Promise<{ row: number; stays: string | null }[]>
}

export type MadeBefore = (names: readonly string[]) => Promise<ReadonlySet<string>>
