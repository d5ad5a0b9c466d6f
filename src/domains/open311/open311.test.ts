/** Open311 GeoReport v2 as foreign programs call it: every call in both formats, what each refuses, and what happens in the queue. */
import { describe, expect, test } from 'vitest'
import { newId } from '#lib/ids.ts'
import { jpeg } from '#tests/support/files.ts'
import { Open311, register, type Xml } from '#tests/support/open311.ts'
import { act, detail, fullReply, report as reportHere } from '#tests/support/requests.ts'
import { buildings, places, sharedWorld, world } from '#tests/support/world.ts'

const shared = sharedWorld()

const report = {
  service_code: 'elevator',
  lat: '29.868',
  long: '121.535',
  description: '12 幢电梯又停了\n\n电梯停在三楼，老人下不来。\n\nhttps://fix.example/report/4711',
  first_name: '方小青',
  last_name: '',
  email: 'fang@example.org',
}
type Sent = { service_request_id: string; service_notice: string; account_id: string | null; token?: string }[]
type Errors = { code: string; description: string }[]

let made = 0
/** Another report each time. */
const fresh = (more: Record<string, string> = {}) => {
  made += 1
  return { ...report, description: `电梯停了，第 ${made} 次\n\n灯也不亮。`, email: `p${made}@example.org`, ...more }
}
const idOf = (json: unknown): string => (json as Sent)[0]?.service_request_id ?? ''

