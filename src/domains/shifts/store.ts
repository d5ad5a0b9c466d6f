/**
 * Shifts in the database. Seats, overlaps, own confirmations and minutes beyond the shift are ruled out by constraints of the
 * tables, not here. `s` is a shift, `j` its project, `g` a sign-up.
 */
import { sql } from 'kysely'
import type { Currency } from '#domains/credits/index.ts'
import type { Activity } from '#domains/volunteers/index.ts'
import { endOf } from '#foundation/authority.ts'
import type { Tx } from '#foundation/database/database.ts'
import type { Day } from '#lib/days.ts'
import type { Facts } from '#lib/refusal.ts'
import type { Have, ProjectKind, SignupState } from './rules.ts'

export interface ProjectRow {
  id: string
  path: string
  kind: ProjectKind
  activity: Activity
  name: string
  about: string
  partner_id: string | null
  partner: string | null
  lead_id: string
  minors: boolean
  grown_up: boolean
  bring: string
  cancel_hours: number
  haves: Have[]
  insurance: string | null
  supplies: string | null
  place: string
  building_id: string | null
  seats: number
  waiting: number
  weekday: number | null
  begins_minute: number | null
  minutes: number | null
  from_on: Day | null
  to_on: Day | null
  ended_at: Date | null
}

export async function findProject(tx: Tx, id: string): Promise<ProjectRow | undefined> {
  return (await tx.selectFrom('volunteer_project').selectAll().where('id', '=', id).executeTakeFirst()) as
    | ProjectRow
    | undefined
}

/** Who writes a project holds it, so that what is planned from it follows it. */
export async function lockProject(tx: Tx, id: string): Promise<ProjectRow | undefined> {
  return (await tx.selectFrom('volunteer_project').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()) as
    | ProjectRow
    | undefined
}

export type ProjectValues = Omit<ProjectRow, 'id' | 'path' | 'ended_at'>

export async function insertProject(tx: Tx, row: ProjectValues & { id: string; path: string }): Promise<void> {
  await tx
    .insertInto('volunteer_project')
    .values({ ...row, haves: [...row.haves] })
    .execute()
}

export async function changeProject(tx: Tx, id: string, row: ProjectValues): Promise<void> {
  await tx
    .updateTable('volunteer_project')
    .set({ ...row, haves: [...row.haves] })
    .where('id', '=', id)
    .execute()
}

export async function endProject(tx: Tx, id: string, at: Date, by: string): Promise<void> {
  await tx.updateTable('volunteer_project').set({ ended_at: at, ended_by: by }).where('id', '=', id).execute()
}

export interface ProjectListed extends ProjectRow {
  community: string
  lead: string
  partner_name: string | null
  building: string | null
  next: Date | null
}

const inScope = (column: string, scope: readonly string[], personId: string) =>
  sql`(j.lead_id = ${personId} or ${
    scope.length === 0
      ? sql`false`
      : sql.join(
          scope.map((path) => sql`(${sql.ref(column)} >= ${path} and ${sql.ref(column)} < ${endOf(path)})`),
          sql` or `,
        )
  })`

/** Projects of places, and those the reader leads, by name. */
export async function listProjects(
  tx: Tx,
  asked: { scope: readonly string[]; personId: string; ended: boolean; id?: string },
  now: Date,
): Promise<ProjectListed[]> {
  const { rows } = await sql<ProjectListed>`
    select j.*, c.name as community, p.name as lead, coalesce(o.name, j.partner) as partner_name,
      case when b.id is not null then e.name || ' ' || b.name end as building,
      (select min(lower(s.span)) from shift s where s.project_id = j.id and s.called_off_at is null and upper(s.span) > ${now}) as next
    from volunteer_project j
      join person p on p.id = j.lead_id
      left join territory c on c.path = left(j.path, 12)
      left join organisation o on o.id = j.partner_id
      left join building b on b.id = j.building_id
      left join estate e on e.id = b.estate_id
    where ${asked.id ? sql`j.id = ${asked.id}` : sql`(j.ended_at is not null) = ${asked.ended}`}
      and ${inScope('j.path', asked.scope, asked.personId)}
    order by j.name, j.id`.execute(tx)
  return rows
}

/** Workers who can lead in a community: those of it and of its grids, by name. */
export async function listLeads(tx: Tx, community: string, roles: readonly string[], today: Day) {
  const { rows } = await sql<{ id: string; name: string }>`
    select distinct p.id, p.name from role_place r join person p on p.id = r.person_id
    where r.role = any(${[...roles]}::text[]) and p.erased_at is null
      and r.path >= ${community} and r.path < ${endOf(community)}
      and r.from_on <= ${today}::date and (r.to_on is null or r.to_on >= ${today}::date)
    order by p.name, p.id`.execute(tx)
  return rows
}

