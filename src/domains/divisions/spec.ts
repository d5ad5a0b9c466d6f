/**
 * Territory as an official administers it (C01, U02): who may read, tend and change places.
 * Read next: contract.ts for the routes, rules.ts for what a list of changes means.
 */
import { definePermissions } from '#foundation/authority.ts'

const desks = ['grid_worker', 'community_desk', 'community_head', 'street_officer', 'city_officer'] as const
const administrators = ['system_admin', 'security_admin', 'audit_admin'] as const

export const placesPermissions = definePermissions({
  'places.read': { roles: [...desks, ...administrators] },
  /** Grids, estates, buildings, dwellings, phones, types and figures of what lies in one's place. */
  'places.tend': { roles: ['street_officer', 'system_admin'] },
  /** Codes and names of streets and communities; lists of places. */
  'places.manage': { roles: ['system_admin'] },
})

/** Types of urban and of industrial communities. @source S4-12, S4-14 */
export const communityTypes = ['resettled', 'from_village', 'commercial', 'mixed', 'factory', 'office'] as const
export type CommunityType = (typeof communityTypes)[number]

export const populationKinds = ['households', 'residents', 'aged_60', 'aged_0_3'] as const
export const listPurposes = ['function_zone', 'duty_area'] as const

/** What an official writes down about a place; a line of an import is one of these too. */
export const lineKinds = ['rename', 'split', 'merge', 'move', 'new', 'abolish'] as const
export type LineKind = (typeof lineKinds)[number]
