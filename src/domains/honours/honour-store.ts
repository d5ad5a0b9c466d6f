/** Stars, governance stars, rounds, nominations and objections in the database. The engine writes the state of an honour. */
import { type RawBuilder, sql } from 'kysely'
import { endOf } from '#foundation/authority.ts'
import type { Database, Tx } from '#foundation/database/database.ts'
import type { Day } from '#lib/days.ts'
import type { Consent, HonourKind } from './rules.ts'

export interface HonourRow {
  id: string
  number: number
  version: number
  state: string
  path: string
  community: string
  honour: HonourKind
  level: number | null
  quarter: string | null
  minutes: number | null
  reason: string
  requesterId: string
  name: string
  erased: boolean
  consent: Consent
  openedAt: Date
  /** The end of the public notice. */
  until: Date | null
  awardedAt: Date | null
  denial: string | null
  unanswered: number
}

const rows = sql`
  select m.id, m.number, m.version, m.state, m.path, t.name as community, d.honour, d.level, d.quarter, d.minutes, d.reason,
    d.requester_id as "requesterId", p.name, p.erased_at is not null as erased, d.consent, m.opened_at as "openedAt",
    c.promise_at as until, d.awarded_at as "awardedAt", d.denial,
    (select count(*)::int from honour_objection o where o.honour_id = m.id and o.answered_at is null) as unanswered
  from honour d join matter m on m.id = d.matter_id and m.kind = 'honour' join person p on p.id = d.requester_id
    join territory t on t.path = left(m.path, 12) left join clock c on c.matter_id = m.id and c.name = 'notice'`

const bySound = sql`order by p.pinyin, p.id`

export function inside(column: string, paths: readonly string[]): RawBuilder<boolean> {
  if (paths.length === 0) return sql<boolean>`false`
  return sql<boolean>`(${sql.join(
    paths.map((path) => sql`(${sql.ref(column)} >= ${path} and ${sql.ref(column)} < ${endOf(path)})`),
    sql` or `,
  )})`
}

export async function findHonour(tx: Tx, id: string): Promise<HonourRow | undefined> {
  return (await sql<HonourRow>`${rows} where m.id = ${id}`.execute(tx)).rows[0]
}

export async function findIdByNumber({ db }: Database, number: number): Promise<string | undefined> {
  const found = await sql<{ id: string }>`
    select id from matter where number = ${number} and kind = 'honour'`.execute(db)
  return found.rows[0]?.id
}

export async function listMine(tx: Tx, personId: string): Promise<HonourRow[]> {
  return (
    await sql<HonourRow>`${rows} where d.requester_id = ${personId} order by m.opened_at desc, m.id limit 100`.execute(
      tx,
    )
  ).rows
}

/** What is shown to everybody in a community now, by the names' sound. */
export async function listOnNotice(tx: Tx, path: string): Promise<HonourRow[]> {
  return (
    await sql<HonourRow>`${rows} where ${inside('m.path', [path])} and m.state = 'on_notice' and p.erased_at is null
      ${bySound} limit 200`.execute(tx)
  ).rows
}

/** What was awarded in a community and may be published, the newest first, within one day by the names' sound. */
export async function listPublished(tx: Tx, path: string, since: Date): Promise<HonourRow[]> {
  return (
    await sql<HonourRow>`${rows} where ${inside('m.path', [path])} and m.state = 'awarded' and d.consent = 'given'
      and p.erased_at is null and d.awarded_at >= ${since} ${bySound} limit 500`.execute(tx)
  ).rows
}

/** At the desk: those that go on by the end of their notice, or those that are done, newest first. */
export async function listForDesk(
  tx: Tx,
  paths: readonly string[],
  honour: HonourKind,
  list: 'open' | 'done',
  limit: number,
): Promise<HonourRow[]> {
  const order = list === 'open' ? sql`m.opened_at, m.id` : sql`m.changed_at desc, m.id`
  return (
    await sql<HonourRow>`${rows} where ${inside('m.path', paths)} and d.honour = ${honour}
      and m.closed_at is ${list === 'open' ? sql`null` : sql`not null`} order by ${order} limit ${limit}`.execute(tx)
  ).rows
}

export async function listOfRound(tx: Tx, roundId: string): Promise<HonourRow[]> {
  return (await sql<HonourRow>`${rows} where d.round_id = ${roundId} ${bySound}`.execute(tx)).rows
}

/** Whether a person has this already, on its way or awarded. */
export async function isHonoured(
  tx: Tx,
  personId: string,
  what: { level: number } | { roundId: string },
): Promise<boolean> {
  const same = 'level' in what ? sql`level >= ${what.level}` : sql`round_id = ${what.roundId}`
  const found = await sql`
    select from honour where requester_id = ${personId} and ended_at is null and ${same} limit 1`.execute(tx)
  return found.rows.length > 0
}

export interface Proposal {
  personId: string
  name: string
  tail: string | null
  level: number
  minutes: number
  reachedAt: Date
  path: string
}

