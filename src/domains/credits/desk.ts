/**
 * What the desk does: opening an account (a reading), taking a line back alone or by two, answering questions, keeping the
 * catalogue with its prices and stock, and the register of merchants.
 */
import { sql } from 'kysely'
import { post, reverse } from '#engines/ledger/index.ts'
import { type Actor, allow, grantFor, type Permission, scopeOf } from '#foundation/authority.ts'
import type { Tx } from '#foundation/database/database.ts'
import { openReading, record } from '#foundation/journal/journal.ts'
import { type Context, type Handlers, signedIn } from '#foundation/service.ts'
import { getTerritory } from '#foundation/territory/territory.ts'
import { type Day, dayOf } from '#lib/days.ts'
import { maskName } from '#lib/mask.ts'
import { readAfter, writeAfter } from '#lib/page.ts'
import { Refusal } from '#lib/refusal.ts'
import type { creditsContract } from './contract.ts'
import * as orders from './orders-store.ts'
import { presentAccount, presentLine, presentOrder, presentQuestion, presentReward } from './present.ts'
import { type Currency, currencies } from './rules.ts'
import { creditsLedger, creditsPermissions } from './spec.ts'
import * as store from './statement-store.ts'

const PAGE = 50
const LINES = 200

/** A deed of a worker as the journal keeps it. */
export const deedOf = (actor: Actor, permission: Permission, path: string, at: Date) => ({
  actor,
  at,
  path,
  role: grantFor(actor, permission, { path })?.role ?? 'staff',
})

type Names =
  | 'openAccount'
  | 'reverseLine'
  | 'listReversals'
  | 'decideReversal'
  | 'listQuestions'
  | 'answerQuestion'
  | 'listDeskRewards'
  | 'addReward'
  | 'setRewardPrice'
  | 'changeStock'
  | 'withdrawReward'
  | 'listDeskOrders'
  | 'listMerchants'
  | 'addMerchant'
  | 'endMerchant'

