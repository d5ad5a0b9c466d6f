/**
 * Leaving a request out of a rate: proposed with a reason, decided by another person above, taken back.
 * Never decided by who proposed it or by whose request it is: the table rules that out, here it is said in words.
 * Rules: BJ-32 (requests may be excluded), GH66-RANK (no prettified numbers) in docs/sources.md. Read next: rates.ts.
 */
import { findMatter } from '#engines/matter/index.ts'
import { type Actor, allow, can, grantFor, scopeOf } from '#foundation/authority.ts'
import { record } from '#foundation/journal/journal.ts'
import { type Handlers, signedIn } from '#foundation/service.ts'
import { dayOf } from '#lib/days.ts'
import { parseNumber, withCheckDigit } from '#lib/number.ts'
import { readAfter, writeAfter } from '#lib/page.ts'
import { Refusal } from '#lib/refusal.ts'
import * as store from './exclusions-store.ts'
import type { Exclusion, ratesContract } from './rates-contract.ts'
import { isCounted } from './rates-store.ts'
import { request, requestPermissions } from './spec.ts'
import { findIdByNumber } from './store.ts'

const PAGE = 50

type Routes = Pick<typeof ratesContract, 'listExclusions' | 'proposeExclusion' | 'decideExclusion' | 'endExclusion'>

export const exclusionsHandlers: Handlers<Routes> = {
  async listExclusions({ query }, context) {
    const actor = signedIn(context.actor)
    const paths = narrowed(scopeOf(actor, requestPermissions['requests.desk']), query.path)

    const found = await store.listExclusions(context.database, query.list, paths, readAfter(query.after), PAGE + 1)
    const rows = found.slice(0, PAGE)
    const last = rows.at(-1)
    return {
      rows: rows.map((row) => present(row, actor)),
      next: found.length > PAGE && last ? writeAfter({ at: last.proposed_at, id: last.id }) : null,
      counts: await store.countExclusions(context.database, paths),
    }
  },

  async proposeExclusion({ body }, context) {
    const actor = signedIn(context.actor)
    const number = parseNumber(body.number)
    const matterId = number === undefined ? undefined : await findIdByNumber(context.database, number)
    const loaded = matterId ? await findMatter(context.database.db, request, matterId) : undefined
    if (!loaded) throw new Refusal('matter.unknown', 404)
    const { matter } = loaded
    allow(actor, requestPermissions['rates.propose'], matter)
    const grant = grantFor(actor, requestPermissions['rates.propose'], matter)
    if (!grant) throw new Refusal('access.not-yours', 403)

    const at = context.clock.now()
    const { id, rate, reason, words } = body
    await context.database
      .transact(async (tx) => {
        const deed = {
          id,
          at,
          actor,
          role: grant.role,
          kind: 'exclusion.proposed',
          subjectId: id,
          path: matter.path,
          facts: { matterId: matter.id, rate, exclusion: reason },
          words: { words: words.trim() },
          input: body,
        }
        if (!(await record(tx, deed))) return
        if (!(await isCounted(tx, matter.id, rate, at))) throw new Refusal('exclusion.not-counted', 422)
        await store.insertExclusion(tx, { ...body, matterId: matter.id, at, by: actor.personId, path: grant.path })
        await store.tellDeciders(
          tx,
          { actionId: id, matterId: matter.id, at },
          { path: matter.path, proposedPath: grant.path, proposedBy: actor.personId, today: dayOf(at) },
          requestPermissions['rates.decide'].roles,
        )
      })
      .catch(refuseConstraint)
    return { id }
  },

  async decideExclusion({ params, body }, context) {
    const actor = signedIn(context.actor)
    const at = context.clock.now()
    const id = params.exclusionId
    await context.database
      .transact(async (tx) => {
        const found = await store.findExclusion(tx, id)
        if (!found) throw new Refusal('exclusion.unknown', 404)
        allow(actor, requestPermissions['rates.decide'], found)
        const grant = grantFor(actor, requestPermissions['rates.decide'], found)
        const { approves } = body
        const deed = {
          id: body.id,
          at,
          actor,
          role: grant?.role ?? '',
          kind: approves ? 'exclusion.approved' : 'exclusion.refused',
          subjectId: id,
          path: found.path,
          facts: { matterId: found.matter_id, rate: found.rate },
          ...(body.words ? { words: { words: body.words.trim() } } : {}),
          input: body,
        }
        if (!(await record(tx, deed))) return
        const why = whyNot(found, actor)
        if (why) throw new Refusal(why, 403)
        const decision = { approves, at, by: actor.personId, path: grant?.path ?? '' }
        if (!(await store.decideExclusion(tx, id, decision))) throw new Refusal('exclusion.decided', 409)
        await store.tellProposer(
          tx,
          { actionId: body.id, matterId: found.matter_id, at },
          {
            personId: found.proposed_by,
            by: actor.personId,
            key: approves ? 'notice.exclusion-approved' : 'notice.exclusion-refused',
          },
        )
      })
      .catch(refuseConstraint)
    return { id }
  },

  async endExclusion({ params, body }, context) {
    const actor = signedIn(context.actor)
    const at = context.clock.now()
    const id = params.exclusionId
    await context.database.transact(async (tx) => {
      const found = await store.findExclusion(tx, id)
      if (!found) throw new Refusal('exclusion.unknown', 404)
      allow(actor, requestPermissions['requests.desk'], found)
      if (!mayEnd(found, actor)) throw new Refusal('access.not-yours', 403)
      const deed = {
        id: body.id,
        at,
        actor,
        role: grantFor(actor, requestPermissions['requests.desk'], found)?.role ?? '',
        kind: 'exclusion.ended',
        subjectId: id,
        path: found.path,
        facts: { matterId: found.matter_id, rate: found.rate },
        words: { words: body.words.trim() },
        input: body,
      }
      if (!(await record(tx, deed))) return
      if (!(await store.endExclusion(tx, id, at, actor.personId))) throw new Refusal('exclusion.ended', 409)
      await store.tellProposer(
        tx,
        { actionId: body.id, matterId: found.matter_id, at },
        { personId: found.proposed_by, by: actor.personId, key: 'notice.exclusion-ended' },
      )
    })
    return { id }
  },
}

