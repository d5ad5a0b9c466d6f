/**
 * What a caller sent, read without trust: forms of both kinds, dates with a zone, coordinates, an empty parameter as an absent one.
 * @source OPEN311-FORMAT @source OPEN311-POST
 */
import type { DoorCall } from '../module.ts'
import { Problem } from './problem.ts'

/** Bytes of a form without pictures; the longest description, percent-encoded, fits well. */
const FORM_BYTES_MAX = 200_000

export interface Params {
  /** The first value that is not empty. */
  get(name: string): string | undefined
  /** Every value that is not empty, of `name` and `name[]`. */
  all(name: string): string[]
  /** Names and values, in their order, for telling two calls apart. */
  entries(): [string, string][]
  files: Buffer[]
}

/** @throws {Problem} 400 when a value is no text or the body is no form */
export async function readParams(call: DoorCall): Promise<Params> {
  const pairs: [string, string][] = [...call.query]
  const files: Buffer[] = []
  if (call.method === 'POST' && call.body.length > 0) {
    const kind = call.type.split(';')[0]?.trim().toLowerCase() ?? ''
    if (kind === 'multipart/form-data') {
      for (const [name, value] of await readMultipart(call)) {
        if (typeof value === 'string') pairs.push([name, value])
        else if (value.size > 0) files.push(Buffer.from(await value.arrayBuffer()))
      }
    } else if (kind === 'application/x-www-form-urlencoded' || kind === '') {
      if (call.body.length > FORM_BYTES_MAX) throw new Problem('open311.too-large', 400, {}, '413')
      pairs.push(...new URLSearchParams(readText(call.body)))
    } else throw new Problem('open311.body-type', 400, { type: kind.slice(0, 60) }, '415')
  }
  for (const [name, value] of pairs)
    if (!value.isWellFormed() || value.includes('\0')) throw new Problem('open311.text', 400, { name })
  const all = (name: string) =>
    pairs.flatMap(([key, value]) =>
      (key === name || key === `${name}[]`) && value.trim() !== '' ? [value.trim()] : [],
    )
  return { all, get: (name) => all(name)[0], entries: () => pairs, files }
}

function readText(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch {
    throw new Problem('open311.text', 400, { name: '' })
  }
}

async function readMultipart(call: DoorCall): Promise<[string, string | File][]> {
  try {
    const form = await new Response(new Uint8Array(call.body), { headers: { 'content-type': call.type } }).formData()
    return [...form] as [string, string | File][]
  } catch {
    throw new Problem('open311.body', 400)
  }
}

const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/i

/** A date-time with its zone; a `+` that came as a space is read as what it was. @throws {Problem} 400 */
export function readInstant(params: Params, name: string): Date | undefined {
  const value = params.get(name)?.replace(/ (?=\d{2}:?\d{2}$)/, '+')
  if (value === undefined) return undefined
  const at = new Date(value.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'))
  const day = /^(\d{4})-(\d{2})-(\d{2})/.exec(value)
  const exists =
    day && new Date(Date.UTC(Number(day[1]), Number(day[2]) - 1, Number(day[3]))).getUTCDate() === Number(day[3])
  if (!DATE_TIME.test(value) || !exists || Number.isNaN(at.getTime()) || at.getUTCFullYear() < 1970)
    throw new Problem('open311.date', 400, { name })
  return at
}

/** @returns longitude and latitude, or undefined when neither is there @throws {Problem} 400 for one of two, for no number, for none on earth */
export function readPosition(params: Params): { longitude: number; latitude: number } | undefined {
  const [lat, long] = [params.get('lat'), params.get('long')]
  if (lat === undefined && long === undefined) return undefined
  const isNumber = (text: string | undefined) => text !== undefined && /^[+-]?\d{1,3}(\.\d{1,20})?$/.test(text)
  const [latitude, longitude] = [Number(lat), Number(long)]
  if (!isNumber(lat) || !isNumber(long) || Math.abs(latitude) > 90 || Math.abs(longitude) > 180)
    throw new Problem('open311.position', 400)
  return { longitude, latitude }
}

/** A whole number from 1. @throws {Problem} 400 */
export function readCount(params: Params, name: string, most: number): number | undefined {
  const value = params.get(name)
  if (value === undefined) return undefined
  const count = Number(value)
  if (!/^\d{1,9}$/.test(value) || count < 1 || count > most) throw new Problem('open311.count', 400, { name, most })
  return count
}

/** Members of a comma list. */
export const readList = (value: string | undefined): string[] =>
  (value ?? '')
    .split(/[,，]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
