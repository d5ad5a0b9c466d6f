/** Short ways to report and act in tests, through HTTP only. */
import type { Receipt, RequestDetail } from '#domains/requests/contract.ts'
import { newId } from '#lib/ids.ts'
import type { Client } from './client.ts'
import { buildings, places, type World } from './world.ts'

export const elevatorWords = '12 幢的电梯这周停了三次，昨天晚上停在 5 楼，铃按了没人应。我妈腿不好，上下楼不方便。'

export function reportBody(more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: newId(),
    words: elevatorWords,
    place: { community: places.community, buildingId: buildings.twelve, unit: 2, room: '502' },
    visibility: 'public',
    ...more,
  }
}

export async function report(resident: Client, more: Record<string, unknown> = {}): Promise<Receipt> {
  return await resident.done<Receipt>('POST', '/api/requests', reportBody(more))
}

export async function detail(client: Client, id: string): Promise<RequestDetail> {
  return await client.done<RequestDetail>('GET', `/api/requests/${id}`)
}

/** Acts on what the client sees now. */
export async function act(
  client: Client,
  id: string,
  action: string,
  form: Record<string, unknown> = {},
): Promise<Receipt> {
  const { version } = await detail(client, id)
  return await client.done<Receipt>('POST', `/api/requests/${id}/actions/${action}`, {
    id: newId(),
    seen: version,
    ...form,
  })
}

export async function refusedAct(
  client: Client,
  id: string,
  action: string,
  form: Record<string, unknown> = {},
): Promise<[number, string]> {
  const { version } = await detail(client, id)
  return await client.refused('POST', `/api/requests/${id}/actions/${action}`, { id: newId(), seen: version, ...form })
}

/** Accept, classify, assign to somebody, start. */
export async function takeUp(
  worker: Client,
  id: string,
  handlerId: string,
  of: 'urgent' | 'key' | 'long_term' = 'key',
): Promise<void> {
  await act(worker, id, 'accept', { kind: 'help', category: 'elevator' })
  await act(worker, id, 'classify', { class: of })
  await act(worker, id, 'assign', { handlerId })
  await act(worker, id, 'start')
}

export const fullReply = { words: '电梯门锁触点今天上午换好了，试了 40 趟没再停。', answered: [0, 1, 2], omitted: [] }

/** Everything done to a request as the journal has it, oldest first: 'opened', 'accept' … */
export async function journalOf({ database }: World, id: string) {
  const rows = await database.db
    .selectFrom('action')
    .select(['kind', 'facts', 'policy', 'actor_role as role', 'version', 'at'])
    .where('subject_id', '=', id)
    .orderBy('version')
    .execute()
  return rows.map(({ kind, facts, policy, ...row }) => ({
    ...row,
    kind: kind.slice('request.'.length),
    facts: facts as Record<string, unknown>,
    policy: policy as Record<string, unknown>,
  }))
}

/** A clock of a request by its name. */
export function clockOf({ clocks }: RequestDetail, name: string): RequestDetail['clocks'][number] {
  const clock = clocks.find((candidate) => candidate.name === name)
  if (!clock) throw new Error(`no clock ${name}`)
  return clock
}
