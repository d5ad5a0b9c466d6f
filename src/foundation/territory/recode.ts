/**
 * Rewriting codes: every row that carries the code of a place gets the new one, in the transaction it is given, or none.
 * What is append-only keeps the code it happened under. Which columns carry a code is asked of the database, so a later
 * table is not forgotten; domains/divisions decides what changes. Owns territory_change. Read next: history.ts.
 * @source U02
 */
import { sql } from 'kysely'
import type { Tx } from '#foundation/database/database.ts'
import type { Day } from '#lib/days.ts'
import { soundOf } from '#lib/names.ts'
import type { Level, PlaceKind } from './territory.ts'

export const changeKinds = ['rename', 'split', 'merge', 'move', 'new', 'abolish', 'follow'] as const
export type ChangeKind = (typeof changeKinds)[number]

/** What happens to one place. Without an old path it begins, without a new one it ends. */
export interface PlaceChange {
  /** Of the import, counted from 1; 0 for what only follows. */
  line: number
  kind: ChangeKind
  id: string
  level: Level
  placeKind: PlaceKind
  oldPath: string | null
  newPath: string | null
  oldName: string | null
  newName: string | null
  /** The place it is merged into; its rows go there. */
  into: { id: string; path: string } | null
}

export interface PathColumn {
  table: string
  column: string
  /** A list of codes. */
  many: boolean
}

/** Append-only, or the history itself: they keep the code of their time. territory is rewritten by its ids. */
export const keptTables: readonly string[] = ['action', 'service_minutes', 'territory', 'territory_change']

/** Every column that carries the code of a place, by the collation that codes have and by its name. */
export async function listPathColumns(tx: Tx): Promise<PathColumn[]> {
  const { rows } = await sql<PathColumn>`
    select c.relname as "table", a.attname as "column", t.typcategory = 'A' as many
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    join pg_type t on t.oid = a.atttypid
    where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
      and t.typname in ('text', '_text') and a.attname ~ '(^|_)paths?$'
    order by 1, 2`.execute(tx)
  return rows
}

export async function listRewritten(tx: Tx): Promise<PathColumn[]> {
  return (await listPathColumns(tx)).filter(({ table }) => !keptTables.includes(table))
}

/** Lets writes that would carry a code wait until this transaction is done. */
export async function lockPlaces(tx: Tx): Promise<void> {
  const tables = [...new Set(['territory', ...(await listRewritten(tx)).map(({ table }) => table)])].sort()
  await sql`lock table ${sql.join(tables.map((table) => sql.table(table)))} in share row exclusive mode`.execute(tx)
}

/** Old codes and what their rows get; codes that stay are not in it. */
export function rewritesOf(changes: readonly PlaceChange[]): { from: string[]; to: string[] } {
  const moved = changes.flatMap(({ oldPath, newPath, into }) => {
    const to = newPath ?? into?.path
    return oldPath && to && oldPath !== to ? [{ oldPath, to }] : []
  })
  return { from: moved.map(({ oldPath }) => oldPath), to: moved.map(({ to }) => to) }
}

/** Rewrites every row. @returns rows by table */
export async function recode(
  tx: Tx,
  changes: readonly PlaceChange[],
  deed: { id: string; from: Day; at: Date },
): Promise<Record<string, number>> {
  const { from, to } = rewritesOf(changes)
  const rows: Record<string, number> = {}
  await rewriteTerritory(tx, changes)
  await insertHistory(tx, changes, deed)
  for (const { table, column, many } of await listRewritten(tx)) {
    const target = sql.ref(column)
    const map = sql`unnest(${from}::text[], ${to}::text[]) as m(was, becomes)`
    const { numAffectedRows = 0n } = await (many
      ? sql`update ${sql.table(table)} x set ${target} = (
            select array_agg(distinct coalesce(m.becomes, p)) from unnest(x.${target}) as p left join ${map} on m.was = p)
          where x.${target} && ${from}::text[]`
      : sql`update ${sql.table(table)} x set ${target} = m.becomes from ${map} where x.${target} = m.was`
    ).execute(tx)
    if (numAffectedRows > 0n) rows[table] = (rows[table] ?? 0) + Number(numAffectedRows)
  }
  await followBuildings(tx, to)
  await replaceMembers(tx, changes)
  // every stream begins anew with the grants as they are now
  await sql`select pg_notify('linli_ended', 'all')`.execute(tx)
  return rows
}

