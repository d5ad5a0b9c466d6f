/**
 * What clocks do by themselves: warn ahead, and act when they run out, exactly once.
 * Due clocks are rows claimed with their matter (`for update skip locked`), one clock of a matter at a time; each is acted
 * on inside a savepoint, so that one bad matter does not block the others. The action's id comes from the clock's facts.
 */
import { sql } from 'kysely'
import type { Database } from '#foundation/database/database.ts'
import type { Rules } from '#foundation/policy/policy.ts'
import type { Clock } from '#lib/clock.ts'
import { idFrom } from '#lib/ids.ts'
import { Refusal } from '#lib/refusal.ts'
import { nextLook } from './clocks.ts'
import { findMatter } from './read.ts'
import type { AnySpec } from './spec.ts'
import { act } from './write.ts'

export interface Firing {
  database: Database
  clock: Clock
  rules: Rules
  /** Told of a clock that could not be acted on. */
  onFault?: (fault: unknown, matterId: string, name: string) => void
}

/** Fires due clocks, oldest first. @returns how many were fired */
export async function fireDue(firing: Firing, specs: readonly AnySpec[], limit: number): Promise<number> {
  const { database, clock, rules } = firing
  const now = clock.now()
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
        // A clock whose action is refused now would be claimed for ever; it rests, and the fault is told.
        await tx.updateTable('clock').set({ next_at: null }).where('matter_id', '=', row.id).where('name', '=', row.name).execute()
        if (!(fault instanceof Refusal)) firing.onFault?.(fault, row.id, row.name)
      }
    }
    return fired
  })
}

async function fireOne(
  tx: Parameters<Parameters<Database['transact']>[0]>[0],
  spec: AnySpec,
  matterId: string,
  name: string,
  { clock, rules }: { clock: Clock; rules: Rules },
  now: Date,
): Promise<void> {
  const loaded = await findMatter(tx, spec, matterId)
  const due = loaded?.matter.clocks.find((candidate) => candidate.name === name)
  const then = spec.clocks[name]?.then
  if (!loaded || !due?.nextAt || !then) return
  const ended = due.dueAt <= now
  const percent = Math.round(((+due.nextAt - +due.startedAt) / (+due.dueAt - +due.startedAt)) * 100)
  const at = ended ? now : due.nextAt
  await act({ run: tx, clock, rules }, spec, {
    id: idFrom('clock', matterId, name, due.startedAt.toISOString(), ended ? 'end' : `warn ${due.nextAt.toISOString()}`),
    matterId,
    action: ended ? then : (spec.warn ?? then),
    seen: loaded.matter.version,
    input: {},
    actor: undefined,
    facts: ended ? { clock: name, due: due.dueAt.toISOString() } : { clock: name, percent },
    fired: { name, at: ended ? now : null, nextAt: ended ? null : nextLook(due, at) },
  })
}
