/**
 * Giving requests to units by the catalogue: taking, returning, deciding above, what decisions teach, and units that assist.
 * Instants are written in Shanghai time. Thursday 14 May is followed by a weekend.
 */
import { describe, expect, test } from 'vitest'
import type { Client } from '#tests/support/client.ts'
import { act, clockOf, detail, fullReply, journalOf, refusedAct, report, takeUp } from '#tests/support/requests.ts'
import { addUnits, officer, units } from '#tests/support/units.ts'
import { type World, world } from '#tests/support/world.ts'
import type { RequestRow } from './contract.ts'

const START = '2026-05-14T09:00:00+08:00'
const endOf = (day: string): string => new Date(Date.parse(`${day}T00:00:00+08:00`) + 86_400_000).toISOString()

interface City {
  of: World
  chen: Client
  zhou: Client
  shen: Client
  he: Client
  bureau: Client
  firm: Client
}

async function city(owner?: 'city' | 'street'): Promise<City> {
  const of = await world({ now: START })
  await addUnits(of)
  if (owner) await of.database.db.insertInto('dispatch').values({ category: 'elevator', owner_level: owner }).execute()
  const [zhou, shen, he] = [await of.staff('zhou'), await of.staff('shen'), await of.staff('he')]
  const [bureau, firm] = [await officer(of, 'bureau'), await officer(of, 'firm')]
  return { of, chen: await of.resident(), zhou, shen, he, bureau, firm }
}

/** A request with its urgency set. */
async function classified({ chen, zhou }: City): Promise<{ id: string; number: string }> {
  const { id, number } = await report(chen)
  await act(zhou, id, 'accept', { kind: 'help', category: 'elevator' })
  await act(zhou, id, 'classify', { class: 'urgent' })
  return { id, number }
}

async function listed(client: Client, view: string): Promise<string[]> {
  const { rows, total } = await client.done<{ rows: RequestRow[]; total: number }>(
    'GET',
    `/api/desk/requests?view=${view}`,
  )
  expect(total).toBe(rows.length)
  return rows.map(({ id }) => id)
}

async function noticesOf(client: Client, number: string): Promise<string[]> {
  const { notices } = await client.done<{ notices: { key: string; number: string }[] }>('GET', '/api/me/notices')
  return notices.filter((notice) => notice.number === number).map(({ key }) => key)
}

const returned = { grounds: 'not_ours', words: '三定方案里不归我们' }

