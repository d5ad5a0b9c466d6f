/** Short ways to volunteer and to ask for help in tests, through HTTP only. */
import type { NeedDetail, NeedReceipt } from '#domains/volunteers/needs-contract.ts'
import { newId } from '#lib/ids.ts'
import type { Client } from './client.ts'
import { places, type World } from './world.ts'

/** What somebody who registers sends. */
export function wishes(more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: newId(),
    community: places.community,
    activities: ['company', 'errands'],
    available: ['weekend'],
    earns: 'time_credit',
    emergency: false,
    born: 1990,
    agrees: true,
    ...more,
  }
}

export async function personIdOf(client: Client): Promise<string> {
  const { actor } = await client.done<{ actor: { personId: string } }>('GET', '/api/session')
  return actor.personId
}

/** Registers somebody who is signed in, and has the desk accept it. @returns the person's id */
export async function enlist(of: World, client: Client, more: Record<string, unknown> = {}): Promise<string> {
  const personId = await personIdOf(client)
  await client.done('PUT', '/api/me/volunteer', wishes(more))
  const desk = await of.staff('lin')
  await desk.done('POST', `/api/desk/volunteers/${personId}/state`, { id: newId(), to: 'active' })
  return personId
}

export function needBody(more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: newId(),
    community: places.community,
    activity: 'company',
    words: '一个人在家闷得慌，想有人来坐坐，说说话。',
    wantedOn: '2026-05-16',
    part: 'morning',
    minutes: 60,
    elder: true,
    ...more,
  }
}

export async function asksForHelp(client: Client, more: Record<string, unknown> = {}): Promise<NeedReceipt> {
  return await client.done<NeedReceipt>('POST', '/api/needs', needBody(more))
}

export async function needOf(client: Client, key: string): Promise<NeedDetail> {
  return await client.done<NeedDetail>('GET', `/api/needs/${key}`)
}

/** Acts on the version that is there, seen by who acts. */
export async function actNeed(
  client: Client,
  id: string,
  action: string,
  form: Record<string, unknown> = {},
): Promise<NeedReceipt> {
  const { version } = await needOf(client, id)
  return await client.done<NeedReceipt>('POST', `/api/needs/${id}/actions/${action}`, {
    id: newId(),
    seen: version,
    ...form,
  })
}

export async function refusedNeed(
  client: Client,
  id: string,
  action: string,
  form: Record<string, unknown> = {},
  seen = 1,
): Promise<[number, string]> {
  return await client.refused('POST', `/api/needs/${id}/actions/${action}`, { id: newId(), seen, ...form })
}
