/** Imports through HTTP: each step is decided on a version, recorded once, and carried on by the worker (work.ts). */
import { createHash } from 'node:crypto'
import { type Actor, allow, grantFor, scopeOf } from '#foundation/authority.ts'
import type { Tx } from '#foundation/database/database.ts'
import { record } from '#foundation/journal/journal.ts'
import type { Context, Handlers } from '#foundation/service.ts'
import { signedIn } from '#foundation/service.ts'
import type { ImportKind } from '#foundation/sheets/kind.ts'
import { readSheet } from '#foundation/sheets/read.ts'
import { headerKey } from '#foundation/sheets/table.ts'
import { getTerritory } from '#foundation/territory/territory.ts'
import { dayOf } from '#lib/days.ts'
import { readAfter, writeAfter } from '#lib/page.ts'
import { type Facts, Refusal } from '#lib/refusal.ts'
import type { ImportReply, importsContract, RowReply } from './contract.ts'
import { writeLeftRows } from './left-file.ts'
import { isStepNow, proposeMapping, type Step, stepsOf } from './rules.ts'
import { importsPermissions } from './spec.ts'
import * as store from './store.ts'
import { openBatch, openHead, sealHead, signatureOf, spanOf, textOf } from './texts.ts'

const PAGE = 50
const DAY = 86_400_000
const MEGABYTE = 1_000_000
/** A workbook unpacks to some ten times its size; beyond this it was made to harm. */
const UNPACKED_MAX = 600_000_000
const may = importsPermissions['imports.run']

/** @throws {Refusal} `import.unknown` (404), `access.not-yours` (403), also of a kind that is closed to the reader */
async function getImport(tx: Tx, { actor, declared }: Context, id: string): Promise<store.ImportRecord> {
  const found = await store.findImport(tx, id)
  if (!found) throw new Refusal('import.unknown', 404)
  allow(actor, may, found)
  const only = declared.imports.find(({ name }) => name === found.kind)?.only
  if (only) allow(actor, only, found)
  return found
}

function kindOf({ declared }: Context, name: string): ImportKind {
  const kind = declared.imports.find((one) => one.name === name)
  if (!kind) throw new Refusal('import.kind-unknown', 422)
  return kind
}

async function numbers({ rules, clock }: Context) {
  const { policies } = await rules.on(dayOf(clock.now()))
  return {
    megabytes: policies.number('imports.file_megabytes'),
    rows: policies.number('imports.rows_max'),
    undoDays: policies.number('imports.undo_days'),
    keepDays: policies.number('imports.keep_days'),
  }
}

const columnsOf = ({ columns }: ImportKind) =>
  columns.map(({ key, required = false, checkedOnly = false }) => ({ key, required, checkedOnly }))

interface Stepping {
  id: string
  seen?: number
  step: Step
  kind: string
  facts?: Facts
  words?: Readonly<Record<string, unknown>>
  input: unknown
}

/**
 * Takes a step once: the same id again changes nothing.
 *
 * @throws {Refusal} `import.not-now` (409) in a state without this step, `import.moved` (409) when it was decided on an older version
 */
async function step(
  context: Context,
  importId: string,
  { id, seen, step: wanted, kind, facts, words, input }: Stepping,
  work: (tx: Tx, one: store.ImportRecord, actor: Actor, now: Date) => Promise<void>,
): Promise<ImportReply> {
  const actor = signedIn(context.actor)
  const now = context.clock.now()
  await context.database.transact(async (tx) => {
    await store.lockImport(tx, importId)
    const { path } = await getImport(tx, context, importId)
    const role = grantFor(actor, may, { path })?.role ?? ''
    const deed = { id, at: now, actor, role, kind, subjectId: importId, path, input }
    if (!(await record(tx, { ...deed, ...(facts && { facts }), ...(words && { words }) }))) return
    const one = await getImport(tx, context, importId)
    if (seen !== undefined && one.version !== seen) throw new Refusal('import.moved', 409, { state: one.state })
    if (!isStepNow(wanted, one.state)) throw new Refusal('import.not-now', 409, { state: one.state })
    await work(tx, one, actor, now)
  })
  return await present(context, importId)
}

async function move(tx: Tx, one: store.ImportRecord, change: store.Change): Promise<void> {
  if (!(await store.moveImport(tx, one.id, one.version, change))) throw new Refusal('import.moved', 409)
}

