/** The thread in which a file is read, so that answers of the server do not wait for it. Started by read.ts. */
import { parentPort, workerData } from 'node:worker_threads'
import { readCsv } from './csv.ts'
import { BATCH_ROWS, type SheetLimits, SheetUnreadable } from './limits.ts'
import { cleanCell, findHead, HEAD_ROWS, type Head, isData, type Row } from './table.ts'
import { openWorkbook } from './xlsx.ts'

/** What is sent to the thread. */
export interface Asked {
  bytes: Uint8Array
  /** Headers that are looked for, as headerKey() writes them. */
  headers: string[]
  limits: SheetLimits
}

/** What it sends back: the head once, batches, then that it is done; or why it cannot. */
export type Told =
  | { type: 'head'; sheet: string; sheets: string[]; row: number; header: string[] }
  | { type: 'batch'; count: number; first: string[][] | undefined; text: string }
  | { type: 'done'; rows: number }
  | { type: 'refused'; code: string }

const tell = (told: Told): void => parentPort?.postMessage(told)

type Rows = AsyncIterable<Row> | Iterable<Row>

async function* cleaned(rows: Rows): AsyncGenerator<Row> {
  for await (const [row, cells] of rows) yield [row, cells.map(cleanCell)]
}

async function headOf(rows: Rows, known: ReadonlySet<string>): Promise<Head | undefined> {
  const first: Row[] = []
  for await (const row of cleaned(rows)) if (first.push(row) >= HEAD_ROWS) break
  return findHead(first, known)
}

interface Source {
  name: string
  rows(): Rows
}

async function sourcesOf({ bytes, limits }: Asked): Promise<Source[]> {
  const starts = (...signs: number[]) => signs.every((sign, at) => bytes[at] === sign)
  if (starts(0x50, 0x4b)) {
    const book = await openWorkbook(bytes, limits.unpacked)
    return book.sheets.map(({ name, part }) => ({ name, rows: () => book.rows(part) }))
  }
  // the format before 2007, and workbooks with a password
  if (starts(0xd0, 0xcf, 0x11, 0xe0)) throw new SheetUnreadable('sheet.old-format')
  return [{ name: '', rows: () => readCsv(bytes) }]
}

async function read(asked: Asked): Promise<void> {
  const known = new Set(asked.headers)
  const sources = await sourcesOf(asked)
  let chosen: { source: Source; head: Head } | undefined
  for (const source of sources) {
    const head = await headOf(source.rows(), known)
    if (head && (!chosen || head.known > chosen.head.known)) chosen = { source, head }
  }
  if (!chosen) throw new SheetUnreadable('sheet.empty')
  const { source, head } = chosen
  tell({ type: 'head', sheet: source.name, sheets: sources.map(({ name }) => name), row: head.row, header: head.cells })

  let batch: Row[] = []
  let rows = 0
  const send = (): void => {
    if (batch.length === 0) return
    const first = rows === batch.length ? batch.slice(0, 5).map(([, cells]) => cells) : undefined
    tell({ type: 'batch', count: batch.length, first, text: JSON.stringify(batch) })
    batch = []
  }
  for await (const [row, cells] of cleaned(source.rows())) {
    if (row <= head.row || !isData(cells, head)) continue
    rows += 1
    if (rows > asked.limits.rows) throw new SheetUnreadable('sheet.too-many-rows')
    batch.push([row, cells])
    if (batch.length >= BATCH_ROWS) send()
  }
  send()
  if (rows === 0) throw new SheetUnreadable('sheet.empty')
  tell({ type: 'done', rows })
}

read(workerData as Asked).catch((error: unknown) => {
  if (!(error instanceof SheetUnreadable)) throw error
  tell({ type: 'refused', code: error.code })
})
