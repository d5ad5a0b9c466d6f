/** Routes of imports: bring a file, say what its columns are, look at the dry run, decide, write, undo. */
import Type, { type Static } from 'typebox'
import { DayField, defineContract, Id, Instant, nullable, oneOf, Path } from '#lib/contract.ts'
import { bases } from './rules.ts'
import { FILE_BYTES_MAX, importStates, outcomes, rowResults } from './spec.ts'

const Name = Type.String({ minLength: 1, maxLength: 120, pattern: '\\S' })
const Key = Type.String({ minLength: 1, maxLength: 40, pattern: '^[a-z_]+$' })
const one = { params: Type.Object({ importId: Id }) }
const step = { id: Id, seen: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }) }
const strict = { additionalProperties: false } as const
const count = Type.Integer({ minimum: 0 })

const Column = Type.Object({
  key: Key,
  required: Type.Boolean(),
  /** Read, checked and not kept. */
  checkedOnly: Type.Boolean(),
})

export const ImportRow = Type.Object({
  id: Id,
  kind: Key,
  /** Of the file; none once erased. */
  name: nullable(Type.String()),
  path: Type.String(),
  place: Type.String(),
  state: oneOf(importStates),
  rows: count,
  madeBy: Type.String(),
  madeAt: Instant,
  /** How often the worker failed on what is next; 0 when all is well. */
  faults: count,
})

export const Import = Type.Object({
  ...ImportRow.properties,
  version: Type.Integer(),
  sheet: Type.String(),
  headerRow: nullable(Type.Integer()),
  header: Type.Array(Type.String()),
  /** The first rows below the header; empty once erased. */
  sample: Type.Array(Type.Array(Type.String())),
  columns: Type.Array(Column),
  personal: Type.Boolean(),
  /** Column of the kind → place in the header; proposed until it is confirmed. */
  mapping: Type.Record(Type.String(), Type.Integer()),
  /** Whether the mapping is remembered from a file with the same header. */
  remembered: Type.Boolean(),
  asOf: nullable(DayField),
  basis: nullable(oneOf(bases)),
  basisWords: Type.String(),
  /** Rows the running step has done. */
  done: count,
  /** Rows of the file the worker failed on, none for the end of a step, and when it tries again. */
  trouble: nullable(
    Type.Object({
      times: count,
      from: nullable(Type.Integer()),
      to: nullable(Type.Integer()),
      againAt: nullable(Instant),
    }),
  ),
  /** Counted when a step is done; zero while one runs. */
  counts: Type.Object({
    new: count,
    changed: count,
    same: count,
    wrong: count,
    perhaps: count,
    undecided: count,
    skipped: count,
  }),
  results: Type.Object({ made: count, changed: count, kept: count, moved: count, undone: count, stays: count }),
  writtenBy: nullable(Type.String()),
  writtenAt: nullable(Instant),
  undoneBy: nullable(Type.String()),
  undoneAt: nullable(Instant),
  undoUntil: nullable(Instant),
  erased: Type.Boolean(),
  can: Type.Array(oneOf(['file', 'map', 'decide', 'write', 'undo', 'drop'])),
})
export type ImportReply = Static<typeof Import>

export const RowReply = Type.Object({
  row: Type.Integer(),
  outcome: oneOf(outcomes),
  decision: nullable(oneOf(['same', 'new', 'skip'])),
  result: nullable(oneOf(rowResults)),
  /** Why it could not be undone. */
  stays: nullable(Type.String()),
  fields: Type.Array(Type.String()),
  problems: Type.Array(Type.Object({ column: Type.String(), code: Type.String(), text: Type.String() })),
  /** What the row is known by, as the file says it. */
  title: Type.String(),
  /** Whom it may be: masked. */
  known: nullable(Type.Object({ name: Type.String(), tail: nullable(Type.String()) })),
})
export type RowReply = Static<typeof RowReply>

const moved = ['import.unknown', 'import.moved', 'import.not-now', 'action.reused'] as const

