/**
 * Sealing of personal fields: AES-256-GCM under a key that lives outside the database, and a keyed hash to find a value by.
 * A sealed value names its key, so that keys can be changed: the newest seals, all open, the first one finds.
 * Read next: key-file.ts for where keys are kept.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  type KeyObject,
  randomBytes,
  sign,
  timingSafeEqual,
  verify,
} from 'node:crypto'

/** Keys by id, oldest first; each 32 bytes. */
export type Keys = ReadonlyMap<string, Buffer>

export interface Seals {
  seal(plain: string): string
  open(sealed: string): string
  /** Keyed hash, the same for the same plain text as long as the first key is kept. */
  mark(plain: string): Buffer
  /** Keyed hash that only who has the keys can make, under the newest key. */
  sign(bytes: Buffer): { keyId: string; mac: Buffer }
  /** Whether it was made by sign() under the key; false when the key is not there. */
  isSigned(keyId: string, bytes: Buffer, mac: Buffer): boolean
  /** Ed25519 under the newest key, for everybody to check. */
  signOpenly(bytes: Buffer): { keyId: string; publicKey: Buffer; signature: Buffer }
  /** Whether it was made by signOpenly() under the key; false when the key is not there. */
  isSignedOpenly(keyId: string, bytes: Buffer, signature: Buffer): boolean
  /** What checks the signatures of a key: 32 bytes. */
  publicKeyOf(keyId: string): Buffer | undefined
}

/** @param source the keys, or a way to read those of this moment; it may be asked often */
export function sealsOf(source: Keys | (() => Keys)): Seals {
  const read = typeof source === 'function' ? source : () => source
  const keyOf = (id: string): KeyObject => {
    const key = read().get(id)
    if (key?.length !== 32) throw new Error(`key ${id} is missing or not 32 bytes`)
    return preparedKey(key)
  }
  newestOf(read())

  return {
    seal(plain) {
      const newest = newestOf(read())
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
      return createHmac('sha256', keyOf(firstOf(read())))
        .update(plain.normalize('NFKC'))
        .digest()
    },
    sign(bytes) {
      const keyId = newestOf(read())
      return { keyId, mac: signature(keyOf(keyId), bytes) }
    },
    isSigned(keyId, bytes, mac) {
      const key = read().get(keyId)
      if (!key) return false
      const expected = signature(preparedKey(key), bytes)
      return mac.length === expected.length && timingSafeEqual(mac, expected)
    },
    signOpenly(bytes) {
      const keyId = newestOf(read())
      const pair = signingPair(keyOf(keyId))
      return { keyId, publicKey: pair.raw, signature: sign(null, bytes, pair.privateKey) }
    },
    isSignedOpenly(keyId, bytes, signature) {
      const key = read().get(keyId)
      return key !== undefined && verify(null, bytes, signingPair(preparedKey(key)).publicKey, signature)
    },
    publicKeyOf(keyId) {
      const key = read().get(keyId)
      return key && signingPair(preparedKey(key)).raw
    },
  }
}

interface SigningPair {
  privateKey: KeyObject
  publicKey: KeyObject
  raw: Buffer
}

const signingPairs = new WeakMap<KeyObject, SigningPair>()
/** What stands before the 32 bytes of an Ed25519 key in PKCS 8 (RFC 8410). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex')

/** The signing key that belongs to a key: made from it, so that the key file, its copies and its rotation are the same. */
function signingPair(key: KeyObject): SigningPair {
  const known = signingPairs.get(key)
  if (known) return known
  const seed = createHmac('sha256', key).update('linli signing key\0').digest()
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' })
  const publicKey = createPublicKey(privateKey)
  const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url')
  const pair = { privateKey, publicKey, raw }
  signingPairs.set(key, pair)
  return pair
}

const preparedKeys = new WeakMap<Buffer, KeyObject>()

/** A key made ready once: doing it anew takes five times as long as what it is used for. */
function preparedKey(key: Buffer): KeyObject {
  const known = preparedKeys.get(key) ?? createSecretKey(key)
  preparedKeys.set(key, known)
  return known
}

/** Tells two keys of the same name apart without telling anything of them. */
export function checkValueOf(key: Buffer): string {
  return createHmac('sha256', key).update('linli key check').digest('hex')
}

/** The key that values are found by. It is never retired. */
export function firstOf(keys: Keys): string {
  const [first] = keys.keys()
  if (!first) throw new Error('no key to seal with')
  return first
}

/** The key that seals. */
export function newestOf(keys: Keys): string {
  const newest = [...keys.keys()].at(-1)
  if (!newest) throw new Error('no key to seal with')
  return newest
}

/** Apart from marks by its first bytes, so that neither can be passed off as the other. */
function signature(key: KeyObject, bytes: Buffer): Buffer {
  return createHmac('sha256', key).update('linli signature\0').update(bytes).digest()
}
