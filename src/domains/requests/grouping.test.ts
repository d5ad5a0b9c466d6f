/**
 * Requests about one thing: what a desk sees of them, taking one out of a merge, and residents who join a neighbour's. Both
 * requests are held while one of them follows or goes, so nothing is answered, closed or taken back unseen meanwhile.
 */
import { describe, expect, test } from 'vitest'
import { newId } from '#lib/ids.ts'
import type { Answer, Client } from '#tests/support/client.ts'
import { act, clockOf, detail, fullReply, journalOf, refusedAct, report } from '#tests/support/requests.ts'
import { addUnits, officer, units } from '#tests/support/units.ts'
import { buildings, places, sharedWorld, type World, world } from '#tests/support/world.ts'

const shared = sharedWorld()

const post = async (client: Client, id: string, action: string, body: Record<string, unknown>): Promise<Answer> =>
  await client.call('POST', `/api/requests/${id}/actions/${action}`, { id: newId(), ...body })

async function people(of: World) {
  const [chen, wang, zhou] = [await of.resident(), await of.resident('wang'), await of.staff('zhou')]
  return { chen, wang, zhou }
}

/** Keys of the notices a person has about a request. */
async function noticesOf({ database }: World, about: string): Promise<string[]> {
  const rows = await database.db
    .selectFrom('notice')
    .select('key')
    .where('subject_id', '=', about)
    .where('person_id', 'is not', null)
    .orderBy('at')
    .execute()
  return rows.map(({ key }) => key)
}

