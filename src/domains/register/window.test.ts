/** A resident who lost the phone: a worker of the community gives them another one at the window. */
import { describe, expect, test } from 'vitest'
import { idFrom, newId } from '#lib/ids.ts'
import type { Client } from '#tests/support/client.ts'
import { report } from '#tests/support/requests.ts'
import { buildings, phones, places, type World, world } from '#tests/support/world.ts'

const CHEN = idFrom('world', 'chen')
const NEW_PHONE = '12800000999'
const at = (person = CHEN) => `/api/desk/people/${person}`

async function codeTo(worker: Client, phone = NEW_PHONE, person = CHEN) {
  const { codeId, demoCode } = await worker.done<{ codeId: string; demoCode: string }>(
    'POST',
    `${at(person)}/phone/codes`,
    { phone },
  )
  return { id: newId(), document: 'id_card', phone, codeId, code: demoCode }
}

async function setMost({ database }: World, most: number): Promise<void> {
  await database.db
    .insertInto('policy_value')
    .values({
      key: 'people.window_phones_per_day',
      from_on: '2000-01-02',
      value: JSON.stringify(most),
      unit: 'count',
      source: 'house',
    })
    .execute()
}

describe('another phone at the window', () => {
  test('[PIPL-46] [U01] a paper is seen and the code read out; the old sessions end, the requests stay, and it is recorded', async () => {
    const of = await world()
    const [chen, lin] = [await of.resident(), await of.staff('lin')]
    await report(chen)
    expect(await lin.done('GET', at())).toEqual({ personId: CHEN, name: '陈*', phoneTail: '0316', left: 10 })
    const form = await codeTo(lin)
    const wrong = form.code.replace(/^./, (digit) => String((Number(digit) + 1) % 10))
    expect(await lin.refused('POST', `${at()}/phone`, { ...form, code: wrong })).toEqual([422, 'sign-in.code-wrong'])
    expect(await lin.refused('POST', `${at()}/phone`, { ...form, codeId: newId() })).toEqual([422, 'sign-in.code-old'])

    const changed = await lin.done('POST', `${at()}/phone`, form)

    expect(changed).toMatchObject({ phoneTail: '0999', left: 9 })
    expect(await lin.done('POST', `${at()}/phone`, form)).toEqual(changed)
    expect(await lin.refused('POST', `${at()}/phone`, { ...form, document: 'passport' })).toEqual([
      409,
      'action.reused',
    ])
    expect(await chen.refused('GET', '/api/me/data')).toEqual([401, 'access.signed-out'])
    const newly = await of.visitor().signInResident(NEW_PHONE)
    expect(await newly.done('GET', '/api/me/data')).toMatchObject({ name: '陈佳', requests: 1 })
    const { notices } = await newly.done<{ notices: { key: string }[] }>('GET', '/api/me/notices')
    expect(notices[0]?.key).toBe('notice.phone-changed')
    const { rows } = await of.database.pool.query(
      `select actor_id, actor_role, path, facts from action where kind = 'person.phone-changed-at-window'`,
    )
    expect(rows).toEqual([
      {
        actor_id: of.staffIds.lin,
        actor_role: 'community_desk',
        path: places.community,
        facts: { document: 'id_card' },
      },
    ])
  })

  test('[PIPL-46] [GB22239-L2-ACCESS] only the desk and head of where the person lives or has a request may', async () => {
    const of = await world()
    const lin = await of.staff('lin')
    const form = await codeTo(lin)
    const calls: [string, string, unknown][] = [
      ['GET', at(), undefined],
      ['POST', `${at()}/phone/codes`, { phone: NEW_PHONE }],
      ['POST', `${at()}/phone`, form],
    ]
    for (const [method, path, body] of calls) {
      expect(await of.visitor().refused(method, path, body)).toEqual([401, 'access.signed-out'])
      for (const who of ['zhou', 'shen', 'system', 'sun'] as const)
        expect(await (await of.staff(who)).refused(method, path, body)).toEqual([403, 'access.not-yours'])
      expect(await (await of.resident()).refused(method, path, body)).toEqual([403, 'access.not-yours'])
      expect(await lin.refused(method, path.replace(CHEN, newId()), body)).toEqual([404, 'person.unknown'])
    }
    await report(await of.resident(), { place: { community: places.farCommunity, buildingId: buildings.far } })
    expect(await (await of.staff('sun')).done('GET', at())).toMatchObject({ name: '陈*' })
    await (await of.staff('xu')).done('POST', `${at()}/phone`, form)
  })

  test('[PIPL-46] a phone of another person, the same phone, and more than the day allows are refused', async () => {
    const of = await world()
    await setMost(of, 1)
    const lin = await of.staff('lin')
    const form = await codeTo(lin)
    for (const path of [`${at()}/phone/codes`, `${at()}/phone`]) {
      const body = (phone: string) => (path.endsWith('codes') ? { phone } : { ...form, phone })
      expect(await lin.refused('POST', path, body(phones.wang))).toEqual([409, 'phone.of-another'])
      expect(await lin.refused('POST', path, body(phones.chen))).toEqual([422, 'phone.same-at-window'])
      expect(await lin.refused('POST', path, body('123456'))).toEqual([422, 'sign-in.phone'])
    }
    const [one, two] = [form, await codeTo(lin, '12800000998', idFrom('world', 'wang'))]

    const both = await Promise.all([
      lin.call('POST', `${at()}/phone`, one),
      lin.call('POST', `${at(idFrom('world', 'wang'))}/phone`, two),
    ])

    expect(both.map(({ status }) => status).sort()).toEqual([200, 429])
    expect(await lin.refused('POST', `${at()}/phone/codes`, { phone: '12800000997' })).toEqual([
      429,
      'phone.too-many-today',
    ])
    await of.pass(24)
    expect(await (await of.staff('lin')).done('GET', at())).toMatchObject({ left: 1 })
  })
})
