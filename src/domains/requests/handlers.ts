/**
 * The routes of requests that are not actions. Read next: intake.ts for opening and acting, detail.ts for the case page.
 */

import { findMatter, listSteps } from '#engines/matter/index.ts'
import { allow, can, grantFor, scopeOf, sealedScopeOf, unitsOf } from '#foundation/authority.ts'
import { openReading } from '#foundation/journal/journal.ts'
import { getPersonOpen } from '#foundation/people/people.ts'
import { type Context, type Handlers, signedIn } from '#foundation/service.ts'
import { getTerritory, pathLength } from '#foundation/territory/territory.ts'
import { addDays, addMonths, DAY, dayOf, dueAfter, endOfDay, startOfDay } from '#lib/days.ts'
import { maskName } from '#lib/mask.ts'
import { parseNumber, withCheckDigit } from '#lib/number.ts'
import { readAfter, writeAfter } from '#lib/page.ts'
import { Refusal } from '#lib/refusal.ts'
import type { requestsContract } from './contract.ts'
import { dispatchHandlers } from './dispatch.ts'
import { findUsual } from './dispatch-store.ts'
import { exclusionsHandlers } from './exclusions.ts'
import { feedsHandlers } from './feeds.ts'
import { readFileBytes, readPhoto, readVoice, writeFileBytes } from './files.ts'
import { daysTaken, presentFile, presentRate, presentRow, presentStep, promiseOf } from './present.ts'
import { proofOfRequestHandlers } from './proof.ts'
import { ratesHandlers } from './rates.ts'
import {
  isProtected,
  lastDaysOf,
  lateAges,
  mayShowCount,
  mineListOf,
  suggestCategories,
  views,
  workdaysLate,
} from './rules.ts'
import { listJoinable } from './similar.ts'
import { type RequestForm, request, requestPermissions } from './spec.ts'
import * as store from './store.ts'
import { suggest } from './suggestions.ts'

const FREE_FILES_MAX = 60

async function moment({ clock, rules }: Context) {
  const now = clock.now()
  return { now, ...(await rules.on(dayOf(now))) }
}

function readerOf(context: Context, { now, policies }: Awaited<ReturnType<typeof moment>>): store.Reader {
  const actor = signedIn(context.actor)
  // the database lets nobody be of the desk for sealed requests and of another
  const sealed = sealedScopeOf(actor, requestPermissions['requests.desk'])
  const isSealed = sealed.length > 0
  const scope = isSealed ? sealed : scopeOf(actor, requestPermissions['requests.desk'])
  const takes = isSealed ? sealed : scopeOf(actor, requestPermissions['requests.first'])
  const units = unitsOf(actor, requestPermissions['requests.desk'])
  const days = policies.number('request.silence_days') + policies.number('request.reopen_days')
  const callBackSince = new Date(now.getTime() - days * DAY)
  return { personId: actor.personId, scope, isSealed, units, now, takes, callBackSince }
}

/** Where one's own list goes on: among what is open or what is done, then as everywhere. */
function readOwnAfter(after: string | undefined) {
  if (!after) return undefined
  const [part, ...rest] = after.split('_')
  const end = readAfter(rest.join('_'))
  if (!end || (part !== 'open' && part !== 'done')) throw new Refusal('list.after', 400)
  return { ...end, done: part === 'done' }
}

/** Loads a request the reader may open at a desk. @throws {Refusal} matter.unknown (404), access.not-yours (403) */
async function getForDesk(context: Context, id: string) {
  const actor = signedIn(context.actor)
  const loaded = await findMatter(context.database.db, request, id)
  if (!loaded) throw new Refusal('matter.unknown', 404)
  allow(actor, requestPermissions['requests.desk'], loaded.matter)
  return { actor, loaded, form: loaded.matter.form as RequestForm }
}

const INBOX_PAGE = 50
const MINE_PAGE = 50
const BOARD_PAGE = 20
const BOARD_DAYS = 30

