/** The public board as feed readers and maps take it: what is in it, what never is, its pages, and when it is news. */
import { describe, expect, test } from 'vitest'
import { idFrom, newId } from '#lib/ids.ts'
import type { Client } from '#tests/support/client.ts'
import { act, fullReply, report } from '#tests/support/requests.ts'
import { buildings, places, type World, world } from '#tests/support/world.ts'
import { childrenOf, parseXml, textOf, type XmlElement } from '#tests/support/xml.ts'

const said = { words: '12 幢 <b>电梯</b> & "门" ]]> 停了\n三次', reply: '换好了 <script>alert(1)</script>', photos: [] }

const people = new WeakMap<World, { chen: Client; lin: Client }>()

/** Signed in once: a phone is sent a few codes an hour. */
async function peopleOf(of: World): Promise<{ chen: Client; lin: Client }> {
  const known = people.get(of) ?? { chen: await of.resident('chen'), lin: await of.staff('lin') }
  people.set(of, known)
  return known
}

/** A request of 陈佳 that was answered and published. @returns its number and id */
async function publish(of: World, more: object = {}, shown: object = {}): Promise<{ id: string; number: string }> {
  const { chen, lin } = await peopleOf(of)
  const { id, number } = await report(chen, { words: '我是陈佳，502 室，电梯停了三次', ...more })
  await act(lin, id, 'accept', { kind: 'help', category: 'elevator' })
  await act(lin, id, 'reply', fullReply)
  await act(lin, id, 'publish', { ...said, ...shown })
  return { id, number }
}

const read = async (client: Client, query = `path=${places.community}`, headers = {}) => {
  const answer = await client.call<Buffer>('GET', `/api/board/rss?${query}`, undefined, headers)
  return { ...answer, text: String(answer.body) }
}
const channelOf = (text: string): XmlElement => {
  const root = parseXml(text)
  const [channel] = childrenOf(root, 'channel')
  if (root.name !== 'rss' || root.attributes.version !== '2.0' || !channel) throw new Error('no RSS 2.0')
  return channel
}
const linkOf = (channel: XmlElement, rel: string) =>
  childrenOf(channel, 'atom:link').find(({ attributes }) => attributes.rel === rel)?.attributes.href

interface GeoJson {
  type: string
  title: string
  links: { rel: string; href: string; type: string }[]
  features: {
    type: string
    id: string
    geometry: { type: string; coordinates: number[] } | null
    properties: Record<string, unknown>
  }[]
}
const map = async (client: Client, query = `path=${places.community}`): Promise<GeoJson> =>
  (await client.call<GeoJson>('GET', `/api/board/geojson?${query}`)).body

