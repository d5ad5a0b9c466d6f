/**
 * Persons: made, found, masked, revealed. Owns person, account, role_grant, consent, privacy_notice, organisation.
 * Phones are sealed; they are found by a keyed hash and shown by their last four digits until a purpose is stated.
 * Read next: sessions.ts for how people sign in.
 */
import type { Database, Tx } from '#foundation/database/database.ts'
import { newId } from '#lib/ids.ts'
import { soundOfPerson } from '#lib/names.ts'
import type { Seals } from '#lib/seal.ts'

export interface NewPerson {
  name: string
  phone: string
  path?: string | null
  buildingId?: string | null
  unit?: number | null
  room?: string | null
}

/** Finds the person who has this phone, or makes one. The unique mark, not this function, rules out two. */
export async function findOrMakePerson(
  tx: Tx,
  seals: Seals,
  person: NewPerson,
  now: Date,
): Promise<{ id: string; made: boolean }> {
  const mark = seals.mark(person.phone)
  const sound = soundOfPerson(person.name)
  const made = await tx
    .insertInto('person')
    .values({
      id: newId(),
      name: person.name,
      pinyin: sound.pinyin,
      initials: sound.initials,
      phone_sealed: seals.seal(person.phone),
      phone_mark: mark,
      phone_tail: person.phone.slice(-4),
      path: person.path ?? null,
      building_id: person.buildingId ?? null,
      unit: person.unit ?? null,
      room: person.room ?? null,
      created_at: now,
    })
    .onConflict((conflict) => conflict.column('phone_mark').doNothing())
    .returning('id')
    .executeTakeFirst()
  if (made) return { id: made.id, made: true }
  const found = await tx.selectFrom('person').select('id').where('phone_mark', '=', mark).executeTakeFirstOrThrow()
  return { id: found.id, made: false }
}

/** Makes a person who has no phone; the same id twice is one person. @returns the id */
export async function makePersonWithoutPhone(
  tx: Tx,
  { id, name, path }: { id: string; name: string; path: string },
  now: Date,
): Promise<string> {
  await tx
    .insertInto('person')
    .values({ id, name, ...soundOfPerson(name), path, created_at: now })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute()
  return id
}

export async function renamePerson({ db }: Database, id: string, name: string): Promise<void> {
  const { pinyin, initials } = soundOfPerson(name)
  await db.updateTable('person').set({ name, pinyin, initials }).where('id', '=', id).execute()
}

export interface PersonFields {
  id: string
  name: string
  phone: string | null
  tail: string | null
  building: string | null
  unit: number | null
  room: string | null
}

/** A person with every field open. Only for a reader whose purpose is recorded, or for the person. */
export async function getPersonOpen({ db }: Database, seals: Seals, id: string): Promise<PersonFields> {
  const row = await db
    .selectFrom('person as p')
    .leftJoin('building as b', 'b.id', 'p.building_id')
    .leftJoin('estate as e', 'e.id', 'b.estate_id')
    .select([
      'p.id',
      'p.name',
      'p.phone_sealed',
      'p.phone_tail',
      'p.unit',
      'p.room',
      'b.name as building',
      'e.name as estate',
    ])
    .where('p.id', '=', id)
    .executeTakeFirstOrThrow()
  return {
    id: row.id,
    name: row.name,
    phone: row.phone_sealed ? seals.open(row.phone_sealed) : null,
    tail: row.phone_tail,
    building: row.building ? `${row.estate ?? ''} ${row.building}`.trim() : null,
    unit: row.unit,
    room: row.room,
  }
}

export interface PrivacyNotice {
  version: string
  zh: string
  en: string
}

/** The privacy notice in force. */
export async function getPrivacyNotice({ db }: Database, now: Date): Promise<PrivacyNotice> {
  return await db
    .selectFrom('privacy_notice')
    .select(['version', 'zh', 'en'])
    .where('published_at', '<=', now)
    .orderBy('published_at', 'desc')
    // of two published at one instant always the same
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow()
}

/** Records that a person agreed; the same id twice is one consent. */
export async function recordConsent(
  tx: Tx,
  consent: {
    id: string
    personId: string
    about: 'privacy' | 'on_behalf' | 'volunteer' | 'volunteer_guardian' | 'emergency_volunteer'
    version: string | null
    /** 'client': given in another system, which says so. */
    how: 'screen' | 'voice' | 'paper' | 'client'
    at: Date
    by: string
  },
): Promise<void> {
  await tx
    .insertInto('consent')
    .values({
      id: consent.id,
      person_id: consent.personId,
      about: consent.about,
      version: consent.version,
      how: consent.how,
      given_at: consent.at,
      recorded_by: consent.by,
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute()
}
