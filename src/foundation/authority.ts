/**
 * The one authority: who may do what, where. A permission is declared once, in a domain's spec; code asks allow() and
 * nobody compares role names. A grant is role × place × from/to, "inside" is the place's path being a prefix; or role × unit
 * × from/to, for what is given to that unit.
 */
import { Refusal } from '#lib/refusal.ts'

/** Roles of those who serve residents. */
export const serviceRoles = [
  'grid_worker',
  'community_desk',
  'community_head',
  'street_officer',
  'city_officer',
  'unit_officer',
  // hands over rewards for a merchant
  'merchant',
  // the desk outside the units it hears about
  'integrity_officer',
] as const
/** The three who run the system; no person is two of them at a time. @source GB22239-L2-ROLES */
export const administratorRoles = ['system_admin', 'security_admin', 'audit_admin'] as const
export const roles = [...serviceRoles, ...administratorRoles] as const
export type Role = (typeof roles)[number]

/** What a person can let a helper do for them. */
export const helps = ['report', 'read', 'confirm'] as const
export type Help = (typeof helps)[number]

export interface Permission {
  /** The roles that hold it, each inside the place it was granted for. */
  roles: readonly Role[]
  /** The person whose record it is holds it too. */
  own?: true
  /** What a helper of that person must have been given to hold it too; absent, it is the person's alone. */
  help?: Help
  /** The second person of the record holds it too: who serves in it, not whose it is. */
  party?: true
  /** The roles that reach what is sealed to all others, and what such a desk passed on without the name. */
  sealed?: readonly Role[]
  /** It tells who a record is from: of what was passed on without the name only the sealed roles hold it. */
  identity?: true
  /** Officers of a unit that assists hold it too, not only of the one that leads. */
  assists?: true
}

/** Who may see a record beside those who act on it; each is narrower than the one before. */
export const visibilities = ['public', 'neighbours', 'handler', 'anonymous', 'sealed'] as const
export type Visibility = (typeof visibilities)[number]

export type Permissions = Readonly<Record<string, Permission>>

export function definePermissions<const P extends Permissions>(permissions: P): P {
  return permissions
}

export interface Grant {
  role: Role
  /** The place it is for; of a unit where that lies, which opens nothing. */
  path: string
  /** The unit it is for: what is given to that unit, wherever it lies, and nothing else. */
  unit?: string
}

/** Somebody an actor may act for today, and what for. */
export interface Helped {
  personId: string
  name: string
  kind: 'helper' | 'guardian'
  may: readonly Help[]
}

export interface Actor {
  personId: string
  accountId: string
  kind: 'resident' | 'staff'
  name: string
  locale: 'zh' | 'en'
  elder: boolean
  grants: readonly Grant[]
  /** Residents only. */
  helps: readonly Helped[]
}

/** The units a record is given to. */
export interface Given {
  /** The one that leads. */
  leads?: string | null
  assist?: readonly string[]
}

/** What a permission is asked about: where the record lies, whose it is, and whether it is closed to all others. */
export interface Scoped extends Given {
  path: string
  requesterId?: string | null
  /** Its second person. */
  partyId?: string | null
  /** A role reaches a `sealed` record, and the person behind an `anonymous` one, only by a permission that says so. */
  visibility?: Visibility
}

export function can(actor: Actor | undefined, permission: Permission, record: Scoped): boolean {
  if (!actor) return false
  if (permission.party && actor.kind === 'resident' && actor.personId === record.partyId) return true
  if (permission.own && holdsAsOwn(actor, permission, record.requesterId)) return true
  return grantFor(actor, permission, record) !== undefined
}

/** The roles that hold a permission for a record of this visibility. */
function rolesFor({ roles, sealed = [], identity }: Permission, visibility: Visibility | undefined): readonly Role[] {
  if (visibility === 'sealed' || (visibility === 'anonymous' && identity)) return sealed
  return visibility === 'anonymous' ? [...roles, ...sealed] : roles
}

/** The person whose record it is, or a helper with exactly this. */
function holdsAsOwn(actor: Actor, { help }: Permission, requesterId: string | null | undefined): boolean {
  if (actor.kind !== 'resident' || !requesterId) return false
  if (requesterId === actor.personId) return true
  return help !== undefined && peopleOf(actor, help).includes(requesterId)
}

/** The persons a resident is or may do this for; whose records they have. */
export function peopleOf(actor: Actor, help: Help): string[] {
  if (actor.kind !== 'resident') return []
  return [actor.personId, ...actor.helps.filter(({ may }) => may.includes(help)).map(({ personId }) => personId)]
}

/** Whether a resident has anything to do with a person's records: as that person, or as a helper. */
export function standsFor(actor: Actor, personId: string): boolean {
  return personId === actor.personId || actor.helps.some((helped) => helped.personId === personId)
}

/** The grant under which an actor acts: for the unit that has it, else the nearest place that holds the permission. */
export function grantFor(actor: Actor, permission: Permission, record: Scoped): Grant | undefined {
  if (actor.kind !== 'staff') return undefined
  const holding = rolesFor(permission, record.visibility)
  const held = actor.grants.filter(({ role }) => holding.includes(role))
  return (
    held.find(({ unit }) => unit !== undefined && isGivenTo(unit, permission, record)) ??
    held
      .filter((grant) => grant.unit === undefined && record.path.startsWith(grant.path))
      .sort((a, b) => b.path.length - a.path.length)[0]
  )
}

const isGivenTo = (unit: string, { assists }: Permission, { leads, assist = [] }: Given): boolean =>
  unit === leads || (assists === true && assist.includes(unit))

/** The paths under which an actor holds a permission; the scope of lists. Shorter paths swallow longer ones. */
export function scopeOf(actor: Actor, permission: Permission): string[] {
  return pathsOf(actor, permission.roles)
}

/** The paths under which an actor reaches what is sealed to all others. */
export function sealedScopeOf(actor: Actor, { sealed = [] }: Permission): string[] {
  return pathsOf(actor, sealed)
}

function pathsOf(actor: Actor, roles: readonly Role[]): string[] {
  if (actor.kind !== 'staff') return []
  const paths = actor.grants
    .filter(({ role, unit }) => unit === undefined && roles.includes(role))
    .map((grant) => grant.path)
  return [...new Set(paths)].filter((path) => !paths.some((other) => other !== path && path.startsWith(other))).sort()
}

/** The units for which an actor holds a permission; the scope of lists beside `scopeOf`. */
export function unitsOf(actor: Actor, permission: Permission): string[] {
  if (actor.kind !== 'staff') return []
  return actor.grants.flatMap(({ role, unit }) => (unit && permission.roles.includes(role) ? [unit] : []))
}

/** Whether an actor holds a permission anywhere; the record is asked about apart. */
export function holds(actor: Actor, permission: Permission): boolean {
  return [scopeOf, sealedScopeOf, unitsOf].some((of) => of(actor, permission).length > 0)
}

/** @throws {Refusal} `access.signed-out` (401), `access.not-yours` (403) */
export function allow(actor: Actor | undefined, permission: Permission, record: Scoped): asserts actor is Actor {
  if (!actor) throw new Refusal('access.signed-out', 401)
  if (!can(actor, permission, record)) throw new Refusal('access.not-yours', 403, { roles: permission.roles })
}

/** The smallest text greater than every path inside `path`. */
export function endOf(path: string): string {
  return `${path}~`
}