describe('giving a request to a unit', () => {
  test('[BJ-11] [BJ-13] [BJ-14] [BJ-28] the unit is told, sees it, takes it and answers; the promise to the resident runs on all the time', async () => {
    const all = await city()
    const { of, chen, zhou, bureau, firm } = all
    const { id, number } = await classified(all)
    expect(await bureau.refused('GET', `/api/requests/${id}`)).toEqual([403, 'access.not-yours'])
    const promised = clockOf(await detail(chen, id), 'urgent').dueAt

    await act(zhou, id, 'dispatch', { unitId: units.bureau, words: '配件要查封存' })
    const seen = await detail(chen, id)
    expect(seen).toMatchObject({ state: 'dispatched', unit: { name: '市城管局' }, promise: { clock: 'firstContact' } })
    expect(clockOf(seen, 'urgent')).toMatchObject({ dueAt: promised, pausedAt: null, endedAt: null })
    expect(seen.steps.at(-1)).toMatchObject({ kind: 'dispatch', facts: { unit: '市城管局' }, words: null })
    expect(clockOf(await detail(bureau, id), 'taking').dueAt).toBe(endOf('2026-05-15'))
    expect(await noticesOf(bureau, number)).toEqual(['notice.unit-yours'])
    expect(await noticesOf(chen, number)).toContain('notice.dispatched')
    expect([await listed(bureau, 'mine'), await listed(bureau, 'dispatched'), await listed(firm, 'mine')]).toEqual([
      [id],
      [id],
      [],
    ])
    expect(await listed(zhou, 'mine')).toEqual([])

    // neighbours' requests are not the unit's to see
    const other = await report(await of.resident('wang'))
    expect((await detail(zhou, id)).nearby.map((near) => near.id)).toEqual([other.id])
    expect((await detail(bureau, id)).nearby).toEqual([])

    expect(await refusedAct(zhou, id, 'receive')).toEqual([403, 'access.not-yours'])
    await act(bureau, id, 'receive')
    expect(await detail(chen, id)).toMatchObject({
      state: 'in_progress',
      handler: { name: '程岚', role: 'unit_officer' },
    })
    expect(await listed(bureau, 'mine')).toEqual([id])
    await act(bureau, id, 'contact', { way: 'phone', reached: true })
    await act(bureau, id, 'reply', fullReply)
    expect(clockOf(await detail(chen, id), 'urgent').outcome).toBe('met')
    const kinds = (await journalOf(of, id)).map(({ kind, role }) => `${kind} ${role}`)
    expect(kinds.slice(-4)).toEqual([
      'dispatch grid_worker',
      'receive unit_officer',
      'contact unit_officer',
      'reply unit_officer',
    ])
    // what the resident does not accept goes back to who leads
    await act(chen, id, 'reopen', { words: '又停了' })
    await act(bureau, id, 'start')
    expect((await detail(bureau, id)).state).toBe('in_progress')
  })

  test('[BJ-14] what a unit has is not given to somebody else past it', async () => {
    const all = await city()
    const { of, zhou, bureau } = all
    const { id } = await classified(all)
    await act(zhou, id, 'dispatch', { unitId: units.bureau })
    await act(bureau, id, 'receive')
    expect(await refusedAct(zhou, id, 'assign', { handlerId: of.staffIds.zhou })).toEqual([422, 'request.with-unit'])
    expect(await refusedAct(zhou, id, 'dispatch', { unitId: units.firm })).toEqual([422, 'request.with-unit'])
    expect(await refusedAct(bureau, id, 'give_back', returned)).toEqual([409, 'matter.not-now'])
  })

  test('[WF-22] what is not returned in its working day counts as taken, once, with two workers looking', async () => {
    const all = await city()
    const { of, zhou } = all
    const { id, number } = await classified(all)
    await act(zhou, id, 'dispatch', { unitId: units.bureau })
    // Thursday: Friday is its day; the weekend counts for nothing
    of.setNow('2026-05-15T23:59:00+08:00')
    await of.tick()
    expect((await detail(await of.staff('zhou'), id)).state).toBe('dispatched')
    of.setNow('2026-05-16T00:01:00+08:00')
    await Promise.all([of.tick(), of.tick()])
    const bureau = await officer(of, 'bureau')
    expect(await detail(bureau, id)).toMatchObject({ state: 'in_progress', handler: null, leads: true })
    expect((await journalOf(of, id)).filter(({ kind }) => kind === 'receive_by_silence')).toHaveLength(1)
    expect(await noticesOf(bureau, number)).toContain('notice.unit-silent')
    expect(await listed(bureau, 'mine')).toEqual([id])
  })

  test('[BJ-12] only a unit of the place where somebody takes requests can be given one', async () => {
    const all = await city()
    const { of, zhou } = all
    const { id } = await classified(all)
    const nobody = '00000000-0000-4000-8000-000000000009'
    const elsewhere = '00000000-0000-4000-8000-000000000008'
    await of.database.db
      .insertInto('organisation')
      .values([
        { id: nobody, path: '9901', kind: 'department', name: '市场监管局' },
        { id: elsewhere, path: '990101002', kind: 'department', name: '别处的所' },
      ])
      .execute()
    const asked = [nobody, elsewhere, of.staffIds.zhou]
    const refusals = []
    for (const unitId of asked) refusals.push((await refusedAct(zhou, id, 'dispatch', { unitId }))[1])
    expect(refusals).toEqual(['request.unit-without-officer', 'request.unit-unknown', 'request.unit-unknown'])
    const found = await zhou.done<{ units: { id: string; officers: boolean }[] }>('GET', `/api/requests/${id}/units`)
    expect(found.units.find((unit) => unit.id === nobody)).toMatchObject({ officers: false })
    expect(found.units.some((unit) => unit.id === elsewhere)).toBe(false)
  })
})

