/**
 * Requests about one thing: one follows another (merge by a desk, join by its requester) or goes on by itself again (unmerge,
 * object, leave). Both are held while it is written and the other one's history says so, so that it cannot end, be taken
 * back or be merged on unseen meanwhile.
 */
import { act, findMatter, isFinal, type Receipt } from '#engines/matter/index.ts'
import { type Actor, allow } from '#foundation/authority.ts'
import type { Tx } from '#foundation/database/database.ts'
import type { Context } from '#foundation/service.ts'
import { dayOf } from '#lib/days.ts'
import { idFrom } from '#lib/ids.ts'
import { Refusal } from '#lib/refusal.ts'
import { type RequestForm, request, requestPermissions } from './spec.ts'
import * as store from './store.ts'

const partings: readonly string[] = ['unmerge', 'object', 'leave']

/** Whether an action makes a request follow another. */
export const isGathering = (action: string): boolean => action === 'merge' || action === 'join'
/** Whether it lets one go that may follow another. */
export const isParting = (action: string): boolean => partings.includes(action)

interface Call {
  matterId: string
  action: string
  id: string
  input: Record<string, unknown>
}

/** Writes a merge or a join, and in the history of the other one that it gained a follower. */
export async function gather(call: Call, context: Context, run: (tx: Tx) => Promise<Receipt>): Promise<Receipt> {
  return await context.database.transact(async (tx) => {
    const receipt = await run(tx)
    await note(tx, 'gain', call, String(call.input.into), context)
    return receipt
  })
}

/** Lets a request go that follows another, if it still does. */
export async function part(
  call: Call,
  context: Context,
  run: (tx: Tx) => Promise<Receipt>,
  alone: () => Promise<Receipt>,
): Promise<Receipt> {
  for (;;) {
    const into = await store.findMergedInto(context.database.db, call.matterId)
    if (!into) return await alone()
    const receipt = await context.database.transact(async (tx) => {
      await store.holdMatters(tx, [call.matterId, into])
      // merged on before it was held: the next round holds the right one
      if ((await store.findMergedInto(tx, call.matterId)) !== into) return undefined
      const receipt = await run(tx)
      await note(tx, 'lose', call, into, context)
      return receipt
    })
    if (receipt) return receipt
  }
}

/** Quiet: the other one's version moves, so that what is decided on it at the same time is decided again. */
async function note(tx: Tx, action: 'gain' | 'lose', call: Call, mainId: string, { clock, rules }: Context) {
  const id = idFrom(action, call.id)
  if (await store.wasDone(tx, id)) return
  const main = await findMatter(tx, request, mainId)
  if (!main) throw new Error('a request follows one that is not there')
  await act({ run: tx, clock, rules: await rules.held(dayOf(clock.now())) }, request, {
    matterId: mainId,
    action,
    id,
    seen: main.matter.version,
    input: {},
    facts: { with: call.matterId },
    actor: undefined,
  })
}

/** @throws {Refusal} request.merge-target (422), access.not-yours (403) */
export async function checkMergeTarget(tx: Tx, id: string, into: string, actor: Actor): Promise<void> {
  await store.holdMatters(tx, [id, into])
  const target = await findMatter(tx, request, into)
  if (!target) throw new Refusal('request.merge-target', 422)
  allow(actor, requestPermissions['requests.desk'], target.matter)
  if (isFinal(request, target.matter.state)) throw new Refusal('request.merge-target', 422)
}

/**
 * Only an open one of the same community that a worker has looked at and whose requester agreed to be public can be joined, by
 * others and once; one that is not there is answered like one that is nobody's business.
 *
 * @throws {Refusal} request.join-target, request.join-own, request.joined-already (422)
 */
export async function checkJoinTarget(tx: Tx, id: string, into: string): Promise<void> {
  await store.holdMatters(tx, [id, into])
  const own = await findMatter(tx, request, id)
  const target = await findMatter(tx, request, into)
  const form = target?.matter.form as RequestForm | undefined
  const home = await store.findHome({ db: tx }, own?.requesterId)
  if (!own || !target || !form || !isJoinable(target.matter, form, own.matter.path, home))
    throw new Refusal('request.join-target', 422)
  if (target.requesterId === own.requesterId) throw new Refusal('request.join-own', 422)
  if (form.followers.some(({ person }) => person === own.requesterId)) throw new Refusal('request.joined-already', 422)
}

function isJoinable(
  matter: { state: string; path: string; visibility: string },
  form: RequestForm,
  path: string,
  home: string | null,
) {
  return (
    store.joinable.some((state) => state === matter.state) &&
    matter.visibility !== 'sealed' &&
    form.may_publish &&
    (!form.neighbours_only || home === matter.path.slice(0, 12)) &&
    form.category !== null &&
    matter.path.slice(0, 12) === path.slice(0, 12)
  )
}
