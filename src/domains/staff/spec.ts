/**
 * Staff: who may administer people, roles and units. No person is two administrators; what one proposes another confirms.
 * Rules: GB22239-L2-ROLES, GB22239-L2-ACCESS. Read next: contract.ts, rules.ts.
 */
import { administratorRoles, definePermissions } from '#foundation/authority.ts'

export const staffPermissions = definePermissions({
  /** The list of staff: administrators the whole of it, heads those of their place and without sign-in names. */
  'staff.read': { roles: [...administratorRoles, 'community_head', 'street_officer'] },
  'staff.logins': { roles: administratorRoles },
  'staff.tasks': { roles: administratorRoles },
  'staff.invite': { roles: ['system_admin'] },
  'staff.suspend': { roles: ['system_admin'] },
  'staff.propose': { roles: ['system_admin'] },
  'staff.confirm': { roles: ['security_admin'] },
  'staff.endGrant': { roles: ['system_admin', 'security_admin'] },
  'staff.second': { roles: ['system_admin', 'security_admin'] },
  'organisations.read': { roles: administratorRoles },
  'organisations.change': { roles: ['system_admin'] },
})

export const staffStates = ['active', 'unassigned', 'invited', 'lapsed', 'suspended'] as const
export type StaffState = (typeof staffStates)[number]

/** Kinds of units (C01). */
export const organisationKinds = [
  'committee',
  'street_office',
  'department',
  'property',
  'utility',
  'owners_committee',
  'party',
  'social',
  'enterprise',
  'resident_unit',
  'school',
  'health',
  'merchant',
] as const
export type OrganisationKind = (typeof organisationKinds)[number]
