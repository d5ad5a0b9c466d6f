/** The buildings and grids of a community, by the names lists call them. */
import { sql } from 'kysely'
import { endOf } from '#foundation/authority.ts'
import type { Tx } from '#foundation/database/database.ts'
import { buildingKey, halfWidth } from '#foundation/sheets/cells.ts'

export interface KnownBuilding {
  id: string
  estateId: string
  path: string
  units: number
  floors: number
  longitude: number
  latitude: number
}

export interface KnownPlaces {
  estates: ReadonlyMap<string, { id: string; name: string; buildings: ReadonlyMap<string, KnownBuilding> }>
  grids: readonly { path: string; name: string }[]
  community: string
}

/** Names of estates and grids as they are compared. */
export const nameKey = (words: string): string => halfWidth(words).normalize('NFKC').replace(/\s/g, '').toLowerCase()

export async function listKnownPlaces(tx: Tx, path: string): Promise<KnownPlaces> {
  const { rows } = await sql<{
    community: string
    grids: { path: string; name: string }[]
    estates: { id: string; name: string; buildings: (KnownBuilding & { name: string })[] }[]
  }>`
    select
      (select name from territory where path = ${path}) as community,
      (select coalesce(jsonb_agg(jsonb_build_object('path', path, 'name', name) order by path), '[]') from territory
        where level = 'grid' and path >= ${path} and path < ${endOf(path)}) as grids,
      (select coalesce(jsonb_agg(jsonb_build_object('id', e.id, 'name', e.name, 'buildings', (
          select coalesce(jsonb_agg(jsonb_build_object('id', b.id, 'estateId', e.id, 'name', b.name, 'path', b.path,
            'units', b.units, 'floors', b.floors, 'longitude', b.longitude, 'latitude', b.latitude)), '[]')
          from building b where b.estate_id = e.id))), '[]')
        from estate e where e.path = ${path}) as estates`.execute(tx)
  const [found] = rows
  return {
    community: found?.community ?? '',
    grids: found?.grids ?? [],
    estates: new Map(
      (found?.estates ?? []).map(({ id, name, buildings }) => [
        nameKey(name),
        { id, name, buildings: new Map(buildings.map((one) => [buildingKey(one.name), one])) },
      ]),
    ),
  }
}

/** 第 1 网格, 第一网格, 1, its code: the grid of a community by any of them; the only one when nothing is said. */
export function findGrid(places: KnownPlaces, words: string | undefined): string | undefined {
  if (!words) return places.grids.length === 1 ? places.grids[0]?.path : undefined
  const key = gridKey(words)
  return places.grids.find(({ path, name }) => path === words || gridKey(name) === key)?.path
}

const gridKey = (words: string): string =>
  buildingKey(
    nameKey(words)
      .replace(/^第/, '')
      .replace(/(号)?网格$/, ''),
  )

/** Whether a list's word names the community itself. */
export const isCommunity = (places: KnownPlaces, words: string): boolean =>
  nameKey(words).replace(/(社区|村)(居民委员会|居委会)?$/, '') === nameKey(places.community).replace(/(社区|村)$/, '')

/** The unit of a home as it is stored: none in a building of one stairwell. */
export function unitOf(
  building: { units: number },
  unit: number | undefined,
): { unit: number | null } | { code: string } {
  if (building.units <= 1) return unit === undefined || unit === 1 ? { unit: null } : { code: 'address.unit-beyond' }
  if (unit === undefined) return { code: 'address.unit-missing' }
  return unit <= building.units ? { unit } : { code: 'address.unit-beyond' }
}

export const homeKey = (buildingId: string, unit: number | null, room: string): string =>
  `${buildingId}|${unit ?? ''}|${room}`

/** Makes the dwellings that are not there yet. @returns every one by homeKey(), and which were made */
export async function keepDwellings(
  tx: Tx,
  homes: readonly { buildingId: string; unit: number | null; room: string }[],
): Promise<Map<string, { id: string; made: boolean }>> {
  if (homes.length === 0) return new Map()
  const wanted = sql`jsonb_to_recordset(${JSON.stringify(homes)}::jsonb) as h ("buildingId" uuid, unit smallint, room text)`
  const { rows } = await sql<{ id: string; buildingId: string; unit: number | null; room: string; made: boolean }>`
    with made as (
      insert into dwelling (building_id, path, unit, room)
      select distinct h."buildingId", b.path, h.unit, h.room from ${wanted} join building b on b.id = h."buildingId"
      on conflict do nothing returning id, building_id, unit, room
    )
    select id, building_id as "buildingId", unit, room, true as made from made
    union all
    select d.id, d.building_id, d.unit, d.room, false from dwelling d join ${wanted}
      on d.building_id = h."buildingId" and d.room = h.room and d.unit is not distinct from h.unit
    where not exists (select from made where made.id = d.id)`.execute(tx)
  return new Map(rows.map(({ id, buildingId, unit, room, made }) => [homeKey(buildingId, unit, room), { id, made }]))
}
