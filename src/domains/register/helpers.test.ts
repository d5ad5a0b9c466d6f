/** Acting for somebody: naming, agreeing, what a helper may and may not, how it ends, children, and the list of the month. */
import { describe, expect, test } from 'vitest'
import { newId } from '#lib/ids.ts'
import type { Client } from '#tests/support/client.ts'
import { keepPhoto } from '#tests/support/files.ts'
import { act, detail, fullReply, journalOf, refusedAct, report, reportBody, takeUp } from '#tests/support/requests.ts'
import { phones, type World, world } from '#tests/support/world.ts'

interface Helping {
  id: string
  kind: string
  name: string
  phoneTail: string | null
  may: string[]
  from: string
  to: string
  accepted: boolean
}
interface Helpers {
  mine: Helping[]
  helped: Helping[]
  asked: Helping[]
  most: number
}
interface Me {
  actor: { personId: string; unread: number; helps: { personId: string; name: string; kind: string; may: string[] }[] }
}

const FROM = '2026-05-14'
const all = ['report', 'read', 'confirm']

const naming = (more: Record<string, unknown> = {}) => ({
  id: newId(),
  name: '秀英阿姨',
  phone: phones.wang,
  relation: 'neighbour',
  may: all,
  from: FROM,
  to: '2026-08-13',
  ...more,
})
const helpersOf = async (client: Client) => await client.done<Helpers>('GET', '/api/me/helpers')
const me = async (client: Client) => (await client.done<Me>('GET', '/api/session')).actor
const answer = async (client: Client, id: string, agrees = true) =>
  await client.done<Helpers>('POST', `/api/me/helpers/${id}/answer`, { id: newId(), agrees })
const end = async (client: Client, id: string) =>
  await client.done<Helpers>('POST', `/api/me/helpers/${id}/end`, { id: newId() })
const noticesOf = async (client: Client) =>
  (await client.done<{ notices: { key: string; helped: string | null }[] }>('GET', '/api/me/notices')).notices

async function deedsOf({ database }: World, kind: string) {
  const { rows } = await database.pool.query<{ actor_role: string; facts: Record<string, unknown>; text: string }>(
    'select actor_role, facts, to_jsonb(action)::text as text from action where kind = $1 order by at',
    [kind],
  )
  return rows
}

/** 陈佳 named 王秀英, who agreed. */
async function helped(of: World, more: Record<string, unknown> = {}) {
  const [chen, wang] = [await of.resident(), await of.resident('wang')]
  const named = naming(more)
  await chen.done('POST', '/api/me/helpers', named)
  await answer(wang, named.id)
  return { chen, wang, id: named.id, chenId: (await me(chen)).personId }
}

/** What a live stream says until it is stopped or ends. */
async function listen(of: World, client: Client) {
  const stop = new AbortController()
  const heard = { text: '', over: false, stop: () => stop.abort() }
  const stream = await fetch(`${of.origin}/api/live`, { headers: { cookie: client.cookie }, signal: stop.signal })
  const decoder = new TextDecoder()
  void (async () => {
    for await (const chunk of stream.body ?? []) heard.text += decoder.decode(chunk)
    heard.over = true
  })().catch(() => undefined)
  return heard
}