export const deskHandlers: Pick<Handlers<typeof creditsContract>, Names> = {
  async openAccount({ body: { id, personId, purpose, words } }, context) {
    const actor = signedIn(context.actor)
    const { database, clock, rules } = context
    const owner = await store.findOwner(database.db, personId)
    const grant = owner?.path && grantFor(actor, creditsPermissions['credits.desk'], { path: owner.path })
    if (!owner || !grant) throw new Refusal('person.unknown', 404)
    const now = clock.now()
    const { policies } = await rules.on(dayOf(now))
    const fields = ['credits']
    const role = grant.role
    await openReading(database, policies.number('request.reveal_minutes'), {
      id,
      at: now,
      readerId: actor.personId,
      role,
      personId,
      subjectId: personId,
      fields,
      purpose,
      words,
    })
    const accounts = await Promise.all(
      currencies.map(async (account) => ({
        ...(await presentAccount(database.db, account, personId, now)),
        lines: (await store.listLines(database.db, store.accountKey(account, personId), LINES)).map(presentLine),
      })),
    )
    return { personId, name: maskName(owner.name), accounts }
  },

  async reverseLine({ body: { id, lineId, reason, words } }, context) {
    const actor = signedIn(context.actor)
    const { database, clock, rules } = context
    const now = clock.now()
    const { policies } = await rules.on(dayOf(now))
    const most = (account: Currency) =>
      policies.number(account === 'points' ? 'credits.reverse_alone' : 'credits.reverse_alone_minutes')
    return await database.transact(async (tx) => {
      const line = await getLine(tx, lineId, actor)
      if (line.rule.startsWith('redeem_')) throw new Refusal('credits.order-reversal', 409)
      const amount = Math.abs(line.amount)
      const waits = amount > most(line.account)
      const deed = deedOf(actor, creditsPermissions['credits.correct'], line.path, now)
      const facts = { account: line.account, number: line.number, amount, reason }
      const kind = waits ? 'credit_reversal.proposed' : 'credit_reversal.made'
      const isNew = await record(tx, {
        ...deed,
        id,
        kind,
        subjectId: lineId,
        facts,
        words: { words },
        input: { reason, words },
      })
      if (!isNew) return { state: waits ? 'waits' : 'done' } as const
      const taken = await isTakenBack(tx, lineId)
      if (taken) throw new Refusal(taken, 409)

      if (waits) {
        const made = await tx
          .insertInto('credit_reversal')
          .values({
            id,
            transfer_id: lineId,
            person_id: line.personId,
            reason,
            proposed_at: now,
            proposed_by: actor.personId,
          })
          .onConflict((conflict) => conflict.column('transfer_id').where('decided_at', 'is', null).doNothing())
          .returning('id')
          .executeTakeFirst()
        if (!made) throw new Refusal('credits.reversal-waits', 409)
        return { state: 'waits' } as const
      }
      const by = { personId: actor.personId, actionId: id }
      await reverse(tx, { id, reverses: lineId, at: now, reason, by, amountAlone: most(line.account) })
      await tellReversed(tx, line, id, now)
      return { state: 'done' } as const
    })
  },

  async listReversals(_, context) {
    const actor = signedIn(context.actor)
    const rows = await store.listWaiting(context.database.db, scopeOf(actor, creditsPermissions['credits.desk']))
    const mayCorrect = scopeOf(actor, creditsPermissions['credits.correct']).length > 0
    return {
      rows: rows.map(({ proposed_at, proposed_by, proposer, who, ...row }) => ({
        ...row,
        who: maskName(who),
        proposedAt: proposed_at.toISOString(),
        proposedBy: proposer,
        mayDecide: mayCorrect && proposed_by !== actor.personId,
      })),
    }
  },

  async decideReversal({ params: { reversalId }, body: { id, agree } }, context) {
    const actor = signedIn(context.actor)
    const { database, clock } = context
    const now = clock.now()
    await database.transact(async (tx) => {
      const proposal = await tx
        .selectFrom('credit_reversal')
        .selectAll()
        .where('id', '=', reversalId)
        .forUpdate()
        .executeTakeFirst()
      const line = proposal && (await store.findLine(tx, proposal.transfer_id))
      if (!proposal || !line?.path) throw new Refusal('credits.reversal-unknown', 404)
      allow(actor, creditsPermissions['credits.correct'], { path: line.path })

      const deed = deedOf(actor, creditsPermissions['credits.correct'], line.path, now)
      const kind = agree ? 'credit_reversal.agreed' : 'credit_reversal.declined'
      const facts = { reversalId, number: line.number, amount: Math.abs(line.amount) }
      if (!(await record(tx, { ...deed, id, kind, subjectId: proposal.transfer_id, facts, input: { agree } }))) return
      if (proposal.decided_at) throw new Refusal('credits.reversal-decided', 409)
      if (agree && proposal.proposed_by === actor.personId) throw new Refusal('ledger.same-person', 422)
      await tx
        .updateTable('credit_reversal')
        .set({ decided_at: now, decided_by: actor.personId, is_agreed: agree })
        .where('id', '=', reversalId)
        .execute()
      if (!agree) return
      await reverse(tx, {
        id,
        reverses: proposal.transfer_id,
        at: now,
        reason: proposal.reason,
        by: { personId: proposal.proposed_by, actionId: reversalId },
        amountAlone: 0,
        secondBy: actor.personId,
      })
      await tellReversed(tx, line, id, now)
    })
    return {}
  },

  async listQuestions({ query: { list } }, context) {
    const scope = scopeOf(signedIn(context.actor), creditsPermissions['credits.desk'])
    const rows = await store.listQuestionsIn(context.database.db, scope, list)
    return { rows: rows.map((row) => ({ ...presentQuestion(row), who: maskName(row.who), community: row.community })) }
  },

  async answerQuestion({ params: { questionId }, body: { id, answer } }, context) {
    const actor = signedIn(context.actor)
    const { database, clock } = context
    const now = clock.now()
    await database.transact(async (tx) => {
      const question = await store.findQuestion(tx, questionId)
      if (!question) throw new Refusal('credits.question-unknown', 404)
      allow(actor, creditsPermissions['credits.correct'], question)

      const deed = deedOf(actor, creditsPermissions['credits.correct'], question.path, now)
      const kind = 'credit_question.answered'
      if (!(await record(tx, { ...deed, id, kind, subjectId: questionId, words: { answer }, input: { answer } })))
        return
      if (question.answeredAt) throw new Refusal('credits.question-answered', 409)
      await tx
        .updateTable('credit_question')
        .set({ answer: answer.trim(), answered_at: now, answered_by: actor.personId })
        .where('id', '=', questionId)
        .execute()
      await store.tell(tx, {
        actionId: id,
        personId: question.personId,
        key: 'notice.credits-answered',
        subjectId: questionId,
        at: now,
      })
    })
    return {}
  },

  async listDeskRewards(_, context) {
    const actor = signedIn(context.actor)
    const { db } = context.database
    const today = dayOf(context.clock.now())
    const found = await orders.listRewardsIn(db, scopeOf(actor, creditsPermissions['credits.desk']), today)
    const ids = found.map(({ id }) => id)
    const [stocks, next] = [await orders.readStocks(db, ids), await orders.listNextPrices(db, ids, today)]
    return {
      mayManage: scopeOf(actor, creditsPermissions['rewards.manage']).length > 0,
      rows: found.map((reward) => {
        const later = next.get(reward.id)
        return {
          ...presentReward(reward, stocks),
          merchantId: reward.merchant_id,
          isCounted: reward.is_counted,
          costFen: reward.cost_fen,
          from: reward.from_on,
          withdrawn: reward.withdrawn_at !== null,
          next: later
            ? { from: later.from_on, points: later.points, minutes: later.minutes, costFen: later.cost_fen }
            : null,
        }
      }),
    }
  },

  async addReward({ body }, context) {
    const actor = signedIn(context.actor)
    const { database, clock } = context
    const { id, community, kind, name, words, sponsor, merchantId, isCounted, ...price } = body
    const { path } = await getTerritory(database, community)
    allow(actor, creditsPermissions['rewards.manage'], { path })
    checkPrice(price)
    if (kind === 'goods' && !isCounted) throw new Refusal('reward.goods-counted', 422)

    const now = clock.now()
    await database.transact(async (tx) => {
      const deed = deedOf(actor, creditsPermissions['rewards.manage'], path, now)
      const facts = { rewardKind: kind, ...price }
      if (!(await record(tx, { ...deed, id, kind: 'reward.added', subjectId: id, facts, input: body }))) return
      if (merchantId !== null) {
        const merchant = await orders.findMerchant(tx, merchantId)
        if (!merchant || merchant.leftAt || merchant.path.slice(0, 12) !== path)
          throw new Refusal('merchant.unknown', 404)
      }
      await tx
        .insertInto('reward')
        .values({
          id,
          path,
          kind,
          name: name.trim(),
          words: words.trim(),
          sponsor: sponsor.trim(),
          merchant_id: merchantId,
          is_counted: isCounted,
          added_at: now,
          added_by: actor.personId,
        })
        .execute()
      await insertPrice(tx, { ...price, id, rewardId: id, from: dayOf(now), at: now, by: actor.personId })
    })
    return {}
  },

  async setRewardPrice({ params: { rewardId }, body }, context) {
    const { id, from, ...price } = body
    await changeReward(context, rewardId, 'reward.priced', body, { from, ...price }, async (tx, { actor, now }) => {
      checkPrice(price)
      if (from < dayOf(now)) throw new Refusal('reward.price-past', 422)
      await insertPrice(tx, { ...price, id, rewardId, from, at: now, by: actor.personId })
    })
    return {}
  },

  async changeStock({ params: { rewardId }, body }, context) {
    const { id, pieces } = body
    await changeReward(context, rewardId, 'reward.stocked', body, { pieces }, async (tx, { actor, now, reward }) => {
      if (!reward.is_counted) throw new Refusal('reward.not-counted', 409)
      if (pieces === 0) throw new Refusal('reward.no-pieces', 422)
      const amount = Math.abs(pieces)
      const by = { personId: actor.personId, actionId: id }
      const asked = { id, amount, at: now, evidence: { table: 'reward', id: rewardId }, by }
      if (pieces > 0) await post(tx, creditsLedger, { ...asked, rule: 'stock_in', to: rewardId })
      else
        await post(tx, creditsLedger, { ...asked, rule: 'stock_out', from: rewardId }).catch((error: unknown) => {
          if (error instanceof Refusal && error.code === 'ledger.balance-low')
            throw new Refusal('reward.stock-low', 409, { available: error.facts.available ?? 0 })
          throw error
        })
    })
    return {}
  },

  async withdrawReward({ params: { rewardId }, body }, context) {
    await changeReward(context, rewardId, 'reward.withdrawn', body, {}, async (tx, { actor, now }) => {
      await tx
        .updateTable('reward')
        .set({ withdrawn_at: now, withdrawn_by: actor.personId })
        .where('id', '=', rewardId)
        .where('withdrawn_at', 'is', null)
        .execute()
    })
    return {}
  },

  async listDeskOrders({ query }, context) {
    const paths = scopeOf(signedIn(context.actor), creditsPermissions['orders.desk'])
    const found = await orders.listOrdersIn(context.database, paths, query.list, readAfter(query.after), PAGE + 1)
    const last = found[PAGE - 1]
    return {
      rows: found
        .slice(0, PAGE)
        .map((row) => ({ ...presentOrder(row), who: maskName(row.who), community: row.community })),
      next: found.length > PAGE && last ? writeAfter({ at: last.opened_at, id: last.id }) : null,
    }
  },

  async listMerchants(_, context) {
    const actor = signedIn(context.actor)
    const { db } = context.database
    const today = dayOf(context.clock.now())
    const rows = await orders.listMerchantsIn(db, scopeOf(actor, creditsPermissions['credits.desk']), today)
    const managed = scopeOf(actor, creditsPermissions['merchants.manage'])
    return {
      rows: rows.map(({ joined_at, left_at, path: _path, ...row }) => ({
        ...row,
        joinedAt: joined_at.toISOString(),
        left: left_at !== null,
      })),
      units: managed.length > 0 ? await orders.listUnits(db, managed, today) : [],
      communities: await orders.listCommunities(db, managed),
      mayManage: managed.length > 0,
    }
  },

  async addMerchant({ body }, context) {
    const actor = signedIn(context.actor)
    const { database, clock } = context
    const { id, organisationId, community, offers } = body
    allow(actor, creditsPermissions['merchants.manage'], { path: community })
    const now = clock.now()
    await database.transact(async (tx) => {
      const deed = deedOf(actor, creditsPermissions['merchants.manage'], community, now)
      const facts = { organisationId }
      if (!(await record(tx, { ...deed, id, kind: 'merchant.joined', subjectId: organisationId, facts, input: body })))
        return
      const units = await orders.listUnits(tx, [community], dayOf(now))
      const known = await orders.findMerchant(tx, organisationId)
      if (known && !known.leftAt) throw new Refusal('merchant.there', 409)
      if (!known && !units.some((unit) => unit.id === organisationId)) throw new Refusal('merchant.unit-unknown', 404)
      const row = { path: community, offers: offers.trim(), joined_at: now, joined_by: actor.personId }
      await tx
        .insertInto('merchant')
        .values({ organisation_id: organisationId, ...row })
        .onConflict((conflict) =>
          conflict.column('organisation_id').doUpdateSet({ ...row, left_at: null, left_by: null }),
        )
        .execute()
    })
    return {}
  },

  async endMerchant({ params: { merchantId }, body }, context) {
    const actor = signedIn(context.actor)
    const { database, clock } = context
    const now = clock.now()
    await database.transact(async (tx) => {
      const merchant = await orders.findMerchant(tx, merchantId)
      if (!merchant) throw new Refusal('merchant.unknown', 404)
      allow(actor, creditsPermissions['merchants.manage'], merchant)
      const deed = deedOf(actor, creditsPermissions['merchants.manage'], merchant.path, now)
      if (!(await record(tx, { ...deed, id: body.id, kind: 'merchant.ended', subjectId: merchantId, input: body })))
        return
      const { rows } = await sql`
        select 1 from reward where merchant_id = ${merchantId} and withdrawn_at is null limit 1`.execute(tx)
      if (rows.length > 0) throw new Refusal('merchant.has-rewards', 409)
      await tx
        .updateTable('merchant')
        .set({ left_at: now, left_by: actor.personId })
        .where('organisation_id', '=', merchantId)
        .where('left_at', 'is', null)
        .execute()
    })
    return {}
  },
}

