/**
 * Whatever is sent, the answer is a refusal with a stable code, never a fault, and nothing is written.
 *
 * The first part is made from the contracts: every route, every field. What it writes nowhere is counted in the database.
 */

import sharp from 'sharp'
import type { TSchema } from 'typebox'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { newId } from '#lib/ids.ts'
import type { Answer, Client } from '#tests/support/client.ts'
import { jpeg, keepPhoto, keepVoice, sendFile, webm } from '#tests/support/files.ts'
import { act, detail, journalOf, refusedAct, report, reportBody, takeUp } from '#tests/support/requests.ts'
import { buildings, places, sharedWorld, type World, world } from '#tests/support/world.ts'
import { domains } from '../../program.ts'

const shared = sharedWorld()
let chen: Client
let zhou: Client

// each walks every route there is, and there are more with every domain
vi.setConfig({ testTimeout: 120_000 })

beforeAll(async () => {
  chen = await shared().resident()
  zhou = await shared().staff('zhou')
})

/** Nothing in this file may be a fault. */
afterAll(async () => {
  const text = String((await shared().visitor().get('/metrics')).body)
  expect(text).toContain('linli_http_seconds_count')
  expect(text.split('\n').filter((line) => /_count\{.*status="5/.test(line))).toEqual([])
})

interface Schema {
  minProperties?: number
  anyOf?: Schema[]
  type?: string
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  enum?: (string | number)[]
  pattern?: string
  format?: string
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
}

interface Door {
  method: string
  path: string
  who: string
  body?: Schema
  query?: Schema
  params?: Schema
  raw: boolean
}

const schema = (from: TSchema | undefined): { schema: Schema } | undefined =>
  from ? { schema: from as Schema } : undefined

/** Every route of the program as its contracts declare it. */
const doors: readonly Door[] = domains.flatMap((domain) => [
  ...Object.values(domain.contract).map((route): Door => {
    const [body, query, params] = [schema(route.body), schema(route.query), schema(route.params)]
    return {
      method: route.method,
      path: `/api${route.path}`,
      who: route.who,
      raw: route.receives !== undefined,
      ...(body && { body: body.schema }),
      ...(query && { query: query.schema }),
      ...(params && { params: params.schema }),
    }
  }),
  ...domain.matters.flatMap(({ spec, plural }): Door[] => {
    const id: Schema = { type: 'string', format: 'uuid' }
    const extended = (form: Schema, more: Record<string, Schema>): Schema => ({
      ...form,
      properties: { ...more, ...form.properties },
      required: [...Object.keys(more), ...(form.required ?? [])],
    })
    return [
      {
        method: 'POST',
        path: `/api/${plural}`,
        who: 'signed-in',
        raw: false,
        body: extended(spec.open.form as Schema, { id }),
      },
      ...Object.keys(spec.forms)
        .filter((action) => spec.actions[action]?.by !== 'system')
        .map(
          (action): Door => ({
            method: 'POST',
            path: `/api/${plural}/:matterId/actions/${action}`,
            who: 'signed-in',
            raw: false,
            params: { type: 'object', properties: { matterId: id } },
            body: extended(spec.forms[action] as Schema, {
              id,
              seen: { type: 'integer', minimum: 1, maximum: 2_147_483_647 },
            }),
          }),
        ),
      {
        method: 'GET',
        path: `/api/${plural}/:key`,
        who: 'signed-in',
        raw: false,
        params: { type: 'object', properties: { key: { type: 'string', format: 'uuid' } } },
      },
    ]
  }),
])

const words = [
  '字',
  '123456',
  places.community,
  places.community.slice(0, 4),
  'a'.repeat(43),
  'xiaoli',
  '2026-05',
  '09:30',
  'request.answer_workdays',
]

function fits(text: string, { pattern, minLength = 0, maxLength = 1000 }: Schema): boolean {
  return text.length >= minLength && text.length <= maxLength && (!pattern || new RegExp(pattern, 'u').test(text))
}

/** Something that fits a schema. */
function sample(of: Schema): unknown {
  if (of.enum) return of.enum[0]
  if (of.anyOf?.[0]) return sample(of.anyOf[0])
  switch (of.type) {
    case 'object': {
      const names = Object.keys(of.properties ?? {})
      const required = [...(of.required ?? []), ...names].slice(
        0,
        Math.max(of.required?.length ?? 0, of.minProperties ?? 0),
      )
      return Object.fromEntries(
        Object.entries(of.properties ?? {}).flatMap(([name, part]) =>
          required.includes(name) ? [[name, sample(part)]] : [],
        ),
      )
    }
    case 'array':
      return of.items ? [sample(of.items)] : []
    case 'integer':
    case 'number':
      return of.minimum ?? 0
    case 'boolean':
      return true
    default:
      if (of.format === 'uuid') return newId()
      if (of.format === 'date') return '2026-05-20'
      return words.find((one) => fits(one, of)) ?? '字'.repeat(Math.max(1, of.minLength ?? 1))
  }
}

interface Wrong {
  how: string
  body: unknown
  /** Where the refusal must point. */
  field: string
}

/** Everything that can be wrong with one body: each field in turn, the others right. */
function wrongBodies(of: Schema): Wrong[] {
  const right = () => sample(of) as Record<string, unknown>
  const found: Wrong[] = [
    { how: 'a field nobody knows', body: { ...right(), unknownField: 1 }, field: 'unknownField' },
    { how: 'a list', body: [right()], field: 'body' },
    { how: 'null', body: null, field: 'body' },
    { how: 'a text', body: 'text', field: 'body' },
  ]
  for (const [name, part] of Object.entries(of.properties ?? {})) {
    const put = (how: string, value: unknown, field = name) =>
      found.push({ how: `${name} ${how}`, body: { ...right(), [name]: value }, field })
    if (of.required?.includes(name)) {
      const { [name]: _, ...rest } = right()
      found.push({ how: `${name} missing`, body: rest, field: name })
    }
    if (!part.anyOf?.some(({ type }) => type === 'null')) put('null', null)
    put('a list in a list', [[[]]], part.type === 'array' ? `${name}.0` : name)
    if (part.type === 'string' && !part.enum) {
      put('a number', 7)
      put('an object', { $ne: '' })
      put('with U+0000', 'ab\u0000c')
      put('with half a sign', 'ab\ud83d')
      if (part.maxLength) put('too long', '字'.repeat(part.maxLength + 1))
      if (part.minLength) put('empty', '')
      if (part.pattern === '\\S') put('blank', ' \n\t　 ')
      if (part.format === 'uuid') {
        put('no uuid', 'not-a-uuid')
        put('36 dashes', '-'.repeat(36))
        put('in capitals', newId().toUpperCase())
      }
      if (part.format === 'date')
        for (const day of ['2026-02-30', '2026-13-01', '20260520', '2026-5-2', '2026-05-20T00:00:00Z']) put(day, day)
    }
    if (part.enum) put('not in the list', 'no-such-word')
    if (part.type === 'integer' || part.type === 'number') {
      put('as text', String(part.minimum ?? 1))
      if (part.type === 'integer') put('a fraction', (part.minimum ?? 0) + 0.5)
      if (part.minimum !== undefined) put('too small', part.minimum - 1)
      if (part.maximum !== undefined) put('too large', part.maximum + 1)
      put('beyond every number', 1e308)
    }
    if (part.type === 'boolean') put('as text', 'true')
    if (part.type === 'array') put('an object', { 0: 'a', length: 1 })
    if (part.type === 'object') {
      for (const { how, body, field } of wrongBodies(part))
        put(`→ ${how}`, body, field === 'body' ? name : `${name}.${field}`)
    }
    if (part.type === 'array' && part.items?.type === 'object') {
      for (const { how, body, field } of wrongBodies(part.items))
        put(`→ 0 → ${how}`, [body], field === 'body' ? `${name}.0` : `${name}.0.${field}`)
    }
  }
  return found
}

async function countRows(of: World): Promise<Record<string, number>> {
  const { rows } = await of.database.pool.query(
    `select ${[
      'action',
      'matter',
      'request',
      'notice',
      'file',
      'person',
      'consent',
      'login_code',
      'session',
      'reading',
      'clock',
      'content',
    ]
      .map((table) => `(select count(*)::int from ${table}) as ${table}`)
      .join(', ')}`,
  )
  return rows[0]
}

/** An address of a route, its placeholders filled with what its contract asks for. */
const addressOf = (
  door: Door,
  fill: (name: string) => string = (name) => String(sample(door.params?.properties?.[name] ?? {})),
): string => door.path.replace(/:(\w+)/g, (_, name) => fill(name))
const asks = (door: Door): string => `${door.method} ${door.path}`
const jsonDoors = doors.filter(({ body, raw }) => body !== undefined && !raw)
const refusalOf = ({ body }: Answer) => (body.refusal ?? {}) as { code?: string; facts?: { field?: string } }

describe('a body that is wrong', () => {
  test.each(jsonDoors.map((door) => ({ ...door, asks: asks(door) })))(
    '[GB22239-L2-INPUT] $asks refuses it, says which field, and writes nothing',
    async (door) => {
      const of = shared()
      const before = await countRows(of)
      const wrong = wrongBodies(door.body ?? {})
      const answers = await Promise.all(
        wrong.map(async ({ body }) => await chen.call(door.method, addressOf(door), body)),
      )
      const found = answers.map((answer, index) => [
        wrong[index]?.how,
        answer.status,
        refusalOf(answer).code,
        refusalOf(answer).facts?.field,
      ])
      expect(found).toEqual(wrong.map(({ how, field }) => [how, 400, 'input.wrong', field]))
      expect(await countRows(of)).toEqual(before)
    },
  )

  test('[GB22239-L2-INPUT] that is no JSON, of another type, empty or huge is refused on every route', async () => {
    const of = shared()
    const before = await countRows(of)
    const found: unknown[] = []
    for (const door of jsonDoors) {
      const send = async (body: string, type = 'application/json') => {
        const answer = await chen.call(door.method, addressOf(door), Buffer.from(body), { 'content-type': type })
        return `${answer.status} ${refusalOf(answer).code}`
      }
      found.push([
        asks(door),
        await send('{"id": '),
        await send('{"__proto__": {"admin": true}}'),
        await send(''),
        await send('{}', 'text/plain'),
        await send('<a/>', 'application/xml'),
        await send('a=b', 'application/x-www-form-urlencoded'),
        await send(JSON.stringify({ words: '字'.repeat(70_000) })),
      ])
    }
    const wrong = '400 input.wrong'
    const type = '415 input.type'
    expect(found).toEqual(
      jsonDoors.map((door) => [asks(door), wrong, wrong, wrong, type, type, type, '413 input.too-large']),
    )
    expect(await countRows(of)).toEqual(before)
  })
})

describe('who sends it', () => {
  const closed = doors.filter(({ who }) => who !== 'anyone')
  const bodyOf = (door: Door): unknown => (door.raw ? Buffer.from('x') : door.body ? sample(door.body) : undefined)
  const typeOf = (door: Door): Record<string, string> => (door.raw ? { 'content-type': 'image/jpeg' } : {})
  const queryOf = (door: Door): string => {
    const query = door.query ? Object.entries(sample(door.query) as Record<string, string>) : []
    return query.length > 0 ? `?${new URLSearchParams(query.map(([name, value]) => [name, String(value)]))}` : ''
  }

  test('[GB22239-L2-ACCESS] every route that asks for somebody is closed to nobody, to forged, ended and expired sessions', async () => {
    const of = await world()
    const ended = await of.resident('wang')
    const stolen = ended.cookie
    await ended.done('POST', '/api/sign-out')
    const expired = await of.resident('li')
    of.clock.advance(90 * 86_400_000 - 60_000)
    expect((await expired.get('/api/my/requests')).status).toBe(200)
    of.clock.advance(61_000)
    const before = await countRows(of)

    const cookies = {
      nobody: '',
      forged: `linli_session=${'A'.repeat(43)}`,
      ended: stolen,
      expired: expired.cookie,
      garbage: 'linli_session=%00%ff; a=b',
    }
    const nobody = of.visitor()
    const found: Record<string, number> = {}
    for (const door of closed) {
      for (const [name, cookie] of Object.entries(cookies)) {
        const answer = await nobody.call(door.method, addressOf(door) + queryOf(door), bodyOf(door), {
          ...typeOf(door),
          cookie,
        })
        expect([asks(door), name, answer.status, refusalOf(answer).code]).toEqual([
          asks(door),
          name,
          401,
          'access.signed-out',
        ])
        found[name] = (found[name] ?? 0) + 1
      }
    }
    expect(found.expired).toBe(closed.length)
    expect(await countRows(of)).toEqual(before)
    expect(await expired.done('GET', '/api/session')).toMatchObject({ actor: null })
  })

  test('[GB22239-L2-INPUT] a page of another origin cannot write in anyone’s name, on any route', async () => {
    const of = shared()
    const before = await countRows(of)
    const { host } = new URL(of.origin)
    const foreign: Record<string, string>[] = [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'cross-site', origin: of.origin },
      { origin: 'https://evil.example' },
      { origin: `https://${host}.evil.example` },
      { origin: 'null' },
    ]
    for (const door of doors.filter(({ method }) => method !== 'GET')) {
      for (const headers of foreign) {
        const answer = await chen.call(door.method, addressOf(door) + queryOf(door), bodyOf(door), {
          ...typeOf(door),
          ...headers,
        })
        expect([asks(door), headers, answer.status, refusalOf(answer).code]).toEqual([
          asks(door),
          headers,
          403,
          'session.foreign-origin',
        ])
      }
    }
    expect(await countRows(of)).toEqual(before)
    for (const headers of [{ 'sec-fetch-site': 'same-origin' }, { 'sec-fetch-site': 'none' }, { origin: of.origin }]) {
      expect((await chen.call('POST', '/api/me/notices/read', {}, headers)).status).toBe(200)
    }
  })
})

describe('an address that is wrong', () => {
  test('[GB22239-L2-INPUT] an id that is none is refused on every route that has one', async () => {
    for (const door of doors.filter(({ params }) => params)) {
      for (const id of [
        'not-a-uuid',
        '-'.repeat(36),
        '0',
        '%00',
        "1'--",
        newId().toUpperCase(),
        `${newId()}x`,
        '..%2f..%2fetc%2fpasswd',
      ]) {
        const body = door.raw ? Buffer.from('x') : door.body ? sample(door.body) : undefined
        const answer = await chen.call(
          door.method,
          addressOf(door, () => id) + (door.raw ? '?kind=photo' : ''),
          body,
          door.raw ? { 'content-type': 'image/jpeg' } : {},
        )
        expect([asks(door), id, [400, 404].includes(answer.status)]).toEqual([asks(door), id, true])
        expect(refusalOf(answer).code).toMatch(/^(input\.wrong|matter\.unknown|route\.unknown)$/)
      }
    }
  })

  test.each([
    '/api/desk/requests',
    '/api/desk/requests?view=everything',
    '/api/desk/requests?view=all&view=late',
    '/api/desk/requests?view=all&path=99',
    "/api/desk/requests?view=all&path=9901'or'1",
    '/api/desk/requests?view=all&limit=0',
    '/api/desk/requests?view=all&limit=101',
    '/api/desk/requests?view=all&limit=ten',
    '/api/desk/requests?view=all&from=2026-02-30',
    '/api/desk/requests?view=all&to=2026-13-45',
    '/api/desk/requests?view=all&figure=everything',
    '/api/desk/requests?view=all&building=12',
    '/api/desk/requests?view=all&category=%00',
    '/api/desk/requests?view=all&unknown=1',
    '/api/overview?from=2026-02-30&to=2026-03-01',
    '/api/overview?from=2026-05-01',
    '/api/board',
    '/api/board?path=9901&month=2026-13',
    '/api/board?path=9901&month=9999-12',
    '/api/board?path=9901&month=0000-00',
    '/api/board?path=abc',
    `/api/me/notices?after=${'1'.repeat(121)}`,
    '/api/places?inside=drop',
    '/api/communities',
    `/api/communities?words=${'a'.repeat(31)}`,
    '/api/communities/99010100100',
    '/api/files/x',
  ])('[GB22239-L2-INPUT] %s is refused', async (path) => {
    expect(await zhou.refused('GET', path)).toEqual([400, 'input.wrong'])
  })

  test.each([
    ['/api/desk/requests?view=all&after=nothing', 400, 'list.after'],
    [`/api/desk/requests?view=all&after=2026-05-14T00:00:00.000Z_${'-'.repeat(36)}`, 400, 'list.after'],
    ['/api/desk/requests?view=all&after=1_00000000-0000-0000-0000-000000000000', 400, 'list.after'],
    ['/api/board?path=9901&after=2026-05-14T00:00:00.000Z_x', 400, 'list.after'],
    ['/api/me/notices?after=yesterday_00000000-0000-0000-0000-000000000000', 400, 'list.after'],
    ['/api/me/notices?after=2026-02-30T00:00:00Z_00000000-0000-0000-0000-000000000000', 400, 'list.after'],
    ['/api/me/notices?after=2026-05-14T23:59:60Z_00000000-0000-0000-0000-000000000000', 400, 'list.after'],
    [
      '/api/me/notices?after=2026-05-14T23:59:59Z[Asia/Shanghai]_00000000-0000-0000-0000-000000000000',
      400,
      'list.after',
    ],
    ['/api/my/requests?after=open_nothing', 400, 'list.after'],
    ['/api/my/requests?after=2026-05-14T00:00:00.000Z_00000000-0000-0000-0000-000000000000', 400, 'list.after'],
    ['/api/overview?from=2026-05-02&to=2026-05-01', 422, 'overview.days'],
    ['/api/overview?from=2026-05-01&to=2026-05-02&path=9901019', 403, 'access.not-yours'],
    ['/api/communities/990101001999', 404, 'territory.unknown'],
    ['/api/nothing', 404, 'route.unknown'],
    ['/api/requests/x/actions/accept', 404, 'route.unknown'],
    [`/api/requests/${'9'.repeat(99)}`, 400, 'input.wrong'],
    [`/api/requests/${'9'.repeat(200)}`, 404, 'route.unknown'],
    ['/api/requests/%zz', 400, 'input.wrong'],
    ['/api/requests/%E4%B8', 400, 'input.wrong'],
    ['/nothing', 404, 'route.unknown'],
  ])('[GB22239-L2-INPUT] %s answers %i %s', async (path, status, code) => {
    const worker = path.startsWith('/api/overview') ? await shared().staff('xu') : zhou
    expect(await worker.refused('GET', path)).toEqual([status, code])
  })

  test('[GB22239-L2-INPUT] a way to ask that a route does not know is refused', async () => {
    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      expect(await zhou.refused(method, '/api/requests')).toEqual([404, 'route.unknown'])
    }
  })

  test('[BJ-10] a number with a wrong check digit is no number', async () => {
    const { number } = await report(chen)
    const wrong = `${number.slice(0, 8)}${(Number(number[8]) + 1) % 10}`
    const swapped = number.replace(/^(\d)(\d)/, '$2$1')
    for (const key of [wrong, ...(swapped === number || swapped.startsWith('0') ? [] : [swapped])]) {
      expect(await chen.refused('GET', `/api/requests/${key}`)).toEqual([404, 'matter.unknown'])
      expect(await zhou.done('POST', '/api/desk/search', { words: key })).toEqual({ requests: [], people: [] })
    }
  })

  test('[GB22239-L2-INPUT] whatever is searched for, the answer is a list', async () => {
    for (const words of [
      '%',
      '_',
      '\\',
      "'",
      "' or 1=1 --",
      '（）',
      '🏠',
      '𠮷',
      '0'.repeat(40),
      '12-2-502',
      '12幢2单元502室',
      'a%',
      '-',
      '\u202e',
      '*',
    ]) {
      const answer = await zhou.call('POST', '/api/desk/search', { words })
      expect([words, answer.status]).toEqual([words, 200])
    }
    for (const words of ['%', '\\', "'", '  ', '𠮷', 'a b', '_']) {
      const answer = await zhou.get<{ places: unknown[] }>(`/api/communities?words=${encodeURIComponent(words)}`)
      expect([words, answer.status, answer.body.places]).toEqual([words, 200, []])
    }
  })
})

describe('words', () => {
  test('[U38] emoji, families of emoji and rare signs are kept whole, and a limit counts signs', async () => {
    const rare = '𠮷㐂𰻝👨‍👩‍👧‍👦🇨🇳é家'
    const length = [...rare].length
    const words = rare.repeat(Math.floor(500 / length)).padEnd(0) + '丽'.repeat(500 % length)
    expect([...words]).toHaveLength(500)
    const { id } = await report(chen, {
      words,
      place: {
        community: places.community,
        buildingId: buildings.twelve,
        room: '𠮷'.repeat(12),
        words: '👨‍👩‍👧‍👦'.repeat(14),
      },
    })
    const seen = await detail(chen, id)
    expect(seen.words).toBe(words)
    expect(seen.place).toMatchObject({ room: '𠮷'.repeat(12), words: '👨‍👩‍👧‍👦'.repeat(14) })
    expect(seen.title.isWellFormed()).toBe(true)
    expect([...seen.title].length).toBeLessThanOrEqual(20)

    await act(chen, id, 'add', { words: '𰻝'.repeat(500) })
    expect((await detail(chen, id)).steps.at(-1)?.words).toEqual({ words: '𰻝'.repeat(500) })
    expect(await refusedAct(chen, id, 'add', { words: '𰻝'.repeat(501) })).toEqual([400, 'input.wrong'])
    expect((await chen.call('PUT', '/api/me', { name: '𠮷'.repeat(30) })).status).toBe(200)
    expect((await chen.call('PUT', '/api/me', { name: '陈佳' })).status).toBe(200)
  })

  test('[GB22239-L2-INPUT] a script is data: it comes back as it was written, in JSON that no browser takes for a page', async () => {
    const words = `<script>alert(1)</script><img src=x onerror=alert(1)>"'\`\${7*7}{{7*7}} '; drop table request; -- \u202e\u2028`
    const { id } = await report(chen, { words, place: { community: places.community, words } })
    const { headers, body } = await chen.get<{ words: string; place: { words: string } }>(`/api/requests/${id}`)
    expect(body.words).toBe(words.trim())
    expect(body.place.words).toBe(words.trim())
    expect(headers.get('content-type')).toMatch(/^application\/json/)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    const listed = await zhou.call<{ rows: { words: string }[] }>('GET', '/api/desk/requests?view=all')
    expect(listed.status).toBe(200)
  })

  test('[S3-45] a report needs words or a voice message, and a place', async () => {
    const before = await countRows(shared())
    const place = { community: places.community }
    const refused: [Record<string, unknown>, number, string][] = [
      [{ words: '' }, 422, 'request.words-missing'],
      [{ words: ' \n　' }, 422, 'request.words-missing'],
      [{ place }, 422, 'request.place-missing'],
      [{ place: { ...place, words: '  ' } }, 422, 'request.place-missing'],
      [{ place: { ...place, longitude: 121.5 } }, 400, 'input.wrong'],
      [{ place: { ...place, latitude: 29.8, words: '门口' } }, 400, 'input.wrong'],
      [{ place: { community: '990101001999', words: '门口' } }, 404, 'territory.unknown'],
      [{ place: { community: places.otherCommunity, buildingId: buildings.twelve } }, 422, 'building.unknown'],
      [{ place: { ...place, buildingId: newId() } }, 422, 'building.unknown'],
      [{ category: 'no-such-thing' }, 422, 'input.unknown'],
      [{ files: [newId()] }, 422, 'file.unknown'],
    ]
    for (const [more, status, code] of refused) {
      expect([more, ...(await chen.refused('POST', '/api/requests', reportBody(more)))]).toEqual([more, status, code])
    }
    expect(await countRows(shared())).toEqual(before)
  })

  test('[S3-45] what names something that is not there is refused by the database’s word, and nothing is written', async () => {
    const of = shared()
    const { id } = await report(chen)
    expect(await refusedAct(zhou, id, 'accept', { category: 'no-such-thing' })).toEqual([422, 'input.unknown'])
    expect(await journalOf(of, id)).toHaveLength(1)
    expect(await detail(zhou, id)).toMatchObject({ state: 'submitted', version: 1, category: null })
    await takeUp(zhou, id, of.staffIds.zhou)
    for (const until of ['2026-02-30', '2026-13-01', 'tomorrow', '2026-05-20T00:00:00Z']) {
      expect(await refusedAct(zhou, id, 'wait', { reason: '等配件', until })).toEqual([400, 'input.wrong'])
    }
    for (const until of ['2020-01-01', '2026-05-14', '2027-05-16', '9999-12-31']) {
      expect(await refusedAct(zhou, id, 'wait', { reason: '等配件', until })).toEqual([422, 'request.wait-day'])
    }
    expect(
      await refusedAct(zhou, id, 'reply', { words: '好了', answered: [0, 1, 2], omitted: [], files: [newId()] }),
    ).toEqual([422, 'file.unknown'])
    expect(await refusedAct(zhou, id, 'reply', { words: '好了', answered: [0, 0, 1], omitted: [] })).toEqual([
      400,
      'input.wrong',
    ])
  })
})

describe('photos', () => {
  const send = async (bytes: Buffer, type = 'image/jpeg', more = ''): Promise<[number, unknown]> => {
    const { status, body } = await sendFile(chen, `${newId()}?kind=photo${more}`, bytes, type)
    return [status, status === 200 ? body.type : (body.refusal as { code: string }).code]
  }

  test('[PIPL-51] where a photo was taken and every other hidden field is gone before it is kept', async () => {
    const bytes = await sharp({ create: { width: 3000, height: 1500, channels: 3, background: '#884422' } })
      .withExif({
        IFD0: { Make: 'SecretPhone', Artist: '陈佳' },
        IFD3: {
          GPSLatitudeRef: 'N',
          GPSLatitude: '29/1 52/1 0/1',
          GPSLongitudeRef: 'E',
          GPSLongitude: '121/1 32/1 0/1',
        },
      })
      .withXmp(
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/></x:xmpmeta>',
      )
      .jpeg()
      .toBuffer()
    expect((await sharp(bytes).metadata()).exif).toBeDefined()
    const id = await keepPhoto(chen, bytes)

    const kept = await chen.get<Buffer>(`/api/files/${id}`)
    const about = await sharp(kept.body).metadata()
    expect([about.exif, about.xmp, about.iptc]).toEqual([undefined, undefined, undefined])
    expect([about.format, about.width, about.height]).toEqual(['jpeg', 2048, 1024])
    expect(kept.body.includes('SecretPhone')).toBe(false)
    expect(kept.headers.get('content-security-policy')).toContain('sandbox')
  })

  test('[U14] a PNG named .jpg is a photo; what is none, or is broken, is refused by name', async () => {
    const image = sharp({ create: { width: 20, height: 20, channels: 4, background: { r: 1, g: 2, b: 3, alpha: 0 } } })
    const [png, webp, gif] = await Promise.all([
      image.clone().png().toBuffer(),
      image.clone().webp().toBuffer(),
      image.clone().gif().toBuffer(),
    ])
    expect(await send(png)).toEqual([200, 'image/jpeg'])
    expect(await send(webp, 'image/webp')).toEqual([200, 'image/jpeg'])
    expect(await send(png, 'application/octet-stream')).toEqual([200, 'image/jpeg'])

    const heic = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic'), Buffer.alloc(200)])
    expect(await send(heic, 'image/heic')).toEqual([415, 'file.heic'])
    expect(await send(Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypmif1'), Buffer.alloc(200)]))).toEqual(
      [415, 'file.heic'],
    )
    expect(await send(gif, 'image/gif')).toEqual([415, 'file.type'])
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')
    expect(await send(svg, 'image/svg+xml')).toEqual([415, 'file.type'])
    expect(await send(svg)).toEqual([415, 'file.type'])
    expect(await send(Buffer.from('%PDF-1.7'))).toEqual([415, 'file.type'])
    expect(await send(webm())).toEqual([415, 'file.type'])

    const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const
    const whole = await sharp({ create: { width: 300, height: 300, channels: 3, background: '#000', noise } })
      .jpeg()
      .toBuffer()
    expect(await send(whole)).toEqual([200, 'image/jpeg'])
    expect(await send(whole.subarray(0, whole.length / 2))).toEqual([422, 'file.broken'])
    expect(await send(Buffer.from([0xff, 0xd8, 0xff]))).toEqual([422, 'file.broken'])
    expect(await send(Buffer.concat([png.subarray(0, 30), Buffer.alloc(50)]))).toEqual([422, 'file.broken'])
    expect(await send(Buffer.alloc(0))).toEqual([422, 'file.broken'])
    expect(await sendFile(chen, `${newId()}?kind=photo`, Buffer.from('{}'), 'application/json')).toMatchObject({
      status: 422,
    })
    expect(await sendFile(chen, `${newId()}?kind=photo`, Buffer.alloc(12_000_001), 'image/jpeg')).toMatchObject({
      status: 413,
      body: { refusal: { code: 'input.too-large' } },
    })
    expect(await sendFile(chen, `${newId()}?kind=film`, whole, 'image/jpeg')).toMatchObject({ status: 400 })
    expect(await sendFile(chen, newId(), whole, 'image/jpeg')).toMatchObject({ status: 400 })
    expect(await sendFile(chen, `${newId()}?kind=photo`, whole, 'text/html')).toMatchObject({ status: 415 })
  })

  test('[U14] a small file that unfolds into a huge picture is refused', async () => {
    const bomb = await sharp({ create: { width: 16_000, height: 4_000, channels: 3, background: '#000' } })
      .png({ compressionLevel: 1 })
      .toBuffer()
    expect(bomb.length).toBeLessThan(12_000_000)
    expect(await send(bomb, 'image/png')).toEqual([422, 'file.broken'])
  })

  test('[BJ-8] a report takes five photos and one voice message, no more, and nobody else’s', async () => {
    const of = shared()
    const bytes = await jpeg()
    const photos = await Promise.all(Array.from({ length: 6 }, async () => await keepPhoto(chen, bytes)))
    const [voice, second] = [await keepVoice(chen), await keepVoice(chen)]
    const before = await countRows(of)
    const refused = async (files: unknown) => await chen.refused('POST', '/api/requests', reportBody({ files }))
    expect(await refused(photos)).toEqual([422, 'file.too-many'])
    expect(await refused([...photos, voice])).toEqual([400, 'input.wrong'])
    expect(await refused([voice, second])).toEqual([422, 'file.too-many'])
    expect(await refused([photos[0], photos[0]])).toEqual([400, 'input.wrong'])
    expect(
      await (await of.resident('wang')).refused('POST', '/api/requests', reportBody({ files: [photos[0]] })),
    ).toEqual([422, 'file.unknown'])
    expect(await countRows(of)).toMatchObject({ matter: before.matter, action: before.action })

    const { id } = await report(chen, { words: '', files: [...photos.slice(0, 5), voice] })
    const seen = await detail(chen, id)
    expect(seen.files.map(({ kind }) => kind).sort()).toEqual(['photo', 'photo', 'photo', 'photo', 'photo', 'voice'])
    expect(seen).toMatchObject({ words: '', title: '语音留言' })
  })
})

describe('voice messages', () => {
  test('[BJ-8] webm, ogg, mp4 and mp3 up to sixty seconds are taken; longer, larger or other files are refused', async () => {
    const send = async (bytes: Buffer, seconds: string): Promise<[number, unknown]> => {
      const { status, body } = await sendFile(chen, `${newId()}?kind=voice${seconds}`, bytes, 'audio/webm')
      return [status, status === 200 ? body.type : (body.refusal as { code: string }).code]
    }
    const begin = (text: string) => Buffer.concat([Buffer.from(text, 'latin1'), Buffer.alloc(40)])
    expect(await send(webm(), '&seconds=60')).toEqual([200, 'audio/webm'])
    expect(await send(webm(), '')).toEqual([200, 'audio/webm'])
    expect(await send(begin('OggS'), '&seconds=3')).toEqual([200, 'audio/ogg'])
    expect(await send(begin('\0\0\0\x20ftypM4A '), '&seconds=3')).toEqual([200, 'audio/mp4'])
    expect(await send(begin('ID3\x04'), '&seconds=3')).toEqual([200, 'audio/mpeg'])

    expect(await send(webm(), '&seconds=61')).toEqual([422, 'file.too-long'])
    expect(await send(webm(3_000_001), '&seconds=10')).toEqual([422, 'file.too-long'])
    expect(await send(webm(), '&seconds=-1')).toEqual([400, 'input.wrong'])
    expect(await send(await jpeg(), '&seconds=9')).toEqual([415, 'file.type'])
    expect(await send(begin('<html>'), '&seconds=9')).toEqual([415, 'file.type'])
    expect(await send(Buffer.from([0x1a]), '&seconds=9')).toEqual([415, 'file.type'])
    expect(await send(Buffer.alloc(0), '&seconds=9')).toEqual([422, 'file.broken'])
  })

  test('[U14] what nobody ever sends with a request is bounded: sixty files a day', async () => {
    const of = shared()
    const li = await of.resident('li')
    for (let kept = 0; kept < 60; kept++) await keepVoice(li)
    const answer = await sendFile(li, `${newId()}?kind=voice&seconds=9`, webm(), 'audio/webm')
    expect(answer).toMatchObject({ status: 429, body: { refusal: { code: 'file.too-many' } } })
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
  })
})
