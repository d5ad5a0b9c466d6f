/** What people have can be spent once, is counted whole, and stays explained. */
import { describe, expect, test } from 'vitest'
import { newId } from '#lib/ids.ts'
import { day, freshBooks, ledger, meeting, outcome } from '#tests/support/books.ts'
import {
  accountOf,
  checkLedger,
  declareLedger,
  expireHolds,
  expireLots,
  findHold,
  getBalance,
  hold,
  ledgerOf,
  listLots,
  post,
  postHold,
  postMany,
  reverse,
  sumOfKind,
  voidHold,
} from './index.ts'

const books = freshBooks()
const wallet = (owner: string) => accountOf(ledger, 'wallet', owner)
const whole = async () => expect(await checkLedger(books().database.pool)).toEqual([])

describe('a transfer', () => {
  test('takes from one and gives to another, and the statement says for what, by which rule and who did it [S2-18]', async () => {
    const { pool } = books().database
    const chen = await books().person()
    const by = await books().maker()
    const evidence = { table: 'meeting', id: newId() }
    const earned = { id: newId(), rule: 'earn' as const, to: chen, amount: 10, at: day(0), evidence, by }
    expect(await post(pool, ledger, earned)).toEqual({ id: earned.id, isNew: true, fromBalance: null, toBalance: 10 })
    const shop = newId()
    const bought = { id: newId(), rule: 'buy' as const, from: chen, to: shop, amount: 4, at: day(1), evidence: meeting }
    expect(await post(pool, ledger, bought)).toEqual({ id: bought.id, isNew: true, fromBalance: 6, toBalance: 4 })

    expect(await books().entries('wallet', chen)).toMatchObject([
      { transferId: bought.id, rule: 'buy', amount: -4, balance: 6, version: 2, evidenceId: meeting.id, madeBy: null },
      {
        rule: 'earn',
        amount: 10,
        balance: 10,
        version: 1,
        evidenceId: evidence.id,
        madeBy: by.personId,
        actionId: by.actionId,
      },
    ])
    expect(await books().entries('shop', shop)).toMatchObject([{ amount: 4, balance: 4, version: 1 }])
    await whole()
  })

  test('under the same id and content is the first answer again, also when more has happened since', async () => {
    const { pool } = books().database
    const chen = await books().person()
    await books().earn(chen, 10)
    const spending = books().spending(chen, 3)
    const first = await post(pool, ledger, spending)
    await books().earn(chen, 5)

    expect(await post(pool, ledger, { ...spending, at: day(2) })).toEqual({ ...first, isNew: false })
    expect(await books().available('wallet', chen)).toBe(12)
  })

  test('under the same id with other content is refused, and nothing of it happens', async () => {
    const { pool } = books().database
    const chen = await books().person()
    await books().earn(chen, 10)
    const spending = books().spending(chen, 3)
    await post(pool, ledger, spending)

    for (const other of [
      { amount: 4 },
      { rule: 'buy' as const, to: newId() },
      { evidence: { table: 'meeting', id: newId() } },
    ])
      expect(await outcome(post(pool, ledger, { ...spending, ...other }))).toBe('ledger.reused')
    expect(await books().available('wallet', chen)).toBe(7)
    await whole()
  })

  test.each([
    {
      asked: 'more than there is',
      change: { amount: 11 },
      code: 'ledger.balance-low',
      status: 409,
      facts: { available: 10, amount: 11 },
    },
    { asked: 'nothing', change: { amount: 0 }, code: 'ledger.amount-not-positive', status: 422, facts: {} },
    { asked: 'less than nothing', change: { amount: -5 }, code: 'ledger.amount-not-positive', status: 422, facts: {} },
    {
      asked: 'what expired',
      change: { amount: 5, at: day(40) },
      code: 'ledger.lot-expired',
      status: 409,
      facts: { available: 0, amount: 5 },
    },
  ])('is refused for $asked, with the facts [S2-19]', async ({ change, code, status, facts }) => {
    const chen = await books().person()
    await books().earn(chen, 10, 30)
    const refused = post(books().database.pool, ledger, { ...books().spending(chen, 1), ...change })
    await expect(refused).rejects.toMatchObject({ code, status, facts })
    expect(await books().entries('wallet', chen)).toHaveLength(1)
    await whole()
  })

  test('is refused when what it gives would be over before it came', async () => {
    const chen = await books().person()
    expect(await outcome(books().earn(chen, 10, -1))).toBe('ledger.expiry-past')
  })

  test('from somebody who never had an account finds nothing there', async () => {
    const chen = await books().person()
    await expect(post(books().database.pool, ledger, books().spending(chen, 1))).rejects.toMatchObject({
      code: 'ledger.balance-low',
      facts: { available: 0, amount: 1 },
    })
  })

  test('goes below nothing only as far as the kind of account allows, and not one fen more', async () => {
    const { pool } = books().database
    const charge = (amount: number) =>
      post(pool, ledger, { id: newId(), rule: 'charge', from: tab, amount, at: day(0), evidence: meeting })
    const tab = newId()
    expect(await charge(30)).toMatchObject({ fromBalance: -30 })
    expect(await outcome(charge(21))).toBe('ledger.balance-low')
    expect(await charge(20)).toMatchObject({ fromBalance: -50 })
    await expect(pool.query('update ledger_balance set balance = balance - 1')).rejects.toThrow('stays_above_its_floor')
    await whole()
  })

  test('between two units is refused, whatever account is named', async () => {
    const { pool } = books().database
    const chen = await books().person()
    await books().earn(chen, 10)
    const [from, to] = [wallet(chen), accountOf(ledger, 'worked')]
    const values = [
      newId(),
      newId(),
      day(0),
      'points',
      'spend',
      from.id,
      from.kind,
      from.ownerId,
      to.id,
      to.kind,
      null,
      5,
      null,
      'meeting',
      meeting.id,
      null,
      null,
    ]
    const asked = (changed: Record<number, unknown>) =>
      pool.query(
        'select ledger_post($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17)',
        values.map((value, at) => changed[at] ?? value),
      )
    await expect(asked({})).rejects.toMatchObject({ code: 'LG422', message: 'ledger.unit-differs' })
    await expect(asked({ 3: 'minutes' })).rejects.toMatchObject({ code: 'LG422', message: 'ledger.unit-differs' })
    await expect(asked({ 8: newId(), 9: 'nobody' })).rejects.toMatchObject({
      code: 'LG404',
      message: 'ledger.account-unknown',
    })
    for (const nowhere of [{ 8: from.id, 9: from.kind, 10: from.ownerId }, { 15: newId() }])
      await expect(asked(nowhere)).rejects.toThrow('a transfer goes somewhere, and by a person only in an action')
    await whole()
  })

  test('by a person belongs to an action of the journal, and is not there when the action is not', async () => {
    const { database } = books()
    const chen = await books().person()
    await books().earn(chen, 10)
    const failing = database.transact(async (tx) => {
      const by = await books().maker(tx)
      await post(tx, ledger, { ...books().spending(chen, 4), by })
      await post(tx, ledger, { ...books().spending(chen, 7), by })
    })
    expect(await outcome(failing)).toBe('ledger.balance-low')
    expect(await books().available('wallet', chen)).toBe(10)
    expect((await database.pool.query('select from action')).rowCount).toBe(0)

    const by = await books().maker()
    const stranger = { personId: by.personId, actionId: newId() }
    await expect(post(database.pool, ledger, { ...books().spending(chen, 1), by: stranger })).rejects.toThrow(
      'action_id',
    )
    await whole()
  })

  test('for one deed is made once, and in one of the two ways it could earn [S2-18] [S1-51]', async () => {
    const { pool } = books().database
    const chen = await books().person()
    const evidence = { table: 'service', id: newId() }
    const points = { rule: 'earnForHelp' as const, to: chen, amount: 5, at: day(0), evidence }
    const first = await post(pool, ledger, points)
    expect(await post(pool, ledger, points)).toEqual({ ...first, isNew: false })
    expect(await outcome(post(pool, ledger, { rule: 'workForHelp', to: chen, amount: 60, at: day(0), evidence }))).toBe(
      'ledger.reused',
    )

    const next = { table: 'service', id: newId() }
    expect(
      await post(pool, ledger, { rule: 'workForHelp', to: chen, amount: 60, at: day(0), evidence: next }),
    ).toMatchObject({ toBalance: 60 })
    expect([await books().available('wallet', chen), await books().available('hours', chen)]).toEqual([5, 60])
  })
})

