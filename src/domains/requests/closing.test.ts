/**
 * Between taking a request up and closing it: more time, an answer that it cannot be done yet, supervision, calling back and
 * sending back. Instants are written in Shanghai time.
 */
import { describe, expect, test } from 'vitest'
import type { Client } from '#tests/support/client.ts'
import { act, clockOf, detail, fullReply, journalOf, refusedAct, report, takeUp } from '#tests/support/requests.ts'
import { type World, world } from '#tests/support/world.ts'
import type { RequestRow } from './contract.ts'

const START = '2026-05-14T09:00:00+08:00'
/** 24:00 in Shanghai of a day. */
const endOf = (day: string): string => new Date(Date.parse(`${day}T00:00:00+08:00`) + 86_400_000).toISOString()

async function inbox(client: Client, view: string): Promise<RequestRow[]> {
  return (await client.done<{ rows: RequestRow[] }>('GET', `/api/desk/requests?view=${view}`)).rows
}

async function noticesOf(client: Client, number: string): Promise<string[]> {
  const { notices } = await client.done<{ notices: { key: string; number: string }[] }>('GET', '/api/me/notices')
  return notices.filter((notice) => notice.number === number).map(({ key }) => key)
}

async function city(): Promise<{ of: World; chen: Client; zhou: Client; lin: Client; xu: Client; shen: Client }> {
  const of = await world({ now: START })
  const [zhou, lin, xu, shen] = [
    await of.staff('zhou'),
    await of.staff('lin'),
    await of.staff('xu'),
    await of.staff('shen'),
  ]
  return { of, chen: await of.resident(), zhou, lin, xu, shen }
}

describe('more time', () => {
  test('[BJ-15] is given from above, once, with a reason the resident sees, and counts on from the end of the promise', async () => {
    const { of, chen, zhou, xu } = await city()
    const { id, number } = await report(chen)
    await takeUp(zhou, id, of.staffIds.zhou, 'urgent')
    expect(clockOf(await detail(chen, id), 'urgent').dueAt).toBe(endOf('2026-05-21'))
    expect((await detail(xu, id)).extension).toMatchObject({ unit: 'days', most: 7 })

    const more = { by: 3, reason: '配件要从厂里发' }
    expect(await refusedAct(zhou, id, 'extend', more)).toEqual([403, 'access.not-yours'])
    expect(await refusedAct(xu, id, 'extend', { ...more, by: 8 })).toEqual([422, 'request.extension-too-long'])
    expect(await refusedAct(xu, id, 'extend', { by: 3 })).toEqual([400, 'input.wrong'])
    await act(xu, id, 'extend', more)

    const seen = await detail(chen, id)
    expect(clockOf(seen, 'urgent')).toMatchObject({ dueAt: endOf('2026-05-24'), outcome: null, endedAt: null })
    expect(clockOf(seen, 'urgent')).toMatchObject({
      extendedFrom: endOf('2026-05-21'),
      policy: 'request.extension_percent',
    })
    expect(seen.steps.find(({ kind }) => kind === 'extend')).toMatchObject({
      words: { reason: '配件要从厂里发' },
      facts: { by: 3, most: 7, clock: 'urgent', oldDue: endOf('2026-05-21'), newDue: endOf('2026-05-24') },
    })
    expect(await noticesOf(chen, number)).toContain('notice.extended')
    expect(await refusedAct(xu, id, 'extend', more)).toEqual([422, 'request.extended'])
    expect((await detail(xu, id)).extension).toBeNull()
  })

  test('[BJ-15] keeps what a pause gave, and is too late when the promise is over', async () => {
    const { of, chen, zhou } = await city()
    const [paused, late] = [await report(chen), await report(chen)]
    for (const { id } of [paused, late]) await takeUp(zhou, id, of.staffIds.zhou, 'urgent')
    await act(zhou, paused.id, 'wait', { reason: '等配件', until: '2026-05-16' })
    of.setNow('2026-05-16T09:00:00+08:00')
    await act(await of.staff('zhou'), paused.id, 'resume')
    const head = await of.staff('xu')
    expect(clockOf(await detail(head, paused.id), 'urgent').dueAt).toBe(endOf('2026-05-23'))
    await act(head, paused.id, 'extend', { by: 2, reason: '还差一个零件' })
    expect(clockOf(await detail(head, paused.id), 'urgent').dueAt).toBe(endOf('2026-05-25'))

    of.setNow('2026-05-22T09:00:00+08:00')
    expect(await refusedAct(await of.staff('xu'), late.id, 'extend', { by: 2, reason: '忘了' })).toEqual([
      422,
      'request.late-already',
    ])
  })
})

