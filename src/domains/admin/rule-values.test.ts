/** Rule values through HTTP: who may change one, from when, what it does to what runs, and what is kept of it. */
import { describe, expect, test } from 'vitest'
import { newId } from '#lib/ids.ts'
import type { Client } from '#tests/support/client.ts'
import { act, clockOf, detail, report } from '#tests/support/requests.ts'
import { password, sharedWorld, type World, world } from '#tests/support/world.ts'
import type { RuleReply } from './contract.ts'

const key = 'matter.urgent_due_days'
const path = `/api/rules/${key}`
const shared = sharedWorld()

async function ruleOf(client: Client, wanted = key): Promise<RuleReply> {
  const { rules } = await client.done<{ rules: RuleReply[] }>('GET', '/api/rules')
  const found = rules.find((rule) => rule.key === wanted)
  if (!found) throw new Error(`no rule ${wanted}`)
  return found
}

const changeBody = (seen: string, more: Record<string, unknown> = {}) => ({
  id: newId(),
  seen,
  value: [5],
  from: '2026-05-15',
  reason: '市里要求紧急的事五天内办结',
  ...more,
})

async function change(client: Client, more: Record<string, unknown> = {}): Promise<RuleReply> {
  const { last } = await ruleOf(client)
  return await client.done<RuleReply>('POST', `${path}/values`, changeBody(last, more))
}

async function deedsOf({ database }: World) {
  const { rows } = await database.pool.query(
    `select a.kind, a.actor_role as role, p.name as by, a.path, a.facts, c.body as words
     from action a join person p on p.id = a.actor_id left join content c on c.action_id = a.id
     where a.kind like 'rule.%' order by a.place_in_log`,
  )
  return rows
}

describe('the list of rules', () => {
  test('[U35] everyone at a desk reads what holds, its source and since when; residents and strangers do not', async () => {
    const of = shared()
    expect(await of.visitor().refused('GET', '/api/rules')).toEqual([401, 'access.signed-out'])
    expect(await (await of.resident()).refused('GET', '/api/rules')).toEqual([403, 'access.not-yours'])
    for (const name of ['zhou', 'xu', 'system', 'security', 'audit'] as const)
      expect(await (await of.staff(name)).done('GET', '/api/rules')).toMatchObject({ mayChange: false })
    const he = await of.staff('he')
    expect(await he.done('GET', '/api/rules')).toMatchObject({ mayChange: true })
    expect(await ruleOf(he)).toMatchObject({
      topic: 'requests',
      unit: 'days',
      least: 1,
      most: 30,
      now: { value: [7], from: '2000-01-01', source: 'S2-15', by: null, at: null },
      cites: { zh: expect.stringContaining('紧急7天') },
      ahead: [],
    })
    expect((await ruleOf(he, 'matter.warn_percent')).now.value).toEqual([50, 80])
    expect(await he.refused('GET', '/api/rules/no.such_key/history')).toEqual([404, 'rule.unknown'])
  })
})

