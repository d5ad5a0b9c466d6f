/** Volunteers of a small city, put straight into the register. */
import { addDays, dayOf } from '#lib/days.ts'
import type { World } from './world.ts'

export interface Enlisted {
  state?: 'applied' | 'active' | 'paused'
  earns?: 'points' | 'time_credit'
  path?: string
  guardianId?: string | null
  insuredTo?: string | null
  clearedTo?: string | null
}

/** Makes a person a volunteer of today, insured and with a background check for a year unless said otherwise. */
export async function enlist({ database, clock, staffIds }: World, personId: string, enlisted: Enlisted = {}) {
  const now = clock.now()
  const year = addDays(dayOf(now), 365)
  const { state = 'active', earns = 'points', path, guardianId = null, insuredTo = year, clearedTo = year } = enlisted
  const known = await database.db
    .selectFrom('person')
    .select('path')
    .where('id', '=', personId)
    .executeTakeFirstOrThrow()
  await database.db
    .insertInto('volunteer')
    .values({
      person_id: personId,
      state,
      path: path ?? known.path ?? '990101001001',
      activities: ['tutoring'],
      earns,
      guardian_id: guardianId,
      insured_to: insuredTo,
      cleared_to: clearedTo,
      applied_at: now,
      registered_at: state === 'applied' ? null : now,
      registered_by: state === 'applied' ? null : staffIds.lin,
    })
    .execute()
}
