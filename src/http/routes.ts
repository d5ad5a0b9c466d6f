/**
 * Contract → route. Every domain's contract and every kind of matter becomes routes here, with the same order of work:
 * who, what shape, do it, strip the reply. An action's name is its permission; the engine asks the authority.
 */
import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import Type, { type TObject, type TSchema } from 'typebox'
import type { DomainModule, MatterRoutes } from '#domains/module.ts'
import { type Actor, can, holds, type Permission, type Permissions } from '#foundation/authority.ts'
import type { Context, Declared, Service } from '#foundation/service.ts'
import { nameBrowser } from '#lib/browser.ts'
import { type Bytes, Id, type RouteContract } from '#lib/contract.ts'
import { Refusal } from '#lib/refusal.ts'
import { answerError } from './refusals.ts'
import { serializerFor } from './validation.ts'

export interface Known {
  actor: Actor | undefined
  token: string | undefined
}

export interface Routing {
  service: Service
  permissions: Permissions
  domains: readonly DomainModule[]
  know(request: FastifyRequest): Known
  startSession(reply: FastifyReply, token: string, expiresAt: Date): void
  endSession(reply: FastifyReply): void
}

const perMinuteDefault = { anyone: 300, account: 600 }

export function addRoutes(app: FastifyInstance, routing: Routing): void {
  const { permissions } = routing
  for (const domain of routing.domains) {
    for (const [name, route] of Object.entries(domain.contract)) {
      const handler = domain.handlers[name]
      if (!handler) throw new Error(`route ${domain.name}.${name} has no handler`)
      addRoute(app, routing, `${domain.name}.${name}`, route, permissions, handler as Work)
    }
    for (const matter of domain.matters) addMatter(app, routing, matter, permissions)
  }
}

type Work = (call: { params: unknown; query: unknown; body: unknown }, context: Context) => Promise<unknown>

function addRoute(
  app: FastifyInstance,
  routing: Routing,
  name: string,
  route: RouteContract,
  permissions: Permissions,
  work: Work,
): void {
  const { environment } = routing.service.settings
  const serialize = route.sends === 'bytes' ? undefined : serializerFor(route.reply, environment !== 'production')
  const permission = permissionOf(route.who, permissions)
  app.route({
    method: route.method,
    url: `/api${route.path}`,
    schema: {
      operationId: name,
      tags: [name.split('.')[0] ?? ''],
      ...(route.params ? { params: route.params } : {}),
      ...(route.query ? { querystring: strict(route.query) } : {}),
      ...(route.body && !route.receives ? { body: route.body } : {}),
      ...(serialize ? { response: { 200: route.reply } } : {}),
    },
    ...(route.receives ? { bodyLimit: route.receives.max } : {}),
    config: {
      ...(route.receives ? { receives: route.receives.types } : {}),
      rateLimit: {
        max: (request: FastifyRequest) =>
          route.perMinute ?? (routing.know(request).actor ? perMinuteDefault.account : perMinuteDefault.anyone),
      },
    },
    serializerCompiler: () => (data) => (serialize ? serialize(data) : JSON.stringify(data)),
    errorHandler: (error, request, reply) => answerError(error, request, reply, route.refusals),
    handler: async (request, reply) => {
      const { actor } = routing.know(request)
      checkWho(route.who, permission, actor)
      const body = route.receives
        ? { type: String(request.headers['content-type'] ?? '').split(';')[0], bytes: request.body }
        : request.body
      const result = await work(
        { params: request.params, query: request.query, body },
        contextOf(routing, request, reply),
      )
      if (route.sends !== 'bytes') return result
      const bytes = result as Bytes
      if (bytes.taken && isKept(bytes, bytes.taken, request, reply)) return await reply.code(304).send()
      return await reply
        .header('cache-control', `${bytes.public ? 'public' : 'private'}, max-age=${bytes.keep}`)
        .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox")
        .type(bytes.type)
        .send(bytes.body)
    },
  })
}

