/**
 * What an account holds, what came and went and why, what ends when; and what a kind of accounts holds together.
 * An account that was never opened reads as empty. Read next: spec.ts.
 */
import type { Runner } from '#foundation/database/database.ts'
import { prepared } from '#foundation/database/database.ts'
import type { AccountKey } from './spec.ts'

export interface Balance {
  /** Without what is held, and with what expired and was not moved yet. */
  balance: number
  held: number
  /** What can be spent at the instant asked for. */
  available: number
}

/** Of a pool the sum of its parts; nothing of a system account, which has no balance. */
export async function getBalance(on: Runner, { id }: Pick<AccountKey, 'id'>, at: Date): Promise<Balance> {
  const [row] = await prepared<Balance>(
    on,
    'ledger-balance',
    `with part as (select * from ledger_balance where account_id = $1 or pool_id = $1),
       late as (select coalesce(sum(l.rest), 0) as rest from part join ledger_lot l on l.account_id = part.account_id
         where l.is_open and l.expires_at <= $2)
     select coalesce(sum(balance), 0)::bigint as balance, coalesce(sum(held), 0)::bigint as held,
       (coalesce(sum(balance - held - floor), 0) - (select rest from late))::bigint as available from part`,
    [id, at],
  )
  return row ?? { balance: 0, held: 0, available: 0 }
}

/** One line of an account's statement. */
export interface Entry {
  transferId: string
  at: Date
  rule: string
  /** Below nothing for what went. */
  amount: number
  /** After it. */
  balance: number
  /** Counts the entries of the account, from 1. */
  version: number
  evidenceTable: string
  evidenceId: string
  madeBy: string | null
  actionId: string | null
  /** The transfer that this one takes back. */
  reverses: string | null
  /** The transfer that took this one back. */
  reversedBy: string | null
}

/** Entries of an account that has a balance, newest first; `before` is the version of the last one shown. */
export async function listEntries(
  on: Runner,
  { id }: Pick<AccountKey, 'id'>,
  limit: number,
  before?: number,
): Promise<Entry[]> {
  return await prepared<Entry>(
    on,
    'ledger-entries',
    `select e.transfer_id as "transferId", t.at, t.rule, e.amount, e.balance, e.version, t.evidence_table as "evidenceTable",
       t.evidence_id as "evidenceId", t.made_by as "madeBy", t.action_id as "actionId", v.reverses, r.transfer_id as "reversedBy"
     from ledger_entry e join ledger_transfer t on t.id = e.transfer_id
       left join ledger_reversal v on v.transfer_id = t.id left join ledger_reversal r on r.reverses = t.id
     where e.account_id = $1 and e.version is not null and e.version < coalesce($3::bigint, 9007199254740991)
     order by e.version desc limit $2`,
    [id, limit, before ?? null],
  )
}

export interface Lot {
  /** The transfer that brought it. */
  id: string
  amount: number
  rest: number
  /** Null when it never does. */
  expiresAt: Date | null
}

/** What is there to spend, in the order in which it will be spent. */
export async function listLots(on: Runner, { id }: Pick<AccountKey, 'id'>): Promise<Lot[]> {
  return await prepared<Lot>(
    on,
    'ledger-lots',
    `select id, amount, rest, nullif(expires_at, 'infinity') as "expiresAt" from ledger_lot where account_id = $1 and is_open
     order by expires_at, id`,
    [id],
  )
}

export interface Hold {
  id: string
  amount: number
  state: 'open' | 'posted' | 'voided' | 'expired'
  at: Date
  expiresAt: Date
  endedAt: Date | null
  postedAmount: number | null
}

export async function findHold(on: Runner, id: string): Promise<Hold | undefined> {
  const [row] = await prepared<Hold>(
    on,
    'ledger-find-hold',
    `select id, amount, state, at, expires_at as "expiresAt", ended_at as "endedAt", posted_amount as "postedAmount"
     from ledger_hold where id = $1`,
    [id],
  )
  return row
}

/** What all accounts of a kind hold: what is owed, or what covers it. */
export async function sumOfKind(
  on: Runner,
  { unit, kind }: Pick<AccountKey, 'unit' | 'kind'>,
): Promise<{ accounts: number; balance: number; held: number }> {
  const [row] = await prepared<{ accounts: number; balance: number; held: number }>(
    on,
    'ledger-sum',
    `select count(distinct a.id)::int as accounts, coalesce(sum(b.balance), 0)::bigint as balance, coalesce(sum(b.held), 0)::bigint as held
     from ledger_account a join ledger_balance b on coalesce(b.pool_id, b.account_id) = a.id where a.unit = $1 and a.kind = $2`,
    [unit, kind],
  )
  return row ?? { accounts: 0, balance: 0, held: 0 }
}
