/**
 * Staff administration: load, allow, decide, write, record, present. What two people must agree on is proposed by one and
 * decided by another; the database holds that too. Read next: rules.ts, store.ts, foundation/people/invitations.ts.
 */
import { listInHand } from '#domains/requests/index.ts'
import {
  type Actor,
  administratorRoles,
  allow,
  can,
  grantFor,
  type Permission,
  type Role,
  scopeOf,
} from '#foundation/authority.ts'
import type { Tx } from '#foundation/database/database.ts'
import { type Deed, record } from '#foundation/journal/journal.ts'
import { makeInvitation } from '#foundation/people/invitations.ts'
import { countRecoveryCodes, forgetSecond } from '#foundation/people/second-factor.ts'
import { endSessions } from '#foundation/people/sessions.ts'
import { type Context, type Handlers, signedIn } from '#foundation/service.ts'
import { getTerritory } from '#foundation/territory/territory.ts'
import { isId } from '#lib/contract.ts'
import { DAY, type Day, dayOf } from '#lib/days.ts'
import { idFrom } from '#lib/ids.ts'
import { withCheckDigit } from '#lib/number.ts'
import { readAfter, writeAfter } from '#lib/page.ts'
import { Refusal } from '#lib/refusal.ts'
import type { staffContract, Wanted } from './contract.ts'
import { checkDays, checkEndDay, checkList, checkPlaceOrList, checkPlaces, isAdministrator } from './rules.ts'
import { staffPermissions as may } from './spec.ts'
import * as store from './store.ts'

const PAGE = 50

/** Who asks, under which permission, in which place: the journal's columns and the scope at once. */
interface Asking {
  actor: Actor
  role: Role
  path: string
  now: Date
  today: Day
}

/** @throws {Refusal} `access.signed-out` (401), `access.not-yours` (403) */
function asking({ actor, clock }: Context, permission: Permission): Asking {
  const known = signedIn(actor)
  const path = scopeOf(known, permission)[0] ?? ''
  allow(known, permission, { path })
  const now = clock.now()
  return {
    actor: known,
    role: grantFor(known, permission, { path })?.role ?? 'system_admin',
    path,
    now,
    today: dayOf(now),
  }
}

/** A deed about a person. @returns false when it was done before */
async function note(
  tx: Tx,
  { actor, role, path, now }: Asking,
  deed: Omit<Deed, 'at' | 'actor' | 'role' | 'path'>,
): Promise<boolean> {
  return await record(tx, { at: now, actor, role, path, ...deed })
}

/** @throws {Refusal} `staff.unknown` (404) when there is none or it lies outside the reader's place */
async function getPerson(context: Context, personId: string, permission: Permission): Promise<store.StaffRow> {
  const actor = signedIn(context.actor)
  const now = context.clock.now()
  const query = { scope: scopeOf(actor, permission), byLogin: false, personId, limit: 1 }
  const [found] = await store.listStaff(context.database, query, now, dayOf(now))
  if (!found) throw new Refusal('staff.unknown', 404)
  return found
}

/** @throws {Refusal} `staff.own` (403): nobody has a hand in what is about themselves */
function checkNotOwn({ actor }: Asking, personId: string): void {
  if (actor.personId === personId) throw new Refusal('staff.own', 403)
}

/** The constraints of roles as refusals. */
function refuseConstraint(error: { constraint?: string }): never {
  if (error.constraint === 'role_grant_one_administrator') throw new Refusal('staff.two-administrators', 409)
  if (error.constraint === 'role_grant_is_independent') throw new Refusal('staff.independent', 409)
  if (['role_grant_once', 'role_grant_list_once', 'role_grant_unit_once'].includes(error.constraint ?? ''))
    throw new Refusal('staff.has-role', 409)
  throw error
}

