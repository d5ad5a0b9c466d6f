/** The contract of imports, made known to the typed client. */
import type { Answer } from '#ui/shared/api.ts'
import type { importsContract } from '../contract.ts'

declare module '#ui/shared/api.ts' {
  interface Contracts {
    imports: typeof importsContract
  }
}

export type Import = Answer<'GET', '/imports/:importId'>
export type ImportRow = Answer<'GET', '/imports/:importId/rows'>['rows'][number]

export { call, newId, sendBytes } from '#ui/shared/api.ts'
