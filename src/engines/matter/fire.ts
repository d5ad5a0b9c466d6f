/**
 * What clocks do by themselves: warn ahead, and act when they run out, exactly once.
 * Due clocks are rows claimed with their matter (`for update skip locked`), one clock of a matter at a time. A batch is
 * written by one statement; when it fails, each is acted on inside a savepoint, so that one bad matter does not block the others. The action's id comes from the clock's facts.
 */
import type { Database, Runner } from '#foundation/database/database.ts'
import { prepared } from '#foundation/database/database.ts'
import type { Rules } from '#foundation/policy/policy.ts'
import type { Clock } from '#lib/clock.ts'
import { dayOf, dueAfter } from '#lib/days.ts'
import { idFrom } from '#lib/ids.ts'
import { nextLook } from './clocks.ts'
import { findMatters, type Loaded } from './read.ts'
import { type AnySpec, clockSpecOf, type RunningClock } from './spec.ts'
import { actTogether, type Firing as EngineFiring } from './write.ts'

export interface Firing {
  database: Database
  clock: Clock
  rules: Rules
  /** Told of a clock that could not be acted on. */
  onFault?: (fault: unknown, matterId: string, name: string) => void
}

/** After a fault a clock is looked at again. */
const RETRY_MS = 10 * 60_000

interface Due {
  id: string
  kind: string
  name: string
  startedAt: Date
  dueAt: Date
  nextAt: Date
}

/** The same for the same clock and end or warning, so that what was done is not done again. */
function actionOf({ id, name, startedAt, dueAt, nextAt }: Due, now: Date): string {
  const said = dueAt <= now ? 'end' : `warn ${nextAt.toISOString()}`
  return idFrom('clock', id, name, startedAt.toISOString(), said)
}

/** What firing takes beside the connection. */
interface Firer {
  specs: readonly AnySpec[]
  clock: Clock
  rules: Pick<Rules, 'on'>
  now: Date
}

/**
 * Fires due clocks, oldest first. Usually a batch is read and written together; when one clock of it fails, the batch is
 * done again one by one, each inside a savepoint.
 *
 * @returns how many were fired
 */
export async function fireDue(firing: Firing, specs: readonly AnySpec[], limit: number): Promise<number> {
  const { database, clock } = firing
  const now = clock.now()
  const firer = { specs, clock, rules: await firing.rules.held(dayOf(now)), now }
  try {
    return await database.transactTogether(async (run) => {
      const due = await claim(run, now, limit)
      return await fireAll(run, firer, due)
    })
  } catch {
    return await database.transactTogether(async (run) => await fireOneByOne(run, firing, firer, limit))
  }
}

async function fireOneByOne(run: Runner, firing: Firing, firer: Firer, limit: number): Promise<number> {
  let fired = 0
  for (const one of await claim(run, firer.now, limit)) {
    await prepared(run, 'fire-savepoint', 'savepoint one', [])
    try {
      fired += await fireAll(run, firer, [one])
      await prepared(run, 'fire-release', 'release savepoint one', [])
    } catch (fault) {
      await prepared(run, 'fire-back', 'rollback to savepoint one', [])
      // it may pass, so it is tried again
      await setNextLook(run, one, new Date(firer.now.getTime() + RETRY_MS))
      firing.onFault?.(fault, one.id, one.name)
    }
  }
  return fired
}

/** Takes due clocks with their matters, one of a matter at a time; what another worker holds is left to it. */
async function claim(run: Runner, now: Date, limit: number): Promise<Due[]> {
  const rows = await prepared<Due>(
    run,
    'fire-claim',
    `select m.id, m.kind, c.name, c.started_at as "startedAt", c.due_at as "dueAt", c.next_at as "nextAt"
     from clock c join matter m on m.id = c.matter_id
     where c.next_at <= $1 order by c.next_at, c.name limit $2 for update of m skip locked`,
    [now, limit],
  )
  return rows.filter(({ id }, place) => rows.findIndex((row) => row.id === id) === place)
}

interface Held {
  matters: Map<string, Loaded>
  /** Ids of actions that were done before. */
  done: Set<string>
}

