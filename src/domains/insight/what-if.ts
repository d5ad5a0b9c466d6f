/**
 * Trying a rule on what happened: the requests of a period in slices, each replayed as it was and under the rule asked for.
 * Between slices the server does what else is waiting; nothing is written. Read next: replay.ts.
 */
import { setImmediate as others } from 'node:timers/promises'
import { request } from '#domains/requests/index.ts'
import { allow, scopeOf } from '#foundation/authority.ts'
import { type Handlers, signedIn } from '#foundation/service.ts'
import { getTerritory } from '#foundation/territory/territory.ts'
import { dayOf, endOfDay, startOfDay } from '#lib/days.ts'
import { withCheckDigit } from '#lib/number.ts'
import type { PageEnd } from '#lib/page.ts'
import { Refusal } from '#lib/refusal.ts'
import type { insightContract } from './contract.ts'
import { relevantTo, replayer } from './replay.ts'
import { cellsOf, type Outcome, type Replayed, replayed } from './rules.ts'
import { insightPermissions } from './spec.ts'
import * as store from './store.ts'

/** Requests one call replays; more are told as left off. */
const MOST = 100_000
const SLICE = 1000
/** Between two looks at what else waits. */
const STEP = 100
const SHOWN = 100

export const whatIfHandlers: Handlers<Pick<typeof insightContract, 'tryRule'>> = {
  async tryRule({ query }, context) {
    const actor = signedIn(context.actor)
    if (query.from > query.to) throw new Refusal('overview.days', 422)
    const path = query.path ?? scopeOf(actor, insightPermissions['insight.read'])[0] ?? ''
    allow(actor, insightPermissions['insight.read'], { path })
    const territory = await getTerritory(context.database, path)

    const now = context.clock.now()
    const { policies, calendar } = await context.rules.on(dayOf(now))
    const amounts = Object.fromEntries(
      Object.entries(keys).flatMap(([name, key]) => {
        const amount = query[name as keyof typeof keys]
        return amount === undefined ? [] : [[key, amount]]
      }),
    )
    const before = replayer(request, calendar, { amounts: {}, daysOff: 'rule' }, policies)
    const after = replayer(request, calendar, { amounts, daysOff: query.daysOff ?? 'rule' }, policies)

    const [from, to] = [startOfDay(query.from), endOfDay(query.to)]
    const kinds = ['opened', ...relevantTo(request).actions].map((action) => `${request.kind}.${action}`)
    const all = await store.countReplayable(context.database, path, from, to)
    const rows = new Map(replayed.map((what) => [what, emptyRow(what)]))
    const shown: { total: number; rows: Shown[] } = { total: 0, rows: [] }
    const sliceAfter = (end: PageEnd | undefined, left: number) =>
      store.listReplayable(context.database, path, from, to, kinds, end, Math.min(SLICE, left))
    let done = 0
    let slice = await sliceAfter(undefined, MOST)
    while (slice.length > 0) {
      done += slice.length
      const last = slice.at(-1)
      // the database looks for the next while these are replayed
      const next =
        last && slice.length === SLICE && done < MOST
          ? sliceAfter({ at: last.opened_at, id: last.id }, MOST - done)
          : Promise.resolve([])
      // whoever waits for it later learns that it failed; until then nobody does
      next.catch(() => undefined)
      for (const [place, one] of slice.entries()) {
        if (place % STEP === 0) await others()
        const [was, would] = [before(one.actions, now), after(one.actions, now)]
        count('contact', was.contact, would.contact, one)
        count(one.class ?? 'none', was.answer, would.answer, one)
      }
      slice = await next
    }

    return {
      path,
      name: territory.name,
      at: now.toISOString(),
      rule: {
        contactHours: policies.number(keys.contactHours),
        answerWorkdays: policies.number(keys.answerWorkdays),
        urgentDays: policies.number(keys.urgentDays),
        keyMonths: policies.number(keys.keyMonths),
      },
      replayed: done,
      leftOff: Math.max(0, all - done),
      rows: [...rows.values()],
      shown,
    }

    function count(what: Replayed, was: Outcome | undefined, would: Outcome | undefined, one: store.Replayable) {
      const row = rows.get(what)
      if (!row || !was || !would) return
      row.before[was] += 1
      row.after[would] += 1
      const inCells = cellsOf(what, was, would)
      if (inCells.includes(`${what}.became.late`)) row.becameLate += 1
      if (inCells.includes(`${what}.became.in_time`)) row.becameInTime += 1
      if (query.cell ? !inCells.includes(query.cell) : was === would) return
      shown.total += 1
      if (shown.rows.length < SHOWN)
        shown.rows.push({ number: withCheckDigit(one.number), title: one.title, what, before: was, after: would })
    }
  },
}

interface Shown {
  number: string
  title: string
  what: Replayed
  before: Outcome
  after: Outcome
}

/** Which policy value each part of a rule stands for. */
const keys = {
  contactHours: 'request.first_contact_hours',
  answerWorkdays: 'request.answer_workdays',
  urgentDays: 'matter.urgent_due_days',
  keyMonths: 'matter.key_due_months',
} as const

const emptyRow = (what: Replayed) => ({
  what,
  before: { in_time: 0, late: 0, open: 0 },
  after: { in_time: 0, late: 0, open: 0 },
  becameLate: 0,
  becameInTime: 0,
})
