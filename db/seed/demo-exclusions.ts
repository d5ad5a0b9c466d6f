/** Two requests that people of the demo proposed to leave out of a rate: one approved by the street, one that waits for it. */
import { sql } from 'kysely'
import { decideExclusion, insertExclusion } from '#domains/requests/exclusions-store.ts'
import type { ExclusionReason, RateName } from '#domains/requests/rules.ts'
import type { Database } from '#foundation/database/database.ts'
import { record } from '#foundation/journal/journal.ts'
import { DAY } from '#lib/days.ts'
import { idFrom } from '#lib/ids.ts'
import { actorOf, type People } from './demo-people.ts'

interface Proposed {
  rate: RateName
  reason: ExclusionReason
  words: string
  daysAgo: number
  approved: boolean
}

const proposals: readonly Proposed[] = [
  {
    rate: 'solved',
    reason: 'impossible',
    words: '要等整栋楼的立管一起换，改造计划已书面告诉居民，居民答的是“没有解决”。',
    daysAgo: 3,
    approved: true,
  },
  {
    rate: 'satisfied',
    reason: 'misdirected',
    words: '居民评的是另一件停车的事，回访时本人说明了。',
    daysAgo: 1,
    approved: false,
  },
]

export async function seedExclusions(database: Database, seed: number, { staff }: People, now: Date): Promise<void> {
  const [desk, street] = ['linxiao', 'shenli'].map((login) => staff.find((one) => one.login === login))
  if (!desk || !street) throw new Error('the demo has no desk or no street')
  for (const [place, { rate, reason, words, daysAgo, approved }] of proposals.entries()) {
    const { rows } = await sql<{ id: string; path: string }>`
      select m.id, m.path from matter m join request r on r.matter_id = m.id
      where case ${rate} when 'solved' then r.solved in ('no', 'partly') else r.service <= 4 end
        and left(m.path, 12) = ${desk.path} and r.replied_at < ${new Date(+now - 4 * DAY)}
      order by m.opened_at desc, m.id limit 1`.execute(database.db)
    const [{ id: matterId, path } = { id: '', path: '' }] = rows
    if (!matterId) continue
    const id = idFrom('demo', String(seed), 'exclusion', String(place))
    const at = new Date(+now - daysAgo * DAY)
    const facts = { matterId, rate }
    await database.transact(async (tx) => {
      const deed = { subjectId: id, path, input: { matterId } }
      const proposed = {
        ...deed,
        id,
        at,
        actor: actorOf(desk),
        role: desk.role,
        facts: { ...facts, exclusion: reason },
      }
      if (!(await record(tx, { ...proposed, kind: 'exclusion.proposed', words: { words } }))) return
      await insertExclusion(tx, { id, matterId, rate, reason, at, by: desk.id, path: desk.path })
      if (!approved) return
      const decidedAt = new Date(+at + DAY)
      const decisionId = idFrom('demo', String(seed), 'exclusion decided', String(place))
      const decided = { ...deed, id: decisionId, at: decidedAt, actor: actorOf(street), role: street.role, facts }
      await record(tx, { ...decided, kind: 'exclusion.approved' })
      await decideExclusion(tx, id, { approves: true, at: decidedAt, by: street.id, path: street.path })
    })
  }
}
