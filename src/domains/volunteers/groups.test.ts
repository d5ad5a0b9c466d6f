/** Teams, stations, pairings, the party's list; and records of service that come from other platforms and go to them. */
import { beforeAll, describe, expect, test } from 'vitest'
import { newId } from '#lib/ids.ts'
import type { Client } from '#tests/support/client.ts'
import { importList, workbook } from '#tests/support/sheets.ts'
import { actNeed, asksForHelp, enlist } from '#tests/support/volunteers.ts'
import { phones, places, type World, world } from '#tests/support/world.ts'

let of: World
let lin: Client
let xu: Client
let zhou: Client
let chen: Client
let wang: Client
let volunteerId: string

beforeAll(async () => {
  of = await world({ shared: true })
  lin = await of.staff('lin')
  xu = await of.staff('xu')
  zhou = await of.staff('zhou')
  chen = await of.resident('chen')
  wang = await of.resident('wang')
  volunteerId = await enlist(of, chen, { identity: 'youth' })
  return of.close
})

interface Teams {
  rows: { id: string; name: string; members: number; party: boolean | null; standing: string; lead: string }[]
  professional: number
}
const teams = async (client: Client): Promise<Teams> => await client.done<Teams>('GET', '/api/desk/teams')

describe('teams', () => {
  test('[S4-63] [S3-64] [S4-07] a team is filed or registered, professional or not, and a social worker leads it', async () => {
    const body = {
      id: newId(),
      community: places.community,
      name: '牡丹助老队',
      professional: true,
      standing: 'filed',
      identity: 'youth',
      leadId: of.staffIds.lin,
    }
    expect(await zhou.refused('POST', '/api/desk/teams', body)).toEqual([403, 'access.not-yours'])
    expect(await lin.refused('POST', '/api/desk/teams', { ...body, leadId: volunteerId })).toEqual([422, 'team.lead'])
    await lin.done('POST', '/api/desk/teams', body)
    await lin.done('POST', '/api/desk/teams', body)
    expect(await lin.refused('POST', '/api/desk/teams', { ...body, id: newId() })).toEqual([409, 'team.named-already'])
    expect(await teams(lin)).toMatchObject({
      rows: [{ name: '牡丹助老队', lead: '林晓', standing: 'filed' }],
      professional: 1,
    })
    const team = `/api/desk/teams/${body.id}`
    await lin.done('PUT', team, {
      id: newId(),
      professional: false,
      standing: 'registered',
      leadId: of.staffIds.lin,
      ended: false,
    })
    expect(await teams(lin)).toMatchObject({ rows: [{ standing: 'registered' }], professional: 0 })
    expect((await teams(await of.staff('sun'))).rows).toEqual([])

    await lin.done('PUT', `${team}/members/${volunteerId}`, { id: newId(), member: true })
    const { rows } = await lin.done<{ rows: unknown[] }>('GET', `${team}/members`)
    expect(rows).toMatchObject([{ name: '陈*', identity: 'youth' }])
    await lin.done('PUT', `${team}/members/${newId()}`, { id: newId(), member: false })
    expect(await lin.refused('PUT', `${team}/members/${of.staffIds.lin}`, { id: newId(), member: true })).toEqual([
      422,
      'volunteer.not-registered',
    ])
  })

  test('[S3-47] which teams are the party’s is told to the head only, and the rate of members not while they are few', async () => {
    const [team] = (await teams(xu)).rows
    expect(await lin.refused('PUT', `/api/desk/teams/${team?.id}/party`, { id: newId(), party: true })).toEqual([
      403,
      'access.not-yours',
    ])
    await xu.done('PUT', `/api/desk/teams/${team?.id}/party`, { id: newId(), party: true })
    expect((await teams(xu)).rows).toMatchObject([{ party: true }])
    expect((await teams(lin)).rows).toMatchObject([{ party: null }])
    const { rows: facts } = await of.database.pool.query("select facts from action where kind = 'team.marked'")
    expect(facts).toEqual([{ facts: {} }])

    const list = await workbook(
      ['姓名', '手机号'],
      [
        ['陈佳', phones.chen],
        ['王秀英', phones.wang],
        ['李某', phones.li],
      ],
    )
    await importList(xu, { demo: { community: places.community }, work: of.chores }, 'written', list, 'party_members')
    const members = await of.database.pool.query('select count(*)::int as n from party_member')
    expect(members.rows).toEqual([{ n: 2 }])
    const figures = await xu.done<{ party: unknown }>('GET', '/api/desk/volunteers/overview')
    expect(figures.party).toEqual({ n: null, of: null, percent: null, target: 100 })
    expect((await lin.done<{ party: unknown }>('GET', '/api/desk/volunteers/overview')).party).toBeNull()
  })
})

