/**
 * What can be earned and spent: points (邻里积分) and time credit (时间银行, in minutes), each in lots that expire. What somebody
 * did is no unit of it: that is the record of the volunteers. One confirmed act earns in exactly one of the two.
 * Owns the declarations of the ledger for both. Read next: earn.ts.
 */
import { ledgerOf } from '#engines/ledger/index.ts'
import { definePolicies } from '#foundation/policy/policy.ts'

export const creditsPolicies = definePolicies({
  'credits.meeting_points': { value: 10, unit: 'points', source: 'S2-18' },
  'credits.suggestion_points': { value: 30, unit: 'points', source: 'S2-18' },
  'credits.hour_points': { value: 5, unit: 'points', source: 'S2-18' },
  'credits.points_years': { value: 2, unit: 'years', source: 'house', most: 10 },
  'credits.time_years': { value: 10, unit: 'years', source: 'house', most: 30 },
})

/** The two things an act can earn. */
export const currencies = ['points', 'time_credit'] as const
export type Currency = (typeof currencies)[number]

export const creditsLedger = ledgerOf({
  units: currencies,
  accounts: {
    points: { unit: 'points', owner: 'person', expiresInto: 'points_expired' },
    points_issued: { unit: 'points', owner: 'system' },
    points_spent: { unit: 'points', owner: 'system' },
    points_expired: { unit: 'points', owner: 'system' },
    time_credit: { unit: 'time_credit', owner: 'person', expiresInto: 'time_credit_expired' },
    time_credit_issued: { unit: 'time_credit', owner: 'system' },
    time_credit_spent: { unit: 'time_credit', owner: 'system' },
    time_credit_expired: { unit: 'time_credit', owner: 'system' },
  },
  rules: {
    meeting: { from: 'points_issued', to: 'points', once: 'meeting' },
    suggestion: { from: 'points_issued', to: 'points', once: 'suggestion' },
    service_points: { from: 'points_issued', to: 'points', once: 'service' },
    service_time: { from: 'time_credit_issued', to: 'time_credit', once: 'service' },
    redeem_points: { from: 'points', to: 'points_spent' },
    redeem_time: { from: 'time_credit', to: 'time_credit_spent' },
  },
})
