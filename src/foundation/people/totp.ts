/**
 * Time-based one-time codes (RFC 6238 over RFC 4226): six digits, steps of 30 seconds, HMAC-SHA-1, as every authenticator
 * on a phone makes them. Pure. Read next: second-factor.ts; docs/decisions/0011-second-factor.md says why it is written here.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'

const STEP_MS = 30_000
const DIGITS = 6
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** The step an instant lies in. */
export function stepOf(at: Date): number {
  return Math.floor(at.getTime() / STEP_MS)
}

/** The code of a step. */
export function codeOf(secret: Buffer, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', secret).update(counter).digest()
  const offset = (mac.at(-1) ?? 0) & 0x0f
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 10 ** DIGITS).padStart(DIGITS, '0')
}

/**
 * The step whose code this is: the present one, or one beside it because watches differ.
 *
 * @param after steps up to this one were used before, so that a code works once
 */
export function findStep(secret: Buffer, code: string, at: Date, after: number): number | undefined {
  const now = stepOf(at)
  return [now - 1, now, now + 1].find(
    (step) =>
      step > after &&
      code.length === DIGITS &&
      timingSafeEqual(Buffer.from(codeOf(secret, step)), Buffer.from(code.replace(/[^0-9]/g, '_').slice(0, DIGITS))),
  )
}

/** Bytes in the letters of base32, as authenticators take them. */
export function base32(bytes: Buffer): string {
  let bits = ''
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0')
  return (bits.match(/.{1,5}/g) ?? []).map((five) => LETTERS[Number.parseInt(five.padEnd(5, '0'), 2)]).join('')
}

/** @returns the bytes of base32 letters; spaces and case do not matter */
export function fromBase32(words: string): Buffer {
  const bits = [...words.toUpperCase().replace(/[^A-Z2-7]/g, '')]
    .map((letter) => LETTERS.indexOf(letter).toString(2).padStart(5, '0'))
    .join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((eight) => Number.parseInt(eight, 2)))
}
