/** Signing in, staying known, being stopped when it is too much; and what every answer of the server carries. */
import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import { startServer } from '#http/server.ts'
import { newId } from '#lib/ids.ts'
import { type Answer, Client } from '#tests/support/client.ts'
import { codeNow, type Needs } from '#tests/support/second-factor.ts'
import { password, phones, places, sharedWorld, type World, world } from '#tests/support/world.ts'
import { domains } from '../../program.ts'

const shared = sharedWorld()

/** The shared world some hours on: no phone has used up its codes, no name is locked. */
function later(): World {
  shared().clock.advance(3 * 3_600_000)
  return shared()
}

const versionOf = async (of: World): Promise<string> =>
  (await of.visitor().done<{ version: string }>('GET', '/api/privacy-notice')).version

async function codeFor(of: World, phone: string): Promise<{ codeId: string; demoCode: string; minutes: number }> {
  return await of.visitor().done('POST', '/api/sign-in/codes', { phone, noticeVersion: await versionOf(of) })
}

async function use(of: World, client: Client, form: Record<string, unknown>): Promise<Answer> {
  return await client.call('POST', '/api/sign-in', {
    id: newId(),
    phone: phones.chen,
    noticeVersion: await versionOf(of),
    ...form,
  })
}

const codeOf = ({ body }: Answer): string => (body['refusal'] as { code: string } | undefined)?.code ?? 'done'
const wrongOf = (code: string): string => code.replace(/^./, (digit) => String((Number(digit) + 1) % 10))

