/**
 * Points and rewards of the demo: the catalogue as the document prices it (S2-19), two shops that hand over, the fund that pays
 * them, what 陈佳 and two neighbours earned, and orders that are open, handed over, settled and paid.
 *
 * Everything is done by the domain's own handlers at the instant it is told of, each account in the order of time.
 */
import { deskHandlers } from '#domains/credits/desk.ts'
import { award } from '#domains/credits/index.ts'
import { moneyHandlers } from '#domains/credits/money.ts'
import { actOnOrder, openOrder } from '#domains/credits/orders.ts'
import type { Category, RewardKind } from '#domains/credits/rules.ts'
import { type Activity, recordService } from '#domains/volunteers/index.ts'
import type { Database } from '#foundation/database/database.ts'
import { record } from '#foundation/journal/journal.ts'
import type { Rules } from '#foundation/policy/policy.ts'
import type { Context } from '#foundation/service.ts'
import { addDays, addMonths, DAY, type Day, dayOf, startOfDay } from '#lib/days.ts'
import { idFrom } from '#lib/ids.ts'
import type { Seals } from '#lib/seal.ts'
import { actorOf, type People, type Person, type Staff } from './demo-people.ts'

/** @source S2-19 for the points; what a piece costs is the demo's */
const catalogue: readonly Offer[] = [
  {
    key: 'housekeeping',
    kind: 'service',
    name: '家政 2 小时',
    words: '擦窗、打扫厨房卫生间，工具自带。请提前两天约。',
    shop: 'market',
    points: 200,
    minutes: 120,
    costFen: 6000,
  },
  {
    key: 'haircut',
    kind: 'service',
    name: '理发 1 次',
    words: '周一到周六 8:00–18:00，先打电话约个时间。行动不便的可以上门。',
    shop: 'barber',
    points: 100,
    minutes: 60,
    costFen: 2000,
  },
  {
    key: 'detergent',
    kind: 'goods',
    name: '洗衣液 1 瓶',
    words: '2 升装，到店里取。',
    shop: 'market',
    points: 50,
    minutes: null,
    costFen: 1100,
    pieces: 40,
  },
  {
    key: 'stationery',
    kind: 'goods',
    name: '文具 1 套',
    words: '铅笔、橡皮、尺子和两本练习本。',
    shop: 'market',
    points: 30,
    minutes: null,
    costFen: 600,
    pieces: 60,
  },
  {
    key: 'room',
    kind: 'priority',
    name: '活动室优先预订 1 次',
    words: '周末的活动室提前一周为您留半天，到社区一楼大厅办。',
    shop: null,
    points: 20,
    minutes: null,
    costFen: 0,
  },
]

interface Offer {
  key: string
  kind: RewardKind
  name: string
  words: string
  shop: 'barber' | 'market' | null
  points: number
  minutes: number | null
  costFen: number
  /** How many came; of goods. */
  pieces?: number
}

