/** What every answer carries, what watches the program, what it says when the database is away. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '#foundation/database/database.ts'
import { startServer } from '#http/server.ts'
import { newId } from '#lib/ids.ts'
import { cable } from '#tests/support/cable.ts'
import { Client } from '#tests/support/client.ts'
import { report, reportBody } from '#tests/support/requests.ts'
import { sharedWorld, world } from '#tests/support/world.ts'
import { domains } from '../program.ts'

const shared = sharedWorld()

/** A small build of both web apps, and something beside it that nobody may reach. */
async function builtWeb(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'linli-web-'))
  onTestFinished(async () => await rm(folder, { recursive: true, force: true }))
  for (const shell of ['resident', 'staff']) {
    await mkdir(join(folder, 'dist', shell, 'assets'), { recursive: true })
    await writeFile(
      join(folder, 'dist', shell, 'index.html'),
      `<script nonce="__NONCE__" src="/assets/${shell}-1.js"></script>`,
    )
    await writeFile(join(folder, 'dist', shell, 'assets', `${shell}-1.js`), `'${shell}'`)
  }
  await writeFile(join(folder, 'secret.txt'), 'secret')
  return join(folder, 'dist')
}

describe('headers', () => {
  test('[GB22239-L2-INPUT] every answer of the API, refusals included, is for nobody’s cache, frame or script', async () => {
    const of = shared()
    const chen = await of.resident()
    const asked: [string, string, number, unknown?, Record<string, string>?][] = [
      ['GET', '/api/session', 200],
      ['GET', '/api/my/requests', 200],
      ['POST', '/api/requests', 400, {}],
      ['GET', '/api/desk/counts', 403],
      ['GET', `/api/requests/${newId()}`, 404],
      ['GET', '/api/nothing', 404],
      ['POST', '/api/requests', 403, reportBody(), { 'sec-fetch-site': 'cross-site' }],
    ]
    const ids = new Set<string | null>()
    for (const [method, path, status, body, more] of asked) {
      const { status: answered, headers } = await chen.call(method, path, body, more)
      expect([path, answered]).toEqual([path, status])
      expect(Object.fromEntries(headers)).toMatchObject({
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'same-origin',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
      })
      expect(headers.get('content-type')).toMatch(/^application\/json/)
      expect(headers.get('access-control-allow-origin')).toBeNull()
      ids.add(headers.get('x-request-id'))
    }
    expect(ids.size).toBe(asked.length)
  })

  test('[GB22239-L2-INPUT] pages run only their own scripts, by a nonce that no two answers share', async () => {
    const of = await world({ dist: await builtWeb() })
    const visitor = of.visitor()
    const page = async (path: string) => {
      const { status, headers, body } = await visitor.get<Buffer>(path)
      const policy = headers.get('content-security-policy') ?? ''
      return { status, policy, html: String(body), nonce: /'nonce-([^']+)'/.exec(policy)?.[1] ?? '', headers }
    }
    const nonces = new Set<string>()
    for (const [path, shell] of [
      ['/', 'resident'],
      ['/report?place=x', 'resident'],
      ['/requests/482716053', 'resident'],
      ['/desk', 'staff'],
      ['/desk/requests/482716053', 'staff'],
      ['/city/overview', 'staff'],
    ] as const) {
      const { status, policy, html, nonce, headers } = await page(path)
      expect([path, status]).toEqual([path, 200])
      expect(html).toBe(`<script nonce="${nonce}" src="/assets/${shell}-1.js"></script>`)
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toContain('unsafe')
      expect(headers.get('cache-control')).toBe('no-store')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      nonces.add(nonce)
    }
    expect(nonces.size).toBe(6)

    const asset = await visitor.get('/assets/resident-1.js')
    expect(asset.headers.get('cache-control')).toMatch(/max-age=31536000, immutable/)
    expect((await visitor.get('/desk/assets/staff-1.js')).status).toBe(200)
    for (const path of [
      '/assets/staff-1.js',
      '/favicon.ico',
      '/api/nothing',
      '/assets/../../secret.txt',
      '/assets/%2e%2e/%2e%2e/%2e%2e/secret.txt',
      '/assets/..%5c..%5csecret.txt',
      '/index.html',
      '/assets/',
    ]) {
      const answer = await visitor.get<Buffer>(path)
      expect([path, answer.status]).toEqual([path, 404])
    }
  })
})

