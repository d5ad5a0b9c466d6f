/**
 * Registering as a volunteer: what somebody likes to do and when, what they take for it, whether they come in an emergency. A
 * child serves only with the guardian, whose own account registers it; a youth names a guardian, whose own account agrees.
 * Each consent is a row of its own. Read next: desk.ts for what the desk does.
 */
import type { Static } from 'typebox'
import type { Actor } from '#foundation/authority.ts'
import { allow } from '#foundation/authority.ts'
import type { Tx } from '#foundation/database/database.ts'
import { type Deed, record, wasRecorded } from '#foundation/journal/journal.ts'
import { findOrMakePerson, recordConsent } from '#foundation/people/people.ts'
import type { Policies } from '#foundation/policy/policy.ts'
import { type Context, type Handlers, signedIn } from '#foundation/service.ts'
import { getTerritory } from '#foundation/territory/territory.ts'
import { dayOf } from '#lib/days.ts'
import { idFrom } from '#lib/ids.ts'
import { parsePhone } from '#lib/phone.ts'
import { Refusal } from '#lib/refusal.ts'
import type { Registration, volunteersContract } from './contract.ts'
import { type Ages, type Band, bandOf, isMinor, nextStates } from './rules.ts'
import { sumOfService } from './service.ts'
import { type VolunteerState, volunteersPermissions } from './spec.ts'
import * as store from './store.ts'

type Sent = Static<(typeof volunteersContract)['registerVolunteer']['body']>
type Wished = Pick<
  Sent,
  'community' | 'activities' | 'available' | 'earns' | 'emergency' | 'born' | 'identity' | 'guardianPhone' | 'offer'
>

export async function moment({ clock, rules }: Pick<Context, 'clock' | 'rules'>) {
  const now = clock.now()
  const today = dayOf(now)
  return { now, today, ...(await rules.on(today)) }
}

const agesOf = (policies: Policies): Ages => ({
  child: policies.number('volunteers.child_age'),
  guardian: policies.number('volunteers.guardian_age'),
  youngerElder: policies.number('volunteers.younger_elder_age'),
  olderElder: policies.number('volunteers.older_elder_age'),
})

export function presentRegistration(one: store.Volunteer): Registration {
  return {
    personId: one.personId,
    state: one.state,
    place: one.place,
    activities: one.activities,
    available: one.available,
    earns: one.earns,
    emergency: one.emergency,
    identity: one.identity,
    band: one.band,
    guardian: !isMinor(one.band) ? null : one.guardianId ? 'agreed' : one.guardianAsked ? 'asked' : 'missing',
    insuredTo: one.insuredTo,
    clearedTo: one.clearedTo,
    offer: one.offer,
    offerState: one.offerState,
    appliedAt: one.appliedAt.toISOString(),
    registeredAt: one.registeredAt?.toISOString() ?? null,
  }
}

function resident({ actor }: Context): Actor {
  const person = signedIn(actor)
  if (person.kind !== 'resident') throw new Refusal('access.not-yours', 403)
  return person
}

const guarded = (actor: Actor) => actor.helps.filter(({ kind }) => kind === 'guardian').map(({ personId }) => personId)

/** Whose registration it is: one's own, or a child's whom one guards. @throws {Refusal} `access.not-yours` (403) */
function personFor(actor: Actor, wanted: string | undefined): string {
  if (!wanted) return actor.personId
  if (!guarded(actor).includes(wanted)) throw new Refusal('access.not-yours', 403)
  return wanted
}

async function describe(context: Context, actor: Actor) {
  const { database } = context
  const { policies } = await moment(context)
  const { child, guardian } = agesOf(policies)
  const mine = await store.findVolunteer(database.db, actor.personId)
  const homes = await store.listHomes(database.db, guarded(actor))
  const children = await Promise.all(
    homes.map(async ({ id, name }) => {
      const found = await store.findVolunteer(database.db, id)
      return { personId: id, name, registration: found ? presentRegistration(found) : null }
    }),
  )
  return {
    mine: mine ? presentRegistration(mine) : null,
    minutes: (await sumOfService(database.db, [actor.personId])).get(actor.personId) ?? 0,
    children,
    asks: await store.listAsking(database.db, actor.personId),
    childAge: child,
    guardianAge: guardian,
  }
}