describe('an Open311 client', () => {
  test('[OPEN311-POST] [S3-54] [U10] a report sent with a key becomes an ordinary request in the one queue, with the same clock', async () => {
    const of = shared()
    const fix = await register(of, { name: '随手拍' })
    const sent = await fix.post('v2/requests', report)
    expect(sent.status).toBe(200)
    const [request] = sent.json as Sent
    expect(request?.service_notice).toMatch(/^已登记，编号 \d{4} \d{4} \d。2026年5月21日 18:00前答复/)
    const zhou = await of.staff('zhou')
    expect(await zhou.done('GET', `/api/requests/${request?.service_request_id}`)).toMatchObject({
      state: 'submitted',
      channel: 'open311',
      category: 'elevator',
      visibility: 'handler',
      mayPublish: false,
      words: '12 幢电梯又停了\n\n电梯停在三楼，老人下不来。',
      source: {
        system: '随手拍',
        externalId: '4711',
        link: 'https://fix.example/report/4711',
        words: report.description,
      },
      promise: { clock: 'firstContact', at: expect.stringMatching(/^2026-05-15T01:0/) },
    })
    const { rows } = await of.database.pool.query(
      `select how, about from consent c join request r on r.requester_id = c.person_id where r.matter_id = $1`,
      [request?.service_request_id],
    )
    expect(rows).toEqual([{ how: 'client', about: 'on_behalf' }])
  })

  test('[OPEN311-POST] the same report sent again, at once or later, opens nothing twice', async () => {
    const of = shared()
    const fix = await register(of, { name: '重发的平台' })
    const form = fresh()
    const both = await Promise.all([fix.post('v2/requests', form), fix.post('v2/requests', form)])
    const ids = both.map(({ json }) => idOf(json))
    expect(ids[0]).toBe(ids[1])
    expect(idOf((await fix.post('v2/requests', form)).json)).toBe(ids[0])
    expect(idOf((await fix.post('v2/requests', { ...form, description: '另一件事，水管漏了' })).json)).not.toBe(ids[0])
    const given = await fix.post('v2/requests', fresh(), 'json', { 'idempotency-key': 'a-1' })
    const again = await fix.post('v2/requests', { ...fresh(), 'attribute[fixmystreet_id]': 'a-1' })
    expect(idOf(again.json)).toBe(idOf(given.json))
    expect((again.json as Sent)[0]?.service_notice).toContain('没有重复登记')
  })

  test('[OPEN311-GET] [PIPL-51] its sender reads it whole; others see category, community, progress and dates only', async () => {
    const of = shared()
    const fix = await register(of, { name: '看得全的平台' })
    const other = await register(of, { name: '另一家平台' })
    const form = fresh({ phone: '12800009911' })
    const id = idOf((await fix.post('v2/requests', form)).json)
    const [own] = (await fix.get(`v2/requests/${id}`)).json as Record<string, unknown>[]
    expect(own).toMatchObject({
      service_request_id: id,
      status: 'open',
      service_code: 'elevator',
      service_name: '电梯故障',
      description: form.description,
      lat: 29.868,
      long: 121.535,
    })
    for (const who of [other, new Open311(of.origin)]) {
      const seen = await who.get(`v2/requests/${id}`, { extensions: 'true' })
      expect(seen.json).toEqual([
        expect.objectContaining({ service_request_id: id, status: 'open', description: null, media_url: null }),
      ])
      for (const secret of ['灯也不亮', '方小青', '12800009911', '9911', '12 幢', 'example.org', '121.535,'])
        expect(withoutIds(seen.text)).not.toContain(secret)
    }
  })

  test('[OPEN311-ERRORS] [OPEN311-FORMAT] each refusal is a list of errors in the format asked for, with the status of the standard', async () => {
    const of = shared()
    const fix = await register(of, { name: '出错的平台' })
    const nobody = new Open311(of.origin)
    const wrong = new Open311(of.origin, 'wrong')
    const all: [string, () => Promise<{ status: number; json: unknown; type: string }>, number, number?][] = [
      ['no key', async () => await nobody.post('v2/requests', report), 403],
      ['a wrong key', async () => await wrong.post('v2/requests', report), 403],
      ['no service', async () => await fix.post('v2/requests', { ...report, service_code: '' }), 400],
      ['an unknown service', async () => await fix.post('v2/requests', { ...report, service_code: 'x' }), 404],
      ['no place', async () => await fix.post('v2/requests', { ...report, lat: '', long: '' }), 400],
      ['half a place', async () => await fix.post('v2/requests', { ...report, lat: '' }), 400],
      ['none on earth', async () => await fix.post('v2/requests', { ...report, lat: '91' }), 400],
      ['outside the city', async () => await fix.post('v2/requests', { ...report, lat: '10', long: '10' }), 400],
      ['too long', async () => await fix.post('v2/requests', { ...report, description: '字'.repeat(4001) }), 400],
      ['an unknown jurisdiction', async () => await fix.get('v2/services', { jurisdiction_id: 'nowhere' }), 404],
      ['an unknown definition', async () => await fix.get('v2/services/nothing'), 404],
      ['an unknown request', async () => await fix.get(`v2/requests/${newId()}`), 404],
      ['no id', async () => await fix.get('v2/requests/1'), 404],
      ['an unknown token', async () => await fix.get(`v2/tokens/${newId()}`), 404],
      ['a date without a zone', async () => await fix.get('v2/requests', { start_date: '2026-05-01T00:00:00' }), 400],
      ['a day that is none', async () => await fix.get('v2/requests', { start_date: '2026-02-30T00:00:00Z' }), 400],
      [
        'too wide a span',
        async () =>
          await fix.get('v2/requests', { start_date: '2026-01-01T00:00:00Z', end_date: '2026-05-01T00:00:00Z' }),
        400,
      ],
      ['a wrong status', async () => await fix.get('v2/requests', { status: 'done' }), 400],
      ['a wrong page', async () => await fix.get('v2/requests', { page: '0' }), 400],
      ['too large a page', async () => await fix.get('v2/requests', { page_size: '1001' }), 400],
      ['an unknown path', async () => await fix.get('v2/anything'), 404],
      ['a wrong method', async () => await fix.call('DELETE', 'v2/services.json'), 400],
      [
        'a body of another kind',
        async () => await fix.call('POST', 'v2/requests.json', '{}', { 'content-type': 'application/json' }),
        400,
      ],
      [
        'a body too large',
        async () =>
          await fix.call('POST', 'v2/requests.json', 'a'.repeat(300_000), {
            'content-type': 'application/x-www-form-urlencoded',
          }),
        400,
      ],
      ['no key for updates', async () => await nobody.get('v2/servicerequestupdates'), 403],
    ]
    for (const [what, work, status] of all) {
      const came = await work()
      expect([what, came.status, came.type]).toEqual([what, status, 'application/json; charset=utf-8'])
      const errors = came.json as Errors
      expect(Array.isArray(errors) && errors.length > 0, what).toBe(true)
      for (const error of errors) {
        expect(error.code).toMatch(/^[45]\d\d$/)
        expect(error.description).toMatch(/[\u4e00-\u9fff].*/)
        expect(error.description).not.toMatch(/refusal\.|\{/)
      }
    }
    const xml = await nobody.call('POST', 'v2/requests.xml', '', {})
    expect([xml.status, xml.type, xml.root]).toEqual([403, 'text/xml; charset=utf-8', 'errors'])
    expect(xml.xml).toMatchObject({ error: [{ code: ['403'], description: [expect.any(String)] }] })
    const yaml = await nobody.get('v2/services', {}, '')
    expect([yaml.status, yaml.root]).toEqual([404, 'errors'])
    const english = await nobody.get('v2/services', { jurisdiction_id: 'nowhere', locale: 'en' })
    expect((english.json as Errors)[0]?.description).toContain('There is no jurisdiction nowhere')
  })

  test('[OPEN311-UPDATES] [U18] hears in the feed what its reporter may read, and nothing that is internal', async () => {
    const of = await world()
    const fix = await register(of, { name: '听进展的平台' })
    const id = idOf((await fix.post('v2/requests', fresh())).json)
    const zhou = await of.staff('zhou')
    await act(zhou, id, 'accept', {})
    await act(zhou, id, 'note', { words: '内部：住户情绪激动' })
    await act(zhou, id, 'reply', { words: '电梯公司今天下午来修。', answered: [0, 1], omitted: [] })
    const feed = await fix.get('v2/servicerequestupdates')
    expect(feed.json).toMatchObject([
      { service_request_id: id, status: 'INVESTIGATING', description: '社区已受理。' },
      { service_request_id: id, status: 'IN_PROGRESS', description: '电梯公司今天下午来修。' },
    ])
    expect(feed.text).not.toContain('内部')
    const [row] = (await fix.get(`v2/requests/${id}`)).json as Record<string, unknown>[]
    expect(row).toMatchObject({ status: 'open', status_notes: '电梯公司今天下午来修。' })

    const form = {
      service_request_id: id,
      status: 'REOPEN',
      description: '下午没有人来',
      update_id: '7',
      updated_datetime: '2026-05-14T10:00:00+08:00',
    }
    const sent = await fix.post('v2/servicerequestupdates', form, 'xml')
    expect([sent.status, sent.root]).toEqual([200, 'service_request_updates'])
    const again = await fix.post('v2/servicerequestupdates', form, 'xml')
    expect(again.text).toBe(sent.text)
    expect(await zhou.done('GET', `/api/requests/${id}`)).toMatchObject({ state: 'reopened' })
    const { rows } = await of.database.pool.query(
      `select count(*)::int as n from action where subject_id = $1 and kind = 'request.reopen'`,
      [id],
    )
    expect(rows).toEqual([{ n: 1 }])
  })

  test('[OPEN311-KEY] is held to its limits and stops when it is suspended', async () => {
    const of = await world()
    const fix = await register(of, { name: '频繁的平台', perMinute: 2 })
    expect((await fix.get('v2/services')).status).toBe(200)
    expect((await fix.get('v2/services')).status).toBe(200)
    const third = await fix.get('v2/services')
    expect(third.status).toBe(429)
    expect((third.json as Errors)[0]?.code).toBe('429')
    expect(Number(third.headers.get('retry-after'))).toBeGreaterThan(0)
    of.clock.advance(60_000)
    expect((await fix.get('v2/services')).status).toBe(200)
    const system = await of.staff('system')
    const body = {
      id: newId(),
      name: '频繁的平台',
      contact: '值班',
      perMinute: 2,
      perDay: 10,
      mayUpdate: false,
      suspended: true,
    }
    await system.done('POST', `/api/open311/clients/${fix.id}`, body)
    expect((await fix.post('v2/requests', fresh())).status).toBe(403)
  })

  test('[OPEN311-DISCOVERY] [OPEN311-SERVICES] finds the endpoints and the services, in XML and in JSON', async () => {
    const of = shared()
    const anyone = new Open311(of.origin)
    const json = (await anyone.get('discovery')).json as {
      endpoints: { type: string; url: string; formats: string[] }[]
    }
    expect(json.endpoints.map(({ type, url }) => [type, url])).toEqual([
      ['production', `${of.origin}/open311/v2`],
      ['test', `${of.origin}/open311/test/v2`],
    ])
    const xml = await anyone.get('discovery', {}, 'xml')
    expect([xml.status, xml.type, xml.root]).toEqual([200, 'text/xml; charset=utf-8', 'discovery'])
    const services = (await anyone.get('v2/services')).json as Record<string, unknown>[]
    expect(services[0]).toEqual({
      service_code: 'elevator',
      service_name: '电梯故障',
      description: expect.stringContaining('Lift'),
      metadata: false,
      type: 'realtime',
      keywords: expect.any(String),
      group: expect.any(String),
    })
    expect((await anyone.get('v2/services/elevator')).json).toEqual({ service_code: 'elevator', attributes: [] })
  })

  test('[OPEN311-FORMAT] every call says in XML what it says in JSON', async () => {
    const of = shared()
    const fix = await register(of, { name: '两种格式的平台' })
    const id = idOf(
      (await fix.post('v2/requests', fresh({ description: 'a < b & "c" > 𠮷\r\n第二行', email: 'xml@example.org' })))
        .json,
    )
    const calls: [string, Record<string, string>][] = [
      ['discovery', {}],
      ['v2/services', {}],
      ['v2/services/elevator', {}],
      [`v2/requests/${id}`, { extensions: 'true' }],
      ['v2/requests', { service_request_id: id }],
      ['v2/requests', { status: 'open', page_size: '3' }],
      ['v2/servicerequestupdates', {}],
      ['test/v2/services', {}],
      ['test/v2/services/TEST-PUMP', {}],
    ]
    for (const [path, query] of calls) {
      const json = await fix.get(path, query, 'json')
      const xml = await fix.get(path, query, 'xml')
      expect([path, json.status, xml.status, xml.type]).toEqual([path, 200, 200, 'text/xml; charset=utf-8'])
      expect(xml.text.startsWith('<?xml version="1.0" encoding="utf-8"?>\n')).toBe(true)
      expect([path, plainOf(xml.xml)]).toEqual([path, leavesOf(json.json)])
    }
  })

  test('[OPEN311-POST] photos come along without their position, and the address of a picture is kept as words', async () => {
    const of = shared()
    const fix = await register(of, { name: '带照片的平台' })
    const form = new FormData()
    for (const [name, value] of Object.entries(fresh({ media_url: 'http://127.0.0.1:9/never-fetched.jpg' })))
      form.append(name, value)
    form.append('api_key', fix.key ?? '')
    form.append('media[]', new Blob([new Uint8Array(await jpeg(10))], { type: 'image/jpeg' }), 'a.jpg')
    form.append('media[]', new Blob([new Uint8Array(await jpeg(90))], { type: 'image/jpeg' }), 'b.jpg')
    const sent = await fix.call('POST', 'v2/requests.json', form)
    expect(sent.status).toBe(200)
    const seen = await detail(await of.staff('zhou'), idOf(sent.json))
    expect(seen.files.map(({ kind, type }) => [kind, type])).toEqual([
      ['photo', 'image/jpeg'],
      ['photo', 'image/jpeg'],
    ])
    expect(seen.source?.media).toEqual(['http://127.0.0.1:9/never-fetched.jpg'])
    const broken = new FormData()
    for (const [name, value] of Object.entries(fresh())) broken.append(name, value)
    broken.append('api_key', fix.key ?? '')
    broken.append('media', new Blob(['no picture'], { type: 'image/jpeg' }), 'a.jpg')
    expect((await fix.call('POST', 'v2/requests.json', broken)).status).toBe(400)
  })

  test.each([
    {
      what: 'a position at a building',
      form: { lat: '29.868', long: '121.535', address_string: '' },
      path: places.grid,
    },
    { what: 'a position some way off', form: { lat: '29.875', long: '121.54' }, path: places.community },
    {
      what: 'an address with the community',
      form: { lat: '', long: '', address_string: '白云街道牡丹社区门口' },
      path: places.community,
    },
    {
      what: 'an address with estate and building',
      form: { lat: '', long: '', address_string: '牡丹新村5号楼' },
      path: places.grid,
    },
    {
      what: 'a community code',
      form: { lat: '', long: '', address_id: places.otherCommunity },
      path: places.otherCommunity,
    },
    { what: 'the id of a building', form: { lat: '', long: '', address_id: buildings.far }, path: places.farCommunity },
  ])('[OPEN311-POST] $what says where it belongs', async ({ what, form, path }) => {
    const of = shared()
    const fix = await register(of, { name: `平台：${what}` })
    const sent = await fix.post('v2/requests', fresh(form))
    expect([sent.status, sent.text]).toEqual([200, expect.any(String)])
    const { rows } = await of.database.pool.query('select path from matter where id = $1', [idOf(sent.json)])
    expect(rows).toEqual([{ path }])
  })

  test('[OPEN311-POST] long words are cut for the list and kept whole, and a long update becomes several', async () => {
    const of = await world()
    const fix = await register(of, { name: '写得长的平台' })
    const description = `北门积水\n\n${'水'.repeat(3000)}`
    const id = idOf((await fix.post('v2/requests', fresh({ description }))).json)
    const lin = await of.staff('lin')
    const seen = await detail(lin, id)
    expect([...seen.words]).toHaveLength(500)
    expect(seen.source?.words).toBe(description)
    const update = { service_request_id: id, status: 'OPEN', description: '又'.repeat(1200) }
    expect((await fix.post('v2/servicerequestupdates', update)).status).toBe(200)
    const added = (await detail(lin, id)).steps.filter(({ kind }) => kind === 'add')
    expect(added.map(({ words }) => String(words?.words).length)).toEqual([500, 500, 200])
    expect((await fix.get('v2/servicerequestupdates')).json).toEqual([])
  })

  test('[OPEN311-GET] [PIPL-51] what a resident said here is told to others only as published, never with name, phone or room', async () => {
    const of = await world()
    const chen = await of.resident()
    const zhou = await of.staff('zhou')
    const { id } = await reportHere(chen)
    const anyone = new Open311(of.origin)
    const all = async () =>
      (
        await Promise.all(
          (['xml', 'json'] as const).map((format) => anyone.get('v2/requests', { extensions: 'true' }, format)),
        )
      ).map(({ text }) => text)
    for (const text of await all()) {
      expect(text).toContain(id)
      for (const secret of ['陈佳', '12800000316', '0316', '502', '妈', '12 幢', '铃按了'])
        expect(withoutIds(text)).not.toContain(secret)
    }
    await act(zhou, id, 'accept', {})
    await act(zhou, id, 'reply', fullReply)
    const few = async () => (await anyone.get(`v2/requests/${id}`)).json
    expect(await few()).toMatchObject([{ description: null, status: 'open', address: '白云街道 牡丹社区' }])
    await act(zhou, id, 'publish', { words: '电梯常停，请尽快修。', reply: '门锁触点已换。', photos: [] })
    expect(await few()).toMatchObject([
      {
        description: '电梯常停，请尽快修。',
        status_notes: '门锁触点已换。',
        address: '白云街道 牡丹社区 牡丹新村',
      },
    ])
    for (const text of await all())
      for (const secret of ['陈佳', '12800000316', '502', '妈', '12 幢', '铃按了'])
        expect(withoutIds(text)).not.toContain(secret)
    await of.database.pool.query(`update matter set visibility = 'sealed' where id = $1`, [id])
    expect((await anyone.get(`v2/requests/${id}`)).status).toBe(404)
    for (const text of await all()) expect(text).not.toContain(id)
  })

  test('[OPEN311-GET] is closed when nobody can object any more, and lists go by time, status and page', async () => {
    const of = await world()
    const fix = await register(of, { name: '翻页的平台' })
    const zhou = await of.staff('zhou')
    const ids: string[] = []
    for (let n = 0; n < 3; n += 1) {
      ids.push(idOf((await fix.post('v2/requests', fresh())).json))
      of.clock.advance(60_000)
    }
    const listed = async (query: Record<string, string>) =>
      ((await fix.get('v2/requests', query)).json as Sent).map((row) => row.service_request_id)
    expect(await listed({})).toEqual([...ids].reverse())
    expect(await listed({ page_size: '2' })).toEqual([ids[2], ids[1]])
    expect(await listed({ page_size: '2', page: '2' })).toEqual([ids[0]])
    expect(await listed({ service_request_id: `${ids[0]},${newId()},nothing`, status: 'closed' })).toEqual([ids[0]])
    expect(await listed({ service_code: 'noise' })).toEqual([])
    expect(await listed({ service_code: 'noise,elevator', status: 'OPEN' })).toHaveLength(3)
    expect(await listed({ start_date: '2026-05-14T09:01:00+08:00', end_date: '2026-05-14T09:01:59+08:00' })).toEqual([
      ids[1],
    ])
    const id = ids[0] ?? ''
    await act(zhou, id, 'refer', { reason: '归供电公司管', place: '供电营业厅', phone: '95598' })
    expect(await listed({ status: 'closed' })).toEqual([])
    await of.pass(24 * 5)
    expect(await listed({ status: 'closed' })).toEqual([id])
    expect((await fix.get(`v2/requests/${id}`)).json).toMatchObject([
      {
        status: 'closed',
        status_notes: '归供电公司管。可找：供电营业厅，95598',
        updated_datetime: expect.stringMatching(/^2026-05-14T/),
      },
    ])
    const again = { service_request_id: id, status: 'REOPEN', description: '还是不亮' }
    expect((await fix.post('v2/servicerequestupdates', again)).status).toBe(400)
    expect((await fix.post('v2/servicerequestupdates', { ...again, status: 'OPEN' })).status).toBe(400)
  })

  test('[OPEN311-ERRORS] what an address may call in a minute is said in the same form', async () => {
    const of = await world({ limited: true })
    const anyone = new Open311(of.origin)
    const statuses = await Promise.all(Array.from({ length: 310 }, async () => (await anyone.get('v2/nothing')).status))
    expect(statuses.filter((status) => status === 429)).toHaveLength(10)
    const last = await anyone.get('v2/services', {}, 'xml')
    expect([last.status, last.root]).toEqual([429, 'errors'])
  })
})

/** Ids are random digits, among which a room may stand by chance. */
const withoutIds = (text: string): string => text.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '')

