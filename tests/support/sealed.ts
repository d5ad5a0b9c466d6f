/**
 * The desk for sealed reports: 任洁 for the first street, 梅芳 for the other. No world has them by itself.
 */
import { hashPassword } from '#foundation/people/sessions.ts'
import { newId } from '#lib/ids.ts'
import { soundOfPerson } from '#lib/names.ts'
import { Client } from './client.ts'
import { password, places, type World } from './world.ts'

const officers = {
  ren: { name: '任洁', path: places.street },
  mei: { name: '梅芳', path: places.otherStreet },
} as const
export type SealedName = keyof typeof officers

/** Adds the desk's officers. @returns their ids */
export async function addSealedDesk(of: World): Promise<Record<SealedName, string>> {
  const { db } = of.database
  const hash = await hashPassword(password)
  const created_at = of.clock.now()
  const ids = { ren: newId(), mei: newId() }
  for (const key of ['ren', 'mei'] as const) {
    const { name, path } = officers[key]
    await db
      .insertInto('person')
      .values({ id: ids[key], name, ...soundOfPerson(name), created_at })
      .execute()
    await db
      .insertInto('account')
      .values({ person_id: ids[key], kind: 'staff', login: key, password_hash: hash, created_at })
      .execute()
    await db
      .insertInto('role_grant')
      .values({ person_id: ids[key], role: 'integrity_officer', path, from_on: '2025-01-01' })
      .execute()
  }
  return ids
}

export async function sealedDesk(of: World, name: SealedName = 'ren'): Promise<Client> {
  return await new Client(of.origin).signInStaff(name, password)
}
