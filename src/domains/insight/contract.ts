/** Routes of what the records show: clusters and leads, seasons, and trying a rule on what happened. */
import Type, { type Static } from 'typebox'
import { DayField, defineContract, Id, Instant, nullable, oneOf, Path } from '#lib/contract.ts'
import { besides, cells, daysOff, growths, handledClasses, outcomes, placeKinds, replayed } from './rules.ts'

const Count = Type.Integer({ minimum: 0 })
const Closed = { additionalProperties: false }
const Span = { from: Type.String(), to: Type.String() }
const Here = Type.Optional(Path)

const Place = {
  path: Type.String(),
  name: Type.String(),
}

export const ClusterReply = Type.Object({
  category: Type.String(),
  kind: oneOf(placeKinds),
  /** Id of the building or estate, path of the grid. */
  place: Type.String(),
  name: Type.String(),
  community: Type.String(),
  count: Count,
  people: Count,
  growth: nullable(oneOf(growths)),
  /** The windows before, latest first; only those that lie in what is known. */
  past: Type.Array(Type.Object({ ...Span, count: Count })),
})

export const LeadReply = Type.Object({
  id: Id,
  buildingId: Id,
  name: Type.String(),
  community: Type.String(),
  category: Type.String(),
  from: Type.String(),
  foundOn: Type.String(),
  /** As it was found. */
  requests: Count,
  people: Count,
  /** Since the same day, as of now. */
  now: Count,
})

export const SeasonReply = Type.Object({
  path: Type.String(),
  community: Type.String(),
  category: Type.String(),
  /** Means of the years known: in the coming days, and in as many days of the rest of the year. */
  coming: Type.Number(),
  usual: Type.Number(),
  years: Type.Array(Type.Object({ ...Span, count: Count, year: Count })),
  looked: nullable(Type.Object({ at: Instant, by: Type.String(), words: nullable(Type.String()) })),
})

const Handling = nullable(Type.Object({ n: Count, meanHours: Type.Number(), medianHours: Type.Number() }))

const Three = Type.Object({ in_time: Count, late: Count, open: Count })

export const insightContract = defineContract({
  listClusters: {
    method: 'GET',
    path: '/insight/clusters',
    who: 'insight.read',
    query: Type.Object({ path: Here }),
    reply: Type.Object({
      ...Place,
      at: Instant,
      window: Type.Object(Span),
      days: Type.Integer(),
      min: Type.Integer(),
      clusters: Type.Array(ClusterReply),
      /** Those beyond the first that are told. */
      leftOff: Count,
      repeatDays: Type.Integer(),
      repeatMin: Type.Integer(),
      leads: Type.Array(LeadReply),
    }),
    refusals: ['territory.unknown', 'access.not-yours'],
  },
  listSeasons: {
    method: 'GET',
    path: '/insight/seasons',
    who: 'insight.look',
    query: Type.Object({ path: Here }),
    reply: Type.Object({
      ...Place,
      at: Instant,
      coming: Type.Object(Span),
      /** The first day anything is known of; null when nothing is. */
      since: nullable(Type.String()),
      /** Years that are known whole; none means that there is not enough to say anything. */
      yearsKnown: Count,
      min: Type.Integer(),
      percent: Type.Integer(),
      seasons: Type.Array(SeasonReply),
    }),
    refusals: ['territory.unknown', 'access.not-yours'],
  },
  lookAtSeason: {
    method: 'POST',
    path: '/insight/seasons/looks',
    who: 'insight.look',
    body: Type.Object(
      {
        id: Id,
        path: Type.String({ pattern: '^[0-9]{12}$' }),
        category: Type.String({ minLength: 1, maxLength: 40 }),
        words: Type.String({ minLength: 1, maxLength: 300, pattern: '\\S' }),
      },
      Closed,
    ),
    reply: Type.Object({ id: Id }),
    refusals: ['territory.unknown', 'access.not-yours', 'season.unknown', 'action.reused'],
  },
  /** Handling efficiency: 1 ÷ mean handling time of what was answered in some days, beside that of other days. */
  compareHandling: {
    method: 'GET',
    path: '/insight/efficiency',
    who: 'insight.read',
    query: Type.Object({ path: Here, from: DayField, to: DayField, beside: oneOf(besides) }),
    reply: Type.Object({
      ...Place,
      at: Instant,
      /** Below this many on either side no change is told. */
      nMin: Type.Integer(),
      /** By how much efficiency is to grow, in percent. */
      target: Type.Integer(),
      before: Type.Object(Span),
      /** The first day anything is known of; null when nothing is. */
      since: nullable(Type.String()),
      /** Whether the days compared with lie in what is known; without it nothing is compared. */
      beforeKnown: Type.Boolean(),
      rows: Type.Array(
        Type.Object({
          class: oneOf(handledClasses),
          now: Handling,
          before: Handling,
          change: nullable(Type.Object({ percent: Type.Number(), low: Type.Number(), high: Type.Number() })),
        }),
      ),
      /** What has no answer yet is in no mean; it is told beside it. */
      unanswered: Type.Object({ n: Count, meanHours: Type.Number() }),
    }),
    refusals: ['territory.unknown', 'access.not-yours', 'overview.days', 'efficiency.days'],
  },
  /** Replays what happened under another rule; nothing is written. What is not named stays as it was promised. */
  tryRule: {
    method: 'GET',
    path: '/insight/what-if',
    who: 'insight.read',
    query: Type.Object({
      path: Here,
      from: DayField,
      to: DayField,
      contactHours: Type.Optional(Type.Integer({ minimum: 1, maximum: 720 })),
      answerWorkdays: Type.Optional(Type.Integer({ minimum: 1, maximum: 250 })),
      urgentDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 366 })),
      keyMonths: Type.Optional(Type.Integer({ minimum: 1, maximum: 24 })),
      daysOff: Type.Optional(oneOf(daysOff)),
      /** The number whose requests are told; without it those that come out otherwise. */
      cell: Type.Optional(oneOf(cells)),
    }),
    reply: Type.Object({
      ...Place,
      at: Instant,
      /** What holds today. */
      rule: Type.Object({
        contactHours: Type.Integer(),
        answerWorkdays: Type.Integer(),
        urgentDays: Type.Integer(),
        keyMonths: Type.Integer(),
      }),
      replayed: Count,
      /** Requests of the period beyond what one call replays; the newest are taken. */
      leftOff: Count,
      rows: Type.Array(
        Type.Object({
          what: oneOf(replayed),
          before: Three,
          after: Three,
          becameLate: Count,
          becameInTime: Count,
        }),
      ),
      /** How many requests are behind the number asked for, and the newest of them; at most 100. */
      shown: Type.Object({
        total: Count,
        rows: Type.Array(
          Type.Object({
            number: Type.String(),
            title: Type.String(),
            what: oneOf(replayed),
            before: oneOf(outcomes),
            after: oneOf(outcomes),
          }),
        ),
      }),
    }),
    refusals: ['territory.unknown', 'access.not-yours', 'overview.days'],
    perMinute: 20,
  },
})

export type ClustersReply = Static<(typeof insightContract)['listClusters']['reply']>
