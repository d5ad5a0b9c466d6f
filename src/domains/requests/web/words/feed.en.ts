/** The same in English. */
import type zh from './feed.zh.ts'

export default {
  'feed.title': 'Neighbours · {place}',
  'feed.what':
    'What residents reported and how it was answered, published with their consent; names, rooms and phones are hidden.',
  'feed.item': '{place}: {words}',
  'feed.reply': 'Answer of {community}',
} satisfies Record<keyof typeof zh, string> as Record<keyof typeof zh, string>
