/**
 * What requests keep of a person: shown whole to the person, handed on or withdrawn when they leave, erased when it is over
 * its time. Erasing takes the words, their salts and the files; the rows of actions stay, and so do the figures.
 * Read next: foundation/people/holding.ts.
 */
import { sql } from 'kysely'
import { act, findMatters } from '#engines/matter/index.ts'
import { endOf } from '#foundation/authority.ts'
import type { Tx } from '#foundation/database/database.ts'
import type { Erased, HeldMatter, HeldStep, Holding, OpenMatter } from '#foundation/people/holding.ts'
import { dayOf } from '#lib/days.ts'
import { idFrom } from '#lib/ids.ts'
import { withCheckDigit } from '#lib/number.ts'
import type { Chore } from '../module.ts'
import { removeFileBytes } from './files.ts'
import { internalKinds, placeWords } from './present.ts'
import { request } from './spec.ts'

/** What stands where a title or a place was. */
const ERASED = '已删除'

const withdrawable = request.actions.withdraw.from as readonly string[]

export const requestsHolding: Holding = {
  listMatters,

  async countMatters(tx, personId) {
    const { rows } = await sql<{ all: number; open: number; lastClosedAt: Date | null }>`
      select count(*)::int as all, count(*) filter (where m.closed_at is null)::int as open, max(m.closed_at) as "lastClosedAt"
      from matter m join request r on r.matter_id = m.id where r.requester_id = ${personId}`.execute(tx)
    return rows[0] ?? { all: 0, open: 0, lastClosedAt: null }
  },

  async isInside(tx, personId, path) {
    const { rows } = await sql`
      select 1 from request r join matter m on m.id = r.matter_id
      where r.requester_id = ${personId} and m.visibility <> 'sealed' and m.path >= ${path} and m.path < ${endOf(path)}
      limit 1`.execute(tx)
    return rows.length > 0
  },

  async listOpen(tx, personId, now) {
    return (await listUnfinished(tx, personId, now)).map(({ contactId: _, ...open }) => open)
  },

  async settle({ tx, clock, rules, actor, deedId, how }, personId) {
    const now = clock.now()
    const unfinished = await listUnfinished(tx, personId, now)
    const held = await findMatters(
      tx,
      request,
      unfinished.map(({ id }) => id),
    )
    for (const { id, mayWithdraw, contactId } of unfinished) {
      const loaded = held.get(id)
      if (!loaded) continue
      if (how === 'withdraw' && mayWithdraw)
        await act({ run: tx, clock, rules }, request, {
          id: idFrom('closing', deedId, id),
          matterId: id,
          action: 'withdraw',
          seen: loaded.matter.version,
          input: {},
          actor,
          held: loaded,
        })
      else await handOn(tx, { id, contactId, deedId, now })
    }
    await hide(tx, sql`r.requester_id = ${personId}`)
  },

  async erasePerson(tx, personId, now) {
    return await erase(tx, sql`r.requester_id = ${personId} and m.closed_at is not null`, now)
  },

  needs(before) {
    return sql`exists (select from request r join matter m on m.id = r.matter_id
      where r.requester_id = p.id and (m.closed_at is null or m.closed_at >= ${before}))`
  },

  async eraseOld(tx, before, now, limit) {
    return await erase(
      tx,
      sql`m.closed_at is not null and (m.closed_at < ${before}
        or exists (select from person p where p.id = r.requester_id and p.erased_at is not null))`,
      now,
      limit,
    )
  },
}

async function listMatters(tx: Tx, personId: string): Promise<HeldMatter[]> {
  const { rows } = await sql<{
    id: string
    number: number
    state: string
    title: string
    words: string
    reply: string | null
    openedAt: Date
    closedAt: Date | null
    estate: string | null
    building: string | null
    place_words: string | null
    unit: number | null
    room: string | null
    files: { id: string; kind: string; at: string }[]
    steps: (HeldStep & { kind: string })[]
  }>`
    select m.id, m.number, m.state, r.title, coalesce(nullif(q.words, ''), r.words) as words, r.reply, m.opened_at as "openedAt", m.closed_at as "closedAt",
      e.name as estate, b.name as building, r.place_words, r.unit, r.room,
      coalesce((select jsonb_agg(jsonb_build_object('id', f.id, 'kind', f.kind, 'at', f.made_at) order by f.made_at, f.id)
        from file f where f.matter_id = m.id), '[]') as files,
      coalesce((select jsonb_agg(jsonb_build_object('at', a.at, 'kind', a.kind, 'role', a.actor_role,
          'who', case when a.actor_role not in ('resident', 'system') then p.name end, 'words', c.body) order by a.version)
        from action a left join person p on p.id = a.actor_id left join content c on c.action_id = a.id
        where a.subject_id = m.id), '[]') as steps
    from matter m join request r on r.matter_id = m.id left join request_source q on q.matter_id = m.id
    left join building b on b.id = r.building_id left join estate e on e.id = b.estate_id
    where r.requester_id = ${personId} order by m.opened_at desc, m.id`.execute(tx)
  return rows.map((row) => ({
    id: row.id,
    kind: request.kind,
    number: withCheckDigit(row.number),
    state: row.state,
    title: row.title,
    words: row.words,
    place: [placeWords(row), row.unit, row.room].filter(Boolean).join(' – '),
    openedAt: row.openedAt.toISOString(),
    closedAt: row.closedAt?.toISOString() ?? null,
    reply: row.reply,
    files: row.files.map((file) => ({ ...file, at: new Date(file.at).toISOString() })),
    steps: row.steps
      .map((step) => ({
        ...step,
        kind: step.kind.slice(request.kind.length + 1),
        at: new Date(step.at).toISOString(),
      }))
      .filter(({ kind }) => !internalKinds.has(kind)),
  }))
}

