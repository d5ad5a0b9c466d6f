/**
 * What matters of a kind keep of a person, once for every kind: shown whole to the person, handed on or withdrawn when they
 * leave, erased when it is over its time. Erasing takes the words, their salts and the files; the rows of actions stay.
 *
 * The domain says what stands in its own table, which has requester_id, handler_id, contact_id (who is told instead of a
 * person who left) and erased_at. In its SQL `m` is the matter and `d` the domain's row.
 * Read next: foundation/people/holding.ts.
 */
import { type RawBuilder, sql } from 'kysely'
import { endOf, type Role } from '#foundation/authority.ts'
import type { Tx } from '#foundation/database/database.ts'
import type { Counted, Erased, HeldMatter, HeldStep, Holding, OpenMatter } from '#foundation/people/holding.ts'
import { dayOf } from '#lib/days.ts'
import { idFrom } from '#lib/ids.ts'
import { withCheckDigit } from '#lib/number.ts'
import { findMatters } from './read.ts'
import type { AnySpec } from './spec.ts'
import { act } from './write.ts'

type Sql = RawBuilder<unknown>

export interface Kept {
  spec: AnySpec
  shown: {
    /** Further tables, joined. */
    joins?: Sql
    title: Sql
    words: Sql
    place: Sql
    reply: Sql
  }
  /** Actions that the person does not see. */
  internal: ReadonlySet<string>
  /** Whether the words of an action were noted among workers: not read by the person, as on the page. */
  isNoted?(kind: string, facts: Record<string, unknown>): boolean
  /** The person's action that ends it, and a condition under which others wait for it too. */
  withdraw: { action: string; unless?: Sql }
  /** Who is the contact when nobody handles it yet: the nearest with one of these roles. */
  contacts: readonly Role[]
  /** The same of what is protected, whoever handles it: its reporter is nobody else's to ask about. */
  protectedContacts?: readonly Role[]
  /** The columns of the domain's row, set to what says nothing of anybody. */
  bare: Sql
  /** Erases what the domain keeps of them in further tables. */
  eraseMore?(tx: Tx, ids: readonly string[]): Promise<void>
  /** Takes back what is public. @param which a condition on `m` and `d` */
  hide?(tx: Tx, which: Sql): Promise<void>
}

/** An open matter with the worker who would be the contact: who handles it, else who is nearest. */
interface Unfinished extends OpenMatter {
  contactId: string | null
}

export function holdingOf(kept: Kept): Holding {
  const { spec, withdraw } = kept
  const table = sql.table(spec.table)
  const from = sql`from matter m join ${table} d on d.matter_id = m.id`

  return {
    listMatters: async (tx, personId) => await listMatters(tx, kept, personId),

    async countMatters(tx, personId) {
      const { rows } = await sql<Counted>`
        select count(*)::int as all, count(*) filter (where m.closed_at is null)::int as open, max(m.closed_at) as "lastClosedAt",
          min(m.closed_at) filter (where d.erased_at is null) as "wordsClosedAt"
        ${from} where d.requester_id = ${personId}`.execute(tx)
      return rows[0] ?? { all: 0, open: 0, lastClosedAt: null }
    },

    async isInside(tx, personId, path) {
      const { rows } = await sql`
        select 1 ${from}
        where d.requester_id = ${personId} and m.visibility not in ('anonymous', 'sealed') and m.path >= ${path} and m.path < ${endOf(path)}
        limit 1`.execute(tx)
      return rows.length > 0
    },

    async listOpen(tx, personId, now) {
      return (await listUnfinished(tx, kept, personId, now)).map(({ contactId: _, ...open }) => open)
    },

    async settle({ tx, clock, rules, actor, deedId, how }, personId) {
      const now = clock.now()
      const unfinished = await listUnfinished(tx, kept, personId, now)
      const held = await findMatters(
        tx,
        spec,
        unfinished.map(({ id }) => id),
      )
      for (const { id, mayWithdraw, contactId } of unfinished) {
        const loaded = held.get(id)
        if (!loaded) continue
        if (how === 'withdraw' && mayWithdraw)
          await act({ run: tx, clock, rules }, spec, {
            id: idFrom('closing', deedId, id),
            matterId: id,
            action: withdraw.action,
            seen: loaded.matter.version,
            input: {},
            actor,
            held: loaded,
          })
        else await handOn(tx, table, { id, contactId, deedId, now })
      }
      await kept.hide?.(tx, sql`d.requester_id = ${personId}`)
    },

    async erasePerson(tx, personId, now) {
      return await erase(tx, kept, sql`d.requester_id = ${personId} and m.closed_at is not null`, now)
    },

    needs(before) {
      return sql`exists (select ${from}
        where d.requester_id = p.id and (m.closed_at is null or m.closed_at >= ${before}))`
    },

    async eraseOld(tx, before, now, limit) {
      return await erase(
        tx,
        kept,
        sql`m.closed_at is not null and (m.closed_at < ${before}
          or exists (select from person p where p.id = d.requester_id and p.erased_at is not null))`,
        now,
        limit,
      )
    },
  }
}

