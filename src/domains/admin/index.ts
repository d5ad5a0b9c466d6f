/** What the program takes of administration. */
import type { DomainModule } from '../module.ts'
import { adminContract } from './contract.ts'
import { adminHandlers } from './handlers.ts'
import { adminPermissions, adminPolicies } from './spec.ts'

export const admin: DomainModule = {
  name: 'admin',
  permissions: adminPermissions,
  policies: adminPolicies,
  contract: adminContract,
  handlers: adminHandlers,
  matters: [],
}
