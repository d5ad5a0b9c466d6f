/**
 * What is kept of a person: orders, as every matter; the lines of both accounts and the questions about them, which are part of the
 * copy. Closing an account gives back what is reserved; lines stay, without a name, so that the books stay whole.
 */
import { sql } from 'kysely'
import { holdingOf } from '#engines/matter/index.ts'
import type { Holding } from '#foundation/people/holding.ts'
import { idFrom } from '#lib/ids.ts'
import { free } from './orders.ts'
import { getOrderKeys, listReserved } from './orders-store.ts'
import { presentLine } from './present.ts'
import { currencies } from './rules.ts'
import { order } from './spec.ts'
import { accountKey, listLines, listQuestionsOf } from './statement-store.ts'

const kept = holdingOf({
  spec: order,
  shown: {
    joins: sql`join reward w on w.id = d.reward_id left join organisation g on g.id = d.merchant_id`,
    title: sql`w.name`,
    words: sql`''`,
    place: sql`coalesce(g.name, '')`,
    reply: sql`null::text`,
  },
  internal: new Set(),
  withdraw: { action: 'cancel' },
  contacts: ['community_desk'],
  bare: sql`code_sealed = null`,
})

export const ordersHolding: Holding = {
  ...kept,
  async settle(settling, personId) {
    const { tx, clock, deedId, how, actor } = settling
    const reserved = how === 'withdraw' ? await listReserved(tx, personId) : []
    await kept.settle(settling, personId)
    // the state changed; what was held is free with it
    for (const { id } of reserved) {
      const by = { personId: actor.personId, actionId: idFrom('closing', deedId, id) }
      await free(tx, await getOrderKeys(tx, id), { id: by.actionId, at: clock.now(), by })
    }
  },
}

/** What the copy calls a question and its answer. */
const steps = { asked: 'credits.asked', answered: 'credits.answered' } as const
const titles = { points: '邻里积分', time_credit: '时间银行' } as const
/** Lines that a copy holds at most. */
const LINES_MAX = 5000

export const accountsHolding: Holding = {
  async listMatters(tx, personId) {
    const questions = await listQuestionsOf(tx, personId)
    const all = await Promise.all(
      currencies.map(async (account) => {
        const key = accountKey(account, personId)
        const lines = (await listLines(tx, key, LINES_MAX)).map(presentLine)
        const [newest] = lines
        const asked = questions
          .filter((question) => question.account === account)
          .flatMap(({ number, words, asked_at, answer, answered_at }) => [
            {
              at: asked_at.toISOString(),
              kind: steps.asked,
              who: null,
              role: 'resident',
              words: { words: `#${number} ${words}` },
            },
            ...(answer && answered_at
              ? [
                  {
                    at: answered_at.toISOString(),
                    kind: steps.answered,
                    who: null,
                    role: 'staff',
                    words: { words: `#${number} ${answer}` },
                  },
                ]
              : []),
          ])
        const lived = lines.map(({ at, rule, amount, balance, who, reward, number }) => ({
          at,
          kind: `credits.${rule.replace('ledger.', '')}`,
          who,
          role: 'staff',
          words: {
            words: [`#${number}`, reward, amount > 0 ? `+${amount}` : String(amount), `= ${balance}`]
              .filter(Boolean)
              .join(' '),
          },
        }))
        return {
          id: key.id,
          kind: 'account',
          number: account === 'points' ? '1' : '2',
          state: 'account',
          title: titles[account],
          words: '',
          place: '',
          openedAt: lines.at(-1)?.at ?? '',
          closedAt: null,
          reply: newest ? String(newest.balance) : null,
          steps: [...asked, ...lived].toSorted((a, b) => (a.at < b.at ? 1 : -1)),
          files: [],
        }
      }),
    )
    return all.filter((account) => account.steps.length > 0)
  },
  countMatters: async () => ({ all: 0, open: 0, lastClosedAt: null }),
  isInside: async () => false,
  listOpen: async () => [],
  settle: async () => undefined,
  async erasePerson(tx, personId, now) {
    await sql`
      delete from content c using action a, credit_question q
      where a.id = c.action_id and (a.subject_id = q.id or a.id = q.id) and q.person_id = ${personId}`.execute(tx)
    await sql`
      delete from content c using credit_reversal v where c.action_id = v.id and v.person_id = ${personId}`.execute(tx)
    await sql`
      update credit_question set words = '', answer = null, erased_at = ${now}
      where person_id = ${personId} and erased_at is null`.execute(tx)
    return { matters: 0, files: 0 }
  },
  // what can still be spent keeps nobody: it ends by itself
  needs: () => sql`false`,
  eraseOld: async () => ({ matters: 0, files: 0 }),
}
