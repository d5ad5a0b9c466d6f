/**
 * What every city needs before its first request: places, calendar, categories, policies, templates, privacy notice,
 * what sounds like an emergency.
 *
 * Nothing but the CSV knows which city it is. Running twice changes nothing: what is there stays as officials left it.
 * Read next: demo.ts, which fills one street with people and requests.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { creditsPolicies } from '#domains/credits/spec.ts'
import { honoursPolicies } from '#domains/honours/spec.ts'
import { requestPolicies } from '#domains/requests/spec.ts'
import { rightsPolicies } from '#domains/rights/spec.ts'
import { shiftsPolicies } from '#domains/shifts/spec.ts'
import { volunteersPolicies } from '#domains/volunteers/spec.ts'
import { type Database, prepared } from '#foundation/database/database.ts'
import { peoplePolicies } from '#foundation/people/policies.ts'
import { declarePolicies } from '#foundation/policy/policy.ts'
import { CommandRefused } from '#lib/command.ts'
import { idFrom } from '#lib/ids.ts'
import { soundOf } from '#lib/names.ts'
import { emergencies, nationalNumbers } from './reference-emergencies.ts'
import { privacyNotice, replyTemplates, requestCategories } from './reference-words.ts'

export interface ReferenceOptions {
  /** Places of the city: `code,level,name,pinyin,initials,kind`; the code is cut to its level. Ningbo when absent. */
  csv?: string
  /** Name of the city, instead of the one the list has. */
  city?: string
}

/** Writes what is not there yet. @returns how many places the CSV has */
export async function seedReference(
  database: Pick<Database, 'db'>,
  { csv, city }: ReferenceOptions = {},
): Promise<{ places: number }> {
  const listed = await readPlaces(csv ?? join(import.meta.dirname, 'ningbo.csv'))
  const places = listed.map((place) =>
    city && place.level === 'city' ? { ...place, name: city, ...soundOf(city) } : place,
  )
  await insertPlaces(database, places)
  await insertCalendar(database, join(import.meta.dirname, 'holidays.csv'))
  await insertCategories(database)
  await declarePolicies(database, {
    ...requestPolicies,
    ...rightsPolicies,
    ...peoplePolicies,
    ...creditsPolicies,
    ...honoursPolicies,
    ...volunteersPolicies,
    ...shiftsPolicies,
  })
  await insertTemplates(database)
  await insertEmergencies(database)
  await insertEmergencyNumbers(database, nationalNumbers)
  await prepared(
    database.db,
    'seed-notice',
    `insert into privacy_notice (version, zh, en, published_at) values ($1, $2, $3, $4) on conflict do nothing`,
    [privacyNotice.version, privacyNotice.zh, privacyNotice.en, privacyNotice.publishedAt],
  )
  return { places: places.length }
}

/**
 * The name people use for a community: without what names its committee. Where two of one street would have it, the one that
 * is called by its committee keeps that name (readPlaces).
 * 牡丹社区居委会 → 牡丹社区, 石碶村村委会 → 石碶村, 路林村委会 → 路林村, 横街居委会 → 横街社区
 */
export function shortName(name: string): string {
  return name
    .replace(/社区(?:居民委员会|居委会)$/, '社区')
    .replace(/村(?:村民委员会|村委会)$/, '村')
    .replace(/(?:村民委员会|村委会)$/, '村')
    .replace(/(?:居民委员会|居委会)$/, '社区')
}

interface Place {
  code: string
  level: string
  name: string
  pinyin: string
  initials: string
  kind: string
}

const header = 'code,level,name,pinyin,initials,kind'
const levels: Readonly<Record<string, number>> = {
  city: 4,
  district: 6,
  street: 9,
  community: 12,
  grid: 14,
  micro_grid: 16,
}
const kinds = ['', 'street', 'town', 'township', 'zone', 'committee', 'village', 'farm']

/**
 * Reads a list of places. A code may be written in full; it is cut to its level.
 *
 * @throws {CommandRefused} naming file and line: a code, level, kind or name that is none, one that is there twice, one whose
 * place above is missing, or not exactly one city
 */
export async function readPlaces(file: string): Promise<Place[]> {
  const rows = await readRows(file, header)
  const complain = (line: number, zh: string, en: string): never => {
    throw new CommandRefused(zh, en, `${file}:${line}`)
  }
  const seen = new Map<string, string>()
  // 富巷社区 and 富巷居委会 of one street are two
  const inStreet = (code: string, name: string) => `${code.slice(0, 9)} ${shortName(name)}`
  const named = Map.groupBy(rows, ({ cells: [code = '', level, name = ''] }) =>
    level === 'community' ? inStreet(code, name) : '',
  )
  const usedName = (code: string, name: string) =>
    (named.get(inStreet(code, name)) ?? []).length > 1 ? name : shortName(name)
  const places = rows.map(({ line, cells }): Place => {
    const [written = '', level = '', listed = '', pinyin = '', initials = '', kind = ''] = cells
    const length = levels[level] ?? complain(line, '级别不对', 'the level is none')
    const code = written.slice(0, length)
    if (!/^\d+$/.test(written) || code.length < length || /[^0]/.test(written.slice(length)))
      complain(line, '代码与级别不符', 'the code does not fit the level')
    if (listed === '' || [...listed].length > 60) complain(line, '名称为空或太长', 'the name is empty or too long')
    if (!kinds.includes(kind)) complain(line, '类型不对', 'the kind is none')
    if (seen.has(code)) complain(line, '代码重复', 'the code is there twice')
    seen.set(code, level)
    const name = level === 'community' ? usedName(code, listed) : listed
    return { code, level, kind, name, ...(name === listed && pinyin !== '' ? { pinyin, initials } : soundOf(name)) }
  })
  const lengths = Object.values(levels)
  for (const [index, { code }] of places.entries()) {
    const above = lengths[lengths.indexOf(code.length) - 1]
    if (above && !seen.has(code.slice(0, above)))
      complain(rows[index]?.line ?? 0, '上一级没有在名单里', 'the place above is not in the list')
  }
  if (places.filter(({ level }) => level === 'city').length !== 1)
    throw new CommandRefused('名单里要正好有一个市', 'the list must have exactly one city', file)
  return places
}

