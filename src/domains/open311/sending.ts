/**
 * POST requests: another system reports for one of its people. It becomes an ordinary request with the same clock. The same
 * report sent again (same id, or same content within the hours of `open311.repeat_hours`) is answered with the first one.
 * @source OPEN311-POST @source S3-54
 */
import { createHash } from 'node:crypto'
import { type Kept, openFromOutside, readPhoto } from '#domains/requests/index.ts'
import type { Tx } from '#foundation/database/database.ts'
import { findOrMakePerson, makePersonWithoutPhone } from '#foundation/people/people.ts'
import { findBuilding, findTerritory } from '#foundation/territory/territory.ts'
import { hashOf } from '#lib/canonical.ts'
import { isId } from '#lib/contract.ts'
import { idFrom, newId } from '#lib/ids.ts'
import { parsePhone } from '#lib/phone.ts'
import { type Calling, getClient, spoken } from './call.ts'
import { List } from './format.ts'
import { type Params, readPosition } from './input.ts'
import { Problem, Problems } from './problem.ts'
import { DESCRIPTION_MAX, joinName, readDescription } from './rules.ts'
import { sayIn, sayTime } from './say.ts'
import * as store from './store.ts'

const HOUR = 3_600_000
/** A building this near is the report's own; a farther one only tells the community. */
const NEAR_METRES = 300

export interface Sent {
  service: string
  position: { longitude: number; latitude: number } | undefined
  address: string | undefined
  addressId: string | undefined
  description: string
  photos: Kept[]
  media: string[]
}

/** Reads what is sent to open a report; everything that is wrong is told at once. @throws {Problems} */
export async function readSent(
  { params, policies }: Calling,
  isService: (code: string) => boolean,
  more: readonly Problem[] = [],
): Promise<Sent> {
  const problems: Problem[] = []
  const attempt = <T>(work: () => T): T | undefined => {
    try {
      return work()
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      problems.push(error)
      return undefined
    }
  }

  const service = params.get('service_code')
  if (service === undefined) problems.push(new Problem('open311.service-missing', 400))
  else if (!isService(service))
    problems.push(new Problem('open311.service-unknown', 404, { code: service.slice(0, 60) }))
  const position = attempt(() => readPosition(params))
  const address = params.get('address_string')
  const addressId = readAddressId(params)
  if (!position && !address && !addressId && !problems.some(({ code }) => code === 'open311.position'))
    problems.push(new Problem('open311.place-missing', 400))
  const description = (params.get('description') ?? '').replace(/\r\n?/g, '\n')
  const lengths = [
    { name: 'description', most: DESCRIPTION_MAX, length: [...description].length },
    { name: 'address_string', most: 500, length: [...(address ?? '')].length },
  ]
  for (const { name, most, length } of lengths)
    if (length > most) problems.push(new Problem('open311.too-long', 400, { name, most, length }))
  const most = policies.number('request.photos_max')
  if (params.files.length > most) problems.push(new Problem('open311.photos-many', 400, { most }))
  problems.push(...more)
  if (problems.length > 0) throw new Problems(problems)

  const photos: Kept[] = []
  for (const bytes of params.files)
    photos.push(
      await readPhoto(bytes).catch(() => {
        throw new Problem('open311.photo', 400)
      }),
    )
  const media = params
    .all('media_url')
    .slice(0, 10)
    .map((url) => url.slice(0, 2000))
  return { service: service ?? '', position, address, addressId, description, photos, media }
}

/** FixMyStreet sends `#NOTPINPOINTED#` when nobody moved the pin. */
function readAddressId(params: Params): string | undefined {
  const id = params.get('address_id')
  return id?.startsWith('#') ? undefined : id
}

export async function postReport(calling: Calling): Promise<List> {
  const { params, context, policies, now, say, locale } = calling
  const client = getClient(calling)
  const { db } = context.database
  const services = await store.listServices(db)
  const sent = await readSent(calling, (code) => services.some((row) => row.code === code && !row.retired))
  const place = await locate(db, calling, sent)

  const hash = contentHash(params)
  const givenId = readGivenId(calling)
  const since = new Date(now.getTime() - policies.number('open311.repeat_hours') * HOUR)
  const accountId = params.get('account_id')?.slice(0, 120) ?? null
  const { words, link } = readDescription(sent.description)
  const title = sayIn('zh')('open311.untitled', { service: sayIn('zh')(`category.${sent.service}`) })

  const { number, again, promise, matterId } = await context.database.transact(async (tx) => {
    await store.holdContent(tx, client.id, givenId ? hashOf(givenId) : hash)
    const before = await store.findSent(tx, client.id, givenId, hash, since)
    if (before) return { number: before.number, again: true, promise: undefined, matterId: before.matter_id }

    const id = newId()
    const mark = senderMark(calling, client.id)
    const requesterId = await findRequester(tx, calling, client.id, id, mark, place.path)
    const opened = await openFromOutside(
      tx,
      {
        id,
        requesterId,
        words: words || title,
        title,
        category: sent.service,
        path: place.path,
        buildingId: place.buildingId,
        longitude: sent.position?.longitude ?? null,
        latitude: sent.position?.latitude ?? null,
        placeWords: sent.address ? [...sent.address].slice(0, 100).join('') : place.name,
        photos: sent.photos,
        source: {
          system: client.name,
          externalId: givenId ?? /\/(\d{1,18})\/?$/.exec(link ?? '')?.[1] ?? null,
          link,
          words: sent.description,
          media: sent.media,
        },
      },
      context,
    )
    await store.insertReport(tx, {
      matter_id: opened.id,
      client_id: client.id,
      token: idFrom('open311 token', opened.id),
      content_hash: hash,
      given_id: givenId,
      sender_mark: mark,
      account_id: accountId,
      sent_at: now,
    })
    return { number: opened.number, again: false, promise: await store.findPromise(tx, opened.id), matterId: opened.id }
  })
  return new List('request', [
    {
      service_request_id: matterId,
      service_notice: again
        ? say('open311.notice.again', { number: spoken(number) })
        : say('open311.notice.opened', { number: spoken(number), day: promise ? sayTime(locale, promise) : '' }),
      account_id: accountId,
    },
  ])
}

