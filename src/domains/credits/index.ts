/** What the program takes of credits, and what other domains call when something is earned. */
import type { DomainModule } from '../module.ts'
import { endHolds, endLots, tellOfEnding } from './chores.ts'
import { creditsContract, OrderDetail, OrderReceipt } from './contract.ts'
import { creditsHandlers } from './handlers.ts'
import { accountsHolding, ordersHolding } from './holding.ts'
import { actOnOrder, openOrder } from './orders.ts'
import { listTitles } from './orders-store.ts'
import { readOrder } from './present.ts'
import { creditsLedger, creditsPermissions, creditsPolicies, order } from './spec.ts'

export { award, awardService, type Earned, type TakenBack, takeBackService } from './earn.ts'
export { type Category, type Currency, categories, currencies, pointsOf } from './rules.ts'

export const credits: DomainModule = {
  name: 'credits',
  permissions: creditsPermissions,
  policies: creditsPolicies,
  contract: creditsContract,
  handlers: creditsHandlers,
  holding: [ordersHolding, accountsHolding],
  ledger: creditsLedger,
  chores: [endHolds, endLots, tellOfEnding],
  matters: [
    {
      spec: order,
      plural: 'orders',
      reads: creditsPermissions['orders.read'],
      receipt: OrderReceipt,
      detail: OrderDetail,
      open: openOrder,
      act: actOnOrder,
      read: readOrder,
      titles: listTitles,
      refusals: [
        'reward.unknown',
        'reward.not-for',
        'reward.gone',
        'order.short',
        'order.over',
        'order.at-window',
        'order.merchant-hands-over',
        'order.settlement-made',
        'order.undo-over',
        'person.unknown',
        'ledger.lot-expired',
        'ledger.spent-since',
      ],
    },
  ],
}
