/**
 * Open311 GeoReport v2 (C03): who registers the systems that may report, and the numbers that hold for them.
 * Read next: door.ts for the calls, README.md for the choices made where the standard leaves them open.
 */
import { definePermissions } from '#foundation/authority.ts'
import { definePolicies } from '#foundation/policy/policy.ts'

export const open311Policies = definePolicies({
  'open311.calls_per_minute': { value: 60, unit: 'count', source: 'house', least: 1, most: 300 },
  'open311.calls_per_day': { value: 5000, unit: 'count', source: 'house', least: 1, most: 1_000_000 },
  'open311.repeat_hours': { value: 24, unit: 'hours', source: 'house', least: 1, most: 168 },
  'open311.span_days': { value: 90, unit: 'days', source: 'OPEN311-GET', least: 1, most: 366 },
  'open311.list_most': { value: 1000, unit: 'count', source: 'OPEN311-GET', least: 10, most: 1000 },
  'open311.trial_days': { value: 7, unit: 'days', source: 'house', least: 1, most: 60 },
  'open311.feed_hours': { value: 24, unit: 'hours', source: 'house', least: 2, most: 168 },
})

export const open311Permissions = definePermissions({
  'open311.manage': { roles: ['system_admin'] },
})

/** What a client may be allowed at most; the tables hold it too. */
export const limits = { perMinute: 300, perDay: 1_000_000 } as const
