/**
 * One byte form for one value: JSON with sorted keys and no absent fields. Hashes over it are stable for years.
 */
import { createHash, randomBytes } from 'node:crypto'

export function canonical(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value ?? null)
  if (value instanceof Date) return JSON.stringify(value.toISOString())
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  const parts = Object.entries(value)
    .filter(([, part]) => part !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, part]) => `${JSON.stringify(key)}:${canonical(part)}`)
  return `{${parts.join(',')}}`
}

export function hashOf(value: unknown): Buffer {
  return createHash('sha256').update(canonical(value)).digest()
}

/** Words and the salted hash that stays when they are erased. */
export function saltedHash(body: unknown): { salt: Buffer; hash: Buffer } {
  const salt = randomBytes(16)
  return { salt, hash: createHash('sha256').update(salt).update(canonical(body)).digest() }
}
