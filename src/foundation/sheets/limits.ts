/** What a spreadsheet may hold, so that a file made to harm or by mistake cannot fill the memory. */
export interface SheetLimits {
  /** Rows below the header. */
  rows: number
  /** Bytes of everything unpacked. */
  unpacked: number
}

/** Files in a workbook; one of 60 sheets with pictures has some hundreds. */
export const ENTRIES_MAX = 2_000
export const COLUMNS_MAX = 200
/** Signs of a cell; longer ones are notes and are cut. */
export const CELL_MAX = 500
/** Rows handed on, stored and written together. */
export const BATCH_ROWS = 500

/** Why a file cannot be read; the code is a refusal's. */
export class SheetUnreadable extends Error {
  override name = 'SheetUnreadable'
  readonly code: string

  constructor(code: string) {
    super(code)
    this.code = code
  }
}
