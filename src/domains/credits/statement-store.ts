/** Reads accounts as their owner sees them: lines with what they were for, sums of months, questions and corrections. */
import { sql } from 'kysely'
import { type AccountKey, accountOf } from '#engines/ledger/index.ts'
import { endOf } from '#foundation/authority.ts'
import type { Tx } from '#foundation/database/database.ts'
import { dayOf } from '#lib/days.ts'
import type { Category, ReversalReason } from './rules.ts'
import { type Currency, creditsLedger } from './spec.ts'

export const accountKey = (account: Currency, personId: string): AccountKey =>
  accountOf(creditsLedger, account, personId)

export interface Line {
  id: string
  number: number
  at: Date
  rule: string
  amount: number
  balance: number
  category: Category | null
  activity: string | null
  minutes: number | null
  reward: string | null
  order: number | null
  merchant: string | null
  maker: string | null
  makerIsStaff: boolean
  reverses: number | null
  reason: ReversalReason | null
  reversedBy: number | null
  question: 'open' | 'answered' | null
}

/** Lines of an account, newest first; `before` is the number of the last one shown. */
export async function listLines(
  tx: Tx,
  { id }: Pick<AccountKey, 'id'>,
  limit: number,
  before?: number,
): Promise<Line[]> {
  const { rows } = await sql<Line>`
    select t.id, e.version::int as number, t.at, t.rule, e.amount::int as amount, e.balance::int as balance, n.category, n.activity,
      n.minutes, w.name as reward, m.number::int as "order", g.name as merchant, p.name as maker,
      exists (select from account a where a.person_id = p.id and a.kind = 'staff') as "makerIsStaff",
      oe.version::int as reverses, v.reason, re.version::int as "reversedBy",
      (select case when q.answered_at is null then 'open' else 'answered' end from credit_question q
        where q.transfer_id = t.id and q.erased_at is null order by q.asked_at desc limit 1) as question
    from ledger_entry e join ledger_transfer t on t.id = e.transfer_id
      left join ledger_reversal v on v.transfer_id = t.id
      left join ledger_entry oe on oe.transfer_id = v.reverses and oe.account_id = e.account_id
      left join ledger_reversal r on r.reverses = t.id
      left join ledger_entry re on re.transfer_id = r.transfer_id and re.account_id = e.account_id
      left join credit_earning n on n.transfer_id = coalesce(v.reverses, t.id)
      left join reward_order o on t.evidence_table = 'reward_order' and o.matter_id = t.evidence_id
      left join matter m on m.id = o.matter_id left join reward w on w.id = o.reward_id
      left join organisation g on g.id = o.merchant_id left join person p on p.id = t.made_by
    where e.account_id = ${id} and e.version is not null and e.version < ${before ?? 2_147_483_647}
    order by e.version desc limit ${limit}`.execute(tx)
  return rows
}

export interface MonthSum {
  month: string
  earned: number
  spent: number
  reversed: number
  expired: number
}

/** What came, went, was taken back and ended in each of these months; taken back is what lines of correction changed. */
export async function sumMonths(
  tx: Tx,
  { id }: Pick<AccountKey, 'id'>,
  months: readonly string[],
): Promise<MonthSum[]> {
  const { rows } = await sql<MonthSum>`
    select x.month, coalesce(sum(x.amount) filter (where x.way = 'earned'), 0)::int as earned,
      coalesce(-sum(x.amount) filter (where x.way = 'spent'), 0)::int as spent,
      coalesce(sum(abs(x.amount)) filter (where x.way = 'reversed'), 0)::int as reversed,
      coalesce(-sum(x.amount) filter (where x.way = 'expired'), 0)::int as expired
    from (select to_char(t.at at time zone 'Asia/Shanghai', 'YYYY-MM') as month, e.amount,
        case when v.transfer_id is not null then 'reversed' when t.rule = 'ledger.expired' then 'expired'
          when e.amount > 0 then 'earned' else 'spent' end as way
      from ledger_entry e join ledger_transfer t on t.id = e.transfer_id left join ledger_reversal v on v.transfer_id = t.id
      where e.account_id = ${id} and e.version is not null) x
    where x.month = any(${[...months]}::text[]) group by 1 order by 1 desc`.execute(tx)
  return rows
}

/** The line of an account of a person: its unit, owner, amount, and the owner's place. */
export interface LineOf {
  id: string
  account: Currency
  accountId: string
  personId: string
  path: string | null
  number: number
  amount: number
  rule: string
}

export async function findLine(tx: Tx, lineId: string): Promise<LineOf | undefined> {
  const { rows } = await sql<LineOf>`
    select t.id, a.unit as account, a.id as "accountId", a.person_id as "personId", p.path, e.version::int as number,
      e.amount::int as amount, t.rule
    from ledger_transfer t join ledger_entry e on e.transfer_id = t.id join ledger_account a on a.id = e.account_id
      join person p on p.id = a.person_id
    where t.id = ${lineId} and a.unit in ('points', 'time_credit')`.execute(tx)
  return rows[0]
}