export const importsContract = defineContract({
  listImports: {
    method: 'GET',
    path: '/imports',
    who: 'imports.run',
    query: Type.Object({ after: Type.Optional(Type.String({ maxLength: 200 })) }),
    reply: Type.Object({ rows: Type.Array(ImportRow), next: nullable(Type.String()) }),
    refusals: ['list.after'],
  },
  getImportOptions: {
    method: 'GET',
    path: '/import-options',
    who: 'imports.run',
    reply: Type.Object({
      kinds: Type.Array(Type.Object({ name: Key, personal: Type.Boolean(), columns: Type.Array(Column) })),
      communities: Type.Array(Type.Object({ path: Type.String(), name: Type.String() })),
      megabytes: count,
      rows: count,
      undoDays: count,
      keepDays: count,
    }),
    refusals: [],
  },
  makeImport: {
    method: 'POST',
    path: '/imports',
    who: 'imports.run',
    body: Type.Object({ id: Id, kind: Key, path: Path, name: Name }, strict),
    reply: Type.Object({ id: Id }),
    refusals: ['import.kind-unknown', 'import.not-a-community', 'territory.unknown', 'action.reused'],
  },
  getImport: {
    method: 'GET',
    path: '/imports/:importId',
    who: 'imports.run',
    ...one,
    reply: Import,
    refusals: ['import.unknown'],
  },
  sendImportFile: {
    method: 'POST',
    path: '/imports/:importId/file',
    who: 'imports.run',
    ...one,
    query: Type.Object({ id: Id }),
    receives: { types: ['application/octet-stream'], max: FILE_BYTES_MAX },
    reply: Import,
    refusals: [
      ...moved,
      'import.file-big',
      'sheet.type',
      'sheet.old-format',
      'sheet.broken',
      'sheet.encoding',
      'sheet.empty',
      'sheet.too-many-rows',
      'sheet.too-big',
    ],
    perMinute: 10,
  },
  mapImport: {
    method: 'POST',
    path: '/imports/:importId/mapping',
    who: 'imports.run',
    ...one,
    body: Type.Object(
      {
        ...step,
        mapping: Type.Array(Type.Object({ column: Key, at: Type.Integer({ minimum: 0, maximum: 200 }) }, strict), {
          minItems: 1,
          maxItems: 100,
        }),
        /** The day the list speaks of. */
        asOf: DayField,
        basis: nullable(oneOf(bases)),
        basisWords: Type.String({ maxLength: 200 }),
      },
      strict,
    ),
    reply: Import,
    refusals: [...moved, 'import.mapping', 'import.column-missing', 'import.as-of', 'import.basis'],
  },
  listImportRows: {
    method: 'GET',
    path: '/imports/:importId/rows',
    who: 'imports.run',
    ...one,
    query: Type.Object({
      outcome: Type.Optional(oneOf(outcomes)),
      result: Type.Optional(oneOf(rowResults)),
      after: Type.Optional(Type.Integer({ minimum: 0, maximum: 2_147_483_647 })),
    }),
    reply: Type.Object({ rows: Type.Array(RowReply), next: nullable(Type.Integer()) }),
    refusals: ['import.unknown'],
  },
  decideImportRows: {
    method: 'POST',
    path: '/imports/:importId/decisions',
    who: 'imports.run',
    ...one,
    body: Type.Object(
      {
        ...step,
        /** None for every row that is not decided yet. */
        rows: Type.Array(Type.Integer({ minimum: 1, maximum: 2_147_483_647 }), { maxItems: 500 }),
        decision: oneOf(['same', 'new', 'skip']),
      },
      strict,
    ),
    reply: Import,
    refusals: [...moved, 'import.row-unknown', 'import.cannot-same'],
  },
  writeImport: {
    method: 'POST',
    path: '/imports/:importId/writing',
    who: 'imports.run',
    ...one,
    body: Type.Object(step, strict),
    reply: Import,
    refusals: [...moved, 'import.undecided', 'import.nothing'],
  },
  undoImport: {
    method: 'POST',
    path: '/imports/:importId/undoing',
    who: 'imports.run',
    ...one,
    body: Type.Object(step, strict),
    reply: Import,
    refusals: [...moved, 'import.undo-late'],
  },
  dropImport: {
    method: 'POST',
    path: '/imports/:importId/dropping',
    who: 'imports.run',
    ...one,
    body: Type.Object(step, strict),
    reply: Import,
    refusals: [...moved],
  },
  /** The file's rows that were not written, with what is wrong in a column of its own, to be put right and brought again. */
  exportImportErrors: {
    method: 'GET',
    path: '/imports/:importId/errors',
    who: 'imports.run',
    ...one,
    query: Type.Object({ format: oneOf(['xlsx', 'csv']) }),
    sends: 'bytes',
    reply: Type.Unknown(),
    refusals: ['import.unknown', 'import.erased'],
  },
})
