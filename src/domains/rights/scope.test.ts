/**
 * Who finds what somebody asked about their data, by every door: the person, a neighbour, a helper, every role. Only the person
 * and who handles it read it; nowhere else does it show.
 */
import { beforeAll, describe, expect, test } from 'vitest'
import { newId } from '#lib/ids.ts'
import type { Client } from '#tests/support/client.ts'
import { asks, rightsOf } from '#tests/support/rights.ts'
import { phones, places, sharedWorld } from '#tests/support/world.ts'

const shared = sharedWorld()

/** 孙丽 is the head of the other community of the street, and the desk of one in another street. */
const people = ['chen', 'wang', 'zhou', 'lin', 'xu', 'sun', 'shen', 'he', 'system', 'audit'] as const
type Person = (typeof people)[number]
/** Who reads 陈佳’s: herself, desk and head of her community, the officer of her street. */
const readers: readonly Person[] = ['chen', 'lin', 'xu', 'shen']

const clients = {} as Record<Person, Client>
let id = ''
let number = ''

beforeAll(async () => {
  const of = shared()
  await of.database.db
    .insertInto('role_grant')
    .values({ person_id: of.staffIds.sun, role: 'community_head', path: places.otherCommunity, from_on: '2026-01-01' })
    .execute()
  for (const person of people)
    clients[person] = person === 'chen' || person === 'wang' ? await of.resident(person) : await of.staff(person)
  // 王秀英 helps 陈佳 with everything a helper can be given
  const helping = { id: newId(), name: '王秀英', phone: phones.wang, relation: 'neighbour' }
  const days = { from: '2026-05-14', to: '2026-08-01' }
  await clients.chen.done('POST', '/api/me/helpers', { ...helping, ...days, may: ['report', 'read', 'confirm'] })
  await clients.wang.done('POST', `/api/me/helpers/${helping.id}/answer`, { id: newId(), agrees: true })
  ;({ id, number } = await asks(clients.chen))
})

const whoGets = async (gets: (client: Client) => Promise<boolean>): Promise<Person[]> => {
  const found: Person[] = []
  for (const person of people) if (await gets(clients[person])) found.push(person)
  return found
}