/** What the rule proposes and nobody has decided on, in the order in which it was reached. */
export async function listProposals(tx: Tx, paths: readonly string[], limit: number): Promise<Proposal[]> {
  return (
    await sql<Proposal>`
    select s.person_id as "personId", p.name, p.phone_tail as tail, s.level, s.minutes, s.reached_at as "reachedAt", s.path
    from star_proposal s join person p on p.id = s.person_id and p.erased_at is null
    where s.honour_id is null and s.dismissed_at is null and ${inside('s.path', paths)}
    order by s.reached_at, s.person_id limit ${limit}`.execute(tx)
  ).rows
}

export async function findProposal(tx: Tx, personId: string, level: number): Promise<{ path: string } | undefined> {
  const found = await sql<{ path: string }>`
    select path from star_proposal
    where person_id = ${personId} and level = ${level} and honour_id is null and dismissed_at is null`.execute(tx)
  return found.rows[0]
}

export interface NewProposal {
  personId: string
  level: number
  path: string
  minutes: number
}

/** Writes proposals for the highest level each has reached; lower ones that waited are left behind. @returns how many are new */
export async function insertProposals(tx: Tx, proposals: readonly NewProposal[], at: Date): Promise<number> {
  if (proposals.length === 0) return 0
  const found = await sql`
    with x as (select * from jsonb_to_recordset(${JSON.stringify(proposals)}::jsonb)
        as x("personId" uuid, level smallint, path text, minutes int)),
      fresh as (select x.* from x where not exists (select from honour h
        where h.requester_id = x."personId" and h.honour = 'star' and h.level >= x.level and h.ended_at is null)
        and not exists (select from star_proposal s where s.person_id = x."personId" and s.level >= x.level)),
      gone as (delete from star_proposal s using fresh f
        where s.person_id = f."personId" and s.level < f.level and s.honour_id is null and s.dismissed_at is null)
    insert into star_proposal (person_id, level, path, minutes, reached_at)
    select "personId", level, path, minutes, ${at} from fresh on conflict do nothing returning person_id`.execute(tx)
  return found.rows.length
}

export async function setDismissed(tx: Tx, personId: string, level: number, by: string, at: Date): Promise<void> {
  await sql`update star_proposal set dismissed_at = ${at}, dismissed_by = ${by}
    where person_id = ${personId} and level = ${level}`.execute(tx)
}

export async function setShown(tx: Tx, personId: string, level: number, honourId: string): Promise<void> {
  await sql`update star_proposal set honour_id = ${honourId} where person_id = ${personId} and level = ${level}`.execute(
    tx,
  )
}

export interface Round {
  id: string
  path: string
  quarter: string
  openedAt: Date
  nominateUntil: Day
  closedAt: Date | null
}

const roundColumns = sql`
  select id, path, quarter, opened_at as "openedAt", to_char(nominate_until, 'YYYY-MM-DD') as "nominateUntil",
    closed_at as "closedAt" from governance_round`

export async function findRound(tx: Tx, id: string): Promise<Round | undefined> {
  return (await sql<Round>`${roundColumns} where id = ${id}`.execute(tx)).rows[0]
}

/** The rounds of a community, newest first. */
export async function listRounds(tx: Tx, path: string): Promise<Round[]> {
  return (await sql<Round>`${roundColumns} where path = ${path} order by quarter desc limit 12`.execute(tx)).rows
}

/** The round in which one can still nominate. */
export async function findOpenRound(tx: Tx, path: string, today: Day): Promise<Round | undefined> {
  return (
    await sql<Round>`${roundColumns} where path = ${path} and closed_at is null and nominate_until >= ${today}::date
      order by quarter desc limit 1`.execute(tx)
  ).rows[0]
}

export async function insertRound(
  tx: Tx,
  round: { id: string; path: string; quarter: string; at: Date; by: string; until: Day },
): Promise<boolean> {
  const found = await sql`
    insert into governance_round (id, path, quarter, opened_at, opened_by, nominate_until)
    values (${round.id}, ${round.path}, ${round.quarter}, ${round.at}, ${round.by}, ${round.until})
    on conflict (id) do nothing returning id`.execute(tx)
  return found.rows.length > 0
}

export async function setClosed(tx: Tx, id: string, by: string, at: Date): Promise<boolean> {
  const found = await sql`update governance_round set closed_at = ${at}, closed_by = ${by}
    where id = ${id} and closed_at is null returning id`.execute(tx)
  return found.rows.length > 0
}

export interface Nomination {
  id: string
  roundId: string
  path: string
  name: string
  words: string
  personId: string | null
  at: Date
  byStaff: boolean
}

const nominations = sql`
  select n.id, n.round_id as "roundId", r.path, n.name, n.words, n.person_id as "personId", n.at,
    exists (select from account a where a.person_id = n.by_id and a.kind = 'staff') as "byStaff"
  from governance_nomination n join governance_round r on r.id = n.round_id`

