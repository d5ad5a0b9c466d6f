/** Whatever many do at the same time, and whatever dies meanwhile: nothing is spent twice, lost or made twice. */
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { newId } from '#lib/ids.ts'
import { Refusal } from '#lib/refusal.ts'
import { day, freshBooks, ledger, meeting, outcome } from '#tests/support/books.ts'
import {
  accountOf,
  checkLedger,
  expireHolds,
  expireLots,
  findHold,
  getBalance,
  hold,
  post,
  postHold,
  postMany,
  reverse,
  voidHold,
} from './index.ts'

const books = freshBooks()
const whole = async () => expect(await checkLedger(books().database.pool)).toEqual([])
const times = <T>(count: number, work: (n: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, n) => work(n)))
const CONNECTIONS = 20

/** The same, really at the same time: all that have a connection stand before a closed gate, which then opens. */
async function atOnce<T>(many: number, work: (n: number) => Promise<T>): Promise<T[]> {
  const { pool } = books().database
  await times(CONNECTIONS, () => pool.query('select pg_sleep(0.05)'))
  const gate = await pool.connect()
  await gate.query('begin; lock table ledger_balance, ledger_account in exclusive mode')
  let through = 0
  const working = times(many, async (n) => {
    try {
      return await work(n)
    } finally {
      through += 1
    }
  })
  working.catch(() => undefined)
  const standing = async () => {
    const { rows } = await gate.query(
      `select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    )
    return rows[0].n
  }
  // who finds nothing to do does not stand there
  while (through + (await standing()) < Math.min(many, CONNECTIONS - 1)) await pause(5)
  await gate.query('commit')
  gate.release()
  return await working
}

/** How often each outcome came. */
const count = (outcomes: readonly unknown[]) =>
  Object.fromEntries(
    [...Map.groupBy(outcomes, (one) => (typeof one === 'string' ? one : 'done'))].map(([what, all]) => [
      what,
      all.length,
    ]),
  )

test.each(['lots', 'a fund'])(
  'of forty who spend 10 out of 100 at the same time exactly ten do: %s [S2-19]',
  async (of) => {
    const { pool } = books().database
    const [chen, shop] = [await books().person(), newId()]
    if (of === 'lots') for (const days of [10, 20, 30, 40]) await books().earn(chen, 25, days)
    else await post(pool, ledger, { id: newId(), rule: 'endow', to: shop, amount: 100, at: day(0), evidence: meeting })
    const spend = () =>
      of === 'lots'
        ? post(pool, ledger, books().spending(chen, 10))
        : post(pool, ledger, {
            id: newId(),
            rule: 'grant',
            from: shop,
            to: chen,
            amount: 10,
            at: day(0),
            evidence: meeting,
          })

    expect(count(await atOnce(40, () => outcome(spend())))).toEqual({ done: 10, 'ledger.balance-low': 30 })
    expect(await books().available(of === 'lots' ? 'wallet' : 'fund', of === 'lots' ? chen : shop)).toBe(0)
    await whole()
  },
)

test('a pool in sixteen parts pays out to the last point and not one more, however many ask', async () => {
  const { pool } = books().database
  const street = newId()
  const people = await times(40, () => books().person())
  await post(pool, ledger, { id: newId(), rule: 'fill', to: street, amount: 400, at: day(0), evidence: meeting })
  const share = (to = '', amount: number) =>
    outcome(post(pool, ledger, { id: newId(), rule: 'share', from: street, to, amount, at: day(0), evidence: meeting }))
  // parts of 25 each: most have to be filled up from others
  expect(count(await atOnce(80, (n) => share(people[n % 40], 10)))).toEqual({ done: 40, 'ledger.balance-low': 40 })
  expect(await books().available('pool', street)).toBe(0)
  await whole()
})

test('nobody is refused by a pool while any of its parts has something: sixteen ask for the sixteen that are there', async () => {
  const { pool } = books().database
  const people = await times(16, () => books().person())
  for (let round = 0; round < 3; round += 1) {
    const street = newId()
    await post(pool, ledger, { id: newId(), rule: 'fill', to: street, amount: 160, at: day(0), evidence: meeting })
    const asked = { rule: 'share' as const, from: street, amount: 10, at: day(0), evidence: meeting }
    const share = (n: number) => outcome(post(pool, ledger, { ...asked, id: newId(), to: people[n] ?? '' }))
    expect(count(await atOnce(16, share))).toEqual({ done: 16 })
    expect(await share(0)).toBe('ledger.balance-low')
  }
  await whole()
})

test('one key sent forty times at the same time is one transfer, and forty times the same answer', async () => {
  const { pool } = books().database
  const chen = await books().person()
  await books().earn(chen, 100)
  const spending = books().spending(chen, 10)
  const answers = await atOnce(40, () => post(pool, ledger, spending))
  expect(new Set(answers.map(({ id, fromBalance }) => `${id} ${fromBalance}`)).size).toBe(1)
  expect(answers.filter(({ isNew }) => isNew)).toHaveLength(1)
  expect(await books().available('wallet', chen)).toBe(90)

  const held = { ...books().spending(chen, 10), expiresAt: day(9) }
  expect((await atOnce(40, () => hold(pool, ledger, held))).filter(({ isNew }) => isNew)).toHaveLength(1)
  const ending = { id: newId(), holdId: held.id, at: day(1) }
  expect((await atOnce(40, () => postHold(pool, ending))).filter(({ isNew }) => isNew)).toHaveLength(1)
  const transfers = [{ id: newId(), to: chen, amount: 5, evidenceId: newId() }]
  const many = await atOnce(20, () => postMany(pool, ledger, { rule: 'earn', at: day(0), table: 'meeting', transfers }))
  expect(many.filter(({ newCount }) => newCount === 1)).toHaveLength(1)
  expect(await books().available('wallet', chen)).toBe(85)
  await whole()
})

test('one key with two contents at the same time is one of them', async () => {
  const { pool } = books().database
  for (let round = 0; round < 5; round += 1) {
    const people = await times(2, () => books().person())
    const id = newId()
    const earn = (to = '') =>
      outcome(post(pool, ledger, { id, rule: 'earn', to, amount: 10, at: day(0), evidence: meeting }))
    expect(count(await atOnce(2, (n) => earn(people[n])))).toEqual({ done: 1, 'ledger.reused': 1 })
  }
  await whole()
})

test('who opens an account at the same time opens one', async () => {
  const { pool } = books().database
  for (let round = 0; round < 5; round += 1) {
    const [chen, street] = [await books().person(), newId()]
    await atOnce(16, () => books().earn(chen, 10))
    await atOnce(4, () =>
      post(pool, ledger, { id: newId(), rule: 'fill', to: street, amount: 16, at: day(0), evidence: meeting }),
    )
    expect([await books().available('wallet', chen), await books().available('pool', street)]).toEqual([160, 64])
  }
  await whole()
})

test('a hold that is given, void and over at the same time ends in one of these ways', async () => {
  const { pool } = books().database
  const [chen, shop] = [await books().person(), newId()]
  await books().earn(chen, 1000, 60)
  const ways = new Set<string>()
  for (let round = 0; round < 16; round += 1) {
    const { id } = await hold(pool, ledger, {
      ...books().spending(chen, 10),
      rule: 'buy',
      to: shop,
      expiresAt: day(10),
    })
    const deeds = [
      () => outcome(postHold(pool, { id: newId(), holdId: id, at: day(9), amount: 4 })),
      () => outcome(postHold(pool, { id: newId(), holdId: id, at: day(9) })),
      () => outcome(voidHold(pool, { id: newId(), holdId: id, at: day(9) })),
      async () => ((await expireHolds(pool, day(10), 10)) > 0 ? 'expired' : 'ledger.hold-not-open'),
    ]
    const turned = deeds.map((_, n) => deeds[(n + round) % deeds.length])
    const outcomes = await atOnce(turned.length, async (n) => await turned[n]?.())
    expect(outcomes.filter((one) => one !== 'ledger.hold-not-open')).toHaveLength(1)
    ways.add((await findHold(pool, id))?.state ?? '')
  }
  expect(ways.size).toBeGreaterThan(1)
  expect((await getBalance(pool, accountOf(ledger, 'wallet', chen), day(9))).held).toBe(0)
  await whole()
})

test('what expires while workers look at the same time, and people spend, goes once', async () => {
  const { pool } = books().database
  const people = await times(20, () => books().person())
  for (const chen of people) for (const days of [10, 10, 20]) await books().earn(chen, 10, days)
  const spend = (n: number) => outcome(post(pool, ledger, { ...books().spending(people[n] ?? '', 15), at: day(9) }))
  const outcomes = await atOnce(19, async (n) => (n < 6 ? await expireLots(pool, day(15), 100) : await spend(n)))
  const moved = outcomes.filter((one) => typeof one === 'number')
  const done = outcomes.filter((one) => typeof one === 'object').length
  await expireLots(pool, day(15), 100)

  expect(moved.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(40)
  const { rows } = await pool.query(`select sum(balance)::int as left from ledger_balance`)
  const { rows: lapsed } = await pool.query(
    `select coalesce(sum(amount), 0)::int as gone from ledger_transfer where rule = 'ledger.expired'`,
  )
  expect(rows[0].left + lapsed[0].gone + done * 15).toBe(600)
  await whole()
})

test('a transfer that twenty take back at the same time is taken back once', async () => {
  const { pool } = books().database
  const chen = await books().person()
  const by = await books().maker()
  for (let round = 0; round < 5; round += 1) {
    const reverses = await books().earn(chen, 10)
    const back = () =>
      outcome(reverse(pool, { id: newId(), reverses, at: day(1), reason: 'mistake', by, amountAlone: 50 }))
    expect(count(await atOnce(20, back))).toEqual({ done: 1, 'ledger.reversed': 19 })
  }
  expect(await books().available('wallet', chen)).toBe(0)
  await whole()
})

test('a storm of transfers to and fro, holds, batches and reversals ends without a deadlock', async () => {
  const { pool } = books().database
  const [a = '', b = ''] = await times(2, () => books().person())
  const [street, shop] = [newId(), newId()]
  for (const who of [a, b]) for (const days of [30, 60]) await books().earn(who, 5000, days)
  for (const rule of ['endow', 'fill'] as const)
    await post(pool, ledger, { id: newId(), rule, to: street, amount: 100_000, at: day(0), evidence: meeting })
  const by = await books().maker()
  const gift = (from: string, to: string) => post(pool, ledger, { ...books().spending(from, 3), rule: 'gift', to })
  const storm = [
    () => gift(a, b),
    () => gift(b, a),
    async () =>
      await reverse(pool, {
        id: newId(),
        reverses: (await gift(a, b)).id,
        at: day(1),
        reason: 'mistake',
        by,
        amountAlone: 50,
      }),
    () =>
      post(pool, ledger, { id: newId(), rule: 'grant', from: street, to: b, amount: 2, at: day(0), evidence: meeting }),
    () =>
      post(pool, ledger, { id: newId(), rule: 'share', from: street, to: a, amount: 2, at: day(0), evidence: meeting }),
    () => post(pool, ledger, { ...books().spending(a, 9), rule: 'buy', to: shop }),
    () =>
      post(pool, ledger, {
        id: newId(),
        rule: 'settle',
        from: shop,
        to: street,
        amount: 2,
        at: day(0),
        evidence: meeting,
      }),
    () =>
      postMany(pool, ledger, {
        rule: 'grant',
        from: street,
        at: day(0),
        table: 'meeting',
        transfers: [b, a].map((to) => ({ id: newId(), to, amount: 1, evidenceId: newId() })),
      }),
    async () => {
      const { id } = await hold(pool, ledger, { ...books().spending(b, 2), rule: 'gift', to: a, expiresAt: day(9) })
      return await postHold(pool, { id: newId(), holdId: id, at: day(1) })
    },
  ]
  const outcomes = await times(450, (n) => outcome((storm[n % storm.length] as () => Promise<unknown>)()))
  // a gift whose lot was spent meanwhile stays; nothing else may fail but what a shop does not have yet
  for (const what of Object.keys(count(outcomes)))
    expect(['done', 'ledger.spent-since', 'ledger.balance-low']).toContain(what)
  expect(count(outcomes).done).toBeGreaterThan(300)
  await whole()
})

test('when connections are killed in the middle of traffic, what was acknowledged is there once, and what was not can be sent again', async () => {
  const { pool } = books().database
  const people = await times(10, () => books().person())
  const acknowledged = new Map<string, number>()
  const pending: { id: string; to: string; amount: number }[] = []
  let lost = 0
  let stopped = false
  const send = async (one: { id: string; to: string; amount: number }) => {
    await post(pool, ledger, { ...one, rule: 'earn', at: day(0), evidence: meeting, expiresAt: day(90) })
    acknowledged.set(one.id, one.amount)
  }
  const traffic = times(12, async (n) => {
    for (let turn = 0; !stopped; turn += 1) {
      const one = { id: newId(), to: people[(n + turn) % people.length] ?? '', amount: 1 + (turn % 7) }
      await send(one).catch((error: unknown) => {
        if (error instanceof Refusal) throw error
        lost += 1
        pending.push(one)
      })
    }
  })
  for (let kill = 0; kill < 15; kill += 1) {
    await pause(60)
    await pool
      .query(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
         and query like '%ledger_post%' limit 5`,
      )
      .catch(() => undefined)
  }
  stopped = true
  await traffic
  expect(lost).toBeGreaterThan(0)
  // nobody knows whether these were done; the same id does them or finds them done
  for (const one of pending) await send(one)

  const { rows } = await pool.query('select id, amount from ledger_transfer')
  expect(new Map(rows.map(({ id, amount }) => [id, amount]))).toEqual(acknowledged)
  const { rows: sums } = await pool.query('select sum(balance)::int as balance from ledger_balance')
  expect(sums[0].balance).toBe([...acknowledged.values()].reduce((sum, amount) => sum + amount, 0))
  await whole()
})
