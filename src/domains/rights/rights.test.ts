/**
 * Asking about one's data, from the first word to the end: who is told, what is promised, what an answer and a refusal need,
 * who proves what, and that it is gone with the person.
 */
import { beforeAll, describe, expect, test } from 'vitest'
import { newId } from '#lib/ids.ts'
import type { Client } from '#tests/support/client.ts'
import {
  actRights,
  asks,
  atWindow,
  plateWords,
  refused,
  refusedRights,
  rightsBody,
  rightsOf,
} from '#tests/support/rights.ts'
import { places, sharedWorld, type World, world } from '#tests/support/world.ts'

const shared = sharedWorld()
let chen: Client
let lin: Client
let xu: Client
let shen: Client

beforeAll(async () => {
  chen = await shared().resident()
  lin = await shared().staff('lin')
  xu = await shared().staff('xu')
  shen = await shared().staff('shen')
})

const noticesOf = async (client: Client, number: string): Promise<string[]> => {
  const { notices } = await client.done<{ notices: { key: string; number: string | null }[] }>('GET', '/api/me/notices')
  return notices.filter((notice) => notice.number === number).map(({ key }) => key)
}

async function journalOf({ database }: World, id: string) {
  return await database.db
    .selectFrom('action')
    .select(['kind', 'actor_role as role', 'facts', 'policy'])
    .where('subject_id', '=', id)
    .orderBy('version')
    .execute()
}

describe('asking', () => {
  test('[PIPL-50] is one page away for who is signed in, and is promised an answer in fifteen working days', async () => {
    expect(await shared().visitor().refused('POST', '/api/rights', rightsBody())).toEqual([401, 'access.signed-out'])
    expect(await xu.refused('POST', '/api/rights', rightsBody())).toEqual([422, 'rights.at-window-only'])
    expect(await chen.refused('POST', '/api/rights', rightsBody({ community: '990101001999' }))).toEqual([
      404,
      'territory.unknown',
    ])

    const body = rightsBody()
    const receipt = await chen.done<{ id: string; number: string; state: string }>('POST', '/api/rights', body)
    expect(await chen.done('POST', '/api/rights', body)).toEqual(receipt)
    expect(await chen.refused('POST', '/api/rights', { ...body, words: '别的' })).toEqual([409, 'action.reused'])

    const detail = await rightsOf(chen, receipt.number)
    expect(detail).toMatchObject({ state: 'submitted', about: 'delete', words: plateWords, mine: true, asker: null })
    // Thursday 14 May and fifteen working days
    expect(detail.promise).toMatchObject({ clock: 'answer', at: '2026-06-04T10:00:00.000Z', state: 'running' })
    expect(await chen.done('GET', '/api/rights/promise')).toEqual({
      at: '2026-06-04T10:00:00.000Z',
      workdays: 15,
      unsure: false,
    })
    expect(await noticesOf(xu, receipt.number)).toEqual(['notice.rights-new'])
    expect(await noticesOf(lin, receipt.number)).toEqual([])

    const { rows } = await shared().database.pool.query('select visibility from matter where id = $1', [receipt.id])
    expect(rows).toEqual([{ visibility: 'sealed' }])
    const [opened] = await journalOf(shared(), receipt.id)
    expect(opened).toMatchObject({ kind: 'rights.opened', role: 'resident', facts: { about: 'delete' } })
    expect(opened?.policy).toMatchObject({ 'rights.answer_workdays': 15 })
    expect(JSON.stringify(opened)).not.toContain('车牌')
  })

  test('[PIPL-48] a rule or a suggestion is asked about and explained in words', async () => {
    const { id, number } = await asks(chen, { about: 'explain', words: '为什么系统建议把我的事归到“物业”？' })
    await actRights(xu, id, 'take')
    await actRights(xu, id, 'answer', { words: '您写了“电梯”，这个词在物业这一类的词表里。只是建议，人来定。' })
    const detail = await rightsOf(chen, id)
    expect(detail).toMatchObject({ state: 'answered', reply: expect.stringContaining('词表'), refusal: null })
    expect(detail.handler?.name).toBe('徐建国')
    expect(await noticesOf(chen, number)).toEqual(['notice.rights-answered', 'notice.rights-taken'])
    expect(detail.steps.map(({ kind, who }) => [kind, who])).toEqual([
      ['opened', null],
      ['take', '徐建国'],
      ['answer', '徐建国'],
    ])
  })

  test('[PIPL-15] a consent is taken back by asking, and the person can take back the asking', async () => {
    const { id, number } = await asks(chen, { about: 'withdraw', words: '上次同意工作人员代我登记，现在收回。' })
    expect(await refusedRights(xu, id, 'withdraw')).toEqual([403, 'access.not-yours'])
    await actRights(chen, id, 'add', { words: '是 3 月那次。' })
    expect(await noticesOf(xu, number)).toContain('notice.rights-added')
    await actRights(chen, id, 'withdraw')
    expect(await rightsOf(chen, id)).toMatchObject({ state: 'withdrawn', promise: null })
    expect(await refusedRights(xu, id, 'answer', { words: '好' })).toEqual([409, 'matter.not-now'])
  })
})

