/** What will be owed and what the fund will hold, month by month. */
import { describe, expect, test } from 'vitest'
import { solvencyOf } from './rules.ts'

const from = { month: '2026-11', owedFen: 1000, fundFen: 500, earnedFen: 0, spentFen: 0, ending: new Map() }

describe('the solvency curve', () => {
  test('stays level when nothing is earned, spent or over', () => {
    expect(solvencyOf(from, 3)).toEqual([
      { month: '2026-11', owedFen: 1000, fundFen: 500 },
      { month: '2026-12', owedFen: 1000, fundFen: 500 },
      { month: '2027-01', owedFen: 1000, fundFen: 500 },
    ])
  })

  test('falls below zero in the month in which the fund no longer covers what is spent', () => {
    const curve = solvencyOf({ ...from, earnedFen: 300, spentFen: 300 }, 3)
    expect(curve.map(({ owedFen, fundFen }) => [owedFen, fundFen])).toEqual([
      [1000, 200],
      [1000, -100],
      [1000, -400],
    ])
  })

  test('spends what ends first, so that only what is left of it is lost', () => {
    const ending = new Map([['2026-12', 500]])
    const curve = solvencyOf({ ...from, spentFen: 200, ending }, 3)
    // 400 of the 500 that end were spent by then
    expect(curve.map(({ owedFen }) => owedFen)).toEqual([800, 500, 300])
  })

  test('spends no more than is owed', () => {
    const curve = solvencyOf({ ...from, spentFen: 800 }, 3)
    expect(curve.map(({ owedFen, fundFen }) => [owedFen, fundFen])).toEqual([
      [200, -300],
      [0, -500],
      [0, -500],
    ])
  })
})
