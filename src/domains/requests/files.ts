/**
 * Photos and voice messages. Photos are read and written anew (at most 2048 px, JPEG), which leaves out position and every
 * other hidden field; voice is kept as it came. The bytes are on disk before the answer is sent.
 */
import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import type { KeptFiles } from '#foundation/backup/backup.ts'
import { Refusal } from '#lib/refusal.ts'

const PIXELS_MAX = 60_000_000
const SIDE_MAX = 2048
const VOICE_SECONDS_MAX = 60
const VOICE_BYTES_MAX = 3_000_000

export interface Kept {
  type: string
  bytes: Buffer
  width: number | null
  height: number | null
  sha256: Buffer
}

const starts = (bytes: Buffer, at: number, text: string): boolean =>
  bytes.subarray(at, at + text.length).toString('latin1') === text

/** HEIC and HEIF say so in their brand. */
function isHeic(bytes: Buffer): boolean {
  return (
    starts(bytes, 4, 'ftyp') &&
    /^(heic|heix|hevc|heim|heis|mif1|msf1|heif)$/.test(bytes.subarray(8, 12).toString('latin1'))
  )
}

/**
 * Reads a photo and writes it anew.
 *
 * @throws {Refusal} `file.heic` (415), `file.type` (415) when it is no JPEG, PNG or WebP, `file.broken` (422)
 */
export async function readPhoto(bytes: Buffer): Promise<Kept> {
  if (isHeic(bytes)) throw new Refusal('file.heic', 415)
  const known =
    (bytes[0] === 0xff && bytes[1] === 0xd8) ||
    starts(bytes, 1, 'PNG') ||
    (starts(bytes, 0, 'RIFF') && starts(bytes, 8, 'WEBP'))
  if (!known) throw new Refusal('file.type', 415)
  try {
    const { data, info } = await sharp(bytes, { limitInputPixels: PIXELS_MAX, failOn: 'error' })
      .rotate()
      .resize({ width: SIDE_MAX, height: SIDE_MAX, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
      .jpeg({ quality: 82, mozjpeg: true })
      .toBuffer({ resolveWithObject: true })
    return { type: 'image/jpeg', bytes: data, width: info.width, height: info.height, sha256: sha256(data) }
  } catch {
    throw new Refusal('file.broken', 422)
  }
}

const voiceTypes: readonly { type: string; is: (bytes: Buffer) => boolean }[] = [
  { type: 'audio/webm', is: (bytes) => bytes.readUInt32BE(0) === 0x1a45dfa3 },
  { type: 'audio/ogg', is: (bytes) => starts(bytes, 0, 'OggS') },
  { type: 'audio/mp4', is: (bytes) => starts(bytes, 4, 'ftyp') && !isHeic(bytes) },
  {
    type: 'audio/mpeg',
    is: (bytes) => starts(bytes, 0, 'ID3') || (bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xe0) === 0xe0),
  },
]

/**
 * Reads a voice message.
 *
 * @throws {Refusal} `file.type` (415), `file.too-long` (422) over 60 seconds or 3 MB
 */
export function readVoice(bytes: Buffer, seconds: number): Kept {
  if (seconds > VOICE_SECONDS_MAX || bytes.length > VOICE_BYTES_MAX)
    throw new Refusal('file.too-long', 422, { seconds: VOICE_SECONDS_MAX })
  const known = bytes.length >= 12 ? voiceTypes.find(({ is }) => is(bytes)) : undefined
  if (!known) throw new Refusal('file.type', 415)
  return { type: known.type, bytes, width: null, height: null, sha256: sha256(bytes) }
}

export function sha256(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest()
}

/** The name holds the hash, so that whatever is sent under one id at one time, a row finds its own bytes. */
const nameOf = (id: string, hash: Buffer): string => `${id.slice(-2)}/${id}-${hash.toString('hex', 0, 8)}`
const pathOf = (folder: string, id: string, hash: Buffer): string => join(folder, nameOf(id, hash))

/** What a backup takes along. */
export const keptFiles: KeptFiles = { query: 'select id, sha256 from file order by id', nameOf }

/** Writes bytes so that they are there after a crash: a file beside, flushed, renamed. */
export async function writeFileBytes(
  folder: string,
  id: string,
  { bytes, sha256: hash }: Pick<Kept, 'bytes' | 'sha256'>,
): Promise<void> {
  const path = pathOf(folder, id, hash)
  const part = `${path}.${randomUUID()}.part`
  await mkdir(join(folder, id.slice(-2)), { recursive: true })
  const handle = await open(part, 'w', 0o600)
  try {
    await handle.writeFile(bytes)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(part, path)
}

export async function readFileBytes(folder: string, file: { id: string; sha256: Buffer }): Promise<Buffer> {
  return await readFile(pathOf(folder, file.id, file.sha256))
}

/** Takes bytes off the disk; those that are gone already are no matter. */
export async function removeFileBytes(folder: string, file: { id: string; sha256: Buffer }): Promise<void> {
  await rm(pathOf(folder, file.id, file.sha256), { force: true })
}