describe('what watches the program', () => {
  test('[U31] health, readiness and metrics answer without signing in, and metrics name no request', async () => {
    const of = shared()
    const chen = await of.resident()
    const visitor = of.visitor()
    const { id, number } = await report(chen)
    await chen.get(`/api/requests/${id}`)
    await chen.get(`/api/requests/${number}`)
    expect(await visitor.done('GET', '/healthz')).toEqual({ status: 'ok' })
    expect(await visitor.done('GET', '/readyz')).toEqual({ status: 'ready' })
    const text = String((await visitor.get('/metrics')).body)
    expect(text).toMatch(/linli_http_seconds_count\{method="GET",route="\/api\/requests\/:key",status="200"\} \d/)
    expect(text).toContain('linli_process_cpu_seconds_total')
    for (const secret of [id, number, '陈佳']) expect(text).not.toContain(secret)
  })

  test('[U36] the API describes itself: every route of every contract, each once, with its parts', async () => {
    const document = await shared().visitor().done<{
      openapi: string
      info: { title: string }
      paths: Record<
        string,
        Record<
          string,
          {
            operationId?: string
            tags?: string[]
            parameters?: { in: string; name: string; required?: boolean }[]
            requestBody?: unknown
            responses: object
          }
        >
      >
    }>('GET', '/openapi.json')
    expect(document.openapi).toBe('3.1.0')
    expect(document.info.title).toContain('Linli')

    const wanted = domains.flatMap((domain) => [
      ...Object.entries(domain.contract).map(([name, { method, path }]) => [
        `${domain.name}.${name}`,
        `${method} /api${path}`,
      ]),
      ...domain.matters.flatMap(({ spec, plural }) => [
        [`${plural}.open`, `POST /api/${plural}`],
        [`${plural}.read`, `GET /api/${plural}/:key`],
        ...Object.keys(spec.forms)
          .filter((action) => spec.actions[action]?.by !== 'system')
          .map((action) => [`${plural}.${action}`, `POST /api/${plural}/:matterId/actions/${action}`]),
      ]),
    ])
    const described = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, operation]) => {
        const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
        const declared = (operation.parameters ?? [])
          .filter((parameter) => parameter.in === 'path' && parameter.required)
          .map(({ name }) => name)
        expect([path, declared.sort()]).toEqual([path, names.sort()])
        expect([path, operation.tags?.length, '200' in operation.responses]).toEqual([path, 1, true])
        return [operation.operationId, `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`]
      }),
    )
    expect(described.map(String).sort()).toEqual(wanted.map(String).sort())
    expect(new Set(described.map(([id]) => id)).size).toBe(wanted.length)
    expect(document.paths['/api/requests']?.['post']?.requestBody).toBeDefined()
    expect(document.paths['/api/files/{id}']?.['post']?.requestBody).toMatchObject({
      content: { 'image/jpeg': {}, 'audio/webm': {} },
    })
  })
})

describe('when more comes than can be done', () => {
  test('[U31] what would wait too long is told to come again, what waits is done, and afterwards all is as before', async () => {
    const of = await world()
    const chen = await of.resident()
    const held = await Promise.all(
      Array.from({ length: of.database.pool.options.max }, async () => await of.database.pool.connect()),
    )
    const waiting = Array.from({ length: 500 }, async () => await chen.call('GET', '/api/my/requests'))
    onTestFinished(() => {
      for (const client of held.splice(0)) client.release()
    })
    await expect.poll(() => of.database.waiting(), { timeout: 15_000 }).toBeGreaterThan(400)

    const late = await chen.call('POST', '/api/requests', reportBody())
    expect(late).toMatchObject({ status: 503, body: { refusal: { code: 'service.busy' } } })
    expect(Number(late.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await of.visitor().get('/healthz')).status).toBe(200)
    for (const client of held.splice(0)) client.release()
    const statuses = (await Promise.all(waiting)).map(({ status }) => status)
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(400)
    expect(new Set(statuses)).toEqual(new Set(statuses.includes(503) ? [200, 503] : [200]))
    await report(chen)
  })
})

