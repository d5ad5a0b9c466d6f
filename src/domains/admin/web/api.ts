/** The contract of administration, made known to the typed client. */
import type { adminContract } from '../contract.ts'

declare module '#ui/shared/api.ts' {
  interface Contracts {
    admin: typeof adminContract
  }
}

export { call } from '#ui/shared/api.ts'
