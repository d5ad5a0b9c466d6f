/** Signing in twice over: tickets, codes, recovery codes, being locked out; how long a session of staff holds, and the list of one's own. */
import { describe, expect, test } from 'vitest'
import { startSession, touchSession } from '#foundation/people/sessions.ts'
import { newId } from '#lib/ids.ts'
import { Client } from '#tests/support/client.ts'
import { accepts, codeNow, invites, type Needs, wrongCode } from '#tests/support/second-factor.ts'
import { password, sharedWorld, type World, world } from '#tests/support/world.ts'

const shared = sharedWorld({ secondFactor: 'forced' })
const MINUTE = 60_000

/** The shared world some time on: no name is locked, no code is used. */
function later(): World {
  shared().clock.advance(60 * MINUTE)
  return shared()
}

async function firstStep(of: World, login: string, word: string = password): Promise<[Client, Needs]> {
  const client = of.visitor()
  return [client, await client.done<Needs>('POST', '/api/sign-in/password', { login, password: word })]
}

const enrolled = new Map<string, { secret: string; recoveryCodes: string[] }>()

/** Sets a worker's second factor up, once. */
async function enrolledAs(of: World, login: string): Promise<{ secret: string; recoveryCodes: string[] }> {
  const known = enrolled.get(login)
  if (known) return known
  const [client, { ticket, secret }] = await firstStep(of, login)
  const { recoveryCodes } = await client.done<{ recoveryCodes: string[] }>('POST', '/api/sign-in/enrol', {
    ticket,
    code: codeNow(secret, of.clock.now()),
  })
  enrolled.set(login, { secret, recoveryCodes })
  of.clock.advance(2 * MINUTE)
  return { secret, recoveryCodes }
}

