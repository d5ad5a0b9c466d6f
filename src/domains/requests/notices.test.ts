/** Who is told what: one notice per fact and person, nothing to who acts, the reporters of merged requests included. */
import { describe, expect, test } from 'vitest'
import { newId } from '#lib/ids.ts'
import type { Client } from '#tests/support/client.ts'
import { act, detail, fullReply, report, takeUp } from '#tests/support/requests.ts'
import { buildings, places, type StaffName, type World, world } from '#tests/support/world.ts'

type Person = 'chen' | 'wang' | StaffName
const names: Readonly<Record<string, Person>> = {
  陈佳: 'chen',
  王秀英: 'wang',
  周敏: 'zhou',
  钱伟: 'qian',
  林晓: 'lin',
  徐建国: 'xu',
  沈立: 'shen',
  何明: 'he',
  孙丽: 'sun',
}

/** Every notice written since the last look, as 'zhou new'. */
function lookout(of: World): () => Promise<string[]> {
  const seen = new Set<string>()
  return async () => {
    const { rows } = await of.database.pool.query(
      `select n.id, p.name, n.key from notice n join person p on p.id = n.person_id order by n.at, n.key, p.name`,
    )
    const fresh = rows.filter(({ id }) => !seen.has(id))
    for (const { id } of fresh) seen.add(id)
    return fresh.map(({ name, key }) => `${names[name] ?? name} ${key.slice('notice.'.length)}`).sort()
  }
}

interface Notices {
  notices: { id: string; key: string; number: string; title: string; at: string; read: boolean }[]
  next: string | null
  unread: number
}
const noticesOf = async (client: Client, query = ''): Promise<Notices> =>
  await client.done<Notices>('GET', `/api/me/notices${query}`)

