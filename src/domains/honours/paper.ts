/**
 * A certificate as paper: one page of A4 in Chinese and English, the font embedded, a QR code to the page that checks it, and
 * the statement, key and signature in small print and in a file attached to it, so that it is checked without us.
 * The words are the workbench's, as those of every file that is taken along. Read next: certificates.ts.
 */
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import PDFDocument from 'pdfkit'
import QRCode from 'qrcode'
import { groupNumber } from '#lib/number.ts'
import type { Statement } from './certificates.ts'

export interface Paper {
  statement: Statement
  code: string
  publicKey: Buffer
  signature: Buffer
  issuedAt: Date
  /** Where it is checked: 'https://linli.example/certificates/482716053#CODE'. */
  address: string
  /** Names of the community and the city. */
  community: string
  revokedOn: string | null
}

type Words = Readonly<Record<'zh' | 'en', Readonly<Record<string, string>>>>

const fonts = join(dirname(createRequire(import.meta.url).resolve('@embedpdf/fonts-sc')), '..', 'fonts')
const MARGIN = 64
const WIDTH = 595.28 - 2 * MARGIN
const brand = '#0b5e56'
const grey = '#4a4f55'

/** What is attached, kept as a file and put into the second QR code. */
export function fileOf({
  statement,
  publicKey,
  signature,
}: Pick<Paper, 'statement' | 'publicKey' | 'signature'>): string {
  const signed = { publicKey: publicKey.toString('hex'), signature: signature.toString('hex') }
  return JSON.stringify({ certificate: statement, ...signed })
}

export async function drawPaper(paper: Paper, words: Words): Promise<Buffer> {
  const { statement, code, revokedOn } = paper
  const say = (language: 'zh' | 'en', key: string, facts: Readonly<Record<string, string | number>> = {}): string =>
    (words[language][`certificate.paper.${key}`] ?? key).replace(/\{(\w+)\}/g, (_, name: string) => String(facts[name]))
  const doc = new PDFDocument({
    size: 'A4',
    margin: MARGIN,
    lang: 'zh-CN',
    info: { Title: say('zh', 'title'), CreationDate: paper.issuedAt, ModDate: paper.issuedAt },
  })
  const parts: Buffer[] = []
  const done = new Promise<Buffer>((resolve, reject) => {
    doc.on('data', (part: Buffer) => parts.push(part))
    doc.on('end', () => resolve(Buffer.concat(parts)))
    doc.on('error', reject)
  })
  doc.registerFont('plain', join(fonts, 'NotoSansHans-Regular.otf'))
  doc.registerFont('bold', join(fonts, 'NotoSansHans-Bold.otf'))
  doc.file(Buffer.from(fileOf(paper)), { name: 'certificate.json', type: 'application/json' })

  doc
    .rect(28, 28, 595.28 - 56, 841.89 - 56)
    .lineWidth(1.5)
    .stroke(brand)
  doc.font('bold').fontSize(28).fillColor(brand).text(say('zh', 'title'), MARGIN, 84, { width: WIDTH, align: 'center' })
  doc.font('plain').fontSize(12).fillColor(grey).text(say('en', 'title'), { width: WIDTH, align: 'center' })
  if (revokedOn)
    doc
      .moveDown(0.4)
      .font('bold')
      .fontSize(16)
      .fillColor('#a3261b')
      .text(`${say('zh', 'revoked', { on: revokedOn })} · ${say('en', 'revoked', { on: revokedOn })}`, {
        width: WIDTH,
        align: 'center',
      })

  const filled = {
    name: statement.name,
    from: statement.from,
    to: statement.to,
    records: statement.records,
    hours: hoursOf(statement.minutes, 'zh'),
    community: paper.community,
  }
  doc
    .font('plain')
    .fontSize(14)
    .fillColor('#000')
    .text(say('zh', 'body', filled), MARGIN, 188, { width: WIDTH, lineGap: 9 })
  doc
    .moveDown(0.6)
    .fontSize(10)
    .fillColor(grey)
    .text(say('en', 'body', { ...filled, hours: hoursOf(statement.minutes, 'en') }), { width: WIDTH, lineGap: 3 })
  if (statement.star > 0)
    doc
      .moveDown(0.8)
      .font('bold')
      .fontSize(14)
      .fillColor(brand)
      .text(
        `${'★'.repeat(statement.star)} ${say('zh', `star.${statement.star}`)} · ${say('en', `star.${statement.star}`)}`,
      )

  const line = (top: number, key: string, value: string) => {
    doc
      .font('plain')
      .fontSize(10)
      .fillColor(grey)
      .text(`${say('zh', key)} ${say('en', key)}`, MARGIN, top, { width: 190 })
    doc
      .font('bold')
      .fontSize(13)
      .fillColor('#000')
      .text(value, MARGIN + 196, top - 3, { width: 160 })
  }
  line(440, 'serial', groupNumber(statement.serial))
  line(468, 'code', `${code.slice(0, 5)} ${code.slice(5)}`)
  line(496, 'issued', statement.issued)
  drawCode(doc, paper.address, 432, 428, 98)
  doc
    .font('plain')
    .fontSize(9)
    .fillColor(grey)
    .text(`${say('zh', 'check')}\n${say('en', 'check')}\n${paper.address.replace(/[/][0-9]+#.*/, '')}`, MARGIN, 530, {
      width: 350,
      lineGap: 2,
    })

  drawCode(doc, fileOf(paper), 432, 612, 98)
  doc
    .fontSize(9)
    .fillColor(grey)
    .text(`${say('zh', 'offline')} ${say('en', 'offline')}`, MARGIN, 600, { width: 350, lineGap: 2 })
  const small = [
    `${say('zh', 'list')} ${say('en', 'list')}`,
    statement.list,
    `${say('zh', 'key')} ${say('en', 'key')}`,
    paper.publicKey.toString('hex'),
    `${say('zh', 'signature')} ${say('en', 'signature')}`,
    paper.signature.toString('hex'),
  ]
  doc.moveDown(0.6).fontSize(7).text(small.join('\n'), { width: 350, lineGap: 1.5 })
  doc.end()
  return await done
}

/** '12 小时 30 分钟', '12 h 30 min' */
function hoursOf(minutes: number, language: 'zh' | 'en'): string {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60]
  const [hour, minute] = language === 'zh' ? [' 小时', ' 分钟'] : [' h', ' min']
  return [hours > 0 && `${hours}${hour}`, rest > 0 && `${rest}${minute}`].filter(Boolean).join(' ')
}

function drawCode(doc: PDFKit.PDFDocument, text: string, left: number, top: number, side: number): void {
  const { modules } = QRCode.create(text, { errorCorrectionLevel: 'L' })
  const dot = side / modules.size
  doc.fillColor('#000')
  for (let row = 0; row < modules.size; row += 1)
    for (let column = 0; column < modules.size; column += 1)
      if (modules.get(row, column)) doc.rect(left + column * dot, top + row * dot, dot + 0.02, dot + 0.02)
  doc.fill()
}
