/** What the program takes of insight. */
import type { DomainModule } from '../module.ts'
import { insightContract } from './contract.ts'
import { insightHandlers } from './handlers.ts'
import { findLeads } from './leads.ts'
import { insightPermissions, insightPolicies } from './spec.ts'

export const insight: DomainModule = {
  name: 'insight',
  permissions: insightPermissions,
  policies: insightPolicies,
  contract: insightContract,
  handlers: insightHandlers,
  matters: [],
  chores: [findLeads],
}
