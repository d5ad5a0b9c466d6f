/** The table of forms: every line is a sentence somebody reads. The day is Thursday 2026-05-14, 10:42 in Shanghai. */
import { describe, expect, test } from 'vitest'
import * as format from './format.ts'

const now = at('2026-05-14 10:42')
const zh = { language: 'zh', now } as const
const en = { language: 'en', now } as const
const zhSpoken = { ...zh, spoken: true }
const enSpoken = { ...en, spoken: true }

function at(words: string): Date {
  return new Date(`${words.replace(' ', 'T')}:00+08:00`)
}

describe('a promise', () => {
  test.each([
    { when: '2026-05-14 18:00', zh: '今天 18:00 前', en: 'by 18:00 today' },
    { when: '2026-05-15 18:00', zh: '明天 18:00 前', en: 'by 18:00 tomorrow' },
    { when: '2026-05-15 10:42', zh: '明天 10:42 前', en: 'by 10:42 tomorrow' },
    { when: '2026-05-16 18:00', zh: '周六 18:00 前', en: 'by 18:00 Saturday' },
    { when: '2026-05-17 18:00', zh: '周日 18:00 前', en: 'by 18:00 Sunday' },
    { when: '2026-05-18 18:00', zh: '下周一（5月18日）18:00 前', en: 'by 18:00 Mon 18 May' },
    { when: '2026-05-19 18:00', zh: '下周二（5月19日）18:00 前', en: 'by 18:00 Tue 19 May' },
    { when: '2026-05-25 18:00', zh: '5月25日（周一）前', en: 'by Mon 25 May' },
    { when: '2026-06-14 18:00', zh: '6月14日（周日）前', en: 'by Sun 14 June' },
    { when: '2027-12-31 18:00', zh: '2027年12月31日（周五）前', en: 'by Fri 31 December 2027' },
    { when: '2026-05-13 18:00', zh: '昨天 18:00 前', en: 'by 18:00 yesterday' },
    { when: '2026-05-08 18:00', zh: '5月8日（周五）18:00 前', en: 'by 18:00 Fri 8 May' },
  ])('of $when is said as $zh and $en', (row) => {
    expect(format.promise(at(row.when), zh)).toBe(row.zh)
    expect(format.promise(at(row.when), en)).toBe(row.en)
  })

  test('is short where the date stands beside it, and dated before it is made', () => {
    expect(format.promise(at('2026-05-18 18:00'), zh, 'short')).toBe('下周一 18:00 前')
    expect(format.promise(at('2026-05-21 18:00'), zh, 'dated')).toBe('5月21日（周四）18:00 前')
    expect(format.promise(at('2026-05-21 18:00'), en, 'dated')).toBe('by 18:00 Thu 21 May')
  })

  test.each([
    { when: '2026-05-14 18:00', zh: '今天下午 6 点前', en: 'by 6 pm today' },
    { when: '2026-05-15 09:30', zh: '明天上午 9 点半前', en: 'by 9:30 am tomorrow' },
    { when: '2026-05-15 12:00', zh: '明天中午 12 点前', en: 'by 12 pm tomorrow' },
    { when: '2026-05-15 20:05', zh: '明天晚上 8 点 5 分前', en: 'by 8:05 pm tomorrow' },
    { when: '2026-05-18 18:00', zh: '下周一下午 6 点前', en: 'by 6 pm Monday' },
  ])('is spoken in 长辈版: $zh, $en', (row) => {
    expect(format.promise(at(row.when), zhSpoken, 'short')).toBe(row.zh)
    expect(format.promise(at(row.when), enSpoken, 'short')).toBe(row.en)
  })
})

test.each([
  { count: 2, zh: '还剩 2 个工作日', en: '2 working days left' },
  { count: 1, zh: '还剩 1 个工作日', en: '1 working day left' },
  { count: 0, zh: '', en: '' },
])('with $count working days left: "$zh"', (row) => {
  expect(format.left(row.count, 'zh')).toBe(row.zh)
  expect(format.left(row.count, 'en')).toBe(row.en)
})

