/** Casual help: reported in one page, confirmed by the desk or by the neighbour who was helped, and nobody's own. */
import { describe, expect, test } from 'vitest'
import { idFrom, newId } from '#lib/ids.ts'
import { keepPhoto } from '#tests/support/files.ts'
import { enlist, shift, signUp } from '#tests/support/shifts.ts'
import { world as freshWorld, phones, places, type World } from '#tests/support/world.ts'
import { casualHolding, signupHolding } from './holding.ts'

const leaves = {
  personId: idFrom('world', 'chen'),
  accountId: newId(),
  kind: 'resident' as const,
  name: '陈佳',
  locale: 'zh' as const,
  elder: false,
  grants: [],
  helps: [],
}
const people = { chen: idFrom('world', 'chen'), wang: idFrom('world', 'wang') }
const world = async () => await freshWorld({ idleMinutes: 60 * 24 * 20 })

const report = (more: Record<string, unknown> = {}) => ({
  id: newId(),
  community: places.community,
  activity: 'errands',
  servedOn: '2026-05-13',
  minutes: 40,
  words: '帮 3 楼的阿婆拿了快递、买了菜',
  earns: 'time_credit',
  ...more,
})

const serviceOf = async ({ database }: World, personId: string) =>
  (
    await database.pool.query(
      'select minutes, source, earned, confirmed_by from service_minutes where person_id = $1',
      [personId],
    )
  ).rows

interface Rows {
  rows: { id: string; by: string; state: string; own: boolean; hasPhoto: boolean }[]
}