describe('naming a helper', () => {
  test('[U01] is for residents, for others than oneself, for days to come and not too many, and each phone once', async () => {
    const of = await world()
    const [chen, zhou] = [await of.resident(), await of.staff('zhou')]
    for (const [method, path, body] of [
      ['GET', '/api/me/helpers', undefined],
      ['POST', '/api/me/helpers', naming()],
      ['POST', `/api/me/helpers/${newId()}/answer`, { id: newId(), agrees: true }],
      ['POST', `/api/me/helpers/${newId()}/end`, { id: newId() }],
      [
        'POST',
        '/api/me/children',
        { id: newId(), name: '小宝', bornMonth: '2020-01', relation: 'parent', agrees: true },
      ],
      ['GET', '/api/me/helpers/acts', undefined],
    ] as const) {
      expect(await of.visitor().refused(method, path, body)).toEqual([401, 'access.signed-out'])
      expect(await zhou.refused(method, path, body)).toEqual([403, 'access.not-yours'])
    }
    const refused = async (more: Record<string, unknown>) => await chen.refused('POST', '/api/me/helpers', naming(more))
    expect(await refused({ phone: '123456' })).toEqual([422, 'sign-in.phone'])
    expect(await refused({ phone: phones.chen })).toEqual([422, 'helper.self'])
    expect(await refused({ from: '2026-05-13' })).toEqual([422, 'helper.days'])
    expect(await refused({ from: '2026-06-01', to: '2026-05-31' })).toEqual([422, 'helper.days'])
    expect(await refused({ to: '2027-05-15' })).toEqual([422, 'helper.days'])
    expect(await refused({ may: [] })).toEqual([400, 'input.wrong'])
    expect(await refused({ may: ['withdraw'] })).toEqual([400, 'input.wrong'])

    const right = naming()
    const after = await chen.done<Helpers>('POST', '/api/me/helpers', right)
    expect(after.mine).toMatchObject([
      { id: right.id, kind: 'helper', name: '秀英阿姨', phoneTail: '0078', may: all, from: FROM, accepted: false },
    ])
    expect(await chen.done('POST', '/api/me/helpers', right)).toEqual(after)
    expect(await chen.refused('POST', '/api/me/helpers', { ...right, to: '2026-09-01' })).toEqual([
      409,
      'action.reused',
    ])
    expect(await refused({})).toEqual([409, 'helper.named-already'])
    await chen.done('POST', '/api/me/helpers', naming({ phone: phones.li, to: '2027-05-14' }))
    await chen.done('POST', '/api/me/helpers', naming({ phone: '12800000901' }))
    expect(await refused({ phone: '12800000902' })).toEqual([422, 'helper.too-many'])

    const deeds = await deedsOf(of, 'helper.named')
    expect(deeds).toHaveLength(3)
    for (const { text } of deeds) expect(text).not.toMatch(/秀英|12800000/)
    const { consents } = await chen.done<{ consents: { about: string; version: string }[] }>('GET', '/api/me/data')
    expect(consents.filter(({ about }) => about === 'helper')).toHaveLength(3)
  })

  test('[U01] binds nobody until the helper agrees with their own phone; anybody else does not find it', async () => {
    const of = await world()
    const [chen, wang, li] = [await of.resident(), await of.resident('wang'), await of.resident('li')]
    const named = naming()
    await chen.done('POST', '/api/me/helpers', named)
    const chenId = (await me(chen)).personId

    expect((await helpersOf(wang)).asked).toMatchObject([{ id: named.id, name: '陈佳', phoneTail: '0316' }])
    expect(await wang.refused('POST', '/api/requests', reportBody({ for: chenId }))).toEqual([403, 'access.not-yours'])
    expect(await wang.refused('GET', `/api/my/requests?of=${chenId}`)).toEqual([403, 'access.not-yours'])
    const yes = { id: newId(), agrees: true }
    for (const other of [chen, li])
      expect(await other.refused('POST', `/api/me/helpers/${named.id}/answer`, yes)).toEqual([404, 'helper.unknown'])
    expect(await li.refused('POST', `/api/me/helpers/${named.id}/end`, { id: newId() })).toEqual([
      404,
      'helper.unknown',
    ])

    const path = `/api/me/helpers/${named.id}/answer`
    const after = await wang.done<Helpers>('POST', path, yes)
    expect(after.helped).toMatchObject([{ id: named.id, name: '陈佳', accepted: true }])
    expect(await wang.done('POST', path, yes)).toEqual(after)
    expect(await wang.refused('POST', path, { ...yes, agrees: false })).toEqual([409, 'action.reused'])
    expect(await wang.refused('POST', path, { id: newId(), agrees: true })).toEqual([404, 'helper.unknown'])
    expect((await helpersOf(chen)).mine).toMatchObject([{ id: named.id, accepted: true }])
    expect((await me(wang)).helps).toEqual([{ personId: chenId, name: '陈佳', kind: 'helper', may: all }])
    expect((await deedsOf(of, 'helper.accepted')).map(({ actor_role }) => actor_role)).toEqual(['resident'])
  })

  test('[U01] a no is the end of it; nobody helps more people than they can', async () => {
    const of = await world()
    const [chen, wang] = [await of.resident(), await of.resident('wang')]
    const first = naming()
    await chen.done('POST', '/api/me/helpers', first)
    expect(await answer(wang, first.id, false)).toMatchObject({ asked: [], helped: [] })
    expect((await helpersOf(chen)).mine).toEqual([])
    expect((await noticesOf(chen))[0]?.key).toBe('notice.helper-declined')
    expect(await deedsOf(of, 'helper.declined')).toHaveLength(1)

    for (const phone of ['12800000911', '12800000912', '12800000913']) {
      const named = naming()
      await (await of.visitor().signInResident(phone)).done('POST', '/api/me/helpers', named)
      await answer(wang, named.id)
    }
    const fourth = naming()
    await chen.done('POST', '/api/me/helpers', fourth)
    expect(await wang.refused('POST', `/api/me/helpers/${fourth.id}/answer`, { id: newId(), agrees: true })).toEqual([
      422,
      'helper.helps-too-many',
    ])
  })
})