describe('notices', () => {
  test('[U11] everyone concerned is told each fact once, and who acts is not', async () => {
    const of = await world()
    const told = lookout(of)
    const chen = await of.resident()
    const [zhou, lin] = [await of.staff('zhou'), await of.staff('lin')]
    const { zhou: handlerId } = of.staffIds

    const { id } = await report(chen)
    expect(await told()).toEqual(['lin new', 'zhou new'])
    const steps: [Client, string, Record<string, unknown>, string[]][] = [
      [lin, 'accept', { category: 'elevator' }, ['chen accepted']],
      [chen, 'add', { words: '今天又停了' }, ['lin added', 'zhou added']],
      [lin, 'classify', { class: 'urgent' }, ['chen classified']],
      [lin, 'assign', { handlerId }, ['chen assigned', 'zhou yours']],
      [zhou, 'assign', { handlerId }, ['chen assigned']],
      [zhou, 'start', {}, ['chen started']],
      [zhou, 'contact', { way: 'phone', reached: false }, []],
      [zhou, 'contact', { way: 'phone', reached: true }, ['chen contacted']],
      [zhou, 'note', { words: '找物业要合同' }, []],
      [zhou, 'list_points', { points: ['电梯停'] }, []],
      [zhou, 'progress', { words: '配件到了' }, ['chen progress']],
      [chen, 'add', { words: '又停了' }, ['zhou added']],
      [lin, 'reclassify', { class: 'key', reason: '七天不够' }, ['chen classified']],
      [zhou, 'wait', { reason: '等配件', until: '2026-05-20' }, ['chen waiting']],
      [lin, 'resume', {}, ['chen resumed']],
      [zhou, 'reply', { ...fullReply, answered: [0] }, ['chen replied']],
      [lin, 'publish', { words: '电梯常停', reply: '已修好', photos: [] }, ['chen published']],
      [lin, 'unpublish', { reason: '再核对' }, ['chen unpublished']],
      [chen, 'set_visibility', { visibility: 'handler' }, ['zhou visibility']],
      [chen, 'confirm', { solved: 'yes' }, ['zhou confirmed']],
      [chen, 'rate', { service: 5 }, ['zhou rated']],
      [chen, 'reopen', { words: '又停了' }, ['xu reopened', 'zhou reopened']],
      [chen, 'withdraw', {}, ['zhou withdrawn']],
    ]
    for (const [who, action, form, expected] of steps) {
      await act(who, id, action, form)
      expect([action, await told()]).toEqual([action, expected])
    }

    const other = await report(chen)
    await told()
    await act(lin, other.id, 'refer', { reason: '归市场监管部门', place: '区市场监管局', phone: '0574-55500009' })
    expect(await told()).toEqual(['chen referred'])
    await act(chen, other.id, 'object', { words: '就是你们管' })
    expect(await told()).toEqual(['lin objected', 'shen objected'])
  })

  test('[U11] [S2-15] what the clocks do is told to handler, head and street, and to the requester', async () => {
    const of = await world({ now: '2026-05-14T01:00:00Z' })
    const told = lookout(of)
    const chen = await of.resident()
    const zhou = await of.staff('zhou')
    const { id } = await report(chen)
    await takeUp(zhou, id, of.staffIds.zhou, 'urgent')
    await told()
    await of.pass(13)
    expect(await told()).toEqual(['zhou warn'])
    await of.pass(12)
    expect(await told()).toEqual(['chen late', 'shen late-yours', 'xu late-yours', 'zhou late-yours'])
    const again = await of.staff('zhou')
    await act(again, id, 'explain_late', { reason: 'materials', words: '配件缺货' })
    expect(await told()).toEqual(['chen late-explained'])
    await act(again, id, 'wait', { reason: '等配件', until: '2026-05-17' })
    await told()
    await of.pass(24 * 3)
    expect(await told()).toEqual(['zhou remind'])
    const later = await of.staff('zhou')
    await act(later, id, 'resume')
    await act(later, id, 'reply', fullReply)
    await told()
    await of.pass(24 * 8)
    expect(await told()).toEqual(['chen silent'])
    await of.pass(24 * 4)
    expect(await told()).toEqual(['chen closed'])
    await of.pass(24 * 400)
    expect(await told()).toEqual([])
  })

  test('[S3-54] who takes a report in is not told of it, and the person it is for is', async () => {
    const of = await world()
    const told = lookout(of)
    const zhou = await of.staff('zhou')
    await zhou.done('POST', '/api/requests', {
      id: newId(),
      words: '楼道灯不亮',
      place: { community: places.community, buildingId: buildings.twelve },
      visibility: 'handler',
      behalf: { channel: 'door', name: '陈佳', phone: '128 0000 0316', consent: 'voice' },
    })
    expect(await told()).toEqual(['chen taken-in', 'lin new'])
    const chen = await of.resident()
    expect((await noticesOf(chen)).notices).toMatchObject([
      { key: 'notice.taken-in', read: false, title: '楼道灯不亮' },
    ])
  })

  test('[BJ-11.3] reporters of merged requests are told what becomes of the main one, about their own, once each', async () => {
    const of = await world()
    const told = lookout(of)
    const [chen, wang] = [await of.resident(), await of.resident('wang')]
    const zhou = await of.staff('zhou')
    const main = await report(chen, { words: '门禁密码 3344 又坏了' })
    const hers = [await report(wang, { words: '单元门关不上' }), await report(wang, { words: '单元门还是关不上' })]
    const own = await report(chen, { words: '大门坏了' })
    await told()
    for (const { id } of hers) {
      await act(zhou, id, 'merge', { into: main.id })
      expect(await told()).toEqual(['wang merged'])
    }
    await act(zhou, own.id, 'merge', { into: main.id })
    expect(await told()).toEqual(['chen merged'])

    await act(zhou, main.id, 'accept')
    expect(await told()).toEqual(['chen accepted', 'wang accepted'])
    await act(zhou, main.id, 'reply', { ...fullReply, answered: [0] })
    expect(await told()).toEqual(['chen replied', 'wang replied'])

    const { notices } = await noticesOf(wang)
    expect(notices[0]).toMatchObject({ key: 'notice.replied', title: '单元门关不上', number: hers[0]?.number })
    expect(JSON.stringify(notices)).not.toMatch(/门禁|3344/)
    expect(JSON.stringify(notices)).not.toContain(main.number)
    expect((await noticesOf(chen)).notices[0]).toMatchObject({ key: 'notice.replied', number: main.number })
    const seen = await detail(wang, hers[0]?.id ?? '')
    expect(seen).toMatchObject({ state: 'merged', mergedInto: { state: 'replied', reply: fullReply.words } })
    expect(JSON.stringify(seen)).not.toMatch(/门禁|3344/)
    expect((await detail(zhou, main.id)).joined).toBe(3)
  })

  test('[U11] reading marks read what was read, for that person only', async () => {
    const of = await world()
    const [chen, wang] = [await of.resident(), await of.resident('wang')]
    const [zhou, lin] = [await of.staff('zhou'), await of.staff('lin')]
    const [one, other] = [await report(chen), await report(chen)]
    await report(wang)
    for (const { id } of [one, other]) await act(zhou, id, 'accept')
    expect((await noticesOf(chen)).unread).toBe(2)
    expect((await chen.done<{ actor: { unread: number } }>('GET', '/api/session')).actor.unread).toBe(2)
    const news = async () =>
      (await chen.done<{ rows: { id: string; news: boolean }[] }>('GET', '/api/my/requests')).rows.map(
        ({ id, news: fresh }) => [id, fresh],
      )
    expect(new Map((await news()) as [string, boolean][])).toEqual(
      new Map([
        [one.id, true],
        [other.id, true],
      ]),
    )

    await chen.done('POST', '/api/me/notices/read', { subjectId: one.id })
    expect(await noticesOf(chen)).toMatchObject({ unread: 1 })
    expect((await noticesOf(chen)).notices.map(({ number, read }) => [number, read])).toEqual([
      [other.number, false],
      [one.number, true],
    ])
    expect(new Map((await news()) as [string, boolean][])).toEqual(
      new Map([
        [one.id, false],
        [other.id, true],
      ]),
    )

    expect((await noticesOf(zhou)).unread).toBe(3)
    await wang.done('POST', '/api/me/notices/read', { subjectId: other.id })
    expect((await noticesOf(chen)).unread).toBe(1)
    await chen.done('POST', '/api/me/notices/read', {})
    expect((await noticesOf(chen)).unread).toBe(0)
    expect((await noticesOf(zhou)).unread).toBe(3)
    expect((await noticesOf(lin)).unread).toBe(3)
  })

  test('[U11] older notices come page by page and none is left out', async () => {
    const of = await world()
    const chen = await of.resident()
    const lin = await of.staff('lin')
    const numbers: string[] = []
    for (let made = 0; made < 35; made++) numbers.unshift((await report(chen)).number)
    const first = await noticesOf(lin)
    expect(first.notices).toHaveLength(30)
    const rest = await noticesOf(lin, `?after=${first.next}`)
    expect([...first.notices, ...rest.notices].map(({ number }) => number)).toEqual(numbers)
    expect(first.unread).toBe(35)
    expect(rest.next).toBeNull()
  })

  test('[U11] notices of one instant are told apart at the edge of a page', async () => {
    const of = await world()
    const chen = await of.resident()
    const lin = await of.staff('lin')
    for (let made = 0; made < 35; made++) await report(chen)
    await of.database.pool.query(`update notice set at = '2026-05-14T01:00:00Z'`)

    const first = await noticesOf(lin)
    const rest = await noticesOf(lin, `?after=${first.next}`)

    expect(first.notices).toHaveLength(30)
    expect(new Set([...first.notices, ...rest.notices].map(({ number }) => number)).size).toBe(35)
    expect(rest).toMatchObject({ notices: { length: 5 }, next: null })
  })
})
