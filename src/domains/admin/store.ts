/** Questions of administration to the database; every write takes a transaction. */
import { sql } from 'kysely'
import type { Database, Tx } from '#foundation/database/database.ts'

export interface ValueRow {
  id: string
  key: string
  value: unknown
  from_on: string
  source: string
  changed_at: Date | null
  by: string | null
  withdrawn_at: Date | null
}

/** Values of one rule or of all, the newest change first, without what was withdrawn unless asked for. */
export async function listValues(on: Tx, key?: string): Promise<ValueRow[]> {
  return await on
    .selectFrom('policy_value as v')
    .leftJoin('person as p', 'p.id', 'v.changed_by')
    .select(['v.id', 'v.key', 'v.value', 'v.from_on', 'v.source', 'v.changed_at', 'p.name as by', 'v.withdrawn_at'])
    .$if(key !== undefined, (query) => query.where('v.key', '=', key ?? ''))
    .orderBy('v.changed_at', (order) => order.desc().nullsLast())
    .orderBy('v.from_on', 'desc')
    .execute()
}

/** What was written with each change and withdrawal of a rule, and who withdrew. */
export async function listValueWords({ db }: Database, key: string) {
  return await db
    .selectFrom('policy_value as v')
    .leftJoin('content as c', 'c.action_id', 'v.id')
    .leftJoin('person as w', 'w.id', 'v.withdrawn_by')
    .select(['v.id', 'w.name as withdrawn_by'])
    .select(sql<string | null>`c.body ->> 'reason'`.as('reason'))
    .where('v.key', '=', key)
    .execute()
}

export interface NewValue {
  id: string
  key: string
  from: string
  value: unknown
  unit: string
  source: string
  by: string
  at: Date
}

export async function insertValue(tx: Tx, row: NewValue): Promise<void> {
  await tx
    .insertInto('policy_value')
    .values({
      id: row.id,
      key: row.key,
      from_on: row.from,
      value: JSON.stringify(row.value),
      unit: row.unit,
      source: row.source,
      changed_by: row.by,
      changed_at: row.at,
    })
    .execute()
}

export async function withdrawValue(tx: Tx, id: string, by: string, at: Date): Promise<void> {
  await tx.updateTable('policy_value').set({ withdrawn_by: by, withdrawn_at: at }).where('id', '=', id).execute()
}

/** Clocks that run, by the amount they were started with. */
export async function countRunning({ db }: Database, kind: string, name: string) {
  return await db
    .selectFrom('clock as c')
    .innerJoin('matter as m', 'm.id', 'c.matter_id')
    .select(['c.amount', (eb) => eb.fn.countAll<number>().as('count')])
    .where('m.kind', '=', kind)
    .where('m.closed_at', 'is', null)
    .where('c.name', '=', name)
    .where('c.ended_at', 'is', null)
    .groupBy('c.amount')
    .orderBy('c.amount')
    .execute()
}
