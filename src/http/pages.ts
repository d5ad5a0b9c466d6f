/**
 * The two web apps: resident for every page, staff under /desk and /city. Pages get a strict content security policy with
 * a fresh nonce; assets are named by their content and kept for a year, precompressed.
 */
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply } from 'fastify'

function policy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' blob: data:",
    "media-src 'self' blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}

export async function addPages(app: FastifyInstance, dist: string): Promise<void> {
  const page = (shell: string) => {
    const html = readFileSync(join(dist, shell, 'index.html'), 'utf8')
    return (reply: FastifyReply) => {
      const nonce = randomBytes(16).toString('base64')
      return reply
        .header('content-security-policy', policy(nonce))
        .header('cache-control', 'no-store')
        .type('text/html; charset=utf-8')
        .send(html.replaceAll('__NONCE__', nonce))
    }
  }
  const resident = page('resident')
  const staff = page('staff')

  const assets = { preCompressed: true, immutable: true, maxAge: '365d', index: false, decorateReply: false } as const
  await app.register(fastifyStatic, { ...assets, root: join(dist, 'resident', 'assets'), prefix: '/assets/' })
  await app.register(fastifyStatic, { ...assets, root: join(dist, 'staff', 'assets'), prefix: '/desk/assets/' })

  for (const path of ['/desk', '/desk/*', '/city', '/city/*']) app.get(path, (_, reply) => staff(reply))
  // for anybody to take along; the page that checks receipts runs the same
  const verifier = join(dist, 'resident', 'verify.mjs')
  if (existsSync(verifier)) {
    const script = readFileSync(verifier)
    app.get('/verify.mjs', (_, reply) =>
      reply.header('cache-control', 'public, max-age=3600').type('text/javascript; charset=utf-8').send(script),
    )
  }
  app.get('/', (_, reply) => resident(reply))
  app.get('/*', (request, reply) => {
    const { pathname } = new URL(request.url, 'http://page')
    if (/\.[a-z0-9]{1,8}$/.test(pathname) || pathname.startsWith('/api/')) return reply.callNotFound()
    return resident(reply)
  })
}
