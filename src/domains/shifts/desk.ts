/**
 * Shifts at the desk: projects, the shifts of a place, the code at the door, the roll and its confirmation.
 * Those of a place see and do what their permission says; whoever leads a project sees and confirms its shifts too.
 */
import QRCode from 'qrcode'
import { recordService } from '#domains/volunteers/index.ts'
import { type Actor, allow, can, grantFor, type Permission, scopeOf } from '#foundation/authority.ts'
import type { Tx } from '#foundation/database/database.ts'
import { type Deed, openReading, record } from '#foundation/journal/journal.ts'
import { getPersonOpen } from '#foundation/people/people.ts'
import { type Handlers, signedIn } from '#foundation/service.ts'
import { getTerritory, listEstates } from '#foundation/territory/territory.ts'
import { addDays, dayOf, startOfDay } from '#lib/days.ts'
import { idFrom } from '#lib/ids.ts'
import { readAfter, writeAfter } from '#lib/page.ts'
import { Refusal } from '#lib/refusal.ts'
import { codesFrom } from './codes.ts'
import type { ProjectForm, shiftsContract } from './contract.ts'
import { planAhead } from './offers.ts'
import { presentDeskShift, presentRollRow } from './present.ts'
import { minutesBetween } from './rules.ts'
import { shiftsPermissions as may } from './spec.ts'
import * as store from './store.ts'

const PAGE = 50
const SHOWN_OF_PROJECT = 40
const CODES_AHEAD = 10
const MINUTE = 60_000
const leadRoles = may['shifts.confirm'].roles

type DeskRoutes =
  | 'listProjects'
  | 'listProjectChoices'
  | 'getProject'
  | 'addProject'
  | 'changeProject'
  | 'endProject'
  | 'addShift'
  | 'listDeskShifts'
  | 'getRoll'
  | 'openRoll'
  | 'getDoorCodes'
  | 'confirmRoll'
  | 'callOffShift'

/** Whether an actor holds a permission for a shift: by the place, or as who leads it. */
function holdsFor(actor: Actor, permission: Permission, { path, lead_id }: { path: string; lead_id: string }): boolean {
  return can(actor, permission, { path }) || (actor.kind === 'staff' && actor.personId === lead_id)
}

/** A deed of a worker. @returns false when it was done before */
async function note(
  tx: Tx,
  { actor, at, permission }: { actor: Actor; at: Date; permission: Permission },
  deed: Omit<Deed, 'at' | 'actor' | 'role'>,
): Promise<boolean> {
  const role = grantFor(actor, permission, deed)?.role ?? actor.grants[0]?.role ?? ''
  return await record(tx, { at, actor, role, ...deed })
}

/** @throws {Refusal} `shift.unknown` (404), also to who may not see it */
async function getReadable(tx: Tx, actor: Actor, id: string): Promise<store.ShiftRow> {
  const shift = await store.findShift(tx, id)
  if (!shift || !holdsFor(actor, may['shifts.read'], shift)) throw new Refusal('shift.unknown', 404)
  return shift
}

const constraints: Readonly<Record<string, [code: string, status: 403 | 404 | 409 | 422]>> = {
  volunteer_project_base_has_partner: ['project.partner-missing', 422],
  volunteer_project_emergency_is_covered: ['project.uncovered', 422],
  volunteer_project_one_partner: ['project.partner-missing', 422],
  volunteer_project_week_is_whole: ['project.days', 422],
  volunteer_project_partner_id_fkey: ['organisation.unknown', 404],
  volunteer_project_building_id_fkey: ['building.unknown', 404],
  shift_building_id_fkey: ['building.unknown', 404],
  shift_begins_once: ['shift.begins-twice', 409],
  shift_signup_minutes_over: ['shift.minutes-over', 422],
  shift_signup_confirmed_by_another: ['service.self-confirmed', 403],
}

function refuseConstraint(error: { constraint?: string }): never {
  const [code, status] = constraints[error.constraint ?? ''] ?? []
  if (code && status) throw new Refusal(code, status)
  throw error
}

const minuteOf = (hour: string): number => Number(hour.slice(0, 2)) * 60 + Number(hour.slice(3))
const hourOf = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

const valuesOf = (form: Omit<ProjectForm, 'id'>): store.ProjectValues => ({
  kind: form.kind,
  activity: form.activity,
  name: form.name.trim(),
  about: form.about.trim(),
  partner_id: form.partnerId,
  partner: form.partner?.trim() ?? null,
  lead_id: form.leadId,
  minors: form.minors,
  grown_up: form.grownUp,
  bring: form.bring.trim(),
  cancel_hours: form.cancelHours,
  haves: form.haves,
  insurance: form.insurance?.trim() ?? null,
  supplies: form.supplies?.trim() ?? null,
  place: form.place.trim(),
  building_id: form.buildingId,
  seats: form.seats,
  waiting: form.waiting,
  weekday: form.weekly?.weekday ?? null,
  begins_minute: form.weekly ? minuteOf(form.weekly.begins) : null,
  minutes: form.weekly?.minutes ?? null,
  from_on: form.weekly?.from ?? null,
  to_on: form.weekly?.to ?? null,
})

