/**
 * The calls of GeoReport v2 as they come from outside: which address is which call, in which format it is answered, and how
 * what goes wrong is said. /open311/v2 is the city's queue, /open311/test/v2 is for trying and never touches it.
 * @source OPEN311-FORMAT @source OPEN311-ERRORS
 * Read next: call.ts for who calls, then services.ts, sending.ts, reports.ts, updates.ts, trial.ts.
 */
import type { Refusal } from '#lib/refusal.ts'
import type { Door, DoorAnswer, DoorCall } from '../module.ts'
import { beginCall, type Calling } from './call.ts'
import { type Format, formats, List, typeOf, type Value, write } from './format.ts'
import { readParams } from './input.ts'
import { Problem, Problems } from './problem.ts'
import { getReport, getToken, listReports } from './reports.ts'
import { localeOf, sayIn } from './say.ts'
import { postReport } from './sending.ts'
import { discover, getService, listServices } from './services.ts'
import * as trial from './trial.ts'
import { listUpdates, postUpdate } from './updates.ts'

interface Work {
  root: string
  /** @param part what stands for the code, the id or the token in the address */
  run(calling: Calling, part: string): Promise<Value>
}

interface Route {
  path: RegExp
  methods: Readonly<Partial<Record<'GET' | 'POST', Work>>>
}

/** One list of calls for both endpoints. */
function endpoint(
  base: string,
  calls: {
    listServices: Work['run']
    getService: Work['run']
    listReports: Work['run']
    postReport: Work['run']
    getReport: Work['run']
    getToken: Work['run']
    listUpdates: Work['run']
    postUpdate: Work['run']
  },
): Route[] {
  const at = (path: string) => new RegExp(`^${base}/${path}$`)
  return [
    { path: at('services'), methods: { GET: { root: 'services', run: calls.listServices } } },
    { path: at('services/([^/]+)'), methods: { GET: { root: 'service_definition', run: calls.getService } } },
    {
      path: at('requests'),
      methods: {
        GET: { root: 'service_requests', run: calls.listReports },
        POST: { root: 'service_requests', run: calls.postReport },
      },
    },
    { path: at('requests/([^/]+)'), methods: { GET: { root: 'service_requests', run: calls.getReport } } },
    { path: at('tokens/([^/]+)'), methods: { GET: { root: 'service_requests', run: calls.getToken } } },
    {
      path: at('servicerequestupdates'),
      methods: {
        GET: { root: 'service_request_updates', run: calls.listUpdates },
        POST: { root: 'service_request_updates', run: calls.postUpdate },
      },
    },
  ]
}

const TRIAL = 'test/v2'
const routes: Route[] = [
  { path: /^discovery$/, methods: { GET: { root: 'discovery', run: discover } } },
  ...endpoint('v2', {
    listServices,
    getService,
    listReports,
    postReport,
    getReport,
    getToken,
    listUpdates,
    postUpdate,
  }),
  ...endpoint(TRIAL, trial),
  { path: /^test\/v2\/reset$/, methods: { POST: { root: 'reset', run: trial.reset } } },
]

const CORS = { 'access-control-allow-origin': '*' }

export const open311Door: Door = {
  below: '/open311/',
  bodyMax: 30_000_000,
  perMinute: 300,

  async answer(call, context) {
    const asked = readPath(call)
    if (call.method === 'OPTIONS') return preflight()
    try {
      const { work, part } = find(call, asked, context.origin)
      const params = await readParams(call)
      const calling = await beginCall(call, params, context, asked.path.startsWith(`${TRIAL}/`))
      return {
        status: 200,
        type: typeOf[asked.format],
        body: write(asked.format, work.root, await work.run(calling, part)),
        headers: { ...CORS, 'cache-control': 'no-store' },
      }
    } catch (error) {
      if (error instanceof Problems) return tell(call, error.all)
      if (error instanceof Problem) return tell(call, [error])
      throw error
    }
  },

  refuse(call, refusal) {
    return tell(call, [problemOf(call.method, refusal)])
  },
}

