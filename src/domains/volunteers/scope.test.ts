/**
 * Who sees what of volunteers and of those who need them, by every door: who asks, who helps, another volunteer, a neighbour, the
 * desks of three communities, both grids, officers, somebody signed out. Words, address, pages, exports, teams, party, certificates.
 */
import { beforeAll, describe, expect, test } from 'vitest'
import { newId } from '#lib/ids.ts'
import type { Client } from '#tests/support/client.ts'
import { serves } from '#tests/support/honours.ts'
import { importList, workbook } from '#tests/support/sheets.ts'
import { actNeed, asksForHelp, enlist, needBody, needOf, personIdOf } from '#tests/support/volunteers.ts'
import { phones, places, type World, world } from '#tests/support/world.ts'

/** 王秀英 asks, 陈佳 helps, 李海 volunteers too. 孙丽 is the head of the other community of the street, and the desk of one in another street. */
const people = ['wang', 'chen', 'li', 'neighbour', 'zhou', 'qian', 'lin', 'xu', 'sun', 'shen', 'he', 'system'] as const
type Person = (typeof people)[number]

const words = '腰伤了，女儿在外地，请人陪我去三楼换药。'
const pub = '想请人陪去换药，一小时左右'
const address = '门口花盆下面有钥匙'

let of: World
const clients = {} as Record<Person, Client>
let visitor: Client
let helperId = ''
let need = { id: '', number: '' }
let posted = { id: '', number: '' }

beforeAll(async () => {
  of = await world({ shared: true })
  await of.database.db
    .insertInto('role_grant')
    .values({ person_id: of.staffIds.sun, role: 'community_head', path: places.otherCommunity, from_on: '2026-01-01' })
    .execute()
  for (const person of people) {
    if (person === 'neighbour') clients[person] = await of.visitor().signInResident('12899970333', '吴小妹')
    else if (person === 'wang' || person === 'chen' || person === 'li') clients[person] = await of.resident(person)
    else clients[person] = await of.staff(person)
  }
  visitor = of.visitor()
  helperId = await enlist(of, clients.chen, { born: 1962, offer: '我会修水龙头' })
  await enlist(of, clients.li)
  posted = await asksForHelp(clients.wang, { words, address })
  need = await asksForHelp(clients.wang, { words, address })
  await actNeed(clients.lin, need.id, 'list', { words: pub })
  return of.close
})

const whoGets = async (gets: (client: Client) => Promise<boolean>): Promise<Person[]> => {
  const found: Person[] = []
  for (const person of people) if (await gets(clients[person])) found.push(person)
  return found
}
const answers = (path: string) => async (client: Client) => (await client.get(path)).status === 200
const tells = (path: string, what: string) => async (client: Client) => {
  const { status, body } = await client.get(path)
  return status === 200 && (Buffer.isBuffer(body) ? body.toString('utf8') : JSON.stringify(body)).includes(what)
}
const opens = async (client: Client) =>
  (await client.call('POST', `/api/needs/${need.id}/address`, { id: newId() })).status === 200