describe('taking one out of a merge', () => {
  test('[BJ-11.3] it goes back to the state it had with its promise as it was, and both histories say so', async () => {
    const of = shared()
    const { chen, wang, zhou } = await people(of)
    const [one, main] = [await report(chen), await report(wang)]
    await act(zhou, one.id, 'accept', { kind: 'help', category: 'elevator' })
    await act(zhou, one.id, 'classify', { class: 'urgent' })
    const before = await detail(zhou, one.id)
    await act(zhou, one.id, 'merge', { into: main.id })
    expect(clockOf(await detail(zhou, one.id), 'urgent')).toMatchObject({ outcome: 'dropped' })
    expect((await detail(wang, main.id)).joined).toBe(1)

    expect(await refusedAct(zhou, one.id, 'unmerge', { reason: ' ' })).toEqual([400, 'input.wrong'])
    expect(await act(zhou, one.id, 'unmerge', { reason: '一件是 2 单元，一件是 3 单元' })).toMatchObject({
      state: 'classified',
    })
    const after = await detail(chen, one.id)
    expect(after).toMatchObject({ state: 'classified', closedAt: null, mergedInto: null, promise: before.promise })
    for (const name of ['firstContact', 'urgent']) {
      expect(clockOf(after, name)).toEqual(clockOf(before, name))
    }
    expect(clockOf(after, 'answer')).toMatchObject({ outcome: 'replaced' })
    expect(after.steps.at(-1)).toMatchObject({
      kind: 'unmerge',
      from: 'merged',
      to: 'classified',
      facts: { into: main.id },
      words: { reason: '一件是 2 单元，一件是 3 单元' },
    })
    expect((await noticesOf(of, one.id)).slice(-2).sort()).toEqual(['notice.unmerged', 'notice.unmerged-yours'])
    expect((await detail(zhou, main.id)).joined).toBe(0)
    expect((await journalOf(of, main.id)).map(({ kind, facts, role }) => [kind, facts.with, role])).toEqual([
      ['opened', undefined, 'resident'],
      ['gain', one.id, 'system'],
      ['lose', one.id, 'system'],
    ])
    // that a neighbour came is theirs to see, that one went is the desk's
    expect((await detail(wang, main.id)).steps.map(({ kind }) => kind)).toEqual(['opened', 'gain'])

    await act(zhou, one.id, 'merge', { into: main.id })
    await act(zhou, one.id, 'unmerge', { reason: '还是分开' })
    expect((await detail(chen, one.id)).promise).toEqual(before.promise)
  })

  test('[BJ-11.3] it is taken out whatever state the other one is in, with a unit or before somebody above too', async () => {
    const of = await world()
    await addUnits(of)
    const { chen, wang, zhou } = await people(of)
    const [one, two, main] = [await report(chen), await report(chen), await report(wang)]
    await act(zhou, main.id, 'accept', { kind: 'help', category: 'elevator' })
    await act(zhou, main.id, 'classify', { class: 'urgent' })
    for (const { id } of [one, two]) await act(zhou, id, 'merge', { into: main.id })
    const reason = '不是一回事'

    await act(zhou, main.id, 'dispatch', { unitId: units.bureau })
    expect(await act(zhou, one.id, 'unmerge', { reason })).toMatchObject({ state: 'submitted' })
    await act(await officer(of, 'bureau'), main.id, 'give_back', { grounds: 'not_ours', words: '不归我们' })
    expect(await act(zhou, two.id, 'unmerge', { reason })).toMatchObject({ state: 'submitted' })
    expect((await detail(zhou, main.id)).joined).toBe(0)
  })

  test('[BJ-11.3] what ran out meanwhile is late at once, and what had fired does not fire again', async () => {
    const of = await world()
    const { chen, wang } = await people(of)
    const [one, late, main] = [await report(chen), await report(chen), await report(wang)]
    await of.pass(25)
    const escalations = async (id: string) => (await journalOf(of, id)).filter(({ kind }) => kind === 'escalate').length
    expect(await escalations(late.id)).toBe(1)
    const next = await of.staff('zhou')
    await act(next, late.id, 'merge', { into: main.id })
    await act(next, late.id, 'unmerge', { reason: '不是同一件' })
    await of.tick()
    expect(await escalations(late.id)).toBe(1)

    await act(next, one.id, 'merge', { into: main.id })
    await of.pass(24 * 8)
    const again = await of.staff('zhou')
    await act(again, one.id, 'unmerge', { reason: '不是同一件' })
    await of.tick()
    expect(await escalations(one.id)).toBe(2)
    expect(await detail(again, one.id)).toMatchObject({ promise: { state: 'late' } })
  })

  test('[BJ-11.3] it takes along what it had brought, however many merges away', async () => {
    const of = shared()
    const { chen, wang, zhou } = await people(of)
    const [a, b, c, d] = [await report(chen), await report(wang), await report(chen), await report(wang)]
    const other = await report(chen)
    await act(zhou, a.id, 'merge', { into: b.id })
    await act(zhou, b.id, 'merge', { into: c.id })
    await act(zhou, c.id, 'merge', { into: d.id })
    await act(zhou, other.id, 'merge', { into: d.id })
    expect((await detail(zhou, d.id)).joined).toBe(4)
    await act(zhou, b.id, 'unmerge', { reason: '楼不同' })
    expect((await detail(zhou, b.id)).merged.map(({ id }) => id)).toEqual([a.id])
    expect((await detail(zhou, d.id)).merged.map(({ id }) => id).sort()).toEqual([c.id, other.id].sort())
    await act(zhou, c.id, 'unmerge', { reason: '楼不同' })
    expect((await detail(zhou, c.id)).merged).toEqual([])
  })

  test('[WF-19] a reporter who objects goes on by themselves: as it was, or anew once the other one is over', async () => {
    const of = shared()
    const { chen, wang, zhou } = await people(of)
    const [one, main] = [await report(chen), await report(wang)]
    await act(zhou, one.id, 'accept')
    const before = await detail(chen, one.id)
    await act(zhou, one.id, 'merge', { into: main.id })
    expect(await act(chen, one.id, 'object', { words: '我家是另一部电梯' })).toMatchObject({ state: 'accepted' })
    expect((await detail(chen, one.id)).promise).toEqual(before.promise)
    expect((await journalOf(of, main.id)).map(({ kind }) => kind)).toEqual(['opened', 'gain', 'lose'])

    await act(zhou, one.id, 'merge', { into: main.id })
    await act(zhou, main.id, 'refer', { reason: '归市场监管部门', place: '区市场监管局', phone: '0574-55500009' })
    expect(await act(chen, one.id, 'object', { words: '我家是另一部电梯' })).toMatchObject({ state: 'submitted' })
    expect(clockOf(await detail(chen, one.id), 'answer')).toMatchObject({ endedAt: null })
  })

  test('[WF-19] only a desk of the place takes one out, and not long after the other one was over', async () => {
    const of = await world()
    const { chen, wang, zhou } = await people(of)
    const [one, main] = [await report(chen), await report(wang)]
    expect(await refusedAct(zhou, one.id, 'unmerge', { reason: '不是同一件' })).toEqual([409, 'matter.not-now'])
    await act(zhou, one.id, 'merge', { into: main.id })
    const body = { seen: 2, reason: '不是同一件' }
    expect(await post(wang, one.id, 'unmerge', body)).toMatchObject({ status: 404 })
    expect(await post(chen, one.id, 'unmerge', body)).toMatchObject({ status: 403 })
    expect(await post(await of.staff('sun'), one.id, 'unmerge', body)).toMatchObject({ status: 403 })
    await act(zhou, main.id, 'refer', { reason: '归市场监管部门', place: '区市场监管局', phone: '0574-55500009' })
    await of.pass(24 * 32)
    expect(await refusedAct(await of.staff('zhou'), one.id, 'unmerge', { reason: '不是同一件' })).toEqual([
      422,
      'request.reopen-too-late',
    ])
  })
})

