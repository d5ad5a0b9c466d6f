/**
 * What can be done with accounts: one call, one round trip, one function of the database each (0050_ledger.sql).
 * Every write carries the id its client made: the same id and content is the first answer, other content is refused.
 * Two calls in one transaction lock in the order they are made; who needs many at once uses postMany.
 * Read next: spec.ts for what is declared, check.ts for what always holds.
 */
import type { Runner } from '#foundation/database/database.ts'
import { prepared } from '#foundation/database/database.ts'
import { canonical } from '#lib/canonical.ts'
import { idFrom } from '#lib/ids.ts'
import { type Facts, Refusal } from '#lib/refusal.ts'
import { type AccountKey, accountOf, type Ledger } from './spec.ts'

/** The row that something was given or taken for. */
export interface Evidence {
  table: string
  id: string
}

/** Who asks for it, in which action of the journal; absent when the program does it by itself. */
export interface Maker {
  personId: string
  actionId: string
}

/** What goes from one account to another, by a rule. */
export interface Asked<R extends string = string> {
  /** Made by the client; absent where the rule says `once`, because it follows from the evidence then. */
  id?: string
  rule: R
  /** Owner of the account it comes from; absent for a system account. */
  from?: string
  /** Owner of the account it goes to; absent for a system account. */
  to?: string
  /** In the smallest part of the unit: points, minutes, fen. 1 to 10¹². */
  amount: number
  at: Date
  evidence: Evidence
  by?: Maker
}

/** A transfer into an account that keeps lots may say until when it can be spent. */
export interface Given<R extends string = string> extends Asked<R> {
  expiresAt?: Date
}

export interface Posted {
  id: string
  /** Whether this call did it; false when it was done before. */
  isNew: boolean
  /** Balance after it of the account it came from; null for a system account. Of a pool it is that of the part used. */
  fromBalance: number | null
  toBalance: number | null
}

/** The id of a transfer that is made once for its evidence; every rule with the same word has the same. */
export function onceId(ledger: Ledger, rule: string, evidence: Evidence, to: string | undefined): string {
  const word = ledger.rules[rule]?.once
  if (word === undefined) throw new Error(`the rule ${rule} does not say once`)
  return idFrom('ledger once', word, evidence.table, evidence.id, to ?? '')
}

/** What is asked, with its accounts and the id it will have. */
interface Ready extends Given {
  id: string
  fingerprint: string
  source: AccountKey
  target: AccountKey
}

function ready<R extends string>(ledger: Ledger<string, R>, verb: string, asked: Given<R>): Ready {
  const rule = ledger.rules[asked.rule]
  if ((rule.once === undefined) === (asked.id === undefined))
    throw new Error(`the rule ${asked.rule} ${rule.once ? 'makes its own id' : 'needs an id'}`)
  const source = accountOf(ledger, rule.from, asked.from)
  const target = accountOf(ledger, rule.to, asked.to)
  const { amount, evidence, by, expiresAt } = asked
  return {
    ...asked,
    id: asked.id ?? onceId(ledger, asked.rule, evidence, asked.to),
    fingerprint: fingerprintOf([verb, asked.rule, source.id, target.id, amount, evidence, by?.personId, expiresAt]),
    source,
    target,
  }
}

const fingerprintOf = (content: readonly unknown[]): string => idFrom(canonical(content))

const valuesOf = ({ id, fingerprint, at, source, target, rule, amount, expiresAt, evidence, by }: Ready) => [
  id,
  fingerprint,
  at.toISOString(),
  source.unit,
  rule,
  source.id,
  source.kind,
  source.ownerId,
  target.id,
  target.kind,
  target.ownerId,
  amount,
  expiresAt?.toISOString() ?? null,
  evidence.table,
  evidence.id,
  by?.personId ?? null,
  by?.actionId ?? null,
]

/**
 * Makes one transfer.
 *
 * @throws {Refusal} `ledger.balance-low` (409) with `available` and `amount`, `ledger.lot-expired` (409) when what is there
 *   expired, `ledger.reused` (409), `ledger.amount-not-positive` and `ledger.expiry-past` (422), `ledger.unit-differs` (422),
 *   `ledger.account-unknown` (404) when the kind was never declared
 */
