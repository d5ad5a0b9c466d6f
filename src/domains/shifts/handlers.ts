/**
 * Shifts as residents meet them: finding one, signing up, waiting, taking what is offered, cancelling, coming and leaving.
 * Whoever changes seats holds the shift; the tables rule out the eleventh of ten and two shifts at once.
 * Read next: desk.ts, casual.ts, offers.ts.
 */
import { pointsOf } from '#domains/credits/index.ts'
import { checkFit, listConditions } from '#domains/volunteers/index.ts'
import type { Actor } from '#foundation/authority.ts'
import type { Tx } from '#foundation/database/database.ts'
import { type Deed, record, wasRecorded } from '#foundation/journal/journal.ts'
import type { Handlers } from '#foundation/service.ts'
import { DAY, dayOf, HOUR } from '#lib/days.ts'
import { Refusal } from '#lib/refusal.ts'
import { casualHandlers, residentOf } from './casual.ts'
import { isCodeOf } from './codes.ts'
import type { ShiftDetail, shiftsContract } from './contract.ts'
import { deskHandlers } from './desk.ts'
import { offerFreeSeats } from './offers.ts'
import { presentCard, presentSignup } from './present.ts'
import { metresBetween, minutesBetween, type SignupState } from './rules.ts'
import * as store from './store.ts'

const MINUTE = 60_000
/** How long what is over stays on one's list. */
const KEPT_DAYS = 30

/** A deed of a resident. @returns false when it was done before */
async function note(
  tx: Tx,
  { actor, at }: { actor: Actor; at: Date },
  deed: Omit<Deed, 'at' | 'actor' | 'role'>,
): Promise<boolean> {
  return await record(tx, { at, actor, role: 'resident', ...deed })
}

const demandOf = (shift: store.ShiftRow) => ({
  on: dayOf(shift.from),
  minors: shift.minors,
  grownUp: shift.grown_up,
  called: true,
})

/** @throws {Refusal} `shift.unknown` (404) */
async function getShift(tx: Tx, id: string): Promise<store.ShiftRow> {
  const shift = await store.findShift(tx, id)
  if (!shift) throw new Refusal('shift.unknown', 404)
  return shift
}

/** @throws {Refusal} `shift.called-off` (409), `shift.begun` (409) */
function checkAhead(shift: store.ShiftRow, now: Date): void {
  if (shift.called_off_at) throw new Refusal('shift.called-off', 409, { why: shift.called_off_why })
  if (shift.from <= now) throw new Refusal('shift.begun', 409)
}

/** In these somebody comes, came, or may still come. */
const active: readonly SignupState[] = ['waiting', 'offered', 'signed', 'confirmed', 'absent']

const constraints: Readonly<Record<string, string>> = {
  shift_signup_has_its_seat: 'shift.full',
  shift_signup_overlaps: 'shift.overlap',
  shift_signup_once: 'shift.signed-already',
}

function refuseConstraint(error: { constraint?: string }): never {
  const code = constraints[error.constraint ?? '']
  if (code) throw new Refusal(code, 409)
  throw error
}

/** One's own sign-up with its shift, the shift held. */
async function holdOwn(tx: Tx, actor: Actor, signupId: string) {
  const known = await store.findSignup(tx, signupId)
  if (known?.person_id !== actor.personId) throw new Refusal('shift.unknown', 404)
  await store.lockShift(tx, known.shift_id)
  const shift = await getShift(tx, known.shift_id)
  const signup = (await store.findSignup(tx, signupId)) ?? known
  return { shift, signup }
}

function checkState(signup: store.SignupRow, states: readonly SignupState[]): void {
  if (!states.includes(signup.state)) throw new Refusal('shift.not-now', 409)
}

async function answer(tx: Tx, signupId: string) {
  const row = await store.findSignup(tx, signupId)
  if (!row) throw new Error('a sign-up that was written is gone')
  return presentSignup(row)
}

async function withMine(tx: Tx, actor: Actor | undefined, rows: readonly store.ShiftRow[]) {
  const own =
    actor?.kind === 'resident'
      ? await store.listOwnSignups(
          tx,
          actor.personId,
          rows.map(({ id }) => id),
        )
      : []
  return rows.map((row) =>
    presentCard(
      row,
      own.find(({ shift_id }) => shift_id === row.id),
    ),
  )
}

