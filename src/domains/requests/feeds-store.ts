/** What the feeds of the public board hold; the condition is the board's own. */
import { sql } from 'kysely'
import { endOf } from '#foundation/authority.ts'
import type { Database } from '#foundation/database/database.ts'
import type { PageEnd } from '#lib/page.ts'
import { type BoardRow, onBoard, within } from './store.ts'

export interface FeedRow extends BoardRow {
  /** Code of the community. */
  path: string
  /** Of the middle of the estate, or of the community, to about 100 m; null where too few buildings would point at one. */
  longitude: number | null
  latitude: number | null
}

/**
 * What is on the board, newest publication first.
 *
 * @param few buildings below which a middle is not told: of one building it would be the door
 */
export async function listFeed(
  { db }: Database,
  path: string,
  few: number,
  after: PageEnd | undefined,
  limit: number,
): Promise<FeedRow[]> {
  const middle = sql`round(avg(o.longitude)::numeric, 3)::float8 as longitude, round(avg(o.latitude)::numeric, 3)::float8 as latitude
    from building o where o.ended_on is null`
  const { rows } = await sql<FeedRow>`
    select m.id, m.number, t.path, r.public_words as words, r.public_reply as reply, e.name as estate, t.name as community,
      r.category, m.state, m.opened_at, r.replied_at, r.published_at,
      coalesce(n.longitude, c.longitude) as longitude, coalesce(n.latitude, c.latitude) as latitude,
      (select array_agg(f.id order by f.made_at) from file f where f.matter_id = m.id and f.public_at is not null) as photos
    from matter m join request r on r.matter_id = m.id join territory t on t.path = left(m.path, 12)
    left join building b on b.id = r.building_id left join estate e on e.id = b.estate_id
    left join lateral (select ${middle} and o.estate_id = e.id having count(*) >= ${few}) n on true
    left join lateral (select ${middle} and o.path >= t.path and o.path < t.path || '~' having count(*) >= ${few}) c on true
    where ${onBoard} and ${within(path)}
      ${after ? sql`and (r.published_at, m.id) < (${after.at}, ${after.id}::uuid)` : sql``}
    order by r.published_at desc, m.id desc limit ${limit}`.execute(db)
  return rows
}

/** When anything that is or was public there changed last, so that taking something back is news too. */
export async function findFeedChange({ db }: Database, path: string): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`
    select max(m.changed_at) as at from matter m
    where m.path >= ${path} and m.path < ${endOf(path)}
      and exists (select 1 from action a where a.subject_id = m.id and a.kind = 'request.publish')`.execute(db)
  return rows[0]?.at ?? null
}
