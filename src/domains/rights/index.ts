/** What the program takes of rights. */
import type { DomainModule } from '../module.ts'
import { RightsDetail, RightsReceipt, rightsContract } from './contract.ts'
import { rightsHandlers } from './handlers.ts'
import { rightsHolding } from './holding.ts'
import { actOnRights, openRights } from './intake.ts'
import { readRights } from './present.ts'
import { rightsPermissions, rightsPolicies, rights as spec } from './spec.ts'
import { listTitles } from './store.ts'

export const rights: DomainModule = {
  name: 'rights',
  permissions: rightsPermissions,
  policies: rightsPolicies,
  contract: rightsContract,
  handlers: rightsHandlers,
  holding: rightsHolding,
  matters: [
    {
      spec,
      plural: 'rights',
      reads: rightsPermissions['rights.read'],
      receipt: RightsReceipt,
      detail: RightsDetail,
      open: openRights,
      act: actOnRights,
      read: readRights,
      titles: listTitles,
      refusals: [
        'rights.unproved',
        'rights.proved',
        'rights.kinship-missing',
        'rights.deceased-missing',
        'rights.at-window-only',
        'rights.not-at-window',
        'rights.handed',
        'rights.objected',
        'request.name-missing',
        'person.unknown',
        'territory.unknown',
        'sign-in.phone',
      ],
    },
  ],
}
