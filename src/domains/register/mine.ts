/**
 * What a resident decides about their own data: seeing it whole, putting it right, taking a copy, another phone, the end.
 * Rules: PIPL 44–47. A code to the phone confirms what cannot be undone. Deeds are recorded, their words are not kept.
 * Read next: mine-contract.ts, foundation/people/erasing.ts.
 */
import type { Actor } from '#foundation/authority.ts'
import { listReadings, record, wasRecorded } from '#foundation/journal/journal.ts'
import { listNotices } from '#foundation/outbox/notices.ts'
import { erasePersons } from '#foundation/people/erasing.ts'
import { type Desk, useCodes } from '#foundation/people/sessions.ts'
import { type Context, type Handlers, signedIn } from '#foundation/service.ts'
import { findBuilding, getTerritory, listChildren } from '#foundation/territory/territory.ts'
import { canonical } from '#lib/canonical.ts'
import { addMonths, dayOf } from '#lib/days.ts'
import { idFrom } from '#lib/ids.ts'
import { soundOfPerson } from '#lib/names.ts'
import { withCheckDigit } from '#lib/number.ts'
import { parsePhone } from '#lib/phone.ts'
import { Refusal } from '#lib/refusal.ts'
import { eraseChildren } from './children.ts'
import { issueCode } from './codes.ts'
import { listSoleChildren } from './helpers-store.ts'
import type { mineContract } from './mine-contract.ts'
import * as store from './mine-store.ts'

const COPIED_NOTICES_MAX = 10_000

/** These pages are a resident's. @throws {Refusal} `access.signed-out` (401), `access.not-yours` (403) to a worker */
export function resident({ actor }: Context): Actor {
  const person = signedIn(actor)
  if (person.kind !== 'resident') throw new Refusal('access.not-yours', 403)
  return person
}

export async function desk({ database, seals, clock, rules }: Context): Promise<Desk> {
  const now = clock.now()
  const { policies } = await rules.on(dayOf(now))
  return { database, seals, now, policies }
}

/** Deeds about oneself lie at the city: where somebody lived is not kept with them. */
export async function cityPath({ database }: Pick<Context, 'database'>): Promise<string> {
  return (await listChildren(database, ''))[0]?.path ?? ''
}

/** What was sent, as a keyed hash: the journal must not hold anything that a phone could be guessed from. */
export const keyed = ({ seals }: Pick<Context, 'seals'>, sent: unknown): string =>
  seals.mark(canonical(sent)).toString('hex')

export function phoneOf(context: Context, words: string): string {
  const phone = parsePhone(words, context.settings.environment !== 'production')
  if (!phone) throw new Refusal('sign-in.phone', 422)
  return phone
}

async function ownPhone(context: Context, personId: string): Promise<string> {
  const { phoneSealed } = await store.getMine(context.database, personId)
  if (!phoneSealed) throw new Refusal('sign-in.phone', 422)
  return context.seals.open(phoneSealed)
}

function presentHome(mine: store.Mine) {
  if (!mine.path) return null
  return {
    community: mine.path.slice(0, 12),
    communityName: mine.communityName ?? '',
    buildingId: mine.buildingId,
    building: mine.building ? `${mine.estate ?? ''} ${mine.building}`.trim() : null,
    units: mine.units,
    unit: mine.unit,
    room: mine.room,
  }
}

async function presentPerson({ seals, database }: Context, actor: Actor, mine: store.Mine) {
  return {
    name: mine.name,
    phone: mine.phoneSealed ? seals.open(mine.phoneSealed) : null,
    home: presentHome(mine),
    residences: await store.listResidences(database, actor.personId),
    locale: actor.locale,
    elder: actor.elder,
    since: mine.since.toISOString(),
  }
}

async function presentConsents(context: Context, personId: string) {
  return (await store.listConsents(context.database, personId)).map(({ at, withdrawnAt, ...consent }) => ({
    ...consent,
    about: consent.about as 'privacy',
    how: consent.how as 'screen',
    at: at.toISOString(),
    withdrawnAt: withdrawnAt?.toISOString() ?? null,
  }))
}

async function describeMine(context: Context, actor: Actor) {
  const { database, holdings } = context
  const { policies } = await desk(context)
  const mine = await store.getMine(database, actor.personId)
  const counts = await Promise.all(holdings.map((holding) => holding.countMatters(database.db, actor.personId)))
  const years = policies.number('people.retention_years')
  const [oldest] = counts.flatMap(({ wordsClosedAt }) => wordsClosedAt ?? []).sort((a, b) => a.getTime() - b.getTime())
  return {
    ...(await presentPerson(context, actor, mine)),
    ...(await store.countMine(database, actor.personId)),
    requests: counts.reduce((sum, { all }) => sum + all, 0),
    openRequests: counts.reduce((sum, { open }) => sum + open, 0),
    consents: await presentConsents(context, actor.personId),
    retentionYears: years,
    wordsUntil: oldest ? addMonths(dayOf(oldest), 12 * years) : null,
    sessionDays: policies.number('people.resident_session_days'),
    codeMinutes: policies.number('people.code_minutes'),
  }
}