describe('an answer that does not grant it', () => {
  test('[PIPL-50] has a reason, an explanation and the next place; the person can object once, and the street knows', async () => {
    const { id, number } = await asks(chen)
    const path = `/api/rights/${id}/actions/refuse`
    const { words: _, ...bare } = refused
    expect(await xu.refused('POST', path, { id: newId(), seen: 1, ...bare })).toEqual([400, 'input.wrong'])
    await actRights(xu, id, 'refuse', refused)
    expect(await rightsOf(chen, id)).toMatchObject({
      state: 'refused',
      reply: refused.words,
      refusal: { reason: 'retention', place: '白云街道办事处', phone: '0574-55500021' },
    })
    expect(await noticesOf(chen, number)).toContain('notice.rights-refused')

    await actRights(chen, id, 'object', { words: '照片不是档案。' })
    const again = await rightsOf(chen, id)
    expect(again).toMatchObject({ state: 'in_hand', reply: null, refusal: null })
    expect(again.promise).toMatchObject({ clock: 'answer', at: '2026-06-04T10:00:00.000Z' })
    expect(await noticesOf(shen, number)).toEqual(['notice.rights-objected'])
    await actRights(shen, id, 'answer', { words: '照片删掉了。' })
    expect(await refusedRights(chen, id, 'object', { words: '还是不行' })).toEqual([422, 'rights.objected'])
  })

  test('[PIPL-50] closes by itself when nothing more is said, after the days of the rule', async () => {
    const of = await world()
    const [wang, head] = [await of.resident('wang'), await of.staff('xu')]
    const { id } = await asks(wang)
    await actRights(head, id, 'answer', { words: '删掉了。' })
    await of.pass(29 * 24)
    const back = await of.resident('wang')
    expect(await rightsOf(back, id)).toMatchObject({ state: 'answered' })
    await of.pass(2 * 24)
    expect(await rightsOf(await of.resident('wang'), id)).toMatchObject({ state: 'closed', promise: null })
  })

  test('[PIPL-50] that is not there in time is told to the person, the head and the street, once', async () => {
    const of = await world()
    const { id, number } = await asks(await of.resident())
    for (const at of ['2026-05-25T01:00:00Z', '2026-06-01T01:00:00Z', '2026-06-04T16:00:01Z']) {
      of.setNow(at)
      await of.tick()
    }
    expect(await of.tick()).toBe(0)
    const keys = async (client: Client) => await noticesOf(client, number)
    expect(await keys(await of.resident())).toEqual(['notice.rights-late'])
    expect((await keys(await of.staff('shen'))).filter((key) => key.includes('late'))).toEqual([
      'notice.rights-late-yours',
    ])
    expect((await keys(await of.staff('xu'))).sort()).toEqual([
      'notice.rights-late-yours',
      'notice.rights-new',
      'notice.rights-warn',
      'notice.rights-warn',
    ])
    const detail = await rightsOf(await of.staff('shen'), id)
    expect(detail.promise).toMatchObject({ state: 'late', late: { count: 1, unit: 'workdays' } })
    expect(detail.escalatedAt).not.toBeNull()
  })
})