/** Organisations a community can do something with: its own and those above it. */
export async function listPartners(tx: Tx, community: string, today: Day) {
  const { rows } = await sql<{ id: string; name: string }>`
    select o.id, o.name from organisation o
    where (o.ended_on is null or o.ended_on > ${today}::date)
      and ((o.path >= ${community} and o.path < ${endOf(community)}) or ${community} like o.path || '%')
    order by o.name, o.id limit 300`.execute(tx)
  return rows
}

/** Projects that repeat weekly and may lack shifts until a day. */
export async function listWeekly(tx: Tx, today: Day): Promise<ProjectRow[]> {
  const { rows } = await sql<ProjectRow>`
    select * from volunteer_project where ended_at is null and weekday is not null and (to_on is null or to_on >= ${today}::date)
    order by id`.execute(tx)
  return rows
}

export interface NewShift {
  id: string
  projectId: string
  path: string
  from: Date
  to: Date
  place: string
  buildingId: string | null
  seats: number
  waiting: number
}

/** The index on a project's beginnings, not this function, rules out a second one. */
export async function insertShift(tx: Tx, row: NewShift): Promise<void> {
  await tx
    .insertInto('shift')
    .values({
      id: row.id,
      project_id: row.projectId,
      path: row.path,
      span: sql<string>`tstzrange(${row.from}, ${row.to}, '[)')`,
      place: row.place,
      building_id: row.buildingId,
      seats: row.seats,
      waiting: row.waiting,
    })
    .execute()
}

/** Whether a project has a shift that begins then. */
export async function hasShiftAt(tx: Tx, projectId: string, from: Date): Promise<boolean> {
  const { rows } = await sql`select 1 from shift where project_id = ${projectId} and lower(span) = ${from}`.execute(tx)
  return rows.length > 0
}

export interface ShiftRow {
  id: string
  project_id: string
  path: string
  from: Date
  to: Date
  place: string
  building_id: string | null
  seats: number
  waiting: number
  called_off_at: Date | null
  called_off_why: string | null
  name: string
  kind: ProjectKind
  activity: Activity
  about: string
  bring: string
  partner: string | null
  lead_id: string
  lead: string
  minors: boolean
  grown_up: boolean
  cancel_hours: number
  weekday: number | null
  insurance: string | null
  supplies: string | null
  community: string | null
  community_phone: string | null
  lead_phone: string | null
  longitude: number | null
  latitude: number | null
  taken: number
  queued: number
  to_confirm: number
  confirmed: number
}

const shiftColumns = sql`
  s.id, s.project_id, s.path, lower(s.span) as from, upper(s.span) as to, s.place, s.building_id, s.seats, s.waiting,
  s.called_off_at, s.called_off_why, j.name, j.kind, j.activity, j.about, j.bring, coalesce(o.name, j.partner) as partner,
  j.lead_id, p.name as lead, j.minors, j.grown_up, j.cancel_hours, j.weekday, j.insurance, j.supplies,
  c.name as community, c.phone as community_phone, b.longitude, b.latitude,
  (select r.phone from role_grant r where r.person_id = j.lead_id and r.phone is not null order by r.from_on desc limit 1) as lead_phone,
  n.taken, n.queued, n.to_confirm, n.confirmed`

const shiftTables = sql`
  shift s
  join volunteer_project j on j.id = s.project_id
  join person p on p.id = j.lead_id
  left join organisation o on o.id = j.partner_id
  left join territory c on c.path = left(s.path, 12)
  left join building b on b.id = s.building_id
  cross join lateral (
    select count(*) filter (where g.seat is not null)::int as taken,
      count(*) filter (where g.state = 'waiting')::int as queued,
      count(*) filter (where g.state = 'signed')::int as to_confirm,
      count(*) filter (where g.state in ('confirmed', 'absent'))::int as confirmed
    from shift_signup g where g.shift_id = s.id) n`

export async function findShift(tx: Tx, id: string): Promise<ShiftRow | undefined> {
  const { rows } = await sql<ShiftRow>`select ${shiftColumns} from ${shiftTables} where s.id = ${id}`.execute(tx)
  return rows[0]
}

/** Whoever gives out seats of a shift holds it, so that one after another finds the next free one. */
export async function lockShift(tx: Tx, id: string): Promise<void> {
  await sql`select 1 from shift where id = ${id} for update`.execute(tx)
}

