/**
 * Photos before they leave the phone: shrunk to 1600 px on the longer side and written again as JPEG, which also leaves
 * out where they were taken. HEIC is told apart by its own mark, because browsers often know no type for it.
 */
import { RefusalError } from '#ui/shared/api.ts'

const LONGEST_SIDE = 1600
const QUALITY = 0.82
/** A small picture is sent as it is. */
const SMALL_BYTES = 200_000

export const photoTypes = ['image/jpeg', 'image/png', 'image/webp']

async function isHeic(file: File): Promise<boolean> {
  if (/heic|heif/i.test(file.type) || /\.hei[cf]$/i.test(file.name)) return true
  const head = new TextDecoder('latin1').decode(await file.slice(4, 12).arrayBuffer())
  return /^ftyp(heic|heix|hevc|heim|heis|mif1|msf1)/.test(head)
}

/**
 * @returns a picture that may be sent
 * @throws {RefusalError} `file.heic` or `file.type`, with the file's name
 */
export async function shrinkPhoto(file: File): Promise<Blob> {
  if (await isHeic(file)) throw new RefusalError('file.heic', 415, { name: file.name })
  if (file.type !== '' && !photoTypes.includes(file.type)) throw new RefusalError('file.type', 415, { name: file.name })
  let picture: ImageBitmap
  try {
    picture = await createImageBitmap(file, { imageOrientation: 'from-image' })
  } catch {
    throw new RefusalError('file.type', 415, { name: file.name })
  }
  const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height))
  if (scale === 1 && file.type === 'image/webp' && file.size <= SMALL_BYTES) return file
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(picture.width * scale))
  canvas.height = Math.max(1, Math.round(picture.height * scale))
  const context = canvas.getContext('2d')
  if (!context) return file
  context.fillStyle = '#fff'
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.drawImage(picture, 0, 0, canvas.width, canvas.height)
  picture.close()
  return await new Promise<Blob>((resolve) => canvas.toBlob((blob) => resolve(blob ?? file), 'image/jpeg', QUALITY))
}
