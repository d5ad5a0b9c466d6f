/**
 * Routes of what a resident decides about their own data: what is held and why, correcting, a copy, another phone, closing
 * the account. Every one is about who is signed in; a phone travels in a body only.
 */
import Type from 'typebox'
import { DayField, defineContract, Id, Instant, nullable, oneOf } from '#lib/contract.ts'

const Phone = Type.String({ minLength: 5, maxLength: 20 })
const Code = Type.String({ pattern: '^\\d{6}$' })
const Count = Type.Integer({ minimum: 0 })
const Closed = { additionalProperties: false }

const Home = Type.Object({
  community: Type.String(),
  communityName: Type.String(),
  buildingId: nullable(Id),
  /** Estate and building in one. */
  building: nullable(Type.String()),
  units: nullable(Type.Integer()),
  unit: nullable(Type.Integer()),
  room: nullable(Type.String()),
})

/** Where a person is registered or lives, with its days; `to` is null while it holds. */
const ResidenceReply = Type.Object({
  kind: oneOf(['registered', 'actual']),
  address: Type.String(),
  from: DayField,
  to: nullable(DayField),
  source: oneOf(['resident', 'staff', 'import']),
})

const ConsentReply = Type.Object({
  about: oneOf([
    'privacy',
    'on_behalf',
    'helper',
    'guardian',
    'volunteer',
    'volunteer_guardian',
    'emergency_volunteer',
  ]),
  /** The version of the privacy notice, or the name of another text. */
  version: nullable(Type.String()),
  how: oneOf(['screen', 'voice', 'paper', 'client']),
  at: Instant,
  withdrawnAt: nullable(Instant),
})

/** What is held of a person, unmasked, for the person. */
export const DataReply = Type.Object({
  name: Type.String(),
  phone: nullable(Type.String()),
  home: nullable(Home),
  residences: Type.Array(ResidenceReply),
  locale: oneOf(['zh', 'en']),
  elder: Type.Boolean(),
  since: Instant,
  requests: Count,
  openRequests: Count,
  readings: Count,
  notices: Count,
  consents: Type.Array(ConsentReply),
  /** Years after a request is closed until its words are erased. */
  retentionYears: Type.Integer(),
  /** The last day of the words that go first; null when nothing is finished. */
  wordsUntil: nullable(DayField),
  /** Days a signed-in device stays signed in. */
  sessionDays: Type.Integer(),
  codeMinutes: Type.Integer(),
})

const CopyReply = Type.Object({
  madeAt: Instant,
  person: Type.Object({
    name: Type.String(),
    phone: nullable(Type.String()),
    home: nullable(Home),
    residences: Type.Array(ResidenceReply),
    locale: Type.String(),
    elder: Type.Boolean(),
    since: Instant,
  }),
  matters: Type.Array(
    Type.Object({
      kind: Type.String(),
      number: Type.String(),
      state: Type.String(),
      title: Type.String(),
      words: Type.String(),
      place: Type.String(),
      openedAt: Instant,
      closedAt: nullable(Instant),
      reply: nullable(Type.String()),
      steps: Type.Array(
        Type.Object({
          at: Instant,
          kind: Type.String(),
          who: nullable(Type.String()),
          role: Type.String(),
          words: nullable(Type.Record(Type.String(), Type.Unknown())),
        }),
      ),
      files: Type.Array(Type.Object({ id: Id, kind: Type.String(), at: Instant })),
    }),
  ),
  consents: Type.Array(ConsentReply),
  readings: Type.Array(
    Type.Object({
      at: Instant,
      reader: Type.String(),
      role: Type.String(),
      fields: Type.Array(Type.String()),
      purpose: Type.String(),
      words: nullable(Type.String()),
    }),
  ),
  notices: Type.Array(Type.Object({ at: Instant, key: Type.String(), number: nullable(Type.String()) })),
})

export const mineContract = defineContract({
  /** What is held about me, why and until when. @source PIPL-44 */
  getMyData: { method: 'GET', path: '/me/data', who: 'signed-in', reply: DataReply, refusals: ['access.not-yours'] },
  /** Puts my name or my home right; what is not sent stays. @source PIPL-46 */
  correctMyData: {
    method: 'PUT',
    path: '/me/data',
    who: 'signed-in',
    body: Type.Object(
      {
        id: Id,
        name: Type.Optional(Type.String({ minLength: 1, maxLength: 30, pattern: '\\S' })),
        home: Type.Optional(
          Type.Object(
            {
              community: Type.String({ pattern: '^[0-9]{12}$' }),
              buildingId: Type.Optional(Id),
              unit: Type.Optional(Type.Integer({ minimum: 1, maximum: 40 })),
              room: Type.Optional(Type.String({ minLength: 1, maxLength: 12 })),
            },
            Closed,
          ),
        ),
      },
      Closed,
    ),
    reply: DataReply,
    refusals: ['access.not-yours', 'action.reused', 'territory.unknown', 'building.unknown'],
  },
  /** A code to my own phone, or to the one I want to have. */
  makeMyCode: {
    method: 'POST',
    path: '/me/codes',
    who: 'signed-in',
    body: Type.Object({ phone: Type.Optional(Phone) }, Closed),
    /** `to` are the last four digits of the phone; `demoCode` is there where no message leaves the building. */
    reply: Type.Object({
      codeId: Id,
      minutes: Type.Integer(),
      to: Type.String(),
      demoCode: nullable(Type.String()),
    }),
    refusals: [
      'access.not-yours',
      'sign-in.phone',
      'sign-in.too-many-codes',
      'sign-in.no-messages',
      'phone.taken',
      'phone.same',
    ],
    perMinute: 20,
  },
  /** Another phone: both the new and the old one are confirmed by a code. */
  changeMyPhone: {
    method: 'POST',
    path: '/me/phone',
    who: 'signed-in',
    body: Type.Object({ id: Id, phone: Phone, codeId: Id, code: Code, oldCodeId: Id, oldCode: Code }, Closed),
    reply: DataReply,
    refusals: [
      'access.not-yours',
      'action.reused',
      'sign-in.phone',
      'sign-in.code-wrong',
      'sign-in.code-old',
      'phone.taken',
      'phone.same',
    ],
    perMinute: 20,
  },
  /** Everything about me, to take along. @source PIPL-45 */
  copyMyData: { method: 'GET', path: '/me/copy', who: 'signed-in', reply: CopyReply, refusals: ['access.not-yours'] },
  /** What would happen if I closed my account now. */
  previewClosing: {
    method: 'GET',
    path: '/me/closing',
    who: 'signed-in',
    reply: Type.Object({
      phoneTail: nullable(Type.String()),
      requests: Count,
      open: Type.Array(
        Type.Object({
          id: Id,
          number: Type.String(),
          title: Type.String(),
          state: Type.String(),
          mayWithdraw: Type.Boolean(),
          contact: nullable(Type.String()),
        }),
      ),
    }),
    refusals: ['access.not-yours'],
  },
  /** Closes my account: ends sessions, erases what I am and wrote. `open` says what becomes of what is not finished. @source PIPL-47 */
  closeAccount: {
    method: 'POST',
    path: '/me/closing',
    who: 'signed-in',
    body: Type.Object({ id: Id, codeId: Id, code: Code, open: Type.Optional(oneOf(['withdraw', 'go_on'])) }, Closed),
    reply: Type.Object({ erasedRequests: Count, goOn: Count }),
    refusals: [
      'access.not-yours',
      'action.reused',
      'sign-in.code-wrong',
      'sign-in.code-old',
      'account.worker',
      'account.open-requests',
    ],
    perMinute: 20,
  },
})
