/**
 * Who points at rows: asked of the catalogue, so that a table added later counts without being named here.
 */
import { sql } from 'kysely'
import type { Tx } from './database.ts'

interface Reference {
  table: string
  column: string
}

/**
 * Which of the rows other rows point at.
 *
 * @param table with a primary key `id` of uuid
 * @param except tables whose references do not count, because the caller deals with them
 */
export async function findReferenced(
  tx: Tx,
  table: string,
  ids: readonly string[],
  except: readonly string[] = [],
): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const { rows } = await sql<Reference>`
    select f.relname as "table", a.attname as "column"
    from pg_constraint k
    join pg_class f on f.oid = k.conrelid
    join pg_class t on t.oid = k.confrelid
    join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
    where k.contype = 'f' and t.relname = ${table} and cardinality(k.conkey) = 1
      and t.relnamespace = current_schema()::regnamespace`.execute(tx)
  const references = rows.filter((one) => !except.includes(one.table))
  if (references.length === 0) return new Set()
  const parts = references.map(
    (one) =>
      sql`select id from asked where exists (select from ${sql.table(one.table)} where ${sql.ref(one.column)} = asked.id)`,
  )
  const found = await sql<{ id: string }>`
    with asked as materialized (select unnest(${ids}::uuid[]) as id)
    ${sql.join(parts, sql` union `)}`.execute(tx)
  return new Set(found.rows.map(({ id }) => id))
}
