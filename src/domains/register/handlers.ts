/**
 * The register's routes: signing in, who I am, places, notices, who read my fields.
 * Read next: foundation/people/sessions.ts for codes, passwords and sessions.
 */
import QRCode from 'qrcode'
import { type Actor, endOf, holds, peopleOf } from '#foundation/authority.ts'
import { isRecorded, listReadings, record } from '#foundation/journal/journal.ts'
import { countUnread, listNotices, readNotices } from '#foundation/outbox/notices.ts'
import { getInvitation, useInvitation } from '#foundation/people/invitations.ts'
import { checkNewPassword } from '#foundation/people/passwords.ts'
import { findOrMakePerson, getPrivacyNotice, recordConsent, renamePerson } from '#foundation/people/people.ts'
import { enrol, makeTicket, needsOf, useSecond } from '#foundation/people/second-factor.ts'
import {
  carrySessions,
  checkPassword,
  type Desk,
  endSession,
  endSessions,
  findActor,
  getLogin,
  hashPassword,
  listSessions,
  residentAccount,
  setPassword,
  startSession,
  useCodes,
} from '#foundation/people/sessions.ts'
import { type Context, type Handlers, signedIn } from '#foundation/service.ts'
import {
  type BuildingPlace,
  findBuilding,
  findCommunities,
  findNearestBuilding,
  getTerritory,
  listAncestors,
  listChildren,
  listEstates,
  type Territory,
} from '#foundation/territory/territory.ts'
import { deviceTime, MovableClock } from '#lib/clock.ts'
import { DAY, dayOf } from '#lib/days.ts'
import { idFrom, newId } from '#lib/ids.ts'
import { withCheckDigit } from '#lib/number.ts'
import { readAfter, writeAfter } from '#lib/page.ts'
import { parsePhone } from '#lib/phone.ts'
import { Refusal } from '#lib/refusal.ts'
import { issueCode } from './codes.ts'
import type { registerContract } from './contract.ts'
import { helpersHandlers } from './helpers.ts'
import { desk, mineHandlers } from './mine.ts'
import { findPersonHome, listNumbers, listUnitNames, listWorkers, setAccount, setHome } from './store.ts'
import { windowHandlers } from './window.ts'

const HOUR = 3_600_000
const NOTICES_PAGE = 30

function readPhone(words: string, { settings }: Context): string {
  const phone = parsePhone(words, settings.environment !== 'production')
  if (!phone) throw new Refusal('sign-in.phone', 422)
  return phone
}

async function checkNotice(context: Context, version: string): Promise<void> {
  const notice = await getPrivacyNotice(context.database, context.clock.now())
  if (notice.version !== version) throw new Refusal('sign-in.notice', 422, { version: notice.version })
}

/** The name of a place where somebody works, after the one above it when another of their places has that name. */
function nameAmong(
  path: string,
  grants: readonly { path: string }[],
  places: ReadonlyMap<string, Pick<Territory, 'path' | 'name'>>,
): string {
  const name = places.get(path)?.name ?? path
  if (!grants.some((other) => other.path !== path && places.get(other.path)?.name === name)) return name
  const above = [...places.values()].filter((place) => place.path !== path && path.startsWith(place.path))
  return [above.sort((a, b) => a.path.length - b.path.length).at(-1)?.name, name].filter(Boolean).join(' ')
}

