/**
 * Reads lists at a steady rate, in a process of its own: in the one that creates, an answer would wait for the client and not for
 * the server. Told what to do on standard input, says how long each took as JSON.
 */
import { text } from 'node:stream/consumers'
import { Connection, paced } from './client.ts'

export interface Reading {
  port: number
  connections: number
  perSecond: number
  seconds: number
  lists: { name: string; path: string; cookie: string }[]
}

const { port, connections, perSecond, seconds, lists } = JSON.parse(await text(process.stdin)) as Reading
const lines = Array.from({ length: connections }, () => new Connection(port))
const took: Record<string, number[]> = {}
let next = 0
await paced(lines, perSecond, seconds, async (line) => {
  const list = lists[next++ % lists.length]
  if (!list) throw new Error('there is no list to read')
  const began = performance.now()
  const { status } = await line.send(list.path, list.cookie)
  if (status !== 200) throw new Error(`${list.path} answered ${status}`)
  took[list.name] = [...(took[list.name] ?? []), performance.now() - began]
})
for (const line of lines) line.close()
process.stdout.write(JSON.stringify(took))