describe('what cannot be done', () => {
  test('[WF-20] [BJ-15] needs a plan; the resident reads it with its day, and it stays on a list until then', async () => {
    const { of, chen, zhou } = await city()
    const { id } = await report(chen)
    await takeUp(zhou, id, of.staffIds.zhou)
    const answer = { ...fullReply, outcome: 'explained' }
    expect(await refusedAct(zhou, id, 'reply', answer)).toEqual([422, 'request.plan-missing'])
    expect(await refusedAct(zhou, id, 'reply', { ...answer, plan: '明年改造', planDay: '2026-05-14' })).toEqual([
      422,
      'request.plan-day',
    ])
    await act(zhou, id, 'reply', { ...answer, plan: '列入明年的老旧电梯更新', planDay: '2027-03-31' })

    expect(await detail(chen, id)).toMatchObject({
      state: 'replied',
      plan: { words: '列入明年的老旧电梯更新', day: '2027-03-31' },
    })
    expect(await inbox(zhou, 'planned')).toMatchObject([{ id, planDay: '2027-03-31' }])
    await act(chen, id, 'reopen', { words: '先修好再说' })
    expect(await inbox(zhou, 'planned')).toEqual([])
    await act(zhou, id, 'reply', fullReply)
    expect((await detail(chen, id)).plan).toBeNull()
  })
})

describe('supervision', () => {
  test('[WF-26] comes from above with what is asked and by when; handler, head and resident know, and the answer ends it', async () => {
    const { of, chen, zhou, xu, shen } = await city()
    const { id, number } = await report(chen)
    await takeUp(zhou, id, of.staffIds.zhou)
    const order = { reason: 'unsolved', words: '三天里先保证一部电梯能用', until: '2026-05-17' }
    expect(await refusedAct(zhou, id, 'supervise', order)).toEqual([403, 'access.not-yours'])
    expect(await refusedAct(shen, id, 'supervise', { ...order, until: '2026-05-13' })).toEqual([
      422,
      'request.supervise-day',
    ])
    await act(shen, id, 'supervise', order)

    expect((await detail(chen, id)).supervised).toMatchObject({ reason: 'unsolved', until: '2026-05-17' })
    expect(await noticesOf(chen, number)).toContain('notice.supervised')
    for (const one of [zhou, xu]) expect(await noticesOf(one, number)).toContain('notice.supervised-yours')
    expect(await inbox(shen, 'supervised')).toMatchObject([{ id, supervisedUntil: '2026-05-17' }])
    await act(zhou, id, 'reply', fullReply)
    expect((await detail(chen, id)).supervised).toBeNull()
    expect(await inbox(shen, 'supervised')).toEqual([])
    expect(await refusedAct(shen, id, 'supervise', order)).toEqual([409, 'matter.not-now'])
  })
})

