/** The rows that were not written, as the file had them, with what is wrong in a first column: put right, it is brought again. */
import writeExcelFile from 'write-excel-file/node'
import type { KeptRow } from './store.ts'
import type { Texts } from './texts.ts'
import en from './web/words/staff.en.ts'
import zh from './web/words/staff.zh.ts'

export async function writeLeftRows(
  { kind, header, rows, texts }: { kind: string; header: readonly string[]; rows: readonly KeptRow[]; texts: Texts },
  format: 'csv' | 'xlsx',
  locale: 'zh' | 'en',
): Promise<{ type: string; body: Buffer }> {
  const words: Readonly<Record<string, string>> = locale === 'en' ? en : zh
  const say = (key: string): string => words[key] ?? key
  const sentence = ({ problems, result, stays }: KeptRow): string => {
    if (result === 'moved') return say('import.result.moved')
    if (stays) return say(`import.stays.${stays}`)
    return problems
      .map(({ column, code }) =>
        [column && say(`import.column.${kind}.${column}`), say(`refusal.${code}`)]
          .filter(Boolean)
          .join(say('import.left.colon')),
      )
      .join(say('import.left.semicolon'))
  }
  const table = [
    [say('import.left.why'), say('import.left.row'), ...header],
    ...rows.map((row) => [sentence(row), String(row.row), ...header.map((_, at) => texts.get(row.row)?.[at] ?? '')]),
  ]
  if (format === 'csv') {
    const text = `\uFEFF${table.map((row) => row.map(quoted).join(',')).join('\r\n')}\r\n`
    return { type: 'text/csv; charset=utf-8', body: Buffer.from(text) }
  }
  const columns = table[0]?.map((_, at) => ({ width: at === 0 ? 48 : at === 1 ? 8 : 18 })) ?? []
  const body = await writeExcelFile(table, { stickyRowsCount: 1, columns }).toBuffer()
  return { type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', body }
}

/** A spreadsheet takes = + - @ at the beginning for a formula. */
function quoted(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