describe('what can expire', () => {
  test('is spent in the order in which it ends, and only as much of each as is needed', async () => {
    const { pool } = books().database
    const chen = await books().person()
    for (const [amount, days] of [[10, 90], [5, 30], [8], [6, 60]] as const) await books().earn(chen, amount, days)
    await post(pool, ledger, books().spending(chen, 12))

    const lots = await listLots(pool, wallet(chen))
    expect(lots.map(({ amount, rest, expiresAt }) => [amount, rest, expiresAt])).toEqual([
      [10, 9, day(90)],
      [8, 8, null],
    ])
    await whole()
  })

  test('moves to where it expires when its day has come, and the statement names the lot', async () => {
    const { pool } = books().database
    const chen = await books().person()
    const lot = await books().earn(chen, 10, 30)
    await books().earn(chen, 4, 60)
    await post(pool, ledger, books().spending(chen, 3))
    expect(await books().available('wallet', chen, day(30))).toBe(4)

    expect(await expireLots(pool, day(29), 100)).toBe(0)
    expect(await expireLots(pool, day(30), 100)).toBe(1)
    expect(await expireLots(pool, day(30), 100)).toBe(0)
    expect((await books().entries('wallet', chen))[0]).toMatchObject({
      rule: 'ledger.expired',
      amount: -7,
      balance: 4,
      evidenceTable: 'ledger_lot',
      evidenceId: lot,
    })
    await whole()
  })

  test('does not expire while it is held, and does as soon as the hold is void', async () => {
    const { pool } = books().database
    const chen = await books().person()
    await books().earn(chen, 10, 30)
    const held = await hold(pool, ledger, { ...books().spending(chen, 6), expiresAt: day(50) })
    expect(await expireLots(pool, day(31), 100)).toBe(1)
    expect(await getBalance(pool, wallet(chen), day(31))).toEqual({ balance: 6, held: 6, available: 0 })

    await voidHold(pool, { id: newId(), holdId: held.id, at: day(32) })
    expect(await expireLots(pool, day(32), 100)).toBe(1)
    expect(await getBalance(pool, wallet(chen), day(32))).toEqual({ balance: 0, held: 0, available: 0 })
    await whole()
  })
})

