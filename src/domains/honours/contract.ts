/**
 * Routes of honours that are not actions. Actions are routes by themselves (spec.ts):
 *   POST /api/honours                        opens   { id, ...OpenForm }                → Receipt
 *   POST /api/honours/:id/actions/:action    acts    { id, seen, ...form of the action } → Receipt
 *   GET  /api/honours/:id                    reads   :id is the matter's id or its 9-digit number → HonourDetail
 */
import Type, { type Static } from 'typebox'
import { DayField, defineContract, Id, Instant, nullable, oneOf } from '#lib/contract.ts'
import { consents, honourKinds, revokeReasons, starLevels } from './rules.ts'

const Closed = { additionalProperties: false }
const Count = Type.Integer({ minimum: 0 })
const After = Type.Optional(Type.String({ maxLength: 120 }))
const State = oneOf(['on_notice', 'notice_over', 'awarded', 'not_awarded', 'declined'])
const Quarter = Type.String({ pattern: '^[0-9]{4}Q[1-4]$' })
const Community = Type.String({ pattern: '^[0-9]{12}$' })
const Words = (max: number) => Type.String({ minLength: 1, maxLength: max, pattern: '\\S' })
const Format = oneOf(['pdf', 'json'])
const Purpose = oneOf(['contact', 'verify', 'visit', 'other'])
const Hex = Type.String({ pattern: '^([0-9a-f]{2})*$' })
const Serial = Type.String({ pattern: '^[1-9][0-9]{8}$' })
const mine = ['access.not-yours'] as const
const elsewhere = ['matter.unknown', ...mine] as const

export const ServiceRow = Type.Object({
  id: Id,
  minutes: Count,
  servedOn: DayField,
  activity: Type.String(),
  source: oneOf(['shift', 'need', 'casual', 'import']),
  place: Type.String(),
  confirmedAt: Instant,
  /** A resident's name is masked. */
  confirmer: Type.String(),
  /** When it was taken back: it counts no more. */
  takenBackAt: nullable(Instant),
})
export type ServiceRow = Static<typeof ServiceRow>

export const CertificateRow = Type.Object({
  id: Id,
  serial: Serial,
  minutes: Count,
  records: Count,
  from: DayField,
  to: DayField,
  star: Count,
  issuedOn: DayField,
  revokedOn: nullable(DayField),
  revokeReason: nullable(oneOf(revokeReasons)),
})
export type CertificateRow = Static<typeof CertificateRow>

export const DeskCertificate = Type.Object({
  ...CertificateRow.properties,
  /** Masked. */
  name: Type.String(),
  /** Who issued it at the desk; null when the person did. */
  issuer: nullable(Type.String()),
  /** A record it counts was taken back since. */
  doubtful: Type.Boolean(),
  erased: Type.Boolean(),
})
export type DeskCertificate = Static<typeof DeskCertificate>

const HonourRow = Type.Object({
  id: Id,
  number: Type.String(),
  version: Type.Integer(),
  state: State,
  honour: oneOf(honourKinds),
  level: nullable(oneOf(starLevels)),
  quarter: nullable(Quarter),
  community: Type.String(),
  openedAt: Instant,
  until: nullable(Instant),
  awardedAt: nullable(Instant),
})

export const MyHonour = Type.Object({
  ...HonourRow.properties,
  reason: Type.String(),
  denial: nullable(Type.String()),
  consent: oneOf(consents),
})
export type MyHonour = Static<typeof MyHonour>

export const DeskHonour = Type.Object({
  ...HonourRow.properties,
  /** Masked. */
  name: Type.String(),
  consent: oneOf(consents),
  unanswered: Count,
})
export type DeskHonour = Static<typeof DeskHonour>

/** What everybody may read; the name is whole only when the person agreed. */
export const PublicHonour = Type.Object({
  id: Id,
  honour: oneOf(honourKinds),
  level: nullable(oneOf(starLevels)),
  quarter: nullable(Quarter),
  name: Type.String(),
  until: nullable(Instant),
  awardedOn: nullable(DayField),
  /** The jury's reason, of what is published. */
  reason: nullable(Type.String()),
})
export type PublicHonour = Static<typeof PublicHonour>

