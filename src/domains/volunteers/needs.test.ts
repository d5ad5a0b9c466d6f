/** Asking for help: by phone through a worker or by oneself, who takes it, how it is confirmed, and what becomes of the time. */
import { beforeAll, describe, expect, test } from 'vitest'
import { newId } from '#lib/ids.ts'
import type { Client } from '#tests/support/client.ts'
import { actNeed, asksForHelp, enlist, needBody, needOf, refusedNeed } from '#tests/support/volunteers.ts'
import { type World, world } from '#tests/support/world.ts'

let of: World
let wang: Client
let chen: Client
let li: Client
let lin: Client
let helperId: string

beforeAll(async () => {
  of = await world({ shared: true })
  wang = await of.resident('wang')
  chen = await of.resident('chen')
  li = await of.resident('li')
  lin = await of.staff('lin')
  helperId = await enlist(of, chen, { born: 1962 })
  return of.close
})

const balanceOf = async (personId: string): Promise<Record<string, number>> => {
  const { rows } = await of.database.pool.query(
    `select a.unit, b.balance::int as balance from ledger_account a join ledger_balance b on b.account_id = a.id
     where a.owner_id = $1`,
    [personId],
  )
  return Object.fromEntries(rows.map(({ unit, balance }) => [unit, balance]))
}
const pub = '想请人周末上午陪老人说说话，一小时左右'
const listed = async (more: Record<string, unknown> = {}) => {
  const { id } = await asksForHelp(wang, more)
  await actNeed(lin, id, 'list', { words: pub })
  return id
}
const serve = async (id: string, minutes: number) => {
  await actNeed(chen, id, 'offer', { earns: 'time_credit' })
  await actNeed(wang, id, 'agree')
  await actNeed(chen, id, 'begin')
  of.clock.advance(minutes * 60_000)
  await actNeed(chen, id, 'end')
}