export const shiftsHandlers: Handlers<typeof shiftsContract> = {
  ...casualHandlers,
  ...deskHandlers,

  async listShifts({ query }, { actor, database, clock, rules }) {
    const now = clock.now()
    const { policies } = await rules.on(dayOf(now))
    const until = new Date(+now + policies.number('shifts.ahead_days') * DAY)
    const rows = await store.listComing(database.db, query.community, now, until)
    return { shifts: await withMine(database.db, actor, rows) }
  },

  async getShift({ params }, { actor, database, clock, rules }): Promise<ShiftDetail> {
    const { db } = database
    const now = clock.now()
    const { policies } = await rules.on(dayOf(now))
    const shift = await getShift(db, params.id)
    const reader = actor?.kind === 'resident' ? actor : undefined
    const volunteer = reader && (await store.findVolunteer(db, reader.personId))
    const [card] = await withMine(db, actor, [shift])
    if (!card) throw new Error('a shift has a card')

    const { longitude, latitude } = shift
    const home =
      volunteer?.longitude != null && volunteer.latitude != null
        ? { longitude: volunteer.longitude, latitude: volunteer.latitude }
        : undefined
    const minutes = minutesBetween(card.from, card.to)
    return {
      ...card,
      about: shift.about,
      bring: shift.bring,
      cancelBy: new Date(+shift.from - shift.cancel_hours * HOUR).toISOString(),
      weekday: shift.weekday,
      minors: shift.minors,
      grownUp: shift.grown_up,
      insurance: shift.insurance,
      supplies: shift.supplies,
      lead: { name: shift.lead, phone: shift.lead_phone ?? shift.community_phone },
      metres: home && longitude !== null && latitude !== null ? metresBetween(home, { longitude, latitude }) : null,
      points: pointsOf(minutes, policies.number('credits.hour_points')),
      minutes,
      begun: shift.from <= now,
      offerMinutes: policies.number('shifts.offer_minutes'),
      earns: volunteer?.earns ?? null,
      conditions: reader ? await listConditions(db, reader.personId, demandOf(shift)) : [],
      overlaps: (reader && (await store.findOverlapping(db, reader.personId, shift.id))) ?? null,
    }
  },

  async listMyShifts(_, context) {
    const actor = residentOf(context)
    const { database, clock, rules } = context
    const now = clock.now()
    const { policies } = await rules.on(dayOf(now))
    const rows = await store.listOfPerson(database.db, actor.personId, new Date(+now - KEPT_DAYS * DAY))
    return {
      shifts: await withMine(database.db, actor, rows),
      earlyMinutes: policies.number('shifts.early_minutes'),
      leaveMinutes: policies.number('shifts.leave_minutes'),
    }
  },

  async signUp({ params, body }, context) {
    const actor = residentOf(context)
    const { database, clock } = context
    const at = clock.now()
    const { id, earns, wait } = body
    const input = { ...body, shiftId: params.id }

    return await database.transact(async (tx) => {
      if (await wasRecorded(tx, { id, actor, kind: 'shift.signed', subjectId: id, input })) return await answer(tx, id)
      await store.lockShift(tx, params.id)
      const shift = await getShift(tx, params.id)
      checkAhead(shift, at)
      const [earlier] = await store.listOwnSignups(tx, actor.personId, [shift.id])
      if (earlier && earlier.id !== id && active.includes(earlier.state)) throw new Refusal('shift.signed-already', 409)
      await checkFit(tx, actor.personId, demandOf(shift))

      const facts = { shiftId: shift.id, earns }
      if (!(await note(tx, { actor, at }, { id, kind: 'shift.signed', subjectId: id, path: shift.path, facts, input })))
        return await answer(tx, id)
      const row = { id, shiftId: shift.id, personId: actor.personId, earns, at }
      const waits = wait && !(await store.hasFreeSeat(tx, shift.id))
      if (waits && shift.queued >= shift.waiting) throw new Refusal('shift.full', 409)
      await (waits ? store.insertWaiting(tx, row) : store.insertSigned(tx, row)).catch(refuseConstraint)
      return await answer(tx, id)
    })
  },

  async takeOffer({ params, body }, context) {
    const actor = residentOf(context)
    const { database, clock } = context
    const at = clock.now()

    return await database.transact(async (tx) => {
      const { shift, signup } = await holdOwn(tx, actor, params.id)
      const facts = { shiftId: shift.id }
      const deed = { id: body.id, kind: 'shift.taken', subjectId: signup.id, path: shift.path, facts, input: body }
      if (!(await note(tx, { actor, at }, deed))) return await answer(tx, signup.id)
      checkAhead(shift, at)
      if (signup.state === 'lapsed' || (signup.offered_until && signup.offered_until <= at))
        throw new Refusal('shift.offer-over', 409)
      checkState(signup, ['offered'])
      await checkFit(tx, actor.personId, demandOf(shift))
      await store.setState(tx, signup.id, ['offered'], 'signed').catch(refuseConstraint)
      return await answer(tx, signup.id)
    })
  },

  async cancelSignup({ params, body }, context) {
    const actor = residentOf(context)
    const { database, clock, rules } = context
    const at = clock.now()
    const { policies } = await rules.on(dayOf(at))

    return await database.transact(async (tx) => {
      const { shift, signup } = await holdOwn(tx, actor, params.id)
      const facts = { shiftId: shift.id }
      const deed = { id: body.id, kind: 'shift.cancelled', subjectId: signup.id, path: shift.path, facts, input: body }
      if (!(await note(tx, { actor, at }, deed))) return await answer(tx, signup.id)
      checkState(signup, ['waiting', 'offered', 'signed'])
      if (shift.from <= at) throw new Refusal('shift.begun', 409)
      await store.setState(tx, signup.id, ['waiting', 'offered', 'signed'], 'cancelled')
      await offerFreeSeats(tx, shift, policies, at)
      return await answer(tx, signup.id)
    })
  },

  async chooseEarning({ params, body }, context) {
    const actor = residentOf(context)
    const { database, clock } = context
    const at = clock.now()
    const { earns } = body

    return await database.transact(async (tx) => {
      const { shift, signup } = await holdOwn(tx, actor, params.id)
      const facts = { shiftId: shift.id, earns }
      const deed = { id: body.id, kind: 'shift.earning', subjectId: signup.id, path: shift.path, facts, input: body }
      if (!(await note(tx, { actor, at }, deed))) return await answer(tx, signup.id)
      checkState(signup, ['waiting', 'offered', 'signed'])
      if (shift.from <= at) throw new Refusal('shift.begun', 409)
      await store.setEarns(tx, signup.id, earns)
      return await answer(tx, signup.id)
    })
  },

  async attend({ body }, context) {
    const actor = residentOf(context)
    const { database, clock, rules, seals } = context
    const now = clock.now()
    const { policies } = await rules.on(dayOf(now))
    const codeMinutes = policies.number('shifts.code_minutes')
    // a phone whose clock is ahead saw it now
    const seen = new Date(Math.min(+now, body.at ? Date.parse(body.at) : +now))
    const late = +now - +seen > codeMinutes * MINUTE
    const comes = body.what === 'in'
    const kind = comes ? 'shift.arrived' : 'shift.left'

    const shiftId = await database.transact(async (tx) => {
      const deed = { id: body.id, actor, kind, subjectId: actor.personId, input: body }
      if (await wasRecorded(tx, deed)) return await store.findShiftOfDeed(tx, body.id)
      if (+now - +seen > policies.number('shifts.late_hours') * HOUR) throw new Refusal('shift.sent-too-late', 422)

      const around = await store.listAround(
        tx,
        actor.personId,
        seen,
        policies.number('shifts.early_minutes'),
        policies.number('shifts.leave_minutes'),
      )
      if (around.length === 0) throw new Refusal('shift.none-now', 409)
      const signup = around.find(({ shift_id }) => isCodeOf(seals, shift_id, body.code, seen, codeMinutes))
      if (!signup) throw new Refusal('shift.code-wrong', 422)
      if (!comes && (!signup.in_at || signup.in_at > seen)) throw new Refusal('shift.not-in', 409)

      const shift = await getShift(tx, signup.shift_id)
      const facts = { shiftId: shift.id, signupId: signup.id, seenAt: seen.toISOString(), late }
      if (!(await note(tx, { actor, at: now }, { ...deed, path: shift.path, facts }))) return shift.id
      if (!comes) await store.setLeaving(tx, signup.id, seen, late ? now : null)
      else if (!signup.in_at) await store.setArrival(tx, signup.id, seen, late ? now : null)
      return shift.id
    })
    const shift = await getShift(database.db, shiftId)
    const [card] = await withMine(database.db, actor, [shift])
    if (!card) throw new Error('a shift has a card')
    return { shift: card, lateSent: late }
  },
}
