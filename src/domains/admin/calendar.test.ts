/** The calendar through HTTP: a dry run with row errors, an import that replaces a year, and promises that stay. */
import { describe, expect, test } from 'vitest'
import { newId } from '#lib/ids.ts'
import { clockOf, detail, report } from '#tests/support/requests.ts'
import { sharedWorld, world } from '#tests/support/world.ts'

const list = 'day,kind,name\n2027-01-01,off,元旦\n2027-02-05,off,春节\n2027-02-07,work,春节\n'
const shared = sharedWorld()

describe('the calendar', () => {
  test('[U12] everyone at a desk reads it; only the system administrator tries and imports a list', async () => {
    const of = shared()
    expect(await of.visitor().refused('GET', '/api/calendar')).toEqual([401, 'access.signed-out'])
    expect(await (await of.resident()).refused('GET', '/api/calendar')).toEqual([403, 'access.not-yours'])
    const calendar = await (await of.staff('zhou')).done<{ years: { year: number; days: unknown[] }[] }>(
      'GET',
      '/api/calendar',
    )
    expect(calendar).toMatchObject({ mayChange: false })
    expect(calendar.years[0]).toMatchObject({ year: 2026, published: true, importedBy: null })
    expect(calendar.years[0]?.days).toContainEqual({ day: '2026-10-10', kind: 'work', name: '国庆节' })
    for (const [path, body] of [
      ['/api/calendar/preview', { lines: list }],
      ['/api/calendar/imports', { id: newId(), lines: list }],
    ] as const) {
      expect(await of.visitor().refused('POST', path, body)).toEqual([401, 'access.signed-out'])
      for (const name of ['zhou', 'he', 'security', 'audit'] as const)
        expect(await (await of.staff(name)).refused('POST', path, body)).toEqual([403, 'access.not-yours'])
    }
  })

  test('[U12] a list with mistakes is shown line by line and not taken in', async () => {
    const of = shared()
    const system = await of.staff('system')
    const lines = [
      '2027-01-01,off',
      '2027-02-30,off,春节',
      '2027-02-05,holiday,春节',
      '2027-02-06,off,',
      '2027-02-06，放假，春节',
      '2028-01-01,off,元旦',
      '2027-02-06,off,春节',
      '2027-02-08,work,春节',
      '2027-02-07,调休上班,春节',
    ].join('\r\n')
    expect(await system.done('POST', '/api/calendar/preview', { lines })).toMatchObject({
      year: 2027,
      off: 1,
      work: 1,
      offBefore: 0,
      errors: [
        { line: 1, code: 'cells' },
        { line: 2, code: 'day' },
        { line: 3, code: 'kind' },
        { line: 4, code: 'name' },
        { line: 6, code: 'year' },
        { line: 7, code: 'twice' },
        { line: 8, code: 'no-change' },
      ],
    })
    const tries = async (text: string) =>
      await system.refused('POST', '/api/calendar/imports', { id: newId(), lines: text })
    expect(await tries(lines)).toEqual([422, 'calendar.rows'])
    expect(await tries('day,kind,name')).toEqual([422, 'calendar.empty'])
    expect(await tries('2025-01-01,off,元旦')).toEqual([422, 'calendar.past'])
    const { rows } = await of.database.pool.query(`select 1 from action where kind like 'calendar.%'`)
    expect(rows).toEqual([])
  })

  test('[U12] [GB22239-L2-AUDIT] an import replaces the year and is recorded; what runs keeps its promise, what starts then is counted anew', async () => {
    const of = await world()
    const chen = await of.resident()
    const system = await of.staff('system')
    const before = await report(chen)
    const promise = async (id: string) => clockOf(await detail(chen, id), 'answer').promiseAt
    const kept = await promise(before.id)
    expect(kept).toBe('2026-05-21T10:00:00.000Z')

    const lines = '2026-05-18,off,防台风\n2026-05-23,work,防台风\n'
    expect(await system.done('POST', '/api/calendar/preview', { lines })).toMatchObject({
      year: 2026,
      off: 1,
      work: 1,
      offBefore: expect.toSatisfy((n: number) => n > 10),
      errors: [],
      running: 1,
      moved: 1,
    })
    const body = { id: newId(), lines }
    const done = { year: 2026, off: 1, work: 1 }
    expect(await system.done('POST', '/api/calendar/imports', body)).toEqual(done)
    expect(await system.done('POST', '/api/calendar/imports', body)).toEqual(done)
    expect(await system.refused('POST', '/api/calendar/imports', { ...body, lines: list })).toEqual([
      409,
      'action.reused',
    ])
    const { years } = await system.done<{ years: unknown[] }>('GET', '/api/calendar')
    expect(years[0]).toMatchObject({
      year: 2026,
      importedBy: '许国平',
      days: [
        { day: '2026-05-18', kind: 'off', name: '防台风' },
        { day: '2026-05-23', kind: 'work', name: '防台风' },
      ],
    })
    expect(await promise(before.id)).toBe(kept)
    expect(await promise((await report(chen)).id)).toBe('2026-05-22T10:00:00.000Z')
    const { rows } = await of.database.pool.query(
      `select a.actor_role as role, a.facts, c.body from action a join content c on c.action_id = a.id
       where a.kind = 'calendar.imported'`,
    )
    expect(rows).toMatchObject([
      {
        role: 'system_admin',
        facts: { year: 2026, after: ['2026-05-18 off', '2026-05-23 work'] },
        body: { names: { '2026-05-18': '防台风' } },
      },
    ])
    expect(rows[0].facts.before).toContain('2026-10-10 work')
  })
})
