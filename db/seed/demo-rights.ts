/** Two things that people of the demo asked about their data: 陈佳’s, which was refused, and 王秀英’s, taken in at the window. */
import { rights } from '#domains/rights/spec.ts'
import { act, type EngineContext, open } from '#engines/matter/index.ts'
import type { Database } from '#foundation/database/database.ts'
import type { Rules } from '#foundation/policy/policy.ts'
import { addDays, DAY, dayOf, startOfDay } from '#lib/days.ts'
import { idFrom } from '#lib/ids.ts'
import { actorOf, type People, type Person, type Staff } from './demo-people.ts'

interface Asked {
  about: 'correct' | 'copy'
  words: string
  requester: Person
  /** Who took it in at the window. */
  taker?: Staff
  at: Date
  acts: readonly { at: Date; action: 'take' | 'refuse'; by: Staff; input: Record<string, unknown> }[]
}

export async function seedRights(
  { pool }: Database,
  rules: Rules,
  seed: number,
  people: People,
  now: Date,
): Promise<void> {
  for (const [place, asked] of listAsked(people, now).entries()) {
    const { about, words, requester, taker, at, acts } = asked
    const path = requester.path.slice(0, 12)
    const id = idFrom('demo', String(seed), 'rights', String(place))
    const contextAt = (instant: Date): EngineContext => ({
      run: pool,
      clock: { now: () => instant },
      rules,
    })
    const window = taker && { document: 'id_card' as const, kinship: null }
    await open(contextAt(at), rights, {
      id,
      input: { community: path, about, words },
      actor: actorOf(taker ?? requester),
      path,
      requesterId: requester.id,
      visibility: 'sealed',
      row: {
        requester_id: requester.id,
        taken_by: taker?.id ?? null,
        about,
        words,
        document: window?.document ?? null,
        proved_at: window ? at : null,
        proved_by: taker?.id ?? null,
      },
      tells: [{ role: 'community_head', key: 'notice.rights-new' }],
      facts: { about, ...window },
    })
    for (const [step, one] of acts.entries())
      await act(contextAt(one.at), rights, {
        id: idFrom('demo', String(seed), 'rights', String(place), String(step)),
        matterId: id,
        action: one.action,
        seen: step + 1,
        input: one.input,
        actor: actorOf(one.by),
      })
  }
}

function listAsked({ chenJia, grandmaWang, staff }: People, now: Date): readonly Asked[] {
  const at = (days: number, hour: number) => new Date(+startOfDay(addDays(dayOf(now), -days)) + (hour / 24) * DAY)
  const worker = (login: string): Staff => {
    const found = staff.find((one) => one.login === login)
    if (!found) throw new Error(`nobody signs in as ${login}`)
    return found
  }
  const [head, desk] = [worker('xu'), worker('linxiao')]
  return [
    {
      about: 'copy',
      words: '有人反映我家门口楼道堆了东西，我想看一下是谁反映的、原话写了什么。',
      requester: chenJia,
      at: at(9, 20.4),
      acts: [
        { at: at(7, 9.2), action: 'take', by: head, input: {} },
        {
          at: at(6, 10.5),
          action: 'refuse',
          by: head,
          input: {
            reason: 'others',
            words:
              '反映人的姓名、电话和原话要保密，不能给别人看。和您有关的可以告诉您：上个月有人反映 12 幢 2 单元 5 楼楼道放了旧柜子，您挪走以后，当周就办结了。',
            place: '白云街道办事处',
            phone: '0574-55501000',
          },
        },
      ],
    },
    {
      about: 'correct',
      words: '社区本子上我的室号写成 202 了，我住 201。手机用不来，请改好，改好了给我看一下。',
      requester: grandmaWang,
      taker: desk,
      at: at(4, 9.6),
      acts: [{ at: at(3, 15.1), action: 'take', by: head, input: {} }],
    },
  ]
}
