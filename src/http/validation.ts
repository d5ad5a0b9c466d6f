/**
 * Bodies are strict: no coercion, an unknown field is refused. Query strings and path parts are text and are converted.
 * Replies are stripped to their schema; outside production a reply that does not fit is a fault.
 */
import type { FastifySchemaCompiler } from 'fastify'
import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { Value } from 'typebox/value'
import { Refusal } from '#lib/refusal.ts'

export const validatorCompiler: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const validator = Compile(schema)
  return (data: unknown) => {
    const value = httpPart === 'body' ? data : Value.Convert(schema, data)
    const unwritable = findUnwritable(value)
    if (unwritable !== undefined)
      return { error: new Refusal('input.wrong', 400, { field: unwritable || (httpPart ?? ''), rule: 'text' }) }
    if (validator.Check(value)) return { value }
    const [first] = validator.Errors(value)
    const field = [first?.instancePath.slice(1).replaceAll('/', '.'), missing(first?.params)].filter(Boolean).join('.')
    return { error: new Refusal('input.wrong', 400, { field: field || (httpPart ?? ''), rule: first?.keyword ?? '' }) }
  }
}

/** Where a text holds what no text can: U+0000, or half of a sign. Such text is refused, not changed. */
function findUnwritable(value: unknown, at = ''): string | undefined {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0') ? undefined : at
  if (value === null || typeof value !== 'object' || Buffer.isBuffer(value)) return undefined
  for (const [name, part] of Object.entries(value)) {
    const found = findUnwritable(part, at ? `${at}.${name}` : name)
    if (found !== undefined) return found
  }
  return undefined
}

function missing(params: unknown): string {
  const { requiredProperties, additionalProperties } = (params ?? {}) as Record<string, string[] | undefined>
  return (requiredProperties ?? additionalProperties ?? [])[0] ?? ''
}

/** A reply that holds nothing but what its schema names is written as it is; any other is stripped first, which takes long. */
export function serializerFor(schema: TSchema, strict: boolean): (data: unknown) => string {
  const validator = Compile(schema)
  const exact = Compile(closed(schema))
  return (data) => {
    if (exact.Check(data)) return JSON.stringify(data)
    const clean = Value.Clean(schema, data)
    if (strict && !validator.Check(clean)) {
      const errors = validator.Errors(clean).slice(0, 3)
      throw new Error(
        `a reply does not fit its contract: ${errors.map((e) => `${e.instancePath} ${e.message}`).join('; ')}`,
      )
    }
    return JSON.stringify(clean)
  }
}

/** The schema, with no object in it that takes more than it names. */
function closed<T>(schema: T): T {
  if (Array.isArray(schema)) return schema.map(closed) as T
  if (typeof schema !== 'object' || schema === null) return schema
  const parts = Object.entries(schema).map(([name, part]) => [name, name === 'enum' ? part : closed(part)])
  const copy = Object.create(Object.getPrototypeOf(schema), Object.getOwnPropertyDescriptors(schema)) as T
  return Object.assign(
    copy as object,
    Object.fromEntries(parts),
    'properties' in schema && { additionalProperties: false },
  ) as T
}
