/**
 * Refusal → status, fault → 500. A refusal carries a code and facts; a fault carries the request id and nothing else.
 * A refusal that its route does not list is a fault, so that a test catches it.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Refusal } from '#lib/refusal.ts'

/** Refused by the house itself, on any route. */
const everywhere = [
  'access.',
  'input.',
  'limit.',
  'session.',
  'service.',
  'route.unknown',
  'file.too-large',
  'file.type',
]

export function isListed(code: string, refusals: readonly string[]): boolean {
  return (
    refusals.includes(code) ||
    everywhere.some((known) => (known.endsWith('.') ? code.startsWith(known) : code === known))
  )
}

/** PostgreSQL is away or going: nothing was done, come again. */
function isAway(error: unknown): boolean {
  const { code = '', message = '', syscall } = error as { code?: string; message?: string; syscall?: string }
  // a file that is gone is not the database's socket that is gone
  if (code === 'ENOENT' && syscall !== 'connect') return false
  return (
    /^(08|57P0)/.test(code) ||
    ['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ETIMEDOUT', '53300'].includes(code) ||
    /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/.test(
      message,
    )
  )
}

export function answerError(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  refusals: readonly string[],
): void {
  const refusal = asRefusal(error)
  if (refusal && isListed(refusal.code, refusals)) {
    if (refusal.status === 503) reply.header('retry-after', String(refusal.facts.seconds ?? 3))
    if (refusal.status === 429)
      reply.header('retry-after', String(refusal.facts.seconds ?? Number(refusal.facts.minutes ?? 1) * 60))
    reply
      .code(refusal.status)
      .type('application/json')
      .send(JSON.stringify({ refusal: { code: refusal.code, facts: refusal.facts } }))
    return
  }
  request.log.error({ err: describe(error) }, 'fault')
  reply
    .code(500)
    .type('application/json')
    .send(JSON.stringify({ fault: { requestId: request.id } }))
}

/** What the house refuses; undefined for a fault. */
export function asRefusal(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error
  if (isAway(error)) return new Refusal('service.busy', 503, { seconds: 3 })
  const { code, statusCode, constraint } = error as { code?: string; statusCode?: number; constraint?: string }
  // its place got another code between reading and writing
  if (constraint === 'path_is_a_place') return new Refusal('input.place-moved', 409)
  if (code === '23503') return new Refusal('input.unknown', 422, { field: (constraint ?? '').replace(/_\d+$/, '') })
  if (code === '22P05' || code === '22021') return new Refusal('input.wrong', 400, { field: 'words' })
  if (statusCode === 413) return new Refusal('input.too-large', 413)
  // an address too long, or one that tries to leave the folder of a page's assets
  if (statusCode === 414 || statusCode === 403) return new Refusal('route.unknown', 404)
  if (statusCode === 415) return new Refusal('input.type', 415)
  if (statusCode === 429) return new Refusal('limit.too-many', 429, { seconds: 60 })
  if (statusCode === 400) return new Refusal('input.wrong', 400, { field: '' })
  return undefined
}

/** What may be logged of an error: never its values. */
export function describe(error: unknown): Record<string, unknown> {
  const { name, message, code, constraint, table, stack } = error as Error & {
    code?: string
    constraint?: string
    table?: string
  }
  // a message of PostgreSQL can quote what a person wrote; its code, table and constraint cannot
  return code && /^[0-9A-Z]{5}$/.test(code)
    ? { name, code, constraint, table, stack: stack?.split('\n').slice(1).join('\n') }
    : { name, message, code, stack }
}
