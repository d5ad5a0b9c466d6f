/**
 * The page of one request, for its requester or for a desk of its place: everything needed to act or to wait.
 * A request that is not the reader's is answered as one that does not exist.
 */
import {
  baseOf,
  findMatter,
  listLegal,
  listPauses,
  listSteps,
  type Matter,
  type Step,
  scopedOf,
} from '#engines/matter/index.ts'
import { can, grantFor } from '#foundation/authority.ts'
import { countReadings } from '#foundation/journal/journal.ts'
import type { Policies } from '#foundation/policy/policy.ts'
import { type Context, signedIn } from '#foundation/service.ts'
import { isId } from '#lib/contract.ts'
import { addDays, type Calendar, dayOf } from '#lib/days.ts'
import { maskName } from '#lib/mask.ts'
import { parseNumber, withCheckDigit } from '#lib/number.ts'
import { Refusal } from '#lib/refusal.ts'
import type { RequestDetail } from './contract.ts'
import { type AssistRow, listAssists } from './dispatch-store.ts'
import { presentFile, presentStep, promiseOf } from './present.ts'
import { audienceOf, isProtected, lastReopenDay, ownerLevels } from './rules.ts'
import { listSimilar, nothingSimilar } from './similar.ts'
import { answering, mostExtension, type RequestForm, request, requestPermissions, requestPolicies } from './spec.ts'
import * as store from './store.ts'

