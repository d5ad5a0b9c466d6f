/**
 * A second ledger, kept in memory by a few lines, plans the outcome of random commands; several connections send them to
 * the real one at the same time, and both must agree on every answer and every lot.
 *
 * Each lane has its own people and shop, so that its outcomes can be planned; funds, pools and system accounts are shared.
 * LINLI_SEED repeats a run.
 */
import { expect, test } from 'vitest'
import { newId } from '#lib/ids.ts'
import { type Random, randomFrom } from '#seed/random.ts'
import { day, freshBooks, ledger, meeting, outcome } from '#tests/support/books.ts'
import {
  accountOf,
  checkLedger,
  expireHolds,
  expireLots,
  getBalance,
  hold,
  listLots,
  type Maker,
  post,
  postHold,
  reverse,
  voidHold,
} from './index.ts'

const books = freshBooks()
const LANES = 6
const ROUNDS = 8
const COMMANDS = 25
const ALONE = 60

interface ModelLot {
  id: string
  amount: number
  rest: number
  ends: number
}
type Took = [lot: ModelLot, amount: number][]
interface Transfer {
  id: string
  from: string | undefined
  to: string | undefined
  amount: number
  took: Took
  lot: ModelLot | undefined
  isReversed: boolean
}
interface Hold {
  id: string
  from: string
  to: string
  amount: number
  ends: number
  took: Took
  isOpen: boolean
}

/** What one lane believes; days are counted from the first. */
class Model {
  readonly held = new Map<string, number>()
  readonly balance = new Map<string, number>()
  readonly lots = new Map<string, ModelLot[]>()
  readonly transfers: Transfer[] = []
  readonly holds: Hold[] = []

  open(owner: string, keepsLots: boolean): void {
    this.balance.set(owner, 0)
    this.held.set(owner, 0)
    if (keepsLots) this.lots.set(owner, [])
  }

  add(owner: string, amount: number): void {
    this.balance.set(owner, (this.balance.get(owner) ?? 0) + amount)
  }

  /** Why an amount cannot be taken, or the lots it comes out of. */
  take(owner: string, amount: number, today: number): string | Took {
    if ((this.balance.get(owner) ?? 0) - (this.held.get(owner) ?? 0) < amount) return 'ledger.balance-low'
    const lots = this.lots.get(owner)
    if (!lots) return []
    const took: Took = []
    let left = amount
    const good = lots.filter(({ rest, ends }) => rest > 0 && ends > today)
    for (const lot of good.sort((a, b) => a.ends - b.ends || (a.id < b.id ? -1 : 1))) {
      const some = Math.min(left, lot.rest)
      if (some > 0) took.push([lot, some])
      left -= some
    }
    if (left > 0) return 'ledger.lot-expired'
    for (const [lot, some] of took) lot.rest -= some
    return took
  }

  give(id: string, owner: string | undefined, amount: number, ends: number): ModelLot | undefined {
    if (!owner) return undefined
    this.add(owner, amount)
    const lot = { id, amount, rest: amount, ends }
    if (!this.lots.has(owner)) return undefined
    this.lots.get(owner)?.push(lot)
    return lot
  }

  expire(today: number): void {
    for (const one of this.holds.filter(({ isOpen, ends }) => isOpen && ends <= today)) this.free(one, 0)
    for (const [owner, lots] of this.lots)
      for (const lot of lots.filter(({ rest, ends }) => rest > 0 && ends <= today)) {
        this.add(owner, -lot.rest)
        lot.rest = 0
      }
  }

  /** Ends a hold. @returns what of its lots goes with the transfer */
  free(one: Hold, amount: number): Took {
    one.isOpen = false
    this.held.set(one.from, (this.held.get(one.from) ?? 0) - one.amount)
    let left = amount
    const goes: Took = []
    for (const [lot, kept] of one.took) {
      const some = Math.min(left, kept)
      if (some > 0) goes.push([lot, some])
      lot.rest += kept - some
      left -= some
    }
    return goes
  }
}

interface Command {
  says: string
  expected: string
  run(): Promise<unknown>
}

class Lane {
  readonly model = new Model()
  readonly #chance: Random
  readonly #people: string[]
  readonly #shop = newId()
  readonly #street: string
  readonly #by: Maker
  readonly #second: string
  #last: Command | undefined

