/**
 * Reports that need protection: who hears of them, what is passed on without the name, and that nobody finds the reporter from
 * then on: not by any door that the desks, the units and the auditor have.
 */
import { beforeAll, describe, expect, test } from 'vitest'
import { newId } from '#lib/ids.ts'
import type { Client } from '#tests/support/client.ts'
import { keepPhoto } from '#tests/support/files.ts'
import { act, detail, fullReply, journalOf, refusedAct, report } from '#tests/support/requests.ts'
import { addSealedDesk, sealedDesk } from '#tests/support/sealed.ts'
import { addUnits, officer, units } from '#tests/support/units.ts'
import { buildings, places, sharedWorld, type World, world } from '#tests/support/world.ts'
import { domains } from '../../program.ts'
import type { Receipt } from './contract.ts'

const needles = {
  name: '欧阳密名',
  tail: '7331',
  phone: '12800017331',
  room: '密室1731',
  words: '密话一二三四',
  helper: '司徒密友',
} as const
const shared = sharedWorld()
let chen: Client
let ids: Record<'ren' | 'mei', string>

beforeAll(async () => {
  await addUnits(shared())
  ids = await addSealedDesk(shared())
  chen = await shared().visitor().signInResident(needles.phone, needles.name)
})

const place = { community: places.community, buildingId: buildings.twelve, unit: 2, room: needles.room }
const sealedReport = async (more: Record<string, unknown> = {}): Promise<Receipt> =>
  await report(chen, { words: `网格员收了好处不办事。${needles.words}`, place, visibility: 'sealed', ...more })
const passing = { words: '有居民反映网格员收受好处、不办事', place: '牡丹社区', keepBuilding: false, photos: [] }
const keysOf = async (client: Client, number: string): Promise<string[]> => {
  const { notices } = await client.done<{ notices: { number: string | null; key: string }[] }>('GET', '/api/me/notices')
  return notices.flatMap((one) => (one.number === number ? [one.key] : [])).sort()
}

