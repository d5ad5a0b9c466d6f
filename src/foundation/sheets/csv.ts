/**
 * Text tables as programs and people save them: UTF-8 with or without a mark, UTF-16 with one, GBK and GB18030; with commas,
 * tabs, semicolons or bars between. What is neither readable UTF-8 nor GB18030 is refused, never guessed.
 */
import { parse } from 'csv-parse/sync'
import { COLUMNS_MAX, SheetUnreadable } from './limits.ts'

export interface Decoded {
  text: string
  encoding: 'utf-8' | 'gb18030' | 'utf-16'
}

/** @throws {SheetUnreadable} `sheet.encoding` */
export function decodeText(bytes: Uint8Array): Decoded {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { text: decode('utf-16le', bytes), encoding: 'utf-16' }
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { text: decode('utf-16be', bytes), encoding: 'utf-16' }
  try {
    return { text: decode('utf-8', bytes), encoding: 'utf-8' }
  } catch {
    return { text: decode('gb18030', bytes), encoding: 'gb18030' }
  }
}

function decode(encoding: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    throw new SheetUnreadable('sheet.encoding')
  }
}

const delimiters = [',', '\t', ';', '，', '|'] as const

/** The sign that stands most often between cells in the first lines; what is quoted does not count. */
export function findDelimiter(text: string): string {
  const head = text
    .slice(0, 20_000)
    .replace(/"(?:[^"]|"")*"/g, '')
    .split(/\r\n|\n|\r/, 30)
  const linesWith = (sign: string) => head.filter((line) => line.includes(sign)).length
  const count = (sign: string) => head.reduce((sum, line) => sum + line.split(sign).length - 1, 0)
  return [...delimiters].sort((a, b) => linesWith(b) - linesWith(a) || count(b) - count(a))[0] ?? ','
}

/** Records with the number of each as a spreadsheet shows it. */
export function* readCsv(bytes: Uint8Array): Generator<readonly [row: number, cells: string[]]> {
  const { text } = decodeText(bytes)
  if (text.includes('\0')) throw new SheetUnreadable('sheet.type')
  let records: string[][]
  try {
    records = parse(text, {
      delimiter: findDelimiter(text),
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: false,
      bom: true,
      max_record_size: 1_000_000,
    })
  } catch {
    throw new SheetUnreadable('sheet.broken')
  }
  for (const [at, record] of records.entries()) yield [at + 1, record.slice(0, COLUMNS_MAX)]
}
