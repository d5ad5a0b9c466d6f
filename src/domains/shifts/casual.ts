/**
 * Casual help (随手志愿): said afterwards in one page, and written as service once the desk or the neighbour who was helped
 * confirms it. Who is asked is found by phone; nobody learns whether a phone belongs to somebody here.
 *
 * @source S4-64
 */
import { readFileBytes } from '#domains/requests/index.ts'
import { checkFit, recordService } from '#domains/volunteers/index.ts'
import { type Actor, can, grantFor, scopeOf } from '#foundation/authority.ts'
import type { Tx } from '#foundation/database/database.ts'
import { record, wasRecorded } from '#foundation/journal/journal.ts'
import { type Context, type Handlers, signedIn } from '#foundation/service.ts'
import { getTerritory } from '#foundation/territory/territory.ts'
import { addDays, dayOf } from '#lib/days.ts'
import { maskName } from '#lib/mask.ts'
import { readAfter, writeAfter } from '#lib/page.ts'
import { parsePhone } from '#lib/phone.ts'
import { Refusal } from '#lib/refusal.ts'
import * as casual from './casual-store.ts'
import type { shiftsContract } from './contract.ts'
import { presentCasual } from './present.ts'
import { shiftsPermissions as may } from './spec.ts'
import * as store from './store.ts'

const PAGE = 50

type CasualRoutes =
  | 'listMyCasual'
  | 'reportCasual'
  | 'withdrawCasual'
  | 'decideCasual'
  | 'getCasualPhoto'
  | 'listCasual'

/** @throws {Refusal} `access.signed-out` (401), `access.not-yours` (403) to workers, who do this for nobody */
export function residentOf({ actor }: Context): Actor {
  const known = signedIn(actor)
  if (known.kind !== 'resident') throw new Refusal('access.not-yours', 403)
  return known
}

async function get(tx: Tx, id: string): Promise<casual.CasualRow> {
  const row = await casual.findCasual(tx, id)
  if (!row) throw new Refusal('casual.unknown', 404)
  return row
}

