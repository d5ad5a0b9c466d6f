/**
 * Certificates: what is signed, the code by which a serial is asked for, and what makes one doubtful.
 * The statement is canonical JSON under the city's signing key, the one of the daily checkpoints, so one script checks both.
 * The code follows from the signature: nobody can walk the serials, and nothing more has to be kept.
 * Rules: S1-49, S4-88. Read next: paper.ts for the paper, certificate-handlers.ts.
 */
import { hash } from 'node:crypto'
import { canonical } from '#lib/canonical.ts'
import type { Day } from '#lib/days.ts'
import { withCheckDigit } from '#lib/number.ts'
import type { Seals } from '#lib/seal.ts'
import type { Counted } from './service-store.ts'

/** What is signed, and what the paper and its file say. */
export interface Statement {
  kind: 'linli certificate 1'
  /** Nine digits. */
  serial: string
  name: string
  minutes: number
  records: number
  from: Day
  to: Day
  /** sha256 of the records, hexadecimal. */
  list: string
  /** Level of star volunteer then, 0 for none. @source S4-88 */
  star: number
  issued: Day
}

export interface Facts {
  serial: number
  name: string
  minutes: number
  records: number
  from_on: Day
  to_on: Day
  list_hash: Buffer
  star: number
  issued_on: Day
}

export function statementOf(row: Facts): Statement {
  return {
    kind: 'linli certificate 1',
    serial: withCheckDigit(row.serial),
    name: row.name,
    minutes: row.minutes,
    records: row.records,
    from: row.from_on,
    to: row.to_on,
    list: row.list_hash.toString('hex'),
    star: row.star,
    issued: row.issued_on,
  }
}

export function signStatement(seals: Seals, statement: Statement) {
  return seals.signOpenly(Buffer.from(canonical(statement)))
}

/** Of the records a certificate counts: their ids, days and minutes, in their order. */
export function hashOfList(rows: readonly Counted[]): Buffer {
  return hash('sha256', canonical(rows.map(({ id, servedOn, minutes }) => [id, servedOn, minutes])), 'buffer')
}

/** Without letters that are taken for digits. */
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Ten letters and digits of the signature's hash. */
export function codeOf(signature: Buffer): string {
  const bytes = hash('sha256', signature, 'buffer')
  return Array.from({ length: 10 }, (_, at) => letters[(bytes[at] ?? 0) % 32]).join('')
}

/** A code as somebody types it: small letters, gaps, O for 0 and I or L for 1. */
export function readCode(typed: string): string {
  return typed.normalize('NFKC').toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1')
}

/**
 * The list of what was revoked, signed when it is asked for.
 *
 * @param keys every key that ever signed a certificate here, so that one of a stranger is told apart also after a rotation
 */
export function signRevocations(seals: Seals, at: Date, serials: readonly number[], keys: readonly Buffer[]) {
  const list = {
    kind: 'linli revocations 1' as const,
    at: at.toISOString(),
    serials: serials.map(withCheckDigit),
    keys: keys.map((key) => key.toString('hex')),
  }
  const { publicKey, signature } = seals.signOpenly(Buffer.from(canonical(list)))
  return { revocations: list, publicKey: publicKey.toString('hex'), signature: signature.toString('hex') }
}