describe('what somebody asked about their data', () => {
  test('[U03] [PIPL-50] is read by the person and by who handles it, by id and by number', async () => {
    for (const key of [id, number])
      expect(await whoGets(async (client) => (await client.get(`/api/rights/${key}`)).status === 200)).toEqual(readers)
    expect(await clients.wang.refused('GET', `/api/rights/${id}`)).toEqual([404, 'matter.unknown'])
    expect(await clients.zhou.refused('GET', `/api/rights/${id}`)).toEqual([403, 'access.not-yours'])
    expect(await shared().visitor().refused('GET', `/api/rights/${id}`)).toEqual([401, 'access.signed-out'])
    expect(await clients.xu.refused('GET', `/api/rights/${newId()}`)).toEqual([404, 'matter.unknown'])
  })

  test('[U03] is in the list of who handles it, and the route is closed to all others', async () => {
    const listed = async (client: Client) => {
      const { body } = await client.get<{ rows?: { id: string }[] }>('/api/desk/rights?list=open')
      return body.rows?.some((row) => row.id === id) ?? false
    }
    expect(await whoGets(listed)).toEqual(['lin', 'xu', 'shen'])
    expect(await clients.zhou.refused('GET', '/api/desk/rights?list=open')).toEqual([403, 'access.not-yours'])
    expect((await clients.sun.get('/api/desk/rights?list=open')).body).toEqual({ rows: [], next: null })
    const own = async (client: Client) => {
      const { body } = await client.get<{ rows?: { id: string }[] }>('/api/me/rights')
      return body.rows?.some((row) => row.id === id) ?? false
    }
    expect(await whoGets(own)).toEqual(['chen'])
    expect(await clients.xu.refused('GET', '/api/me/rights')).toEqual([403, 'access.not-yours'])
  })

  test('[U03] is acted on by who may: the window, who handles it, the person', async () => {
    const actors = async (action: string, form: object) =>
      await whoGets(async (client) => {
        // a version that nobody has seen: who may is told that it moved
        const body = { id: newId(), seen: 99, ...form }
        const [status, code] = await client.refused('POST', `/api/rights/${id}/actions/${action}`, body)
        expect([403, 404, 409]).toContain(status)
        return code === 'matter.moved'
      })
    expect(await actors('take', {})).toEqual(['xu', 'shen'])
    expect(await actors('answer', { words: '好' })).toEqual(['xu', 'shen'])
    expect(await actors('ask_proof', { words: '来' })).toEqual(['lin', 'xu', 'shen'])
    expect(await actors('prove', { document: 'id_card' })).toEqual(['lin', 'xu'])
    expect(await actors('add', { words: '还有' })).toEqual(['chen'])
    expect(await actors('withdraw', {})).toEqual(['chen'])
    const reveals = async (client: Client) =>
      (await client.call('POST', `/api/rights/${id}/reveal`, { id: newId(), purpose: 'verify' })).status === 200
    expect(await whoGets(reveals)).toEqual(['lin', 'xu', 'shen'])
    const system = { id: newId(), seen: 1 }
    for (const action of ['escalate', 'close', 'warn'])
      expect((await clients.xu.call('POST', `/api/rights/${id}/actions/${action}`, system)).status).toBe(404)
  })

  test('[U03] shows in nothing made for requests', async () => {
    const { lin, he, chen, wang } = clients
    const text = async (client: Client, method: string, path: string, body?: object) =>
      JSON.stringify((await client.call(method, path, body)).body)
    const doors = [
      await text(lin, 'GET', '/api/desk/requests?view=all'),
      await text(lin, 'POST', '/api/desk/search', { words: number }),
      await text(lin, 'POST', '/api/desk/search', { words: 'cj' }),
      await text(he, 'GET', '/api/desk/requests?view=all'),
      await text(shared().visitor(), 'GET', `/api/board?path=${places.city}`),
      await text(chen, 'GET', '/api/my/requests'),
      await text(wang, 'GET', '/api/my/requests'),
      await text(wang, 'GET', '/api/me/notices'),
    ]
    for (const door of doors) {
      expect(door).not.toContain(id)
      expect(door).not.toContain(number)
      expect(door).not.toContain('车牌')
    }
    expect(await lin.refused('GET', `/api/requests/${id}`)).toEqual([404, 'matter.unknown'])
    const track = { number, tail: '0316' }
    expect(await shared().visitor().refused('POST', '/api/track', track)).toEqual([404, 'track.not-found'])
    const all = await lin.done<{ all: number }>('GET', '/api/desk/counts')
    expect(all.all).toBe(0)
  })

  test('[U03] tells its changes to nobody else', async () => {
    const of = shared()
    const stop = new AbortController()
    const heard: Record<string, string> = {}
    for (const person of people) {
      heard[person] = ''
      const headers = { cookie: clients[person].cookie }
      const stream = await fetch(`${of.origin}/api/live`, { headers, signal: stop.signal })
      const decoder = new TextDecoder()
      void (async () => {
        for await (const chunk of stream.body ?? []) heard[person] += decoder.decode(chunk)
      })().catch(() => undefined)
    }
    const { version } = await rightsOf(clients.xu, id)
    await clients.chen.done('POST', `/api/rights/${id}/actions/add`, { id: newId(), seen: version, words: '再说一句' })
    // changes are told in order: when this one has come, those before it have
    const last = newId()
    const everybody = (await of.database.db.selectFrom('person').select('id').execute()).map((person) => person.id)
    const told = { id: last, number: 1, kind: 'test', path: '', visibility: 'handler', people: everybody }
    of.database.tell(JSON.stringify(told))
    await expect.poll(() => people.every((person) => heard[person]?.includes(last)), { timeout: 10_000 }).toBe(true)
    stop.abort()
    expect(people.filter((person) => heard[person]?.includes(id))).toEqual(readers)
  })
})
