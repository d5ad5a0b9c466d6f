/**
 * The log of actions and the log of readings: who did or opened what, when, in which role. Words are not in it, and a
 * resident's name is masked. What is shown can be taken along; taking it along is an action too.
 * @source GB22239-L2-AUDIT, U13
 */
import type { Context, Handlers } from '#foundation/service.ts'
import { listFormerSpans } from '#foundation/territory/history.ts'
import { dayOf } from '#lib/days.ts'
import { idFrom } from '#lib/ids.ts'
import { maskName } from '#lib/mask.ts'
import { parseNumber, withCheckDigit } from '#lib/number.ts'
import { readAfter, writeAfter } from '#lib/page.ts'
import { Refusal } from '#lib/refusal.ts'
import type { adminContract, LogFilter } from './contract.ts'
import { writeTable } from './log-file.ts'
import * as store from './log-store.ts'
import { adminPermissions } from './spec.ts'
import { recordChange, standAt } from './standing.ts'

const PAGE = 50

type Routes = 'listActions' | 'listReadingLog' | 'getLogChoices' | 'exportLog' | 'getExport'
export const logHandlers: Pick<Handlers<typeof adminContract>, Routes> = {
  async listActions({ query }, context) {
    await standAt(context, adminPermissions['log.read'])
    const limit = query.limit ?? PAGE
    const narrowed = await narrow(context, query, limit + 1, query.after)
    const page = pageOf(narrowed ? await store.listActions(context.database, narrowed) : [], limit, presentAction)
    return { ...page, names: await namesIn(context, page.rows) }
  },

  async listReadingLog({ query }, context) {
    await standAt(context, adminPermissions['log.read.readings'])
    const limit = query.limit ?? PAGE
    const narrowed = await narrow(context, query, limit + 1, query.after)
    return pageOf(narrowed ? await store.listReadings(context.database, narrowed) : [], limit, presentReading)
  },

  async getLogChoices(_, context) {
    await standAt(context, adminPermissions['log.read'])
    return { people: await store.listStaff(context.database), kinds: await store.listKinds(context.database) }
  },

  async exportLog({ body: { id, log, ...filter } }, context) {
    const standing = await standAt(context, permissionOf(log))
    const most = await rowsMax(context)
    const rows = await listAll(context, log, filter, context.clock.now(), most + 1)
    const cut = rows.length > most
    await context.database.transact(async (tx) => {
      const facts = { log, ...filter, rows: Math.min(rows.length, most), cut }
      const subjectId = idFrom('log', log)
      await recordChange(tx, context, standing, { id, kind: 'log.exported', subjectId, facts, input: { log, filter } })
    })
    return { id, rows: Math.min(rows.length, most), cut }
  },

  async getExport({ params: { id }, query: { format } }, context) {
    const made = await store.findExport(context.database, id)
    if (!made || made.actor_id !== context.actor?.personId) throw new Refusal('log.export-unknown', 404)
    const { log, rows: count, cut: _, ...filter } = made.facts as unknown as Exported
    await standAt(context, permissionOf(log))
    const rows = await listAll(context, log, filter, made.at, count)
    const { locale = 'zh' } = context.actor ?? {}
    const names = await namesIn(context, rows)
    const file = await writeTable(log, { rows, names }, format, { words: context.words, locale })
    return { ...file, keep: 0, public: false }
  },
}

type Log = 'actions' | 'readings'
type Exported = LogFilter & { log: Log; rows: number; cut: boolean }

const permissionOf = (log: Log) => adminPermissions[log === 'actions' ? 'log.read' : 'log.read.readings']

async function rowsMax({ rules, clock }: Context): Promise<number> {
  const { policies } = await rules.on(dayOf(clock.now()))
  return policies.number('log.export_rows_max')
}

/** @returns undefined when no matter has the number */
async function narrow(
  { database, clock }: Context,
  { number, ...filter }: LogFilter,
  limit: number,
  after?: string,
): Promise<store.LogQuery | undefined> {
  const spans = filter.path ? await listFormerSpans(database, filter.path) : undefined
  const query = { ...filter, spans, until: clock.now(), limit, after: readAfter(after) }
  if (!number) return query
  const parsed = parseNumber(number)
  if (parsed === undefined) throw new Refusal('log.number', 422)
  const subject = await store.findSubject(database, parsed)
  return subject ? { ...query, subject } : undefined
}

async function listAll(context: Context, log: Log, filter: LogFilter, until: Date, limit: number) {
  const narrowed = await narrow(context, filter, limit)
  if (!narrowed) return []
  const query = { ...narrowed, until }
  return log === 'actions'
    ? (await store.listActions(context.database, query)).map(presentAction)
    : (await store.listReadings(context.database, query)).map(presentReading)
}

function pageOf<R extends { at: Date; id: string }, S>(found: readonly R[], limit: number, present: (row: R) => S) {
  const page = found.slice(0, limit)
  const last = page.at(-1)
  return { rows: page.map(present), next: found.length > limit && last ? writeAfter(last) : null }
}

const numberOf = (number: number | null): string | null => (number === null ? null : withCheckDigit(number))

/** A worker's name, a resident's masked; of a protected report nobody reads whose it is, and the role stands for them. */
function nameOf({ who, role, hidden }: store.ActionRow): string | null {
  if (role !== 'resident' && !(hidden && role === 'helper')) return who
  return who === null || hidden ? null : maskName(who)
}

/** Facts that name a resident. */
function withoutPeople({ requesterId: _, onBehalfOf: __, ...facts }: Record<string, unknown>): Record<string, unknown> {
  return facts
}

function presentAction(row: store.ActionRow) {
  return {
    id: row.id,
    at: row.at.toISOString(),
    who: nameOf(row),
    role: row.role,
    kind: row.kind,
    place: row.place ?? row.path,
    number: numberOf(row.number),
    from: row.from_state,
    to: row.to_state,
    facts: row.hidden ? withoutPeople(row.facts) : row.facts,
  }
}
export type LoggedAction = ReturnType<typeof presentAction>

/** What the ids and the codes of places in the facts of rows are called; residents are masked. */
async function namesIn(
  { database }: Context,
  rows: readonly (LoggedAction | LoggedReading)[],
): Promise<Record<string, string>> {
  const values = rows.flatMap((row) => ('facts' in row ? Object.values(row.facts).flat() : []))
  const found = new Set(values.filter((value) => typeof value === 'string'))
  const ids = [...found].filter((value) => UUID.test(value))
  const paths = [...found].filter((value) => PATH.test(value))
  if (ids.length + paths.length === 0) return {}
  const named = await store.listNames(database, ids, paths)
  return Object.fromEntries(
    named.map(({ id, name, number, masked }) => [id, numberOf(number) ?? (masked ? maskName(name) : name)]),
  )
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const PATH = /^\d{4,16}$/

function presentReading(row: store.ReadingRow) {
  return {
    id: row.id,
    at: row.at.toISOString(),
    reader: row.reader,
    role: row.role,
    person: row.hidden ? null : maskName(row.person),
    number: numberOf(row.number),
    place: row.place ?? row.path ?? '',
    fields: row.fields,
    purpose: row.purpose,
  }
}
export type LoggedReading = ReturnType<typeof presentReading>
