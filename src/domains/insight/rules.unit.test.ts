/** What is compared with what, and how sure a change is. */
import { expect, test } from 'vitest'
import { changeOf, isWithinYear, spanBeside } from './rules.ts'

test.each([
  { span: ['2026-05-12', '2026-05-22'], beside: 'before', before: ['2026-05-01', '2026-05-11'] },
  { span: ['2026-05-22', '2026-05-22'], beside: 'before', before: ['2026-05-21', '2026-05-21'] },
  { span: ['2025-05-23', '2026-05-22'], beside: 'year', before: ['2024-05-23', '2025-05-22'] },
  { span: ['2028-02-29', '2028-03-01'], beside: 'year', before: ['2027-02-28', '2027-03-01'] },
] as const)('[S3-45] $span compared with $beside is $before', ({ span: [from, to], beside, before }) => {
  expect(Object.values(spanBeside({ from, to }, beside))).toEqual(before)
})

test.each([
  { to: '2026-05-22', is: true },
  { to: '2026-05-23', is: false },
])('[S3-45] from 2025-05-23 to $to is within a year: $is', ({ to, is }) => {
  expect(isWithinYear({ from: '2025-05-23', to })).toBe(is)
})

test('[S3-45] half the time is twice as efficient, by as much as chance allows', () => {
  const change = changeOf({ n: 100, mean: 10, spread: 10 }, { n: 100, mean: 20, spread: 20 }, 30)
  // ln 2 ± 1.96 × √(1/100 + 1/100)
  expect(change?.percent).toBeCloseTo(100, 6)
  expect(change?.low).toBeCloseTo(51.58, 1)
  expect(change?.high).toBeCloseTo(163.88, 1)
})

test.each([
  { now: 30, before: 29 },
  { now: 29, before: 30 },
])('[S3-45] with $now beside $before nothing is said', ({ now, before }) => {
  expect(changeOf({ n: now, mean: 1, spread: 0 }, { n: before, mean: 1, spread: 0 }, 30)).toBeNull()
})