describe('proving who asks', () => {
  test('[PIPL-50] is asked for when it must be, stops no clock, and is noted by the kind of paper only', async () => {
    const { id, number } = await asks(chen, { about: 'copy', words: '请给我一份' })
    const { promise } = await rightsOf(chen, id)
    await actRights(lin, id, 'ask_proof', { words: '请带身份证来。' })
    expect(await noticesOf(chen, number)).toEqual(['notice.rights-prove'])
    expect(await rightsOf(chen, id)).toMatchObject({ state: 'proving', promise, lacksProof: true })
    expect(await refusedRights(xu, id, 'answer', { words: '好' })).toEqual([422, 'rights.unproved'])
    expect(await refusedRights(shen, id, 'prove', { document: 'id_card' })).toEqual([403, 'access.not-yours'])

    await actRights(lin, id, 'prove', { document: 'social_card', kinship: 'birth' })
    expect(await rightsOf(xu, id)).toMatchObject({
      state: 'in_hand',
      lacksProof: false,
      proof: { document: 'social_card', kinship: null },
    })
    expect(await refusedRights(lin, id, 'prove', { document: 'id_card' })).toEqual([422, 'rights.proved'])
    expect(await refusedRights(lin, id, 'ask_proof', { words: '再来' })).toEqual([422, 'rights.proved'])
    const unproved = { ...refused, reason: 'unproved' }
    expect(await refusedRights(xu, id, 'refuse', unproved)).toEqual([422, 'rights.proved'])
    await actRights(xu, id, 'answer', { words: '给您了。' })
  })

  test('[PIPL-49] a near relative names the dead person and is answered after two papers were seen', async () => {
    const dead = { name: '陈国荣', relation: 'child' }
    expect(await chen.refused('POST', '/api/rights', rightsBody({ about: 'kin' }))).toEqual([
      422,
      'rights.deceased-missing',
    ])
    const stranger = { ...dead, relation: 'neighbour' }
    expect(await chen.refused('POST', '/api/rights', rightsBody({ about: 'kin', deceased: stranger }))).toEqual([
      400,
      'input.wrong',
    ])
    const { id } = await asks(chen, { about: 'kin', deceased: dead, words: '父亲走了，请把他的电话和住址删掉。' })
    expect(await refusedRights(xu, id, 'answer', { words: '删了' })).toEqual([422, 'rights.unproved'])
    expect(await refusedRights(lin, id, 'prove', { document: 'id_card' })).toEqual([422, 'rights.kinship-missing'])
    await actRights(lin, id, 'prove', { document: 'id_card', kinship: 'household_book' })
    await actRights(xu, id, 'answer', { words: '删了。' })
    expect(await rightsOf(chen, id)).toMatchObject({
      state: 'answered',
      deceased: dead,
      proof: { document: 'id_card', kinship: 'household_book' },
    })
    const facts = (await journalOf(shared(), id)).map((row) => JSON.stringify(row.facts)).join()
    expect(facts).not.toContain('陈国荣')
    expect(facts).toContain('household_book')
  })
})