describe('at the same time', () => {
  test('[BJ-11.3] a request is never taken back under those who are merged into it', async () => {
    const of = shared()
    const { chen, wang, zhou } = await people(of)
    for (let round = 0; round < 6; round++) {
      const [one, main] = [await report(chen), await report(wang)]
      const [merged, withdrawn] = (await Promise.all([
        post(zhou, one.id, 'merge', { seen: 1, into: main.id }),
        post(wang, main.id, 'withdraw', { seen: 1 }),
      ])) as [Answer, Answer]
      expect([merged.status, withdrawn.status].sort()).toEqual([200, 422])
      expect((await detail(chen, one.id)).state === 'merged').toBe((await detail(wang, main.id)).state === 'submitted')
    }
  })

  test('[BJ-11.3] whoever is merged into a request while it is answered is told of the answer or merged after it', async () => {
    const of = shared()
    const { chen, wang, zhou } = await people(of)
    const lin = await of.staff('lin')
    for (let round = 0; round < 4; round++) {
      const [one, main] = [await report(chen), await report(wang)]
      await act(zhou, main.id, 'accept')
      const [merged, replied] = (await Promise.all([
        post(zhou, one.id, 'merge', { seen: 1, into: main.id }),
        post(lin, main.id, 'reply', { seen: 2, ...fullReply }),
      ])) as [Answer, Answer]
      expect([merged.status, replied.status]).toEqual([200, 200])
      const kinds = (await journalOf(of, main.id)).map(({ kind }) => kind)
      const told = (await noticesOf(of, one.id)).includes('notice.replied')
      expect(told).toBe(kinds.indexOf('gain') < kinds.indexOf('reply'))
    }
  })

  test('[BJ-11.3] taken out while the other one is merged on or closed, it follows nothing and each is done once', async () => {
    const of = shared()
    const { chen, wang, zhou } = await people(of)
    const lin = await of.staff('lin')
    for (let round = 0; round < 5; round++) {
      const [one, main, next] = [await report(chen), await report(wang), await report(wang)]
      await act(zhou, one.id, 'merge', { into: main.id })
      const { version } = await detail(zhou, one.id)
      const body = { id: newId(), seen: version, reason: '不是同一件' }
      const other =
        round % 2 === 0 ? { into: next.id } : { reason: '归市场监管部门', place: '市监局', phone: '0574-5550' }
      const answers = await Promise.all([
        post(zhou, one.id, 'unmerge', body),
        post(zhou, one.id, 'unmerge', body),
        post(lin, main.id, round % 2 === 0 ? 'merge' : 'refer', { seen: 2, ...other }),
      ])
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
      expect(answers[1]?.body).toEqual(answers[0]?.body)
      expect(await detail(chen, one.id)).toMatchObject({ state: 'submitted', mergedInto: null })
      const lost = [...(await journalOf(of, main.id)), ...(await journalOf(of, next.id))]
      expect(lost.filter(({ kind }) => kind === 'lose')).toHaveLength(1)
    }
  })
})

describe('what may be the same', () => {
  test('[U36] a desk sees others of the building and alike ones of the community and theme, with a word for how alike', async () => {
    const of = await world()
    const [chen, wang] = [await of.resident(), await of.resident('wang')]
    const place = { community: places.community, words: '小区东门外' }
    const words = '东门外的路灯坏了三天，晚上什么也看不见，老人走路不放心'
    const one = await report(chen, { words, place, category: 'lighting' })
    const same = await report(wang, { words: `${words}。`, place })
    const alike = await report(wang, { words: '东门外的路灯坏了三天，晚上看不见', place, category: 'lighting' })
    await report(wang, { words, place, category: 'noise' })
    await report(wang, { words: '晚上有人唱歌太吵', place, category: 'lighting' })
    await report(await of.resident('li'), { words, place: { community: places.otherCommunity, words: '东门外' } })

    const { nearby } = await detail(await of.staff('lin'), one.id)
    expect(nearby.map(({ id, at, alike: word, place: shown }) => [id, at, word, shown])).toEqual([
      [same.id, 'community', 'very', '小区东门外'],
      [alike.id, 'community', 'some', '小区东门外'],
    ])
    expect((await detail(chen, one.id)).nearby).toEqual([])

    await of.pass(24 * 31)
    const later = await report(await of.resident(), { words, place, category: 'lighting' })
    expect((await detail(await of.staff('lin'), later.id)).nearby).toEqual([])
  })
})