describe('a resident signs in', () => {
  test('[U01] with a code to their phone, however the number is written; its session is a cookie that scripts cannot read', async () => {
    const of = later()
    for (const phone of ['12800000316', ' 128 0000 0316 ', '+86 128-0000-0316', '８６１２８０００００３１６']) {
      const { codeId, demoCode, minutes } = await codeFor(of, phone)
      expect(minutes).toBe(10)
      const client = of.visitor()
      const answer = await use(of, client, { phone, codeId, code: demoCode, name: '别的名字' })
      expect(answer).toMatchObject({
        status: 200,
        body: { actor: { kind: 'resident', name: '陈佳', phoneTail: '0316', grants: [], permissions: [] } },
      })
      const cookie = answer.headers.get('set-cookie') ?? ''
      expect(cookie).toMatch(/^linli_session=[\w-]{43}; .*HttpOnly/i)
      expect(cookie).toMatch(/SameSite=Lax/)
      expect(cookie).toMatch(/Path=\//)
      const { rows } = await of.database.pool.query(
        `select count(*)::int as n from session where encode(token_hash, 'escape') like $1`,
        [`%${cookie.slice(14, 57)}%`],
      )
      expect(rows).toEqual([{ n: 0 }])
    }
    for (const phone of ['0574-55500001', '12345', '128000003160', '22800000316', '+1 2025550123', '12900000316']) {
      expect([
        phone,
        ...(await of.visitor().refused('POST', '/api/sign-in/codes', { phone, noticeVersion: await versionOf(of) })),
      ]).toEqual([phone, 422, 'sign-in.phone'])
    }
  })

  test('[PIPL-17] only after agreeing to the privacy notice in force, and the agreement is kept with its version', async () => {
    const of = later()
    const version = await versionOf(of)
    const old = { phone: phones.chen, noticeVersion: '2020-01' }
    expect((await of.visitor().call('POST', '/api/sign-in/codes', old)).body).toEqual({
      refusal: { code: 'sign-in.notice', facts: { version } },
    })
    const { codeId, demoCode } = await codeFor(of, phones.chen)

    const published_at = new Date(of.clock.now().getTime() + 60_000)
    await of.database.db
      .insertInto('privacy_notice')
      .values({ version: '2026-06', zh: '新', en: 'new', published_at })
      .execute()
    const chen = of.visitor()
    of.clock.advance(61_000)
    const body = { id: newId(), codeId, phone: phones.chen, code: demoCode }
    expect(await chen.refused('POST', '/api/sign-in', { ...body, noticeVersion: version })).toEqual([
      422,
      'sign-in.notice',
    ])
    expect((await chen.call('POST', '/api/sign-in', { ...body, noticeVersion: '2026-06' })).status).toBe(200)
    const wang = await of.visitor().done<{ codeId: string; demoCode: string }>('POST', '/api/sign-in/codes', {
      phone: phones.wang,
      noticeVersion: '2026-06',
    })
    const hers = { ...body, codeId: wang.codeId, code: wang.demoCode, phone: phones.wang, noticeVersion: '2026-06' }
    expect((await of.visitor().call('POST', '/api/sign-in', hers)).status).toBe(200)
    const { rows } = await of.database.pool.query(
      `select p.name, c.about, c.version, c.how, r.name as by from consent c join person p on p.id = c.person_id
       join person r on r.id = c.recorded_by where c.version = '2026-06' order by c.given_at`,
    )
    // the second used the id of the first one's call
    expect(rows).toEqual(
      ['陈佳', '王秀英'].map((name) => ({ name, about: 'privacy', version: '2026-06', how: 'screen', by: name })),
    )
  })

  test('[GB22239-L2-LOGIN] a wrong code can be tried five times, an old one not at all, a right one once', async () => {
    const of = later()
    const visitor = of.visitor()
    const first = await codeFor(of, phones.chen)
    for (const left of [4, 3, 2, 1, 0]) {
      const answer = await use(of, visitor, { codeId: first.codeId, code: wrongOf(first.demoCode) })
      expect(answer).toMatchObject({ status: 422, body: { refusal: { code: 'sign-in.code-wrong', facts: { left } } } })
    }
    expect(codeOf(await use(of, visitor, { codeId: first.codeId, code: first.demoCode }))).toBe('sign-in.code-old')

    const second = await codeFor(of, phones.chen)
    expect(codeOf(await use(of, visitor, { codeId: second.codeId, code: second.demoCode, phone: phones.wang }))).toBe(
      'sign-in.code-old',
    )
    expect(codeOf(await use(of, visitor, { codeId: newId(), code: second.demoCode }))).toBe('sign-in.code-old')
    expect(codeOf(await use(of, visitor, { codeId: second.codeId, code: second.demoCode }))).toBe('done')
    expect(codeOf(await use(of, of.visitor(), { codeId: second.codeId, code: second.demoCode }))).toBe(
      'sign-in.code-old',
    )

    const third = await codeFor(of, phones.chen)
    of.clock.advance(10 * 60_000 + 1)
    expect(codeOf(await use(of, of.visitor(), { codeId: third.codeId, code: third.demoCode }))).toBe('sign-in.code-old')

    const fourth = await codeFor(of, phones.chen)
    const at = await Promise.all(
      Array.from({ length: 4 }, async () =>
        codeOf(await use(of, of.visitor(), { codeId: fourth.codeId, code: fourth.demoCode })),
      ),
    )
    expect(at.sort()).toEqual(['done', 'sign-in.code-old', 'sign-in.code-old', 'sign-in.code-old'])
    const { rows } = await of.database.pool.query('select code_hash from login_code')
    expect(rows.length).toBeGreaterThanOrEqual(4)
    for (const { code_hash } of rows) expect(code_hash).toHaveLength(32)
  })

  test('[GB22239-L2-LOGIN] a phone gets six codes an hour, also when all are asked for at once', async () => {
    const of = later()
    const noticeVersion = await versionOf(of)
    const ask = async (phone: string = phones.chen) =>
      await of.visitor().call('POST', '/api/sign-in/codes', { phone, noticeVersion })
    const answers = await Promise.all(Array.from({ length: 10 }, async () => await ask()))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 200, 429, 429, 429, 429])
    const refused = answers.find(({ status }) => status === 429)
    expect(refused?.body).toEqual({ refusal: { code: 'sign-in.too-many-codes', facts: { perHour: 6 } } })
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await ask(phones.wang)).status).toBe(200)
    of.clock.advance(3_600_001)
    expect((await ask()).status).toBe(200)
  })

  test('[S4-04] whoever is new is known from then on by the name they gave; two at once are one person', async () => {
    const of = later()
    const phone = '12800009999'
    const codes = [await codeFor(of, phone), await codeFor(of, phone)]
    const answers = await Promise.all(
      codes.map(
        async ({ codeId, demoCode }, index) =>
          await use(of, of.visitor(), { phone, codeId, code: demoCode, name: index ? '赵根宝' : ' 赵根宝 ' }),
      ),
    )
    expect(answers.map(({ status }) => status)).toEqual([200, 200])
    const ids = answers.map(({ body }) => (body['actor'] as { personId: string; name: string }).personId)
    expect(new Set(ids).size).toBe(1)
    const nameless = await codeFor(of, '12800008888')
    const seen = await use(of, of.visitor(), { phone: '12800008888', codeId: nameless.codeId, code: nameless.demoCode })
    expect(seen.body).toMatchObject({ actor: { name: '居民' } })
  })
})

