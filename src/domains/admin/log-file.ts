/** A log as a file people open in a spreadsheet: a header row, a row that says what each column holds, then the rows. */
import writeExcelFile from 'write-excel-file/node'
import type { LoggedAction, LoggedReading } from './log.ts'
import en from './web/words/staff.en.ts'
import zh from './web/words/staff.zh.ts'

const columns = {
  actions: ['at', 'who', 'role', 'kind', 'place', 'number', 'from', 'to', 'facts', 'id'],
  readings: ['at', 'reader', 'role', 'person', 'fields', 'purpose', 'place', 'number', 'id'],
} as const

/** Shanghai time as spreadsheets read it: 2026-05-14 09:40:12. */
const local = (at: string): string =>
  new Date(Date.parse(at) + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')

export async function writeTable(
  log: keyof typeof columns,
  rows: readonly (LoggedAction | LoggedReading)[],
  format: 'csv' | 'xlsx',
  locale: 'zh' | 'en',
): Promise<{ type: string; body: Buffer }> {
  const words: Readonly<Record<string, string>> = locale === 'en' ? en : zh
  const table = [
    columns[log].map((name) => words[`log.column.${name}`] ?? name),
    columns[log].map((name) => `# ${words[`log.column.${name}.note`] ?? ''}`),
    ...rows.map((row) => columns[log].map((name) => cellOf(name, row as unknown as Record<string, unknown>))),
  ]
  if (format === 'csv') {
    const text = `\uFEFF${table.map((row) => row.map(quoted).join(',')).join('\r\n')}\r\n`
    return { type: 'text/csv; charset=utf-8', body: Buffer.from(text) }
  }
  const body = await writeExcelFile(
    table.map((row) => [...row]),
    {
      stickyRowsCount: 2,
      columns: columns[log].map((name) => ({ width: name === 'facts' ? 60 : name === 'id' ? 38 : 22 })),
    },
  ).toBuffer()
  return { type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', body }
}

function cellOf(name: string, row: Readonly<Record<string, unknown>>): string {
  const value = row[name]
  if (value === null || value === undefined) return ''
  if (name === 'at') return local(String(value))
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** A spreadsheet takes = + - @ at the beginning for a formula. */
function quoted(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
