/**
 * Units that requests are given to, with an officer each: 市城管局 of the city (程岚), 宏远物业 of 牡丹社区 (方明), and 白云环卫所, a department
 * of the street (高洁). No world has them by itself.
 */
import { hashPassword } from '#foundation/people/sessions.ts'
import { idFrom, newId } from '#lib/ids.ts'
import { soundOfPerson } from '#lib/names.ts'
import { Client } from './client.ts'
import { password, places, type World } from './world.ts'

const officers = {
  bureau: { unit: '市城管局', kind: 'department', path: places.city, officer: '程岚', login: 'cheng' },
  firm: { unit: '宏远物业', kind: 'property', path: places.community, officer: '方明', login: 'fang' },
  station: { unit: '白云环卫所', kind: 'department', path: places.street, officer: '高洁', login: 'gao' },
} as const
export type UnitName = keyof typeof officers

export const units: Readonly<Record<UnitName, string>> = {
  bureau: idFrom('world', 'bureau'),
  firm: idFrom('world', 'property'),
  station: idFrom('world', 'station'),
}

/** Adds the units and their officers. */
export async function addUnits(of: World): Promise<void> {
  const { db } = of.database
  const hash = await hashPassword(password)
  const created_at = of.clock.now()
  for (const [key, { unit, kind, path, officer, login }] of Object.entries(officers)) {
    const id = newId()
    const unitId = units[key as UnitName]
    await db
      .insertInto('organisation')
      .values({ id: unitId, path, kind, name: unit, phone: '0574-55500011' })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    await db
      .insertInto('person')
      .values({ id, name: officer, ...soundOfPerson(officer), created_at })
      .execute()
    await db
      .insertInto('account')
      .values({ person_id: id, kind: 'staff', login, password_hash: hash, created_at })
      .execute()
    await db
      .insertInto('role_grant')
      .values({ person_id: id, role: 'unit_officer', organisation_id: unitId, from_on: '2026-01-01' })
      .execute()
  }
}

export async function officer(of: World, unit: UnitName): Promise<Client> {
  return await new Client(of.origin).signInStaff(officers[unit].login, password)
}
