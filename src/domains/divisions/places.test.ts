/** Territory by hand, through HTTP: who may read and change what, and what the journal says of it. */
import { describe, expect, test } from 'vitest'
import { newId } from '#lib/ids.ts'
import type { Client } from '#tests/support/client.ts'
import { report } from '#tests/support/requests.ts'
import { buildings, places, sharedWorld, type World, world } from '#tests/support/world.ts'
import type { PlaceReply } from './contract.ts'

const shared = sharedWorld()
const place = async (client: Client, path: string) => await client.done<PlaceReply>('GET', `/api/territory/${path}`)

async function deedsOf({ database }: World, kind: string) {
  const rows = await database.db
    .selectFrom('action')
    .select(['actor_role as role', 'path', 'facts'])
    .where('kind', '=', kind)
    .orderBy('at')
    .execute()
  return rows.map(({ facts, ...row }) => ({ ...row, ...(facts as object) }))
}

describe('the tree', () => {
  test('[U02] [GB22239-L2-ACCESS] shows everybody at a desk their own place and what lies in it, nobody else', async () => {
    const of = shared()
    expect(await of.visitor().refused('GET', '/api/territory')).toEqual([401, 'access.signed-out'])
    expect(await (await of.resident()).refused('GET', '/api/territory')).toEqual([403, 'access.not-yours'])
    const zhou = await of.staff('zhou')
    expect(await zhou.done('GET', '/api/territory')).toMatchObject({
      places: [{ path: places.grid, above: '牡丹社区' }],
    })
    expect(await zhou.refused('GET', `/api/territory/${places.otherGrid}`)).toEqual([403, 'access.not-yours'])
    expect(await zhou.refused('GET', `/api/territory?inside=${places.street}`)).toEqual([403, 'access.not-yours'])
    const shen = await of.staff('shen')
    expect(await shen.done('GET', `/api/territory?inside=${places.street}`)).toMatchObject({
      places: [
        { path: places.community, kind: 'committee', inside: 2 },
        { path: places.otherCommunity, inside: 0 },
      ],
    })
    expect(await shen.done('GET', '/api/territory?words=qlsq')).toEqual({ places: [] })
    expect(await (await of.staff('he')).done('GET', '/api/territory?words=qlsq')).toMatchObject({
      places: [{ path: places.farCommunity }],
    })
    expect(await (await of.staff('system')).refused('GET', '/api/territory/990109')).toEqual([404, 'territory.unknown'])
  })

  test('[U02] [S4-01] says of a community what kind it is and what belongs to it', async () => {
    const lin = await shared().staff('lin')
    expect(await place(lin, places.community)).toMatchObject({
      name: '牡丹社区',
      kind: 'committee',
      phone: '0574-55500001',
      above: [{ name: '试城' }, { name: '东区' }, { name: '白云街道' }],
      holds: { grids: 2, estates: 1, buildings: 3, people: 3, staff: 4 },
      can: [],
    })
  })
})

