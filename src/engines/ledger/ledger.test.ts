/** What people have can be spent once, is counted whole, and stays explained. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Database, openDatabase } from '#foundation/database/database.ts'
import { newId } from '#lib/ids.ts'
import { type FreshDatabase, freshDatabase } from '#tests/support/database.ts'
import { declareLedger, ledgerOf, post } from './index.ts'

const ledger = ledgerOf({
  units: ['points'],
  accounts: {
    issued: { unit: 'points', owner: 'system' },
    expired: { unit: 'points', owner: 'system' },
    spent: { unit: 'points', owner: 'system' },
    wallet: { unit: 'points', owner: 'item', expiresInto: 'expired' },
  },
  rules: { earn: { from: 'issued', to: 'wallet' }, spend: { from: 'wallet', to: 'spent' } },
})

let fresh: FreshDatabase
let database: Database
const at = new Date('2026-05-14T01:00:00Z')

beforeEach(async () => {
  fresh = await freshDatabase()
  database = openDatabase({ url: fresh.url })
  await declareLedger(database.db, ledger)
})

afterEach(async () => {
  await database.close()
  await fresh.drop()
})

describe('a transfer', () => {
  test('takes from one and gives to another, and says what is left [S2-18]', async () => {
    const owner = newId()
    const evidence = { table: 'meeting', id: newId() }
    const earned = await post(database.pool, ledger, { id: newId(), rule: 'earn', to: owner, amount: 10, at, evidence })
    expect(earned).toMatchObject({ isNew: true, fromBalance: null, toBalance: 10 })
    const spent = await post(database.pool, ledger, {
      id: newId(),
      rule: 'spend',
      from: owner,
      amount: 4,
      at,
      evidence,
    })
    expect(spent).toMatchObject({ isNew: true, fromBalance: 6, toBalance: null })
  })
})
