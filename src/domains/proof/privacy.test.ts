/**
 * Tries to find the reporter from everything that anybody can read: what was planted of people must not be in any of it.
 * A new public route is asked by itself; what needs more than an address is asked by hand.
 */
import { beforeAll, describe, expect, test } from 'vitest'
import { closeDays } from '#foundation/journal/checkpoints.ts'
import { Sealer } from '#foundation/journal/seals.ts'
import { newId } from '#lib/ids.ts'
import type { Client } from '#tests/support/client.ts'
import { jpeg, keepPhoto } from '#tests/support/files.ts'
import { Open311, register } from '#tests/support/open311.ts'
import { act, detail, fullReply, report } from '#tests/support/requests.ts'
import { buildings, phones, places, sharedWorld } from '#tests/support/world.ts'
import { domains } from '../../program.ts'

const shared = sharedWorld()
/** Of people, in one community: one published, one that stays with its handler, one taken in for a neighbour, one from outside. */
const needles = {
  name: '欧阳暗名',
  callName: '慕容代名',
  nickname: '司徒外名',
  phone: '12800019753',
  callPhone: '12800018642',
  room: '暗室1937',
  words: '暗话一二三四',
  hidden: '暗话五六七八',
  note: '暗注九九',
  voice: '暗录七七',
  mail: 'needle@example.org',
} as const

const open: { id: string; number: string }[] = []
const secret: { id: string; number: string }[] = []
let ids: string[] = []
let reporter: Client

beforeAll(async () => {
  const of = shared()
  const lin = await of.staff('lin')
  const zhou = await of.staff('zhou')
  reporter = await of.visitor().signInResident(needles.phone, needles.name)
  const place = { community: places.community, buildingId: buildings.twelve, unit: 2, room: needles.room }
  const [shown, kept] = [await keepPhoto(reporter), await keepPhoto(reporter)]

  const published = await report(reporter, {
    words: `我是${needles.name}，${needles.words}`,
    place,
    files: [shown, kept],
  })
  await act(zhou, published.id, 'note', { words: needles.note })
  await act(zhou, published.id, 'accept', { kind: 'help', category: 'elevator' })
  await act(zhou, published.id, 'contact', { way: 'phone', reached: true, words: needles.voice })
  await act(zhou, published.id, 'reply', { ...fullReply, words: `${needles.name}您好，${needles.words}` })
  await act(lin, published.id, 'publish', { words: '12 幢电梯停过', reply: '换好了', photos: [shown] })
  open.push(published)

  const hidden = await report(reporter, { words: needles.hidden, place, visibility: 'handler' })
  const behalf = { channel: 'phone', name: needles.callName, phone: needles.callPhone, consent: 'voice' }
  const taken = await report(lin, { words: needles.hidden, behalf })
  const fix = await register(of, { name: '外部平台' })
  const sent = await fix.post('v2/requests', {
    service_code: 'elevator',
    address_id: places.community,
    address_string: needles.room,
    description: needles.hidden,
    first_name: needles.nickname,
    phone: needles.callPhone,
    email: needles.mail,
  })
  const outside = (sent.json as { service_request_id: string }[])[0]?.service_request_id ?? ''
  expect(sent.status).toBe(200)
  secret.push(hidden, taken, { id: outside, number: (await detail(lin, outside)).number })

  const sealer = new Sealer(of.database, of.service.seals)
  for (let look = 0; look < 2; look += 1) await sealer.look(of.clock.now())
  await closeDays(of.database, of.service.seals, new Date(of.clock.now().getTime() + 86_400_000))
  const { rows } = await of.database.pool.query<{ id: string }>(
    // a grid worker's name, phone and id are told to everybody: that is what they are for
    `select id::text from person p where not exists (select 1 from account a where a.person_id = p.id and a.kind = 'staff')
     union select id::text from account where kind = 'resident' union select id::text from file where public_at is null`,
  )
  ids = rows.map(({ id }) => id)
})

/** What of the planted is in a text. */
function findIn(text: string): string[] {
  const encoded = [...Object.values(needles), ...ids, ...Object.values(phones)].flatMap((needle) => {
    const forms = [needle, encodeURIComponent(needle), JSON.stringify(needle).slice(1, -1), needle.toUpperCase()]
    return forms.some((form) => text.includes(form)) ? [needle] : []
  })
  return [...new Set(encoded)]
}

async function textOf(client: Client, path: string): Promise<string> {
  const { body, headers } = await client.call('GET', path)
  const told = [...headers].map(([name, value]) => `${name}: ${value}`).join('\n')
  return `${told}\n${Buffer.isBuffer(body) ? body.toString('utf8') : JSON.stringify(body)}`
}

/** Every route that asks nobody who they are, with what an address needs. */
const publicPaths = domains.flatMap(({ contract }) =>
  Object.values(contract)
    .filter(({ who, method }) => who === 'anyone' && method === 'GET')
    .map(({ path }) => `/api${path}`),
)
const values: Readonly<Record<string, readonly string[]>> = {
  path: [places.community, places.city, places.street, places.grid],
}