describe('a sealed report', () => {
  test('[BJ-8] [WF-11] [U26] reaches the independent desk of its street alone, which works it to the end', async () => {
    const of = shared()
    const [ren, mei] = [await sealedDesk(of), await sealedDesk(of, 'mei')]
    const { id, number } = await sealedReport()
    expect(await keysOf(ren, number)).toEqual(['notice.new'])
    for (const name of ['zhou', 'lin', 'xu', 'shen', 'he'] as const) {
      const client = await of.staff(name)
      expect([name, await keysOf(client, number)]).toEqual([name, []])
      expect([name, await client.refused('GET', `/api/requests/${id}`)]).toEqual([name, [403, 'access.not-yours']])
    }
    expect(await mei.refused('GET', `/api/requests/${id}`)).toEqual([403, 'access.not-yours'])

    const seen = await detail(ren, id)
    expect(seen).toMatchObject({ visibility: 'sealed', audience: 'sealed', nearby: [], reporter: { name: '欧**名' } })
    const { people, units: offered } = await ren.done<{ people: { id: string }[]; units: unknown[] }>(
      'GET',
      `/api/requests/${id}/handlers`,
    )
    expect([people.map((one) => one.id), offered]).toEqual([[ids.ren], []])
    expect(
      await ren.done<{ name: string }>('POST', `/api/requests/${id}/reveal`, { id: newId(), purpose: 'contact' }),
    ).toMatchObject({ name: needles.name })

    await act(ren, id, 'accept', { kind: 'complaint' })
    await act(ren, id, 'contact', { way: 'phone', reached: true })
    await act(ren, id, 'reply', { ...fullReply, words: '已查实，已责令改正。', answered: [0, 1, 2, 3] })
    expect(await keysOf(chen, number)).toContain('notice.replied')
    await act(chen, id, 'reopen', { words: '还没退钱' })
    await act(chen, id, 'withdraw')
    expect(await keysOf(await of.staff('xu'), number)).toEqual([])
  })

  test('[BJ-8] [WF-11] is refused where nobody hears it, and stays sealed and by itself', async () => {
    const empty = await world()
    const someone = await empty.resident()
    // the page says so before it is sent
    const isHeard = async () =>
      (await someone.done<{ heardApart: boolean }>('GET', `/api/requests/promise?community=${places.community}`))
        .heardApart
    expect(await isHeard()).toBe(false)
    expect(await someone.refused('POST', '/api/requests', { ...body(), visibility: 'sealed' })).toEqual([
      422,
      'request.no-sealed-desk',
    ])
    await addSealedDesk(empty)
    expect(await isHeard()).toBe(true)
    await empty.database.pool.query(
      `update account set suspended_at = now(), suspended_by = person_id where login = 'ren'`,
    )
    expect(await someone.refused('POST', '/api/requests', { ...body(), visibility: 'sealed' })).toEqual([
      422,
      'request.no-sealed-desk',
    ])

    const of = shared()
    const ren = await sealedDesk(of)
    const [one, other] = [await sealedReport(), await sealedReport()]
    expect(await refusedAct(ren, one.id, 'merge', { into: other.id })).toEqual([422, 'request.sealed-apart'])
    expect(await refusedAct(ren, one.id, 'dispatch', { unitId: units.station })).toEqual([403, 'access.not-yours'])
    for (const visibility of ['public', 'neighbours', 'handler'])
      expect(await refusedAct(chen, one.id, 'set_visibility', { visibility })).toEqual([422, 'request.sealed-stays'])
    const wang = await of.resident('wang')
    const open = await report(wang, { category: 'elevator' })
    await act(await of.staff('zhou'), open.id, 'accept', { category: 'elevator' })
    expect(await refusedAct(chen, one.id, 'join', { into: open.id })).toEqual([422, 'request.sealed-apart'])
    const lin = await of.staff('lin')
    for (const action of ['pass_on', 'accept', 'note'] as const)
      expect(
        await lin.refused('POST', `/api/requests/${one.id}/actions/${action}`, {
          id: newId(),
          seen: 1,
          ...(action === 'pass_on' ? passing : action === 'note' ? { words: '记' } : {}),
        }),
      ).toEqual([403, 'access.not-yours'])
    const plain = await report(wang, { visibility: 'handler' })
    expect(
      await ren.refused('POST', `/api/requests/${plain.id}/actions/pass_on`, { id: newId(), seen: 1, ...passing }),
    ).toEqual([403, 'access.not-yours'])
    expect(await refusedAct(ren, one.id, 'pass_on', { ...passing, place: ' ' })).toEqual([422, 'request.place-missing'])
    await act(ren, one.id, 'pass_on', passing)
    expect(await refusedAct(ren, one.id, 'pass_on', passing)).toEqual([422, 'request.not-sealed'])
  })

  test('[BJ-8] that runs late is told to the independent desk and to nobody it is about', async () => {
    const of = await world()
    await addUnits(of)
    await addSealedDesk(of)
    const resident = await of.resident()
    const { id, number } = await report(resident, { visibility: 'sealed' })
    await of.pass(24 * 20)
    const late = (await journalOf(of, id)).filter(({ kind }) => kind === 'escalate')
    expect(late.length).toBeGreaterThan(0)
    expect(await keysOf(await sealedDesk(of), number)).toContain('notice.late-yours')
    for (const name of ['zhou', 'lin', 'xu', 'shen', 'he'] as const)
      expect([name, await keysOf(await of.staff(name), number)]).toEqual([name, []])
  })

  test('[BJ-8] [U14] is taken in on paper by the independent desk, and by no other', async () => {
    const of = shared()
    const behalf = { channel: 'paper', name: '慕容密信', phone: '12800017332', consent: 'paper' }
    const taken = { ...body(), behalf, visibility: 'sealed' }
    for (const name of ['zhou', 'lin', 'shen'] as const)
      expect([name, await (await of.staff(name)).refused('POST', '/api/requests', taken)]).toEqual([
        name,
        [403, 'access.not-yours'],
      ])
    const ren = await sealedDesk(of)
    expect(await ren.refused('POST', '/api/requests', { ...taken, visibility: 'handler' })).toEqual([
      403,
      'access.not-yours',
    ])
    const { id } = await ren.done<Receipt>('POST', '/api/requests', taken)
    expect(await detail(ren, id)).toMatchObject({ visibility: 'sealed', takenBy: '任洁' })
  })
})

const body = () => ({ id: newId(), words: '楼道灯不亮，来人登记收钱', place })

