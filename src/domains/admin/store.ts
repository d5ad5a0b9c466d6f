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

/** Everything the calendar knows. */
export async function listCalendar({ db }: Database) {
  const years = await db
    .selectFrom('calendar_year as y')
    .leftJoin('person as p', 'p.id', 'y.imported_by')
    .select(['y.year', 'y.published', 'p.name as by', 'y.imported_at'])
    .orderBy('y.year', 'desc')
    .execute()
  const days = await db.selectFrom('calendar_day').select(['day', 'kind', 'name']).orderBy('day').execute()
  return { years, days }
}

export async function listDays(tx: Tx, year: number) {
  return await tx
    .selectFrom('calendar_day')
    .select(['day', 'kind', 'name'])
    .where('day', '>=', `${year}-01-01`)
    .where('day', '<=', `${year}-12-31`)
    .orderBy('day')
    .execute()
}

/** The year's days as the list has them, and no others. */
export async function replaceYear(
  tx: Tx,
  year: number,
  rows: readonly { day: string; kind: string; name: string }[],
  by: string,
  at: Date,
): Promise<void> {
  await tx.deleteFrom('calendar_day').where('day', '>=', `${year}-01-01`).where('day', '<=', `${year}-12-31`).execute()
  await tx
    .insertInto('calendar_day')
    .values([...rows])
    .execute()
  const import_ = { published: true, imported_by: by, imported_at: at }
  await tx
    .insertInto('calendar_year')
    .values({ year, ...import_ })
    .onConflict((conflict) => conflict.column('year').doUpdateSet(import_))
    .execute()
}

/** Clocks of working days that run, by the day they started and their amount. */
export async function listRunningWorkdays({ db }: Database) {
  return await db
    .selectFrom('clock')
    .select(['amount', (eb) => eb.fn.countAll<number>().as('count')])
    .select(sql<string>`(started_at at time zone 'Asia/Shanghai')::date::text`.as('started'))
    .where('unit', '=', 'workdays')
    .where('ended_at', 'is', null)
    .groupBy(['amount', sql`(started_at at time zone 'Asia/Shanghai')::date`])
    .execute()
}

export async function listCategories(on: Tx) {
  return await on
    .selectFrom('request_category as c')
    .leftJoin('dispatch as d', 'd.category', 'c.code')
    .leftJoin('organisation as o', 'o.id', 'd.organisation_id')
    .select(['c.code', 'c.words', 'c.retired_on', 'd.category as given', 'd.unit_kind', 'd.organisation_id'])
    .select(['d.note', 'd.days', 'd.owner_level', 'o.name as organisation'])
    .orderBy('c.place')
    .orderBy('c.code')
    .execute()
}

export async function changeCategory(
  tx: Tx,
  code: string,
  row: { words: string[]; retired_on: string | null },
): Promise<void> {
  await tx.updateTable('request_category').set(row).where('code', '=', code).execute()
}

export interface DispatchRow {
  unit_kind: string | null
  organisation_id: string | null
  note: string
  days: string
  owner_level: 'city' | 'district' | 'street' | 'community' | null
}

export async function setDispatch(tx: Tx, category: string, row: DispatchRow | undefined): Promise<void> {
  if (!row) {
    await tx.deleteFrom('dispatch').where('category', '=', category).execute()
    return
  }
  await tx
    .insertInto('dispatch')
    .values({ category, ...row })
    .onConflict((conflict) => conflict.column('category').doUpdateSet(row))
    .execute()
}

export async function placeCategories(tx: Tx, codes: readonly string[]): Promise<void> {
  await sql`update request_category c set place = x.place::smallint
    from unnest(${[...codes]}::text[]) with ordinality as x(code, place) where c.code = x.code`.execute(tx)
}

export async function listTemplates(on: Tx) {
  return await on
    .selectFrom('reply_template')
    .select(['id', 'category', 'title', 'words', 'retired_on'])
    .orderBy('place')
    .orderBy('id')
    .execute()
}

export interface TemplateRow {
  category: string | null
  title: string
  words: string
}

export async function insertTemplate(tx: Tx, id: string, row: TemplateRow): Promise<void> {
  await tx
    .insertInto('reply_template')
    .values((eb) => ({
      id,
      ...row,
      place: eb.selectFrom('reply_template').select(sql<number>`coalesce(max(place), 0) + 1`.as('next')),
    }))
    .execute()
}

export async function changeTemplate(
  tx: Tx,
  id: string,
  row: TemplateRow & { retired_on: string | null },
): Promise<void> {
  await tx.updateTable('reply_template').set(row).where('id', '=', id).execute()
}

export async function listEmergencies(on: Tx) {
  return await on.selectFrom('emergency').select(['kind', 'words', 'calls']).orderBy('place').execute()
}

export async function changeEmergency(tx: Tx, kind: string, words: string[], calls: string[]): Promise<void> {
  await tx.updateTable('emergency').set({ words, calls }).where('kind', '=', kind).execute()
}

export async function listEmergencyNumbers(on: Tx) {
  return await on.selectFrom('emergency_number').select(['code', 'phone']).orderBy('code').execute()
}

export async function setEmergencyNumber(tx: Tx, code: string, phone: string | null): Promise<void> {
  if (phone === null) {
    await tx.deleteFrom('emergency_number').where('code', '=', code).execute()
    return
  }
  await tx
    .insertInto('emergency_number')
    .values({ code, phone })
    .onConflict((conflict) => conflict.column('code').doUpdateSet({ phone }))
    .execute()
}

/** Units a category can be given to. */
export async function listUnits({ db }: Database) {
  return await db
    .selectFrom('organisation')
    .select(['id', 'name', 'kind'])
    .orderBy('path')
    .orderBy('name')
    .limit(1000)
    .execute()
}

export async function isUnit(tx: Tx, id: string): Promise<boolean> {
  return (await tx.selectFrom('organisation').select('id').where('id', '=', id).executeTakeFirst()) !== undefined
}

/** Privacy texts, drafts first, then the newest. */
export async function listTexts({ db }: Database) {
  return await db
    .selectFrom('privacy_notice as n')
    .leftJoin('person as d', 'd.id', 'n.drafted_by')
    .leftJoin('person as p', 'p.id', 'n.published_by')
    .select(['n.version', 'n.zh', 'n.en', 'n.published_at', 'n.drafted_at', 'd.name as drafted', 'p.name as published'])
    .select((eb) =>
      eb
        .selectFrom('consent as c')
        .whereRef('c.version', '=', 'n.version')
        .select((count) => count.fn.countAll<number>().as('n'))
        .as('consents'),
    )
    .orderBy('n.published_at', (order) => order.desc().nullsFirst())
    .orderBy('n.drafted_at', 'desc')
    .execute()
}

export async function findText(tx: Tx, version: string) {
  return await tx
    .selectFrom('privacy_notice')
    .select(['zh', 'en', 'published_at'])
    .where('version', '=', version)
    .executeTakeFirst()
}

export async function keepDraft(
  tx: Tx,
  version: string,
  row: { zh: string; en: string; drafted_by: string; drafted_at: Date },
): Promise<void> {
  await tx
    .insertInto('privacy_notice')
    .values({ version, ...row })
    .onConflict((conflict) => conflict.column('version').doUpdateSet(row))
    .execute()
}

export async function publishText(tx: Tx, version: string, by: string, at: Date): Promise<void> {
  await tx
    .updateTable('privacy_notice')
    .set({ published_at: at, published_by: by })
    .where('version', '=', version)
    .execute()
}