export interface QuestionRow {
  id: string
  account: Currency
  number: number
  amount: number
  words: string
  asked_at: Date
  answer: string | null
  answered_at: Date | null
  who: string
  community: string
}

const questions = sql`
  select q.id, a.unit as account, e.version::int as number, e.amount::int as amount, q.words, q.asked_at, q.answer, q.answered_at,
    p.name as who, c.name as community
  from credit_question q join ledger_entry e on e.transfer_id = q.transfer_id
    join ledger_account a on a.id = e.account_id and a.person_id = q.person_id
    join person p on p.id = q.person_id join territory c on c.path = left(q.path, 12)`

export async function listQuestionsOf(tx: Tx, personId: string): Promise<QuestionRow[]> {
  const { rows } = await sql<QuestionRow>`${questions}
    where q.person_id = ${personId} and q.erased_at is null order by q.asked_at desc limit 50`.execute(tx)
  return rows
}

export async function listQuestionsIn(tx: Tx, paths: readonly string[], list: 'open' | 'done'): Promise<QuestionRow[]> {
  const isOpen = list === 'open'
  const { rows } = await sql<QuestionRow>`${questions}
    where ${insideOf(sql.ref('q.path'), paths)} and q.erased_at is null
      and ${isOpen ? sql`q.answered_at is null` : sql`q.answered_at is not null`}
    order by ${isOpen ? sql`q.asked_at` : sql`q.answered_at desc`}, q.id limit 100`.execute(tx)
  return rows
}

/** A condition: the column is inside one of the places. */
export function insideOf(column: ReturnType<typeof sql.ref>, paths: readonly string[]) {
  return sql`(${sql.join(
    [sql`false`, ...paths.map((path) => sql`(${column} >= ${path} and ${column} < ${endOf(path)})`)],
    sql` or `,
  )})`
}

export async function findQuestion(tx: Tx, id: string) {
  return await tx
    .selectFrom('credit_question')
    .select(['id', 'person_id as personId', 'path', 'answered_at as answeredAt'])
    .where('id', '=', id)
    .where('erased_at', 'is', null)
    .forUpdate()
    .executeTakeFirst()
}

export interface WaitingRow {
  id: string
  account: Currency
  number: number
  amount: number
  who: string
  reason: ReversalReason
  words: string | null
  proposed_at: Date
  proposed_by: string
  proposer: string
}

/** Corrections that wait for a second person. */
export async function listWaiting(tx: Tx, paths: readonly string[]): Promise<WaitingRow[]> {
  const { rows } = await sql<WaitingRow>`
    select v.id, a.unit as account, e.version::int as number, e.amount::int as amount, p.name as who, v.reason,
      c.body->>'words' as words, v.proposed_at, v.proposed_by, s.name as proposer
    from credit_reversal v join ledger_entry e on e.transfer_id = v.transfer_id
      join ledger_account a on a.id = e.account_id and a.person_id = v.person_id
      join person p on p.id = v.person_id join person s on s.id = v.proposed_by left join content c on c.action_id = v.id
    where v.decided_at is null and ${insideOf(sql.ref('p.path'), paths)} order by v.proposed_at, v.id`.execute(tx)
  return rows
}

/** The place and name of somebody whose account can be opened; nobody who left. */
export async function findOwner(tx: Tx, personId: string) {
  return await tx
    .selectFrom('person')
    .select(['id', 'name', 'path'])
    .where('id', '=', personId)
    .where('erased_at', 'is', null)
    .executeTakeFirst()
}

/** A notice about something that is no matter, in the transaction that did it. */
export async function tell(
  tx: Tx,
  {
    actionId,
    personId,
    key,
    subjectId,
    at,
    facts = {},
  }: {
    actionId: string
    personId: string
    key: string
    subjectId: string
    at: Date
    facts?: Record<string, string | number>
  },
): Promise<void> {
  await tx
    .insertInto('notice')
    .values({ action_id: actionId, person_id: personId, key, subject_id: subjectId, at, facts: JSON.stringify(facts) })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** Tells the desk of a community. */
export async function tellDesk(
  tx: Tx,
  { actionId, key, subjectId, at, path }: { actionId: string; key: string; subjectId: string; at: Date; path: string },
): Promise<void> {
  await sql`
    insert into notice (action_id, person_id, key, subject_id, at)
    select distinct ${actionId}::uuid, g.person_id, ${key}, ${subjectId}::uuid, ${at}::timestamptz from role_place g
    where g.role = 'community_desk' and g.path = ${path.slice(0, 12)} and g.from_on <= ${dayOf(at)}
      and (g.to_on is null or g.to_on >= ${dayOf(at)})
    on conflict (action_id, person_id, key) do nothing`.execute(tx)
}
