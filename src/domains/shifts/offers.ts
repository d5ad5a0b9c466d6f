/**
 * What happens between requests: free seats are offered to who waits longest, offers end, weekly projects become shifts,
 * and who forgot to say that they left is taken to have left at the planned end, which then waits to be confirmed.
 * The same is done by any number of workers: each row is held, and what it became is looked at again.
 */
import type { Database, Tx } from '#foundation/database/database.ts'
import { record } from '#foundation/journal/journal.ts'
import type { Policies } from '#foundation/policy/policy.ts'
import { addDays, type Day, dayOf, startOfDay } from '#lib/days.ts'
import { idFrom } from '#lib/ids.ts'
import type { Chore } from '../module.ts'
import * as store from './store.ts'

const MINUTE = 60_000
const BATCH = 100

/**
 * Offers each free seat to the next who waits, until the offer or the shift begins. The caller holds the shift.
 *
 * @source S4-89
 */
export async function offerFreeSeats(
  tx: Tx,
  shift: Pick<store.ShiftRow, 'id' | 'path' | 'from' | 'name'>,
  policies: Pick<Policies, 'number'>,
  now: Date,
): Promise<void> {
  if (shift.from <= now) return
  while (await store.hasFreeSeat(tx, shift.id)) {
    const next = await store.findFirstWaiting(tx, shift.id)
    if (!next) return
    const end = Math.min(+now + policies.number('shifts.offer_minutes') * MINUTE, +shift.from)
    const until = new Date(end)
    const id = idFrom('shift offer', next.id, now.toISOString())
    const deed = { id, at: now, actor: undefined, role: 'system', kind: 'shift.offered', subjectId: next.id }
    const facts = { shiftId: shift.id, until: until.toISOString() }
    await record(tx, { ...deed, path: shift.path, facts, input: {} })
    await store.offerSeat(tx, next.id, until)
    const said = { shift: shift.id, title: shift.name, until: until.toISOString() }
    await store.tell(tx, { actionId: id, personId: next.person_id, key: 'notice.shift-offered', said, at: now })
  }
}

const weekdayOf = (day: Day): number => new Date(`${day}T00:00:00Z`).getUTCDay() || 7

/** Makes the shifts of a weekly project up to some days ahead; those that are there stay as they are. @source S0-16 */
export async function planAhead(
  tx: Tx,
  project: store.ProjectRow,
  policies: Pick<Policies, 'number'>,
  now: Date,
): Promise<void> {
  const { weekday, begins_minute: begins, minutes, from_on: first, to_on: last } = project
  if (weekday === null || begins === null || minutes === null || first === null || project.ended_at) return
  const today = dayOf(now)
  const until = addDays(today, policies.number('shifts.ahead_days'))
  for (let day = first > today ? first : today; day <= until && (last === null || day <= last); day = addDays(day, 1)) {
    const from = new Date(+startOfDay(day) + begins * MINUTE)
    if (weekdayOf(day) !== weekday || from <= now || (await store.hasShiftAt(tx, project.id, from))) continue
    const id = idFrom('shift', project.id, from.toISOString())
    const deed = { id, at: now, actor: undefined, role: 'system', kind: 'shift.planned', subjectId: id }
    await record(tx, { ...deed, path: project.path, facts: { projectId: project.id }, input: {} })
    await store.insertShift(tx, {
      id,
      projectId: project.id,
      path: project.path,
      from,
      to: new Date(+from + minutes * MINUTE),
      place: project.place,
      buildingId: project.building_id,
      seats: project.seats,
      waiting: project.waiting,
    })
  }
}

/** The day on which this process planned ahead in each database; the index on beginnings knows for all of them. */
const planned = new WeakMap<Database, Day>()

export const planWeeks: Chore = {
  name: 'plan the shifts of weekly projects',
  async look({ database, clock, rules }) {
    const now = clock.now()
    const today = dayOf(now)
    if (planned.get(database) === today) return false
    const { policies } = await rules.on(today)
    for (const { id } of await store.listWeekly(database.db, today))
      await database.transact(async (tx) => {
        const project = await store.lockProject(tx, id)
        if (project) await planAhead(tx, project, policies, now)
      })
    planned.set(database, today)
    return false
  },
}

export const endOffers: Chore = {
  name: 'end offers of places and offer them to the next',
  async look({ database, clock, rules }) {
    const now = clock.now()
    const lapsed = await store.listLapsed(database.db, now, BATCH)
    if (lapsed.length === 0) return false
    const { policies } = await rules.on(dayOf(now))
    for (const { id, shift_id: shiftId, path } of lapsed)
      await database.transact(async (tx) => {
        await store.lockShift(tx, shiftId)
        const shift = await store.findShift(tx, shiftId)
        const signup = await store.findSignup(tx, id)
        if (!shift || signup?.state !== 'offered' || !signup.offered_until || signup.offered_until > now) return
        const deedId = idFrom('shift lapse', id, signup.offered_until.toISOString())
        const deed = {
          id: deedId,
          at: now,
          actor: undefined,
          role: 'system',
          kind: 'shift.lapsed',
          subjectId: id,
          path,
        }
        await record(tx, { ...deed, facts: { shiftId }, input: {} })
        await store.setState(tx, id, ['offered'], 'lapsed')
        await offerFreeSeats(tx, shift, policies, now)
      })
    return lapsed.length === BATCH
  },
}

export const closeForgotten: Chore = {
  name: 'end the stay of who forgot to say that they left',
  async look({ database, clock, rules }) {
    const now = clock.now()
    const { policies } = await rules.on(dayOf(now))
    const before = new Date(+now - policies.number('shifts.leave_minutes') * MINUTE)
    const inside = await store.listInside(database.db, before, BATCH)
    for (const { id, shift_id: shiftId, path } of inside)
      await database.transact(async (tx) => {
        if (!(await store.closeByClock(tx, id))) return
        const deedId = idFrom('shift closed', id)
        const deed = {
          id: deedId,
          at: now,
          actor: undefined,
          role: 'system',
          kind: 'shift.closed-out',
          subjectId: id,
          path,
        }
        await record(tx, { ...deed, facts: { shiftId }, input: {} })
      })
    return inside.length === BATCH
  },
}
