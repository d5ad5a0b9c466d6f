/**
 * What is kept of a volunteer, and of who asked for help. The record of service stays as ids and numbers; the registration is
 * emptied with the account. What somebody agreed to do goes back on the list when they leave.
 */
import { sql } from 'kysely'
import { act, findMatters, holdingOf } from '#engines/matter/index.ts'
import type { HeldMatter, Holding } from '#foundation/people/holding.ts'
import { idFrom } from '#lib/ids.ts'
import { need } from './need-spec.ts'
import { internalKinds } from './needs-present.ts'
import { titles } from './needs-store.ts'
import { listService } from './service.ts'
import { findVolunteer } from './store.ts'

const title = sql`case d.activity ${sql.join(
  Object.entries(titles).map(([code, name]) => sql`when ${code} then ${name}`),
  sql` `,
)} else '' end`

export const needsHolding = holdingOf({
  spec: need,
  shown: {
    joins: sql`left join building b on b.id = d.building_id`,
    title,
    words: sql`d.words`,
    place: sql`coalesce(d.place_words, concat_ws(' ', b.name, d.unit::text, d.room), '')`,
    reply: sql`null::text`,
  },
  internal: internalKinds,
  withdraw: { action: 'withdraw' },
  contacts: ['community_desk', 'community_head'],
  bare: sql`words = '', public_words = null, place_words = null, building_id = null, unit = null, room = null`,
})

const none = { matters: 0, files: 0 }

export const volunteerHolding: Holding = {
  async listMatters(tx, personId) {
    const one = await findVolunteer(tx, personId)
    if (!one) return []
    const services = await listService(tx, personId)
    const held: HeldMatter = {
      id: personId,
      kind: 'volunteer',
      number: '',
      state: one.state,
      title: '志愿者登记',
      words: [...one.activities.map((activity) => titles[activity]), one.offer ?? ''].filter(Boolean).join('、'),
      place: one.place,
      openedAt: one.appliedAt.toISOString(),
      closedAt: null,
      reply: null,
      steps: services.map(({ confirmedAt, activity, minutes, servedOn }) => ({
        at: confirmedAt.toISOString(),
        kind: 'service',
        who: null,
        role: 'system',
        words: { on: servedOn, what: titles[activity], minutes },
      })),
      files: [],
    }
    return [held]
  },
  countMatters: async () => ({ all: 0, open: 0, lastClosedAt: null }),
  isInside: async () => false,
  listOpen: async () => [],
  async settle({ tx, clock, rules, actor, deedId }, personId) {
    const { rows } = await sql<{ id: string }>`select d.matter_id as id from need d join matter m on m.id = d.matter_id
      where d.volunteer_id = ${personId} and m.state in ('offered', 'agreed') order by 1 for update of m`.execute(tx)
    const held = await findMatters(
      tx,
      need,
      rows.map(({ id }) => id),
    )
    for (const [id, loaded] of held)
      await act({ run: tx, clock, rules }, need, {
        id: idFrom('volunteer leaves', deedId, id),
        matterId: id,
        action: 'step_back',
        seen: loaded.matter.version,
        input: {},
        actor: { ...actor, personId },
        held: loaded,
      })
  },
  async erasePerson(tx, personId, now) {
    await sql`update volunteer set state = 'left', activities = '{}', available = '{}', identity = null, band = null, guardian_id = null,
        guardian_mark = null, offer = null, offer_state = 'none', emergency = false, insured_to = null, cleared_to = null,
        left_at = coalesce(left_at, ${now}), erased_at = ${now}
      where person_id = ${personId} and erased_at is null`.execute(tx)
    await sql`update volunteer set guardian_id = null, state = case when state in ('active', 'paused') then 'applied' else state end,
        registered_at = case when state = 'left' then registered_at end, registered_by = case when state = 'left' then registered_by end
      where guardian_id = ${personId}`.execute(tx)
    await sql`update team_member set left_at = ${now} where person_id = ${personId} and left_at is null`.execute(tx)
    await sql`delete from party_member where person_id = ${personId}`.execute(tx)
    return none
  },
  needs: () =>
    sql`exists (select from volunteer v where v.person_id = p.id and v.state in ('applied', 'active', 'paused'))`,
  eraseOld: async () => none,
}
