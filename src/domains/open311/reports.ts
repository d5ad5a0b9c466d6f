/**
 * GET requests: what anybody may see of what was reported, and what a client may see of what it sent itself. Of a request
 * that is not published others see its category, its community, its progress and its dates, nothing else.
 * @source OPEN311-GET @source PIPL-51
 */
import { isId } from '#lib/contract.ts'
import { withCheckDigit } from '#lib/number.ts'
import { type Calling, stamp } from './call.ts'
import { type Fields, List } from './format.ts'
import { type Params, readList } from './input.ts'
import { Problem } from './problem.ts'
import { readPage, readSpan } from './range.ts'
import { sayTime } from './say.ts'
import { OTHER } from './services.ts'
import * as store from './store.ts'
import { presentNotes } from './updates.ts'

export async function listReports(calling: Calling): Promise<List> {
  const { params, policies, view, context } = calling
  const { db } = context.database
  const ids = readList(params.get('service_request_id'))
  const page = readPage(params, policies.number('open311.list_most'))
  if (ids.length > 0) {
    const known = [...new Set(ids.map((id) => id.toLowerCase()).filter(isId))].slice(0, page.size)
    return await present(calling, await store.listReportsById(db, known, view))
  }
  const { from, to } = readSpan(calling)
  const services = readList(params.get('service_code'))
  const closed = readStatus(params)
  return await present(
    calling,
    await store.listReports(db, { from, to, services, closed }, OTHER, view, page.size, page.skipped),
  )
}

export async function getReport(calling: Calling, id: string): Promise<List> {
  const known = isId(id.toLowerCase()) ? [id.toLowerCase()] : []
  const rows = await store.listReportsById(calling.context.database.db, known, calling.view)
  if (rows.length === 0) throw new Problem('open311.request-unknown', 404, { id: id.slice(0, 60) })
  return await present(calling, rows)
}

export async function getToken({ context }: Calling, token: string): Promise<List> {
  const id = isId(token.toLowerCase()) ? await store.findByToken(context.database.db, token.toLowerCase()) : undefined
  if (!id) throw new Problem('open311.token-unknown', 404, { token: token.slice(0, 60) })
  return new List('request', [{ service_request_id: id, token: token.toLowerCase() }])
}

function readStatus(params: Params): boolean | undefined {
  const asked = readList(params.get('status')).map((status) => status.toLowerCase())
  const strange = asked.find((status) => status !== 'open' && status !== 'closed')
  if (strange !== undefined) throw new Problem('open311.status', 400, { status: strange.slice(0, 40) })
  if (asked.length === 0 || (asked.includes('open') && asked.includes('closed'))) return undefined
  return asked[0] === 'closed'
}

async function present(calling: Calling, rows: readonly store.ReportRow[]): Promise<List> {
  const { context, params } = calling
  const extended = params.get('extensions')?.toLowerCase() === 'true'
  const communities = rows.filter(({ own }) => !own).map(({ path }) => path.slice(0, 12))
  const centres = new Map(
    (await store.listCentres(context.database.db, communities)).map((centre) => [centre.path, centre]),
  )
  const own = rows.filter((row) => row.own).map(({ id }) => id)
  const notes = extended ? await presentNotes(calling, own) : new Map<string, List>()
  return new List(
    'request',
    rows.map((row) => presentReport(calling, row, centres.get(row.path.slice(0, 12)), extended, notes.get(row.id))),
  )
}

/** Coordinates of a community's middle: five digits are a metre, four are a street corner. */
const rounded = (degrees: number): number => Math.round(degrees * 10_000) / 10_000

function presentReport(
  { say, locale, context }: Calling,
  row: store.ReportRow,
  centre: store.Centre | undefined,
  extended: boolean,
  notes: List | undefined,
): Fields {
  const service = row.category ?? OTHER
  const { origin } = context
  const place = row.own
    ? { longitude: row.longitude, latitude: row.latitude }
    : { longitude: centre ? rounded(centre.longitude) : null, latitude: centre ? rounded(centre.latitude) : null }
  const media = (row.photos ?? []).map((id) => `${origin}/api/files/${id}`)
  return {
    service_request_id: row.id,
    status: row.closed ? 'closed' : 'open',
    status_notes: statusNotes(),
    service_name: say(`category.${service}`),
    service_code: service,
    description: row.own ? row.full_words || row.words || null : row.public ? row.public_words : null,
    agency_responsible: row.own ? (row.unit ?? row.community) : row.community,
    service_notice: row.promise_at ? say('open311.notice.waiting', { day: sayTime(locale, row.promise_at) }) : null,
    requested_datetime: stamp(row.opened_at),
    updated_datetime: stamp(row.updated_at),
    expected_datetime: row.promise_at ? stamp(row.promise_at) : null,
    address: address(),
    address_id: row.own ? row.building_id : row.path.slice(0, 12),
    zipcode: null,
    lat: place.latitude,
    long: place.longitude,
    media_url: media[0] ?? null,
    ...(extended && {
      extended_attributes: {
        state: row.state,
        state_name: say(`state.${row.state}`),
        published: row.public,
        street: row.street,
        community: row.community,
        community_code: row.path.slice(0, 12),
        number: row.own || row.public ? withCheckDigit(row.number) : null,
        token: row.own ? row.token : null,
        account_id: row.own ? row.account_id : null,
        media_urls: new List('media_url', media),
      },
      attributes: new List('attribute', []),
      notes: notes ?? new List('note', []),
    }),
  }

  function statusNotes(): string {
    const state = say(`state.${row.state}`)
    if (row.own) {
      if (row.state === 'referred' && row.refer) return say('open311.refer', row.refer)
      if (row.state === 'waiting' && row.wait_reason) return row.wait_reason
      return row.reply && ['replied', 'confirmed', 'closed'].includes(row.state) ? row.reply : state
    }
    if (row.public) return row.public_reply || state
    return say('open311.state.hidden', { state })
  }

  function address(): string {
    const community = `${row.street} ${row.community}`
    if (!row.own) return row.public && row.estate ? `${community} ${row.estate}` : community
    return [community, row.place_words ?? [row.estate, row.building].filter(Boolean).join(' ')]
      .filter(Boolean)
      .join(' ')
  }
}
