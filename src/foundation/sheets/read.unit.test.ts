/** Spreadsheets as they come, read as the program reads them: in the thread, with its limits. */
import { describe, expect, test } from 'vitest'
import { Refusal } from '#lib/refusal.ts'
import { rawWorkbook, textRow, zip } from '#tests/support/raw-workbook.ts'
import { gbk, peopleHeader, table, workbook } from '#tests/support/sheets.ts'
import { readSheet, type SheetRead } from './read.ts'
import { headerKey } from './table.ts'

const headers = ['姓名', '电话', '入住日期', '备注'].map(headerKey)
const usual = { rows: 1_000, unpacked: 2_000_000 }

const read = async (bytes: Buffer, limits = usual): Promise<SheetRead> => await readSheet(bytes, headers, limits)

/** The rows as they are stored: their number in the sheet, and their cells. */
const rowsOf = (one: SheetRead): [number, string[]][] =>
  one.batches.flatMap(({ text }) => JSON.parse(text) as [number, string[]][])

const rowsIn = async (bytes: Buffer, limits = usual): Promise<[number, string[]][]> => rowsOf(await read(bytes, limits))

async function refused(bytes: Buffer, limits = usual): Promise<[string, number]> {
  try {
    await read(bytes, limits)
  } catch (error) {
    if (error instanceof Refusal) return [error.code, error.status]
    throw error
  }
  return ['', 200]
}

const head = textRow(1, ['姓名', '电话', '入住日期', '备注'])
const csv = (...lines: string[]): Buffer => Buffer.from(lines.join('\r\n'))

