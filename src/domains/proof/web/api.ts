/** The contract of public proof, made known to the typed client. */
import type { Answer } from '#ui/shared/api.ts'
import type { proofContract } from '../contract.ts'

declare module '#ui/shared/api.ts' {
  interface Contracts {
    proof: typeof proofContract
  }
}

export type Checkpoints = Answer<'GET', '/checkpoints'>
export type Checkpoint = Checkpoints['checkpoints'][number]

export { call } from '#ui/shared/api.ts'