describe('stations', () => {
  test('[S1-47] [S4-07] a station is complete with six of six, each by what shows it, and the page says how many communities have one', async () => {
    const id = newId()
    const body = {
      id,
      kind: 'station',
      community: places.community,
      name: '牡丹志愿站',
      address: '牡丹新村 1 幢一楼',
      practice: true,
    }
    await lin.done('POST', '/api/desk/stations', body)
    const set = async (have: string, evidence: string | null) =>
      await lin.done('PUT', `/api/desk/stations/${id}/haves/${have}`, { id: newId(), evidence })
    for (const have of ['team', 'place', 'facility', 'system', 'service']) await set(have, '见站点档案第 1 页')
    interface Stations {
      rows: { complete: boolean; practice: boolean; haves: unknown[] }[]
      covered: number
      communities: number
    }
    const shown = async () => await lin.done<Stations>('GET', '/api/desk/stations')
    expect(await shown()).toMatchObject({ rows: [{ complete: false, practice: true }], covered: 0, communities: 1 })
    await set('record', '服务记录从 5 月起都在平台上')
    expect(await shown()).toMatchObject({ rows: [{ complete: true }], covered: 1 })
    await set('record', null)
    expect(await shown()).toMatchObject({ rows: [{ complete: false }], covered: 0 })
    expect(
      await lin.refused('PUT', `/api/desk/stations/${id}/haves/management`, { id: newId(), evidence: '有' }),
    ).toEqual([422, 'station.no-such-have'])
    expect(await zhou.refused('PUT', `/api/desk/stations/${id}/haves/team`, { id: newId(), evidence: '有' })).toEqual([
      403,
      'access.not-yours',
    ])
  })

  test('[S4-64] two communities are paired with what they do together', async () => {
    const body = {
      id: newId(),
      kind: 'old_new',
      community: places.community,
      other: places.otherCommunity,
      words: '老社区的楼组长教新社区怎么开楼组会',
      from: '2026-05-01',
    }
    expect(await lin.refused('POST', '/api/desk/pairings', { ...body, other: places.community })).toEqual([
      422,
      'pairing.itself',
    ])
    await lin.done('POST', '/api/desk/pairings', body)
    expect(await lin.done('GET', '/api/desk/stations')).toMatchObject({
      pairings: [{ kind: 'old_new', words: body.words }],
    })
  })
})

describe('records of service', () => {
  const header = ['记录编号', '姓名', '手机号', '服务日期', '服务类别', '服务分钟数']
  const imported = async () =>
    (
      await of.database.pool.query(
        "select minutes, earned, reverses is not null as back from service_minutes where source = 'import' order by confirmed_at, minutes desc",
      )
    ).rows

  test('[S4-89] records of another platform come in once, earn nothing, and are taken back when the list is undone', async () => {
    const rows = [
      ['WE-001', '陈佳', phones.chen, '2026-04-12', '环境清洁', 90],
      ['WE-002', '陈佳', phones.chen, '2026-04-19', '课业辅导', 60],
      ['WE-003', '陈某', phones.chen, '2026-04-19', '课业辅导', 60],
      ['WE-004', '陈佳', phones.chen, '2026-04-20', '做好事', 60],
      ['WE-005', '无名', '12899976543', '2026-04-20', '环境清洁', 60],
    ]
    const bring = async () =>
      await importList(
        lin,
        { demo: { community: places.community }, work: of.chores },
        'written',
        await workbook(header, rows),
        'service_records',
      )
    const id = await bring()
    expect(await imported()).toEqual([
      { minutes: 90, earned: 'nothing', back: false },
      { minutes: 60, earned: 'nothing', back: false },
    ])
    const { version } = await lin.done<{ version: number }>('GET', `/api/imports/${id}`)
    await lin.done('POST', `/api/imports/${id}/undoing`, { id: newId(), seen: version })
    await of.chores()
    expect((await imported()).filter(({ back }) => back)).toHaveLength(2)
    const shown = await lin.done<{ minutes: number }>('GET', `/api/desk/volunteers/${volunteerId}`)
    expect(shown.minutes).toBe(0)
  })

  test('[S4-89] records go out as a spreadsheet that says who took which days, and come back as the same ones', async () => {
    const { id: needId } = await asksForHelp(wang, { minutes: 60 })
    await actNeed(lin, needId, 'list', { words: '想请人说说话' })
    await actNeed(chen, needId, 'offer', { earns: 'points' })
    await actNeed(wang, needId, 'agree')
    await actNeed(chen, needId, 'begin')
    of.clock.advance(45 * 60_000)
    await actNeed(chen, needId, 'end')
    await actNeed(wang, needId, 'confirm_time', { minutes: 45 })

    const asked = { id: newId(), community: places.community, from: '2026-01-01', to: '2026-12-31' }
    expect(await (await of.staff('sun')).refused('POST', '/api/desk/service/exports', asked)).toEqual([
      403,
      'access.not-yours',
    ])
    expect(await lin.refused('POST', '/api/desk/service/exports', { ...asked, to: '2028-12-31' })).toEqual([
      422,
      'service.days',
    ])
    expect(await lin.done('POST', '/api/desk/service/exports', asked)).toEqual({ id: asked.id, rows: 1 })
    const { rows } = await of.database.pool.query("select facts from action where kind = 'service.exported'")
    expect(rows).toEqual([{ facts: { from: '2026-01-01', to: '2026-12-31', rows: 1 } }])
    expect(await xu.refused('GET', `/api/desk/service/exports/${asked.id}/file?format=csv`)).toEqual([
      404,
      'service.export-unknown',
    ])
    const file = await lin.get<Buffer>(`/api/desk/service/exports/${asked.id}/file?format=csv`)
    const text = file.body.toString('utf8')
    expect(text).toContain(`陈佳,${phones.chen},2026-05-14,陪伴聊天,45,need`)
    expect(
      (await lin.get<Buffer>(`/api/desk/service/exports/${asked.id}/file?format=xlsx`)).body.subarray(0, 2).toString(),
    ).toBe('PK')

    const again = await importList(
      lin,
      { demo: { community: places.community }, work: of.chores },
      'checked',
      file.body,
      'service_records',
    )
    const outcomes = await of.database.pool.query('select outcome from import_row where import_id = $1', [again])
    expect(outcomes.rows).toEqual([{ outcome: 'same' }])
  })
})