describe('a workbook', () => {
  test('[U30] has its header below a merged title and a blank line, and no total among its rows', async () => {
    const bytes = await workbook(peopleHeader, [[1, '王小明', '12800000001'], [], [2, '李小红', '12800000002']])
    const one = await read(bytes)
    expect([one.headerRow, one.header.slice(0, 3), one.rows]).toEqual([3, ['序号', '姓名*', '联系电话'], 2])
    expect(rowsOf(one).map(([row, cells]) => [row, cells.slice(0, 3)])).toEqual([
      [4, ['1', '王小明', '12800000001']],
      [6, ['2', '李小红', '12800000002']],
    ])
    expect(one.sample.map((cells) => cells[1])).toEqual(['王小明', '李小红'])
  })

  test('[U30] keeps each cell in its column when cells between are missing, and rows and cells that do not say where they are', async () => {
    const rows = `${head}<row r="4"><c r="A4" t="str"><v>王小明</v></c><c r="D4" t="str"><v>独居</v></c></row>
      <row><c t="str"><v>李小红</v></c><c t="str"><v>12800000002</v></c></row>`
    expect(await rowsIn(rawWorkbook({ sheets: { 名单: rows } }))).toEqual([
      [4, ['王小明', '', '', '独居']],
      [5, ['李小红', '12800000002']],
    ])
  })

  test('[U30] gives days as days in both ways of counting them, and leaves numbers that only look like one', async () => {
    const row = (cells: string) => `${head}<row r="2"><c r="A2" t="str"><v>王小明</v></c>${cells}</row>`
    const day = (serial: number, style: number) => row(`<c r="C2" s="${style}"><v>${serial}</v></c>`)
    const formats = [0, 14, 'yyyy"年"m"月"d"日"', '0.00', '[$-804]yyyy/m/d', '[Red]0', 31]
    const read = async (serial: number, style: number, since1904 = false) =>
      (await rowsIn(rawWorkbook({ sheets: { 名单: day(serial, style) }, formats, since1904 })))[0]?.[1][2]
    expect(await read(43953, 1)).toBe('2020-05-02')
    expect(await read(43953.75, 2)).toBe('2020-05-02')
    expect(await read(43953, 4)).toBe('2020-05-02')
    expect(await read(43953, 6)).toBe('2020-05-02')
    expect(await read(42491, 1, true)).toBe('2020-05-02')
    expect(await read(1, 1)).toBe('1900-01-01')
    expect(await read(61, 1)).toBe('1900-03-01')
    expect(await read(43953, 0)).toBe('43953')
    expect(await read(43953, 3)).toBe('43953')
    expect(await read(43953, 5)).toBe('43953')
  })

  test('[U30] [U38] gives long numbers with all their digits', async () => {
    const numbers = ['1.2800000316E10', '12800000316', '12800000316.0', '0.1', '-3']
    const rows = numbers.map(
      (n, at) => `<row r="${at + 2}"><c r="A${at + 2}" t="str"><v>王</v></c><c r="B${at + 2}"><v>${n}</v></c></row>`,
    )
    const found = await rowsIn(rawWorkbook({ sheets: { 名单: head + rows.join('') } }))
    expect(found.map(([, cells]) => cells[1])).toEqual(['12800000316', '12800000316', '12800000316', '0.1', '-3'])
  })

  test('[U30] [U38] joins texts written in several fonts, and leaves out the sounds written over them', async () => {
    const texts = `<si><t>姓名</t></si><si><t>电话</t></si>
      <si><r><rPr><b/></rPr><t>王</t></r><r><t xml:space="preserve">小明 </t></r><rPh sb="0" eb="1"><t>WANG</t></rPh></si>
      <si><t>𠮷田·&amp;</t><phoneticPr fontId="1"/></si>`
    const cell = (at: string, index: number) => `<c r="${at}" t="s"><v>${index}</v></c>`
    const rows = `<row r="1">${cell('A1', 0)}${cell('B1', 1)}</row><row r="2">${cell('A2', 2)}</row><row r="3">${cell('A3', 3)}${cell('B3', 99)}</row>
      <row r="4"><c r="A4" t="inlineStr"><is><r><t>李</t></r><r><t>小红</t></r><rPh sb="0" eb="1"><t>LI</t></rPh></is></c></row>`
    expect(await rowsIn(rawWorkbook({ sheets: { 名单: rows }, texts }))).toEqual([
      [2, ['王小明']],
      [3, ['𠮷田·&', '']],
      [4, ['李小红']],
    ])
  })

  test('[U30] takes of a formula what it last came to', async () => {
    const rows = `${head}<row r="2"><c r="A2" t="str"><f>B9&amp;C9</f><v>王小明</v></c><c r="B2"><f>12800000000+1</f><v>12800000001</v></c><c r="D2" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>
      <row r="3"><c r="A3" t="str"><f>A2</f></c><c r="B3"><v>1</v></c></row>`
    expect(await rowsIn(rawWorkbook({ sheets: { 名单: rows } }))).toEqual([
      [2, ['王小明', '12800000001', '', '#DIV/0!']],
      [3, ['', '1']],
    ])
  })

  test('[U30] is read on the sheet whose header is known best, and a sheet that is hidden for good is none', async () => {
    const list = `${head}${textRow(2, ['王小明'])}`
    const bytes = rawWorkbook({
      hidden: '旧',
      sheets: { 说明: textRow(1, ['请按模板填写']), 旧: list + textRow(3, ['李小红']), 名单: list, 空: '' },
    })
    const one = await read(bytes)
    expect([one.sheet, one.sheets, one.rows]).toEqual(['名单', ['说明', '名单', '空'], 1])
  })

  test('[U30] repeats its header on each printed page, and has remarks, without either being a row', async () => {
    const rows = [
      head,
      textRow(2, ['#必填', '#11 位']),
      textRow(3, ['王小明']),
      textRow(4, ['姓名', '电话', '入住日期', '备注']),
    ]
    const foot = [textRow(5, ['李小红']), textRow(6, ['合 计：', '2'])]
    expect(await rowsIn(rawWorkbook({ sheets: { 名单: [...rows, ...foot].join('') } }))).toEqual([
      [3, ['王小明']],
      [5, ['李小红']],
    ])
  })

  test('[U30] [U38] loses signs that nobody sees and keeps rare characters and digits of full width as they are', async () => {
    const cell = '\u200b王\u3000小\n明\u00a0\ufeff'
    expect(await rowsIn(rawWorkbook({ sheets: { 名单: head + textRow(2, [cell, '１２８', '', '㐂䶮𠮷']) } }))).toEqual([
      [2, ['王 小 明', '１２８', '', '㐂䶮𠮷']],
    ])
  })

  test('[U30] is cut at 500 signs a cell and 200 columns, and no pair of halves is torn apart', async () => {
    const long = `${'字'.repeat(499)}𠮷`
    const far = `<row r="3"><c r="A3" t="str"><v>李小红</v></c><c r="ZZ3" t="str"><v>远</v></c></row>`
    const [first, second] = await rowsIn(rawWorkbook({ sheets: { 名单: head + textRow(2, [long]) + far } }))
    expect(first?.[1][0]?.slice(0, 499)).toBe('字'.repeat(499))
    expect(first?.[1][0]?.isWellFormed()).toBe(true)
    expect(second?.[1]).toEqual(['李小红'])
  })
})

