/**
 * What a list of changed codes means: lines are read, and become what happens to each place, or what is wrong with a line.
 * Also the dwellings that a rule makes. Pure: no clock, no database. @source U02
 */
import type { LineKind } from './spec.ts'

type Level = 'city' | 'district' | 'street' | 'community' | 'grid' | 'micro_grid'

const lengths: Readonly<Record<Level, number>> = {
  city: 4,
  district: 6,
  street: 9,
  community: 12,
  grid: 14,
  micro_grid: 16,
}

export function levelOf(path: string): Level | undefined {
  return (Object.keys(lengths) as Level[]).find((level) => lengths[level] === path.length)
}

/** The code of the place above; '' above the city. */
export function aboveOf(path: string): string {
  const level = levelOf(path)
  const index = Object.values(lengths).indexOf(level ? lengths[level] : 0)
  return path.slice(0, Object.values(lengths)[index - 1] ?? 0)
}

export interface Line {
  /** Counted from 1. */
  line: number
  kind: LineKind
  old: string
  new: string
  name: string
  /** Codes or names of grids that go along with a split. */
  carries: string[]
}

export const lineErrors = [
  'cells',
  'kind',
  'code',
  'old-missing',
  'old-unknown',
  'new-missing',
  'new-taken',
  'new-gone',
  'name-missing',
  'name-same',
  'level',
  'parent-missing',
  'itself',
  'twice',
  'city',
  'not-empty',
  'carry-unknown',
  'full',
  'estate-parted',
  'names-clash',
  'roles-clash',
] as const
export type LineErrorCode = (typeof lineErrors)[number]

export interface LineError {
  line: number
  code: LineErrorCode
  /** What stands in the way: a name, a code, how many. */
  about: string
}

const kindWords: Readonly<Record<string, LineKind>> = {
  rename: 'rename',
  更名: 'rename',
  改名: 'rename',
  split: 'split',
  拆分: 'split',
  merge: 'merge',
  合并: 'merge',
  撤并: 'merge',
  move: 'move',
  划转: 'move',
  改码: 'move',
  new: 'new',
  新设: 'new',
  新增: 'new',
  abolish: 'abolish',
  撤销: 'abolish',
}

/** A statistical code of twelve digits is cut to its level: 330203006000 is a street. Grids have 14 digits, micro-grids 16. */
export function cutCode(code: string): string {
  const digits = code.replace(/\s/g, '')
  if (!/^\d{12}$/.test(digits)) return digits
  if (digits.endsWith('00000000')) return digits.slice(0, 4)
  if (digits.endsWith('000000')) return digits.slice(0, 6)
  if (digits.endsWith('000')) return digits.slice(0, 9)
  return digits
}

/** Reads lines `old,new,name,kind[,grids]`, also as pasted from a spreadsheet; a first line that names the columns is passed over. */
export function readLines(text: string): { lines: Line[]; errors: LineError[] } {
  const lines: Line[] = []
  const errors: LineError[] = []
  for (const [index, row] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    const cells = row.split(row.includes('\t') ? '\t' : /[,，]/).map((cell) => cell.trim())
    if (row.trim() === '' || (index === 0 && /^(old|旧|原)/.test(cells[0] ?? ''))) continue
    const [old = '', next = '', name = '', word = '', carries = ''] = cells
    const kind = kindWords[word]
    const line = index + 1
    const complain = (code: LineErrorCode, about = '') => errors.push({ line, code, about })
    const from = cutCode(old)
    const to = cutCode(next)
    if (cells.length < 4 || cells.length > 5) complain('cells')
    else if (!kind) complain('kind', word)
    else if (from !== '' && !(/^\d+$/.test(from) && levelOf(from))) complain('code', old)
    else if (to !== '' && !(/^\d+$/.test(to) && levelOf(to))) complain('code', next)
    else if (name.length > 60) complain('cells')
    else
      lines.push({
        line,
        kind,
        old: from,
        new: to,
        name,
        carries: carries.split(/[、;；]/).flatMap((one) => (one.trim() === '' ? [] : [one.trim()])),
      })
  }
  return { lines, errors }
}

export interface KnownPlace {
  id: string
  path: string
  level: Level
  kind: string
  name: string
}

export interface PlannedChange {
  line: number
  kind: LineKind | 'follow'
  id: string
  level: Level
  placeKind: string
  oldPath: string | null
  newPath: string | null
  oldName: string | null
  newName: string | null
  into: { id: string; path: string } | null
}

export interface Plan {
  changes: PlannedChange[]
  errors: LineError[]
}

/**
 * What lines do to every place, what follows included: what lies in a place keeps its number in it, and gets the next free
 * one where another has it.
 *
 * @param idOf the id of a place that begins, by its code
 */
