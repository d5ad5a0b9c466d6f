/**
 * Projects, shifts, sign-ups, the code at the door and the roll, through HTTP on a real database.
 *
 * Now is Thursday 14 May 2026, 9:00; the shift is on Saturday from 9 to 11.
 */
import { describe, expect, test } from 'vitest'
import { idFrom, newId } from '#lib/ids.ts'
import { Client } from '#tests/support/client.ts'
import {
  codeAtDoor,
  comes,
  enlist,
  project,
  projectBody,
  roll,
  type Signup,
  shift,
  shiftBody,
  signing,
  signUp,
} from '#tests/support/shifts.ts'
import { world as freshWorld, places, type World } from '#tests/support/world.ts'

const people = { chen: idFrom('world', 'chen'), wang: idFrom('world', 'wang'), li: idFrom('world', 'li') }
const at = (time: string, day = '2026-05-16'): string => new Date(`${day}T${time}:00+08:00`).toISOString()

/** Staff stay signed in for the days a test takes. */
const world = async () => await freshWorld({ idleMinutes: 60 * 24 * 20 })
/** The clock runs on while a test runs: an instant of that minute. */
const inMinute = (time: string, day?: string) => expect.stringMatching(`^${at(time, day).slice(0, 16)}`)

/** Several residents with phones of their own, each a volunteer. */
async function volunteers(of: World, count: number): Promise<Client[]> {
  return await Promise.all(
    Array.from({ length: count }, async (_, n) => {
      const client = await new Client(of.origin).signInResident(`1280002${String(n).padStart(4, '0')}`, `志愿${n}`)
      const { actor } = await client.done<{ actor: { personId: string } }>('GET', '/api/session')
      await enlist(of, actor.personId, { path: places.community })
      return client
    }),
  )
}

const serviceOf = async ({ database }: World, personId: string) =>
  (
    await database.pool.query(
      'select minutes, source, source_id, earned, confirmed_by, activity from service_minutes where person_id = $1',
      [personId],
    )
  ).rows

const noticesOf = async (client: Client): Promise<string[]> =>
  (await client.done<{ notices: { key: string }[] }>('GET', '/api/me/notices')).notices.map(({ key }) => key)

