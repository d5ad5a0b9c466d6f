/**
 * The register of volunteers at the desk: who waits, the figures with the lists behind them, one volunteer, registering, dates
 * of insurance and background check, what may be public, and taking a wrong record back. Nobody does it about themselves.
 */
import { type Actor, allow, can, grantFor, scopeOf } from '#foundation/authority.ts'
import type { Tx } from '#foundation/database/database.ts'
import { type Deed, openReading, record } from '#foundation/journal/journal.ts'
import { getPersonOpen } from '#foundation/people/people.ts'
import { type Context, type Handlers, signedIn } from '#foundation/service.ts'
import { addMonths } from '#lib/days.ts'
import { maskName } from '#lib/mask.ts'
import { readAfter, writeAfter } from '#lib/page.ts'
import { Refusal } from '#lib/refusal.ts'
import type { volunteersContract } from './contract.ts'
import { moment, move, presentRegistration } from './registering.ts'
import { isMinor } from './rules.ts'
import { listService, sumOfService, takeBackService } from './service.ts'
import { volunteersPermissions } from './spec.ts'
import * as store from './store.ts'

const PAGE = 50
const { 'volunteers.read': reads, 'volunteers.desk': keeps, 'volunteers.party': party } = volunteersPermissions

async function ruleOf(context: Context): Promise<store.OftenRule> {
  const { today, policies } = await moment(context)
  const months = policies.number('volunteers.active_months')
  return { services: policies.number('volunteers.active_services'), since: addMonths(today, -months) }
}

/** @throws {Refusal} `volunteer.unknown` (404) also when they are of another place, to who may not read them there */
async function getOne(tx: Tx, actor: Actor, personId: string): Promise<store.Volunteer> {
  const one = await store.findVolunteer(tx, personId)
  if (!one || !can(actor, reads, { path: one.path })) throw new Refusal('volunteer.unknown', 404)
  return one
}

/** Does a deed about a volunteer of the desk's own place, once. */
async function doOnce(
  context: Context,
  { id, personId, kind, facts, input }: Pick<Deed, 'id' | 'kind' | 'facts' | 'input'> & { personId: string },
  does: (tx: Tx, one: store.Volunteer) => Promise<void>,
): Promise<void> {
  const actor = signedIn(context.actor)
  const at = context.clock.now()
  await context.database.transact(async (tx) => {
    await store.holdVolunteer(tx, personId)
    const one = await getOne(tx, actor, personId)
    allow(actor, keeps, { path: one.path })
    if (personId === actor.personId) throw new Refusal('volunteer.own', 403)
    const role = grantFor(actor, keeps, { path: one.path })?.role ?? 'staff'
    const path = one.path.slice(0, 12)
    if (await record(tx, { id, at, actor, role, kind, subjectId: personId, path, ...(facts && { facts }), input }))
      await does(tx, one)
  })
}

type Desk = Exclude<
  keyof typeof volunteersContract,
  | 'getMyVolunteering'
  | 'registerVolunteer'
  | 'setMyVolunteering'
  | 'answerGuardian'
  | 'registerForPerson'
  | 'exportService'
  | 'getServiceExport'
>