/** A line of an account that the worker may put right: not the own, and of somebody in the place. */
async function getLine(tx: Tx, lineId: string, actor: Actor) {
  const line = await store.findLine(tx, lineId)
  if (!line?.path || !grantFor(actor, creditsPermissions['credits.correct'], { path: line.path }))
    throw new Refusal('credits.line-unknown', 404)
  if (line.personId === actor.personId) throw new Refusal('credits.own-line', 403)
  return { ...line, path: line.path }
}

/** Why a line cannot be taken back any more, before anybody is asked to agree. */
async function isTakenBack(tx: Tx, lineId: string): Promise<string | undefined> {
  const { rows } = await sql<{ code: string }>`
    select case when t.rule like 'ledger.%' or exists (select from ledger_reversal v where v.transfer_id = t.id) then 'ledger.not-reversible'
      when exists (select from ledger_reversal v where v.reverses = t.id) then 'ledger.reversed' end as code
    from ledger_transfer t where t.id = ${lineId}`.execute(tx)
  return rows[0]?.code ?? undefined
}

async function tellReversed(tx: Tx, { personId, id: subjectId, number }: store.LineOf, actionId: string, at: Date) {
  await store.tell(tx, { actionId, personId, key: 'notice.credits-reversed', subjectId, at, facts: { n: number } })
}