async function present(context: Context, id: string): Promise<ImportReply> {
  const { db } = context.database
  const one = await getImport(db, context, id)
  const kind = kindOf(context, one.kind)
  const { undoDays } = await numbers(context)
  const working = one.state === 'checking' || one.state === 'writing' || one.state === 'undoing' ? one.state : undefined
  // who waits for a step asks every second, and sees its progress only
  const counted = working ? store.noRows() : await store.countRows(db, id)
  const undoUntil = one.writtenAt && new Date(one.writtenAt.getTime() + undoDays * DAY)
  const head = openHead(context.seals, one.headSealed)
  const remembers =
    one.state === 'read' && (await store.findMapping(db, kind.name, signatureOf(context.seals, head.header)))
  return {
    ...presentRow(context, one),
    version: one.version,
    sheet: head.sheet,
    header: [...head.header],
    sample: head.sample.map((cells) => [...cells]),
    headerRow: one.headerRow,
    columns: columnsOf(kind),
    personal: kind.personal,
    mapping: one.mapping,
    remembered: Boolean(remembers),
    asOf: one.asOf,
    basis: one.basis,
    basisWords: one.basisWords,
    done: working ? await store.countDone(db, id, working) : 0,
    trouble: working && one.faults > 0 ? await presentTrouble(context, one, working) : null,
    counts: counted.outcomes,
    results: counted.results,
    writtenBy: one.writtenBy,
    writtenAt: one.writtenAt?.toISOString() ?? null,
    undoneBy: one.undoneBy,
    undoneAt: one.undoneAt?.toISOString() ?? null,
    undoUntil: undoUntil?.toISOString() ?? null,
    erased: one.erasedAt !== null,
    can: stepsOf(one.state, one.erasedAt ? null : undoUntil, context.clock.now()),
  }
}

const presentRow = (
  { seals }: Pick<Context, 'seals'>,
  { id, kind, nameSealed, path, place, state, rows, madeBy, madeAt, faults }: store.ImportRecord,
) => ({
  id,
  kind,
  name: nameSealed === null ? null : seals.open(nameSealed),
  path,
  place,
  state,
  rows,
  madeBy,
  madeAt: madeAt.toISOString(),
  faults,
})

/** The rows of the file the worker could not deal with, how often it tried, and when it tries again. */
async function presentTrouble(
  { database, seals }: Context,
  { id, faults, nextAt }: store.ImportRecord,
  working: store.Working,
) {
  const batch = await store.findNextBatch(database.db, id, working)
  const span = batch && spanOf(batch, seals)
  return {
    times: faults,
    from: span?.from ?? null,
    to: span?.to ?? null,
    againAt: nextAt?.toISOString() ?? null,
  }
}

/** The mapping as it is kept. @throws {Refusal} `import.mapping`, `import.column-missing` (422) */
function readMapping(
  kind: ImportKind,
  header: readonly string[],
  asked: readonly { column: string; at: number }[],
): Record<string, number> {
  const known = new Set(kind.columns.map(({ key }) => key))
  const twice =
    new Set(asked.map(({ at }) => at)).size < asked.length ||
    new Set(asked.map(({ column }) => column)).size < asked.length
  const strange = asked.some(({ column, at }) => !known.has(column) || at >= header.length)
  if (twice || strange) throw new Refusal('import.mapping', 422)
  const missing = kind.columns.find(({ key, required }) => required && !asked.some(({ column }) => column === key))
  if (missing) throw new Refusal('import.column-missing', 422, { list: kind.name, column: missing.key })
  return Object.fromEntries(asked.map(({ column, at }) => [column, at]))
}

/** Rows with their texts and whom they may be. */
async function presentRows(
  context: Context,
  one: store.ImportRecord,
  rows: readonly store.KeptRow[],
): Promise<RowReply[]> {
  const { db } = context.database
  const kind = kindOf(context, one.kind)
  const batches = await store.listBatches(db, one.id, [...new Set(rows.map(({ batch }) => batch))])
  const texts = new Map(batches.flatMap((batch) => [...openBatch(batch, context.seals)]))
  const open = rows.filter(({ outcome }) => outcome === 'perhaps')
  const known = await kind.describe(
    db,
    open.flatMap(({ subjectId }) => subjectId ?? []),
  )
  return rows.map(({ row, outcome, decision, result, stays, fields, problems, subjectId }) => {
    const cells = texts.get(row) ?? []
    return {
      row,
      outcome,
      decision,
      result,
      stays,
      fields,
      problems: problems.map(({ column, code }) => ({ column, code, text: textOf(one.mapping, cells, column) })),
      title: kind.title
        .map((key) => textOf(one.mapping, cells, key))
        .filter((text) => text !== '')
        .join(' '),
      known: (subjectId && known.get(subjectId)) || null,
    }
  })
}