/** What the reply says of who is signed in; `permissions` fills menus and decides nothing. */
async function describeSession(context: Context) {
  const { actor, database, settings, clock } = context
  const city = (await listChildren(database, ''))[0]
  const home = actor ? await findPersonHome(database, actor.personId) : undefined
  const places = actor
    ? await listAncestorsOf(
        database,
        actor.grants.map((grant) => grant.path),
      )
    : new Map<string, Territory>()
  const units = await listUnitNames(database, actor?.grants.flatMap(({ unit }) => unit ?? []) ?? [])
  return {
    actor: actor
      ? {
          personId: actor.personId,
          kind: actor.kind,
          name: actor.name,
          phoneTail: home?.tail ?? null,
          locale: actor.locale,
          elder: actor.elder,
          community: home?.path ? home.path.slice(0, 12) : null,
          home: home && actor.kind === 'resident' ? presentHome(home) : null,
          grants: actor.grants.map((grant) => ({
            ...grant,
            unit: grant.unit ?? null,
            place: (grant.unit && units.get(grant.unit)) ?? nameAmong(grant.path, actor.grants, places),
            level: places.get(grant.path)?.level ?? ('community' as const),
          })),
          permissions: Object.entries(context.permissions).flatMap(([name, permission]) =>
            holds(actor, permission) ? [name] : [],
          ),
          unread: await countUnread(database, readerOf(actor)),
          helps: actor.helps.map(({ may, ...helped }) => ({ ...helped, may: [...may] })),
        }
      : null,
    environment: settings.environment,
    now: clock.now().toISOString(),
    city: city?.name ?? '',
    phone: city?.phone ?? '12345',
    demo: settings.demo ? { ...settings.demo, staff: [...settings.demo.staff] } : null,
  }
}

const readerOf = (actor: Actor) => ({ personId: actor.personId, people: peopleOf(actor, 'read') })

function presentHome({
  buildingId,
  estate,
  name,
  units,
  unit,
  room,
  grid,
}: NonNullable<Awaited<ReturnType<typeof findPersonHome>>>) {
  if (!buildingId || !estate || !name || units === null || !grid) return null
  return { buildingId, estate, name, units, unit, room, grid }
}

async function listAncestorsOf(
  database: Context['database'],
  paths: readonly string[],
): Promise<Map<string, Territory>> {
  const found = await Promise.all(paths.map((path) => listAncestors(database, path)))
  return new Map(found.flat().map((territory) => [territory.path, territory]))
}

/** Starts a session in place of the present one and describes it. */
async function enter(context: Context, accountId: string, milliseconds: number) {
  const now = context.clock.now()
  const { database, session } = context
  if (session.token) await endSession(database, session.token, now)
  const { token, expiresAt } = await startSession(database, accountId, now, milliseconds, session)
  session.start(token, expiresAt)
  const actor = await findActor(database, token, now, await idleMinutes(context))
  return { actor, session: await describeSession({ ...context, actor }) }
}

async function idleMinutes(context: Context): Promise<number> {
  return (await desk(context)).policies.number('people.staff_idle_minutes')
}

const staffSession = ({ policies }: Desk): number => policies.number('people.staff_session_hours') * HOUR

/** In production everybody proves themselves twice; a demo leaves it to who wants to try it. @source GB22239-L3-2FA */
const isForced = ({ environment, secondFactor }: Context['settings']): boolean =>
  environment === 'production' || secondFactor === 'forced'

/** An authenticator shows codes of the real time, whatever the time of the demo is. */
const watch = ({ settings, clock }: Context): Date => (settings.environment === 'demo' ? deviceTime() : clock.now())

/** What is asked for after a right password: a code, or the secret with which to set one up. */
async function askSecond(at: Desk, city: string, accountId: string, needs: 'second' | 'enrol') {
  const { ticket, secret, login } = await makeTicket(at, accountId, needs)
  if (needs === 'second' || secret === null) return { needs: 'second' as const, ticket }
  const issuer = encodeURIComponent(`邻里 ${city}`.trim())
  const uri = `otpauth://totp/${issuer}:${encodeURIComponent(login)}?secret=${secret}&issuer=${issuer}`
  const svg = await QRCode.toString(uri, { type: 'svg', errorCorrectionLevel: 'M', margin: 4 })
  return { needs: 'enrol' as const, ticket, secret, uri, qr: `data:image/svg+xml,${encodeURIComponent(svg)}` }
}

async function cityName({ database }: Context): Promise<string> {
  return (await listChildren(database, ''))[0]?.name ?? ''
}

