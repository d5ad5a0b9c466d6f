/** Decisions about roles and sign-in names. Pure: no clock, no database; the pages run them too. */
import type { Role } from '#foundation/authority.ts'
import { Refusal } from '#lib/refusal.ts'

type Level = 'city' | 'district' | 'street' | 'community' | 'grid' | 'micro_grid'

/** The kinds of place a role is given for. */
export const levelsOf: Readonly<Record<Role, readonly Level[]>> = {
  grid_worker: ['grid'],
  community_desk: ['community'],
  community_head: ['community'],
  street_officer: ['street'],
  city_officer: ['city'],
  // for a unit, wherever that lies
  unit_officer: [],
  merchant: [],
  integrity_officer: ['street', 'district', 'city'],
  system_admin: ['city'],
  security_admin: ['city'],
  audit_admin: ['city'],
}

const lengths: Readonly<Record<number, Level>> = {
  4: 'city',
  6: 'district',
  9: 'street',
  12: 'community',
  14: 'grid',
  16: 'micro_grid',
}

export const levelOf = (path: string): Level | undefined => lengths[path.length]

/** @throws {Refusal} `staff.place-level` (422) when a place is not of a kind the role is given for */
export function checkPlaces(role: Role, paths: readonly string[]): void {
  for (const path of paths) {
    const level = levelOf(path)
    if (!level || !levelsOf[role].includes(level))
      throw new Refusal('staff.place-level', 422, { role, level: levelsOf[role][0] ?? '' })
  }
}

/** Whether a role is for a unit and not for a place. */
export const isOfUnit = (role: Role): boolean => role === 'unit_officer' || role === 'merchant'

/**
 * Checks that a role is for places, for a list or for a unit, and for one of these only.
 *
 * @throws {Refusal} `staff.place-or-list` (422), `staff.unit` (422) when an officer of a unit has none or another role has one
 */
export function checkPlaceOrList(role: Role, { paths, listId, unitId }: Where): void {
  if (isOfUnit(role) !== (unitId !== null)) throw new Refusal('staff.unit', 422)
  if (unitId !== null && (paths.length > 0 || listId !== null)) throw new Refusal('staff.unit', 422)
  if (unitId === null && (paths.length === 0) === (listId === null)) throw new Refusal('staff.place-or-list', 422)
}

/** Where a role is for. */
export interface Where {
  paths: readonly string[]
  listId: string | null
  unitId: string | null
}

/**
 * Checks that a role can be given for a list as it is today.
 *
 * @throws {Refusal} `list.ended` (409), `staff.place-level` (422) when one of its places is not of the role's kind; the
 * administrators' roles are for the city itself and never for a list
 */
export function checkList(role: Role, list: { endedOn: string | null; places: readonly { path: string }[] }): void {
  if (list.endedOn !== null || list.places.length === 0) throw new Refusal('list.ended', 409)
  if (isAdministrator(role)) throw new Refusal('staff.place-level', 422, { role, level: 'city' })
  checkPlaces(
    role,
    list.places.map(({ path }) => path),
  )
}

/** @throws {Refusal} `staff.days` (422) when a role would end before it begins or would begin in the past */
export function checkDays(from: string, to: string | null, today: string): void {
  if (from < today || (to !== null && to < from)) throw new Refusal('staff.days', 422, { today })
}

/**
 * Checks the day on which a role is to end; it is the last one.
 *
 * @throws {Refusal} `staff.end-day` (422) before today, before the role begins or after it ends anyway
 */
export function checkEndDay(day: string, grant: { from: string; to: string | null }, today: string): void {
  if (day < today || day < grant.from || (grant.to !== null && day >= grant.to))
    throw new Refusal('staff.end-day', 422, { today })
}

/** Sign-in names: small letters, digits, and . _ - inside. */
export const LOGIN = '^[a-z0-9][a-z0-9._-]{1,59}$'

export const isAdministrator = (role: string): boolean => role.endsWith('_admin')