async function listMatters(tx: Tx, { spec, shown, internal, isNoted }: Kept, personId: string): Promise<HeldMatter[]> {
  const { rows } = await sql<{
    id: string
    number: number
    state: string
    title: string
    words: string
    place: string
    reply: string | null
    openedAt: Date
    closedAt: Date | null
    files: { id: string; kind: string; at: string }[]
    steps: (HeldStep & { facts: Record<string, unknown> })[]
  }>`
    select m.id, m.number, m.state, ${shown.title} as title, ${shown.words} as words, ${shown.place} as place,
      ${shown.reply} as reply, m.opened_at as "openedAt", m.closed_at as "closedAt",
      coalesce((select jsonb_agg(jsonb_build_object('id', f.id, 'kind', f.kind, 'at', f.made_at) order by f.made_at, f.id)
        from file f where f.matter_id = m.id), '[]') as files,
      coalesce((select jsonb_agg(jsonb_build_object('at', a.at, 'kind', a.kind, 'facts', a.facts, 'role', a.actor_role,
          'who', case when a.actor_role not in ('resident', 'system') then p.name end, 'words', c.body) order by a.version)
        from action a left join person p on p.id = a.actor_id left join content c on c.action_id = a.id
        where a.subject_id = m.id), '[]') as steps
    from matter m join ${sql.table(spec.table)} d on d.matter_id = m.id ${shown.joins ?? sql``}
    where d.requester_id = ${personId} order by m.opened_at desc, m.id`.execute(tx)
  return rows.map((row) => ({
    ...row,
    kind: spec.kind,
    number: withCheckDigit(row.number),
    openedAt: row.openedAt.toISOString(),
    closedAt: row.closedAt?.toISOString() ?? null,
    files: row.files.map((file) => ({ ...file, at: new Date(file.at).toISOString() })),
    steps: row.steps
      .map((step) => ({ ...step, kind: step.kind.slice(spec.kind.length + 1), at: new Date(step.at).toISOString() }))
      .filter(({ kind }) => !internal.has(kind))
      .map(({ facts, ...step }) => ({ ...step, words: isNoted?.(step.kind, facts) ? null : step.words })),
  }))
}

async function listUnfinished(
  tx: Tx,
  { spec, shown, withdraw, contacts, protectedContacts }: Kept,
  personId: string,
  now: Date,
): Promise<Unfinished[]> {
  const today = dayOf(now)
  const isProtected = protectedContacts ? sql`(m.visibility in ('anonymous', 'sealed'))` : sql`false`
  const { rows } = await sql<{
    id: string
    number: number
    title: string
    state: string
    awaited: boolean
    contactId: string | null
    contact: string | null
  }>`
    select m.id, m.number, ${shown.title} as title, m.state, coalesce(h.id, w.id) as "contactId",
      coalesce(h.name, w.name) as contact, ${withdraw.unless ?? sql`false`} as awaited
    from matter m join ${sql.table(spec.table)} d on d.matter_id = m.id
      left join person h on h.id = d.handler_id and not ${isProtected}
    left join lateral (select p.id, p.name from role_place g join person p on p.id = g.person_id
      where g.role = any(case when ${isProtected} then ${[...(protectedContacts ?? [])]}::text[] else ${[...contacts]}::text[] end) and m.path like g.path || '%'
        and g.from_on <= ${today} and (g.to_on is null or g.to_on >= ${today})
      order by length(g.path) desc, p.id limit 1) w on true
    where d.requester_id = ${personId} and m.closed_at is null order by m.opened_at, m.id for update of m`.execute(tx)
  const withdrawable = spec.actions[withdraw.action]?.from ?? []
  return rows.map(({ number, awaited, ...row }) => ({
    ...row,
    number: withCheckDigit(number),
    mayWithdraw: (withdrawable === 'open' || withdrawable.includes(row.state)) && !awaited,
  }))
}

/** It goes on, and a worker is told instead of the requester. */
async function handOn(
  tx: Tx,
  table: Sql,
  { id, contactId, deedId, now }: { id: string; contactId: string | null; deedId: string; now: Date },
): Promise<void> {
  await sql`update ${table} set contact_id = ${contactId} where matter_id = ${id}`.execute(tx)
  if (!contactId) return
  await tx
    .insertInto('notice')
    .values({ action_id: deedId, person_id: contactId, key: 'notice.contact-yours', subject_id: id, at: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** Erases the words and files of matters; what was erased before is left alone. @param which a condition on `m` and `d` */
async function erase(
  tx: Tx,
  { spec, bare, hide, eraseMore }: Kept,
  which: Sql,
  now: Date,
  limit?: number,
): Promise<Erased> {
  const table = sql.table(spec.table)
  const { rows } = await sql<{ id: string }>`
    select m.id from matter m join ${table} d on d.matter_id = m.id
    where m.kind = ${spec.kind} and d.erased_at is null and ${which} order by m.id limit ${limit ?? null}
    for update of m`.execute(tx)
  const ids = rows.map(({ id }) => id)
  if (ids.length === 0) return { matters: 0, files: 0 }

  await hide?.(tx, sql`m.id = any(${ids}::uuid[])`)
  await sql`delete from content c using action a where a.id = c.action_id and a.subject_id = any(${ids}::uuid[])`.execute(
    tx,
  )
  await eraseMore?.(tx, ids)
  const files = await sql`
    with gone as (delete from file where matter_id = any(${ids}::uuid[]) returning id, sha256)
    insert into file_removal (file_id, sha256, asked_at) select id, sha256, ${now}::timestamptz from gone
    on conflict do nothing returning file_id`.execute(tx)
  await sql`update ${table} set ${bare}, erased_at = ${now} where matter_id = any(${ids}::uuid[])`.execute(tx)
  return { matters: ids.length, files: files.rows.length }
}
