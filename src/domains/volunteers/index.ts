/** What the program takes of volunteers, and what other domains may use. */
import type { DomainModule } from '../module.ts'
import { volunteersContract } from './contract.ts'
import { deskHandlers } from './desk.ts'
import { groupsHandlers } from './groups.ts'
import { groupsContract } from './groups-contract.ts'
import { needsHolding, volunteerHolding } from './holding.ts'
import { need } from './need-spec.ts'
import { actOnNeed, needsHandlers, openNeed } from './needs.ts'
import { NeedDetail, NeedReceipt, needsContract } from './needs-contract.ts'
import { readNeed } from './needs-present.ts'
import { listTitles } from './needs-store.ts'
import { partyKind } from './party-import.ts'
import { registeringHandlers } from './registering.ts'
import { serviceFileHandlers } from './service-file.ts'
import { serviceKind } from './service-import.ts'
import { volunteersPermissions, volunteersPolicies } from './spec.ts'

export { checkFit, listConditions } from './fit.ts'
export { type Listed, listService, recordService, type Service, sumOfService, takeBackService } from './service.ts'
export { type Activity, activities, type ServiceSource, serviceSources } from './spec.ts'

export const volunteers: DomainModule = {
  name: 'volunteers',
  permissions: volunteersPermissions,
  policies: volunteersPolicies,
  contract: { ...volunteersContract, ...needsContract, ...groupsContract },
  handlers: { ...registeringHandlers, ...deskHandlers, ...serviceFileHandlers, ...needsHandlers, ...groupsHandlers },
  holding: [needsHolding, volunteerHolding],
  imports: [serviceKind, partyKind],
  matters: [
    {
      spec: need,
      plural: 'needs',
      reads: volunteersPermissions['needs.read'],
      receipt: NeedReceipt,
      detail: NeedDetail,
      open: openNeed,
      act: actOnNeed,
      read: readNeed,
      titles: listTitles,
      refusals: [
        'need.own',
        'need.on-behalf-only',
        'need.day-past',
        'need.over-planned',
        'need.say-how',
        'need.waits-for-asker',
        'need.waits-for-volunteer',
        'service.self-confirmed',
        'volunteer.not-registered',
        'volunteer.guardian-missing',
        'territory.unknown',
        'sign-in.phone',
      ],
    },
  ],
}
