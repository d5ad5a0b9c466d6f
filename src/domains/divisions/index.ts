/** What the program takes of territory. */
import type { DomainModule } from '../module.ts'
import { placesContract } from './contract.ts'
import { placesHandlers } from './handlers.ts'
import { placesPermissions } from './spec.ts'

export const places: DomainModule = {
  name: 'divisions',
  permissions: placesPermissions,
  policies: {},
  contract: placesContract,
  handlers: placesHandlers,
  matters: [],
}
