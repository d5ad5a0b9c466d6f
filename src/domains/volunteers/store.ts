/** The register of volunteers in the database: one, lists, figures. The deeds are written by registering.ts and desk.ts. */
import { type RawBuilder, sql } from 'kysely'
import { endOf } from '#foundation/authority.ts'
import type { Database, Tx } from '#foundation/database/database.ts'
import type { Day } from '#lib/days.ts'
import type { PageEnd } from '#lib/page.ts'
import type { Currency } from '../credits/index.ts'
import type { ListName } from './contract.ts'
import type { Band } from './rules.ts'
import type { Activity, Availability, Identity, VolunteerState } from './spec.ts'

export interface Volunteer {
  personId: string
  name: string
  phoneTail: string | null
  state: VolunteerState
  path: string
  place: string
  activities: Activity[]
  available: Availability[]
  earns: Currency
  emergency: boolean
  identity: Identity | null
  band: Band | null
  guardianId: string | null
  guardianAsked: boolean
  insuredTo: Day | null
  clearedTo: Day | null
  offer: string | null
  offerState: 'none' | 'waiting' | 'shown' | 'hidden'
  appliedAt: Date
  registeredAt: Date | null
}

const columns = sql`v.person_id as "personId", p.name, p.phone_tail as "phoneTail", v.state, v.path, t.name as place, v.activities,
  v.available, v.earns, v.emergency, v.identity, v.band, v.guardian_id as "guardianId", v.guardian_mark is not null as "guardianAsked",
  v.insured_to as "insuredTo", v.cleared_to as "clearedTo", v.offer, v.offer_state as "offerState", v.applied_at as "appliedAt",
  v.registered_at as "registeredAt"`
const from = sql`from volunteer v join person p on p.id = v.person_id join territory t on t.path = v.path`

export function inside(paths: readonly string[], column: RawBuilder<unknown> = sql`v.path`): RawBuilder<unknown> {
  if (paths.length === 0) return sql`false`
  return sql`(${sql.join(
    paths.map((path) => sql`(${column} >= ${path} and ${column} < ${endOf(path)})`),
    sql` or `,
  )})`
}

export async function findVolunteer(tx: Tx, personId: string): Promise<Volunteer | undefined> {
  const { rows } =
    await sql<Volunteer>`select ${columns} ${from} where v.person_id = ${personId} and v.erased_at is null`.execute(tx)
  return rows[0]
}

