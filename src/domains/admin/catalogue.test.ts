/** The catalogue through HTTP: categories, whom they are given to, templates, emergencies and whom to call. */
import { describe, expect, test } from 'vitest'
import { idFrom, newId } from '#lib/ids.ts'
import { act, detail, report } from '#tests/support/requests.ts'
import { sharedWorld, type World, world } from '#tests/support/world.ts'

const shared = sharedWorld()
const dispatch = { unitKind: 'property', organisationId: null, note: '先找维保单位', days: '1–2 天' }
const category = (more: Record<string, unknown> = {}) => ({
  id: newId(),
  words: ['电梯', ' 升降机 ', '电梯'],
  retired: false,
  dispatch,
  ...more,
})

interface Catalogue {
  categories: { code: string; words: string[]; retiredOn: string | null; dispatch: unknown }[]
  templates: { id: string; title: string; words: string; retiredOn: string | null }[]
  emergencies: { kind: string; words: string[]; calls: string[] }[]
  numbers: { code: string; phone: string | null }[]
}

const deedsOf = async ({ database }: World) =>
  (
    await database.pool.query(
      `select a.kind, a.actor_role as role, a.facts, c.body from action a left join content c on c.action_id = a.id
       where a.kind ~ '^(category|template|emergency)[.]' order by a.place_in_log`,
    )
  ).rows