interface Changing {
  actor: Actor
  now: Date
  reward: orders.Reward
}

/** One change of a reward, recorded. */
async function changeReward(
  context: Context,
  rewardId: string,
  kind: string,
  body: { id: string },
  facts: Record<string, string | number | null>,
  work: (tx: Tx, changing: Changing) => Promise<void>,
): Promise<void> {
  const actor = signedIn(context.actor)
  const { database, clock } = context
  const now = clock.now()
  await database.transact(async (tx) => {
    const reward = await orders.findReward(tx, rewardId, dayOf(now))
    if (!reward) throw new Refusal('reward.unknown', 404)
    allow(actor, creditsPermissions['rewards.manage'], reward)
    const deed = deedOf(actor, creditsPermissions['rewards.manage'], reward.path, now)
    if (!(await record(tx, { ...deed, id: body.id, kind, subjectId: rewardId, facts, input: body }))) return
    await work(tx, { actor, now, reward })
  })
}

interface Price {
  points: number | null
  minutes: number | null
  costFen: number
}

/** @throws {Refusal} `reward.no-price` (422) */
function checkPrice({ points, minutes }: Price): void {
  if (points === null && minutes === null) throw new Refusal('reward.no-price', 422)
}

async function insertPrice(
  tx: Tx,
  {
    id,
    rewardId,
    from,
    at,
    by,
    points,
    minutes,
    costFen,
  }: Price & { id: string; rewardId: string; from: Day; at: Date; by: string },
): Promise<void> {
  await tx
    .insertInto('reward_price')
    .values({ id, reward_id: rewardId, from_on: from, points, minutes, cost_fen: costFen, set_at: at, set_by: by })
    .execute()
}
