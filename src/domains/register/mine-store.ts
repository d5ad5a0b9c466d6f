/** What a resident's own data are, read and put right. */
import { sql } from 'kysely'
import type { Database, Tx } from '#foundation/database/database.ts'
import { type Day, dayOf } from '#lib/days.ts'
import type { Seals } from '#lib/seal.ts'

export interface Mine {
  name: string
  phoneSealed: string | null
  tail: string | null
  path: string | null
  communityName: string | null
  buildingId: string | null
  building: string | null
  estate: string | null
  units: number | null
  unit: number | null
  room: string | null
  since: Date
}

export async function getMine({ db }: Database, personId: string): Promise<Mine> {
  return await db
    .selectFrom('person as p')
    .leftJoin('building as b', 'b.id', 'p.building_id')
    .leftJoin('estate as e', 'e.id', 'b.estate_id')
    .leftJoin('territory as t', (join) => join.on(sql<boolean>`t.path = left(p.path, 12)`))
    .select([
      'p.name',
      'p.phone_sealed as phoneSealed',
      'p.phone_tail as tail',
      'p.path',
      't.name as communityName',
      'p.building_id as buildingId',
      'b.name as building',
      'e.name as estate',
      'b.units',
      'p.unit',
      'p.room',
      'p.created_at as since',
    ])
    .where('p.id', '=', personId)
    .executeTakeFirstOrThrow()
}

export interface Residence {
  kind: 'registered' | 'actual'
  address: string
  from: Day
  to: Day | null
  source: 'resident' | 'staff' | 'import'
}

/** Where a person is and was registered and living, the newest first. */
export async function listResidences({ db }: Database, personId: string): Promise<Residence[]> {
  const { rows } = await sql<Residence>`
    select r.kind, r.from_on as "from", r.to_on as "to", r.source,
      concat_ws(' ', t.name, e.name, b.name, d.unit, d.room, nullif(r.address, '')) as address
    from residence r left join dwelling d on d.id = r.dwelling_id left join building b on b.id = d.building_id
    left join estate e on e.id = b.estate_id left join territory t on t.path = left(coalesce(d.path, r.path), 12)
    where r.person_id = ${personId} order by r.from_on desc, r.kind, r.id`.execute(db)
  return rows
}

export async function listConsents({ db }: Database, personId: string) {
  return await db
    .selectFrom('consent')
    .select([
      'about',
      sql<string | null>`coalesce(version, text)`.as('version'),
      'how',
      'given_at as at',
      'withdrawn_at as withdrawnAt',
    ])
    .where('person_id', '=', personId)
    .orderBy('given_at', 'desc')
    .orderBy('id')
    .execute()
}

export async function countMine({ db }: Database, personId: string): Promise<{ readings: number; notices: number }> {
  const { rows } = await sql<{ readings: number; notices: number }>`
    select (select count(*)::int from reading where person_id = ${personId}) as readings,
      (select count(*)::int from notice where person_id = ${personId}) as notices`.execute(db)
  return rows[0] ?? { readings: 0, notices: 0 }
}

export async function setName(tx: Tx, personId: string, name: string, sound: { pinyin: string; initials: string }) {
  await tx
    .updateTable('person')
    .set({ name, ...sound })
    .where('id', '=', personId)
    .execute()
}

/** Where a person lives, on their row and as a dated residence; the one before ends. */
export async function setWholeHome(
  tx: Tx,
  personId: string,
  home: { id: string; path: string; buildingId: string | null; unit: number | null; room: string | null },
  now: Date,
): Promise<void> {
  const today = dayOf(now)
  await sql`delete from residence
    where person_id = ${personId} and kind = 'actual' and to_on is null and from_on >= ${today}`.execute(tx)
  await sql`update residence set to_on = ${today}::date - 1
    where person_id = ${personId} and kind = 'actual' and to_on is null`.execute(tx)
  await sql`insert into residence (id, person_id, kind, path, dwelling_id, from_on, source, recorded_at)
    select ${home.id}, ${personId}, 'actual', ${home.path}, (select id from dwelling
      where building_id = ${home.buildingId} and unit is not distinct from ${home.unit}::smallint and room = ${home.room}),
      ${today}, 'resident', ${now}`.execute(tx)
  await tx
    .updateTable('person')
    .set({ path: home.path, building_id: home.buildingId, unit: home.unit, room: home.room })
    .where('id', '=', personId)
    .execute()
}

export async function isPhoneKnown({ db }: Database, mark: Buffer): Promise<boolean> {
  return (await db.selectFrom('person').select('id').where('phone_mark', '=', mark).executeTakeFirst()) !== undefined
}

/** Takes another phone. @returns false when somebody has it; the unique mark, not this function, rules that out */
export async function setPhone(tx: Tx, seals: Seals, personId: string, phone: string): Promise<boolean> {
  const mark = seals.mark(phone)
  const { rows } = await sql<{ id: string }>`
    update person set phone_sealed = ${seals.seal(phone)}, phone_mark = ${mark}, phone_tail = ${phone.slice(-4)}
    where id = ${personId} and not exists (select from person o where o.phone_mark = ${mark} and o.id <> ${personId})
    returning id`.execute(tx)
  return rows.length > 0
}

/** A person with a working account as staff keeps their name under what they did. */
export async function isWorker({ db }: Database, personId: string): Promise<boolean> {
  const { rows } = await sql`
    select from account where person_id = ${personId} and kind = 'staff'
    union all select from role_grant where person_id = ${personId}`.execute(db)
  return rows.length > 0
}

/** Holds a person until the transaction ends: what is opened or named for them meanwhile waits, what refers to them does not. */
export async function holdPerson(tx: Tx, personId: string): Promise<void> {
  await tx.selectFrom('person').select('id').where('id', '=', personId).forNoKeyUpdate().execute()
}
