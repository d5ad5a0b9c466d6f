/**
 * Workbooks written by hand, part by part: what no writer of today makes, but people's files hold, and files made to harm.
 * The zip is written here too, so that its directory can say what is not so.
 */
import { crc32, deflateRawSync } from 'node:zlib'

export interface ZipPart {
  name: string
  body: Buffer | string
  /** What the directory says is unpacked, when that is a lie. */
  says?: number
}

/** A zip of deflated parts. */
export function zip(parts: readonly ZipPart[]): Buffer {
  const locals: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, body, says } of parts) {
    const bytes = Buffer.from(body)
    const packed = deflateRawSync(bytes)
    const title = Buffer.from(name)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(0x0800, 2)
    common.writeUInt16LE(8, 4)
    common.writeUInt32LE(crc32(bytes), 10)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(says ?? bytes.length, 18)
    common.writeUInt16LE(title.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, title, packed])
    const central = Buffer.alloc(46)
    central.write('PK\x01\x02', 0, 'latin1')
    central.writeUInt16LE(20, 4)
    common.copy(central, 6)
    central.writeUInt32LE(offset, 42)
    directory.push(central, title)
    locals.push(local)
    offset += local.length
  }
  const listed = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 0, 'latin1')
  end.writeUInt16LE(parts.length, 8)
  end.writeUInt16LE(parts.length, 10)
  end.writeUInt32LE(listed.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...locals, listed, end])
}

export interface RawBook {
  /** XML of the rows of each sheet, by its name. */
  sheets: Readonly<Record<string, string>>
  /** XML of the shared texts, `<si>` by `<si>`. */
  texts?: string
  /** Number formats of the cell styles, in their order. */
  formats?: readonly (number | string)[]
  since1904?: boolean
  /** A sheet that its program shows to nobody. */
  hidden?: string
  more?: readonly ZipPart[]
}

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'

/** A workbook of these rows. */
export function rawWorkbook({ sheets, texts, formats = [0], since1904, hidden, more = [] }: RawBook): Buffer {
  const names = Object.keys(sheets)
  const own = formats.flatMap((format, at) =>
    typeof format === 'string'
      ? [`<numFmt numFmtId="${200 + at}" formatCode="${format.replaceAll('"', '&quot;')}"/>`]
      : [],
  )
  const styles = formats.map((format, at) => `<xf numFmtId="${typeof format === 'string' ? 200 + at : format}"/>`)
  return zip([
    {
      name: 'xl/workbook.xml',
      body: `${head}<workbook xmlns="${main}" xmlns:r="${relations}"><workbookPr${since1904 ? ' date1904="1"' : ''}/><sheets>${names
        .map(
          (name, at) =>
            `<sheet name="${name}"${name === hidden ? ' state="veryHidden"' : ''} sheetId="${at + 1}" r:id="rId${at + 1}"/>`,
        )
        .join('')}</sheets></workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      body: `${head}<Relationships>${names
        .map((_, at) => `<Relationship Id="rId${at + 1}" Target="worksheets/sheet${at + 1}.xml"/>`)
        .join('')}</Relationships>`,
    },
    {
      name: 'xl/styles.xml',
      body: `${head}<styleSheet xmlns="${main}"><numFmts>${own.join('')}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>${styles.join('')}</cellXfs></styleSheet>`,
    },
    ...(texts === undefined
      ? []
      : [{ name: 'xl/sharedStrings.xml', body: `${head}<sst xmlns="${main}">${texts}</sst>` }]),
    ...Object.values(sheets).map((rows, at) => ({
      name: `xl/worksheets/sheet${at + 1}.xml`,
      body: `${head}<worksheet xmlns="${main}"><sheetData>${rows}</sheetData></worksheet>`,
    })),
    ...more,
  ])
}

/** A row of texts in its cells, from column A on. */
export const textRow = (row: number, cells: readonly string[]): string =>
  `<row r="${row}">${cells
    .map((cell, at) =>
      cell === ''
        ? ''
        : `<c r="${String.fromCharCode(65 + at)}${row}" t="inlineStr"><is><t>${cell.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</t></is></c>`,
    )
    .join('')}</row>`