describe('a hold', () => {
  test('counts against what can be spent until it is given, whole or in part [S2-19]', async () => {
    const { pool } = books().database
    const [chen, shop] = [await books().person(), newId()]
    await books().earn(chen, 100, 30)
    await books().earn(chen, 100, 60)
    const asked = {
      id: newId(),
      rule: 'buy' as const,
      from: chen,
      to: shop,
      amount: 150,
      at: day(0),
      evidence: meeting,
      expiresAt: day(10),
    }
    expect(await hold(pool, ledger, asked)).toEqual({ id: asked.id, isNew: true })
    expect(await hold(pool, ledger, asked)).toEqual({ id: asked.id, isNew: false })
    expect(await outcome(hold(pool, ledger, { ...asked, amount: 151 }))).toBe('ledger.reused')
    expect(await outcome(hold(pool, ledger, { ...asked, id: newId(), amount: 51 }))).toBe('ledger.balance-low')
    expect(await outcome(post(pool, ledger, books().spending(chen, 51)))).toBe('ledger.balance-low')

    const ending = { id: newId(), holdId: asked.id, at: day(1), amount: 120 }
    expect(await outcome(postHold(pool, { ...ending, amount: 151 }))).toBe('ledger.amount-over-hold')
    expect(await outcome(postHold(pool, { ...ending, amount: 0 }))).toBe('ledger.amount-not-positive')
    const posted = await postHold(pool, ending)
    expect(posted).toEqual({ id: ending.id, isNew: true, fromBalance: 80, toBalance: 120 })
    expect(await postHold(pool, ending)).toEqual({ ...posted, isNew: false })
    expect(await outcome(postHold(pool, { ...ending, amount: 110 }))).toBe('ledger.reused')
    expect(await outcome(postHold(pool, { ...ending, id: newId() }))).toBe('ledger.hold-not-open')
    expect(await outcome(voidHold(pool, { id: newId(), holdId: asked.id, at: day(1) }))).toBe('ledger.hold-not-open')

    expect(await getBalance(pool, wallet(chen), day(1))).toEqual({ balance: 80, held: 0, available: 80 })
    expect((await listLots(pool, wallet(chen))).map(({ rest }) => rest)).toEqual([80])
    expect(await findHold(pool, asked.id)).toMatchObject({ state: 'posted', postedAmount: 120 })
    await whole()
  })

  test('that is void gives everything back, once', async () => {
    const { pool } = books().database
    const chen = await books().person()
    await books().earn(chen, 10, 30)
    const { id } = await hold(pool, ledger, { ...books().spending(chen, 10), expiresAt: day(10) })
    const ending = { id: newId(), holdId: id, at: day(1) }
    expect(await voidHold(pool, ending)).toEqual({ id: ending.id, isNew: true })
    expect(await voidHold(pool, ending)).toEqual({ id: ending.id, isNew: false })
    expect(await outcome(voidHold(pool, { ...ending, id: newId() }))).toBe('ledger.hold-not-open')
    expect(await outcome(postHold(pool, { ...ending, id: newId() }))).toBe('ledger.hold-not-open')
    expect(await getBalance(pool, wallet(chen), day(1))).toEqual({ balance: 10, held: 0, available: 10 })
    await whole()
  })

  test('ends by itself at its instant, and cannot be given any more from then on', async () => {
    const { pool } = books().database
    const chen = await books().person()
    await books().earn(chen, 10, 30)
    const { id } = await hold(pool, ledger, { ...books().spending(chen, 10), expiresAt: day(10) })
    expect(await outcome(postHold(pool, { id: newId(), holdId: id, at: day(10) }))).toBe('ledger.hold-not-open')
    expect(await expireHolds(pool, day(9), 100)).toBe(0)
    expect(await expireHolds(pool, day(10), 100)).toBe(1)
    expect(await expireHolds(pool, day(10), 100)).toBe(0)
    expect(await findHold(pool, id)).toMatchObject({ state: 'expired', endedAt: day(10) })
    expect(await books().available('wallet', chen)).toBe(10)
    expect(await outcome(postHold(pool, { id: newId(), holdId: newId(), at: day(1) }))).toBe('ledger.hold-unknown')
    await whole()
  })

  test('can be on a pool, and is given out of the very part that keeps it', async () => {
    const { pool } = books().database
    const [street, chen] = [newId(), await books().person()]
    await post(pool, ledger, { id: newId(), rule: 'fill', to: street, amount: 1600, at: day(0), evidence: meeting })
    const asked = {
      id: newId(),
      rule: 'share' as const,
      from: street,
      to: chen,
      amount: 700,
      at: day(0),
      evidence: meeting,
      expiresAt: day(9),
    }
    await hold(pool, ledger, asked)
    expect(await books().available('pool', street)).toBe(900)
    await postHold(pool, { id: newId(), holdId: asked.id, at: day(1), amount: 300 })
    expect([await books().available('pool', street), await books().available('wallet', chen)]).toEqual([1300, 300])
    await whole()
  })
})

