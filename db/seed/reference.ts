/**
 * What every city needs before its first request: places, calendar, categories, policies, templates, privacy notice,
 * what sounds like an emergency.
 *
 * Nothing but the CSV knows which city it is. Running twice changes nothing: what is there stays as officials left it.
 * Read next: demo.ts, which fills one street with people and requests.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { requestPolicies } from '#domains/requests/spec.ts'
import { type Database, prepared } from '#foundation/database/database.ts'
import { peoplePolicies } from '#foundation/people/policies.ts'
import { declarePolicies } from '#foundation/policy/policy.ts'
import { idFrom } from '#lib/ids.ts'
import { soundOf } from '#lib/names.ts'
import { emergencies, nationalNumbers } from './reference-emergencies.ts'
import { privacyNotice, replyTemplates, requestCategories } from './reference-words.ts'

export interface ReferenceOptions {
  /** Places of the city: `code,level,name,pinyin,initials,kind`; the code is cut to its level. Ningbo when absent. */
  csv?: string
}

/** Writes what is not there yet. @returns how many places the CSV has */
export async function seedReference(database: Database, { csv }: ReferenceOptions = {}): Promise<{ places: number }> {
  const places = await readPlaces(csv ?? join(import.meta.dirname, 'ningbo.csv'))
  await insertPlaces(database, places)
  await insertCalendar(database, join(import.meta.dirname, 'holidays.csv'))
  await insertCategories(database)
  await declarePolicies(database, { ...requestPolicies, ...peoplePolicies })
  await insertTemplates(database)
  await insertEmergencies(database)
  await insertEmergencyNumbers(database, nationalNumbers)
  await prepared(
    database.pool,
    'seed-notice',
    `insert into privacy_notice (version, zh, en, published_at) values ($1, $2, $3, $4) on conflict do nothing`,
    [privacyNotice.version, privacyNotice.zh, privacyNotice.en, privacyNotice.publishedAt],
  )
  return { places: places.length }
}

/**
 * The name people use for a community: without what names its committee.
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

async function readPlaces(file: string): Promise<Place[]> {
  const rows = await readRows(file, header)
  return rows.map(([code = '', level = '', official = '', pinyin = '', initials = '', kind = '']) => {
    const name = level === 'community' ? shortName(official) : official
    return { code, level, kind, name, ...(name === official && pinyin !== '' ? { pinyin, initials } : soundOf(name)) }
  })
}

async function insertPlaces(database: Database, places: readonly Place[]): Promise<void> {
  await prepared(
    database.pool,
    'seed-places',
    `insert into territory (path, level, name, pinyin, initials, kind)
     select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[]) on conflict do nothing`,
    (['code', 'level', 'name', 'pinyin', 'initials', 'kind'] as const).map((column) =>
      places.map((place) => place[column]),
    ),
  )
}

/** A year that has days in the file is a year whose calendar is published. */
async function insertCalendar(database: Database, file: string): Promise<void> {
  const rows = await readRows(file, 'day,kind,name')
  await prepared(
    database.pool,
    'seed-days',
    `insert into calendar_day (day, kind, name) select * from unnest($1::date[], $2::text[], $3::text[]) on conflict do nothing`,
    [0, 1, 2].map((column) => rows.map((row) => row[column])),
  )
  const years = [...new Set(rows.map(([day = '']) => Number(day.slice(0, 4))))]
  await prepared(
    database.pool,
    'seed-years',
    `insert into calendar_year (year, published) select year, true from unnest($1::smallint[]) as year on conflict do nothing`,
    [years],
  )
}

async function insertCategories({ pool }: Database): Promise<void> {
  const rows = Object.entries(requestCategories).map(([code, words], place) => ({ code, place: place + 1, words }))
  await prepared(
    pool,
    'seed-categories',
    `insert into request_category (code, place, words)
     select code, place, words from jsonb_to_recordset($1::jsonb) as x(code text, place smallint, words text[])
     on conflict do nothing`,
    [JSON.stringify(rows)],
  )
}

async function insertTemplates({ pool }: Database): Promise<void> {
  const rows = replyTemplates.map((template, index) => ({
    id: idFrom('reply template', template.title),
    place: index + 1,
    ...template,
  }))
  await prepared(
    pool,
    'seed-templates',
    `insert into reply_template (id, category, place, title, words)
     select id, category, place, title, words
     from jsonb_to_recordset($1::jsonb) as x(id uuid, category text, place smallint, title text, words text)
     on conflict do nothing`,
    [JSON.stringify(rows)],
  )
}

async function insertEmergencies({ pool }: Database): Promise<void> {
  const rows = Object.entries(emergencies).map(([kind, one], index) => ({ kind, place: index + 1, ...one }))
  await prepared(
    pool,
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
  { pool }: Database,
  numbers: Readonly<Record<string, string>>,
): Promise<void> {
  await prepared(
    pool,
    'seed-emergency-numbers',
    `insert into emergency_number (code, phone) select * from unnest($1::text[], $2::text[]) on conflict do nothing`,
    [Object.keys(numbers), Object.values(numbers)],
  )
}

/** The rows of a CSV without quotes, each with as many cells as the header. */
async function readRows(file: string, expected: string): Promise<string[][]> {
  const [first, ...lines] = (await readFile(file, 'utf8')).replace(/^\uFEFF/, '').split(/\r?\n/)
  if (first !== expected) throw new Error(`${file} must begin with ${expected}`)
  const width = expected.split(',').length
  return lines.flatMap((line, index) => {
    if (line.trim() === '') return []
    const cells = line.split(',').map((cell) => cell.trim())
    if (cells.length !== width) throw new Error(`${file}:${index + 2} has ${cells.length} cells, not ${width}`)
    return [cells]
  })
}
