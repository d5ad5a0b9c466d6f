/**
 * Open311 in the database: clients and their use, which request a client sent, what anybody may be shown of requests, and the
 * rows of the test endpoint. What is public is asked of requests (`onBoard`), never decided here.
 */
import { type RawBuilder, sql } from 'kysely'
import { onBoard } from '#domains/requests/index.ts'
import type { Database, Tx } from '#foundation/database/database.ts'
import type { Day } from '#lib/days.ts'

export interface ClientRow {
  id: string
  name: string
  contact: string
  key_tail: string
  key_at: Date
  per_minute: number
  per_day: number
  may_update: boolean
  suspended_at: Date | null
  created_at: Date
}

const clientColumns = [
  'id',
  'name',
  'contact',
  'key_tail',
  'key_at',
  'per_minute',
  'per_day',
  'may_update',
  'suspended_at',
  'created_at',
] as const

export async function findClientByKey(db: Tx, keyHash: Buffer): Promise<ClientRow | undefined> {
  return await db.selectFrom('open311_client').select(clientColumns).where('key_hash', '=', keyHash).executeTakeFirst()
}

export async function findClient(db: Tx, id: string): Promise<ClientRow | undefined> {
  return await db.selectFrom('open311_client').select(clientColumns).where('id', '=', id).executeTakeFirst()
}

/** Counts a call. @returns how many it is today and in this minute */
export async function countCall(
  db: Tx,
  clientId: string,
  now: Date,
  today: Day,
): Promise<{ today: number; minute: number }> {
  const minute = new Date(Math.floor(now.getTime() / 60_000) * 60_000)
  const { rows } = await sql<{ today: number; minute: number }>`
    insert into open311_use as u (client_id, day, day_calls, minute_at, minute_calls, calls, last_at)
    values (${clientId}, ${today}, 1, ${minute}, 1, 1, ${now})
    on conflict (client_id) do update set
      day = excluded.day, day_calls = case when u.day = excluded.day then u.day_calls + 1 else 1 end,
      minute_at = excluded.minute_at, minute_calls = case when u.minute_at = excluded.minute_at then u.minute_calls + 1 else 1 end,
      calls = u.calls + 1, last_at = excluded.last_at
    returning day_calls as today, minute_calls as minute`.execute(db)
  return rows[0] ?? { today: 1, minute: 1 }
}

export async function countRefused(db: Tx, clientId: string): Promise<void> {
  await sql`update open311_use set refused = refused + 1 where client_id = ${clientId}`.execute(db)
}

export async function listClients({ db }: Database, today: Day) {
  const { rows } = await sql<
    ClientRow & { by: string; calls: number; today: number; refused: number; last_at: Date | null; reports: number }
  >`
    select c.id, c.name, c.contact, c.key_tail, c.key_at, c.per_minute, c.per_day, c.may_update, c.suspended_at, c.created_at,
      p.name as by, coalesce(u.calls, 0)::int as calls, coalesce(u.refused, 0)::int as refused, u.last_at,
      case when u.day = ${today} then u.day_calls else 0 end as today,
      (select count(*)::int from open311_report r where r.client_id = c.id) as reports
    from open311_client c join person p on p.id = c.created_by left join open311_use u on u.client_id = c.id
    order by c.suspended_at is not null, c.name, c.id`.execute(db)
  return rows
}

export interface ClientFields {
  name: string
  contact: string
  per_minute: number
  per_day: number
  may_update: boolean
}

export async function insertClient(
  tx: Tx,
  client: ClientFields & { id: string; key_hash: Buffer; key_tail: string; created_by: string; created_at: Date },
): Promise<void> {
  await tx
    .insertInto('open311_client')
    .values({ ...client, key_at: client.created_at })
    .execute()
}

export async function changeClient(
  tx: Tx,
  id: string,
  fields: Partial<ClientFields> & { suspended_at?: Date | null; key_hash?: Buffer; key_tail?: string; key_at?: Date },
): Promise<void> {
  await tx.updateTable('open311_client').set(fields).where('id', '=', id).execute()
}

