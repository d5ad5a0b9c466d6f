/** The logs through HTTP: who may read them, every filter, pages, masks, and taking them along as a recorded deed. */
import { describe, expect, test } from 'vitest'
import { idFrom, newId } from '#lib/ids.ts'
import type { Client } from '#tests/support/client.ts'
import { act, report } from '#tests/support/requests.ts'
import { places, sharedWorld, type World, world } from '#tests/support/world.ts'

const shared = sharedWorld()
const today = 'from=2026-05-14&to=2026-05-14'

interface Row {
  id: string
  who: string | null
  reader: string
  person: string
  role: string
  kind: string
  number: string | null
  facts: Record<string, unknown>
}
interface Page {
  rows: Row[]
  next: string | null
}

const actions = async (client: Client, query = today) => await client.done<Page>('GET', `/api/log/actions?${query}`)
const readings = async (client: Client, query = today) => await client.done<Page>('GET', `/api/log/readings?${query}`)

/** 陈佳 reports twice, 周敏 accepts the first, notes and opens her phone. */
async function busyDay(of: World) {
  const chen = await of.resident()
  const zhou = await of.staff('zhou')
  const first = await report(chen)
  const second = await report(chen)
  await act(zhou, first.id, 'accept', {})
  await act(zhou, first.id, 'note', { words: '她说钥匙在门卫' })
  const reveal = { id: newId(), purpose: 'other', words: '上门前核对' }
  await zhou.done('POST', `/api/requests/${first.id}/reveal`, reveal)
  return { first, second }
}

