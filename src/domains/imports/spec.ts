/**
 * Imports: who may bring lists, what files may hold, how long their texts are kept.
 * Read next: contract.ts for the routes, work.ts for what the worker does, foundation/sheets/kind.ts for what a kind is.
 */
import { definePermissions } from '#foundation/authority.ts'
import { definePolicies } from '#foundation/policy/policy.ts'

/** @source U30 */
export const importsPermissions = definePermissions({
  'imports.run': { roles: ['community_desk', 'community_head', 'street_officer'] },
})

export const importsPolicies = definePolicies({
  'imports.file_megabytes': { value: 20, unit: 'count', source: 'house', least: 1, most: 50 },
  'imports.rows_max': { value: 120_000, unit: 'count', source: 'house', least: 100, most: 200_000 },
  'imports.undo_days': { value: 7, unit: 'days', source: 'house', least: 1, most: 60 },
  'imports.keep_days': { value: 30, unit: 'days', source: 'house', least: 1, most: 180 },
})

/** What the contract takes at most, whatever the rule value says. */
export const FILE_BYTES_MAX = 50_000_000

export const importStates = [
  'made',
  'read',
  'checking',
  'checked',
  'writing',
  'written',
  'undoing',
  'undone',
  'dropped',
] as const
export type ImportState = (typeof importStates)[number]

export const outcomes = ['new', 'changed', 'same', 'wrong', 'perhaps'] as const
export type RowOutcome = (typeof outcomes)[number]

export const rowResults = ['made', 'changed', 'kept', 'moved', 'undone', 'stays'] as const
export type RowResult = (typeof rowResults)[number]
