/**
 * Drawn pictures for the demo's photos: what was wrong, and the place afterwards. No letters, so no font is needed.
 */
import { createHash } from 'node:crypto'
import sharp from 'sharp'

export type Picture = 'lift' | 'lamp' | 'lamp_mended' | 'bin' | 'bin_emptied' | 'puddle'

export interface Drawn {
  bytes: Buffer
  width: number
  height: number
  sha256: Buffer
}

const width = 960
const height = 720

/** Draws every picture as a JPEG. */
export async function drawPictures(): Promise<Map<Picture, Drawn>> {
  const drawn = await Promise.all(
    Object.entries(drawings).map(async ([name, body]) => {
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 360">${body}</svg>`
      const bytes = await sharp(Buffer.from(svg)).resize(width, height).jpeg({ quality: 78 }).toBuffer()
      return [name as Picture, { bytes, width, height, sha256: createHash('sha256').update(bytes).digest() }] as const
    }),
  )
  return new Map(drawn)
}

const rect = (x: number, y: number, wide: number, high: number, fill: string, more = '') =>
  `<rect x="${x}" y="${y}" width="${wide}" height="${high}" fill="${fill}" ${more}/>`
const circle = (x: number, y: number, radius: number, fill: string, more = '') =>
  `<circle cx="${x}" cy="${y}" r="${radius}" fill="${fill}" ${more}/>`
const path = (line: string, fill: string, more = '') => `<path d="${line}" fill="${fill}" ${more}/>`

const buttons = [0, 1, 2, 3, 4]
  .flatMap((row) =>
    [0, 1].map((column) => ({ x: 205 + column * 70, y: 150 + row * 36, stuck: row === 1 && column === 0 })),
  )
  .map(({ x, y, stuck }) => circle(x, y, 13, stuck ? '#f0a030' : '#e8e8e4', 'stroke="#6b6f73" stroke-width="3"'))
  .join('')

const night = `${rect(0, 0, 480, 360, '#1b2433')}${rect(0, 290, 480, 70, '#272c33')}${rect(40, 90, 120, 200, '#2b3442')}${rect(330, 60, 110, 230, '#2b3442')}`
const post = `${rect(236, 96, 8, 200, '#59616b')}${path('M240 100 q4 -30 52 -28', 'none', 'stroke="#59616b" stroke-width="8"')}`

const yard = `${rect(0, 0, 480, 360, '#cfd8d2')}${rect(0, 0, 480, 190, '#d9cdb9')}${rect(0, 250, 480, 110, '#a9a59c')}`
const bin = (x: number, colour: string) =>
  `${rect(x, 160, 84, 120, colour, 'rx="8"')}${rect(x - 5, 150, 94, 16, colour, 'rx="6" stroke="#00000030" stroke-width="2"')}${circle(x + 18, 284, 9, '#333')}${circle(x + 66, 284, 9, '#333')}`
const sack = (x: number, y: number, colour: string) =>
  path(
    `M${x} ${y} q-26 6 -24 34 q30 14 58 0 q2 -28 -22 -34 l-4 -10 l-6 2 z`,
    colour,
    'stroke="#00000040" stroke-width="2"',
  )

const drawings: Record<Picture, string> = {
  lift: `${rect(0, 0, 480, 360, '#b9bec2')}${rect(0, 0, 120, 360, '#8f969b')}${rect(116, 0, 6, 360, '#5c6368')}${rect(165, 40, 150, 290, '#d5d7d8', 'rx="6" stroke="#8a8f93" stroke-width="3"')}${rect(190, 62, 100, 54, '#1d1f21', 'rx="4"')}${path('M250 76 h-24 v13 h24 v13 h-24', 'none', 'stroke="#e4572e" stroke-width="6"')}${buttons}`,
  lamp: `${night}${post}${path('M286 62 h34 l8 18 h-50 z', '#3d444d')}${rect(60, 120, 26, 30, '#3a3524')}${rect(360, 100, 26, 30, '#e9c46a')}`,
  lamp_mended: `${night}${path('M260 82 h84 l70 210 h-226 z', '#f7df9a', 'opacity="0.35"')}${post}${path('M286 62 h34 l8 18 h-50 z', '#fff3c4')}${rect(60, 120, 26, 30, '#e9c46a')}${rect(360, 100, 26, 30, '#e9c46a')}`,
  bin: `${yard}${bin(90, '#4c7a4f')}${bin(200, '#3f6ea5')}${bin(310, '#7a7f83')}${sack(120, 130, '#2f2f2f')}${sack(230, 122, '#444')}${sack(255, 136, '#777')}${sack(340, 128, '#2f2f2f')}${sack(70, 280, '#3b3b3b')}${sack(420, 286, '#555')}${sack(190, 300, '#2f2f2f')}${path('M140 310 q60 -14 130 4 q30 16 -40 18 q-90 4 -90 -22 z', '#7b6a4a', 'opacity="0.6"')}`,
  bin_emptied: `${yard}${bin(90, '#4c7a4f')}${bin(200, '#3f6ea5')}${bin(310, '#7a7f83')}`,
  puddle: `${rect(0, 0, 480, 360, '#9aa0a3')}${rect(0, 0, 480, 120, '#c7b9a2')}${rect(0, 116, 480, 10, '#7b7468')}${path('M60 250 q40 -70 180 -60 q170 -10 190 60 q-10 70 -180 64 q-180 4 -190 -64 z', '#5d7785')}${path('M120 250 q60 -40 150 -30', 'none', 'stroke="#a9c0cb" stroke-width="5"')}${rect(214, 196, 60, 44, '#4a4f52', 'rx="4"')}${[0, 1, 2, 3].map((slot) => rect(222 + slot * 13, 202, 6, 32, '#222')).join('')}`,
}