async function checkWanted(context: Context, personId: string, wanted: Wanted, today: Day): Promise<void> {
  const listId = wanted.listId ?? null
  const unitId = wanted.unitId ?? null
  checkPlaceOrList(wanted.role, { paths: wanted.paths, listId, unitId })
  await checkUnit(context.database.db, unitId, today)
  checkPlaces(wanted.role, wanted.paths)
  checkDays(wanted.from, wanted.to, today)
  for (const path of wanted.paths) await getTerritory(context.database, path)
  const paths = await context.database.transact(async (tx) => await placesOf(tx, wanted.role, wanted.paths, listId))
  await checkNotAgainst(context.database.db, personId, { ...wanted, paths, listId, unitId })
}

/** @throws {Refusal} `staff.unit` (422) when there is no such unit, or it has ended */
async function checkUnit(tx: Tx, unitId: string | null, today: Day): Promise<void> {
  if (unitId === null) return
  const unit = await store.findOrganisation({ db: tx }, unitId)
  if (!unit || (unit.endedOn !== null && unit.endedOn <= today)) throw new Refusal('staff.unit', 422)
}

/** The places a role is for: those named, or those of the list, which stays as it is until the transaction ends. */
async function placesOf(tx: Tx, role: Role, paths: readonly string[], listId: string | null): Promise<string[]> {
  if (listId === null) return [...paths]
  const list = await store.findList(tx, listId)
  if (!list) throw new Refusal('list.unknown', 404)
  checkList(role, list)
  return list.places.map(({ path }) => path)
}

/** @throws {Refusal} `staff.has-role`, `staff.two-administrators`, `staff.independent` (409) */
async function checkNotAgainst(tx: Tx, personId: string, span: store.Span): Promise<void> {
  const against = await store.findAgainst(tx, personId, span)
  if (against === 'has-role') throw new Refusal('staff.has-role', 409)
  if (against === 'two-administrators') throw new Refusal('staff.two-administrators', 409)
  if (against === 'independent') throw new Refusal('staff.independent', 409)
}

/**
 * Proposes a role. While there is no security administrator, the first one and the first audit administrator count at once:
 * nobody could confirm them. The journal says so.
 *
 * @returns whether it counts at once
 */
async function propose(tx: Tx, by: Asking, personId: string, id: string, wanted: Wanted): Promise<boolean> {
  await store.lockAdministrators(tx)
  const { role, from, to } = wanted
  const phone = wanted.phone || null
  const listId = wanted.listId ?? null
  const unitId = wanted.unitId ?? null
  const seen = await store.findDeed({ db: tx }, id)
  const first = seen
    ? seen.kind === 'grant.bootstrapped'
    : (role === 'security_admin' || role === 'audit_admin') &&
      !(await store.isRoleGiven(tx, 'security_admin', by.today))
  const paths = seen ? wanted.paths : await placesOf(tx, role, wanted.paths, listId)
  const facts = { role, paths, ...(listId ? { list: listId } : {}), ...(unitId ? { unitId } : {}), from, to }
  const kind = first ? 'grant.bootstrapped' : 'grant.proposed'
  if (!(await note(tx, by, { id, kind, subjectId: personId, facts, input: wanted }))) return first

  const row = { role, paths, listId, unitId, from, to, phone, personId }
  if (first)
    await store.insertGrants(tx, { ...row, grantedBy: by.actor.personId, confirmedBy: null }).catch(refuseConstraint)
  else await store.insertProposal(tx, { ...row, id, by: by.actor.personId, at: by.now })
  return first
}

async function presentRequests({ database }: Context, personId: string) {
  return (await listInHand(database, personId)).map(({ number, due, ...request }) => ({
    ...request,
    number: withCheckDigit(number),
    due: due?.toISOString() ?? null,
  }))
}

type Choice = 'confirm' | 'refuse' | 'withdraw'

/** What a reader can do with what another asked for, or the code of why not. */
function choices(
  actor: Actor,
  { personId, by, decided }: { personId: string; by: string; decided: boolean },
  permission: Permission,
): { can: Choice[]; why: string | null } {
  if (decided) return { can: [], why: null }
  if (actor.personId === by) return { can: ['withdraw'], why: 'staff.same-person' }
  if (actor.personId === personId) return { can: [], why: 'staff.own' }
  if (scopeOf(actor, permission).length === 0) return { can: [], why: 'staff.not-yours' }
  return { can: ['confirm', 'refuse'], why: null }
}