/** Reads claimed matters, and which of what they ask for was done before. */
async function hold(run: Runner, due: readonly Due[], { specs, now }: Firer): Promise<Held> {
  const kinds = specs.filter(({ kind }) => due.some((one) => one.kind === kind))
  // sent together and awaited together: one left alone would end the program when the connection is lost
  const [done, held] = await Promise.all([
    prepared<{ id: string }>(run, 'fire-done', 'select id from action where id = any($1::uuid[])', [
      due.map((one) => actionOf(one, now)),
    ]),
    Promise.all(
      kinds.map(async (spec) => {
        const ids = due.filter(({ kind }) => kind === spec.kind).map(({ id }) => id)
        return await findMatters(run, spec, ids)
      }),
    ),
  ])
  return { matters: new Map(held.flatMap((loaded) => [...loaded])), done: new Set(done.map(({ id }) => id)) }
}

/** Lets claimed clocks act. @returns how many did; one whose action is refused now would be claimed for ever, so it rests */
async function fireAll(run: Runner, firer: Firer, due: readonly Due[]): Promise<number> {
  const held = await hold(run, due, firer)
  const { clock, rules } = firer
  let fired = 0
  for (const spec of firer.specs) {
    const alike = due.filter(({ kind }) => kind === spec.kind)
    const firings: EngineFiring[] = []
    const clocks = new Map<string, Due>()
    for (const one of alike) {
      const firing = await whatFires(firer, spec, one, held)
      if (firing === 'nothing') continue
      if (firing === 'done') {
        // a promise that was taken up again after it had run out: what it does is done already
        await setNextLook(run, one, null)
        fired += 1
        continue
      }
      clocks.set(firing.id, one)
      firings.push(firing)
    }
    const refused = await actTogether({ run, clock, rules }, spec, firings)
    fired += firings.length - refused.size
    for (const id of refused) {
      const one = clocks.get(id)
      if (one) await setNextLook(run, one, null)
    }
  }
  return fired
}

/** What a claimed clock does: an action, nothing any more, or what was done before. */
async function whatFires(
  { rules, now }: Firer,
  spec: AnySpec,
  one: Due,
  held: Held,
): Promise<EngineFiring | 'nothing' | 'done'> {
  const loaded = held.matters.get(one.id)
  const due = loaded?.matter.clocks.find(({ name }) => name === one.name)
  const then = clockSpecOf(spec, one.name)?.then
  // another worker may have looked between our choosing the clock and our holding the matter
  if (!loaded || !due?.nextAt || due.nextAt > now || !then) return 'nothing'
  const ended = due.dueAt <= now
  const at = ended ? now : due.nextAt
  const id = actionOf({ ...one, startedAt: due.startedAt, dueAt: due.dueAt, nextAt: due.nextAt }, now)
  if (held.done.has(id)) return 'done'
  return {
    id,
    matterId: one.id,
    action: ended ? then : (spec.warn ?? then),
    seen: loaded.matter.version,
    input: {},
    actor: undefined,
    held: loaded,
    facts: ended
      ? { clock: one.name, due: due.dueAt.toISOString() }
      : { clock: one.name, percent: await percentAt(due, at, rules) },
    fired: { name: one.name, at: ended ? now : null, nextAt: ended ? null : nextLook(due, at) },
  }
}

/** How much of the promised time is over, pauses left out: they move the end and the warnings alike. */
async function percentAt(clock: RunningClock, at: Date, rules: Pick<Rules, 'on'>): Promise<number> {
  const { calendar } = await rules.on(dayOf(at))
  const span = dueAfter(clock.startedAt, clock.unit, clock.amount, calendar, 0).at.getTime() - clock.startedAt.getTime()
  return 100 - Math.round(((clock.dueAt.getTime() - at.getTime()) / span) * 100)
}

async function setNextLook(run: Runner, { id, name }: Due, at: Date | null): Promise<void> {
  await prepared(run, 'fire-next-look', 'update clock set next_at = $3 where matter_id = $1 and name = $2', [
    id,
    name,
    at,
  ])
}
