/**
 * Workbooks (XLSX, ECMA-376): a zip of XML, read as a stream, so that only the shared texts and one row are in memory.
 * Everything unpacked is counted against a limit, whatever the file says of itself; document types and entities of its own
 * are refused. Days come out as 2026-05-02, long numbers with all their digits.
 */
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { SaxesParser, type SaxesTagPlain } from 'saxes'
import yauzl from 'yauzl'
import { COLUMNS_MAX, ENTRIES_MAX, SheetUnreadable } from './limits.ts'

type Row = readonly [row: number, cells: string[]]

export interface Workbook {
  sheets: readonly { name: string; part: string }[]
  /** Rows in their order; ends early when the taker stops. */
  rows(part: string): AsyncGenerator<Row>
}

interface Parts {
  entries: ReadonlyMap<string, yauzl.Entry>
  open(name: string): Promise<Readable | undefined>
}

/** @throws {SheetUnreadable} `sheet.broken`, `sheet.too-big` */
export async function openWorkbook(bytes: Uint8Array, unpackedMax: number): Promise<Workbook> {
  const parts = await openZip(bytes, unpackedMax)
  const book = await readBook(parts)
  const texts = await readSharedTexts(parts)
  const isDay = await readDayStyles(parts)
  return {
    sheets: book.sheets.filter(({ part }) => parts.entries.has(part)),
    rows: (part) => readRows(parts, part, { texts, isDay, since1904: book.since1904 }),
  }
}