export function planOf(lines: readonly Line[], places: readonly KnownPlace[], idOf: (path: string) => string): Plan {
  const errors: LineError[] = []
  const byPath = new Map(places.map((place) => [place.path, place]))
  const own = new Map<string, Line>()
  const begins: { line: Line; from: KnownPlace | undefined }[] = []
  const carried = new Map<string, Line>()
  const complain = (line: Line, code: LineErrorCode, about = '') => errors.push({ line: line.line, code, about })

  for (const line of lines) {
    const wrong = wrongWith(line, byPath)
    if (wrong) complain(line, wrong.code, wrong.about)
    else if (line.kind === 'new' || line.kind === 'split') {
      begins.push({ line, from: byPath.get(line.old) })
      for (const named of line.carries) {
        const inside = places.filter(({ path }) => path.startsWith(line.old) && path.length === line.old.length + 2)
        const grid = inside.find(({ path, name }) => path === named || name === named)
        if (line.kind !== 'split' || line.old.length < 12 || !grid) complain(line, 'carry-unknown', named)
        else if (carried.has(grid.path) || own.has(grid.path)) complain(line, 'twice', named)
        else carried.set(grid.path, line)
      }
    } else if (own.has(line.old) || carried.has(line.old)) complain(line, 'twice', line.old)
    else own.set(line.old, line)
  }
  if (errors.length > 0) return { changes: [], errors }

  const planned = places.map((place) => becomes(place, own, carried))
  const plannedAt = new Map(planned.map((placed) => [placed.place.path, placed]))
  const taken = new Map<string, Placed>()
  const late: Placed[] = []
  // what keeps its code or is told one comes first; what only follows takes the next free number
  for (const placed of planned) {
    if (placed.path === undefined) continue
    if (placed.follows) late.push(placed)
    else claim(taken, placed, placed.path, complain)
  }
  for (const { line, from } of begins) {
    const level = levelOf(line.new) ?? 'community'
    const kind = kindOf(line.name, level, from?.kind ?? '')
    const place = { id: idOf(line.new), path: line.new, level, kind, name: line.name }
    claim(taken, { place, line, path: line.new, follows: false, begins: true }, line.new, complain)
  }
  // the places above are numbered before those inside
  for (const length of [9, 12, 14, 16]) {
    const level = late.filter(({ place }) => place.path.length === length)
    const crowded: { placed: Placed; wanted: string | undefined }[] = []
    for (const placed of level) {
      const wanted = follow(placed, plannedAt)
      placed.path = wanted
      if (wanted && !taken.has(wanted)) taken.set(wanted, placed)
      else crowded.push({ placed, wanted })
    }
    for (const { placed, wanted } of crowded) {
      placed.path = wanted && nextFree(wanted, taken)
      if (placed.path) taken.set(placed.path, placed)
      else complain(placed.line as Line, length > 12 ? 'full' : 'new-taken', placed.place.name)
    }
  }

  const gone = planned.filter(({ path }) => path === undefined)
  const parents = new Set([...taken.values()].map(({ path = '' }) => aboveOf(path)))
  for (const { place, line } of gone) {
    if (!line) continue
    if (line.kind === 'abolish' && parents.has(place.path) && !taken.has(place.path))
      complain(line, 'not-empty', place.name)
    if (line.kind === 'merge' && !taken.has(line.new)) complain(line, 'new-gone', line.new)
  }
  for (const { line, path = '', begins: made, place } of taken.values())
    if (line && line.kind !== 'merge' && (made || path !== place.path) && !taken.has(aboveOf(path)))
      complain(line, 'parent-missing', aboveOf(path))
  if (errors.length > 0) return { changes: [], errors: dedupe(errors) }

  const changes = [...taken.values(), ...gone].flatMap((placed): PlannedChange[] => {
    const { place, line, path, begins: made } = placed
    const name =
      line && own.get(place.path) === line && line.name !== '' && line.kind !== 'merge' ? line.name : place.name
    if (!made && path === place.path && name === place.name) return []
    const direct = made || (line && (own.get(place.path) === line || carried.get(place.path) === line))
    const target = path === undefined && line?.kind === 'merge' ? taken.get(line.new)?.place.id : undefined
    return [
      {
        line: direct ? (line?.line ?? 0) : 0,
        kind: direct ? (carried.get(place.path) === line && !made ? 'move' : (line?.kind ?? 'follow')) : 'follow',
        id: place.id,
        level: place.level,
        placeKind: place.kind,
        oldPath: made ? null : place.path,
        newPath: path ?? null,
        oldName: made ? null : place.name,
        newName: path === undefined ? null : name,
        into: target && line ? { id: target, path: line.new } : null,
      },
    ]
  })
  return { changes, errors: [] }
}

interface Placed {
  place: KnownPlace
  /** The line that moves it, its own or that of a place above. */
  line: Line | undefined
  /** What its code becomes; undefined when it ends. */
  path: string | undefined
  /** It was told no code of its own: the place above was, or it goes along with a split. */
  follows: boolean
  begins?: true
}

