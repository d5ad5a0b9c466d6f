/** Settlements with merchants, funds, and what a place owes. Sums are of what residents of the place hold now. */
import { sql } from 'kysely'
import { accountOf } from '#engines/ledger/index.ts'
import type { Tx } from '#foundation/database/database.ts'
import { addMonths, type Day, startOfDay } from '#lib/days.ts'
import type { Currency } from './rules.ts'
import { creditsLedger } from './spec.ts'
import { insideOf } from './statement-store.ts'

/** First and last instant of a month, half open. @param month '2026-05' */
export const spanOf = (month: string): { from: Date; to: Date } => ({
  from: startOfDay(`${month}-01`),
  to: startOfDay(addMonths(`${month}-01`, 1)),
})

export interface SettlementRow {
  id: string | null
  merchant_id: string
  merchant: string
  orders: number
  amount_fen: number
  made_at: Date | null
  made_by: string | null
  maker: string | null
  agreed_at: Date | null
  agreer: string | null
  paid_at: Date | null
}

/** What each merchant of the places handed over in a month: as settled, or as it stands while nothing was made. */
export async function listMonth(tx: Tx, paths: readonly string[], month: string): Promise<SettlementRow[]> {
  const { from, to } = spanOf(month)
  const { rows } = await sql<SettlementRow>`
    select s.id, g.id as merchant_id, g.name as merchant, coalesce(s.orders, o.orders, 0)::int as orders,
      coalesce(s.amount_fen, o.fen, 0)::int as amount_fen, s.made_at, s.made_by, p.name as maker, s.agreed_at, a.name as agreer, s.paid_at
    from merchant k join organisation g on g.id = k.organisation_id
      left join settlement s on s.merchant_id = k.organisation_id and s.month = ${`${month}-01`}
      left join person p on p.id = s.made_by left join person a on a.id = s.agreed_by
      left join lateral (select count(*) as orders, sum(x.cost_fen) as fen from reward_order x
        where x.merchant_id = k.organisation_id and x.handed_at >= ${from} and x.handed_at < ${to} and x.settlement_id is null) o on true
    where ${insideOf(sql.ref('k.path'), paths)} and (s.id is not null or o.orders > 0) order by g.name`.execute(tx)
  return rows
}

export async function findSettlement(tx: Tx, id: string) {
  return await tx
    .selectFrom('settlement')
    .select([
      'id',
      'merchant_id as merchantId',
      'path',
      'orders',
      'amount_fen as amountFen',
      'made_by as madeBy',
      'agreed_at as agreedAt',
      'paid_at as paidAt',
    ])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
}

/** Orders that a merchant handed over in a month and that no settlement has, held. */
export async function holdUnsettled(tx: Tx, merchantId: string, month: string) {
  const { from, to } = spanOf(month)
  const { rows } = await sql<{ id: string; cost_fen: number }>`
    select o.matter_id as id, o.cost_fen from reward_order o join matter m on m.id = o.matter_id
    where o.merchant_id = ${merchantId} and o.handed_at >= ${from} and o.handed_at < ${to} and o.settlement_id is null
      and m.state = 'handed' order by o.matter_id for update of m, o`.execute(tx)
  return rows
}

export async function listSettled(tx: Tx, settlementId: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('reward_order')
    .select('matter_id')
    .where('settlement_id', '=', settlementId)
    .orderBy('matter_id')
    .execute()
  return rows.map(({ matter_id }) => matter_id)
}

export async function listSettlementsOf(tx: Tx, merchants: readonly string[]) {
  const { rows } = await sql<{
    id: string
    merchant: string
    month: string
    orders: number
    amount_fen: number
    agreed_at: Date | null
    paid_at: Date | null
  }>`
    select s.id, g.name as merchant, to_char(s.month, 'YYYY-MM') as month, s.orders, s.amount_fen::int as amount_fen, s.agreed_at, s.paid_at
    from settlement s join organisation g on g.id = s.merchant_id where s.merchant_id = any(${[...merchants]}::uuid[])
    order by s.month desc, g.name limit 24`.execute(tx)
  return rows
}

