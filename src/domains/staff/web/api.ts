/** The contract of staff administration, made known to the typed client. */
import type { Answer } from '#ui/shared/api.ts'
import type { staffContract } from '../contract.ts'

declare module '#ui/shared/api.ts' {
  interface Contracts {
    staff: typeof staffContract
  }
}

export type StaffRow = Answer<'GET', '/staff'>['rows'][number]
export type Person = Answer<'GET', '/staff/:personId'>
export type Proposal = Answer<'GET', '/staff-proposals'>['proposals'][number]
export type Reset = Answer<'GET', '/staff-proposals'>['resets'][number]
export type HandedLink = Answer<'POST', '/staff'>
export type Organisation = Answer<'GET', '/organisations'>['rows'][number]

export { call } from '#ui/shared/api.ts'
