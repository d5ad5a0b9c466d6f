/** What the program takes of honours. */
import type { DomainModule } from '../module.ts'
import { proposeStars } from './chores.ts'
import { HonourDetail, HonourReceipt, honoursContract } from './contract.ts'
import { honoursHandlers } from './handlers.ts'
import { certificateHolding, honourHolding } from './holding.ts'
import { listTitles } from './honour-store.ts'
import { actOnHonour, openHonour } from './intake.ts'
import { readHonour } from './present.ts'
import { honoursPermissions, honoursPolicies, honour as spec } from './spec.ts'

export const honours: DomainModule = {
  name: 'honours',
  permissions: honoursPermissions,
  policies: honoursPolicies,
  contract: honoursContract,
  handlers: honoursHandlers,
  holding: [honourHolding, certificateHolding],
  chores: [proposeStars],
  matters: [
    {
      spec,
      plural: 'honours',
      reads: honoursPermissions['honours.read'],
      receipt: HonourReceipt,
      detail: HonourDetail,
      open: openHonour,
      act: actOnHonour,
      read: readHonour,
      titles: listTitles,
      refusals: [
        'honour.own',
        'honour.there',
        'honour.objected',
        'honour.consented',
        'honour.not-consented',
        'honour.consent-how',
        'star.unknown',
        'star.not-reached',
        'governance.unknown',
        'governance.closed',
        'governance.reason',
        'person.unknown',
      ],
    },
  ],
}
