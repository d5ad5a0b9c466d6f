/** What the worker does for Open311 once a day: what was left at the test endpoint is forgotten, and who sent what was erased. */
import type { Database } from '#foundation/database/database.ts'
import { DAY, type Day, dayOf } from '#lib/days.ts'
import type { Chore } from '../module.ts'
import * as store from './store.ts'

/** The day each database was last looked through; doing it again does no harm. */
const done = new WeakMap<Database, Day>()

export const forget: Chore = {
  name: 'forget open311 trials and senders',
  async look({ database, clock, rules }) {
    const now = clock.now()
    const today = dayOf(now)
    if (done.get(database) === today) return false
    const { policies } = await rules.on(today)
    await store.forgetTrials(database.db, new Date(now.getTime() - policies.number('open311.trial_days') * DAY))
    await store.forgetSenders(database.db)
    done.set(database, today)
    return false
  },
}
