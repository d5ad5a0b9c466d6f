/**
 * The typed client over the contracts. A domain adds its own to `Contracts` and `Matters` in its web/api.ts, so that
 * nothing here imports a domain and a call is still checked to the last field.
 * A refusal, no network, a busy service and a fault are four classes of error; screens choose the sentence (say.tsx).
 * Nothing is retried here: who sends again sends the same action id, and the server answers once.
 */
import type { Call, Contract, ReplyOf, RouteContract } from '#lib/contract.ts'
import { sawStatus } from './away.ts'

/** The contracts by domain. */
// biome-ignore lint/suspicious/noEmptyInterface: domains add to it
export interface Contracts {}

/** What matters are made of, by domain: the forms of opening and acting, the page and the receipt. */
// biome-ignore lint/suspicious/noEmptyInterface: domains add to it
export interface Matters {}

type Each<C> = C extends Contract ? C[keyof C] : never
type Route = Each<Contracts[keyof Contracts]>
type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'
type PathOf<M extends Method> = Extract<Route, { method: M }>['path']
type RouteOf<M extends Method, P extends string> = Extract<Route, { method: M; path: P }>

/** Only what the route has: params, query, body; and a signal to give up. */
export type Sent<R extends RouteContract> = {
  [K in keyof Call<R> as Call<R>[K] extends undefined ? never : K]: Call<R>[K]
} & { signal?: AbortSignal }

/** What a route answers. */
export type Answer<M extends Method, P extends string> = ReplyOf<RouteOf<M, P>>

export type Session = Answer<'GET', '/session'>

type Requests = Matters['requests']
export type RequestForms = Requests['forms']
export type StoredFile = Requests['file']

export class RefusalError extends Error {
  override name = 'RefusalError'
  readonly code: string
  readonly status: number
  readonly facts: Readonly<Record<string, unknown>>

  constructor(code: string, status: number, facts: Readonly<Record<string, unknown>> = {}) {
    super(code)
    this.code = code
    this.status = status
    this.facts = facts
  }
}

/** The server could not be reached. Whether it acted is unknown: send again with the same id. */
export class OfflineError extends Error {
  override name = 'OfflineError'
}

/** 503: come back in some seconds. */
export class BusyError extends Error {
  override name = 'BusyError'
  readonly seconds: number

  constructor(seconds: number) {
    super(`busy for ${seconds} s`)
    this.seconds = seconds
  }
}

/** 5xx: our fault; the id finds it in the log. */
export class FaultError extends Error {
  override name = 'FaultError'
  readonly requestId: string

  constructor(requestId: string) {
    super(requestId)
    this.requestId = requestId
  }
}

/** The id of something new, made here so that sending it twice does it once. */
export function newId(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID()
  // Plain http on a street's own network has no randomUUID.
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/** @returns an address below /api; a parameter that is absent from `params` stays as it is. */
export function addressOf(
  path: string,
  params: Readonly<Record<string, unknown>> = {},
  query: Readonly<Record<string, unknown>> = {},
): string {
  const filled = path.replace(/:(\w+)/g, (whole, name: string) =>
    params[name] === undefined ? whole : encodeURIComponent(String(params[name])),
  )
  const search = new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  ).toString()
  return `/api${filled}${search === '' ? '' : `?${search}`}`
}

/** Calls a route of a contract. */
export async function call<M extends Method, P extends PathOf<M>>(
  method: M,
  path: P,
  ...[sent]: 'signal' extends keyof Sent<RouteOf<M, P>>
    ? [keyof Sent<RouteOf<M, P>>] extends ['signal']
      ? [Sent<RouteOf<M, P>>?]
      : [Sent<RouteOf<M, P>>]
    : never
): Promise<Answer<M, P>> {
  const { params, query, body, signal } = (sent ?? {}) as {
    params?: Record<string, unknown>
    query?: Record<string, unknown>
    body?: unknown
    signal?: AbortSignal
  }
  return (await fetchJson(method, addressOf(path, params, query), body, signal)) as Answer<M, P>
}

type Plural = keyof Matters

/** Opens a matter. The same `id` with the same content is opened once. */
export async function openMatter<K extends Plural>(
  plural: K,
  form: { id: string } & Matters[K]['open'],
): Promise<Matters[K]['receipt']> {
  return (await fetchJson('POST', `/api/${plural}`, form)) as Matters[K]['receipt']
}

/** Acts on a matter: `seen` is the version the decision was made on. */
export async function actOnMatter<K extends Plural, A extends keyof Matters[K]['forms']>(
  plural: K,
  matterId: string,
  action: A,
  form: { id: string; seen: number } & Matters[K]['forms'][A],
): Promise<Matters[K]['receipt']> {
  const address = addressOf('/:plural/:matterId/actions/:action', { plural, matterId, action })
  return (await fetchJson('POST', address, form)) as Matters[K]['receipt']
}

