/**
 * Places of a community: estates, buildings and dwellings, a row for a building or for a home. A new building needs its grid
 * and its position; nothing is invented. What is there is changed only where the list says something else.
 */
import { sql } from 'kysely'
import type { Tx } from '#foundation/database/database.ts'
import { findReferenced } from '#foundation/database/references.ts'
import { buildingKey, halfWidth, readCount, readHome, readRoom, readUnit } from '#foundation/sheets/cells.ts'
import type {
  Checked,
  Decided,
  Ground,
  ImportKind,
  MadeBefore,
  Problem,
  ReadRow,
  Undoing,
  Written,
} from '#foundation/sheets/kind.ts'
import { idFrom } from '#lib/ids.ts'
import { soundOf } from '#lib/names.ts'
import {
  findGrid,
  homeKey,
  isCommunity,
  type KnownPlaces,
  keepDwellings,
  listKnownPlaces,
  nameKey,
  unitOf,
} from './ground.ts'

interface Values {
  community?: string
  estate?: string
  building?: string
  grid?: string
  units?: number
  floors?: number
  longitude?: number
  latitude?: number
  unit?: number
  room?: string
  home?: { building: string; unit: number | undefined; room: string }
}

const words = (most: number) => (text: string) => {
  const plain = halfWidth(text).trim()
  return [...plain].length <= most ? { value: plain } : { code: 'cell.long' }
}

const degrees = (least: number, most: number) => (text: string) => {
  const n = Number(halfWidth(text).replace(/°$/, ''))
  return text !== '' && n >= least && n <= most ? { value: n } : { code: 'cell.position' }
}

/** China with its seas: a swapped longitude and latitude is found. */
const CHINA = { longitude: [73, 136], latitude: [3, 54] } as const

interface Plan extends Checked {
  values: Values
  estateKey: string
  key: string
  buildingId: string | null
  unit: number | null
  room: string | null
}

async function plan(tx: Tx, rows: readonly ReadRow[], ground: Ground, made: MadeBefore): Promise<Plan[]> {
  const places = await listKnownPlaces(tx, ground.path)
  const plans = rows.map(({ row, values }) => locate(places, row, values as Values, ground))
  const before = await made(plans.flatMap(({ estateKey, key }) => [`${estateKey}|${key}`]))
  const homes = await listDwellings(
    tx,
    plans.flatMap(({ buildingId }) => buildingId ?? []),
  )

  const now = new Set(before)
  for (const one of plans) {
    if (one.outcome === 'wrong') continue
    const known = places.estates.get(one.estateKey)?.buildings.get(one.key)
    const name = `${one.estateKey}|${one.key}`
    const fields: string[] = []
    if (!known && !now.has(name)) {
      const problems = missing(places, one.values)
      if (problems.length > 0) {
        Object.assign(one, { outcome: 'wrong', problems })
        continue
      }
      if (!places.estates.has(one.estateKey)) fields.push('estate')
      fields.push('building')
      one.makes = name
      now.add(name)
    }
    if (one.room !== null && !(one.buildingId && homes.has(homeKey(one.buildingId, one.unit, one.room))))
      fields.push('dwelling')
    const changes = known ? changesOf(known, one.values) : []
    one.outcome = fields.length > 0 ? 'new' : changes.length > 0 ? 'changed' : 'same'
    one.fields = [...fields, ...changes]
  }
  return plans
}

function locate(places: KnownPlaces, row: number, values: Values, { seals }: Ground): Plan {
  const problems: Problem[] = []
  const home = values.home
  const buildingWords = values.building ?? home?.building ?? ''
  const unitWord = values.unit ?? home?.unit
  const room = values.room ?? home?.room ?? null
  const estateKey = nameKey(values.estate ?? '')
  const key = buildingKey(buildingWords)
  const known = places.estates.get(estateKey)?.buildings.get(key)
  if (values.community && !isCommunity(places, values.community))
    problems.push({ column: 'community', code: 'address.other-community' })
  if (buildingWords === '') problems.push({ column: 'building', code: 'cell.missing' })
  const units = values.units ?? known?.units
  let unit: number | null = unitWord ?? null
  if (room !== null && units !== undefined) {
    const kept = unitOf({ units }, unitWord)
    if ('code' in kept) problems.push({ column: 'unit', code: kept.code })
    else unit = kept.unit
  }
  return {
    row,
    values,
    outcome: problems.length > 0 ? 'wrong' : 'same',
    fields: [],
    problems,
    subjectId: known?.id ?? null,
    mark: seals.mark(`place|${estateKey}|${key}|${unit ?? ''}|${room ?? ''}`),
    makes: null,
    estateKey,
    key,
    buildingId: known?.id ?? null,
    unit,
    room,
  }
}

