/**
 * Where people are registered and where they live, with days. Owns residence and dwelling.
 * The person's row repeats what is actual today, so that lists need no join; settle() writes it, but for a person who is
 * made together with a home.
 * @source S4-04
 */
import { sql } from 'kysely'
import type { Tx } from '#foundation/database/database.ts'

export interface NewResidence {
  id: string
  personId: string
  kind: 'registered' | 'actual'
  path: string | null
  dwellingId: string | null
  address: string
  from: string
}

/** Writes residences; the caller has ended what held before, and the index, not this function, rules out two. */
export async function insertResidences(
  tx: Tx,
  rows: readonly NewResidence[],
  source: 'resident' | 'staff' | 'import',
  now: Date,
): Promise<void> {
  if (rows.length === 0) return
  await sql`
    insert into residence (id, person_id, kind, path, dwelling_id, address, from_on, source, recorded_at)
    select id, "personId", kind, path, "dwellingId", address, "from", ${source}, ${now}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r (id uuid, "personId" uuid, kind text, path text, "dwellingId" uuid, address text, "from" date)`.execute(tx)
}

/**
 * Makes the person's row say where they live on a day. Who has no residence on record keeps what they said of themselves.
 */
export async function settle(tx: Tx, personIds: readonly string[], today: string): Promise<void> {
  if (personIds.length === 0) return
  await sql`
    update person p
    set path = coalesce(b.path, r.path), building_id = d.building_id, unit = d.unit, room = d.room
    from (
      select distinct on (person_id) person_id, path, dwelling_id
      from residence
      where person_id = any(${personIds}::uuid[]) and kind = 'actual'
        and from_on <= ${today}::date and (to_on is null or to_on >= ${today}::date)
      order by person_id, from_on desc
    ) r
    left join dwelling d on d.id = r.dwelling_id
    left join building b on b.id = d.building_id
    where p.id = r.person_id
      and (p.path, p.building_id, p.unit, p.room) is distinct from (coalesce(b.path, r.path), d.building_id, d.unit, d.room)`.execute(
    tx,
  )
}