describe('projects and their shifts', () => {
  test('[S0-16] a weekly project of a partner university has its shifts some weeks ahead, and tomorrow one more', async () => {
    const of = await world()
    const lin = await of.staff('lin')
    const weekly = { weekday: 6, begins: '15:30', minutes: 90, from: '2026-05-01', to: null }
    const body = projectBody(of, { kind: 'student_base', weekly })
    await lin.done('POST', '/api/desk/projects', body)
    await lin.done('POST', '/api/desk/projects', body)

    const times = async () =>
      (
        await (await of.staff('lin')).done<{ shifts: { from: string }[] }>('GET', `/api/desk/projects/${body.id}`)
      ).shifts.map(({ from }) => from)
    const planned = ['2026-05-16', '2026-05-23', '2026-05-30', '2026-06-06'].map((day) => at('15:30', day))
    expect((await times()).toReversed()).toEqual(planned)

    await of.pass(24 * 3)
    await of.chores()
    expect((await times()).toReversed()).toEqual([...planned, at('15:30', '2026-06-13')])

    const again = await of.staff('lin')
    const { rows } = await again.done<{ rows: unknown[] }>('GET', '/api/desk/projects')
    expect(rows).toMatchObject([
      { kind: 'student_base', partner: '甬城大学志愿队', lead: '林晓', next: at('15:30', '2026-05-23') },
    ])
    expect(
      await again.refused('POST', '/api/desk/projects', projectBody(of, { kind: 'student_base', partner: null })),
    ).toEqual([422, 'project.partner-missing'])
  })

  test('[S4-07] [S4-98] [S3-93] each is led by a worker of the place, says which of the four haves are there, and an emergency one is insured and equipped', async () => {
    const of = await world()
    const lin = await of.staff('lin')
    const tries = async (more: object) =>
      await lin.refused('POST', '/api/desk/projects', projectBody(of, more as Record<string, unknown>))
    expect(await tries({ leadId: of.staffIds.sun })).toEqual([422, 'project.lead'])
    expect(await tries({ leadId: people.chen })).toEqual([422, 'project.lead'])
    expect(await tries({ haves: ['love'] })).toEqual([400, 'input.wrong'])
    expect(await tries({ kind: 'emergency' })).toEqual([422, 'project.uncovered'])
    expect(await tries({ path: places.farCommunity })).toEqual([403, 'access.not-yours'])
    expect(await (await of.staff('shen')).refused('POST', '/api/desk/projects', projectBody(of))).toEqual([
      403,
      'access.not-yours',
    ])

    const covered = {
      kind: 'emergency',
      activity: 'epidemic',
      insurance: '街道统一投保意外险',
      supplies: '口罩 200 只',
    }
    const id = await project(of, { ...covered, haves: ['place', 'people'], leadId: of.staffIds.zhou })
    expect(await lin.done('GET', `/api/desk/projects/${id}`)).toMatchObject({
      insurance: '街道统一投保意外险',
      supplies: '口罩 200 只',
      haves: ['place', 'people'],
      lead: '周敏',
    })
    const sorting = projectBody(of, { activity: 'waste_sorting', name: '垃圾分类值守' })
    await lin.done('POST', '/api/desk/projects', sorting)
    const { id: _, path: __, ...fields } = projectBody(of, { activity: 'waste_sorting', name: '分类桶边值守' })
    await lin.done('POST', `/api/desk/projects/${sorting.id}`, { ...fields, id: newId() })
    expect(await lin.done('GET', `/api/desk/projects/${sorting.id}`)).toMatchObject({ name: '分类桶边值守' })
    await lin.done('POST', `/api/desk/projects/${sorting.id}/end`, { id: newId() })
    expect(await lin.refused('POST', `/api/desk/projects/${sorting.id}/shifts`, shiftBody())).toEqual([
      409,
      'project.ended',
    ])
  })
})

