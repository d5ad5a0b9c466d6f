/** Rewards with their price of a day and their stock, merchants, orders. Read next: orders.ts. */
import { sql } from 'kysely'
import { accountOf } from '#engines/ledger/index.ts'
import type { Database, Tx } from '#foundation/database/database.ts'
import type { Day } from '#lib/days.ts'
import type { PageEnd } from '#lib/page.ts'
import type { RewardKind } from './rules.ts'
import { type Currency, creditsLedger } from './spec.ts'
import { insideOf } from './statement-store.ts'

export interface Reward {
  id: string
  path: string
  kind: RewardKind
  name: string
  words: string
  sponsor: string
  community: string
  merchant_id: string | null
  merchant: string | null
  merchant_phone: string | null
  is_counted: boolean
  withdrawn_at: Date | null
  price_id: string
  from_on: Day
  points: number | null
  minutes: number | null
  cost_fen: number
}

/** Rewards that have a price on a day, with it. */
const rewards = (today: Day) => sql`
  select w.id, w.path, w.kind, w.name, w.words, w.sponsor, c.name as community, w.merchant_id, g.name as merchant,
    g.phone as merchant_phone, w.is_counted, w.withdrawn_at, x.id as price_id, x.from_on::text as from_on, x.points, x.minutes, x.cost_fen
  from reward w join territory c on c.path = left(w.path, 12) left join organisation g on g.id = w.merchant_id
    cross join lateral (select * from reward_price x where x.reward_id = w.id and x.from_on <= ${today}
      order by x.from_on desc, x.set_at desc limit 1) x`

export async function listShown(tx: Tx, community: string, today: Day): Promise<Reward[]> {
  const { rows } = await sql<Reward>`${rewards(today)}
    where w.path = ${community} and w.withdrawn_at is null
    order by w.kind desc, x.points desc nulls last, w.name, w.id`.execute(tx)
  return rows
}

export async function listRewardsIn(tx: Tx, paths: readonly string[], today: Day): Promise<Reward[]> {
  const { rows } = await sql<Reward>`${rewards(today)}
    where ${insideOf(sql.ref('w.path'), paths)} order by w.withdrawn_at is not null, w.path, w.kind desc, w.name, w.id`.execute(
    tx,
  )
  return rows
}

export async function findReward(tx: Tx, id: string, today: Day): Promise<Reward | undefined> {
  const { rows } = await sql<Reward>`${rewards(today)} where w.id = ${id}`.execute(tx)
  return rows[0]
}

/** Prices that are set for a later day, the next of each reward. */
export async function listNextPrices(tx: Tx, ids: readonly string[], today: Day) {
  const { rows } = await sql<{
    reward_id: string
    from_on: Day
    points: number | null
    minutes: number | null
    cost_fen: number
  }>`
    select distinct on (reward_id) reward_id, from_on::text as from_on, points, minutes, cost_fen from reward_price
    where reward_id = any(${[...ids]}::uuid[]) and from_on > ${today} order by reward_id, from_on, set_at desc`.execute(
    tx,
  )
  return new Map(rows.map((row) => [row.reward_id, row]))
}

/** Pieces that can be reserved, by reward; nothing of what never had any. */
export async function readStocks(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
  if (ids.length === 0) return new Map()
  const accounts = new Map(ids.map((id) => [accountOf(creditsLedger, 'stock', id).id, id]))
  const found = await tx
    .selectFrom('ledger_balance')
    .select(['account_id', sql<number>`(balance - held)::int`.as('left')])
    .where('account_id', 'in', [...accounts.keys()])
    .execute()
  return new Map(found.map(({ account_id, left }) => [accounts.get(account_id) ?? '', left]))
}

export interface OrderRow {
  id: string
  number: number
  state: string
  version: number
  opened_at: Date
  reward: string
  merchant: string | null
  currency: Currency
  amount: number
  collect_by: Date
  handed_at: Date | null
  who: string
  community: string
}

