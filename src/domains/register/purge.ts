/**
 * What is over its time is erased: once a day of product time, in portions, each recorded with what it erased. The words of
 * a request go years after it was closed, a person when nothing of theirs is needed any more, codes after a day.
 * The number of years is a policy value; the privacy notice names it.
 *
 * @source U33 PIPL-19
 */
import { sql } from 'kysely'
import type { Tx } from '#foundation/database/database.ts'
import { record } from '#foundation/journal/journal.ts'
import { erasePersons } from '#foundation/people/erasing.ts'
import type { Holding } from '#foundation/people/holding.ts'
import type { Service } from '#foundation/service.ts'
import { addMonths, DAY, type Day, dayOf, startOfDay } from '#lib/days.ts'
import { idFrom } from '#lib/ids.ts'
import type { Chore } from '../module.ts'
import { cityPath } from './mine.ts'

const PORTION = 200
const subject = idFrom('purge')

/** The last day each database was purged by this process; the journal knows for all of them. */
const done = new WeakMap<Service['database'], Day>()

export const purge: Chore = {
  name: 'purge',
  async look(service, domains) {
    const { database, clock, rules } = service
    const today = dayOf(clock.now())
    if (done.get(database) === today) return false
    const { policies } = await rules.on(today)
    const before = startOfDay(addMonths(today, -12 * policies.number('people.retention_years')))
    const holdings = domains.flatMap(({ holding }) => holding ?? [])
    for (let portion = 0; await purgePortion(service, holdings, today, before, portion); portion += 1);
    done.set(database, today)
    return false
  },
}

/** @returns whether there may be more to erase today */
async function purgePortion(
  { database, clock }: Service,
  holdings: readonly Holding[],
  today: Day,
  before: Date,
  portion: number,
): Promise<boolean> {
  const now = clock.now()
  const id = idFrom('purge', today, String(portion))
  const path = await cityPath({ database })
  return await database.transact(async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${id}, 3))`.execute(tx)
    if (await tx.selectFrom('action').select('id').where('id', '=', id).executeTakeFirst()) return false

    const erased = { matters: 0, files: 0 }
    for (const holding of holdings) {
      const { matters, files } = await holding.eraseOld(tx, before, now, PORTION)
      erased.matters += matters
      erased.files += files
    }
    const people = await listIdle(tx, holdings, before)
    const theirs = await erasePersons(tx, holdings, people, now)
    await tx
      .deleteFrom('login_code')
      .where('expires_at', '<', new Date(now.getTime() - DAY))
      .execute()
    const facts = {
      before: before.toISOString(),
      matters: erased.matters + theirs.matters,
      files: erased.files + theirs.files,
      people: people.length,
    }
    const deed = { id, at: now, actor: undefined, role: 'system', kind: 'privacy.purged', subjectId: subject, path }
    await record(tx, { ...deed, facts, input: { today, portion } })
    return erased.matters >= PORTION || people.length >= PORTION
  })
}

/** Persons of whom nothing is needed any more: not working here, not signed in since, nothing open or closed lately. */
async function listIdle(tx: Tx, holdings: readonly Holding[], before: Date): Promise<string[]> {
  const needed = holdings.map((holding) => holding.needs(before))
  const { rows } = await sql<{ id: string }>`
    select p.id from person p
    where p.erased_at is null and p.created_at < ${before}
      and not exists (select from role_grant g where g.person_id = p.id)
      and not exists (select from account a where a.person_id = p.id and a.kind = 'staff')
      and not exists (select from account a join session s on s.account_id = a.id
        where a.person_id = p.id and s.created_at >= ${before})
      and not exists (select from helper h where h.person_id = p.id and h.ended_at is null)
      and not (${sql.join([sql`false`, ...needed], sql` or `)})
    order by p.id limit ${PORTION} for update of p skip locked`.execute(tx)
  return rows.map(({ id }) => id)
}
