/**
 * Who may govern the program: rule values, the calendar, categories and templates, privacy texts, the logs (C01).
 * Read next: contract.ts for the routes, rules.ts for what may be set.
 */
import { definePermissions } from '#foundation/authority.ts'
import { definePolicies } from '#foundation/policy/policy.ts'

export const adminPolicies = definePolicies({
  'log.export_rows_max': { value: 10_000, unit: 'count', source: 'house', least: 100, most: 50_000 },
})

const everyDesk = ['grid_worker', 'community_desk', 'community_head', 'street_officer', 'city_officer'] as const
const administrators = ['system_admin', 'security_admin', 'audit_admin'] as const

/** Reading what holds is open at every desk; changing it is not. @source U35, GB22239-L2-ROLES */
export const adminPermissions = definePermissions({
  'rules.read': { roles: [...everyDesk, ...administrators] },
  'rules.manage': { roles: ['city_officer'] },
  'calendar.read': { roles: [...everyDesk, ...administrators] },
  'calendar.manage': { roles: ['system_admin'] },
  'catalogue.manage': { roles: ['system_admin', 'city_officer'] },
  'texts.manage': { roles: ['security_admin'] },
  'log.read': { roles: ['audit_admin'] },
  'log.read.readings': { roles: ['audit_admin'] },
})
