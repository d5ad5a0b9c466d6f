/**
 * The form of a route that is not an action: everything a caller must know, nothing about how it is done.
 * `who` names a permission, or 'anyone' or 'signed-in'; it and `refusals` are not optional.
 */
import Type, { type Static, type TObject, type TSchema } from 'typebox'

export interface RouteContract {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  path: `/${string}`
  who: 'anyone' | 'signed-in' | (string & {})
  params?: TObject
  query?: TObject
  body?: TSchema
  /** Takes raw bytes of these content types, at most `max` bytes, instead of a JSON body. */
  receives?: { types: readonly string[]; max: number }
  /** 'bytes' when the handler answers a Bytes instead of JSON. */
  sends?: 'bytes'
  reply: TSchema
  refusals: readonly string[]
  /** Requests an address (signed out) or an account may make in a minute; the house limit when absent. */
  perMinute?: number
}

export type Contract = Readonly<Record<string, RouteContract>>

export function defineContract<const C extends Contract>(contract: C): C {
  return contract
}

type Of<R, K extends string> = R extends Record<K, infer S extends TSchema> ? Static<S> : undefined

export interface Call<R extends RouteContract> {
  params: Of<R, 'params'>
  query: Of<R, 'query'>
  body: R extends { receives: object } ? { type: string; bytes: Buffer } : Of<R, 'body'>
}

/** A file to send. */
export interface Bytes {
  type: string
  body: Buffer
  /** Seconds a browser may keep it; private to the reader unless `public`. */
  keep: number
  public: boolean
  /** Other programs take it again and again, from any origin, and are told when it is what they have. */
  taken?: { changedAt: Date | null }
}

export type ReplyOf<R extends RouteContract> = R extends { sends: 'bytes' } ? Bytes : Static<R['reply']>

/** In lower case, so that one thing has one name: in the database, on disk, in comparisons. */
const ID = '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'
const INSTANT = '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:[0-5]\\d(\\.\\d{1,9})?Z$'

export const Id = Type.String({ format: 'uuid', pattern: ID, maxLength: 36 })
export const Instant = Type.String({ format: 'date-time', pattern: INSTANT })
/** A day that exists: 2026-02-30 is none. */
export const DayField = Type.String({ format: 'date' })
export const Path = Type.String({ pattern: '^[0-9]{4,16}$' })
export const Nothing = Type.Object({})
export const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()])

export function isId(value: string): boolean {
  return new RegExp(ID).test(value)
}

/** One of a few fixed values, as JSON Schema's enum. */
export const oneOf = <const T extends readonly (string | number)[]>(values: T) =>
  Type.Unsafe<T[number]>({ enum: [...values] })