describe('a workbook that cannot be read', () => {
  test('[U30] is refused when it is cut, is another kind of zip, or is no XML inside', async () => {
    const good = rawWorkbook({ sheets: { 名单: head + textRow(2, ['王小明']) } })
    expect(await refused(good.subarray(0, good.length - 40))).toEqual(['sheet.broken', 422])
    expect(await refused(zip([{ name: 'word/document.xml', body: '<w/>' }]))).toEqual(['sheet.type', 415])
    expect(await refused(rawWorkbook({ sheets: { 名单: '<row r="1"><c' } }))).toEqual(['sheet.broken', 422])
    const spoilt = Buffer.from(good)
    spoilt.fill(0xff, 60, 90)
    expect(await refused(spoilt)).toEqual(['sheet.broken', 422])
    expect(await refused(Buffer.from('d0cf11e0a1b11ae1', 'hex'))).toEqual(['sheet.old-format', 415])
    expect(await refused(rawWorkbook({ sheets: { 名单: head } }))).toEqual(['sheet.empty', 422])
    expect(await refused(rawWorkbook({ sheets: { 名单: '' } }))).toEqual(['sheet.empty', 422])
  })

  test('[U30] is refused when it brings a document type, whose entities could grow without end', async () => {
    const laughs =
      '<!DOCTYPE lolz [<!ENTITY a "哈"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><sst><si><t>&b;</t></si></sst>'
    const bytes = rawWorkbook({
      sheets: { 名单: head + textRow(2, ['王小明']) },
      more: [{ name: 'xl/sharedStrings.xml', body: laughs }],
    })
    expect(await refused(bytes)).toEqual(['sheet.broken', 422])
  })

  test('[U30] is refused when it unpacks to more than its limit, whatever its directory says', async () => {
    const rows = head + textRow(2, ['王'.repeat(400)]).repeat(4_000)
    const bomb = rawWorkbook({ sheets: { 名单: rows } })
    expect(bomb.length).toBeLessThan(100_000)
    expect(await refused(bomb)).toEqual(['sheet.too-big', 422])
    const part = { name: 'xl/sharedStrings.xml', body: Buffer.alloc(5_000_000, 32), says: 10 }
    const liar = rawWorkbook({ sheets: { 名单: head + textRow(2, ['王小明']) }, more: [part] })
    expect(await refused(liar)).toEqual(['sheet.broken', 422])
    // each part is small enough, all of them together are not
    const texts = `<si><t>${'王'.repeat(400)}</t></si>`.repeat(1_200)
    const small = head + textRow(2, ['王'.repeat(400)]).repeat(800)
    expect((await read(rawWorkbook({ sheets: { 名单: small } }))).rows).toBe(800)
    expect(await refused(rawWorkbook({ sheets: { 名单: small }, texts }))).toEqual(['sheet.too-big', 422])
    const many = Array.from({ length: 2_100 }, (_, at) => ({ name: `xl/media/${at}.png`, body: '' }))
    expect(await refused(rawWorkbook({ sheets: { 名单: head }, more: many }))).toEqual(['sheet.too-big', 422])
  })

  test('[U30] is refused when it has more rows than may be, and not when it has exactly as many', async () => {
    const list = (n: number) =>
      table(
        ['姓名', '电话'],
        Array.from({ length: n }, (_, at) => [`王${'甲乙丙丁'[at % 4]}`, at]),
      )
    expect((await rowsIn(Buffer.from(list(1_000)))).length).toBe(1_000)
    expect(await refused(Buffer.from(list(1_001)))).toEqual(['sheet.too-many-rows', 422])
  })
})