export async function listNominations(tx: Tx, roundId: string): Promise<Nomination[]> {
  return (
    await sql<Nomination>`${nominations} where n.round_id = ${roundId} and n.erased_at is null order by n.at, n.id limit 200`.execute(
      tx,
    )
  ).rows
}

export async function findNomination(tx: Tx, id: string): Promise<Nomination | undefined> {
  return (await sql<Nomination>`${nominations} where n.id = ${id} and n.erased_at is null`.execute(tx)).rows[0]
}

export async function insertNomination(
  tx: Tx,
  row: { id: string; roundId: string; by: string; at: Date; name: string; words: string; personId: string | null },
): Promise<void> {
  await sql`
    insert into governance_nomination (id, round_id, by_id, at, name, words, person_id)
    values (${row.id}, ${row.roundId}, ${row.by}, ${row.at}, ${row.name}, ${row.words}, ${row.personId})`.execute(tx)
}

export async function countNominations(tx: Tx, roundId: string, by: string): Promise<number> {
  const found = await sql<{ n: number }>`
    select count(*)::int as n from governance_nomination where round_id = ${roundId} and by_id = ${by}`.execute(tx)
  return found.rows[0]?.n ?? 0
}

/** @returns false when they named themselves */
export async function setNominee(tx: Tx, id: string, personId: string): Promise<boolean> {
  const found = await sql`
    update governance_nomination set person_id = ${personId} where id = ${id} and by_id <> ${personId} returning id`.execute(
    tx,
  )
  return found.rows.length > 0
}

export interface Objection {
  id: string
  honourId: string
  byId: string
  at: Date
  words: string
  answer: string | null
  answeredAt: Date | null
}

const objections = sql`
  select id, honour_id as "honourId", by_id as "byId", at, words, answer, answered_at as "answeredAt" from honour_objection`

export async function listObjections(tx: Tx, honourId: string): Promise<Objection[]> {
  return (await sql<Objection>`${objections} where honour_id = ${honourId} order by at, id limit 200`.execute(tx)).rows
}

export async function findObjection(tx: Tx, id: string): Promise<Objection | undefined> {
  return (await sql<Objection>`${objections} where id = ${id}`.execute(tx)).rows[0]
}

/** Inserts it while the honour is shown, which is held so until the end of the transaction. @returns false when it no longer is */
export async function insertObjection(
  tx: Tx,
  row: { id: string; honourId: string; by: string; at: Date; words: string },
): Promise<boolean> {
  const found = await sql`
    insert into honour_objection (id, honour_id, by_id, at, words)
    select ${row.id}, m.id, ${row.by}, ${row.at}, ${row.words} from matter m
    where m.id = ${row.honourId} and m.state = 'on_notice' for share of m returning id`.execute(tx)
  return found.rows.length > 0
}

export async function setAnswer(tx: Tx, id: string, answer: string, by: string, at: Date): Promise<boolean> {
  const found = await sql`update honour_objection set answer = ${answer}, answered_at = ${at}, answered_by = ${by}
    where id = ${id} and answered_at is null returning id`.execute(tx)
  return found.rows.length > 0
}

/** Who heads or works the desk of a place today. */
export async function listWorkers(tx: Tx, path: string, role: string, today: Day): Promise<string[]> {
  const found = await sql<{ id: string }>`
    select distinct person_id as id from role_place where role = ${role} and ${path} like path || '%'
      and from_on <= ${today} and (to_on is null or to_on >= ${today})`.execute(tx)
  return found.rows.map(({ id }) => id)
}

export async function tellOf(
  tx: Tx,
  told: { actionId: string; people: readonly string[]; key: string; subjectId: string; at: Date },
): Promise<void> {
  if (told.people.length === 0) return
  await tx
    .insertInto('notice')
    .values(
      told.people.map((person_id) => ({
        action_id: told.actionId,
        person_id,
        key: told.key,
        subject_id: told.subjectId,
        facts: '{}',
        at: told.at,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

export async function listTitles({ db }: Database, ids: readonly string[]) {
  const found = await sql<{
    id: string
    number: number
    honour: HonourKind
    level: number | null
    quarter: string | null
  }>`
    select m.id, m.number, d.honour, d.level, d.quarter from matter m join honour d on d.matter_id = m.id
    where m.id = any(${[...ids]}::uuid[])`.execute(db)
  return new Map(found.rows.map(({ id, number, ...row }) => [id, { number, title: titleOf(row) }]))
}

const chinese = ['一', '二', '三', '四', '五']

/** What it is called where there is room for a name only. */
function titleOf({ honour, level, quarter }: Pick<HonourRow, 'honour' | 'level' | 'quarter'>): string {
  if (honour === 'star') return `${chinese[(level ?? 1) - 1]}星志愿者`
  return `${quarter?.slice(0, 4)} 年第 ${quarter?.slice(5)} 季度社区治理之星`
}
