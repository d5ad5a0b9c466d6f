/** Spreadsheets as people make them: a merged title, blank lines, digits of full width, dates as text, a total at the foot. */
import writeExcelFile from 'write-excel-file/node'

export type SheetRow = readonly (string | number | Date | null)[]

const title = '牡丹社区居民信息表（2026年5月）'

export const peopleHeader = [
  '序号',
  '姓名*',
  '联系电话',
  '身份证号',
  '户籍地址',
  '小区',
  '幢',
  '单元',
  '室',
  '入住日期',
] as const

/** An XLSX with a title over the table, a blank line below it, and a total at the foot. */
export async function workbook(header: readonly string[], rows: readonly SheetRow[]): Promise<Buffer> {
  const text = (value: string | number | Date | null) =>
    value instanceof Date ? { value, type: Date, format: 'yyyy/m/d' } : value
  const sheet = [
    [{ value: title, columnSpan: header.length, fontWeight: 'bold' as const }],
    [],
    [...header],
    ...rows.map((row) => row.map(text)),
    ['合计', null, rows.length],
  ]
  return await writeExcelFile(sheet as never).toBuffer()
}

/** The same as text, with blank lines between. */
export function table(header: readonly string[], rows: readonly SheetRow[], sign = ','): string {
  const line = (cells: SheetRow) =>
    cells.map((cell) => (cell instanceof Date ? cell.toISOString().slice(0, 10) : String(cell ?? ''))).join(sign)
  return [
    `${title}${sign.repeat(header.length - 1)}`,
    '',
    line(header),
    ...rows.map(line),
    '',
    line(['合计', rows.length]),
  ].join('\r\n')
}

/** Text in GBK, as a Chinese spreadsheet program saves CSV. */
export function gbk(text: string): Buffer {
  const decoder = new TextDecoder('gbk')
  const codes = new Map<string, number[]>()
  for (let high = 0x81; high <= 0xfe; high++)
    for (let low = 0x40; low <= 0xfe; low++) {
      if (low === 0x7f) continue
      const sign = decoder.decode(new Uint8Array([high, low]))
      if ([...sign].length === 1 && sign !== '\uFFFD') codes.set(sign, [high, low])
    }
  return Buffer.from(
    [...text].flatMap((sign) => (sign < '\u0080' ? [sign.charCodeAt(0)] : (codes.get(sign) ?? [0x3f]))),
  )
}
