/**
 * What the worker does for imports: checks, writes or undoes one batch in one transaction, again and again until the step is
 * done, takes out the rows of who left, and erases texts that are no longer needed. The import's row is held meanwhile, so
 * however many workers run and wherever one is stopped, each batch is done once.
 */
import type { Tx } from '#foundation/database/database.ts'
import { record } from '#foundation/journal/journal.ts'
import type { Service } from '#foundation/service.ts'
import type { Checked, Decided, Ground, ImportKind, Problem, ReadRow, Undoing } from '#foundation/sheets/kind.ts'
import { dayOf } from '#lib/days.ts'
import { idFrom } from '#lib/ids.ts'
import type { Chore, DomainModule } from '../module.ts'
import * as store from './store.ts'
import { openBatch, openHead, SAMPLE_ROWS, sealHead, sealWithout, spanOf, textOf } from './texts.ts'

/** After a fault a batch is tried again. */
const RETRY_MS = 60_000
const DAY = 86_400_000

export const importsChore: Chore = {
  name: 'imports',
  async look(service, domains) {
    if (await advance(service, kindsOf(domains))) return true
    return (await forgetOne(service)) || (await eraseOne(service))
  },
}

export const kindsOf = (domains: readonly DomainModule[]): readonly ImportKind[] =>
  domains.flatMap(({ imports }) => imports ?? [])

/** @returns whether there was something to do */
export async function advance(service: Service, kinds: readonly ImportKind[]): Promise<boolean> {
  const { database, clock } = service
  const now = clock.now()
  let claimed: string | undefined
  try {
    return await database.transact(async (tx) => {
      const one = await store.claimImport(tx, now)
      if (!one) return false
      claimed = one.id
      await advanceOne(tx, service, kinds, one, now)
      return true
    })
  } catch (fault) {
    if (!claimed) throw fault
    await store.restAfterFault(database, claimed, new Date(now.getTime() + RETRY_MS))
    // the page shows the same number
    throw new Error(`import ${claimed}: ${fault instanceof Error ? fault.message : fault}`, { cause: fault })
  }
}

async function advanceOne(
  tx: Tx,
  service: Service,
  kinds: readonly ImportKind[],
  one: store.ImportRecord,
  now: Date,
): Promise<void> {
  const kind = kinds.find(({ name }) => name === one.kind)
  const state = one.state
  if (!kind) throw new Error(`no kind of import ${one.kind}`)
  if (state !== 'checking' && state !== 'writing' && state !== 'undoing') return
  const today = dayOf(now)
  const ground: Ground = {
    demo: service.settings.environment !== 'production',
    today,
    seals: service.seals,
    importId: one.id,
    path: one.path,
    asOf: one.asOf ?? today,
    now,
  }
  const batch = await store.findNextBatch(tx, one.id, state)
  if (!batch) return await finish(tx, one, state, now)

  if (state === 'checking') await checkBatch(tx, kind, one, batch, ground)
  else if (state === 'writing') await writeBatch(tx, kind, one, batch, ground)
  else await undoBatch(tx, kind, one, batch, ground)
  await store.endBatch(tx, batch.id, state, now)
  await store.setTurn(tx, one.id, now)
}

const ends = { checking: 'checked', writing: 'written', undoing: 'undone' } as const

async function finish(tx: Tx, one: store.ImportRecord, state: store.Working, now: Date): Promise<void> {
  const { outcomes, results } = await store.countRows(tx, one.id)
  const deed = { kind: `import.${ends[state]}`, subjectId: one.id, path: one.path, role: 'system', actor: undefined }
  const facts = { list: one.kind, ...(state === 'checking' ? outcomes : results) }
  await record(tx, {
    ...deed,
    id: idFrom('import', one.id, ends[state], String(one.version)),
    at: now,
    facts,
    input: {},
  })
  await store.setTurn(tx, one.id, null, ends[state])
}

function readRow(
  kind: ImportKind,
  mapping: Readonly<Record<string, number>>,
  row: number,
  cells: readonly string[],
  ground: Ground,
): { read: ReadRow; problems: Problem[] } {
  const values: Record<string, unknown> = {}
  const problems: Problem[] = []
  for (const column of kind.columns) {
    const text = textOf(mapping, cells, column.key)
    if (text === '' || text === '-' || text === '无') {
      if (column.required) problems.push({ column: column.key, code: 'cell.missing' })
      continue
    }
    const cell = column.read(text, ground)
    if ('code' in cell) problems.push({ column: column.key, code: cell.code })
    else if (!column.checkedOnly) values[column.key] = cell.value
  }
  return { read: { row, values }, problems }
}

