/**
 * What a domain declares to the ledger: units, kinds of accounts, rules by which something goes from one to another.
 * Owns ledger_kind and the ids of accounts. A floor, the parts of a pool and where lots expire are held by the database
 * from then on. Read next: write.ts.
 */
import { sql } from 'kysely'
import type { Tx } from '#foundation/database/database.ts'
import { idFrom } from '#lib/ids.ts'

/** Whose an account is. A system account is everybody's: it has no floor and nobody waits for it. */
export type OwnerKind = 'person' | 'organisation' | 'territory' | 'merchant' | 'item' | 'system'

export interface AccountKind<U extends string = string, K extends string = string> {
  unit: U
  owner: OwnerKind
  /** The least the balance may be, without what holds keep; 0 unless told. Absent for system accounts. */
  floor?: number
  /** What it holds is kept by lots that can expire, into a system account of the same unit; its floor is 0. */
  expiresInto?: K
  /** A pool that pays many at once is kept in so many parts; its floor is 0. 1 to 64. */
  shards?: number
}

export interface Rule<K extends string = string> {
  from: K
  to: K
  /**
   * One deed earns once: the id of the transfer follows from this word, the evidence and who gets it. Rules with the same
   * word exclude each other.
   */
  once?: string
}

export interface Ledger<K extends string = string, R extends string = string> {
  units: readonly string[]
  accounts: Readonly<Record<K, AccountKind>>
  rules: Readonly<Record<R, Rule<K>>>
}

/**
 * Declares units, kinds of accounts and rules.
 *
 * @throws a fault when a rule joins two units, or lots expire into what is no system account of their unit
 */
export function ledgerOf<const U extends string, const K extends string, const R extends string>(spec: {
  units: readonly U[]
  accounts: { readonly [k in K]: AccountKind<NoInfer<U>, NoInfer<K>> }
  rules: { readonly [r in R]: Rule<NoInfer<K>> }
}): Ledger<K, R> {
  const accounts: Readonly<Record<string, AccountKind>> = spec.accounts
  for (const [code, { from, to }] of Object.entries<Rule>(spec.rules))
    if (accounts[from]?.unit !== accounts[to]?.unit) throw new Error(`the rule ${code} joins two units`)
  for (const [kind, { unit, owner, expiresInto }] of Object.entries(accounts)) {
    const sink = expiresInto === undefined ? undefined : accounts[expiresInto]
    if (expiresInto !== undefined && (owner === 'system' || sink?.owner !== 'system' || sink.unit !== unit))
      throw new Error(`what ${kind} holds expires into a system account of its unit`)
  }
  return spec
}

/** An account as the database's functions take it: the id, and what opens it when it is not there yet. */
export interface AccountKey {
  id: string
  unit: string
  kind: string
  ownerId: string | null
}

/** First digit of the id by what waits for it longest: people, then funds and stock, then pools; their parts have f. */
const digits = { person: '01234567', other: '89ab', pool: 'e' } as const

/** Of system accounts, which nearly every transfer names. */
const systems = new Map<string, AccountKey>()

/** @param ownerId absent for a system account */
export function accountOf<K extends string>(ledger: Ledger<K>, kind: K, ownerId?: string): AccountKey {
  const { unit, owner, shards = 1 } = ledger.accounts[kind]
  if ((owner === 'system') !== (ownerId === undefined))
    throw new Error(`an account ${kind} ${ownerId ? 'has no' : 'needs an'} owner`)
  const known = ownerId === undefined ? systems.get(`${unit} ${kind}`) : undefined
  if (known) return known
  const id = idFrom('ledger account', unit, kind, ownerId ?? '')
  const of = shards > 1 ? digits.pool : owner === 'person' ? digits.person : digits.other
  const digit = of[Number.parseInt(id.charAt(0), 16) % of.length]
  const account = { id: `${digit}${id.slice(1)}`, unit, kind, ownerId: ownerId ?? null }
  if (ownerId === undefined) systems.set(`${unit} ${kind}`, account)
  return account
}

/**
 * Writes what is declared, and opens the system accounts. What accounts stand on cannot change any more.
 *
 * @throws a fault when a kind was declared otherwise before
 */
export async function declareLedger(tx: Tx, ledger: Ledger): Promise<void> {
  const kinds = Object.entries(ledger.accounts).map(([kind, { unit, owner, floor, expiresInto, shards }]) => ({
    unit,
    kind,
    owner_kind: owner,
    floor: owner === 'system' ? null : (floor ?? 0),
    keeps_lots: expiresInto !== undefined,
    shards: shards ?? 1,
    expired_kind: expiresInto ?? null,
  }))
  // those that others point at come first
  kinds.sort((a, b) => Number(a.expired_kind !== null) - Number(b.expired_kind !== null))
  for (const kind of kinds) {
    await tx
      .insertInto('ledger_kind')
      .values(kind)
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    const there = await tx
      .selectFrom('ledger_kind')
      .selectAll()
      .where('unit', '=', kind.unit)
      .where('kind', '=', kind.kind)
      .executeTakeFirstOrThrow()
    for (const [column, value] of Object.entries(kind))
      if (there[column as keyof typeof there] !== value)
        throw new Error(`accounts ${kind.kind} of ${kind.unit} stand already, with another ${column}`)
    if (kind.owner_kind !== 'system') continue
    const { id } = accountOf(ledger, kind.kind)
    await sql`select ledger_open(${id}::uuid, ${kind.unit}, ${kind.kind}, null)`.execute(tx)
  }
}