describe('signing up', () => {
  test('[S4-89] a shift is public and says what it earns, who leads it, and which conditions are met', async () => {
    const of = await world()
    const id = await shift(of, {}, { minors: true, grownUp: true })
    const open = await of.visitor().done<Record<string, unknown>>('GET', `/api/volunteer/shifts/${id}`)
    expect(open).toMatchObject({
      name: '陪孩子写作业',
      from: at('09:00'),
      to: at('11:00'),
      seatsLeft: 10,
      points: 10,
      minutes: 120,
      lead: { name: '林晓', phone: '0574-55500002' },
      cancelBy: at('18:00', '2026-05-15'),
      conditions: [],
      metres: null,
    })
    const chen = await of.resident('chen')
    expect(await chen.done('GET', `/api/volunteer/shifts/${id}`)).toMatchObject({
      conditions: [
        { name: 'registered', code: 'volunteer.not-registered' },
        { name: 'age', code: null },
        { name: 'insurance', code: 'volunteer.uninsured' },
        { name: 'clearance', code: 'volunteer.clearance-expired' },
      ],
    })
    await enlist(of, people.chen, { insuredTo: '2026-12-31', clearedTo: '2026-05-30' })
    const seen = await chen.done<{ metres: number; conditions: unknown[] }>('GET', `/api/volunteer/shifts/${id}`)
    expect(seen.conditions).toEqual([
      { name: 'registered', code: null, until: null },
      { name: 'age', code: null, until: null },
      { name: 'insurance', code: null, until: '2026-12-31' },
      { name: 'clearance', code: null, until: '2026-05-30' },
    ])
    expect(seen.metres).toBeGreaterThan(90)
    expect(seen.metres).toBeLessThan(100)
    const { shifts } = await of
      .visitor()
      .done<{ shifts: { id: string }[] }>('GET', `/api/volunteer/shifts?community=${places.community}`)
    expect(shifts.map((one) => one.id)).toEqual([id])
  })

  test('[S0-16] nobody signs up unregistered, uninsured, with an expired background check for minors, or as a minor without guardian', async () => {
    const of = await world()
    const id = await shift(of, {}, { minors: true })
    const plain = await shift(of, { day: '2026-05-17' }, { name: '垃圾分类值守' })
    const chen = await of.resident('chen')
    const tries = async (shiftId = id) =>
      await chen.refused('POST', `/api/volunteer/shifts/${shiftId}/signups`, signing())
    const put = async (what: string, value: unknown) =>
      await of.database.pool.query(`update volunteer set ${what} = $1 where person_id = $2`, [value, people.chen])

    expect(await of.visitor().refused('POST', `/api/volunteer/shifts/${id}/signups`, signing())).toEqual([
      401,
      'access.signed-out',
    ])
    expect(await tries()).toEqual([422, 'volunteer.not-registered'])
    await enlist(of, people.chen, { state: 'applied' })
    expect(await tries()).toEqual([422, 'volunteer.not-registered'])
    await of.database.pool.query(
      `update volunteer set state = 'active', registered_at = applied_at, registered_by = $1 where person_id = $2`,
      [of.staffIds.lin, people.chen],
    )
    await put('insured_to', '2026-05-15')
    expect(await tries()).toEqual([422, 'volunteer.uninsured'])
    await put('insured_to', '2026-05-16')
    await put('cleared_to', '2026-05-15')
    expect(await tries()).toEqual([422, 'volunteer.clearance-expired'])
    await put('insured_to', '2026-12-31')
    // the check is for work with minors
    await signUp(chen, plain)

    // who is young and has no guardian cannot be a volunteer at all
    await expect(put('band', 'youth')).rejects.toThrow('volunteer_minor_has_guardian')
    await put('guardian_id', people.wang)
    await put('band', 'youth')
    await put('cleared_to', '2026-12-31')
    const grownUp = await shift(of, { day: '2026-05-18' }, { name: '夜间巡逻', grownUp: true })
    expect(await tries(grownUp)).toEqual([422, 'volunteer.too-young'])
    expect((await signUp(chen, id)).state).toBe('signed')
    expect(await (await of.staff('lin')).refused('POST', `/api/volunteer/shifts/${id}/signups`, signing())).toEqual([
      403,
      'access.not-yours',
    ])
  })

  test('forty send at once for ten places: exactly ten have one, each seat once', async () => {
    const of = await world()
    const id = await shift(of, { waiting: 0 })
    const clients = await volunteers(of, 40)
    const answers = await Promise.all(
      clients.map(async (one) => await one.call('POST', `/api/volunteer/shifts/${id}/signups`, signing())),
    )

    expect(answers.filter(({ status }) => status === 200)).toHaveLength(10)
    expect(
      answers.filter(({ status, body }) => status === 409 && (body.refusal as { code: string }).code === 'shift.full'),
    ).toHaveLength(30)
    const { rows } = await of.database.pool.query('select seat from shift_signup where shift_id = $1 order by seat', [
      id,
    ])
    expect(rows.map(({ seat }) => seat)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  }, 60_000)

  test('one person cannot be at two shifts at once, also when the program did not look', async () => {
    const of = await world()
    await enlist(of, people.chen)
    const first = await shift(of)
    const second = await shift(of, { begins: '10:30' }, { name: '垃圾分类值守' })
    const after = await shift(of, { begins: '11:00' }, { name: '理书' })
    const chen = await of.resident('chen')
    const { id } = await signUp(chen, first)

    expect(await chen.refused('POST', `/api/volunteer/shifts/${second}/signups`, signing())).toEqual([
      409,
      'shift.overlap',
    ])
    expect(await chen.done('GET', `/api/volunteer/shifts/${second}`)).toMatchObject({ overlaps: { id: first } })
    expect(await chen.refused('POST', `/api/volunteer/shifts/${first}/signups`, signing())).toEqual([
      409,
      'shift.signed-already',
    ])
    // one that ends when the next begins is no overlap
    expect((await signUp(chen, after)).state).toBe('signed')
    await chen.done('POST', `/api/volunteer/signups/${id}/cancel`, { id: newId() })
    expect(await chen.refused('POST', `/api/volunteer/shifts/${second}/signups`, signing())).toEqual([
      409,
      'shift.overlap',
    ])
  })

  test('the same sign-up sent again is one, with other content it is refused, and what it earns can change until it begins', async () => {
    const of = await world()
    await enlist(of, people.chen)
    const id = await shift(of)
    const chen = await of.resident('chen')
    const body = signing()
    const path = `/api/volunteer/shifts/${id}/signups`
    const answers = await Promise.all(
      Array.from({ length: 8 }, async () => await chen.done<Signup>('POST', path, body)),
    )
    expect(new Set(answers.map((one) => one.id))).toEqual(new Set([body.id]))
    expect((await roll(of, id)).taken).toBe(1)
    expect(await chen.refused('POST', path, { ...body, earns: 'time_credit' })).toEqual([409, 'action.reused'])

    const chosen = { id: newId(), earns: 'time_credit' }
    expect(await chen.done('POST', `/api/volunteer/signups/${body.id}/earns`, chosen)).toMatchObject({
      earns: 'time_credit',
    })
    const wang = await of.resident('wang')
    expect(await wang.refused('POST', `/api/volunteer/signups/${body.id}/cancel`, { id: newId() })).toEqual([
      404,
      'shift.unknown',
    ])
    of.setNow(at('09:00'))
    for (const what of ['cancel', 'earns'])
      expect(
        await chen.refused('POST', `/api/volunteer/signups/${body.id}/${what}`, {
          id: newId(),
          ...(what === 'earns' ? { earns: 'points' } : {}),
        }),
      ).toEqual([409, 'shift.begun'])
    expect(await wang.refused('POST', path, signing())).toEqual([409, 'shift.begun'])
  })

  test('[S4-89] a free place is offered in order, held until a deadline, and then offered to the next', async () => {
    const of = await world()
    const id = await shift(of, { seats: 1, waiting: 2 })
    for (const one of ['chen', 'wang', 'li'] as const) await enlist(of, people[one])
    const [chen, wang, li] = [await of.resident('chen'), await of.resident('wang'), await of.resident('li')]
    const first = await signUp(chen, id)
    expect(await wang.refused('POST', `/api/volunteer/shifts/${id}/signups`, signing())).toEqual([409, 'shift.full'])
    const second = await signUp(wang, id, { wait: true })
    expect(second).toMatchObject({ state: 'waiting', queue: 1 })
    const third = await signUp(li, id, { wait: true })
    expect(third).toMatchObject({ state: 'waiting', queue: 2 })

    await chen.done('POST', `/api/volunteer/signups/${first.id}/cancel`, { id: newId() })
    const seen = async (by: Client) => (await by.done<{ mine: Signup }>('GET', `/api/volunteer/shifts/${id}`)).mine
    expect(await seen(wang)).toMatchObject({ state: 'offered', offeredUntil: inMinute('11:00', '2026-05-14') })
    expect(await noticesOf(wang)).toEqual(['notice.shift-offered'])
    // held: whoever comes now finds no place
    expect(await chen.refused('POST', `/api/volunteer/shifts/${id}/signups`, signing())).toEqual([409, 'shift.full'])
    expect(await li.refused('POST', `/api/volunteer/signups/${third.id}/take`, { id: newId() })).toEqual([
      409,
      'shift.not-now',
    ])

    of.setNow(at('11:01', '2026-05-14'))
    await of.chores()
    await of.chores()
    expect(await wang.refused('POST', `/api/volunteer/signups/${second.id}/take`, { id: newId() })).toEqual([
      409,
      'shift.offer-over',
    ])
    expect(await seen(wang)).toMatchObject({ state: 'lapsed' })
    expect(await seen(li)).toMatchObject({ state: 'offered', offeredUntil: inMinute('13:01', '2026-05-14') })
    const took = { id: newId() }
    for (const _ of [1, 2])
      expect(await li.done('POST', `/api/volunteer/signups/${third.id}/take`, took)).toMatchObject({ state: 'signed' })
    expect(await noticesOf(li)).toEqual(['notice.shift-offered'])
  })

  test('a shift that is called off tells everybody who meant to come and takes nobody any more', async () => {
    const of = await world()
    const id = await shift(of)
    await enlist(of, people.chen)
    const chen = await of.resident('chen')
    await signUp(chen, id)
    const lin = await of.staff('lin')
    expect(
      await (await of.staff('zhou')).refused('POST', `/api/desk/shifts/${id}/calling-off`, {
        id: newId(),
        words: '台风',
      }),
    ).toEqual([403, 'access.not-yours'])
    await lin.done('POST', `/api/desk/shifts/${id}/calling-off`, { id: newId(), words: '台风，改到下周' })
    expect(await noticesOf(chen)).toEqual(['notice.shift-called-off'])
    expect(await chen.done('GET', `/api/volunteer/shifts/${id}`)).toMatchObject({
      calledOff: '台风，改到下周',
      mine: { state: 'called_off' },
    })
    expect(await chen.refused('POST', `/api/volunteer/shifts/${id}/signups`, signing())).toEqual([
      409,
      'shift.called-off',
    ])
  })
})

describe('coming, leaving and the roll', () => {
  test('[S4-89] the code at the door changes each minute and is none of another shift or another day', async () => {
    const of = await world()
    for (const one of ['chen', 'wang'] as const) await enlist(of, people[one])
    const id = await shift(of)
    const other = await shift(of, {}, { name: '垃圾分类值守' })
    const chen = await of.resident('chen')
    await signUp(chen, id)
    const enters = async (code: string, more = {}) =>
      await chen.refused('POST', '/api/volunteer/attendance', { id: newId(), code, what: 'in', ...more })

    of.setNow(at('08:55', '2026-05-15'))
    const yesterday = await codeAtDoor(of, id)
    expect(await enters(yesterday)).toEqual([409, 'shift.none-now'])
    of.setNow(at('08:55'))
    expect(await enters(yesterday)).toEqual([422, 'shift.code-wrong'])
    expect(await enters(await codeAtDoor(of, other))).toEqual([422, 'shift.code-wrong'])
    const code = await codeAtDoor(of, id)
    of.setNow(at('08:57'))
    expect(await codeAtDoor(of, id)).not.toBe(code)
    expect(await enters(code)).toEqual([422, 'shift.code-wrong'])
    expect(
      await chen.refused('POST', '/api/volunteer/attendance', {
        id: newId(),
        code: await codeAtDoor(of, id),
        what: 'out',
      }),
    ).toEqual([409, 'shift.not-in'])
    await comes(chen, await codeAtDoor(of, id))
    expect((await roll(of, id)).roll).toMatchObject([{ name: '陈*', inAt: inMinute('08:57') }])
    // nothing but the instant is kept
    const { rows } = await of.database.pool.query(`select facts from action where kind = 'shift.arrived'`)
    expect(rows).toHaveLength(1)
    expect(Object.keys(rows[0].facts).sort()).toEqual(['late', 'seenAt', 'shiftId', 'signupId'])
    expect(await (await of.resident('wang')).refused('GET', `/api/desk/shifts/${id}/codes`)).toEqual([
      403,
      'access.not-yours',
    ])
    expect(await (await of.staff('sun')).refused('GET', `/api/desk/shifts/${id}/codes`)).toEqual([404, 'shift.unknown'])
  })

  test('a code seen without network counts with its time when it is sent later, marked so, and not for ever', async () => {
    const of = await world()
    await enlist(of, people.chen)
    const id = await shift(of)
    const chen = await of.resident('chen')
    await signUp(chen, id)
    of.setNow(at('09:02'))
    const code = await codeAtDoor(of, id)
    of.setNow(at('12:00'))
    const body = { id: newId(), code, what: 'in', at: at('09:02') }
    expect(await chen.refused('POST', '/api/volunteer/attendance', { ...body, at: at('09:10') })).toEqual([
      422,
      'shift.code-wrong',
    ])
    for (const _ of [1, 2])
      expect(await chen.done('POST', '/api/volunteer/attendance', body)).toMatchObject({ lateSent: true })
    expect((await roll(of, id)).roll).toMatchObject([{ inAt: at('09:02'), odd: ['no-leaving', 'late-sent'] }])
    of.setNow(at('12:00', '2026-05-19'))
    expect(await chen.refused('POST', '/api/volunteer/attendance', { ...body, id: newId() })).toEqual([
      422,
      'shift.sent-too-late',
    ])
  })

  test('[S4-89] whoever forgets to say that they left left at the planned end, which waits to be confirmed', async () => {
    const of = await world()
    await enlist(of, people.chen)
    const id = await shift(of)
    const chen = await of.resident('chen')
    await signUp(chen, id)
    of.setNow(at('09:10'))
    await comes(chen, await codeAtDoor(of, id))
    of.setNow(at('12:01'))
    await of.chores()
    await of.chores()
    expect((await roll(of, id)).roll).toMatchObject([
      { state: 'signed', outAt: at('11:00'), odd: ['by-clock'], minutes: 110 },
    ])
    expect(await serviceOf(of, people.chen)).toEqual([])
  })

  test('[S4-89] the roll is confirmed at once, written as service in what each chose, and once', async () => {
    const of = await world()
    for (const one of ['chen', 'wang', 'li'] as const) await enlist(of, people[one])
    const id = await shift(of)
    const [chen, wang, li] = [await of.resident('chen'), await of.resident('wang'), await of.resident('li')]
    const a = await signUp(chen, id)
    const b = await signUp(wang, id, { earns: 'time_credit' })
    const c = await signUp(li, id)
    let lin = await of.staff('lin')
    const path = `/api/desk/shifts/${id}/confirmation`
    const rows = [
      { signupId: a.id, minutes: 120 },
      { signupId: b.id, minutes: 90 },
      { signupId: c.id, minutes: null },
    ]
    expect(await lin.refused('POST', path, { id: newId(), rows })).toEqual([409, 'shift.not-begun'])
    of.setNow(at('09:00'))
    lin = await of.staff('lin')
    await comes(chen, await codeAtDoor(of, id))
    of.setNow(at('11:05'))
    await comes(chen, await codeAtDoor(of, id), 'out')
    expect(await chen.refused('POST', path, { id: newId(), rows })).toEqual([403, 'access.not-yours'])
    expect(await (await of.staff('sun')).refused('POST', path, { id: newId(), rows })).toEqual([404, 'shift.unknown'])
    expect(await lin.refused('POST', path, { id: newId(), rows: [{ signupId: a.id, minutes: 121 }] })).toEqual([
      422,
      'shift.minutes-over',
    ])
    expect(await serviceOf(of, people.chen)).toEqual([])

    const body = { id: newId(), rows }
    await Promise.all(Array.from({ length: 5 }, async () => await lin.done('POST', path, body)))
    const written = { source: 'shift', source_id: id, confirmed_by: of.staffIds.lin, activity: 'tutoring' }
    expect(await serviceOf(of, people.chen)).toEqual([{ ...written, minutes: 120, earned: 'points' }])
    expect(await serviceOf(of, people.wang)).toEqual([{ ...written, minutes: 90, earned: 'time_credit' }])
    expect(await serviceOf(of, people.li)).toEqual([])
    const { rows: earned } = await of.database.pool.query(`select rule, amount::int from ledger_transfer order by rule`)
    expect(earned).toEqual([
      { rule: 'service_points', amount: 10 },
      { rule: 'service_time', amount: 90 },
    ])
    expect(await lin.refused('POST', path, { id: newId(), rows: [{ signupId: a.id, minutes: 60 }] })).toEqual([
      409,
      'shift.settled',
    ])
    expect((await noticesOf(chen))[0]).toBe('notice.shift-confirmed')
    expect((await roll(of, id)).roll.map(({ state, confirmedBy }) => [state, confirmedBy])).toEqual([
      ['confirmed', '林晓'],
      ['confirmed', '林晓'],
      ['absent', '林晓'],
    ])
  })

  test('nobody confirms the own hours, nor does the database take more than the shift, whoever asks it', async () => {
    const of = await world()
    await enlist(of, of.staffIds.lin, { path: places.community })
    await enlist(of, people.chen)
    const id = await shift(of)
    const chen = await of.resident('chen')
    const { id: signupId } = await signUp(chen, id)
    // the desk's own hands help too
    await of.database.pool.query('update shift_signup set person_id = $1 where id = $2', [of.staffIds.lin, signupId])
    of.setNow(at('11:00'))
    const path = `/api/desk/shifts/${id}/confirmation`
    const body = () => ({ id: newId(), rows: [{ signupId, minutes: 60 }] })
    expect((await roll(of, id)).roll).toMatchObject([{ own: true }])
    expect(await (await of.staff('lin')).refused('POST', path, body())).toEqual([403, 'service.self-confirmed'])
    const over = of.database.pool.query(
      `update shift_signup set state = 'confirmed', minutes = 121, confirmed_at = now(), confirmed_by = $1 where id = $2`,
      [of.staffIds.xu, signupId],
    )
    await expect(over).rejects.toMatchObject({ constraint: 'shift_signup_minutes_over' })
    await (await of.staff('xu')).done('POST', path, body())
    expect(await serviceOf(of, of.staffIds.lin)).toMatchObject([{ minutes: 60, confirmed_by: of.staffIds.xu }])
  })

  test('[S4-07] whoever leads a project sees and confirms its shifts, also without the place', async () => {
    const of = await world()
    await enlist(of, people.chen)
    const id = await shift(of, {}, { leadId: of.staffIds.zhou })
    const elsewhere = await shift(of, {}, { name: '垃圾分类值守' })
    const { id: signupId } = await signUp(await of.resident('chen'), id)
    const zhou = await of.staff('zhou')
    const { rows } = await zhou.done<{ rows: { id: string }[] }>('GET', '/api/desk/shifts?list=coming')
    expect(rows.map((row) => row.id)).toEqual([id])
    expect(await zhou.refused('GET', `/api/desk/shifts/${elsewhere}`)).toEqual([404, 'shift.unknown'])
    of.setNow(at('11:00'))
    await (await of.staff('zhou')).done('POST', `/api/desk/shifts/${id}/confirmation`, {
      id: newId(),
      rows: [{ signupId, minutes: 120 }],
    })
    expect(await serviceOf(of, people.chen)).toMatchObject([{ minutes: 120 }])
    const lists = async (list: string) =>
      (await (await of.staff('lin')).done<{ rows: { id: string }[] }>('GET', `/api/desk/shifts?list=${list}`)).rows.map(
        (row) => row.id,
      )
    expect(await lists('confirm')).toEqual([])
    expect(await lists('done')).toContain(id)
  })

  test('names and phones of a roll are masked until somebody says why, and each sees that they were read', async () => {
    const of = await world()
    await enlist(of, people.chen)
    const id = await shift(of)
    const chen = await of.resident('chen')
    const { id: signupId } = await signUp(chen, id)
    expect((await roll(of, id)).roll).toMatchObject([{ name: '陈*' }])
    const body = { id: newId(), purpose: 'contact' }
    const lin = await of.staff('lin')
    for (const _ of [1, 2])
      expect(await lin.done('POST', `/api/desk/shifts/${id}/names`, body)).toEqual({
        names: [{ signupId, name: '陈佳', phone: '12800000316' }],
      })
    const { rows } = await of.database.pool.query('select fields, purpose from reading where person_id = $1', [
      people.chen,
    ])
    expect(rows).toEqual([{ fields: ['name', 'phone'], purpose: 'contact' }])
    const other = { id: newId(), purpose: 'other' }
    expect(await lin.refused('POST', `/api/desk/shifts/${id}/names`, other)).toEqual([422, 'reveal.say-why'])
    expect(await (await of.staff('shen')).refused('POST', `/api/desk/shifts/${id}/names`, body)).toEqual([
      403,
      'access.not-yours',
    ])
    await of.pass(1)
    expect(await lin.refused('POST', `/api/desk/shifts/${id}/names`, body)).toEqual([409, 'action.reused'])
  })
})