export interface ServiceRow {
  code: string
  words: string[]
  unit: string | null
  retired: boolean
}

/** The categories with the kind of unit each is usually given to, in their order. */
export async function listServices(db: Tx): Promise<ServiceRow[]> {
  const { rows } = await sql<ServiceRow>`
    select c.code, c.words, coalesce(d.unit_kind, o.kind) as unit, c.retired_on is not null as retired
    from request_category c left join dispatch d on d.category = c.code left join organisation o on o.id = d.organisation_id
    order by c.place, c.code`.execute(db)
  return rows
}

/** Whose view it is, and what ends the days in which a referral may be objected to. */
export interface View {
  clientId: string | undefined
  today: Day
  objectionDays: number
}

export interface ReportRow {
  id: string
  number: number
  state: string
  path: string
  opened_at: Date
  updated_at: Date
  closed: boolean
  own: boolean
  public: boolean
  category: string | null
  words: string
  full_words: string | null
  place_words: string | null
  estate: string | null
  building: string | null
  building_id: string | null
  longitude: number | null
  latitude: number | null
  community: string
  street: string
  unit: string | null
  reply: string | null
  refer: { reason: string; place: string; phone: string } | null
  wait_reason: string | null
  public_words: string | null
  public_reply: string | null
  promise_at: Date | null
  token: string | null
  account_id: string | null
  link: string | null
  media: string[] | null
  photos: string[] | null
}

const reportTables = sql`
  from matter m join request r on r.matter_id = m.id
  join territory t on t.path = left(m.path, 12) join territory s on s.path = left(m.path, 9)
  left join matter x on x.id = r.merged_into
  left join open311_report o on o.matter_id = m.id
  left join request_source q on q.matter_id = m.id
  left join building b on b.id = r.building_id
  left join estate e on e.id = b.estate_id
  left join organisation u on u.id = r.unit_id
  left join lateral (select k.promise_at from clock k where k.matter_id = m.id and k.ended_at is null and k.paused_at is null
    and k.name in ('answer', 'urgent', 'key', 'longTerm') order by k.due_at limit 1) c on m.closed_at is null`

/** Closed when nobody can object any more; joined to another when that one is. */
const isClosed = ({ today, objectionDays }: View) => sql<boolean>`(
  m.state in ('closed', 'withdrawn')
  or (m.state = 'referred' and (m.closed_at at time zone 'Asia/Shanghai')::date + ${objectionDays}::int < ${today}::date)
  or (m.state = 'merged' and coalesce((x.closed_at at time zone 'Asia/Shanghai')::date + ${objectionDays}::int < ${today}::date, false)))`

/** What is sealed does not exist here. */
const isShown = sql`(m.kind = 'request' and m.visibility not in ('anonymous', 'sealed'))`

function selectReports(view: View, where: RawBuilder<unknown>, most: number, skipped: number) {
  const closed = isClosed(view)
  return sql<ReportRow>`
    select m.id, m.number, m.state, m.path, m.opened_at,
      case when ${closed} then coalesce(x.closed_at, m.closed_at) else m.changed_at end as updated_at, ${closed} as closed,
      coalesce(o.client_id = ${view.clientId ?? null}::uuid, false) as own, ${onBoard} as public,
      r.category, r.words, q.words as full_words, r.place_words, e.name as estate, b.name as building, r.building_id,
      coalesce(r.longitude, b.longitude) as longitude, coalesce(r.latitude, b.latitude) as latitude,
      t.name as community, s.name as street, u.name as unit, r.reply, r.refer, r.wait_reason, r.public_words, r.public_reply,
      c.promise_at, o.token, o.account_id, q.link, q.media,
      (select array_agg(f.id order by f.made_at, f.id) from file f where f.matter_id = m.id and f.public_at is not null) as photos
    ${reportTables} where ${isShown} and ${where}
    order by m.opened_at desc, m.id desc limit ${most} offset ${skipped}`
}

