/** The public board for feed readers and maps: RSS 2.0 and GeoJSON of a place or of the whole city, newest publication first. */
import Type from 'typebox'
import { defineContract, oneOf } from '#lib/contract.ts'

const FeedQuery = Type.Object({
  /** A community or a place above it; the whole city when absent. Nothing narrower: a grid is too few people. */
  path: Type.Optional(Type.String({ pattern: '^[0-9]{4,12}$' })),
  /** Where the page goes on, as the link to it says. */
  after: Type.Optional(Type.String({ maxLength: 120 })),
  /** Of what we say; what people said is in the language they said it in. */
  lang: Type.Optional(oneOf(['zh', 'en'])),
})

const feed = {
  method: 'GET',
  who: 'anyone',
  query: FeedQuery,
  sends: 'bytes',
  reply: Type.Unknown(),
  refusals: ['list.after', 'territory.unknown'],
  perMinute: 60,
} as const

export const feedsContract = defineContract({
  /** RSS 2.0; what follows is linked as `atom:link rel="next"`. */
  getRss: { ...feed, path: '/board/rss' },
  /** RFC 7946; what follows is linked in `links`. */
  getGeoJson: { ...feed, path: '/board/geojson' },
})
