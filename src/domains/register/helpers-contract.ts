/**
 * Routes of acting for somebody: a person names a helper, the helper agrees, either ends it; a guardian adds a child.
 * What a helper may do is asked through the authority by the routes of each domain.
 */
import Type from 'typebox'
import { helps } from '#foundation/authority.ts'
import { DayField, defineContract, Id, Instant, nullable, oneOf } from '#lib/contract.ts'
import { relations } from './rules.ts'

const Closed = { additionalProperties: false }
const Month = Type.String({ pattern: '^[0-9]{4}-(0[1-9]|1[0-2])$' })
const May = Type.Array(oneOf(helps), { minItems: 1, maxItems: 3, uniqueItems: true })
const one = Type.Object({ id: Id })

const HelperReply = Type.Object({
  id: Id,
  kind: oneOf(['helper', 'guardian']),
  /** Who is helped, to a helper who agreed. */
  personId: nullable(Id),
  /** Of the helper, as the person wrote it; or of the person who is helped. */
  name: Type.String(),
  phoneTail: nullable(Type.String()),
  relation: oneOf(relations),
  may: Type.Array(oneOf(helps)),
  from: DayField,
  to: DayField,
  accepted: Type.Boolean(),
})

export const HelpersReply = Type.Object({
  /** Who may act for me, or is asked. */
  mine: Type.Array(HelperReply),
  /** For whom I may act. */
  helped: Type.Array(HelperReply),
  /** Who asks me to. */
  asked: Type.Array(HelperReply),
  most: Type.Integer(),
  months: Type.Integer(),
  /** Under this age a child has a guardian here. */
  guardianUntil: Type.Integer(),
})

export const helpersContract = defineContract({
  listHelpers: {
    method: 'GET',
    path: '/me/helpers',
    who: 'signed-in',
    reply: HelpersReply,
    refusals: ['access.not-yours'],
  },
  nameHelper: {
    method: 'POST',
    path: '/me/helpers',
    who: 'signed-in',
    body: Type.Object(
      {
        id: Id,
        name: Type.String({ minLength: 1, maxLength: 30, pattern: '\\S' }),
        phone: Type.String({ minLength: 5, maxLength: 20 }),
        relation: oneOf(relations),
        may: May,
        from: DayField,
        to: DayField,
      },
      Closed,
    ),
    reply: HelpersReply,
    refusals: [
      'access.not-yours',
      'action.reused',
      'sign-in.phone',
      'helper.self',
      'helper.days',
      'helper.named-already',
      'helper.too-many',
    ],
    perMinute: 20,
  },
  /** The helper says yes or no. */
  answerHelping: {
    method: 'POST',
    path: '/me/helpers/:id/answer',
    who: 'signed-in',
    params: one,
    body: Type.Object({ id: Id, agrees: Type.Boolean() }, Closed),
    reply: HelpersReply,
    refusals: ['access.not-yours', 'action.reused', 'helper.unknown', 'helper.helps-too-many'],
  },
  /** Either of the two ends it, at any time. */
  endHelping: {
    method: 'POST',
    path: '/me/helpers/:id/end',
    who: 'signed-in',
    params: one,
    body: Type.Object({ id: Id }, Closed),
    reply: HelpersReply,
    refusals: ['access.not-yours', 'action.reused', 'helper.unknown'],
  },
  /** A child without a phone of its own; `agrees` to the text for guardians. @source PIPL-31 */
  addChild: {
    method: 'POST',
    path: '/me/children',
    who: 'signed-in',
    body: Type.Object(
      {
        id: Id,
        name: Type.String({ minLength: 1, maxLength: 30, pattern: '\\S' }),
        bornMonth: Month,
        relation: oneOf(['parent', 'relative', 'other'] as const),
        agrees: Type.Literal(true),
      },
      Closed,
    ),
    reply: HelpersReply,
    refusals: ['access.not-yours', 'action.reused', 'child.age', 'helper.helps-too-many'],
    perMinute: 20,
  },
  /** What was done in my name, newest first; of one month, or of late. */
  listHelped: {
    method: 'GET',
    path: '/me/helpers/acts',
    who: 'signed-in',
    query: Type.Object({ month: Type.Optional(Month) }),
    reply: Type.Object({
      acts: Type.Array(
        Type.Object({
          id: Id,
          at: Instant,
          helper: Type.String(),
          kind: Type.String(),
          number: nullable(Type.String()),
          title: Type.String(),
        }),
      ),
    }),
    refusals: ['access.not-yours'],
  },
})
