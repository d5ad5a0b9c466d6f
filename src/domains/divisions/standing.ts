/** Who acts on a place in which role, the deed that says so, and the constraints of the tables as refusals. */
import { type Actor, allow, grantFor, type Permission, type Role } from '#foundation/authority.ts'
import type { Tx } from '#foundation/database/database.ts'
import { type Deed, record } from '#foundation/journal/journal.ts'
import { type Context, signedIn } from '#foundation/service.ts'
import { dayOf } from '#lib/days.ts'
import { Refusal } from '#lib/refusal.ts'
import * as store from './store.ts'

export interface Standing {
  actor: Actor
  role: Role
  path: string
  now: Date
  today: string
}

/** @throws {Refusal} `access.signed-out` (401), `access.not-yours` (403) */
export function standAt({ actor, clock }: Context, permission: Permission, path: string): Standing {
  const known = signedIn(actor)
  allow(known, permission, { path })
  const now = clock.now()
  return {
    actor: known,
    role: grantFor(known, permission, { path })?.role ?? 'system_admin',
    path,
    now,
    today: dayOf(now),
  }
}

/** A place inside the reader's. @throws {Refusal} `territory.unknown` (404), `access.not-yours` (403) */
export async function placeAt(context: Context, permission: Permission, path: string) {
  const standing = standAt(context, permission, path)
  const place = await store.findPlace(context.database, path)
  if (!place) throw new Refusal('territory.unknown', 404)
  return { ...standing, place }
}

/** Records a deed about a place. @returns false when this very deed was done before */
export async function note(
  tx: Tx,
  { actor, role, path, now }: Standing,
  deed: Omit<Deed, 'at' | 'actor' | 'role' | 'path'>,
): Promise<boolean> {
  return await record(tx, { at: now, actor, role, path, ...deed })
}

const constraints: Readonly<Record<string, readonly [string, 409 | 422]>> = {
  estate_name_is_unique: ['place.name-taken', 409],
  building_name_is_unique: ['place.name-taken', 409],
  dwelling_is_unique: ['place.name-taken', 409],
  place_list_name_is_unique: ['place.name-taken', 409],
  population_first: ['figure.there', 409],
  population_corrected_once: ['figure.moved', 409],
}

/** What a constraint ruled out, as a refusal. */
export function refuseConstraint(error: { constraint?: string }): never {
  const known = constraints[error.constraint ?? '']
  if (known) throw new Refusal(...known)
  throw error
}