describe('what a helper does', () => {
  test('[U01] [U04] is the person’s request with the helper as who acted, known to the person at once', async () => {
    const of = await world()
    const { chen, wang, chenId } = await helped(of)
    const zhou = await of.staff('zhou')
    const photo = await keepPhoto(wang)
    const body = reportBody({ for: chenId, files: [photo] })

    const made = await wang.done<{ id: string; number: string }>('POST', '/api/requests', body)
    expect(await wang.done('POST', '/api/requests', body)).toEqual(made)
    expect(await chen.done('GET', '/api/my/requests')).toMatchObject({ rows: [{ id: made.id }] })
    expect(await wang.done('GET', '/api/my/requests')).toMatchObject({ rows: [] })
    expect(await wang.done('GET', `/api/my/requests?of=${chenId}`)).toMatchObject({ rows: [{ id: made.id }] })
    expect(await journalOf(of, made.id)).toMatchObject([
      { kind: 'opened', role: 'helper', facts: { requesterId: chenId, onBehalfOf: chenId } },
    ])
    expect((await noticesOf(chen)).map(({ key }) => key).sort()).toEqual([
      'notice.helper-accepted',
      'notice.helper-reported',
    ])
    expect((await noticesOf(wang)).map(({ key }) => key)).toEqual(['notice.helper-asked'])

    // the desk sees the person as reporter, and that a helper wrote it, masked
    const seen = await detail(zhou, made.id)
    expect(seen.reporter).toMatchObject({ name: '陈*' })
    expect(seen.steps[0]).toMatchObject({ role: 'helper', who: '王*英' })
    expect((await detail(chen, made.id)).steps[0]).toMatchObject({ role: 'helper', who: '王秀英' })
    expect(await detail(wang, made.id)).toMatchObject({ mine: true, helping: '陈佳', readings: null })
    for (const client of [chen, wang]) expect((await client.get(`/api/files/${photo}`)).status).toBe(200)

    // what happens then is told to both, and the helper may add, confirm and rate, but not withdraw or open it to all
    await takeUp(zhou, made.id, of.staffIds.zhou)
    await act(wang, made.id, 'add', { words: '今天又停了。' })
    await act(zhou, made.id, 'reply', fullReply)
    expect((await noticesOf(wang))[0]).toMatchObject({ helped: '陈佳' })
    expect((await noticesOf(chen))[0]).toMatchObject({ helped: null })
    expect((await me(wang)).unread).toBeGreaterThan(0)
    expect(await refusedAct(wang, made.id, 'withdraw')).toEqual([403, 'access.not-yours'])
    expect(await refusedAct(wang, made.id, 'set_visibility', { visibility: 'public' })).toEqual([
      403,
      'access.not-yours',
    ])
    await act(wang, made.id, 'confirm', { solved: 'yes', service: 5 })
    expect((await journalOf(of, made.id)).at(-1)).toMatchObject({ kind: 'confirm', role: 'helper' })
  })

  test('[U01] [U03] ends where the person drew the line: reading alone is neither reporting nor confirming', async () => {
    const of = await world()
    const { chen, wang, chenId } = await helped(of, { may: ['read'] })
    const [zhou, li] = [await of.staff('zhou'), await of.resident('li')]
    const { id } = await report(chen)
    await takeUp(zhou, id, of.staffIds.zhou)

    expect(await wang.refused('POST', '/api/requests', reportBody({ for: chenId }))).toEqual([403, 'access.not-yours'])
    expect(await refusedAct(wang, id, 'add', { words: '补一句' })).toEqual([403, 'access.not-yours'])
    await act(zhou, id, 'reply', fullReply)
    expect(await refusedAct(wang, id, 'confirm', { solved: 'yes' })).toEqual([403, 'access.not-yours'])
    expect((await detail(wang, id)).title).toBe((await detail(chen, id)).title)
    expect(await li.refused('GET', `/api/requests/${id}`)).toEqual([404, 'matter.unknown'])
    expect(await li.refused('POST', '/api/requests', reportBody({ for: chenId }))).toEqual([403, 'access.not-yours'])
    expect(await zhou.refused('POST', '/api/requests', reportBody({ for: chenId, behalf: undefined }))).toEqual([
      403,
      'access.not-yours',
    ])
    // what is the person's alone stays so
    for (const path of ['/api/me/data', '/api/me/copy'])
      expect(JSON.stringify(await wang.done('GET', path))).not.toContain('陈佳')
  })

  test('[U01] is over at once for lists, files, messages and the live stream, whoever ends it', async () => {
    for (const by of ['chen', 'wang'] as const) {
      const of = await world()
      const { chen, wang, id, chenId } = await helped(of)
      const photo = await keepPhoto(chen)
      const made = await report(chen, { files: [photo] })
      await takeUp(await of.staff('zhou'), made.id, of.staffIds.zhou)
      const about = async () => (await noticesOf(wang)).filter(({ key }) => !key.startsWith('notice.helper-'))
      expect((await about()).length).toBeGreaterThan(0)
      const heard = await listen(of, wang)
      await act(chen, made.id, 'add', { words: '还是响。' })
      await expect.poll(() => heard.text).toContain(made.number)

      await end(by === 'chen' ? chen : wang, id)

      await expect.poll(() => heard.over).toBe(true)
      const again = await listen(of, wang)
      await act(chen, made.id, 'add', { words: '更响了。' })
      expect(await wang.refused('GET', `/api/requests/${made.id}`)).toEqual([404, 'matter.unknown'])
      expect(await wang.refused('GET', `/api/files/${photo}`)).toEqual([404, 'file.unknown'])
      expect(await wang.refused('GET', `/api/my/requests?of=${chenId}`)).toEqual([403, 'access.not-yours'])
      expect(await about()).toEqual([])
      const other = by === 'chen' ? wang : chen
      expect((await noticesOf(other))[0]?.key).toBe('notice.helper-ended')
      expect((await me(wang)).helps).toEqual([])
      expect(again.text).not.toContain(made.number)
      again.stop()
      expect(await deedsOf(of, 'helper.ended')).toHaveLength(1)
      const { consents } = await chen.done<{ consents: { about: string; withdrawnAt: string | null }[] }>(
        'GET',
        '/api/me/data',
      )
      expect(consents.find(({ about }) => about === 'helper')?.withdrawnAt).not.toBeNull()
      expect(await chen.refused('POST', `/api/me/helpers/${id}/end`, { id: newId() })).toEqual([404, 'helper.unknown'])
    }
  })

  test('[U01] holds to its last day and not a day longer, and the worker writes the end down once', async () => {
    const of = await world()
    const { chen, wang, chenId } = await helped(of, { from: '2026-05-15', to: '2026-05-16' })
    expect((await me(wang)).helps).toEqual([])
    of.setNow('2026-05-16T15:59:00Z')
    expect((await me(wang)).helps).toHaveLength(1)
    await of.chores()
    const heard = await listen(of, wang)
    of.setNow('2026-05-16T16:01:00Z')
    expect((await me(wang)).helps).toEqual([])
    expect(await wang.refused('POST', '/api/requests', reportBody({ for: chenId }))).toEqual([403, 'access.not-yours'])
    await of.chores()
    await of.chores()
    await expect.poll(() => heard.over).toBe(true)
    expect(await deedsOf(of, 'helper.over')).toMatchObject([{ actor_role: 'system' }])
    // the same phone can be named again
    await chen.done('POST', '/api/me/helpers', naming({ from: '2026-05-17' }))
  })

  test('[U04] [PIPL-44] is listed for the person by month, and told once when the month is over', async () => {
    const of = await world()
    const { chen, wang, chenId } = await helped(of)
    const made = await wang.done<{ id: string; number: string }>('POST', '/api/requests', reportBody({ for: chenId }))
    await act(wang, made.id, 'add', { words: '又停了。' })
    await report(chen)
    const acts = async (client: Client, month?: string) =>
      (
        await client.done<{ acts: { kind: string; helper: string; number: string }[] }>(
          'GET',
          `/api/me/helpers/acts${month ? `?month=${month}` : ''}`,
        )
      ).acts
    expect(await acts(chen)).toMatchObject([
      { kind: 'add', helper: '王秀英', number: made.number },
      { kind: 'opened', helper: '王秀英', number: made.number },
    ])
    expect(await acts(chen, '2026-05')).toHaveLength(2)
    expect(await acts(chen, '2026-04')).toEqual([])
    expect(await acts(wang)).toEqual([])

    await of.chores()
    expect(await deedsOf(of, 'helper.month')).toEqual([])
    of.setNow('2026-06-01T01:00:00Z')
    await of.chores()
    of.setNow('2026-06-02T01:00:00Z')
    await of.chores()

    const told = await chen.done<{ notices: { key: string; facts: unknown; number: null }[] }>('GET', '/api/me/notices')
    expect(told.notices.filter(({ key }) => key === 'notice.helped-month')).toMatchObject([
      { facts: { month: '2026-05', n: 2 }, number: null },
    ])
    expect(await deedsOf(of, 'helper.month')).toMatchObject([
      { actor_role: 'system', facts: { month: '2026-05', n: 2 } },
    ])
  })

  test('[PIPL-47] a closed account helps nobody and is helped by nobody', async () => {
    for (const leaves of ['chen', 'wang'] as const) {
      const of = await world()
      const { chen, wang } = await helped(of)
      const [leaving, staying] = leaves === 'chen' ? [chen, wang] : [wang, chen]
      const heard = await listen(of, wang)
      const { codeId, demoCode } = await leaving.done<{ codeId: string; demoCode: string }>('POST', '/api/me/codes', {})
      await leaving.done('POST', '/api/me/closing', { id: newId(), codeId, code: demoCode })

      expect(await helpersOf(staying)).toMatchObject({ mine: [], helped: [], asked: [] })
      await expect.poll(() => heard.over).toBe(true)
      const { rows } = await of.database.pool.query('select name, phone_mark, phone_tail, ended_at from helper')
      expect(rows).toMatchObject([{ name: '已注销', phone_mark: null, phone_tail: null }])
      expect(rows[0]?.ended_at).not.toBeNull()
    }
  })
})