describe('the catalogue', () => {
  test('[U35] is read and changed by the system administrator and the city officer only', async () => {
    const of = shared()
    const calls = [
      ['GET', '/api/catalogue', undefined],
      ['POST', '/api/catalogue/categories/elevator', category()],
      ['POST', '/api/catalogue/category-order', { id: newId(), codes: [] }],
      ['POST', '/api/catalogue/templates', { id: newId(), category: null, title: '收到', words: '收到了' }],
      [
        'POST',
        `/api/catalogue/templates/${newId()}`,
        { id: newId(), category: null, title: '收到', words: '收到了', retired: false },
      ],
      ['POST', '/api/catalogue/emergencies/gas', { id: newId(), words: ['煤气味'], calls: ['fire'] }],
      ['POST', '/api/catalogue/numbers/gas', { id: newId(), phone: '12800000119' }],
    ] as const
    for (const [method, path, body] of calls) {
      expect([path, await of.visitor().refused(method, path, body)]).toEqual([path, [401, 'access.signed-out']])
      for (const name of ['zhou', 'shen', 'security', 'audit'] as const)
        expect([path, await (await of.staff(name)).refused(method, path, body)]).toEqual([
          path,
          [403, 'access.not-yours'],
        ])
    }
    expect(await deedsOf(of)).toEqual([])
  })

  test('[U35] one id for two things at the same time is one of them; the other is told that the id is used', async () => {
    const of = await world()
    const system = await of.staff('system')
    for (let round = 0; round < 10; round += 1) {
      const id = newId()
      const answers = await Promise.all(
        ['gas', 'fire', 'electric'].map(async (kind) => {
          const sent = { id, words: [`第${round}回`, `${kind}了`], calls: ['fire'] }
          const path = `/api/catalogue/emergencies/${kind}`
          const { status, body } = await system.call<{ refusal?: { code: string } }>('POST', path, sent)
          return status === 200 ? 'done' : body.refusal?.code
        }),
      )
      expect(answers.toSorted()).toEqual(['action.reused', 'action.reused', 'done'])
    }
  })

  test('[U35] a category’s words, unit and order are changed; a retired one is not offered any more and stays on what carries it', async () => {
    const of = await world()
    const system = await of.staff('system')
    const [zhou, chen] = [await of.staff('zhou'), await of.resident()]
    const address = '/api/catalogue/categories/elevator'
    const refused = async (body: object, path = address) => await system.refused('POST', path, body)
    expect(await refused(category(), '/api/catalogue/categories/nothing')).toEqual([404, 'category.unknown'])
    expect(await refused(category({ words: [' '] }))).toEqual([422, 'category.words'])
    expect(await refused(category({ dispatch: { ...dispatch, unitKind: null } }))).toEqual([422, 'category.dispatch'])
    expect(await refused(category({ dispatch: { ...dispatch, unitKind: null, organisationId: newId() } }))).toEqual([
      422,
      'category.dispatch',
    ])
    expect(await refused({ id: newId(), codes: ['elevator'] }, '/api/catalogue/category-order')).toEqual([
      409,
      'category.order',
    ])
    expect(await deedsOf(of)).toEqual([])

    const body = category()
    await system.done('POST', address, body)
    await system.done('POST', address, body)
    expect(await refused({ ...body, words: ['升降机'] })).toEqual([409, 'action.reused'])
    const read = async () => await system.done<Catalogue>('GET', '/api/catalogue')
    expect((await read()).categories[0]).toEqual({
      code: 'elevator',
      words: ['电梯', '升降机'],
      retiredOn: null,
      dispatch: { ...dispatch, ownerLevel: null, organisation: null },
    })
    const property = idFrom('world', 'property')
    await system.done(
      'POST',
      address,
      category({ dispatch: { ...dispatch, unitKind: null, organisationId: property } }),
    )
    expect((await read()).categories[0]?.dispatch).toMatchObject({ organisation: '宏远物业' })

    const given = await report(chen, { category: 'elevator' })
    expect(await zhou.done('GET', `/api/requests/${given.id}/handlers`)).toMatchObject({
      usual: { unitId: property, name: '宏远物业', days: '1–2 天', note: '先找维保单位' },
    })

    // whose it is can be said without naming a unit; nothing at all cannot
    const owned = { ...dispatch, unitKind: null, ownerLevel: 'city' }
    await system.done('POST', '/api/catalogue/categories/elevator', category({ dispatch: owned }))
    expect((await read()).categories[0]?.dispatch).toMatchObject({ ownerLevel: 'city', unitKind: null })

    const codes = (await read()).categories.map(({ code }) => code).reverse()
    await system.done('POST', '/api/catalogue/category-order', { id: newId(), codes })
    const offered = async () =>
      (await of.visitor().done<{ categories: string[] }>('GET', '/api/request-categories')).categories
    expect(await offered()).toEqual(codes)

    const { id } = await report(chen)
    await act(zhou, id, 'accept', { category: 'elevator' })
    await system.done('POST', address, category({ retired: true }))
    expect(await offered()).toEqual(codes.filter((code) => code !== 'elevator'))
    expect((await detail(chen, id)).category).toBe('elevator')
    await system.done('POST', address, category({ retired: false }))
    expect(await offered()).toContain('elevator')
    const deeds = await deedsOf(of)
    expect(deeds).toHaveLength(6)
    expect(deeds[0]).toMatchObject({
      kind: 'category.changed',
      role: 'system_admin',
      facts: { code: 'elevator', retiredAfter: false, unitBefore: null, unitAfter: 'property' },
      body: { after: { words: ['电梯', '升降机'], note: '先找维保单位' } },
    })
  })

  test('[U35] a reply template is added, changed and retired, and the desk’s list follows', async () => {
    const of = await world()
    const he = await of.staff('he')
    const zhou = await of.staff('zhou')
    const form = { category: 'elevator', title: '电梯年检', words: '{日期}年检合格。' }
    const id = newId()
    const missing = { ...form, category: 'nothing' }
    expect(await he.refused('POST', '/api/catalogue/templates', { id: newId(), ...missing })).toEqual([
      404,
      'category.unknown',
    ])
    const unknown = { id: newId(), ...form, retired: false }
    expect(await he.refused('POST', `/api/catalogue/templates/${newId()}`, unknown)).toEqual([404, 'template.unknown'])
    await he.done('POST', '/api/catalogue/templates', { id, ...form })
    await he.done('POST', '/api/catalogue/templates', { id, ...form })
    const listed = async () =>
      (await zhou.done<Catalogue>('GET', '/api/desk/templates')).templates.filter(({ title }) => title === form.title)
    expect(await listed()).toEqual([{ id, ...form }])
    await he.done('POST', `/api/catalogue/templates/${id}`, {
      id: newId(),
      ...form,
      words: '{日期}检过了。',
      retired: false,
    })
    expect((await listed())[0]?.words).toBe('{日期}检过了。')
    await he.done('POST', `/api/catalogue/templates/${id}`, { id: newId(), ...form, retired: true })
    expect(await listed()).toEqual([])
    const deeds = await deedsOf(of)
    expect(deeds.map(({ kind, role }) => [kind, role])).toEqual([
      ['template.added', 'city_officer'],
      ['template.changed', 'city_officer'],
      ['template.changed', 'city_officer'],
    ])
    expect(deeds[1]?.body).toEqual({
      before: { title: '电梯年检', words: '{日期}年检合格。' },
      after: { title: '电梯年检', words: '{日期}检过了。' },
    })
  })

  test('[U32] [U35] emergency words and numbers are the city’s own: too short a word, an unknown call, a bad number are refused', async () => {
    const of = await world()
    const system = await of.staff('system')
    const words = async (body: object, kind = 'gas') =>
      await system.refused('POST', `/api/catalogue/emergencies/${kind}`, { id: newId(), calls: ['fire'], ...body })
    expect(await words({ words: ['煤气味'] }, 'flood')).toEqual([404, 'emergency.unknown'])
    expect(await words({ words: ['煤气味', '气'] })).toEqual([422, 'emergency.words'])
    expect(await words({ words: ['煤气味', '气…'] })).toEqual([422, 'emergency.words'])
    expect(await words({ words: [' '] })).toEqual([422, 'emergency.words'])
    expect(await words({ words: ['煤气味'], calls: ['pizza'] })).toEqual([422, 'emergency.calls'])
    const number = async (phone: string | null, code = 'gas') =>
      await system.refused('POST', `/api/catalogue/numbers/${code}`, { id: newId(), phone })
    expect(await number('119', 'pizza')).toEqual([404, 'emergency.unknown'])
    expect(await number('12')).toEqual([422, 'emergency.phone'])
    expect(await number('一一九')).toEqual([422, 'emergency.phone'])
    expect(await number(null, 'fire')).toEqual([422, 'emergency.national'])
    expect(await deedsOf(of)).toEqual([])

    await system.done('POST', '/api/catalogue/numbers/gas', { id: newId(), phone: '０１２８-0000 0119' })
    await system.done('POST', '/api/catalogue/emergencies/gas', {
      id: newId(),
      words: ['Gas Smell', '臭鸡蛋味', 'gas smell'],
      calls: ['gas', 'fire'],
    })
    const shown = async () =>
      await of.visitor().done<{ emergencies: { kind: string }[]; numbers: unknown[] }>('GET', '/api/emergencies')
    const seen = await shown()
    expect(seen.emergencies.find(({ kind }) => kind === 'gas')).toEqual({
      kind: 'gas',
      words: ['gas smell', '臭鸡蛋味'],
      calls: ['gas', 'fire'],
    })
    expect(seen.numbers).toContainEqual({ code: 'gas', phone: '012800000119' })
    await system.done('POST', '/api/catalogue/numbers/gas', { id: newId(), phone: null })
    expect((await shown()).emergencies.find(({ kind }) => kind === 'gas')).toMatchObject({ calls: ['fire'] })
    const { numbers } = await system.done<Catalogue>('GET', '/api/catalogue')
    expect(numbers).toContainEqual({ code: 'gas', phone: null })
    expect((await deedsOf(of)).map(({ kind, facts }) => [kind, facts.before, facts.after])).toEqual([
      ['emergency.number-changed', null, '012800000119'],
      ['emergency.changed', undefined, undefined],
      ['emergency.number-changed', '012800000119', null],
    ])
  })
})
