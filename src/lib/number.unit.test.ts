import { expect, test } from 'vitest'
import { groupNumber, parseNumber, withCheckDigit } from './number.ts'

test('a number survives being written, grouped, said with full-width digits and read again', () => {
  const shown = groupNumber(withCheckDigit(48271605))
  expect(shown).toMatch(/^4827 1605 \d$/)
  expect(parseNumber(shown)).toBe(48271605)
  expect(parseNumber(shown.replace('4', '４'))).toBe(48271605)
})

test('one wrong digit or two swapped neighbours are never another number', () => {
  for (const number of [48271605, 10000001, 99999999, 30405060]) {
    const right = withCheckDigit(number)
    for (let place = 0; place < 9; place++) {
      for (let digit = 0; digit < 10; digit++) {
        const wrong = right.slice(0, place) + digit + right.slice(place + 1)
        if (wrong !== right) expect(parseNumber(wrong)).toBeUndefined()
      }
      const swapped = right.slice(0, place) + (right[place + 1] ?? '') + right[place] + right.slice(place + 2)
      if (swapped !== right && swapped.length === 9) expect(parseNumber(swapped)).toBeUndefined()
    }
  }
})