export async function listReportsById(db: Tx, ids: readonly string[], view: View): Promise<ReportRow[]> {
  if (ids.length === 0) return []
  const { rows } = await selectReports(view, sql`m.id = any(${[...ids]}::uuid[])`, ids.length, 0).execute(db)
  return rows
}

export interface ReportFilter {
  from: Date
  to: Date
  services: readonly string[]
  closed: boolean | undefined
}

/** @param fallback the service of what has no category yet */
export async function listReports(
  db: Tx,
  { from, to, services, closed }: ReportFilter,
  fallback: string,
  view: View,
  most: number,
  skipped: number,
): Promise<ReportRow[]> {
  const parts = [sql`m.opened_at >= ${from} and m.opened_at <= ${to}`]
  if (services.length > 0) parts.push(sql`coalesce(r.category, ${fallback}) = any(${[...services]}::text[])`)
  if (closed !== undefined) parts.push(closed ? isClosed(view) : sql`not ${isClosed(view)}`)
  const { rows } = await selectReports(view, sql.join(parts, sql` and `), most, skipped).execute(db)
  return rows
}

export interface Centre {
  path: string
  longitude: number
  latitude: number
}

/** The middle of the buildings of communities; those without buildings are left out. */
export async function listCentres(db: Tx, paths: readonly string[]): Promise<Centre[]> {
  if (paths.length === 0) return []
  const { rows } = await sql<Centre>`
    select c.path, avg(b.longitude)::float8 as longitude, avg(b.latitude)::float8 as latitude
    from unnest(${[...new Set(paths)]}::text[]) as c(path)
    join building b on b.path >= c.path collate "C" and b.path < (c.path || '~') collate "C" and b.ended_on is null group by c.path`.execute(
    db,
  )
  return rows
}

/** The nearest building within about two kilometres. */
export async function findBuildingAround(
  db: Tx,
  longitude: number,
  latitude: number,
): Promise<{ id: string; path: string; metres: number } | undefined> {
  const { rows } = await sql<{ id: string; path: string; metres: number }>`
    select id, path, sqrt(power((longitude - ${longitude}::float8) * 0.866, 2) + power(latitude - ${latitude}::float8, 2)) * 111320 as metres
    from building
    where latitude between ${latitude}::float8 - 0.02 and ${latitude}::float8 + 0.02
      and longitude between ${longitude}::float8 - 0.024 and ${longitude}::float8 + 0.024 and ended_on is null
    order by metres limit 1`.execute(db)
  return rows[0]
}

export interface NamedPlace {
  community: string
  estateId: string | null
}

/** Communities that an address names, by their own name or by an estate; the more of street and district it names too, the earlier. */
export async function findNamedPlaces(db: Tx, address: string): Promise<NamedPlace[]> {
  const { rows } = await sql<NamedPlace & { fit: number }>`
    with found as (
      select t.path as community, null::uuid as "estateId", length(t.name) as fit from territory t
      where t.level = 'community' and length(t.name) > 2 and position(t.name in ${address}) > 0
      union all
      select left(e.path, 12), e.id, length(e.name) from estate e
      where e.ended_on is null and length(e.name) > 2 and position(e.name in ${address}) > 0)
    select f.community, (array_agg(f."estateId") filter (where f."estateId" is not null))[1] as "estateId",
      (sum(f.fit) + max(case when position(s.name in ${address}) > 0 then 100 else 0 end)
        + max(case when position(d.name in ${address}) > 0 then 100 else 0 end))::int as fit
    from found f join territory s on s.path = left(f.community, 9) join territory d on d.path = left(f.community, 6)
    group by f.community order by fit desc, f.community limit 2`.execute(db)
  const [first, second] = rows
  return first && second && first.fit === second.fit ? rows : rows.slice(0, 1)
}