export const importsHandlers: Handlers<typeof importsContract> = {
  async listImports({ query }, context) {
    const actor = signedIn(context.actor)
    const closed = context.declared.imports.flatMap(({ name, only }) =>
      only ? [{ kind: name, scope: scopeOf(actor, only) }] : [],
    )
    const inside = scopeOf(actor, may)
    const found = await store.listImports(context.database, inside, closed, readAfter(query.after), PAGE + 1)
    const page = found.slice(0, PAGE)
    const last = page.at(-1)
    return {
      rows: page.map((one) => presentRow(context, one)),
      next: found.length > PAGE && last ? writeAfter({ at: last.madeAt, id: last.id }) : null,
    }
  },

  async getImportOptions(_, context) {
    const { database, declared } = context
    const actor = signedIn(context.actor)
    const kinds = declared.imports.filter(({ only }) => !only || scopeOf(actor, only).length > 0)
    return {
      kinds: kinds.map((kind) => ({ name: kind.name, personal: kind.personal, columns: columnsOf(kind) })),
      communities: await store.listCommunities(database, scopeOf(actor, may)),
      ...(await numbers(context)),
    }
  },

  async makeImport({ body }, context) {
    const actor = signedIn(context.actor)
    allow(actor, may, body)
    const kind = kindOf(context, body.kind)
    if (kind.only) allow(actor, kind.only, body)
    const { level } = await getTerritory(context.database, body.path)
    if (level !== 'community') throw new Refusal('import.not-a-community', 422)
    const now = context.clock.now()

    await context.database.transact(async (tx) => {
      const { id, path } = body
      const role = grantFor(actor, may, { path })?.role ?? ''
      // a file's name may be somebody's, so the journal knows it only by a keyed hash
      const input = { ...body, name: context.seals.mark(body.name).toString('hex') }
      const deed = { id, at: now, actor, role, kind: 'import.made', subjectId: id, path, input }
      if (!(await record(tx, { ...deed, facts: { list: kind.name } }))) return
      const nameSealed = context.seals.seal(body.name.trim())
      await store.insertImport(tx, { id, kind: kind.name, path, nameSealed, by: actor.personId, at: now })
    })
    return { id: body.id }
  },

  async getImport({ params }, context) {
    return await present(context, params.importId)
  },

  async sendImportFile({ params, query, body }, context) {
    const { database, seals } = context
    const one = await getImport(database.db, context, params.importId)
    const kind = kindOf(context, one.kind)
    const { megabytes, rows: rowsMax } = await numbers(context)
    const bytes = Buffer.isBuffer(body.bytes) ? body.bytes : Buffer.alloc(0)
    if (bytes.length === 0) throw new Refusal('sheet.empty', 422)
    if (bytes.length > megabytes * MEGABYTE) throw new Refusal('import.file-big', 413, { megabytes })
    const headers = kind.columns.flatMap((column) => column.headers.map(headerKey))
    // another reading of the same file would only be thrown away
    const read =
      one.state === 'made' ? await readSheet(bytes, headers, { rows: rowsMax, unpacked: UNPACKED_MAX }) : undefined

    const input = { sha256: createHash('sha256').update(bytes).digest('hex') }
    const facts = { rows: read?.rows ?? 0, bytes: bytes.length, sha256: input.sha256 }
    return await step(
      context,
      one.id,
      { id: query.id, step: 'file', kind: 'import.read', facts, input },
      async (tx, now) => {
        if (!read) throw new Refusal('import.not-now', 409, { state: now.state })
        const remembered = await store.findMapping(tx, kind.name, signatureOf(seals, read.header))
        const columns = kind.columns.map(({ key, headers: words }) => ({ key, headers: words.map(headerKey) }))
        const batches: { rows: number; sealed: string }[] = []
        for (const { count, text } of read.batches) {
          batches.push({ rows: count, sealed: seals.seal(text) })
          // the server answers others meanwhile
          await new Promise((next) => setImmediate(next))
        }
        await store.keepFile(tx, one.id, {
          headerRow: read.headerRow,
          headSealed: sealHead(seals, { sheet: read.sheet, header: read.header, sample: read.sample }),
          rows: read.rows,
          mapping: remembered ?? proposeMapping(columns, read.header.map(headerKey)),
          batches,
        })
        await move(tx, now, { state: 'read', nextAt: null })
      },
    )
  },

  async mapImport({ params, body }, context) {
    const { id, seen, ...input } = body
    const facts = { as_of: body.asOf, basis: body.basis }
    const words = body.basisWords.trim() === '' ? {} : { words: { basis: body.basisWords.trim() } }
    const doing = { id, seen, step: 'map', kind: 'import.mapped', facts, ...words, input } as const
    return await step(context, params.importId, doing, async (tx, one, _, now) => {
      const kind = kindOf(context, one.kind)
      const { header } = openHead(context.seals, one.headSealed)
      const mapping = readMapping(kind, header, body.mapping)
      if (body.asOf > dayOf(now) || body.asOf < '1990-01-01') throw new Refusal('import.as-of', 422)
      if (kind.personal && (!body.basis || body.basisWords.trim() === '')) throw new Refusal('import.basis', 422)
      await store.clearChecks(tx, one.id)
      await store.keepMapping(tx, kind.name, signatureOf(context.seals, header), mapping, now)
      const { asOf, basis } = body
      await move(tx, one, { state: 'checking', nextAt: now, mapping, asOf, basis, basisWords: body.basisWords.trim() })
    })
  },

  async listImportRows({ params, query }, context) {
    const { db } = context.database
    const one = await getImport(db, context, params.importId)
    const found = await store.listRows(db, one.id, { ...query, limit: PAGE + 1 })
    const page = found.slice(0, PAGE)
    return {
      rows: await presentRows(context, one, page),
      next: found.length > PAGE ? (page.at(-1)?.row ?? null) : null,
    }
  },

  async decideImportRows({ params, body }, context) {
    const { id, seen, ...input } = body
    const facts = { decision: body.decision, rows: body.rows.length }
    const doing = { id, seen, step: 'decide', kind: 'import.decided', facts, input } as const
    return await step(context, params.importId, doing, async (tx, one) => {
      if (
        body.decision === 'same' &&
        body.rows.length > 0 &&
        (await store.countWithoutSubject(tx, one.id, body.rows)) > 0
      )
        throw new Refusal('import.cannot-same', 422)
      const decided = await store.decideRows(tx, one.id, body.rows, body.decision)
      if (decided < new Set(body.rows).size) throw new Refusal('import.row-unknown', 422)
      await move(tx, one, { state: 'checked', nextAt: null })
    })
  },

  async writeImport({ params, body }, context) {
    const { id, seen } = body
    const doing = { id, seen, step: 'write', kind: 'import.confirmed', input: {} } as const
    return await step(context, params.importId, doing, async (tx, one, actor, now) => {
      const { outcomes } = await store.countRows(tx, one.id)
      if (outcomes.undecided > 0) throw new Refusal('import.undecided', 409, { n: outcomes.undecided })
      if (outcomes.new + outcomes.changed + outcomes.perhaps - outcomes.skipped === 0)
        throw new Refusal('import.nothing', 409)
      await move(tx, one, { state: 'writing', nextAt: now, written: { by: actor.personId, at: now } })
    })
  },

  async undoImport({ params, body }, context) {
    const { id, seen } = body
    const { undoDays } = await numbers(context)
    const doing = { id, seen, step: 'undo', kind: 'import.undo-asked', input: {} } as const
    return await step(context, params.importId, doing, async (tx, one, actor, now) => {
      const until = (one.writtenAt?.getTime() ?? 0) + undoDays * DAY
      if (now.getTime() >= until || one.erasedAt) throw new Refusal('import.undo-late', 409, { days: undoDays })
      await move(tx, one, { state: 'undoing', nextAt: now, undone: { by: actor.personId, at: now } })
    })
  },

  async dropImport({ params, body }, context) {
    const { id, seen } = body
    const doing = { id, seen, step: 'drop', kind: 'import.dropped', input: {} } as const
    return await step(context, params.importId, doing, async (tx, one, _, now) => {
      await store.eraseTexts(tx, one.id, now)
      await move(tx, one, { state: 'dropped', nextAt: null })
    })
  },

  async exportImportErrors({ params, query }, context) {
    const { db } = context.database
    const one = await getImport(db, context, params.importId)
    if (one.erasedAt) throw new Refusal('import.erased', 409)
    const rows = await store.listLeftRows(db, one.id)
    const batches = await store.listBatches(db, one.id, [...new Set(rows.map(({ batch }) => batch))])
    const texts = new Map(batches.flatMap((batch) => [...openBatch(batch, context.seals)]))
    const { locale = 'zh' } = context.actor ?? {}
    const { header } = openHead(context.seals, one.headSealed)
    const list = { kind: one.kind, header, rows, texts }
    return { ...(await writeLeftRows(list, query.format, locale)), keep: 0, public: false }
  },
}
