/** In which role an administrator acts on what is the whole city's, and the deed that says so. */
import { allow, type Grant, grantFor, type Permission } from '#foundation/authority.ts'
import type { Tx } from '#foundation/database/database.ts'
import { record } from '#foundation/journal/journal.ts'
import { type Context, signedIn } from '#foundation/service.ts'
import { listChildren } from '#foundation/territory/territory.ts'
import type { Facts } from '#lib/refusal.ts'

export interface Standing extends Grant {
  personId: string
}

/** @throws {Refusal} `access.not-yours` (403) when the permission is not held for the whole city */
export async function standAt({ actor, database }: Context, permission: Permission): Promise<Standing> {
  const person = signedIn(actor)
  const path = (await listChildren(database, ''))[0]?.path ?? ''
  allow(person, permission, { path })
  const grant = grantFor(person, permission, { path })
  return { role: grant?.role ?? 'city_officer', path, personId: person.personId }
}

interface Change {
  id: string
  kind: string
  subjectId: string
  facts?: Facts
  words?: Readonly<Record<string, unknown>>
  input: unknown
}

/** Records a change of what is the city's. @returns false when this very change was made before */
export async function recordChange(tx: Tx, { actor, clock }: Context, at: Standing, change: Change): Promise<boolean> {
  return await record(tx, { ...change, actor, at: clock.now(), role: at.role, path: at.path })
}