describe('the reporter is not found', () => {
  test('[PIPL-51] [U03] in what any public route answers, whatever it is asked for', async () => {
    const visitor = shared().visitor()
    const found: [string, string[]][] = []
    let answered = 0
    for (const path of publicPaths) {
      const names = [...path.matchAll(/:(\w+)/g)].map(([, name]) => name ?? '')
      const tries =
        names.length === 0
          ? [
              '',
              `?path=${places.community}`,
              `?path=${places.city}`,
              `?path=${places.grid}`,
              '?words=ou',
              '?path=9901&lang=en',
            ]
          : [...open, ...secret].flatMap(({ id, number }) => [id, number]).concat(values.path ?? [], ids.slice(0, 40))
      for (const one of tries) {
        const address = names.length === 0 ? `${path}${one}` : path.replace(/:\w+/g, one)
        const text = await textOf(visitor, address)
        answered += 1
        // an id that was asked for may be said again, and nothing else
        const said = findIn(text.replaceAll(one || '\0', ''))
        if (said.length > 0) found.push([address, said])
      }
    }
    expect(found).toEqual([])
    expect(answered).toBeGreaterThan(100)
  })

  test('[PIPL-51] [U34] on the board and in its feeds: what was approved is there, and nothing else of it', async () => {
    const visitor = shared().visitor()
    for (const path of ['/api/board', '/api/board/rss', '/api/board/geojson'])
      for (const place of [places.community, places.city]) {
        const text = await textOf(visitor, `${path}?path=${place}`)
        expect(text).toContain('12 幢电梯停过')
        expect(text).toContain(open[0]?.number)
        expect(findIn(text)).toEqual([])
        for (const { id, number } of secret) {
          expect(text).not.toContain(number)
          expect(text).not.toContain(id)
        }
      }
  })

  test('[PIPL-51] by the number of a request: without the last digits of the phone nothing, with them no name, room or other words', async () => {
    const visitor = shared().visitor()
    for (const { number } of [...open, ...secret]) {
      for (const tail of ['0000', '', '９９９９'])
        expect(await visitor.refused('POST', '/api/track', { number, tail })).toEqual([404, 'track.not-found'])
      expect((await visitor.call('GET', `/api/requests/${number}`)).status).toBe(401)
      expect((await visitor.call('GET', `/api/requests/${number}/proof`)).status).toBe(401)
    }
    const own = await visitor.done('POST', '/api/track', { number: open[0]?.number, tail: needles.phone.slice(-4) })
    const text = JSON.stringify(own)
    for (const needle of [needles.phone, needles.room, needles.note, needles.voice, needles.hidden])
      expect(text).not.toContain(needle)
  })

  test('[U03] in the receipt, the stream or the files of somebody else', async () => {
    const of = shared()
    const [visitor, wang] = [of.visitor(), await of.resident('wang')]
    for (const { id, number } of [...open, ...secret])
      for (const key of [id, number]) {
        expect((await wang.call('GET', `/api/requests/${key}/proof`)).status).toBe(404)
        expect(findIn(JSON.stringify((await wang.call('GET', `/api/requests/${key}`)).body))).toEqual([])
      }
    expect((await visitor.call('GET', '/api/live')).status).toBe(401)
    for (const file of (await detail(reporter, open[0]?.id ?? '')).files)
      expect([file.public, (await visitor.call('GET', `/api/files/${file.id}`)).status]).toEqual([
        file.public,
        file.public ? 200 : 404,
      ])
    // a receipt of one's own holds what one wrote, and nobody else
    const mine = JSON.stringify(await reporter.done('GET', `/api/requests/${open[0]?.id}/proof`))
    for (const needle of [needles.note, needles.voice, needles.hidden, needles.callName])
      expect(mine).not.toContain(needle)
  })

  test('[PIPL-51] [OPEN311-GET] in what Open311 answers to nobody and to another system, in either format', async () => {
    const of = shared()
    const other = await register(of, { name: '另一家' })
    for (const who of [new Open311(of.origin), other])
      for (const format of ['json', 'xml'] as const)
        for (const call of [
          'v2/requests',
          'v2/services',
          ...[...open, ...secret].map(({ id }) => `v2/requests/${id}`),
        ]) {
          const { text } = await who.get(call, { extensions: 'true' }, format)
          expect([call, findIn(text)]).toEqual([call, []])
        }
  })

  test('[PIPL-51] in what describes and measures the program, in refusals, and in what is made up for a search', async () => {
    const visitor = shared().visitor()
    for (const path of [
      '/openapi.json',
      '/metrics',
      '/healthz',
      '/readyz',
      '/no/such/page',
      `/api/requests/${newId()}`,
    ])
      expect([path, findIn(await textOf(visitor, path))]).toEqual([path, []])
    for (const words of ['欧阳', 'oy', needles.phone.slice(-4), needles.words.slice(0, 2), '电梯']) {
      const answers = [
        await visitor.call('POST', '/api/desk/search', { words }),
        await visitor.call('POST', '/api/request-categories/suggestions', { words }),
      ]
      for (const { body } of answers) expect(findIn(JSON.stringify(body))).toEqual([])
    }
    const signIn = { phone: needles.phone, noticeVersion: 'x' }
    expect(findIn(JSON.stringify((await visitor.call('POST', '/api/sign-in/codes', signIn)).body))).toEqual([])
    expect(
      (await visitor.call('POST', `/api/files/${newId()}?kind=photo`, await jpeg(), { 'content-type': 'image/jpeg' }))
        .status,
    ).toBe(401)
  })

  test('[PIPL-51] [U13] in the published days, which hold hashes and a count and nothing else', async () => {
    const { checkpoints } = await shared()
      .visitor()
      .done<{ checkpoints: Record<string, unknown>[] }>('GET', '/api/checkpoints')
    expect(checkpoints).toHaveLength(1)
    expect(Object.keys(checkpoints[0] ?? {}).sort()).toEqual(
      ['before', 'closedAt', 'day', 'hash', 'keyId', 'number', 'publicKey', 'root', 'signature', 'size'].sort(),
    )
    expect(findIn(JSON.stringify(checkpoints))).toEqual([])
  })
})