describe('changing a rule', () => {
  test('[U35] [GB22239-L2-ACCESS] only the city officer previews, changes and withdraws', async () => {
    const of = shared()
    const { last } = await ruleOf(await of.staff('he'))
    const calls = [
      [`${path}/preview`, { value: [5], from: '2026-05-15' }],
      [`${path}/values`, changeBody(last)],
      [`${path}/values/${newId()}/withdrawal`, { id: newId(), reason: '改错了' }],
    ] as const
    for (const [address, body] of calls) {
      expect(await of.visitor().refused('POST', address, body)).toEqual([401, 'access.signed-out'])
      for (const name of ['zhou', 'shen', 'system', 'security', 'audit'] as const)
        expect([name, await (await of.staff(name)).refused('POST', address, body)]).toEqual([
          name,
          [403, 'access.not-yours'],
        ])
    }
  })

  test('[U35] a value outside its bounds, in the past, the same or decided on an old list is refused and leaves nothing', async () => {
    const of = await world()
    const he = await of.staff('he')
    const { last } = await ruleOf(he)
    const tries = async (more: Record<string, unknown>, address = path) =>
      await he.refused('POST', `${address}/values`, changeBody(last, more))
    expect(await tries({}, '/api/rules/no.such_key')).toEqual([404, 'rule.unknown'])
    expect(await tries({ from: '2026-05-13' })).toEqual([422, 'rule.past'])
    expect(await tries({ value: [0] })).toEqual([422, 'rule.bounds'])
    expect(await tries({ value: [31] })).toEqual([422, 'rule.bounds'])
    expect(await tries({ value: [3, 5] })).toEqual([422, 'rule.length'])
    expect(await tries({ value: [7] })).toEqual([422, 'rule.same'])
    expect(await tries({ reason: ' ' })).toEqual([400, 'input.wrong'])
    expect(await tries({ value: [2.5] })).toEqual([400, 'input.wrong'])
    const warn = await ruleOf(he, 'matter.warn_percent')
    const percents = async (value: number[]) =>
      await he.refused('POST', '/api/rules/matter.warn_percent/values', changeBody(warn.last, { value }))
    expect(await percents([80, 50])).toEqual([422, 'rule.order'])
    expect(await percents([50, 100])).toEqual([422, 'rule.bounds'])
    expect(await percents([50])).toEqual([422, 'rule.length'])
    expect(await deedsOf(of)).toEqual([])

    await change(he)
    expect(await tries({ value: [4] })).toEqual([409, 'rule.moved'])
    expect(await deedsOf(of)).toHaveLength(1)
  })

  test('[U35] [S2-15] [GB22239-L2-AUDIT] holds from its day for what starts then; what runs keeps what it was promised; who, why and what before are kept', async () => {
    const of = await world()
    const chen = await of.resident()
    const [zhou, he] = [await of.staff('zhou'), await of.staff('he')]
    const urgent = async () => {
      const { id } = await report(chen)
      await act(zhou, id, 'accept', {})
      await act(zhou, id, 'classify', { class: 'urgent' })
      return id
    }
    const older = await urgent()
    const preview = { value: [5], from: '2026-05-15' }
    expect(await he.done('POST', `${path}/preview`, preview)).toEqual({
      before: [7],
      running: [{ amount: 7, count: 1 }],
      startAt: '2026-05-15T01:00:00.000Z',
      examples: [
        {
          clock: 'urgent',
          before: { promiseAt: '2026-05-22T10:00:00.000Z', warnings: expect.anything() },
          after: {
            promiseAt: '2026-05-20T10:00:00.000Z',
            warnings: ['2026-05-17T20:30:00.000Z', '2026-05-19T13:00:00.000Z'],
          },
        },
      ],
    })
    expect(await deedsOf(of)).toEqual([])

    const { last } = await ruleOf(he)
    const body = changeBody(last, { source: '甬政办〔2026〕5号' })
    const first = await he.done<RuleReply>('POST', `${path}/values`, body)
    expect(await he.done('POST', `${path}/values`, body)).toEqual(first)
    expect(await he.refused('POST', `${path}/values`, { ...body, value: [6] })).toEqual([409, 'action.reused'])
    expect(first).toMatchObject({
      now: { value: [7] },
      ahead: [{ id: body.id, value: [5], from: '2026-05-15', by: '何明', source: '甬政办〔2026〕5号' }],
      last: body.id,
    })
    expect(await deedsOf(of)).toEqual([
      {
        kind: 'rule.changed',
        role: 'city_officer',
        by: '何明',
        path: '9901',
        facts: { key, from: '2026-05-15', before: ['7'], after: ['5'] },
        words: { reason: body.reason, source: '甬政办〔2026〕5号' },
      },
    ])

    expect(clockOf(await detail(chen, await urgent()), 'urgent').amount).toBe(7)
    await of.pass(24)
    await zhou.signInStaff('zhou', password)
    expect(clockOf(await detail(chen, await urgent()), 'urgent').amount).toBe(5)
    expect(clockOf(await detail(chen, older), 'urgent')).toMatchObject({
      amount: 7,
      promiseAt: '2026-05-21T10:00:00.000Z',
    })
    expect((await ruleOf(zhou)).now).toMatchObject({ value: [5], by: '何明' })
    expect(await zhou.done('GET', `${path}/history`)).toMatchObject({
      values: [
        { value: [5], from: '2026-05-15', by: '何明', reason: body.reason, withdrawnAt: null },
        { value: [7], from: '2000-01-01', by: null, reason: null },
      ],
    })
  })

  test('[U35] of two changes for one day the later holds; a value ahead is withdrawn, one in force is not', async () => {
    const of = await world()
    const he = await of.staff('he')
    await change(he, { value: [5] })
    const mistaken = await change(he, { value: [3] })
    expect(mistaken.ahead.map(({ value }) => value)).toEqual([[3]])
    const withdrawal = { id: newId(), reason: '打错了' }
    const address = (id: string) => `${path}/values/${id}/withdrawal`
    expect(await he.refused('POST', address(newId()), withdrawal)).toEqual([404, 'rule.value-unknown'])
    const after = await he.done<RuleReply>('POST', address(mistaken.last), withdrawal)
    expect(after.ahead.map(({ value }) => value)).toEqual([[5]])
    expect(await he.done('POST', address(mistaken.last), withdrawal)).toEqual(after)
    expect(await he.refused('POST', address(mistaken.last), { ...withdrawal, id: newId() })).toEqual([
      409,
      'rule.withdrawn',
    ])
    await of.pass(24)
    await he.signInStaff('he', password)
    const { now } = await ruleOf(he)
    expect(now.value).toEqual([5])
    expect(await he.refused('POST', address(now.id), { ...withdrawal, id: newId() })).toEqual([409, 'rule.in-force'])
    expect((await deedsOf(of)).map(({ kind, words }) => [kind, words.reason])).toEqual([
      ['rule.changed', '市里要求紧急的事五天内办结'],
      ['rule.changed', '市里要求紧急的事五天内办结'],
      ['rule.withdrawn', '打错了'],
    ])
  })

  test('[U13] the database itself refuses to change or delete a value', async () => {
    const { database } = shared()
    for (const statement of [
      `update policy_value set value = '3'`,
      `update policy_value set from_on = '2026-01-01'`,
      'delete from policy_value',
      `update policy_value set withdrawn_by = (select id from person limit 1), withdrawn_at = '2026-05-14'`,
    ])
      await expect(database.pool.query(statement)).rejects.toThrow(/never|default_stays/)
  })
})
