/** What the program takes of staff administration. */
import type { DomainModule } from '../module.ts'
import { staffContract } from './contract.ts'
import { staffHandlers } from './handlers.ts'
import { staffPermissions } from './spec.ts'

export const staff: DomainModule = {
  name: 'staff',
  permissions: staffPermissions,
  policies: {},
  contract: staffContract,
  handlers: staffHandlers,
  matters: [],
}