/** What stands in a document, in order, whatever its elements are called. */
function plainOf(xml: Xml): string[] {
  if (typeof xml === 'string') return xml === '' ? [] : [xml]
  return Object.values(xml).flatMap((children) => children.flatMap(plainOf))
}

function leavesOf(json: unknown): string[] {
  if (Array.isArray(json)) return json.flatMap(leavesOf)
  if (json !== null && typeof json === 'object') return Object.values(json).flatMap(leavesOf)
  return json === null || json === '' ? [] : [String(json)]
}

describe('the test endpoint', () => {
  test('[OPEN311-TEST] takes, tells, closes and forgets, and the city’s queue hears nothing', async () => {
    const of = shared()
    const trial = new Open311(of.origin, 'test')
    const count = async () => (await of.database.pool.query('select count(*)::int as n from matter')).rows
    const before = await count()
    const sent = await trial.post('test/v2/requests', { ...report, service_code: 'TEST-LATER' })
    const token = (sent.json as Sent)[0]?.token ?? ''
    expect(token).not.toBe('')
    const [found] = (await trial.get(`test/v2/tokens/${token}`)).json as Sent
    const id = found?.service_request_id ?? ''
    await trial.post('test/v2/servicerequestupdates', {
      service_request_id: id,
      status: 'CLOSED',
      description: '修好了',
    })
    expect((await trial.get(`test/v2/requests/${id}`)).json).toMatchObject([{ status: 'closed' }])
    expect((await trial.get('test/v2/servicerequestupdates')).json).toMatchObject([{ status: 'CLOSED' }])
    expect((await trial.post('test/v2/requests', { ...report, service_code: 'TEST-PUMP' })).status).toBe(400)
    expect((await trial.post('test/v2/reset', {})).status).toBe(200)
    expect((await trial.get(`test/v2/requests/${id}`)).status).toBe(404)
    expect(await count()).toEqual(before)
    expect((await trial.post('v2/requests', report)).status).toBe(403)
  })

  test('[OPEN311-TEST] [PIPL-19] what was left there is forgotten after some days, and who sent a request with its words', async () => {
    const of = await world()
    const trial = new Open311(of.origin, 'test')
    await trial.post('test/v2/requests', { ...report, service_code: 'TEST-LAMP' })
    const fix = await register(of, { name: '很久以前的平台' })
    const id = idOf((await fix.post('v2/requests', fresh({ account_id: 'fang-17' }))).json)
    const zhou = await of.staff('zhou')
    await act(zhou, id, 'refer', { reason: '归供电公司管', place: '供电营业厅', phone: '95598' })
    of.clock.advance(86_400_000 * 366 * 4)
    await of.chores()
    of.clock.advance(86_400_000)
    await of.chores()
    const { rows } = await of.database.pool.query(
      `select (select count(*)::int from open311_trial) as trials, (select count(*)::int from request_source) as sources,
         (select count(*)::int from open311_report where account_id is not null or sender_mark is not null) as senders`,
    )
    expect(rows).toEqual([{ trials: 0, sources: 0, senders: 0 }])
  })
})

