/**
 * The public board as RSS 2.0 and as GeoJSON: only what is on the board, in the words that were approved for it.
 * RSS and not Atom, because that is what readers and the city's own portals ask for; paging and the feed's own address are
 * Atom's links in it. Positions are those of an estate or a community, never of a building (feeds-store.ts).
 */
import type { Context, Handlers } from '#foundation/service.ts'
import { getTerritory, listChildren } from '#foundation/territory/territory.ts'
import type { Bytes } from '#lib/contract.ts'
import { dayOf } from '#lib/days.ts'
import { withCheckDigit } from '#lib/number.ts'
import { readAfter, writeAfter } from '#lib/page.ts'
import { Refusal } from '#lib/refusal.ts'
import { escapeXml } from '#lib/xml.ts'
import type { feedsContract } from './feeds-contract.ts'
import { type FeedRow, findFeedChange, listFeed } from './feeds-store.ts'
import { daysTaken } from './present.ts'
import commonEnglish from './web/words/common.en.ts'
import commonChinese from './web/words/common.zh.ts'
import english from './web/words/feed.en.ts'
import chinese from './web/words/feed.zh.ts'

const PAGE = 50
/** Seconds it may be kept: what is public can be taken back. */
const KEEP = 60
const TITLE_SIGNS = 40

type Language = 'zh' | 'en'
const words: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  zh: { ...commonChinese, ...chinese },
  en: { ...commonEnglish, ...english },
}

interface Asked {
  path?: string | undefined
  after?: string | undefined
  lang?: Language | undefined
}

interface Feed {
  place: string
  language: Language
  rows: FeedRow[]
  /** Of this feed, of the page that follows, and of the board itself. */
  self: string
  next: string | null
  board: string
  origin: string
  changedAt: Date | null
}

export const feedsHandlers: Handlers<typeof feedsContract> = {
  async getRss({ query }, context) {
    const feed = await loadFeed('rss', query, context)
    return bytesOf('application/rss+xml; charset=utf-8', writeRss(feed), feed)
  },

  async getGeoJson({ query }, context) {
    const feed = await loadFeed('geojson', query, context)
    return bytesOf('application/geo+json; charset=utf-8', JSON.stringify(writeGeoJson(feed)), feed)
  },
}

function bytesOf(type: string, text: string, { changedAt }: Feed): Bytes {
  return { type, body: Buffer.from(text), keep: KEEP, public: true, taken: { changedAt } }
}

async function loadFeed(kind: 'rss' | 'geojson', { path, after, lang = 'zh' }: Asked, context: Context): Promise<Feed> {
  const { database, clock, rules, origin } = context
  const { policies } = await rules.on(dayOf(clock.now()))
  const place = path ? await getTerritory(database, path) : (await listChildren(database, ''))[0]
  if (!place) throw new Refusal('territory.unknown', 404)

  const [rows, changedAt] = await Promise.all([
    listFeed(database, place.path, policies.number('public.count_min'), readAfter(after), PAGE + 1),
    findFeedChange(database, place.path),
  ])
  const page = rows.slice(0, PAGE)
  const last = page.at(-1)
  const address = (at?: string) => {
    const asked = { ...(path && { path: place.path }), ...(lang === 'en' && { lang }), ...(at && { after: at }) }
    const search = new URLSearchParams(asked).toString()
    return `${origin}/api/board/${kind}${search && `?${search}`}`
  }
  return {
    place: place.name,
    language: lang,
    rows: page,
    self: address(after),
    next: rows.length > PAGE && last ? address(writeAfter({ at: last.published_at, id: last.id })) : null,
    board: place.level === 'community' ? boardOf(origin, place.path) : `${origin}/board`,
    origin,
    changedAt,
  }
}

const boardOf = (origin: string, community: string): string => `${origin}/board?path=${community}`

const monthOf = (at: Date): string => dayOf(at).slice(0, 7)

/** Where a card is on the board. */
const cardOf = (origin: string, row: FeedRow): string => `${boardOf(origin, row.path)}&month=${monthOf(row.replied_at)}`

function say(language: Language, key: string, facts: Readonly<Record<string, string>> = {}): string {
  return (words[language][key] ?? key).replace(/\{(\w+)\}/g, (_, name: string) => facts[name] ?? '')
}

function cut(text: string): string {
  const signs = [...text.replace(/\s+/g, ' ').trim()]
  return signs.length > TITLE_SIGNS ? `${signs.slice(0, TITLE_SIGNS - 1).join('')}…` : signs.join('')
}

const element = (name: string, text: string): string => `<${name}>${escapeXml(text)}</${name}>`
/** A text as HTML, which is what a description in RSS is. */
const html = (text: string): string => escapeXml(text).replaceAll('\n', '<br>')

function writeRss({ place, language, rows, self, next, board, origin, changedAt }: Feed): string {
  const link = (rel: string, href: string) =>
    `<atom:link rel="${rel}" type="application/rss+xml" href="${escapeXml(href)}"/>`
  const items = rows.map((row) => {
    const answered = html(say(language, 'feed.reply', { community: row.community }))
    return [
      '<item>',
      element('title', say(language, 'feed.item', { place: row.estate ?? row.community, words: cut(row.words) })),
      element('link', cardOf(origin, row)),
      `<guid isPermaLink="false">${withCheckDigit(row.number)}</guid>`,
      ...(row.category ? [element('category', say(language, `category.${row.category}`))] : []),
      element('pubDate', row.published_at.toUTCString()),
      element('description', `<p>${html(row.words)}</p><p><b>${answered}</b><br>${html(row.reply)}</p>`),
      '</item>',
    ].join('')
  })
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">',
    '<channel>',
    element('title', say(language, 'feed.title', { place })),
    element('link', board),
    element('description', say(language, 'feed.what')),
    // what people said stays in their language
    element('language', rows.length > 0 || language === 'zh' ? 'zh-CN' : 'en'),
    ...(changedAt ? [element('lastBuildDate', changedAt.toUTCString())] : []),
    link('self', self),
    ...(next ? [link('next', next)] : []),
    ...items,
    '</channel>',
    '</rss>',
    '',
  ].join('\n')
}

function writeGeoJson({ place, language, rows, self, next, origin }: Feed): object {
  const type = 'application/geo+json'
  return {
    type: 'FeatureCollection',
    title: say(language, 'feed.title', { place }),
    description: say(language, 'feed.what'),
    links: [{ rel: 'self', type, href: self }, ...(next ? [{ rel: 'next', type, href: next }] : [])],
    features: rows.map((row) => ({
      type: 'Feature',
      id: withCheckDigit(row.number),
      geometry:
        row.longitude === null || row.latitude === null
          ? null
          : { type: 'Point', coordinates: [row.longitude, row.latitude] },
      properties: {
        words: row.words,
        reply: row.reply,
        place: row.estate ?? row.community,
        community: row.community,
        category: row.category,
        categoryName: row.category ? say(language, `category.${row.category}`) : null,
        state: row.state,
        openedAt: row.opened_at.toISOString(),
        repliedAt: row.replied_at.toISOString(),
        publishedAt: row.published_at.toISOString(),
        days: daysTaken(row.opened_at, row.replied_at),
        photos: (row.photos ?? []).map((id) => `${origin}/api/files/${id}`),
        link: cardOf(origin, row),
      },
    })),
  }
}
