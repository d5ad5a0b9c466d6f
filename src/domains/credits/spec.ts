/**
 * What can be earned and spent: points (邻里积分) and time credit (时间银行, in minutes), each in lots that expire; the stock of
 * rewards; the funds that pay for them; and what becomes of an order (S2-18, S2-19, S4-67). What somebody did is no unit of it:
 * that is the record of the volunteers. One confirmed act earns in exactly one of the two.
 * Owns the declarations of the ledger and the states of an order. Read next: rules.ts, earn.ts, orders.ts.
 */
import Type from 'typebox'
import { ledgerOf } from '#engines/ledger/index.ts'
import { type Moment, matterOf, type Tell } from '#engines/matter/index.ts'
import { definePermissions } from '#foundation/authority.ts'
import { definePolicies } from '#foundation/policy/policy.ts'
import { Id, oneOf } from '#lib/contract.ts'
import { type Currency, currencies, daysToCollect, undoLeft } from './rules.ts'

export { type Currency, currencies } from './rules.ts'

export const creditsPolicies = definePolicies({
  'credits.meeting_points': { value: 10, unit: 'points', source: 'S2-18' },
  'credits.suggestion_points': { value: 30, unit: 'points', source: 'S2-18' },
  'credits.hour_points': { value: 5, unit: 'points', source: 'S2-18' },
  'credits.points_years': { value: 2, unit: 'years', source: 'house', most: 10 },
  'credits.time_years': { value: 10, unit: 'years', source: 'house', most: 30 },
  'credits.expiring_days': { value: 30, unit: 'days', source: 'house' },
  'credits.hold_days': { value: 14, unit: 'days', source: 'S2-19', most: 90 },
  'credits.undo_minutes': { value: 5, unit: 'minutes', source: 'house', most: 60 },
  'credits.reverse_alone': { value: 50, unit: 'points', source: 'house' },
  'credits.reverse_alone_minutes': { value: 240, unit: 'minutes', source: 'house' },
  'credits.point_cost_fen': { value: 20, unit: 'fen', source: 'house' },
  'credits.hour_cost_fen': { value: 1000, unit: 'fen', source: 'house' },
  'credits.curve_months': { value: 3, unit: 'months', source: 'house', most: 12 },
})

const desk = ['community_desk', 'community_head'] as const
const seeing = ['community_desk', 'community_head', 'street_officer'] as const

export const creditsPermissions = definePermissions({
  'credits.desk': { roles: seeing },
  'credits.correct': { roles: desk },
  'rewards.manage': { roles: desk },
  'orders.read': { roles: [...seeing, 'merchant'], own: true },
  'orders.desk': { roles: seeing },
  'orders.takeIn': { roles: desk },
  'orders.giveBack': { roles: desk, own: true },
  'orders.deliver': { roles: ['merchant', ...desk] },
  'merchant.use': { roles: ['merchant'] },
  'merchants.manage': { roles: desk },
  'settlements.make': { roles: seeing },
  'liability.read': { roles: [...seeing, 'city_officer'] },
  'funds.manage': { roles: ['community_head', 'street_officer'] },
})

export const creditsLedger = ledgerOf({
  units: ['points', 'time_credit', 'reward', 'fen'],
  accounts: {
    points: { unit: 'points', owner: 'person', expiresInto: 'points_expired' },
    points_issued: { unit: 'points', owner: 'system' },
    points_spent: { unit: 'points', owner: 'system' },
    points_expired: { unit: 'points', owner: 'system' },
    time_credit: { unit: 'time_credit', owner: 'person', expiresInto: 'time_credit_expired' },
    time_credit_issued: { unit: 'time_credit', owner: 'system' },
    time_credit_spent: { unit: 'time_credit', owner: 'system' },
    time_credit_expired: { unit: 'time_credit', owner: 'system' },
    // pieces of a reward that is counted
    stock: { unit: 'reward', owner: 'item' },
    stock_come: { unit: 'reward', owner: 'system' },
    stock_gone: { unit: 'reward', owner: 'system' },
    fund: { unit: 'fen', owner: 'territory' },
    fund_given: { unit: 'fen', owner: 'system' },
    fund_paid: { unit: 'fen', owner: 'system' },
  },
  rules: {
    meeting: { from: 'points_issued', to: 'points', once: 'meeting' },
    suggestion: { from: 'points_issued', to: 'points', once: 'suggestion' },
    service_points: { from: 'points_issued', to: 'points', once: 'service' },
    service_time: { from: 'time_credit_issued', to: 'time_credit', once: 'service' },
    redeem_points: { from: 'points', to: 'points_spent' },
    redeem_time: { from: 'time_credit', to: 'time_credit_spent' },
    stock_in: { from: 'stock_come', to: 'stock' },
    stock_out: { from: 'stock', to: 'stock_gone' },
    fund_in: { from: 'fund_given', to: 'fund' },
    fund_out: { from: 'fund', to: 'fund_paid' },
  },
})