describe('what a department owns', () => {
  test('[BJ-11] [BJ-17] is not pushed down to an office of the street, nor to a person of the community by somebody above', async () => {
    const all = await city('city')
    const { of, zhou, shen } = all
    const { id } = await classified(all)
    for (const one of [zhou, shen])
      expect(await refusedAct(one, id, 'dispatch', { unitId: units.station })).toEqual([422, 'request.pushed-down'])
    expect(await refusedAct(shen, id, 'assign', { handlerId: of.staffIds.lin })).toEqual([422, 'request.pushed-down'])
    // whoever took it in may keep it, and a firm is no office
    await act(zhou, id, 'assign', { handlerId: of.staffIds.zhou })
    await act(zhou, id, 'dispatch', { unitId: units.firm })
    const { owner, units: found } = await zhou.done<{ owner: string; units: { id: string; pushedDown: boolean }[] }>(
      'GET',
      `/api/requests/${id}/units`,
    )
    expect(owner).toBe('city')
    expect(found.filter(({ pushedDown }) => pushedDown).map((unit) => unit.id)).toEqual([units.station])
  })

  test('[BJ-11] what the street owns can be given to the street', async () => {
    const all = await city('street')
    const { id } = await classified(all)
    await act(all.zhou, id, 'dispatch', { unitId: units.station })
    expect((await detail(all.zhou, id)).state).toBe('dispatched')
  })
})

describe('what a unit returns', () => {
  test('[BJ-12] [WF-22] is decided by a third person above; then the unit cannot return it, and the decision teaches the next', async () => {
    const all = await city()
    const { of, chen, zhou, shen, he, bureau, firm } = all
    const { id, number } = await classified(all)
    await act(shen, id, 'dispatch', { unitId: units.bureau })
    await act(bureau, id, 'give_back', { ...returned, suggests: units.firm })

    const page = await detail(chen, id)
    expect([page.state, page.unit, page.steps.some(({ kind }) => kind === 'give_back')]).toEqual([
      'coordinating',
      null,
      false,
    ])
    expect(await detail(he, id)).toMatchObject({ decides: 'city' })
    expect((await detail(he, id)).steps.find(({ kind }) => kind === 'give_back')).toMatchObject({
      facts: { grounds: 'not_ours', unit: '市城管局', suggests: '宏远物业' },
      words: { words: returned.words },
    })
    expect(await noticesOf(he, number)).toContain('notice.to-decide')
    expect(await noticesOf(shen, number)).toContain('notice.given-back')
    expect([await listed(he, 'coordinating'), await listed(zhou, 'mine')]).toEqual([[id], []])

    const decision = { unitId: units.bureau, words: '设备安全归城管', rule: '电梯停用的告示由城管张贴' }
    expect(await refusedAct(zhou, id, 'decide', decision)).toEqual([403, 'access.not-yours'])
    expect(await refusedAct(shen, id, 'decide', decision)).toEqual([422, 'request.third-party'])
    await act(he, id, 'decide', decision)
    expect(await detail(bureau, id)).toMatchObject({ state: 'dispatched', decided: true })
    expect(await refusedAct(bureau, id, 'give_back', returned)).toEqual([422, 'request.decided'])
    expect(await noticesOf(bureau, number)).toEqual(expect.arrayContaining(['notice.unit-decided', 'notice.decided']))
    expect((await detail(chen, id)).steps.at(-1)).toMatchObject({ kind: 'decide', words: null })

    const next = await classified(all)
    const { precedents } = await zhou.done<{ precedents: object[] }>('GET', `/api/requests/${next.id}/units`)
    expect(precedents).toMatchObject([
      { day: '2026-05-14', unit: '市城管局', rule: decision.rule, returnedBy: '市城管局' },
    ])
    expect(await firm.refused('GET', `/api/requests/${id}`)).toEqual([403, 'access.not-yours'])
    expect((await journalOf(of, id)).at(-1)).toMatchObject({ kind: 'decide', role: 'city_officer' })
  })

  test('[BJ-12] decided for another unit, the one that returned it sees it no more', async () => {
    const all = await city()
    const { zhou, shen, he, bureau, firm } = all
    const { id } = await classified(all)
    await act(zhou, id, 'dispatch', { unitId: units.bureau })
    await act(bureau, id, 'give_back', returned)
    expect((await detail(bureau, id)).state).toBe('coordinating')
    // the unit is the city's, so the street cannot decide
    expect(await refusedAct(shen, id, 'decide', { unitId: units.firm, words: '物业管' })).toEqual([
      422,
      'request.decide-above',
    ])
    await act(he, id, 'decide', { unitId: units.firm, words: '物业管' })
    expect(await bureau.refused('GET', `/api/requests/${id}`)).toEqual([403, 'access.not-yours'])
    expect(await detail(firm, id)).toMatchObject({ state: 'dispatched', decided: true })
  })

  test('[WF-22] of a decision and a return at once one holds', async () => {
    const all = await city()
    const { zhou, he, firm } = all
    const { id } = await classified(all)
    await act(zhou, id, 'dispatch', { unitId: units.firm })
    const { version } = await detail(firm, id)
    const send = async (client: Client, action: string, form: object) =>
      (
        await client.call('POST', `/api/requests/${id}/actions/${action}`, {
          id: crypto.randomUUID(),
          seen: version,
          ...form,
        })
      ).status
    const took = await Promise.all([send(firm, 'receive', {}), send(firm, 'give_back', returned)])
    expect(took.toSorted()).toEqual([200, 409])
    expect(['in_progress', 'coordinating']).toContain((await detail(he, id)).state)
  })
})

