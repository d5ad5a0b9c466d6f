/** How shifts, sign-ups and casual help are shown, to residents and at the desk. */
import { maskName } from '#lib/mask.ts'
import type { CasualRow } from './casual-store.ts'
import type { Casual, ShiftCard, Signup } from './contract.ts'
import { odditiesOf, proposedMinutes } from './rules.ts'
import type { RollRow, ShiftRow, SignupRow } from './store.ts'

const iso = (at: Date | null): string | null => at?.toISOString() ?? null

export function presentSignup(row: SignupRow): Signup {
  return {
    id: row.id,
    state: row.state,
    earns: row.earns,
    queue: row.queue,
    offeredUntil: iso(row.offered_until),
    inAt: iso(row.in_at),
    outAt: iso(row.out_at),
    minutes: row.minutes,
  }
}

export function presentCard(row: ShiftRow, mine: SignupRow | undefined): ShiftCard {
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    activity: row.activity,
    partner: row.partner,
    from: row.from.toISOString(),
    to: row.to.toISOString(),
    place: row.place,
    seats: row.seats,
    seatsLeft: Math.max(0, row.seats - row.taken),
    waitingLeft: Math.max(0, row.waiting - row.queued),
    calledOff: row.called_off_why,
    mine: mine ? presentSignup(mine) : null,
  }
}

export function presentDeskShift(row: ShiftRow) {
  return {
    id: row.id,
    projectId: row.project_id,
    name: row.name,
    community: row.community ?? '',
    place: row.place,
    from: row.from.toISOString(),
    to: row.to.toISOString(),
    seats: row.seats,
    taken: row.taken,
    waiting: row.queued,
    toConfirm: row.to_confirm,
    confirmed: row.confirmed,
    calledOff: row.called_off_why,
  }
}

/** A line of the roll; names are masked until somebody says what they are needed for. */
export function presentRollRow(row: RollRow, shift: ShiftRow, readerId: string) {
  const attended = {
    from: shift.from.toISOString(),
    to: shift.to.toISOString(),
    inAt: iso(row.in_at),
    outAt: iso(row.out_at),
    inSentAt: iso(row.in_sent_at),
    outSentAt: iso(row.out_sent_at),
    outByClock: row.out_by_clock,
  }
  return {
    signupId: row.id,
    name: maskName(row.name),
    phoneTail: row.tail,
    state: row.state,
    earns: row.earns,
    offeredUntil: iso(row.offered_until),
    inAt: attended.inAt,
    outAt: attended.outAt,
    odd: row.state === 'signed' ? odditiesOf(attended) : [],
    minutes: row.minutes ?? (row.state === 'absent' ? 0 : proposedMinutes(attended)),
    own: row.person_id === readerId,
    confirmedBy: row.confirmed_by,
    personId: row.state === 'confirmed' && row.person_id !== readerId ? row.person_id : null,
  }
}

export function presentCasual(row: CasualRow): Casual {
  return {
    id: row.id,
    activity: row.activity,
    servedOn: row.served_on,
    minutes: row.minutes,
    words: row.words,
    earns: row.earns,
    hasPhoto: row.photo_id !== null,
    neighbourTail: row.neighbour_tail,
    state: row.state,
    reportedAt: row.reported_at.toISOString(),
    decidedAt: iso(row.decided_at),
    decidedBy: row.decided_by,
    reply: row.reply,
  }
}