export const casualHandlers: Pick<Handlers<typeof shiftsContract>, CasualRoutes> = {
  async listMyCasual(_, context) {
    const actor = residentOf(context)
    const { database, clock, rules } = context
    const { policies } = await rules.on(dayOf(clock.now()))
    const [mine, asked, volunteer] = await Promise.all([
      casual.listOwnCasual(database.db, actor.personId),
      casual.listAskedCasual(database.db, actor.personId),
      store.findVolunteer(database.db, actor.personId),
    ])
    return {
      mine: mine.map(presentCasual),
      asked: asked.map((row) => ({ ...presentCasual(row), by: row.by })),
      registered: volunteer.state === 'active',
      earns: volunteer.earns,
      minutesMost: policies.number('shifts.casual_minutes'),
      daysMost: policies.number('shifts.casual_days'),
      hourPoints: policies.number('credits.hour_points'),
    }
  },

  async reportCasual({ body }, context) {
    const actor = residentOf(context)
    const { database, clock, rules, seals, settings } = context
    const at = clock.now()
    const today = dayOf(at)
    const { policies } = await rules.on(today)
    const { id, community, activity, servedOn, minutes, earns } = body
    const home = await store.findVolunteer(database.db, actor.personId)
    await getTerritory(database, community)
    // the grid of who lives there knows them; elsewhere it is the community's
    const path = home.path?.startsWith(community) ? home.path : community

    return await database.transact(async (tx) => {
      const words = { words: body.words.trim() }
      const facts = { minutes, earns }
      const deed = { id, at, actor, role: 'resident', kind: 'casual.reported', subjectId: id, path, facts, words }
      if (!(await record(tx, { ...deed, input: body }))) return presentCasual(await get(tx, id))

      const minutesMax = policies.number('shifts.casual_minutes')
      if (minutes > minutesMax) throw new Refusal('casual.minutes-over', 422, { minutesMax })
      const days = policies.number('shifts.casual_days')
      if (servedOn > today || servedOn < addDays(today, -days)) throw new Refusal('casual.day', 422, { days })
      await checkFit(tx, actor.personId, { on: servedOn, minors: false })
      if (body.photoId && !(await casual.isFreePhoto(tx, body.photoId, actor.personId)))
        throw new Refusal('file.unknown', 404)
      const phone = body.neighbour ? parsePhone(body.neighbour, settings.environment !== 'production') : undefined
      if (body.neighbour && !phone) throw new Refusal('sign-in.phone', 422)
      const mark = phone ? seals.mark(phone) : null
      if (await casual.isNeighbourOf(tx, actor.personId, mark)) throw new Refusal('casual.own-phone', 422)

      await casual.insertCasual(tx, {
        id,
        person_id: actor.personId,
        path,
        activity,
        served_on: servedOn,
        minutes,
        words: words.words,
        earns,
        photo_id: body.photoId ?? null,
        neighbour_mark: mark,
        neighbour_tail: phone?.slice(-4) ?? null,
        reported_at: at,
      })
      const neighbour = mark ? await casual.findByMark(tx, mark) : undefined
      if (neighbour) {
        const told = { actionId: id, personId: neighbour, key: 'notice.casual-asked', said: { n: minutes }, at }
        await store.tell(tx, told)
      }
      return presentCasual(await get(tx, id))
    })
  },

  async withdrawCasual({ params, body }, context) {
    const actor = residentOf(context)
    const { database, clock } = context
    const at = clock.now()

    return await database.transact(async (tx) => {
      const { id, person_id: personId, path } = await get(tx, params.id)
      if (personId !== actor.personId) throw new Refusal('casual.unknown', 404)
      const deed = { id: body.id, at, actor, role: 'resident', kind: 'casual.withdrawn', subjectId: id, path }
      if (!(await record(tx, { ...deed, input: body }))) return presentCasual(await get(tx, id))
      if (!(await casual.decideCasual(tx, id, { state: 'withdrawn', at, by: actor.personId })))
        throw new Refusal('casual.decided', 409)
      return presentCasual(await get(tx, id))
    })
  },

  async decideCasual({ params, body }, context) {
    const actor = signedIn(context.actor)
    const { database, clock, rules } = context
    const at = clock.now()
    const held = await rules.held(dayOf(at))

    return await database.transact(async (tx) => {
      const row = await get(tx, params.id)
      const { id, person_id: personId, path } = row
      // one's own is refused before anything else is asked, so that it is said plainly
      if (personId === actor.personId) throw new Refusal('service.self-confirmed', 403)
      const asDesk = can(actor, may['shifts.confirm'], { path })
      if (
        !asDesk &&
        !(actor.kind === 'resident' && (await casual.isNeighbourOf(tx, actor.personId, row.neighbour_mark)))
      )
        throw actor.kind === 'staff' ? new Refusal('access.not-yours', 403) : new Refusal('casual.unknown', 404)

      const confirms = body.decision === 'confirm'
      const role = asDesk ? (grantFor(actor, may['shifts.confirm'], { path })?.role ?? '') : 'resident'
      const said = body.words?.trim() || null
      const deed = {
        id: body.id,
        at,
        actor,
        role,
        kind: confirms ? 'casual.confirmed' : 'casual.refused',
        subjectId: id,
        path,
        facts: { minutes: body.minutes },
        ...(said ? { words: { words: said } } : {}),
        input: body,
      }
      if (await wasRecorded(tx, deed)) return presentCasual(row)
      if (!confirms && !said) throw new Refusal('casual.reason-missing', 422)
      if (body.minutes > row.minutes) throw new Refusal('casual.minutes-over', 422, { minutesMax: row.minutes })
      await record(tx, deed)
      const state = confirms ? ('confirmed' as const) : ('refused' as const)
      const minutes = confirms ? { minutes: body.minutes } : {}
      if (!(await casual.decideCasual(tx, id, { state, ...minutes, reply: said, at, by: actor.personId })))
        throw new Refusal('casual.decided', 409)
      if (confirms)
        await recordService(tx, held, {
          personId,
          minutes: body.minutes,
          servedOn: row.served_on,
          activity: row.activity,
          path,
          source: 'casual',
          sourceId: id,
          earns: row.earns,
          recordedBy: personId,
          confirmedBy: actor.personId,
          confirmedAt: at,
          actionId: body.id,
        })
      const key = confirms ? 'notice.casual-confirmed' : 'notice.casual-refused'
      await store.tell(tx, { actionId: body.id, personId, key, said: { n: body.minutes }, at })
      return presentCasual(await get(tx, id))
    })
  },

  async getCasualPhoto({ params }, context) {
    const actor = signedIn(context.actor)
    const { db } = context.database
    const row = await get(db, params.id)
    const sees =
      (actor.kind === 'resident' && row.person_id === actor.personId) ||
      can(actor, may['shifts.confirm'], row) ||
      (await casual.isNeighbourOf(db, actor.personId, row.neighbour_mark))
    if (!sees) throw new Refusal('casual.unknown', 404)
    const photo = row.photo_id ? await casual.findPhoto(db, row.photo_id) : undefined
    if (!photo) throw new Refusal('file.unknown', 404)
    const body = await readFileBytes(context.settings.filesFolder, photo)
    return { type: photo.type, body, keep: 60, public: false }
  },

  async listCasual({ query }, { actor, database }) {
    const reader = signedIn(actor)
    const found = await casual.listCasual(database.db, {
      scope: scopeOf(reader, may['shifts.confirm']),
      waiting: query.list === 'waiting',
      after: readAfter(query.after),
      limit: PAGE + 1,
    })
    const page = found.slice(0, PAGE)
    const last = page.at(-1)
    return {
      rows: page.map((row) => ({
        ...presentCasual(row),
        by: maskName(row.by),
        community: row.community ?? '',
        own: row.person_id === reader.personId,
      })),
      next: found.length > PAGE && last ? writeAfter({ at: last.reported_at, id: last.id }) : null,
    }
  },
}
