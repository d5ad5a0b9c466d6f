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

/** @param salt what makes guessing at short values pointless as soon as it is erased */
export function hashOf(value: unknown, salt: Buffer = Buffer.alloc(0)): Buffer {
  return createHash('sha256').update(salt).update(canonical(value)).digest()
}

/** Words and the salted hash that stays when they are erased. */
export function saltedHash(body: Readonly<Record<string, unknown>>): { salt: Buffer; hash: Buffer } {
  const salt = randomBytes(16)
  return { salt, hash: hashOf(body, salt) }
}

/** An action as it was written: the hashes on its row, and the salt while its words are kept. */
export interface Written {
  inputHash: Buffer
  contentHash: Buffer | null
  salt: Buffer | null
}

/**
 * Whether a call repeats what was written. An action with words hashes what was sent under their salt; when they are erased
 * nobody can tell any more, and the answer is no. A list is never taken for words, which are an object.
 */
export function isRepeated({ inputHash, contentHash, salt }: Written, asked: readonly unknown[]): boolean {
  if (contentHash && !salt) return false
  return hashOf(asked, salt ?? undefined).equals(inputHash)
}
