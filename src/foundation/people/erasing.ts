/**
 * The end of a person's data: sessions end, name, phone and address are erased, every domain erases what it keeps. The row
 * stays as an id, so that what others did and what was counted stays true. Whoever signs in with the phone again is new.
 * Read next: holding.ts.
 */
import { sql } from 'kysely'
import type { Tx } from '#foundation/database/database.ts'
import type { Erased, Holding } from './holding.ts'

/** What stands where a name was. */
export const ERASED_NAME = '已注销'

/**
 * Erases persons and what is kept of them, in the caller's transaction. Erasing twice changes nothing.
 *
 * @returns how many matters and files were erased; matters that go on are erased when they are finished
 */
export async function erasePersons(
  tx: Tx,
  holdings: readonly Holding[],
  ids: readonly string[],
  now: Date,
): Promise<Erased> {
  const erased: Erased = { matters: 0, files: 0 }
  for (const id of ids) {
    for (const holding of holdings) {
      const { matters, files } = await holding.erasePerson(tx, id, now)
      erased.matters += matters
      erased.files += files
    }
    erased.files += await eraseFreeFiles(tx, id, now)
    await erasePerson(tx, id, now)
  }
  return erased
}

/** Files that were sent and never used. */
async function eraseFreeFiles(tx: Tx, id: string, now: Date): Promise<number> {
  const { rows } = await sql`
    with gone as (delete from file where made_by = ${id} and matter_id is null returning id, sha256)
    insert into file_removal (file_id, sha256, asked_at) select id, sha256, ${now}::timestamptz from gone
    on conflict do nothing returning file_id`.execute(tx)
  return rows.length
}

async function erasePerson(tx: Tx, id: string, now: Date): Promise<void> {
  await sql`
    with ended as (
      update session s set ended_at = ${now} from account a
      where a.id = s.account_id and a.person_id = ${id} and s.ended_at is null returning s.token_hash)
    select pg_notify('linli_ended', encode(token_hash, 'hex')) from ended`.execute(tx)
  await sql`delete from login_code c using person p where p.id = ${id} and c.phone_mark = p.phone_mark`.execute(tx)
  await sql`delete from notice where person_id = ${id}`.execute(tx)
  await sql`delete from residence where person_id = ${id}`.execute(tx)
  // what the person did about themselves: the deeds stay, their words go
  await sql`delete from content c using action a where a.id = c.action_id and a.subject_id = ${id}`.execute(tx)
  await sql`update consent set withdrawn_at = ${now} where person_id = ${id} and withdrawn_at is null`.execute(tx)
  await sql`
    with helping as (
      select s.token_hash from helper h join account a on a.person_id = h.helper_id join session s on s.account_id = a.id
      where h.person_id = ${id} and h.ended_at is null and s.ended_at is null)
    select pg_notify('linli_ended', encode(token_hash, 'hex')) from helping`.execute(tx)
  await sql`
    update helper set name = ${ERASED_NAME}, phone_mark = null, phone_tail = null, ended_at = coalesce(ended_at, ${now})
    where person_id = ${id} or helper_id = ${id} or phone_mark = (select phone_mark from person where id = ${id})`.execute(
    tx,
  )
  await blankPersons(tx, [id], now)
}

/**
 * Takes everything out of persons' own rows; what they have elsewhere is the caller's to deal with first. The rows stay as
 * ids, because deleting one asks each table that names persons, some forty times.
 */
export async function blankPersons(tx: Tx, ids: readonly string[], now: Date): Promise<void> {
  await tx
    .updateTable('person')
    .set({
      name: ERASED_NAME,
      pinyin: '',
      initials: '',
      phone_sealed: null,
      phone_mark: null,
      phone_tail: null,
      path: null,
      building_id: null,
      unit: null,
      room: null,
      born_month: null,
      erased_at: now,
    })
    .where(sql<boolean>`id = any(${ids}::uuid[])`)
    .where('erased_at', 'is', null)
    .execute()
}
