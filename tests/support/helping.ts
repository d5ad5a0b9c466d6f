/** A daughter who helps her mother, has a child and is asked by a neighbour: for the screens of helping. */
import { idFrom, newId } from '#lib/ids.ts'
import type { DemoWorld } from './demo-world.ts'

export const helpingPhones = { helper: '12899980001', helped: '12899980002' } as const
export const helpingIds = {
  mother: idFrom('screens', 'mother'),
  asked: idFrom('screens', 'asked'),
  named: idFrom('screens', 'named'),
} as const

/** Makes them and what they agreed on, through HTTP; once for a street. */
export async function prepareHelping(world: DemoWorld): Promise<void> {
  const [daughter, mother] = [await world.resident(helpingPhones.helper), await world.resident(helpingPhones.helped)]
  const neighbour = await world.resident('12899980003')
  const known = await daughter.done<{ helped: unknown[] }>('GET', '/api/me/helpers')
  if (known.helped.length > 0) return

  const named = async (client: typeof daughter, name: string) =>
    await client.done('PUT', '/api/me/data', { id: newId(), name })
  await named(daughter, '陈晓兰')
  await named(mother, '何桂英')
  await named(neighbour, '孙阿姨')
  const naming = {
    name: '女儿晓兰',
    phone: helpingPhones.helper,
    relation: 'child',
    may: ['read', 'report', 'confirm'],
    from: '2026-05-14',
    to: '2027-05-13',
  }
  await mother.done('POST', '/api/me/helpers', { ...naming, id: helpingIds.mother })
  await daughter.done('POST', `/api/me/helpers/${helpingIds.mother}/answer`, { id: newId(), agrees: true })
  await neighbour.done('POST', '/api/me/helpers', {
    ...naming,
    id: helpingIds.asked,
    name: '楼下晓兰',
    relation: 'neighbour',
    may: ['read', 'report'],
    to: '2026-08-13',
  })
  await daughter.done('POST', '/api/me/helpers', {
    ...naming,
    id: helpingIds.named,
    name: '爱人',
    phone: '12899980004',
    relation: 'spouse',
    may: ['read'],
  })
  await daughter.done('POST', '/api/me/children', {
    id: newId(),
    name: '小宝',
    bornMonth: '2019-09',
    relation: 'parent',
    agrees: true,
  })
  const { actor } = await daughter.done<{ actor: { helps: { personId: string; name: string }[] } }>(
    'GET',
    '/api/session',
  )
  await daughter.done('POST', '/api/requests', {
    id: newId(),
    words: '我妈家楼道的灯不亮，晚上看不清台阶。',
    place: { community: world.demo.community, words: '牡丹新村 12 幢 2 单元楼道' },
    visibility: 'handler',
    for: actor.helps.find(({ name }) => name === '何桂英')?.personId,
  })
}