/** What a person has open, with the worker who would be the contact: who handles it, else who is nearest. */
async function listUnfinished(
  tx: Tx,
  personId: string,
  now: Date,
): Promise<(OpenMatter & { contactId: string | null })[]> {
  const today = dayOf(now)
  const { rows } = await sql<{
    id: string
    number: number
    title: string
    state: string
    followed: boolean
    contactId: string | null
    contact: string | null
  }>`
    select m.id, m.number, r.title, m.state, coalesce(h.id, w.id) as "contactId", coalesce(h.name, w.name) as contact,
      exists (select from request f where f.merged_into = m.id) as followed
    from matter m join request r on r.matter_id = m.id left join person h on h.id = r.handler_id
    left join lateral (select p.id, p.name from role_place g join person p on p.id = g.person_id
      where g.role in ('grid_worker', 'community_desk') and m.path like g.path || '%'
        and g.from_on <= ${today} and (g.to_on is null or g.to_on >= ${today})
      order by length(g.path) desc, p.id limit 1) w on true
    where r.requester_id = ${personId} and m.closed_at is null order by m.opened_at, m.id for update of m`.execute(tx)
  return rows.map(({ number, followed, ...row }) => ({
    ...row,
    number: withCheckDigit(number),
    mayWithdraw: withdrawable.includes(row.state) && !followed,
  }))
}

/** It goes on, and a worker is told instead of the requester. */
async function handOn(
  tx: Tx,
  { id, contactId, deedId, now }: { id: string; contactId: string | null; deedId: string; now: Date },
): Promise<void> {
  await tx.updateTable('request').set({ contact_id: contactId }).where('matter_id', '=', id).execute()
  if (!contactId) return
  await tx
    .insertInto('notice')
    .values({ action_id: deedId, person_id: contactId, key: 'notice.contact-yours', subject_id: id, at: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** Takes back what is public. */
async function hide(tx: Tx, which: ReturnType<typeof sql>): Promise<void> {
  await sql`
    with hidden as (
      update request r set may_publish = false, public_words = null, public_reply = null, published_at = null, published_by = null
      from matter m where m.id = r.matter_id and ${which} returning r.matter_id),
    files as (update file set public_at = null from hidden where file.matter_id = hidden.matter_id)
    update matter set visibility = 'handler' from hidden where matter.id = hidden.matter_id and visibility = 'public'`.execute(
    tx,
  )
}

/** Erases the words and files of matters; what was erased before is left alone. @param which a condition on `m` and `r` */
async function erase(tx: Tx, which: ReturnType<typeof sql>, now: Date, limit?: number): Promise<Erased> {
  const { rows } = await sql<{ id: string }>`
    select m.id from matter m join request r on r.matter_id = m.id
    where m.kind = ${request.kind} and r.erased_at is null and ${which} order by m.id limit ${limit ?? null} for update of m`.execute(
    tx,
  )
  const ids = rows.map(({ id }) => id)
  if (ids.length === 0) return { matters: 0, files: 0 }

  await hide(tx, sql`m.id = any(${ids}::uuid[])`)
  await sql`delete from content c using action a where a.id = c.action_id and a.subject_id = any(${ids}::uuid[])`.execute(
    tx,
  )
  await sql`delete from request_source where matter_id = any(${ids}::uuid[])`.execute(tx)
  const files = await sql`
    with gone as (delete from file where matter_id = any(${ids}::uuid[]) returning id, sha256)
    insert into file_removal (file_id, sha256, asked_at) select id, sha256, ${now}::timestamptz from gone
    on conflict do nothing returning file_id`.execute(tx)
  await sql`
    update request set title = ${ERASED}, words = '', points = '{}', unit = null, room = null, longitude = null, latitude = null,
      place_words = case when building_id is null then ${ERASED} end, reply = null, refer = null, wait_reason = null,
      rating_words = null, erased_at = ${now}
    where matter_id = any(${ids}::uuid[])`.execute(tx)
  return { matters: ids.length, files: files.rows.length }
}

const REMOVED_AT_ONCE = 100

/** Takes erased files off the disk. The row goes after the bytes, so a crash between the two does it again. */
export const removeFiles: Chore = {
  name: 'remove files',
  async look({ database, settings }) {
    const { rows } = await sql<{ id: string; sha256: Buffer }>`
    select file_id as id, sha256 from file_removal order by asked_at limit ${REMOVED_AT_ONCE}`.execute(database.db)
    for (const file of rows) {
      await removeFileBytes(settings.filesFolder, file)
      await database.db.deleteFrom('file_removal').where('file_id', '=', file.id).execute()
    }
    return rows.length === REMOVED_AT_ONCE
  },
}
