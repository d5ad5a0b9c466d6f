/**
 * What shifts keep of a person: sign-ups, which hold no words, and casual help with its words, photo and neighbour.
 * The record of service is the volunteers' own and stays. Read next: foundation/people/holding.ts.
 */
import { sql } from 'kysely'
import { endOf } from '#foundation/authority.ts'
import type { Counted, HeldMatter, Holding, OpenMatter } from '#foundation/people/holding.ts'
import { dayOf } from '#lib/days.ts'
import { offerFreeSeats } from './offers.ts'
import { findShift, lockShift } from './store.ts'

interface HeldRow {
  id: string
  state: string
  title: string
  words: string
  place: string
  opened: Date
  closed: Date | null
  reply: string | null
  photo: string | null
}

const present = (kind: string, row: HeldRow): HeldMatter => ({
  id: row.id,
  kind,
  number: '',
  state: `${kind}-${row.state}`,
  title: row.title,
  words: row.words,
  place: row.place,
  openedAt: row.opened.toISOString(),
  closedAt: row.closed?.toISOString() ?? null,
  reply: row.reply,
  steps: [],
  files: row.photo ? [{ id: row.photo, kind: 'photo', at: row.opened.toISOString() }] : [],
})

const presentOpen = (kind: string, row: { id: string; state: string; title: string }): OpenMatter => ({
  id: row.id,
  number: '',
  title: row.title,
  state: `${kind}-${row.state}`,
  mayWithdraw: true,
  contact: null,
})

const nothing = { matters: 0, files: 0 }

export const signupHolding: Holding = {
  async listMatters(tx, personId) {
    const { rows } = await sql<HeldRow>`
      select g.id, g.state, j.name as title, '' as words, s.place, g.signed_at as opened, g.confirmed_at as closed,
        null as reply, null as photo
      from shift_signup g join shift s on s.id = g.shift_id join volunteer_project j on j.id = s.project_id
      where g.person_id = ${personId} order by g.signed_at desc, g.id`.execute(tx)
    return rows.map((row) => present('shift', row))
  },

  async countMatters(tx, personId) {
    const { rows } = await sql<Counted>`
      select count(*)::int as all, count(*) filter (where state in ('waiting', 'offered', 'signed'))::int as open,
        max(upper(span)) filter (where state not in ('waiting', 'offered', 'signed')) as "lastClosedAt"
      from shift_signup where person_id = ${personId}`.execute(tx)
    return rows[0] ?? { all: 0, open: 0, lastClosedAt: null }
  },

  async isInside(tx, personId, path) {
    const { rows } = await sql`
      select 1 from shift_signup g join shift s on s.id = g.shift_id
      where g.person_id = ${personId} and s.path >= ${path} and s.path < ${endOf(path)} limit 1`.execute(tx)
    return rows.length > 0
  },

  async listOpen(tx, personId, now) {
    const { rows } = await sql<{ id: string; state: string; title: string }>`
      select g.id, g.state, j.name as title
      from shift_signup g join shift s on s.id = g.shift_id join volunteer_project j on j.id = s.project_id
      where g.person_id = ${personId} and g.state in ('waiting', 'offered', 'signed') and lower(g.span) > ${now}
      order by lower(g.span), g.id`.execute(tx)
    return rows.map((row) => presentOpen('shift', row))
  },

  /** Whoever leaves cannot come: the place is free again, for who waits. What they came to waits for its word. */
  async settle({ tx, clock, rules }, personId) {
    const now = clock.now()
    const { policies } = await rules.on(dayOf(now))
    const { rows } = await sql<{ shift: string }>`
      select shift_id as shift from shift_signup
      where person_id = ${personId} and state in ('waiting', 'offered', 'signed') and lower(span) > ${now}
      order by shift_id`.execute(tx)
    for (const { shift: shiftId } of rows) {
      await lockShift(tx, shiftId)
      await sql`
        update shift_signup set state = 'cancelled', seat = null, offered_until = null
        where shift_id = ${shiftId} and person_id = ${personId} and state in ('waiting', 'offered', 'signed')`.execute(
        tx,
      )
      const shift = await findShift(tx, shiftId)
      if (shift) await offerFreeSeats(tx, shift, policies, now)
    }
  },

  async erasePerson() {
    return nothing
  },

  needs(before) {
    return sql`exists (select from shift_signup g where g.person_id = p.id and upper(g.span) >= ${before})`
  },

  async eraseOld() {
    return nothing
  },
}