/** What has not begun in a community, soonest first, with what was called off, so that nobody looks for it. */
export async function listComing(tx: Tx, community: string, now: Date, until: Date): Promise<ShiftRow[]> {
  const { rows } = await sql<ShiftRow>`
    select ${shiftColumns} from ${shiftTables}
    where s.path >= ${community} and s.path < ${endOf(community)} and lower(s.span) > ${now} and lower(s.span) < ${until}
    order by lower(s.span), s.id limit 100`.execute(tx)
  return rows
}

/** Shifts that somebody signed up for, from an instant on, soonest first. */
export async function listOfPerson(tx: Tx, personId: string, since: Date): Promise<ShiftRow[]> {
  const { rows } = await sql<ShiftRow>`
    select ${shiftColumns} from ${shiftTables}
    where s.id in (select g.shift_id from shift_signup g
      where g.person_id = ${personId} and g.state <> 'cancelled' and upper(g.span) > ${since})
    order by lower(s.span), s.id limit 100`.execute(tx)
  return rows
}

const lists = {
  coming: (now: Date) => sql`upper(s.span) > ${now} and s.called_off_at is null`,
  confirm: (now: Date) => sql`lower(s.span) <= ${now} and n.to_confirm > 0`,
  done: (now: Date) => sql`(upper(s.span) <= ${now} and n.to_confirm = 0 or s.called_off_at is not null)`,
}
export type ShiftList = keyof typeof lists

export async function listDeskShifts(
  tx: Tx,
  asked: {
    scope: readonly string[]
    personId: string
    list?: ShiftList
    projectId?: string
    after?: { at: Date; id: string } | undefined
    limit: number
  },
  now: Date,
): Promise<ShiftRow[]> {
  const { list, projectId, after, limit } = asked
  const forward = list === 'coming'
  const { rows } = await sql<ShiftRow>`
    select ${shiftColumns} from ${shiftTables}
    where ${inScope('s.path', asked.scope, asked.personId)} and ${list ? lists[list](now) : sql`true`}
      and ${projectId ? sql`s.project_id = ${projectId}` : sql`true`}
      and ${after ? (forward ? sql`(lower(s.span), s.id) > (${after.at}, ${after.id}::uuid)` : sql`(lower(s.span), s.id) < (${after.at}, ${after.id}::uuid)`) : sql`true`}
    order by ${forward ? sql`lower(s.span), s.id` : sql`lower(s.span) desc, s.id desc`} limit ${limit}`.execute(tx)
  return rows
}