describe('a reversal', () => {
  test('takes the whole transfer back, once, and puts into the same lots what came out of them [U13]', async () => {
    const { pool } = books().database
    const chen = await books().person()
    await books().earn(chen, 5, 30)
    await books().earn(chen, 10, 60)
    const before = await listLots(pool, wallet(chen))
    const spent = await post(pool, ledger, books().spending(chen, 12))
    const by = await books().maker()
    const reversal = { id: newId(), reverses: spent.id, at: day(1), reason: 'not_delivered', by, amountAlone: 200 }

    expect(await reverse(pool, reversal)).toEqual({ id: reversal.id, isNew: true, fromBalance: null, toBalance: 15 })
    expect(await reverse(pool, reversal)).toMatchObject({ isNew: false, toBalance: 15 })
    expect(await listLots(pool, wallet(chen))).toEqual(before)
    expect(await outcome(reverse(pool, { ...reversal, id: newId() }))).toBe('ledger.reversed')
    expect(await outcome(reverse(pool, { ...reversal, reason: 'mistake' }))).toBe('ledger.reused')
    expect(await outcome(reverse(pool, { ...reversal, id: newId(), reverses: reversal.id }))).toBe(
      'ledger.not-reversible',
    )
    expect(await outcome(reverse(pool, { ...reversal, id: newId(), reverses: newId() }))).toBe(
      'ledger.transfer-unknown',
    )
    expect(await books().entries('wallet', chen)).toMatchObject([
      { amount: 12, reverses: spent.id },
      { amount: -12, reversedBy: reversal.id },
      { amount: 10 },
      { amount: 5 },
    ])
    await whole()
  })

  test('of what was earned needs all of it to be there still', async () => {
    const { pool } = books().database
    const chen = await books().person()
    const earned = await books().earn(chen, 10, 30)
    await books().earn(chen, 100)
    const by = await books().maker()
    const reversal = { id: newId(), reverses: earned, at: day(1), reason: 'mistake', by, amountAlone: 200 }
    const spent = await post(pool, ledger, books().spending(chen, 1))
    expect(await outcome(reverse(pool, reversal))).toBe('ledger.spent-since')
    await reverse(pool, { ...reversal, id: newId(), reverses: spent.id })
    await reverse(pool, reversal)
    expect(await books().available('wallet', chen)).toBe(100)
    await whole()
  })

  test('never takes anybody below their floor', async () => {
    const { pool } = books().database
    const [chen, shop, street] = [await books().person(), newId(), newId()]
    await books().earn(chen, 10)
    const bought = await post(pool, ledger, { ...books().spending(chen, 10), rule: 'buy', to: shop })
    await post(pool, ledger, {
      id: newId(),
      rule: 'refund',
      from: shop,
      to: street,
      amount: 1,
      at: day(0),
      evidence: meeting,
    })
    const by = await books().maker()
    const reversal = { id: newId(), reverses: bought.id, at: day(1), reason: 'mistake', by, amountAlone: 200 }
    await expect(reverse(pool, reversal)).rejects.toMatchObject({
      code: 'ledger.balance-low',
      facts: { available: 9, amount: 10 },
    })
    await whole()
  })

  test('of a large amount takes two people who are not one, whatever the program says [U13]', async () => {
    const { pool } = books().database
    const chen = await books().person()
    const earned = await books().earn(chen, 300)
    const [by, second] = [await books().maker(), await books().person('沈立')]
    const reversal = { id: newId(), reverses: earned, at: day(1), reason: 'mistake', by, amountAlone: 200 }
    await expect(reverse(pool, reversal)).rejects.toMatchObject({
      code: 'ledger.second-person',
      facts: { amount: 300, most: 200 },
    })
    expect(await outcome(reverse(pool, { ...reversal, secondBy: by.personId }))).toBe('ledger.same-person')

    const insert = (secondBy: string | null) =>
      pool.query(
        `insert into ledger_reversal (transfer_id, reverses, reason, amount, amount_alone, made_by, second_by)
           values ($1, $2, 'mistake', 300, 200, $3, $4)`,
        [newId(), earned, by.personId, secondBy],
      )
    await expect(insert(null)).rejects.toThrow('reversal_of_much_takes_two')
    await expect(insert(by.personId)).rejects.toThrow('second_is_another')

    expect(await reverse(pool, { ...reversal, secondBy: second })).toMatchObject({ isNew: true, fromBalance: 0 })
    await whole()
  })
})

