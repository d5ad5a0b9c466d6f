/** A log as a file people open in a spreadsheet: a header row, a row that says what each column holds, then the rows. */
import writeExcelFile from 'write-excel-file/node'
import type { Service } from '#foundation/service.ts'
import type { LoggedAction, LoggedReading } from './log.ts'
import { factLine, type Names } from './web/facts.ts'

const columns = {
  actions: ['at', 'who', 'role', 'kind', 'place', 'number', 'from', 'to', 'facts', 'raw', 'id'],
  readings: ['at', 'reader', 'role', 'person', 'fields', 'purpose', 'place', 'number', 'id'],
} as const

/** Shanghai time as spreadsheets read it: 2026-05-14 09:40:12. */
const local = (at: string): string =>
  new Date(Date.parse(at) + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')

/** @param names what ids in the facts of actions are called */
export async function writeTable(
  log: keyof typeof columns,
  { rows, names }: { rows: readonly (LoggedAction | LoggedReading)[]; names: Names },
  format: 'csv' | 'xlsx',
  { words: all, locale }: { words: Service['words']; locale: 'zh' | 'en' },
): Promise<{ type: string; body: Buffer }> {
  const words = all[locale]
  const line = factLine(words, locale)
  const cell = (name: string, row: LoggedAction | LoggedReading): string => {
    if (!('facts' in row)) return cellOf(name, row)
    if (name === 'facts') return line(row.kind, row.facts, names)
    return name === 'raw' ? JSON.stringify(row.facts) : cellOf(name, row)
  }
  const table = [
    columns[log].map((name) => words[`log.column.${name}`] ?? name),
    columns[log].map((name) => `# ${words[`log.column.${name}.note`] ?? ''}`),
    ...rows.map((row) => columns[log].map((name) => cell(name, row))),
  ]
  if (format === 'csv') {
    const text = `\uFEFF${table.map((row) => row.map(quoted).join(',')).join('\r\n')}\r\n`
    return { type: 'text/csv; charset=utf-8', body: Buffer.from(text) }
  }
  const body = await writeExcelFile(
    table.map((row) => [...row]),
    {
      stickyRowsCount: 2,
      columns: columns[log].map((name) => ({
        width: name === 'facts' || name === 'raw' ? 60 : name === 'id' ? 38 : 22,
      })),
    },
  ).toBuffer()
  return { type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', body }
}

function cellOf(name: string, row: LoggedAction | LoggedReading): string {
  const value = (row as unknown as Readonly<Record<string, unknown>>)[name]
  if (value === null || value === undefined) return ''
  if (name === 'at') return local(String(value))
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** A spreadsheet takes = + - @ at the beginning for a formula. */
function quoted(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