test.each([
  { count: 1, unit: 'workdays', zh: '晚了 1 个工作日', en: '1 working day late' },
  { count: 3, unit: 'workdays', zh: '晚了 3 个工作日', en: '3 working days late' },
  { count: 5, unit: 'hours', zh: '晚了 5 小时', en: '5 hours late' },
  { count: 0, unit: 'hours', zh: '晚了', en: 'late' },
] as const)('late by $count $unit: $zh', ({ zh, en, ...value }) => {
  expect(format.late(value, 'zh')).toBe(zh)
  expect(format.late(value, 'en')).toBe(en)
})

test.each([
  { when: '2026-05-14 10:42', zh: '刚刚', en: 'just now' },
  { when: '2026-05-14 10:30', zh: '12 分钟前', en: '12 min ago' },
  { when: '2026-05-14 09:40', zh: '今天 9:40', en: '9:40 today' },
  { when: '2026-05-13 16:05', zh: '昨天 16:05', en: 'yesterday 16:05' },
  { when: '2026-05-09 08:00', zh: '5月9日', en: '9 May' },
  { when: '2025-12-03 08:00', zh: '2025年12月3日', en: '3 Dec 2025' },
])('$when is past as $zh, $en', (row) => {
  expect(format.past(at(row.when), zh)).toBe(row.zh)
  expect(format.past(at(row.when), en)).toBe(row.en)
})

test('a step of a timeline keeps its time', () => {
  expect(format.stamp(at('2026-05-12 21:14'), zh)).toBe('5月12日 21:14')
  expect(format.stamp(at('2026-05-12 21:14'), en)).toBe('12 May 21:14')
  expect(format.stamp(at('2026-05-13 16:05'), zhSpoken)).toBe('昨天下午 4 点 5 分')
})

test('a span gives its length, and is spoken in 长辈版', () => {
  const from = at('2026-05-16 09:00')
  expect(format.span(from, at('2026-05-16 12:00'), zh)).toBe('周六 9:00–12:00（3 小时）')
  expect(format.span(from, at('2026-05-16 12:00'), en)).toBe('Sat 9:00–12:00 (3 h)')
  expect(format.span(from, at('2026-05-16 11:00'), zhSpoken)).toBe('周六上午 9 点到 11 点')
  expect(format.span(from, at('2026-05-16 14:00'), zhSpoken)).toBe('周六上午 9 点到下午 2 点')
  expect(format.span(from, at('2026-05-16 11:00'), enSpoken)).toBe('Sat 9 to 11 am')
})

test('a duration is hours and minutes', () => {
  expect(format.duration(90, 'zh')).toBe('1 小时 30 分')
  expect(format.duration(90, 'en')).toBe('1 h 30 min')
  expect(format.duration(45, 'zh')).toBe('45 分钟')
  expect(format.duration(120, 'zh')).toBe('2 小时')
  expect(format.duration(0, 'zh')).toBe('0 分钟')
})

test('days and months have a weekday, a year when it is another one', () => {
  expect(format.dayAndWeekday('2026-05-14', zh)).toBe('5月14日 周四')
  expect(format.dayAndWeekday('2026-05-14', en)).toBe('Thu 14 May')
  expect(format.month('2026-05', 'zh')).toBe('2026年5月')
  expect(format.month('2026-05', 'en')).toBe('May 2026')
})

test('figures carry their n', () => {
  const value = { share: 0.8641, n: 412, low: 0.8279, high: 0.8937 }
  expect(format.number(12406)).toBe('12,406')
  expect(format.rate(value, 'zh')).toBe('86.4%（n = 412，95% 区间 82.8–89.4%）')
  expect(format.rate(value, 'en')).toBe('86.4% (n = 412, 95% CI 82.8–89.4%)')
})

test('a number is read as people say it on the phone', () => {
  expect(format.numberAloud('482716053', 'zh')).toBe('四八二七，幺六零五，三')
  expect(format.numberAloud('482716053', 'en')).toBe('4 8 2 7, 1 6 0 5, 3')
})