export async function readRequest(key: string, context: Context): Promise<RequestDetail> {
  const actor = signedIn(context.actor)
  const { database, clock, rules } = context
  const number = parseNumber(key)
  const id = number === undefined ? key : await store.findIdByNumber(database, number)
  const loaded = id && isId(id) ? await findMatter(database.db, request, id) : undefined
  if (!loaded) throw new Refusal('matter.unknown', 404)

  const { matter, requesterId } = loaded
  const record = { ...scopedOf(matter), requesterId }
  const own = actor.kind === 'resident' && requesterId === actor.personId
  const mine = actor.kind === 'resident' && can(actor, requestPermissions['requests.read'], record)
  if (!mine && !can(actor, requestPermissions['requests.desk'], record)) {
    throw actor.kind === 'staff' ? new Refusal('access.not-yours', 403) : new Refusal('matter.unknown', 404)
  }

  // neighbours' requests are for who serves the place, not for the unit that was given this one
  const place = { path: matter.path, visibility: matter.visibility }
  const here = grantFor(actor, requestPermissions['requests.desk'], place) !== undefined
  // what the desk for sealed requests passed on is read in its words, from there on
  const whole = can(actor, requestPermissions['requests.whole'], record)
  const now = clock.now()
  const today = dayOf(now)
  const { policies, calendar } = await rules.on(today)
  const shown = { now, calendar }
  const form = matter.form as RequestForm
  const [around, allSteps, pauses, allFiles, merged, similar, readings, into, source, assists] = await Promise.all([
    store.getSurroundings(database, matter.id, today),
    listSteps(database.db, matter.id),
    listPauses(database.db, matter.id),
    store.listFiles(database, matter.id),
    here ? store.listMerged(database, matter.id) : [],
    here && matter.visibility !== 'sealed'
      ? listSimilar(database, matter as Matter<string, RequestForm>, now, policies)
      : nothingSimilar,
    own ? countReadings(database, actor.personId, matter.id) : null,
    form.merged_into ? findMatter(database.db, request, form.merged_into) : undefined,
    form.channel === 'open311' ? store.findSource(database, matter.id) : undefined,
    form.assist ? listAssists(database, matter.id) : [],
  ])
  const steps = whole ? allSteps : sincePassedOn(allSteps)
  const files = whole ? allFiles : allFiles.filter(({ withheld }) => !withheld)
  const names = await store.listNames(database, namedIn(steps))
  const intoForm = into?.matter.form as RequestForm | undefined
  const extensions = steps.filter(({ kind }) => kind === 'request.extend').map(({ facts }) => facts)
  const handler =
    form.handler_id && around.handler_name
      ? { id: form.handler_id, name: around.handler_name, phone: around.handler_phone, role: around.handler_role }
      : null
  const worker =
    around.worker_id && around.worker_name
      ? { id: around.worker_id, name: around.worker_name, phone: around.worker_phone, role: 'grid_worker' }
      : null

  return {
    id: matter.id,
    number: withCheckDigit(matter.number),
    version: matter.version,
    state: matter.state as RequestDetail['state'],
    title: form.title,
    words: (whole && ownWords(allSteps)) || form.words,
    points: form.points,
    kind: form.kind,
    category: form.category,
    class: form.class,
    planYear: form.plan_year,
    channel: form.channel,
    source: source ?? null,
    openedAt: matter.openedAt.toISOString(),
    changedAt: matter.changedAt.toISOString(),
    closedAt: matter.closedAt?.toISOString() ?? null,
    promise: promiseOf(matter, shown),
    clocks: matter.clocks.map((clockOf) => presentClock(clockOf, calendar, extensions)),
    pauses: pauses.map(({ name, fromAt, toAt, oldDue, newDue }) => ({
      clock: name,
      from: fromAt.toISOString(),
      to: toAt?.toISOString() ?? null,
      oldDue: oldDue.toISOString(),
      newDue: newDue?.toISOString() ?? null,
    })),
    place: {
      path: matter.path,
      community: around.community,
      communityPath: matter.path.slice(0, 12),
      street: around.street,
      buildingId: form.building_id,
      building: around.building ? `${around.estate ?? ''} ${around.building}`.trim() : null,
      unit: form.unit,
      room: mine ? form.room : null,
      hasRoom: form.room !== null,
      words: form.place_words,
      longitude: form.longitude,
      latitude: form.latitude,
    },
    visibility: matter.visibility,
    passedOn: matter.visibility === 'anonymous' && whole ? form.words : null,
    mayPublish: form.may_publish,
    audience: isProtected(matter.visibility) ? matter.visibility : audienceOf(form),
    published:
      form.published_at && form.public_words !== null
        ? {
            words: form.public_words,
            reply: form.public_reply ?? '',
            at: iso(form.published_at),
            by: around.publisher ?? '',
          }
        : null,
    files: files.map((file) => ({ ...presentFile(file), actionId: file.action_id })),
    handler,
    unit:
      form.unit_id && around.unit_name && !(mine && matter.state === 'coordinating')
        ? { id: form.unit_id, name: around.unit_name, phone: around.unit_phone }
        : null,
    leads: form.leads !== null,
    decided: form.decided_at !== null,
    decides: form.decides === null ? null : form.decides === ownerLevels.city ? 'city' : 'street',
    assists: mine ? [] : assists.map((one) => presentAssist(one, matter)),
    call: handler ?? worker,
    takenBy: whole ? around.taker : null,
    waitReason: form.wait_reason,
    waitUntil: form.wait_until,
    refer: form.refer,
    mergedInto:
      into && intoForm
        ? {
            id: into.matter.id,
            number: withCheckDigit(into.matter.number),
            state: into.matter.state as RequestDetail['state'],
            promise: promiseOf(into.matter, shown),
            ...(mine && form.joined ? forWhoJoined(intoForm) : { reply: intoForm.reply, refer: intoForm.refer }),
          }
        : null,
    joined: form.followers.length,
    reply: form.reply,
    repliedAt: form.replied_at ? iso(form.replied_at) : null,
    confirmedBy: form.confirmed_by,
    solved: form.solved,
    service: form.service,
    ratingWords: form.rating_words,
    firstContactAt: form.first_contact_at ? iso(form.first_contact_at) : null,
    escalatedAt: form.escalated_at ? iso(form.escalated_at) : null,
    lateReason: form.late_reason as RequestDetail['lateReason'],
    supervised:
      form.supervised_at && form.supervision && form.supervised_until
        ? { at: iso(form.supervised_at), reason: form.supervision, until: form.supervised_until }
        : null,
    plan: form.plan ? { words: form.plan, day: form.plan_on } : null,
    extension: extensionOf(matter as Matter<string, RequestForm>, policies),
    reopenUntil: matter.closedAt ? lastReopenDay(matter.closedAt, policies.number('request.reopen_days')) : null,
    steps: steps.map((step) => presentStep(step, names, mine)).filter((step) => !mine || !step.internal),
    actions: listLegal(request, matter, requesterId, { actor, now, policies, calendar }).map(
      ({ action, allowed, why }) => ({
        action,
        allowed,
        why: why ? { code: why.code, facts: { ...why.facts } } : null,
      }),
    ),
    mine,
    helping: own || !mine ? null : around.requester_name,
    readings,
    reporter:
      mine || !whole
        ? null
        : {
            name: around.requester_erased ? around.requester_name : maskName(around.requester_name),
            phoneTail: around.requester_tail,
            address: around.requester_building || null,
            mayReveal: !around.requester_erased && can(actor, requestPermissions['requests.reveal'], record),
          },
    merged: merged.map((row) => ({ ...row, number: withCheckDigit(row.number) })),
    ...similar,
  }
}

