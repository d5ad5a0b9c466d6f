/**
 * What honours keep of persons: their honours, as every kind of matter, and what is none: certificates, nominations and objections.
 * A certificate of a person who left keeps its serial and its signature and loses the name; the paper is theirs.
 * Read next: foundation/people/holding.ts.
 */
import { sql } from 'kysely'
import { holdingOf } from '#engines/matter/index.ts'
import { endOf } from '#foundation/authority.ts'
import type { Tx } from '#foundation/database/database.ts'
import type { Erased, HeldMatter, Holding } from '#foundation/people/holding.ts'
import { withCheckDigit } from '#lib/number.ts'
import { honour } from './spec.ts'

const title = sql`case when d.honour = 'star'
  then (array['一', '二', '三', '四', '五'])[d.level] || '星志愿者'
  else left(d.quarter, 4) || ' 年第 ' || right(d.quarter, 1) || ' 季度社区治理之星' end`

export const honourHolding = holdingOf({
  spec: honour,
  shown: { title, words: sql`d.reason`, place: sql`''`, reply: sql`d.denial` },
  internal: new Set(),
  withdraw: { action: 'decline' },
  contacts: ['community_head'],
  bare: sql`reason = '', denial = null, consent = case when consent = 'given' then 'withdrawn' else consent end`,
  async eraseMore(tx, ids) {
    await sql`update honour_objection set words = '', answer = case when answer is null then null else '' end,
        erased_at = coalesce(erased_at, (select max(changed_at) from matter where id = any(${[...ids]}::uuid[])))
      where honour_id = any(${[...ids]}::uuid[]) and erased_at is null`.execute(tx)
  },
  async hide(tx, which) {
    await sql`update honour d set consent = 'withdrawn' from matter m
      where m.id = d.matter_id and d.consent = 'given' and ${which}`.execute(tx)
  },
})

interface Held {
  id: string
  kind: 'certificate' | 'nomination' | 'objection'
  number: number | null
  state: string
  words: string
  at: Date
  reply: string | null
}

async function listHeld(tx: Tx, personId: string): Promise<Held[]> {
  const { rows } = await sql<Held>`
    select id, 'certificate' as kind, serial as number, case when revoked_at is null then 'valid' else 'revoked' end as state,
      concat(minutes, ' 分钟 · ', from_on, ' – ', to_on) as words, issued_at as at, null as reply
    from certificate where person_id = ${personId} and erased_at is null
    union all
    select id, 'nomination', null, 'sent', concat(name, ' · ', words), at, null
    from governance_nomination where by_id = ${personId} and erased_at is null
    union all
    select id, 'objection', null, 'sent', words, at, answer
    from honour_objection where by_id = ${personId} and erased_at is null
    order by at desc, id`.execute(tx)
  return rows
}

const titles = { certificate: '志愿服务证明', nomination: '推荐社区治理之星', objection: '对公示提的意见' } as const

/** What was sent or issued is finished at once: nothing of it is open. */
export const certificateHolding: Holding = {
  async listMatters(tx, personId): Promise<HeldMatter[]> {
    return (await listHeld(tx, personId)).map(({ id, kind, number, state, words, at, reply }) => ({
      id,
      kind,
      number: number === null ? '' : withCheckDigit(number),
      state,
      title: titles[kind],
      words,
      place: '',
      openedAt: at.toISOString(),
      closedAt: at.toISOString(),
      reply,
      steps: [],
      files: [],
    }))
  },

  async countMatters(tx, personId) {
    const held = await listHeld(tx, personId)
    const ats = held.map(({ at }) => at).sort((a, b) => a.getTime() - b.getTime())
    return { all: held.length, open: 0, lastClosedAt: ats.at(-1) ?? null, wordsClosedAt: ats[0] ?? null }
  },

  async isInside(tx, personId, path) {
    const { rows } = await sql`
      select from certificate where person_id = ${personId} and path >= ${path} and path < ${endOf(path)} limit 1`.execute(
      tx,
    )
    return rows.length > 0
  },

  async listOpen() {
    return []
  },

  async settle() {},

  async erasePerson(tx, personId, now) {
    return await erase(tx, sql`= ${personId}`, now, null)
  },

  needs(before) {
    return sql`exists (select from certificate c where c.person_id = p.id and c.issued_at >= ${before})`
  },

  async eraseOld(tx, before, now, limit) {
    return await erase(
      tx,
      sql`in (select p.id from person p where p.erased_at is not null)`,
      now,
      limit,
      // a paper of years ago may still be shown; who nominated or objected then is nobody's business any more
      before,
    )
  },
}

/** @param whose a condition on the column of the person; @param before also what others sent before then */
async function erase(
  tx: Tx,
  whose: ReturnType<typeof sql>,
  now: Date,
  limit: number | null,
  before?: Date,
): Promise<Erased> {
  const older = (column: string) => (before ? sql`or ${sql.ref(column)} < ${before}` : sql``)
  const bare = await sql`
    update certificate set name = '', erased_at = ${now} where id in (
      select id from certificate where erased_at is null and person_id ${whose} limit ${limit}) returning id`.execute(
    tx,
  )
  const nominations = await sql<{ id: string }>`
    update governance_nomination set name = '', words = '', erased_at = ${now} where id in (
      select id from governance_nomination where erased_at is null
        and (by_id ${whose} or person_id ${whose} ${older('at')}) limit ${limit}) returning id`.execute(tx)
  const objections = await sql<{ id: string }>`
    update honour_objection set words = '', answer = case when answer is null then null else '' end, erased_at = ${now}
    where id in (select id from honour_objection where erased_at is null and (by_id ${whose} ${older('at')}) limit ${limit})
    returning id`.execute(tx)
  const gone = [...nominations.rows, ...objections.rows].map(({ id }) => id)
  await sql`delete from content c using action a where a.id = c.action_id and a.subject_id = any(${gone}::uuid[])`.execute(
    tx,
  )
  return { matters: bare.rows.length + gone.length, files: 0 }
}
