/**
 * Books for tests of the ledger: a database of their own, people, and accounts of every kind there can be.
 * Read next: src/engines/ledger/README.md.
 */
import { afterEach, beforeEach } from 'vitest'
import {
  accountOf,
  declareLedger,
  type Entry,
  getBalance,
  ledgerOf,
  listEntries,
  type Maker,
  post,
} from '#engines/ledger/index.ts'
import type { Actor } from '#foundation/authority.ts'
import { type Database, openDatabase, type Runner } from '#foundation/database/database.ts'
import { record } from '#foundation/journal/journal.ts'
import { newId } from '#lib/ids.ts'
import { Refusal } from '#lib/refusal.ts'
import { type FreshDatabase, freshDatabase } from './database.ts'

export const ledger = ledgerOf({
  units: ['points', 'minutes', 'fen'],
  accounts: {
    issued: { unit: 'points', owner: 'system' },
    lapsed: { unit: 'points', owner: 'system' },
    spent: { unit: 'points', owner: 'system' },
    wallet: { unit: 'points', owner: 'person', expiresInto: 'lapsed' },
    shop: { unit: 'points', owner: 'merchant' },
    fund: { unit: 'points', owner: 'territory' },
    pool: { unit: 'points', owner: 'territory', shards: 16 },
    worked: { unit: 'minutes', owner: 'system' },
    forgotten: { unit: 'minutes', owner: 'system' },
    hours: { unit: 'minutes', owner: 'person', expiresInto: 'forgotten' },
    till: { unit: 'fen', owner: 'system' },
    tab: { unit: 'fen', owner: 'item', floor: -50 },
  },
  rules: {
    earn: { from: 'issued', to: 'wallet' },
    earnForHelp: { from: 'issued', to: 'wallet', once: 'help' },
    workForHelp: { from: 'worked', to: 'hours', once: 'help' },
    work: { from: 'worked', to: 'hours' },
    spend: { from: 'wallet', to: 'spent' },
    buy: { from: 'wallet', to: 'shop' },
    gift: { from: 'wallet', to: 'wallet' },
    help: { from: 'hours', to: 'hours' },
    endow: { from: 'issued', to: 'fund' },
    grant: { from: 'fund', to: 'wallet' },
    refund: { from: 'shop', to: 'fund' },
    fill: { from: 'issued', to: 'pool' },
    share: { from: 'pool', to: 'wallet' },
    settle: { from: 'shop', to: 'pool' },
    charge: { from: 'tab', to: 'till' },
  },
})

export type Rule = keyof typeof ledger.rules
export type Kind = keyof typeof ledger.accounts

export const day = (n: number): Date => new Date(Date.parse('2026-05-14T01:00:00Z') + n * 86_400_000)
export const meeting = { table: 'meeting', id: newId() }

export class Books {
  readonly database: Database
  constructor(database: Database) {
    this.database = database
  }

  async person(name = '陈佳'): Promise<string> {
    const { id } = await this.database.db
      .insertInto('person')
      .values({ name, created_at: day(0) })
      .returning('id')
      .executeTakeFirstOrThrow()
    return id
  }

  /** A person who acts, with the action in the journal. */
  async maker(on = this.database.db, name = '周敏'): Promise<Maker> {
    const personId = await this.person(name)
    const actionId = newId()
    const actor = { personId, kind: 'staff', grants: [] } as unknown as Actor
    const deed = { kind: 'credit.decided', subjectId: newId(), path: '330203', input: {} }
    await record(on, { id: actionId, at: day(0), actor, role: 'community_desk', ...deed })
    return { personId, actionId }
  }

  /** Gives points, each amount a lot that ends after so many days; for ever when it is not said. */
  async earn(to: string, amount: number, days?: number, on: Runner = this.database.pool): Promise<string> {
    const asked = { id: newId(), rule: 'earn' as const, to, amount, at: day(0), evidence: meeting }
    return (await post(on, ledger, days === undefined ? asked : { ...asked, expiresAt: day(days) })).id
  }

  spending(from: string, amount: number, at = day(0)) {
    return { id: newId(), rule: 'spend' as const, from, amount, at, evidence: meeting }
  }

  async available(kind: Kind, owner: string, at = day(0)): Promise<number> {
    return (await getBalance(this.database.pool, accountOf(ledger, kind, owner), at)).available
  }

  async entries(kind: Kind, owner: string): Promise<Entry[]> {
    return await listEntries(this.database.pool, accountOf(ledger, kind, owner), 100)
  }
}

/** Fresh books for each test of a file. */
export function freshBooks(): () => Books {
  let fresh: FreshDatabase
  let books: Books
  beforeEach(async () => {
    fresh = await freshDatabase()
    books = new Books(openDatabase({ url: fresh.url, size: 20 }))
    await declareLedger(books.database.db, ledger)
  })
  afterEach(async () => {
    await books.database.close()
    await fresh.drop()
  })
  return () => books
}

/** What came of work that may be refused: its answer, or the code of the refusal. */
export async function outcome<T>(work: Promise<T>): Promise<T | string> {
  return await work.catch((error: unknown) => {
    if (error instanceof Refusal) return error.code
    throw error
  })
}
