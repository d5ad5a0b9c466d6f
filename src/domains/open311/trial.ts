/**
 * The test endpoint: the same calls over rows of its own, for everybody with the key `test` and for each client with its own
 * key. Nothing here reaches the city's queue. Its services show what the real ones do not need: attributes and tokens.
 * @source OPEN311-TEST
 */
import { isId } from '#lib/contract.ts'
import { idFrom, newId } from '#lib/ids.ts'
import { type Calling, getClient, stamp, TEST_KEY } from './call.ts'
import { type Fields, List } from './format.ts'
import { readList } from './input.ts'
import { Problem } from './problem.ts'
import { readPage, readSpan } from './range.ts'
import { contentHash, readGivenId, readSent } from './sending.ts'
import * as store from './store.ts'
import { readUpdate } from './updates.ts'

const LAMP = 'TEST-LAMP'
const PUMP = 'TEST-PUMP'
const LATER = 'TEST-LATER'
const names: Readonly<Record<string, string>> = { [LAMP]: 'lamp', [PUMP]: 'pump', [LATER]: 'later' }
/** Reports, and updates, kept for one owner. */
const KEPT_MOST = 200
const HOUR = 3_600_000

interface Attribute {
  code: string
  datatype: 'string' | 'number' | 'datetime' | 'text' | 'singlevaluelist' | 'multivaluelist'
  required: boolean
  values?: readonly string[]
}

const attributes: readonly Attribute[] = [
  { code: 'PUMP_NO', datatype: 'string', required: true },
  { code: 'PRESSURE', datatype: 'number', required: false },
  { code: 'SINCE', datatype: 'datetime', required: false },
  { code: 'DETAIL', datatype: 'text', required: false },
  { code: 'KIND', datatype: 'singlevaluelist', required: true, values: ['supply', 'drain'] },
  { code: 'SIGNS', datatype: 'multivaluelist', required: false, values: ['noise', 'leak'] },
]

interface Report {
  service: string
  closed: boolean
  description: string
  address: string | null
  lat: number | null
  long: number | null
  media: string | null
  accountId: string | null
  changedAt: string
  hash: string
  givenId: string | null
}

/** Whose rows: everybody's who calls without a key or with the public one, or the client's. */
const ownerOf = ({ client }: Calling): string => client?.id ?? 'public'

/** @throws {Problem} 403 without any key */
function checkKey(calling: Calling): void {
  if (calling.params.get('api_key') !== TEST_KEY) getClient(calling)
}

export async function listServices({ say }: Calling): Promise<List> {
  return new List(
    'service',
    [LAMP, PUMP, LATER].map((code) => ({
      service_code: code,
      service_name: say(`open311.test.${names[code]}`),
      description: say('open311.test.description'),
      metadata: code === PUMP,
      type: code === LATER ? 'batch' : 'realtime',
      keywords: 'test,测试',
      group: say('open311.test.group'),
    })),
  )
}

export async function getService({ say }: Calling, code: string): Promise<Fields> {
  if (!(code in names)) throw new Problem('open311.service-unknown', 404, { code: code.slice(0, 60) })
  const list = code === PUMP ? attributes : []
  return {
    service_code: code,
    attributes: new List('attribute', [
      ...(code === PUMP
        ? [
            {
              variable: false,
              code: 'NOTE',
              datatype: 'text',
              required: false,
              datatype_description: null,
              order: 1,
              description: say('open311.test.attribute.note'),
            },
          ]
        : []),
      ...list.map(({ code: name, datatype, required, values }, index) => ({
        variable: true,
        code: name,
        datatype,
        required,
        datatype_description: null,
        order: index + 2,
        description: say(`open311.test.attribute.${name}`),
        ...(values && {
          values: new List(
            'value',
            values.map((key) => ({ key, name: say(`open311.test.value.${key}`) })),
          ),
        }),
      })),
    ]),
  }
}