export async function post<R extends string>(on: Runner, ledger: Ledger<string, R>, asked: Given<R>): Promise<Posted> {
  const transfer = ready(ledger, 'post', asked)
  const { answer } = await call<{ answer: string }>(
    on,
    'ledger-post',
    'select ledger_post($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) as answer',
    valuesOf(transfer),
  )
  return { id: transfer.id, ...readPosted(answer) }
}

/** Many transfers of one rule from one account, which is none that keeps lots. */
export interface Many<R extends string = string> extends Pick<Asked<R>, 'rule' | 'from' | 'at' | 'by'> {
  /** Table of all their evidence. */
  table: string
  transfers: readonly {
    id?: string
    to?: string
    amount: number
    evidenceId: string
    expiresAt?: Date
  }[]
}

/**
 * Makes many transfers, all or none; those made before are left as they are.
 *
 * @returns the ids in their order, and how many of them are new
 * @throws {Refusal} as {@link post}
 */
export async function postMany<R extends string>(
  on: Runner,
  ledger: Ledger<string, R>,
  { rule, from, at, by, table, transfers }: Many<R>,
): Promise<{ ids: string[]; newCount: number }> {
  const all = transfers.map(({ evidenceId, ...one }) =>
    ready(ledger, 'post', {
      ...one,
      rule,
      at,
      evidence: { table, id: evidenceId },
      ...(from && { from }),
      ...(by && { by }),
    }),
  )
  const [first] = all
  if (!first) return { ids: [], newCount: 0 }
  const ids = all.map(({ id }) => id)
  const { newCount } = await call<{ newCount: number }>(
    on,
    'ledger-post-many',
    'select ledger_post_many($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) as "newCount"',
    [
      at,
      first.source.unit,
      rule,
      first.source.id,
      first.source.kind,
      first.source.ownerId,
      first.target.kind,
      table,
      by?.personId ?? null,
      by?.actionId ?? null,
      ids,
      all.map(({ fingerprint }) => fingerprint),
      all.map(({ target }) => target.id),
      all.map(({ target }) => target.ownerId),
      all.map(({ amount }) => amount),
      all.map(({ expiresAt }) => expiresAt ?? null),
      all.map(({ evidence }) => evidence.id),
    ],
  )
  return { ids, newCount }
}

/** What is kept for a transfer that may follow. */
export interface Held<R extends string = string> extends Asked<R> {
  /** From then on it is free again. */
  expiresAt: Date
}

/**
 * Keeps an amount: it counts against the floor, and lots it is in do not expire meanwhile.
 *
 * @throws {Refusal} as {@link post}
 */
export async function hold<R extends string>(
  on: Runner,
  ledger: Ledger<string, R>,
  asked: Held<R>,
): Promise<{ id: string; isNew: boolean }> {
  const kept = ready(ledger, 'hold', asked)
  const answer = await call<{ isNew: boolean }>(
    on,
    'ledger-hold',
    'select ledger_hold($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) as "isNew"',
    valuesOf(kept),
  )
  return { id: kept.id, ...answer }
}

/** How a hold ends. */
export interface Ending {
  /** Of this deed, made by the client. */
  id: string
  holdId: string
  at: Date
  by?: Maker
}

/**
 * Makes a hold a transfer; what is not posted of it is free again.
 *
 * @param amount all of it when absent
 * @throws {Refusal} `ledger.hold-unknown` (404), `ledger.hold-not-open` (409) with `state`, `ledger.amount-over-hold` (422)
 *   with `held` and `amount`, `ledger.reused` (409), `ledger.amount-not-positive` (422)
 */
export async function postHold(
  on: Runner,
  { id, holdId, amount, at, by }: Ending & { amount?: number },
): Promise<Posted> {
  const { answer } = await call<{ answer: string }>(
    on,
    'ledger-post-hold',
    'select ledger_post_hold($1, $2, $3, $4, $5, $6, $7) as answer',
    [
      id,
      fingerprintOf(['post hold', holdId, amount, by?.personId]),
      holdId,
      amount ?? null,
      at,
      by?.personId ?? null,
      by?.actionId ?? null,
    ],
  )
  return { id, ...readPosted(answer) }
}