describe('casual help', () => {
  test('[S4-64] is reported with a photo and written once the desk confirms it, for as long as the desk says', async () => {
    const of = await world()
    await enlist(of, people.chen)
    const chen = await of.resident('chen')
    const photoId = await keepPhoto(chen)
    const body = report({ photoId })
    for (const _ of [1, 2]) expect(await chen.done('POST', '/api/casual', body)).toMatchObject({ state: 'waiting' })
    expect(await chen.refused('POST', '/api/casual', report({ photoId }))).toEqual([404, 'file.unknown'])
    expect(await serviceOf(of, people.chen)).toEqual([])

    // the grid worker of where she lives, and the desk
    for (const name of ['zhou', 'lin'] as const) {
      const worker = await of.staff(name)
      const { rows } = await worker.done<Rows>('GET', '/api/desk/casual?list=waiting')
      expect(rows).toMatchObject([{ id: body.id, by: '陈*', own: false, hasPhoto: true }])
      expect((await worker.get(`/api/casual/${body.id}/photo`)).status).toBe(200)
    }
    expect((await (await of.staff('qian')).done<Rows>('GET', '/api/desk/casual?list=waiting')).rows).toEqual([])
    expect(await (await of.staff('qian')).refused('GET', `/api/casual/${body.id}/photo`)).toEqual([
      404,
      'casual.unknown',
    ])
    const decide = (more = {}) => ({ id: newId(), decision: 'confirm', minutes: 30, ...more })
    expect(await (await of.staff('qian')).refused('POST', `/api/casual/${body.id}/decision`, decide())).toEqual([
      403,
      'access.not-yours',
    ])
    const lin = await of.staff('lin')
    expect(await lin.refused('POST', `/api/casual/${body.id}/decision`, decide({ minutes: 41 }))).toEqual([
      422,
      'casual.minutes-over',
    ])
    const decided = decide()
    for (const _ of [1, 2]) await lin.done('POST', `/api/casual/${body.id}/decision`, decided)
    expect(await serviceOf(of, people.chen)).toEqual([
      { minutes: 30, source: 'casual', earned: 'time_credit', confirmed_by: of.staffIds.lin },
    ])
    expect(await lin.refused('POST', `/api/casual/${body.id}/decision`, decide())).toEqual([409, 'casual.decided'])
    expect((await lin.done<Rows>('GET', '/api/desk/casual?list=done')).rows).toMatchObject([{ state: 'confirmed' }])
  })

  test('[S4-64] the neighbour who was helped confirms it, and nobody learns whether a phone is known here', async () => {
    const of = await world()
    await enlist(of, people.chen)
    const chen = await of.resident('chen')
    const body = report({ neighbour: phones.wang })
    const known = await chen.done<Record<string, unknown>>('POST', '/api/casual', body)
    const unknown = await chen.done<Record<string, unknown>>(
      'POST',
      '/api/casual',
      report({ neighbour: '12800000999' }),
    )
    expect(Object.keys(known)).toEqual(Object.keys(unknown))
    expect(unknown).toMatchObject({ state: 'waiting', neighbourTail: '0999' })

    const [wang, li] = [await of.resident('wang'), await of.resident('li')]
    const { asked } = await wang.done<{ asked: { id: string; by: string }[] }>('GET', '/api/me/casual')
    expect(asked).toMatchObject([{ id: body.id, by: '陈佳' }])
    const decide = { id: newId(), decision: 'confirm', minutes: 40 }
    const path = `/api/casual/${body.id}/decision`
    expect(await li.refused('POST', path, decide)).toEqual([404, 'casual.unknown'])
    expect(await chen.refused('POST', path, decide)).toEqual([403, 'service.self-confirmed'])
    await wang.done('POST', path, decide)
    expect(await serviceOf(of, people.chen)).toMatchObject([{ minutes: 40, confirmed_by: people.wang }])
    const { notices } = await chen.done<{ notices: { key: string }[] }>('GET', '/api/me/notices')
    expect(notices[0]?.key).toBe('notice.casual-confirmed')
  })

  test('[S4-64] more than the rule allows, a day to come, an unregistered person and one’s own phone are refused; a refusal says why', async () => {
    const of = await world()
    const chen = await of.resident('chen')
    const tries = async (more: Record<string, unknown>) => await chen.refused('POST', '/api/casual', report(more))
    expect(await tries({})).toEqual([422, 'volunteer.not-registered'])
    await enlist(of, people.chen)
    expect(await tries({ minutes: 241 })).toEqual([422, 'casual.minutes-over'])
    expect(await tries({ servedOn: '2026-05-15' })).toEqual([422, 'casual.day'])
    expect(await tries({ servedOn: '2026-04-29' })).toEqual([422, 'casual.day'])
    expect(await tries({ neighbour: phones.chen })).toEqual([422, 'casual.own-phone'])
    expect(await tries({ neighbour: '0574' })).toEqual([422, 'sign-in.phone'])
    expect(await tries({ photoId: newId() })).toEqual([404, 'file.unknown'])

    const body = report({ neighbour: phones.wang })
    await chen.done('POST', '/api/casual', body)
    const lin = await of.staff('lin')
    const path = `/api/casual/${body.id}/decision`
    const refuse = { id: newId(), decision: 'refuse', minutes: 40 }
    expect(await lin.refused('POST', path, refuse)).toEqual([422, 'casual.reason-missing'])
    await lin.done('POST', path, { ...refuse, words: '这天的快递是物业统一送的' })
    const { mine } = await chen.done<{ mine: { state: string; reply: string }[] }>('GET', '/api/me/casual')
    expect(mine).toMatchObject([{ state: 'refused', reply: '这天的快递是物业统一送的' }])
    const again = report()
    await chen.done('POST', '/api/casual', again)
    const taken = { id: newId() }
    for (const _ of [1, 2])
      expect(await chen.done('POST', `/api/casual/${again.id}/withdrawal`, taken)).toMatchObject({ state: 'withdrawn' })
    expect(await chen.refused('POST', `/api/casual/${again.id}/withdrawal`, { id: newId() })).toEqual([
      409,
      'casual.decided',
    ])
  })

  test('who leaves takes words, photo and neighbour along; the places they had are free, and the record of service stays', async () => {
    const of = await world()
    await enlist(of, people.chen)
    const chen = await of.resident('chen')
    const body = report({ photoId: await keepPhoto(chen), neighbour: phones.wang })
    await chen.done('POST', '/api/casual', body)
    const held = await chen.done<{ matters: { kind: string; words: string }[] }>('GET', '/api/me/copy')
    expect(held.matters.filter(({ kind }) => kind === 'casual')).toMatchObject([
      { words: '帮 3 楼的阿婆拿了快递、买了菜' },
    ])
    const lin = await of.staff('lin')
    await lin.done('POST', `/api/casual/${body.id}/decision`, { id: newId(), decision: 'confirm', minutes: 40 })
    await of.database.transact(async (tx) => {
      expect(await casualHolding.erasePerson(tx, people.chen, of.clock.now())).toEqual({ matters: 1, files: 1 })
      expect(await signupHolding.countMatters(tx, people.chen)).toMatchObject({ all: 0 })
    })
    // nobody is asked for a place that nobody will come to
    await enlist(of, people.wang)
    const shiftId = await shift(of, { seats: 1 })
    await signUp(chen, shiftId)
    const wang = await of.resident('wang')
    await signUp(wang, shiftId, { wait: true })
    const rules = await of.service.rules.held('2026-05-14')
    await of.database.transact(async (tx) => {
      const leaving = { tx, clock: of.clock, rules, actor: leaves, deedId: newId(), how: 'go_on' as const }
      await signupHolding.settle(leaving, people.chen)
    })
    expect(await wang.done('GET', `/api/volunteer/shifts/${shiftId}`)).toMatchObject({ mine: { state: 'offered' } })
    const { rows } = await of.database.pool.query(
      'select words, photo_id, neighbour_mark, neighbour_tail from casual_help where id = $1',
      [body.id],
    )
    expect(rows).toEqual([{ words: '', photo_id: null, neighbour_mark: null, neighbour_tail: null }])
    expect(await serviceOf(of, people.chen)).toHaveLength(1)
  })
})