describe('a list as text', () => {
  const lines = [
    '姓名,电话,入住日期,备注',
    '王小明,12800000001,2020-05-02,',
    '李小红,１２８００００００２,2019年3月8日,独居',
  ]
  const expected = [
    [2, ['王小明', '12800000001', '2020-05-02', '']],
    [3, ['李小红', '１２８００００００２', '2019年3月8日', '独居']],
  ]

  test('[U30] is the same in UTF-8 with a mark and without, in GBK, and in UTF-16 either way round', async () => {
    const text = lines.join('\r\n')
    const little = Buffer.from(`\uFEFF${text}`, 'utf16le')
    const files = [Buffer.from(text), Buffer.from(`\uFEFF${text}`), gbk(text), little, Buffer.from(little).swap16()]
    for (const [at, bytes] of files.entries()) expect([at, await rowsIn(bytes)]).toEqual([at, expected])
  })

  test.each([
    { name: 'commas', sign: ',' },
    { name: 'tabs', sign: '\t' },
    { name: 'semicolons', sign: ';' },
    { name: 'Chinese commas', sign: '，' },
    { name: 'bars', sign: '|' },
  ])('[U30] is parted by $name', async ({ sign }) => {
    expect(await rowsIn(Buffer.from(lines.map((line) => line.replaceAll(',', sign)).join('\n')))).toEqual(expected)
  })

  test('[U30] may have line breaks, commas and quotes inside quotes, and quotes that nobody closed inside a cell', async () => {
    const found = await rowsIn(
      csv(
        '姓名,电话,入住日期,备注',
        '王小明,12800000001,,"独居，\n有一只猫,叫""小花"""',
        '李小红,12800000002,,身高 5"',
      ),
    )
    expect(found).toEqual([
      [2, ['王小明', '12800000001', '', '独居， 有一只猫,叫"小花"']],
      [3, ['李小红', '12800000002', '', '身高 5"']],
    ])
  })

  test('[U30] may have blank lines, short and long rows, and any end of line', async () => {
    for (const end of ['\n', '\r\n', '\r'])
      expect([end, await rowsIn(Buffer.from(['', '姓名,电话', '', ',,', '王小明', '李小红,1,2,3'].join(end)))]).toEqual(
        [
          end,
          [
            [5, ['王小明']],
            [6, ['李小红', '1', '2', '3']],
          ],
        ],
      )
  })

  test('[U30] is refused when its encoding is unknown, when it is no text, and when there is nothing in it', async () => {
    expect(await refused(Buffer.from([0xff, 0xff, 0x00, 0x81]))).toEqual(['sheet.encoding', 422])
    expect(await refused(Buffer.from('姓名\0电话'))).toEqual(['sheet.type', 415])
    expect(await refused(Buffer.from('%PDF-1.7'))).toEqual(['sheet.empty', 422])
    expect(await refused(Buffer.from('\r\n\r\n'))).toEqual(['sheet.empty', 422])
    expect(await refused(csv('姓名,电话'))).toEqual(['sheet.empty', 422])
  })

  test('[U30] of 20,000 rows is handed on in batches of 500, each with its rows in order', async () => {
    const rows = Array.from({ length: 20_000 }, (_, at) => `王小明,${12_800_000_000 + at}`)
    const one = await read(Buffer.from(['姓名,电话', ...rows].join('\n')), { rows: 20_000, unpacked: 2_000_000 })
    expect([one.rows, one.batches.length, new Set(one.batches.map(({ count }) => count))]).toEqual([
      20_000,
      40,
      new Set([500]),
    ])
    expect(rowsOf(one).map(([row]) => row)).toEqual(rows.map((_, at) => at + 2))
  })
})
