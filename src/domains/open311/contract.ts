/** Routes of the workbench about Open311: the systems that may call. The calls themselves are the door's (door.ts). */
import Type, { type Static } from 'typebox'
import { defineContract, Id, Instant, Nothing, nullable } from '#lib/contract.ts'
import { limits } from './spec.ts'

const Closed = { additionalProperties: false }
const Count = Type.Integer({ minimum: 0 })

const fields = {
  name: Type.String({ minLength: 1, maxLength: 60, pattern: '\\S' }),
  /** Whom to ask when it misbehaves: a unit and a duty line, no private number. */
  contact: Type.String({ maxLength: 120 }),
  perMinute: Type.Integer({ minimum: 1, maximum: limits.perMinute }),
  perDay: Type.Integer({ minimum: 1, maximum: limits.perDay }),
  mayUpdate: Type.Boolean(),
}

export const Open311Client = Type.Object({
  id: Id,
  ...fields,
  /** Last four signs of its key. */
  keyTail: Type.String(),
  keyAt: Instant,
  suspendedAt: nullable(Instant),
  addedAt: Instant,
  addedBy: Type.String(),
  /** Requests it opened. */
  reports: Count,
  /** Calls with its key: today, and ever. */
  today: Count,
  calls: Count,
  /** Calls refused because there were too many. */
  refused: Count,
  lastAt: nullable(Instant),
})
export type Open311Client = Static<typeof Open311Client>

/** Shown once; the same call sent again shows it again. */
const Key = Type.Object({ id: Id, key: Type.String() })

export const open311Contract = defineContract({
  /** The numbers in force, for the page about the interface. */
  getTerms: {
    method: 'GET',
    path: '/open311/terms',
    who: 'anyone',
    reply: Type.Object({
      photos: Count,
      repeatHours: Count,
      spanDays: Count,
      listMost: Count,
      feedHours: Count,
      trialDays: Count,
    }),
    refusals: [],
  },
  listClients: {
    method: 'GET',
    path: '/open311/clients',
    who: 'open311.manage',
    reply: Type.Object({
      clients: Type.Array(Open311Client),
      /** What a new client is offered. */
      usual: Type.Object({ perMinute: Count, perDay: Count }),
      most: Type.Object({ perMinute: Count, perDay: Count }),
    }),
    refusals: [],
  },
  addClient: {
    method: 'POST',
    path: '/open311/clients',
    who: 'open311.manage',
    body: Type.Object({ id: Id, ...fields }, Closed),
    reply: Key,
    refusals: ['action.reused', 'open311.client-name'],
  },
  changeClient: {
    method: 'POST',
    path: '/open311/clients/:clientId',
    who: 'open311.manage',
    params: Type.Object({ clientId: Id }),
    body: Type.Object({ id: Id, ...fields, suspended: Type.Boolean() }, Closed),
    reply: Nothing,
    refusals: ['action.reused', 'open311.client-unknown', 'open311.client-name'],
  },
  changeKey: {
    method: 'POST',
    path: '/open311/clients/:clientId/key',
    who: 'open311.manage',
    params: Type.Object({ clientId: Id }),
    body: Type.Object({ id: Id }, Closed),
    reply: Key,
    refusals: ['action.reused', 'open311.client-unknown'],
  },
})