async function openZip(bytes: Uint8Array, unpackedMax: number): Promise<Parts> {
  const zip = await new Promise<yauzl.ZipFile>((done, fail) =>
    yauzl.fromBuffer(
      Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
      { lazyEntries: true },
      (error, made) => (made ? done(made) : fail(new SheetUnreadable(error ? 'sheet.broken' : 'sheet.type'))),
    ),
  )
  const entries = new Map<string, yauzl.Entry>()
  await new Promise<void>((done, fail) => {
    zip.on('error', () => fail(new SheetUnreadable('sheet.broken')))
    zip.on('end', done)
    zip.on('entry', (entry: yauzl.Entry) => {
      if (entries.size >= ENTRIES_MAX) return fail(new SheetUnreadable('sheet.too-big'))
      entries.set(entry.fileName.replace(/^\//, ''), entry)
      zip.readEntry()
    })
    zip.readEntry()
  })
  let unpacked = 0
  return {
    entries,
    async open(name) {
      const entry = entries.get(name)
      if (!entry) return undefined
      if (entry.uncompressedSize > unpackedMax) throw new SheetUnreadable('sheet.too-big')
      const stream = await new Promise<Readable>((done, fail) =>
        zip.openReadStream(entry, (error, made) => (error ? fail(new SheetUnreadable('sheet.broken')) : done(made))),
      )
      stream.on('data', (chunk: Buffer) => {
        unpacked += chunk.length
        if (unpacked > unpackedMax) stream.destroy(new SheetUnreadable('sheet.too-big'))
      })
      stream.pause()
      return stream
    },
  }
}

interface Listener {
  open?(name: string, attributes: Readonly<Record<string, string>>): void
  close?(name: string): void
  text?(words: string): void
}

const local = (name: string): string => name.slice(name.indexOf(':') + 1)

/** Feeds a part to a listener; `between` is asked after each piece and stops it by answering true. */
async function* walk(parts: Parts, part: string, listener: Listener): AsyncGenerator<undefined> {
  const stream = await parts.open(part)
  if (!stream) return
  const parser = new SaxesParser({ xmlns: false, position: false })
  let fault: Error | undefined
  parser.on('error', () => {
    fault ??= new SheetUnreadable('sheet.broken')
  })
  parser.on('doctype', () => {
    fault = new SheetUnreadable('sheet.broken')
  })
  if (listener.open) parser.on('opentag', (tag: SaxesTagPlain) => listener.open?.(local(tag.name), tag.attributes))
  if (listener.close) parser.on('closetag', (tag) => listener.close?.(local(tag.name)))
  if (listener.text) parser.on('text', (words) => listener.text?.(words))
  const decoder = new TextDecoder('utf-8')
  try {
    for await (const chunk of stream) {
      parser.write(decoder.decode(chunk as Buffer, { stream: true }))
      if (fault) throw fault
      yield undefined
    }
    parser.close()
    if (fault) throw fault
    yield undefined
  } catch (error) {
    throw error instanceof SheetUnreadable ? error : new SheetUnreadable('sheet.broken')
  } finally {
    if (!stream.destroyed) {
      stream.destroy()
      await once(stream, 'close').catch(() => undefined)
    }
  }
}

async function readAll(parts: Parts, part: string, listener: Listener): Promise<void> {
  for await (const _ of walk(parts, part, listener));
}

async function readBook(parts: Parts): Promise<{ sheets: { name: string; part: string }[]; since1904: boolean }> {
  const main = 'xl/workbook.xml'
  if (!parts.entries.has(main)) throw new SheetUnreadable('sheet.type')
  const targets = new Map<string, string>()
  await readAll(parts, 'xl/_rels/workbook.xml.rels', {
    open: (name, { Id, Target }) => {
      if (name === 'Relationship' && Id && Target)
        targets.set(Id, Target.startsWith('/') ? Target.slice(1) : `xl/${Target}`)
    },
  })
  const sheets: { name: string; part: string }[] = []
  let since1904 = false
  await readAll(parts, main, {
    open: (name, attributes) => {
      if (name === 'workbookPr') since1904 = /^(1|true)$/.test(attributes.date1904 ?? '')
      if (name !== 'sheet' || attributes.state === 'veryHidden') return
      const id = Object.entries(attributes).find(([key]) => local(key) === 'id' && key !== 'sheetId')?.[1]
      sheets.push({ name: attributes.name ?? '', part: targets.get(id ?? '') ?? '' })
    },
  })
  return { sheets, since1904 }
}

async function readSharedTexts(parts: Parts): Promise<string[]> {
  const texts: string[] = []
  let words = ''
  let inText = false
  let aside = 0
  await readAll(parts, 'xl/sharedStrings.xml', {
    open: (name) => {
      if (name === 'si') words = ''
      if (name === 'rPh') aside += 1
      inText = name === 't' && aside === 0
    },
    close: (name) => {
      if (name === 'rPh') aside -= 1
      if (name === 't') inText = false
      if (name === 'si') texts.push(words)
    },
    text: (more) => {
      if (inText) words += more
    },
  })
  return texts
}

/** Which cell styles show a day. Formats 14–17, 22, 27–31, 36, 50–58 are days, others by what they are written with. */
async function readDayStyles(parts: Parts): Promise<(style: number) => boolean> {
  const own = new Map<number, string>()
  const styles: number[] = []
  let inStyles = false
  await readAll(parts, 'xl/styles.xml', {
    open: (name, attributes) => {
      if (name === 'numFmt') own.set(Number(attributes.numFmtId), attributes.formatCode ?? '')
      if (name === 'cellXfs') inStyles = true
      if (name === 'xf' && inStyles) styles.push(Number(attributes.numFmtId ?? 0))
    },
    close: (name) => {
      if (name === 'cellXfs') inStyles = false
    },
  })
  const isDayFormat = (id: number): boolean => {
    const code = own.get(id)
    if (code === undefined)
      return (id >= 14 && id <= 17) || id === 22 || (id >= 27 && id <= 31) || id === 36 || (id >= 50 && id <= 58)
    const bare = code.replace(/"[^"]*"|\\.|\[[^\]]*\]/g, '').toLowerCase()
    return /y|d/.test(bare) && !/general/.test(bare)
  }
  const known = styles.map(isDayFormat)
  return (style) => known[style] ?? false
}

interface Reading {
  texts: readonly string[]
  isDay(style: number): boolean
  since1904: boolean
}

async function* readRows(parts: Parts, part: string, { texts, isDay, since1904 }: Reading): AsyncGenerator<Row> {
  const done: Row[] = []
  let row = 0
  let cells: string[] = []
  let column = 0
  let kind = ''
  let style = 0
  let words = ''
  let takes = false
  let aside = 0
  const listener: Listener = {
    open: (name, attributes) => {
      if (name === 'row') {
        row = Number(attributes.r ?? row + 1)
        cells = []
        column = -1
      } else if (name === 'c') {
        column = attributes.r ? columnOf(attributes.r) : column + 1
        kind = attributes.t ?? 'n'
        style = Number(attributes.s ?? 0)
        words = ''
      } else if (name === 'rPh') aside += 1
      takes = aside === 0 && (name === 'v' || (name === 't' && kind === 'inlineStr'))
    },
    close: (name) => {
      if (name === 'rPh') aside -= 1
      else if (name === 'v' || name === 't') takes = false
      else if (name === 'c') {
        if (words === '' || column < 0 || column >= COLUMNS_MAX) return
        while (cells.length < column) cells.push('')
        if (kind === 's') cells[column] = texts[Number(words)] ?? ''
        else if (kind === 'n' && isDay(style)) cells[column] = dayOfSerial(words, since1904)
        else cells[column] = kind === 'n' ? allDigits(words) : words
      } else if (name === 'row' && cells.length > 0) done.push([row, cells])
    },
    text: (more) => {
      if (takes) words += more
    },
  }
  for await (const _ of walk(parts, part, listener)) yield* done.splice(0)
}

/** BC12 → 54 */
function columnOf(reference: string): number {
  let column = 0
  for (const sign of reference) {
    const letter = sign.charCodeAt(0) - 64
    if (letter < 1 || letter > 26) break
    column = column * 26 + letter
  }
  return column - 1
}

/** A number as its cell shows it: 1.2800000316E10 → 12800000316. */
function allDigits(words: string): string {
  if (!/[.eE]/.test(words)) return words
  const value = Number(words)
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value)
  return Number.isFinite(value) ? String(Number(value.toPrecision(15))) : words
}

const DAY = 86_400_000

/** Day 60 never was (1900 is no leap year for the calendar, but is for spreadsheets). */
function dayOfSerial(words: string, since1904: boolean): string {
  const serial = Number(words)
  if (!Number.isFinite(serial) || serial < 0 || serial > 2_958_465) return words
  const whole = Math.floor(serial)
  const days = since1904 ? whole + 1462 : whole < 60 ? whole + 1 : whole
  return new Date(Date.UTC(1899, 11, 30) + days * DAY).toISOString().slice(0, 10)
}