/** Of merchants: handed over this month, and handed over and not paid. */
export async function listOwed(tx: Tx, merchants: readonly string[], month: string) {
  const { from, to } = spanOf(month)
  const { rows } = await sql<{ id: string; name: string; orders: number; owed_fen: number }>`
    select g.id, g.name, count(o.matter_id) filter (where o.handed_at >= ${from} and o.handed_at < ${to})::int as orders,
      coalesce(sum(o.cost_fen) filter (where s.paid_at is null), 0)::int as owed_fen
    from organisation g left join reward_order o on o.merchant_id = g.id and o.handed_at is not null
      left join settlement s on s.id = o.settlement_id
    where g.id = any(${[...merchants]}::uuid[]) group by g.id, g.name order by g.name`.execute(tx)
  return rows
}

export async function findFund(tx: Tx, which: { id: string } | { path: string }) {
  return await tx
    .selectFrom('credit_fund')
    .select(['id', 'path', 'name'])
    .where((eb) => ('id' in which ? eb('id', '=', which.id) : eb('path', '=', which.path)))
    .executeTakeFirst()
}

export interface OwedRow {
  path: string
  place: string
  points: number
  minutes: number
  unpaid_fen: number
  fund_fen: number
}

/** What residents of each community inside a place hold, what its merchants are owed, and what its fund has. */
export async function listOwedIn(tx: Tx, path: string): Promise<OwedRow[]> {
  const inside = (column: string) => insideOf(sql.ref(column), [path])
  const funds = await tx
    .selectFrom('credit_fund')
    .select(['id', 'path'])
    .where(sql<boolean>`${inside('path')}`)
    .execute()
  const fundOf = JSON.stringify(
    funds.map(({ id, path: at }) => ({ path: at, account: accountOf(creditsLedger, 'fund', id).id })),
  )
  const { rows } = await sql<OwedRow>`
    with held as (
      select left(p.path, 12) as path, coalesce(sum(b.balance) filter (where a.unit = 'points'), 0)::int as points,
        coalesce(sum(b.balance) filter (where a.unit = 'time_credit'), 0)::int as minutes
      from ledger_account a join ledger_balance b on b.account_id = a.id join person p on p.id = a.person_id
      where a.unit in ('points', 'time_credit') and ${inside('p.path')} group by 1),
    unpaid as (
      select left(k.path, 12) as path, sum(o.cost_fen)::int as fen from reward_order o join merchant k on k.organisation_id = o.merchant_id
        left join settlement s on s.id = o.settlement_id
      where o.handed_at is not null and s.paid_at is null and ${inside('k.path')} group by 1),
    fund as (
      select x.path, b.balance::int as fen from jsonb_to_recordset(${fundOf}::jsonb) as x(path text, account uuid)
        join ledger_balance b on b.account_id = x.account)
    select t.path, t.name as place, coalesce(h.points, 0) as points, coalesce(h.minutes, 0) as minutes,
      coalesce(u.fen, 0) as unpaid_fen, coalesce(f.fen, 0) as fund_fen
    from territory t left join held h on h.path = t.path left join unpaid u on u.path = t.path left join fund f on f.path = t.path
    where t.level = 'community' and ${inside('t.path')} order by t.path`.execute(tx)
  return rows
}

/** What ends, by the last month in which it can be spent. */
export async function listEnding(tx: Tx, path: string) {
  const { rows } = await sql<{ month: string; unit: Currency; amount: number }>`
    select to_char((l.expires_at - interval '1 second') at time zone 'Asia/Shanghai', 'YYYY-MM') as month, a.unit, sum(l.rest)::int as amount
    from ledger_lot l join ledger_account a on a.id = l.account_id join person p on p.id = a.person_id
    where l.is_open and l.expires_at < 'infinity' and a.unit in ('points', 'time_credit') and ${insideOf(sql.ref('p.path'), [path])}
    group by 1, 2 order by 1`.execute(tx)
  return rows
}

/** Earned and spent since a day, by currency; what was taken back does not count. */
export async function sumFlow(tx: Tx, path: string, since: Day) {
  const { rows } = await sql<{ unit: Currency; earned: number; spent: number }>`
    select t.unit, coalesce(sum(e.amount) filter (where e.amount > 0), 0)::int as earned,
      coalesce(-sum(e.amount) filter (where e.amount < 0), 0)::int as spent
    from ledger_entry e join ledger_transfer t on t.id = e.transfer_id join ledger_account a on a.id = e.account_id
      join person p on p.id = a.person_id
    where a.unit in ('points', 'time_credit') and t.at >= ${startOfDay(since)} and t.rule <> 'ledger.expired'
      and ${insideOf(sql.ref('p.path'), [path])}
      and not exists (select from ledger_reversal v where v.transfer_id = t.id or v.reverses = t.id)
    group by 1`.execute(tx)
  return rows
}
