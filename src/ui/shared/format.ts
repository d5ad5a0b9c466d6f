/**
 * Dates, promises, lateness and numbers as sentences say them, in both languages. A promise is a date, not a duration.
 * Pure: `now` is handed in; days are Asia/Shanghai. `spoken` gives times as people say them (长辈版).
 * Read next: format.unit.test.ts, which is the table of all forms.
 */
import { addDays, DAY, type Day, dayOf } from '#lib/days.ts'
import type { Language } from './translate.ts'

export interface Speech {
  language: Language
  now: Date
  /** 下午 6 点 instead of 18:00. */
  spoken?: boolean
}

const zhWeekdays = ['周日', '周一', '周二', '周三', '周四', '周五', '周六']
const enWeekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const enMonths = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]
const zhDigits = '零幺二三四五六七八九'

const weekdayOf = (day: Day) => new Date(`${day}T00:00:00Z`).getUTCDay()
const yearOf = (day: Day) => Number(day.slice(0, 4))
const monthOf = (day: Day) => Number(day.slice(5, 7))
const dateOf = (day: Day) => Number(day.slice(8, 10))
/** Monday of the week a day lies in. */
const mondayOf = (day: Day) => addDays(day, -((weekdayOf(day) + 6) % 7))
const daysFrom = (from: Day, to: Day) => Math.round((Date.parse(to) - Date.parse(from)) / DAY)

function clockOf(at: Date): { hour: number; minute: number } {
  const local = new Date(at.getTime() + 8 * 3_600_000)
  return { hour: local.getUTCHours(), minute: local.getUTCMinutes() }
}

/** 9:40; 上午 9 点 40 分; 9:40 am. */
export function time(at: Date, { language, spoken }: Pick<Speech, 'language' | 'spoken'>): string {
  const { hour, minute } = clockOf(at)
  const minutes = String(minute).padStart(2, '0')
  if (!spoken) return `${hour}:${minutes}`
  const hour12 = hour % 12 === 0 ? 12 : hour % 12
  if (language === 'en') {
    const half = hour < 12 ? 'am' : 'pm'
    return minute === 0 ? `${hour12} ${half}` : `${hour12}:${minutes} ${half}`
  }
  return `${partOfDay(hour)} ${hour === 0 ? 0 : hour12} 点${minute === 0 ? '' : minute === 30 ? '半' : ` ${minute} 分`}`
}

function partOfDay(hour: number): string {
  if (hour < 6) return '凌晨'
  if (hour < 12) return '上午'
  if (hour === 12) return '中午'
  return hour <= 18 ? '下午' : '晚上'
}

/** 5月9日, with the year when it is another one: 2025年12月3日. */
export function day(value: Day, { language, now }: Pick<Speech, 'language' | 'now'>): string {
  const sameYear = yearOf(value) === yearOf(dayOf(now))
  if (language === 'en') {
    const name = (enMonths[monthOf(value) - 1] ?? '').slice(0, 3)
    return `${dateOf(value)} ${name}${sameYear ? '' : ` ${yearOf(value)}`}`
  }
  return `${sameYear ? '' : `${yearOf(value)}年`}${monthOf(value)}月${dateOf(value)}日`
}

/** 5月14日 周四; Thu 14 May. */
export function dayAndWeekday(value: Day, speech: Pick<Speech, 'language' | 'now'>): string {
  return speech.language === 'en'
    ? `${(enWeekdays[weekdayOf(value)] ?? '').slice(0, 3)} ${day(value, speech)}`
    : `${day(value, speech)} ${zhWeekdays[weekdayOf(value)]}`
}

/** 2026年5月; May 2026. @param month '2026-05' */
export function month(month: string, language: Language): string {
  const [year, number] = month.split('-').map(Number)
  return language === 'en' ? `${enMonths[(number ?? 1) - 1]} ${year}` : `${year}年${number}月`
}

/**
 * What is promised, in words.
 *
 * @param at the promised instant
 * @param form `short` leaves out the date of a day next week (下周一 18:00 前), `full` gives it,
 *   `dated` is for a promise that is read before it is made (5月21日（周四）18:00 前)
 */
export function promise(at: Date, speech: Speech, form: 'short' | 'full' | 'dated' = 'full'): string {
  const { language, now, spoken } = speech
  const today = dayOf(now)
  const due = dayOf(at)
  const away = daysFrom(today, due)
  const weeks = daysFrom(mondayOf(today), mondayOf(due)) / 7
  const weekday = weekdayOf(due)
  const hour = time(at, speech)

  if (language === 'en') {
    const name = enWeekdays[weekday] ?? ''
    const year = yearOf(due) === yearOf(today) ? '' : ` ${yearOf(due)}`
    const date = `${name.slice(0, 3)} ${dateOf(due)} ${enMonths[monthOf(due) - 1]}${year}`
    if (form === 'dated') return `by ${hour} ${date}`
    if (away === 0) return `by ${hour} today`
    if (away === 1) return `by ${hour} tomorrow`
    if (away === -1) return `by ${hour} yesterday`
    if (weeks === 0 || (spoken && away > 0 && away < 7)) return `by ${hour} ${name}`
    return weeks === 1 || away < 0 ? `by ${hour} ${date}` : `by ${date}`
  }

  const gap = spoken ? '' : ' '
  const end = spoken ? '前' : ' 前'
  const date = day(due, speech)
  if (form === 'dated') return `${date}（${zhWeekdays[weekday]}）${hour}${end}`
  if (away === 0) return `今天${gap}${hour}${end}`
  if (away === 1) return `明天${gap}${hour}${end}`
  if (away === -1) return `昨天${gap}${hour}${end}`
  if (weeks === 0) return `${zhWeekdays[weekday]}${gap}${hour}${end}`
  if (weeks === 1) {
    const name = `下${zhWeekdays[weekday]}`
    return form === 'short' ? `${name}${gap}${hour}${end}` : `${name}（${date}）${hour}${end}`
  }
  if (away < 0) return `${date}（${zhWeekdays[weekday]}）${hour}${end}`
  return `${date}（${zhWeekdays[weekday]}）前`
}