/** @throws {Refusal} `staff.decided` (409), `staff.own` (403), `staff.same-person` (403), `staff.not-yours` (403) */
function checkChoice(
  actor: Actor,
  asked: { personId: string; by: string; decided: boolean },
  permission: Permission,
  decision: Choice,
): void {
  if (asked.decided) throw new Refusal('staff.decided', 409)
  const { can: possible, why } = choices(actor, asked, permission)
  if (possible.includes(decision)) return
  if (why === 'staff.own') throw new Refusal('staff.own', 403)
  if (why === 'staff.same-person') throw new Refusal('staff.same-person', 403)
  throw new Refusal('staff.not-yours', 403)
}

const decisions = { confirm: 'confirmed', refuse: 'refused', withdraw: 'withdrawn' } as const

function presentProposal(actor: Actor, { paths: _, proposedById, ...row }: store.ProposalRow) {
  const asked = { personId: row.personId, by: proposedById, decided: row.decision !== null }
  return {
    ...row,
    places: row.places ?? [],
    proposedAt: row.proposedAt.toISOString(),
    decidedAt: row.decidedAt?.toISOString() ?? null,
    ...choices(actor, asked, may['staff.confirm']),
  }
}

function presentReset(actor: Actor, { askedById, decided, askedAt, ...row }: store.ResetRow) {
  const asked = { personId: row.personId, by: askedById, decided }
  return { ...row, askedAt: askedAt.toISOString(), ...choices(actor, asked, may['staff.second']) }
}

function presentRow(row: store.StaffRow, byLogin: boolean) {
  const { personId, name, state, grants, proposed, login, secondSince } = row
  return {
    personId,
    name,
    state,
    grants,
    proposed,
    login: byLogin ? login : null,
    second: byLogin ? secondSince !== null : null,
  }
}

/** Where a list by a word and an id goes on. @throws {Refusal} `list.after` (400) */
function readWordAfter(after: string | undefined): { word: string; id: string } | undefined {
  if (!after) return undefined
  const at = after.lastIndexOf('_')
  const id = after.slice(at + 1)
  if (at < 0 || !isId(id)) throw new Refusal('list.after', 400)
  return { word: after.slice(0, at), id }
}

const writeWordAfter = (word: string, id: string): string => `${word}_${id}`

function presentOrganisation(row: store.OrganisationRow | undefined) {
  if (!row) throw new Refusal('organisation.unknown', 404)
  return row
}

async function days(context: Context): Promise<number> {
  const { policies } = await context.rules.on(dayOf(context.clock.now()))
  return policies.number('people.invitation_days')
}

/** The link is handed over by whoever made it; its token stands behind the #, so that no server's log has it. */
const linkOf = ({ origin }: Context, token: string): string => `${origin}/desk/invitation#${token}`

/** The last administrator of a kind stays. @throws {Refusal} `staff.last-administrator` (409) */
async function checkNotLast(tx: Tx, roles: readonly string[], personId: string, today: Day): Promise<void> {
  for (const role of roles.filter(isAdministrator))
    if ((await store.countOtherHolders(tx, role, personId, today)) === 0)
      throw new Refusal('staff.last-administrator', 409, { role })
}