describe('a worker signs in', () => {
  test('[GB22239-L2-LOGIN] five wrong passwords lock the name for fifteen minutes, even for the right one, and nobody else', async () => {
    const of = later()
    const visitor = of.visitor()
    const send = async (login: string, word: string) =>
      await visitor.call('POST', '/api/sign-in/password', { login, password: word })
    const strip = ({ status, body }: Answer) => ({ status, body })
    const wrong = { status: 401, body: { refusal: { code: 'sign-in.wrong', facts: {} } } }
    expect(strip(await send('nobody', password))).toEqual(wrong)
    for (let tries = 0; tries < 5; tries++) expect(strip(await send('zhou', `${password}${tries}`))).toEqual(wrong)
    const locked = await send('zhou', password)
    expect(strip(locked)).toEqual({
      status: 429,
      body: { refusal: { code: 'sign-in.locked', facts: { minutes: 15 } } },
    })
    expect(locked.headers.get('retry-after')).toBe('900')
    expect(codeOf(await send('ZHOU ', password))).toBe('sign-in.locked')
    expect((await send('lin', password)).status).toBe(200)

    of.clock.advance(15 * 60_000 - 10_000)
    expect(codeOf(await send('zhou', password))).toBe('sign-in.locked')
    of.clock.advance(11_000)
    expect(await send(' Zhou', password)).toMatchObject({
      status: 200,
      body: { actor: { kind: 'staff', name: '周敏' } },
    })
    for (let days = 0; days < 6; days++) expect((await send('zhou', password)).status).toBe(200)
    expect(codeOf(await send('zhou', 'no'))).toBe('sign-in.wrong')
  })

  test('[GB22239-L2-LOGIN] twenty guesses at once are five guesses', async () => {
    const of = later()
    const guess = async (word: string) =>
      codeOf(await of.visitor().call('POST', '/api/sign-in/password', { login: 'zhou', password: word }))
    const answers = await Promise.all(Array.from({ length: 20 }, async (_, index) => await guess(`guess ${index}`)))
    expect(answers.filter((code) => code === 'sign-in.wrong')).toHaveLength(5)
    expect(answers.filter((code) => code === 'sign-in.locked')).toHaveLength(15)
  })
})

describe('a session', () => {
  test('[GB22239-L2-LOGIN] ends by signing out, by signing in anew and by its time, and its token with it', async () => {
    const of = later()
    const zhou = await of.staff('zhou')
    const known = async (cookie: string) =>
      (await of.visitor().call('GET', '/api/desk/counts', undefined, { cookie })).status
    const first = zhou.cookie
    await zhou.signInStaff('lin', password)
    expect([await known(first), await known(zhou.cookie)]).toEqual([401, 200])
    const second = zhou.cookie
    const out = await zhou.call('POST', '/api/sign-out')
    expect(out.headers.get('set-cookie')).toMatch(/^linli_session=;/)
    expect(await known(second)).toBe(401)

    const again = await of.staff('zhou')
    of.clock.advance(12 * 3_600_000 - 1_000)
    expect(await known(again.cookie)).toBe(200)
    of.clock.advance(1_001)
    expect(await known(again.cookie)).toBe(401)
    expect((await of.visitor().call('POST', '/api/sign-out')).status).toBe(200)
  })

  test('[U07] [U08] one’s own settings are kept and shown; a place must exist', async () => {
    const of = later()
    const chen = await of.resident()
    expect(
      await chen.done('PUT', '/api/me', { locale: 'en', elder: true, community: places.otherCommunity }),
    ).toMatchObject({
      actor: { locale: 'en', elder: true, community: places.otherCommunity, name: '陈佳' },
    })
    expect(await chen.refused('PUT', '/api/me', { community: '990101001999' })).toEqual([404, 'territory.unknown'])
    expect(await chen.refused('PUT', '/api/me', { name: ' 　' })).toEqual([400, 'input.wrong'])
    expect(await chen.done('GET', '/api/session')).toMatchObject({ actor: { locale: 'en', elder: true } })

    const zhou = await of.staff('zhou')
    expect(await zhou.refused('PUT', '/api/me', { name: '林晓' })).toEqual([403, 'access.not-yours'])
    expect(await zhou.done('PUT', '/api/me', { locale: 'en' })).toMatchObject({ actor: { name: '周敏', locale: 'en' } })
  })
})

describe('limits', () => {
  test('[U31] hold for an address before sign-in and for each account after it, and say when to come again', async () => {
    const of = await world({ limited: true })
    const [chen, wang, visitor] = [await of.resident(), await of.resident('wang'), of.visitor()]
    const track = async (client: Client) =>
      await client.call('POST', '/api/track', { number: '482716053', tail: '0000' })
    const spend = async (client: Client) => {
      const statuses: number[] = []
      for (let calls = 0; calls < 20; calls++) statuses.push((await track(client)).status)
      return new Set(statuses)
    }
    expect(await spend(visitor)).toEqual(new Set([404]))
    const refused = await track(of.visitor())
    expect(refused).toMatchObject({ status: 429, body: { refusal: { code: 'limit.too-many' } } })
    const seconds = Number(refused.headers.get('retry-after'))
    expect(seconds).toBeGreaterThan(0)
    expect(seconds).toBeLessThanOrEqual(60)
    expect((await visitor.get('/api/request-categories')).status).toBe(200)

    expect(await spend(chen)).toEqual(new Set([404]))
    expect((await track(chen)).status).toBe(429)
    expect((await track(wang)).status).toBe(404)
    for (const path of ['/healthz', '/readyz']) expect((await visitor.get(path)).status).toBe(200)
  })
})

