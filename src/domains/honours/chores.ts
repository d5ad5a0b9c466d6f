/**
 * Who has reached a star level: looked for once a day over all confirmed records, and proposed to the desk. Nobody applies, and
 * whoever reached several levels since the last look is proposed for the highest. Proposing twice is proposing once.
 *
 * @source S1-50
 */
import type { Service } from '#foundation/service.ts'
import { type Day, dayOf } from '#lib/days.ts'
import type { Chore } from '../module.ts'
import { insertProposals } from './honour-store.ts'
import { levelOf } from './rules.ts'
import { listReached } from './service-store.ts'

/** The last day each database was looked through by this process. */
const done = new WeakMap<Service['database'], Day>()

export const proposeStars: Chore = {
  name: 'stars',
  async look({ database, clock, rules }) {
    const now = clock.now()
    const today = dayOf(now)
    if (done.get(database) === today) return false
    const { policies } = await rules.on(today)
    const hours = policies.numbers('honours.star_hours')
    await database.transact(async (tx) => {
      const reached = await listReached(tx, (hours[0] ?? 0) * 60)
      const proposals = reached.map((one) => ({ ...one, level: levelOf(one.minutes, hours) }))
      await insertProposals(tx, proposals, now)
    })
    done.set(database, today)
    return false
  },
}