describe('a second factor', () => {
  test('[GB22239-L3-2FA] [U01] is set up at the first sign-in: the password alone opens nothing', async () => {
    const of = later()
    const [client, asked] = await firstStep(of, 'zhou')
    expect(asked).toMatchObject({ needs: 'enrol', secret: expect.stringMatching(/^[A-Z2-7]{32}$/) })
    expect(asked.uri).toContain(`secret=${asked.secret}`)
    expect(decodeURIComponent(asked.qr)).toMatch(/^data:image\/svg\+xml,<svg/)
    expect(client.cookie).toBe('')
    expect((await client.get('/api/session')).body).toMatchObject({ actor: null })

    const { ticket, secret } = asked
    const wrong = await client.call('POST', '/api/sign-in/enrol', { ticket, code: wrongCode(secret, of.clock.now()) })
    expect(wrong).toMatchObject({
      status: 422,
      body: { refusal: { code: 'sign-in.second-wrong', facts: { left: 4 } } },
    })
    const code = codeNow(secret, of.clock.now())
    expect(await client.refused('POST', '/api/sign-in/second', { ticket, code })).toEqual([422, 'sign-in.ticket-old'])
    const answer = await client.done<{ recoveryCodes: string[] }>('POST', '/api/sign-in/enrol', { ticket, code })
    expect(answer).toMatchObject({ session: { actor: { name: '周敏', kind: 'staff' } } })
    expect(new Set(answer.recoveryCodes).size).toBe(10)
    enrolled.set('zhou', { secret, recoveryCodes: answer.recoveryCodes })

    expect(await client.refused('POST', '/api/sign-in/enrol', { ticket, code })).toEqual([422, 'sign-in.ticket-old'])
    const { rows } = await of.database.pool.query(
      `select a.second_sealed, a.second_sealed like '%' || $1 || '%' as open, count(r.*)::int as codes
       from account a join recovery_code r on r.account_id = a.id where a.login = 'zhou' group by a.id`,
      [secret],
    )
    expect(rows).toMatchObject([{ open: false, codes: 10 }])
    const journal = await of.database.pool.query(
      `select kind, facts from action where subject_id = $1 and kind like 'second-factor%'`,
      [of.staffIds.zhou],
    )
    expect(journal.rows).toEqual([{ kind: 'second-factor.set', facts: {} }])
  })

  test('[GB22239-L3-2FA] is asked for from then on; a code works once, one step beside too, and no other', async () => {
    const of = later()
    const { secret } = await enrolledAs(of, 'lin')
    const [client, { needs, ticket }] = await firstStep(of, 'lin')
    expect(needs).toBe('second')
    const now = of.clock.now()
    for (const far of [-2, 2])
      expect(await client.refused('POST', '/api/sign-in/second', { ticket, code: codeNow(secret, now, far) })).toEqual([
        422,
        'sign-in.second-wrong',
      ])
    const code = codeNow(secret, now, 1)
    const done = await client.done('POST', '/api/sign-in/second', { ticket, code })
    expect(done).toMatchObject({ session: { actor: { name: '林晓' } }, recoveryLeft: null })
    expect(client.cookie).toMatch(/^linli_session=/)

    const [other, again] = await firstStep(of, 'lin')
    for (const beside of [-1, 0, 1])
      expect(
        await other.refused('POST', '/api/sign-in/second', {
          ticket: again.ticket,
          code: codeNow(secret, now, beside),
        }),
      ).toEqual([422, 'sign-in.second-wrong'])
    of.clock.advance(16 * MINUTE)
    const [, { ticket: fresh }] = await firstStep(of, 'lin')
    const next = codeNow(secret, of.clock.now())
    const both = await Promise.all(
      [other, of.visitor()].map(
        async (one) => (await one.call('POST', '/api/sign-in/second', { ticket: fresh, code: next })).status,
      ),
    )
    expect(both.sort()).toEqual([200, 422])
  })

  test('[GB22239-L2-LOGIN] a ticket can be tried five times and for ten minutes, by its own account only', async () => {
    const of = later()
    const { secret } = await enrolledAs(of, 'xu')
    const { secret: others } = await enrolledAs(of, 'shen')
    const [client, { ticket }] = await firstStep(of, 'xu')
    const try_ = async (code: string) =>
      await client.call<{ refusal?: { code: string; facts: object } }>('POST', '/api/sign-in/second', { ticket, code })
    expect((await try_(codeNow(others, of.clock.now()))).body.refusal?.code).toBe('sign-in.second-wrong')
    of.clock.advance(10 * MINUTE)
    expect((await try_(codeNow(secret, of.clock.now()))).body.refusal?.code).toBe('sign-in.ticket-old')
    expect(await client.refused('POST', '/api/sign-in/second', { ticket: 'x'.repeat(43), code: '123456' })).toEqual([
      422,
      'sign-in.ticket-old',
    ])
    expect(await client.refused('POST', '/api/sign-in/second', { ticket: 'short', code: '123456' })).toEqual([
      400,
      'input.wrong',
    ])
  })

  test('[GB22239-L2-LOGIN] five wrong codes lock the name as five wrong passwords do, for new tickets too', async () => {
    const of = later()
    const { secret } = await enrolledAs(of, 'shen')
    of.clock.advance(20 * MINUTE)
    const wrong = wrongCode(secret, of.clock.now())
    const [client, { ticket }] = await firstStep(of, 'shen')
    const codes: string[] = []
    for (let tries = 0; tries < 5; tries++)
      codes.push((await client.refused('POST', '/api/sign-in/second', { ticket, code: wrong }))[1])
    expect(new Set(codes)).toEqual(new Set(['sign-in.second-wrong']))
    expect(await of.visitor().refused('POST', '/api/sign-in/password', { login: 'shen', password })).toEqual([
      429,
      'sign-in.locked',
    ])
    of.clock.advance(15 * MINUTE + 1000)
    const [, after] = await firstStep(of, 'shen')
    const answer = await of
      .visitor()
      .call('POST', '/api/sign-in/second', { ticket: after.ticket, code: codeNow(secret, of.clock.now()) })
    expect(answer.status).toBe(200)
  })

  test('[GB22239-L3-2FA] a recovery code stands for it once, however it is typed, and says how many are left', async () => {
    const of = later()
    const { recoveryCodes } = await enrolledAs(of, 'he')
    const [first = '', second = ''] = recoveryCodes
    const signIn = async (code: string) => {
      const [client, { ticket }] = await firstStep(of, 'he')
      return await client.call<{ recoveryLeft: number }>('POST', '/api/sign-in/second', { ticket, code })
    }
    expect(await signIn(` ${first.toUpperCase().replace('-', ' ')} `)).toMatchObject({
      status: 200,
      body: { recoveryLeft: 9 },
    })
    expect(await signIn(first)).toMatchObject({ status: 422, body: { refusal: { code: 'sign-in.second-wrong' } } })
    expect(await signIn(second)).toMatchObject({ status: 200, body: { recoveryLeft: 8 } })
    const { rows } = await of.database.pool.query(
      `select facts from action where subject_id = $1 and kind = 'second-factor.recovered' order by version`,
      [of.staffIds.he],
    )
    expect(rows).toEqual([{ facts: { left: 9 } }, { facts: { left: 8 } }])
  })

  test('[GB22239-L3-2FA] is left to who wants it in a demo, and whoever set one up is asked for it there too', async () => {
    const of = await world()
    expect((await of.staff('zhou')).cookie).toMatch(/^linli_session=/)
    const { link } = await invites(await of.staff('system'), 'fangqing')
    const { secret } = await accepts(of, link)
    of.clock.advance(MINUTE)
    const [client, { needs, ticket }] = await firstStep(of, 'fangqing', 'osmanthus in the rain')
    expect(needs).toBe('second')
    const code = codeNow(secret, of.clock.now())
    expect((await client.call('POST', '/api/sign-in/second', { ticket, code })).status).toBe(200)
  })
})

