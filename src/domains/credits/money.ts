/** What is owed and paid: settlements signed by two and paid from the fund, funds, the liability of a place, and a merchant's page. */
import { post } from '#engines/ledger/index.ts'
import { act, findMatter } from '#engines/matter/index.ts'
import { type Actor, allow, can, scopeOf, unitsOf } from '#foundation/authority.ts'
import type { Tx } from '#foundation/database/database.ts'
import { record } from '#foundation/journal/journal.ts'
import { type Context, type Handlers, signedIn } from '#foundation/service.ts'
import { getTerritory } from '#foundation/territory/territory.ts'
import { addMonths, dayOf } from '#lib/days.ts'
import { idFrom } from '#lib/ids.ts'
import { withCheckDigit } from '#lib/number.ts'
import { Refusal } from '#lib/refusal.ts'
import type { creditsContract } from './contract.ts'
import { deedOf } from './desk.ts'
import * as store from './money-store.ts'
import { markOf } from './orders.ts'
import * as orders from './orders-store.ts'
import { readOrder } from './present.ts'
import { answerOf, lastDay, owedFen, parseCode, solvencyOf, undoLeft } from './rules.ts'
import { creditsLedger, creditsPermissions, order } from './spec.ts'

const MONTHS_AHEAD = 12

type Names =
  | 'listSettlements'
  | 'makeSettlement'
  | 'agreeSettlement'
  | 'paySettlement'
  | 'getLiability'
  | 'openFund'
  | 'payIntoFund'
  | 'getMerchantHome'
  | 'lookUpCode'