/** What a building that is not there yet lacks. */
function missing(places: KnownPlaces, { grid, longitude, latitude }: Values): Problem[] {
  return [
    ...(findGrid(places, grid)
      ? []
      : [{ column: 'grid', code: grid ? 'address.grid-unknown' : 'address.grid-missing' }]),
    ...(longitude === undefined || latitude === undefined
      ? [{ column: 'longitude', code: 'address.position-missing' }]
      : []),
  ]
}

const building = ['units', 'floors', 'longitude', 'latitude'] as const

function changesOf(known: Readonly<Record<(typeof building)[number], number>>, values: Values): string[] {
  return building.filter((name) => values[name] !== undefined && values[name] !== known[name])
}

async function listDwellings(tx: Tx, buildingIds: readonly string[]): Promise<Set<string>> {
  if (buildingIds.length === 0) return new Set()
  const found = await tx
    .selectFrom('dwelling')
    .select(['building_id', 'unit', 'room'])
    .where('building_id', 'in', [...new Set(buildingIds)])
    .execute()
  return new Set(found.map((one) => homeKey(one.building_id, one.unit, one.room)))
}

async function write(tx: Tx, rows: readonly Decided[], ground: Ground): Promise<Written[]> {
  const plans = await plan(tx, rows, ground, async () => new Set())
  const places = await listKnownPlaces(tx, ground.path)
  const written = new Map<number, Written>()
  const estates: Record<string, { id: string; row: number; name: string }> = {}
  const buildings: Record<string, { id: string; row: number; units: number }> = {}
  const undo = new Map<
    number,
    { estate?: string; building?: string; dwelling?: string; before?: object; after?: object }
  >()

  const going = plans.filter((one, at) => {
    const { checked } = rows[at] as Decided
    if (one.outcome === 'same' || one.outcome === 'wrong') {
      const kept = one.outcome === 'same'
      written.set(one.row, { row: one.row, result: kept ? 'kept' : 'moved', subjectId: one.buildingId, undo: null })
      return false
    }
    const still = one.outcome === checked.outcome && one.fields.every((field) => checked.fields.includes(field))
    if (!still) written.set(one.row, { row: one.row, result: 'moved', subjectId: one.buildingId, undo: null })
    else undo.set(one.row, {})
    return still
  })

  for (const { row, fields, values, estateKey, key } of going) {
    if (fields.includes('estate') && !estates[estateKey])
      estates[estateKey] = {
        id: idFrom('import', ground.importId, String(row), 'estate'),
        row,
        name: values.estate ?? '',
      }
    if (fields.includes('building') && !buildings[`${estateKey}|${key}`])
      buildings[`${estateKey}|${key}`] = {
        id: idFrom('import', ground.importId, String(row), 'building'),
        row,
        units: values.units ?? 1,
      }
  }
  for (const { id, row, name } of Object.values(estates)) Object.assign(undo.get(row) ?? {}, { estate: id, name })
  const newEstates = Object.values(estates).map(({ id, name }) => ({
    id,
    path: ground.path,
    name,
    initials: soundOf(name).initials,
  }))
  if (newEstates.length > 0) await tx.insertInto('estate').values(newEstates).execute()

  const newBuildings = going.flatMap(({ row, fields, values, estateKey, key }) => {
    const one = buildings[`${estateKey}|${key}`]
    const estate = places.estates.get(estateKey)?.id ?? estates[estateKey]?.id
    const path = findGrid(places, values.grid)
    const { longitude, latitude } = values
    if (!fields.includes('building') || one?.row !== row || !estate || !path) return []
    if (longitude === undefined || latitude === undefined) return []
    Object.assign(undo.get(row) ?? {}, { building: one.id })
    const name = (values.building ?? values.home?.building ?? '').replace(/^(\d+)$/, '$1 幢')
    const floors = values.floors === undefined ? {} : { floors: values.floors }
    return [{ id: one.id, estate_id: estate, path, name, units: one.units, ...floors, longitude, latitude }]
  })
  for (const one of newBuildings) await tx.insertInto('building').values(one).execute()

  for (const one of going.filter(({ outcome }) => outcome === 'changed')) {
    const known = places.estates.get(one.estateKey)?.buildings.get(one.key)
    if (!known) continue
    const changed = changesOf(known, one.values) as (typeof building)[number][]
    const before = Object.fromEntries(changed.map((name) => [name, known[name]]))
    const after = Object.fromEntries(changed.map((name) => [name, one.values[name]]))
    await tx.updateTable('building').set(after).where('id', '=', known.id).execute()
    Object.assign(undo.get(one.row) ?? {}, { before, after })
  }

  const idOf = (one: Plan): string => one.buildingId ?? buildings[`${one.estateKey}|${one.key}`]?.id ?? ''
  const homes = going.flatMap((one) =>
    one.fields.includes('dwelling') && one.room !== null && idOf(one)
      ? [{ row: one.row, buildingId: idOf(one), unit: one.unit, room: one.room }]
      : [],
  )
  const dwellings = await keepDwellings(tx, homes)
  for (const { row, buildingId, unit, room } of homes) {
    const kept = dwellings.get(homeKey(buildingId, unit, room))
    if (kept?.made) Object.assign(undo.get(row) ?? {}, { dwelling: kept.id })
  }
  for (const one of going)
    written.set(one.row, {
      row: one.row,
      result: one.outcome === 'new' ? 'made' : 'changed',
      subjectId: idOf(one),
      undo: undo.get(one.row) ?? {},
    })
  return rows.flatMap(({ row }) => written.get(row) ?? [])
}