export const requestsHandlers: Handlers<typeof requestsContract> = {
  ...feedsHandlers,
  ...dispatchHandlers,
  ...proofOfRequestHandlers,
  ...ratesHandlers,
  ...exclusionsHandlers,

  async listInbox({ query }, context) {
    const shown = await moment(context)
    const age = lateAges.find(({ from }) => from === Number(query.lateAge))
    const reader = {
      ...readerOf(context, shown),
      ...(age && { lastDays: lastDaysOf(age, dayOf(shown.now), shown.calendar) }),
    }
    const limit = query.limit ?? INBOX_PAGE

    const [rows, total] = await Promise.all([
      store.listRows(context.database, query, reader, readAfter(query.after), limit + 1),
      store.countRows(context.database, query, reader),
    ])
    const page = rows.slice(0, limit)
    const last = page.at(-1)
    return {
      rows: page.map((row) => presentRow(row, shown)),
      next: rows.length > limit && last ? writeAfter({ at: store.pageKey(query, reader, last), id: last.id }) : null,
      total,
    }
  },

  async countInbox({ query }, context) {
    const reader = readerOf(context, await moment(context))
    const counts = await store.countViews(context.database, views, reader, query.path)
    return Object.fromEntries(views.map((view) => [view, counts[view] ?? 0])) as Record<(typeof views)[number], number>
  },

  async searchDesk({ body }, context) {
    const shown = await moment(context)
    const reader = readerOf(context, shown)
    const number = parseNumber(body.words)
    if (number !== undefined) {
      const rows = await store.findRowsByNumber(context.database, number, reader)
      return { requests: rows.map((row) => presentRow(row, shown)), people: [] }
    }
    const people = await store.findPeople(context.database, body.words, reader)
    const rows = await store.listRowsOfPeople(
      context.database,
      people.map(({ id }) => id),
      reader,
    )
    return {
      requests: rows.map((row) => presentRow(row, shown)),
      people: people.map(({ id, name, tail, estate, building, open }) => ({
        id,
        name: maskName(name),
        phoneTail: tail,
        address: building ? `${estate ?? ''} ${building}`.trim() : null,
        open,
      })),
    }
  },

  async listTemplates(_, { database }) {
    return { templates: await store.listTemplates(database) }
  },

  async listHandlers({ params }, context) {
    const { loaded, form } = await getForDesk(context, params.id)
    const found = await store.listHandlers(context.database, loaded.matter, dayOf(context.clock.now()))
    const usual = await findUsual(context.database, form.category)
    const unit = found.units.find(({ id, kind }) => id === usual?.organisation_id || kind === usual?.unit_kind)
    return {
      ...found,
      usual: usual && unit ? { unitId: unit.id, name: unit.name, days: usual.days, note: usual.note } : null,
    }
  },

  async listSuggestions({ params }, context) {
    const { loaded, form } = await getForDesk(context, params.id)
    const { version, suggestions } = await suggest(context.database, form.words)
    const { units } = await store.listHandlers(context.database, loaded.matter, dayOf(context.clock.now()))
    return {
      version,
      suggestions: await Promise.all(
        suggestions.map(async (one) => {
          const usual = await findUsual(context.database, one.category)
          const unit = units.find(({ id, kind }) => id === usual?.organisation_id || kind === usual?.unit_kind)
          return { ...one, usual: usual && unit ? { name: unit.name, days: usual.days, note: usual.note } : null }
        }),
      ),
    }
  },

  async countSuggestions(_, context) {
    const { now, policies } = await moment(context)
    const days = policies.number('request.suggested_days')
    const rows = await store.countSuggestions(context.database, new Date(now.getTime() - days * DAY))
    return {
      days,
      versions: rows.map(({ from, to, ...row }) => ({ ...row, from: from.toISOString(), to: to.toISOString() })),
    }
  },

  async revealReporter({ params, body }, context) {
    const { actor, loaded, form } = await getForDesk(context, params.id)
    allow(actor, requestPermissions['requests.reveal'], loaded.matter)
    const { now, policies } = await moment(context)
    const until = await openReading(context.database, policies.number('request.reveal_minutes'), {
      id: body.id,
      at: now,
      readerId: actor.personId,
      role: grantFor(actor, requestPermissions['requests.reveal'], loaded.matter)?.role ?? 'staff',
      personId: form.requester_id,
      subjectId: loaded.matter.id,
      fields: ['name', 'phone', 'address'],
      purpose: body.purpose,
      words: body.words,
    })
    const person = await getPersonOpen(context.database, context.seals, form.requester_id)
    return {
      name: person.name,
      phone: person.phone,
      address: person.building ? [person.building, person.unit, person.room].filter(Boolean).join(' – ') : null,
      room: form.room,
      until: until.toISOString(),
    }
  },

  async listTerritoryNumbers({ query }, context) {
    const actor = signedIn(context.actor)
    const { now, policies, calendar } = await moment(context)
    if (query.from > query.to) throw new Refusal('overview.days', 422)
    const path = query.path ?? scopeOf(actor, requestPermissions['requests.overview'])[0] ?? ''
    allow(actor, requestPermissions['requests.overview'], { path })
    const territory = await getTerritory(context.database, path)

    const { database } = context
    const repeatDays = policies.number('insight.repeat_days')
    const repeatMin = policies.number('insight.repeat_min')
    const repeatFrom = addDays(dayOf(now), 1 - repeatDays)
    const from = startOfDay(query.from)
    const to = endOfDay(query.to)
    const lengths: number[] = Object.values(pathLength)
    const below = lengths.find((length) => length > path.length) ?? path.length
    const [figures, areas, late, repeats] = await Promise.all([
      store.countFigures(database, path, from, to, now),
      store.countAreas(database, path, below, from, to, now),
      store.listLate(database, path, now),
      store.listRepeats(database, path, startOfDay(repeatFrom), now, repeatMin),
    ])
    const ages = late.map(({ due_at }) => workdaysLate(dayOf(new Date(due_at.getTime() - 1)), dayOf(now), calendar))
    const reasons = new Map<string | null, number>()
    for (const { reason } of late) reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
    return {
      path,
      name: territory.name,
      level: territory.level,
      at: now.toISOString(),
      open: figures.open,
      dueToday: figures.due_today,
      late: figures.late,
      latestWorkdays: ages.length > 0 ? Math.max(...ages) : null,
      waiting: figures.waiting,
      firstResponse: {
        meanHours: figures.hours,
        n: figures.n,
        targetHours: policies.number('requests.first_response_mean_hours'),
        pending: figures.pending,
        pendingMeanHours: figures.pending_hours,
      },
      responded: presentRate(figures.contact_met, figures.contact_n, policies),
      solved: presentRate(figures.solved, figures.solved_n, policies),
      satisfied: presentRate(figures.satisfied, figures.satisfied_n, policies),
      silent: figures.silent,
      rateNMin: policies.number('public.rate_n_min'),
      lateReasons: [...reasons].map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count),
      lateAges: lateAges.map((age) => ({
        ...age,
        count: ages.filter((days) => days >= age.from && (age.to === null || days <= age.to)).length,
      })),
      repeatDays,
      repeatMin,
      repeatFrom,
      repeats: repeats.map(({ building_id, last, ...repeat }) => ({
        ...repeat,
        buildingId: building_id,
        last: last.toISOString(),
      })),
      areas: areas.map(({ hours, solved, solved_n, ...area }) => ({
        ...area,
        meanHours: hours,
        solved: presentRate(solved, solved_n, policies),
      })),
    }
  },

  async keepFile({ params, query, body }, { actor, database, clock, settings }) {
    const { personId } = signedIn(actor)
    const now = clock.now()
    if (!Buffer.isBuffer(body.bytes) || body.bytes.length === 0) throw new Refusal('file.broken', 422)
    const known = await store.findFile(database, params.id)
    if (known && known.made_by !== personId) throw new Refusal('action.reused', 409)
    if (!known && (await store.countFreeFiles(database, personId, now)) >= FREE_FILES_MAX)
      throw new Refusal('file.too-many', 429)

    const seconds = query.kind === 'voice' ? (query.seconds ?? 0) : null
    const kept = query.kind === 'photo' ? await readPhoto(body.bytes) : readVoice(body.bytes, seconds ?? 0)
    if (!known) await writeFileBytes(settings.filesFolder, params.id, kept)
    const file =
      known ??
      (await store.insertFile(database, {
        id: params.id,
        kind: query.kind,
        type: kept.type,
        bytes: kept.bytes.length,
        width: kept.width,
        height: kept.height,
        seconds,
        sha256: kept.sha256,
        made_by: personId,
        made_at: now,
      }))
    if (file.made_by !== personId || !file.sha256.equals(kept.sha256)) throw new Refusal('action.reused', 409)
    return presentFile(file)
  },

  async getFile({ params }, context) {
    const file = await store.findFile(context.database, params.id)
    if (!file) throw new Refusal('file.unknown', 404)
    const board =
      file.public_at !== null && file.kind === 'photo'
        ? await store.findBoardOf(context.database, file.matter_id)
        : undefined
    const open = board?.isPublic === true
    const neighbourly = board && !open && (await homeOf(context)) === board.community
    if (!open && !neighbourly && !(await mayReadFile(context, file))) throw new Refusal('file.unknown', 404)
    const body = await readFileBytes(context.settings.filesFolder, file)
    // what is public can be taken back, so nobody between us and a reader keeps it long
    return { type: file.type, body, keep: board ? 60 : 3600, public: open }
  },

  async listCategories(_, { database }) {
    return { categories: (await store.listCategories(database)).map(({ code }) => code) }
  },

  async suggestCategories({ body }, context) {
    const categories = await store.listCategories(context.database)
    const suggested = suggestCategories(body.words, categories)
    const known = categories.filter(({ code }) => suggested.includes(code))
    return { categories: suggested, similar: body.community ? await listJoinable(body, known, context) : [] }
  },

  async listEmergencies(_, { database }) {
    return await store.listEmergencies(database)
  },

  async previewPromise({ query }, context) {
    const { now, policies, calendar } = await moment(context)
    const workdays = policies.number('request.answer_workdays')
    const due = dueAfter(now, 'workdays', workdays, calendar, policies.number('request.promise_hour'))
    const heardApart =
      query.community !== undefined && (await store.hasSealedDesk(context.database, query.community, dayOf(now)))
    return { at: due.promise.toISOString(), workdays, unsure: due.unsure, heardApart }
  },

  async listMine({ query }, context) {
    const actor = signedIn(context.actor)
    const personId = query.of ?? actor.personId
    if (query.of) allow(actor, requestPermissions['requests.read'], { path: '', requesterId: personId })
    const shown = await moment(context)
    const after = readOwnAfter(query.after)

    const rows = await store.listRowsOfRequester(context.database, personId, after, MINE_PAGE + 1)
    const page = rows.slice(0, MINE_PAGE)
    const last = page.at(-1)
    const counts = { open: 0, confirm: 0, done: 0 }
    for (const { n, ...one } of await store.countRowsOfRequester(context.database, personId))
      counts[mineListOf(one)] += n
    return {
      rows: page.map((row) => ({ ...presentRow(row, shown), news: row.news, list: mineListOf(row) })),
      next:
        rows.length > MINE_PAGE && last
          ? `${last.done ? 'done' : 'open'}_${writeAfter({ at: last.opened_at, id: last.id })}`
          : null,
      counts,
    }
  },

  async track({ body }, context) {
    const number = parseNumber(body.number)
    const id = number === undefined ? undefined : await store.findIdByNumber(context.database, number)
    const loaded = id ? await findMatter(context.database.db, request, id) : undefined
    const form = loaded?.matter.form as RequestForm | undefined
    const shown = await moment(context)
    const around = id ? await store.getSurroundings(context.database, id, dayOf(shown.now)) : undefined
    const tail = body.tail.normalize('NFKC').trim()
    // four digits would tell who reported something
    const isHidden = loaded && isProtected(loaded.matter.visibility)
    if (!loaded || !form || !around || isHidden || !/^\d{4}$/.test(tail) || around.requester_tail !== tail) {
      throw new Refusal('track.not-found', 404)
    }
    const steps = await listSteps(context.database.db, loaded.matter.id)
    return {
      number: withCheckDigit(loaded.matter.number),
      state: loaded.matter.state as 'submitted',
      title: form.title,
      promise: promiseOf(loaded.matter, shown),
      handler: around.handler_name,
      waitReason: form.wait_reason,
      reply: form.reply,
      refer: form.refer,
      steps: steps
        .map((step) => presentStep(step, new Map(), false))
        .filter((step) => !step.internal)
        .map(({ at, kind, who }) => ({ at, kind, who })),
      phone: around.worker_phone ?? around.community_phone,
    }
  },

  async listBoard({ query }, context) {
    const { now, policies } = await moment(context)
    const { database } = context
    const after = readAfter(query.after)
    const from = query.month ? startOfDay(`${query.month}-01`) : undefined
    const to = query.month ? startOfDay(addMonths(`${query.month}-01`, 1)) : undefined

    const since = startOfDay(addDays(dayOf(now), -BOARD_DAYS))
    // a street's or the city's board is for everybody alike
    const isHome = query.path.length >= 12 && (await homeOf(context)) === query.path.slice(0, 12)
    const list = async (among: 'all' | 'neighbours') =>
      await store.listBoard(database, query.path, { category: query.category, from, to }, after, BOARD_PAGE + 1, among)
    const [all, neighbourly, { opened, answered, hours }, { months, categories }] = await Promise.all([
      list('all'),
      isHome ? list('neighbours') : [],
      store.countBoard(database, query.path, since, now),
      store.listBoardFilters(database, query.path),
    ])
    const rows = [...all, ...neighbourly].sort(
      (a, b) => b.replied_at.getTime() - a.replied_at.getTime() || (a.id < b.id ? 1 : -1),
    )
    const page = rows.slice(0, BOARD_PAGE)
    const last = page.at(-1)
    const few = policies.number('public.count_min')
    return {
      cards: page.map((row) => ({
        neighbours: row.neighbourly === true,
        number: withCheckDigit(row.number),
        words: row.words,
        reply: row.reply,
        place: row.estate ?? row.community,
        category: row.category,
        state: row.state,
        openedAt: row.opened_at.toISOString(),
        repliedAt: row.replied_at.toISOString(),
        days: daysTaken(row.opened_at, row.replied_at),
        photos: row.photos ?? [],
      })),
      next: rows.length > BOARD_PAGE && last ? writeAfter({ at: last.replied_at, id: last.id }) : null,
      opened: mayShowCount(opened, few) ? opened : null,
      answered: mayShowCount(answered, few) && mayShowCount(opened - answered, few) ? answered : null,
      few,
      meanHours: opened >= few ? hours : null,
      months,
      categories,
    }
  },
}

/** The community in which the reader lives; null for a visitor and for who works here. */
async function homeOf({ actor, database }: Context): Promise<string | null> {
  return actor?.kind === 'resident' ? await store.findHome(database, actor.personId) : null
}

/** Its maker until a request has it; then the requester and desks of the request's place. */
async function mayReadFile(context: Context, file: store.FileRow): Promise<boolean> {
  const { actor } = context
  if (!actor) return false
  if (!file.matter_id) return file.made_by === actor.personId
  const loaded = await findMatter(context.database.db, request, file.matter_id)
  if (!loaded) return false
  if (actor.kind === 'resident')
    return can(actor, requestPermissions['requests.read'], { path: '', requesterId: loaded.requesterId })
  return can(actor, requestPermissions[file.withheld ? 'requests.whole' : 'requests.desk'], loaded.matter)
}