describe('many transfers at once', () => {
  test('are all made or none, each with its own entry, and those that were there stay as they are', async () => {
    const { pool } = books().database
    const people = await Promise.all(['陈佳', '王芳', '李梅'].map((name) => books().person(name)))
    const [chen = ''] = people
    const street = newId()
    await post(pool, ledger, { id: newId(), rule: 'endow', to: street, amount: 100, at: day(0), evidence: meeting })
    const of = (to: string, amount: number) => ({ id: newId(), to, amount, evidenceId: newId(), expiresAt: day(30) })
    const transfers = [...people.map((to) => of(to, 10)), of(chen, 5)]
    const many = { rule: 'grant' as const, from: street, at: day(0), table: 'meeting', transfers }

    expect(await postMany(pool, ledger, many)).toEqual({ ids: transfers.map(({ id }) => id), newCount: 4 })
    expect(await books().available('fund', street)).toBe(65)
    expect(await books().entries('wallet', chen)).toMatchObject([
      { amount: 5, balance: 15, version: 2 },
      { amount: 10, balance: 10, version: 1 },
    ])
    expect((await books().entries('fund', street)).map(({ balance }) => balance)).toEqual([65, 70, 80, 90, 100])
    expect((await listLots(pool, wallet(chen))).map(({ rest }) => rest).sort()).toEqual([10, 5])

    const more = { ...many, transfers: [...transfers, of(chen, 20)] }
    expect(await postMany(pool, ledger, more)).toMatchObject({ newCount: 1 })
    expect(await outcome(postMany(pool, ledger, { ...many, transfers: [of(chen, 40), of(chen, 6)] }))).toBe(
      'ledger.balance-low',
    )
    const changed = transfers.map((one, at) => (at === 0 ? { ...one, amount: 11 } : one))
    expect(await outcome(postMany(pool, ledger, { ...many, transfers: [...changed, of(chen, 1)] }))).toBe(
      'ledger.reused',
    )
    expect(await outcome(postMany(pool, ledger, { ...many, transfers: [of(chen, 1), of(chen, 0)] }))).toBe(
      'ledger.amount-not-positive',
    )
    expect(await books().available('fund', street)).toBe(45)
    // what was made alone is known to the batch
    const alone = await books().earn(chen, 7, 30)
    expect(
      await postMany(pool, ledger, {
        rule: 'earn',
        at: day(0),
        table: 'meeting',
        transfers: [{ id: alone, to: chen, amount: 7, evidenceId: meeting.id, expiresAt: day(30) }],
      }),
    ).toMatchObject({ newCount: 0 })
    await whole()
  })
})

