/** A foreign system at the door: it sends forms, and reads what comes back in both formats with a real parser. */
import { SaxesParser } from 'saxes'
import { newId } from '#lib/ids.ts'
import type { World } from './world.ts'

/** An element: its text, or its children by name, each a list. */
export type Xml = string | { [name: string]: Xml[] }

/** @throws when it is not well-formed */
export function readXml(text: string): { root: string; value: Xml } {
  const stack: { name: string; text: string; children: { [name: string]: Xml[] } }[] = [
    { name: '', text: '', children: {} },
  ]
  const parser = new SaxesParser()
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', ({ name, attributes }) => {
    if (Object.keys(attributes).length > 0) throw new Error(`${name} has attributes`)
    stack.push({ name, text: '', children: {} })
  })
  parser.on('text', (part) => {
    const top = stack.at(-1)
    if (top) top.text += part
  })
  parser.on('closetag', () => {
    const done = stack.pop()
    const above = stack.at(-1)
    if (!done || !above) return
    const value = Object.keys(done.children).length > 0 ? done.children : done.text
    above.children[done.name] = [...(above.children[done.name] ?? []), value]
  })
  parser.write(text).close()
  const [root = '', [value = ''] = []] = Object.entries(stack[0]?.children ?? {})[0] ?? []
  return { root, value }
}

export interface Came {
  status: number
  type: string
  text: string
  headers: Headers
  /** Parsed, when it is JSON. */
  json: unknown
  /** Parsed, when it is XML. */
  xml: Xml
  root: string
}

export type Form = Readonly<Record<string, string | readonly string[]>>

export class Open311 {
  readonly origin: string
  readonly id: string
  readonly key: string | undefined

  constructor(origin: string, key?: string, id = '') {
    this.origin = origin
    this.key = key
    this.id = id
  }

  /** @param path below /open311/, without the ending when `format` is given */
  async get(path: string, query: Form = {}, format: 'xml' | 'json' | '' = 'json'): Promise<Came> {
    const search = pairsOf(this.key === undefined ? query : { api_key: this.key, ...query })
    return await this.call('GET', `${path}${format && `.${format}`}?${search}`)
  }

  async post(
    path: string,
    form: Form,
    format: 'xml' | 'json' = 'json',
    headers: Record<string, string> = {},
  ): Promise<Came> {
    const body = pairsOf(this.key === undefined ? form : { api_key: this.key, ...form }).toString()
    return await this.call('POST', `${path}.${format}`, body, {
      'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
      ...headers,
    })
  }

  async call(
    method: string,
    path: string,
    body?: string | FormData | Uint8Array<ArrayBuffer>,
    headers: Record<string, string> = {},
  ): Promise<Came> {
    const response = await fetch(`${this.origin}/open311/${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
    })
    const text = await response.text()
    const type = response.headers.get('content-type') ?? ''
    const read = type.startsWith('text/xml') && text !== '' ? readXml(text) : { root: '', value: '' }
    return {
      status: response.status,
      type,
      text,
      headers: response.headers,
      json: type.includes('json') ? JSON.parse(text) : undefined,
      xml: read.value,
      root: read.root,
    }
  }
}

function pairsOf(form: Form): URLSearchParams {
  return new URLSearchParams(
    Object.entries(form).flatMap(([name, value]) => [value].flat().map((one): [string, string] => [name, one])),
  )
}

/** Registers a system as the system administrator does. */
export async function register(
  of: World,
  fields: { name: string; perMinute?: number; perDay?: number; mayUpdate?: boolean },
): Promise<Open311> {
  const system = await of.staff('system')
  const body = {
    id: newId(),
    contact: '值班电话 0574-55500009',
    perMinute: 300,
    perDay: 5000,
    mayUpdate: true,
    ...fields,
  }
  const { id, key } = await system.done<{ id: string; key: string }>('POST', '/api/open311/clients', body)
  return new Open311(of.origin, key, id)
}