describe('a new password', () => {
  test.each([
    { word: 'short', code: 'password.short' },
    { word: '密码太短', code: 'password.short' },
    { word: '          ', code: 'password.short' },
    { word: '1234567890', code: 'password.common' },
    { word: 'password123', code: 'password.common' },
    { word: 'P@ssw0rd2026', code: 'password.common' },
    { word: 'aaaaaaaaaaaa', code: 'password.common' },
    { word: 'abababababab', code: 'password.common' },
    { word: 'linli-demo', code: 'password.common' },
    { word: 'Qwertyuiop2026!', code: 'password.common' },
    { word: 'I am FangQing 1', code: undefined },
    { word: 'my name fang-qing', code: 'password.login' },
    { word: 'FANG-QING-2026', code: 'password.login' },
    { word: '十个字的一句话就够长了', code: undefined },
  ])('[GB22239-L2-IDENTITY] “$word” is answered $code', async ({ word, code }) => {
    const of = shared()
    const system = new Client(of.origin)
    await signedInAs(of, system, 'system')
    // who is refused keeps the link, so its name stays taken until the next one is made
    const { link } = await remade(system, 'fang-qing')
    const token = link.split('#')[1]
    const answer = await of
      .visitor()
      .call<{ refusal?: { code: string }; needs?: string }>('POST', '/api/invitations/accept', {
        token,
        password: word,
      })
    expect(answer.body.refusal?.code).toBe(code)
    if (code === undefined) expect(answer.body.needs).toBe('enrol')
  })
})

