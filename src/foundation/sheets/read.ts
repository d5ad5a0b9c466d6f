/**
 * Reads a spreadsheet people made (XLSX, CSV, GBK) into batches of rows, in a thread of its own with bounded memory and time.
 * A batch is handed on as the JSON of `[row number, cells][]`, as it is stored: the server's thread never takes it apart here.
 * Read next: table.ts for what counts as header and data, xlsx.ts, csv.ts.
 */
import { Worker } from 'node:worker_threads'
import { Refusal } from '#lib/refusal.ts'
import type { SheetLimits } from './limits.ts'
import type { Asked, Told } from './reading.ts'

export interface SheetRead {
  /** Name of the sheet; '' for text. */
  sheet: string
  sheets: readonly string[]
  headerRow: number
  header: readonly string[]
  /** The first rows below the header. */
  sample: readonly (readonly string[])[]
  rows: number
  batches: readonly { count: number; text: string }[]
}

const MEMORY_MB = 256
const TIME_MS = 120_000

/**
 * @param headers those looked for, as headerKey() writes them
 * @throws {Refusal} `sheet.type`, `sheet.old-format` (415), `sheet.broken`, `sheet.encoding`, `sheet.empty`,
 * `sheet.too-many-rows`, `sheet.too-big` (422)
 */
export async function readSheet(
  bytes: Uint8Array,
  headers: readonly string[],
  limits: SheetLimits,
): Promise<SheetRead> {
  const asked: Asked = { bytes, headers: [...headers], limits }
  const thread = new Worker(new URL('./reading.ts', import.meta.url), {
    workerData: asked,
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
    execArgv: [],
  })
  const batches: { count: number; text: string }[] = []
  let head: Extract<Told, { type: 'head' }> | undefined
  let sample: string[][] = []
  try {
    return await new Promise<SheetRead>((done, fail) => {
      const timer = setTimeout(() => fail(refused('sheet.too-big', limits)), TIME_MS)
      thread.on('message', (told: Told) => {
        if (told.type === 'head') head = told
        else if (told.type === 'batch') {
          sample = told.first ?? sample
          batches.push({ count: told.count, text: told.text })
        } else {
          clearTimeout(timer)
          if (told.type === 'refused' || !head)
            return fail(refused(told.type === 'refused' ? told.code : 'sheet.empty', limits))
          const { sheet, sheets, row, header } = head
          done({ sheet, sheets, headerRow: row, header, sample, rows: told.rows, batches })
        }
      })
      thread.on('error', (error: NodeJS.ErrnoException) => {
        clearTimeout(timer)
        fail(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? refused('sheet.too-big', limits) : error)
      })
    })
  } finally {
    await thread.terminate()
  }
}

function refused(code: string, { rows }: SheetLimits): Refusal {
  return new Refusal(code, code === 'sheet.type' || code === 'sheet.old-format' ? 415 : 422, { rows })
}