interface Asked {
  path: string
  format: Format
  /** The ending, when it is none we have; '' when there is none. */
  strange: string | undefined
}

function readPath({ path }: Pick<DoorCall, 'path'>): Asked {
  const match = /^(.*?)(?:\.([A-Za-z0-9]{1,10}))?$/s.exec(path)
  const ending = match?.[2]?.toLowerCase()
  const format = formats.find((one) => one === ending)
  return format
    ? { path: match?.[1] ?? '', format, strange: undefined }
    : { path: match?.[1] ?? path, format: 'xml', strange: ending ?? '' }
}

function find(call: DoorCall, { path, strange }: Asked, origin: string): { work: Work; part: string } {
  const unknown = new Problem('open311.call-unknown', 404, { url: `${origin}/open311` })
  for (const route of routes) {
    const match = route.path.exec(path)
    if (!match) continue
    if (strange !== undefined) throw new Problem('open311.format', 404, { format: strange === '' ? '–' : strange })
    const work = route.methods[call.method === 'HEAD' ? 'GET' : (call.method as 'GET')]
    const allowed = Object.keys(route.methods).join(', ')
    if (!work) throw new Problem('open311.method', 400, { method: call.method, allowed }, '405')
    return { work, part: readPart(match[1], unknown) }
  }
  throw unknown
}

function readPart(part: string | undefined, unknown: Problem): string {
  try {
    return decodeURIComponent(part ?? '')
  } catch {
    throw unknown
  }
}

function preflight(): DoorAnswer {
  const allowed = {
    'access-control-allow-methods': 'GET, POST',
    'access-control-allow-headers': 'content-type, idempotency-key',
  }
  return { status: 204, type: 'text/plain; charset=utf-8', body: '', headers: { ...CORS, ...allowed } }
}

/** Where HTTP has a finer status than the standard, it stands in the body. */
function tell(call: Pick<DoorCall, 'path' | 'query' | 'header'>, problems: readonly Problem[]): DoorAnswer {
  const { format } = readPath(call)
  const say = sayIn(localeOf(call.query.get('locale') ?? undefined, call.header('accept-language')))
  const order = [500, 503, 429, 403, 404, 400]
  const status = problems.map((problem) => problem.status).sort((a, b) => order.indexOf(a) - order.indexOf(b))[0] ?? 400
  const seconds = problems.map(({ facts }) => facts.seconds).find((value) => typeof value === 'number')
  const allowed = problems.map(({ facts }) => facts.allowed).find((value) => typeof value === 'string')
  const errors = problems.map((problem) => ({
    code: problem.shown,
    description: say(`refusal.${problem.code}`, problem.facts),
  }))
  return {
    status,
    type: typeOf[format],
    body: write(format, 'errors', new List('error', errors)),
    headers: {
      ...CORS,
      'cache-control': 'no-store',
      ...(seconds !== undefined && (status === 429 || status === 503) && { 'retry-after': String(seconds) }),
      ...(allowed !== undefined && { allow: allowed }),
    },
  }
}

/** What the house refuses before or behind a call. */
function problemOf(method: string, refusal: Refusal | undefined): Problem {
  if (!refusal) return new Problem('open311.fault', 500)
  const seconds = Number(refusal.facts.seconds ?? 3)
  if (refusal.status === 503) return new Problem('open311.busy', 503, { seconds })
  if (refusal.status === 429) return new Problem('open311.address-full', 429, { seconds })
  if (refusal.status === 413) return new Problem('open311.too-large', 400, {}, '413')
  if (refusal.status === 415) return new Problem('open311.body-type', 400, { type: '' }, '415')
  if (refusal.status === 404 || method === 'GET') return new Problem('open311.call-unknown', 404, { url: '/open311' })
  return new Problem('open311.body', 400)
}
