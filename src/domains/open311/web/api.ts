/** The contract of Open311's workbench, made known to the typed client. */
import type { Answer } from '#ui/shared/api.ts'
import type { open311Contract } from '../contract.ts'

declare module '#ui/shared/api.ts' {
  interface Contracts {
    open311: typeof open311Contract
  }
}

export type Clients = Answer<'GET', '/open311/clients'>
export type Client = Clients['clients'][number]

export { call } from '#ui/shared/api.ts'
