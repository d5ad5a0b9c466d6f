/**
 * How a request is shown: to its requester, to staff, in lists, to the public. Masks are here; rooms and phones leave only
 * through revealing.
 */
import type { Static } from 'typebox'
import {
  type Matter,
  promiseOf as nextPromise,
  type Promised,
  promiseOfRow,
  type Shown,
  type Step,
} from '#engines/matter/index.ts'
import type { Policies } from '#foundation/policy/policy.ts'
import { addWorkdays, DAY, dayOf } from '#lib/days.ts'
import { maskName } from '#lib/mask.ts'
import { withCheckDigit } from '#lib/number.ts'
import type { FileReply, RequestRow, StepReply } from './contract.ts'
import type { Rate } from './rates-contract.ts'
import { wilson } from './rules.ts'
import { request } from './spec.ts'
import type { FileRow, Row } from './store.ts'

export type { Shown }

/** While it waits the answer's clock stands still and the day it goes on is shown; the first contact is still due. */
const isPause = (state: string, clock: string | null): boolean => state === 'waiting' && clock === 'waitEnd'

/** The next promise of a matter as loaded by the engine. */
export function promiseOf(matter: Matter, shown: Shown): Promised | null {
  return nextPromise(request, matter, isPause(matter.state, matter.dueClock), shown)
}

export function placeWords(row: {
  estate: string | null
  building: string | null
  place_words: string | null
}): string {
  return [row.estate, row.building].filter(Boolean).join(' ') || row.place_words || ''
}

export function presentRow(row: Row, shown: Shown & { policies: Policies }): RequestRow {
  return {
    id: row.id,
    number: withCheckDigit(row.number),
    state: row.state as RequestRow['state'],
    title: row.title,
    words: row.words,
    place: placeWords(row),
    community: row.community,
    category: row.category,
    kind: row.kind as RequestRow['kind'],
    class: row.class as RequestRow['class'],
    channel: row.channel as RequestRow['channel'],
    openedAt: row.opened_at.toISOString(),
    changedAt: row.changed_at.toISOString(),
    promise: promiseOfRow(request, row, isPause(row.state, row.due_clock), shown),
    handler: row.handler,
    joined: row.joined,
    photos: row.photos,
    voice: row.voice,
    waitReason: row.wait_reason,
    escalated: row.escalated_at !== null,
    toPublish: row.may_publish && row.published_at === null && ['replied', 'confirmed', 'closed'].includes(row.state),
    supervisedUntil: row.supervised_until,
    callBackBy: row.bad_at
      ? addWorkdays(dayOf(row.bad_at), shown.policies.number('request.bad_rating_workdays'), shown.calendar)
      : null,
    planDay: row.plan_on,
  }
}

/** Steps that are for workers only. */
export const internalKinds = new Set([
  'note',
  'list_points',
  'transcribe',
  'warn',
  'remind',
  'lose',
  'give_back',
  'receive_by_silence',
  'raise',
  'ask_assist',
  'assist_done',
  'assist_late',
])
/** What is said there is said among those who handle it. */
const notedWith = new Set(['dispatch', 'ask_above', 'decide'])

/**
 * One step of the history; a resident never sees the internal ones.
 *
 * @param mine whether the reader is the requester: the room is theirs to see, to others it opens by revealing only
 */
export function presentStep(step: Step, names: ReadonlyMap<string, string>, mine: boolean): Static<typeof StepReply> {
  const kind = step.kind.slice('request.'.length)
  const named = step.actorRole !== 'resident' && step.actorRole !== 'system'
  // who helps is the requester's to know; a desk sees that it was a helper
  const who = step.actorRole === 'helper' && !mine ? maskName(step.actorName ?? '') : step.actorName
  const { handlerId, unitId, fromUnitId, suggestsId, requesterId: _, onBehalfOf: __, ...facts } = step.facts
  return {
    id: step.id,
    at: step.at.toISOString(),
    kind,
    who: named ? who : null,
    role: step.actorRole,
    from: step.from,
    to: step.to,
    facts: {
      ...facts,
      ...(typeof handlerId === 'string' ? { handler: names.get(handlerId) ?? '' } : {}),
      ...(typeof unitId === 'string' ? { unit: names.get(unitId) ?? '' } : {}),
      ...(typeof fromUnitId === 'string' && !mine ? { fromUnit: names.get(fromUnitId) ?? '' } : {}),
      ...(typeof suggestsId === 'string' && !mine ? { suggests: names.get(suggestsId) ?? '' } : {}),
    },
    words: mine ? (isNoted(kind, step.facts) ? null : step.words) : step.words && withoutRoom(step.words),
    internal: internalKinds.has(kind),
  }
}

/** What a worker notes of a call or a visit is theirs; a message was written to the requester. */
export const isNoted = (kind: string, { way }: Step['facts']): boolean =>
  notedWith.has(kind) || (kind === 'contact' && way !== 'message')

function withoutRoom({ room: _, ...words }: Record<string, unknown>): Record<string, unknown> {
  return words
}

export function presentFile(file: FileRow): Static<typeof FileReply> {
  const { id, kind, type, width, height, seconds } = file
  return { id, kind, type, width, height, seconds, public: file.public_at !== null }
}

/** A share with its interval; null below the number a share may be shown from. */
export function presentRate(hits: number, n: number, policies: Policies): Static<typeof Rate> {
  if (n === 0 || n < policies.number('public.rate_n_min')) return { hits, n, share: null, low: null, high: null }
  return { hits, n, share: hits / n, ...wilson(hits, n) }
}

/** Natural days from submission to reply; 0 is the same day. */
export function daysTaken(openedAt: Date, repliedAt: Date): number {
  return Math.round((Date.parse(dayOf(repliedAt)) - Date.parse(dayOf(openedAt))) / DAY)
}
