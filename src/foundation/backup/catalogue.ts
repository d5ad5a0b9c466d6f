/**
 * What a city's schema holds, as PostgreSQL's catalogue tells it: tables in an order in which they can be filled, columns
 * that can be written, sequences. Nothing here is a list by hand, so a new table is in the next backup.
 */
import type pg from 'pg'

export interface Table {
  readonly name: string
  /** Columns that COPY reads and writes: all but computed ones. */
  readonly columns: readonly string[]
}

/** A foreign key that no order satisfies: its tables need each other. */
export interface Loop {
  readonly table: string
  readonly name: string
  readonly definition: string
}

export interface Catalogue {
  readonly tables: readonly Table[]
  readonly loops: readonly Loop[]
  readonly sequences: readonly string[]
}

interface ForeignKey extends Loop {
  readonly target: string
}

/** Reads the schema that the connection is in. */
export async function readCatalogue(client: pg.ClientBase): Promise<Catalogue> {
  const tables = await client.query<{ name: string; columns: string[] }>(`
    select c.relname as name,
           array_agg(a.attname::text order by a.attnum) filter (where a.attgenerated = '') as columns
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r'
    group by c.relname order by c.relname collate "C"`)
  const keys = await client.query<ForeignKey>(`
    select f.relname as "table", t.relname as target, k.conname as name, pg_get_constraintdef(k.oid) as definition
    from pg_constraint k join pg_class f on f.oid = k.conrelid join pg_class t on t.oid = k.confrelid
    where k.contype = 'f' and k.conparentid = 0 and f.relnamespace = current_schema()::regnamespace
    order by f.relname collate "C", k.conname collate "C"`)
  const sequences = await client.query<{ name: string }>(`
    select relname as name from pg_class
    where relnamespace = current_schema()::regnamespace and relkind = 'S' order by relname collate "C"`)
  return {
    ...orderTables(tables.rows, keys.rows),
    sequences: sequences.rows.map(({ name }) => name),
  }
}

/** Puts every table behind those it points at; where tables point at each other, one key is left for afterwards. */
export function orderTables(
  tables: readonly Table[],
  keys: readonly ForeignKey[],
): Pick<Catalogue, 'tables' | 'loops'> {
  const ordered: Table[] = []
  const done = new Set<string>()
  const open = new Set<string>()
  const byName = new Map(tables.map((table) => [table.name, table]))
  const visit = (table: Table): void => {
    if (done.has(table.name) || open.has(table.name)) return
    open.add(table.name)
    for (const key of keys) {
      const target = key.table === table.name ? byName.get(key.target) : undefined
      if (target) visit(target)
    }
    done.add(table.name)
    ordered.push(table)
  }
  for (const table of tables) visit(table)

  const place = new Map(ordered.map(({ name }, index) => [name, index]))
  const loops = keys.filter((key) => (place.get(key.target) ?? -1) > (place.get(key.table) ?? 0))
  return { tables: ordered, loops: loops.map(({ table, name, definition }) => ({ table, name, definition })) }
}

export function listOf(client: pg.ClientBase, names: readonly string[]): string {
  return names.map((name) => client.escapeIdentifier(name)).join(', ')
}
