/**
 * Rule values: what holds, what will, what was; changing one from a day on, with its effect shown before (U35).
 * A clock that runs keeps what was promised; what starts from the day on is counted anew.
 */
import { scopeOf } from '#foundation/authority.ts'
import type { Tx } from '#foundation/database/database.ts'
import { boundsOf, type PolicySpec } from '#foundation/policy/policy.ts'
import { type Context, type Declared, type DeclaredClock, type Handlers, signedIn } from '#foundation/service.ts'
import { type Calendar, type Day, dayOf, dueAfter, hourOfDay } from '#lib/days.ts'
import { idFrom } from '#lib/ids.ts'
import { Refusal } from '#lib/refusal.ts'
import type { adminContract, RuleReply } from './contract.ts'
import { complaintOf, isSame } from './rules.ts'
import { listSources, type SourceLine } from './sources.ts'
import { adminPermissions } from './spec.ts'
import { recordChange, standAt } from './standing.ts'
import * as store from './store.ts'

type Routes = 'listRules' | 'listRuleHistory' | 'previewRule' | 'changeRule' | 'withdrawRule'
export const ruleHandlers: Pick<Handlers<typeof adminContract>, Routes> = {
  async listRules(_, context) {
    const { actor, database, declared } = context
    const today = dayOf(context.clock.now())
    const values = Map.groupBy(await store.listValues(database.db), ({ key }) => key)
    const sources = await listSources()
    return {
      rules: Object.entries(declared.policies).flatMap(([topic, specs]) =>
        Object.entries(specs).map(([key, spec]) =>
          presentRule(key, topic, spec, values.get(key) ?? [], today, sources),
        ),
      ),
      mayChange: scopeOf(signedIn(actor), adminPermissions['rules.manage']).length > 0,
    }
  },

  async listRuleHistory({ params }, { database, declared }) {
    getSpec(declared, params.key)
    const rows = await store.listValues(database.db, params.key)
    const words = new Map((await store.listValueWords(database, params.key)).map((row) => [row.id, row]))
    return {
      values: rows.map((row) => ({
        ...presentValue(row),
        reason: words.get(row.id)?.reason ?? null,
        withdrawnBy: words.get(row.id)?.withdrawn_by ?? null,
        withdrawnAt: row.withdrawn_at?.toISOString() ?? null,
      })),
    }
  },

  async previewRule({ params: { key }, body }, context) {
    const { spec } = getSpec(context.declared, key)
    await standAt(context, adminPermissions['rules.manage'])
    const now = context.clock.now()
    const before = checkChange(spec, await store.listValues(context.database.db, key), body, dayOf(now))

    const touched = clocksOf(context.declared, key)
    const startAt = body.from === dayOf(now) ? now : hourOfDay(body.from, 9)
    const { policies, calendar } = await context.rules.on(body.from)
    const shown = (clock: DeclaredClock, value: readonly number[]) =>
      promiseOf(clock, startAt, calendar, (other) => (other === key ? value : numbersOf(policies.value(other))))
    return {
      before: [...before],
      running: await countKept(context, touched, key),
      startAt: startAt.toISOString(),
      examples: touched.map((clock) => ({
        clock: clock.name,
        before: shown(clock, before),
        after: shown(clock, body.value),
      })),
    }
  },

  async changeRule({ params: { key }, body: { id, ...input } }, context) {
    const { topic, spec } = getSpec(context.declared, key)
    const standing = await standAt(context, adminPermissions['rules.manage'])
    const now = context.clock.now()

    return await context.database.transact(async (tx) => {
      const before = inForce(await store.listValues(tx, key), input.from)
      const change = {
        id,
        kind: 'rule.changed',
        subjectId: subjectOf(key),
        facts: { key, from: input.from, before: factOf(before), after: input.value.map(String) },
        words: { reason: input.reason, ...(input.source ? { source: input.source } : {}) },
        input,
      }
      if (await recordChange(tx, context, standing, change)) {
        const rows = await store.listValues(tx, key)
        if (rows[0]?.id !== input.seen) throw new Refusal('rule.moved', 409)
        checkChange(spec, rows, input, dayOf(now))
        await store.insertValue(tx, {
          id,
          key,
          from: input.from,
          value: Array.isArray(spec.value) ? input.value : input.value[0],
          unit: spec.unit,
          source: input.source?.trim() || before?.source || spec.source,
          by: standing.personId,
          at: now,
        })
      }
      return await present(tx, key, topic, spec, dayOf(now))
    })
  },

  async withdrawRule({ params: { key, valueId }, body: { id, ...input } }, context) {
    const { topic, spec } = getSpec(context.declared, key)
    const standing = await standAt(context, adminPermissions['rules.manage'])
    const now = context.clock.now()

    return await context.database.transact(async (tx) => {
      const row = (await store.listValues(tx, key)).find((one) => one.id === valueId)
      if (!row) throw new Refusal('rule.value-unknown', 404)
      const change = {
        id,
        kind: 'rule.withdrawn',
        subjectId: subjectOf(key),
        facts: { key, value: valueId, from: row.from_on, before: factOf(row) },
        words: { reason: input.reason },
        input: { ...input, valueId },
      }
      if (await recordChange(tx, context, standing, change)) {
        const held = (await store.listValues(tx, key)).find((one) => one.id === valueId)
        if (held?.withdrawn_at) throw new Refusal('rule.withdrawn', 409)
        if (row.from_on <= dayOf(now)) throw new Refusal('rule.in-force', 409, { from: row.from_on })
        await store.withdrawValue(tx, valueId, standing.personId, now)
      }
      return await present(tx, key, topic, spec, dayOf(now))
    })
  },
}