/** @throws {Refusal} `project.lead` (422) when it is no worker of the community @source S4-07 */
async function checkLead(tx: Tx, community: string, leadId: string, now: Date): Promise<void> {
  const leads = await store.listLeads(tx, community, leadRoles, dayOf(now))
  if (!leads.some(({ id }) => id === leadId)) throw new Refusal('project.lead', 422)
}

/** A project that is held and may be planned by the actor. */
async function holdProject(tx: Tx, actor: Actor, id: string): Promise<store.ProjectRow> {
  const project = await store.lockProject(tx, id)
  if (!project) throw new Refusal('project.unknown', 404)
  allow(actor, may['shifts.plan'], project)
  return project
}

const weeklyOf = ({ weekday, begins_minute: begins, minutes }: store.ProjectRow) =>
  weekday !== null && begins !== null && minutes !== null ? { weekday, begins: hourOf(begins), minutes } : null

export const deskHandlers: Pick<Handlers<typeof shiftsContract>, DeskRoutes> = {
  async listProjects({ query }, { actor, database, clock }) {
    const reader = signedIn(actor)
    const asked = {
      scope: scopeOf(reader, may['shifts.read']),
      personId: reader.personId,
      ended: query.ended === 'yes',
    }
    const rows = await store.listProjects(database.db, asked, clock.now())
    return {
      rows: rows.map((row) => ({
        id: row.id,
        name: row.name,
        kind: row.kind,
        activity: row.activity,
        partner: row.partner_name,
        community: row.community,
        lead: row.lead,
        haves: row.haves,
        weekly: weeklyOf(row),
        next: row.next?.toISOString() ?? null,
        endedAt: row.ended_at?.toISOString() ?? null,
      })),
    }
  },

  async listProjectChoices({ query }, { actor, database, clock }) {
    allow(signedIn(actor), may['shifts.plan'], { path: query.community })
    const today = dayOf(clock.now())
    const [leads, partners, estates] = await Promise.all([
      store.listLeads(database.db, query.community, leadRoles, today),
      store.listPartners(database.db, query.community, today),
      listEstates(database, query.community),
    ])
    const buildings = estates.flatMap((estate) =>
      estate.buildings.map(({ id, name }) => ({ id, name: `${estate.name} ${name}` })),
    )
    return { leads, partners, buildings }
  },

  async getProject({ params }, { actor, database, clock }) {
    const reader = signedIn(actor)
    const now = clock.now()
    const asked = { scope: scopeOf(reader, may['shifts.read']), personId: reader.personId }
    const [row] = await store.listProjects(database.db, { ...asked, ended: false, id: params.id }, now)
    if (!row) throw new Refusal('project.unknown', 404)
    const shifts = await store.listDeskShifts(
      database.db,
      { ...asked, projectId: row.id, limit: SHOWN_OF_PROJECT },
      now,
    )
    const weekly = weeklyOf(row)
    return {
      id: row.id,
      path: row.path,
      community: row.community,
      kind: row.kind,
      activity: row.activity,
      name: row.name,
      about: row.about,
      partnerId: row.partner_id,
      partner: row.partner,
      partnerName: row.partner_name,
      leadId: row.lead_id,
      lead: row.lead,
      minors: row.minors,
      grownUp: row.grown_up,
      bring: row.bring,
      cancelHours: row.cancel_hours,
      haves: row.haves,
      insurance: row.insurance,
      supplies: row.supplies,
      place: row.place,
      buildingId: row.building_id,
      building: row.building,
      seats: row.seats,
      waiting: row.waiting,
      weekly: weekly && row.from_on ? { ...weekly, from: row.from_on, to: row.to_on } : null,
      endedAt: row.ended_at?.toISOString() ?? null,
      shifts: shifts.map(presentDeskShift),
      mayPlan: can(reader, may['shifts.plan'], row) && !row.ended_at,
    }
  },

  async addProject({ body }, { actor, database, clock, rules }) {
    const planner = signedIn(actor)
    allow(planner, may['shifts.plan'], body)
    await getTerritory(database, body.path)
    const at = clock.now()
    const { policies } = await rules.on(dayOf(at))
    const { id, path, ...form } = body

    await database.transact(async (tx) => {
      const facts = { projectId: id }
      const deed = { id, kind: 'project.added', subjectId: id, path, facts, input: body }
      if (!(await note(tx, { actor: planner, at, permission: may['shifts.plan'] }, deed))) return
      await checkLead(tx, path, form.leadId, at)
      const values = valuesOf(form)
      await store.insertProject(tx, { id, path, ...values }).catch(refuseConstraint)
      await planAhead(tx, { id, path, ended_at: null, ...values }, policies, at)
    })
    return { id }
  },

  async changeProject({ params, body }, { actor, database, clock, rules }) {
    const planner = signedIn(actor)
    const at = clock.now()
    const { policies } = await rules.on(dayOf(at))
    const { id, ...form } = body

    await database.transact(async (tx) => {
      const project = await holdProject(tx, planner, params.id)
      const { path } = project
      const facts = { projectId: project.id }
      const deed = { id, kind: 'project.changed', subjectId: project.id, path, facts, input: body }
      if (!(await note(tx, { actor: planner, at, permission: may['shifts.plan'] }, deed))) return
      if (project.ended_at) throw new Refusal('project.ended', 409)
      await checkLead(tx, path, form.leadId, at)
      const values = valuesOf(form)
      await store.changeProject(tx, project.id, values).catch(refuseConstraint)
      await planAhead(tx, { ...project, ...values }, policies, at)
    })
    return { id: params.id }
  },

  async endProject({ params, body }, { actor, database, clock }) {
    const planner = signedIn(actor)
    const at = clock.now()

    await database.transact(async (tx) => {
      const project = await holdProject(tx, planner, params.id)
      const facts = { projectId: project.id }
      const { path } = project
      const deed = { id: body.id, kind: 'project.ended', subjectId: project.id, path, facts, input: body }
      if (!(await note(tx, { actor: planner, at, permission: may['shifts.plan'] }, deed))) return
      if (project.ended_at) throw new Refusal('project.ended', 409)
      await store.endProject(tx, project.id, at, planner.personId)
    })
    return { id: params.id }
  },

  async addShift({ params, body }, { actor, database, clock }) {
    const planner = signedIn(actor)
    const at = clock.now()
    const { id, day, begins, minutes, place, buildingId, seats, waiting } = body
    const from = new Date(+startOfDay(day) + minuteOf(begins) * MINUTE)

    await database.transact(async (tx) => {
      const project = await holdProject(tx, planner, params.id)
      const { path } = project
      const deed = { id, kind: 'shift.added', subjectId: id, path, facts: { projectId: project.id }, input: body }
      if (!(await note(tx, { actor: planner, at, permission: may['shifts.plan'] }, deed))) return
      if (project.ended_at) throw new Refusal('project.ended', 409)
      if (from <= at || day > addDays(dayOf(at), 366)) throw new Refusal('shift.past', 422)
      const to = new Date(+from + minutes * MINUTE)
      const row = { id, projectId: project.id, path, from, to, place: place.trim(), buildingId, seats, waiting }
      await store.insertShift(tx, row).catch(refuseConstraint)
    })
    return { id }
  },

  async listDeskShifts({ query }, { actor, database, clock }) {
    const reader = signedIn(actor)
    const asked = { scope: scopeOf(reader, may['shifts.read']), personId: reader.personId, list: query.list }
    const after = readAfter(query.after)
    const found = await store.listDeskShifts(database.db, { ...asked, after, limit: PAGE + 1 }, clock.now())
    const page = found.slice(0, PAGE)
    const last = page.at(-1)
    return {
      rows: page.map(presentDeskShift),
      next: found.length > PAGE && last ? writeAfter({ at: last.from, id: last.id }) : null,
    }
  },

  async getRoll({ params }, { actor, database, clock }) {
    const reader = signedIn(actor)
    const shift = await getReadable(database.db, reader, params.id)
    const roll = await store.listRoll(database.db, shift.id)
    const now = clock.now()
    return {
      ...presentDeskShift(shift),
      roll: roll.map((row) => presentRollRow(row, shift, reader.personId)),
      begun: shift.from <= now,
      ended: shift.to <= now,
      lead: shift.lead,
      mayPlan: can(reader, may['shifts.plan'], shift),
      mayConfirm: holdsFor(reader, may['shifts.confirm'], shift),
    }
  },

  async openRoll({ params, body }, context) {
    const { database, clock, rules, seals } = context
    const reader = signedIn(context.actor)
    const shift = await getReadable(database.db, reader, params.id)
    if (!holdsFor(reader, may['shifts.confirm'], shift)) throw new Refusal('access.not-yours', 403)
    const at = clock.now()
    const { policies } = await rules.on(dayOf(at))
    const role = grantFor(reader, may['shifts.confirm'], shift)?.role ?? reader.grants[0]?.role ?? ''

    const names = []
    for (const { id: signupId, person_id: personId } of await store.listRoll(database.db, shift.id)) {
      await openReading(database, policies.number('request.reveal_minutes'), {
        id: idFrom('shift roll', body.id, personId),
        at,
        readerId: reader.personId,
        role,
        personId,
        subjectId: shift.id,
        fields: ['name', 'phone'],
        purpose: body.purpose,
        words: body.words,
      })
      const { name, phone } = await getPersonOpen(database, seals, personId)
      names.push({ signupId, name, phone })
    }
    return { names }
  },

  async getDoorCodes({ params }, { actor, database, clock, seals, origin }) {
    const reader = signedIn(actor)
    const shift = await getReadable(database.db, reader, params.id)
    if (!holdsFor(reader, may['shifts.confirm'], shift)) throw new Refusal('access.not-yours', 403)
    if (shift.called_off_at) throw new Refusal('shift.called-off', 409, { why: shift.called_off_why })
    const roll = await store.listRoll(database.db, shift.id)
    const codes = await Promise.all(
      codesFrom(seals, shift.id, clock.now(), CODES_AHEAD).map(async ({ code, from, until }) => {
        const svg = await QRCode.toString(`${origin}/volunteer/checkin?code=${code}`, {
          type: 'svg',
          errorCorrectionLevel: 'M',
          margin: 4,
        })
        const qr = `data:image/svg+xml,${encodeURIComponent(svg)}`
        return { code, from: from.toISOString(), until: until.toISOString(), qr }
      }),
    )
    return {
      name: shift.name,
      place: shift.place,
      from: shift.from.toISOString(),
      to: shift.to.toISOString(),
      arrived: roll.filter(({ in_at: inAt }) => inAt).length,
      codes,
    }
  },

  async confirmRoll({ params, body }, { actor, database, clock, rules }) {
    const confirmer = signedIn(actor)
    const at = clock.now()
    const held = await rules.held(dayOf(at))

    await database.transact(async (tx) => {
      await store.lockShift(tx, params.id)
      const shift = await getReadable(tx, confirmer, params.id)
      if (!holdsFor(confirmer, may['shifts.confirm'], shift)) throw new Refusal('access.not-yours', 403)

      const facts = { shiftId: shift.id, n: body.rows.length }
      const { path } = shift
      const deed = { id: body.id, kind: 'shift.confirmed', subjectId: shift.id, path, facts, input: body }
      if (!(await note(tx, { actor: confirmer, at, permission: may['shifts.confirm'] }, deed))) return
      if (shift.from > at) throw new Refusal('shift.not-begun', 409)
      const most = minutesBetween(shift.from.toISOString(), shift.to.toISOString())
      for (const { signupId, minutes } of body.rows) {
        if (minutes !== null && minutes > most) throw new Refusal('shift.minutes-over', 422, { minutesMax: most })
        const done = await store
          .confirmSignup(tx, signupId, shift.id, minutes, at, confirmer.personId)
          .catch(refuseConstraint)
        if (!done) throw new Refusal('shift.settled', 409)
        if (minutes === null) continue
        await recordService(tx, held, {
          personId: done.person_id,
          minutes,
          servedOn: dayOf(shift.from),
          activity: shift.activity,
          path,
          source: 'shift',
          sourceId: shift.id,
          earns: done.earns,
          recordedBy: confirmer.personId,
          confirmedBy: confirmer.personId,
          confirmedAt: at,
          actionId: body.id,
        })
        const said = { shift: shift.id, title: shift.name, n: minutes }
        const told = { actionId: body.id, personId: done.person_id, key: 'notice.shift-confirmed', said, at }
        await store.tell(tx, told)
      }
    })
    return { confirmed: body.rows.length }
  },

  async callOffShift({ params, body }, { actor, database, clock }) {
    const planner = signedIn(actor)
    const at = clock.now()

    await database.transact(async (tx) => {
      await store.lockShift(tx, params.id)
      const shift = await getReadable(tx, planner, params.id)
      allow(planner, may['shifts.plan'], shift)
      const facts = { shiftId: shift.id }
      const words = { words: body.words.trim() }
      const { path } = shift
      const deed = { id: body.id, kind: 'shift.called-off', subjectId: shift.id, path, facts, words, input: body }
      if (!(await note(tx, { actor: planner, at, permission: may['shifts.plan'] }, deed))) return
      if (shift.from <= at) throw new Refusal('shift.begun', 409)
      if (!(await store.callOff(tx, shift.id, at, planner.personId, words.words)))
        throw new Refusal('shift.called-off', 409)
      const said = { shift: shift.id, title: shift.name }
      for (const personId of await store.callOffSignups(tx, shift.id))
        await store.tell(tx, { actionId: body.id, personId, key: 'notice.shift-called-off', said, at })
    })
    return { id: params.id }
  },
}