async function checkBatch(
  tx: Tx,
  kind: ImportKind,
  one: store.ImportRecord,
  batch: store.Batch,
  ground: Ground,
): Promise<void> {
  const texts = openBatch(batch, ground.seals)
  const rows = [...texts].map(([row, cells]) => readRow(kind, one.mapping, row, cells, ground))
  const fit = rows.filter(({ problems }) => problems.length === 0).map(({ read }) => read)
  const checked = await kind.check(tx, fit, ground, async (names) => await store.findMade(tx, one.id, names))
  const known = await store.findMarks(
    tx,
    one.id,
    checked.flatMap(({ mark }) => mark ?? []),
  )
  const wrong = rows
    .filter(({ problems }) => problems.length > 0)
    .map(({ read, problems }): Checked => ({ ...nothing, row: read.row, problems }))
  await store.insertChecked(tx, one.id, batch.number, [...wrong, ...checked.map((row) => refuseRepeated(row, known))])
}

const nothing = {
  outcome: 'wrong',
  fields: [],
  problems: [],
  subjectId: null,
  mark: null,
  makes: null,
} as const satisfies Omit<Checked, 'row'>

/** The same thing twice in one file counts once. */
function refuseRepeated(row: Checked, known: Set<string>): Checked {
  const mark = row.mark?.toString('hex')
  if (!mark || row.outcome === 'wrong') return row
  // it keeps its mark, so that it goes with the row it repeats
  if (known.has(mark))
    return { ...nothing, row: row.row, mark: row.mark, problems: [{ column: '', code: 'row.repeated' }] }
  known.add(mark)
  return row
}

async function writeBatch(
  tx: Tx,
  kind: ImportKind,
  one: store.ImportRecord,
  batch: store.Batch,
  ground: Ground,
): Promise<void> {
  const texts = openBatch(batch, ground.seals)
  const rows = await store.listBatchRows(tx, one.id, spanOf(batch, ground.seals))
  const wanted = rows.flatMap((row): Decided[] => {
    const { outcome, decision } = row
    if (outcome === 'wrong' || outcome === 'same') return []
    if (outcome === 'perhaps' && decision !== 'same' && decision !== 'new') return []
    const cells = texts.get(row.row)
    if (!cells) return []
    const { read } = readRow(kind, one.mapping, row.row, cells, ground)
    return [{ ...read, checked: { ...row, mark: null }, decision: decision === 'skip' ? null : decision }]
  })
  const written = wanted.length > 0 ? await kind.write(tx, wanted, ground) : []
  const kept = rows
    .filter(({ outcome }) => outcome === 'same')
    .map(({ row, subjectId }) => ({ row, result: 'kept' as const, subjectId, undo: null }))
  await store.setWritten(tx, one.id, [...written, ...kept])
}

async function undoBatch(
  tx: Tx,
  kind: ImportKind,
  one: store.ImportRecord,
  batch: store.Batch,
  ground: Ground,
): Promise<void> {
  const rows: Undoing[] = []
  const left: { row: number; stays: string }[] = []
  for (const { row, result, subjectId, undo } of await store.listBatchRows(tx, one.id, spanOf(batch, ground.seals))) {
    if (result !== 'made' && result !== 'changed') continue
    if (subjectId && undo) rows.push({ row, result, subjectId, undo })
    else left.push({ row, stays: 'left' })
  }
  const undone = rows.length > 0 ? await kind.undo(tx, rows, ground) : []
  await store.setUndone(tx, one.id, [...undone, ...left])
}

/** Takes the rows of who left out of one import's texts. The import is held first, as a batch holds it. */
async function forgetOne({ database, seals }: Service): Promise<boolean> {
  const id = await store.findForgetting(database)
  if (!id) return false
  await database.transact(async (tx) => {
    await store.lockImport(tx, id)
    const one = await store.findImport(tx, id)
    for (const batch of await store.holdForgetting(tx, id)) {
      await store.keepTexts(tx, batch.id, sealWithout(batch, seals))
      if (batch.number !== 1 || !one?.headSealed) continue
      const sample = [...openBatch(batch, seals).values()].slice(0, SAMPLE_ROWS)
      await store.keepHead(tx, id, sealHead(seals, { ...openHead(seals, one.headSealed), sample }))
    }
  })
  return true
}

/** Erases the texts of one import whose time is over; a draft that nobody finished ends with it. */
async function eraseOne({ database, clock, rules }: Service): Promise<boolean> {
  const now = clock.now()
  const { policies } = await rules.on(dayOf(now))
  const days = Math.max(policies.number('imports.keep_days'), policies.number('imports.undo_days'))
  return await database.transact(async (tx) => {
    const one = await store.claimStale(tx, new Date(now.getTime() - days * DAY))
    if (!one) return false
    await store.eraseTexts(tx, one.id, now)
    const ended = one.state === 'written' || one.state === 'undone' || one.state === 'dropped'
    if (!ended) await store.setTurn(tx, one.id, null, 'dropped')
    const deed = { kind: 'import.erased', subjectId: one.id, path: one.path, role: 'system', actor: undefined }
    await record(tx, { ...deed, id: idFrom('import', one.id, 'erased'), at: now, facts: { days }, input: {} })
    return true
  })
}
