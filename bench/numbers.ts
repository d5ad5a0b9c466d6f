/**
 * `npm run bench -- numbers`: how long the numbers of a whole city take over a year of requests, and how long the event loop is
 * held while a rule is tried on all of them.
 *
 * --rows=100000 (requests of the year) --rounds=3
 */
import { setTimeout as pause } from 'node:timers/promises'
import { insight } from '#domains/insight/index.ts'
import { requests } from '#domains/requests/index.ts'
import type { Actor } from '#foundation/authority.ts'
import { openDatabase } from '#foundation/database/database.ts'
import type { Context } from '#foundation/service.ts'
import { addMonths, dayOf } from '#lib/days.ts'
import { openTemporaryDatabase } from '#lib/postgres/temporary.ts'
import { sealsOf } from '#lib/seal.ts'
import { makeService } from '../src/program.ts'
import { median } from './client.ts'
import { fillCity } from './fill.ts'

const options = Object.fromEntries(
  process.argv.slice(2).map((word) => /^--([a-z]+)=(\d+)$/.exec(word)?.slice(1) ?? [word, '']),
) as Record<string, string>
const ROWS = Number(options.rows ?? 100_000)
const ROUNDS = Number(options.rounds ?? 3)

const server = await openTemporaryDatabase({ shared_buffers: '1GB', max_wal_size: '8GB' })
const result: Record<string, unknown> = { bench: 'numbers', rows: ROWS }
try {
  const { officer } = await fillCity(server.url, ROWS, (line) => console.log(line))
  const database = openDatabase({ url: server.url, size: 4 })
  const path = officer.community
  const seals = sealsOf(new Map([['k1', Buffer.alloc(32, 7)]]))
  const clock = { now: () => new Date() }
  const service = makeService(database, clock, seals, { environment: 'test', filesFolder: '' })
  const actor = { personId: officer.id, kind: 'staff', grants: [{ role: 'city_officer', path }] } as unknown as Actor
  const context = { ...service, actor } as Context
  const to = dayOf(clock.now())
  const period = { from: addMonths(to, -12), to }
  const calls: Record<string, [typeof insight.handlers, string, object]> = {
    rates: [requests.handlers, 'listRates', { path, ...period }],
    clusters: [insight.handlers, 'listClusters', { path }],
    seasons: [insight.handlers, 'listSeasons', { path }],
    whatIf: [insight.handlers, 'tryRule', { path, ...period, urgentDays: 3, daysOff: 'left_out' }],
  }
  for (const [name, [handlers, route, query]] of Object.entries(calls)) {
    const seconds: number[] = []
    const held: number[] = []
    for (let round = 0; round < ROUNDS; round += 1) {
      const loop = watchLoop()
      const began = performance.now()
      const answer = (await handlers[route]?.({ query } as never, context)) as { replayed?: number }
      seconds.push((performance.now() - began) / 1000)
      held.push(await loop())
      if (answer.replayed !== undefined) result.replayed = answer.replayed
    }
    result[`${name}Seconds`] = Math.round(median(seconds) * 100) / 100
    result[`${name}HoldsMilliseconds`] = Math.round(median(held))
  }
  await database.close()
} finally {
  await server.stop()
}
console.log(JSON.stringify(result))
process.exit()

/** @returns a function that ends it and gives the longest time that something else had to wait, in milliseconds */
function watchLoop(): () => Promise<number> {
  let longest = 0
  let watching = true
  const watch = (async () => {
    while (watching) {
      const from = performance.now()
      await pause(5)
      longest = Math.max(longest, performance.now() - from - 5)
    }
  })()
  return async () => {
    watching = false
    await watch
    return longest
  }
}