const orders = sql`
  select m.id, m.number, m.state, m.version, m.opened_at, w.name as reward, g.name as merchant, o.currency, o.amount, o.collect_by,
    o.handed_at, p.name as who, c.name as community
  from reward_order o join matter m on m.id = o.matter_id join reward w on w.id = o.reward_id
    left join organisation g on g.id = o.merchant_id join person p on p.id = o.requester_id
    join territory c on c.path = left(m.path, 12)`

export async function listOrdersOf(
  { db }: Pick<Database, 'db'>,
  personId: string,
  after: PageEnd | undefined,
  limit: number,
): Promise<OrderRow[]> {
  const page = after ? sql`and (m.opened_at, m.id) < (${after.at}, ${after.id}::uuid)` : sql``
  const { rows } = await sql<OrderRow>`${orders} where o.requester_id = ${personId} ${page}
    order by m.opened_at desc, m.id desc limit ${limit}`.execute(db)
  return rows
}

/** What somebody reserved and has not collected. */
export async function listReserved(tx: Tx, personId: string): Promise<OrderRow[]> {
  const { rows } = await sql<OrderRow>`${orders} where o.requester_id = ${personId} and m.state = 'reserved'
    order by m.opened_at desc, m.id`.execute(tx)
  return rows
}

const lists = {
  reserved: sql`m.state = 'reserved'`,
  handed: sql`m.state = 'handed'`,
  done: sql`m.state in ('settled', 'returned', 'lapsed')`,
} as const

export async function listOrdersIn(
  { db }: Pick<Database, 'db'>,
  paths: readonly string[],
  list: keyof typeof lists,
  after: PageEnd | undefined,
  limit: number,
): Promise<OrderRow[]> {
  const page = after ? sql`and (m.opened_at, m.id) < (${after.at}, ${after.id}::uuid)` : sql``
  const { rows } =
    await sql<OrderRow>`${orders} where m.kind = 'order' and ${insideOf(sql.ref('m.path'), paths)} and ${lists[list]} ${page}
    order by m.opened_at desc, m.id desc limit ${limit}`.execute(db)
  return rows
}

export async function findIdByNumber({ db }: Database, number: number): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select id from matter where number = ${number} and kind = 'order'`.execute(db)
  return rows[0]?.id
}

/** The order of a code, whoever's it is. */
export async function findByCode({ db }: Database, mark: Buffer) {
  const { rows } = await sql<{
    id: string
    state: string
    merchant_id: string | null
    handed_at: Date | null
    collect_by: Date
  }>`
    select m.id, m.state, o.merchant_id, o.handed_at, o.collect_by from reward_order o join matter m on m.id = o.matter_id
    where o.code_mark = ${mark}`.execute(db)
  return rows[0]
}

export async function isCodeTaken(tx: Tx, mark: Buffer): Promise<boolean> {
  return (
    (await tx.selectFrom('reward_order').select('matter_id').where('code_mark', '=', mark).executeTakeFirst()) !==
    undefined
  )
}

export interface Around {
  reward: string
  merchant: string | null
  merchant_phone: string | null
  who: string
  tail: string | null
  community: string
  community_phone: string | null
}

export async function getAround({ db }: Database, id: string): Promise<Around> {
  const { rows } = await sql<Around>`
    select w.name as reward, g.name as merchant, g.phone as merchant_phone, p.name as who, p.phone_tail as tail,
      c.name as community, c.phone as community_phone
    from reward_order o join matter m on m.id = o.matter_id join reward w on w.id = o.reward_id
      left join organisation g on g.id = o.merchant_id join person p on p.id = o.requester_id
      join territory c on c.path = left(m.path, 12) where o.matter_id = ${id}`.execute(db)
  const [row] = rows
  if (!row) throw new Error(`no order ${id}`)
  return row
}

/** What the transfers and holds of an order need. */
export async function getOrderKeys(tx: Tx, id: string) {
  return await tx
    .selectFrom('reward_order as o')
    .innerJoin('reward as w', 'w.id', 'o.reward_id')
    .select([
      'o.requester_id as personId',
      'o.reward_id as rewardId',
      'o.currency',
      'o.amount',
      'o.hold_id as holdId',
      'o.transfer_id as transferId',
      'o.collect_by as collectBy',
      'w.is_counted as isCounted',
    ])
    .where('o.matter_id', '=', id)
    .executeTakeFirstOrThrow()
}

export async function keepTransfer(tx: Tx, id: string, transferId: string): Promise<void> {
  await tx.updateTable('reward_order').set({ transfer_id: transferId }).where('matter_id', '=', id).execute()
}

export async function keepHold(tx: Tx, id: string, holdId: string, collectBy: Date): Promise<void> {
  await tx
    .updateTable('reward_order')
    .set({ hold_id: holdId, collect_by: collectBy })
    .where('matter_id', '=', id)
    .execute()
}

/** One after the other for one deed; whether it was done before. */
export async function isDone(tx: Tx, actionId: string): Promise<boolean> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${actionId}, 1))`.execute(tx)
  return (await tx.selectFrom('action').select('id').where('id', '=', actionId).executeTakeFirst()) !== undefined
}