describe('one’s own password', () => {
  test('[GB22239-L2-IDENTITY] [U01] is changed by who knows it, once, and every other window is signed out', async () => {
    const of = await world()
    const here = await of.staff('zhou')
    const there = await of.staff('zhou')
    const change = async (body: object, by = here) =>
      await by.call<{ refusal?: { code: string }; ended?: number }>('POST', '/api/me/password', {
        id: newId(),
        ...body,
      })
    const next = '江边晨跑三公里'

    expect((await change({ old: 'not this', password: next }, of.visitor())).status).toBe(401)
    expect((await change({ old: 'not this', password: next }, await of.resident())).body.refusal?.code).toBe(
      'access.not-yours',
    )
    expect((await change({ old: password, password: 'short' })).body.refusal?.code).toBe('password.short')
    expect((await change({ old: 'not this one', password: `${next}又三公里` })).body.refusal?.code).toBe(
      'password.wrong',
    )
    expect((await there.get('/api/me/sessions')).status).toBe(200)

    const body = { id: newId(), old: password, password: `${next}又三公里` }
    expect((await change(body)).body).toEqual({ ended: 1 })
    expect((await change(body)).body).toEqual({ ended: 0 })
    expect((await change({ ...body, password: '别的一句话也够长了吧' })).body.refusal?.code).toBe('action.reused')
    expect([(await here.get('/api/me/sessions')).status, (await there.get('/api/me/sessions')).status]).toEqual([
      200, 401,
    ])
    const signIn = async (word: string) =>
      (await of.visitor().call('POST', '/api/sign-in/password', { login: 'zhou', password: word })).status
    expect([await signIn(password), await signIn(body.password)]).toEqual([401, 200])
    const { rows } = await of.database.pool.query(
      `select actor_id = subject_id as own, facts from action where kind = 'password.changed'`,
    )
    expect(rows).toEqual([{ own: true, facts: {} }])
  })
})

let invited: string | undefined

/** A fresh link for the same new colleague. */
async function remade(system: Client, login: string): Promise<{ link: string }> {
  if (invited) return await system.done('POST', `/api/staff/${invited}/link`, { id: newId() })
  const { personId, link } = await invites(system, login)
  invited = personId
  return { link }
}

async function signedInAs(of: World, client: Client, login: string): Promise<void> {
  const { secret } = await enrolledAs(of, login)
  of.clock.advance(MINUTE)
  const { ticket } = await client.done<Needs>('POST', '/api/sign-in/password', { login, password })
  await client.done('POST', '/api/sign-in/second', { ticket, code: codeNow(secret, of.clock.now()) })
}

describe('a session of staff', () => {
  test('[GB22239-L2-LOGIN] ends after fifteen minutes without a touch; touching keeps it, a page by itself does not', async () => {
    const of = await world({ idleMinutes: 15 })
    const zhou = await of.staff('zhou')
    const chen = await of.resident()
    const look = async (client: Client, headers: Record<string, string> = {}) =>
      (await client.call('GET', '/api/me/notices', undefined, headers)).status
    for (let times = 0; times < 3; times++) {
      of.clock.advance(14 * MINUTE)
      expect(await look(zhou)).toBe(200)
    }
    of.clock.advance(14 * MINUTE)
    expect(await look(zhou, { 'x-linli-unattended': '1' })).toBe(200)
    of.clock.advance(MINUTE + 1000)
    expect(await zhou.refused('GET', '/api/me/notices')).toEqual([401, 'access.signed-out'])
    expect((await zhou.get('/api/session')).body).toMatchObject({ actor: null })
    expect(await look(chen)).toBe(200)
  })

  test('[GB22239-L2-LOGIN] its last use is written at most once a minute', async () => {
    const of = await world()
    const zhou = await of.staff('zhou')
    const seen = async () =>
      (await of.database.pool.query<{ at: Date }>('select seen_at as at from session')).rows[0]?.at.getTime() ?? 0
    const first = await seen()
    of.clock.advance(50_000)
    await zhou.get('/api/me/notices')
    expect(await seen()).toBe(first)
    of.clock.advance(11_000)
    await zhou.get('/api/me/notices')
    expect((await seen()) - first).toBeGreaterThanOrEqual(61_000)
  })

  test('[GB22239-L2-LOGIN] of those who come at the same moment each has the last use written', async () => {
    const { database, clock } = await world()
    const { rows: accounts } = await database.pool.query<{ id: string }>('select id from account limit 3')
    const then = clock.now()
    const sessions = accounts.map(async ({ id }) => await startSession(database, id, then, 90 * MINUTE))
    const tokens = (await Promise.all(sessions)).map(({ token }) => token)
    clock.advance(61_000)

    await Promise.all(tokens.map(async (token) => await touchSession(database, token, clock.now())))

    const { rows } = await database.pool.query<{ at: Date }>('select seen_at as at from session')
    expect(rows.map(({ at }) => at > then)).toEqual([true, true, true])
  })

  test('[U37] moving the time of a demo ends no session', async () => {
    const of = await world({ idleMinutes: 15 })
    const zhou = await of.staff('zhou')
    await zhou.done('POST', '/api/clock', { hours: 48 })
    expect((await zhou.get('/api/me/notices')).status).toBe(200)
    of.clock.advance(16 * MINUTE)
    expect((await zhou.get('/api/me/notices')).status).toBe(401)
  })
})

