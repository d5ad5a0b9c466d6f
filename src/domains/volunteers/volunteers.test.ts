/** Registering as a volunteer: by oneself, as a minor, at the desk; what the desk keeps; what is public; what is gone at the end. */
import { beforeAll, describe, expect, test } from 'vitest'
import { newId } from '#lib/ids.ts'
import type { Client } from '#tests/support/client.ts'
import { enlist, personIdOf, wishes } from '#tests/support/volunteers.ts'
import { phones, sharedWorld, world } from '#tests/support/world.ts'

const shared = sharedWorld()
let chen: Client
let wang: Client
let li: Client
let lin: Client

beforeAll(async () => {
  chen = await shared().resident('chen')
  wang = await shared().resident('wang')
  li = await shared().resident('li')
  lin = await shared().staff('lin')
})

interface Mine {
  mine: Record<string, unknown> | null
  asks: { personId: string; name: string }[]
  children: { personId: string; registration: unknown }[]
}
const mine = async (client: Client): Promise<Mine> => await client.done<Mine>('GET', '/api/me/volunteer')
const keyOf = async (client: Client): Promise<string[]> => {
  const { notices } = await client.done<{ notices: { key: string }[] }>('GET', '/api/me/notices')
  return notices.map(({ key }) => key)
}

describe('registering', () => {
  test('[S4-89] [S4-98] a resident says what they like to do and when, the desk registers them, and only the age band is kept', async () => {
    expect(await shared().visitor().refused('PUT', '/api/me/volunteer', wishes())).toEqual([401, 'access.signed-out'])
    expect(await lin.refused('PUT', '/api/me/volunteer', wishes())).toEqual([403, 'access.not-yours'])
    const { born: _, ...unborn } = wishes()
    expect(await chen.refused('PUT', '/api/me/volunteer', unborn)).toEqual([422, 'volunteer.born-missing'])

    const sent = wishes({ born: 1961, emergency: true, identity: 'elder', offer: '我会修水龙头和灯' })
    const first = await chen.done<Mine>('PUT', '/api/me/volunteer', sent)
    expect(first.mine).toMatchObject({
      state: 'applied',
      band: 'younger_elder',
      emergency: true,
      offerState: 'waiting',
    })
    expect(await chen.done('PUT', '/api/me/volunteer', sent)).toEqual(first)
    expect(await chen.refused('PUT', '/api/me/volunteer', { ...sent, born: 1990 })).toEqual([409, 'action.reused'])
    const { rows } = await shared().database.pool.query('select * from volunteer where person_id = $1', [
      await personIdOf(chen),
    ])
    expect(JSON.stringify(rows)).not.toContain('1961')
    const consents = await shared().database.pool.query(
      'select about, how from consent where person_id = $1 order by 1',
      [await personIdOf(chen)],
    )
    expect(consents.rows).toContainEqual({ about: 'emergency_volunteer', how: 'screen' })

    const id = await personIdOf(chen)
    const state = `/api/desk/volunteers/${id}/state`
    const sun = await shared().staff('sun')
    expect(await sun.refused('POST', state, { id: newId(), to: 'active' })).toEqual([404, 'volunteer.unknown'])
    const deed = { id: newId(), to: 'active' }
    await lin.done('POST', state, deed)
    await lin.done('POST', state, deed)
    expect(await lin.refused('POST', state, { id: newId(), to: 'active' })).toEqual([409, 'volunteer.not-now'])
    expect((await mine(chen)).mine).toMatchObject({ state: 'active', place: '第 1 网格' })
    expect(await keyOf(chen)).toContain('notice.volunteer-registered')

    for (const to of ['paused', 'active', 'left'])
      await chen.done('POST', '/api/me/volunteer/state', { id: newId(), to })
    expect(await chen.refused('POST', '/api/me/volunteer/state', { id: newId(), to: 'active' })).toEqual([
      409,
      'volunteer.not-now',
    ])
    // who left registers anew
    await chen.done('PUT', '/api/me/volunteer', wishes({ born: 1961 }))
    expect((await mine(chen)).mine).toMatchObject({ state: 'applied', registeredAt: null })
  })

  test('[S4-89] a youth serves only when the guardian agreed with the own account, a child only with the guardian', async () => {
    expect(await li.refused('PUT', '/api/me/volunteer', wishes({ born: 2014 }))).toEqual([
      422,
      'volunteer.only-with-guardian',
    ])
    expect(await li.refused('PUT', '/api/me/volunteer', wishes({ born: 2009 }))).toEqual([
      422,
      'volunteer.guardian-missing',
    ])
    expect(await li.refused('PUT', '/api/me/volunteer', wishes({ born: 2009, guardianPhone: phones.li }))).toEqual([
      422,
      'volunteer.guardian-self',
    ])
    await li.done('PUT', '/api/me/volunteer', wishes({ born: 2009, guardianPhone: phones.wang }))
    const youth = await personIdOf(li)
    const state = `/api/desk/volunteers/${youth}/state`
    expect(await lin.refused('POST', state, { id: newId(), to: 'active' })).toEqual([422, 'volunteer.guardian-missing'])

    expect((await mine(wang)).asks).toMatchObject([{ personId: youth, name: '李海' }])
    expect(await chen.refused('POST', `/api/me/volunteer/guardian/${youth}`, { id: newId(), agrees: true })).toEqual([
      404,
      'volunteer.unknown',
    ])
    await wang.done('POST', `/api/me/volunteer/guardian/${youth}`, { id: newId(), agrees: true })
    expect((await mine(li)).mine).toMatchObject({ guardian: 'agreed' })
    await lin.done('POST', state, { id: newId(), to: 'active' })

    const child = await wang.done<{ helped: { personId: string }[] }>('POST', '/api/me/children', {
      id: newId(),
      name: '小宝',
      bornMonth: '2016-09',
      relation: 'parent',
      agrees: true,
    })
    const small = child.helped[0]?.personId
    await wang.done('PUT', '/api/me/volunteer', wishes({ born: 2016, for: small }))
    expect((await mine(wang)).children).toMatchObject([
      { personId: small, registration: { guardian: 'agreed', band: 'child' } },
    ])
    expect(await chen.refused('PUT', '/api/me/volunteer', wishes({ for: small }))).toEqual([403, 'access.not-yours'])
  })

  test('[S4-88] a worker registers somebody at the desk, with the consent that was given and the mark they belong to', async () => {
    const { agrees: _, ...wished } = wishes({
      identity: 'student',
      name: '何小雨',
      phone: '12899970001',
      consent: 'voice',
    })
    const sun = await shared().staff('sun')
    expect(await sun.refused('POST', '/api/desk/volunteers', wished)).toEqual([403, 'access.not-yours'])
    const { personId } = await lin.done<{ personId: string }>('POST', '/api/desk/volunteers', wished)
    expect(await lin.done('POST', '/api/desk/volunteers', wished)).toEqual({ personId })
    const one = await lin.done<Record<string, unknown>>('GET', `/api/desk/volunteers/${personId}`)
    expect(one).toMatchObject({ name: '何*雨', identity: 'student', state: 'applied', phoneTail: '0001' })
    expect(await sun.refused('GET', `/api/desk/volunteers/${personId}`)).toEqual([404, 'volunteer.unknown'])

    const reveal = `/api/desk/volunteers/${personId}/reveal`
    expect(await lin.refused('POST', reveal, { id: newId(), purpose: 'other' })).toEqual([422, 'reveal.say-why'])
    const opened = await lin.done<{ phone: string }>('POST', reveal, { id: newId(), purpose: 'contact' })
    expect(opened).toMatchObject({ name: '何小雨', phone: '12899970001' })
    const { rows } = await shared().database.pool.query('select fields from reading where person_id = $1', [personId])
    expect(rows).toEqual([{ fields: ['name', 'phone'] }])
  })
})