describe('what is unclear', () => {
  test('[BJ-12] [BJ-20] is asked above, decided there, and goes one level up when nobody decides in time', async () => {
    const all = await city()
    const { of, chen, zhou } = all
    const { id, number } = await classified(all)
    await act(zhou, id, 'ask_above', { words: '物业和城管都说不归自己' })
    expect(await detail(all.shen, id)).toMatchObject({ state: 'coordinating', decides: 'street' })
    expect(await noticesOf(chen, number)).toContain('notice.coordinating')
    expect(await refusedAct(zhou, id, 'ask_above', { words: '再问' })).toEqual([422, 'request.asked-above'])
    expect(await refusedAct(all.shen, id, 'decide', { unitId: units.bureau, words: '归城管' })).toEqual([
      422,
      'request.unit-above',
    ])

    of.setNow('2026-05-16T00:01:00+08:00')
    await of.tick()
    const he = await of.staff('he')
    expect(await detail(he, id)).toMatchObject({ state: 'coordinating', decides: 'city' })
    expect(await noticesOf(he, number)).toContain('notice.to-decide')
    expect(await refusedAct(await of.staff('shen'), id, 'decide', { unitId: units.firm, words: '归物业' })).toEqual([
      422,
      'request.decide-above',
    ])
    of.setNow('2026-05-19T00:01:00+08:00')
    await of.tick()
    expect((await journalOf(of, id)).filter(({ kind }) => kind === 'raise')).toHaveLength(2)
    expect(await of.tick()).toBe(0)
    await act(await of.staff('he'), id, 'decide', { unitId: units.firm, words: '归物业' })
    expect(await detail(await officer(of, 'firm'), id)).toMatchObject({ state: 'dispatched', decided: true })
  })

  test('[BJ-20] a street that cannot decide asks once more', async () => {
    const all = await city()
    const { zhou, shen, he } = all
    const { id } = await classified(all)
    await act(zhou, id, 'ask_above', { words: '不清楚' })
    await act(shen, id, 'ask_above', { words: '街道也定不了' })
    expect(await detail(he, id)).toMatchObject({ decides: 'city' })
    await act(he, id, 'decide', { unitId: units.bureau, words: '归城管' })
    expect((await detail(all.bureau, id)).leads).toBe(true)
  })
})

