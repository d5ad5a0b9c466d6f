/** What the program takes of the register. */

import { peoplePolicies } from '#foundation/people/policies.ts'
import type { DomainModule } from '../module.ts'
import { registerContract } from './contract.ts'
import { registerHandlers } from './handlers.ts'
import { tellOfHelpers } from './helpers.ts'
import { purge } from './purge.ts'
import { registerPermissions } from './spec.ts'

export { seenDocuments } from './spec.ts'

export const register: DomainModule = {
  name: 'register',
  permissions: registerPermissions,
  policies: peoplePolicies,
  contract: registerContract,
  handlers: registerHandlers,
  matters: [],
  chores: [purge, tellOfHelpers],
}
