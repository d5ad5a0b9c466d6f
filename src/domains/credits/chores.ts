/**
 * What happens to holds and lots by themselves: a hold whose instant has come is free again, what is over is moved out of the
 * account, and who has something that ends soon is told once. Any number of workers may look.
 */
import { sql } from 'kysely'
import { expireHolds, expireLots } from '#engines/ledger/index.ts'
import { record } from '#foundation/journal/journal.ts'
import { dayOf } from '#lib/days.ts'
import { idFrom } from '#lib/ids.ts'
import type { Chore } from '../module.ts'
import { tell } from './statement-store.ts'

const BATCH = 200

export const endHolds: Chore = {
  name: 'holds that are over',
  async look({ database, clock }) {
    return (await expireHolds(database.pool, clock.now(), BATCH)) === BATCH
  },
}

export const endLots: Chore = {
  name: 'points and time credit that are over',
  async look({ database, clock }) {
    return (await expireLots(database.pool, clock.now(), BATCH)) === BATCH
  },
}

export const tellOfEnding: Chore = {
  name: 'points and time credit that end soon',
  async look({ database, clock, rules }) {
    const now = clock.now()
    const { policies } = await rules.on(dayOf(now))
    const until = new Date(+now + policies.number('credits.expiring_days') * 86_400_000)
    const { rows } = await sql<{
      account: string
      person: string
      path: string
      unit: string
      expires: Date
      amount: number
    }>`
      select l.account_id as account, a.person_id as person, p.path, a.unit, l.expires_at as expires, sum(l.rest)::int as amount
      from ledger_lot l join ledger_account a on a.id = l.account_id join person p on p.id = a.person_id
      where l.is_open and l.expires_at > ${now} and l.expires_at <= ${until} and a.unit in ('points', 'time_credit')
        and p.erased_at is null and p.path is not null
        and not exists (select from credit_expiring e where e.account_id = l.account_id and e.expires_at = l.expires_at)
      group by 1, 2, 3, 4, 5 order by 5, 1 limit ${BATCH}`.execute(database.db)
    for (const { account, person, path, unit, expires, amount } of rows)
      await database.transact(async (tx) => {
        const told = await tx
          .insertInto('credit_expiring')
          .values({ account_id: account, expires_at: expires, told_at: now })
          .onConflict((conflict) => conflict.doNothing())
          .returning('account_id')
          .executeTakeFirst()
        if (!told) return
        const id = idFrom('credits ending', account, expires.toISOString())
        const facts = { amount, account: unit, on: expires.toISOString() }
        const deed = { id, at: now, actor: undefined, role: 'system', kind: 'credits.ending', subjectId: account, path }
        await record(tx, { ...deed, facts, input: facts })
        const key = unit === 'points' ? 'notice.credits-points-ending' : 'notice.credits-time-ending'
        await tell(tx, { actionId: id, personId: person, key, subjectId: account, at: now, facts: { n: amount } })
      })
    return rows.length === BATCH
  },
}