/** 还剩 2 个工作日; empty when nothing is left to count. @param count working days after today, the due day included */
export function left(count: number, language: Language): string {
  if (count <= 0) return ''
  return language === 'en' ? `${count} working ${count === 1 ? 'day' : 'days'} left` : `还剩 ${count} 个工作日`
}

/** 晚了 1 个工作日; 晚了 3 小时; 晚了 when it is less than one. */
export function late(value: { count: number; unit: 'workdays' | 'hours' }, language: Language): string {
  const { count, unit } = value
  if (count <= 0) return language === 'en' ? 'late' : '晚了'
  if (language === 'zh') return unit === 'workdays' ? `晚了 ${count} 个工作日` : `晚了 ${count} 小时`
  return unit === 'workdays'
    ? `${count} working ${count === 1 ? 'day' : 'days'} late`
    : `${count} ${count === 1 ? 'hour' : 'hours'} late`
}

/** When something happened: 刚刚, 12 分钟前, 今天 9:40, 昨天 16:05, 5月9日. */
export function past(at: Date, speech: Speech): string {
  const { language, now } = speech
  const minutes = Math.floor((now.getTime() - at.getTime()) / 60_000)
  if (minutes < 1) return language === 'en' ? 'just now' : '刚刚'
  if (minutes < 60) return language === 'en' ? `${minutes} min ago` : `${minutes} 分钟前`
  return daysFrom(dayOf(at), dayOf(now)) <= 1 ? stamp(at, speech) : day(dayOf(at), speech)
}

/** When something happened, with the time: 今天 9:40, 昨天 16:05, 5月9日 9:40. */
export function stamp(at: Date, speech: Speech): string {
  const { language, now, spoken } = speech
  const hour = time(at, speech)
  const away = daysFrom(dayOf(at), dayOf(now))
  if (language === 'en') {
    if (away === 0) return `${hour} today`
    if (away === 1) return `yesterday ${hour}`
    return `${day(dayOf(at), speech)} ${hour}`
  }
  const gap = spoken ? '' : ' '
  const name = away === 0 ? '今天' : away === 1 ? '昨天' : day(dayOf(at), speech)
  return `${name}${gap}${hour}`
}

/** 1 小时 30 分; 90 分钟 stays with whoever counts minutes. */
export function duration(minutes: number, language: Language): string {
  const hours = Math.floor(minutes / 60)
  const rest = Math.round(minutes % 60)
  const parts =
    language === 'en'
      ? [hours > 0 ? `${hours} h` : '', rest > 0 || hours === 0 ? `${rest} min` : '']
      : [hours > 0 ? `${hours} 小时` : '', rest > 0 || hours === 0 ? `${rest} ${hours > 0 ? '分' : '分钟'}` : '']
  return parts.filter((part) => part !== '').join(' ')
}

/** 周六 9:00–12:00（3 小时）; 周六上午 9 点到 11 点. Both ends lie on one day. */
export function span(from: Date, to: Date, speech: Speech): string {
  const { language, spoken } = speech
  const begin = time(from, speech)
  const end = time(to, speech)
  const zhDay = zhWeekdays[weekdayOf(dayOf(from))] ?? ''
  const enDay = (enWeekdays[weekdayOf(dayOf(from))] ?? '').slice(0, 3)
  if (spoken && language === 'zh') {
    const part = partOfDay(clockOf(from).hour)
    return `${zhDay}${begin}到${part === partOfDay(clockOf(to).hour) ? end.slice(part.length) : end}`
  }
  if (spoken) return `${enDay} ${begin.slice(-2) === end.slice(-2) ? begin.slice(0, -3) : begin} to ${end}`
  const long = duration((to.getTime() - from.getTime()) / 60_000, language)
  return language === 'en' ? `${enDay} ${begin}–${end} (${long})` : `${zhDay} ${begin}–${end}（${long}）`
}

/** 12,406. */
export function number(value: number, digits = 0): string {
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })
}

/** 86.4%. @param share 0–1 */
export function percent(share: number): string {
  return `${number(share * 100, 1)}%`
}

/** 86.4%（n = 412，95% 区间 82.8–89.4%）. Shares are 0–1. */
export function rate(value: { share: number; n: number; low: number; high: number }, language: Language): string {
  const { share, n, low, high } = value
  const range = `${number(low * 100, 1)}–${percent(high)}`
  return language === 'en'
    ? `${percent(share)} (n = ${number(n)}, 95% CI ${range})`
    : `${percent(share)}（n = ${number(n)}，95% 区间 ${range}）`
}

/** A number as it is said on the phone: 四八二七，幺六零五，三; 4 8 2 7, 1 6 0 5, 3. @param digits nine of them */
export function numberAloud(digits: string, language: Language): string {
  const groups = [digits.slice(0, 4), digits.slice(4, 8), digits.slice(8)]
  return language === 'en'
    ? groups.map((group) => [...group].join(' ')).join(', ')
    : groups.map((group) => [...group].map((digit) => zhDigits[Number(digit)]).join('')).join('，')
}