describe('the feeds of the public board', () => {
  test('[U23] [PIPL-51] RSS holds what was published, escaped, and nothing that was not', async () => {
    const of = await world()
    const visitor = of.visitor()
    const hidden = await report((await peopleOf(of)).chen, { words: '没公开的暗号七七' })
    const { number } = await publish(of)

    const { status, headers, text } = await read(visitor)

    expect([status, headers.get('content-type')]).toEqual([200, 'application/rss+xml; charset=utf-8'])
    expect(headers.get('access-control-allow-origin')).toBe('*')
    const channel = channelOf(text)
    expect(textOf(channel, 'title')).toBe('大家的事 · 牡丹社区')
    expect(textOf(channel, 'language')).toBe('zh-CN')
    expect(textOf(channel, 'link')).toBe(`${of.origin}/board?path=${places.community}`)
    expect(linkOf(channel, 'self')).toBe(`${of.origin}/api/board/rss?path=${places.community}`)
    expect(linkOf(channel, 'next')).toBeUndefined()
    const items = childrenOf(channel, 'item')
    expect(items.map((item) => item.children.map(({ name }) => name))).toEqual([
      ['title', 'link', 'guid', 'category', 'pubDate', 'description'],
    ])
    const [item] = items as [XmlElement]
    expect(textOf(item, 'title')).toBe('牡丹新村：12 幢 <b>电梯</b> & "门" ]]> 停了 三次')
    expect(textOf(item, 'guid')).toBe(number)
    expect(textOf(item, 'pubDate')).toMatch(/^Thu, 14 May 2026 01:00:\d\d GMT$/)
    // a description is HTML: what people wrote stays text in it
    const description = textOf(item, 'description') ?? ''
    expect(description).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
    expect(description).not.toContain('<script>')
    expect(text).not.toMatch(/陈佳|502|暗号七七|触点今天/)
    expect(text).not.toContain(hidden.number)
    expect(textOf(channelOf((await read(visitor, `path=${places.community}&lang=en`)).text), 'title')).toBe(
      'Neighbours · 牡丹社区',
    )
  })

  test('[U34] [PIPL-51] GeoJSON places a card in the middle of an estate or community of some size, never at a door', async () => {
    const of = await world()
    const visitor = of.visitor()
    const { number } = await publish(of)

    const few = await map(visitor)
    expect(few).toMatchObject({ type: 'FeatureCollection', title: '大家的事 · 牡丹社区' })
    // three buildings are too few to be a middle
    expect(few.features).toMatchObject([
      {
        type: 'Feature',
        id: number,
        geometry: null,
        properties: { words: said.words, reply: said.reply, place: '牡丹新村', category: 'elevator', days: 0 },
      },
    ])

    const build = async (estate: string, name: string, longitude: number) =>
      await of.database.db
        .insertInto('building')
        .values({ id: newId(), estate_id: estate, path: places.grid, name, longitude, latitude: 29.8701234 })
        .execute()
    const other = idFrom('world', 'another estate')
    await of.database.db.insertInto('estate').values({ id: other, path: places.community, name: '芍药苑' }).execute()
    for (const n of [1, 2]) await build(other, `${n} 幢`, 121.6)
    const ofCommunity = (await map(visitor)).features[0]?.geometry
    expect(ofCommunity).toEqual({ type: 'Point', coordinates: [121.562, 29.869] })

    const own = idFrom('world', 'estate')
    for (const n of [31, 32]) await build(own, `${n} 幢`, 121.5371234)
    const ofEstate = (await map(visitor)).features[0]?.geometry
    expect(ofEstate).toEqual({ type: 'Point', coordinates: [121.537, 29.869] })
    const door = await of.database.db
      .selectFrom('building')
      .select(['longitude', 'latitude'])
      .where('id', '=', buildings.twelve)
      .executeTakeFirstOrThrow()
    expect(ofEstate?.coordinates).not.toEqual([door.longitude, door.latitude])
  })

  test('[PIPL-15] whoever asks again is told that nothing is new, until something is published or taken back', async () => {
    const of = await world()
    const visitor = of.visitor()
    const { id } = await publish(of)
    of.clock.advance(5000)
    const { number } = await publish(of)
    const first = await read(visitor)
    const tag = first.headers.get('etag') ?? ''
    const since = first.headers.get('last-modified') ?? ''
    const again = async (headers: Record<string, string>) => {
      const { status, text } = await read(visitor, undefined, headers)
      return [status, text.length > 0]
    }

    expect(first.headers.get('cache-control')).toBe('public, max-age=60')
    expect(await again({ 'if-none-match': tag })).toEqual([304, false])
    expect(await again({ 'if-none-match': `"other", W/${tag}` })).toEqual([304, false])
    expect(await again({ 'if-modified-since': since })).toEqual([304, false])
    expect(await again({ 'if-none-match': '"other"', 'if-modified-since': since })).toEqual([200, true])
    expect(await again({ 'if-modified-since': 'yesterday' })).toEqual([200, true])

    of.clock.advance(5000)
    await act((await peopleOf(of)).lin, id, 'unpublish', { reason: '有人认出来了' })
    expect(await again({ 'if-none-match': tag })).toEqual([200, true])
    expect(await again({ 'if-modified-since': since })).toEqual([200, true])
    // what is left is older than what the reader has, and yet it is news
    const left = childrenOf(channelOf((await read(visitor)).text), 'item')
    expect(left.map((item) => textOf(item, 'guid'))).toEqual([number])
    expect((await map(visitor)).features.map((feature) => feature.id)).toEqual([number])
  })

  test('[U34] pages hold every card once, newest publication first, of one community or of the city', async () => {
    const of = await world()
    const visitor = of.visitor()
    const numbers: string[] = []
    for (let made = 0; made < 52; made += 1) {
      of.clock.advance(1000)
      numbers.unshift((await publish(of)).number)
    }

    const walk = async (start: string) => {
      const found: string[][] = []
      for (let at: string | undefined = start; at; ) {
        const channel = channelOf(String((await visitor.call<Buffer>('GET', at)).body))
        found.push(childrenOf(channel, 'item').map((item) => textOf(item, 'guid') ?? ''))
        const next = linkOf(channel, 'next')
        at = next?.replace(of.origin, '')
      }
      return found
    }
    for (const start of ['/api/board/rss', `/api/board/rss?path=${places.community}`]) {
      const pages = await walk(start)
      expect(pages.map(({ length }) => length)).toEqual([50, 2])
      expect(pages.flat()).toEqual(numbers)
    }
    expect((await walk(`/api/board/rss?path=${places.otherCommunity}`)).flat()).toEqual([])
    const first = await map(visitor, '')
    const next = first.links.find(({ rel }) => rel === 'next')?.href ?? ''
    const second = (await visitor.call<GeoJson>('GET', next.replace(of.origin, ''))).body
    expect([...first.features, ...second.features].map(({ id }) => id)).toEqual(numbers)
    expect(second.links.map(({ rel }) => rel)).toEqual(['self'])
  }, 120_000)

  test('[GB22239-L2-INPUT] of a place nobody knows, narrower than a community, or from nowhere there is none', async () => {
    const of = await world()
    const visitor = of.visitor()
    for (const kind of ['rss', 'geojson']) {
      const refused = async (query: string) => await visitor.refused('GET', `/api/board/${kind}?${query}`)
      expect(await refused('path=990101001999')).toEqual([404, 'territory.unknown'])
      expect(await refused(`path=${places.grid}`)).toEqual([400, 'input.wrong'])
      expect(await refused('after=nothing')).toEqual([400, 'list.after'])
      expect(await refused('lang=fr')).toEqual([400, 'input.wrong'])
      expect((await fetch(`${of.origin}/api/board/${kind}`, { method: 'HEAD' })).status).toBe(200)
    }
  })
})
