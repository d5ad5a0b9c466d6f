/**
 * Routes of credits that are not actions of an order. Those are routes by themselves (spec.ts):
 *   POST /api/orders                        opens   { id, ...OpenForm }                → Receipt
 *   POST /api/orders/:id/actions/:action    acts    { id, seen, ...form of the action } → Receipt
 *   GET  /api/orders/:id                    reads   :id is the matter's id or its 9-digit number → OrderDetail
 */
import Type, { type Static } from 'typebox'
import { DayField, defineContract, Id, Instant, Nothing, nullable, oneOf, Path } from '#lib/contract.ts'
import { categories, codeAnswers, currencies, reversalReasons, rewardKinds } from './rules.ts'

const State = oneOf(['reserved', 'handed', 'settled', 'returned', 'lapsed'])
const Month = Type.String({ pattern: '^20[0-9]{2}-(0[1-9]|1[0-2])$' })
const After = Type.Optional(Type.String({ maxLength: 120 }))
const Words = (max: number) => Type.String({ minLength: 1, maxLength: max, pattern: '\\S' })
const Closed = { additionalProperties: false }
const count = Type.Integer({ minimum: 0 })
const Account = oneOf(currencies)

/** One line of a statement. */
export const CreditLine = Type.Object({
  id: Id,
  /** Counts the lines of the account, from 1. */
  number: Type.Integer(),
  at: Instant,
  rule: Type.String(),
  amount: Type.Integer(),
  balance: Type.Integer(),
  category: nullable(oneOf(categories)),
  activity: nullable(Type.String()),
  minutes: nullable(Type.Integer()),
  /** The reward, and the number of its order. */
  reward: nullable(Type.String()),
  order: nullable(Type.String()),
  /** Who confirmed it or handed it over; residents masked; null when the program did it. */
  who: nullable(Type.String()),
  /** The line it takes back, and why. */
  reverses: nullable(Type.Integer()),
  reason: nullable(oneOf(reversalReasons)),
  /** The line that took it back. */
  reversedBy: nullable(Type.Integer()),
  question: nullable(oneOf(['open', 'answered'])),
})
export type CreditLine = Static<typeof CreditLine>

export const CreditAccount = Type.Object({
  account: Account,
  balance: Type.Integer(),
  available: Type.Integer(),
  held: Type.Integer(),
  /** What ends first, and the last day on which it can be spent. */
  soonest: nullable(Type.Object({ amount: Type.Integer(), lastDay: DayField })),
})
export type CreditAccount = Static<typeof CreditAccount>

const Held = Type.Object({
  number: Type.String(),
  reward: Type.String(),
  merchant: nullable(Type.String()),
  account: Account,
  amount: Type.Integer(),
  lastDay: DayField,
  at: Instant,
})
export type Held = Static<typeof Held>

const MonthSum = Type.Object({
  month: Month,
  earned: Type.Integer(),
  spent: Type.Integer(),
  reversed: Type.Integer(),
  expired: Type.Integer(),
})

export const RewardRow = Type.Object({
  id: Id,
  kind: oneOf(rewardKinds),
  name: Type.String(),
  words: Type.String(),
  sponsor: Type.String(),
  community: Type.String(),
  merchant: nullable(Type.Object({ name: Type.String(), phone: nullable(Type.String()) })),
  points: nullable(Type.Integer()),
  minutes: nullable(Type.Integer()),
  /** Pieces that can be reserved; null of what is not counted. */
  left: nullable(Type.Integer()),
})
export type RewardRow = Static<typeof RewardRow>

const OrderRow = Type.Object({
  id: Id,
  number: Type.String(),
  state: State,
  reward: Type.String(),
  merchant: nullable(Type.String()),
  account: Account,
  amount: Type.Integer(),
  openedAt: Instant,
  lastDay: DayField,
  handedAt: nullable(Instant),
})
export type OrderRow = Static<typeof OrderRow>

