/** Confirmed service, honours and certificates in tests: the record through its own writer, everything else through HTTP. */
import { inflateSync } from 'node:zlib'
import type { CertificateRow, HonourDetail, HonourReceipt } from '#domains/honours/contract.ts'
import { recordService } from '#domains/volunteers/index.ts'
import { record } from '#foundation/journal/journal.ts'
import { idFrom, newId } from '#lib/ids.ts'
import type { Client } from './client.ts'
import { places, type StaffName, type World } from './world.ts'

export const people = {
  chen: idFrom('world', 'chen'),
  wang: idFrom('world', 'wang'),
  li: idFrom('world', 'li'),
} as const

export interface Deed {
  minutes: number
  on: string
  activity?: 'company' | 'errands' | 'patrol'
  earns?: 'points' | 'time_credit' | null
  by?: StaffName
}

/** Writes a confirmed deed. @returns ids of the record and of its action */
export async function serves(
  { database, service, staffIds }: Pick<World, 'database' | 'service' | 'staffIds'>,
  personId: string,
  { minutes, on, activity = 'company', earns = null, by = 'lin' }: Deed,
): Promise<{ id: string; actionId: string }> {
  const actionId = newId()
  const at = service.clock.now()
  const confirmedBy = staffIds[by]
  const id = await database.transact(async (tx) => {
    await record(tx, {
      id: actionId,
      at,
      actor: {
        personId: confirmedBy,
        accountId: confirmedBy,
        kind: 'staff',
        name: '',
        locale: 'zh',
        elder: false,
        grants: [],
        helps: [],
      },
      role: 'community_desk',
      kind: 'service.confirmed',
      subjectId: actionId,
      path: places.community,
      input: {},
    })
    return await recordService(tx, service.rules, {
      personId,
      minutes,
      servedOn: on,
      activity,
      path: places.grid,
      source: 'casual',
      sourceId: newId(),
      earns,
      recordedBy: confirmedBy,
      confirmedBy,
      confirmedAt: at,
      actionId,
    })
  })
  return { id, actionId }
}

/** So many hours in days of at most ten. */
export async function servesHours(world: World, personId: string, hours: number, year = 2026): Promise<void> {
  for (let day = 1, left = hours; left > 0; day += 1, left -= 10) {
    const on = `${year}-0${1 + Math.floor((day - 1) / 28)}-${String(((day - 1) % 28) + 1).padStart(2, '0')}`
    await serves(world, personId, { minutes: Math.min(left, 10) * 60, on })
  }
}

/** Takes a record back whole, by a row of its own. */
export async function takesBack({ database, staffIds, service }: World, id: string, actionId: string): Promise<void> {
  await database.pool.query(
    `insert into service_minutes (id, person_id, minutes, served_on, activity, path, source, source_id, earned, recorded_by,
       confirmed_by, confirmed_at, action_id, reverses)
     select $2, person_id, -minutes, served_on, activity, path, source, source_id, earned, recorded_by, $3, $4, $5, id
     from service_minutes where id = $1`,
    [id, newId(), staffIds.xu, service.clock.now(), actionId],
  )
}

export async function issues(client: Client, more: Record<string, unknown> = {}): Promise<CertificateRow> {
  return await client.done<CertificateRow>('POST', '/api/me/certificates', { id: newId(), ...more })
}

/** The honour begins its public notice. */
export async function shows(client: Client, form: Record<string, unknown>): Promise<HonourReceipt> {
  return await client.done<HonourReceipt>('POST', '/api/honours', { id: newId(), ...form })
}

export async function honourOf(client: Client, key: string): Promise<HonourDetail> {
  return await client.done<HonourDetail>('GET', `/api/honours/${key}`)
}

/** Acts on what the client sees now. */
export async function actHonour(
  client: Client,
  id: string,
  action: string,
  form: Record<string, unknown> = {},
): Promise<HonourReceipt> {
  const { version } = await honourOf(client, id)
  return await client.done<HonourReceipt>('POST', `/api/honours/${id}/actions/${action}`, {
    id: newId(),
    seen: version,
    ...form,
  })
}

export async function refusedHonour(
  client: Client,
  id: string,
  action: string,
  form: Record<string, unknown> = {},
): Promise<[number, string]> {
  const { version } = await honourOf(client, id)
  return await client.refused('POST', `/api/honours/${id}/actions/${action}`, { id: newId(), seen: version, ...form })
}

const latin = (bytes: Buffer): string => bytes.toString('latin1')

/** The streams of a PDF, unpacked. */
function streamsOf(pdf: Buffer): string[] {
  const text = latin(pdf)
  return [...text.matchAll(/stream\r?\n/g)].flatMap(({ index, 0: { length } }) => {
    const end = text.indexOf('endstream', index)
    const bytes = pdf.subarray(index + length, end)
    try {
      return [latin(inflateSync(bytes))]
    } catch {
      return [latin(bytes)]
    }
  })
}

/** What is attached to a PDF. */
export function attachedTo(pdf: Buffer): {
  certificate: Record<string, unknown>
  publicKey: string
  signature: string
} {
  const found = streamsOf(pdf).find((stream) => stream.startsWith('{"certificate"'))
  if (!found) throw new Error('nothing is attached')
  return JSON.parse(Buffer.from(found, 'latin1').toString('utf8'))
}

/** What one reads on a PDF: each font says by itself which sign a glyph is. */
export function textOf(pdf: Buffer): string {
  const streams = streamsOf(pdf)
  const maps = streams.filter((stream) => stream.includes('beginbfrange'))
  const signs = maps.map((map) => {
    const known = new Map<number, string>()
    for (const [, first = '', , list = ''] of map.matchAll(/<([0-9a-f]+)> <([0-9a-f]+)> \[([^\]]*)\]/gi))
      for (const [at, [, hex = '']] of [...list.matchAll(/<([0-9a-f ]*)>/gi)].entries())
        known.set(
          Number.parseInt(first, 16) + at,
          Buffer.from(hex.replaceAll(' ', ''), 'hex').swap16().toString('utf16le'),
        )
    return known
  })
  const page = streams.find((stream) => /\/F\d+ [\d.]+ Tf/.test(stream)) ?? ''
  const fonts = new Map<string, Map<number, string>>()
  let said = ''
  let signsNow = signs[0]
  for (const [whole, font, list] of page.matchAll(/\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ/g)) {
    if (font) {
      // fonts and their maps are written in one order
      if (!fonts.has(font)) fonts.set(font, signs[fonts.size] ?? new Map())
      signsNow = fonts.get(font)
    }
    if (list === undefined) continue
    for (const [, hex = ''] of list.matchAll(/<([0-9a-f]+)>/gi))
      for (let at = 0; at < hex.length; at += 4)
        said += signsNow?.get(Number.parseInt(hex.slice(at, at + 4), 16)) ?? '?'
    if (whole) said += '\n'
  }
  return said
}
