/**
 * Who plans projects and confirms what was done, and the numbers of shifts and casual help.
 * Read next: rules.ts for the decisions, contract.ts for the routes.
 */
import { definePermissions } from '#foundation/authority.ts'
import { definePolicies } from '#foundation/policy/policy.ts'

export const shiftsPolicies = definePolicies({
  // what repeats weekly is open for sign-ups this long before (S0-16: every week)
  'shifts.ahead_days': { value: 28, unit: 'days', source: 'house', least: 7, most: 92 },
  'shifts.offer_minutes': { value: 120, unit: 'minutes', source: 'house', least: 10 },
  'shifts.early_minutes': { value: 30, unit: 'minutes', source: 'house', most: 240 },
  'shifts.leave_minutes': { value: 60, unit: 'minutes', source: 'house', most: 240 },
  'shifts.code_minutes': { value: 2, unit: 'minutes', source: 'house', most: 10 },
  'shifts.late_hours': { value: 48, unit: 'hours', source: 'house', most: 168 },
  'shifts.casual_minutes': { value: 240, unit: 'minutes', source: 'S4-64', most: 720 },
  'shifts.casual_days': { value: 14, unit: 'days', source: 'house', most: 92 },
})

const desk = ['community_desk', 'community_head'] as const

/** Beside those of a place, whoever leads a project sees and confirms its shifts. */
export const shiftsPermissions = definePermissions({
  'shifts.read': { roles: ['grid_worker', ...desk, 'street_officer'] },
  'shifts.plan': { roles: desk },
  'shifts.confirm': { roles: ['grid_worker', ...desk] },
})
