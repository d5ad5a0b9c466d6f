/**
 * A client that costs little: one keep-alive connection of plain bytes, one request at a time. What it measures is the
 * server, and it runs on the same cores.
 */
import { connect, type Socket } from 'node:net'

export interface Reply {
  status: number
  body: string
}

const HEAD_END = Buffer.from('\r\n\r\n')

/** One connection; a broken one is made anew by the next request. */
export class Connection {
  readonly #port: number
  #socket: Socket | undefined
  #kept: Buffer = Buffer.alloc(0)
  #done: ((reply: Reply) => void) | undefined
  #failed: ((error: Error) => void) | undefined

  constructor(port: number) {
    this.#port = port
  }

  /** @param body an object to be sent as JSON; undefined for a GET */
  async send(path: string, cookie: string, body?: object): Promise<Reply> {
    const socket = this.#socket ?? (await this.#open())
    const text = body === undefined ? '' : JSON.stringify(body)
    const head =
      body === undefined
        ? `GET ${path} HTTP/1.1\r\nhost: 127.0.0.1:${this.#port}\r\ncookie: ${cookie}\r\n\r\n`
        : `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1:${this.#port}\r\ncookie: ${cookie}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n`
    return await new Promise<Reply>((resolve, reject) => {
      this.#done = resolve
      this.#failed = reject
      socket.write(head + text)
    })
  }

  close(): void {
    this.#socket?.destroy()
  }

  async #open(): Promise<Socket> {
    return await new Promise((resolve, reject) => {
      const socket = connect(this.#port, '127.0.0.1', () => resolve(socket))
      socket.setNoDelay(true)
      socket.on('data', (bytes) => this.#take(bytes))
      socket.on('error', (error) => {
        reject(error)
        this.#end(error)
      })
      socket.on('close', () => this.#end(new Error('the connection was closed')))
      this.#socket = socket
    })
  }

  #end(error: Error): void {
    this.#socket = undefined
    this.#kept = Buffer.alloc(0)
    const failed = this.#failed
    this.#done = undefined
    this.#failed = undefined
    failed?.(error)
  }

  #take(bytes: Buffer): void {
    this.#kept = this.#kept.length === 0 ? bytes : Buffer.concat([this.#kept, bytes])
    const end = this.#kept.indexOf(HEAD_END)
    if (end < 0) return
    const head = this.#kept.toString('latin1', 0, end)
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0)
    const whole = end + HEAD_END.length + length
    if (this.#kept.length < whole) return
    const reply = { status: Number(head.slice(9, 12)), body: this.#kept.toString('utf8', end + HEAD_END.length, whole) }
    this.#kept = this.#kept.subarray(whole)
    const done = this.#done
    this.#done = undefined
    this.#failed = undefined
    done?.(reply)
  }
}

/** Everything one load did. */
export interface Load {
  /** How many were done. */
  done: number
  seconds: number
  /** Milliseconds each took, unsorted. */
  took: number[]
  perSecond: number
}

/** As many as can be done by `connections` people at once, each waiting for the answer. */
export async function flatOut(
  connections: readonly Connection[],
  seconds: number,
  work: (connection: Connection, index: number) => Promise<unknown>,
): Promise<Load> {
  const took: number[] = []
  const from = performance.now()
  const until = from + seconds * 1000
  await Promise.all(
    connections.map(async (connection, index) => {
      while (performance.now() < until) {
        const began = performance.now()
        await work(connection, index)
        took.push(performance.now() - began)
      }
    }),
  )
  const spent = (performance.now() - from) / 1000
  return { done: took.length, seconds: spent, took, perSecond: took.length / spent }
}

/**
 * At a steady rate, whether the answers keep up or not. What finds every connection busy waits, and its waiting counts;
 * what could not be sent in the time is not sent.
 */
export async function paced(
  connections: readonly Connection[],
  perSecond: number,
  seconds: number,
  work: (connection: Connection, index: number) => Promise<unknown>,
): Promise<Load> {
  const took: number[] = []
  const from = performance.now()
  const total = Math.floor(perSecond * seconds)
  let next = 0
  await Promise.all(
    connections.map(async (connection, index) => {
      while (next < total && performance.now() < from + seconds * 1000) {
        const due = from + (next++ * 1000) / perSecond
        const wait = due - performance.now()
        if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait))
        await work(connection, index)
        took.push(performance.now() - Math.max(due, from))
      }
    }),
  )
  const spent = (performance.now() - from) / 1000
  return { done: took.length, seconds: spent, took, perSecond: took.length / spent }
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5)
}
