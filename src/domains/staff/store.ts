/** Questions of staff administration to the database. Invariants (two people, one administrator, one role) are its constraints. */
import { sql } from 'kysely'
import { endOf, type Role } from '#foundation/authority.ts'
import type { Tx } from '#foundation/database/database.ts'
import type { Day } from '#lib/days.ts'
import { newId } from '#lib/ids.ts'
import { soundOfPerson } from '#lib/names.ts'
import type { OrganisationKind, StaffState } from './spec.ts'

type Db = { db: Tx }
type Level = 'city' | 'district' | 'street' | 'community' | 'grid' | 'micro_grid'

/** A list of places a role is for, as it is today. */
export interface PlaceListOf {
  id: string
  name: string
  places: { path: string; name: string; level: Level }[]
}

export interface GrantRow {
  id: string
  role: Role
  path: string | null
  place: string
  level: Level | null
  list: PlaceListOf | null
  from: Day
  to: Day | null
  phone: string | null
  holds: boolean
}

export interface StaffRow {
  personId: string
  name: string
  pinyin: string
  accountId: string | null
  login: string
  state: StaffState
  suspendedAt: Date | null
  secondSince: Date | null
  linkUntil: Date | null
  grants: GrantRow[]
  proposed: number
}

export interface StaffQuery {
  /** Places the reader may see; a city's covers people without a role too. */
  scope: readonly string[]
  words?: string | undefined
  /** Whether words may find a sign-in name. */
  byLogin: boolean
  role?: string | undefined
  path?: string | undefined
  state?: string | undefined
  personId?: string | undefined
  after?: { pinyin: string; id: string } | undefined
  limit: number
}

const CITY = 4

/** A place of `t` as people call it: a grid with its community. */
const placeName = sql`(coalesce((select c.name || ' ' from territory c where length(t.path) > 12 and c.path = left(t.path, 12)), '') || t.name)`

/** A list as the readers of roles are told it. */
const listOf = sql`case when l.id is not null then jsonb_build_object('id', l.id, 'name', l.name, 'places', coalesce((
  select jsonb_agg(jsonb_build_object('path', t.path, 'name', ${placeName}, 'level', t.level) order by t.path)
  from place_list_member x join territory t on t.id = x.place_id where x.list_id = l.id), '[]')) end`

/** Where a grant `g` holds: its place `t`, its list `l`, or its unit `o`. */
const joinWhere = sql`left join territory t on t.path = g.path left join place_list l on l.id = g.list_id
  left join organisation o on o.id = g.organisation_id`

function peopleWhere(query: StaffQuery, now: Date, today: Day) {
  const all = query.scope.some((path) => path.length <= CITY)
  const words = (query.words ?? '').normalize('NFKC').trim().toLowerCase()
  const like = words.replace(/[\\%_]/g, (sign) => `\\${sign}`)
  const sound = like.replace(/\s/g, '')
  const inside = (paths: readonly string[]) =>
    sql`exists (select from role_place g, unnest(${[...paths]}::text[]) s(path)
      where g.person_id = p.id and (g.to_on is null or g.to_on >= ${today})
        and g.path >= s.path collate "C" and g.path < s.path || '~' collate "C")`
  const conditions = [
    sql`(a.id is not null or i.login is not null)`,
    all ? sql`true` : inside(query.scope),
    words === ''
      ? sql`true`
      : sql`(p.name like ${`%${like}%`} or p.initials like ${`${sound}%`} or replace(p.pinyin, ' ', '') like ${`${sound}%`}
          or (${query.byLogin} and coalesce(a.login, i.login) like ${`%${like}%`}))`,
    query.role
      ? sql`exists (select from role_grant g where g.person_id = p.id and g.role = ${query.role}
          and (g.to_on is null or g.to_on >= ${today}))`
      : sql`true`,
    query.path ? inside([query.path]) : sql`true`,
    query.personId ? sql`p.id = ${query.personId}` : sql`true`,
  ]
  const state = query.state ? sql`state = ${query.state}` : sql`true`
  return sql`with people as (
    select p.id, p.name, p.pinyin, a.id as account_id, coalesce(a.login, i.login) as login, a.suspended_at, a.second_since,
      case when i.used_at is null and i.expires_at > ${now} then i.expires_at end as link_until,
      case
        when a.suspended_at is not null then 'suspended'
        when a.id is null and i.used_at is null and i.expires_at > ${now} then 'invited'
        when a.id is null then 'lapsed'
        when exists (select from role_grant g where g.person_id = p.id and g.from_on <= ${today}
          and (g.to_on is null or g.to_on >= ${today})) then 'active'
        else 'unassigned' end as state
    from person p
    left join account a on a.person_id = p.id and a.kind = 'staff'
    left join lateral (select login, expires_at, used_at from invitation where person_id = p.id
      order by made_at desc limit 1) i on true
    where ${sql.join(conditions, sql` and `)}
  ), found as (select * from people where ${state})`
}

