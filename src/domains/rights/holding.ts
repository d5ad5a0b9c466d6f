/** What is kept of a person in what they asked about their data. Read next: engines/matter/holding.ts. */
import { sql } from 'kysely'
import { holdingOf } from '#engines/matter/index.ts'
import { internalKinds } from './present.ts'
import { abouts, titles } from './rules.ts'
import { rights } from './spec.ts'

const title = sql`case d.about ${sql.join(
  abouts.map((about) => sql`when ${about} then ${titles[about]}`),
  sql` `,
)} end`

export const rightsHolding = holdingOf({
  spec: rights,
  shown: { title, words: sql`concat_ws(' · ', d.deceased, d.words)`, place: sql`''`, reply: sql`d.reply` },
  internal: internalKinds,
  withdraw: { action: 'withdraw' },
  contacts: ['community_head'],
  bare: sql`words = '', deceased = null, reply = null, refusal = null, next_place = null, next_phone = null`,
})