async function withAbove(database: Context['database'], places: readonly Territory[]) {
  const above = new Map<string, string>()
  for (const place of places) {
    const parent = (await listAncestors(database, place.path)).at(-2)
    if (parent) above.set(place.path, parent.name)
  }
  return places.map(({ phone: _, ...place }) => ({ ...place, above: above.get(place.path) ?? '' }))
}

async function presentBuilding(database: Context['database'], building: BuildingPlace) {
  const community = await getTerritory(database, building.path.slice(0, 12))
  return {
    id: building.id,
    name: building.name,
    estate: building.estate,
    community: community.path,
    communityName: community.name,
    units: building.units,
  }
}

export const registerHandlers: Handlers<typeof registerContract> = {
  ...mineHandlers,
  ...helpersHandlers,
  ...windowHandlers,

  async getSession(_, context) {
    return await describeSession(context)
  },

  async getPrivacyNotice(_, { database, clock }) {
    return await getPrivacyNotice(database, clock.now())
  },

  async makeCode({ body }, context) {
    const phone = readPhone(body.phone, context)
    await checkNotice(context, body.noticeVersion)
    return await issueCode(context, phone)
  },

  async signIn({ body }, context) {
    const phone = readPhone(body.phone, context)
    await checkNotice(context, body.noticeVersion)
    const at = await desk(context)
    await useCodes(at, [{ id: body.codeId, phone, code: body.code }])

    const person = await context.database.transact(async (tx) => {
      const found = await findOrMakePerson(tx, context.seals, { name: body.name?.trim() || '居民', phone }, at.now)
      await recordConsent(tx, {
        id: idFrom('consent', body.id, found.id),
        personId: found.id,
        about: 'privacy',
        version: body.noticeVersion,
        how: 'screen',
        at: at.now,
        by: found.id,
      })
      return found
    })
    const account = await residentAccount(context.database, person.id, 'zh', at.now)
    return (await enter(context, account, at.policies.number('people.resident_session_days') * DAY)).session
  },

  async signInStaff({ body }, context) {
    const at = await desk(context)
    const account = await checkPassword(at, body.login.trim().toLowerCase(), body.password)

    const needs = await needsOf(context.database, account, isForced(context.settings))
    if (needs !== 'nothing') return await askSecond(at, await cityName(context), account, needs)
    return (await enter(context, account, staffSession(at))).session
  },

  async signInSecond({ body }, context) {
    const at = await desk(context)
    const { accountId, left } = await useSecond(at, { ...body, device: watch(context) })

    const { session, actor } = await enter(context, accountId, staffSession(at))
    if (actor && left !== null)
      await context.database.transact(
        async (tx) =>
          await record(tx, {
            id: newId(),
            at: at.now,
            actor,
            role: actor.grants[0]?.role ?? 'staff',
            kind: 'second-factor.recovered',
            subjectId: actor.personId,
            path: actor.grants[0]?.path ?? '',
            facts: { left },
            input: {},
          }),
      )
    return { session, recoveryLeft: left }
  },

  async enrolSecond({ body }, context) {
    const at = await desk(context)
    const { accountId, recoveryCodes } = await enrol(at, { ...body, device: watch(context) })

    const { session, actor } = await enter(context, accountId, staffSession(at))
    if (actor)
      await context.database.transact(
        async (tx) =>
          await record(tx, {
            id: newId(),
            at: at.now,
            actor,
            role: actor.grants[0]?.role ?? 'staff',
            kind: 'second-factor.set',
            subjectId: actor.personId,
            path: actor.grants[0]?.path ?? '',
            input: {},
          }),
      )
    return { session, recoveryCodes }
  },

  async lookAtInvitation({ body }, context) {
    const at = await desk(context)
    const { name, login } = await getInvitation(context.database.db, body.token, at.now)
    return { name, login, lengthMin: at.policies.number('people.password_length_min') }
  },

  async acceptInvitation({ body }, context) {
    const at = await desk(context)
    const { login } = await getInvitation(context.database.db, body.token, at.now)
    checkNewPassword(body.password, login, at.policies)

    const account = await useInvitation(context.database, { ...body, now: at.now }, async (tx, invitation, id) => {
      await endSessions(tx, id, at.now)
      await record(tx, {
        id: idFrom('invitation', invitation.id, 'accepted'),
        at: at.now,
        actor: undefined,
        role: 'system',
        kind: 'invitation.accepted',
        subjectId: invitation.personId,
        path: (await listChildren({ db: tx }, ''))[0]?.path ?? '',
        facts: { invitation: invitation.id },
        input: {},
      })
    })
    const needs = await needsOf(context.database, account, true)
    return await askSecond(at, await cityName(context), account, needs === 'second' ? 'second' : 'enrol')
  },

  async listSessions(_, context) {
    const actor = signedIn(context.actor)
    const idle = await idleMinutes(context)
    const now = context.clock.now()
    const sessions = await listSessions(context.database, actor.accountId, context.session.token ?? '', now, idle)
    return {
      sessions: sessions.map(({ startedAt, seenAt, mine, ...session }) => ({
        ...session,
        mine: Boolean(mine),
        startedAt: startedAt.toISOString(),
        seenAt: seenAt.toISOString(),
      })),
      passwordMin: actor.kind === 'staff' ? (await desk(context)).policies.number('people.password_length_min') : null,
      idleMinutes: actor.kind === 'staff' ? idle : null,
    }
  },

  async endSessions({ body }, { actor, database, clock, session }) {
    const { accountId } = signedIn(actor)
    const which = body.sessionId ? { id: body.sessionId } : { butToken: session.token }
    return { ended: await endSessions(database.db, accountId, clock.now(), which) }
  },

  async changePassword({ body }, context) {
    const actor = signedIn(context.actor)
    if (actor.kind !== 'staff') throw new Refusal('access.not-yours', 403)
    const at = await desk(context)
    const login = await getLogin(context.database, actor.accountId)
    checkNewPassword(body.password, login, at.policies)
    await checkPassword(at, login, body.old).catch(async (error) => {
      if (!(error instanceof Refusal) || error.code !== 'sign-in.wrong') throw error
      // the answer of a change that went through may have been lost
      if (!(await isRecorded(context.database, body.id))) throw new Refusal('password.wrong', 422)
    })
    const hash = await hashPassword(body.password)
    const { role = 'staff', path = '' } = actor.grants[0] ?? {}
    const input = { password: at.seals.mark(`password ${body.password}`).toString('hex') }
    const deed = {
      id: body.id,
      at: at.now,
      actor,
      role,
      kind: 'password.changed',
      subjectId: actor.personId,
      path,
      input,
    }
    return await context.database.transact(async (tx) => {
      if (!(await record(tx, deed))) return { ended: 0 }
      await setPassword(tx, actor.accountId, hash)
      return { ended: await endSessions(tx, actor.accountId, at.now, { butToken: context.session.token }) }
    })
  },

  async signOut(_, { database, clock, session }) {
    if (session.token) await endSession(database, session.token, clock.now())
    session.end()
    return {}
  },

  async setMine({ body }, context) {
    const actor = signedIn(context.actor)
    if (body.community) await getTerritory(context.database, body.community)
    // a worker's name stands under every answer; it is the register's, not theirs to change
    if (body.name && actor.kind === 'staff') throw new Refusal('access.not-yours', 403)
    if (body.name) await renamePerson(context.database, actor.personId, body.name.trim())
    if (body.community && actor.kind === 'resident') await setHome(context.database, actor.personId, body.community)
    await setAccount(context.database, actor.accountId, { locale: body.locale, elder: body.elder })
    const fresh = context.session.token
      ? await findActor(context.database, context.session.token, context.clock.now(), await idleMinutes(context))
      : undefined
    return await describeSession({ ...context, actor: fresh })
  },

  async listReadings(_, { actor, database }) {
    const { personId } = signedIn(actor)
    const readings = await listReadings(database, personId)
    const numbers = await listNumbers(
      database,
      readings.map((reading) => reading.subject_id),
    )
    return {
      readings: readings.map(({ subject_id, at, ...reading }) => {
        const number = numbers.get(subject_id)
        return {
          ...reading,
          role: reading.role as 'grid_worker',
          fields: reading.fields as ('name' | 'phone' | 'address')[],
          purpose: reading.purpose as 'contact',
          at: at.toISOString(),
          number: number === undefined ? null : withCheckDigit(number),
        }
      }),
    }
  },

  async listNotices({ query }, { actor, database, titles }) {
    const reader = readerOf(signedIn(actor))
    const found = await listNotices(database, reader, readAfter(query.after), NOTICES_PAGE + 1)
    const page = found.slice(0, NOTICES_PAGE)
    const last = page.at(-1)
    const matters = await titles(page.map((notice) => notice.subjectId))
    const names = new Map(actor?.helps.map(({ personId, name }) => [personId, name]))
    return {
      notices: page.flatMap(({ subjectId, at, readAt, forId, ...notice }) => {
        const matter = matters.get(subjectId)
        const aboutMe = subjectId === reader.personId
        if (!matter && !aboutMe) return []
        const number = matter ? withCheckDigit(matter.number) : null
        const helped = forId === null ? null : (names.get(forId) ?? null)
        return [
          {
            ...notice,
            number,
            kind: matter?.kind ?? null,
            title: matter?.title ?? '',
            at: at.toISOString(),
            read: readAt !== null,
            helped,
          },
        ]
      }),
      next: found.length > NOTICES_PAGE && last ? writeAfter(last) : null,
      unread: await countUnread(database, reader),
    }
  },

  async readNotices({ body }, { actor, database, clock }) {
    await readNotices(database, signedIn(actor).personId, clock.now(), body.subjectId)
    return {}
  },

  async listPlaces({ query }, { database }) {
    const inside = query.inside ?? (await listChildren(database, ''))[0]?.path ?? ''
    return { places: await withAbove(database, await listChildren(database, inside)) }
  },

  async findCommunities({ query }, { database }) {
    const found = await findCommunities(database, query.words)
    return { places: found.map(({ phone: _, ...place }) => place) }
  },

  async getCommunity({ params }, { database, clock }) {
    const territory = await getTerritory(database, params.path)
    const above = await listAncestors(database, territory.path)
    const street = above.find((place) => place.level === 'street')
    return {
      path: territory.path,
      name: territory.name,
      pinyin: territory.pinyin,
      district: above.find((place) => place.level === 'district')?.name ?? '',
      street: street?.name ?? '',
      phone: territory.phone ?? street?.phone ?? above[0]?.phone ?? '12345',
      workers: await listWorkers(database, territory.path, endOf(territory.path), dayOf(clock.now())),
      estates: await listEstates(database, territory.path),
    }
  },

  async getBuilding({ params }, { database }) {
    const building = await findBuilding(database, params.id)
    if (!building) throw new Refusal('building.unknown', 404)
    return await presentBuilding(database, building)
  },

  async drawBuildingCode({ params }, { database, origin }) {
    const building = await findBuilding(database, params.id)
    if (!building) throw new Refusal('building.unknown', 404)
    const svg = await QRCode.toString(`${origin}/report?place=${building.id}`, {
      type: 'svg',
      errorCorrectionLevel: 'M',
      margin: 4,
    })
    return { type: 'image/svg+xml', body: Buffer.from(svg), keep: 3600, public: true }
  },

  async findNearest({ body }, { database }) {
    const building = await findNearestBuilding(database, body.longitude, body.latitude)
    return { building: building ? await presentBuilding(database, building) : null }
  },

  async moveClock({ body }, { clock, settings, database }) {
    if (settings.environment === 'production' || !(clock instanceof MovableClock)) throw new Refusal('clock.fixed', 404)
    await carrySessions(database, clock.now(), body.hours * HOUR)
    clock.advance(body.hours * HOUR)
    return { now: clock.now().toISOString() }
  },
}