describe('at the window', () => {
  test('[PIPL-50] a person without a phone is taken in with a paper seen, and the answer is handed over', async () => {
    const zhou = await shared().staff('zhou')
    const body = rightsBody(atWindow())
    expect(await zhou.refused('POST', '/api/rights', { ...body, id: newId() })).toEqual([403, 'access.not-yours'])
    expect(await chen.refused('POST', '/api/rights', { ...body, id: newId() })).toEqual([403, 'access.not-yours'])
    const elsewhere = { ...body, id: newId(), community: places.otherCommunity }
    expect(await lin.refused('POST', '/api/rights', elsewhere)).toEqual([403, 'access.not-yours'])
    const nameless = rightsBody(atWindow({ name: undefined }))
    expect(await lin.refused('POST', '/api/rights', nameless)).toEqual([422, 'request.name-missing'])
    const kin = { ...body, id: newId(), about: 'kin', deceased: { name: '何根', relation: 'spouse' } }
    expect(await lin.refused('POST', '/api/rights', kin)).toEqual([422, 'rights.kinship-missing'])

    const people = async () =>
      (await shared().database.pool.query(`select id, phone_mark, path from person where name = '何桂英'`)).rows
    const both = await Promise.all([1, 2].map(async () => await lin.done<{ id: string }>('POST', '/api/rights', body)))
    expect(both[0]).toEqual(both[1])
    expect(await people()).toEqual([{ id: expect.any(String), phone_mark: null, path: places.community }])

    const { id } = both[0] ?? { id: '' }
    expect(await rightsOf(xu, id)).toMatchObject({
      takenBy: '林晓',
      proof: { document: 'id_card' },
      asker: { name: '何*英', phoneTail: null },
    })
    expect(await refusedRights(lin, id, 'hand_over')).toEqual([409, 'matter.not-now'])
    await actRights(xu, id, 'answer', { words: '打印好了，一共两页。' })
    expect((await rightsOf(lin, id)).handedAt).toBeNull()
    await actRights(lin, id, 'hand_over')
    expect((await rightsOf(lin, id)).handedAt).not.toBeNull()
    expect(await refusedRights(lin, id, 'hand_over')).toEqual([422, 'rights.handed'])
  })

  test('[PIPL-50] who is known here is taken in by name, nobody from elsewhere and never oneself', async () => {
    const wang = await shared()
      .resident('wang')
      .then(async (client) => await client.done<{ actor: { personId: string } }>('GET', '/api/session'))
    const known = atWindow({ name: undefined, personId: wang.actor.personId })
    const { number } = await asks(lin, known)
    expect(await noticesOf(await shared().resident('wang'), number)).toEqual(['notice.rights-taken-in'])

    const { rows } = await shared().database.pool.query(
      `insert into person (name, path, created_at) values ('远方人', $1, now()) returning id`,
      [places.farCommunity],
    )
    for (const personId of [rows[0].id, newId(), shared().staffIds.lin]) {
      const body = rightsBody(atWindow({ name: undefined, personId }))
      expect(await lin.refused('POST', '/api/rights', body)).toEqual([404, 'person.unknown'])
    }
    const phone = rightsBody(atWindow({ phone: '123' }))
    expect(await lin.refused('POST', '/api/rights', phone)).toEqual([422, 'sign-in.phone'])
    const { id } = await asks(chen)
    await actRights(xu, id, 'answer', { words: '好' })
    expect(await refusedRights(lin, id, 'hand_over')).toEqual([422, 'rights.not-at-window'])
  })
})

describe('who asks', () => {
  test('[PIPL-44] is masked at the desk; opening it is recorded with its purpose, and the person sees it', async () => {
    const { id } = await asks(chen)
    const path = `/api/rights/${id}/reveal`
    expect(await chen.refused('POST', path, { id: newId(), purpose: 'contact' })).toEqual([403, 'access.not-yours'])
    expect(await xu.refused('POST', path, { id: newId(), purpose: 'other' })).toEqual([422, 'reveal.say-why'])
    expect((await rightsOf(xu, id)).asker).toEqual({ name: '陈*', phoneTail: '0316', erased: false })
    const body = { id: newId(), purpose: 'verify' }
    expect(await xu.done('POST', path, body)).toMatchObject({ name: '陈佳', phone: '12800000316' })
    expect(await xu.refused('POST', path, { ...body, purpose: 'visit' })).toEqual([409, 'action.reused'])
    const { readings } = await chen.done<{ readings: { number: string | null; purpose: string }[] }>(
      'GET',
      '/api/me/readings',
    )
    expect(readings[0]).toMatchObject({ purpose: 'verify', number: (await rightsOf(chen, id)).number })
  })
})