/** Says which version it is. @returns whether the caller has that version (RFC 9110, 13.2.2: a tag counts before a date) */
function isKept(
  { body, keep }: Bytes,
  { changedAt }: NonNullable<Bytes['taken']>,
  { headers }: FastifyRequest,
  reply: FastifyReply,
): boolean {
  const tag = `"${createHash('sha256').update(body).digest('base64url')}"`
  reply
    .header('etag', tag)
    .header('cache-control', `public, max-age=${keep}`)
    .header('access-control-allow-origin', '*')
    .header('cross-origin-resource-policy', 'cross-origin')
  if (changedAt) reply.header('last-modified', changedAt.toUTCString())
  const tags = headers['if-none-match']
  if (tags !== undefined) return tags.split(',').some((one) => ['*', tag].includes(one.trim().replace(/^W\//, '')))
  const since = Date.parse(headers['if-modified-since'] ?? '')
  return changedAt !== null && Math.floor(changedAt.getTime() / 1000) * 1000 <= since
}

function addMatter(app: FastifyInstance, routing: Routing, matter: MatterRoutes, permissions: Permissions): void {
  const refusals = [
    'matter.unknown',
    'matter.moved',
    'matter.not-now',
    'action.unknown',
    'action.reused',
    ...matter.refusals,
  ]
  const receipt = { reply: matter.receipt, refusals, who: 'signed-in' } as const
  const { plural } = matter

  addRoute(
    app,
    routing,
    `${plural}.open`,
    {
      ...receipt,
      method: 'POST',
      path: `/${plural}`,
      body: extended(matter.spec.open.form, { id: Id }),
      perMinute: 60,
    },
    permissions,
    async ({ body }, context) => await matter.open(body as { id: string }, context),
  )
  for (const [action, form] of Object.entries(matter.spec.forms)) {
    if (matter.spec.actions[action]?.by === 'system') continue
    addRoute(
      app,
      routing,
      `${plural}.${action}`,
      {
        ...receipt,
        method: 'POST',
        path: `/${plural}/:matterId/actions/${action}`,
        params: Type.Object({ matterId: Id }),
        body: extended(form, { id: Id, seen: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }) }),
      },
      permissions,
      async ({ params, body }, context) => {
        const { id, seen, ...input } = body as { id: string; seen: number }
        const { matterId } = params as { matterId: string }
        return await matter.act({ matterId, action, id, seen, input }, context)
      },
    )
  }
  addRoute(
    app,
    routing,
    `${plural}.read`,
    {
      ...receipt,
      method: 'GET',
      path: `/${plural}/:key`,
      params: Type.Object({ key: Type.String({ minLength: 9, maxLength: 36 }) }),
      reply: matter.detail,
    },
    permissions,
    async ({ params }, context) => await matter.read((params as { key: string }).key, context),
  )
}

function extended(form: TObject, more: Record<string, TSchema>): TObject {
  return Type.Object({ ...more, ...form.properties }, { additionalProperties: false })
}

/** How a route that takes bytes is described: its body is read by its type and not checked against a schema. */
export function receivedBy(config: object | undefined): object {
  const types = (config as { receives?: readonly string[] } | undefined)?.receives
  return types ? { consumes: types, body: Type.String({ format: 'binary' }) } : {}
}

const strict = (form: TObject): TObject => Type.Object(form.properties, { additionalProperties: false })

function permissionOf(who: string, permissions: Permissions): Permission | undefined {
  if (who === 'anyone' || who === 'signed-in') return undefined
  const permission = permissions[who]
  if (!permission) throw new Error(`no permission ${who}`)
  return permission
}

/** Whether the reader may be here at all; the handler asks about the record. */
function checkWho(who: string, permission: Permission | undefined, actor: Actor | undefined): void {
  if (who === 'anyone') return
  if (!actor) throw new Refusal('access.signed-out', 401)
  if (!permission) return
  const own = permission.own && can(actor, permission, { path: '', requesterId: actor.personId })
  if (!own && !holds(actor, permission)) throw new Refusal('access.not-yours', 403, { roles: permission.roles })
}

const declarations = new WeakMap<readonly DomainModule[], Declared>()

/** What the domains declare, put together once. */
function declaredBy(domains: readonly DomainModule[]): Declared {
  const known = declarations.get(domains)
  if (known) return known
  const declared: Declared = {
    policies: Object.fromEntries(domains.map(({ name, policies }) => [name, policies])),
    clocks: domains.flatMap(({ matters }) =>
      matters.flatMap(({ spec }) =>
        Object.entries(spec.clocks).map(([name, { unit, promise, policy }]) => ({
          kind: spec.kind,
          name,
          unit,
          promise: promise === true,
          amount: policy,
          promiseHour: spec.promiseHour,
          warnAt: spec.warnAt,
        })),
      ),
    ),
    imports: domains.flatMap(({ imports }) => imports ?? []),
  }
  declarations.set(domains, declared)
  return declared
}

/** What a handler is given with a request. */
export function contextOf(routing: Routing, request: FastifyRequest, reply: FastifyReply): Context {
  const { actor, token } = routing.know(request)
  return {
    ...routing.service,
    actor,
    permissions: routing.permissions,
    declared: declaredBy(routing.domains),
    titles: async (ids) => {
      const matters = routing.domains.flatMap((domain) => domain.matters)
      const found = await Promise.all(
        matters.map(async ({ spec, titles }) => {
          const titled = await titles(routing.service.database, ids)
          return [...titled].map(([id, matter]) => [id, { ...matter, kind: spec.kind }] as const)
        }),
      )
      return new Map(found.flat())
    },
    holdings: routing.domains.flatMap(({ holding }) => holding ?? []),
    origin: routing.service.settings.address ?? `${request.protocol}://${request.host}`,
    session: {
      token,
      ...nameBrowser(request.headers['user-agent'] ?? ''),
      start: (fresh, expiresAt) => routing.startSession(reply, fresh, expiresAt),
      end: () => routing.endSession(reply),
    },
  }
}