async function insertPlaces(database: Pick<Database, 'db'>, places: readonly Place[]): Promise<void> {
  await prepared(
    database.db,
    'seed-places',
    `insert into territory (path, level, name, pinyin, initials, kind)
     select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
       as x(path, level, name, pinyin, initials, kind)
     where not exists (select from territory t where t.path = x.path)
       and not exists (select from territory_change c where c.old_path = x.path)`,
    (['code', 'level', 'name', 'pinyin', 'initials', 'kind'] as const).map((column) =>
      places.map((place) => place[column]),
    ),
  )
}

/** A year that has days in the file is a year whose calendar is published. */
async function insertCalendar(database: Pick<Database, 'db'>, file: string): Promise<void> {
  const rows = (await readRows(file, 'day,kind,name')).map(({ cells }) => cells)
  await prepared(
    database.db,
    'seed-days',
    `insert into calendar_day (day, kind, name) select * from unnest($1::date[], $2::text[], $3::text[]) on conflict do nothing`,
    [0, 1, 2].map((column) => rows.map((row) => row[column])),
  )
  const years = [...new Set(rows.map(([day = '']) => Number(day.slice(0, 4))))]
  await prepared(
    database.db,
    'seed-years',
    `insert into calendar_year (year, published) select year, true from unnest($1::smallint[]) as year on conflict do nothing`,
    [years],
  )
}

async function insertCategories({ db }: Pick<Database, 'db'>): Promise<void> {
  const rows = Object.entries(requestCategories).map(([code, words], place) => ({ code, place: place + 1, words }))
  await prepared(
    db,
    'seed-categories',
    `insert into request_category (code, place, words)
     select code, place, words from jsonb_to_recordset($1::jsonb) as x(code text, place smallint, words text[])
     on conflict do nothing`,
    [JSON.stringify(rows)],
  )
}

async function insertTemplates({ db }: Pick<Database, 'db'>): Promise<void> {
  const rows = replyTemplates.map((template, index) => ({
    id: idFrom('reply template', template.title),
    place: index + 1,
    ...template,
  }))
  await prepared(
    db,
    'seed-templates',
    `insert into reply_template (id, category, place, title, words)
     select id, category, place, title, words
     from jsonb_to_recordset($1::jsonb) as x(id uuid, category text, place smallint, title text, words text)
     on conflict do nothing`,
    [JSON.stringify(rows)],
  )
}

async function insertEmergencies({ db }: Pick<Database, 'db'>): Promise<void> {
  const rows = Object.entries(emergencies).map(([kind, one], index) => ({ kind, place: index + 1, ...one }))
  await prepared(
    db,
    'seed-emergencies',
    `insert into emergency (kind, place, words, calls)
     select kind, place, words, calls
     from jsonb_to_recordset($1::jsonb) as x(kind text, place smallint, words text[], calls text[])
     on conflict do nothing`,
    [JSON.stringify(rows)],
  )
}

/** Numbers to call in an emergency, by their code. What is there stays as officials left it. */
export async function insertEmergencyNumbers(
  { db }: Pick<Database, 'db'>,
  numbers: Readonly<Record<string, string>>,
): Promise<void> {
  await prepared(
    db,
    'seed-emergency-numbers',
    `insert into emergency_number (code, phone) select * from unnest($1::text[], $2::text[]) on conflict do nothing`,
    [Object.keys(numbers), Object.values(numbers)],
  )
}

interface CsvRow {
  /** In the file, from 1. */
  readonly line: number
  readonly cells: readonly string[]
}

/** The rows of a CSV without quotes, each with as many cells as the header. */
async function readRows(file: string, expected: string): Promise<CsvRow[]> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new CommandRefused('找不到文件', 'the file is not there', file)
  })
  const [first, ...lines] = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  if (first !== expected) throw new CommandRefused('第一行不对', `the first line must be ${expected}`, file)
  const width = expected.split(',').length
  return lines.flatMap((text, index) => {
    if (text.trim() === '') return []
    const line = index + 2
    const cells = text.split(',').map((cell) => cell.trim())
    if (cells.length !== width)
      throw new CommandRefused('列数不对', `there are ${cells.length} cells, not ${width}`, `${file}:${line}`)
    return [{ line, cells }]
  })
}
