/**
 * The routes of honours that are not actions: what everybody sees, objections and nominations, the desk's proposals, the jury's
 * round. Read next: intake.ts for showing and acting, certificate-handlers.ts for records and certificates.
 */
import { type Actor, allow, can, grantFor, scopeOf } from '#foundation/authority.ts'
import { openReading, record } from '#foundation/journal/journal.ts'
import { type Context, type Handlers, signedIn } from '#foundation/service.ts'
import { getTerritory } from '#foundation/territory/territory.ts'
import { addDays, addMonths, dayOf, startOfDay } from '#lib/days.ts'
import { idFrom } from '#lib/ids.ts'
import { maskName } from '#lib/mask.ts'
import { Refusal } from '#lib/refusal.ts'
import { certificateHandlers, presentService, residentOf, serve } from './certificate-handlers.ts'
import type { honoursContract } from './contract.ts'
import * as store from './honour-store.ts'
import { presentForDesk, presentMine, presentPublic } from './present.ts'
import { dayAfter, firstDayOf, isListed, levelOf, quarterBefore, type StarLevel } from './rules.ts'
import { listEarned, listService, sumService } from './service-store.ts'
import { honoursPermissions } from './spec.ts'

const MOST = 200
/** Nominations that one resident may send in a round. */
const NOMINATIONS = 3
const deskOf = honoursPermissions['honours.desk']

async function moment({ clock, rules }: Context) {
  const now = clock.now()
  const today = dayOf(now)
  return { now, today, ...(await rules.on(today)) }
}

async function getRound(context: Context, id: string): Promise<{ actor: Actor; round: store.Round; role: string }> {
  const { actor } = context
  const round = await store.findRound(context.database.db, id)
  if (!round) throw new Refusal('governance.unknown', 404)
  allow(actor, deskOf, round)
  return { actor, round, role: grantFor(actor, deskOf, round)?.role ?? 'staff' }
}