/** The building of an estate that an address names: 12 幢 is also 12幢 and 12号楼. */
export async function findNamedBuilding(db: Tx, estateId: string, address: string) {
  const { rows } = await sql<{ id: string; path: string; name: string }>`
    select id, path, name from building where estate_id = ${estateId} and ended_on is null order by length(name) desc, id`.execute(
    db,
  )
  const tidy = (text: string) => text.replace(/\s+/g, '').replace(/号楼|栋|号/g, '幢')
  const where = tidy(address)
  return rows.find(({ name }) => {
    const at = where.indexOf(tidy(name))
    return at >= 0 && !/\d/.test(where[at - 1] ?? '')
  })
}

/** Holds one report of a client until the transaction ends: the same call sent twice at once waits for its own first answer. */
export async function holdContent(tx: Tx, clientId: string, hash: Buffer): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`${clientId} ${hash.toString('hex')}`}, 311))`.execute(tx)
}

export interface SentReport {
  matter_id: string
  number: number
  account_id: string | null
}

/** A report sent before: by the id its client gave it, or with the same content lately. */
export async function findSent(
  tx: Tx,
  clientId: string,
  givenId: string | null,
  hash: Buffer,
  since: Date,
): Promise<SentReport | undefined> {
  const { rows } = await sql<SentReport>`
    select o.matter_id, m.number, o.account_id from open311_report o join matter m on m.id = o.matter_id
    where o.client_id = ${clientId} and (o.given_id = ${givenId}::text
      or (${givenId}::text is null and o.content_hash = ${hash} and o.sent_at >= ${since}))
    order by o.sent_at desc limit 1`.execute(tx)
  return rows[0]
}

/** The person a client reported for under the same mark before. */
export async function findSender(tx: Tx, clientId: string, mark: Buffer): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select p.id from open311_report o join request r on r.matter_id = o.matter_id join person p on p.id = r.requester_id
    where o.client_id = ${clientId} and o.sender_mark = ${mark} and p.erased_at is null and p.phone_mark is null
    order by o.sent_at desc limit 1`.execute(tx)
  return rows[0]?.id
}

export async function insertReport(
  tx: Tx,
  row: {
    matter_id: string
    client_id: string
    token: string
    content_hash: Buffer
    given_id: string | null
    sender_mark: Buffer | null
    account_id: string | null
    sent_at: Date
  },
): Promise<void> {
  await tx.insertInto('open311_report').values(row).execute()
}

export async function findPromise(tx: Tx, matterId: string): Promise<Date | undefined> {
  const row = await tx
    .selectFrom('clock')
    .select('promise_at')
    .where('matter_id', '=', matterId)
    .where('name', '=', 'answer')
    .executeTakeFirst()
  return row?.promise_at
}

export async function findByToken(db: Tx, token: string): Promise<string | undefined> {
  const row = await db.selectFrom('open311_report').select('matter_id').where('token', '=', token).executeTakeFirst()
  return row?.matter_id
}

export interface StepRow {
  id: string
  at: Date
  kind: string
  state: string
  matter_id: string
  body: Record<string, unknown> | null
  given_id: string | null
  account_id: string | null
}

/** What was done to reports, oldest first, but not what the client sent itself. */
export async function listSteps(
  db: Tx,
  which: { clientId: string; from: Date; to: Date } | { matterIds: readonly string[] },
  kinds: readonly string[],
  most: number,
  skipped: number,
): Promise<StepRow[]> {
  const condition =
    'clientId' in which
      ? sql`o.client_id = ${which.clientId} and a.at >= ${which.from} and a.at <= ${which.to}`
      : sql`o.matter_id = any(${[...which.matterIds]}::uuid[])`
  const { rows } = await sql<StepRow>`
    select a.id, a.at, a.kind, a.to_state as state, o.matter_id, c.body, o.given_id, o.account_id
    from open311_report o join action a on a.subject_id = o.matter_id left join content c on c.action_id = a.id
    where ${condition} and a.kind = any(${[...kinds]}::text[])
      and not exists (select from open311_update u where u.id = a.id)
    order by a.at, a.version, a.id limit ${most} offset ${skipped}`.execute(db)
  return rows
}

