/**
 * The daily job that makes a lead of what comes back at the same place: where mediation begins.
 * The table holds one for each place and theme at a time, so any number of workers may look. @source S3-58
 */

import type { Database } from '#foundation/database/database.ts'
import { record } from '#foundation/journal/journal.ts'
import { addDays, type Day, dayOf } from '#lib/days.ts'
import { idFrom } from '#lib/ids.ts'
import type { Chore } from '../module.ts'
import * as store from './store.ts'

/** The day each database was last looked through; doing it again does no harm. */
const done = new WeakMap<Database, Day>()

export const findLeads: Chore = {
  name: 'find what comes back at the same place',
  async look({ database, clock, rules }) {
    const now = clock.now()
    const today = dayOf(now)
    if (done.get(database) === today) return false
    const { policies } = await rules.on(today)
    const days = policies.number('insight.repeat_days')
    const from = addDays(today, 1 - days)
    const repeats = await store.listNewRepeats(database.db, from, today, policies.number('insight.repeat_min'))
    for (const repeat of repeats) {
      const { building_id, category, path, requests, people } = repeat
      const id = idFrom('lead', building_id, category, today)
      await database.transact(async (tx) => {
        const facts = { buildingId: building_id, category, requests, people, from }
        const deed = { id, at: now, actor: undefined, role: 'system', kind: 'lead.found', subjectId: id, path, facts }
        if (!(await record(tx, { ...deed, input: { building_id, category, today } }))) return
        await store.insertLead(tx, { ...repeat, id, from, foundOn: today, freshUntil: addDays(today, days) })
      })
    }
    done.set(database, today)
    return false
  },
}