/** What people did: days before the demo's present, or on a day of a month before it; oldest first for each. */
const deeds: readonly {
  who: 'chen' | 'first' | 'second'
  days: number
  month?: number
  did: Did
  category?: Category
}[] = [
  { who: 'chen', days: 420, did: { activity: 'cleaning', minutes: 60 } },
  { who: 'chen', days: 340, did: 'suggestion' },
  { who: 'chen', days: 300, did: 'meeting' },
  { who: 'chen', days: 200, did: 'suggestion' },
  { who: 'chen', days: 160, did: { activity: 'patrol', minutes: 120 } },
  { who: 'chen', days: 130, did: 'meeting' },
  { who: 'chen', days: 96, did: 'suggestion' },
  { who: 'chen', days: 72, did: 'meeting', category: 'support' },
  { who: 'chen', days: 47, did: { activity: 'digital_help', minutes: 90 } },
  { who: 'chen', days: 30, did: { reserve: 'detergent' } },
  { who: 'chen', days: 28, did: { deliver: 'detergent' } },
  { who: 'chen', days: 18, did: 'meeting' },
  { who: 'chen', days: 12, did: { activity: 'cleaning', minutes: 120 } },
  { who: 'chen', days: 5, did: 'suggestion' },
  { who: 'chen', days: 1, did: { reserve: 'stationery' } },
  { who: 'first', days: 240, did: { activity: 'company', minutes: 180, time: true } },
  { who: 'first', days: 220, did: 'suggestion' },
  { who: 'first', days: 190, did: 'suggestion' },
  { who: 'first', days: 170, did: 'suggestion' },
  { who: 'first', days: 150, did: { activity: 'errands', minutes: 90, time: true } },
  { who: 'first', days: 110, did: { activity: 'company', minutes: 180 } },
  { who: 'first', days: 2, did: { reserve: 'haircut' } },
  { who: 'first', days: 1, did: { deliver: 'haircut' } },
  { who: 'second', days: 400, did: 'suggestion' },
  { who: 'second', days: 330, did: 'suggestion' },
  { who: 'second', days: 280, did: 'suggestion' },
  { who: 'second', days: 230, did: 'suggestion' },
  { who: 'second', days: 180, did: { activity: 'tutoring', minutes: 240 } },
  { who: 'second', month: -2, days: 11, did: { reserve: 'stationery' } },
  { who: 'second', month: -2, days: 12, did: { deliver: 'stationery' } },
  { who: 'second', month: -1, days: 14, did: { reserve: 'haircut' } },
  { who: 'second', month: -1, days: 15, did: { deliver: 'haircut' } },
]

type Did =
  | 'meeting'
  | 'suggestion'
  | { activity: Activity; minutes: number; time?: true }
  | { reserve: string }
  | { deliver: string }

export interface CreditsSeed {
  database: Database
  rules: Rules
  seals: Seals
  seed: number
  people: People
  now: Date
}