describe('a pool', () => {
  test('is kept in parts, shares out what comes in, and pays as long as all of them together have enough', async () => {
    const { pool } = books().database
    const [street, chen] = [newId(), await books().person()]
    await post(pool, ledger, { id: newId(), rule: 'fill', to: street, amount: 160, at: day(0), evidence: meeting })
    const { rows } = await pool.query('select balance from ledger_balance where pool_id is not null')
    expect(rows.map(({ balance }) => balance)).toEqual(Array.from({ length: 16 }, () => 10))

    const share = (amount: number) =>
      post(pool, ledger, { id: newId(), rule: 'share', from: street, to: chen, amount, at: day(0), evidence: meeting })
    await share(95)
    await expect(share(66)).rejects.toMatchObject({ code: 'ledger.balance-low', facts: { available: 65, amount: 66 } })
    await share(65)
    expect([await books().available('pool', street), await books().available('wallet', chen)]).toEqual([0, 160])
    expect(await outcome(share(1))).toBe('ledger.balance-low')
    await whole()
  })

  test('pays many at once out of one part', async () => {
    const { pool } = books().database
    const [street, chen] = [newId(), await books().person()]
    await post(pool, ledger, { id: newId(), rule: 'fill', to: street, amount: 160, at: day(0), evidence: meeting })
    const transfers = Array.from({ length: 5 }, () => ({ id: newId(), to: chen, amount: 20, evidenceId: newId() }))
    await postMany(pool, ledger, { rule: 'share', from: street, at: day(0), table: 'meeting', transfers })
    expect([await books().available('pool', street), await books().available('wallet', chen)]).toEqual([60, 100])
    expect(await sumOfKind(pool, accountOf(ledger, 'wallet', chen))).toEqual({ accounts: 1, balance: 100, held: 0 })
    expect(await sumOfKind(pool, accountOf(ledger, 'pool', street))).toEqual({ accounts: 1, balance: 60, held: 0 })
    await whole()
  })
})