export async function listTitles({ db }: Database, ids: readonly string[]) {
  const { rows } = await sql<{ id: string; number: number; title: string }>`
    select m.id, m.number, w.name as title from matter m join reward_order o on o.matter_id = m.id join reward w on w.id = o.reward_id
    where m.id = any(${[...ids]}::uuid[])`.execute(db)
  return new Map(rows.map(({ id, number, title }) => [id, { number, title }]))
}

export interface MerchantRow {
  id: string
  name: string
  phone: string | null
  path: string
  community: string
  offers: string
  joined_at: Date
  left_at: Date | null
  rewards: number
  people: number
}

export async function listMerchantsIn(tx: Tx, paths: readonly string[], today: Day): Promise<MerchantRow[]> {
  const { rows } = await sql<MerchantRow>`
    select g.id, g.name, g.phone, s.path, c.name as community, s.offers, s.joined_at, s.left_at,
      (select count(*)::int from reward w where w.merchant_id = g.id and w.withdrawn_at is null) as rewards,
      (select count(*)::int from role_grant r where r.organisation_id = g.id and r.role = 'merchant' and r.from_on <= ${today}
        and (r.to_on is null or r.to_on >= ${today})) as people
    from merchant s join organisation g on g.id = s.organisation_id join territory c on c.path = left(s.path, 12)
    where ${insideOf(sql.ref('s.path'), paths)} order by s.left_at is not null, s.path, g.name`.execute(tx)
  return rows
}

export async function findMerchant(tx: Tx, id: string) {
  return await tx
    .selectFrom('merchant')
    .select(['organisation_id as id', 'path', 'left_at as leftAt'])
    .where('organisation_id', '=', id)
    .executeTakeFirst()
}

/** Organisations of the places and above that are no merchant there yet. */
export async function listUnits(tx: Tx, paths: readonly string[], today: Day) {
  const { rows } = await sql<{ id: string; name: string }>`
    select g.id, g.name from organisation g
    where g.kind not in ('committee', 'street_office', 'department') and (g.ended_on is null or g.ended_on > ${today})
      and (${insideOf(sql.ref('g.path'), paths)} or ${sql.join([sql`false`, ...paths.map((path) => sql`${path} like g.path || '%'`)], sql` or `)})
      and not exists (select from merchant s where s.organisation_id = g.id) order by g.name limit 200`.execute(tx)
  return rows
}

export async function listCommunities(tx: Tx, paths: readonly string[]) {
  const { rows } = await sql<{ path: string; name: string }>`
    select t.path, t.name from territory t where t.level = 'community' and ${insideOf(sql.ref('t.path'), paths)} order by t.path limit 200`.execute(
    tx,
  )
  return rows
}

/** What merchants handed over that can still be undone, newest first. */
export async function listRecent(tx: Tx, merchants: readonly string[], since: Date) {
  const { rows } = await sql<{ id: string; number: number; version: number; reward: string; handed_at: Date }>`
    select m.id, m.number, m.version, w.name as reward, o.handed_at from reward_order o join matter m on m.id = o.matter_id
      join reward w on w.id = o.reward_id
    where o.merchant_id = any(${[...merchants]}::uuid[]) and m.state = 'handed' and o.handed_at > ${since}
    order by o.handed_at desc limit 20`.execute(tx)
  return rows
}