/** Staff by name, a page of it. */
export async function listStaff({ db }: Db, query: StaffQuery, now: Date, today: Day): Promise<StaffRow[]> {
  const { after } = query
  const { rows } = await sql<StaffRow>`${peopleWhere(query, now, today)}
    select f.id as "personId", f.name, f.pinyin, f.account_id as "accountId", f.login, f.state,
      f.suspended_at as "suspendedAt", f.second_since as "secondSince", f.link_until as "linkUntil",
      (select count(*)::int from grant_proposal x where x.person_id = f.id and x.decided_at is null) as proposed,
      coalesce((select jsonb_agg(jsonb_build_object('id', g.id, 'role', g.role, 'path', g.path, 'place', coalesce(l.name, o.name, ${placeName}),
          'level', t.level, 'list', ${listOf}, 'from', g.from_on, 'to', g.to_on, 'phone', g.phone, 'holds', g.from_on <= ${today})
          order by g.from_on, g.path)
        from role_grant g ${joinWhere}
        where g.person_id = f.id and (g.to_on is null or g.to_on >= ${today})), '[]') as grants
    from found f
    where ${after ? sql`(f.pinyin, f.id) > (${after.pinyin}, ${after.id}::uuid)` : sql`true`}
    order by f.pinyin, f.id limit ${query.limit}`.execute(db)
  return rows
}

export async function countStaff({ db }: Db, query: StaffQuery, now: Date, today: Day): Promise<number> {
  const { rows } = await sql<{ n: number }>`${peopleWhere(query, now, today)}
    select count(*)::int as n from found`.execute(db)
  return rows[0]?.n ?? 0
}

/** Every role a person ever held. */
export async function listGrants({ db }: Db, personId: string, today: Day): Promise<GrantRow[]> {
  const { rows } = await sql<GrantRow>`
    select g.id, g.role, g.path, coalesce(l.name, o.name, ${placeName}) as place, t.level, ${listOf} as list, g.from_on as "from", g.to_on as "to", g.phone,
      (g.from_on <= ${today} and (g.to_on is null or g.to_on >= ${today})) as holds
    from role_grant g ${joinWhere}
    where g.person_id = ${personId} order by g.from_on desc, g.path`.execute(db)
  return rows
}

/** Holds the decisions about administrators one after the other, so that no two of them each think another is left. */
export async function lockAdministrators(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('administrators', 3))`.execute(tx)
}

/** Holds a sign-in name while it is given away. */
export async function lockLogin(tx: Tx, login: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${login}, 4))`.execute(tx)
}

export async function isLoginTaken(tx: Tx, login: string, personId: string, now: Date): Promise<boolean> {
  const { rows } = await sql`
    select 1 from account where login = ${login} and person_id <> ${personId}
    union all select 1 from invitation where login = ${login} and person_id <> ${personId} and used_at is null and expires_at > ${now}
    limit 1`.execute(tx)
  return rows.length > 0
}

export async function insertStaffPerson(tx: Tx, id: string, name: string, now: Date): Promise<void> {
  await tx
    .insertInto('person')
    .values({ id, name, ...soundOfPerson(name), created_at: now })
    .execute()
}

