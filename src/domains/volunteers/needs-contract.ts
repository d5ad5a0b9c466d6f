/**
 * Routes of needs that are not actions. Actions are routes by themselves (need-spec.ts):
 *   POST /api/needs                        opens   { id, ...NeedOpenForm }          → NeedReceipt
 *   POST /api/needs/:id/actions/:action    acts    { id, seen, ...form of the action } → NeedReceipt
 *   GET  /api/needs/:id                    reads   :id is the matter's id or its 9-digit number → NeedDetail
 */
import Type, { type Static } from 'typebox'
import { DayField, defineContract, Id, Instant, nullable, oneOf } from '#lib/contract.ts'
import { currencies } from '../credits/index.ts'
import { type NeedState, need } from './need-spec.ts'
import { dayParts, disputes } from './rules.ts'
import { activities, availabilities } from './spec.ts'

const State = oneOf(Object.keys(need.states) as NeedState[])
const Community = Type.String({ pattern: '^[0-9]{12}$' })
const After = Type.Optional(Type.String({ maxLength: 120 }))

/** What everybody reads of a need on the list. */
const Public = {
  id: Id,
  number: Type.String(),
  activity: oneOf(activities),
  words: Type.String(),
  wantedOn: DayField,
  part: oneOf(dayParts),
  minutesPlanned: Type.Integer(),
  area: Type.String(),
  elder: Type.Boolean(),
}
export const PublicNeed = Type.Object(Public)
export type PublicNeed = Static<typeof PublicNeed>

export const NeedRow = Type.Object({ ...Public, state: State, mine: oneOf(['asked', 'serving']), openedAt: Instant })

export const NeedDetail = Type.Object({
  ...Public,
  state: State,
  version: Type.Integer(),
  openedAt: Instant,
  closedAt: nullable(Instant),
  /** What the reader is to it: a stranger sees the public part only. */
  as: oneOf(['asker', 'helper', 'desk', 'stranger']),
  community: Type.Object({ name: Type.String(), phone: nullable(Type.String()) }),
  publicWords: nullable(Type.String()),
  takenBy: nullable(Type.String()),
  /** Masked for the desk; a family name for who serves. */
  asker: nullable(Type.String()),
  helper: nullable(Type.String()),
  proposed: Type.Boolean(),
  earns: nullable(oneOf(currencies)),
  /** A younger elder helps an older one. */
  mutual: Type.Boolean(),
  mayOpenAddress: Type.Boolean(),
  begunAt: nullable(Instant),
  endedAt: nullable(Instant),
  minutes: nullable(Type.Integer()),
  dispute: nullable(oneOf(disputes)),
  rating: nullable(Type.Integer()),
  steps: Type.Array(
    Type.Object({
      id: Id,
      at: Instant,
      kind: Type.String(),
      /** Name of the worker; null for residents and for the system. */
      who: nullable(Type.String()),
      role: Type.String(),
      words: nullable(Type.String()),
    }),
  ),
  actions: Type.Array(
    Type.Object({
      action: Type.String(),
      allowed: Type.Boolean(),
      why: nullable(Type.Object({ code: Type.String(), facts: Type.Record(Type.String(), Type.Unknown()) })),
    }),
  ),
})
export type NeedDetail = Static<typeof NeedDetail>

export const NeedReceipt = Type.Object({ id: Id, number: Type.String(), state: State, version: Type.Integer() })
export type NeedReceipt = Static<typeof NeedReceipt>

export const needLists = ['posted', 'finding', 'underway', 'served', 'disputed', 'done'] as const
export type NeedList = (typeof needLists)[number]

export const needsContract = defineContract({
  /** What neighbours need, as the desk wrote it for everybody. @source S1-48 */
  listPublicNeeds: {
    method: 'GET',
    path: '/volunteer/needs',
    who: 'anyone',
    query: Type.Object({
      community: Community,
      activity: Type.Optional(oneOf(activities)),
      when: Type.Optional(oneOf(availabilities)),
      after: After,
    }),
    reply: Type.Object({ rows: Type.Array(PublicNeed), next: nullable(Type.String()) }),
    refusals: ['list.after'],
  },
  /** What I asked for, and what I help with, newest first. */
  listMyNeeds: {
    method: 'GET',
    path: '/me/needs',
    who: 'signed-in',
    reply: Type.Object({ rows: Type.Array(NeedRow) }),
    refusals: ['access.not-yours'],
  },
  listDeskNeeds: {
    method: 'GET',
    path: '/desk/needs',
    who: 'needs.desk',
    query: Type.Object({ list: oneOf(needLists), after: After }),
    reply: Type.Object({
      rows: Type.Array(
        Type.Object({
          ...Public,
          state: State,
          openedAt: Instant,
          /** Masked. */
          asker: Type.String(),
          helper: nullable(Type.String()),
          mutual: Type.Boolean(),
        }),
      ),
      next: nullable(Type.String()),
    }),
    refusals: ['list.after'],
  },
  /** Volunteers who like to do this, for the desk that asks one of them. Masked. */
  listFitting: {
    method: 'GET',
    path: '/desk/needs/:id/volunteers',
    who: 'needs.desk',
    params: Type.Object({ id: Id }),
    reply: Type.Object({
      rows: Type.Array(
        Type.Object({
          personId: Id,
          name: Type.String(),
          phoneTail: nullable(Type.String()),
          place: Type.String(),
          mutual: Type.Boolean(),
        }),
      ),
    }),
    refusals: ['matter.unknown', 'access.not-yours'],
  },
  /** Name, phone and address, for who was agreed on and for the desk. Recorded as a reading that the asker sees. */
  openNeedAddress: {
    method: 'POST',
    path: '/needs/:id/address',
    who: 'signed-in',
    params: Type.Object({ id: Id }),
    body: Type.Object({ id: Id }, { additionalProperties: false }),
    reply: Type.Object({ name: Type.String(), phone: nullable(Type.String()), address: Type.String(), until: Instant }),
    refusals: ['matter.unknown', 'access.not-yours', 'need.not-agreed', 'action.reused'],
  },
})