export const OrderDetail = Type.Object({
  ...OrderRow.properties,
  version: Type.Integer(),
  rewardId: Id,
  merchantPhone: nullable(Type.String()),
  community: Type.String(),
  communityPhone: nullable(Type.String()),
  /** For whose it is, while it can be collected. */
  code: nullable(Type.Object({ digits: Type.String(), image: Type.String() })),
  /** Minutes in which a delivery can be undone. */
  undoMinutes: count,
  /** For those who hand over: who comes, masked. */
  person: nullable(Type.Object({ name: Type.String(), phoneTail: nullable(Type.String()) })),
  mine: Type.Boolean(),
  actions: Type.Array(
    Type.Object({
      action: Type.String(),
      allowed: Type.Boolean(),
      why: nullable(Type.Object({ code: Type.String(), facts: Type.Record(Type.String(), Type.Unknown()) })),
    }),
  ),
})
export type OrderDetail = Static<typeof OrderDetail>

export const OrderReceipt = Type.Object({ id: Id, number: Type.String(), state: State, version: Type.Integer() })
export type OrderReceipt = Static<typeof OrderReceipt>

const Question = Type.Object({
  id: Id,
  account: Account,
  number: Type.Integer(),
  amount: Type.Integer(),
  words: Type.String(),
  askedAt: Instant,
  answer: nullable(Type.String()),
  answeredAt: nullable(Instant),
})
export type Question = Static<typeof Question>
const DeskQuestion = Type.Object({ ...Question.properties, who: Type.String(), community: Type.String() })
export type DeskQuestion = Static<typeof DeskQuestion>

const DeskReward = Type.Object({
  ...RewardRow.properties,
  merchantId: nullable(Id),
  isCounted: Type.Boolean(),
  costFen: count,
  from: DayField,
  withdrawn: Type.Boolean(),
  /** A price that is set for a later day. */
  next: nullable(
    Type.Object({
      from: DayField,
      points: nullable(Type.Integer()),
      minutes: nullable(Type.Integer()),
      costFen: count,
    }),
  ),
})
export type DeskReward = Static<typeof DeskReward>

const DeskOrder = Type.Object({ ...OrderRow.properties, who: Type.String(), community: Type.String() })
export type DeskOrder = Static<typeof DeskOrder>

const price = {
  points: nullable(Type.Integer({ minimum: 1, maximum: 100_000 })),
  minutes: nullable(Type.Integer({ minimum: 1, maximum: 100_000 })),
  costFen: Type.Integer({ minimum: 0, maximum: 100_000_000 }),
}

const Merchant = Type.Object({
  id: Id,
  name: Type.String(),
  phone: nullable(Type.String()),
  community: Type.String(),
  offers: Type.String(),
  joinedAt: Instant,
  left: Type.Boolean(),
  rewards: count,
  /** People who hold the role for it today. */
  people: count,
})
export type Merchant = Static<typeof Merchant>

const Settlement = Type.Object({
  /** Null while none was made. */
  id: nullable(Id),
  merchantId: Id,
  merchant: Type.String(),
  month: Month,
  orders: count,
  amountFen: count,
  made: nullable(Type.Object({ at: Instant, by: Type.String() })),
  agreed: nullable(Type.Object({ at: Instant, by: Type.String() })),
  paidAt: nullable(Instant),
  /** Whether the reader may agree: not who made it. */
  mayAgree: Type.Boolean(),
})
export type Settlement = Static<typeof Settlement>