/** Who else holds an administrator's role now or will, and can sign in. */
export async function countOtherHolders(tx: Tx, role: string, personId: string, today: Day): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(distinct g.person_id)::int as n from role_grant g
    join account a on a.person_id = g.person_id and a.kind = 'staff' and a.suspended_at is null
    where g.role = ${role} and g.person_id <> ${personId} and g.from_on <= ${today} and g.to_on is null`.execute(tx)
  return rows[0]?.n ?? 0
}

/** Whether anybody holds a role today or later. */
export async function isRoleGiven(tx: Tx, role: string, today: Day): Promise<boolean> {
  const { rows } = await sql`
    select 1 from role_grant where role = ${role} and (to_on is null or to_on >= ${today}) limit 1`.execute(tx)
  return rows.length > 0
}

/** Administrator roles that nobody holds on a day. */
export async function listMissing({ db }: Db, wanted: readonly Role[], today: Day): Promise<Role[]> {
  const { rows } = await sql<{ role: Role }>`
    select role from unnest(${[...wanted]}::text[]) with ordinality as x(role, place)
    where not exists (select from role_grant g where g.role = x.role and g.from_on <= ${today}
      and (g.to_on is null or g.to_on >= ${today})) order by place`.execute(db)
  return rows.map(({ role }) => role)
}

export interface Span {
  role: string
  /** The places, or those of the list. */
  paths: readonly string[]
  listId: string | null
  unitId: string | null
  from: Day
  to: Day | null
}

/** What of a person's roles stands against another one in the same days: the same in a place, an administrator's, any beside the independent desk's. */
export async function findAgainst(
  tx: Tx,
  personId: string,
  { role, paths, unitId, from, to }: Span,
): Promise<'has-role' | 'two-administrators' | 'independent' | undefined> {
  const { rows } = await sql<{ role: string }>`
    select g.role from role_place g where g.person_id = ${personId}
      and daterange(g.from_on, g.to_on, '[]') && daterange(${from}::date, ${to}::date, '[]')
      and ((g.role = ${role} and g.path = any(${[...paths]}::text[]))
        or (g.role <> ${role} and g.role like '%\\_admin' and ${role} like '%\\_admin'))
    order by (g.role = ${role}) desc limit 1`.execute(tx)
  const [found] = rows
  if (unitId !== null && (await isOfficer(tx, personId, unitId, { from, to }))) return 'has-role'
  if (found) return found.role === role ? 'has-role' : 'two-administrators'
  return (await isDependent(tx, personId, { role, from, to })) ? 'independent' : undefined
}

/** The independent desk's role stands alone. */
async function isDependent(tx: Tx, personId: string, { role, from, to }: Pick<Span, 'role' | 'from' | 'to'>) {
  const { rows } = await sql`select 1 from role_grant g where g.person_id = ${personId}
    and (g.role = 'integrity_officer') <> (${role} = 'integrity_officer')
    and daterange(g.from_on, g.to_on, '[]') && daterange(${from}::date, ${to}::date, '[]')`.execute(tx)
  return rows.length > 0
}

async function isOfficer(tx: Tx, personId: string, unitId: string, { from, to }: Pick<Span, 'from' | 'to'>) {
  const { rows } =
    await sql`select 1 from role_grant g where g.person_id = ${personId} and g.organisation_id = ${unitId}
    and daterange(g.from_on, g.to_on, '[]') && daterange(${from}::date, ${to}::date, '[]')`.execute(tx)
  return rows.length > 0
}

export interface ProposalRow {
  id: string
  personId: string
  name: string
  role: Role
  paths: string[] | null
  places: { path: string; name: string; level: Level }[]
  list: PlaceListOf | null
  unit: { id: string; name: string } | null
  from: Day
  to: Day | null
  phone: string | null
  proposedById: string
  proposedBy: string
  proposedAt: Date
  decision: 'confirmed' | 'refused' | 'withdrawn' | null
  decidedBy: string | null
  decidedAt: Date | null
}

const proposalColumns = sql`
  x.id, x.person_id as "personId", p.name, x.role, x.paths, x.from_on as "from", x.to_on as "to", x.phone,
  x.proposed_by as "proposedById", b.name as "proposedBy", x.proposed_at as "proposedAt", x.decision,
  d.name as "decidedBy", x.decided_at as "decidedAt",
  (select jsonb_agg(jsonb_build_object('path', t.path, 'name', ${placeName}, 'level', t.level) order by t.path)
    from territory t where t.path = any(x.paths)) as places, ${listOf} as list,
  case when o.id is not null then jsonb_build_object('id', o.id, 'name', o.name) end as unit
  from grant_proposal x left join place_list l on l.id = x.list_id left join organisation o on o.id = x.organisation_id join person p on p.id = x.person_id join person b on b.id = x.proposed_by
  left join person d on d.id = x.decided_by`

/** Proposals that wait (the oldest first) or were decided (the newest first). */
export async function listProposals(
  { db }: Db,
  which: { open: boolean; personId?: string; after?: { at: Date; id: string } | undefined; limit: number },
): Promise<ProposalRow[]> {
  const person = which.personId ? sql`x.person_id = ${which.personId}` : sql`true`
  const { after, limit } = which
  const { rows } = which.open
    ? await sql<ProposalRow>`select ${proposalColumns} where x.decided_at is null and ${person}
        and ${after ? sql`(x.proposed_at, x.id) > (${after.at}, ${after.id}::uuid)` : sql`true`}
        order by x.proposed_at, x.id limit ${limit}`.execute(db)
    : await sql<ProposalRow>`select ${proposalColumns} where x.decided_at is not null and ${person}
        and ${after ? sql`(x.decided_at, x.id) < (${after.at}, ${after.id}::uuid)` : sql`true`}
        order by x.decided_at desc, x.id desc limit ${limit}`.execute(db)
  return rows
}

export async function countOpenProposals({ db }: Db): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from grant_proposal where decided_at is null`.execute(db)
  return rows[0]?.n ?? 0
}

