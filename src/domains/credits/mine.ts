/** What residents read and ask: accounts, statements, rewards, their orders, a question about one line. */
import type { Actor } from '#foundation/authority.ts'
import { record } from '#foundation/journal/journal.ts'
import { type Context, type Handlers, signedIn } from '#foundation/service.ts'
import { dayOf } from '#lib/days.ts'
import { readAfter, writeAfter } from '#lib/page.ts'
import { Refusal } from '#lib/refusal.ts'
import type { creditsContract } from './contract.ts'
import * as orders from './orders-store.ts'
import { presentAccount, presentHeld, presentLine, presentOrder, presentQuestion, presentReward } from './present.ts'
import { currencies } from './rules.ts'
import * as store from './statement-store.ts'

const PAGE = 50
const FILE_LINES_MAX = 5000

export function resident({ actor }: Context): Actor {
  const known = signedIn(actor)
  if (known.kind !== 'resident') throw new Refusal('access.not-yours', 403)
  return known
}

type Names =
  | 'getMyCredits'
  | 'getMyStatement'
  | 'exportMyStatement'
  | 'listMyQuestions'
  | 'askAboutLine'
  | 'getCreditRules'
  | 'listRewards'
  | 'getReward'
  | 'listMyOrders'

export const mineHandlers: Pick<Handlers<typeof creditsContract>, Names> = {
  async getMyCredits(_, context) {
    const { personId } = resident(context)
    const { database, clock } = context
    const now = clock.now()
    return {
      accounts: await Promise.all(currencies.map((account) => presentAccount(database.db, account, personId, now))),
      held: (await orders.listReserved(database.db, personId)).map(presentHeld),
    }
  },

  async getMyStatement({ params: { account }, query }, context) {
    const { personId } = resident(context)
    const { db } = context.database
    const key = store.accountKey(account, personId)

    const before = query.before === undefined ? undefined : Number(query.before)
    const found = await store.listLines(db, key, PAGE + 1, before)
    const lines = found.slice(0, PAGE)
    const months = [...new Set(lines.map(({ at }) => dayOf(at).slice(0, 7)))]
    const held = await orders.listReserved(db, personId)
    return {
      account: await presentAccount(db, account, personId, context.clock.now()),
      held: held.filter(({ currency }) => currency === account).map(presentHeld),
      lines: lines.map(presentLine),
      months: await store.sumMonths(db, key, months),
      next: found.length > PAGE ? (lines.at(-1)?.number ?? null) : null,
    }
  },

  async exportMyStatement({ params: { account } }, context) {
    const { personId, locale } = resident(context)
    const words = context.words[locale]
    const lines = await store.listLines(context.database.db, store.accountKey(account, personId), FILE_LINES_MAX)
    const columns = ['number', 'at', 'what', 'minutes', 'amount', 'balance', 'who', 'reverses', 'order'] as const
    const table = [
      columns.map((name) => words[`credits.column.${name}`] ?? name),
      ...lines
        .map(presentLine)
        .map((line) => [
          String(line.number),
          new Date(Date.parse(line.at) + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' '),
          line.reward ?? words[`credits.rule.${line.rule}`] ?? line.rule,
          String(line.minutes ?? ''),
          String(line.amount),
          String(line.balance),
          line.who ?? '',
          String(line.reverses ?? ''),
          line.order ?? '',
        ]),
    ]
    const text = `\uFEFF${table.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`
    return { type: 'text/csv; charset=utf-8', body: Buffer.from(text), keep: 0, public: false }
  },

  async listMyQuestions(_, context) {
    const { personId } = resident(context)
    return { rows: (await store.listQuestionsOf(context.database.db, personId)).map(presentQuestion) }
  },

  async askAboutLine({ body: { id, lineId, words } }, context) {
    const actor = resident(context)
    const { database, clock } = context
    const now = clock.now()
    await database.transact(async (tx) => {
      const line = await store.findLine(tx, lineId)
      if (line?.personId !== actor.personId) throw new Refusal('credits.line-unknown', 404)
      const path = line.path?.slice(0, 12)
      if (!path) throw new Refusal('credits.no-community', 409)

      const deed = { id, at: now, actor, role: 'resident', kind: 'credit_question.asked', subjectId: lineId, path }
      const facts = { account: line.account, number: line.number }
      if (!(await record(tx, { ...deed, facts, words: { words }, input: { words } }))) return
      const made = await tx
        .insertInto('credit_question')
        .values({ id, person_id: actor.personId, transfer_id: lineId, path, words: words.trim(), asked_at: now })
        .onConflict((conflict) =>
          conflict.columns(['person_id', 'transfer_id']).where('answered_at', 'is', null).doNothing(),
        )
        .returning('id')
        .executeTakeFirst()
      if (!made) throw new Refusal('credits.asked', 409)
      await store.tellDesk(tx, { actionId: id, key: 'notice.credits-question', subjectId: id, at: now, path })
    })
    return {}
  },

  async getCreditRules(_, { rules, clock }) {
    const { policies } = await rules.on(dayOf(clock.now()))
    const of = (name: string) => policies.number(`credits.${name}`)
    return {
      meetingPoints: of('meeting_points'),
      suggestionPoints: of('suggestion_points'),
      hourPoints: of('hour_points'),
      pointsYears: of('points_years'),
      timeYears: of('time_years'),
      holdDays: of('hold_days'),
      undoMinutes: of('undo_minutes'),
      expiringDays: of('expiring_days'),
      reverseAlone: of('reverse_alone'),
      reverseAloneMinutes: of('reverse_alone_minutes'),
    }
  },

  async listRewards({ query: { community } }, { database: { db }, clock }) {
    const found = await orders.listShown(db, community, dayOf(clock.now()))
    const stocks = await orders.readStocks(
      db,
      found.map(({ id }) => id),
    )
    return { rows: found.map((reward) => presentReward(reward, stocks)) }
  },

  async getReward({ params: { rewardId } }, { database: { db }, clock }) {
    const reward = await orders.findReward(db, rewardId, dayOf(clock.now()))
    if (!reward || reward.withdrawn_at) throw new Refusal('reward.unknown', 404)
    return presentReward(reward, await orders.readStocks(db, [rewardId]))
  },

  async listMyOrders({ query }, context) {
    const { personId } = resident(context)
    const found = await orders.listOrdersOf(context.database, personId, readAfter(query.after), PAGE + 1)
    const last = found[PAGE - 1]
    return {
      rows: found.slice(0, PAGE).map(presentOrder),
      next: found.length > PAGE && last ? writeAfter({ at: last.opened_at, id: last.id }) : null,
    }
  },
}

/** A spreadsheet takes = + - @ at the beginning of words for a formula; a number below nothing is none. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) && !/^-\d+$/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