const Owed = Type.Object({
  points: Type.Integer(),
  minutes: Type.Integer(),
  owedFen: Type.Integer(),
  /** Handed over by merchants and not paid yet. */
  unpaidFen: Type.Integer(),
  fundFen: Type.Integer(),
})
const Liability = Type.Object({
  path: Path,
  place: Type.String(),
  ...Owed.properties,
  costs: Type.Object({ pointFen: count, hourFen: count }),
  fund: nullable(Type.Object({ id: Id, name: Type.String() })),
  /** One row a community, when the place has several. */
  communities: Type.Array(Type.Object({ path: Path, place: Type.String(), ...Owed.properties })),
  /** What ends, by the last month in which it can be spent. */
  lots: Type.Array(
    Type.Object({ month: Month, points: Type.Integer(), minutes: Type.Integer(), owedFen: Type.Integer() }),
  ),
  curve: Type.Array(Type.Object({ month: Month, owedFen: Type.Integer(), fundFen: Type.Integer() })),
  /** What the curve assumes: earned and spent in a month, on average of so many. */
  assumes: Type.Object({ months: count, earnedFen: Type.Integer(), spentFen: Type.Integer() }),
  mayManage: Type.Boolean(),
})
export type Liability = Static<typeof Liability>

const CodeReply = Type.Object({
  answer: oneOf(codeAnswers),
  at: Instant,
  /** When it was used, or until when it was good. */
  usedAt: nullable(Instant),
  lastDay: nullable(DayField),
  order: nullable(OrderDetail),
})
export type CodeReply = Static<typeof CodeReply>

const MerchantHome = Type.Object({
  merchants: Type.Array(
    Type.Object({
      id: Id,
      name: Type.String(),
      /** Handed over this month. */
      orders: count,
      /** Handed over and not paid yet. */
      owedFen: count,
    }),
  ),
  recent: Type.Array(
    Type.Object({
      id: Id,
      number: Type.String(),
      reward: Type.String(),
      handedAt: Instant,
      version: Type.Integer(),
      undoLeft: count,
    }),
  ),
  settlements: Type.Array(
    Type.Object({
      id: Id,
      merchant: Type.String(),
      month: Month,
      orders: count,
      amountFen: count,
      state: oneOf(['made', 'agreed', 'paid']),
    }),
  ),
})
export type MerchantHome = Static<typeof MerchantHome>

const OpenAccount = Type.Object({
  personId: Id,
  name: Type.String(),
  accounts: Type.Array(Type.Object({ ...CreditAccount.properties, lines: Type.Array(CreditLine) })),
})
export type OpenAccount = Static<typeof OpenAccount>

const Waiting = Type.Object({
  id: Id,
  account: Account,
  number: Type.Integer(),
  amount: Type.Integer(),
  who: Type.String(),
  reason: oneOf(reversalReasons),
  words: nullable(Type.String()),
  proposedAt: Instant,
  proposedBy: Type.String(),
  /** Not by who proposed it. */
  mayDecide: Type.Boolean(),
})
export type Waiting = Static<typeof Waiting>

const done = { reply: Nothing }