export const staffHandlers: Handlers<typeof staffContract> = {
  async listStaff({ query }, context) {
    const { actor, now, today } = asking(context, may['staff.read'])
    const byLogin = scopeOf(actor, may['staff.logins']).length > 0
    const after = readWordAfter(query.after)
    const asked = {
      ...query,
      scope: scopeOf(actor, may['staff.read']),
      byLogin,
      after: after && { pinyin: after.word, id: after.id },
      limit: PAGE + 1,
    }
    const found = await store.listStaff(context.database, asked, now, today)
    const page = found.slice(0, PAGE)
    const last = page.at(-1)
    return {
      rows: page.map((row) => presentRow(row, byLogin)),
      total: await store.countStaff(context.database, asked, now, today),
      next: found.length > PAGE && last ? writeWordAfter(last.pinyin, last.personId) : null,
    }
  },

  async getStaff({ params }, context) {
    const { actor, today } = asking(context, may['staff.read'])
    const { database } = context
    const person = await getPerson(context, params.personId, may['staff.read'])
    const administers = scopeOf(actor, may['staff.logins']).length > 0
    const own = actor.personId === person.personId

    const [open, decided, resets, deeds] = administers
      ? await Promise.all([
          store.listProposals(database, { open: true, personId: person.personId, limit: PAGE }),
          store.listProposals(database, { open: false, personId: person.personId, limit: 20 }),
          store.listResets(database, person.personId),
          store.listDeeds(database, person.personId),
        ])
      : [[], [], [], []]
    const [reset] = resets
    const holds = (permission: Permission) => !own && scopeOf(actor, permission).length > 0
    const possible = [
      ...(holds(may['staff.propose']) && person.state !== 'suspended' ? (['propose'] as const) : []),
      ...(holds(may['staff.suspend']) && person.accountId && !person.suspendedAt ? (['suspend'] as const) : []),
      ...(holds(may['staff.suspend']) && person.suspendedAt ? (['restore'] as const) : []),
      ...(holds(may['staff.invite']) && !person.suspendedAt ? (['link'] as const) : []),
      ...(holds(may['staff.second']) && person.secondSince && !reset ? (['askReset'] as const) : []),
      ...(holds(may['staff.endGrant']) ? (['endGrant'] as const) : []),
    ]
    return {
      ...presentRow(person, administers),
      grants: await store.listGrants(database, person.personId, today),
      suspendedAt: person.suspendedAt?.toISOString() ?? null,
      secondSince: (administers ? person.secondSince?.toISOString() : null) ?? null,
      recoveryLeft:
        administers && person.secondSince && person.accountId
          ? await countRecoveryCodes(database, person.accountId)
          : null,
      linkUntil: (administers ? person.linkUntil?.toISOString() : null) ?? null,
      proposals: [...open, ...decided].map((row) => presentProposal(actor, row)),
      reset: reset ? presentReset(actor, reset) : null,
      requests: await presentRequests(context, person.personId),
      deeds: deeds.map((deed) => ({ ...deed, at: deed.at.toISOString() })),
      can: possible,
    }
  },

  async inviteStaff({ body }, context) {
    const by = asking(context, may['staff.invite'])
    const { id, name, login, roles } = body
    const personId = idFrom('staff', id)
    if (!(await store.findDeed(context.database, id)))
      for (const wanted of roles) await checkWanted(context, personId, wanted, by.today)
    const linkDays = await days(context)

    const token = await context.database.transact(async (tx) => {
      await store.lockLogin(tx, login)
      if (await store.isLoginTaken(tx, login, personId, by.now)) throw new Refusal('staff.login-taken', 409)
      const words = { name: name.trim(), login }
      if (await note(tx, by, { id, kind: 'staff.invited', subjectId: personId, words, input: body })) {
        await store.insertStaffPerson(tx, personId, name.trim(), by.now)
        for (const [place, wanted] of roles.entries())
          await propose(tx, by, personId, idFrom('staff', id, 'role', String(place)), wanted)
      }
      // a repeated call lost its answer; the token is kept nowhere, so it gets another one and the first stops working
      return await makeInvitation(tx, { personId, login, madeBy: by.actor.personId, now: by.now, days: linkDays })
    })
    const expiresAt = new Date(by.now.getTime() + linkDays * DAY).toISOString()
    return { personId, link: linkOf(context, token), login, name: name.trim(), expiresAt }
  },

  async makeLink({ params, body }, context) {
    const by = asking(context, may['staff.invite'])
    const { personId, login, name, suspendedAt } = await getPerson(context, params.personId, may['staff.invite'])
    checkNotOwn(by, personId)
    if (suspendedAt) throw new Refusal('staff.suspended', 409)
    const linkDays = await days(context)

    const token = await context.database.transact(async (tx) => {
      await note(tx, by, { id: body.id, kind: 'staff.link-made', subjectId: personId, input: {} })
      return await makeInvitation(tx, { personId, login, madeBy: by.actor.personId, now: by.now, days: linkDays })
    })
    const expiresAt = new Date(by.now.getTime() + linkDays * DAY).toISOString()
    return { personId, link: linkOf(context, token), login, name, expiresAt }
  },

  async suspendStaff({ params, body }, context) {
    const by = asking(context, may['staff.suspend'])
    const { personId, accountId, grants } = await getPerson(context, params.personId, may['staff.suspend'])
    checkNotOwn(by, personId)
    if (!accountId) throw new Refusal('staff.unknown', 404)

    const sessionsEnded = await context.database.transact(async (tx) => {
      await store.lockAdministrators(tx)
      const words = { words: body.words.trim() }
      if (!(await note(tx, by, { id: body.id, kind: 'staff.suspended', subjectId: personId, words, input: body })))
        return 0
      const held = grants.filter(({ holds }) => holds).map(({ role }) => role)
      await checkNotLast(tx, held, personId, by.today)
      if (!(await store.setSuspended(tx, accountId, by.now, by.actor.personId)))
        throw new Refusal('staff.suspended', 409)
      return await endSessions(tx, accountId, by.now)
    })
    return { personId, sessionsEnded, requests: await presentRequests(context, personId) }
  },

  async restoreStaff({ params, body }, context) {
    const by = asking(context, may['staff.suspend'])
    const { personId, accountId } = await getPerson(context, params.personId, may['staff.suspend'])
    checkNotOwn(by, personId)

    await context.database.transact(async (tx) => {
      if (!(await note(tx, by, { id: body.id, kind: 'staff.restored', subjectId: personId, input: body }))) return
      if (!accountId || !(await store.setSuspended(tx, accountId, null, null)))
        throw new Refusal('staff.not-suspended', 409)
    })
    return { personId }
  },

  async askReset({ params, body }, context) {
    const by = asking(context, may['staff.second'])
    const { personId, secondSince } = await getPerson(context, params.personId, may['staff.second'])
    checkNotOwn(by, personId)

    await context.database.transact(async (tx) => {
      const words = { words: body.words.trim() }
      const { id } = body
      if (!(await note(tx, by, { id, kind: 'second-factor.reset-asked', subjectId: personId, words, input: body })))
        return
      if (!secondSince) throw new Refusal('staff.no-second', 409)
      await store
        .insertReset(tx, { id, personId, words: words.words, by: by.actor.personId, at: by.now })
        .catch((error: { constraint?: string }) => {
          if (error.constraint === 'second_factor_reset_open') throw new Refusal('staff.reset-open', 409)
          throw error
        })
    })
    return { personId }
  },

  async decideReset({ params, body }, context) {
    const by = asking(context, may['staff.second'])
    const reset = await store.findReset(context.database, params.resetId)
    if (!reset) throw new Refusal('staff.unknown', 404)
    const { personId } = reset
    const { accountId } = await getPerson(context, personId, may['staff.second'])
    const decision = decisions[body.decision]

    await context.database.transact(async (tx) => {
      const kind = `second-factor.reset-${decision}`
      const input = { ...body, resetId: reset.id }
      if (!(await note(tx, by, { id: body.id, kind, subjectId: personId, facts: { reset: reset.id }, input }))) return
      checkChoice(
        by.actor,
        { personId, by: reset.askedById, decided: reset.decided },
        may['staff.second'],
        body.decision,
      )
      if (!(await store.decideReset(tx, reset.id, decision, by.actor.personId, by.now)))
        throw new Refusal('staff.decided', 409)
      if (decision !== 'confirmed' || !accountId) return
      await forgetSecond(tx, accountId, by.now)
      await endSessions(tx, accountId, by.now)
    })
    return { personId }
  },

  async proposeRole({ params, body }, context) {
    const by = asking(context, may['staff.propose'])
    const { personId, suspendedAt } = await getPerson(context, params.personId, may['staff.propose'])
    checkNotOwn(by, personId)
    if (suspendedAt) throw new Refusal('staff.suspended', 409)
    const { id, ...wanted } = body
    if (!(await store.findDeed(context.database, id))) await checkWanted(context, personId, wanted, by.today)

    const atOnce = await context.database.transact(async (tx) => await propose(tx, by, personId, id, wanted))
    return { personId, atOnce }
  },

  async listProposals({ query }, context) {
    const { actor } = asking(context, may['staff.tasks'])
    const open = query.list !== 'decided'
    const found = await store.listProposals(context.database, {
      open,
      after: readAfter(query.after),
      limit: PAGE + 1,
    })
    const page = found.slice(0, PAGE)
    const last = page.at(-1)
    const end = last && (open ? last.proposedAt : last.decidedAt)
    return {
      proposals: page.map((row) => presentProposal(actor, row)),
      resets: open ? (await store.listResets(context.database)).map((row) => presentReset(actor, row)) : [],
      next: found.length > PAGE && last && end ? writeAfter({ at: end, id: last.id }) : null,
    }
  },

  async decideProposal({ params, body }, context) {
    const by = asking(context, may['staff.tasks'])
    const proposal = await store.findProposal(context.database, params.proposalId)
    if (!proposal) throw new Refusal('staff.unknown', 404)
    const { personId, role, to, phone } = proposal
    const listId = proposal.list?.id ?? null
    const unitId = proposal.unit?.id ?? null
    const paths = proposal.paths ?? proposal.list?.places.map(({ path }) => path) ?? []
    const decision = decisions[body.decision]

    await context.database.transact(async (tx) => {
      await store.lockAdministrators(tx)
      const about = { ...(listId ? { list: listId } : {}), ...(unitId ? { unitId } : {}) }
      const facts = { proposal: proposal.id, role, paths, ...about }
      const input = { ...body, proposalId: proposal.id }
      const kind = `grant.${decision}`
      if (!(await note(tx, by, { id: body.id, kind, subjectId: personId, facts, input }))) return
      const asked = { personId, by: proposal.proposedById, decided: proposal.decision !== null }
      checkChoice(by.actor, asked, may['staff.confirm'], body.decision)
      if (!(await store.decideProposal(tx, proposal.id, decision, by.actor.personId, by.now)))
        throw new Refusal('staff.decided', 409)
      if (decision !== 'confirmed') return
      if (to !== null && to < by.today) throw new Refusal('staff.proposal-past', 409)
      // a role never held in the past: what was confirmed late begins today
      const from = proposal.from < by.today ? by.today : proposal.from
      // what a list names is held by no constraint: with the list held, it is looked at again
      const held = await placesOf(tx, role, paths, listId)
      await checkUnit(tx, unitId, by.today)
      await checkNotAgainst(tx, personId, { role, paths: held, listId, unitId, from, to })
      await store
        .insertGrants(tx, {
          role,
          paths: held,
          listId,
          unitId,
          from,
          to,
          phone,
          personId,
          grantedBy: proposal.proposedById,
          confirmedBy: by.actor.personId,
        })
        .catch(refuseConstraint)
    })
    return { personId }
  },

  async endGrant({ params, body }, context) {
    const by = asking(context, may['staff.endGrant'])
    const grant = await store.findGrant(context.database, params.grantId)
    // a list is the city's
    if (!grant || !can(by.actor, may['staff.endGrant'], { path: grant.path ?? by.path }))
      throw new Refusal('staff.unknown', 404)
    const { id: grantId, personId, role, path, listId, unitId } = grant
    checkNotOwn(by, personId)

    await context.database.transact(async (tx) => {
      await store.lockAdministrators(tx)
      const where = path ? { place: path } : unitId ? { unitId } : { list: listId }
      const facts = { grant: grantId, role, ...where, day: body.day }
      const input = { ...body, grantId }
      if (!(await note(tx, by, { id: body.id, kind: 'grant.ended', subjectId: personId, facts, input }))) return
      checkEndDay(body.day, grant, by.today)
      await checkNotLast(tx, [role], personId, by.today)
      await store.endGrant(tx, grantId, body.day)
    })
    return { personId }
  },

  async getTasks(_, context) {
    const { actor, now, today } = asking(context, may['staff.tasks'])
    const { database } = context
    const idle = { scope: scopeOf(actor, may['staff.tasks']), byLogin: false, state: 'unassigned', limit: PAGE }
    const [proposals, proposalsTotal, resets, invitations, unassigned, missing] = await Promise.all([
      store.listProposals(database, { open: true, limit: 10 }),
      store.countOpenProposals(database),
      store.listResets(database),
      store.listOpenInvitations(database, now),
      store.listStaff(database, idle, now, today),
      store.listMissing(database, administratorRoles, today),
    ])
    return {
      proposals: proposals.map((row) => presentProposal(actor, row)),
      proposalsTotal,
      resets: resets.map((row) => presentReset(actor, row)),
      invitations: invitations.map(({ expiresAt, ...row }) => ({ ...row, expiresAt: expiresAt.toISOString() })),
      unassigned: unassigned.filter(({ proposed }) => proposed === 0).map(({ personId, name }) => ({ personId, name })),
      missing,
    }
  },

  async listOrganisations({ query }, context) {
    const { today } = asking(context, may['organisations.read'])
    const after = readWordAfter(query.after)
    const asked = {
      ...query,
      ended: query.ended === 'yes',
      after: after && { path: after.word, id: after.id },
      limit: PAGE + 1,
    }
    const found = await store.listOrganisations(context.database, asked, today)
    const page = found.slice(0, PAGE)
    const last = page.at(-1)
    return {
      rows: page,
      total: await store.countOrganisations(context.database, asked, today),
      next: found.length > PAGE && last ? writeWordAfter(last.path, last.id) : null,
    }
  },

  async addOrganisation({ body }, context) {
    const by = asking(context, may['organisations.change'])
    await getTerritory(context.database, body.path)
    const { id, kind, path } = body
    const name = body.name.trim()

    await context.database.transact(async (tx) => {
      const facts = { kind, place: path }
      const deed = { id, kind: 'organisation.added', subjectId: id, facts, words: { name }, input: body }
      if (!(await note(tx, by, deed))) return
      await store.insertOrganisation(tx, { id, kind, path, name, phone: body.phone || null }).catch(refuseName)
    })
    return presentOrganisation(await store.findOrganisation(context.database, id))
  },

  async changeOrganisation({ params, body }, context) {
    const by = asking(context, may['organisations.change'])
    const { id, endedOn } = presentOrganisation(await store.findOrganisation(context.database, params.organisationId))
    const name = body.name.trim()
    const phone = body.phone || null

    await context.database.transact(async (tx) => {
      const words = { name, phone }
      const deed = { id: body.id, kind: 'organisation.changed', subjectId: id, words, input: body }
      if (!(await note(tx, by, deed))) return
      if (endedOn) throw new Refusal('organisation.ended', 409)
      await store.changeOrganisation(tx, id, { name, phone }).catch(refuseName)
    })
    return presentOrganisation(await store.findOrganisation(context.database, id))
  },

  async endOrganisation({ params, body }, context) {
    const by = asking(context, may['organisations.change'])
    const { id, endedOn } = presentOrganisation(await store.findOrganisation(context.database, params.organisationId))

    await context.database.transact(async (tx) => {
      const facts = { day: body.day }
      if (!(await note(tx, by, { id: body.id, kind: 'organisation.ended', subjectId: id, facts, input: body }))) return
      if (endedOn) throw new Refusal('organisation.ended', 409)
      if (body.day < by.today) throw new Refusal('organisation.end-day', 422, { today: by.today })
      await store.changeOrganisation(tx, id, { ended_on: body.day })
    })
    return presentOrganisation(await store.findOrganisation(context.database, id))
  },
}

function refuseName(error: { constraint?: string }): never {
  if (error.constraint === 'organisation_name_is_unique') throw new Refusal('organisation.name-taken', 409)
  throw error
}