describe('calling back', () => {
  test('[BJ-23] [GB39734] a bad rating is listed with its day until somebody else called; what the resident said stays', async () => {
    const { of, chen, zhou, lin } = await city()
    const { id } = await report(chen)
    await takeUp(zhou, id, of.staffIds.lin)
    await act(zhou, id, 'reply', fullReply)
    await act(chen, id, 'confirm', { solved: 'partly', service: 1, words: '来得太晚' })

    expect(await inbox(zhou, 'callback')).toMatchObject([{ id, callBackBy: '2026-06-04' }])
    const said = { reached: true, solved: 'yes', service: 4, words: '核实过，是配件晚到，已经道歉' }
    expect(await refusedAct(zhou, id, 'call_back', said)).toEqual([403, 'access.not-yours'])
    expect(await refusedAct(lin, id, 'call_back', said)).toEqual([422, 'request.own-answer'])
    const xu = await of.staff('xu')
    expect(await refusedAct(xu, id, 'call_back', { reached: true })).toEqual([422, 'request.callback-answer'])
    await act(xu, id, 'call_back', said)

    expect(await detail(chen, id)).toMatchObject({ solved: 'partly', service: 1, ratingWords: '来得太晚' })
    expect((await journalOf(of, id)).at(-1)).toMatchObject({
      kind: 'call_back',
      facts: { reached: true, solved: 'yes', service: 4 },
    })
    expect(await inbox(zhou, 'callback')).toEqual([])
  })

  test('[BJ-23] who wrote the answer does not call about it, even where somebody else handles the request', async () => {
    const { of, chen, zhou, lin, xu } = await city()
    const { id } = await report(chen)
    await takeUp(zhou, id, of.staffIds.zhou)
    await act(lin, id, 'reply', fullReply)
    await act(chen, id, 'confirm', { solved: 'partly', service: 2 })
    const said = { reached: true, solved: 'partly' }
    expect(await refusedAct(lin, id, 'call_back', said)).toEqual([422, 'request.own-answer'])
    expect(await refusedAct(lin, id, 'send_back', { words: '再看看' })).toEqual([422, 'request.own-answer'])
    await act(xu, id, 'call_back', said)
  })

  test('[BJ-23] who said nothing is called; the answer counts, and after three calls without one nobody calls again', async () => {
    const { of, chen, zhou } = await city()
    const [spoken, silent] = [await report(chen), await report(chen)]
    for (const { id } of [spoken, silent]) {
      await takeUp(zhou, id, of.staffIds.zhou)
      await act(zhou, id, 'reply', fullReply)
    }
    of.setNow('2026-05-22T09:00:00+08:00')
    await of.tick()
    const lin = await of.staff('lin')
    expect((await inbox(lin, 'callback')).map(({ id }) => id).sort()).toEqual([spoken.id, silent.id].sort())

    await act(lin, spoken.id, 'call_back', { reached: true, solved: 'yes', service: 5 })
    expect(await detail(lin, spoken.id)).toMatchObject({ solved: 'yes', service: 5, confirmedBy: 'silence' })
    for (let call = 1; call <= 3; call++) {
      expect(await inbox(lin, 'callback')).toMatchObject([{ id: silent.id }])
      await act(lin, silent.id, 'call_back', { reached: false })
    }
    expect(await inbox(lin, 'callback')).toEqual([])
    expect(await detail(lin, silent.id)).toMatchObject({ solved: null })
  })
})

describe('sending back', () => {
  test('[WF-26] a bad answer is handled again with a new promise; nobody sends back their own', async () => {
    const { of, chen, zhou, lin, xu } = await city()
    const { id, number } = await report(chen)
    await takeUp(zhou, id, of.staffIds.lin)
    await act(zhou, id, 'reply', fullReply)
    await act(zhou, id, 'publish', { words: '电梯常停', reply: '修好了', photos: [] })
    const back = { words: '只换了触点，门机没有查' }
    expect(await refusedAct(zhou, id, 'send_back', back)).toEqual([403, 'access.not-yours'])
    expect(await refusedAct(lin, id, 'send_back', back)).toEqual([422, 'request.own-answer'])
    await act(xu, id, 'send_back', back)

    const seen = await detail(chen, id)
    expect(seen).toMatchObject({ state: 'reopened', published: null })
    expect(clockOf(seen, 'answer')).toMatchObject({ endedAt: null, dueAt: endOf('2026-05-21') })
    expect(seen.steps.at(-1)).toMatchObject({ kind: 'send_back', words: back })
    expect(await noticesOf(chen, number)).toContain('notice.sent-back')
    expect(await noticesOf(lin, number)).toContain('notice.sent-back-yours')
  })

  test('[WF-26] [WF-19] what was wrongly refused is taken up after all, while it can be reopened', async () => {
    const { of, chen, zhou, shen } = await city()
    const [soon, old] = [await report(chen), await report(chen)]
    const refer = { reason: '归市场监管部门', place: '区市场监管局', phone: '0574-55500009' }
    for (const { id } of [soon, old]) await act(zhou, id, 'refer', refer)
    await act(shen, soon.id, 'send_back', { words: '电梯是社区牵头的事' })
    expect(await detail(chen, soon.id)).toMatchObject({ state: 'reopened', refer: null })

    of.setNow('2026-06-20T09:00:00+08:00')
    expect(await refusedAct(await of.staff('shen'), old.id, 'send_back', { words: '晚了' })).toEqual([
      422,
      'request.reopen-too-late',
    ])
  })
})