describe('what is passed on without the name', () => {
  let passed: Receipt
  let shown: string
  let kept: string

  beforeAll(async () => {
    const of = shared()
    const ren = await sealedDesk(of)
    ;[shown, kept] = [await keepPhoto(chen), await keepPhoto(chen)]
    passed = await sealedReport({ files: [shown, kept] })
    await act(ren, passed.id, 'accept', { kind: 'complaint' })
    await act(ren, passed.id, 'note', { words: `${needles.name}电话里说，${needles.words}` })
    await ren.done('POST', `/api/requests/${passed.id}/reveal`, { id: newId(), purpose: 'contact' })
    const foreign = await keepPhoto(await of.resident('wang'))
    expect(await refusedAct(ren, passed.id, 'pass_on', { ...passing, photos: [foreign] })).toEqual([
      422,
      'file.unknown',
    ])
    await act(ren, passed.id, 'pass_on', { ...passing, place: '小区东边', photos: [shown] })
  })

  test('[BJ-8] [WF-11] the desk of the place reads the independent desk’s words, and works on it', async () => {
    const of = shared()
    const [lin, zhou] = [await of.staff('lin'), await of.staff('zhou')]
    expect(await keysOf(lin, passed.number)).toEqual(['notice.new'])
    expect(await keysOf(chen, passed.number)).toContain('notice.passed-on')
    const page = await detail(lin, passed.id)
    expect(page).toMatchObject({
      state: 'submitted',
      visibility: 'anonymous',
      title: passing.words,
      words: passing.words,
      passedOn: null,
      reporter: null,
      takenBy: null,
      place: { building: null, buildingId: null, unit: null, hasRoom: false, words: '小区东边', longitude: null },
    })
    expect(page.files.map((file) => file.id)).toEqual([shown])
    expect(page.steps.map(({ kind }) => kind)).toEqual(['opened', 'pass_on'])
    const file = async (client: Client, id: string) => (await client.get(`/api/files/${id}`)).status
    expect([await file(lin, shown), await file(lin, kept), await file(chen, kept)]).toEqual([200, 404, 200])

    await act(zhou, passed.id, 'accept', { kind: 'complaint' })
    expect(await refusedAct(zhou, passed.id, 'contact', { way: 'message', reached: true })).toEqual([
      422,
      'request.contact-by-message',
    ])
    expect(await refusedAct(zhou, passed.id, 'contact', { way: 'phone', reached: true, words: '说了' })).toEqual([
      422,
      'request.contact-by-message',
    ])
    await act(zhou, passed.id, 'contact', { way: 'message', reached: true, words: '在查了，周五前答复' })
    await act(zhou, passed.id, 'classify', { class: 'urgent' })
    await act(zhou, passed.id, 'dispatch', { unitId: units.station })
    const gao = await officer(of, 'station')
    await act(gao, passed.id, 'receive')
    expect(await detail(gao, passed.id)).toMatchObject({ words: passing.words, reporter: null })
    await act(gao, passed.id, 'contact', { way: 'message', reached: true, words: '在查了，周五前答复' })
    await act(chen, passed.id, 'add', { words: '他昨天又来过' })
    await act(gao, passed.id, 'reply', { ...fullReply, words: '已经查了，当面道歉。' })
    const ren = await sealedDesk(of)
    const waiting = async (client: Client) =>
      (await client.done<{ rows: { id: string }[] }>('GET', '/api/desk/requests?view=callback')).rows.map(
        ({ id }) => id,
      )
    const bad = await sealedReport()
    await act(ren, bad.id, 'pass_on', passing)
    await act(lin, bad.id, 'accept', { kind: 'complaint' })
    await act(lin, bad.id, 'reply', { ...fullReply, answered: [0, 1] })
    await act(chen, bad.id, 'confirm', { solved: 'partly', service: 1 })
    expect([await waiting(await of.staff('xu')), await waiting(ren)]).toEqual([[], [bad.id]])
    expect(await refusedAct(await of.staff('xu'), bad.id, 'call_back', { reached: true, solved: 'yes' })).toEqual([
      422,
      'request.callback-sealed',
    ])
    await act(ren, passed.id, 'call_back', { reached: true, solved: 'yes', service: 4 })
    await act(chen, passed.id, 'confirm', { solved: 'yes' })
  })

  test('[BJ-8] the requester and the independent desk still read what was written, and what was made of it', async () => {
    const own = await detail(chen, passed.id)
    expect(own.steps.filter(({ kind }) => kind === 'contact').map(({ words }) => words?.words)).toEqual([
      '在查了，周五前答复',
      '在查了，周五前答复',
    ])
    expect(own).toMatchObject({ passedOn: passing.words, place: { building: null } })
    expect(own.words).toContain(needles.words)
    expect(own.files).toHaveLength(2)
    const ren = await detail(await sealedDesk(shared()), passed.id)
    expect(ren).toMatchObject({ words: own.words, passedOn: passing.words, reporter: { mayReveal: true } })
    expect(ren.steps.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['note', 'pass_on', 'receive']))
    expect(await refusedAct(chen, passed.id, 'set_visibility', { visibility: 'public' })).toEqual([
      422,
      'request.sealed-stays',
    ])
  })

  test('[BJ-8] [WF-11] [PIPL-51] nobody else finds the reporter by any door', async () => {
    const of = shared()
    const sealed = await sealedReport()
    const plain = (
      await of.database.pool.query<{ id: string }>('select id from person where name = $1', [needles.name])
    ).rows[0]?.id
    const secrets = [...Object.values(needles).filter((one) => one.length > 4), plain ?? '', kept]
    const told: [string, string, string[]][] = []
    let answered = 0
    const look = async (who: string, client: Client, method: string, path: string, sent?: object) => {
      const { status, body: said } = await client.call(method, path, sent)
      const text = Buffer.isBuffer(said) ? said.toString('utf8') : JSON.stringify(said ?? '')
      if (status === 200) answered += 1
      // the auditor reads the ids of files and opens none
      const found = secrets.filter(
        (secret) => text.includes(secret) && !path.includes(secret) && !(who === 'audit' && secret === kept),
      )
      if (found.length > 0) told.push([who, `${method} ${path}`, found])
    }
    const lookers: [string, Client][] = [
      ['visitor', of.visitor()],
      ['wang', await of.resident('wang')],
      ['gao', await officer(of, 'station')],
      ['mei', await sealedDesk(of, 'mei')],
    ]
    for (const name of ['zhou', 'lin', 'xu', 'shen', 'he', 'system', 'security', 'audit'] as const)
      lookers.push([name, await of.staff(name)])

    const days = 'from=2026-05-01&to=2026-05-31'
    const routes = domains.flatMap(({ contract, matters = [] }) => [
      ...Object.values(contract)
        .filter(({ method }) => method === 'GET')
        .map(({ path }) => path),
      ...matters.map(({ plural }) => `/${plural}/:id`),
    ])
    const keys = [passed.id, passed.number, sealed.id, sealed.number, kept, plain ?? '']
    for (const [who, client] of lookers) {
      for (const route of routes.filter((one) => !one.includes('live'))) {
        const named = route.includes(':')
        const queries = named
          ? ['']
          : [
              '',
              `?path=${places.community}&${days}`,
              `?view=all&path=${places.city}`,
              `?${days}&number=${passed.number}`,
            ]
        for (const query of queries)
          for (const key of named ? keys : [''])
            await look(who, client, 'GET', `/api${route.replace(/:\w+/g, key)}${query}`)
      }
      for (const words of ['oymm', '欧阳', needles.name, needles.tail, needles.phone, passed.number, sealed.number])
        await look(who, client, 'POST', '/api/desk/search', { words })
      for (const { id } of [passed, sealed]) {
        await look(who, client, 'POST', `/api/requests/${id}/reveal`, { id: newId(), purpose: 'contact' })
        await look(who, client, 'POST', '/api/track', { number: passed.number, tail: needles.tail })
      }
      await look(who, client, 'POST', '/api/log/exports', { id: newId(), log: 'actions', ...dates })
      await look(who, client, 'POST', '/api/log/exports', { id: newId(), log: 'readings', ...dates })
    }
    expect(told).toEqual([])
    expect(answered).toBeGreaterThan(150)
    for (const number of [passed.number, sealed.number])
      expect(await of.visitor().refused('POST', '/api/track', { number, tail: needles.tail })).toEqual([
        404,
        'track.not-found',
      ])
  }, 120_000)

  test('[BJ-8] the log says what was done and by which role, and its export no more than that', async () => {
    const audit = await shared().staff('audit')
    const { rows } = await audit.done<{ rows: { kind: string; who: string | null; role: string; number: string }[] }>(
      'GET',
      `/api/log/actions?from=2026-05-14&to=2026-05-14&number=${passed.number}&limit=100`,
    )
    const opened = rows.find(({ kind }) => kind === 'request.opened')
    expect(opened).toMatchObject({ who: null, role: 'resident', number: passed.number })
    expect(rows.find(({ kind }) => kind === 'request.pass_on')).toMatchObject({ who: '任洁' })
    const readings = await audit.done<{ rows: { person: string | null }[] }>(
      'GET',
      `/api/log/readings?from=2026-05-14&to=2026-05-14&number=${passed.number}`,
    )
    expect(readings.rows.map(({ person }) => person)).toEqual([null])
    for (const log of ['actions', 'readings']) {
      const id = newId()
      await audit.done('POST', '/api/log/exports', { id, log, ...dates })
      const { body: file } = await audit.call('GET', `/api/log/exports/${id}/file?format=csv`)
      expect(String(file)).not.toMatch(/欧/)
    }
  })
})