  constructor(chance: Random, people: string[], street: string, by: Maker, second: string) {
    this.#chance = chance
    this.#people = people
    this.#street = street
    this.#by = by
    this.#second = second
    for (const one of people) this.model.open(one, true)
    this.model.open(this.#shop, false)
  }

  next(today: number): Command {
    if (this.#last && this.#chance.chance(0.1))
      return {
        ...this.#last,
        says: `again: ${this.#last.says}`,
        expected: this.#last.expected === 'done' ? 'again' : this.#last.expected,
      }
    const what = this.#chance.pick([
      'earn',
      'earn',
      'grant',
      'share',
      'spend',
      'spend',
      'buy',
      'gift',
      'hold',
      'hold',
      'postHold',
      'voidHold',
      'reverse',
      'reverse',
    ] as const)
    const command = this[what](today)
    // a refusal may turn out otherwise the next time
    this.#last = command.expected === 'done' ? command : undefined
    return command
  }

  async agrees(today: number): Promise<void> {
    const { pool } = books().database
    for (const [owner, lots] of this.model.lots) {
      const account = accountOf(ledger, 'wallet', owner)
      const { balance, held } = await getBalance(pool, account, day(today))
      expect({ balance, held }).toEqual({ balance: this.model.balance.get(owner), held: this.model.held.get(owner) })
      const there = await listLots(pool, account)
      expect(there.map(({ id, rest }) => `${id} ${rest}`).sort()).toEqual(
        lots
          .filter(({ rest }) => rest > 0)
          .map(({ id, rest }) => `${id} ${rest}`)
          .sort(),
      )
    }
    const shop = await getBalance(pool, accountOf(ledger, 'shop', this.#shop), day(today))
    expect(shop.balance).toBe(this.model.balance.get(this.#shop))
  }

  earn(today: number) {
    return this.#gain('earn', undefined, today)
  }

  grant(today: number) {
    return this.#gain('grant', this.#street, today)
  }

  share(today: number) {
    return this.#gain('share', this.#street, today)
  }

  #gain(rule: 'earn' | 'grant' | 'share', from: string | undefined, today: number): Command {
    const [id, to, amount] = [newId(), this.#chance.pick(this.#people), this.#amount()]
    const ends = today + 1 + this.#chance.between(0, 11)
    const lot = this.model.give(id, to, amount, ends)
    this.model.transfers.push({ id, from: undefined, to, amount, took: [], lot, isReversed: false })
    const asked = { id, rule, to, amount, at: day(today), evidence: meeting, expiresAt: day(ends) }
    return this.#posting(asked.rule, 'done', () =>
      post(books().database.pool, ledger, from ? { ...asked, from } : asked),
    )
  }

  spend(today: number) {
    return this.#pay('spend', undefined, today)
  }

  buy(today: number) {
    return this.#pay('buy', this.#shop, today)
  }

  gift(today: number) {
    return this.#pay('gift', this.#people[0], today)
  }

  #pay(rule: 'spend' | 'buy' | 'gift', to: string | undefined, today: number): Command {
    const [id, amount] = [newId(), this.#amount()]
    const from = this.#chance.pick(this.#people.slice(1))
    const took = this.model.take(from, amount, today)
    const asked = { id, rule, from, amount, at: day(today), evidence: meeting }
    const run = () => post(books().database.pool, ledger, to ? { ...asked, to } : asked)
    if (typeof took === 'string') return this.#posting(rule, took, run)
    this.model.add(from, -amount)
    const lot = this.model.give(id, to, amount, Number.POSITIVE_INFINITY)
    this.model.transfers.push({ id, from, to, amount, took, lot, isReversed: false })
    return this.#posting(rule, 'done', run)
  }

  hold(today: number): Command {
    const [id, amount, from, to] = [newId(), this.#amount(), this.#chance.pick(this.#people.slice(1)), this.#shop]
    const ends = today + 1 + this.#chance.between(0, 3)
    const took = this.model.take(from, amount, today)
    const asked = {
      id,
      rule: 'buy' as const,
      from,
      to,
      amount,
      at: day(today),
      evidence: meeting,
      expiresAt: day(ends),
    }
    const run = () => hold(books().database.pool, ledger, asked)
    if (typeof took === 'string') return this.#posting('hold', took, run)
    this.model.held.set(from, (this.model.held.get(from) ?? 0) + amount)
    this.model.holds.push({ id, from, to, amount, ends, took, isOpen: true })
    return this.#posting('hold', 'done', run)
  }

  postHold(today: number): Command {
    const one = this.#aHold()
    if (!one) return this.hold(today)
    const [id, amount] = [newId(), 1 + this.#chance.between(0, one.amount + 1)]
    const run = () => postHold(books().database.pool, { id, holdId: one.id, at: day(today), amount })
    if (!one.isOpen) return this.#posting('post hold', 'ledger.hold-not-open', run)
    if (amount > one.amount) return this.#posting('post hold', 'ledger.amount-over-hold', run)
    const took = this.model.free(one, amount)
    this.model.add(one.from, -amount)
    this.model.give(id, one.to, amount, Number.POSITIVE_INFINITY)
    this.model.transfers.push({ id, from: one.from, to: one.to, amount, took, lot: undefined, isReversed: false })
    return this.#posting('post hold', 'done', run)
  }

  voidHold(today: number): Command {
    const one = this.#aHold()
    if (!one) return this.hold(today)
    const id = newId()
    const run = () => voidHold(books().database.pool, { id, holdId: one.id, at: day(today) })
    if (!one.isOpen) return this.#posting('void hold', 'ledger.hold-not-open', run)
    this.model.free(one, 0)
    return this.#posting('void hold', 'done', run)
  }

  reverse(today: number): Command {
    const { transfers, balance, held, lots } = this.model
    if (transfers.length === 0) return this.earn(today)
    const origin = this.#chance.pick(transfers.slice(-12))
    const [id, isSecond] = [newId(), this.#chance.chance(0.5)]
    const asked = { id, reverses: origin.id, at: day(today), reason: 'mistake', by: this.#by, amountAlone: ALONE }
    const run = () => reverse(books().database.pool, isSecond ? { ...asked, secondBy: this.#second } : asked)
    const { amount, to, from, lot, took } = origin
    const free = to === undefined ? amount : (balance.get(to) ?? 0) - (held.get(to) ?? 0)
    const refused =
      (amount > ALONE && !isSecond && 'ledger.second-person') ||
      (origin.isReversed && 'ledger.reversed') ||
      (free < amount && 'ledger.balance-low') ||
      (to && lots.has(to) && lot?.rest !== amount && 'ledger.spent-since')
    if (refused) return this.#posting('reverse', refused, run)
    origin.isReversed = true
    if (to) this.model.add(to, -amount)
    if (lot) lot.rest = 0
    if (from) this.model.add(from, amount)
    for (const [one, some] of took) one.rest += some
    return this.#posting('reverse', 'done', run)
  }

  #aHold(): Hold | undefined {
    const { holds } = this.model
    return holds.length === 0 ? undefined : this.#chance.pick(holds.slice(-6))
  }

  #amount(): number {
    return 1 + this.#chance.between(0, 99)
  }

  #posting(says: string, expected: string, run: Command['run']): Command {
    return { says, expected, run }
  }
}

test('random commands from several connections turn out as planned, to the last lot [U13] [S1-51]', async () => {
  const seed = Number(process.env.LINLI_SEED ?? Math.floor(Math.random() * 2 ** 31))
  const { pool } = books().database
  const street = newId()
  for (const rule of ['endow', 'fill'] as const)
    await post(pool, ledger, { id: newId(), rule, to: street, amount: 1_000_000, at: day(0), evidence: meeting })
  const [by, second] = [await books().maker(), await books().person('沈立')]
  const lanes: Lane[] = []
  for (let n = 0; n < LANES; n += 1) {
    const people = await Promise.all(Array.from({ length: 4 }, () => books().person()))
    lanes.push(new Lane(randomFrom(seed + n), people, street, by, second))
  }

  const seen = new Map<string, number>()
  for (let today = 0; today < ROUNDS; today += 1) {
    await Promise.all(
      lanes.map(async (lane, n) => {
        for (let turn = 0; turn < COMMANDS; turn += 1) {
          const { says, expected, run } = lane.next(today)
          const answer = await outcome(run())
          const came = typeof answer === 'string' ? answer : (answer as { isNew: boolean }).isNew ? 'done' : 'again'
          expect(`${says}: ${came}`, `seed ${seed}, lane ${n}, day ${today}, command ${turn}`).toBe(
            `${says}: ${expected}`,
          )
          seen.set(came, (seen.get(came) ?? 0) + 1)
        }
      }),
    )
    // two workers at once
    await Promise.all([expireHolds(pool, day(today + 1), 1000), expireHolds(pool, day(today + 1), 1000)])
    await Promise.all([expireLots(pool, day(today + 1), 1000), expireLots(pool, day(today + 1), 1000)])
    for (const { model } of lanes) model.expire(today + 1)
    for (const lane of lanes) await lane.agrees(today)
    expect(await checkLedger(pool), `seed ${seed}, day ${today}`).toEqual([])
  }
  // a run that never met one of these proves little
  for (const what of [
    'done',
    'again',
    'ledger.balance-low',
    'ledger.reversed',
    'ledger.spent-since',
    'ledger.hold-not-open',
  ])
    expect(seen.get(what) ?? 0, `${what}, seed ${seed}`).toBeGreaterThan(0)
})