export const deskHandlers: Pick<Handlers<typeof volunteersContract>, Desk> = {
  async listOffers({ query: { community, activity, when } }, { database }) {
    const rows = await store.listOffers(database, community, { activity, when })
    return {
      rows: rows.map(({ name, band, ...row }) => ({ ...row, name: isMinor(band) ? null : maskName(name) })),
    }
  },

  async listVolunteers({ query: { list, activity, after } }, context) {
    const paths = scopeOf(signedIn(context.actor), reads)
    const rule = await ruleOf(context)

    const found = await store.listVolunteers(context.database, paths, {
      list,
      activity,
      rule,
      after: readAfter(after),
      limit: PAGE + 1,
    })
    const rows = found.slice(0, PAGE)
    const last = rows.at(-1)
    return {
      rows: rows.map((row) => ({
        personId: row.personId,
        name: maskName(row.name),
        state: row.state,
        place: row.place,
        activities: row.activities,
        identity: row.identity,
        emergency: row.emergency,
        guardianMissing: isMinor(row.band) && !row.guardianId,
        offer: row.offer,
        offerState: row.offerState,
        services: row.services,
        minutes: row.minutes,
        at: (row.registeredAt ?? row.appliedAt).toISOString(),
      })),
      next: found.length > PAGE && last ? writeAfter({ at: last.appliedAt, id: last.personId }) : null,
    }
  },

  async getVolunteerFigures(_, context) {
    const actor = signedIn(context.actor)
    const { database } = context
    const paths = scopeOf(actor, reads)
    const { today, policies } = await moment(context)
    const rule = await ruleOf(context)

    const [counted, residents] = await Promise.all([
      store.countFigures(database, paths, rule),
      store.countResidents(database, paths, today),
    ])
    const least = policies.number('public.rate_n_min')
    const share = (n: number, of: number | undefined, target: string, per = 100) => ({
      n,
      of: of ?? null,
      percent: of === undefined || of < least ? null : Math.round((n / of) * per * 10) / 10,
      target: policies.number(target),
    })
    const partyPaths = scopeOf(actor, party)
    const members =
      partyPaths.length > 0 ? await store.countParty(database, partyPaths, addMonths(today, -12)) : undefined
    return {
      waiting: counted.waiting,
      offersWaiting: counted.offersWaiting,
      registered: counted.registered,
      often: share(counted.often, counted.registered, 'volunteers.active_percent'),
      recorded: share(counted.recorded, counted.registered, 'volunteers.recorded_percent'),
      registration: share(counted.registered, residents?.n, 'volunteers.registered_percent'),
      emergency: share(counted.emergency, residents?.n, 'volunteers.emergency_permille', 1000),
      activeServices: rule.services,
      activeMonths: policies.number('volunteers.active_months'),
      residentsOn: residents?.on ?? null,
      // few members could be told by name: neither number is shown then
      party: members
        ? members.of < least
          ? { n: null, of: null, percent: null, target: 100 }
          : { ...members, percent: Math.round((members.n / members.of) * 1000) / 10, target: 100 }
        : null,
    }
  },

  async getVolunteer({ params: { personId } }, context) {
    const actor = signedIn(context.actor)
    const { db } = context.database
    const one = await getOne(db, actor, personId)
    const services = await listService(db, personId)
    return {
      ...presentRegistration(one),
      name: maskName(one.name),
      phoneTail: one.phoneTail,
      minutes: (await sumOfService(db, [personId])).get(personId) ?? 0,
      may: can(actor, keeps, { path: one.path }) && actor.personId !== personId,
      services: services.map((row) => ({
        id: row.id,
        on: row.servedOn,
        activity: row.activity,
        minutes: row.minutes,
        source: row.source,
        earned: row.earned,
        confirmedBy: maskName(row.confirmedByName),
        reversed: row.reversed,
        reverses: row.reverses !== null,
      })),
    }
  },

  async revealVolunteer({ params: { personId }, body }, context) {
    const actor = signedIn(context.actor)
    const { database, seals } = context
    const one = await getOne(database.db, actor, personId)
    allow(actor, keeps, { path: one.path })
    const { now, policies } = await moment(context)
    const until = await openReading(database, policies.number('request.reveal_minutes'), {
      id: body.id,
      at: now,
      readerId: actor.personId,
      role: grantFor(actor, keeps, { path: one.path })?.role ?? 'staff',
      personId,
      subjectId: personId,
      fields: ['name', 'phone'],
      purpose: body.purpose,
      words: body.words,
    })
    const { name, phone } = await getPersonOpen(database, seals, personId)
    return { name, phone, until: until.toISOString() }
  },

  async setVolunteerState({ params: { personId }, body: { id, to } }, context) {
    const actor = signedIn(context.actor)
    await context.database.transact(async (tx) => {
      const one = await getOne(tx, actor, personId)
      allow(actor, keeps, { path: one.path })
      if (personId === actor.personId) throw new Refusal('volunteer.own', 403)
      const role = grantFor(actor, keeps, { path: one.path })?.role ?? 'staff'
      await move(tx, context, { id, personId, actor, role, to, by: 'desk' })
    })
    return {}
  },

  async setVolunteerDates({ params: { personId }, body: { id, insuredTo, clearedTo } }, context) {
    const facts = { insuredTo, clearedTo }
    await doOnce(context, { id, personId, kind: 'volunteer.dated', facts, input: facts }, async (tx) => {
      await store.setDates(tx, personId, insuredTo, clearedTo)
    })
    return {}
  },

  async moderateOffer({ params: { personId }, body: { id, shown } }, context) {
    const facts = { shown }
    await doOnce(context, { id, personId, kind: 'volunteer.moderated', facts, input: facts }, async (tx, one) => {
      if (!one.offer) throw new Refusal('volunteer.no-offer', 409)
      await store.setOffer(tx, personId, shown)
      const key = shown ? 'notice.volunteer-offer-shown' : 'notice.volunteer-offer-hidden'
      await store.tell(tx, { personId, key, actionId: id, subjectId: personId, at: context.clock.now() })
    })
    return {}
  },

  async takeBackRecord({ params: { serviceId }, body: { id, reason } }, context) {
    const actor = signedIn(context.actor)
    const { now, policies } = await moment(context)
    const minutesAlone = policies.number('volunteers.alone_minutes')
    const done = await context.database.transact(async (tx) => {
      const row = await store.findService(tx, serviceId)
      if (!row) throw new Refusal('service.unknown', 404)
      allow(actor, keeps, { path: row.path })
      if (row.personId === actor.personId) throw new Refusal('service.own', 403)
      const proposedBy =
        row.minutes > minutesAlone ? await store.findProposal(tx, serviceId, actor.personId) : undefined
      const done = row.minutes <= minutesAlone || proposedBy !== undefined
      const role = grantFor(actor, keeps, { path: row.path })?.role ?? 'staff'
      const path = row.path.slice(0, 12)
      const kind = done ? 'service.taken-back' : 'service.take-back-proposed'
      const deed = { id, at: now, actor, role, kind, subjectId: serviceId, path, facts: { reason } }
      if (!(await record(tx, { ...deed, input: { reason } })) || !done) return done
      await takeBackService(tx, {
        serviceId,
        reason,
        by: { personId: actor.personId, actionId: id },
        at: now,
        minutesAlone,
        ...(proposedBy && { secondBy: proposedBy }),
      })
      const told = { personId: row.personId, key: 'notice.service-taken-back', actionId: id }
      await store.tell(tx, { ...told, subjectId: row.personId, at: now })
      return true
    })
    return { done }
  },
}
