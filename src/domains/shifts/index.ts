/** What the program takes of shifts. */
import type { DomainModule } from '../module.ts'
import { shiftsContract } from './contract.ts'
import { shiftsHandlers } from './handlers.ts'
import { casualHolding, signupHolding } from './holding.ts'
import { closeForgotten, endOffers, planWeeks } from './offers.ts'
import { shiftsPermissions, shiftsPolicies } from './spec.ts'

export const shifts: DomainModule = {
  name: 'shifts',
  permissions: shiftsPermissions,
  policies: shiftsPolicies,
  contract: shiftsContract,
  handlers: shiftsHandlers,
  matters: [],
  holding: [signupHolding, casualHolding],
  chores: [planWeeks, endOffers, closeForgotten],
}
