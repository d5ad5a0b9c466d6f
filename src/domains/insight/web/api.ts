/** The contract of insight, made known to the typed client. */
import type { Answer } from '#ui/shared/api.ts'
import type { insightContract } from '../contract.ts'

declare module '#ui/shared/api.ts' {
  interface Contracts {
    insight: typeof insightContract
  }
}

export type Clusters = Answer<'GET', '/insight/clusters'>
export type Seasons = Answer<'GET', '/insight/seasons'>
export type Handling = Answer<'GET', '/insight/efficiency'>
export type Tried = Answer<'GET', '/insight/what-if'>

export { call } from '#ui/shared/api.ts'
