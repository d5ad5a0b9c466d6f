/** The register's contract, made known to the typed client. */
import type { registerContract } from '../contract.ts'

declare module '#ui/shared/api.ts' {
  interface Contracts {
    register: typeof registerContract
  }
}

export { call } from '#ui/shared/api.ts'
