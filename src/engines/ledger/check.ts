/**
 * What always holds of the books, asked of the database in SQL: by tests, by the bench after each case, by `npm run verify`.
 * It reads everything. Read next: write.ts.
 */
import type { Runner } from '#foundation/database/database.ts'
import { prepared } from '#foundation/database/database.ts'

/** What does not hold, and of which row. */
export interface LedgerFault {
  fact: keyof typeof invariants
  /** A transfer, an account, a lot or a hold. */
  id: string
}

/** Each finds the rows for which it does not hold. */
const invariants = {
  /** A transfer has two entries, that cancel each other out. */
  'transfer.one-sided': `
    select t.id from ledger_transfer t left join ledger_entry e on e.transfer_id = t.id group by t.id
    having count(e.transfer_id) <> 2 or sum(e.amount) <> 0 or max(e.amount) <> t.amount`,
  /** A transfer goes from one account to another, and by a person only in an action of the journal. */
  'transfer.nowhere': `
    select id from ledger_transfer where from_account = to_account or made_by is not null and action_id is null`,
  /** An entry is of a transfer, on one of its accounts or a part of it, in the same unit. */
  'entry.foreign': `
    select e.transfer_id as id from ledger_entry e left join ledger_transfer t on t.id = e.transfer_id
      left join ledger_balance b on b.account_id = e.account_id
      left join ledger_account a on a.id = coalesce(b.pool_id, e.account_id)
    where t.id is null or a.unit is distinct from t.unit or (b.account_id is null) <> (e.version is null)
      or case when e.amount < 0 then t.from_account else t.to_account end not in (e.account_id, b.pool_id, a.id)
      or (b.account_id is null and a.owner_kind <> 'system')`,
  /** Versions of an account follow each other, each with the balance of the one before and its amount. */
  'entry.gap': `
    select account_id as id from (
      select account_id, version, balance, row_number() over w as nth, sum(amount) over w as so_far
      from ledger_entry where version is not null window w as (partition by account_id order by version)) x
    where version <> nth or balance <> so_far group by 1`,
  /** A balance is the sum of its entries. */
  'balance.differs': `
    select b.account_id as id from ledger_balance b left join (
      select account_id, sum(amount) as amount, count(*) as entries from ledger_entry where version is not null group by 1) e
      on e.account_id = b.account_id
    where b.balance <> coalesce(e.amount, 0) or b.version <> coalesce(e.entries, 0)`,
  /** What is held is what open holds keep. */
  'held.differs': `
    select b.account_id as id from ledger_balance b left join (
      select held_account, sum(amount) as amount from ledger_hold where state = 'open' group by 1) h on h.held_account = b.account_id
    where b.held <> coalesce(h.amount, 0)`,
  /** Of an account that keeps lots, their rest is what can be spent. */
  'lots.differ': `
    select b.account_id as id from ledger_balance b left join (
      select account_id, sum(rest) as rest from ledger_lot group by 1) l on l.account_id = b.account_id
    where b.keeps_lots and b.balance - b.held <> coalesce(l.rest, 0) or not b.keeps_lots and l.rest is not null`,
  /** The rest of a lot is what came, less what transfers took and open holds keep. */
  'lot.differs': `
    select l.id from ledger_lot l
      left join (select lot_id, sum(amount) as amount from ledger_allocation group by 1) a on a.lot_id = l.id
      left join (select k.lot_id, sum(k.amount) as amount from ledger_hold_lot k join ledger_hold h on h.id = k.hold_id
                 where h.state = 'open' group by 1) k on k.lot_id = l.id
      left join ledger_entry e on e.transfer_id = l.id and e.account_id = l.account_id
    where l.rest <> l.amount - coalesce(a.amount, 0) - coalesce(k.amount, 0) or e.amount is distinct from l.amount`,
  /** What left an account that keeps lots was taken from its lots; what a reversal brought went back to those it came from. */
  'allocation.differs': `
    select coalesce(e.transfer_id, a.transfer_id) as id from (
      select e.transfer_id, e.account_id, case when e.amount < 0 or r.transfer_id is not null then -e.amount else 0 end as amount
      from ledger_entry e join ledger_balance b on b.account_id = e.account_id and b.keeps_lots
        left join ledger_reversal r on r.transfer_id = e.transfer_id) e
    full join (
      select a.transfer_id, l.account_id, sum(a.amount) as amount from ledger_allocation a join ledger_lot l on l.id = a.lot_id
      group by 1, 2) a on a.transfer_id = e.transfer_id and a.account_id = e.account_id
    where coalesce(e.amount, 0) <> coalesce(a.amount, 0)`,
  /** A reversal is its origin the other way round. */
  'reversal.differs': `
    select v.transfer_id as id from ledger_reversal v left join ledger_transfer r on r.id = v.transfer_id
      left join ledger_transfer o on o.id = v.reverses
    where r.id is null or o.id is null or exists (select from ledger_reversal w where w.transfer_id = o.id) or v.amount <> o.amount
      or (o.unit, o.amount, o.from_account, o.to_account) <> (r.unit, r.amount, r.to_account, r.from_account)`,
  /** A hold that was posted has one transfer, one that was not has none; it kept its whole amount of lots. */
  'hold.differs': `
    select h.id from ledger_hold h left join ledger_transfer t on t.id = h.ended_id
      join ledger_balance b on b.account_id = h.held_account
      left join (select hold_id, sum(amount) as amount from ledger_hold_lot group by 1) k on k.hold_id = h.id
    where t.amount is distinct from h.posted_amount or coalesce(k.amount, 0) <> case when b.keeps_lots then h.amount else 0 end`,
} as const

/** Faults of a fact at most. */
const FAULTS_MAX = 20

/** Reads all books. @returns what does not hold, at most 20 of a kind; empty when all is well */
export async function checkLedger(on: Runner): Promise<LedgerFault[]> {
  const faults: LedgerFault[] = []
  for (const [fact, text] of Object.entries(invariants)) {
    const rows = await prepared<{ id: string }>(on, `ledger-check ${fact}`, `${text} limit ${FAULTS_MAX}`, [])
    faults.push(...rows.map(({ id }) => ({ fact: fact as LedgerFault['fact'], id })))
  }
  return faults
}
