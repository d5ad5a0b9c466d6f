/**
 * Requests about one thing: what a desk sees of them, taking one out of a merge, and residents who join a neighbour's. Both
 * requests are held while one of them follows or goes, so nothing is answered, closed or taken back unseen meanwhile.
 */
import { describe, expect, test } from 'vitest'
import { newId } from '#lib/ids.ts'
import type { Answer, Client } from '#tests/support/client.ts'
import { act, clockOf, detail, fullReply, journalOf, refusedAct, report } from '#tests/support/requests.ts'
import { places, sharedWorld, type World, world } from '#tests/support/world.ts'

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
