/** What the program takes of Open311. */
import type { DomainModule } from '../module.ts'
import { forget } from './chores.ts'
import { open311Contract } from './contract.ts'
import { open311Door } from './door.ts'
import { open311Handlers } from './handlers.ts'
import { open311Permissions, open311Policies } from './spec.ts'

export const open311: DomainModule = {
  name: 'open311',
  permissions: open311Permissions,
  policies: open311Policies,
  contract: open311Contract,
  handlers: open311Handlers,
  matters: [],
  chores: [forget],
  door: open311Door,
}