export async function findProposal({ db }: Db, id: string): Promise<ProposalRow | undefined> {
  const { rows } = await sql<ProposalRow>`select ${proposalColumns} where x.id = ${id}`.execute(db)
  return rows[0]
}

export async function insertProposal(
  tx: Tx,
  row: Span & { id: string; personId: string; phone: string | null; by: string; at: Date },
): Promise<void> {
  await tx
    .insertInto('grant_proposal')
    .values({
      id: row.id,
      person_id: row.personId,
      role: row.role,
      paths: row.listId === null && row.unitId === null ? [...row.paths] : null,
      list_id: row.listId,
      organisation_id: row.unitId,
      from_on: row.from,
      to_on: row.to,
      phone: row.phone,
      proposed_by: row.by,
      proposed_at: row.at,
    })
    .execute()
}

/** @returns false when it was decided before */
export async function decideProposal(
  tx: Tx,
  id: string,
  decision: 'confirmed' | 'refused' | 'withdrawn',
  by: string,
  at: Date,
): Promise<boolean> {
  const decided = await tx
    .updateTable('grant_proposal')
    .set({ decision, decided_by: by, decided_at: at })
    .where('id', '=', id)
    .where('decided_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return decided !== undefined
}

/** A list and its places; held, so that nobody changes it before the transaction ends. */
export async function findList(tx: Tx, id: string) {
  const { rows } = await sql<PlaceListOf & { endedOn: Day | null }>`
    select l.id, l.name, l.ended_on as "endedOn", ${listOf} -> 'places' as places
    from place_list l where l.id = ${id} for share of l`.execute(tx)
  return rows[0]
}

/** Gives a role at each place, or for the list as one grant. The table's exclusion constraints rule out the same role twice and two administrators. */
export async function insertGrants(
  tx: Tx,
  row: Span & { personId: string; phone: string | null; grantedBy: string; confirmedBy: string | null },
): Promise<void> {
  await tx
    .insertInto('role_grant')
    .values(
      (row.listId === null && row.unitId === null ? row.paths : [null]).map((path) => ({
        id: newId(),
        person_id: row.personId,
        role: row.role,
        path,
        list_id: row.listId,
        organisation_id: row.unitId,
        from_on: row.from,
        to_on: row.to,
        phone: row.phone,
        granted_by: row.grantedBy,
        confirmed_by: row.confirmedBy,
      })),
    )
    .execute()
}

export async function findGrant({ db }: Db, id: string) {
  return await db
    .selectFrom('role_grant')
    .select([
      'id',
      'person_id as personId',
      'role',
      'path',
      'list_id as listId',
      'organisation_id as unitId',
      'from_on as from',
      'to_on as to',
    ])
    .where('id', '=', id)
    .executeTakeFirst()
}

export async function endGrant(tx: Tx, id: string, day: Day): Promise<void> {
  await tx.updateTable('role_grant').set({ to_on: day }).where('id', '=', id).execute()
}

export async function setSuspended(tx: Tx, accountId: string, at: Date | null, by: string | null): Promise<boolean> {
  const set = await tx
    .updateTable('account')
    .set({ suspended_at: at, suspended_by: by })
    .where('id', '=', accountId)
    .where('suspended_at', at === null ? 'is not' : 'is', null)
    .returning('id')
    .executeTakeFirst()
  return set !== undefined
}

export interface ResetRow {
  id: string
  personId: string
  name: string
  words: string
  askedById: string
  askedBy: string
  askedAt: Date
  decided: boolean
}

const resetColumns = sql`r.id, r.person_id as "personId", p.name, r.words, r.asked_by as "askedById", b.name as "askedBy",
  r.asked_at as "askedAt", (r.decided_at is not null) as decided
  from second_factor_reset r join person p on p.id = r.person_id join person b on b.id = r.asked_by`

export async function listResets({ db }: Db, personId?: string): Promise<ResetRow[]> {
  const { rows } = await sql<ResetRow>`select ${resetColumns} where r.decided_at is null
    and ${personId ? sql`r.person_id = ${personId}` : sql`true`} order by r.asked_at, r.id limit 100`.execute(db)
  return rows
}

export async function findReset({ db }: Db, id: string): Promise<ResetRow | undefined> {
  const { rows } = await sql<ResetRow>`select ${resetColumns} where r.id = ${id}`.execute(db)
  return rows[0]
}

export async function insertReset(
  tx: Tx,
  row: { id: string; personId: string; words: string; by: string; at: Date },
): Promise<void> {
  await tx
    .insertInto('second_factor_reset')
    .values({ id: row.id, person_id: row.personId, words: row.words, asked_by: row.by, asked_at: row.at })
    .execute()
}

/** @returns false when it was decided before */
export async function decideReset(
  tx: Tx,
  id: string,
  decision: 'confirmed' | 'refused' | 'withdrawn',
  by: string,
  at: Date,
): Promise<boolean> {
  const decided = await tx
    .updateTable('second_factor_reset')
    .set({ decision, decided_by: by, decided_at: at })
    .where('id', '=', id)
    .where('decided_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return decided !== undefined
}

/** Links nobody used of people who have no account yet: past ones first. */
export async function listOpenInvitations({ db }: Db, now: Date) {
  const { rows } = await sql<{ personId: string; name: string; expiresAt: Date; lapsed: boolean }>`
    select i.person_id as "personId", p.name, i.expires_at as "expiresAt", i.expires_at <= ${now} as lapsed
    from (select distinct on (person_id) person_id, expires_at from invitation order by person_id, made_at desc) i
    join person p on p.id = i.person_id
    where not exists (select from account a where a.person_id = p.id and a.kind = 'staff')
    order by i.expires_at, p.id limit 100`.execute(db)
  return rows
}

const deedKinds = [
  'staff.invited',
  'staff.link-made',
  'staff.suspended',
  'staff.restored',
  'invitation.accepted',
  'grant.proposed',
  'grant.confirmed',
  'grant.refused',
  'grant.withdrawn',
  'grant.bootstrapped',
  'grant.ended',
  'second-factor.set',
  'second-factor.recovered',
  'second-factor.reset-asked',
  'second-factor.reset-confirmed',
  'second-factor.reset-refused',
  'second-factor.reset-withdrawn',
] as const
export type DeedKind = (typeof deedKinds)[number]

/** What was done about a person, newest first; at most 100. */
export async function listDeeds({ db }: Db, personId: string) {
  const { rows } = await sql<{
    id: string
    kind: DeedKind
    at: Date
    by: string | null
    role: string
    facts: Record<string, unknown>
    words: string | null
  }>`
    select a.id, a.kind, a.at, p.name as by, a.actor_role as role, a.facts, c.body->>'words' as words
    from action a left join person p on p.id = a.actor_id left join content c on c.action_id = a.id
    where a.subject_id = ${personId} and a.kind = any(${[...deedKinds]}::text[])
    order by a.version desc limit 100`.execute(db)
  return rows
}

export interface OrganisationRow {
  id: string
  kind: OrganisationKind
  name: string
  path: string
  place: string
  level: Level
  phone: string | null
  endedOn: Day | null
}

export interface OrganisationQuery {
  words?: string | undefined
  kind?: string | undefined
  path?: string | undefined
  ended: boolean
  after?: { path: string; id: string } | undefined
  limit: number
}

function organisationsWhere({ words, kind, path, ended }: OrganisationQuery, today: Day) {
  const like = (words ?? '')
    .normalize('NFKC')
    .trim()
    .replace(/[\\%_]/g, (sign) => `\\${sign}`)
  return sql`from organisation o join territory t on t.path = o.path
    where ${like === '' ? sql`true` : sql`o.name ilike ${`%${like}%`}`}
      and ${kind ? sql`o.kind = ${kind}` : sql`true`}
      and ${path ? sql`o.path >= ${path} and o.path < ${endOf(path)}` : sql`true`}
      and ${ended ? sql`o.ended_on <= ${today}` : sql`(o.ended_on is null or o.ended_on > ${today})`}`
}

const organisationColumns = sql`o.id, o.kind, o.name, o.path, t.name as place, t.level, o.phone, o.ended_on as "endedOn"`

export async function listOrganisations({ db }: Db, query: OrganisationQuery, today: Day): Promise<OrganisationRow[]> {
  const { after } = query
  const { rows } = await sql<OrganisationRow>`select ${organisationColumns} ${organisationsWhere(query, today)}
    and ${after ? sql`(o.path, o.id) > (${after.path}, ${after.id}::uuid)` : sql`true`}
    order by o.path, o.id limit ${query.limit}`.execute(db)
  return rows
}

export async function countOrganisations({ db }: Db, query: OrganisationQuery, today: Day): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n ${organisationsWhere(query, today)}`.execute(db)
  return rows[0]?.n ?? 0
}

export async function findOrganisation({ db }: Db, id: string): Promise<OrganisationRow | undefined> {
  const { rows } = await sql<OrganisationRow>`select ${organisationColumns}
    from organisation o join territory t on t.path = o.path where o.id = ${id}`.execute(db)
  return rows[0]
}

export async function insertOrganisation(
  tx: Tx,
  row: { id: string; kind: string; name: string; path: string; phone: string | null },
): Promise<void> {
  await tx.insertInto('organisation').values(row).execute()
}

export async function changeOrganisation(
  tx: Tx,
  id: string,
  values: { name?: string; phone?: string | null; ended_on?: Day },
): Promise<void> {
  await tx.updateTable('organisation').set(values).where('id', '=', id).execute()
}

/** A deed that was done under an id. */
export async function findDeed({ db }: Db, id: string): Promise<{ kind: string } | undefined> {
  return await db.selectFrom('action').select('kind').where('id', '=', id).executeTakeFirst()
}
