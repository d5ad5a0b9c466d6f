/**
 * Two reports that need protection: one is with the independent desk, one it passed on without the name to the community.
 * Read next: demo-rights.ts, made the same way.
 *
 * @source BJ-8 WF-11
 */
import { splitPoints, titleOf } from '#domains/requests/rules.ts'
import { request, toRoles } from '#domains/requests/spec.ts'
import { act, type EngineContext, open } from '#engines/matter/index.ts'
import type { Database } from '#foundation/database/database.ts'
import type { Rules } from '#foundation/policy/policy.ts'
import { HOUR } from '#lib/days.ts'
import { idFrom } from '#lib/ids.ts'
import { actorOf, type People, type Resident, type Staff } from './demo-people.ts'

interface Told {
  requester: Resident
  words: string
  hoursAgo: number
  acts: readonly { hoursAgo: number; action: string; by: Staff; input: Record<string, unknown> }[]
}

export async function seedSealed(
  { pool }: Database,
  rules: Rules,
  seed: number,
  people: People,
  now: Date,
): Promise<void> {
  for (const [place, { requester, words, hoursAgo, acts }] of listTold(people).entries()) {
    const id = idFrom('demo', String(seed), 'sealed', String(place))
    const contextAt = (hours: number): EngineContext => ({
      run: pool,
      clock: { now: () => new Date(+now - hours * HOUR) },
      rules,
    })
    const { building } = requester
    await open(contextAt(hoursAgo), request, {
      id,
      input: {
        words,
        place: { community: building.community.path, buildingId: building.id, unit: requester.unit },
        visibility: 'sealed',
      },
      actor: actorOf(requester),
      path: building.path,
      requesterId: requester.id,
      visibility: 'sealed',
      row: {
        requester_id: requester.id,
        channel: 'app',
        kind: 'complaint',
        title: titleOf(words, words),
        words,
        points: splitPoints(words),
        building_id: building.id,
        unit: requester.unit,
      },
      tells: toRoles('sealed', 'notice.new'),
      facts: { channel: 'app', files: [], visibility: 'sealed' },
    })
    for (const [step, one] of acts.entries())
      await act(contextAt(one.hoursAgo), request, {
        id: idFrom('demo', String(seed), 'sealed', String(place), String(step)),
        matterId: id,
        action: one.action as 'accept',
        seen: step + 1,
        input: one.input as never,
        actor: actorOf(one.by),
      })
  }
}

function listTold({ residents, chenJia, staff }: People): readonly Told[] {
  const worker = (login: string): Staff => {
    const found = staff.find((one) => one.login === login)
    if (!found) throw new Error(`nobody signs in as ${login}`)
    return found
  }
  const [ren, desk] = [worker('renjie'), worker('linxiao')]
  const neighbours = residents.filter(({ building }) => building.community.path === chenJia.building.community.path)
  const [first, second] = [neighbours[3], neighbours[7]]
  if (!first || !second) throw new Error('nobody lives in the community')
  const reached = { way: 'phone', reached: true, words: '说清楚了：材料留在这里，不告诉社区是谁反映的。' }
  return [
    {
      requester: first,
      words:
        '隔壁单元装修找了网格员的亲戚，敲承重墙没人管。我去问，他说再反映就不给我家办停车证。请不要让他知道是我说的。',
      hoursAgo: 17,
      acts: [
        { hoursAgo: 15.5, action: 'accept', by: ren, input: { kind: 'complaint' } },
        { hoursAgo: 15.2, action: 'contact', by: ren, input: reached },
      ],
    },
    {
      requester: second,
      words:
        '我住 8 幢，物业的王经理把小区北门的公共停车位包给自己人收月租，一个月三百，没有收据。我交了两个月，怕说出来被针对。',
      hoursAgo: 54,
      acts: [
        { hoursAgo: 52.5, action: 'accept', by: ren, input: { kind: 'complaint' } },
        { hoursAgo: 52, action: 'contact', by: ren, input: reached },
        {
          hoursAgo: 49,
          action: 'pass_on',
          by: ren,
          input: {
            words: '有居民反映：小区北门的公共车位被按月收费，不开收据，钱去了哪里不清楚。请查收费依据和公示。',
            place: '小区北门',
            keepBuilding: false,
            photos: [],
          },
        },
        { hoursAgo: 46, action: 'accept', by: desk, input: { kind: 'complaint', category: 'parking' } },
        {
          hoursAgo: 45,
          action: 'contact',
          by: desk,
          input: { way: 'message', reached: true, words: '已经在查收费依据，这周内答复。' },
        },
      ],
    },
  ]
}
