/**
 * The HTTP server: who is asking, limits, headers, health, logs; then the domains' routes and the two web apps.
 * Logs hold the request id, route pattern, status and time; never an address with values, a body or a person.
 * Read next: routes.ts.
 */
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import cookie from '@fastify/cookie'
import rateLimit from '@fastify/rate-limit'
import swagger from '@fastify/swagger'
import Fastify, { type FastifyInstance, type FastifyRequest, LogController } from 'fastify'
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client'
import type { DomainModule } from '#domains/module.ts'
import { findActor, tokenHash, touchSession } from '#foundation/people/sessions.ts'
import type { Service } from '#foundation/service.ts'
import { dayOf } from '#lib/days.ts'
import { Refusal } from '#lib/refusal.ts'
import { addDoors, doorAt, refuseAt } from './doors.ts'
import { type Live, startLive } from './live.ts'
import { addPages } from './pages.ts'
import { answerError } from './refusals.ts'
import { addRoutes, type Known, type Routing, receivedBy } from './routes.ts'
import { validatorCompiler } from './validation.ts'

export interface ServerOptions extends Service {
  domains: readonly DomainModule[]
  databaseUrl: string
  host: string
  port: number
  /** Folder of the built web apps; no pages are served when it is absent. */
  dist?: string
  /** False leaves the limits of calls per minute out; for tests that need many calls. */
  limited?: boolean
  logLevel?: string
  /** Where log lines go; standard output when absent. */
  log?: { write(line: string): void }
  /** Whether the database answers, for /readyz. */
  ready?: () => boolean
}

export interface Server {
  address: string
  app: FastifyInstance
  close(): Promise<void>
}

const COOKIE = 'linli_session'
const LISTEN_MS = 600_000
/** Statements that may wait for a connection. */
const WAITING_MOST = 400
/** A session's last use is written at most this often. */
const TOUCH_MS = 60_000
/** Sent by pages with what they ask by themselves: nobody touched a key since a while. */
const UNATTENDED = 'x-linli-unattended'
const known = new WeakMap<FastifyRequest, Known>()
const know = (request: FastifyRequest): Known => known.get(request) ?? { actor: undefined, token: undefined }

export async function startServer(options: ServerOptions): Promise<Server> {
  const { environment } = options.settings
  const app = Fastify({
    logger: {
      level: options.logLevel ?? (environment === 'test' ? 'silent' : 'info'),
      ...(options.log && { stream: options.log }),
    },
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    trustProxy: environment === 'production' ? '127.0.0.1' : false,
    bodyLimit: 100_000,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 100 },
    frameworkErrors: (error, request, reply) => {
      const door = doorAt(options.domains, request.url)
      if (door) refuseAt(door, error, request, reply)
      else answerError(error, request, reply, [])
    },
  })
  app.setValidatorCompiler(validatorCompiler)
  app.setErrorHandler((error, request, reply) => answerError(error, request, reply, []))
  // a page of another origin may send plain text without asking first, and no route reads it
  app.removeContentTypeParser('text/plain')
  app.addContentTypeParser(
    /^(image|audio|video)\/|^application\/octet-stream$/,
    { parseAs: 'buffer' },
    (_, body, done) => done(null, body),
  )

  const metrics = addMetrics(app)
  await app.register(cookie)
  await app.register(swagger, {
    openapi: { openapi: '3.1.0', info: { title: 'Linli 邻里', version: '0.1.0' } },
    transform: ({ schema, url, route }) => ({ schema: { ...schema, ...receivedBy(route.config) }, url }),
  })
  guard(app, options)
  if (options.limited ?? true)
    await app.register(rateLimit, {
      hook: 'preHandler',
      timeWindow: 60_000,
      max: 300,
      keyGenerator: (request) => `${know(request).actor?.accountId ?? request.ip} ${request.routeOptions.url ?? ''}`,
      errorResponseBuilder: (_, { ttl }) => new Refusal('limit.too-many', 429, { seconds: Math.ceil(ttl / 1000) }),
    })

  const live = startLive(
    options.databaseUrl,
    new Map(options.domains.flatMap(({ matters }) => matters.map(({ spec, reads }) => [spec.kind, reads] as const))),
    app.log,
  )
  await app.register(async (scope) => {
    addHealth(scope, options, metrics)
    addLive(scope, live)
    const routing: Routing = {
      service: options,
      permissions: Object.assign({}, ...options.domains.map((domain) => domain.permissions)),
      domains: options.domains,
      know,
      startSession: (reply, token, expires) =>
        reply.setCookie(COOKIE, token, {
          path: '/',
          httpOnly: true,
          sameSite: 'lax',
          secure: environment === 'production',
          maxAge: Math.round((expires.getTime() - options.clock.now().getTime()) / 1000),
        }),
      endSession: (reply) => reply.clearCookie(COOKIE, { path: '/' }),
    }
    addRoutes(scope, routing)
    await addDoors(scope, routing)
    if (options.dist && existsSync(join(options.dist, 'resident', 'index.html'))) await addPages(scope, options.dist)
  })
  app.setNotFoundHandler((request, reply) => answerError(new Refusal('route.unknown', 404), request, reply, []))

  const address = await app.listen({ host: options.host, port: options.port })
  return {
    address,
    app,
    async close() {
      await live.close()
      await app.close()
    },
  }
}