describe('what somebody needs', () => {
  test('[S1-48] is read whole by who asks and who looks after the place; neighbours read what the desk wrote, once it is listed', async () => {
    const inside = ['wang', 'zhou', 'lin', 'xu', 'shen', 'he']
    for (const key of [posted.id, posted.number]) expect(await whoGets(answers(`/api/needs/${key}`))).toEqual(inside)
    expect(await whoGets(answers(`/api/needs/${need.number}`))).toEqual([
      'wang',
      'chen',
      'li',
      'neighbour',
      ...inside.slice(1),
    ])
    expect(await whoGets(tells(`/api/needs/${need.id}`, words))).toEqual(inside)
    for (const secret of [address, '王秀英', phones.wang, '301'])
      expect(await whoGets(tells(`/api/needs/${need.id}`, secret))).toEqual([])
    expect(await whoGets(tells(`/api/needs/${need.id}`, '王*英'))).toEqual(inside)
    expect(await visitor.refused('GET', `/api/needs/${need.id}`)).toEqual([401, 'access.signed-out'])

    const board = `/api/volunteer/needs?community=${places.community}`
    const { body } = await visitor.get<{ rows: { id: string }[] }>(board)
    expect(body.rows.map(({ id }) => id)).toEqual([need.id])
    for (const secret of [words, address, '王', '12 幢']) expect(await tells(board, secret)(visitor)).toBe(false)
    expect(await whoGets(tells('/api/desk/needs?list=posted', posted.id))).toEqual(['zhou', 'lin', 'xu'])
    expect(await whoGets(answers(`/api/desk/needs/${need.id}/volunteers`))).toEqual(['zhou', 'lin', 'xu'])
  })

  test('[S1-48] its address is opened by the desk, and by the helper from when both agreed until it is over, each time with a reading', async () => {
    const desk = ['zhou', 'lin', 'xu']
    expect(await whoGets(opens)).toEqual(desk)
    await actNeed(clients.chen, need.id, 'offer', { earns: 'points' })
    expect(await whoGets(opens)).toEqual(desk)
    expect(await whoGets(answers(`/api/needs/${need.id}`))).toEqual(['wang', 'chen', 'zhou', 'lin', 'xu', 'shen', 'he'])
    await actNeed(clients.wang, need.id, 'agree')
    expect(await whoGets(opens)).toEqual(['chen', ...desk])
    expect(await tells(`/api/needs/${need.id}`, words)(clients.chen)).toBe(false)
    // who steps back has it no more
    const back = { id: newId(), seen: (await needOf(clients.chen, need.id)).version }
    const stepBack = async () => await clients.chen.done('POST', `/api/needs/${need.id}/actions/step_back`, back)
    expect(await stepBack()).toEqual(await stepBack())
    expect(await whoGets(opens)).toEqual(desk)
    await actNeed(clients.chen, need.id, 'offer', { earns: 'points' })
    await actNeed(clients.wang, need.id, 'agree')
    await actNeed(clients.chen, need.id, 'begin')
    expect(await whoGets(opens)).toEqual(['chen', ...desk])
    of.clock.advance(20 * 60_000)
    await actNeed(clients.chen, need.id, 'end')
    expect(await whoGets(opens)).toEqual(desk)

    const { rows } = await of.database.pool.query<{ n: number }>(
      `select count(*)::int as n from reading where subject_id = $1`,
      [need.id],
    )
    expect(rows).toEqual([{ n: 6 * desk.length + 2 }])
    expect(await visitor.refused('POST', `/api/needs/${need.id}/address`, { id: newId() })).toEqual([
      401,
      'access.signed-out',
    ])
  })

  test('[S2-06] is acted on by the two in it and the desk; the helper never confirms, and nobody asks in the name of another', async () => {
    const { version } = await needOf(clients.lin, need.id)
    const tried = async (action: string, form: object) =>
      await whoGets(async (client) => {
        // a version that never was: who may act is told that it moved
        const body = { id: newId(), seen: version + 7, ...form }
        const { refusal } = (
          await client.call<{ refusal?: { code: string } }>('POST', `/api/needs/${need.id}/actions/${action}`, body)
        ).body
        return !['access.not-yours', 'matter.unknown'].includes(refusal?.code ?? '')
      })
    expect(await tried('confirm_time', { minutes: 20 })).toEqual(['wang', 'zhou', 'lin', 'xu'])
    expect(await tried('dispute', { dispute: 'longer', words })).toEqual(['wang', 'chen', 'zhou', 'lin', 'xu'])
    expect(await tried('resolve', { minutes: 20, words })).toEqual(['zhou', 'lin', 'xu'])
    const wang = await personIdOf(clients.wang)
    expect(await clients.chen.refused('POST', '/api/needs', needBody({ for: wang }))).toEqual([403, 'access.not-yours'])
    expect(await whoGets(tells('/api/me/needs', need.id))).toEqual(['wang', 'chen'])
    expect(await tells('/api/me/needs', words)(clients.chen)).toBe(false)
    await actNeed(clients.wang, need.id, 'confirm_time', { minutes: 20 })
  })
})

describe('a volunteer', () => {
  test('[S4-89] is opened by the workers of the place, masked; the phone with a reading, by those who keep the register', async () => {
    const page = `/api/desk/volunteers/${helperId}`
    expect(await whoGets(answers(page))).toEqual(['zhou', 'lin', 'xu', 'shen', 'he'])
    for (const secret of ['陈佳', phones.chen, '1962']) expect(await whoGets(tells(page, secret))).toEqual([])
    expect(await clients.sun.refused('GET', page)).toEqual([404, 'volunteer.unknown'])
    for (const list of ['registered', 'offers', 'recorded'])
      expect(await whoGets(tells(`/api/desk/volunteers?list=${list}`, '陈佳'))).toEqual([])
    expect(await whoGets(tells('/api/desk/volunteers?list=registered', helperId))).toEqual([
      'zhou',
      'lin',
      'xu',
      'shen',
      'he',
    ])
    const reveal = async (client: Client) =>
      (await client.call('POST', `${page}/reveal`, { id: newId(), purpose: 'contact' })).status === 200
    expect(await whoGets(reveal)).toEqual(['zhou', 'lin', 'xu'])
    expect(await whoGets(tells('/api/me/volunteer', helperId))).toEqual(['chen'])
    expect(await visitor.refused('GET', page)).toEqual([401, 'access.signed-out'])
    const offers = `/api/volunteer/offers?community=${places.community}`
    expect(await tells(offers, '我会修水龙头')(visitor)).toBe(false)
  })

  test('[S4-89] records go out to the desk that asked for them, and its file to nobody else', async () => {
    const asked = { id: newId(), community: places.community, from: '2026-01-01', to: '2026-12-31' }
    for (const person of ['zhou', 'sun', 'shen', 'he', 'chen'] as const)
      expect(await clients[person].refused('POST', '/api/desk/service/exports', asked)).toEqual([
        403,
        'access.not-yours',
      ])
    await clients.lin.done('POST', '/api/desk/service/exports', asked)
    const file = `/api/desk/service/exports/${asked.id}/file?format=csv`
    expect(await whoGets(tells(file, phones.chen))).toEqual(['lin'])
    expect(await whoGets(answers(file))).toEqual(['lin'])
    expect(await visitor.refused('GET', file)).toEqual([401, 'access.signed-out'])
    // who does not work there any more has it no more
    await of.database.pool.query(`update role_grant set path = $2 where person_id = $1`, [
      of.staffIds.lin,
      places.otherCommunity,
    ])
    expect((await clients.lin.get(file)).status).toBe(403)
    await of.database.pool.query(`update role_grant set path = $2 where person_id = $1`, [
      of.staffIds.lin,
      places.community,
    ])
  })
})