/** One subject per rule, so that its changes follow each other in the journal. */
const subjectOf = (key: string): string => idFrom('rule', key)

const numbersOf = (value: unknown): number[] => (Array.isArray(value) ? value : [value]) as number[]

const factOf = (row: store.ValueRow | undefined): string[] => (row ? numbersOf(row.value).map(String) : [])

function getSpec({ policies }: Declared, key: string): { topic: string; spec: PolicySpec } {
  for (const [topic, specs] of Object.entries(policies)) {
    const spec = specs[key]
    if (spec) return { topic, spec }
  }
  throw new Refusal('rule.unknown', 404)
}

/** The row that holds on a day: the latest day, of one day the one changed last. Rows come newest change first. */
function inForce(rows: readonly store.ValueRow[], day: Day): store.ValueRow | undefined {
  return rows
    .filter((row) => row.withdrawn_at === null && row.from_on <= day)
    .reduce<store.ValueRow | undefined>((best, row) => (best && best.from_on >= row.from_on ? best : row), undefined)
}

/** @returns what would hold on that day without the change */
function checkChange(
  spec: PolicySpec,
  rows: readonly store.ValueRow[],
  { value, from }: { value: readonly number[]; from: Day },
  today: Day,
): readonly number[] {
  if (from < today) throw new Refusal('rule.past', 422, { today })
  const length = numbersOf(spec.value).length
  const complaint = complaintOf(value, { unit: spec.unit, length, ...boundsOf(spec) })
  if (complaint) throw new Refusal(complaint.code, 422, complaint.facts)
  const before = numbersOf(inForce(rows, from)?.value ?? spec.value)
  if (isSame(before, value)) throw new Refusal('rule.same', 422)
  return before
}

/** The clocks a value is used by: their amount, their promised hour, or their warnings. */
function clocksOf({ clocks }: Declared, key: string): DeclaredClock[] {
  return clocks.filter(
    ({ amount, unit, promise, promiseHour, warnAt }) =>
      amount === key ||
      (amount !== undefined && promise && ((promiseHour === key && unit !== 'hours') || warnAt === key)),
  )
}

async function countKept({ database }: Context, touched: readonly DeclaredClock[], key: string) {
  const counts = new Map<number | null, number>()
  for (const clock of touched) {
    for (const { amount, count } of await store.countRunning(database, clock.kind, clock.name)) {
      const kept = clock.amount === key ? amount : null
      counts.set(kept, (counts.get(kept) ?? 0) + Number(count))
    }
  }
  return [...counts].map(([amount, count]) => ({ amount, count }))
}

function promiseOf(
  { unit, amount = '', promise, promiseHour, warnAt }: DeclaredClock,
  from: Date,
  calendar: Calendar,
  numbersFor: (key: string) => readonly number[],
) {
  const due = dueAfter(from, unit, numbersFor(amount)[0] ?? 0, calendar, numbersFor(promiseHour)[0] ?? 0)
  const warnings = promise && warnAt ? numbersFor(warnAt) : []
  const span = due.at.getTime() - from.getTime()
  return {
    promiseAt: due.promise.toISOString(),
    warnings: warnings.map((percent) => new Date(from.getTime() + (span * percent) / 100).toISOString()),
  }
}

async function present(tx: Tx, key: string, topic: string, spec: PolicySpec, today: Day): Promise<RuleReply> {
  return presentRule(key, topic, spec, await store.listValues(tx, key), today, await listSources())
}

const presentValue = (row: store.ValueRow) => ({
  id: row.id,
  value: numbersOf(row.value),
  from: row.from_on,
  source: row.source,
  by: row.by,
  at: row.changed_at?.toISOString() ?? null,
})

function presentRule(
  key: string,
  topic: string,
  spec: PolicySpec,
  rows: readonly store.ValueRow[],
  today: Day,
  sources: ReadonlyMap<string, SourceLine>,
): RuleReply {
  const now = inForce(rows, today)
  if (!now) throw new Error(`policy ${key} has no value`)
  const days = [...new Set(rows.filter((row) => row.from_on > today && !row.withdrawn_at).map((row) => row.from_on))]
  return {
    key,
    topic,
    unit: spec.unit,
    ...boundsOf(spec),
    now: presentValue(now),
    cites: sources.get(now.source) ?? null,
    ahead: days.sort().flatMap((day) => {
      const row = inForce(rows, day)
      return row ? [presentValue(row)] : []
    }),
    last: rows[0]?.id ?? now.id,
  }
}