describe('a guardian', () => {
  const child = (more: Record<string, unknown> = {}) => ({
    id: newId(),
    name: '独一无二的孩子',
    bornMonth: '2015-03',
    relation: 'parent',
    agrees: true,
    ...more,
  })

  test('[PIPL-31] adds a child under fourteen with a consent of its own, and acts for it until the month it turns fourteen is over', async () => {
    const of = await world()
    const chen = await of.resident()
    const refused = async (more: Record<string, unknown>) => await chen.refused('POST', '/api/me/children', child(more))
    expect(await refused({ agrees: false })).toEqual([400, 'input.wrong'])
    expect(await refused({ bornMonth: '2012-04' })).toEqual([422, 'child.age'])
    expect(await refused({ bornMonth: '2026-06' })).toEqual([422, 'child.age'])

    const body = child({ bornMonth: '2012-05' })
    const after = await chen.done<Helpers>('POST', '/api/me/children', body)
    expect(await chen.done('POST', '/api/me/children', body)).toEqual(after)
    expect(await chen.refused('POST', '/api/me/children', { ...body, bornMonth: '2013-05' })).toEqual([
      409,
      'action.reused',
    ])
    expect(after.helped).toMatchObject([{ kind: 'guardian', name: '独一无二的孩子', may: all, to: '2026-05-31' }])
    const { helps } = await me(chen)
    const { consents } = await chen.done<{ consents: { about: string }[] }>('GET', '/api/me/data')
    expect(consents.map(({ about }) => about)).toContain('guardian')

    const made = await chen.done<{ id: string }>('POST', '/api/requests', reportBody({ for: helps[0]?.personId }))
    expect((await journalOf(of, made.id))[0]).toMatchObject({
      role: 'helper',
      facts: { onBehalfOf: helps[0]?.personId },
    })
    expect(await chen.done('GET', '/api/my/requests')).toMatchObject({ rows: [] })
    for (let n = 0; n < 2; n += 1) await chen.done('POST', '/api/me/children', child())
    expect(await refused({})).toEqual([422, 'helper.helps-too-many'])

    of.setNow('2026-05-31T15:59:00Z')
    expect((await me(chen)).helps).toHaveLength(3)
    of.setNow('2026-05-31T16:01:00Z')
    expect((await me(chen)).helps).toHaveLength(2)
    expect(await chen.refused('GET', `/api/requests/${made.id}`)).toEqual([404, 'matter.unknown'])
    const deeds = await deedsOf(of, 'child.added')
    expect(deeds).toHaveLength(3)
    for (const { text } of deeds) expect(text).not.toMatch(/独一无二|2012-05|2015-03/)
  })

  test('[PIPL-31] [PIPL-47] who takes a child off the list, or closes the account, has it erased', async () => {
    const of = await world()
    const chen = await of.resident()
    const [first, second] = [child(), child()]
    for (const body of [first, second]) await chen.done('POST', '/api/me/children', body)
    const names = async () =>
      (await of.database.pool.query(`select name, born_month from person where name like '独一无二%'`)).rows
    const [{ personId = '' } = {}] = (await me(chen)).helps
    const made = await chen.done<{ id: string }>('POST', '/api/requests', reportBody({ for: personId }))

    await end(chen, first.id)
    expect(await names()).toHaveLength(1)
    // what was open for it goes on with a worker who is told
    const zhou = await of.staff('zhou')
    expect(await detail(zhou, made.id)).toMatchObject({ reporter: { name: '已注销' } })
    expect((await noticesOf(zhou)).map(({ key }) => key)).toContain('notice.contact-yours')

    const { codeId, demoCode } = await chen.done<{ codeId: string; demoCode: string }>('POST', '/api/me/codes', {})
    await chen.done('POST', '/api/me/closing', { id: newId(), codeId, code: demoCode })
    expect(await names()).toEqual([])
  })
})
