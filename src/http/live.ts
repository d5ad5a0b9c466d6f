/**
 * What changes, told as it happens: server-sent events fed by pg_notify. An event holds the matter's id, number and what
 * was done, nothing about persons; who may hear it is decided by the same authority as who may read it. A stream ends with
 * its session.
 */
import type { FastifyInstance } from 'fastify'
import pg from 'pg'
import { type Actor, can, type Permission, type Visibility } from '#foundation/authority.ts'
import { withCheckDigit } from '#lib/number.ts'

interface Listener {
  actor: Actor
  /** Hash of the session's token, in hex. */
  session: string
  send: (text: string) => void
  /** Ends the stream. */
  end: () => void
}

interface Change {
  id: string
  number: number
  kind: string
  path: string
  visibility: Visibility
  people: string[]
  units: string[]
}

export interface Live {
  /** Begins telling; what it returns ends the stream, once or more often. */
  add(listener: Listener): () => void
  close(): Promise<void>
}

const RETRY_MS = 1000

/**
 * Listens on one connection of its own and hands changes to whoever may read them.
 *
 * @param reads the permission to read, by kind of matter
 */
export function startLive(url: string, reads: ReadonlyMap<string, Permission>, log: FastifyInstance['log']): Live {
  const listeners = new Set<Listener>()
  let client: pg.Client | undefined
  let closed = false

  /** Nothing is told once a stream has begun to end: a word after the end would be a fault of the whole program. */
  const leave = (listener: Listener) => {
    listeners.delete(listener)
    listener.end()
  }
  const tell = (payload: string) => {
    const { people, path, visibility, units: assist, number, ...change } = JSON.parse(payload) as Change
    const event = { ...change, number: withCheckDigit(number) }
    const read = reads.get(change.kind.slice(0, change.kind.indexOf('.')))
    for (const { actor, send } of listeners) {
      const mayRead = people.some((requesterId) =>
        read ? can(actor, read, { path, visibility, requesterId, assist }) : requesterId === actor.personId,
      )
      if (mayRead) send(`event: change\ndata: ${JSON.stringify(event)}\n\n`)
    }
  }
  const connect = async () => {
    if (closed) return
    const next = new pg.Client({ connectionString: url, application_name: 'linli-live' })
    let again = false
    const retry = () => {
      if (again || closed) return
      again = true
      setTimeout(() => void connect(), RETRY_MS).unref()
    }
    next.on('error', retry)
    next.on('end', retry)
    next.on('notification', ({ channel, payload = '' }) => {
      if (channel === 'linli') return tell(payload)
      // places moved: every stream begins anew, with the grants as they are now
      for (const listener of listeners) if (payload === 'all' || listener.session === payload) leave(listener)
    })
    try {
      await next.connect()
      await next.query('listen linli; listen linli_ended')
      client = next
      // whoever listened through a gap looks again
      for (const { send } of listeners) send('event: again\ndata: {}\n\n')
    } catch {
      log.warn('live updates wait for the database')
      retry()
    }
  }
  void connect()
  const beat = setInterval(() => {
    for (const { send } of listeners) send(': beat\n\n')
  }, 20_000)
  beat.unref()

  return {
    add(listener) {
      listeners.add(listener)
      return () => leave(listener)
    },
    async close() {
      closed = true
      clearInterval(beat)
      await client?.end().catch(() => undefined)
    },
  }
}