describe('a place by hand', () => {
  test('[S4-12] [S4-14] a community has a type from a day on, and keeps the ones before', async () => {
    const of = await world()
    const shen = await of.staff('shen')
    const at = `/api/territory/${places.community}`
    const body = { id: newId(), phone: '0574-55500009', type: { type: 'resettled', from: '2026-01-01' } }
    expect(await of.visitor().refused('POST', at, body)).toEqual([401, 'access.signed-out'])
    for (const name of ['lin', 'xu', 'he', 'security'] as const)
      expect(await (await of.staff(name)).refused('POST', at, body)).toEqual([403, 'access.not-yours'])
    expect(await shen.refused('POST', `/api/territory/${places.farCommunity}`, body)).toEqual([403, 'access.not-yours'])
    expect(await shen.refused('POST', `/api/territory/${places.grid}`, body)).toEqual([422, 'place.no-type'])

    await shen.done('POST', at, body)
    await shen.done('POST', at, body)
    expect(await shen.refused('POST', at, { ...body, phone: null })).toEqual([409, 'action.reused'])
    await shen.done('POST', at, { id: newId(), phone: '0574-55500009', type: { type: 'factory', from: '2027-01-01' } })
    expect(await place(shen, places.community)).toMatchObject({
      phone: '0574-55500009',
      types: [
        { type: 'factory', from: '2027-01-01', holds: false },
        { type: 'resettled', from: '2026-01-01', holds: true },
      ],
    })
    expect(await deedsOf(of, 'place.changed')).toMatchObject([
      { role: 'street_officer', path: places.community, phone: '0574-55500009', type: 'resettled' },
      { type: 'factory' },
    ])
  })

  test('[U02] a grid is added, renamed and ended; one with somebody or something in it is not', async () => {
    const of = await world()
    const shen = await of.staff('shen')
    const body = { id: newId(), name: '第 3 网格' }
    const grids = `/api/territory/${places.community}/grids`
    expect(await (await of.staff('lin')).refused('POST', grids, body)).toEqual([403, 'access.not-yours'])
    expect(await shen.refused('POST', `/api/territory/${places.street}/grids`, body)).toEqual([422, 'place.level'])
    expect(await shen.refused('POST', grids, { ...body, name: '第 1 网格' })).toEqual([409, 'place.name-taken'])
    const { path } = await shen.done<{ path: string }>('POST', grids, body)
    expect(path).toBe(`${places.community}03`)
    expect(await shen.done('POST', grids, body)).toEqual({ path })
    expect(await shen.refused('POST', grids, { ...body, name: '又一个' })).toEqual([409, 'action.reused'])

    expect(await shen.refused('POST', `/api/territory/${places.community}/name`, body)).toEqual([422, 'place.level'])
    await shen.done('POST', `/api/territory/${path}/name`, { id: newId(), name: '河东网格' })
    expect(await place(shen, path)).toMatchObject({
      name: '河东网格',
      changes: [{ kind: 'rename', oldName: '第 3 网格', from: '2026-05-14' }, { kind: 'new' }],
    })

    const end = { id: newId() }
    const full = await shen.call('POST', `/api/territory/${places.grid}/end`, end)
    expect(full).toMatchObject({
      status: 409,
      body: { refusal: { code: 'place.not-empty', facts: { people: 3, staff: 1, buildings: 2 } } },
    })
    expect(await shen.refused('POST', `/api/territory/${places.community}/end`, end)).toEqual([422, 'place.level'])
    await shen.done('POST', `/api/territory/${path}/end`, end)
    await shen.done('POST', `/api/territory/${path}/end`, end)
    expect(await shen.refused('GET', `/api/territory/${path}`)).toEqual([404, 'territory.unknown'])
    expect(await deedsOf(of, 'places.changed')).toHaveLength(3)
  })

  test('[U02] an estate and its buildings are added, changed and ended; where somebody lives or asks, they stay', async () => {
    const of = await world()
    const shen = await of.staff('shen')
    const estates = `/api/territory/${places.community}/estates`
    const body = { id: newId(), name: '河滨花园' }
    expect(await (await of.staff('sun')).refused('POST', estates, body)).toEqual([403, 'access.not-yours'])
    expect(await shen.refused('POST', estates, { ...body, name: '牡丹新村' })).toEqual([409, 'place.name-taken'])
    const { estateId } = await shen.done<{ estateId: string }>('POST', estates, body)
    expect(await shen.done('POST', estates, body)).toEqual({ estateId })
    await shen.done('POST', `/api/estates/${estateId}`, { id: newId(), name: '河滨苑' })

    const shape = { units: 2, floors: 6, longitude: 121.5361, latitude: 29.8683 }
    const building = { id: newId(), path: places.grid, name: '1 幢', ...shape }
    const at = `/api/estates/${estateId}/buildings`
    expect(await shen.refused('POST', `/api/estates/${newId()}/buildings`, building)).toEqual([404, 'estate.unknown'])
    expect(await shen.refused('POST', at, { ...building, path: places.otherCommunity })).toEqual([
      422,
      'place.elsewhere',
    ])
    const { buildingId } = await shen.done<{ buildingId: string }>('POST', at, building)
    expect(await shen.done('POST', at, building)).toEqual({ buildingId })
    expect(await shen.refused('POST', at, { ...building, id: newId() })).toEqual([409, 'place.name-taken'])
    await shen.done('POST', `/api/buildings/${buildingId}/changes`, {
      id: newId(),
      name: '1 号楼',
      ...shape,
      floors: 5,
    })
    const { estates: seen } = await place(shen, places.grid)
    expect(seen.find(({ id }) => id === estateId)).toMatchObject({
      name: '河滨苑',
      buildings: [{ name: '1 号楼', floors: 5, grid: '第 1 网格', longitude: 121.5361 }],
    })

    const community = await of
      .visitor()
      .done<{ estates: { name: string }[] }>('GET', `/api/communities/${places.community}`)
    expect(community.estates.map(({ name }) => name)).toContain('河滨苑')
    const lives = await shen.call('POST', `/api/buildings/${buildings.twelve}/end`, { id: newId() })
    expect(lives.body).toMatchObject({ refusal: { code: 'place.not-empty', facts: { people: 3 } } })
    expect(await shen.refused('POST', `/api/estates/${estateId}/end`, { id: newId() })).toEqual([
      409,
      'place.not-empty',
    ])
    const end = { id: newId() }
    await shen.done('POST', `/api/buildings/${buildingId}/end`, end)
    await shen.done('POST', `/api/buildings/${buildingId}/end`, end)
    await shen.done('POST', `/api/estates/${estateId}/end`, { id: newId() })
    expect((await place(shen, places.community)).estates.map(({ name }) => name)).toEqual(['牡丹新村'])
    for (const [kind, n] of [
      ['estate.added', 1],
      ['estate.renamed', 1],
      ['building.added', 1],
      ['building.changed', 1],
      ['building.ended', 1],
      ['estate.ended', 1],
    ] as const)
      expect(await deedsOf(of, kind)).toHaveLength(n)
  })

  test('[U02] dwellings are made by a rule after a look, and one by hand; those there stay', async () => {
    const of = await world()
    const shen = await of.staff('shen')
    const at = `/api/buildings/${buildings.five}/dwellings`
    const rule = { units: 3, floors: 6, perFloor: 2 }
    expect(await (await of.staff('lin')).refused('POST', `${at}/preview`, rule)).toEqual([403, 'access.not-yours'])
    expect(await shen.refused('POST', `${at}/preview`, { ...rule, units: 4 })).toEqual([422, 'place.units'])
    await shen.done('POST', at, { id: newId(), rule: null, one: { unit: 1, room: '101' } })
    expect(await shen.refused('POST', at, { id: newId(), rule: null, one: { unit: 1, room: '101' } })).toEqual([
      409,
      'place.name-taken',
    ])
    expect(await shen.done('POST', `${at}/preview`, rule)).toMatchObject({
      made: 35,
      there: 1,
      first: [{ unit: 1, room: '102' }, {}, {}, {}],
      last: [{}, {}, {}, { unit: 3, room: '602' }],
    })
    const body = { id: newId(), rule, one: null }
    expect(await shen.done('POST', at, body)).toEqual({ made: 35 })
    expect(await shen.done('POST', at, body)).toEqual({ made: 35 })
    expect(await shen.done<{ dwellings: unknown[] }>('GET', at)).toMatchObject({ dwellings: { length: 36 } })
    expect((await place(shen, places.grid)).holds).toMatchObject({ dwellings: 36 })
  })

  test('[U02] figures have a day and a source; a second of the day corrects the first, which stays', async () => {
    const of = await world()
    const shen = await of.staff('shen')
    const at = `/api/territory/${places.community}/figures`
    const figure = { on: '2026-04-30', kind: 'aged_60', n: 1204, source: '公安人口库', corrects: null, reason: null }
    const first = { id: newId(), ...figure }
    expect(await (await of.staff('lin')).refused('POST', at, first)).toEqual([403, 'access.not-yours'])
    expect(await shen.refused('POST', at, { ...first, on: '2026-06-01' })).toEqual([422, 'figure.future'])
    await shen.done('POST', at, first)
    await shen.done('POST', at, first)
    expect(await shen.refused('POST', at, { ...figure, id: newId(), n: 1240 })).toEqual([409, 'figure.there'])
    const correction = { ...figure, id: newId(), n: 1240, corrects: first.id }
    expect(await shen.refused('POST', at, correction)).toEqual([422, 'figure.reason'])
    await shen.done('POST', at, { ...correction, reason: '漏了西边两幢' })
    expect(await shen.refused('POST', at, { ...correction, id: newId(), reason: '再改' })).toEqual([
      409,
      'figure.moved',
    ])
    expect((await place(shen, places.community)).figures).toMatchObject([
      { kind: 'aged_60', n: 1240, before: 1204, reason: '漏了西边两幢', source: '公安人口库' },
    ])
    await expect(of.database.pool.query('update population set n = 1')).rejects.toThrow('append-only')
    expect(await deedsOf(of, 'place.counted')).toHaveLength(2)
  })

  test('[U02] lists of places are kept by the system administrator and read at every desk', async () => {
    const of = await world()
    const system = await of.staff('system')
    const body = {
      id: newId(),
      name: '老旧小区改造片区',
      purpose: 'function_zone',
      paths: [places.grid, places.otherCommunity],
    }
    expect(await (await of.staff('shen')).refused('POST', '/api/place-lists', body)).toEqual([403, 'access.not-yours'])
    expect(await system.refused('POST', '/api/place-lists', { ...body, paths: ['990199'] })).toEqual([
      404,
      'territory.unknown',
    ])
    const { listId } = await system.done<{ listId: string }>('POST', '/api/place-lists', body)
    expect(await system.done('POST', '/api/place-lists', body)).toEqual({ listId })
    expect(await system.refused('POST', '/api/place-lists', { ...body, id: newId() })).toEqual([
      409,
      'place.name-taken',
    ])
    const change = { ...body, id: newId(), paths: [places.grid], ended: false }
    expect(await system.refused('POST', `/api/place-lists/${newId()}`, change)).toEqual([404, 'list.unknown'])
    await system.done('POST', `/api/place-lists/${listId}`, change)
    expect(await (await of.staff('lin')).done('GET', '/api/place-lists')).toMatchObject({
      lists: [
        // every community has a first grid
        { name: '老旧小区改造片区', endedOn: null, places: [{ path: places.grid, name: '牡丹社区 第 1 网格' }] },
      ],
      mayChange: false,
    })
    expect(await place(system, places.grid)).toMatchObject({ lists: [{ name: '老旧小区改造片区' }] })
    await system.done('POST', `/api/place-lists/${listId}`, { ...change, id: newId(), ended: true })
    expect(await place(system, places.grid)).toMatchObject({ lists: [] })
  })

  test('[U02] a request in a building keeps the building from ending', async () => {
    const of = await world()
    const shen = await of.staff('shen')
    await report(await of.resident(), { place: { community: places.community, buildingId: buildings.five } })
    const answer = await shen.call('POST', `/api/buildings/${buildings.five}/end`, { id: newId() })
    expect(answer.body).toMatchObject({ refusal: { code: 'place.not-empty', facts: { people: 0, requests: 1 } } })
  })
})
