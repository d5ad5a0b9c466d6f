/** What a resident reported, page by page: what still waits for somebody first, and the counts of all of it. */
import { expect, test } from 'vitest'
import type { Client } from '#tests/support/client.ts'
import { act, report } from '#tests/support/requests.ts'
import { world } from '#tests/support/world.ts'

interface Mine {
  rows: { id: string; state: string }[]
  next: string | null
  counts: { open: number; confirm: number; done: number }
}
const mine = async (client: Client, after?: string | null): Promise<Mine> =>
  await client.done<Mine>('GET', `/api/my/requests${after ? `?after=${after}` : ''}`)

test('[S3-45] my requests come page by page, none is left out, and an old open one stands before newer ones that are done', async () => {
  const of = await world()
  const [chen, wang] = [await of.resident(), await of.resident('wang')]
  const opened: string[] = []
  for (let made = 0; made < 105; made++) opened.unshift((await report(chen)).id)
  await report(wang)
  const withdrawn = opened.slice(0, 60)
  for (const id of withdrawn) await act(chen, id, 'withdraw')
  // requests of one instant are told apart at the edge of a page
  await of.database.pool.query(`update matter set opened_at = '2026-05-14T01:00:00Z' where id = any($1)`, [
    withdrawn.slice(0, 20),
  ])

  const first = await mine(chen)
  const second = await mine(chen, first.next)
  const third = await mine(chen, second.next)

  expect([first, second, third].map(({ rows }) => rows.length)).toEqual([50, 50, 5])
  expect(third.next).toBeNull()
  const all = [first, second, third].flatMap(({ rows }) => rows)
  expect(all.slice(0, 45).map(({ id }) => id)).toEqual(opened.slice(60))
  expect(new Set(all.slice(45).map(({ id }) => id))).toEqual(new Set(withdrawn))
  for (const { counts } of [first, second, third]) expect(counts).toEqual({ open: 45, confirm: 0, done: 60 })
  expect(await mine(wang)).toMatchObject({ rows: { length: 1 }, next: null, counts: { open: 1, confirm: 0, done: 0 } })
})
