/**
 * Sealing of personal fields: AES-256-GCM under a key that lives outside the database, and a keyed hash to find a value by.
 * A sealed value names its key, so that keys can be changed. Keys: one 0600 file of `id base64` lines, newest last.
 */
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

export interface Seals {
  seal(plain: string): string
  open(sealed: string): string
  /** Keyed hash, the same for the same plain text as long as the first key is kept. */
  mark(plain: string): Buffer
}

/** Reads the key file; makes it with one new key when it does not exist. */
export function openSeals(file: string): Seals {
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, `k1 ${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx' })
  }
  const keys = new Map<string, Buffer>()
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const [id, key] = line.trim().split(' ')
    if (id && key) keys.set(id, Buffer.from(key, 'base64'))
  }
  return sealsOf(keys)
}

/** @param keys by id, oldest first; each 32 bytes */
export function sealsOf(keys: ReadonlyMap<string, Buffer>): Seals {
  const ids = [...keys.keys()]
  const first = ids[0]
  const newest = ids[ids.length - 1]
  if (!first || !newest) throw new Error('no key to seal with')
  const keyOf = (id: string): Buffer => {
    const key = keys.get(id)
    if (key?.length !== 32) throw new Error(`key ${id} is missing or not 32 bytes`)
    return key
  }

  return {
    seal(plain) {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', keyOf(newest), nonce)
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()])
      return `${newest}.${nonce.toString('base64url')}.${body.toString('base64url')}`
    },
    open(sealed) {
      const [id = '', nonce = '', body = ''] = sealed.split('.')
      const bytes = Buffer.from(body, 'base64url')
      const decipher = createDecipheriv('aes-256-gcm', keyOf(id), Buffer.from(nonce, 'base64url'))
      decipher.setAuthTag(bytes.subarray(bytes.length - 16))
      return Buffer.concat([decipher.update(bytes.subarray(0, bytes.length - 16)), decipher.final()]).toString('utf8')
    },
    mark(plain) {
      return createHmac('sha256', keyOf(first)).update(plain.normalize('NFKC')).digest()
    },
  }
}
