/**
 * What requests keep of a person, and which of it is public; how it is shown, handed on and erased is the engine's for every
 * kind of matter. Read next: engines/matter/holding.ts.
 */
import { sql } from 'kysely'
import { holdingOf } from '#engines/matter/index.ts'
import type { Tx } from '#foundation/database/database.ts'
import type { Chore } from '../module.ts'
import { eraseExclusionWords } from './exclusions-store.ts'
import { removeFileBytes } from './files.ts'
import { internalKinds, isNoted } from './present.ts'
import { request } from './spec.ts'

/** What stands where a title or a place was. */
const ERASED = '已删除'

export const requestsHolding = holdingOf({
  spec: request,
  shown: {
    joins: sql`left join building b on b.id = d.building_id left join estate e on e.id = b.estate_id
      left join request_source q on q.matter_id = m.id`,
    title: sql`d.title`,
    words: sql`coalesce(nullif(q.words, ''), d.words)`,
    place: sql`concat_ws(' – ', coalesce(nullif(concat_ws(' ', e.name, b.name), ''), d.place_words), d.unit, d.room)`,
    reply: sql`d.reply`,
  },
  internal: internalKinds,
  isNoted,
  withdraw: { action: 'withdraw', unless: sql`exists (select from request f where f.merged_into = m.id)` },
  contacts: ['grid_worker', 'community_desk'],
  protectedContacts: ['integrity_officer'],
  bare: sql`title = ${ERASED}, words = '', points = '{}', unit = null, room = null, longitude = null, latitude = null,
    place_words = case when building_id is null then ${ERASED} end, reply = null, plan = null, refer = null,
    wait_reason = null, rating_words = null`,
  async eraseMore(tx, ids) {
    await sql`delete from request_source where matter_id = any(${[...ids]}::uuid[])`.execute(tx)
    await eraseExclusionWords(tx, ids)
  },
  hide,
})

async function hide(tx: Tx, which: ReturnType<typeof sql>): Promise<void> {
  await sql`
    with hidden as (
      update request d set may_publish = false, public_words = null, public_reply = null, published_at = null, published_by = null
      from matter m where m.id = d.matter_id and ${which} returning d.matter_id),
    files as (update file set public_at = null from hidden where file.matter_id = hidden.matter_id)
    update matter set visibility = 'handler' from hidden where matter.id = hidden.matter_id and visibility in ('public', 'neighbours')`.execute(
    tx,
  )
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
