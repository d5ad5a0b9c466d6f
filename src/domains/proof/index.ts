/** What the program and other domains take of public proof. */
import type { DomainModule } from '../module.ts'
import { proofContract } from './contract.ts'
import { proofHandlers } from './handlers.ts'

export { CheckpointReply } from './contract.ts'
export { presentCheckpoint } from './handlers.ts'

export const proof: DomainModule = {
  name: 'proof',
  permissions: {},
  policies: {},
  contract: proofContract,
  handlers: proofHandlers,
  matters: [],
}
