/**
 * Mobile numbers. 10x, 11x and 12x are not assigned to anyone, so demo people have 128…, accepted outside production only.
 */
const ASSIGNED = /^1(?:610\d|740[0-5])\d{6}$|^1(?:[38]\d|4[57]|[59][0-35-9]|6[25-7]|7[0-35-8])\d{8}$/
const DEMO = /^128\d{8}$/

/** @returns the number in 11 digits, or undefined when it cannot be one */
export function parsePhone(words: string, demo: boolean): string | undefined {
  const digits = words
    .normalize('NFKC')
    .replace(/[\s-]/g, '')
    .replace(/^\+?86(?=1\d{10}$)/, '')
  return ASSIGNED.test(digits) || (demo && DEMO.test(digits)) ? digits : undefined
}