describe('a neighbour needs help', () => {
  test('[S2-06] [S1-48] a younger elder takes what an older one asked, the person served confirms, and the minutes are time credit', async () => {
    expect(await of.visitor().refused('POST', '/api/needs', needBody())).toEqual([401, 'access.signed-out'])
    expect(await lin.refused('POST', '/api/needs', needBody())).toEqual([422, 'need.on-behalf-only'])
    expect(await wang.refused('POST', '/api/needs', needBody({ wantedOn: '2026-05-01' }))).toEqual([
      422,
      'need.day-past',
    ])
    const body = needBody()
    const { id, number } = await wang.done<{ id: string; number: string }>('POST', '/api/needs', body)
    expect(await wang.done('POST', '/api/needs', body)).toMatchObject({ id, number })

    const board = '/api/volunteer/needs?community=990101001001'
    const publicRows = async () => (await of.visitor().get<{ rows: Record<string, unknown>[] }>(board)).body.rows
    expect(await publicRows()).toEqual([])
    expect(await chen.refused('GET', `/api/needs/${id}`)).toEqual([404, 'matter.unknown'])
    await actNeed(lin, id, 'list', { words: pub })
    expect(await publicRows()).toMatchObject([{ words: pub, elder: true, minutesPlanned: 60, area: '第 1 网格' }])
    expect(JSON.stringify(await publicRows())).not.toContain('王')

    // nobody who is not registered, and not the asker
    expect(await needOf(li, id)).toMatchObject({ as: 'stranger', asker: null, words: pub })
    expect(await refusedNeed(li, id, 'offer', { earns: 'points' }, 2)).toEqual([422, 'volunteer.not-registered'])
    expect(await refusedNeed(wang, id, 'offer', { earns: 'points' }, 2)).toEqual([422, 'need.own'])

    await actNeed(chen, id, 'offer', { earns: 'time_credit' })
    expect(await needOf(chen, id)).toMatchObject({
      as: 'helper',
      state: 'offered',
      mutual: true,
      mayOpenAddress: false,
    })
    expect(await chen.refused('POST', `/api/needs/${id}/address`, { id: newId() })).toEqual([409, 'need.not-agreed'])
    expect(await refusedNeed(chen, id, 'agree', {}, 3)).toEqual([403, 'access.not-yours'])
    await actNeed(wang, id, 'agree')

    const opened = await chen.done<{ address: string }>('POST', `/api/needs/${id}/address`, { id: newId() })
    expect(opened).toMatchObject({ name: '王秀英', address: '牡丹新村 12 幢 2 单元 301' })
    const { rows: readings } = await of.database.pool.query('select fields, role from reading where subject_id = $1', [
      id,
    ])
    expect(readings).toEqual([{ fields: ['name', 'phone', 'address'], role: 'resident' }])
    expect(await li.refused('POST', `/api/needs/${id}/address`, { id: newId() })).toEqual([404, 'matter.unknown'])

    await actNeed(chen, id, 'begin')
    of.clock.advance(50 * 60_000)
    await actNeed(chen, id, 'end')
    expect(await needOf(wang, id)).toMatchObject({ state: 'served', minutes: 50 })
    // who helped never confirms
    expect(await refusedNeed(chen, id, 'confirm_time', { minutes: 50 }, 6)).toEqual([403, 'access.not-yours'])
    expect(await refusedNeed(wang, id, 'confirm_time', { minutes: 70 }, 6)).toEqual([422, 'need.over-planned'])
    await actNeed(wang, id, 'confirm_time', { minutes: 50 })
    expect(await balanceOf(helperId)).toEqual({ time_credit: 50 })
    const { rows } = await of.database.pool.query(
      'select minutes, source, earned, activity from service_minutes where source_id = $1',
      [id],
    )
    expect(rows).toEqual([{ minutes: 50, source: 'need', earned: 'time_credit', activity: 'company' }])
    await actNeed(wang, id, 'thank', { rating: 5, words: '聊得很开心' })
    expect((await needOf(chen, id)).steps.at(-1)).toMatchObject({ kind: 'thank', words: '聊得很开心', who: null })
  })

  test('[S2-06] somebody of eighty asks by phone, the desk finds a volunteer and asks afterwards how long it was', async () => {
    const asked = needBody({
      activity: 'errands',
      words: '腿脚不好，想请人带一袋米上楼。',
      behalf: { name: '沈桂花', phone: '12899970080', consent: 'voice' },
    })
    const sun = await of.staff('sun')
    expect(await sun.refused('POST', '/api/needs', asked)).toEqual([403, 'access.not-yours'])
    expect(await chen.refused('POST', '/api/needs', asked)).toEqual([403, 'access.not-yours'])
    const { id } = await lin.done<{ id: string }>('POST', '/api/needs', asked)
    await actNeed(lin, id, 'list', { words: '想请人把米带上楼' })
    const { rows } = await lin.done<{ rows: { personId: string }[] }>('GET', `/api/desk/needs/${id}/volunteers`)
    expect(rows).toMatchObject([{ personId: helperId, name: '陈*', mutual: true }])
    await actNeed(lin, id, 'propose', { volunteerId: helperId })
    expect(await refusedNeed(lin, id, 'agree', {}, 3)).toEqual([422, 'need.waits-for-volunteer'])
    await actNeed(chen, id, 'take_on')
    await actNeed(lin, id, 'begin')
    of.clock.advance(20 * 60_000)
    await actNeed(lin, id, 'end')
    expect(await refusedNeed(lin, id, 'confirm_time', { minutes: 20 }, 6)).toEqual([422, 'need.say-how'])
    await actNeed(lin, id, 'confirm_time', { minutes: 20, asked: 'phone' })
    expect(await balanceOf(helperId)).toMatchObject({ time_credit: 70 })
  })

  test('[S1-48] longer than planned, or not agreed on, the desk hears both and decides; nothing served is nothing recorded', async () => {
    const id = await listed({ minutes: 30 })
    await serve(id, 90)
    await actNeed(wang, id, 'dispute', { dispute: 'longer', words: '帮我多收拾了一会儿，确实做了一个半小时。' })
    expect(await refusedNeed(wang, id, 'resolve', { minutes: 90, words: '好' }, 7)).toEqual([403, 'access.not-yours'])
    await actNeed(lin, id, 'resolve', { minutes: 90, words: '电话问过两边，是一个半小时。' })
    expect(await balanceOf(helperId)).toMatchObject({ time_credit: 160 })

    const other = await listed()
    await serve(other, 5)
    await actNeed(wang, other, 'dispute', { dispute: 'not_done', words: '人没有来。' })
    await actNeed(lin, other, 'set_aside', { words: '说好改天，这次不算。' })
    expect(await needOf(wang, other)).toMatchObject({ state: 'undone' })
    expect(await balanceOf(helperId)).toMatchObject({ time_credit: 160 })
  })

  test('[S1-49] a wrong record is taken back whole with what it earned, more than some minutes by two, and never by oneself', async () => {
    const { services } = await lin.done<{ services: { id: string; minutes: number }[] }>(
      'GET',
      `/api/desk/volunteers/${helperId}`,
    )
    const one = services.find(({ minutes }) => minutes === 90)
    const path = `/api/desk/service/${one?.id}/reversal`
    expect(await (await of.staff('sun')).refused('POST', path, { id: newId(), reason: 'twice' })).toEqual([
      403,
      'access.not-yours',
    ])
    const deed = { id: newId(), reason: 'wrong_minutes' }
    expect(await lin.done('POST', path, deed)).toEqual({ done: true })
    expect(await lin.done('POST', path, deed)).toEqual({ done: true })
    expect(await lin.refused('POST', path, { id: newId(), reason: 'twice' })).toEqual([409, 'service.taken-back'])
    expect(await balanceOf(helperId)).toMatchObject({ time_credit: 70 })
    const shown = await lin.done<{ minutes: number }>('GET', `/api/desk/volunteers/${helperId}`)
    expect(shown.minutes).toBe(70)
  })

  test('[S1-48] what nobody takes lapses, silence confirms nothing, and who steps back puts it on the list again', async () => {
    const id = await listed()
    await actNeed(chen, id, 'offer', { earns: 'points' })
    await actNeed(wang, id, 'agree')
    await actNeed(chen, id, 'step_back')
    expect(await needOf(wang, id)).toMatchObject({ state: 'listed', helper: null })
    await of.pass(15 * 24)
    lin = await of.staff('lin')
    expect(await needOf(wang, id)).toMatchObject({ state: 'lapsed' })

    const silent = await asksForHelp(wang, { wantedOn: '2026-06-06' })
    await actNeed(lin, silent.id, 'list', { words: pub })
    await serve(silent.id, 30)
    await of.pass(8 * 24)
    expect(await needOf(wang, silent.id)).toMatchObject({ state: 'served', minutes: 30 })
    lin = await of.staff('lin')
    const { notices } = await lin.done<{ notices: { key: string }[] }>('GET', '/api/me/notices')
    expect(notices.map(({ key }) => key)).toContain('notice.need-unconfirmed')
  })

  test('[PIPL-47] with the account the registration is empty, and what was promised goes back on the list', async () => {
    const id = await listed({ wantedOn: '2026-08-01' })
    await actNeed(chen, id, 'offer', { earns: 'points' })
    const copy = await chen.done<{ matters: { kind: string; steps: unknown[] }[] }>('GET', '/api/me/copy')
    expect(copy.matters.find(({ kind }) => kind === 'volunteer')?.steps).toHaveLength(4)
    const { codeId, demoCode } = await chen.done<{ codeId: string; demoCode: string }>('POST', '/api/me/codes', {})
    await chen.done('POST', '/api/me/closing', { id: newId(), codeId, code: demoCode, open: 'withdraw' })
    expect(await needOf(wang, id)).toMatchObject({ state: 'listed', helper: null })
    const { rows } = await of.database.pool.query(
      'select state, activities, band, erased_at is not null as erased from volunteer where person_id = $1',
      [helperId],
    )
    expect(rows).toEqual([{ state: 'left', activities: [], band: null, erased: true }])
    const left = await of.database.pool.query(
      'select sum(minutes)::int as n from service_minutes where person_id = $1',
      [helperId],
    )
    expect(left.rows).toEqual([{ n: 70 }])
  })
})
