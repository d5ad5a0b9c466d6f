/** The contract of territory, made known to the typed client. */
import type { Answer } from '#ui/shared/api.ts'
import type { placesContract } from '../contract.ts'

declare module '#ui/shared/api.ts' {
  interface Contracts {
    divisions: typeof placesContract
  }
}

export type PlaceRow = Answer<'GET', '/territory'>['places'][number]
export type Place = Answer<'GET', '/territory/:path'>
export type Estate = Place['estates'][number]
export type Building = Estate['buildings'][number]
export type Figure = Place['figures'][number]
export type PlaceList = Answer<'GET', '/place-lists'>['lists'][number]

export { call } from '#ui/shared/api.ts'