const dates = { from: '2026-05-14', to: '2026-05-14' }

describe('whoever leaves', () => {
  test('[BJ-8] [PIPL-47] leaves a protected report to the independent desk, not to who handles it', async () => {
    const of = await world()
    await addSealedDesk(of)
    const [resident, ren, lin] = [await of.resident(), await sealedDesk(of), await of.staff('lin')]
    const [kept, given] = [
      await report(resident, { visibility: 'sealed' }),
      await report(resident, { visibility: 'sealed' }),
    ]
    await act(ren, given.id, 'pass_on', passing)
    await act(lin, given.id, 'accept', { kind: 'complaint' })
    await act(lin, given.id, 'classify', { class: 'urgent' })
    await act(lin, given.id, 'assign', { handlerId: of.staffIds.zhou })
    const { open } = await resident.done<{ open: { contact: string }[] }>('GET', '/api/me/closing')
    expect(open.map(({ contact }) => contact)).toEqual(['任洁', '任洁'])

    const { codeId, demoCode: code } = await resident.done<{ codeId: string; demoCode: string }>(
      'POST',
      '/api/me/codes',
      {},
    )
    await resident.done('POST', '/api/me/closing', { id: newId(), codeId, code, open: 'go_on' })
    const toldOf = async (client: Client) =>
      [...(await keysOf(client, kept.number)), ...(await keysOf(client, given.number))].filter(
        (key) => key === 'notice.contact-yours',
      ).length
    expect(await toldOf(ren)).toBe(1)
    for (const client of [lin, await of.staff('zhou')]) expect(await toldOf(client)).toBe(0)
  })
})

