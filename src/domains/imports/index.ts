/** What the program takes of imports. */
import type { DomainModule } from '../module.ts'
import { importsContract } from './contract.ts'
import { importsHandlers } from './handlers.ts'
import { importsHolding } from './holding.ts'
import { peopleKind } from './people.ts'
import { placesKind } from './places.ts'
import { importsPermissions, importsPolicies } from './spec.ts'
import { importsChore } from './work.ts'

export const imports: DomainModule = {
  name: 'imports',
  permissions: importsPermissions,
  policies: importsPolicies,
  contract: importsContract,
  handlers: importsHandlers,
  holding: importsHolding,
  matters: [],
  imports: [placesKind, peopleKind],
  chores: [importsChore],
}