export interface OwnReport {
  matter_id: string
  state: string
}

/** A report of this client, held until the transaction ends. */
export async function holdOwnReport(tx: Tx, clientId: string, matterId: string): Promise<OwnReport | undefined> {
  const { rows } = await sql<OwnReport>`
    select o.matter_id, m.state from open311_report o join matter m on m.id = o.matter_id
    where o.client_id = ${clientId} and o.matter_id = ${matterId} and m.visibility not in ('anonymous', 'sealed') for update of o`.execute(
    tx,
  )
  return rows[0]
}

export async function findSentUpdate(
  tx: Tx,
  clientId: string,
  matterId: string,
  givenId: string | null,
  hash: Buffer,
  since: Date,
): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select id from open311_update where client_id = ${clientId} and matter_id = ${matterId}
      and (given_id = ${givenId}::text or (${givenId}::text is null and content_hash = ${hash} and sent_at >= ${since}))
    order by sent_at desc limit 1`.execute(tx)
  return rows[0]?.id
}

export async function insertUpdate(
  tx: Tx,
  row: {
    id: string
    client_id: string
    matter_id: string
    given_id: string | null
    content_hash: Buffer
    status: string
    sent_at: Date
  },
): Promise<void> {
  await tx.insertInto('open311_update').values(row).execute()
}

export interface TrialRow {
  id: string
  report_id: string | null
  token: string | null
  body: Record<string, unknown>
  at: Date
}

/** Rows of the test endpoint, newest first; at most 1,000. */
export async function listTrials(db: Tx, owner: string, kind: 'report' | 'update'): Promise<TrialRow[]> {
  return (await db
    .selectFrom('open311_trial')
    .select(['id', 'report_id', 'token', 'body', 'at'])
    .where('owner', '=', owner)
    .where('kind', '=', kind)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(1000)
    .execute()) as TrialRow[]
}

export async function insertTrial(
  db: Tx,
  row: {
    id: string
    owner: string
    kind: 'report' | 'update'
    report_id: string | null
    token: string | null
    body: object
    at: Date
  },
): Promise<void> {
  await db
    .insertInto('open311_trial')
    .values({ ...row, body: JSON.stringify(row.body) })
    .execute()
}

export async function changeTrial(db: Tx, id: string, body: object): Promise<void> {
  await db
    .updateTable('open311_trial')
    .set({ body: JSON.stringify(body) })
    .where('id', '=', id)
    .execute()
}

/** Leaves the newest of an owner, so that the public test key fills nothing up. */
export async function trimTrials(db: Tx, owner: string, kind: 'report' | 'update', most: number): Promise<void> {
  await sql`delete from open311_trial where owner = ${owner} and kind = ${kind} and id not in (
    select id from open311_trial where owner = ${owner} and kind = ${kind} order by at desc, id desc limit ${most})`.execute(
    db,
  )
}

/** Forgets what is older; reports take their updates along. */
export async function forgetTrials(db: Tx, before: Date): Promise<void> {
  await db.deleteFrom('open311_trial').where('at', '<', before).execute()
}

/** What would tell the person of an erased request: it goes with the words. */
export async function forgetSenders(db: Tx): Promise<void> {
  await sql`update open311_report o set account_id = null, sender_mark = null from request r
    where r.matter_id = o.matter_id and r.erased_at is not null and (o.account_id is not null or o.sender_mark is not null)`.execute(
    db,
  )
}

export async function resetTrials(db: Tx, owner: string): Promise<number> {
  const gone = await db.deleteFrom('open311_trial').where('owner', '=', owner).executeTakeFirst()
  return Number(gone.numDeletedRows)
}