interface Undo {
  estate?: string
  building?: string
  dwelling?: string
  before?: Record<string, number>
  after?: Record<string, number>
}

async function undo(tx: Tx, rows: readonly Undoing[]): Promise<{ row: number; stays: string | null }[]> {
  const stays = new Map<number, string>()
  const remove = async (table: 'dwelling' | 'building' | 'estate'): Promise<void> => {
    const ids = rows.flatMap((one) => (one.undo as Undo)[table] ?? [])
    const used = await findReferenced(tx, table, ids)
    for (const one of rows) if (used.has((one.undo as Undo)[table] ?? '')) stays.set(one.row, 'used')
    const free = ids.filter((id) => !used.has(id))
    if (free.length > 0) await tx.deleteFrom(table).where('id', 'in', free).execute()
  }
  await remove('dwelling')
  for (const one of rows) {
    const { before, after } = one.undo as Undo
    if (!before || !after) continue
    let update = tx.updateTable('building').set(before).where('id', '=', one.subjectId)
    for (const [name, value] of Object.entries(after)) update = update.where(sql<boolean>`${sql.ref(name)} = ${value}`)
    const { numUpdatedRows } = await update.executeTakeFirst()
    if (numUpdatedRows === 0n) stays.set(one.row, 'changed-since')
  }
  await remove('building')
  await remove('estate')
  return rows.map(({ row }) => ({ row, stays: stays.get(row) ?? null }))
}

export const placesKind: ImportKind = {
  name: 'places',
  personal: false,
  title: ['estate', 'building', 'unit', 'room', 'home'],
  describe: async () => new Map(),
  columns: [
    {
      key: 'estate',
      required: true,
      headers: ['小区', '小区名称', '小区名', '楼盘', '所属小区', '院落'],
      read: words(60),
    },
    {
      key: 'building',
      headers: ['幢', '幢号', '楼', '楼号', '楼栋', '楼栋号', '楼幢', '栋', '栋号', '楼宇', '楼幢号'],
      read: words(40),
    },
    { key: 'grid', headers: ['网格', '所属网格', '网格名称', '网格编号'], read: words(60) },
    { key: 'units', headers: ['单元数', '单元总数', '总单元数'], read: readCount(0, 40) },
    { key: 'floors', headers: ['层数', '楼层数', '总层数', '地上层数'], read: readCount(1, 100) },
    { key: 'longitude', headers: ['经度', '东经', 'lng', 'lon', 'longitude'], read: degrees(...CHINA.longitude) },
    { key: 'latitude', headers: ['纬度', '北纬', 'lat', 'latitude'], read: degrees(...CHINA.latitude) },
    { key: 'unit', headers: ['单元', '单元号', '梯'], read: readUnit },
    { key: 'room', headers: ['室', '室号', '房号', '房间号', '门牌', '户室', '房间'], read: readRoom },
    { key: 'home', headers: ['楼栋房号', '幢单元室', '房屋', '房屋地址', '房屋编号'], read: readHome },
    { key: 'community', headers: ['社区', '所属社区', '社区名称', '村社'], read: words(60) },
  ],
  async check(tx, rows, ground, made) {
    return await plan(tx, rows, ground, made)
  },
  write,
  undo,
}
