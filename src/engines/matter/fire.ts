/**
 * What clocks do by themselves: warn ahead, and act when they run out, exactly once.
 * Due clocks are rows claimed with their matter (`for update skip locked`), one clock of a matter at a time; each is acted
 * on inside a savepoint, so that one bad matter does not block the others. The action's id comes from the clock's facts.
 */
import { sql } from 'kysely'
import type { Database } from '#foundation/database/database.ts'
import type { Rules } from '#foundation/policy/policy.ts'
import type { Clock } from '#lib/clock.ts'
import { dayOf, dueAfter } from '#lib/days.ts'
import { idFrom } from '#lib/ids.ts'
import { Refusal } from '#lib/refusal.ts'
import { nextLook } from './clocks.ts'
import { findMatter } from './read.ts'
import type { AnySpec, RunningClock } from './spec.ts'
import { act } from './write.ts'

export interface Firing {
  database: Database
  clock: Clock
  rules: Rules
  /** Told of a clock that could not be acted on. */
  onFault?: (fault: unknown, matterId: string, name: string) => void
}

type Transaction = Parameters<Parameters<Database['transact']>[0]>[0]

/** After a fault a clock is looked at again. */
const RETRY_MS = 10 * 60_000

/** Fires due clocks, oldest first. @returns how many were fired */
export async function fireDue(firing: Firing, specs: readonly AnySpec[], limit: number): Promise<number> {
  const { database, clock } = firing
  const now = clock.now()
  const rules = await firing.rules.held(dayOf(now))
  return await database.transact(async (tx) => {
    const { rows } = await sql<{ id: string; kind: string; name: string }>`
      select m.id, m.kind, c.name from clock c join matter m on m.id = c.matter_id
      where c.next_at <= ${now} order by c.next_at, c.name limit ${limit} for update of m skip locked`.execute(tx)
    const seen = new Set<string>()
    let fired = 0
    for (const row of rows) {
      if (seen.has(row.id)) continue
      seen.add(row.id)
      const spec = specs.find(({ kind }) => kind === row.kind)
      if (!spec) continue
      await sql`savepoint one`.execute(tx)
      try {
        await fireOne(tx, spec, row.id, row.name, { clock, rules }, now)
        await sql`release savepoint one`.execute(tx)
        fired += 1
      } catch (fault) {
        await sql`rollback to savepoint one`.execute(tx)
        // A clock whose action is refused now would be claimed for ever, so it rests; a fault may pass, so it is tried again.
        const refused = fault instanceof Refusal
        await setNextLook(tx, row.id, row.name, refused ? null : new Date(now.getTime() + RETRY_MS))
        if (!refused) firing.onFault?.(fault, row.id, row.name)
      }
    }
    return fired
  })
}

async function fireOne(
  tx: Transaction,
  spec: AnySpec,
  matterId: string,
  name: string,
  { clock, rules }: { clock: Clock; rules: Pick<Rules, 'on'> },
  now: Date,
): Promise<void> {
  const loaded = await findMatter(tx, spec, matterId)
  const due = loaded?.matter.clocks.find((candidate) => candidate.name === name)
  const then = spec.clocks[name]?.then
  // another worker may have looked between our choosing the clock and our holding the matter
  if (!loaded || !due?.nextAt || due.nextAt > now || !then) return
  const ended = due.dueAt <= now
  const at = ended ? now : due.nextAt
  const receipt = await act({ run: tx, clock, rules }, spec, {
    id: idFrom(
      'clock',
      matterId,
      name,
      due.startedAt.toISOString(),
      ended ? 'end' : `warn ${due.nextAt.toISOString()}`,
    ),
    matterId,
    action: ended ? then : (spec.warn ?? then),
    seen: loaded.matter.version,
    input: {},
    actor: undefined,
    facts: ended
      ? { clock: name, due: due.dueAt.toISOString() }
      : { clock: name, percent: await percentAt(due, at, rules) },
    fired: { name, at: ended ? now : null, nextAt: ended ? null : nextLook(due, at) },
  })
  // a promise that was taken up again after it had run out: what it does is done already
  if (receipt.version <= loaded.matter.version) await setNextLook(tx, matterId, name, null)
}

/** How much of the promised time is over, pauses left out: they move the end and the warnings alike. */
async function percentAt(clock: RunningClock, at: Date, rules: Pick<Rules, 'on'>): Promise<number> {
  const { calendar } = await rules.on(dayOf(at))
  const span = dueAfter(clock.startedAt, clock.unit, clock.amount, calendar, 0).at.getTime() - clock.startedAt.getTime()
  return 100 - Math.round(((clock.dueAt.getTime() - at.getTime()) / span) * 100)
}

async function setNextLook(tx: Transaction, matterId: string, name: string, at: Date | null): Promise<void> {
  await tx
    .updateTable('clock')
    .set({ next_at: at })
    .where('matter_id', '=', matterId)
    .where('name', '=', name)
    .execute()
}