interface Located {
  path: string
  buildingId: string | null
  /** What the place is called when the caller sent no words for it. */
  name: string | null
}

/**
 * Where it lies: at a position the nearest building or its community, else the building or community that is named by its
 * id or in the address.
 */
async function locate(
  db: Tx,
  { context: { database } }: Calling,
  { position, address, addressId }: Sent,
): Promise<Located> {
  if (position) {
    const near = await store.findBuildingAround(db, position.longitude, position.latitude)
    if (near && near.metres <= NEAR_METRES) return { path: near.path, buildingId: near.id, name: null }
    if (near) return { path: near.path.slice(0, 12), buildingId: null, name: null }
    const named = address ? await findNamed(db, address) : undefined
    if (named) return named
    throw new Problem('open311.place-outside', 400)
  }
  if (addressId) {
    const building = isId(addressId.toLowerCase()) ? await findBuilding(database, addressId.toLowerCase()) : undefined
    if (building) return { path: building.path, buildingId: building.id, name: null }
    const community = /^\d{12}$/.test(addressId) ? await findTerritory(database, addressId) : undefined
    if (community) return { path: community.path, buildingId: null, name: community.name }
    if (!address) throw new Problem('open311.address-unknown', 400)
  }
  const named = address ? await findNamed(db, address) : undefined
  if (!named) throw new Problem('open311.place-unclear', 400)
  return named
}

async function findNamed(db: Tx, address: string): Promise<Located | undefined> {
  const [place, other] = await store.findNamedPlaces(db, address)
  if (!place || other) return undefined
  const building = place.estateId ? await store.findNamedBuilding(db, place.estateId, address) : undefined
  return building
    ? { path: building.path, buildingId: building.id, name: null }
    : { path: place.community, buildingId: null, name: null }
}

/** Everything that was sent but the key, so that a repetition is known whatever the order of its parts. */
export function contentHash(params: Params): Buffer {
  const skipped = new Set(['api_key', 'locale', 'jurisdiction_id'])
  const pairs = params
    .entries()
    .filter(([name, value]) => !skipped.has(name) && value.trim() !== '')
    .map(([name, value]) => `${name}=${value.trim()}`)
    .sort()
  const files = params.files.map((bytes) => createHash('sha256').update(bytes).digest('hex')).sort()
  return hashOf([pairs, files])
}

/** The caller's own id of the report, if it sends one. */
export function readGivenId({ params, header }: Calling): string | null {
  const names = ['external_id', 'fixmystreet_id', 'attribute[external_id]', 'attribute[fixmystreet_id]']
  const given = header('idempotency-key') ?? names.map((name) => params.get(name)).find((value) => value !== undefined)
  return given?.trim().slice(0, 120) || null
}

/** A keyed hash of what tells one person of the client from another. */
function senderMark({ params, context }: Calling, clientId: string): Buffer | null {
  const who =
    params.get('account_id') ?? params.get('email')?.toLowerCase() ?? params.get('device_id') ?? params.get('deviceid')
  return who ? context.seals.mark(`open311 ${clientId} ${who}`) : null
}

/** The person with this phone; else the one the client reported for before; else somebody new who is answered through the client. */
async function findRequester(
  tx: Tx,
  { params, context, now }: Calling,
  clientId: string,
  id: string,
  mark: Buffer | null,
  path: string,
): Promise<string> {
  const name = joinName(params.get('first_name'), params.get('last_name')) ?? sayIn('zh')('open311.person')
  const phone = parsePhone(params.get('phone') ?? '', context.settings.environment !== 'production')
  const community = path.slice(0, 12)
  if (phone) return (await findOrMakePerson(tx, context.seals, { name, phone, path: community }, now)).id
  const known = mark ? await store.findSender(tx, clientId, mark) : undefined
  if (known) return known
  const person = { id: idFrom('open311 person', id), name, path: community }
  await makePersonWithoutPhone(tx, person, now)
  return person.id
}