/** A unit that assists, with its own day. */
function presentAssist({ id, name, askedAt, doneAt, droppedAt }: AssistRow, { clocks }: Matter) {
  const clock = clocks.find((one) => one.name === `assist/${id}`)
  return {
    id,
    name,
    askedAt: askedAt.toISOString(),
    dueAt: clock?.promiseAt.toISOString() ?? null,
    doneAt: doneAt?.toISOString() ?? null,
    droppedAt: droppedAt?.toISOString() ?? null,
  }
}

/** The history that went along with a request without its name: how it began, without a word, and what came after. */
function sincePassedOn(steps: readonly Step[]): Step[] {
  const at = steps.findIndex(({ kind }) => kind === 'request.pass_on')
  if (at < 0) return [...steps]
  const [opened] = steps
  return [
    ...(opened ? [{ ...opened, actorName: null, facts: {}, words: null }] : []),
    // a helper is somebody close to the requester
    ...steps.slice(at).map((step) => (step.actorRole === 'helper' ? { ...step, actorName: null } : step)),
  ]
}

/** What the requester wrote, where the desk passed on other words. */
function ownWords(steps: readonly Step[]): string | undefined {
  const words = steps.some(({ kind }) => kind === 'request.pass_on') && steps[0]?.words?.words
  return typeof words === 'string' ? words : undefined
}

/** By how much somebody above may extend the promise that runs, once for each answer. */
function extensionOf(matter: Matter<string, RequestForm>, policies: Policies): RequestDetail['extension'] {
  const promise = answering(matter)
  if (!promise || matter.form.extended_at) return null
  return { unit: promise.unit, most: mostExtension(promise, policies), dueAt: promise.dueAt.toISOString() }
}

/** Of a neighbour's request whoever joined it sees what was approved for all, and where to go; never what was said to the neighbour. */
const forWhoJoined = ({ public_reply: reply, refer }: RequestForm) => ({
  reply,
  refer: refer && { ...refer, reason: '' },
})

const iso = (instant: string): string => new Date(instant).toISOString()

function namedIn(steps: readonly Step[]): string[] {
  return steps.flatMap(({ facts: { handlerId, unitId, fromUnitId, suggestsId } }) =>
    [handlerId, unitId, fromUnitId, suggestsId].filter((id) => typeof id === 'string'),
  )
}

type Clocked = Parameters<typeof promiseOf>[0]['clocks'][number]

/** A clock with what it counts by, and the special days that changed a count of working days. */
function presentClock(
  clock: Clocked,
  calendar: Calendar,
  extensions: readonly Step['facts'][],
): RequestDetail['clocks'][number] {
  const extension = extensions.find(
    ({ clock: name, oldDue }) =>
      name === clock.name && typeof oldDue === 'string' && Date.parse(oldDue) - 1 === clock.startedAt.getTime(),
  )
  const policy = extension
    ? 'request.extension_percent'
    : ((request.clocks as Record<string, { policy?: string }>)[baseOf(clock.name)]?.policy ?? null)
  const specialDays: RequestDetail['clocks'][number]['specialDays'] = []
  if (clock.unit === 'workdays') {
    const last = dayOf(new Date(clock.dueAt.getTime() - 1))
    for (let day = addDays(dayOf(clock.startedAt), 1); day <= last; day = addDays(day, 1)) {
      const kind = calendar.days.get(day)
      if (kind) specialDays.push({ day, kind, name: calendar.names?.get(day) ?? '' })
    }
  }
  return {
    name: clock.name,
    unit: clock.unit,
    amount: clock.amount,
    startedAt: clock.startedAt.toISOString(),
    promiseAt: clock.promiseAt.toISOString(),
    dueAt: clock.dueAt.toISOString(),
    pausedAt: clock.pausedAt?.toISOString() ?? null,
    endedAt: clock.endedAt?.toISOString() ?? null,
    outcome: clock.outcome,
    unsure: clock.unsure,
    extendedFrom: extension ? String(extension.oldDue) : null,
    policy,
    source: policy ? ((requestPolicies as Record<string, { source: string }>)[policy]?.source ?? null) : null,
    specialDays,
  }
}
