/** SQL of imports. What a row holds of persons is sealed in import_batch; everything else is codes, ids and numbers. */
import { sql } from 'kysely'
import { endOf } from '#foundation/authority.ts'
import type { Database, Tx } from '#foundation/database/database.ts'
import type { Checked, Problem, Written } from '#foundation/sheets/kind.ts'
import { idFrom } from '#lib/ids.ts'
import type { PageEnd } from '#lib/page.ts'
import type { bases } from './rules.ts'
import type { ImportState, RowOutcome, RowResult } from './spec.ts'

export interface ImportRecord {
  id: string
  kind: string
  path: string
  place: string
  nameSealed: string | null
  state: ImportState
  version: number
  madeBy: string
  madeAt: Date
  headerRow: number | null
  headSealed: string | null
  rows: number
  mapping: Record<string, number>
  asOf: string | null
  basis: (typeof bases)[number] | null
  basisWords: string
  writtenBy: string | null
  writtenAt: Date | null
  undoneBy: string | null
  undoneAt: Date | null
  erasedAt: Date | null
  /** When the worker looks next; null unless it has something to do. */
  nextAt: Date | null
  /** How often the batch at hand failed. */
  faults: number
}

const record = sql`
  select i.id, i.kind, i.path, t.name as place, i.name_sealed as "nameSealed", i.state, i.version, m.name as "madeBy",
    i.made_at as "madeAt", i.header_row as "headerRow", i.head_sealed as "headSealed", i.rows, i.mapping, i.as_of as "asOf",
    i.basis, i.basis_words as "basisWords", w.name as "writtenBy", i.written_at as "writtenAt", u.name as "undoneBy",
    i.undone_at as "undoneAt", i.erased_at as "erasedAt", i.next_at as "nextAt", i.faults
  from import i join territory t on t.path = i.path join person m on m.id = i.made_by
  left join person w on w.id = i.written_by left join person u on u.id = i.undone_by`

export async function findImport(tx: Tx, id: string): Promise<ImportRecord | undefined> {
  const { rows } = await sql<ImportRecord>`${record} where i.id = ${id}`.execute(tx)
  return rows[0]
}

/** Holds an import as the worker does, so that a person's step and a batch follow one another. */
export async function lockImport(tx: Tx, id: string): Promise<void> {
  await tx.selectFrom('import').select('id').where('id', '=', id).forUpdate().execute()
}

/** Newest first; what is closed only in the places in which it is open to the reader. */
export async function listImports(
  { db }: Database,
  scope: readonly string[],
  closed: readonly { kind: string; scope: readonly string[] }[],
  after: PageEnd | undefined,
  limit: number,
): Promise<ImportRecord[]> {
  if (scope.length === 0) return []
  const inside = (paths: readonly string[]) =>
    sql.join([sql`false`, ...paths.map((path) => sql`(i.path >= ${path} and i.path < ${endOf(path)})`)], sql` or `)
  const open = closed.map((one) => sql`and (i.kind <> ${one.kind} or ${inside(one.scope)})`)
  const { rows } = await sql<ImportRecord>`${record}
    where (${inside(scope)}) ${sql.join(open, sql` `)} and ${after ? sql`(i.made_at, i.id) < (${after.at}, ${after.id})` : sql`true`}
    order by i.made_at desc, i.id desc limit ${limit}`.execute(db)
  return rows
}

export async function listCommunities({ db }: Database, scope: readonly string[]) {
  if (scope.length === 0) return []
  return await db
    .selectFrom('territory')
    .select(['path', 'name'])
    .where('level', '=', 'community')
    .where((eb) => eb.or(scope.map((path) => eb.and([eb('path', '>=', path), eb('path', '<', endOf(path))]))))
    .orderBy('path')
    .limit(500)
    .execute()
}

export async function insertImport(
  tx: Tx,
  made: { id: string; kind: string; path: string; nameSealed: string; by: string; at: Date },
): Promise<void> {
  const { id, kind, path, nameSealed, by, at } = made
  await tx
    .insertInto('import')
    .values({ id, kind, path, name_sealed: nameSealed, state: 'made', made_by: by, made_at: at })
    .execute()
}

