/**
 * Suggestions of a theme: learnt in the background from what the city closed, with reasons, silent when unsure, and measured by
 * what workers made of them.
 */
import { expect, test } from 'vitest'
import { newId } from '#lib/ids.ts'
import { act, journalOf, report } from '#tests/support/requests.ts'
import { places, type World, world } from '#tests/support/world.ts'
import type { Suggestion } from './suggestions.ts'

const sayings = {
  lighting: ['楼道的路灯不亮', '路灯坏了三天', '门口路灯一闪一闪', '路灯又不亮了', '后门路灯没修'],
  rubbish: ['垃圾桶满了没人收', '垃圾堆在路边', '楼下垃圾发臭', '建筑垃圾没人清', '垃圾房的门坏了'],
  noise: ['半夜装修太吵', '跳舞音乐太响', '楼上太吵睡不着', '酒吧半夜还吵', '工地半夜施工太吵'],
}

/** Six people each say some of it to the desk; closed in the database, since it is only what is learnt from. */
async function closed(of: World): Promise<void> {
  const lin = await of.staff('lin')
  const place = { community: places.community, words: '小区里' }
  for (const [category, texts] of Object.entries(sayings))
    for (const [at, words] of texts.entries())
      for (let nth = 0; nth < 6; nth++) {
        if ((at + nth) % 2 === 1) continue
        const behalf = { channel: 'phone', name: '丁一', phone: `1280000090${nth}`, consent: 'voice' }
        // one of them says their name every time
        const said = nth === 0 ? `${words}，我叫丁小花` : words
        await report(lin, { words: said, category, place, behalf, visibility: 'handler' })
      }
  await of.database.pool.query(`update matter set state = 'closed', closed_at = $1`, [of.clock.now()])
}

test('[U36] a desk sees likely themes with how sure, why and to whom the catalogue gives them; it learns once a day and keeps no name', async () => {
  const of = await world()
  const suggestionsOf = async (words: string) => {
    const { id } = await report(await of.resident(), { words, visibility: 'handler' })
    return await (await of.staff('zhou')).done<{
      version: number | null
      suggestions: (Suggestion & { usual: unknown })[]
    }>('GET', `/api/requests/${id}/suggestions`)
  }
  await of.chores()
  // nothing closed yet: the words of the catalogue, never sure
  expect(await suggestionsOf('电梯停了')).toMatchObject({
    version: null,
    suggestions: [{ category: 'elevator', sure: 'unsure', words: ['电梯'], like: 0 }],
  })
  expect(await suggestionsOf('今天下午三点')).toEqual({ version: null, suggestions: [] })

  await closed(of)
  await of.chores()
  expect((await suggestionsOf('路灯不亮')).version).toBeNull()
  await of.pass(24)
  const again = await of.staff('zhou')
  await Promise.all([of.chores(), of.chores()])
  const { rows } = await of.database.pool.query(
    'select version, texts, pieces, weights from word_model order by version',
  )
  expect(rows.map(({ texts, pieces }) => [texts, pieces === null])).toEqual([
    [0, true],
    [45, false],
  ])
  const known = JSON.stringify(rows[1]?.pieces)
  expect(known).toContain('路灯')
  for (const piece of ['小花', '丁小', '我叫']) expect(known).not.toContain(piece)

  const { id } = await report(await of.resident(), { words: '我们这里的路灯不亮了', visibility: 'handler' })
  const shown = await again.done<{ version: number; suggestions: Suggestion[] }>(
    'GET',
    `/api/requests/${id}/suggestions`,
  )
  const version = rows[1]?.version
  expect(shown.version).toBe(version)
  expect(shown.suggestions[0]).toMatchObject({ category: 'lighting', sure: 'very', like: 15 })
  expect(shown.suggestions[0]?.words).toContain('路灯')
  expect(shown.suggestions.length).toBeLessThanOrEqual(3)
  // of something it never learnt it says nothing, the catalogue does
  expect(await suggestionsOf('电梯停了')).toMatchObject({
    version,
    suggestions: [{ category: 'elevator', sure: 'unsure', like: 0 }],
  })

  expect(await (await of.resident('wang')).refused('GET', `/api/requests/${id}/suggestions`)).toEqual([
    403,
    'access.not-yours',
  ])
  expect(await (await of.staff('sun')).refused('GET', `/api/requests/${id}/suggestions`)).toEqual([
    403,
    'access.not-yours',
  ])
  expect(await again.refused('GET', `/api/requests/${newId()}/suggestions`)).toEqual([404, 'matter.unknown'])
  expect(await of.visitor().refused('GET', `/api/requests/${id}/suggestions`)).toEqual([401, 'access.signed-out'])
})

test('[U36] whether the first suggestion was kept is counted by version, of the city and of nobody', async () => {
  const of = await world()
  const [chen, zhou, shen] = [await of.resident(), await of.staff('zhou'), await of.staff('shen')]
  await of.database.pool.query(
    `insert into word_model (day, made_at, texts) values ('2026-01-01', $1, 0), ('2026-01-02', $1, 0), ('2026-01-03', $1, 0)`,
    [of.clock.now()],
  )
  const accepts = async (input: object) => {
    const { id } = await report(chen)
    await act(zhou, id, 'accept', input as Record<string, unknown>)
    return id
  }
  const kept = await accepts({ category: 'elevator', suggested: { version: 3, category: 'elevator' } })
  await accepts({ category: 'noise', suggested: { version: 3, category: 'elevator' } })
  await accepts({ category: 'noise', suggested: { version: 3, category: null } })
  await accepts({ category: 'noise', suggested: { version: 2, category: 'noise' } })
  await accepts({ category: 'noise' })
  // a model that there never was
  await accepts({ category: 'noise', suggested: { version: 77, category: 'noise' } })
  expect((await journalOf(of, kept)).at(-1)?.facts).toMatchObject({
    model: 3,
    suggested: 'elevator',
    category: 'elevator',
  })
  expect(await shen.done('GET', '/api/desk/suggestions')).toMatchObject({
    versions: [
      { version: 3, n: 3, kept: 1, none: 1 },
      { version: 2, n: 1, kept: 1, none: 0 },
    ],
  })
  expect(await zhou.refused('GET', '/api/desk/suggestions')).toEqual([403, 'access.not-yours'])
  expect(await of.visitor().refused('GET', '/api/desk/suggestions')).toEqual([401, 'access.signed-out'])
  const open = await report(chen)
  for (const suggested of [{ version: 0, category: null }, { version: 1, category: '电梯' }, { version: 1 }])
    expect(
      await zhou.refused('POST', `/api/requests/${open.id}/actions/accept`, { id: newId(), seen: 1, suggested }),
    ).toEqual([400, 'input.wrong'])
})