describe('when the database is away', () => {
  test('[U32] the program says so with 503 and when to come again, loses nothing acknowledged, and goes on by itself', async () => {
    const of = await world()
    const chen = await of.resident()
    const way = await cable(of.url)
    onTestFinished(way.close)
    const database = openDatabase({ url: way.url, size: 3 })
    const server = await startServer({
      ...of.service,
      database,
      domains,
      databaseUrl: way.url,
      host: '127.0.0.1',
      port: 0,
      limited: false,
    })
    onTestFinished(async () => {
      await server.close()
      await database.close()
    })
    const visitor = new Client(server.address)
    const cookie = { cookie: chen.cookie }
    const body = reportBody()
    expect((await visitor.call('POST', '/api/requests', body, cookie)).status).toBe(200)

    await way.cut()
    expect((await visitor.get('/healthz')).status).toBe(200)
    for (let again = 0; again < 2; again++) {
      for (const [method, path, sent] of [
        ['GET', '/readyz'],
        ['GET', '/api/session'],
        ['GET', '/api/my/requests'],
        ['POST', '/api/requests', reportBody()],
      ] as const) {
        const { status, headers, body: answer } = await visitor.call(method, path, sent, cookie)
        expect([path, status]).toEqual([path, 503])
        if (path === '/readyz') continue
        expect(answer).toEqual({ refusal: { code: 'service.busy', facts: { seconds: 3 } } })
        expect(headers.get('retry-after')).toBe('3')
      }
    }

    await way.join()
    expect((await visitor.get('/readyz')).status).toBe(200)
    expect(await visitor.call('POST', '/api/requests', body, cookie)).toMatchObject({
      status: 200,
      body: { id: body['id'], version: 1 },
    })
    const { rows } = (await visitor.call<{ rows: unknown[] }>('GET', '/api/my/requests', undefined, cookie)).body
    expect(rows).toHaveLength(1)
  })

  test('[U03] a stream ends with the session it was opened in, and no other does', async () => {
    const of = await world()
    const [chen, wang] = [await of.resident(), await of.resident('wang')]
    const listen = async ({ cookie }: { cookie: string }) => {
      const stop = new AbortController()
      onTestFinished(() => stop.abort())
      const stream = await fetch(`${of.origin}/api/live`, { headers: { cookie }, signal: stop.signal })
      const heard = { ended: false, words: '' }
      void (async () => {
        for await (const chunk of stream.body ?? []) heard.words += new TextDecoder().decode(chunk)
        heard.ended = true
      })().catch(() => undefined)
      return heard
    }
    const [hers, his] = [await listen(chen), await listen(wang)]
    await report(chen)
    await expect.poll(() => hers.words).toContain('event: change')

    await chen.done('POST', '/api/sign-out', {})
    await expect.poll(() => hers.ended).toBe(true)
    await report(wang)
    await expect.poll(() => his.words).toContain('event: change')
    expect(his.ended).toBe(false)

    // a change told in the breath in which the streams end is for those who come back
    await of.database.pool.query(
      `select pg_notify('linli_ended', 'all'), pg_notify('linli', json_build_object('id', id, 'number', number,
         'kind', 'submit', 'path', path, 'visibility', visibility, 'people', array[opened_by])::text)
       from matter where opened_by is not null order by number desc limit 1`,
    )
    await expect.poll(() => his.ended).toBe(true)
    expect((await wang.get('/readyz')).status).toBe(200)
  })

  test('[U32] connections that the database drops are replaced, and who listens is told to look again', async () => {
    const of = await world()
    const chen = await of.resident()
    let heard = ''
    const stop = new AbortController()
    const stream = await fetch(`${of.origin}/api/live`, { headers: { cookie: chen.cookie }, signal: stop.signal })
    void (async () => {
      for await (const chunk of stream.body ?? []) heard += new TextDecoder().decode(chunk)
    })().catch(() => undefined)
    await report(chen)
    await expect.poll(() => heard).toContain('event: change')

    await of.database.pool.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    )
    await expect.poll(() => heard, { timeout: 10_000 }).toContain('event: again')
    const before = heard.split('event: change').length
    await report(chen)
    await expect.poll(() => heard.split('event: change').length).toBe(before + 1)
    stop.abort()
  })
})
