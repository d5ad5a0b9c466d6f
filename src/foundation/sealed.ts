/**
 * Values of the database that are sealed: which columns hold them, under which keys, and sealing them anew under the newest.
 *
 * A column holds sealed values when its name ends in `_sealed`; nothing else says so. Rows are taken in the order of their
 * primary key, each in a statement of its own that changes nothing but what it read, so the program may run meanwhile and
 * a run that was stopped is simply started again.
 * Read next: lib/seal.ts.
 */
import type pg from 'pg'
import type { Seals } from '#lib/seal.ts'

export interface SealedColumn {
  readonly table: string
  readonly column: string
  readonly key: string
  readonly keyType: string
}

/** @throws when a table with a sealed column has no primary key of one column */
export async function listSealedColumns(client: pg.ClientBase): Promise<SealedColumn[]> {
  const { rows } = await client.query<Omit<SealedColumn, 'key'> & { key: string | null }>(`
    select c.relname as "table", a.attname as "column", k.attname as key, format_type(k.atttypid, k.atttypmod) as "keyType"
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attname like '%\\_sealed'
    left join pg_index i on i.indrelid = c.oid and i.indisprimary and i.indnkeyatts = 1
    left join pg_attribute k on k.attrelid = c.oid and k.attnum = i.indkey[0]
    where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r'
    order by c.relname collate "C", a.attname collate "C"`)
  return rows.map(({ key, ...column }) => {
    if (key === null) throw new Error(`${column.table} has a sealed column and needs a primary key of one column`)
    return { ...column, key }
  })
}

/** How many values each key seals, and how many seals over the journal it made. */
export async function countByKey(client: pg.ClientBase): Promise<Map<string, { values: number; seals: number }>> {
  const counts = new Map<string, { values: number; seals: number }>()
  const add = (id: string, what: 'values' | 'seals', n: number): void => {
    const count = counts.get(id) ?? { values: 0, seals: 0 }
    counts.set(id, { ...count, [what]: count[what] + n })
  }
  for (const { table, column } of await listSealedColumns(client)) {
    const [name, on] = [client.escapeIdentifier(column), client.escapeIdentifier(table)]
    const { rows } = await client.query<{ id: string; n: number }>(
      `select split_part(${name}, '.', 1) as id, count(*) as n from ${on} where ${name} is not null group by 1`,
    )
    for (const { id, n } of rows) add(id, 'values', n)
  }
  const seals = await client.query<{ id: string; n: number }>(
    `select key_id as id, count(*) as n
     from (select key_id from journal_seal union all select key_id from checkpoint) s group by 1`,
  )
  for (const { id, n } of seals.rows) add(id, 'seals', n)
  return counts
}

const BATCH = 500

/**
 * Seals every value under the newest key.
 *
 * @param newest its id
 * @returns how many values were sealed anew
 */
export async function sealAnew(
  client: pg.ClientBase,
  seals: Seals,
  newest: string,
  progress?: (done: number) => void,
): Promise<number> {
  let done = 0
  for (const { table, column, key, keyType } of await listSealedColumns(client)) {
    const [on, name, id] = [table, column, key].map((word) => client.escapeIdentifier(word))
    let last: string | null = null
    while (true) {
      const { rows }: pg.QueryResult<{ id: string; sealed: string }> = await client.query(
        `select ${id}::text as id, ${name} as sealed from ${on}
         where ($1::text is null or ${id} > $1::${keyType}) and split_part(${name}, '.', 1) <> $2
         order by ${on}.${id} limit ${BATCH}`,
        [last, newest],
      )
      const end = rows.at(-1)
      if (!end) break
      last = end.id
      const changed = await client.query(
        `update ${on} set ${name} = new.sealed
         from unnest($1::text[], $2::text[], $3::text[]) as new (id, old, sealed)
         where ${on}.${id} = new.id::${keyType} and ${on}.${name} = new.old`,
        [
          rows.map((row) => row.id),
          rows.map((row) => row.sealed),
          rows.map((row) => seals.seal(seals.open(row.sealed))),
        ],
      )
      done += changed.rowCount ?? 0
      progress?.(done)
    }
  }
  return done
}
