/**
 * What cells mean: days, phones, addresses, identity numbers, small numbers, however people write them. Pure.
 * A cell that cannot be read is answered by the code of why; its sentence says how to put it right.
 */
import { parsePhone } from '#lib/phone.ts'

/** A cell read, or the code of why it cannot be. */
export type Cell<T> = { value: T } | { code: string }

const value = <T>(of: T): Cell<T> => ({ value: of })

/** Digits, letters and signs of full width to half width; every other sign stays as it is, rare characters included. */
export function halfWidth(words: string): string {
  return words
    .replace(/[\uFF01-\uFF5E]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replaceAll('\u3000', ' ')
}

/** A person's name: spaces between Chinese characters go, the dot of names is always ·. */
export function readName(words: string): Cell<string> {
  const name = halfWidth(words)
    .replace(/[•‧∙・･．.](?=\p{Script=Han})/gu, '·')
    .replace(/(?<=\p{Script=Han})\s+(?=\p{Script=Han})/gu, '')
    .trim()
  if ([...name].length > 60) return { code: 'cell.name-long' }
  if (!/^[\p{Script=Han}\p{L}\uE000-\uF8FF〇○·' -]+$/u.test(name)) return { code: 'cell.name' }
  return value(name)
}

export function readPhone(words: string, demo: boolean): Cell<string> {
  const plain = halfWidth(words)
  if (/^\d(\.\d+)?e\+?\d+$/i.test(plain.trim())) return { code: 'cell.phone-rounded' }
  const phone = parsePhone(plain.replace(/^0086/, '+86').replace(/[().]/g, ''), demo)
  return phone ? value(phone) : { code: 'cell.phone' }
}

const pad = (n: string | undefined): string => (n ?? '').padStart(2, '0')

/** 2026-5-2, 2026/05/02, 2026.5.2, 2026年5月2日, 20260502, and the number of days that spreadsheets count. */
export function readDay(words: string): Cell<string> {
  const plain = halfWidth(words)
    .trim()
    .replace(/\s+\d{1,2}:\d{2}(:\d{2})?$/, '')
  const parts =
    /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?$/.exec(plain) ??
    /^((?:19|20)\d{2})(\d{2})(\d{2})$/.exec(plain)
  if (!parts && /^\d{5}$/.test(plain)) {
    const day = new Date(Date.UTC(1899, 11, 30) + Number(plain) * 86_400_000).toISOString().slice(0, 10)
    return value(day)
  }
  if (!parts) return { code: 'cell.day' }
  const day = `${parts[1]}-${pad(parts[2])}-${pad(parts[3])}`
  const at = new Date(`${day}T00:00:00Z`)
  if (Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== day || day < '1900-01-01')
    return { code: 'cell.day' }
  return value(day)
}

const numerals: Readonly<Record<string, number>> = {
  零: 0,
  〇: 0,
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
}

/** 十二 → 12, 3 → 3. */
export function readNumeral(words: string): number | undefined {
  const plain = halfWidth(words).trim()
  if (/^\d{1,4}$/.test(plain)) return Number(plain)
  const ten = /^([一二两三四五六七八九])?十([一二三四五六七八九])?$/.exec(plain)
  if (ten) return (ten[1] ? (numerals[ten[1]] ?? 0) : 1) * 10 + (ten[2] ? (numerals[ten[2]] ?? 0) : 0)
  return plain.length === 1 ? numerals[plain] : undefined
}

export function readCount(least: number, most: number): (words: string) => Cell<number> {
  return (words) => {
    const n = readNumeral(words.replace(/[单元层个号楼]/g, ''))
    return n !== undefined && n >= least && n <= most ? value(n) : { code: 'cell.number' }
  }
}

/** What buildings of one estate are told apart by: 3幢, 3 栋, 三号楼, 3# and 3 are one. */
export function buildingKey(words: string): string {
  const plain = halfWidth(words).replace(/\s/g, '').toLowerCase().replace(/^第/, '')
  const bare = plain.replace(/(号楼|幢|栋|座|楼|号|#)$/, '')
  const n = readNumeral(bare)
  return n === undefined ? bare || plain : String(n)
}

/** 2单元, 二单元, 2 → 2 */
export const readUnit = (words: string): Cell<number> => readCount(1, 40)(words.replace(/单元|梯|门/g, ''))

/** 501室, 0501, 501 */
export function readRoom(words: string): Cell<string> {
  const room = halfWidth(words)
    .replace(/\s/g, '')
    .replace(/[室房号]$/, '')
    .toUpperCase()
  return /^[0-9A-Z\p{Script=Han}-]{1,12}$/u.test(room) ? value(room) : { code: 'cell.room' }
}

export interface HomeParts {
  building: string
  unit: number | undefined
  room: string
}

/** 3-2-501, 3幢2单元501室, 3栋二单元501, 12#501: the parts of a home in one cell. */
export function readHome(words: string): Cell<HomeParts> {
  const plain = halfWidth(words)
    .replace(/\s/g, '')
    .replace(/[—–－﹣~]/g, '-')
  const dashed = /^([0-9a-z]{1,6})(?:幢|栋|#|号楼)?-(?:(\d{1,2})-)?(\d{2,5}[a-z]?)室?$/i.exec(plain)
  const spoken =
    /^第?([0-9a-z一二三四五六七八九十]{1,6})(?:号楼|幢|栋|座|楼|#)(?:([0-9一二三四五六七八九十]{1,3})(?:单元|-))?(\d{2,5}[a-z]?)[室号房]?$/i.exec(
      plain,
    )
  const parts = dashed ?? spoken
  if (!parts) return { code: 'cell.home' }
  const unit = parts[2] ? readNumeral(parts[2]) : undefined
  if (parts[2] && (unit === undefined || unit < 1 || unit > 40)) return { code: 'cell.home' }
  return value({ building: buildingKey(parts[1] ?? ''), unit, room: (parts[3] ?? '').toUpperCase() })
}

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

/** Whether the check digit of an identity number is right. @source U38 */
export function checkIdentity(words: string): Cell<true> {
  const plain = halfWidth(words).replace(/\s/g, '').toUpperCase()
  if (!/^\d{17}[\dX]$/.test(plain)) return { code: 'cell.identity-form' }
  if ('code' in readDay(plain.slice(6, 14))) return { code: 'cell.identity-form' }
  const sum = WEIGHTS.reduce((all, weight, at) => all + weight * Number(plain[at]), 0)
  return '10X98765432'[sum % 11] === plain[17] ? value(true) : { code: 'cell.identity-digit' }
}
