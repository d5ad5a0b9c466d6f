/**
 * What an official may set: a rule value, the days of a year, the words that call for help. Pure; the forms run it too.
 * @source U35 (who, from which day, with a preview), U12 (holidays with make-up workdays)
 */
import { isDay } from '#lib/days.ts'

export interface Bounds {
  unit: string
  least: number
  most: number
  /** How many numbers it has; a list rises from one to the next. */
  length: number
}

export interface Complaint {
  code: 'rule.bounds' | 'rule.order' | 'rule.length'
  facts: Readonly<Record<string, number>>
}

/** Why a value cannot be set, or nothing. */
export function complaintOf(value: readonly number[], { least, most, length }: Bounds): Complaint | undefined {
  if (value.length !== length) return { code: 'rule.length', facts: { length } }
  if (value.some((one) => !Number.isInteger(one) || one < least || one > most))
    return { code: 'rule.bounds', facts: { least, most } }
  if (value.some((one, at) => at > 0 && one <= (value[at - 1] ?? 0))) return { code: 'rule.order', facts: {} }
  return undefined
}

export const isSame = (one: readonly number[], other: readonly number[]): boolean =>
  one.length === other.length && one.every((value, at) => value === other[at])

export interface CalendarRow {
  day: string
  kind: 'off' | 'work'
  name: string
}

/** A line that cannot be read: its number, counted from 1, and what is wrong with it. */
export interface RowError {
  line: number
  code: 'cells' | 'day' | 'kind' | 'name' | 'year' | 'twice' | 'no-change'
}

const kindWords: Readonly<Record<string, CalendarRow['kind']>> = {
  off: 'off',
  work: 'work',
  放假: 'off',
  休: 'off',
  上班: 'work',
  班: 'work',
  调休上班: 'work',
}

/**
 * Reads the State Council's list as lines `day,kind,name`; a first line that names the columns is passed over.
 *
 * A list is of one year, the year of its first day. A make-up workday lies on a weekend.
 * @source U12
 */
export function readCalendar(text: string): { year: number | null; rows: CalendarRow[]; errors: RowError[] } {
  const rows: CalendarRow[] = []
  const errors: RowError[] = []
  const seen = new Set<string>()
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  for (const [index, line] of lines.entries()) {
    const cells = line.split(/[,，\t]/).map((cell) => cell.trim())
    if (line.trim() === '' || (index === 0 && /^(day|日期)$/.test(cells[0] ?? ''))) continue
    const [day = '', kindName = '', name = ''] = cells
    const kind = kindWords[kindName]
    const complain = (code: RowError['code']) => errors.push({ line: index + 1, code })
    if (cells.length !== 3) complain('cells')
    else if (!isDay(day)) complain('day')
    else if (!kind) complain('kind')
    else if (name === '' || name.length > 20) complain('name')
    else if (rows[0] && day.slice(0, 4) !== rows[0].day.slice(0, 4)) complain('year')
    else if (seen.has(day)) complain('twice')
    else if (kind === 'work' && !isWeekend(day)) complain('no-change')
    else {
      seen.add(day)
      rows.push({ day, kind, name })
    }
  }
  return { year: rows[0] ? Number(rows[0].day.slice(0, 4)) : null, rows, errors }
}

function isWeekend(day: string): boolean {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
  return weekday === 0 || weekday === 6
}

/** One sign says too little: 火 is in 火车. @source U32 */
export const EMERGENCY_WORD_LENGTH = 2

/** Numbers that the whole country has; a city may change none of them away. */
export const nationalCalls: readonly string[] = ['police', 'fire', 'ambulance']

/**
 * Words as they are kept: trimmed, in lower case, each once, none empty; a gap between two parts is one …, however many dots
 * were typed, and never stands at an end.
 */
export function tidyWords(words: readonly string[]): string[] {
  const tidied = words.map((word) =>
    word
      .toLowerCase()
      .replace(/\s*(…|\.{2,})+\s*/g, '…')
      .replace(/^[\s…]+|[\s…]+$/g, ''),
  )
  return [...new Set(tidied.filter((word) => word !== ''))]
}