async function rewriteTerritory(tx: Tx, changes: readonly PlaceChange[]): Promise<void> {
  const gone = changes.filter(({ newPath }) => newPath === null).map(({ id }) => id)
  if (gone.length > 0) await sql`delete from territory where id = any(${gone}::uuid[])`.execute(tx)
  const kept = changes.filter(({ oldPath, newPath }) => oldPath !== null && newPath !== null)
  if (kept.length > 0)
    await sql`update territory t set path = m.path from unnest(
        ${kept.map(({ id }) => id)}::uuid[], ${kept.map(({ newPath }) => newPath)}::text[]) as m(id, path)
      where t.id = m.id and t.path <> m.path`.execute(tx)
  for (const { id, newName } of kept.filter(({ oldName, newName }) => oldName !== newName))
    await tx
      .updateTable('territory')
      .set({ name: newName ?? '', ...soundOf(newName ?? '') })
      .where('id', '=', id)
      .execute()
  const made = changes.filter(({ oldPath }) => oldPath === null)
  if (made.length === 0) return
  await tx
    .insertInto('territory')
    .values(
      made.map(({ id, newPath, level, placeKind, newName }) => ({
        id,
        path: newPath ?? '',
        level,
        kind: placeKind,
        name: newName ?? '',
        ...soundOf(newName ?? ''),
      })),
    )
    .execute()
}

async function insertHistory(
  tx: Tx,
  changes: readonly PlaceChange[],
  deed: { id: string; from: Day; at: Date },
): Promise<void> {
  const list = <K extends keyof PlaceChange>(key: K) => changes.map((change) => change[key])
  await sql`
    insert into territory_change
      (deed_id, line, place_id, kind, old_path, new_path, old_name, new_name, into_id, from_on, at)
    select ${deed.id}::uuid, m.line, m.id, m.kind, m.old_path, m.new_path, m.old_name, m.new_name, m.into_id,
      ${deed.from}::date, ${deed.at}::timestamptz
    from unnest(${list('line')}::int[], ${list('id')}::uuid[], ${list('kind')}::text[], ${list('oldPath')}::text[],
      ${list('newPath')}::text[], ${list('oldName')}::text[], ${list('newName')}::text[],
      ${changes.map(({ into }) => into?.id ?? null)}::uuid[])
      as m(line, id, kind, old_path, new_path, old_name, new_name, into_id)`.execute(tx)
}

/** An estate belongs to the community its buildings went to; domains/divisions refuses to part one. */
async function followBuildings(tx: Tx, moved: readonly string[]): Promise<void> {
  await sql`
    update estate e set path = b.path
    from (select estate_id, min(left(path, 12)) as path from building group by estate_id
          having min(left(path, 12)) = max(left(path, 12)) and bool_or(path = any(${[...moved]}::text[]))) b
    where b.estate_id = e.id and e.path <> b.path`.execute(tx)
}

async function replaceMembers(tx: Tx, changes: readonly PlaceChange[]): Promise<void> {
  const gone = changes.filter(({ newPath }) => newPath === null)
  if (gone.length === 0) return
  const ids = gone.map(({ id }) => id)
  await sql`
    insert into place_list_member (list_id, place_id)
    select distinct p.list_id, m.into_id from place_list_member p
    join unnest(${ids}::uuid[], ${gone.map(({ into }) => into?.id ?? null)}::uuid[]) as m(id, into_id) on m.id = p.place_id
    where m.into_id is not null on conflict do nothing`.execute(tx)
  await sql`delete from place_list_member where place_id = any(${ids}::uuid[])`.execute(tx)
}