export const honoursHandlers: Handlers<typeof honoursContract> = {
  ...certificateHandlers,

  async listHonours({ query }, context) {
    const { path, name } = await getTerritory(context.database, query.community)
    const { today } = await moment(context)
    const { db } = context.database

    const since = startOfDay(addMonths(today, -24))
    const [onNotice, published, open] = await Promise.all([
      store.listOnNotice(db, path),
      store.listPublished(db, path, since),
      store.findOpenRound(db, path, today),
    ])
    return {
      community: name,
      onNotice: onNotice.map(presentPublic),
      stars: published.filter(({ honour }) => honour === 'star').map(presentPublic),
      governance: published.filter(({ honour }) => honour === 'governance').map(presentPublic),
      nominating: open ? { quarter: open.quarter, until: open.nominateUntil } : null,
    }
  },

  async objectToHonour({ params, body }, context) {
    const actor = residentOf(context)
    const { database, clock } = context
    const now = clock.now()
    const row = await store.findHonour(database.db, params.id)
    if (!row) throw new Refusal('matter.unknown', 404)

    await database.transact(async (tx) => {
      const fresh = await record(tx, {
        id: body.id,
        at: now,
        actor,
        role: 'resident',
        kind: 'honour.objected',
        subjectId: body.id,
        path: row.path,
        facts: { honourId: row.id },
        words: { words: body.words.trim() },
        input: { honourId: row.id, words: body.words },
      })
      if (!fresh) return
      const written = { id: body.id, honourId: row.id, by: actor.personId, at: now, words: body.words.trim() }
      if (!(await store.insertObjection(tx, written))) throw new Refusal('honour.not-shown', 409)
      const people = await store.listWorkers(tx, row.path, 'community_head', dayOf(now))
      await store.tellOf(tx, { actionId: body.id, people, key: 'notice.honour-objected', subjectId: row.id, at: now })
    })
    return { id: body.id }
  },

  async answerObjection({ params, body }, context) {
    const { actor, database, clock } = context
    const objection = await store.findObjection(database.db, params.id)
    const row = objection && (await store.findHonour(database.db, objection.honourId))
    if (!objection || !row) throw new Refusal('matter.unknown', 404)
    allow(actor, deskOf, row)

    const now = clock.now()
    await database.transact(async (tx) => {
      const fresh = await record(tx, {
        id: body.id,
        at: now,
        actor,
        role: grantFor(actor, deskOf, row)?.role ?? 'staff',
        kind: 'honour.objection-answered',
        subjectId: objection.id,
        path: row.path,
        facts: { honourId: row.id },
        words: { words: body.words.trim() },
        input: body,
      })
      if (!fresh) return
      if (!(await store.setAnswer(tx, objection.id, body.words.trim(), actor.personId, now)))
        throw new Refusal('honour.answered', 409)
      await store.tellOf(tx, {
        actionId: body.id,
        people: [objection.byId],
        key: 'notice.honour-objection-answered',
        subjectId: objection.byId,
        at: now,
      })
    })
    return { id: body.id }
  },

  async nominate({ body }, context) {
    const actor = residentOf(context)
    const { database } = context
    const { now, today } = await moment(context)
    const name = body.name.trim()
    const words = body.words.trim()

    await database.transact(async (tx) => {
      const round = await store.findOpenRound(tx, body.community, today)
      const fresh = await record(tx, {
        id: body.id,
        at: now,
        actor,
        role: 'resident',
        kind: 'governance.nominated',
        subjectId: body.id,
        path: body.community,
        facts: { roundId: round?.id ?? null },
        words: { name, words },
        input: { community: body.community, name: body.name, words: body.words },
      })
      if (!fresh) return
      if (!round) throw new Refusal('governance.closed', 409)
      if ((await store.countNominations(tx, round.id, actor.personId)) >= NOMINATIONS)
        throw new Refusal('governance.nominated', 409)
      await store.insertNomination(tx, {
        id: body.id,
        roundId: round.id,
        by: actor.personId,
        at: now,
        name,
        words,
        personId: null,
      })
    })
    return { id: body.id }
  },

  async listMyHonours(_, context) {
    const { personId } = residentOf(context)
    const { policies } = await moment(context)
    const { db } = context.database
    const hours = policies.numbers('honours.star_hours')
    const minutes = await sumService(db, personId)
    const reached = levelOf(minutes, hours)
    const next = hours[reached]
    return {
      rows: (await store.listMine(db, personId)).map(presentMine),
      minutes,
      next: next === undefined ? null : { level: (reached + 1) as StarLevel, minutes: next * 60 },
    }
  },

  async listStars({ query }, context) {
    const paths = scopeOf(signedIn(context.actor), deskOf)
    const { policies } = await moment(context)
    const { db } = context.database
    const [proposals, rows] = await Promise.all([
      query.list === 'open' ? store.listProposals(db, paths, MOST) : [],
      store.listForDesk(db, paths, 'star', query.list, MOST),
    ])
    return {
      proposals: proposals.map(({ personId, name, tail, level, minutes, reachedAt }) => ({
        personId,
        name: maskName(name),
        phoneTail: tail,
        level: level as StarLevel,
        minutes,
        reachedAt: reachedAt.toISOString(),
      })),
      rows: rows.map(presentForDesk),
      hours: [...policies.numbers('honours.star_hours')],
      noticeWorkdays: policies.number('honours.notice_workdays'),
    }
  },

  async openRecord({ body }, context) {
    const { actor, person, role } = await serve(context, body.personId)
    const { now, today, policies } = await moment(context)
    const { database } = context

    const until = await openReading(database, policies.number('honours.reveal_minutes'), {
      id: body.id,
      at: now,
      readerId: actor.personId,
      role,
      personId: person.id,
      subjectId: person.id,
      fields: ['name'],
      purpose: body.purpose,
      words: body.words,
    })
    const rows = await listService(database.db, person.id, { from: '2000-01-01', to: today }, undefined, MOST)
    return {
      name: person.name,
      rows: rows.map(presentService),
      minutes: await sumService(database.db, person.id),
      until: until.toISOString(),
    }
  },

  async dismissProposal({ body }, context) {
    const actor = signedIn(context.actor)
    const { database, clock } = context
    const { id, personId, level } = body
    const now = clock.now()

    await database.transact(async (tx) => {
      const proposal = await store.findProposal(tx, personId, level)
      const path = proposal?.path ?? scopeOf(actor, deskOf)[0] ?? ''
      const fresh = await record(tx, {
        id,
        at: now,
        actor,
        role: grantFor(actor, deskOf, { path })?.role ?? 'staff',
        kind: 'star.dismissed',
        subjectId: idFrom('star', personId, String(level)),
        path,
        facts: { personId, level },
        words: { words: body.words.trim() },
        input: body,
      })
      if (!fresh) return
      if (!proposal) throw new Refusal('star.unknown', 404)
      allow(actor, deskOf, proposal)
      if (personId === actor.personId) throw new Refusal('access.not-yours', 403)
      await store.setDismissed(tx, personId, level, actor.personId, now)
    })
    return { id }
  },

  async getGovernance({ query }, context) {
    const { actor } = context
    allow(actor, deskOf, { path: query.community })
    const { today, policies } = await moment(context)
    const { db } = context.database
    const rounds = await store.listRounds(db, query.community)
    const [newest] = rounds
    const honours = await Promise.all(rounds.map(async ({ id }) => await store.listOfRound(db, id)))
    return {
      quarter: quarterBefore(today),
      rounds: rounds.map(({ path: _, openedAt, closedAt, ...round }, at) => ({
        ...round,
        openedAt: openedAt.toISOString(),
        closedAt: closedAt?.toISOString() ?? null,
        stars: honours[at]?.filter(({ state }) => state === 'awarded').length ?? 0,
      })),
      nominations: newest
        ? (await store.listNominations(db, newest.id)).map(({ roundId: _, path: __, at, ...one }) => ({
            ...one,
            at: at.toISOString(),
          }))
        : [],
      honours: (honours[0] ?? []).map(presentForDesk),
      points: policies.number('honours.shortlist_points'),
      mayDecide: can(actor, honoursPermissions['honours.decide'], { path: query.community }),
    }
  },

  async openRound({ body }, context) {
    const { actor, database } = context
    allow(actor, deskOf, { path: body.community })
    const { path } = await getTerritory(database, body.community)
    const { now, today, policies } = await moment(context)
    const quarter = quarterBefore(today)
    const roundId = idFrom('governance', path, quarter)

    await database.transact(async (tx) => {
      const fresh = await record(tx, {
        id: body.id,
        at: now,
        actor,
        role: grantFor(actor, deskOf, { path })?.role ?? 'staff',
        kind: 'governance.opened',
        subjectId: roundId,
        path,
        facts: { quarter },
        input: body,
      })
      if (!fresh) return
      const until = addDays(today, policies.number('honours.nomination_days'))
      if (!(await store.insertRound(tx, { id: roundId, path, quarter, at: now, by: actor.personId, until })))
        throw new Refusal('governance.there', 409)
    })
    return { id: roundId }
  },

  async openShortlist({ params, body }, context) {
    const { actor, round, role } = await getRound(context, params.id)
    const { now, policies } = await moment(context)
    const { database } = context
    const from = startOfDay(firstDayOf(round.quarter))
    const to = startOfDay(dayAfter(round.quarter))

    const earned = await listEarned(database.db, round.path, from, to)
    const least = policies.number('honours.shortlist_points')
    const listed = earned.filter((one) => isListed(one, least)).slice(0, MOST)
    for (const { personId } of listed)
      await openReading(database, policies.number('honours.reveal_minutes'), {
        id: idFrom('shortlist', body.id, personId),
        at: now,
        readerId: actor.personId,
        role,
        personId,
        subjectId: round.id,
        fields: ['name'],
        purpose: 'verify',
      })
    return { rows: listed.map(({ points: _, ...row }) => row) }
  },

  async nominateAtDesk({ body }, context) {
    const { actor, round, role } = await getRound(context, body.roundId)
    const { person } = await serve(context, body.personId)
    const { database } = context
    const { now } = await moment(context)
    const words = body.words.trim()

    await database.transact(async (tx) => {
      const fresh = await record(tx, {
        id: body.id,
        at: now,
        actor,
        role,
        kind: 'governance.nominated',
        subjectId: body.id,
        path: round.path,
        facts: { roundId: round.id, personId: person.id },
        words: { name: person.name, words },
        input: body,
      })
      if (!fresh) return
      if (round.closedAt) throw new Refusal('governance.closed', 409)
      const named = (await store.listNominations(tx, round.id)).some(({ personId }) => personId === person.id)
      if (named) throw new Refusal('governance.nominated', 409)
      const { name, id: personId } = person
      await store.insertNomination(tx, {
        id: body.id,
        roundId: round.id,
        by: actor.personId,
        at: now,
        name,
        words,
        personId,
      })
    })
    return { id: body.id }
  },

  async nameNominee({ params, body }, context) {
    const { database, clock } = context
    const nomination = await store.findNomination(database.db, params.id)
    if (!nomination) throw new Refusal('governance.unknown', 404)
    const { actor, round, role } = await getRound(context, nomination.roundId)
    const { person } = await serve(context, body.personId)

    await database.transact(async (tx) => {
      const fresh = await record(tx, {
        id: body.id,
        at: clock.now(),
        actor,
        role,
        kind: 'governance.nominee-named',
        subjectId: nomination.id,
        path: round.path,
        facts: { personId: person.id },
        input: body,
      })
      if (!fresh) return
      if (round.closedAt) throw new Refusal('governance.closed', 409)
      if (!(await store.setNominee(tx, nomination.id, person.id))) throw new Refusal('governance.own-nominee', 409)
    })
    return { id: body.id }
  },

  async endRound({ params, body }, context) {
    const { actor, round } = await getRound(context, params.id)
    const decides = honoursPermissions['honours.decide']
    allow(actor, decides, round)
    const { database, clock } = context

    await database.transact(async (tx) => {
      const fresh = await record(tx, {
        id: body.id,
        at: clock.now(),
        actor,
        role: grantFor(actor, decides, round)?.role ?? 'staff',
        kind: 'governance.ended',
        subjectId: round.id,
        path: round.path,
        facts: { quarter: round.quarter },
        input: body,
      })
      if (!fresh) return
      if (!(await store.setClosed(tx, round.id, actor.personId, clock.now())))
        throw new Refusal('governance.closed', 409)
    })
    return { id: body.id }
  },
}
