/** Codes of a second factor against the vectors of RFC 6238 and RFC 4226. */
import { describe, expect, test } from 'vitest'
import { base32, codeOf, findStep, fromBase32, stepOf } from './totp.ts'

const secret = Buffer.from('12345678901234567890')

describe('a code of a second factor', () => {
  test.each([
    { seconds: 59, code: '287082' },
    { seconds: 1111111109, code: '081804' },
    { seconds: 1111111111, code: '050471' },
    { seconds: 1234567890, code: '005924' },
    { seconds: 2000000000, code: '279037' },
    { seconds: 20000000000, code: '353130' },
  ])('[GB22239-L3-2FA] at $seconds s is $code', ({ seconds, code }) => {
    expect(codeOf(secret, stepOf(new Date(seconds * 1000)))).toBe(code)
  })

  test('[GB22239-L3-2FA] holds one step before and after, and never again once used', () => {
    const at = new Date(1_234_567_890_000)
    const step = stepOf(at)
    expect([-2, -1, 0, 1, 2].map((beside) => findStep(secret, codeOf(secret, step + beside), at, 0))).toEqual([
      undefined,
      step - 1,
      step,
      step + 1,
      undefined,
    ])
    expect(findStep(secret, codeOf(secret, step), at, step)).toBeUndefined()
    expect(findStep(secret, codeOf(secret, step - 1), at, step)).toBeUndefined()
    for (const wrong of ['', '1', '12345a', '１２３４５６', '1234567'])
      expect(findStep(secret, wrong, at, 0)).toBeUndefined()
  })

  test('a secret is written in base32 and read back', () => {
    expect(base32(secret)).toBe('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ')
    expect(fromBase32('gezd gnbv gy3t qojq GEZDGNBVGY3TQOJQ').equals(secret)).toBe(true)
    expect(fromBase32(base32(Buffer.from('f'))).equals(Buffer.from('f'))).toBe(true)
  })
})
