/**
 * One answer in two forms. XML is the standard's own; JSON follows its "Spark" convention: the root's name disappears, a
 * list of one repeated kind is a bare array even with one member, what is empty is null. Pure; nothing here knows requests.
 * @source OPEN311-FORMAT
 */
import { escapeXml } from '#lib/xml.ts'

export type Value = string | number | boolean | null | List | Fields
export interface Fields {
  readonly [name: string]: Value | undefined
}

/** A list: every member stands in an element of one name. */
export class List {
  readonly of: string
  readonly items: readonly Value[]

  constructor(of: string, items: readonly Value[]) {
    this.of = of
    this.items = items
  }
}

export const formats = ['xml', 'json'] as const
export type Format = (typeof formats)[number]

export const typeOf: Readonly<Record<Format, string>> = {
  xml: 'text/xml; charset=utf-8',
  json: 'application/json; charset=utf-8',
}

export function write(format: Format, root: string, value: Value): string {
  return format === 'xml'
    ? `<?xml version="1.0" encoding="utf-8"?>\n${element(root, value)}\n`
    : JSON.stringify(plain(value))
}

function plain(value: Value): unknown {
  if (value instanceof List) return value.items.map(plain)
  if (typeof value === 'string') return value.toWellFormed()
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, part]) => (part === undefined ? [] : [[name, plain(part)]])),
  )
}

function element(name: string, value: Value): string {
  const inside = content(value)
  return inside === '' ? `<${name}/>` : `<${name}>${inside}</${name}>`
}

function content(value: Value): string {
  if (value === null) return ''
  if (value instanceof List) return value.items.map((item) => element(value.of, item)).join('')
  if (typeof value !== 'object') return escapeXml(String(value))
  return Object.entries(value)
    .map(([name, part]) => (part === undefined ? '' : element(name, part)))
    .join('')
}