/**
 * Ends a hold without a transfer.
 *
 * @throws {Refusal} `ledger.hold-unknown` (404), `ledger.hold-not-open` (409) with `state`
 */
export async function voidHold(on: Runner, { id, holdId, at, by }: Ending): Promise<{ id: string; isNew: boolean }> {
  const answer = await call<{ isNew: boolean }>(
    on,
    'ledger-void-hold',
    `select ledger_void_hold($1, $2, $3, $4, $5, 'voided') as "isNew"`,
    [id, holdId, at, by?.personId ?? null, by?.actionId ?? null],
  )
  return { id, ...answer }
}

/** A whole transfer taken back. */
export interface Reversal {
  id: string
  /** The transfer. */
  reverses: string
  at: Date
  /** Code of the reason; its words are in the journal. */
  reason: string
  by: Maker
  /** The most that one person may take back alone, as it is now. */
  amountAlone: number
  /** Who agrees to more. */
  secondBy?: string
}

/**
 * Takes a whole transfer back, out of the lot that it made and into the lots that it took from.
 *
 * @throws {Refusal} `ledger.transfer-unknown` (404), `ledger.not-reversible` (409) for a reversal or what the engine did by
 *   itself, `ledger.reversed` (409), `ledger.spent-since` (409) when some of the lot is gone, `ledger.balance-low` (409),
 *   `ledger.second-person` (409) with `amount` and `most`, `ledger.same-person` (422), `ledger.reused` (409)
 */
export async function reverse(on: Runner, reversal: Reversal): Promise<Posted> {
  const { id, reverses, at, reason, by, amountAlone, secondBy } = reversal
  const { answer } = await call<{ answer: string }>(
    on,
    'ledger-reverse',
    'select ledger_reverse($1, $2, $3, $4, $5, $6, $7, $8, $9) as answer',
    [
      id,
      fingerprintOf(['reverse', reverses, reason, by.personId, secondBy]),
      reverses,
      at,
      reason,
      by.personId,
      by.actionId,
      secondBy ?? null,
      amountAlone,
    ],
  )
  return { id, ...readPosted(answer) }
}

/** Ends holds whose instant has come; any number of workers may. @returns how many */
export async function expireHolds(on: Runner, now: Date, limit: number): Promise<number> {
  const text = 'select ledger_expire_holds($1, $2) as done'
  return (await call<{ done: number }>(on, 'ledger-expire-holds', text, [now, limit])).done
}

/** Moves what is left of lots whose instant has come to where they expire; any number of workers may. @returns how many */
export async function expireLots(on: Runner, now: Date, limit: number): Promise<number> {
  const text = 'select ledger_expire_lots($1, $2) as done'
  return (await call<{ done: number }>(on, 'ledger-expire-lots', text, [now, limit])).done
}

/** Three columns out of one: a function in the place of a table is a twentieth of an award. */
function readPosted(answer: string): Omit<Posted, 'id'> {
  const [isNew, from, to] = answer.slice(1, -1).split(',')
  return { isNew: isNew === 't', fromBalance: from ? Number(from) : null, toBalance: to ? Number(to) : null }
}

async function call<Row>(on: Runner, name: string, text: string, values: readonly unknown[]): Promise<Row> {
  try {
    const [row] = await prepared<Row>(on, name, text, values)
    if (row === undefined) throw new Error(`${name} answered nothing`)
    return row
  } catch (error) {
    throw refusalOf(error) ?? error
  }
}

/** What ledger_refuse raised; and the one race that only a key decides: an id used for two deeds at the same time. */
function refusalOf(error: unknown): Refusal | undefined {
  const { code, message, detail, constraint } = error as Record<string, string | undefined>
  if (code === '23505' && constraint?.startsWith('ledger_transfer_pkey')) return new Refusal('ledger.reused', 409)
  if (!code?.startsWith('LG')) return undefined
  return new Refusal(message ?? '', Number(code.slice(2)) as Refusal['status'], JSON.parse(detail ?? '{}') as Facts)
}
