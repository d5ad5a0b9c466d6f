/** Privacy texts through HTTP: drafted, published, asked for again; what was agreed to stays readable. */
import { describe, expect, test } from 'vitest'
import { newId } from '#lib/ids.ts'
import { phones, sharedWorld, world } from '#tests/support/world.ts'

const shared = sharedWorld()
const text = { version: '2026-06', zh: '谁在用：居委会。', en: 'Who uses your data: the committee.' }
const draft = (more: Record<string, unknown> = {}) => ({ id: newId(), ...text, ...more })
const { version: _, ...words } = text

describe('a privacy text', () => {
  test('[PIPL-17] [GB22239-L2-ROLES] is the security administrator’s alone', async () => {
    const of = shared()
    for (const [method, path, body] of [
      ['GET', '/api/privacy-texts', undefined],
      ['POST', '/api/privacy-texts', draft()],
      ['POST', '/api/privacy-texts/2026-06/publication', { id: newId(), ...words }],
    ] as const) {
      expect(await of.visitor().refused(method, path, body)).toEqual([401, 'access.signed-out'])
      for (const name of ['zhou', 'he', 'system', 'audit'] as const)
        expect(await (await of.staff(name)).refused(method, path, body)).toEqual([403, 'access.not-yours'])
    }
  })

  test('[PIPL-17] [U13] is drafted in both languages, published as it was read, asked for again, and never changed after', async () => {
    const of = await world()
    const security = await of.staff('security')
    await of.resident()
    const send = async (body: object) => await security.refused('POST', '/api/privacy-texts', body)
    expect(await send(draft({ en: ' ' }))).toEqual([400, 'input.wrong'])
    expect(await send({ id: newId(), version: '2026-06', zh: '谁' })).toEqual([400, 'input.wrong'])
    expect(await send(draft({ version: '2026-05' }))).toEqual([409, 'text.published'])

    const first = draft({ zh: '草稿' })
    await security.done('POST', '/api/privacy-texts', first)
    await security.done('POST', '/api/privacy-texts', first)
    expect(await send({ ...first, zh: '又一稿' })).toEqual([409, 'action.reused'])
    const current = async () => (await of.visitor().done<{ version: string }>('GET', '/api/privacy-notice')).version
    expect(await current()).toBe('2026-05')
    const publish = async (version: string, seen: object) =>
      await security.refused('POST', `/api/privacy-texts/${version}/publication`, { id: newId(), ...seen })
    expect(await publish('2026-07', words)).toEqual([404, 'text.unknown'])
    expect(await publish('2026-05', words)).toEqual([409, 'text.published'])
    expect(await publish('2026-06', words)).toEqual([409, 'text.moved'])
    await security.done('POST', '/api/privacy-texts', draft())
    await security.done('POST', '/api/privacy-texts/2026-06/publication', { id: newId(), ...words })
    expect(await current()).toBe('2026-06')
    expect(await send(draft({ zh: '改一改' }))).toEqual([409, 'text.published'])

    const asked = { phone: phones.wang, noticeVersion: '2026-05' }
    expect(await of.visitor().refused('POST', '/api/sign-in/codes', asked)).toEqual([422, 'sign-in.notice'])
    await of.visitor().signInResident(phones.wang)
    const { texts } = await security.done<{ texts: { version: string }[] }>('GET', '/api/privacy-texts')
    expect(texts).toMatchObject([
      { version: '2026-06', state: 'in_force', publishedBy: '罗静', draftedBy: '罗静', consents: 1, ...words },
      { version: '2026-05', state: 'old', consents: 1, zh: expect.stringContaining('谁在用') },
    ])
    const { rows } = await of.database.pool.query(
      `select a.kind, a.actor_role as role, a.facts, c.body from action a left join content c on c.action_id = a.id
       where a.kind like 'text.%' order by a.place_in_log`,
    )
    expect(rows).toEqual([
      { kind: 'text.drafted', role: 'security_admin', facts: { version: '2026-06' }, body: { ...words, zh: '草稿' } },
      { kind: 'text.drafted', role: 'security_admin', facts: { version: '2026-06' }, body: words },
      { kind: 'text.published', role: 'security_admin', facts: { version: '2026-06' }, body: null },
    ])
    for (const statement of [
      `update privacy_notice set zh = '改'`,
      'update privacy_notice set published_at = null',
      'delete from privacy_notice',
    ])
      await expect(of.database.pool.query(statement)).rejects.toThrow(/never changed/)
  })
})