describe('what is kept of it', () => {
  test('[PIPL-45] is in the person’s copy, with the answer and every step', async () => {
    const of = await world()
    const wang = await of.resident('wang')
    const { id, number } = await asks(wang)
    await actRights(await of.staff('xu'), id, 'refuse', refused)
    const { matters } = await wang.done<{ matters: { steps: { kind: string }[] }[] }>('GET', '/api/me/copy')
    expect(matters).toHaveLength(1)
    expect(matters[0]).toMatchObject({
      kind: 'rights',
      number,
      title: '删除个人信息',
      words: plateWords,
      reply: refused.words,
      state: 'refused',
    })
    expect(matters[0]?.steps.map(({ kind }) => kind)).toEqual(['opened', 'refuse'])
  })

  test('[PIPL-47] goes with the account: an open one is withdrawn, the words of all are erased, the rows stay', async () => {
    const of = await world()
    const wang = await of.resident('wang')
    const first = await asks(wang)
    const xu = await of.staff('xu')
    await actRights(xu, first.id, 'answer', { words: '删掉了那张照片。' })
    await of.pass(31 * 24)
    const back = await of.resident('wang')
    const second = await asks(back, { about: 'kin', deceased: { name: '王大山', relation: 'child' } })
    const { open } = await back.done<{ open: { id: string; mayWithdraw: boolean }[] }>('GET', '/api/me/closing')
    expect(open.map(({ id, mayWithdraw }) => [id, mayWithdraw])).toEqual([[second.id, true]])
    const { codeId, demoCode } = await back.done<{ codeId: string; demoCode: string }>('POST', '/api/me/codes', {})
    expect(
      await back.done('POST', '/api/me/closing', { id: newId(), codeId, code: demoCode, open: 'withdraw' }),
    ).toEqual({ erasedRequests: 2, goOn: 0 })

    const { rows } = await of.database.pool.query(
      `select m.state, d.words, d.deceased, d.reply, d.erased_at is not null as erased
       from matter m join rights_request d on d.matter_id = m.id order by m.opened_at`,
    )
    expect(rows).toEqual([
      { state: 'closed', words: '', deceased: null, reply: null, erased: true },
      { state: 'withdrawn', words: '', deceased: null, reply: null, erased: true },
    ])
    const { rows: content } = await of.database.pool.query(
      `select from content c join action a on a.id = c.action_id where a.kind like 'rights.%'`,
    )
    expect(content).toEqual([])
    expect((await journalOf(of, first.id)).map(({ kind }) => kind)).toEqual([
      'rights.opened',
      'rights.answer',
      'rights.close',
    ])
    expect((await rightsOf(await of.staff('xu'), first.id)).asker).toMatchObject({ name: '已注销', erased: true })
  })

  test('[PIPL-47] that goes on after the account is closed has a worker as contact, and is erased when it is finished', async () => {
    const of = await world()
    const wang = await of.resident('wang')
    const { id, number } = await asks(wang)
    const { codeId, demoCode } = await wang.done<{ codeId: string; demoCode: string }>('POST', '/api/me/codes', {})
    await wang.done('POST', '/api/me/closing', { id: newId(), codeId, code: demoCode, open: 'go_on' })
    const xu = await of.staff('xu')
    expect(await noticesOf(xu, number)).toContain('notice.contact-yours')
    await actRights(xu, id, 'answer', { words: '删掉了。' })
    await of.pass(31 * 24)
    await of.chores()
    const { rows } = await of.database.pool.query('select words, reply, erased_at from rights_request')
    expect(rows).toEqual([{ words: '', reply: null, erased_at: expect.any(Date) }])
  })

  test('[PIPL-19] is erased years after it was closed, and the portion is counted', async () => {
    const of = await world()
    const { id } = await asks(await of.resident('wang'))
    await actRights(await of.staff('xu'), id, 'answer', { words: '好' })
    await of.pass(31 * 24)
    await of.chores()
    const words = async () => (await of.database.pool.query('select words from rights_request')).rows[0]?.words
    expect(await words()).toBe(plateWords)
    await of.pass(24 * 366 * 6)
    await of.chores()
    expect(await words()).toBe('')
  })
})