interface Registering {
  id: string
  personId: string
  actor: Actor
  role: string
  wished: Wished
  /** The guardian, when it is the guardian who registers. */
  guardianId: string | null
  how: 'screen' | 'voice' | 'paper'
}

/**
 * Writes a registration with its consents; the same deed twice is one.
 *
 * @throws {Refusal} `volunteer.born-missing`, `volunteer.only-with-guardian`, `volunteer.guardian-missing`,
 *   `volunteer.guardian-self`, `sign-in.phone` (422)
 */
async function register(tx: Tx, context: Context, registering: Registering): Promise<void> {
  const { id, personId, actor, role, wished, guardianId, how } = registering
  const { seals, settings } = context
  const { now, today, policies } = await moment(context)
  const { path } = await getTerritory({ db: tx }, wished.community)
  const deed: Deed = {
    id,
    at: now,
    actor,
    role,
    kind: 'volunteer.signed-up',
    subjectId: personId,
    path,
    facts: { activities: wished.activities, earns: wished.earns, emergency: wished.emergency },
    input: seals.mark(JSON.stringify({ ...wished, personId, guardianId })).toString('hex'),
  }
  if (!(await record(tx, deed))) return

  const before = await store.findVolunteer(tx, personId)
  const band = bandFor(wished.born, before, Number(today.slice(0, 4)), agesOf(policies))
  const minor = isMinor(band)
  const guardian = minor ? (guardianId ?? before?.guardianId ?? null) : null
  if (band === 'child' && !guardian) throw new Refusal('volunteer.only-with-guardian', 422)
  const phone = wished.guardianPhone?.trim()
    ? parsePhone(wished.guardianPhone, settings.environment !== 'production')
    : null
  if (phone === undefined) throw new Refusal('sign-in.phone', 422)
  if (minor && !guardian && !phone && !before?.guardianAsked) throw new Refusal('volunteer.guardian-missing', 422)
  const mark = minor && !guardian && phone ? seals.mark(phone) : null
  if (mark && (await store.findMark(tx, personId))?.equals(mark)) throw new Refusal('volunteer.guardian-self', 422)

  const [home] = await store.listHomes(tx, [personId])
  await store.keepVolunteer(
    tx,
    {
      personId,
      path: home?.path?.startsWith(path) ? home.path : path,
      activities: wished.activities,
      available: wished.available,
      earns: wished.earns,
      emergency: wished.emergency,
      identity: wished.identity ?? null,
      band,
      guardianId: guardian,
      guardianMark: mark,
      offer: wished.offer?.trim() || null,
    },
    now,
  )
  const consent = { personId, version: null, how, at: now, by: actor.personId }
  await recordConsent(tx, { ...consent, id: idFrom('volunteer consent', id), about: 'volunteer' })
  if (wished.emergency)
    await recordConsent(tx, { ...consent, id: idFrom('volunteer emergency', id), about: 'emergency_volunteer' })
  if (guardianId)
    await recordConsent(tx, { ...consent, id: idFrom('volunteer guardian', id), about: 'volunteer_guardian' })
  const told = { actionId: id, subjectId: personId, at: now }
  if (!before || before.state === 'left')
    await store.tellRole(tx, { ...told, role: 'community_desk', path, key: 'notice.volunteer-applied', today })
  if (how !== 'screen') await store.tell(tx, { ...told, personId, key: 'notice.volunteer-taken-in' })
}

function bandFor(born: number | undefined, before: store.Volunteer | undefined, year: number, ages: Ages): Band {
  if (born !== undefined) return bandOf(born, year, ages)
  if (!before?.band) throw new Refusal('volunteer.born-missing', 422)
  return before.band
}

