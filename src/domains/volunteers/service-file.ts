/** The records of service as another platform takes them: a table with a row of titles and a row of notes. @source S4-89 */
import { sql } from 'kysely'
import writeExcelFile from 'write-excel-file/node'
import { allow, endOf, grantFor } from '#foundation/authority.ts'
import type { Database } from '#foundation/database/database.ts'
import { record } from '#foundation/journal/journal.ts'
import { type Context, type Handlers, type Service, signedIn } from '#foundation/service.ts'
import type { Day } from '#lib/days.ts'
import { Refusal } from '#lib/refusal.ts'
import type { volunteersContract } from './contract.ts'
import { volunteersPermissions } from './spec.ts'

/** In the order in which the import reads them. */
export const serviceColumns = ['record', 'name', 'phone', 'day', 'activity', 'minutes', 'source', 'confirmed'] as const
const DAYS_MAX = 366

type Row = Record<(typeof serviceColumns)[number], string>

const keeps = volunteersPermissions['volunteers.desk']

/** Records of the days, without those that were taken back, as they stood then. */
async function listRows(
  { database, seals }: Pick<Service, 'database' | 'seals'>,
  { community, from, to, until }: { community: string; from: Day; to: Day; until: Date },
): Promise<Row[]> {
  const { rows } = await sql<{
    id: string
    name: string
    phone: string | null
    day: Day
    activity: string
    minutes: number
    source: string
    at: Date
  }>`
    select s.id, p.name, p.phone_sealed as phone, s.served_on as day, s.activity, s.minutes, s.source, s.confirmed_at as at
    from service_minutes s join person p on p.id = s.person_id
    where s.path >= ${community} and s.path < ${endOf(community)} and s.served_on between ${from} and ${to}
      and s.confirmed_at <= ${until} and s.reverses is null and p.erased_at is null
      and not exists (select from service_minutes r where r.reverses = s.id and r.confirmed_at <= ${until})
    order by s.served_on, s.id`.execute(database.db)
  return rows.map(({ id, name, phone, day, activity, minutes, source, at }) => ({
    record: id,
    name,
    phone: phone ? seals.open(phone) : '',
    day,
    activity,
    minutes: String(minutes),
    source,
    confirmed: at.toISOString(),
  }))
}

/** A spreadsheet takes = + - @ at the beginning for a formula. */
function quoted(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

async function writeFile(
  rows: readonly Row[],
  format: 'csv' | 'xlsx',
  words: Readonly<Record<string, string>>,
): Promise<{ type: string; body: Buffer }> {
  const cell = (row: Row, name: keyof Row) =>
    name === 'activity' ? (words[`activity.${row.activity}`] ?? '') : row[name]
  const table = [
    serviceColumns.map((name) => words[`import.column.service_records.${name}`] ?? name),
    serviceColumns.map((name) => `# ${words[`service.column.${name}.note`] ?? ''}`),
    ...rows.map((row) => serviceColumns.map((name) => cell(row, name))),
  ]
  if (format === 'csv') {
    const text = `\uFEFF${table.map((row) => row.map(quoted).join(',')).join('\r\n')}\r\n`
    return { type: 'text/csv; charset=utf-8', body: Buffer.from(text) }
  }
  const body = await writeExcelFile(table, {
    stickyRowsCount: 2,
    columns: serviceColumns.map((name) => ({ width: name === 'record' ? 38 : 18 })),
  }).toBuffer()
  return { type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', body }
}

async function findExport({ db }: Database, id: string) {
  return await db
    .selectFrom('action')
    .select(['actor_id', 'at', 'facts'])
    .where('id', '=', id)
    .where('kind', '=', 'service.exported')
    .executeTakeFirst()
}

export const serviceFileHandlers: Pick<Handlers<typeof volunteersContract>, 'exportService' | 'getServiceExport'> = {
  async exportService({ body: { id, community, from, to } }, context: Context) {
    const actor = signedIn(context.actor)
    allow(actor, keeps, { path: community })
    const days = (Date.parse(to) - Date.parse(from)) / 86_400_000
    if (days < 0 || days > DAYS_MAX) throw new Refusal('service.days', 422, { days: DAYS_MAX })

    const at = context.clock.now()
    const { length } = await listRows(context, { community, from, to, until: at })
    const role = grantFor(actor, keeps, { path: community })?.role ?? 'staff'
    const facts = { from, to, rows: length }
    await context.database.transact(async (tx) => {
      const deed = { id, at, actor, role, kind: 'service.exported', subjectId: id, path: community, facts }
      await record(tx, { ...deed, input: { community, from, to } })
    })
    return { id, rows: length }
  },

  async getServiceExport({ params: { id }, query: { format } }, context) {
    const actor = signedIn(context.actor)
    const made = await findExport(context.database, id)
    if (!made || made.actor_id !== actor.personId) throw new Refusal('service.export-unknown', 404)
    const { path } = await context.database.db
      .selectFrom('action')
      .select('path')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    allow(actor, keeps, { path })
    const { from, to } = made.facts as { from: Day; to: Day }
    const rows = await listRows(context, { community: path, from, to, until: made.at })
    return { ...(await writeFile(rows, format, context.words[actor.locale])), keep: 0, public: false }
  },
}
