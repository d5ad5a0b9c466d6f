/**
 * A person's browser as far as HTTP goes: a cookie jar and the product's own routes.
 */
import { newId } from '#lib/ids.ts'

export interface Answer<T = Record<string, unknown>> {
  status: number
  body: T
  headers: Headers
}

export class Client {
  readonly #origin: string
  #cookie = ''

  constructor(origin: string) {
    this.#origin = origin
  }

  async call<T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const raw = Buffer.isBuffer(body)
    const response = await fetch(`${this.#origin}${path}`, {
      method,
      headers: {
        ...(this.#cookie ? { cookie: this.#cookie } : {}),
        ...(body === undefined || raw ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: raw ? new Uint8Array(body) : JSON.stringify(body) }),
      redirect: 'manual',
    })
    for (const set of response.headers.getSetCookie()) this.#cookie = set.split(';')[0] ?? ''
    const type = response.headers.get('content-type') ?? ''
    const parsed = type.includes('json') ? await response.json() : Buffer.from(await response.arrayBuffer())
    return { status: response.status, body: parsed as T, headers: response.headers }
  }

  async get<T = Record<string, unknown>>(path: string): Promise<Answer<T>> {
    return await this.call<T>('GET', path)
  }

  /** Calls and expects success; the answer's body. */
  async done<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await this.call<T>(method, path, body)
    if (answer.status !== 200)
      throw new Error(`${method} ${path} answered ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer.body
  }

  /** Calls and expects a refusal: its status and code. */
  async refused(method: string, path: string, body?: unknown): Promise<[number, string]> {
    const answer = await this.call<{ refusal?: { code: string } }>(method, path, body)
    return [answer.status, answer.body.refusal?.code ?? JSON.stringify(answer.body)]
  }

  /** The session cookie, for a client that does not use fetch. */
  get cookie(): string {
    return this.#cookie
  }

  async signInStaff(login: string, password: string): Promise<this> {
    await this.done('POST', '/api/sign-in/password', { login, password })
    return this
  }

  async signInResident(phone: string, name?: string): Promise<this> {
    const { version } = await this.done<{ version: string }>('GET', '/api/privacy-notice')
    const { codeId, demoCode } = await this.done<{ codeId: string; demoCode: string }>('POST', '/api/sign-in/codes', {
      phone,
      noticeVersion: version,
    })
    await this.done('POST', '/api/sign-in', {
      id: newId(),
      codeId,
      phone,
      code: demoCode,
      ...(name ? { name } : {}),
      noticeVersion: version,
    })
    return this
  }
}