/** Changes the state of a registration as one who may. @throws {Refusal} `volunteer.not-now` (409), `volunteer.unknown` (404) */
export async function move(
  tx: Tx,
  context: Context,
  change: {
    id: string
    personId: string
    actor: Actor
    role: string
    to: 'active' | 'paused' | 'left'
    by: 'resident' | 'desk'
  },
): Promise<void> {
  const { id, personId, actor, role, to, by } = change
  const { now } = await moment(context)
  await store.holdVolunteer(tx, personId)
  const one = await store.findVolunteer(tx, personId)
  if (!one) throw new Refusal('volunteer.unknown', 404)
  const kind = `volunteer.${to === 'active' ? 'accepted' : to}`
  const path = one.path.slice(0, 12)
  const deed = { id, at: now, actor, role, kind, subjectId: personId, path, facts: { to }, input: { to } }
  if (await wasRecorded(tx, deed)) return
  const legal: readonly string[] = nextStates[one.state][by]
  if (!legal.includes(to)) throw new Refusal('volunteer.not-now', 409, { state: one.state })
  if (to === 'active' && isMinor(one.band) && !one.guardianId) throw new Refusal('volunteer.guardian-missing', 422)
  if (!(await record(tx, { ...deed, kind }))) return
  await store.setState(tx, personId, { to, from: one.state, by: actor.personId, now })
  if (by === 'desk')
    await store.tell(tx, { personId, key: noticeOf(one.state, to), actionId: id, subjectId: personId, at: now })
}

const noticeOf = (from: VolunteerState, to: string) => {
  if (to === 'active') return from === 'applied' ? 'notice.volunteer-registered' : 'notice.volunteer-returned'
  return to === 'paused' ? 'notice.volunteer-paused' : 'notice.volunteer-left'
}

type Mine = 'getMyVolunteering' | 'registerVolunteer' | 'setMyVolunteering' | 'answerGuardian' | 'registerForPerson'

export const registeringHandlers: Pick<Handlers<typeof volunteersContract>, Mine> = {
  async getMyVolunteering(_, context) {
    return await describe(context, resident(context))
  },

  async registerVolunteer({ body: { id, for: whose, agrees: _, ...wished } }, context) {
    const actor = resident(context)
    const personId = personFor(actor, whose)
    const guardianId = whose ? actor.personId : null

    await context.database.transact(
      async (tx) =>
        await register(tx, context, { id, personId, actor, role: 'resident', wished, guardianId, how: 'screen' }),
    )
    return await describe(context, actor)
  },

  async setMyVolunteering({ body: { id, to, for: whose } }, context) {
    const actor = resident(context)
    const personId = personFor(actor, whose)

    await context.database.transact(
      async (tx) => await move(tx, context, { id, personId, actor, role: 'resident', to, by: 'resident' }),
    )
    return await describe(context, actor)
  },

  async answerGuardian({ params: { personId }, body: { id, agrees } }, context) {
    const actor = resident(context)
    const { now } = await moment(context)

    await context.database.transact(async (tx) => {
      await store.holdVolunteer(tx, personId)
      const asks = (await store.listAsking(tx, actor.personId)).some((one) => one.personId === personId)
      const one = await store.findVolunteer(tx, personId)
      if (!one || (!asks && one.guardianId !== actor.personId)) throw new Refusal('volunteer.unknown', 404)
      const kind = agrees ? 'volunteer.guardian-agreed' : 'volunteer.guardian-declined'
      const deed = {
        id,
        at: now,
        actor,
        role: 'resident',
        kind,
        subjectId: personId,
        path: one.path.slice(0, 12),
        input: { agrees },
      }
      if (!(await record(tx, deed))) return
      await store.answerGuardian(tx, personId, agrees ? actor.personId : null)
      if (agrees)
        await recordConsent(tx, {
          id: idFrom('volunteer guardian', id),
          personId,
          about: 'volunteer_guardian',
          version: null,
          how: 'screen',
          at: now,
          by: actor.personId,
        })
      const key = agrees ? 'notice.volunteer-guardian-agreed' : 'notice.volunteer-guardian-declined'
      await store.tell(tx, { personId, key, actionId: id, subjectId: personId, at: now })
    })
    return await describe(context, actor)
  },

  async registerForPerson({ body: { id, name, phone, consent, ...wished } }, context) {
    const actor = signedIn(context.actor)
    const { database, seals, settings } = context
    const { path } = await getTerritory(database, wished.community)
    allow(actor, volunteersPermissions['volunteers.desk'], { path })
    const number = parsePhone(phone, settings.environment !== 'production')
    if (!number) throw new Refusal('sign-in.phone', 422)
    const { now } = await moment(context)

    const personId = await database.transact(async (tx) => {
      const person = await findOrMakePerson(tx, seals, { name: name.trim(), phone: number, path }, now)
      const role = actor.grants.find((grant) => path.startsWith(grant.path))?.role ?? 'staff'
      await register(tx, context, { id, personId: person.id, actor, role, wished, guardianId: null, how: consent })
      return person.id
    })
    return { personId }
  },
}