describe('the logs', () => {
  test('[GB22239-L2-AUDIT] [GB22239-L2-ROLES] are the audit administrator’s alone', async () => {
    const of = shared()
    for (const [method, path, body] of [
      ['GET', `/api/log/actions?${today}`, undefined],
      ['GET', `/api/log/readings?${today}`, undefined],
      ['GET', '/api/log/choices', undefined],
      ['POST', '/api/log/exports', { id: newId(), log: 'actions', from: '2026-05-14', to: '2026-05-14' }],
      ['GET', `/api/log/exports/${newId()}/file?format=csv`, undefined],
    ] as const) {
      expect(await of.visitor().refused(method, path, body)).toEqual([401, 'access.signed-out'])
      for (const name of ['zhou', 'he', 'system', 'security'] as const)
        expect(await (await of.staff(name)).refused(method, path, body)).toEqual([403, 'access.not-yours'])
    }
  })

  test('[GB22239-L2-AUDIT] [U13] show every action newest first, each once, without words and with the resident masked', async () => {
    const of = await world()
    const { first, second } = await busyDay(of)
    const audit = await of.staff('audit')
    const { rows } = await actions(audit)
    expect(rows.map(({ kind, who, role }) => [kind, who, role])).toEqual([
      ['request.note', '周敏', 'grid_worker'],
      ['request.accept', '周敏', 'grid_worker'],
      ['request.opened', '陈*', 'resident'],
      ['request.opened', '陈*', 'resident'],
    ])
    expect(rows.map(({ number }) => number)).toEqual([first.number, first.number, second.number, first.number])
    expect(JSON.stringify(rows)).not.toMatch(/陈佳|钥匙|电梯/)
    const found: string[] = []
    let next: string | null = ''
    while (next !== null) {
      const page: Page = await actions(audit, `${today}&limit=3${next ? `&after=${encodeURIComponent(next)}` : ''}`)
      found.push(...page.rows.map(({ id }) => id))
      next = page.next
    }
    expect(found).toEqual(rows.map(({ id }) => id))
    expect(await audit.refused('GET', `/api/log/actions?${today}&after=x`)).toEqual([400, 'list.after'])
  })

  test('[GB22239-L2-AUDIT] are narrowed by days, person, kind, place and number', async () => {
    const of = await world()
    const { first } = await busyDay(of)
    const audit = await of.staff('audit')
    const kinds = async (query: string) => (await actions(audit, query)).rows.map(({ kind }) => kind.slice(8))
    expect(await kinds('from=2026-05-13&to=2026-05-13')).toEqual([])
    expect(await kinds(`${today}&person=${of.staffIds.zhou}`)).toEqual(['note', 'accept'])
    expect(await kinds(`${today}&kind=request.accept`)).toEqual(['accept'])
    expect(await kinds(`${today}&path=${places.grid}`)).toHaveLength(4)
    expect(await kinds(`${today}&path=${places.otherGrid}`)).toEqual([])
    expect(await kinds(`${today}&number=${first.number}`)).toEqual(['note', 'accept', 'opened'])
    expect(await kinds(`${today}&number=${first.number}&person=${of.staffIds.qian}`)).toEqual([])
    expect(await audit.refused('GET', `/api/log/actions?${today}&number=123456789`)).toEqual([422, 'log.number'])

    const { rows } = await readings(audit)
    expect(rows).toMatchObject([{ reader: '周敏', role: 'grid_worker', person: '陈*', number: first.number }])
    expect(JSON.stringify(rows)).not.toMatch(/陈佳|核对/)
    for (const [query, n] of [
      [`person=${of.staffIds.zhou}`, 1],
      [`person=${of.staffIds.qian}`, 0],
      ['kind=other', 1],
      ['kind=visit', 0],
      [`path=${places.community}`, 1],
      [`path=${places.otherStreet}`, 0],
      [`number=${first.number}`, 1],
    ] as const)
      expect([query, (await readings(audit, `${today}&${query}`)).rows.length]).toEqual([query, n])

    const choices = await audit.done<{ people: { name: string }[]; kinds: string[] }>('GET', '/api/log/choices')
    expect(choices.people.map(({ name }) => name)).toContain('周敏')
    expect(choices.people.map(({ name }) => name)).not.toContain('陈佳')
    expect(choices.kinds).toEqual(['request.accept', 'request.note', 'request.opened'])
  })

  test('[GB22239-L2-AUDIT] [U13] say what ids in the facts are called: colleagues and units by name, residents masked, matters by number', async () => {
    const of = await world()
    const [chen, wang, zhou] = [await of.resident(), await of.resident('wang'), await of.staff('zhou')]
    const [first, second] = [await report(chen), await report(wang)]
    await act(zhou, first.id, 'accept', {})
    await act(zhou, first.id, 'classify', { class: 'key' })
    await act(zhou, first.id, 'assign', { handlerId: of.staffIds.zhou, unitId: idFrom('world', 'property') })
    await act(zhou, second.id, 'merge', { into: first.id })
    const { names } = await (await of.staff('audit')).done<{ names: Record<string, string> }>(
      'GET',
      `/api/log/actions?${today}`,
    )
    expect(names).toEqual({
      [idFrom('world', 'chen')]: '陈*',
      [idFrom('world', 'wang')]: '王*英',
      [of.staffIds.zhou]: '周敏',
      [idFrom('world', 'property')]: '宏远物业',
      [first.id]: first.number,
      // the one that gained a follower names it
      [second.id]: second.number,
    })
  })

  test('[GB22239-L2-AUDIT] [U16] what is shown is taken along as CSV or XLSX, and that is an action with its filter', async () => {
    const of = await world()
    await busyDay(of)
    const audit = await of.staff('audit')
    const filter = { from: '2026-05-14', to: '2026-05-14', kind: 'request.opened' }
    const body = { id: newId(), log: 'actions', ...filter }
    const receipt = { id: body.id, rows: 2, cut: false }
    expect(await audit.done('POST', '/api/log/exports', body)).toEqual(receipt)
    expect(await audit.done('POST', '/api/log/exports', body)).toEqual(receipt)
    expect(await audit.refused('POST', '/api/log/exports', { ...body, kind: 'request.note' })).toEqual([
      409,
      'action.reused',
    ])
    await report(await of.resident())

    const file = async (id: string, format: string, by = audit) =>
      await by.call<Buffer>('GET', `/api/log/exports/${id}/file?format=${format}`)
    const csv = await file(body.id, 'csv')
    expect(csv.headers.get('content-type')).toContain('text/csv')
    expect(csv.headers.get('cache-control')).toBe('private, max-age=0')
    const lines = csv.body.toString('utf8').trim().split('\r\n')
    expect(lines).toHaveLength(4)
    expect(lines[0]).toMatch(/^\uFEFF?时间,/)
    expect(lines[1]).toMatch(/^# /)
    expect(lines[2]).toMatch(/^2026-05-14 09:0\d:\d\d,陈\*,resident,request.opened,第 1 网格,/)
    expect(csv.body.toString('utf8')).not.toMatch(/陈佳|电梯这周/)
    // in the reader's words, and as it was recorded
    expect(lines[2]).toContain('从哪里来：手机；谁能看到：公开（隐去姓名和室号）；反映人：陈*,')
    expect(lines[2]).toContain('""channel"":""app"",""visibility"":""public""')
    await audit.done('PUT', '/api/me', { locale: 'en' })
    expect((await file(body.id, 'csv')).body.toString('utf8')).toContain('Channel: Phone app; ')
    await audit.done('PUT', '/api/me', { locale: 'zh' })
    const xlsx = await file(body.id, 'xlsx')
    expect(xlsx.headers.get('content-type')).toContain('spreadsheetml')
    expect(xlsx.body.subarray(0, 2).toString()).toBe('PK')
    expect((await file(newId(), 'csv')).status).toBe(404)

    const readingExport = { id: newId(), log: 'readings', from: '2026-05-14', to: '2026-05-14' }
    expect(await audit.done('POST', '/api/log/exports', readingExport)).toMatchObject({ rows: 1 })
    const exported = (await file(readingExport.id, 'csv')).body.toString('utf8')
    expect(exported).toMatch(/周敏,grid_worker,陈\*/)
    expect(exported).not.toMatch(/核对|陈佳/)

    const { rows } = await actions(audit, `${today}&kind=log.exported`)
    expect(rows.map(({ who, role, facts }) => ({ who, role, facts }))).toEqual([
      { who: '俞敏', role: 'audit_admin', facts: expect.objectContaining({ log: 'readings', rows: 1, cut: false }) },
      { who: '俞敏', role: 'audit_admin', facts: { log: 'actions', ...filter, rows: 2, cut: false } },
    ])
  })

  test('[U35] no more rows are taken along at once than the rule allows, and the receipt says so', async () => {
    const of = await world()
    await of.database.pool.query(
      `insert into policy_value (key, from_on, value, unit, source) values ('log.export_rows_max', '2026-05-01', '3', 'count', 'house')`,
    )
    await busyDay(of)
    const audit = await of.staff('audit')
    const body = { id: newId(), log: 'actions', from: '2026-05-14', to: '2026-05-14' }
    expect(await audit.done('POST', '/api/log/exports', body)).toEqual({ id: body.id, rows: 3, cut: true })
    const csv = await audit.call<Buffer>('GET', `/api/log/exports/${body.id}/file?format=csv`)
    expect(csv.body.toString('utf8').trim().split('\r\n')).toHaveLength(5)
  })
})