/** One after the other for one person. */
export async function holdVolunteer(tx: Tx, personId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${personId}, 7))`.execute(tx)
}

export interface Wishes {
  personId: string
  path: string
  activities: readonly Activity[]
  available: readonly Availability[]
  earns: Currency
  emergency: boolean
  identity: Identity | null
  band: Band | null
  guardianId: string | null
  guardianMark: Buffer | null
  offer: string | null
}

/** Registers, or changes what was registered. Who left registers anew. What is offered is read by the desk again when it changed. */
export async function keepVolunteer(tx: Tx, wishes: Wishes, now: Date): Promise<void> {
  const { personId, path, activities, available, earns, emergency, identity, band, guardianId, guardianMark, offer } =
    wishes
  await sql`
    insert into volunteer as v (person_id, state, path, activities, available, earns, emergency, identity, band, guardian_id,
      guardian_mark, offer, offer_state, applied_at, changed_at)
    values (${personId}, 'applied', ${path}, ${[...activities]}::text[], ${[...available]}::text[], ${earns}, ${emergency}, ${identity},
      ${band}, ${guardianId}, ${guardianMark}, ${offer}, ${offer ? 'waiting' : 'none'}, ${now}, ${now})
    on conflict (person_id) do update set
      path = excluded.path, activities = excluded.activities, available = excluded.available, earns = excluded.earns,
      emergency = excluded.emergency, identity = excluded.identity, band = excluded.band,
      guardian_id = excluded.guardian_id, guardian_mark = excluded.guardian_mark, offer = excluded.offer,
      offer_state = case when v.offer is not distinct from excluded.offer then v.offer_state else excluded.offer_state end,
      state = case when v.state = 'left' then 'applied' else v.state end,
      applied_at = case when v.state = 'left' then excluded.applied_at else v.applied_at end,
      registered_at = case when v.state = 'left' then null else v.registered_at end,
      registered_by = case when v.state = 'left' then null else v.registered_by end,
      left_at = null, changed_at = excluded.changed_at`.execute(tx)
}

export async function setState(
  tx: Tx,
  personId: string,
  { to, from: was, by, now }: { to: VolunteerState; from: VolunteerState; by: string; now: Date },
): Promise<void> {
  const registers = was === 'applied' && to === 'active'
  await sql`update volunteer set state = ${to}, changed_at = ${now}, left_at = ${to === 'left' ? now : null},
      registered_at = ${registers ? sql`${now}` : sql`registered_at`}, registered_by = ${registers ? sql`${by}::uuid` : sql`registered_by`}
    where person_id = ${personId}`.execute(tx)
}

export async function setDates(tx: Tx, personId: string, insuredTo: Day | null, clearedTo: Day | null): Promise<void> {
  await tx
    .updateTable('volunteer')
    .set({ insured_to: insuredTo, cleared_to: clearedTo })
    .where('person_id', '=', personId)
    .execute()
}

export async function setOffer(tx: Tx, personId: string, shown: boolean): Promise<void> {
  await tx
    .updateTable('volunteer')
    .set({ offer_state: shown ? 'shown' : 'hidden' })
    .where('person_id', '=', personId)
    .execute()
}

/** The guardian agreed, or did not: nobody is asked any more. */
export async function answerGuardian(tx: Tx, personId: string, guardianId: string | null): Promise<void> {
  await sql`update volunteer set guardian_id = ${guardianId}, guardian_mark = null where person_id = ${personId}`.execute(
    tx,
  )
}

/** Youths who named the phone of this person as their guardian's. */
export async function listAsking(tx: Tx, personId: string) {
  const { rows } = await sql<{ personId: string; name: string; activities: Activity[] }>`
    select v.person_id as "personId", p.name, v.activities from volunteer v join person p on p.id = v.person_id
    where v.guardian_id is null and v.guardian_mark = (select phone_mark from person where id = ${personId})
      and v.state <> 'left' and v.person_id <> ${personId} order by v.applied_at`.execute(tx)
  return rows
}

/** Names of children whom somebody guards today, with their home. */
export async function listHomes(tx: Tx, ids: readonly string[]) {
  return await tx
    .selectFrom('person')
    .select(['id', 'name', 'path'])
    .where('id', 'in', [...ids, '00000000-0000-0000-0000-000000000000'])
    .execute()
}

export async function findMark(tx: Tx, personId: string): Promise<Buffer | null> {
  const row = await tx.selectFrom('person').select('phone_mark').where('id', '=', personId).executeTakeFirst()
  return row?.phone_mark ?? null
}

export interface OftenRule {
  services: number
  since: Day
}

const served = sql`(select count(*) filter (where s.reverses is null and not exists (select from service_minutes r where r.reverses = s.id))::int
    from service_minutes s where s.person_id = v.person_id)`
const often = ({
  services,
  since,
}: OftenRule) => sql`((select count(*) from service_minutes s where s.person_id = v.person_id
  and s.served_on >= ${since} and s.reverses is null and not exists (select from service_minutes r where r.reverses = s.id)) >= ${services})`

/** What a list has, which is what its figure counts. Registered are the active and those who pause. */
function conditionOf(list: ListName, rule: OftenRule): RawBuilder<unknown> {
  const registered = sql`v.state in ('active', 'paused')`
  if (list === 'registered') return registered
  if (list === 'often') return sql`${registered} and ${often(rule)}`
  if (list === 'recorded') return sql`${registered} and ${served} > 0`
  if (list === 'emergency') return sql`${registered} and v.emergency`
  if (list === 'offers') return sql`v.offer_state = 'waiting' and v.state <> 'left'`
  return sql`v.state = ${list}`
}

export interface Listed extends Volunteer {
  services: number
  minutes: number
}

/** Those of a list inside the paths: who waits first, oldest first. */
export async function listVolunteers(
  { db }: Database,
  paths: readonly string[],
  {
    list,
    activity,
    rule,
    after,
    limit,
  }: { list: ListName; activity: Activity | undefined; rule: OftenRule; after: PageEnd | undefined; limit: number },
): Promise<Listed[]> {
  const { rows } = await sql<Listed>`
    select ${columns}, ${served} as services,
      coalesce((select sum(minutes) from service_minutes s where s.person_id = v.person_id), 0)::int as minutes
    ${from} where v.erased_at is null and ${inside(paths)} and ${conditionOf(list, rule)}
      and ${activity ? sql`${activity} = any(v.activities)` : sql`true`}
      and ${after ? sql`(v.applied_at, v.person_id) > (${after.at}, ${after.id}::uuid)` : sql`true`}
    order by v.applied_at, v.person_id limit ${limit}`.execute(db)
  return rows
}

export type Figures = Record<'waiting' | 'offersWaiting' | 'registered' | 'often' | 'recorded' | 'emergency', number>

export async function countFigures({ db }: Database, paths: readonly string[], rule: OftenRule): Promise<Figures> {
  const count = (list: ListName) => sql`count(*) filter (where ${conditionOf(list, rule)})::int`
  const { rows } = await sql<Figures>`
    select ${count('applied')} as waiting, ${count('offers')} as "offersWaiting", ${count('registered')} as registered,
      ${count('often')} as often, ${count('recorded')} as recorded, ${count('emergency')} as emergency
    from volunteer v where v.erased_at is null and ${inside(paths)}`.execute(db)
  return rows[0] as Figures
}

/** Residents of the places as their latest figures say; undefined where a place has none. */
export async function countResidents(
  { db }: Database,
  paths: readonly string[],
  on: Day,
): Promise<{ n: number; on: Day } | undefined> {
  const { rows } = await sql<{ places: number; known: number; n: number | null; on: Day | null }>`
    with latest as (
      select t.path, (select jsonb_build_object('n', p.n, 'on', p.on_day) from population p
        where p.place_id = t.id and p.kind = 'residents' and p.on_day <= ${on}
          and not exists (select from population later where later.corrects = p.id)
        order by p.on_day desc limit 1) as found
      from territory t where t.path = any(${[...paths]}::text[]))
    select count(*)::int as places, count(found)::int as known, sum((found ->> 'n')::int)::int as n, min(found ->> 'on') as "on"
    from latest`.execute(db)
  const [row] = rows
  if (!row || row.places === 0 || row.known < row.places || row.n === null || row.on === null) return undefined
  return { n: row.n, on: row.on }
}

/** Party members, and those of them who served since a day. @source S3-47 */
export async function countParty(
  { db }: Database,
  paths: readonly string[],
  since: Day,
): Promise<{ n: number; of: number }> {
  const { rows } = await sql<{ n: number; of: number }>`
    select count(*)::int as of, count(*) filter (where exists (
      select from service_minutes s where s.person_id = m.person_id and s.served_on >= ${since} and s.reverses is null
        and not exists (select from service_minutes r where r.reverses = s.id)))::int as n
    from party_member m where ${inside(paths, sql`m.path`)}`.execute(db)
  return rows[0] ?? { n: 0, of: 0 }
}

export interface Offered {
  name: string
  band: Band | null
  area: string
  activities: Activity[]
  available: Availability[]
  offer: string
}

/** What the desk showed of those who can help in a community; where they live only to the grid. */
export async function listOffers(
  { db }: Database,
  community: string,
  { activity, when }: { activity?: Activity | undefined; when?: Availability | undefined },
): Promise<Offered[]> {
  const { rows } = await sql<Offered>`
    select p.name, v.band, t.name as area, v.activities, v.available, v.offer ${from}
    where v.offer_state = 'shown' and v.state = 'active' and ${inside([community])}
      and ${activity ? sql`${activity} = any(v.activities)` : sql`true`} and ${when ? sql`${when} = any(v.available)` : sql`true`}
    order by v.registered_at desc, v.person_id limit 200`.execute(db)
  return rows
}

/** Tells everybody with a role whose place covers a path; about one deed once. */
export async function tellRole(
  tx: Tx,
  {
    role,
    path,
    key,
    actionId,
    subjectId,
    at,
    today,
  }: { role: string; path: string; key: string; actionId: string; subjectId: string; at: Date; today: Day },
): Promise<void> {
  await sql`
    insert into notice (action_id, person_id, key, subject_id, at)
    select distinct ${actionId}::uuid, g.person_id, ${key}, ${subjectId}::uuid, ${at}::timestamptz from role_place g
    where g.role = ${role} and ${path} like g.path || '%' and g.from_on <= ${today} and (g.to_on is null or g.to_on >= ${today})
    on conflict do nothing`.execute(tx)
}

export async function tell(
  tx: Tx,
  {
    personId,
    key,
    actionId,
    subjectId,
    at,
  }: { personId: string; key: string; actionId: string; subjectId: string; at: Date },
): Promise<void> {
  await tx
    .insertInto('notice')
    .values({ action_id: actionId, person_id: personId, key, subject_id: subjectId, at })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

export async function findService(tx: Tx, id: string) {
  return await tx
    .selectFrom('service_minutes')
    .select(['person_id as personId', 'path', 'minutes'])
    .where('id', '=', id)
    .where('reverses', 'is', null)
    .executeTakeFirst()
}

/** Another worker who proposed to take a record back. */
export async function findProposal(tx: Tx, serviceId: string, besides: string): Promise<string | undefined> {
  const row = await tx
    .selectFrom('action')
    .select('actor_id')
    .where('subject_id', '=', serviceId)
    .where('kind', '=', 'service.take-back-proposed')
    .where('actor_id', '<>', besides)
    .orderBy('version', 'desc')
    .executeTakeFirst()
  return row?.actor_id ?? undefined
}