/** Who asks, from where, under which headers. */
function guard(app: FastifyInstance, { database, clock, rules, settings, domains }: ServerOptions): void {
  app.addHook('onRequest', async (request, reply) => {
    reply
      .header('x-request-id', request.id)
      .header('x-content-type-options', 'nosniff')
      .header('referrer-policy', 'same-origin')
      .header('x-frame-options', 'DENY')
      .header('cross-origin-opener-policy', 'same-origin')
      .header('cross-origin-resource-policy', 'same-origin')
      .header('permissions-policy', 'geolocation=(self), microphone=(self), camera=(self)')
    if (settings.environment === 'production') reply.header('strict-transport-security', 'max-age=31536000')
    if (request.url.startsWith('/api/')) {
      reply
        .header('cache-control', 'no-store')
        .header('content-security-policy', "default-src 'none'; frame-ancestors 'none'")
    }
    const door = doorAt(domains, request.url)
    // behind a door nobody is signed in, so there is nothing that a page of another origin could use
    if (!door) checkOrigin(request)

    if (!door && !request.url.startsWith('/api/')) return
    // what cannot be done within a second or two is told to come again; what is in work gets through
    if (database.waiting() > WAITING_MOST) throw new Refusal('service.busy', 503, { seconds: 3 })
    if (door) return
    const token = request.cookies[COOKIE]
    if (!token) return
    const now = clock.now()
    const { policies } = await rules.on(dayOf(now))
    const actor = await findActor(database, token, now, policies.number('people.staff_idle_minutes'))
    known.set(request, { token, actor })
    // what a page asks by itself does not keep a session alive that nobody sits at
    if (actor && !request.headers[UNATTENDED] && !request.url.startsWith('/api/live'))
      if (now.getTime() - actor.seenAt.getTime() >= TOUCH_MS) await touchSession(database, token, now)
  })
}

/**
 * A page of another origin cannot write in a signed-in person's name. Browsers say where a request comes from; a client
 * that says nothing carries no cookie of a browser.
 */
function checkOrigin(request: FastifyRequest): void {
  if (request.method === 'GET' || request.method === 'HEAD') return
  const site = request.headers['sec-fetch-site']
  const { origin } = request.headers
  const foreign =
    site !== undefined
      ? site !== 'same-origin' && site !== 'none'
      : origin !== undefined && originHost(origin) !== request.host
  if (foreign) throw new Refusal('session.foreign-origin', 403)
}

function originHost(origin: string): string {
  return URL.canParse(origin) ? new URL(origin).host : ''
}

function addMetrics(app: FastifyInstance): Registry {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'linli_' })
  const seconds = new Histogram({
    name: 'linli_http_seconds',
    help: 'Seconds of an answer, by route pattern and status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5],
    registers: [registry],
  })
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown'
    const took = reply.elapsedTime / 1000
    seconds.observe({ method: request.method, route, status: String(reply.statusCode) }, took)
    if (route.startsWith('/api/') || reply.statusCode >= 500)
      request.log.info(
        { method: request.method, route, status: reply.statusCode, milliseconds: Math.round(took * 1000) },
        'answered',
      )
  })
  return registry
}

function addHealth(app: FastifyInstance, { database, ready }: ServerOptions, metrics: Registry): void {
  const quiet = { schema: { hide: true }, config: { rateLimit: false } } as const
  app.get('/healthz', quiet, async () => ({ status: 'ok' }))
  app.get('/readyz', quiet, async (_, reply) => {
    const up =
      (ready?.() ?? true) &&
      (await database.pool.query('select 1').then(
        () => true,
        () => false,
      ))
    return await reply.code(up ? 200 : 503).send({ status: up ? 'ready' : 'database is away' })
  })
  app.get('/metrics', quiet, async (_, reply) => await reply.type(metrics.contentType).send(await metrics.metrics()))
  app.get('/openapi.json', quiet, async () => app.swagger())
}

function addLive(app: FastifyInstance, live: Live): void {
  app.get('/api/live', { schema: { hide: true } }, (request, reply) => {
    const { actor, token } = know(request)
    if (!actor || !token) throw new Refusal('access.signed-out', 401)
    reply.hijack()
    reply.raw.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    })
    reply.raw.write('retry: 2000\n\n')
    const leave = live.add({
      actor,
      session: tokenHash(token).toString('hex'),
      send: (text) => reply.raw.write(text),
      end: () => void reply.raw.end(),
    })
    request.raw.on('close', leave)
    // the browser comes back by itself, and who it is and what it may hear are asked again
    setTimeout(leave, LISTEN_MS).unref()
  })
}