export interface Change {
  state: ImportState
  /** When the worker looks, for states it works in. */
  nextAt: Date | null
  asOf?: string
  basis?: (typeof bases)[number] | null
  basisWords?: string
  mapping?: Record<string, number>
  written?: { by: string; at: Date }
  undone?: { by: string; at: Date }
}

/** Takes a step that was decided on a version. @returns false when somebody took one in between */
export async function moveImport(tx: Tx, id: string, seen: number, change: Change): Promise<boolean> {
  const { state, nextAt, asOf, basis, basisWords, mapping, written, undone } = change
  const { numUpdatedRows } = await tx
    .updateTable('import')
    .set((eb) => ({
      state,
      next_at: nextAt,
      faults: 0,
      version: eb('version', '+', 1),
      ...(asOf === undefined ? {} : { as_of: asOf }),
      ...(basis === undefined ? {} : { basis }),
      ...(basisWords === undefined ? {} : { basis_words: basisWords }),
      ...(mapping === undefined ? {} : { mapping: JSON.stringify(mapping) }),
      ...(written ? { written_by: written.by, written_at: written.at } : {}),
      ...(undone ? { undone_by: undone.by, undone_at: undone.at } : {}),
    }))
    .where('id', '=', id)
    .where('version', '=', seen)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

export async function keepFile(
  tx: Tx,
  id: string,
  file: {
    headerRow: number
    headSealed: string
    rows: number
    mapping: Record<string, number>
    batches: readonly { rows: number; sealed: string }[]
  },
): Promise<void> {
  await tx
    .updateTable('import')
    .set({
      header_row: file.headerRow,
      head_sealed: file.headSealed,
      rows: file.rows,
      mapping: JSON.stringify(file.mapping),
    })
    .where('id', '=', id)
    .execute()
  for (const [at, batch] of file.batches.entries())
    await tx
      .insertInto('import_batch')
      .values({
        id: idFrom('import batch', id, String(at + 1)),
        import_id: id,
        number: at + 1,
        rows: batch.rows,
        rows_sealed: batch.sealed,
      })
      .execute()
}

export async function findMapping(
  tx: Tx,
  kind: string,
  signature: Buffer,
): Promise<Record<string, number> | undefined> {
  const found = await tx
    .selectFrom('import_mapping')
    .select('mapping')
    .where('kind', '=', kind)
    .where('signature', '=', signature)
    .executeTakeFirst()
  return found?.mapping as Record<string, number> | undefined
}

export async function keepMapping(
  tx: Tx,
  kind: string,
  signature: Buffer,
  mapping: Record<string, number>,
  at: Date,
): Promise<void> {
  const row = { mapping: JSON.stringify(mapping), used_at: at }
  await tx
    .insertInto('import_mapping')
    .values({ kind, signature, ...row })
    .onConflict((conflict) => conflict.columns(['kind', 'signature']).doUpdateSet(row))
    .execute()
}

/** Forgets an earlier dry run. */
export async function clearChecks(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('import_row').where('import_id', '=', id).execute()
  await tx.updateTable('import_batch').set({ checked_at: null }).where('import_id', '=', id).execute()
}

export interface Counts {
  outcomes: Record<RowOutcome | 'undecided' | 'skipped', number>
  results: Record<RowResult, number>
}

export const noRows = (): Counts => ({
  outcomes: { new: 0, changed: 0, same: 0, wrong: 0, perhaps: 0, undecided: 0, skipped: 0 },
  results: { made: 0, changed: 0, kept: 0, moved: 0, undone: 0, stays: 0 },
})

export async function countRows(tx: Tx, id: string): Promise<Counts> {
  const { rows } = await sql<{
    outcome: RowOutcome
    result: RowResult | null
    open: boolean
    skipped: boolean
    n: number
  }>`
    select outcome, result, outcome = 'perhaps' and decision is null as open, decision is not distinct from 'skip' as skipped,
      count(*)::int as n
    from import_row where import_id = ${id} group by 1, 2, 3, 4`.execute(tx)
  const { outcomes, results } = noRows()
  for (const { outcome, result, open, skipped, n } of rows) {
    outcomes[outcome] += n
    if (open) outcomes.undecided += n
    if (skipped) outcomes.skipped += n
    if (result) results[result] += n
  }
  return { outcomes, results }
}

export const stageOf = { checking: 'checked_at', writing: 'written_at', undoing: 'undone_at' } as const
export type Working = keyof typeof stageOf

export async function countDone(tx: Tx, id: string, state: Working): Promise<number> {
  const found = await tx
    .selectFrom('import_batch')
    .select((eb) => eb.fn.sum<string>('rows').as('n'))
    .where('import_id', '=', id)
    .where(stageOf[state], 'is not', null)
    .executeTakeFirst()
  return Number(found?.n ?? 0)
}

/** Takes the import whose turn it is; what another worker holds is left to it. */
export async function claimImport(tx: Tx, now: Date): Promise<ImportRecord | undefined> {
  const due = await sql<{ id: string }>`
    select id from import where next_at <= ${now} order by next_at, id limit 1 for update skip locked`.execute(tx)
  const id = due.rows[0]?.id
  return id ? await findImport(tx, id) : undefined
}

export interface Batch {
  id: string
  number: number
  sealed: string | null
  /** Rows of somebody who left, not taken out yet. */
  forget: readonly number[]
}

const batch = ['id', 'number', 'rows_sealed as sealed', 'forget'] as const

/** The next batch of a stage: the first, or the last for undoing. */
export async function findNextBatch(tx: Tx, id: string, state: Working): Promise<Batch | undefined> {
  return await tx
    .selectFrom('import_batch')
    .select(batch)
    .where('import_id', '=', id)
    .where(stageOf[state], 'is', null)
    .orderBy('number', state === 'undoing' ? 'desc' : 'asc')
    .limit(1)
    .executeTakeFirst()
}

export async function endBatch(tx: Tx, id: string, state: Working, now: Date): Promise<void> {
  await tx
    .updateTable('import_batch')
    .set({ [stageOf[state]]: now })
    .where('id', '=', id)
    .execute()
}

/** Gives the others their turn; what failed before went well now. */
export async function setTurn(tx: Tx, id: string, at: Date | null, state?: ImportState): Promise<void> {
  await tx
    .updateTable('import')
    .set((eb) => ({ next_at: at, faults: 0, ...(state ? { state, version: eb('version', '+', 1) } : {}) }))
    .where('id', '=', id)
    .execute()
}

export async function restAfterFault({ db }: Database, id: string, until: Date): Promise<void> {
  await db
    .updateTable('import')
    .set((eb) => ({ next_at: until, faults: eb('faults', '+', 1) }))
    .where('id', '=', id)
    .where('next_at', 'is not', null)
    .execute()
}

/**
 * Which marks rows of earlier batches bear. Each is looked for by itself: a list of them is compared with every row of the
 * import while the table's statistics are older than the import, and that grows with its square.
 */
export async function findMarks(tx: Tx, id: string, marks: readonly Buffer[]): Promise<Set<string>> {
  if (marks.length === 0) return new Set()
  const { rows } = await sql<{ mark: string }>`
    select encode(m.mark, 'hex') as mark from unnest(${marks}::bytea[]) m (mark)
    cross join lateral (
      select from import_row r where r.import_id = ${id} and r.mark = m.mark and r.outcome <> 'wrong' limit 1) r`.execute(
    tx,
  )
  return new Set(rows.map(({ mark }) => mark))
}

/** Which names rows of earlier batches make. */
export async function findMade(tx: Tx, id: string, names: readonly string[]): Promise<Set<string>> {
  if (names.length === 0) return new Set()
  const { rows } = await sql<{ name: string }>`
    select n.name from unnest(${[...new Set(names)]}::text[]) n (name)
    cross join lateral (select from import_row r where r.import_id = ${id} and r.makes = n.name limit 1) r`.execute(tx)
  return new Set(rows.map(({ name }) => name))
}

export async function insertChecked(tx: Tx, id: string, batch: number, rows: readonly Checked[]): Promise<void> {
  const values = rows.map(({ row, outcome, fields, problems, subjectId, mark, makes }) => ({
    row,
    outcome,
    fields,
    problems,
    subjectId,
    mark: mark?.toString('hex') ?? null,
    makes,
  }))
  await sql`
    insert into import_row (import_id, row, batch, outcome, fields, problems, subject_id, mark, makes)
    select ${id}, row, ${batch}, outcome, array(select jsonb_array_elements_text(fields)), problems, "subjectId",
      decode(mark, 'hex'), makes
    from jsonb_to_recordset(${JSON.stringify(values)}::jsonb)
      as r (row int, outcome text, fields jsonb, problems jsonb, "subjectId" uuid, mark text, makes text)`.execute(tx)
}

export interface KeptRow {
  row: number
  batch: number
  outcome: RowOutcome
  fields: string[]
  problems: Problem[]
  subjectId: string | null
  makes: string | null
  decision: 'same' | 'new' | 'skip' | null
  result: RowResult | null
  stays: string | null
  undo: Record<string, unknown> | null
}

const kept = [
  'row',
  'batch',
  'outcome',
  'fields',
  'problems',
  'subject_id as subjectId',
  'makes',
  'decision',
  'result',
  'stays',
  'undo',
] as const

/** The rows of a batch by where they are in the file, which is the primary key. */
export async function listBatchRows(
  tx: Tx,
  id: string,
  span: { from: number; to: number } | undefined,
): Promise<KeptRow[]> {
  if (!span) return []
  const found = await tx
    .selectFrom('import_row')
    .select(kept)
    .where('import_id', '=', id)
    .where('row', '>=', span.from)
    .where('row', '<=', span.to)
    .orderBy('row')
    .execute()
  return found as KeptRow[]
}

export async function listRows(
  tx: Tx,
  id: string,
  filter: { outcome?: RowOutcome; result?: RowResult; after?: number; limit: number },
): Promise<KeptRow[]> {
  let query = tx.selectFrom('import_row').select(kept).where('import_id', '=', id)
  if (filter.outcome) query = query.where('outcome', '=', filter.outcome)
  if (filter.result) query = query.where('result', '=', filter.result)
  if (filter.after) query = query.where('row', '>', filter.after)
  return (await query.orderBy('row').limit(filter.limit).execute()) as KeptRow[]
}

/** What was not written: wrong, skipped, moved, not undone. In order. */
export async function listLeftRows(tx: Tx, id: string): Promise<KeptRow[]> {
  const found = await tx
    .selectFrom('import_row')
    .select(kept)
    .where('import_id', '=', id)
    .where((eb) =>
      eb.or([eb('outcome', '=', 'wrong'), eb('result', 'in', ['moved', 'stays']), eb('outcome', '=', 'perhaps')]),
    )
    .where((eb) => eb.or([eb('result', 'is', null), eb('result', 'in', ['moved', 'stays'])]))
    .orderBy('row')
    .execute()
  return found as KeptRow[]
}

export async function listBatches(tx: Tx, id: string, numbers: readonly number[]): Promise<Batch[]> {
  if (numbers.length === 0) return []
  return await tx
    .selectFrom('import_batch')
    .select(batch)
    .where('import_id', '=', id)
    .where('number', 'in', [...numbers])
    .execute()
}

/** @param rows none for all that are not decided yet @returns how many were decided */
export async function decideRows(
  tx: Tx,
  id: string,
  rows: readonly number[],
  decision: 'same' | 'new' | 'skip',
): Promise<number> {
  let update = tx
    .updateTable('import_row')
    .set({ decision })
    .where('import_id', '=', id)
    .where('outcome', '=', 'perhaps')
  update = rows.length > 0 ? update.where('row', 'in', [...rows]) : update.where('decision', 'is', null)
  if (decision === 'same') update = update.where('subject_id', 'is not', null)
  const { numUpdatedRows } = await update.executeTakeFirst()
  return Number(numUpdatedRows)
}

export async function countWithoutSubject(tx: Tx, id: string, rows: readonly number[]): Promise<number> {
  const found = await tx
    .selectFrom('import_row')
    .select((eb) => eb.fn.countAll<string>().as('n'))
    .where('import_id', '=', id)
    .where('row', 'in', [...rows])
    .where('subject_id', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(found.n)
}

export async function setWritten(tx: Tx, id: string, rows: readonly Written[]): Promise<void> {
  await sql`
    update import_row r set result = w.result, subject_id = coalesce(w."subjectId", r.subject_id), undo = w.undo
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as w (row int, result text, "subjectId" uuid, undo jsonb)
    where r.import_id = ${id} and r.row = w.row`.execute(tx)
}

export async function setUndone(
  tx: Tx,
  id: string,
  rows: readonly { row: number; stays: string | null }[],
): Promise<void> {
  await sql`
    update import_row r set result = case when u.stays is null then 'undone' else 'stays' end, stays = u.stays
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as u (row int, stays text)
    where r.import_id = ${id} and r.row = u.row`.execute(tx)
}

/** Takes the texts away; codes, ids and numbers stay. */
export async function eraseTexts(tx: Tx, id: string, now: Date): Promise<void> {
  await tx.updateTable('import_batch').set({ rows_sealed: null, forget: [] }).where('import_id', '=', id).execute()
  await tx
    .updateTable('import_row')
    .set({ undo: null, mark: null, makes: null })
    .where('import_id', '=', id)
    .where((eb) => eb.or([eb('undo', 'is not', null), eb('mark', 'is not', null), eb('makes', 'is not', null)]))
    .execute()
  await tx
    .updateTable('import')
    .set({ name_sealed: null, head_sealed: null, erased_at: now })
    .where('id', '=', id)
    .execute()
}

/** One that rests since before a day, with the texts still there. */
export async function claimStale(tx: Tx, before: Date): Promise<ImportRecord | undefined> {
  const due = await sql<{ id: string }>`
    select id from import where erased_at is null and next_at is null
      and greatest(made_at, written_at, undone_at) < ${before}
    order by made_at limit 1 for update skip locked`.execute(tx)
  const id = due.rows[0]?.id
  return id ? await findImport(tx, id) : undefined
}

/**
 * Forgets the rows that were found to be a person's, repeated ones too: what undo needs of them is gone at once, what is not
 * written yet is not going to be, and their texts are named to be taken out.
 */
export async function forgetPerson(tx: Tx, personId: string): Promise<void> {
  await sql`
    with known as (
      select distinct import_id, mark from import_row where subject_id = ${personId} and mark is not null
    ), gone as (
      update import_row r
      set undo = null, mark = null, makes = null,
        outcome = case when r.result is null then 'wrong' else r.outcome end,
        decision = case when r.result is null then null else r.decision end,
        fields = case when r.result is null then '{}' else r.fields end,
        problems = case when r.result is null then '[{"column": "", "code": "person.left"}]' else r.problems end
      from known k where r.import_id = k.import_id and r.mark = k.mark
      returning r.import_id, r.batch, r.row
    )
    update import_batch b set forget = b.forget || g.rows
    from (select import_id, batch, array_agg(row) as rows from gone group by import_id, batch) g
    where b.import_id = g.import_id and b.number = g.batch and b.rows_sealed is not null`.execute(tx)
}

/** An import with texts to be taken out. */
export async function findForgetting({ db }: Database): Promise<string | undefined> {
  const found = await db
    .selectFrom('import_batch')
    .select('import_id as id')
    .where(sql<boolean>`forget <> '{}'`)
    .limit(1)
    .executeTakeFirst()
  return found?.id
}

/** The batches of an import with texts to be taken out, held. */
export async function holdForgetting(tx: Tx, id: string): Promise<Batch[]> {
  return await tx
    .selectFrom('import_batch')
    .select(batch)
    .where('import_id', '=', id)
    .where(sql<boolean>`forget <> '{}'`)
    .orderBy('number')
    .forUpdate()
    .execute()
}

export async function keepTexts(tx: Tx, batchId: string, sealed: string): Promise<void> {
  await tx.updateTable('import_batch').set({ rows_sealed: sealed, forget: [] }).where('id', '=', batchId).execute()
}

export async function keepHead(tx: Tx, id: string, sealed: string): Promise<void> {
  await tx.updateTable('import').set({ head_sealed: sealed }).where('id', '=', id).execute()
}