describe('teams and the party', () => {
  test('[S3-47] which team is the party’s and who is in it is told to the head of the community, and to no list, log or import of others', async () => {
    const team = {
      id: newId(),
      community: places.community,
      name: '牡丹助老队',
      professional: false,
      standing: 'filed',
      leadId: of.staffIds.lin,
    }
    await clients.lin.done('POST', '/api/desk/teams', team)
    await clients.lin.done('PUT', `/api/desk/teams/${team.id}/members/${helperId}`, { id: newId(), member: true })
    await clients.xu.done('PUT', `/api/desk/teams/${team.id}/party`, { id: newId(), party: true })
    expect(await whoGets(tells('/api/desk/teams', team.id))).toEqual(['lin', 'xu', 'shen', 'he'])
    expect(await whoGets(tells('/api/desk/teams', '"party":true'))).toEqual(['xu'])
    expect(await whoGets(tells('/api/desk/teams', '"party":false'))).toEqual([])
    const members = `/api/desk/teams/${team.id}/members`
    expect(await whoGets(answers(members))).toEqual(['lin', 'xu', 'shen', 'he'])
    expect(await whoGets(tells(members, '陈佳'))).toEqual([])
    for (const client of [clients.sun, clients.zhou])
      expect(await client.refused('GET', members)).toEqual([404, 'team.unknown'])
    for (const person of ['lin', 'zhou', 'sun', 'shen', 'he', 'chen'] as const)
      expect(
        await clients[person].refused('PUT', `/api/desk/teams/${team.id}/party`, { id: newId(), party: false }),
      ).toEqual([403, 'access.not-yours'])

    const list = await workbook(
      ['姓名', '手机号'],
      [
        ['陈佳', phones.chen],
        ['王秀英', phones.wang],
      ],
    )
    const at = { demo: { community: places.community }, work: of.chores }
    const id = await importList(clients.xu, at, 'written', list, 'party_members')
    for (const path of [`/api/imports/${id}`, `/api/imports/${id}/rows?outcome=new`])
      expect(await whoGets(answers(path))).toEqual(['xu'])
    expect(await whoGets(tells('/api/imports', id))).toEqual(['xu'])
    // the head of another community brings in its own
    expect(await whoGets(tells('/api/import-options', 'party_members'))).toEqual(['xu', 'sun'])
    const body = { id: newId(), kind: 'party_members', path: places.community, name: '名单.xlsx' }
    for (const person of ['lin', 'shen', 'sun'] as const)
      expect(await clients[person].refused('POST', '/api/imports', body)).toEqual([403, 'access.not-yours'])
    expect(
      await whoGets(async (client) => (await client.get(`/api/desk/volunteers/${helperId}`)).body.party === true),
    ).toEqual([])
  })
})

describe('a certificate', () => {
  test('[S1-49] is read by whom it is of; a worker of the place opens it with a reading, a stranger needs its code', async () => {
    await serves(of, helperId, { minutes: 60, on: '2026-01-05' })
    const made = { id: newId(), from: '2026-01-01', to: '2026-05-01' }
    const { serial } = await clients.chen.done<{ serial: string }>('POST', '/api/me/certificates', made)
    expect(await whoGets(answers(`/api/me/certificates/${made.id}/paper?format=json`))).toEqual(['chen'])
    expect(await whoGets(tells('/api/me/certificates', serial))).toEqual(['chen'])
    expect(await whoGets(tells('/api/desk/certificates', serial))).toEqual(['lin', 'xu'])
    expect(await whoGets(tells('/api/desk/certificates', '陈佳'))).toEqual([])
    expect(await whoGets(answers(`/api/desk/certificates/${made.id}/paper`))).toEqual([])
    const open = async (client: Client) =>
      (await client.call('POST', `/api/desk/certificates/${made.id}/readings`, { id: newId() })).status === 200
    expect(await whoGets(open)).toEqual(['lin', 'xu'])
    const told = await visitor.call('POST', '/api/certificates/check', { serial, code: 'AAAA-AAAA-AAAA' })
    expect(JSON.stringify(told.body)).not.toContain('陈')
  })
})