export const mineHandlers: Handlers<typeof mineContract> = {
  async getMyData(_, context) {
    return await describeMine(context, resident(context))
  },

  async correctMyData({ body: { id, ...sent } }, context) {
    const actor = resident(context)
    const { database, clock } = context
    const { name, home } = sent
    if (home) await getTerritory(database, home.community)
    const building = home?.buildingId ? await findBuilding(database, home.buildingId) : undefined
    if (home?.buildingId && !building?.path.startsWith(home.community)) throw new Refusal('building.unknown', 422)

    const path = await cityPath(context)
    await database.transact(async (tx) => {
      const fresh = await record(tx, {
        id,
        at: clock.now(),
        actor,
        role: 'resident',
        kind: 'person.corrected',
        subjectId: actor.personId,
        path,
        facts: { fields: Object.keys(sent) },
        input: keyed(context, sent),
      })
      if (!fresh) return
      if (name) await store.setName(tx, actor.personId, name.trim(), soundOfPerson(name.trim()))
      if (home)
        await store.setWholeHome(
          tx,
          actor.personId,
          {
            id: idFrom('residence', id),
            path: building?.path ?? home.community,
            buildingId: building?.id ?? null,
            unit: building ? (home.unit ?? null) : null,
            room: building ? home.room?.trim() || null : null,
          },
          clock.now(),
        )
    })
    return await describeMine(context, actor)
  },

  async makeMyCode({ body }, context) {
    const actor = resident(context)
    const own = await ownPhone(context, actor.personId)
    const phone = body.phone === undefined ? own : phoneOf(context, body.phone)
    if (body.phone !== undefined) await checkNewPhone(context, phone, own)
    return { ...(await issueCode(context, phone)), to: phone.slice(-4) }
  },

  async changeMyPhone({ body }, context) {
    const actor = resident(context)
    const { database, seals, clock } = context
    const phone = phoneOf(context, body.phone)
    const deed = {
      id: body.id,
      actor,
      kind: 'person.phone-changed',
      subjectId: actor.personId,
      input: keyed(context, { phone }),
    }
    if (await wasRecorded(database.db, deed)) return await describeMine(context, actor)
    const own = await ownPhone(context, actor.personId)
    await checkNewPhone(context, phone, own)

    const at = await desk(context)
    await useCodes(at, [
      { id: body.codeId, phone, code: body.code },
      { id: body.oldCodeId, phone: own, code: body.oldCode },
    ])

    const path = await cityPath(context)
    await database.transact(async (tx) => {
      if (!(await record(tx, { ...deed, at: clock.now(), role: 'resident', path }))) return
      if (!(await store.setPhone(tx, seals, actor.personId, phone))) throw new Refusal('phone.taken', 409)
    })
    return await describeMine(context, actor)
  },

  async copyMyData(_, context) {
    const actor = resident(context)
    const { database, clock, holdings, titles } = context
    const held = await Promise.all(holdings.map((holding) => holding.listMatters(database.db, actor.personId)))
    const notices = await listNotices(database, { personId: actor.personId, people: [] }, undefined, COPIED_NOTICES_MAX)
    const known = await titles(notices.map(({ subjectId }) => subjectId))
    return {
      madeAt: clock.now().toISOString(),
      person: await presentPerson(context, actor, await store.getMine(database, actor.personId)),
      matters: held.flat().map(({ id: _, ...matter }) => matter),
      consents: await presentConsents(context, actor.personId),
      readings: (await listReadings(database, actor.personId)).map(({ at, reader, role, fields, purpose, words }) => ({
        at: at.toISOString(),
        reader,
        role,
        fields,
        purpose,
        words,
      })),
      notices: notices.map(({ at, key, subjectId }) => {
        const matter = known.get(subjectId)
        return { at: at.toISOString(), key, number: matter ? withCheckDigit(matter.number) : null }
      }),
    }
  },

  async previewClosing(_, context) {
    const actor = resident(context)
    const { database, clock, holdings } = context
    const { tail } = await store.getMine(database, actor.personId)
    const open = await Promise.all(
      holdings.map((holding) => holding.listOpen(database.db, actor.personId, clock.now())),
    )
    const counts = await Promise.all(holdings.map((holding) => holding.countMatters(database.db, actor.personId)))
    return { phoneTail: tail, requests: counts.reduce((sum, { all }) => sum + all, 0), open: open.flat() }
  },

  async closeAccount({ body }, context) {
    const actor = resident(context)
    const { database, clock, holdings } = context
    const { personId } = actor
    if (await store.isWorker(database, personId)) throw new Refusal('account.worker', 409)
    const now = clock.now()
    const open = (await Promise.all(holdings.map((holding) => holding.listOpen(database.db, personId, now)))).flat()
    if (open.length > 0 && !body.open) throw new Refusal('account.open-requests', 422, { n: open.length })
    await useCodes(await desk(context), [
      { id: body.codeId, phone: await ownPhone(context, personId), code: body.code },
    ])

    const rules = await context.rules.held(dayOf(now))
    const path = await cityPath(context)
    const erased = await database.transact(async (tx) => {
      await store.holdPerson(tx, personId)
      await record(tx, {
        id: body.id,
        at: now,
        actor,
        role: 'resident',
        kind: 'person.closed',
        subjectId: personId,
        path,
        facts: { open: open.length, how: body.open ?? null },
        input: { open: body.open ?? null },
      })
      for (const holding of holdings)
        await holding.settle({ tx, clock, rules, actor, deedId: body.id, how: body.open ?? 'go_on' }, personId)
      await eraseChildren(context, tx, actor, body.id, await listSoleChildren(tx, personId))
      const erased = await erasePersons(tx, holdings, [personId], now)
      const left = await Promise.all(holdings.map((holding) => holding.countMatters(tx, personId)))
      return { erasedRequests: erased.matters, goOn: left.reduce((sum, { open }) => sum + open, 0) }
    })
    context.session.end()
    return erased
  },
}

async function checkNewPhone(context: Context, phone: string, own: string): Promise<void> {
  if (phone === own) throw new Refusal('phone.same', 422)
  if (await store.isPhoneKnown(context.database, context.seals.mark(phone))) throw new Refusal('phone.taken', 409)
}
