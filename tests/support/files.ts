/** Photos and voice messages for tests, and keeping them through HTTP. */
import sharp from 'sharp'
import { newId } from '#lib/ids.ts'
import type { Answer, Client } from './client.ts'

/** A small photo; two of different colours differ. */
export async function jpeg(red = 120, width = 24): Promise<Buffer> {
  return await sharp({ create: { width, height: 16, channels: 3, background: { r: red, g: 80, b: 40 } } })
    .jpeg()
    .toBuffer()
}

/** What a browser's recorder begins with; nothing else of a voice message is read. */
export function webm(bytes = 64): Buffer {
  return Buffer.concat([Buffer.from([0x1a, 0x45, 0xdf, 0xa3]), Buffer.alloc(bytes)])
}

export async function sendFile(client: Client, path: string, bytes: Buffer, type: string): Promise<Answer> {
  return await client.call('POST', `/api/files/${path}`, bytes, { 'content-type': type })
}

/** @returns id of a photo that no request has yet */
export async function keepPhoto(client: Client, bytes?: Buffer): Promise<string> {
  const id = newId()
  const { status, body } = await sendFile(client, `${id}?kind=photo`, bytes ?? (await jpeg()), 'image/jpeg')
  if (status !== 200) throw new Error(`a photo was refused: ${status} ${JSON.stringify(body)}`)
  return id
}

/** @returns id of a voice message that no request has yet */
export async function keepVoice(client: Client): Promise<string> {
  const id = newId()
  const { status, body } = await sendFile(client, `${id}?kind=voice&seconds=9`, webm(), 'audio/webm')
  if (status !== 200) throw new Error(`a voice message was refused: ${status} ${JSON.stringify(body)}`)
  return id
}