describe('what is public', () => {
  test('[S1-48] what somebody offers is shown when the desk has read it, without the name, and never that of a minor', async () => {
    const of = await world()
    const desk = await of.staff('lin')
    const offered = await of.resident('chen')
    const person = await enlist(of, offered, { offer: '我会理发，工具自己带' })
    const list = `/api/volunteer/offers?community=990101001001`
    expect((await of.visitor().get<{ rows: unknown[] }>(list)).body.rows).toEqual([])
    await desk.done('PUT', `/api/desk/volunteers/${person}/offer`, { id: newId(), shown: true })
    const { rows } = (await of.visitor().get<{ rows: Record<string, unknown>[] }>(list)).body
    expect(rows).toMatchObject([{ name: '陈*', area: '第 1 网格', offer: '我会理发，工具自己带' }])
    expect((await of.visitor().get<{ rows: unknown[] }>(`${list}&activity=repair`)).body.rows).toEqual([])
    // other words are read again
    await offered.done('PUT', '/api/me/volunteer', wishes({ offer: '我会理发和修伞' }))
    expect((await of.visitor().get<{ rows: unknown[] }>(list)).body.rows).toEqual([])
  })

  test('[S1-52] [S4-98] figures of the desk open the lists they count, and rates of few are not told', async () => {
    const of = await world()
    const desk = await of.staff('lin')
    await enlist(of, await of.resident('chen'), { emergency: true })
    const figures = await desk.done<Record<string, unknown>>('GET', '/api/desk/volunteers/overview')
    expect(figures).toMatchObject({
      registered: 1,
      waiting: 0,
      often: { n: 0, of: 1, percent: null, target: 50 },
      recorded: { n: 0, of: 1, target: 60 },
      emergency: { n: 1 },
      activeServices: 3,
      party: null,
    })
    for (const [list, n] of [
      ['registered', 1],
      ['often', 0],
      ['emergency', 1],
      ['applied', 0],
    ] as const) {
      const { rows } = await desk.done<{ rows: unknown[] }>('GET', `/api/desk/volunteers?list=${list}`)
      expect([list, rows.length]).toEqual([list, n])
    }
    expect(await (await of.resident('chen')).refused('GET', '/api/desk/volunteers?list=registered')).toEqual([
      403,
      'access.not-yours',
    ])
  })
})