export const moneyHandlers: Pick<Handlers<typeof creditsContract>, Names> = {
  async listSettlements({ query: { month } }, context) {
    const actor = signedIn(context.actor)
    const paths = scopeOf(actor, creditsPermissions['settlements.make'])
    const rows = await store.listMonth(context.database.db, paths, month)
    return {
      rows: rows.map((row) => ({
        id: row.id,
        merchantId: row.merchant_id,
        merchant: row.merchant,
        month,
        orders: row.orders,
        amountFen: row.amount_fen,
        made: row.made_at ? { at: row.made_at.toISOString(), by: row.maker ?? '' } : null,
        agreed: row.agreed_at ? { at: row.agreed_at.toISOString(), by: row.agreer ?? '' } : null,
        paidAt: row.paid_at?.toISOString() ?? null,
        mayAgree: row.id !== null && row.agreed_at === null && row.made_by !== actor.personId,
      })),
    }
  },

  async makeSettlement({ body }, context) {
    const actor = signedIn(context.actor)
    const { id, merchantId, month } = body
    const { database, clock } = context
    const now = clock.now()
    await database.transact(async (tx) => {
      const merchant = await orders.findMerchant(tx, merchantId)
      if (!merchant) throw new Refusal('merchant.unknown', 404)
      allow(actor, creditsPermissions['settlements.make'], merchant)
      if (month >= dayOf(now).slice(0, 7)) throw new Refusal('settlement.month-open', 409)

      const unsettled = await store.holdUnsettled(tx, merchantId, month)
      const amountFen = unsettled.reduce((sum, { cost_fen }) => sum + cost_fen, 0)
      const deed = deedOf(actor, creditsPermissions['settlements.make'], merchant.path, now)
      const facts = { merchantId, month, amountFen, orders: unsettled.length }
      if (!(await record(tx, { ...deed, id, kind: 'settlement.made', subjectId: id, facts, input: body }))) return
      if (unsettled.length === 0 || amountFen === 0) throw new Refusal('settlement.nothing', 409)
      const made = await tx
        .insertInto('settlement')
        .values({
          id,
          merchant_id: merchantId,
          path: merchant.path,
          month: `${month}-01`,
          orders: unsettled.length,
          amount_fen: amountFen,
          made_at: now,
          made_by: actor.personId,
        })
        .onConflict((conflict) => conflict.columns(['merchant_id', 'month']).doNothing())
        .returning('id')
        .executeTakeFirst()
      if (!made) throw new Refusal('settlement.made', 409)
      await tx
        .updateTable('reward_order')
        .set({ settlement_id: id })
        .where(
          'matter_id',
          'in',
          unsettled.map((one) => one.id),
        )
        .execute()
    })
    return {}
  },

  async agreeSettlement({ params: { settlementId }, body }, context) {
    await settle(context, settlementId, 'settlement.agreed', body, async (tx, { settlement, actor, now }) => {
      if (settlement.agreedAt) throw new Refusal('settlement.agreed', 409)
      if (settlement.madeBy === actor.personId) throw new Refusal('settlement.same-person', 422)
      await tx
        .updateTable('settlement')
        .set({ agreed_at: now, agreed_by: actor.personId })
        .where('id', '=', settlementId)
        .execute()
    })
    return {}
  },

  async paySettlement({ params: { settlementId }, body }, context) {
    const rules = await context.rules.held(dayOf(context.clock.now()))
    await settle(context, settlementId, 'settlement.paid', body, async (tx, { settlement, actor, now }) => {
      if (!settlement.agreedAt) throw new Refusal('settlement.not-agreed', 409)
      if (settlement.paidAt) throw new Refusal('settlement.paid', 409)
      const fund = await store.findFund(tx, { path: settlement.path.slice(0, 12) })
      if (!fund) throw new Refusal('fund.missing', 409)
      await post(tx, creditsLedger, {
        id: body.id,
        rule: 'fund_out',
        from: fund.id,
        amount: Number(settlement.amountFen),
        at: now,
        evidence: { table: 'settlement', id: settlementId },
        by: { personId: actor.personId, actionId: body.id },
      }).catch((error: unknown) => {
        if (error instanceof Refusal && error.code === 'ledger.balance-low') throw new Refusal('fund.low', 409)
        throw error
      })
      await tx
        .updateTable('settlement')
        .set({ paid_at: now, paid_by: actor.personId })
        .where('id', '=', settlementId)
        .execute()
      for (const id of await store.listSettled(tx, settlementId)) {
        const held = await findMatter(tx, order, id)
        if (!held) throw new Error(`no order ${id}`)
        await act({ run: tx, clock: { now: () => now }, rules }, order, {
          id: idFrom('order settled', settlementId, id),
          matterId: id,
          action: 'settle_up',
          seen: held.matter.version,
          input: {},
          actor: undefined,
          held,
        })
      }
    })
    return {}
  },

  async getLiability({ query }, context) {
    const actor = signedIn(context.actor)
    const { database, clock, rules } = context
    const path = query.path ?? scopeOf(actor, creditsPermissions['liability.read'])[0] ?? ''
    const place = await getTerritory(database, path)
    allow(actor, creditsPermissions['liability.read'], { path })

    const now = clock.now()
    const today = dayOf(now)
    const { policies } = await rules.on(today)
    const costs = {
      pointFen: policies.number('credits.point_cost_fen'),
      hourFen: policies.number('credits.hour_cost_fen'),
    }
    const months = policies.number('credits.curve_months')
    const { db } = database
    const found = await store.listOwedIn(db, path)
    const communities = found.map(({ unpaid_fen: unpaidFen, fund_fen: fundFen, ...row }) => ({
      ...row,
      unpaidFen,
      fundFen,
      owedFen: owedFen('points', row.points, costs) + owedFen('time_credit', row.minutes, costs),
    }))
    const sum = (name: 'points' | 'minutes' | 'owedFen' | 'unpaidFen' | 'fundFen') =>
      communities.reduce((all, one) => all + one[name], 0)
    const whole = {
      points: sum('points'),
      minutes: sum('minutes'),
      owedFen: sum('owedFen'),
      unpaidFen: sum('unpaidFen'),
      fundFen: sum('fundFen'),
    }

    const lots = Map.groupBy(await store.listEnding(db, path), ({ month }) => month)
    const ends = [...lots].map(([month, rows]) => {
      const of = (unit: string) => rows.find((row) => row.unit === unit)?.amount ?? 0
      const [points, minutes] = [of('points'), of('time_credit')]
      return {
        month,
        points,
        minutes,
        owedFen: owedFen('points', points, costs) + owedFen('time_credit', minutes, costs),
      }
    })
    const flow = await store.sumFlow(db, path, addMonths(today, -months))
    const monthly = (way: 'earned' | 'spent') =>
      Math.round(flow.reduce((all, row) => all + owedFen(row.unit, row[way], costs), 0) / months)
    const assumes = { months, earnedFen: monthly('earned'), spentFen: monthly('spent') }
    const fund = path.length === 12 ? await store.findFund(db, { path }) : undefined
    return {
      path,
      place: place.name,
      ...whole,
      costs,
      fund: fund ? { id: fund.id, name: fund.name } : null,
      communities: path.length === 12 ? [] : communities,
      lots: ends,
      curve: solvencyOf(
        {
          month: today.slice(0, 7),
          owedFen: whole.owedFen,
          fundFen: whole.fundFen - whole.unpaidFen,
          earnedFen: assumes.earnedFen,
          spentFen: assumes.spentFen,
          ending: new Map(ends.map(({ month, owedFen: fen }) => [month, fen])),
        },
        MONTHS_AHEAD,
      ),
      assumes,
      mayManage: path.length === 12 && can(actor, creditsPermissions['funds.manage'], { path }),
    }
  },

  async openFund({ body }, context) {
    const actor = signedIn(context.actor)
    const { database, clock } = context
    const { id, community, name } = body
    const { path } = await getTerritory(database, community)
    allow(actor, creditsPermissions['funds.manage'], { path })
    const now = clock.now()
    await database.transact(async (tx) => {
      const deed = deedOf(actor, creditsPermissions['funds.manage'], path, now)
      if (!(await record(tx, { ...deed, id, kind: 'fund.opened', subjectId: id, input: body }))) return
      const made = await tx
        .insertInto('credit_fund')
        .values({ id, path, name: name.trim(), opened_at: now, opened_by: actor.personId })
        .onConflict((conflict) => conflict.column('path').doNothing())
        .returning('id')
        .executeTakeFirst()
      if (!made) throw new Refusal('fund.there', 409)
    })
    return {}
  },

  async payIntoFund({ params: { fundId }, body }, context) {
    const actor = signedIn(context.actor)
    const { database, clock } = context
    const { id, amountFen, words } = body
    const now = clock.now()
    await database.transact(async (tx) => {
      const fund = await store.findFund(tx, { id: fundId })
      if (!fund) throw new Refusal('fund.unknown', 404)
      allow(actor, creditsPermissions['funds.manage'], fund)
      const deed = deedOf(actor, creditsPermissions['funds.manage'], fund.path, now)
      const facts = { amountFen }
      if (
        !(await record(tx, {
          ...deed,
          id,
          kind: 'fund.paid_in',
          subjectId: fundId,
          facts,
          words: { words },
          input: body,
        }))
      )
        return
      await post(tx, creditsLedger, {
        id,
        rule: 'fund_in',
        to: fundId,
        amount: amountFen,
        at: now,
        evidence: { table: 'credit_fund', id: fundId },
        by: { personId: actor.personId, actionId: id },
      })
    })
    return {}
  },

  async getMerchantHome(_, context) {
    const actor = signedIn(context.actor)
    const { database, clock, rules } = context
    const mine = unitsOf(actor, creditsPermissions['merchant.use'])
    const now = clock.now()
    const { policies } = await rules.on(dayOf(now))
    const minutes = policies.number('credits.undo_minutes')
    const { db } = database
    const owed = await store.listOwed(db, mine, dayOf(now).slice(0, 7))
    const recent = await orders.listRecent(db, mine, new Date(+now - minutes * 60_000))
    return {
      merchants: owed.map(({ id, name, orders: count, owed_fen }) => ({ id, name, orders: count, owedFen: owed_fen })),
      recent: recent.map(({ id, number, reward, handed_at, version }) => ({
        id,
        number: withCheckDigit(number),
        reward,
        version,
        handedAt: handed_at.toISOString(),
        undoLeft: undoLeft(handed_at, now, minutes),
      })),
      settlements: (await store.listSettlementsOf(db, mine)).map(({ amount_fen, agreed_at, paid_at, ...row }) => ({
        ...row,
        amountFen: amount_fen,
        state: paid_at ? 'paid' : agreed_at ? 'agreed' : 'made',
      })),
    }
  },

  async lookUpCode({ body }, context) {
    const actor = signedIn(context.actor)
    const { database, clock, seals } = context
    const code = parseCode(body.code)
    if (!code) throw new Refusal('order.code-digits', 422)

    const found = await orders.findByCode(database, markOf(seals, code))
    const isHere = found?.merchant_id
      ? unitsOf(actor, creditsPermissions['merchant.use']).includes(found.merchant_id)
      : false
    const answer = answerOf(found && { state: found.state, isHere })
    const shown = answer !== 'unknown' && answer !== 'elsewhere'
    return {
      answer,
      at: clock.now().toISOString(),
      usedAt: shown ? (found?.handed_at?.toISOString() ?? null) : null,
      lastDay: shown && found ? lastDay(found.collect_by) : null,
      order: answer === 'ok' && found ? await readOrder(found.id, context) : null,
    }
  },
}

interface Settling {
  settlement: NonNullable<Awaited<ReturnType<typeof store.findSettlement>>>
  actor: Actor
  now: Date
}

/** One step of a settlement, recorded. */
async function settle(
  { actor: known, database, clock }: Context,
  settlementId: string,
  kind: string,
  body: { id: string },
  work: (tx: Tx, settling: Settling) => Promise<void>,
): Promise<void> {
  const actor = signedIn(known)
  const now = clock.now()
  await database.transact(async (tx) => {
    const settlement = await store.findSettlement(tx, settlementId)
    if (!settlement) throw new Refusal('settlement.unknown', 404)
    allow(actor, creditsPermissions['settlements.make'], settlement)
    const deed = deedOf(actor, creditsPermissions['settlements.make'], settlement.path, now)
    const facts = { amountFen: Number(settlement.amountFen) }
    if (!(await record(tx, { ...deed, id: body.id, kind, subjectId: settlementId, facts, input: body }))) return
    await work(tx, { settlement, actor, now })
  })
}
