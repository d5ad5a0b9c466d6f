/**
 * Routes of administration (C01): what officials change at run time, with its effect shown before, and the logs.
 * Every write carries the id of its action; what is changed carries what was seen of it.
 */
import Type, { type Static } from 'typebox'
import { DayField, defineContract, Id, Instant, nullable, oneOf } from '#lib/contract.ts'

const Closed = { additionalProperties: false }
const Count = Type.Integer({ minimum: 0 })
const Words = (max: number) => Type.String({ minLength: 1, maxLength: max, pattern: '\\S' })
const Key = Type.String({ pattern: '^[a-z_]+(\\.[a-z_]+)+$', maxLength: 80 })
/** One number, or the numbers of a list. */
const Value = Type.Array(Type.Integer({ minimum: 0, maximum: 1_000_000 }), { minItems: 1, maxItems: 8 })

/** A value and the day from which it holds; who set it is null for what the program declares. */
const DatedValue = Type.Object({
  id: Id,
  value: Value,
  from: Type.String(),
  source: Type.String(),
  by: nullable(Type.String()),
  at: nullable(Instant),
})

export const RuleReply = Type.Object({
  key: Type.String(),
  /** The domain that declares it. */
  topic: Type.String(),
  unit: Type.String(),
  least: Type.Integer(),
  most: Type.Integer(),
  /** What holds today. */
  now: DatedValue,
  /** The line of docs/sources.md; null when the source is no row of it. */
  cites: nullable(Type.Object({ zh: Type.String(), en: Type.String() })),
  /** Set and not in force yet, soonest first. */
  ahead: Type.Array(DatedValue),
  /** The change that came last, in force or not; sent back as `seen`. */
  last: Id,
})
export type RuleReply = Static<typeof RuleReply>

const HistoryValue = Type.Object({
  ...DatedValue.properties,
  /** What the official wrote; null when it was erased or the program declared the value. */
  reason: nullable(Type.String()),
  withdrawnBy: nullable(Type.String()),
  withdrawnAt: nullable(Instant),
})

/** What a matter that starts a clock at `startAt` is promised. */
const Promise = Type.Object({ promiseAt: Instant, warnings: Type.Array(Instant) })

export const adminContract = defineContract({
  listRules: {
    method: 'GET',
    path: '/rules',
    who: 'rules.read',
    reply: Type.Object({ rules: Type.Array(RuleReply), mayChange: Type.Boolean() }),
    refusals: [],
  },
  listRuleHistory: {
    method: 'GET',
    path: '/rules/:key/history',
    who: 'rules.read',
    params: Type.Object({ key: Key }),
    /** Newest change first; what the program declares comes last. */
    reply: Type.Object({ values: Type.Array(HistoryValue) }),
    refusals: ['rule.unknown'],
  },
  previewRule: {
    method: 'POST',
    path: '/rules/:key/preview',
    who: 'rules.manage',
    params: Type.Object({ key: Key }),
    body: Type.Object({ value: Value, from: DayField }, Closed),
    reply: Type.Object({
      /** In force on `from` without the change. */
      before: Value,
      /** Clocks that run and keep what was promised: by the amount they were started with; null where it is no amount. */
      running: Type.Array(Type.Object({ amount: nullable(Type.Integer()), count: Count })),
      /** A matter that starts each clock at that instant, without the change and with it. */
      startAt: Instant,
      examples: Type.Array(Type.Object({ clock: Type.String(), before: Promise, after: Promise })),
    }),
    refusals: ['rule.unknown', 'rule.past', 'rule.bounds', 'rule.order', 'rule.length', 'rule.same'],
  },
  changeRule: {
    method: 'POST',
    path: '/rules/:key/values',
    who: 'rules.manage',
    params: Type.Object({ key: Key }),
    body: Type.Object(
      {
        id: Id,
        /** `last` of the rule as it was read. */
        seen: Id,
        value: Value,
        from: DayField,
        reason: Words(200),
        /** The document it follows, when that is another than before. */
        source: Type.Optional(Words(80)),
      },
      Closed,
    ),
    reply: RuleReply,
    refusals: [
      'rule.unknown',
      'rule.past',
      'rule.bounds',
      'rule.order',
      'rule.length',
      'rule.same',
      'rule.moved',
      'action.reused',
    ],
  },
  withdrawRule: {
    method: 'POST',
    path: '/rules/:key/values/:valueId/withdrawal',
    who: 'rules.manage',
    params: Type.Object({ key: Key, valueId: Id }),
    body: Type.Object({ id: Id, reason: Words(200) }, Closed),
    reply: RuleReply,
    refusals: ['rule.unknown', 'rule.value-unknown', 'rule.in-force', 'rule.withdrawn', 'action.reused'],
  },
})
