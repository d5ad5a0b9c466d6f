#!/usr/bin/env node
/**
 * Checks receipts, checkpoints and certificates of Linli 邻里 without Linli: 核对凭证和证明，不用联网，也不用相信任何人。
 *
 *   node verify.mjs receipt.json [kept.json …]        Node 20 or newer; files as they were saved, in any order
 *
 * Each day a city makes a Merkle tree (RFC 6962, SHA-256) over everything that was done, and publishes its root in a
 * checkpoint: six lines, signed with Ed25519, that name the checkpoint of the day before. A receipt holds some leaves, the way
 * from each up to a root, and the checkpoints. More files (other receipts, or /api/checkpoints as it was saved once) show
 * whether the city still tells the same: one number has one hash, and each day names the one before.
 * A certificate of service is one signed statement; give the published list of revoked ones too:
 *
 *   node verify.mjs certificate.json revoked.json
 *
 * Keep this file: it needs nothing but WebCrypto. Licence: Apache-2.0.
 */
const subtle = globalThis.crypto?.subtle
const encode = (text) => new TextEncoder().encode(text)
const toHex = (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('')
const fromHex = (text) => {
  if (typeof text !== 'string' || !/^([0-9a-f]{2})*$/.test(text)) throw new Error('not hexadecimal')
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}
const join = (...parts) => Uint8Array.from(parts.flatMap((part) => [...part]))
const sha256 = async (...parts) => new Uint8Array(await subtle.digest('SHA-256', join(...parts)))

/** One way to write a value: JSON with sorted names. */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const names = Object.keys(value).sort()
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`
}

/** The six lines that are hashed and signed. */
const noteOf = ({ number, day, size, root, before }) =>
  encode(`linli checkpoint 1\n${number}\n${day}\n${size}\n${root}\n${before}\n`)

/** The root that a leaf and its path lead to, or nothing when the path is none of such a tree (RFC 9162, 2.1.3.2). */
async function rootFrom(leaf, index, size, path) {
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) return undefined
  let at = index
  let last = size - 1
  let hash = await sha256([0], leaf)
  for (const beside of path.map(fromHex)) {
    if (last === 0) return undefined
    if (at % 2 === 1 || at === last) {
      hash = await sha256([1], beside, hash)
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)]
    } else hash = await sha256([1], hash, beside)
    ;[at, last] = [Math.floor(at / 2), Math.floor(last / 2)]
  }
  return last === 0 ? toHex(hash) : undefined
}

/** @returns 'yes', 'no', or 'unknown' where WebCrypto cannot check Ed25519 */
async function isSigned({ publicKey, signature }, bytes) {
  let key
  try {
    key = await subtle.importKey('raw', fromHex(publicKey), { name: 'Ed25519' }, false, ['verify'])
  } catch (error) {
    return error?.name === 'NotSupportedError' ? 'unknown' : 'no'
  }
  const good = await subtle.verify({ name: 'Ed25519' }, key, fromHex(signature), bytes)
  return good ? 'yes' : 'no'
}

/** What is signed is one of these, so that none can be passed off as another. */
const kinds = { certificate: 'linli certificate 1', revocations: 'linli revocations 1' }

/**
 * Checks a certificate or a list of revoked ones, whose value stands under its name.
 *
 * @returns its fault: unsigned (could not be checked), or the name of what is not as it was signed
 */
async function faultOf(name, file) {
  if (file[name]?.kind !== kinds[name]) return name
  const signed = await isSigned(file, encode(canonical(file[name]))).catch(() => 'no')
  return signed === 'yes' ? undefined : signed === 'no' ? name : 'unsigned'
}

/**
 * Checks parsed files together.
 *
 * @returns {{ ok: boolean, actions: object[], days: object[], certificates: object[], faults: { fault: string, number?: number, at?: number, serial?: string }[] }}
 *   faults: form, note (a checkpoint's hash), signature, unsigned (could not be checked), path, request, words, differs (two
 *   checkpoints of one number), chain (a day does not name the one before), certificate and revocations (not as signed),
 *   revoked (the certificate is on the list), key (the list does not know who signed the certificate)
 */
export async function check(all) {
  const faults = []
  const actions = []
  const days = new Map()
  const certificates = all.filter((file) => file?.certificate !== undefined)
  const lists = all.filter((file) => file?.revocations !== undefined)
  const files = all.filter((file) => file?.certificate === undefined && file?.revocations === undefined)
  for (const list of lists) {
    const fault = await faultOf('revocations', list)
    if (fault) faults.push({ fault })
  }
  for (const file of certificates) {
    const { serial } = file.certificate ?? {}
    const fault = await faultOf('certificate', file)
    if (fault) faults.push({ fault, serial })
    if (lists.some((list) => list.revocations?.serials?.includes(serial))) faults.push({ fault: 'revoked', serial })
    if (lists.some((list) => !list.revocations?.keys?.includes(file.publicKey))) faults.push({ fault: 'key', serial })
  }
  for (const file of files) {
    const found = file?.checkpoints ?? (file?.root === undefined ? undefined : [file])
    if (!Array.isArray(found)) faults.push({ fault: 'form' })
    for (const day of Array.isArray(found) ? found : []) {
      const { number } = day
      const known = days.get(number)
      if (known && known.hash !== day.hash) faults.push({ fault: 'differs', number })
      if (known && canonical(known) === canonical(day)) continue
      days.set(number, known ?? day)
      const signed = await isSigned(day, noteOf(day)).catch(() => 'no')
      if (toHex(await sha256(noteOf(day))) !== day.hash) faults.push({ fault: 'note', number })
      if (signed !== 'yes') faults.push({ fault: signed === 'no' ? 'signature' : 'unsigned', number })
    }
  }
  for (const [number, day] of days) {
    const next = days.get(number + 1)
    if (next && next.before !== day.hash) faults.push({ fault: 'chain', number: number + 1 })
  }
  for (const file of files) {
    for (const action of Array.isArray(file?.actions) ? file.actions : []) {
      const at = actions.length
      try {
        const [, micros, kind, request, , words] = JSON.parse(action.leaf)
        const day = days.get(action.checkpoint)
        const root = day && (await rootFrom(encode(action.leaf), action.index, day.size, action.path))
        if (root === undefined || root !== day.root) faults.push({ fault: 'path', at })
        if (request !== file.request) faults.push({ fault: 'request', at })
        const said = action.words && (await sha256(fromHex(action.words.salt), encode(canonical(action.words.body))))
        if (said && toHex(said) !== words) faults.push({ fault: 'words', at })
        const instant = new Date(micros / 1000).toISOString()
        actions.push({ number: file.number, kind, instant, day: day?.day, words: action.words?.body ?? null })
      } catch {
        actions.push({})
        faults.push({ fault: 'form', at })
      }
    }
  }
  const sorted = [...days.values()].sort((a, b) => a.number - b.number)
  const found = days.size + certificates.length > 0
  return { ok: faults.length === 0 && found, actions, days: sorted, certificates, faults }
}

const say = (line) => globalThis.process.stdout.write(`${line}\n`)

async function main(names) {
  const { readFile } = await import('node:fs/promises')
  if (names.length === 0) throw new Error('node verify.mjs receipt.json [kept.json …]')
  const files = await Promise.all(names.map(async (name) => JSON.parse(await readFile(name, 'utf8'))))
  const { ok, actions, days, certificates, faults } = await check(files)
  for (const { number, kind, instant, day } of actions) say(`${number}  ${kind}  ${instant}  ${day ?? '?'}`)
  for (const { certificate } of certificates)
    say(
      `${certificate?.serial}  ${certificate?.name}  ${certificate?.minutes} min  ${certificate?.from} – ${certificate?.to}`,
    )
  for (const key of new Set([...days, ...certificates].map(({ publicKey }) => publicKey)))
    say(`公钥 · public key ${key}`)
  for (const fault of faults) say(`✗ ${JSON.stringify(fault)}`)
  const missing = days.findIndex(({ number }, index) => index > 0 && number !== days[index - 1].number + 1)
  if (missing > 0)
    say(`中间缺几天，补上才能看出前后相连 · days are missing: /api/checkpoints?since=${days[missing - 1].number}`)
  say(ok ? '✓ 核对无误 · all is as it was signed' : '✗ 对不上 · something differs')
  return ok ? 0 : 1
}

const isMain = globalThis.process?.argv?.[1]?.endsWith('verify.mjs')
if (isMain)
  main(globalThis.process.argv.slice(2)).then(
    (code) => {
      globalThis.process.exitCode = code
    },
    (error) => {
      say(String(error.message))
      globalThis.process.exitCode = 2
    },
  )