export async function callOff(tx: Tx, id: string, at: Date, by: string, why: string): Promise<boolean> {
  const done = await tx
    .updateTable('shift')
    .set({ called_off_at: at, called_off_by: by, called_off_why: why })
    .where('id', '=', id)
    .where('called_off_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return done !== undefined
}

/** @returns whose sign-ups were ended with the shift */
export async function callOffSignups(tx: Tx, shiftId: string): Promise<string[]> {
  const { rows } = await sql<{ person_id: string }>`
    update shift_signup set state = 'called_off', seat = null, offered_until = null
    where shift_id = ${shiftId} and state in ('waiting', 'offered', 'signed') returning person_id`.execute(tx)
  return rows.map(({ person_id }) => person_id)
}

export interface SignupRow {
  id: string
  shift_id: string
  person_id: string
  earns: Currency
  state: SignupState
  signed_at: Date
  offered_until: Date | null
  in_at: Date | null
  in_sent_at: Date | null
  out_at: Date | null
  out_sent_at: Date | null
  out_by_clock: boolean
  minutes: number | null
  queue: number | null
}

const signupColumns = sql`
  g.id, g.shift_id, g.person_id, g.earns, g.state, g.signed_at, g.offered_until, g.in_at, g.in_sent_at, g.out_at,
  g.out_sent_at, g.out_by_clock, g.minutes,
  case when g.state = 'waiting' then (select count(*)::int from shift_signup q
    where q.shift_id = g.shift_id and q.state = 'waiting' and (q.signed_at, q.id) <= (g.signed_at, g.id)) end as queue`

/** A person's newest sign-up for each of some shifts. */
export async function listOwnSignups(tx: Tx, personId: string, shiftIds: readonly string[]): Promise<SignupRow[]> {
  if (shiftIds.length === 0) return []
  const { rows } = await sql<SignupRow>`
    select distinct on (g.shift_id) ${signupColumns} from shift_signup g
    where g.person_id = ${personId} and g.shift_id = any(${[...shiftIds]}::uuid[])
    order by g.shift_id, g.signed_at desc, g.id desc`.execute(tx)
  return rows
}

export async function findSignup(tx: Tx, id: string): Promise<SignupRow | undefined> {
  const { rows } = await sql<SignupRow>`select ${signupColumns} from shift_signup g where g.id = ${id}`.execute(tx)
  return rows[0]
}

/** Another shift at the same time. */
export async function findOverlapping(tx: Tx, personId: string, shiftId: string) {
  const { rows } = await sql<{ id: string; name: string }>`
    select o.id, j.name from shift s
      join shift_signup g on g.person_id = ${personId} and g.span && s.span and g.shift_id <> s.id and g.state in ('signed', 'confirmed')
      join shift o on o.id = g.shift_id join volunteer_project j on j.id = o.project_id
    where s.id = ${shiftId} limit 1`.execute(tx)
  return rows[0]
}

/** The lowest seat nobody has; null when there is none, which the table's check then says. */
const freeSeat = sql`(select min(n) from generate_series(1, s.seats) n
  where not exists (select from shift_signup t where t.shift_id = s.id and t.seat = n))`

/** Takes the next free seat; `shift_signup_has_its_seat` is raised when there is none. The caller holds the shift. */
export async function insertSigned(
  tx: Tx,
  { id, shiftId, personId, earns, at }: { id: string; shiftId: string; personId: string; earns: Currency; at: Date },
): Promise<void> {
  await sql`
    insert into shift_signup (id, shift_id, span, seats, person_id, earns, state, seat, signed_at)
    select ${id}, s.id, s.span, s.seats, ${personId}, ${earns}, 'signed', ${freeSeat}, ${at}
    from shift s where s.id = ${shiftId}`.execute(tx)
}

export async function insertWaiting(
  tx: Tx,
  { id, shiftId, personId, earns, at }: { id: string; shiftId: string; personId: string; earns: Currency; at: Date },
): Promise<void> {
  await sql`
    insert into shift_signup (id, shift_id, span, seats, person_id, earns, state, signed_at)
    select ${id}, s.id, s.span, s.seats, ${personId}, ${earns}, 'waiting', ${at}
    from shift s where s.id = ${shiftId}`.execute(tx)
}

export async function hasFreeSeat(tx: Tx, shiftId: string): Promise<boolean> {
  const { rows } = await sql<{ seat: number | null }>`
    select ${freeSeat} as seat from shift s where s.id = ${shiftId}`.execute(tx)
  return rows[0]?.seat != null
}

/** Who waits longest. The caller holds the shift. */
export async function findFirstWaiting(
  tx: Tx,
  shiftId: string,
): Promise<{ id: string; person_id: string } | undefined> {
  const { rows } = await sql<{ id: string; person_id: string }>`
    select id, person_id from shift_signup where shift_id = ${shiftId} and state = 'waiting'
    order by signed_at, id limit 1`.execute(tx)
  return rows[0]
}

/** Holds a free seat for somebody until an instant. */
export async function offerSeat(tx: Tx, id: string, until: Date): Promise<void> {
  await sql`
    update shift_signup g set state = 'offered', offered_until = ${until}, seat = ${freeSeat}
    from shift s where s.id = g.shift_id and g.id = ${id}`.execute(tx)
}

/** @returns whether it was in one of the states */
export async function setState(
  tx: Tx,
  id: string,
  from: readonly SignupState[],
  to: 'signed' | 'cancelled' | 'lapsed',
): Promise<boolean> {
  const leaves = to !== 'signed'
  const { rows } = await sql`
    update shift_signup set state = ${to}, offered_until = null ${leaves ? sql`, seat = null` : sql``}
    where id = ${id} and state = any(${[...from]}::text[]) returning id`.execute(tx)
  return rows.length > 0
}

export async function setEarns(tx: Tx, id: string, earns: Currency): Promise<void> {
  await tx.updateTable('shift_signup').set({ earns }).where('id', '=', id).execute()
}

/** Sign-ups of a person whose shift lies around an instant, nearest first. */
export async function listAround(
  tx: Tx,
  personId: string,
  at: Date,
  earlyMinutes: number,
  leaveMinutes: number,
): Promise<SignupRow[]> {
  const { rows } = await sql<SignupRow>`
    select ${signupColumns} from shift_signup g
    where g.person_id = ${personId} and g.state = 'signed'
      and lower(g.span) - make_interval(mins => ${earlyMinutes}) <= ${at} and upper(g.span) + make_interval(mins => ${leaveMinutes}) >= ${at}
    order by lower(g.span), g.id for update`.execute(tx)
  return rows
}

export async function setArrival(tx: Tx, id: string, at: Date, sentAt: Date | null): Promise<void> {
  await tx.updateTable('shift_signup').set({ in_at: at, in_sent_at: sentAt }).where('id', '=', id).execute()
}

export async function setLeaving(tx: Tx, id: string, at: Date, sentAt: Date | null): Promise<void> {
  await tx
    .updateTable('shift_signup')
    .set({ out_at: at, out_sent_at: sentAt, out_by_clock: false })
    .where('id', '=', id)
    .execute()
}

export interface RollRow extends SignupRow {
  name: string
  tail: string | null
  confirmed_by: string | null
}

/** The shift that a coming or leaving was recorded for. */
export async function findShiftOfDeed(tx: Tx, deedId: string): Promise<string> {
  const { rows } = await sql<{
    shift: string
  }>`select facts ->> 'shiftId' as shift from action where id = ${deedId}`.execute(tx)
  return rows[0]?.shift ?? ''
}

/** Who has a place, was offered one or waits; in the order they signed up. */
export async function listRoll(tx: Tx, shiftId: string): Promise<RollRow[]> {
  const { rows } = await sql<RollRow>`
    select ${signupColumns}, p.name, p.phone_tail as tail, c.name as confirmed_by
    from shift_signup g join person p on p.id = g.person_id left join person c on c.id = g.confirmed_by
    where g.shift_id = ${shiftId} and g.state in ('waiting', 'offered', 'signed', 'confirmed', 'absent')
    order by g.state = 'waiting', g.signed_at, g.id`.execute(tx)
  return rows
}

/** Constraints, not this function, refuse one's own and more than the shift. @returns whether it waited to be confirmed */
export async function confirmSignup(
  tx: Tx,
  id: string,
  shiftId: string,
  minutes: number | null,
  at: Date,
  by: string,
): Promise<{ person_id: string; earns: Currency } | undefined> {
  return (await tx
    .updateTable('shift_signup')
    .set({ state: minutes === null ? 'absent' : 'confirmed', minutes, confirmed_at: at, confirmed_by: by })
    .where('id', '=', id)
    .where('shift_id', '=', shiftId)
    .where('state', '=', 'signed')
    .returning(['person_id', 'earns'])
    .executeTakeFirst()) as { person_id: string; earns: Currency } | undefined
}

/** Offers whose time is over, each held against other workers. */
export async function listLapsed(tx: Tx, now: Date, limit: number) {
  const { rows } = await sql<{ id: string; shift_id: string; path: string }>`
    select g.id, g.shift_id, s.path from shift_signup g join shift s on s.id = g.shift_id
    where g.state = 'offered' and g.offered_until <= ${now} order by g.offered_until, g.id limit ${limit}`.execute(tx)
  return rows
}

/** Who came and did not say that they left, some time after the end. */
export async function listInside(tx: Tx, before: Date, limit: number) {
  const { rows } = await sql<{ id: string; shift_id: string; path: string; to: Date }>`
    select g.id, g.shift_id, s.path, upper(g.span) as to from shift_signup g join shift s on s.id = g.shift_id
    where g.state = 'signed' and g.in_at is not null and g.out_at is null and upper(g.span) <= ${before}
    order by upper(g.span), g.id limit ${limit}`.execute(tx)
  return rows
}

/** The planned end becomes the leaving, or the arrival when somebody came after it. @returns whether it was open */
export async function closeByClock(tx: Tx, id: string): Promise<boolean> {
  const { rows } = await sql`
    update shift_signup set out_at = greatest(upper(span), in_at), out_by_clock = true
    where id = ${id} and state = 'signed' and in_at is not null and out_at is null returning id`.execute(tx)
  return rows.length > 0
}

export interface VolunteerRow {
  state: string | null
  earns: Currency | null
  longitude: number | null
  latitude: number | null
  path: string | null
}

/** A person as a volunteer, and where they live. */
export async function findVolunteer(tx: Tx, personId: string): Promise<VolunteerRow> {
  const { rows } = await sql<VolunteerRow>`
    select v.state, v.earns, b.longitude, b.latitude, p.path
    from person p left join volunteer v on v.person_id = p.id left join building b on b.id = p.building_id
    where p.id = ${personId}`.execute(tx)
  const [found] = rows
  if (!found) throw new Error('whoever is signed in is a person')
  return found
}

interface Told {
  actionId: string
  personId: string
  key: string
  /** What the sentence and its link need. */
  said: Facts
  at: Date
}

/** Tells a person something about a shift or their help; about one deed once. */
export async function tell(tx: Tx, { actionId, personId, key, said, at }: Told): Promise<void> {
  await tx
    .insertInto('notice')
    .values({ action_id: actionId, person_id: personId, key, subject_id: personId, facts: JSON.stringify(said), at })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}