export async function postReport(calling: Calling): Promise<List> {
  checkKey(calling)
  const { context, params, now, policies, say } = calling
  const { db } = context.database
  const owner = ownerOf(calling)
  const wrong = params.get('service_code') === PUMP ? checkAttributes(calling) : []
  const sent = await readSent(calling, (code) => code in names, wrong)
  const hash = contentHash(params).toString('hex')
  const givenId = readGivenId(calling)
  const since = now.getTime() - policies.number('open311.repeat_hours') * HOUR
  const before = (await store.listTrials(db, owner, 'report')).find(({ body, at }) =>
    givenId ? body.givenId === givenId : body.hash === hash && at.getTime() >= since,
  )
  const id = before?.id ?? newId()
  const token = sent.service === LATER ? idFrom('open311 token', id) : null
  const accountId = params.get('account_id')?.slice(0, 120) ?? null
  if (!before) {
    const body: Report = {
      service: sent.service,
      closed: false,
      description: sent.description,
      address: sent.address ?? sent.addressId ?? null,
      lat: sent.position?.latitude ?? null,
      long: sent.position?.longitude ?? null,
      media: sent.media[0] ?? null,
      accountId,
      changedAt: now.toISOString(),
      hash,
      givenId,
    }
    await store.insertTrial(db, { id, owner, kind: 'report', report_id: null, token, body, at: now })
    await store.trimTrials(db, owner, 'report', KEPT_MOST)
  }
  const first = token ? { token } : { service_request_id: id }
  return new List('request', [{ ...first, service_notice: say('open311.notice.test'), account_id: accountId }])
}

function checkAttributes({ params }: Calling): Problem[] {
  return attributes.flatMap(({ code, datatype, required, values }) => {
    const given = params.all(`attribute[${code}]`)
    if (given.length === 0) return required ? [new Problem('open311.attribute-missing', 400, { code })] : []
    const fits = given.every((value) => {
      if (values) return values.includes(value)
      if (datatype === 'number') return Number.isFinite(Number(value))
      return datatype !== 'datetime' || !Number.isNaN(Date.parse(value))
    })
    const few = datatype === 'multivaluelist' || given.length === 1
    return fits && few ? [] : [new Problem('open311.attribute-wrong', 400, { code, service: PUMP })]
  })
}

const reportOf = ({ body }: store.TrialRow) => body as unknown as Report

export async function listReports(calling: Calling): Promise<List> {
  const { params, policies, context } = calling
  const ids = readList(params.get('service_request_id')).map((id) => id.toLowerCase())
  const page = readPage(params, policies.number('open311.list_most'))
  const rows = await store.listTrials(context.database.db, ownerOf(calling), 'report')
  if (ids.length > 0)
    return present(
      calling,
      rows.filter(({ id }) => ids.includes(id)),
    )
  const { from, to } = readSpan(calling)
  const services = readList(params.get('service_code'))
  const statuses = readList(params.get('status')).map((status) => status.toLowerCase())
  const strange = statuses.find((status) => status !== 'open' && status !== 'closed')
  if (strange !== undefined) throw new Problem('open311.status', 400, { status: strange.slice(0, 40) })
  const fitting = rows.filter((row) => {
    const { service, closed } = reportOf(row)
    if (row.at < from || row.at > to) return false
    if (services.length > 0 && !services.includes(service)) return false
    return statuses.length === 0 || statuses.includes(closed ? 'closed' : 'open')
  })
  return present(calling, fitting.slice(page.skipped, page.skipped + page.size))
}

export async function getReport(calling: Calling, id: string): Promise<List> {
  const rows = await store.listTrials(calling.context.database.db, ownerOf(calling), 'report')
  const found = rows.filter((row) => row.id === id.toLowerCase())
  if (found.length === 0) throw new Problem('open311.request-unknown', 404, { id: id.slice(0, 60) })
  return present(calling, found)
}

