/** What the window asks the database. */
import { sql } from 'kysely'
import type { Database, Tx } from '#foundation/database/database.ts'

export interface WindowPerson {
  name: string
  phoneSealed: string | null
  tail: string | null
  path: string | null
}

/** A resident: somebody with a resident's account or a home. Erased persons are nobody. */
export async function findWindowPerson({ db }: Database, personId: string): Promise<WindowPerson | undefined> {
  const { rows } = await sql<WindowPerson>`
    select p.name, p.phone_sealed as "phoneSealed", p.phone_tail as tail, p.path from person p
    where p.id = ${personId} and p.erased_at is null
      and (p.path is not null or exists (select from account a where a.person_id = p.id and a.kind = 'resident'))`.execute(
    db,
  )
  return rows[0]
}

/** How often somebody did a kind of deed since an instant. */
export async function countDeeds(tx: Tx, actorId: string, kind: string, since: Date): Promise<number> {
  const { n } = await tx
    .selectFrom('action')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('actor_id', '=', actorId)
    .where('kind', '=', kind)
    .where('at', '>=', since)
    .executeTakeFirstOrThrow()
  return Number(n)
}

/** One after the other for one worker, so that many at once are not more than allowed. */
export async function holdWorker(tx: Tx, personId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`window ${personId}`}, 4))`.execute(tx)
}

export async function findResidentAccount(tx: Tx, personId: string): Promise<string | undefined> {
  const row = await tx
    .selectFrom('account')
    .select('id')
    .where('person_id', '=', personId)
    .where('kind', '=', 'resident')
    .executeTakeFirst()
  return row?.id
}