interface Sessions {
  sessions: { id: string; mine: boolean; browser: string; system: string; startedAt: string; seenAt: string }[]
  idleMinutes: number | null
}

describe('my sessions', () => {
  test('[U01] are listed with browser and system, and each can be ended, or all others; streams end with them', async () => {
    const of = await world()
    expect(await of.visitor().refused('GET', '/api/me/sessions')).toEqual([401, 'access.signed-out'])
    expect(await of.visitor().refused('POST', '/api/me/sessions/end', { others: true })).toEqual([
      401,
      'access.signed-out',
    ])
    const lin = await of.staff('lin')
    const agent =
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36'
    const zhou = new Client(of.origin)
    await zhou.call('POST', '/api/sign-in/password', { login: 'zhou', password }, { 'user-agent': agent })
    const [second, third] = [await of.staff('zhou'), await of.staff('zhou')]
    const list = async () => await zhou.done<Sessions>('GET', '/api/me/sessions')
    const { sessions, idleMinutes } = await list()
    expect(idleMinutes).toBe(720)
    expect(sessions).toHaveLength(3)
    expect(sessions.find(({ mine }) => mine)).toMatchObject({ browser: 'Chrome', system: 'Windows' })
    expect(sessions.filter(({ mine }) => mine)).toHaveLength(1)
    expect(JSON.stringify(sessions)).not.toContain('token')

    const stream = await fetch(`${of.origin}/api/live`, { headers: { cookie: third.cookie } })
    const reader = stream.body?.getReader()
    await reader?.read()
    const theirs = await third.done<Sessions>('GET', '/api/me/sessions')
    const sessionId = theirs.sessions.find(({ mine }) => mine)?.id
    expect(await lin.done('POST', '/api/me/sessions/end', { sessionId })).toEqual({ ended: 0 })
    expect(await zhou.done('POST', '/api/me/sessions/end', { sessionId })).toEqual({ ended: 1 })
    expect(await zhou.done('POST', '/api/me/sessions/end', { sessionId })).toEqual({ ended: 0 })
    for (;;) if ((await reader?.read())?.done ?? true) break
    expect((await third.get('/api/me/sessions')).status).toBe(401)

    expect(await zhou.done('POST', '/api/me/sessions/end', { others: true })).toEqual({ ended: 1 })
    expect((await second.get('/api/me/sessions')).status).toBe(401)
    expect((await list()).sessions).toHaveLength(1)
    expect((await lin.get('/api/me/sessions')).status).toBe(200)
    expect(await zhou.refused('POST', '/api/me/sessions/end', {})).toEqual([400, 'input.wrong'])
    expect(await zhou.refused('POST', '/api/me/sessions/end', { sessionId: newId(), others: true })).toEqual([
      400,
      'input.wrong',
    ])
  })

  test('[U01] a resident has the list too', async () => {
    const of = await world()
    const chen = await of.resident()
    const other = await of.resident()
    expect(await chen.done<Sessions>('GET', '/api/me/sessions')).toMatchObject({
      idleMinutes: null,
      sessions: [{}, {}],
    })
    expect(await chen.done('POST', '/api/me/sessions/end', { others: true })).toEqual({ ended: 1 })
    expect((await other.get('/api/me/sessions')).status).toBe(401)
  })
})
