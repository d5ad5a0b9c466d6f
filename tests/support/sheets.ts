/** Spreadsheets as people make them: a merged title, blank lines, digits of full width, dates as text, a total at the foot. */

import writeExcelFile from 'write-excel-file/node'
import { newId } from '#lib/ids.ts'
import type { Client } from './client.ts'

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

/**
 * Residents of the demo street: new ones, one who is there, one who may be, and three rows with mistakes.
 *
 * @param group a digit, so that a second list brings other people
 */
export async function demoList(group = 1): Promise<Buffer> {
  return await workbook(peopleHeader, [
    [1, '周晓岚', `12800009${group}01`, '', '宁波市鄞州区白鹤街道', '牡丹新村', '12幢', '2', `${group}01`, '2021年3月'],
    [
      2,
      '沈　洁',
      '１２８００００９１０２',
      '',
      '宁波市海曙区',
      '牡丹新村',
      '１２栋',
      '二单元',
      '１０２室',
      '2021年3月8日',
    ],
    [3, '孙国华', `12800009${group}03`, '', '', '牡丹新村', '12', '1', `${group + 1}01`, '2019.10.1'],
    [4, '陈小弟', '12800000316', '', '', '牡丹新村', '12', '1', '202', ''],
    ['', '', '', '', '', '', '', '', '', ''],
    [5, '李娜', '1.28E+10', '', '', '牡丹新村', '12', '1', '203', ''],
    [6, '赵敏', `12800009${group}06`, '', '', '玫瑰园', '12', '1', '103', '2020-01-01'],
    [
      7,
      '吴桂芬',
      `12800009${group}07`,
      '',
      '绍兴市柯桥区',
      '牡丹新村',
      '12',
      '2',
      '301',
      new Date(Date.UTC(2018, 5, 20)),
    ],
  ])
}

/** Brings a list as far as a step. @returns the import's id */
export async function importList(
  client: Client,
  { demo, work }: { demo: { community: string }; work(): Promise<unknown> },
  state: 'read' | 'checked' | 'decided' | 'writing' | 'written',
  bytes?: Buffer,
  kind = 'people',
): Promise<string> {
  const id = newId()
  const name = '牡丹社区居民信息表2026.xlsx'
  await client.done('POST', '/api/imports', { id, kind, path: demo.community, name })
  const sent = await client.call<{ version: number; mapping: Record<string, number> }>(
    'POST',
    `/api/imports/${id}/file?id=${newId()}`,
    bytes ?? (await demoList()),
    { 'content-type': 'application/octet-stream' },
  )
  if (state === 'read') return id
  await client.done('POST', `/api/imports/${id}/mapping`, {
    id: newId(),
    seen: sent.body.version,
    mapping: Object.entries(sent.body.mapping).map(([column, at]) => ({ column, at })),
    asOf: '2026-05-01',
    basis: 'duty',
    basisWords: '《浙江省流动人口居住登记条例》，社区日常走访',
  })
  await work()
  if (state === 'checked') return id
  const seen = async () => (await client.done<{ version: number }>('GET', `/api/imports/${id}`)).version
  await client.done('POST', `/api/imports/${id}/decisions`, {
    id: newId(),
    seen: await seen(),
    rows: [],
    decision: 'skip',
  })
  if (state === 'decided') return id
  await client.done('POST', `/api/imports/${id}/writing`, { id: newId(), seen: await seen() })
  if (state === 'written') await work()
  return id
}
