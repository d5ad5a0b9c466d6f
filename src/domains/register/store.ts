/** The register's own questions to the database. */
import { sql } from 'kysely'
import type { Database } from '#foundation/database/database.ts'

/** Where a person lives or last chose to be, as far as it is known. */
export async function findPersonHome({ db }: Database, personId: string) {
  return await db
    .selectFrom('person as p')
    .leftJoin('building as b', 'b.id', 'p.building_id')
    .leftJoin('estate as e', 'e.id', 'b.estate_id')
    .select([
      'p.path',
      'p.phone_tail as tail',
      'p.unit',
      'p.room',
      'b.units',
      'b.id as buildingId',
      'b.name',
      'b.path as grid',
      'e.name as estate',
    ])
    .where('p.id', '=', personId)
    .executeTakeFirst()
}

export async function setHome({ db }: Database, personId: string, community: string): Promise<void> {
  await db
    .updateTable('person')
    .set({ path: community, building_id: null, unit: null, room: null })
    .where('id', '=', personId)
    .where((eb) => eb.or([eb('path', 'is', null), eb(eb.fn<string>('left', ['path', eb.val(12)]), '<>', community)]))
    .execute()
}

export async function setAccount(
  { db }: Database,
  accountId: string,
  { locale, elder }: { locale?: 'zh' | 'en' | undefined; elder?: boolean | undefined },
): Promise<void> {
  if (locale === undefined && elder === undefined) return
  await db
    .updateTable('account')
    .set({ ...(locale === undefined ? {} : { locale }), ...(elder === undefined ? {} : { elder }) })
    .where('id', '=', accountId)
    .execute()
}

/** Grid workers of a community, in grid order, with the grid each is in charge of today. */
export async function listWorkers({ db }: Database, path: string, end: string, today: string) {
  const rows = await db
    .selectFrom('role_place as g')
    .innerJoin('person as p', 'p.id', 'g.person_id')
    .innerJoin('territory as t', 't.path', 'g.path')
    .select(['p.id', 'p.name', 't.name as grid', 't.path as gridPath'])
    .select(
      sql<string | null>`coalesce(g.phone, (select c.phone from territory c where c.path = left(t.path, 12)))`.as(
        'phone',
      ),
    )
    .where('g.role', '=', 'grid_worker')
    .where('g.path', '>=', path)
    .where('g.path', '<', end)
    .where('g.from_on', '<=', today)
    .where((eb) => eb.or([eb('g.to_on', 'is', null), eb('g.to_on', '>=', today)]))
    .orderBy('t.path')
    .execute()
  return rows.map((row) => ({ ...row, role: 'grid_worker' as const }))
}

/** Names of units by id. */
export async function listUnitNames({ db }: Database, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('organisation')
    .select(['id', 'name'])
    .where('id', 'in', [...ids])
    .execute()
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** Numbers of matters by id. */
export async function listNumbers({ db }: Database, ids: readonly string[]): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('matter')
    .select(['id', 'number'])
    .where('id', 'in', [...new Set(ids)])
    .execute()
  return new Map(rows.map((row) => [row.id, row.number]))
}
