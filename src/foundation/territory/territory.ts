/**
 * Places: the city down to its grids, estates and buildings. Owns territory, estate, building.
 * A place's id is permanent; its path is its statistical code cut to its level and is copied into the rows inside it.
 */
import { endOf } from '#foundation/authority.ts'
import type { Database, Tx } from '#foundation/database/database.ts'
import { Refusal } from '#lib/refusal.ts'
import { followPath } from './history.ts'

export type Level = 'city' | 'district' | 'street' | 'community' | 'grid' | 'micro_grid'

export interface Territory {
  path: string
  level: Level
  kind: PlaceKind
  name: string
  pinyin: string
  phone: string | null
}

/** What a street or a community is by law; '' where the list does not say, and for the other levels. */
export type PlaceKind = '' | 'street' | 'town' | 'township' | 'zone' | 'committee' | 'village' | 'farm'

/** Length of a path at each level, in digits. */
export const pathLength = { city: 4, district: 6, street: 9, community: 12, grid: 14, micro_grid: 16 } as const

const columns = ['path', 'level', 'kind', 'name', 'pinyin', 'phone'] as const

/** A place by its code, or by one it had: a code printed on a sheet or kept on a phone leads on. @throws {Refusal} `territory.unknown` (404) */
export async function getTerritory({ db }: Pick<Database, 'db'>, path: string): Promise<Territory> {
  const found = await findTerritory({ db }, path)
  if (found) return found
  const led = await followPath({ db }, path)
  const now = led && (await findTerritory({ db }, led))
  if (!now) throw new Refusal('territory.unknown', 404)
  return now
}

export async function findTerritory({ db }: Pick<Database, 'db'>, path: string): Promise<Territory | undefined> {
  const found = await db.selectFrom('territory').select(columns).where('path', '=', path).executeTakeFirst()
  return found as Territory | undefined
}

/** The places above a path and itself, city first. */
export async function listAncestors({ db }: Database, path: string): Promise<Territory[]> {
  const paths = Object.values(pathLength)
    .filter((length) => length <= path.length)
    .map((length) => path.slice(0, length))
  const found = await db.selectFrom('territory').select(columns).where('path', 'in', paths).orderBy('path').execute()
  return found as Territory[]
}

/** The places one level below a path, in code order. The root is the empty path. */
export async function listChildren({ db }: { db: Tx }, path: string): Promise<Territory[]> {
  const lengths: number[] = Object.values(pathLength)
  const next = lengths.find((length) => length > path.length) ?? 0
  const found = await db
    .selectFrom('territory')
    .select(columns)
    .where('path', '>=', path)
    .where('path', '<', endOf(path))
    .where((eb) => eb(eb.fn<number>('length', ['path']), '=', next))
    .orderBy('path')
    .execute()
  return found as Territory[]
}

/** Communities by name or pinyin initials; at most 20. */
export async function findCommunities({ db }: Database, words: string): Promise<(Territory & { above: string })[]> {
  const clean = words.normalize('NFKC').trim().toLowerCase()
  if (clean === '') return []
  const like = clean.replace(/[\\%_]/g, (sign) => `\\${sign}`)
  const found = await db
    .selectFrom('territory as t')
    .innerJoin('territory as s', (join) =>
      join.on((eb) => eb('s.path', '=', eb.fn<string>('left', ['t.path', eb.val(9)]))),
    )
    .select(['t.path', 't.level', 't.kind', 't.name', 't.pinyin', 't.phone', 's.name as above'])
    .where('t.level', '=', 'community')
    .where((eb) => eb.or([eb('t.name', 'like', `%${like}%`), eb('t.initials', 'like', `${like.replace(/\s/g, '')}%`)]))
    .orderBy('t.path')
    .limit(20)
    .execute()
  return found as (Territory & { above: string })[]
}

export interface Estate {
  id: string
  name: string
  buildings: { id: string; name: string; units: number; floors: number; longitude: number; latitude: number }[]
}

/** The estates of a community with their buildings, in the order people count them. */
export async function listEstates({ db }: Database, community: string): Promise<Estate[]> {
  const rows = await db
    .selectFrom('building as b')
    .innerJoin('estate as e', 'e.id', 'b.estate_id')
    .select([
      'e.id as estateId',
      'e.name as estate',
      'b.id',
      'b.name',
      'b.units',
      'b.floors',
      'b.longitude',
      'b.latitude',
    ])
    .where('e.path', '>=', community)
    .where('e.path', '<', endOf(community))
    .where('e.ended_on', 'is', null)
    .where('b.ended_on', 'is', null)
    .orderBy('e.name')
    .execute()
  const order = new Intl.Collator('zh', { numeric: true })
  const estates = new Map<string, Estate>()
  for (const { estateId, estate, ...building } of rows) {
    const at = estates.get(estateId) ?? { id: estateId, name: estate, buildings: [] }
    at.buildings.push(building)
    estates.set(estateId, at)
  }
  for (const estate of estates.values()) estate.buildings.sort((a, b) => order.compare(a.name, b.name))
  return [...estates.values()].sort((a, b) => order.compare(a.name, b.name))
}

export interface BuildingPlace {
  id: string
  path: string
  name: string
  estate: string
  units: number
  longitude: number
  latitude: number
}

export async function findBuilding({ db }: Database, id: string): Promise<BuildingPlace | undefined> {
  return await db
    .selectFrom('building as b')
    .innerJoin('estate as e', 'e.id', 'b.estate_id')
    .select(['b.id', 'b.path', 'b.name', 'b.units', 'b.longitude', 'b.latitude', 'e.name as estate'])
    .where('b.id', '=', id)
    .executeTakeFirst()
}

/** The nearest building within about 300 m, by a flat distance good enough for a neighbourhood. */
export async function findNearestBuilding(
  { db }: Database,
  longitude: number,
  latitude: number,
): Promise<BuildingPlace | undefined> {
  const found = await db
    .selectFrom('building as b')
    .innerJoin('estate as e', 'e.id', 'b.estate_id')
    .select(['b.id', 'b.path', 'b.name', 'b.units', 'b.longitude', 'b.latitude', 'e.name as estate'])
    .where('b.latitude', '>', latitude - 0.003)
    .where('b.latitude', '<', latitude + 0.003)
    .where('b.longitude', '>', longitude - 0.0035)
    .where('b.longitude', '<', longitude + 0.0035)
    .where('b.ended_on', 'is', null)
    .execute()
  const distance = (building: BuildingPlace) =>
    ((building.longitude - longitude) * 0.866) ** 2 + (building.latitude - latitude) ** 2
  return found.sort((a, b) => distance(a) - distance(b))[0]
}