describe('registering clients', () => {
  test('[OPEN311-KEY] [GB22239-L2-ROLES] is the system administrator’s alone, is recorded, and keeps no key', async () => {
    const of = shared()
    const body = {
      id: newId(),
      name: '登记的平台',
      contact: '值班 0574-55500009',
      perMinute: 60,
      perDay: 100,
      mayUpdate: true,
    }
    expect(await of.visitor().refused('POST', '/api/open311/clients', body)).toEqual([401, 'access.signed-out'])
    for (const name of ['zhou', 'he', 'security', 'audit'] as const) {
      const client = await of.staff(name)
      expect(await client.refused('POST', '/api/open311/clients', body)).toEqual([403, 'access.not-yours'])
      expect(await client.refused('GET', '/api/open311/clients')).toEqual([403, 'access.not-yours'])
    }
    const system = await of.staff('system')
    const first = await system.done<{ id: string; key: string }>('POST', '/api/open311/clients', body)
    expect(await system.done('POST', '/api/open311/clients', body)).toEqual(first)
    expect(await system.refused('POST', '/api/open311/clients', { ...body, name: '别的' })).toEqual([
      409,
      'action.reused',
    ])
    expect(await system.refused('POST', '/api/open311/clients', { ...body, id: newId() })).toEqual([
      422,
      'open311.client-name',
    ])
    const alike = await Promise.all(
      Array.from(
        { length: 6 },
        async () =>
          (await system.call('POST', '/api/open311/clients', { ...body, id: newId(), name: '同名的' })).status,
      ),
    )
    expect(alike.toSorted()).toEqual([200, 422, 422, 422, 422, 422])
    const { rows } = await of.database.pool.query(`select kind, facts from action where subject_id = $1`, [first.id])
    expect(rows).toEqual([{ kind: 'open311.client-added', facts: { perMinute: 60, perDay: 100, mayUpdate: true } }])
    const kept = await of.database.pool.query('select row_to_json(c)::text as text from open311_client c')
    for (const { text } of kept.rows) expect(text).not.toContain(first.key)
    const next = await system.done<{ key: string }>('POST', `/api/open311/clients/${first.id}/key`, { id: newId() })
    expect((await new Open311(of.origin, first.key).get('v2/servicerequestupdates')).status).toBe(403)
    expect((await new Open311(of.origin, next.key).get('v2/servicerequestupdates')).status).toBe(200)
    const missing = `/api/open311/clients/${newId()}`
    expect(await system.refused('POST', `${missing}/key`, { id: newId() })).toEqual([404, 'open311.client-unknown'])
    expect(await system.refused('POST', missing, { ...body, id: newId(), suspended: false })).toEqual([
      404,
      'open311.client-unknown',
    ])
  })
})
