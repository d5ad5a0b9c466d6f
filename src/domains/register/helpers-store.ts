/** Helpers and children in the database. What holds today is asked with the session, in foundation/people/sessions.ts. */
import { sql } from 'kysely'
import type { Help } from '#foundation/authority.ts'
import type { Database, Tx } from '#foundation/database/database.ts'
import type { Facts } from '#lib/refusal.ts'
import type { Relation } from './rules.ts'

export interface HelperRow {
  id: string
  kind: 'helper' | 'guardian'
  personId: string
  helperId: string | null
  name: string
  personName: string
  personTail: string | null
  phoneTail: string | null
  relation: Relation
  may: Help[]
  from: string
  to: string
  acceptedAt: Date | null
}

/** Everything that is not over, in which a person is one of the two, or is asked to be by their phone. */
export async function listHelpers(tx: Tx, personId: string, today: string): Promise<HelperRow[]> {
  const { rows } = await sql<HelperRow>`
    select h.id, h.kind, h.person_id as "personId", h.helper_id as "helperId", h.name, p.name as "personName",
      p.phone_tail as "personTail", h.phone_tail as "phoneTail", h.relation, h.may, h.from_on as "from", h.to_on as "to",
      h.accepted_at as "acceptedAt"
    from helper h join person p on p.id = h.person_id
    where h.ended_at is null and h.to_on >= ${today} and (h.person_id = ${personId} or h.helper_id = ${personId}
      or (h.accepted_at is null and h.phone_mark = (select phone_mark from person where id = ${personId})))
    order by h.asked_at, h.id`.execute(tx)
  return rows
}

/** @returns false when the person named this phone already; the unique index, not this function, rules that out */
export async function insertHelper(
  tx: Tx,
  row: {
    id: string
    personId: string
    helperId: string | null
    kind: 'helper' | 'guardian'
    name: string
    relation: Relation
    mark: Buffer | null
    tail: string | null
    may: readonly Help[]
    from: string
    to: string
    now: Date
    accepted: boolean
  },
): Promise<boolean> {
  const { rows } = await sql`
    insert into helper (id, person_id, helper_id, kind, name, relation, phone_mark, phone_tail, may, from_on, to_on, asked_at, accepted_at)
    values (${row.id}, ${row.personId}, ${row.helperId}, ${row.kind}, ${row.name}, ${row.relation}, ${row.mark}, ${row.tail},
      ${[...row.may]}::text[], ${row.from}, ${row.to}, ${row.now}, ${row.accepted ? row.now : null})
    on conflict do nothing returning id`.execute(tx)
  return rows.length > 0
}

/** Agrees; nothing when it is not the asked person's, or was answered. */
export async function acceptHelping(tx: Tx, id: string, helperId: string, now: Date): Promise<void> {
  await sql`update helper set helper_id = ${helperId}, accepted_at = ${now}
    where id = ${id} and ended_at is null and accepted_at is null`.execute(tx)
}

export async function endHelping(tx: Tx, id: string, by: string | null, now: Date): Promise<void> {
  await sql`update helper set ended_at = ${now}, ended_by = ${by} where id = ${id} and ended_at is null`.execute(tx)
}

/** Streams of a helper look again who they are: what they may hear changed. */
export async function refreshStreams(tx: Tx, personId: string): Promise<void> {
  await sql`select pg_notify('linli_ended', encode(s.token_hash, 'hex')) from session s join account a on a.id = s.account_id
    where a.person_id = ${personId} and s.ended_at is null`.execute(tx)
}