export async function getToken(calling: Calling, token: string): Promise<List> {
  const rows = await store.listTrials(calling.context.database.db, ownerOf(calling), 'report')
  const found = rows.find((row) => row.token === token.toLowerCase())
  if (!found) throw new Problem('open311.token-unknown', 404, { token: token.slice(0, 60) })
  return new List('request', [{ service_request_id: found.id, token: token.toLowerCase() }])
}

function present({ say, params }: Calling, rows: readonly store.TrialRow[]): List {
  const extended = params.get('extensions')?.toLowerCase() === 'true'
  return new List(
    'request',
    rows.map((row) => {
      const report = reportOf(row)
      return {
        service_request_id: row.id,
        status: report.closed ? 'closed' : 'open',
        status_notes: say('open311.notice.test'),
        service_name: say(`open311.test.${names[report.service]}`),
        service_code: report.service,
        description: report.description || null,
        agency_responsible: say('open311.test.group'),
        service_notice: say('open311.notice.test'),
        requested_datetime: stamp(row.at),
        updated_datetime: stamp(new Date(report.changedAt)),
        expected_datetime: null,
        address: report.address,
        address_id: null,
        zipcode: null,
        lat: report.lat,
        long: report.long,
        media_url: report.media,
        ...(extended && {
          extended_attributes: { state: report.closed ? 'closed' : 'submitted', token: row.token },
          attributes: new List('attribute', []),
          notes: new List('note', []),
        }),
      }
    }),
  )
}

export async function listUpdates(calling: Calling): Promise<List> {
  checkKey(calling)
  const { params, context, policies } = calling
  const page = readPage(params, policies.number('open311.list_most'))
  const { from, to } = readSpan(calling, policies.number('open311.feed_hours') * HOUR)
  const rows = (await store.listTrials(context.database.db, ownerOf(calling), 'update'))
    .filter(({ at }) => at >= from && at <= to)
    .reverse()
  return new List(
    'request_update',
    rows.slice(page.skipped, page.skipped + page.size).map(({ id, report_id, body, at }) => ({
      update_id: id,
      service_request_id: report_id,
      status: String(body.status),
      updated_datetime: stamp(at),
      description: String(body.description ?? ''),
    })),
  )
}

/** Here CLOSED and FIXED close a report and REOPEN opens it again, so that a caller can try what comes back. */
export async function postUpdate(calling: Calling): Promise<List> {
  checkKey(calling)
  const { context, now } = calling
  const { db } = context.database
  const owner = ownerOf(calling)
  const update = readUpdate(calling)
  const rows = isId(update.requestId) ? await store.listTrials(db, owner, 'report') : []
  const report = rows.find(({ id }) => id === update.requestId)
  if (!report) throw new Problem('open311.request-unknown', 404, { id: update.requestId.slice(0, 60) })
  const hash = update.hash.toString('hex')
  const before = (await store.listTrials(db, owner, 'update')).find(
    ({ report_id, body }) =>
      report_id === report.id && (update.givenId ? body.givenId === update.givenId : body.hash === hash),
  )
  if (before) return new List('request_update', [{ update_id: before.id }])
  const id = newId()
  const { status, description, givenId } = update
  await store.insertTrial(db, {
    id,
    owner,
    kind: 'update',
    report_id: report.id,
    token: null,
    body: { status, description, givenId, hash },
    at: now,
  })
  await store.trimTrials(db, owner, 'update', KEPT_MOST)
  const closed = ['CLOSED', 'FIXED'].includes(status) || (status !== 'REOPEN' && reportOf(report).closed)
  await store.changeTrial(db, report.id, { ...reportOf(report), closed, changedAt: now.toISOString() })
  return new List('request_update', [{ update_id: id }])
}

export async function reset(calling: Calling): Promise<Fields> {
  checkKey(calling)
  const { context } = calling
  return { deleted: await store.resetTrials(context.database.db, ownerOf(calling)) }
}
