/**
 * Doors: addresses outside /api that a domain answers in the format of a standard (domains/module.ts). Bodies are bytes, and
 * what the house refuses here is said by the door too, so that a foreign program can read it.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { DomainModule, Door, DoorAnswer, DoorCall } from '#domains/module.ts'
import { asRefusal, describe } from './refusals.ts'
import { contextOf, type Routing } from './routes.ts'

export function doorAt(domains: readonly DomainModule[], url: string): Door | undefined {
  return domains.find(({ door }) => door && url.startsWith(door.below))?.door
}

export async function addDoors(app: FastifyInstance, routing: Routing): Promise<void> {
  for (const { door } of routing.domains) {
    if (!door) continue
    await app.register(async (scope) => {
      scope.removeAllContentTypeParsers()
      scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_, body, done) => done(null, body))
      scope.all(`${door.below}*`, {
        schema: { hide: true },
        bodyLimit: door.bodyMax,
        config: { rateLimit: { max: door.perMinute } },
        errorHandler: (error, request, reply) => refuseAt(door, error, request, reply),
        handler: async (request, reply) => {
          const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
          return await send(
            await door.answer({ ...callOf(door, request), body }, contextOf(routing, request, reply)),
            reply,
          )
        },
      })
    })
  }
}

/** Says in the door's words what went wrong before or behind it. */
export function refuseAt(door: Door, error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const refusal = asRefusal(error)
  if (!refusal) request.log.error({ err: describe(error) }, 'fault')
  void send(door.refuse(callOf(door, request), refusal), reply)
}

function callOf({ below }: Door, request: FastifyRequest): Omit<DoorCall, 'body'> {
  const [path = '', query = ''] = request.url.slice(below.length).split(/\?(.*)/s)
  return {
    method: request.method,
    path,
    query: new URLSearchParams(query),
    type: request.headers['content-type'] ?? '',
    header: (name) => {
      const value = request.headers[name]
      return Array.isArray(value) ? value[0] : value
    },
  }
}

function send({ status, type, body, headers = {} }: DoorAnswer, reply: FastifyReply): FastifyReply {
  return reply.code(status).headers(headers).header('content-type', type).send(body)
}