/** The domain's row, as JSON. */
export interface OrderForm {
  requester_id: string
  taken_by: string | null
  reward_id: string
  price_id: string
  merchant_id: string | null
  /** The merchant, by which its people reach it. */
  leads: string | null
  currency: Currency
  amount: number
  cost_fen: number
  code_sealed: string | null
  collect_by: string
  hold_id: string
  transfer_id: string | null
  handed_at: string | null
  handed_by: string | null
  settlement_id: string | null
  handler_id: string | null
  contact_id: string | null
  erased_at: string | null
}

const Closed = { additionalProperties: false }

export const OpenForm = Type.Object(
  {
    rewardId: Id,
    currency: oneOf(currencies),
    /** At the window: for whom. */
    personId: Type.Optional(Id),
  },
  Closed,
)

const forms = {
  cancel: Type.Object({}, Closed),
  turn_away: Type.Object({}, Closed),
  deliver: Type.Object({}, Closed),
  undo_delivery: Type.Object({}, Closed),
  settle_up: Type.Object({}, Closed),
  lapse: Type.Object({}, Closed),
}

const toOwner =
  (key: string) =>
  ({ form }: { form: OrderForm }): Tell[] => [{ person: form.contact_id ?? form.requester_id, key }]

/** What a merchant owes hands the merchant over; the desk hands over what has none. */
const handsOver = ({ form }: { form: OrderForm }, { actor }: Moment) =>
  form.leads && !actor?.grants.some(({ unit }) => unit === form.leads)
    ? { code: 'order.merchant-hands-over' }
    : undefined

export const order = matterOf<OrderForm>()({
  kind: 'order',
  table: 'reward_order',
  also: `jsonb_build_object('leads', d.merchant_id)`,
  states: {
    reserved: {},
    handed: {},
    settled: { final: true },
    returned: { final: true },
    lapsed: { final: true },
  },
  start: 'reserved',
  starts: ['collect'],
  clocks: {
    collect: { unit: 'days', policy: 'credits.hold_days', then: 'lapse' },
    // longer than a delivery can be undone
    settling: { unit: 'hours', then: 'settle_up' },
  },
  promiseHour: 'request.promise_hour',
  open: { form: OpenForm, by: 'signed-in', words: () => ({}) },
  forms,
  actions: {
    cancel: {
      from: ['reserved'],
      to: 'returned',
      by: creditsPermissions['orders.giveBack'],
      drops: ['collect'],
      tells: toOwner('notice.order-returned'),
    },
    // the merchant cannot do it: the points go back at once
    turn_away: {
      from: ['reserved'],
      to: 'returned',
      by: creditsPermissions['orders.deliver'],
      may: handsOver,
      drops: ['collect'],
      tells: toOwner('notice.order-turned-away'),
    },
    deliver: {
      from: ['reserved'],
      to: 'handed',
      by: creditsPermissions['orders.deliver'],
      may: handsOver,
      stops: ['collect'],
      startsBy: ({ form }) => (form.merchant_id ? [] : [{ clock: 'settling', amount: 1 }]),
      apply: (_, __, { now, actor }) => ({ set: { handed_at: now, handed_by: actor?.personId ?? null } }),
      tells: toOwner('notice.order-handed'),
    },
    undo_delivery: {
      from: ['handed'],
      to: 'reserved',
      by: creditsPermissions['orders.deliver'],
      may: (matter, moment) => {
        const { form } = matter
        if (form.settlement_id) return { code: 'order.settlement-made' }
        const minutes = moment.policies.number('credits.undo_minutes')
        if (!form.handed_at || undoLeft(new Date(form.handed_at), moment.now, minutes) === 0)
          return { code: 'order.undo-over', facts: { minutes } }
        return handsOver(matter, moment)
      },
      drops: ['settling'],
      startsBy: ({ form }, _, { now }) => [{ clock: 'collect', amount: daysToCollect(new Date(form.collect_by), now) }],
      apply: () => ({ set: { handed_at: null, handed_by: null } }),
      tells: toOwner('notice.order-undone'),
    },
    // the month was paid; or there is no merchant to be paid
    settle_up: { from: ['handed'], to: 'settled', by: 'system', quiet: true, stops: ['settling'] },
    // the ledger frees what was held at the same instant (chores.ts)
    lapse: {
      from: ['reserved'],
      to: 'lapsed',
      by: 'system',
      stops: ['collect'],
      tells: toOwner('notice.order-lapsed'),
    },
  },
})

export type OrderState = keyof typeof order.states
export type OrderAction = keyof typeof order.actions