describe('production', () => {
  test('[GB22239-L2-INTEGRITY] has no codes on the screen, no clock to move, secure cookies and strict transport', async () => {
    const of = later()
    const server = await startServer({
      ...of.service,
      settings: { ...of.service.settings, environment: 'production' },
      domains,
      databaseUrl: of.url,
      host: '127.0.0.1',
      port: 0,
      limited: false,
      logLevel: 'silent',
    })
    try {
      const client = new Client(server.address)
      const noticeVersion = await versionOf(of)
      const asked = await client.call('POST', '/api/sign-in/codes', { phone: '13800000316', noticeVersion })
      expect(asked).toMatchObject({ status: 503, body: { refusal: { code: 'sign-in.no-messages' } } })
      expect(await client.refused('POST', '/api/sign-in/codes', { phone: phones.chen, noticeVersion })).toEqual([
        422,
        'sign-in.phone',
      ])
      expect(await client.refused('POST', '/api/clock', { hours: 1 })).toEqual([404, 'clock.fixed'])
      const first = await client.call<Needs>('POST', '/api/sign-in/password', { login: 'zhou', password })
      expect([first.body.needs, client.cookie]).toEqual(['enrol', ''])
      const { ticket, secret } = first.body
      const code = codeNow(secret, of.clock.now())
      const session = await client.call('POST', '/api/sign-in/enrol', { ticket, code })
      expect(session.headers.get('set-cookie')).toMatch(/; Secure/)
      expect(session.headers.get('strict-transport-security')).toMatch(/max-age=\d{8}/)
      expect(session.body).toMatchObject({ session: { environment: 'production', demo: null } })
    } finally {
      await server.close()
    }
  })

  test('[U10] a code goes to the phone through the city’s gateway, signed, and is shown nowhere else', async () => {
    const of = later()
    const key = Buffer.alloc(32, 9)
    const got: { headers: IncomingHttpHeaders; body: string }[] = []
    let status = 204
    const gateway = createServer((request, reply) => {
      let body = ''
      request.on('data', (part) => {
        body += part
      })
      request.on('end', () => {
        got.push({ headers: request.headers, body })
        reply.writeHead(status).end()
      })
    })
    await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}/codes`
    const server = await startServer({
      ...of.service,
      settings: { ...of.service.settings, environment: 'production', messages: { url, key } },
      domains,
      databaseUrl: of.url,
      host: '127.0.0.1',
      port: 0,
      limited: false,
      logLevel: 'silent',
    })
    try {
      const client = new Client(server.address)
      const phone = '13800000317'
      const noticeVersion = await versionOf(of)
      const asked = await client.done<{ codeId: string; demoCode: string | null }>('POST', '/api/sign-in/codes', {
        phone,
        noticeVersion,
      })
      expect(asked.demoCode).toBeNull()
      const [call] = got
      const { to, code, minutes } = JSON.parse(call?.body ?? '').data
      expect({ to, minutes }).toEqual({ to: `+86${phone}`, minutes: 10 })
      const id = call?.headers['webhook-id']
      const signed = `${id}.${call?.headers['webhook-timestamp']}.${call?.body}`
      expect(call?.headers['webhook-signature']).toBe(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`)
      const body = { id: newId(), codeId: asked.codeId, phone, code, name: '何芳', noticeVersion }
      expect(await client.done('POST', '/api/sign-in', body)).toMatchObject({ actor: { name: '何芳' } })

      status = 500
      expect(await client.refused('POST', '/api/sign-in/codes', { phone, noticeVersion })).toEqual([
        503,
        'sign-in.no-messages',
      ])
    } finally {
      await server.close()
      gateway.close()
    }
  })

  test('[U37] outside production the clock moves forward only', async () => {
    const of = later()
    const visitor = of.visitor()
    const before = of.clock.now().getTime()
    const { now } = await visitor.done<{ now: string }>('POST', '/api/clock', { hours: 24 })
    expect(Date.parse(now) - before).toBeGreaterThanOrEqual(24 * 3_600_000)
    expect(await visitor.refused('POST', '/api/clock', { hours: -1 })).toEqual([400, 'input.wrong'])
  })
})
