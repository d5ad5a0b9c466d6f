/** What the program takes of credits, and what other domains call when something is earned. */
import type { DomainModule } from '../module.ts'
import { creditsLedger, creditsPolicies } from './spec.ts'

export { award, awardService, type Earned } from './earn.ts'
export { pointsOf } from './rules.ts'
export { type Currency, currencies } from './spec.ts'

export const credits: DomainModule = {
  name: 'credits',
  permissions: {},
  policies: creditsPolicies,
  contract: {},
  handlers: {},
  matters: [],
  ledger: creditsLedger,
}