const bare = sql`words = '', photo_id = null, neighbour_mark = null, neighbour_tail = null, reply = null`

export const casualHolding: Holding = {
  async listMatters(tx, personId) {
    const { rows } = await sql<HeldRow>`
      select k.id, k.state, k.activity as title, k.words, coalesce(c.name, '') as place, k.reported_at as opened,
        k.decided_at as closed, k.reply, k.photo_id as photo
      from casual_help k left join territory c on c.path = left(k.path, 12)
      where k.person_id = ${personId} order by k.reported_at desc, k.id`.execute(tx)
    return rows.map((row) => present('casual', row))
  },

  async countMatters(tx, personId) {
    const { rows } = await sql<Counted>`
      select count(*)::int as all, count(*) filter (where state = 'waiting')::int as open, max(decided_at) as "lastClosedAt",
        min(decided_at) filter (where erased_at is null) as "wordsClosedAt"
      from casual_help where person_id = ${personId}`.execute(tx)
    return rows[0] ?? { all: 0, open: 0, lastClosedAt: null }
  },

  async isInside(tx, personId, path) {
    const { rows } = await sql`
      select 1 from casual_help where person_id = ${personId} and path >= ${path} and path < ${endOf(path)} limit 1`.execute(
      tx,
    )
    return rows.length > 0
  },

  async listOpen(tx, personId) {
    const { rows } = await sql<{ id: string; state: string; title: string }>`
      select id, state, activity as title from casual_help
      where person_id = ${personId} and state = 'waiting' order by reported_at, id`.execute(tx)
    return rows.map((row) => presentOpen('casual', row))
  },

  /** Nobody can ask a person who left, so what waits is taken back. */
  async settle({ tx, clock }, personId) {
    await sql`
      update casual_help set state = 'withdrawn', decided_at = ${clock.now()}, decided_by = person_id
      where person_id = ${personId} and state = 'waiting'`.execute(tx)
  },

  async erasePerson(tx, personId, now) {
    return await erase(tx, sql`k.person_id = ${personId}`, now)
  },

  needs(before) {
    return sql`exists (select from casual_help k
      where k.person_id = p.id and (k.decided_at is null or k.decided_at >= ${before}))`
  },

  async eraseOld(tx, before, now, limit) {
    return await erase(
      tx,
      sql`(k.decided_at < ${before} or exists (select from person p where p.id = k.person_id and p.erased_at is not null))`,
      now,
      limit,
    )
  },
}

/** Erases the words and photos of what is decided. @param which a condition on `k` */
async function erase(
  tx: Parameters<Holding['erasePerson']>[0],
  which: ReturnType<typeof sql>,
  now: Date,
  limit?: number,
): Promise<{ matters: number; files: number }> {
  const { rows } = await sql<{ id: string; photo: string | null }>`
    select k.id, k.photo_id as photo from casual_help k
    where k.erased_at is null and k.state <> 'waiting' and ${which} order by k.id limit ${limit ?? null} for update of k`.execute(
    tx,
  )
  const ids = rows.map(({ id }) => id)
  if (ids.length === 0) return nothing

  await sql`delete from content c using action a where a.id = c.action_id and a.subject_id = any(${ids}::uuid[])`.execute(
    tx,
  )
  await sql`update casual_help set ${bare}, erased_at = ${now} where id = any(${ids}::uuid[])`.execute(tx)
  const photos = rows.flatMap(({ photo }) => photo ?? [])
  const gone = await sql`
    with gone as (delete from file where id = any(${photos}::uuid[]) and matter_id is null returning id, sha256)
    insert into file_removal (file_id, sha256, asked_at) select id, sha256, ${now}::timestamptz from gone
    on conflict do nothing returning file_id`.execute(tx)
  return { matters: ids.length, files: gone.rows.length }
}
