/** Who reads what the records show, and from which numbers on. */
import { definePermissions } from '#foundation/authority.ts'
import { definePolicies } from '#foundation/policy/policy.ts'

export const insightPolicies = definePolicies({
  'insight.cluster_days': { value: 30, unit: 'days', source: 'house', least: 7, most: 120 },
  'insight.cluster_min': { value: 4, unit: 'count', source: 'house', least: 2, most: 1000 },
  'insight.cluster_past': { value: 3, unit: 'count', source: 'house', least: 1, most: 12 },
  'insight.repeat_days': { value: 90, unit: 'days', source: 'house', least: 14 },
  'insight.repeat_min': { value: 3, unit: 'count', source: 'S3-58', least: 2, most: 100 },
  'insight.efficiency_percent': { value: 80, unit: 'percent', source: 'S3-45', least: 1, most: 1000 },
  'insight.season_days': { value: 28, unit: 'days', source: 'house', least: 7, most: 92 },
  'insight.season_years': { value: 3, unit: 'years', source: 'house', most: 10 },
  'insight.season_min': { value: 3, unit: 'count', source: 'house', least: 1, most: 1000 },
  'insight.season_percent': { value: 150, unit: 'percent', source: 'house', least: 101, most: 1000 },
})

export const insightPermissions = definePermissions({
  'insight.read': { roles: ['community_head', 'street_officer', 'city_officer'] },
  // what is coming: who would prepare for it ticks it
  'insight.look': { roles: ['community_desk', 'community_head', 'street_officer', 'city_officer'] },
})
