/** Short ways to ask about one's data and to act on it in tests, through HTTP only. */
import type { RightsDetail, RightsReceipt } from '#domains/rights/contract.ts'
import { newId } from '#lib/ids.ts'
import type { Client } from './client.ts'
import { places } from './world.ts'

export const plateWords = '7 月那件诉求的照片里拍到了我的车牌，请把那张照片删掉。'

export function rightsBody(more: Record<string, unknown> = {}): Record<string, unknown> {
  return { id: newId(), community: places.community, about: 'delete', words: plateWords, ...more }
}

export async function asks(client: Client, more: Record<string, unknown> = {}): Promise<RightsReceipt> {
  return await client.done<RightsReceipt>('POST', '/api/rights', rightsBody(more))
}

export async function rightsOf(client: Client, key: string): Promise<RightsDetail> {
  return await client.done<RightsDetail>('GET', `/api/rights/${key}`)
}

/** Acts on what the client sees now. */
export async function actRights(
  client: Client,
  id: string,
  action: string,
  form: Record<string, unknown> = {},
): Promise<RightsReceipt> {
  const { version } = await rightsOf(client, id)
  return await client.done<RightsReceipt>('POST', `/api/rights/${id}/actions/${action}`, {
    id: newId(),
    seen: version,
    ...form,
  })
}

export async function refusedRights(
  client: Client,
  id: string,
  action: string,
  form: Record<string, unknown> = {},
): Promise<[number, string]> {
  const { version } = await rightsOf(client, id)
  return await client.refused('POST', `/api/rights/${id}/actions/${action}`, { id: newId(), seen: version, ...form })
}

export const atWindow = (more: Record<string, unknown> = {}) => ({
  about: 'copy',
  words: '我不会用手机，想要一份你们存着的我的信息。',
  behalf: { name: '何桂英', document: 'id_card', ...more },
})

export const refused = {
  reason: 'retention',
  words: '这份记录按档案规定要保存到明年底，到期就删。',
  place: '白云街道办事处',
  phone: '0574-55500021',
}