interface Similar {
  id: string
  category: string
  place: string
  since: string
  joined: number | null
  few: number
  state: string
}

async function similarOf(client: Client, words: string, more: object = {}): Promise<Similar[]> {
  const body = { words, community: places.community, buildingId: buildings.twelve, ...more }
  const answer = await client.done<{ similar: Similar[] }>('POST', '/api/request-categories/suggestions', body)
  return answer.similar
}

/** Somebody's open request that neighbours may join. */
async function joinableOf(of: World, client: Client, more: object = {}): Promise<string> {
  const { id } = await report(client, { category: 'elevator', ...more })
  await act(await of.staff('lin'), id, 'accept', {})
  return id
}

describe('joining a neighbour’s request', () => {
  test('[U34] while somebody writes, open ones of the theme are shown by theme, estate, day and state, and nothing of what was written', async () => {
    const of = await world()
    const { chen, wang } = await people(of)
    const visitor = of.visitor()
    const main = await joinableOf(of, wang, { words: '王秀英家 12 幢电梯半夜异响' })
    await joinableOf(of, wang, { visibility: 'handler' })
    await joinableOf(of, wang, { category: 'noise' })
    await report(wang, { category: 'elevator' })

    const shown = await similarOf(visitor, '电梯又')
    expect(shown).toEqual([
      { id: main, category: 'elevator', place: '牡丹新村', since: '2026-05-14', joined: 0, few: 5, state: 'accepted' },
    ])
    expect(await similarOf(chen, '电梯又')).toEqual(shown)
    expect(await similarOf(wang, '电梯又')).toEqual([])
    expect(await similarOf(visitor, '天气真好')).toEqual([])
    expect(await similarOf(visitor, '电梯又', { community: places.otherCommunity })).toEqual([])
    // trying texts finds out nothing: the name that was written makes no difference
    const second = await joinableOf(of, wang, { words: '电梯异响' })
    const order = async (words: string) => (await similarOf(visitor, words)).map(({ id }) => id)
    expect(await order('电梯 王秀英')).toEqual([second, main])
    expect(await order('电梯 李小明')).toEqual([second, main])
    await act(await of.staff('lin'), main, 'reply', { ...fullReply, answered: [0] })
    expect(await order('电梯')).toEqual([second])
  })

  test('[S3-45] the own request follows it: own number, the same notices, in the own list, and only what was approved is shown of the answer', async () => {
    const of = await world()
    const { chen, wang } = await people(of)
    const lin = await of.staff('lin')
    const main = await joinableOf(of, wang)
    const own = await report(chen, { words: '电梯又停了' })
    const body = { id: newId(), seen: 1, into: main }
    const joined = await post(chen, own.id, 'join', body)
    expect(joined).toMatchObject({ status: 200, body: { id: own.id, number: own.number, state: 'merged', version: 2 } })
    expect(await post(chen, own.id, 'join', body)).toMatchObject({ status: 200, body: joined.body })
    expect(await post(chen, own.id, 'join', { ...body, into: own.id })).toMatchObject({ status: 409 })

    expect(await detail(lin, main)).toMatchObject({ joined: 1, merged: [{ id: own.id }] })
    const mine = async () => await chen.done<{ rows: unknown[]; counts: object }>('GET', '/api/my/requests')
    expect(await mine()).toMatchObject({ rows: [{ id: own.id, list: 'open' }], counts: { open: 1, done: 0 } })

    const said = '502 室的王阿姨，门锁触点换好了。'
    await act(lin, main, 'reply', { ...fullReply, words: said, answered: [0, 1] })
    expect((await noticesOf(of, own.id)).at(-1)).toBe('notice.replied')
    expect(await mine()).toMatchObject({ rows: [{ id: own.id, list: 'done' }], counts: { open: 0, done: 1 } })
    const before = await chen.get(`/api/requests/${own.id}`)
    expect(before.body).toMatchObject({ mergedInto: { id: main, state: 'replied', reply: null } })
    expect(JSON.stringify(before.body)).not.toContain('王阿姨')
    expect((await chen.get(`/api/requests/${main}`)).status).toBe(404)
    await act(lin, main, 'publish', { words: '电梯常停', reply: '门锁触点换好了。', photos: [] })
    expect(await detail(chen, own.id)).toMatchObject({ mergedInto: { reply: '门锁触点换好了。' } })

    expect(await act(chen, own.id, 'object', { words: '我那部还是停' })).toMatchObject({ state: 'submitted' })
    expect(await detail(lin, main)).toMatchObject({ joined: 0 })
  })

  test('[S3-45] where the neighbour was sent is told, why in the neighbour’s words not', async () => {
    const of = shared()
    const { chen, wang, zhou } = await people(of)
    const main = await joinableOf(of, wang)
    const own = await report(chen)
    await act(chen, own.id, 'join', { into: main })
    await act(zhou, main, 'refer', { reason: '王阿姨的私宅维修', place: '物业服务中心', phone: '0574-55500009' })
    expect((await detail(chen, own.id)).mergedInto?.refer).toEqual({
      reason: '',
      place: '物业服务中心',
      phone: '0574-55500009',
    })
    expect((await detail(zhou, own.id)).mergedInto?.refer?.reason).toBe('王阿姨的私宅维修')
    expect(await refusedAct(chen, own.id, 'leave')).toEqual([422, 'request.waits-no-more'])
  })

  test('[U34] one’s own, a hidden, an unseen, an answered or a far one cannot be joined, and nobody joins twice', async () => {
    const of = shared()
    const { chen, wang, zhou } = await people(of)
    const own = await report(chen)
    const tries = async (into: string) => await refusedAct(chen, own.id, 'join', { into })
    const notThere = [422, 'request.join-target']
    expect(await tries(newId())).toEqual(notThere)
    expect(await tries((await report(wang, { category: 'elevator' })).id)).toEqual(notThere)
    expect(await tries(await joinableOf(of, wang, { visibility: 'handler' }))).toEqual(notThere)
    expect(await tries(own.id)).toEqual([422, 'request.merge-itself'])
    expect(await tries(await joinableOf(of, chen))).toEqual([422, 'request.join-own'])
    const answered = await joinableOf(of, wang)
    await act(zhou, answered, 'reply', fullReply)
    expect(await tries(answered)).toEqual(notThere)
    const far = await report(chen, { place: { community: places.otherCommunity, words: '东门' } })
    const main = await joinableOf(of, wang)
    expect(await refusedAct(chen, far.id, 'join', { into: main })).toEqual(notThere)

    await act(chen, own.id, 'join', { into: main })
    const second = await report(chen)
    expect(await refusedAct(chen, second.id, 'join', { into: main })).toEqual([422, 'request.joined-already'])
    expect(await post(wang, second.id, 'join', { seen: 1, into: main })).toMatchObject({ status: 404 })
    expect(await post(zhou, second.id, 'join', { seen: 1, into: main })).toMatchObject({ status: 403 })
    expect(await post(of.visitor(), second.id, 'join', { seen: 1, into: main })).toMatchObject({ status: 401 })

    expect(await act(chen, own.id, 'leave')).toMatchObject({ state: 'withdrawn' })
    expect((await journalOf(of, main)).slice(-2).map(({ kind, facts }) => [kind, facts.with])).toEqual([
      ['gain', own.id],
      ['lose', own.id],
    ])
    await act(chen, second.id, 'join', { into: main })
    expect((await detail(zhou, main)).merged.map(({ id }) => id)).toEqual([second.id])
    expect(await act(zhou, second.id, 'unmerge', { reason: '不是同一部' })).toMatchObject({ state: 'submitted' })
  })

  test('[BJ-11.3] two of one person that join at once are one, and who joins while it is answered is told or refused', async () => {
    const of = shared()
    const { chen, wang, zhou } = await people(of)
    for (let round = 0; round < 5; round++) {
      const main = await joinableOf(of, wang)
      const [one, two] = [await report(chen), await report(chen)]
      const answers = await Promise.all([
        post(chen, one.id, 'join', { seen: 1, into: main }),
        post(chen, two.id, 'join', { seen: 1, into: main }),
      ])
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 422])

      const next = await joinableOf(of, wang)
      const third = await report(chen)
      const [joined, replied] = (await Promise.all([
        post(chen, third.id, 'join', { seen: 1, into: next }),
        post(zhou, next, 'reply', { seen: 2, ...fullReply }),
      ])) as [Answer, Answer]
      expect(replied.status).toBe(200)
      expect((await noticesOf(of, third.id)).includes('notice.replied')).toBe(joined.status === 200)
      if (joined.status !== 200) expect(joined.body).toMatchObject({ refusal: { code: 'request.join-target' } })
    }
  })
})
