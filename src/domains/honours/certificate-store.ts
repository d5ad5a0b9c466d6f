/** Certificates in the database. What was signed is never updated; the table sees to it. */
import { sql } from 'kysely'
import { endOf } from '#foundation/authority.ts'
import type { Tx } from '#foundation/database/database.ts'
import type { PageEnd } from '#lib/page.ts'
import type { Facts } from './certificates.ts'
import type { RevokeReason } from './rules.ts'

export interface Certificate extends Facts {
  id: string
  person_id: string
  path: string
  community: string
  city: string
  issued_at: Date
  issued_by: string
  issuer: string
  public_key: Buffer
  signature: Buffer
  revoked_at: Date | null
  revoke_reason: RevokeReason | null
  erased_at: Date | null
  /** Whether a record it counts was taken back since. */
  doubtful: boolean
}

const columns = sql`
  select c.id, c.serial, c.person_id, c.path, c.name, c.minutes, c.records, to_char(c.from_on, 'YYYY-MM-DD') as from_on,
    to_char(c.to_on, 'YYYY-MM-DD') as to_on, c.list_hash, c.star, to_char(c.issued_on, 'YYYY-MM-DD') as issued_on,
    c.issued_at, c.issued_by, i.name as issuer, c.public_key, c.signature, c.revoked_at, c.revoke_reason, c.erased_at,
    coalesce(t.name, '') as community, coalesce(y.name, '') as city,
    exists (select from service_minutes b join service_minutes s on s.id = b.reverses where b.person_id = c.person_id
      and b.confirmed_at > c.issued_at and s.served_on between c.from_on and c.to_on
      and s.confirmed_at <= c.issued_at) as doubtful
  from certificate c join person i on i.id = c.issued_by left join territory t on t.path = left(c.path, 12)
    left join territory y on y.path = left(c.path, 4)`

export async function findCertificate(tx: Tx, id: string): Promise<Certificate | undefined> {
  return (await sql<Certificate>`${columns} where c.id = ${id}`.execute(tx)).rows[0]
}

export async function findBySerial(tx: Tx, serial: number): Promise<Certificate | undefined> {
  return (await sql<Certificate>`${columns} where c.serial = ${serial}`.execute(tx)).rows[0]
}

export async function listOfPerson(tx: Tx, personId: string): Promise<Certificate[]> {
  return (
    await sql<Certificate>`${columns} where c.person_id = ${personId} order by c.issued_at desc, c.id limit 100`.execute(
      tx,
    )
  ).rows
}

export async function listInside(
  tx: Tx,
  paths: readonly string[],
  after: PageEnd | undefined,
  limit: number,
): Promise<Certificate[]> {
  if (paths.length === 0) return []
  const inside = sql.join(
    paths.map((path) => sql`(c.path >= ${path} and c.path < ${endOf(path)})`),
    sql` or `,
  )
  const page = after ? sql`and (c.issued_at, c.id) < (${after.at}, ${after.id}::uuid)` : sql``
  return (
    await sql<Certificate>`${columns} where (${inside}) ${page} order by c.issued_at desc, c.id desc limit ${limit}`.execute(
      tx,
    )
  ).rows
}

/** The next serial; one that is drawn and not used is left out. */
export async function drawSerial(tx: Tx): Promise<number> {
  const { rows } = await sql<{ serial: number }>`
    select (10000000 + (nextval('certificate_serial_place') * 37182647) % 90000000)::int as serial`.execute(tx)
  const [row] = rows
  if (!row) throw new Error('no serial')
  return row.serial
}

export interface NewCertificate extends Facts {
  id: string
  person_id: string
  path: string
  issued_at: Date
  issued_by: string
  key_id: string
  public_key: Buffer
  signature: Buffer
}

export async function insertCertificate(tx: Tx, row: NewCertificate): Promise<void> {
  await tx.insertInto('certificate').values(row).execute()
}

export async function setRevoked(tx: Tx, id: string, by: string, reason: RevokeReason, at: Date): Promise<boolean> {
  const { rows } = await sql`
    update certificate set revoked_at = ${at}, revoked_by = ${by}, revoke_reason = ${reason}
    where id = ${id} and revoked_at is null returning id`.execute(tx)
  return rows.length > 0
}

export async function listRevoked(tx: Tx): Promise<number[]> {
  const { rows } = await sql<{ serial: number }>`
    select serial from certificate where revoked_at is not null order by revoked_at, serial`.execute(tx)
  return rows.map(({ serial }) => serial)
}

/** The keys that certificates were signed with. */
export async function listKeys(tx: Tx): Promise<Buffer[]> {
  const { rows } = await sql<{ key: Buffer }>`select distinct public_key as key from certificate order by 1`.execute(tx)
  return rows.map(({ key }) => key)
}

export interface Volunteer {
  id: string
  name: string
  phone_tail: string | null
  /** Where the person is registered as a volunteer, or lives. */
  path: string | null
}

export async function findVolunteer(tx: Tx, personId: string): Promise<Volunteer | undefined> {
  const { rows } = await sql<Volunteer>`
    select p.id, p.name, p.phone_tail, left(coalesce(v.path, p.path), 12) as path from person p
      left join volunteer v on v.person_id = p.id and v.erased_at is null
    where p.id = ${personId} and p.erased_at is null`.execute(tx)
  return rows[0]
}

/** The highest level awarded, 0 for none. */
export async function findStar(tx: Tx, personId: string): Promise<number> {
  const { rows } = await sql<{ level: number }>`
    select coalesce(max(level), 0)::int as level from honour
    where requester_id = ${personId} and honour = 'star' and awarded_at is not null`.execute(tx)
  return rows[0]?.level ?? 0
}

/** When a reader last opened a subject, since an instant. */
export async function findReading(tx: Tx, readerId: string, subjectId: string, since: Date): Promise<boolean> {
  const { rows } = await sql`
    select from reading where reader_id = ${readerId} and subject_id = ${subjectId} and at >= ${since} limit 1`.execute(
    tx,
  )
  return rows.length > 0
}

export async function holdPerson(tx: Tx, personId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${personId}, 5))`.execute(tx)
}