function wrongWith(
  line: Line,
  byPath: ReadonlyMap<string, KnownPlace>,
): { code: LineErrorCode; about: string } | undefined {
  const { kind, old, new: next, name } = line
  const wrong = (code: LineErrorCode, about = '') => ({ code, about })
  if (kind !== 'new' && old === '') return wrong('old-missing')
  if (kind === 'new' && old !== '') return wrong('cells')
  const place = byPath.get(old)
  if (kind !== 'new' && !place) return wrong('old-unknown', old)
  if (old.length === 4 && kind !== 'rename') return wrong('city')
  if (['split', 'merge', 'move', 'new'].includes(kind) && next === '') return wrong('new-missing')
  if (next.length === 4 && kind !== 'rename') return wrong('city')
  if (['rename', 'abolish'].includes(kind) && next !== '' && next !== old) return wrong('cells')
  if (['split', 'new', 'rename'].includes(kind) && name === '') return wrong('name-missing')
  if (kind === 'rename' && name === place?.name) return wrong('name-same', name)
  if (['split', 'merge', 'move'].includes(kind) && next === old) return wrong('itself', old)
  if (['split', 'merge', 'move'].includes(kind) && next.length !== old.length) return wrong('level', next)
  return undefined
}

/** What becomes of a place by the line nearest above it. */
function becomes(place: KnownPlace, own: ReadonlyMap<string, Line>, carried: ReadonlyMap<string, Line>): Placed {
  for (let above = place.path; above !== ''; above = aboveOf(above)) {
    const line = own.get(above)
    const itself = above === place.path
    if (carried.get(above)) return { place, line: carried.get(above), path: '', follows: true }
    if (!line || line.kind === 'rename') {
      if (itself && line) return { place, line, path: place.path, follows: false }
      continue
    }
    if (!itself)
      return { place, line, path: line.kind === 'abolish' ? place.path : '', follows: line.kind !== 'abolish' }
    if (line.kind === 'move') return { place, line, path: line.new, follows: false }
    return { place, line, path: undefined, follows: false }
  }
  return { place, line: undefined, path: place.path, follows: false }
}

/** The code of what follows: its number in the place above, whose code is known by now. */
function follow({ place, line }: Placed, planned: ReadonlyMap<string, Placed>): string | undefined {
  if (!line) return undefined
  const number = place.path.slice(aboveOf(place.path).length)
  if (line.kind === 'split' && aboveOf(place.path) === line.old) return `${line.new}${number}`
  const above = planned.get(aboveOf(place.path))
  const code = above?.path ?? (above?.line?.kind === 'merge' ? above.line.new : undefined)
  return code === undefined || code === '' ? undefined : `${code}${number}`
}

function claim(
  taken: Map<string, Placed>,
  placed: Placed,
  path: string,
  complain: (line: Line, code: LineErrorCode, about: string) => void,
): void {
  const other = taken.get(path)
  const line = placed.line ?? other?.line
  if (other && line) complain(line, 'new-taken', path)
  else taken.set(path, placed)
}

/** The next free number beside a code; streets and communities have none of their own choosing. */
export function nextFree(path: string, taken: { has(path: string): boolean }): string | undefined {
  if (path.length <= 12) return undefined
  const above = aboveOf(path)
  for (let number = 1; number < 100; number++) {
    const code = `${above}${String(number).padStart(2, '0')}`
    if (!taken.has(code)) return code
  }
  return undefined
}

function dedupe(errors: readonly LineError[]): LineError[] {
  return [...new Map(errors.map((error) => [JSON.stringify(error), error])).values()].sort((a, b) => a.line - b.line)
}

const kindEndings: readonly (readonly [RegExp, string])[] = [
  [/街道$/, 'street'],
  [/镇$/, 'town'],
  [/乡$/, 'township'],
  [/(社区|居委会|居民委员会)$/, 'committee'],
  [/(村|村委会|村民委员会)$/, 'village'],
]

/** 街道, 镇, 乡, 社区 or 村, as the name says; else as the place it was split from. */
export function kindOf(name: string, level: Level, otherwise: string): string {
  if (level !== 'street' && level !== 'community') return ''
  const fitting = level === 'street' ? ['street', 'town', 'township'] : ['committee', 'village']
  return kindEndings.find(([ending, kind]) => ending.test(name) && fitting.includes(kind))?.[1] ?? otherwise
}

export interface DwellingRule {
  units: number
  floors: number
  /** Rooms of each floor. */
  perFloor: number
}

/** 3 units of 6 floors with 2 rooms each: 1 单元 101, 102, 201 … A building without units has its rooms once. */
export function dwellingsOf({ units, floors, perFloor }: DwellingRule): { unit: number | null; room: string }[] {
  const doors = units === 0 ? [null] : Array.from({ length: units }, (_, index) => index + 1)
  return doors.flatMap((unit) =>
    Array.from({ length: floors }, (_, floor) =>
      Array.from({ length: perFloor }, (__, room) => ({
        unit,
        room: `${floor + 1}${String(room + 1).padStart(2, '0')}`,
      })),
    ).flat(),
  )
}

/** Whether a change of a list changes which places it names today, or ends it; its name and purpose are only words. */
export function changesPlaces(
  list: { endedOn: string | null; places: readonly { path: string }[] },
  { paths, ended }: { paths: readonly string[]; ended: boolean },
): boolean {
  const named = new Set(list.places.map(({ path }) => path))
  return ended !== (list.endedOn !== null) || paths.length !== named.size || paths.some((path) => !named.has(path))
}