describe('units that assist', () => {
  test('[BJ-14] have a day of their own under the one promise; the answer waits for them or says why not', async () => {
    const all = await city()
    const { chen, zhou, bureau, firm } = all
    const { id, number } = await classified(all)
    await act(zhou, id, 'dispatch', { unitId: units.bureau })
    await act(bureau, id, 'receive')
    const promised = (await detail(chen, id)).promise
    await act(bureau, id, 'ask_assist', { unitId: units.firm, words: '先把电梯锁住', days: 2 })
    expect(await refusedAct(bureau, id, 'ask_assist', { unitId: units.firm, words: '快', days: 1 })).toEqual([
      422,
      'request.assist-asked',
    ])
    expect(await refusedAct(bureau, id, 'ask_assist', { unitId: units.bureau, words: '快', days: 1 })).toEqual([
      422,
      'request.assist-itself',
    ])
    expect((await detail(chen, id)).promise).toEqual(promised)
    expect((await detail(chen, id)).assists).toEqual([])
    expect(await detail(firm, id)).toMatchObject({ assists: [{ id: units.firm, name: '宏远物业', doneAt: null }] })
    expect(clockOf(await detail(firm, id), `assist/${units.firm}`).dueAt).toBe(endOf('2026-05-18'))
    expect(await noticesOf(firm, number)).toEqual(['notice.unit-assist'])
    expect(await listed(firm, 'all')).toEqual([id])
    expect(await refusedAct(firm, id, 'reply', fullReply)).toEqual([403, 'access.not-yours'])
    expect(await refusedAct(firm, id, 'wait', { reason: '等', until: '2026-05-20' })).toEqual([403, 'access.not-yours'])
    expect(await refusedAct(bureau, id, 'assist_done', { words: '好了' })).toEqual([422, 'request.not-assisting'])

    expect(await refusedAct(bureau, id, 'reply', fullReply)).toEqual([422, 'request.assist-open'])
    await act(firm, id, 'assist_done', { words: '锁好了' })
    expect(clockOf(await detail(bureau, id), `assist/${units.firm}`).outcome).toBe('met')
    expect(await noticesOf(bureau, number)).toContain('notice.assist-done')
    expect(await refusedAct(firm, id, 'assist_done', { words: '好了' })).toEqual([422, 'request.not-assisting'])

    await act(bureau, id, 'ask_assist', { unitId: units.station, words: '清运', days: 1 })
    await act(bureau, id, 'reply', { ...fullReply, withoutAssist: '清运不影响电梯' })
    expect(
      (await detail(bureau, id)).assists.map(({ doneAt, droppedAt }) => [doneAt !== null, droppedAt !== null]),
    ).toEqual([
      [true, false],
      [false, true],
    ])
    expect(clockOf(await detail(bureau, id), `assist/${units.station}`).outcome).toBe('replaced')
  })

  test('[BJ-14] late help is reminded, and a desk that handles it itself can ask too', async () => {
    const all = await city()
    const { of, chen, zhou } = all
    const { id, number } = await report(chen)
    await takeUp(zhou, id, of.staffIds.zhou)
    await act(zhou, id, 'ask_assist', { unitId: units.firm, words: '看看机房', days: 1 })
    of.setNow('2026-05-16T00:01:00+08:00')
    await of.tick()
    expect(await noticesOf(await officer(of, 'firm'), number)).toContain('notice.assist-late')
    expect(await noticesOf(await of.staff('zhou'), number)).toContain('notice.assist-late')
    expect((await detail(await of.staff('zhou'), id)).state).toBe('in_progress')
  })

  test('[BJ-14] only the unit whose day is over is told that it is late, once, and not the one that has time left', async () => {
    const all = await city()
    const { of, chen, zhou } = all
    const { id, number } = await report(chen)
    await takeUp(zhou, id, of.staffIds.zhou)
    await act(zhou, id, 'ask_assist', { unitId: units.firm, words: '看看机房', days: 1 })
    await act(zhou, id, 'ask_assist', { unitId: units.bureau, words: '看看消防通道', days: 3 })
    const late = async (who: 'firm' | 'bureau') =>
      (await noticesOf(await officer(of, who), number)).filter((key) => key === 'notice.assist-late').length

    of.setNow('2026-05-16T00:01:00+08:00')
    await of.tick()
    expect([await late('firm'), await late('bureau')]).toEqual([1, 0])
    of.setNow('2026-05-20T00:01:00+08:00')
    await of.tick()
    expect([await late('firm'), await late('bureau')]).toEqual([1, 1])
  })
})