export const creditsContract = defineContract({
  /** What I have, what is kept for me, what ends first. */
  getMyCredits: {
    method: 'GET',
    path: '/me/credits',
    who: 'signed-in',
    reply: Type.Object({ accounts: Type.Array(CreditAccount), held: Type.Array(Held) }),
    refusals: ['access.not-yours'],
  },
  /** The lines of one account, newest first, with the sums of the months they lie in. */
  getMyStatement: {
    method: 'GET',
    path: '/me/credits/:account',
    who: 'signed-in',
    params: Type.Object({ account: Account }),
    query: Type.Object({ before: Type.Optional(Type.String({ pattern: '^[0-9]{1,9}$' })) }),
    reply: Type.Object({
      account: CreditAccount,
      held: Type.Array(Held),
      lines: Type.Array(CreditLine),
      months: Type.Array(MonthSum),
      next: nullable(Type.Integer()),
    }),
    refusals: ['access.not-yours'],
  },
  exportMyStatement: {
    method: 'GET',
    path: '/me/credits/:account/file',
    who: 'signed-in',
    params: Type.Object({ account: Account }),
    sends: 'bytes',
    reply: Type.Unknown(),
    refusals: ['access.not-yours'],
  },
  listMyQuestions: {
    method: 'GET',
    path: '/me/credit-questions',
    who: 'signed-in',
    reply: Type.Object({ rows: Type.Array(Question) }),
    refusals: ['access.not-yours'],
  },
  askAboutLine: {
    method: 'POST',
    path: '/me/credit-questions',
    who: 'signed-in',
    body: Type.Object({ id: Id, lineId: Id, words: Words(500) }, Closed),
    ...done,
    refusals: ['access.not-yours', 'credits.line-unknown', 'credits.asked', 'action.reused', 'credits.no-community'],
    perMinute: 30,
  },
  /** What an act earns and how long it holds: the values in force today. */
  getCreditRules: {
    method: 'GET',
    path: '/credits/rules',
    who: 'anyone',
    reply: Type.Object({
      meetingPoints: count,
      suggestionPoints: count,
      hourPoints: count,
      pointsYears: count,
      timeYears: count,
      holdDays: count,
      undoMinutes: count,
      expiringDays: count,
      reverseAlone: count,
      reverseAloneMinutes: count,
    }),
    refusals: [],
  },
  listRewards: {
    method: 'GET',
    path: '/rewards',
    who: 'anyone',
    query: Type.Object({ community: Type.String({ pattern: '^[0-9]{12}$' }) }),
    reply: Type.Object({ rows: Type.Array(RewardRow) }),
    refusals: [],
  },
  getReward: {
    method: 'GET',
    path: '/rewards/:rewardId',
    who: 'anyone',
    params: Type.Object({ rewardId: Id }),
    reply: RewardRow,
    refusals: ['reward.unknown'],
  },
  listMyOrders: {
    method: 'GET',
    path: '/me/orders',
    who: 'signed-in',
    query: Type.Object({ after: After }),
    reply: Type.Object({ rows: Type.Array(OrderRow), next: nullable(Type.String()) }),
    refusals: ['list.after', 'access.not-yours'],
  },

  /** A resident's account with its lines; recorded as a reading. */
  openAccount: {
    method: 'POST',
    path: '/desk/credits/accounts',
    who: 'credits.desk',
    body: Type.Object(
      {
        id: Id,
        personId: Id,
        purpose: oneOf(['contact', 'verify', 'visit', 'other']),
        words: Type.Optional(Words(200)),
      },
      Closed,
    ),
    reply: OpenAccount,
    refusals: ['person.unknown', 'reveal.say-why', 'action.reused'],
  },
  /** Takes a line back, or proposes it when it is too much for one. */
  reverseLine: {
    method: 'POST',
    path: '/desk/credits/reversals',
    who: 'credits.correct',
    body: Type.Object({ id: Id, lineId: Id, reason: oneOf(reversalReasons), words: Words(300) }, Closed),
    reply: Type.Object({ state: oneOf(['done', 'waits']) }),
    refusals: [
      'credits.line-unknown',
      'credits.own-line',
      'credits.reversal-waits',
      'credits.order-reversal',
      'ledger.not-reversible',
      'ledger.reversed',
      'ledger.spent-since',
      'ledger.balance-low',
      'action.reused',
    ],
  },
  listReversals: {
    method: 'GET',
    path: '/desk/credits/reversals',
    who: 'credits.desk',
    reply: Type.Object({ rows: Type.Array(Waiting) }),
    refusals: [],
  },
  decideReversal: {
    method: 'POST',
    path: '/desk/credits/reversals/:reversalId',
    who: 'credits.correct',
    params: Type.Object({ reversalId: Id }),
    body: Type.Object({ id: Id, agree: Type.Boolean() }, Closed),
    ...done,
    refusals: [
      'credits.reversal-unknown',
      'credits.reversal-decided',
      'ledger.same-person',
      'ledger.reversed',
      'ledger.spent-since',
      'ledger.balance-low',
      'action.reused',
    ],
  },
  listQuestions: {
    method: 'GET',
    path: '/desk/credits/questions',
    who: 'credits.desk',
    query: Type.Object({ list: oneOf(['open', 'done']) }),
    reply: Type.Object({ rows: Type.Array(DeskQuestion) }),
    refusals: [],
  },
  answerQuestion: {
    method: 'POST',
    path: '/desk/credits/questions/:questionId',
    who: 'credits.correct',
    params: Type.Object({ questionId: Id }),
    body: Type.Object({ id: Id, answer: Words(500) }, Closed),
    ...done,
    refusals: ['credits.question-unknown', 'credits.question-answered', 'action.reused'],
  },

  listDeskRewards: {
    method: 'GET',
    path: '/desk/rewards',
    who: 'credits.desk',
    reply: Type.Object({ rows: Type.Array(DeskReward), mayManage: Type.Boolean() }),
    refusals: [],
  },
  addReward: {
    method: 'POST',
    path: '/desk/rewards',
    who: 'rewards.manage',
    body: Type.Object(
      {
        id: Id,
        community: Type.String({ pattern: '^[0-9]{12}$' }),
        kind: oneOf(rewardKinds),
        name: Words(40),
        words: Type.String({ maxLength: 300 }),
        sponsor: Words(60),
        merchantId: nullable(Id),
        isCounted: Type.Boolean(),
        ...price,
      },
      Closed,
    ),
    ...done,
    refusals: [
      'access.not-yours',
      'territory.unknown',
      'merchant.unknown',
      'reward.no-price',
      'reward.goods-counted',
      'action.reused',
    ],
  },
  setRewardPrice: {
    method: 'POST',
    path: '/desk/rewards/:rewardId/prices',
    who: 'rewards.manage',
    params: Type.Object({ rewardId: Id }),
    body: Type.Object({ id: Id, from: DayField, ...price }, Closed),
    ...done,
    refusals: ['access.not-yours', 'reward.unknown', 'reward.no-price', 'reward.price-past', 'action.reused'],
  },
  /** Pieces that came, or, below nothing, that are gone without an order. */
  changeStock: {
    method: 'POST',
    path: '/desk/rewards/:rewardId/stock',
    who: 'rewards.manage',
    params: Type.Object({ rewardId: Id }),
    body: Type.Object({ id: Id, pieces: Type.Integer({ minimum: -10_000, maximum: 10_000 }) }, Closed),
    ...done,
    refusals: [
      'access.not-yours',
      'reward.unknown',
      'reward.not-counted',
      'reward.no-pieces',
      'reward.stock-low',
      'action.reused',
    ],
  },
  withdrawReward: {
    method: 'POST',
    path: '/desk/rewards/:rewardId/withdraw',
    who: 'rewards.manage',
    params: Type.Object({ rewardId: Id }),
    body: Type.Object({ id: Id }, Closed),
    ...done,
    refusals: ['access.not-yours', 'reward.unknown', 'action.reused'],
  },
  listDeskOrders: {
    method: 'GET',
    path: '/desk/orders',
    who: 'orders.desk',
    query: Type.Object({ list: oneOf(['reserved', 'handed', 'done']), after: After }),
    reply: Type.Object({ rows: Type.Array(DeskOrder), next: nullable(Type.String()) }),
    refusals: ['list.after'],
  },
  listMerchants: {
    method: 'GET',
    path: '/desk/merchants',
    who: 'credits.desk',
    reply: Type.Object({
      rows: Type.Array(Merchant),
      /** Units of the places that are no merchant yet. */
      units: Type.Array(Type.Object({ id: Id, name: Type.String() })),
      communities: Type.Array(Type.Object({ path: Path, name: Type.String() })),
      mayManage: Type.Boolean(),
    }),
    refusals: [],
  },
  addMerchant: {
    method: 'POST',
    path: '/desk/merchants',
    who: 'merchants.manage',
    body: Type.Object(
      { id: Id, organisationId: Id, community: Type.String({ pattern: '^[0-9]{12}$' }), offers: Words(200) },
      Closed,
    ),
    ...done,
    refusals: ['access.not-yours', 'merchant.unit-unknown', 'merchant.there', 'action.reused'],
  },
  endMerchant: {
    method: 'POST',
    path: '/desk/merchants/:merchantId/end',
    who: 'merchants.manage',
    params: Type.Object({ merchantId: Id }),
    body: Type.Object({ id: Id }, Closed),
    ...done,
    refusals: ['access.not-yours', 'merchant.unknown', 'merchant.has-rewards', 'action.reused'],
  },
  /** What each merchant handed over in a month, and how far its payment is. */
  listSettlements: {
    method: 'GET',
    path: '/desk/settlements',
    who: 'settlements.make',
    query: Type.Object({ month: Month }),
    reply: Type.Object({ rows: Type.Array(Settlement) }),
    refusals: [],
  },
  makeSettlement: {
    method: 'POST',
    path: '/desk/settlements',
    who: 'settlements.make',
    body: Type.Object({ id: Id, merchantId: Id, month: Month }, Closed),
    ...done,
    refusals: [
      'access.not-yours',
      'merchant.unknown',
      'settlement.month-open',
      'settlement.nothing',
      'settlement.made',
      'action.reused',
    ],
  },
  agreeSettlement: {
    method: 'POST',
    path: '/desk/settlements/:settlementId/agree',
    who: 'settlements.make',
    params: Type.Object({ settlementId: Id }),
    body: Type.Object({ id: Id }, Closed),
    ...done,
    refusals: [
      'access.not-yours',
      'settlement.unknown',
      'settlement.same-person',
      'settlement.agreed',
      'action.reused',
    ],
  },
  paySettlement: {
    method: 'POST',
    path: '/desk/settlements/:settlementId/pay',
    who: 'settlements.make',
    params: Type.Object({ settlementId: Id }),
    body: Type.Object({ id: Id }, Closed),
    ...done,
    refusals: [
      'access.not-yours',
      'settlement.unknown',
      'settlement.not-agreed',
      'settlement.paid',
      'fund.missing',
      'fund.low',
      'action.reused',
    ],
  },
  getLiability: {
    method: 'GET',
    path: '/desk/liability',
    who: 'liability.read',
    query: Type.Object({ path: Type.Optional(Path) }),
    reply: Liability,
    refusals: ['access.not-yours', 'territory.unknown'],
  },
  openFund: {
    method: 'POST',
    path: '/desk/funds',
    who: 'funds.manage',
    body: Type.Object({ id: Id, community: Type.String({ pattern: '^[0-9]{12}$' }), name: Words(60) }, Closed),
    ...done,
    refusals: ['access.not-yours', 'territory.unknown', 'fund.there', 'action.reused'],
  },
  payIntoFund: {
    method: 'POST',
    path: '/desk/funds/:fundId/deposits',
    who: 'funds.manage',
    params: Type.Object({ fundId: Id }),
    body: Type.Object(
      { id: Id, amountFen: Type.Integer({ minimum: 1, maximum: 1_000_000_000 }), words: Words(200) },
      Closed,
    ),
    ...done,
    refusals: ['access.not-yours', 'fund.unknown', 'action.reused'],
  },

  /** What a merchant needs on one page: what is owed, what was just handed over, the months. */
  getMerchantHome: { method: 'GET', path: '/merchant', who: 'merchant.use', reply: MerchantHome, refusals: [] },
  /** What a code is good for here; looking changes nothing. */
  lookUpCode: {
    method: 'POST',
    path: '/merchant/codes',
    who: 'merchant.use',
    body: Type.Object({ code: Type.String({ maxLength: 20 }) }, Closed),
    reply: CodeReply,
    refusals: ['order.code-digits'],
    perMinute: 30,
  },
})