const Objection = Type.Object({
  id: Id,
  at: Instant,
  words: Type.String(),
  answer: nullable(Type.String()),
  answeredAt: nullable(Instant),
})

export const HonourDetail = Type.Object({
  ...MyHonour.properties,
  mine: Type.Boolean(),
  /** Masked; of the person the own name. */
  name: Type.String(),
  erased: Type.Boolean(),
  minutes: nullable(Count),
  /** For staff. */
  objections: Type.Array(Objection),
  steps: Type.Array(
    Type.Object({
      id: Id,
      at: Instant,
      kind: Type.String(),
      who: nullable(Type.String()),
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
export type HonourDetail = Static<typeof HonourDetail>

export const HonourReceipt = Type.Object({ id: Id, number: Type.String(), state: State, version: Type.Integer() })
export type HonourReceipt = Static<typeof HonourReceipt>

const Round = Type.Object({
  id: Id,
  quarter: Quarter,
  openedAt: Instant,
  nominateUntil: DayField,
  closedAt: nullable(Instant),
  stars: Count,
})

const Nomination = Type.Object({
  id: Id,
  at: Instant,
  name: Type.String(),
  words: Type.String(),
  personId: nullable(Id),
  byStaff: Type.Boolean(),
})

const Span = { from: Type.Optional(DayField), to: Type.Optional(DayField) }
const ids = Type.Object({ id: Id })
const Done = Type.Object({ id: Id })
const issuing = ['certificate.nothing', 'certificate.span', 'action.reused', 'access.not-yours'] as const

export const honoursContract = defineContract({
  /** My confirmed record, by year. @source S1-49 */
  listMyService: {
    method: 'GET',
    path: '/me/service',
    who: 'signed-in',
    query: Type.Object({ year: Type.Integer({ minimum: 2000, maximum: 2100 }), after: After }),
    reply: Type.Object({
      years: Type.Array(Type.Object({ year: Type.Integer(), minutes: Type.Integer() })),
      rows: Type.Array(ServiceRow),
      next: nullable(Type.String()),
    }),
    refusals: [...mine, 'list.after'],
  },
  listMyCertificates: {
    method: 'GET',
    path: '/me/certificates',
    who: 'signed-in',
    reply: Type.Object({ rows: Type.Array(CertificateRow) }),
    refusals: [...mine],
  },
  /** At once: what it says is confirmed already. @source S1-49 */
  issueMine: {
    method: 'POST',
    path: '/me/certificates',
    who: 'signed-in',
    body: Type.Object({ id: Id, ...Span }, Closed),
    reply: CertificateRow,
    refusals: [...issuing],
    perMinute: 20,
  },
  readMyPaper: {
    method: 'GET',
    path: '/me/certificates/:id/paper',
    who: 'signed-in',
    params: ids,
    query: Type.Object({ format: Format }),
    sends: 'bytes',
    reply: Type.Unknown(),
    refusals: ['certificate.unknown', ...mine],
    perMinute: 20,
  },
  /** Whether a paper holds. A wrong code and an unknown serial are one answer, so that serials cannot be walked. */
  checkCertificate: {
    method: 'POST',
    path: '/certificates/check',
    who: 'anyone',
    body: Type.Object({ serial: Type.String({ maxLength: 20 }), code: Type.String({ maxLength: 30 }) }, Closed),
    reply: Type.Object({
      state: oneOf(['valid', 'revoked']),
      serial: Serial,
      /** Masked; '' when the person had it erased. */
      name: Type.String(),
      minutes: Count,
      from: DayField,
      to: DayField,
      star: Count,
      issuedOn: DayField,
      revokedOn: nullable(DayField),
    }),
    refusals: ['certificate.unknown'],
    perMinute: 20,
  },
  /** What was revoked, signed, for checking without us. */
  listRevoked: {
    method: 'GET',
    path: '/certificates/revoked',
    who: 'anyone',
    reply: Type.Object({
      revocations: Type.Object({
        kind: oneOf(['linli revocations 1']),
        at: Instant,
        serials: Type.Array(Serial),
        /** The keys that certificates here were signed with. */
        keys: Type.Array(Hex),
      }),
      publicKey: Hex,
      signature: Hex,
    }),
    refusals: [],
  },
  listDeskCertificates: {
    method: 'GET',
    path: '/desk/certificates',
    who: 'certificates.desk',
    query: Type.Object({ after: After }),
    reply: Type.Object({ rows: Type.Array(DeskCertificate), next: nullable(Type.String()) }),
    refusals: ['list.after'],
  },
  /** For a person at the window; reading the record is recorded. */
  issueAtDesk: {
    method: 'POST',
    path: '/desk/certificates',
    who: 'certificates.desk',
    body: Type.Object({ id: Id, personId: Id, ...Span }, Closed),
    reply: DeskCertificate,
    refusals: [...issuing, 'person.unknown'],
  },
  /** Says that a certificate is opened again to print it; the paper can be taken for a few minutes. */
  openPaper: {
    method: 'POST',
    path: '/desk/certificates/:id/readings',
    who: 'certificates.desk',
    params: ids,
    body: Type.Object({ id: Id }, Closed),
    reply: Type.Object({ until: Instant }),
    refusals: ['certificate.unknown', 'action.reused', ...mine],
  },
  readDeskPaper: {
    method: 'GET',
    path: '/desk/certificates/:id/paper',
    who: 'certificates.desk',
    params: ids,
    sends: 'bytes',
    reply: Type.Unknown(),
    refusals: ['certificate.unknown', 'certificate.unread', ...mine],
  },
  revokeCertificate: {
    method: 'POST',
    path: '/desk/certificates/:id/revocation',
    who: 'certificates.desk',
    params: ids,
    body: Type.Object({ id: Id, reason: oneOf(revokeReasons), words: Type.Optional(Words(300)) }, Closed),
    reply: DeskCertificate,
    refusals: ['certificate.unknown', 'certificate.revoked', 'action.reused', ...mine],
  },
  /** The honours of a community: what is shown now, and what was awarded to those who agreed. Nobody is counted or ranked. */
  listHonours: {
    method: 'GET',
    path: '/honours/public',
    who: 'anyone',
    query: Type.Object({ community: Community }),
    reply: Type.Object({
      community: Type.String(),
      onNotice: Type.Array(PublicHonour),
      stars: Type.Array(PublicHonour),
      governance: Type.Array(PublicHonour),
      /** The quarter for which one can nominate now. */
      nominating: nullable(Type.Object({ quarter: Quarter, until: DayField })),
    }),
    refusals: ['territory.unknown'],
  },
  /** Against an honour while it is shown; who says it is known to nobody but the desk. */
  objectToHonour: {
    method: 'POST',
    path: '/honours/:id/objections',
    who: 'signed-in',
    params: ids,
    body: Type.Object({ id: Id, words: Words(500) }, Closed),
    reply: Done,
    refusals: ['matter.unknown', 'honour.not-shown', 'action.reused', ...mine],
    perMinute: 10,
  },
  answerObjection: {
    method: 'POST',
    path: '/honours/objections/:id/answer',
    who: 'honours.desk',
    params: ids,
    body: Type.Object({ id: Id, words: Words(500) }, Closed),
    reply: Done,
    refusals: [...elsewhere, 'honour.answered', 'action.reused'],
  },
  nominate: {
    method: 'POST',
    path: '/honours/nominations',
    who: 'signed-in',
    body: Type.Object({ id: Id, community: Community, name: Words(60), words: Words(300) }, Closed),
    reply: Done,
    refusals: ['governance.closed', 'governance.nominated', 'action.reused', ...mine],
    perMinute: 10,
  },
  listMyHonours: {
    method: 'GET',
    path: '/me/honours',
    who: 'signed-in',
    reply: Type.Object({
      rows: Type.Array(MyHonour),
      minutes: Type.Integer(),
      /** The next level and the minutes it needs; null after the last. */
      next: nullable(Type.Object({ level: oneOf(starLevels), minutes: Count })),
    }),
    refusals: [...mine],
  },
  listStars: {
    method: 'GET',
    path: '/desk/stars',
    who: 'honours.desk',
    query: Type.Object({ list: oneOf(['open', 'done']) }),
    reply: Type.Object({
      proposals: Type.Array(
        Type.Object({
          personId: Id,
          /** Masked. */
          name: Type.String(),
          phoneTail: nullable(Type.String()),
          level: oneOf(starLevels),
          minutes: Count,
          reachedAt: Instant,
        }),
      ),
      rows: Type.Array(DeskHonour),
      /** Hours of the five levels. */
      hours: Type.Array(Type.Integer()),
      noticeWorkdays: Type.Integer(),
    }),
    refusals: [],
  },
  /** The record behind a proposal, with the name. Recorded as a reading. */
  openRecord: {
    method: 'POST',
    path: '/desk/stars/record',
    who: 'honours.desk',
    body: Type.Object(
      { id: Id, personId: Id, purpose: Purpose, words: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })) },
      Closed,
    ),
    reply: Type.Object({ name: Type.String(), rows: Type.Array(ServiceRow), minutes: Type.Integer(), until: Instant }),
    refusals: ['person.unknown', 'reveal.say-why', 'action.reused', ...mine],
  },
  dismissProposal: {
    method: 'POST',
    path: '/desk/stars/dismissals',
    who: 'honours.desk',
    body: Type.Object({ id: Id, personId: Id, level: oneOf(starLevels), words: Words(300) }, Closed),
    reply: Done,
    refusals: ['star.unknown', 'action.reused', ...mine],
  },
  getGovernance: {
    method: 'GET',
    path: '/desk/governance',
    who: 'honours.desk',
    query: Type.Object({ community: Community }),
    reply: Type.Object({
      /** The quarter that ended last. */
      quarter: Quarter,
      rounds: Type.Array(Round),
      /** Of the newest round. */
      nominations: Type.Array(Nomination),
      honours: Type.Array(DeskHonour),
      points: Type.Integer(),
      mayDecide: Type.Boolean(),
    }),
    refusals: [...mine],
  },
  openRound: {
    method: 'POST',
    path: '/desk/governance/rounds',
    who: 'honours.desk',
    body: Type.Object({ id: Id, community: Community }, Closed),
    reply: Done,
    refusals: [...mine, 'territory.unknown', 'governance.there', 'action.reused'],
  },
  /** For the jury: who earned enough points or had a suggestion carried out, by the names' sound. A reading of each. */
  openShortlist: {
    method: 'POST',
    path: '/desk/governance/rounds/:id/shortlist',
    who: 'honours.desk',
    params: ids,
    body: Type.Object({ id: Id }, Closed),
    reply: Type.Object({
      rows: Type.Array(
        Type.Object({ personId: Id, name: Type.String(), meetings: Count, suggestions: Count, minutes: Count }),
      ),
    }),
    refusals: ['governance.unknown', 'action.reused', ...mine],
  },
  nominateAtDesk: {
    method: 'POST',
    path: '/desk/governance/nominations',
    who: 'honours.desk',
    body: Type.Object({ id: Id, roundId: Id, personId: Id, words: Words(300) }, Closed),
    reply: Done,
    refusals: [
      'governance.unknown',
      'governance.closed',
      'governance.nominated',
      'person.unknown',
      'action.reused',
      ...mine,
    ],
  },
  /** Who is meant by a name that a resident wrote. */
  nameNominee: {
    method: 'POST',
    path: '/desk/governance/nominations/:id/person',
    who: 'honours.desk',
    params: ids,
    body: Type.Object({ id: Id, personId: Id }, Closed),
    reply: Done,
    refusals: [
      'governance.unknown',
      'governance.closed',
      'governance.own-nominee',
      'person.unknown',
      'action.reused',
      ...mine,
    ],
  },
  endRound: {
    method: 'POST',
    path: '/desk/governance/rounds/:id/end',
    who: 'honours.decide',
    params: ids,
    body: Type.Object({ id: Id }, Closed),
    reply: Done,
    refusals: ['governance.unknown', 'governance.closed', 'action.reused', ...mine],
  },
})