function narrowed(scope: readonly string[], path: string | undefined): string[] {
  if (!path) return [...scope]
  if (scope.some((own) => path.startsWith(own))) return [path]
  return scope.filter((own) => own.startsWith(path))
}

/** Why somebody with the permission does not decide this one. */
function whyNot(row: store.ExclusionRow, actor: Actor): Exclusion['whyNot'] {
  if (row.proposed_by === actor.personId) return 'exclusion.own'
  if (row.handler_id === actor.personId) return 'exclusion.handler'
  const grant = grantFor(actor, requestPermissions['rates.decide'], row)
  return !grant || grant.path.length >= row.proposed_path.length ? 'exclusion.not-above' : null
}

/** Who proposed it; once it holds, also who stands above that person. While it waits, that one decides instead. */
const mayEnd = (row: store.ExclusionRow, actor: Actor): boolean =>
  row.proposed_by === actor.personId ||
  (row.approved !== null &&
    (grantFor(actor, requestPermissions['rates.decide'], row)?.path.length ?? 99) < row.proposed_path.length)

function present(row: store.ExclusionRow, actor: Actor): Exclusion {
  const waits = row.approved === null && row.ended_at === null
  const decides = waits && can(actor, requestPermissions['rates.decide'], row)
  const why = decides ? whyNot(row, actor) : null
  return {
    id: row.id,
    number: withCheckDigit(row.number),
    title: row.title,
    community: row.community,
    rate: row.rate,
    reason: row.reason,
    words: row.words,
    proposedAt: row.proposed_at.toISOString(),
    proposedBy: row.proposer,
    approved: row.approved,
    decidedAt: row.decided_at?.toISOString() ?? null,
    decidedBy: row.decider,
    endedAt: row.ended_at?.toISOString() ?? null,
    endedBy: row.ender,
    mayDecide: decides && why === null,
    whyNot: why,
    mayEnd: row.approved !== false && row.ended_at === null && mayEnd(row, actor),
  }
}

const constraints: Readonly<Record<string, readonly [string, 403 | 409]>> = {
  rate_exclusion_is_one: ['exclusion.there', 409],
  rate_exclusion_by_another: ['exclusion.own', 403],
  rate_exclusion_not_by_handler: ['exclusion.handler', 403],
  rate_exclusion_from_above: ['exclusion.not-above', 403],
}

/** What the table ruled out, as a refusal. */
function refuseConstraint(error: { constraint?: string }): never {
  const known = constraints[error.constraint ?? '']
  if (known) throw new Refusal(...known)
  throw error
}
