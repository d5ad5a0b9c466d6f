/** What is left out of rates, in the database. The table's constraints rule out who may not decide. */
import { type RawBuilder, sql } from 'kysely'
import { endOf, type Visibility } from '#foundation/authority.ts'
import type { Database, Tx } from '#foundation/database/database.ts'
import type { Day } from '#lib/days.ts'
import type { PageEnd } from '#lib/page.ts'
import type { exclusionLists } from './rates-contract.ts'
import type { ExclusionReason, RateName } from './rules.ts'

/** Whether a request `m` is left out of a rate: approved, and not taken back. */
export function leftOut(rate: RateName): RawBuilder<unknown> {
  return sql`exists (select from rate_exclusion x
    where x.matter_id = m.id and x.rate = ${rate} and x.approved and x.ended_at is null)`
}

export interface ExclusionRow {
  id: string
  matter_id: string
  number: number
  title: string
  path: string
  visibility: Visibility
  community: string
  rate: RateName
  reason: ExclusionReason
  words: string | null
  proposed_at: Date
  proposed_by: string
  proposed_path: string
  proposer: string
  approved: boolean | null
  decided_at: Date | null
  decider: string | null
  handler_id: string | null
  ended_at: Date | null
  ender: string | null
}

const rows = sql`
  select x.id, x.matter_id, m.number, r.title, m.path, m.visibility, t.name as community, x.rate, x.reason, c.body ->> 'words' as words,
    x.proposed_at, x.proposed_by, x.proposed_path, p.name as proposer, x.approved, x.decided_at, d.name as decider,
    r.handler_id, x.ended_at, e.name as ender
  from rate_exclusion x
  join matter m on m.id = x.matter_id
  join request r on r.matter_id = m.id
  join territory t on t.path = left(m.path, 12)
  join person p on p.id = x.proposed_by
  left join person d on d.id = x.decided_by
  left join person e on e.id = x.ended_by
  left join content c on c.action_id = x.id`

type List = (typeof exclusionLists)[number]

const inList: { readonly [L in List]: RawBuilder<unknown> } = {
  waiting: sql`(x.approved is null and x.ended_at is null)`,
  holding: sql`(x.approved and x.ended_at is null)`,
  past: sql`(x.approved is false or x.ended_at is not null)`,
}

/** What is sealed to all others is in nobody's list. */
function inside(paths: readonly string[]): RawBuilder<unknown> {
  if (paths.length === 0) return sql`false`
  return sql`(m.visibility <> 'sealed' and (${sql.join(
    paths.map((path) => sql`(m.path >= ${path} and m.path < ${endOf(path)})`),
    sql` or `,
  )}))`
}

/** Newest proposal first. */
export async function listExclusions(
  { db }: Database,
  list: List,
  paths: readonly string[],
  after: PageEnd | undefined,
  limit: number,
): Promise<ExclusionRow[]> {
  const page = after ? sql`and (x.proposed_at, x.id) < (${after.at}, ${after.id}::uuid)` : sql``
  const found = await sql<ExclusionRow>`${rows} where ${inList[list]} and ${inside(paths)} ${page}
    order by x.proposed_at desc, x.id desc limit ${limit}`.execute(db)
  return found.rows
}

export async function countExclusions(
  { db }: Database,
  paths: readonly string[],
): Promise<{ waiting: number; holding: number; past: number }> {
  const { rows: found } = await sql<{ waiting: number; holding: number; past: number }>`
    select count(*) filter (where ${inList.waiting})::int as waiting, count(*) filter (where ${inList.holding})::int as holding,
      count(*) filter (where ${inList.past})::int as past
    from rate_exclusion x join matter m on m.id = x.matter_id where ${inside(paths)}`.execute(db)
  return found[0] ?? { waiting: 0, holding: 0, past: 0 }
}

export async function findExclusion(tx: Tx, id: string): Promise<ExclusionRow | undefined> {
  const found = await sql<ExclusionRow>`${rows} where x.id = ${id}`.execute(tx)
  return found.rows[0]
}

export interface NewExclusion {
  id: string
  matterId: string
  rate: RateName
  reason: ExclusionReason
  at: Date
  by: string
  path: string
}

/** One that waits or holds for each request and rate: `rate_exclusion_is_one` says so, not this function. */
export async function insertExclusion(tx: Tx, row: NewExclusion): Promise<void> {
  await tx
    .insertInto('rate_exclusion')
    .values({
      id: row.id,
      matter_id: row.matterId,
      rate: row.rate,
      reason: row.reason,
      proposed_at: row.at,
      proposed_by: row.by,
      proposed_path: row.path,
    })
    .execute()
}

/** @returns false when it was decided or ended before */
export async function decideExclusion(
  tx: Tx,
  id: string,
  decision: { approves: boolean; at: Date; by: string; path: string },
): Promise<boolean> {
  const done = await tx
    .updateTable('rate_exclusion')
    .set({
      approved: decision.approves,
      decided_at: decision.at,
      decided_by: decision.by,
      decided_path: decision.path,
    })
    .where('id', '=', id)
    .where('approved', 'is', null)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  return done.numUpdatedRows > 0n
}

/** @returns false when it was refused or ended before */
export async function endExclusion(tx: Tx, id: string, at: Date, by: string): Promise<boolean> {
  const done = await tx
    .updateTable('rate_exclusion')
    .set({ ended_at: at, ended_by: by })
    .where('id', '=', id)
    .where((eb) => eb.or([eb('approved', 'is', null), eb('approved', '=', true)]))
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  return done.numUpdatedRows > 0n
}

interface Told {
  actionId: string
  matterId: string
  at: Date
}

/**
 * Tells who may decide a proposal that it waits: of those above whoever proposed it the nearest, never who proposed it or whose
 * request it is.
 *
 * @param roles that decide
 */
export async function tellDeciders(
  tx: Tx,
  { actionId, matterId, at }: Told,
  { path, proposedPath, proposedBy, today }: { path: string; proposedPath: string; proposedBy: string; today: Day },
  roles: readonly string[],
): Promise<void> {
  await sql`
    with above as (
      select g.person_id, length(g.path) as height from role_place g
      where g.role = any(${[...roles]}::text[]) and ${path} like g.path || '%' and length(g.path) < ${proposedPath.length}
        and g.from_on <= ${today} and (g.to_on is null or g.to_on >= ${today})
        and g.person_id <> ${proposedBy}::uuid
        and g.person_id is distinct from (select handler_id from request where matter_id = ${matterId}))
    insert into notice (action_id, person_id, key, subject_id, at)
    select distinct ${actionId}::uuid, person_id, 'notice.exclusion-waits', ${matterId}::uuid, ${at}::timestamptz
    from above where height = (select max(height) from above)
    on conflict (action_id, person_id, key) do nothing`.execute(tx)
}

/** Tells who proposed what became of it; not when they did that themselves. */
export async function tellProposer(
  tx: Tx,
  { actionId, matterId, at }: Told,
  { personId, by, key }: { personId: string; by: string; key: `notice.exclusion-${'approved' | 'refused' | 'ended'}` },
): Promise<void> {
  if (personId === by) return
  await tx
    .insertInto('notice')
    .values({ action_id: actionId, person_id: personId, key, subject_id: matterId, at })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** What was said of requests whose words are erased goes with them. */
export async function eraseExclusionWords(tx: Tx, matterIds: readonly string[]): Promise<void> {
  await sql`delete from content c using action a, rate_exclusion x
    where a.id = c.action_id and a.subject_id = x.id and x.matter_id = any(${[...matterIds]}::uuid[])`.execute(tx)
}