export async function seedCredits({ database, rules, seals, seed, people, now }: CreditsSeed): Promise<void> {
  const { chenJia, residents, staff } = people
  const path = chenJia.path.slice(0, 12)
  const worker = (login: string): Staff => {
    const found = staff.find((one) => one.login === login)
    if (!found) throw new Error(`nobody signs in as ${login}`)
    return found
  }
  const [desk, head, barber, market] = [worker('linxiao'), worker('xu'), worker('lifa'), worker('chaoshi')]
  // those before them sign up for shifts, those at the end are volunteers of needs
  const [first, second] = residents
    .filter((one) => one.path.startsWith(path) && !one.old && one !== chenJia && one !== people.grandmaWang)
    .slice(10, 12)
  if (!first || !second) throw new Error('the demo has nobody who earns points')
  const persons = { chen: chenJia, first, second }
  const shops = { barber, market }

  const today = dayOf(now)
  const at = (day: Day, hour: number) => new Date(+startOfDay(day) + (hour / 24) * DAY)
  const id = (...parts: readonly string[]) => idFrom('demo', String(seed), 'credits', ...parts)
  const context = (person: Person | Staff, instant: Date) =>
    ({
      database,
      rules,
      seals,
      clock: { now: () => instant },
      actor: actorOf(person),
      settings: {},
    }) as unknown as Context
  const call = <B>(body: B) => ({ params: undefined, query: undefined, body })

  const opening = at(addDays(today, -440), 9)
  for (const [key, offers] of [
    ['barber', '理发，行动不便的上门'],
    ['market', '日用品、文具，代约家政'],
  ] as const) {
    const organisationId = shops[key].unitId ?? ''
    await deskHandlers.addMerchant(
      call({ id: id('merchant', key), organisationId, community: path, offers }),
      context(head, opening),
    )
  }
  for (const { key, shop, pieces, ...offer } of catalogue) {
    const rewardId = id('reward', key)
    await deskHandlers.addReward(
      call({
        ...offer,
        id: rewardId,
        community: path,
        sponsor: '牡丹社区公益基金',
        merchantId: shop && (shops[shop].unitId ?? null),
        isCounted: pieces !== undefined,
      }),
      context(desk, opening),
    )
    if (pieces === undefined) continue
    await deskHandlers.changeStock(
      { params: { rewardId }, query: undefined, body: { id: id('stock', key), pieces } },
      context(desk, opening),
    )
  }
  const fundId = id('fund')
  await moneyHandlers.openFund(call({ id: fundId, community: path, name: '牡丹社区公益基金' }), context(head, opening))
  for (const [days, amountFen, words] of [
    [430, 300_000, '街道拨付的社区公益金'],
    [90, 120_000, '辖区商户捐赠'],
  ] as const)
    await moneyHandlers.payIntoFund(
      { params: { fundId }, query: undefined, body: { id: id('deposit', String(days)), amountFen, words } },
      context(head, at(addDays(today, -days), 10)),
    )

  /** Confirmed by the desk: service by its record, the rest as the council's secretary says. */
  async function earn(
    person: Person,
    instant: Date,
    did: Extract<Did, string | { activity: Activity }>,
    category?: Category,
  ): Promise<void> {
    const actionId = id('deed', person.id, dayOf(instant))
    await database.transact(async (tx) => {
      const isService = typeof did !== 'string'
      const fresh = await record(tx, {
        id: actionId,
        at: instant,
        actor: actorOf(desk),
        role: desk.role,
        kind: isService ? 'service.confirmed' : 'credits.awarded',
        subjectId: actionId,
        path,
        input: { did },
      })
      if (!fresh) return
      const by = { personId: desk.id, actionId }
      if (!isService)
        return void (await award(tx, rules, did, {
          personId: person.id,
          evidence: { table: did, id: actionId },
          at: instant,
          by,
          ...(category && { category }),
        }))
      await recordService(tx, rules, {
        personId: person.id,
        minutes: did.minutes,
        servedOn: dayOf(instant),
        activity: did.activity,
        path: person.path,
        source: 'import',
        sourceId: actionId,
        earns: did.time ? 'time_credit' : 'points',
        recordedBy: desk.id,
        confirmedBy: desk.id,
        confirmedAt: instant,
        actionId,
      })
    })
  }
  const orderOf = (person: Person, key: string, day: Day) => id('order', person.id, key, day)
  async function reserve(person: Person, instant: Date, key: string): Promise<string> {
    const orderId = orderOf(person, key, dayOf(instant))
    await openOrder({ id: orderId, rewardId: id('reward', key), currency: 'points' }, context(person, instant))
    return orderId
  }
  async function deliver(orderId: string, instant: Date, key: string): Promise<void> {
    const shop = catalogue.find((one) => one.key === key)?.shop ?? 'market'
    const asked = { matterId: orderId, action: 'deliver', id: id('deliver', orderId), seen: 1, input: {} }
    await actOnOrder(asked, context(shops[shop], instant))
  }

  const reserved = new Map<string, string>()
  const monthBegins = (month: number): Day => addMonths(`${today.slice(0, 7)}-01`, month)
  for (const { who, days, month, did, category } of deeds) {
    const person = persons[who]
    const day = month === undefined ? addDays(today, -days) : addDays(monthBegins(month), days)
    if (typeof did === 'string' || 'activity' in did) await earn(person, at(day, 20), did, category)
    else if ('reserve' in did) reserved.set(who + did.reserve, await reserve(person, at(day, 9.5), did.reserve))
    else await deliver(reserved.get(who + did.deliver) ?? '', at(day, 16.2), did.deliver)
  }

  // the month before last is paid; of last month one is made and waits for the second person
  const settle = async (shop: 'barber' | 'market', month: number, instant: Date): Promise<string> => {
    const settlementId = id('settlement', shop, String(month))
    const body = { id: settlementId, merchantId: shops[shop].unitId ?? '', month: monthBegins(month).slice(0, 7) }
    await moneyHandlers.makeSettlement(call(body), context(head, instant))
    return settlementId
  }
  const settlementId = await settle('market', -2, at(addDays(monthBegins(-1), 1), 9))
  for (const [day, step, who] of [
    [2, 'agreeSettlement', desk],
    [4, 'paySettlement', head],
  ] as const)
    await moneyHandlers[step](
      { params: { settlementId }, query: undefined, body: { id: id(step, settlementId) } },
      context(who, at(addDays(monthBegins(-1), day), 10)),
    )
  const thisMonth = at(monthBegins(0), 10)
  if (thisMonth < now) await settle('barber', -1, thisMonth)
}