/** Reads a matter by its id or its number of nine digits. */
export async function readMatter<K extends Plural>(
  plural: K,
  idOrNumber: string,
  signal?: AbortSignal,
): Promise<Matters[K]['detail']> {
  const address = addressOf('/:plural/:idOrNumber', { plural, idOrNumber })
  return (await fetchJson('GET', address, undefined, signal)) as Matters[K]['detail']
}

/** Opens a request. The same `id` with the same content is opened once. */
export async function openRequest(form: { id: string } & Requests['open']): Promise<Requests['receipt']> {
  return await openMatter('requests', form)
}

/** Acts on a request: `seen` is the version the decision was made on. */
export async function actOnRequest<A extends keyof RequestForms>(
  requestId: string,
  action: A,
  form: { id: string; seen: number } & RequestForms[A],
): Promise<Requests['receipt']> {
  return await actOnMatter('requests', requestId, action, form)
}

/** Reads a request by its id or its number of nine digits. */
export async function readRequest(idOrNumber: string, signal?: AbortSignal): Promise<Requests['detail']> {
  return await readMatter('requests', idOrNumber, signal)
}

/** The address of a stored photo or voice message. */
export const fileAddress = (id: string): string => addressOf('/files/:id', { id })

export interface Upload {
  kind: 'photo' | 'voice'
  /** Length of a voice message. */
  seconds?: number
  /** Share sent, 0–1. */
  onProgress?(share: number): void
  signal?: AbortSignal
}

/** Sends a file under an id made here; the same id again is the same file. */
export function sendFile(id: string, file: Blob, { kind, seconds, onProgress, signal }: Upload): Promise<StoredFile> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', addressOf('/files/:id', { id }, { kind, seconds }))
    request.setRequestHeader('content-type', file.type)
    request.upload.onprogress = ({ loaded, total, lengthComputable }) => {
      if (lengthComputable) onProgress?.(loaded / total)
    }
    request.onload = () => {
      try {
        resolve(read(request.status, request.responseText, request.getResponseHeader('retry-after')) as StoredFile)
      } catch (error) {
        reject(error)
      }
    }
    request.onerror = () => reject(new OfflineError())
    request.onabort = () => reject(new DOMException('aborted', 'AbortError'))
    signal?.addEventListener('abort', () => request.abort(), { once: true })
    request.send(file)
  })
}

/** Sends the bytes of a file to an address below /api that takes them. */
export async function sendBytes(address: string, file: Blob): Promise<unknown> {
  let reply: Response
  let text: string
  try {
    reply = await fetch(`/api${address}`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: file,
    })
    text = await reply.text()
  } catch {
    throw new OfflineError()
  }
  return read(reply.status, text, reply.headers.get('retry-after'))
}

/** The refusal of a service that is there again in some seconds. */
const BUSY = 'service.busy'

/** Milliseconds without a touch after which what a page asks is asked by itself. */
const ATTENDED_MS = 60_000
let touched = Date.now()
const touch = (): void => {
  touched = Date.now()
}
if (typeof addEventListener === 'function')
  for (const kind of ['pointerdown', 'keydown', 'wheel', 'touchstart'])
    addEventListener(kind, touch, { passive: true, capture: true })

/** Says when nobody sits at the page, so that its own reading does not keep a session alive. */
const attendance = (): Record<string, string> =>
  Date.now() - touched > ATTENDED_MS ? { 'x-linli-unattended': '1' } : {}

async function fetchJson(method: string, address: string, body?: unknown, signal?: AbortSignal): Promise<unknown> {
  let reply: Response
  let text: string
  try {
    reply = await fetch(address, {
      method,
      headers: {
        ...(body === undefined ? { accept: 'application/json' } : { 'content-type': 'application/json' }),
        ...attendance(),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
      credentials: 'same-origin',
    })
    text = await reply.text()
  } catch (error) {
    if (signal?.aborted) throw error
    throw new OfflineError()
  }
  return read(reply.status, text, reply.headers.get('retry-after'))
}

function read(status: number, text: string, retryAfter: string | null): unknown {
  sawStatus(status)
  const json = parse(text)
  if (status >= 200 && status < 300) return json
  const { refusal, fault } = (json ?? {}) as {
    refusal?: { code: string; facts?: Record<string, unknown> }
    fault?: { requestId: string }
  }
  if (status === 503 && (!refusal || refusal.code === BUSY)) throw new BusyError(Math.max(1, Number(retryAfter) || 5))
  if (refusal) throw new RefusalError(refusal.code, status, refusal.facts)
  throw new FaultError(fault?.requestId ?? String(status))
}

function parse(text: string): unknown {
  try {
    return text === '' ? {} : JSON.parse(text)
  } catch {
    return undefined
  }
}