describe('the books', () => {
  test('can be neither changed nor emptied [U13] [GB22239-L2-AUDIT]', async () => {
    const { pool } = books().database
    const chen = await books().person()
    await books().earn(chen, 10)
    const spent = await post(pool, ledger, books().spending(chen, 1))
    await post(pool, ledger, books().spending(chen, 1))
    const by = await books().maker()
    await reverse(pool, { id: newId(), reverses: spent.id, at: day(1), reason: 'mistake', by, amountAlone: 200 })
    await hold(pool, ledger, { ...books().spending(chen, 1), expiresAt: day(9) })
    for (const table of [
      'ledger_transfer',
      'ledger_reversal',
      'ledger_entry',
      'ledger_allocation',
      'ledger_hold_lot',
    ]) {
      const changes = [`update ${table} set amount = amount + 1`, `delete from ${table}`, `truncate ${table}`]
      // the program has no right to try; who takes it is stopped all the same
      for (const change of changes) await expect(pool.query(change)).rejects.toThrow('permission denied')
      await pool.query(`grant all on ${table} to current_user`)
      for (const change of changes) await expect(pool.query(change)).rejects.toThrow('append-only')
    }
    await whole()
  })

  test.each([
    {
      done: 'an amount in a transfer',
      statement: 'update ledger_transfer set amount = amount + 1',
      fact: 'transfer.one-sided',
    },
    {
      done: 'an entry taken away',
      statement: 'delete from ledger_entry where amount = -3',
      fact: 'transfer.one-sided',
    },
    {
      done: 'a transfer to where it came from',
      statement: 'update ledger_transfer set to_account = from_account',
      fact: 'transfer.nowhere',
    },
    {
      done: 'a transfer by a person in no action',
      statement: `update ledger_transfer set made_by = gen_random_uuid(), action_id = null`,
      fact: 'transfer.nowhere',
    },
    {
      done: 'an entry of nobody',
      statement: `insert into ledger_entry values (gen_random_uuid(), gen_random_uuid(), null, 1, null)`,
      fact: 'entry.foreign',
    },
    {
      done: 'an entry on another account',
      statement: `update ledger_entry set account_id = gen_random_uuid() where amount = -3`,
      fact: 'entry.foreign',
    },
    {
      done: 'a version left out',
      statement: 'update ledger_entry set version = 9 where version = 4',
      fact: 'entry.gap',
    },
    {
      done: 'a running balance',
      statement: 'update ledger_entry set balance = balance + 1 where version = 1',
      fact: 'entry.gap',
    },
    { done: 'a balance', statement: 'update ledger_balance set balance = balance + 5', fact: 'balance.differs' },
    { done: 'what is held', statement: 'update ledger_balance set held = 0', fact: 'held.differs' },
    {
      done: 'the rest of a lot',
      statement: 'update ledger_lot set rest = rest + 1, is_open = true where rest < amount',
      fact: 'lot.differs',
    },
    { done: 'a lot taken away', statement: 'delete from ledger_lot', fact: 'lots.differ' },
    {
      done: 'an allocation taken away',
      statement: 'delete from ledger_allocation where amount > 0',
      fact: 'allocation.differs',
    },
    {
      done: 'a reversal of something else',
      statement: 'update ledger_reversal set reverses = gen_random_uuid()',
      fact: 'reversal.differs',
    },
    {
      done: 'a hold posted without a transfer',
      statement: `update ledger_hold set state = 'posted', ended_at = at, posted_amount = 1`,
      fact: 'hold.differs',
    },
  ])('changed past the program are noticed: $done', async ({ statement, fact }) => {
    const { pool } = books().database
    const chen = await books().person()
    await books().earn(chen, 10, 30)
    const spent = await post(pool, ledger, books().spending(chen, 3))
    await post(pool, ledger, books().spending(chen, 2))
    await hold(pool, ledger, { ...books().spending(chen, 4), expiresAt: day(9) })
    const by = await books().maker()
    await reverse(pool, { id: newId(), reverses: spent.id, at: day(1), reason: 'mistake', by, amountAlone: 200 })
    await whole()

    const tables = ['ledger_transfer', 'ledger_reversal', 'ledger_entry', 'ledger_allocation', 'ledger_hold_lot']
    const off = tables.map(
      (table) => `alter table ${table} disable trigger user; grant all on ${table} to current_user`,
    )
    await pool.query([...off, statement].join(';'))
    expect((await checkLedger(pool)).map((fault) => fault.fact)).toContain(fact)
  })
})

describe('what is declared', () => {
  test('stays as it was: a kind of account that has accounts cannot get another floor', async () => {
    const { db } = books().database
    await declareLedger(db, ledger)
    const other = ledgerOf({
      units: ['fen'],
      accounts: { tab: { unit: 'fen', owner: 'item', floor: -100 } },
      rules: {},
    })
    await expect(declareLedger(db, other)).rejects.toThrow('accounts tab of fen stand already, with another floor')
  })

  test('cannot join two units, or let something expire into what is no system account', () => {
    const accounts = {
      a: { unit: 'points', owner: 'person' },
      b: { unit: 'fen', owner: 'system' },
    } as const
    expect(() => ledgerOf({ units: ['points', 'fen'], accounts, rules: { x: { from: 'b', to: 'a' } } })).toThrow(
      'two units',
    )
    const lots = { ...accounts, a: { ...accounts.a, expiresInto: 'b' } } as const
    expect(() => ledgerOf({ units: ['points', 'fen'], accounts: lots, rules: {} })).toThrow('expires into')
  })

  test('accounts of people come before funds, and funds before pools, so that they are locked in that order', () => {
    const first = (kind: 'wallet' | 'fund' | 'pool') =>
      Array.from({ length: 50 }, () => accountOf(ledger, kind, newId()).id.charAt(0)).sort()
    expect((first('wallet').at(-1) ?? '') < (first('fund')[0] ?? '')).toBe(true)
    expect((first('fund').at(-1) ?? '') < (first('pool')[0] ?? '')).toBe(true)
  })
})
