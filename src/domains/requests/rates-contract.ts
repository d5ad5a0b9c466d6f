/**
 * Routes of the three rates and of what is left out of them.
 * A rate never stands alone: what it is made of, how many were asked, how many said nothing, how many were left out by whom.
 */
import Type, { type Static } from 'typebox'
import { DayField, defineContract, Id, Instant, nullable, oneOf, Path } from '#lib/contract.ts'
import { exclusionReasons, rateBands, rateNames } from './rules.ts'

const Count = Type.Integer({ minimum: 0 })
const Words = Type.String({ minLength: 1, maxLength: 300, pattern: '\\S' })
const Closed = { additionalProperties: false }

/** A share with what it is made of. `share` is null when n is too small to show one. */
export const Rate = Type.Object({
  hits: Count,
  n: Count,
  share: nullable(Type.Number()),
  low: nullable(Type.Number()),
  high: nullable(Type.Number()),
})

export const RateInFull = Type.Object({
  name: oneOf(rateNames),
  ...Rate.properties,
  /** Those of whom the question could be asked: n, what is not known and what was left out. */
  due: Count,
  /** Of these it is not known, or not yet. */
  unknown: Count,
  excluded: Count,
  /** What it would be with those that were left out. */
  withAll: Rate,
})
export type RateInFull = Static<typeof RateInFull>

export const Exclusion = Type.Object({
  id: Id,
  number: Type.String(),
  title: Type.String(),
  community: Type.String(),
  rate: oneOf(rateNames),
  reason: oneOf(exclusionReasons),
  /** Why, in the words of who proposed it; null when they were erased. */
  words: nullable(Type.String()),
  proposedAt: Instant,
  proposedBy: Type.String(),
  approved: nullable(Type.Boolean()),
  decidedAt: nullable(Instant),
  decidedBy: nullable(Type.String()),
  endedAt: nullable(Instant),
  endedBy: nullable(Type.String()),
  /** What this reader may do with it; `whyNot` is why it cannot be decided by them. */
  mayDecide: Type.Boolean(),
  whyNot: nullable(oneOf(['exclusion.own', 'exclusion.handler', 'exclusion.not-above'])),
  mayEnd: Type.Boolean(),
})
export type Exclusion = Static<typeof Exclusion>

export const exclusionLists = ['waiting', 'holding', 'past'] as const

/** A rate beside a whole. */
const RateBeside = Type.Object({
  name: oneOf(rateNames),
  ...Rate.properties,
  excluded: Count,
  /** Whether its interval lies beside the share of the whole; null when either is too small. */
  band: nullable(oneOf(rateBands)),
})
export type RateBeside = Static<typeof RateBeside>

const OneExclusion = Type.Object({ id: Id })

export const ratesContract = defineContract({
  listRates: {
    method: 'GET',
    path: '/rates',
    who: 'requests.overview',
    query: Type.Object({ path: Type.Optional(Path), from: DayField, to: DayField }),
    reply: Type.Object({
      path: Type.String(),
      name: Type.String(),
      level: Type.String(),
      at: Instant,
      nMin: Type.Integer(),
      rates: Type.Array(RateInFull),
      /** Places one level down, in the order of their codes. */
      areas: Type.Array(
        Type.Object({
          path: Type.String(),
          name: Type.String(),
          rates: Type.Array(RateBeside),
        }),
      ),
    }),
    refusals: ['territory.unknown', 'access.not-yours', 'overview.days'],
  },
  /** Units by their kind, each beside the whole of its kind only: what one does is not what another does. */
  listUnitRates: {
    method: 'GET',
    path: '/rates/units',
    who: 'requests.overview',
    query: Type.Object({ path: Type.Optional(Path), from: DayField, to: DayField }),
    reply: Type.Object({
      kinds: Type.Array(
        Type.Object({
          kind: Type.String(),
          /** Of all units of the kind together. */
          rates: Type.Array(Type.Object({ name: oneOf(rateNames), ...Rate.properties })),
          /** By name. */
          units: Type.Array(Type.Object({ id: Id, name: Type.String(), rates: Type.Array(RateBeside) })),
        }),
      ),
    }),
    refusals: ['territory.unknown', 'access.not-yours', 'overview.days'],
  },
  listExclusions: {
    method: 'GET',
    path: '/rates/exclusions',
    who: 'requests.desk',
    query: Type.Object({
      list: oneOf(exclusionLists),
      path: Type.Optional(Path),
      after: Type.Optional(Type.String({ maxLength: 120 })),
    }),
    reply: Type.Object({
      rows: Type.Array(Exclusion),
      next: nullable(Type.String()),
      counts: Type.Object({ waiting: Count, holding: Count, past: Count }),
    }),
    refusals: ['list.after'],
  },
  proposeExclusion: {
    method: 'POST',
    path: '/rates/exclusions',
    who: 'rates.propose',
    /** `number` is the request's, of nine digits. */
    body: Type.Object(
      {
        id: Id,
        number: Type.String({ minLength: 1, maxLength: 20 }),
        rate: oneOf(rateNames),
        reason: oneOf(exclusionReasons),
        words: Words,
      },
      Closed,
    ),
    reply: OneExclusion,
    refusals: ['matter.unknown', 'access.not-yours', 'exclusion.not-counted', 'exclusion.there', 'action.reused'],
  },
  decideExclusion: {
    method: 'POST',
    path: '/rates/exclusions/:exclusionId/decision',
    who: 'rates.decide',
    params: Type.Object({ exclusionId: Id }),
    body: Type.Object({ id: Id, approves: Type.Boolean(), words: Type.Optional(Words) }, Closed),
    reply: OneExclusion,
    refusals: [
      'exclusion.unknown',
      'access.not-yours',
      'exclusion.own',
      'exclusion.handler',
      'exclusion.not-above',
      'exclusion.decided',
      'action.reused',
    ],
  },
  /** Taken back, by who proposed it or, once it holds, by who may decide. */
  endExclusion: {
    method: 'POST',
    path: '/rates/exclusions/:exclusionId/end',
    who: 'rates.propose',
    params: Type.Object({ exclusionId: Id }),
    body: Type.Object({ id: Id, words: Words }, Closed),
    reply: OneExclusion,
    refusals: ['exclusion.unknown', 'access.not-yours', 'exclusion.ended', 'action.reused'],
  },
})