/** Children of a guardian whom nobody else guards: without the guardian nobody can reach what is held of them. */
export async function listSoleChildren(tx: Tx, guardianId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select h.person_id as id from helper h join person p on p.id = h.person_id
    where h.helper_id = ${guardianId} and h.kind = 'guardian' and h.ended_at is null and p.phone_mark is null
      and not exists (select from helper o where o.person_id = h.person_id and o.kind = 'guardian'
        and o.ended_at is null and o.helper_id <> ${guardianId})
    order by h.person_id`.execute(tx)
  return rows.map(({ id }) => id)
}

/** What ended by its last day. */
export async function listOver(tx: Tx, today: string): Promise<{ id: string; helperId: string | null }[]> {
  return await tx
    .selectFrom('helper')
    .select(['id', 'helper_id as helperId'])
    .where('ended_at', 'is', null)
    .where('to_on', '<', today)
    .orderBy('id')
    .limit(500)
    .execute()
}

export async function insertChild(
  tx: Tx,
  child: {
    id: string
    name: string
    pinyin: string
    initials: string
    bornMonth: string
    guardianId: string
    now: Date
  },
): Promise<void> {
  await sql`insert into person (id, name, pinyin, initials, born_month, path, created_at)
    select ${child.id}, ${child.name}, ${child.pinyin}, ${child.initials}, ${child.bornMonth}, left(g.path, 12), ${child.now}
    from person g where g.id = ${child.guardianId}`.execute(tx)
}

export async function insertConsent(
  tx: Tx,
  consent: { id: string; personId: string; about: 'helper' | 'guardian'; text: string; at: Date },
): Promise<void> {
  await tx
    .insertInto('consent')
    .values({
      id: consent.id,
      person_id: consent.personId,
      about: consent.about,
      text: consent.text,
      how: 'screen',
      given_at: consent.at,
      recorded_by: consent.personId,
    })
    .execute()
}

/** Consents of both sides to this helping are over. */
export async function withdrawConsents(tx: Tx, ids: readonly string[], now: Date): Promise<void> {
  await tx
    .updateTable('consent')
    .set({ withdrawn_at: now })
    .where('id', 'in', [...ids])
    .where('withdrawn_at', 'is', null)
    .execute()
}

export interface Act {
  id: string
  at: Date
  helper: string
  kind: string
  subjectId: string
}

const ACTS_MAX = 200

/** What helpers did in a person's name between two instants, newest first. */
export async function listActs({ db }: Database, personId: string, from: Date, to: Date): Promise<Act[]> {
  const { rows } = await sql<Act>`
    select a.id, a.at, p.name as helper, a.kind, a.subject_id as "subjectId" from action a join person p on p.id = a.actor_id
    where a.actor_role = 'helper' and a.facts ->> 'onBehalfOf' = ${personId} and a.at >= ${from} and a.at < ${to}
    order by a.at desc, a.id limit ${ACTS_MAX}`.execute(db)
  return rows
}

/** Who had something done in their name between two instants, and how much. Children have nobody to tell. */
export async function countActs({ db }: Database, from: Date, to: Date): Promise<{ personId: string; n: number }[]> {
  const { rows } = await sql<{ personId: string; n: number }>`
    select p.id as "personId", count(*)::int as n from action a join person p on p.id::text = a.facts ->> 'onBehalfOf'
    where a.actor_role = 'helper' and a.at >= ${from} and a.at < ${to} and p.phone_mark is not null
    group by p.id order by p.id`.execute(db)
  return rows
}

interface Told {
  actionId: string
  personId: string
  key: string
  facts?: Facts
  at: Date
}

/** Tells a person about themselves; about one deed once. */
export async function tell(tx: Tx, { actionId, personId, key, facts = {}, at }: Told): Promise<void> {
  await tx
    .insertInto('notice')
    .values({ action_id: actionId, person_id: personId, key, subject_id: personId, facts: JSON.stringify(facts), at })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** Tells whoever has this phone that they are asked to help; nobody when nobody has it yet. */
export async function tellAsked(
  tx: Tx,
  { actionId, mark, at }: { actionId: string; mark: Buffer; at: Date },
): Promise<void> {
  const asked = await tx.selectFrom('person').select('id').where('phone_mark', '=', mark).executeTakeFirst()
  if (asked) await tell(tx, { actionId, personId: asked.id, key: 'notice.helper-asked', at })
}