describe('the independent desk', () => {
  test('[BJ-8] [GB22239-L2-ROLES] is of no unit: a person of it holds no other role, whichever came first', async () => {
    const of = await world()
    const officers = await addSealedDesk(of)
    const grant = async (person_id: string, role: string, more: object = { path: places.street }) =>
      await of.database.db
        .insertInto('role_grant')
        .values({ person_id, role, from_on: '2026-01-01', ...more })
        .execute()
        .then(
          () => 'granted',
          (error: { constraint?: string }) => error.constraint,
        )
    expect(await grant(officers.ren, 'street_officer')).toBe('role_grant_is_independent')
    expect(await grant(of.staffIds.shen, 'integrity_officer')).toBe('role_grant_is_independent')
    expect(await grant(of.staffIds.shen, 'integrity_officer', { path: places.street, from_on: '2030-01-01' })).toBe(
      'role_grant_is_independent',
    )
    expect(await grant(officers.ren, 'integrity_officer', { path: places.community })).toBe(
      'role_grant_independent_above',
    )
    const system = await of.staff('system')
    const wanted = { role: 'street_officer', paths: [places.street], from: '2026-05-14', to: null, phone: null }
    const answer = await system.call<{ refusal?: { code: string } }>('POST', `/api/staff/${officers.ren}/proposals`, {
      id: newId(),
      ...wanted,
    })
    expect([answer.status, answer.body.refusal?.code]).toEqual([409, 'staff.independent'])
  })
})

describe('what is for neighbours only', () => {
  async function published(of: World): Promise<{ at: Receipt; photo: string; resident: Client }> {
    const resident = await of.resident()
    const photo = await keepPhoto(resident)
    const at = await report(resident, { files: [photo], visibility: 'neighbours' })
    const lin = await of.staff('lin')
    await act(lin, at.id, 'accept', { category: 'elevator' })
    await act(lin, at.id, 'reply', fullReply)
    await act(lin, at.id, 'publish', { words: '电梯停运', reply: '已修好', photos: [photo] })
    return { at, photo, resident }
  }
  const settleAt = async (of: World, client: Client, path: string | null) => {
    const { personId } = await client.done<{ actor: { personId: string } }>('GET', '/api/session').then((s) => s.actor)
    await of.database.pool.query('update person set path = $2 where id = $1', [personId, path])
  }

  test('[U34] [PIPL-15] is read by residents of the community who are signed in, and by nobody else', async () => {
    const of = await world()
    const { at, photo, resident } = await published(of)
    expect(await detail(resident, at.id)).toMatchObject({ visibility: 'neighbours', audience: 'neighbours' })
    expect(await keysOf(resident, at.number)).toContain('notice.shown-to-neighbours')
    const wang = await of.resident('wang')
    const sees = async (client: Client, path: string = places.community) => [
      (
        await client.done<{ cards: { number: string; neighbours: boolean }[] }>('GET', `/api/board?path=${path}`)
      ).cards.map((card) => [card.number, card.neighbours]),
      (await client.get(`/api/files/${photo}`)).status,
    ]
    const nothing = [[], 404]
    await settleAt(of, wang, null)
    expect(await sees(of.visitor())).toEqual(nothing)
    expect(await sees(wang)).toEqual(nothing)
    await settleAt(of, wang, places.otherCommunity)
    expect(await sees(wang)).toEqual(nothing)
    await settleAt(of, wang, places.grid)
    expect(await sees(wang)).toEqual([[[at.number, true]], 200])
    expect(await sees(wang, places.city)).toEqual([[], 200])
    for (const feed of ['rss', 'geojson'])
      expect(await (await fetch(`${of.origin}/api/board/${feed}?path=${places.community}`)).text()).not.toContain(
        '电梯停运',
      )

    // narrower at once, wider only after another look
    await act(resident, at.id, 'set_visibility', { visibility: 'public' })
    expect(await sees(wang)).toEqual(nothing)
    const lin = await of.staff('lin')
    await act(lin, at.id, 'publish', { words: '电梯停运', reply: '已修好', photos: [photo] })
    expect(await sees(of.visitor())).toEqual([[[at.number, false]], 200])
    await act(resident, at.id, 'set_visibility', { visibility: 'neighbours' })
    expect(await sees(of.visitor())).toEqual(nothing)
    expect(await sees(wang)).toEqual([[[at.number, true]], 200])
    await act(lin, at.id, 'unpublish', { reason: '有人认出来了' })
    expect(await sees(wang)).toEqual(nothing)
  })

  test('[U36] is offered for joining to residents of the community, and joined by them alone', async () => {
    const of = await world()
    const resident = await of.resident()
    const { id } = await report(resident, { visibility: 'neighbours' })
    await act(await of.staff('lin'), id, 'accept', { category: 'elevator' })
    const wang = await of.resident('wang')
    const offered = async () => {
      const typed = { words: '电梯又停了', community: places.community }
      const { similar } = await wang.done<{ similar: { id: string }[] }>(
        'POST',
        '/api/request-categories/suggestions',
        typed,
      )
      return similar.map((one) => one.id)
    }
    const own = await report(wang, { visibility: 'handler' })
    await settleAt(of, wang, places.otherCommunity)
    expect(await offered()).toEqual([])
    expect(await refusedAct(wang, own.id, 'join', { into: id })).toEqual([422, 'request.join-target'])
    await settleAt(of, wang, places.grid)
    expect(await offered()).toEqual([id])
    expect(await act(wang, own.id, 'join', { into: id })).toMatchObject({ state: 'merged' })
  })
})
