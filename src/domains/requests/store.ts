/**
 * Requests in the database: lists, counts, figures, files. Every list takes its scope in SQL.
 * The writers of a request's state are the engine's; here are only reads, files and readings.
 */
import { type RawBuilder, sql } from 'kysely'
import { endOf, type Scoped } from '#foundation/authority.ts'
import type { Database, Tx } from '#foundation/database/database.ts'
import { DAY, type Day, endOfDay, startOfDay } from '#lib/days.ts'
import type { PageEnd } from '#lib/page.ts'
import type { Packed } from '#lib/text/classifier.ts'
import type { InboxQuery } from './contract.ts'
import { leftOut } from './exclusions-store.ts'
import { COUNT_MOST, doneStates, type EmergencyList, type RateName, takenBack, unanswered } from './rules.ts'
import { request } from './spec.ts'

const promises = ['firstContact', 'answer', 'urgent', 'key', 'longTerm'] as const

export interface Row {
  id: string
  number: number
  state: string
  path: string
  opened_at: Date
  changed_at: Date
  closed_at: Date | null
  due_at: Date
  due_clock: string | null
  requester_id: string
  title: string
  words: string
  category: string | null
  kind: string | null
  class: string | null
  channel: string
  place_words: string | null
  building: string | null
  estate: string | null
  community: string
  handler: string | null
  joined: number
  photos: number
  voice: boolean
  wait_reason: string | null
  escalated_at: Date | null
  may_publish: boolean
  published_at: Date | null
  supervised_until: string | null
  plan_on: string | null
  /** When it was rated badly and nobody called back yet. */
  bad_at: Date | null
  promise_at: Date | null
  unit: string | null
  unsure: boolean | null
}

const rowColumns = sql`
  m.id, m.number, m.state, m.path, m.opened_at, m.changed_at, m.closed_at, m.due_at, m.due_clock,
  r.requester_id, r.title, r.words, r.category, r.kind, r.class, r.channel, r.place_words, r.wait_reason, r.escalated_at,
  r.may_publish, r.published_at, r.supervised_until, r.plan_on,
  case when r.service <= 2 and r.called_at is null then r.rated_at end as bad_at, b.name as building, e.name as estate, t.name as community, h.name as handler,
  (select count(*)::int from request j where j.merged_into = m.id) as joined,
  (select count(*)::int from file f where f.matter_id = m.id and f.kind = 'photo') as photos,
  exists (select from file f where f.matter_id = m.id and f.kind = 'voice') as voice,
  c.promise_at, c.unit, c.unsure`

const rowTables = sql`
  from matter m
  join request r on r.matter_id = m.id
  join territory t on t.path = left(m.path, 12)
  left join building b on b.id = r.building_id
  left join estate e on e.id = b.estate_id
  left join person h on h.id = r.handler_id
  left join clock c on c.matter_id = m.id and c.name = m.due_clock`

/** What is sealed, or was passed on without the name, is that desk's alone to list; to all others nothing is sealed. */
const shownTo = ({ isSealed }: Pick<Reader, 'isSealed'>) =>
  isSealed ? sql`m.visibility in ('anonymous', 'sealed')` : sql`m.visibility <> 'sealed'`

/** What lies inside the paths. */
export function inside(
  paths: readonly string[],
  reader: Pick<Reader, 'isSealed'> = { isSealed: false },
): RawBuilder<unknown> {
  if (paths.length === 0) return sql`false`
  return sql`(${shownTo(reader)} and (${sql.join(
    paths.map((path) => sql`(m.path >= ${path} and m.path < ${endOf(path)})`),
    sql` or `,
  )}))`
}

/** What was given to the units, to lead or to assist. */
function given(units: readonly string[]): RawBuilder<unknown> {
  if (units.length === 0) return sql`false`
  const own = sql`any(${[...units]}::uuid[])`
  return sql`(m.visibility <> 'sealed' and m.id in (
    select q.matter_id from request q where q.dispatched_at is not null and q.unit_id = ${own}
    union all select s.matter_id from assist s where s.unit_id = ${own}))`
}

/** What a reader reaches: their places and what their units have. */
const reached = (reader: Pick<Reader, 'scope' | 'units' | 'isSealed'>) =>
  sql`(${inside(reader.scope, reader)} or ${given(reader.units)})`

const isOurs = sql`m.state = any(${[...unanswered]}::text[])`
const isLate = (now: Date) => sql`(${isOurs} and m.due_at <= ${now} and m.due_clock = any(${[...promises]}::text[]))`

export interface Reader {
  personId: string
  /** Only what is late since a promise that ended on one of these days. */
  lastDays?: { first: Day | null; last: Day }
  /** Paths the reader may read inside. */
  scope: readonly string[]
  /** Units whose requests the reader may read. */
  units: readonly string[]
  /** Whether the reader is of the desk for what is sealed to all others. */
  isSealed: boolean
  now: Date
  /** Paths in which what nobody has yet is the reader's to take. */
  takes: readonly string[]
  /** Who said nothing to an answer is called back when it was given after this. */
  callBackSince: Date
}

function lateSince({ first, last }: { first: Day | null; last: Day }, now: Date): RawBuilder<unknown> {
  const since = first ? sql`m.due_at > ${startOfDay(first)}` : sql`true`
  return sql`(${isLate(now)} and ${since} and m.due_at <= ${endOfDay(last)})`
}

function viewCondition(view: InboxQuery['view'], reader: Reader): RawBuilder<unknown> {
  const { personId, now, scope, units, takes, callBackSince } = reader
  switch (view) {
    case 'mine':
      return sql`(${isOurs} and (r.handler_id = ${personId} or (r.handler_id is null and
        case when r.dispatched_at is null then m.state <> 'coordinating' and ${inside(takes, reader)} else m.state <> 'coordinating' and ${given(units)} end)))`
    case 'grid':
      return sql`(${isOurs} and ${inside(takes.length > 0 ? takes : scope, reader)})`
    case 'dispatched':
      return sql`m.state = 'dispatched'`
    case 'coordinating':
      return sql`m.state = 'coordinating'`
    case 'late':
      return isLate(now)
    case 'waiting':
      return sql`m.state = 'waiting'`
    case 'replied':
      return sql`m.state in ('replied', 'confirmed')`
    case 'publish':
      return sql`(m.state in ('replied', 'confirmed', 'closed') and r.may_publish and r.published_at is null
        and r.replied_at is not null)`
    case 'supervised':
      return sql`(r.supervised_at is not null and ${isOurs})`
    // rated badly: all of them; no word at all: while it can be reopened
    case 'callback':
      return sql`(m.state in ('confirmed', 'closed') and r.called_at is null and r.erased_at is null
        and (r.service <= 2 or (r.confirmed_by = 'silence' and r.replied_at > ${callBackSince}))
        and ${reader.isSealed ? sql`true` : sql`m.visibility <> 'anonymous'`})`
    case 'planned':
      return sql`(r.outcome = 'explained' and r.plan_on is not null and m.state in ('replied', 'confirmed', 'closed'))`
    case 'closed':
      return sql`m.closed_at is not null`
    case 'all':
      return sql`true`
  }
}

/** The records behind a figure of the overview; the same conditions the figures count by. */
export function figureCondition(figure: NonNullable<InboxQuery['figure']>, now: Date): RawBuilder<unknown> {
  switch (figure) {
    case 'open':
      return isOurs
    case 'due_today':
      return sql`(${isOurs} and m.due_at > ${now} and m.due_at <= ${endOfToday(now)} and m.due_clock = any(${[...promises]}::text[]))`
    case 'late':
      return isLate(now)
    case 'waiting':
      return sql`m.state = 'waiting'`
    case 'opened':
      return sql`m.state <> 'merged'`
    case 'first_response':
      return awaitsResponse
    case 'first_response_pending':
      return sql`(${awaitsResponse} and ${firstResponse} is null)`
    case 'first_contact_counted':
      return countedIn('responded', now)
    case 'first_contact_met':
      return sql`(${countedIn('responded', now)} and ${rateHit.responded})`
    case 'answered':
      return sql`r.replied_at is not null`
    case 'solved_counted':
      return countedIn('solved', now)
    case 'solved':
      return sql`(${countedIn('solved', now)} and ${rateHit.solved})`
    case 'satisfied_counted':
      return countedIn('satisfied', now)
    case 'satisfied':
      return sql`(${countedIn('satisfied', now)} and ${rateHit.satisfied})`
    case 'silent':
      return sql`(r.replied_at is not null and r.solved is null)`
    case 'reported':
      return sql`(m.state <> 'withdrawn')`
    case 'handled':
      return sql`(r.replied_at is not null and m.state in ('replied', 'confirmed', 'closed'))`
    case 'unrated':
      return sql`(r.replied_at is not null and r.service is null)`
    case 'responded_pending':
      return sql`(${awaitsResponse} and not ${rateBase('responded', now)})`
    case 'responded_excluded':
    case 'solved_excluded':
    case 'satisfied_excluded': {
      const rate = figure.slice(0, -'_excluded'.length) as RateName
      return sql`(${rateBase(rate, now)} and ${leftOut(rate)})`
    }
  }
}

function endOfToday(now: Date): Date {
  return endOfDay(new Date(now.getTime() + 8 * 3_600_000).toISOString().slice(0, 10))
}

/** Whose request is another's or was taken back waits for no response of ours. */
const awaitsResponse = sql`(m.state not in ('merged', 'withdrawn'))`
/** First contact or reply by a named person; receipts and assignment do not count. @source S3-45 */
const firstResponse = sql`least(r.first_contact_at, r.replied_at)`
const contactHours = sql`(select k.due_at from clock k where k.matter_id = m.id and k.name = 'firstContact')`
/** Counted once its first-contact promise is over or was answered. */
const contactCounted = (now: Date) =>
  sql`(${awaitsResponse} and (${firstResponse} is not null or ${contactHours} <= ${now}))`

/** Whether it is known of a request what a rate asks. */
export function rateBase(rate: RateName, now: Date): RawBuilder<unknown> {
  if (rate === 'responded') return contactCounted(now)
  return rate === 'solved' ? sql`(r.solved is not null)` : sql`(r.service is not null)`
}

/** Known, and not left out. */
const countedIn = (rate: RateName, now: Date) => sql`(${rateBase(rate, now)} and not ${leftOut(rate)})`

/** What a rate counts as good. @source BJ-32 @source GB39734 */
export const rateHit: { readonly [R in RateName]: RawBuilder<unknown> } = {
  responded: sql`(${firstResponse} is not null and ${firstResponse} <= ${contactHours})`,
  solved: sql`(r.solved = 'yes')`,
  satisfied: sql`(r.service >= 3)`,
}

/** What a query asks for beside where. */
function filtersOf(query: InboxQuery, reader: Reader): RawBuilder<unknown> {
  const parts = [sql`m.kind = 'request' and ${shownTo(reader)}`, viewCondition(query.view, reader)]
  if (query.state) parts.push(sql`m.state = ${query.state}`)
  if (query.class) parts.push(query.class === 'none' ? sql`r.class is null` : sql`r.class = ${query.class}`)
  if (query.category) parts.push(sql`r.category = ${query.category}`)
  if (query.channel) parts.push(sql`r.channel = ${query.channel}`)
  if (query.building) parts.push(sql`r.building_id = ${query.building}`)
  if (query.estate) parts.push(sql`r.building_id in (select id from building where estate_id = ${query.estate})`)
  if (query.unit) parts.push(sql`(r.unit_id = ${query.unit} and r.dispatched_at is not null)`)
  if (query.lateReason)
    parts.push(query.lateReason === 'none' ? sql`r.late_reason is null` : sql`r.late_reason = ${query.lateReason}`)
  if (reader.lastDays) parts.push(lateSince(reader.lastDays, reader.now))
  const day = query.figure === 'handled' ? sql`r.replied_at` : sql`m.opened_at`
  if (query.from) parts.push(sql`${day} >= ${startOfDay(query.from)}`)
  if (query.to) parts.push(sql`${day} < ${endOfDay(query.to)}`)
  if (query.figure) parts.push(figureCondition(query.figure, reader.now))
  return sql.join(parts, sql` and `)
}

/** Where a query looks: the reader's paths, no wider than the place asked for. */
function pathsOf({ path }: InboxQuery, { scope }: Reader): string[] {
  if (!path) return [...scope]
  if (scope.some((own) => path.startsWith(own))) return [path]
  return scope.filter((own) => own.startsWith(path))
}

/** What a query finds with the reader's units and nowhere else. */
function beside(query: InboxQuery, reader: Reader): RawBuilder<unknown> {
  return sql`(${given(reader.units)} and not ${inside(pathsOf(query, reader), reader)} and ${query.path ? inside([query.path]) : sql`true`})`
}

/** Where a query without an index of its own looks. */
const anywhere = (query: InboxQuery, reader: Reader) =>
  reader.units.length > 0
    ? sql`(${inside(pathsOf(query, reader), reader)} or ${beside(query, reader)})`
    : inside(pathsOf(query, reader), reader)

/** One path of a query as a range of an index; narrower than a street it is one of the indexes that begin with the street. */
export function within(path: string): RawBuilder<unknown> {
  const range = sql`m.path >= ${path} and m.path < ${endOf(path)}`
  return path.length < STREET ? range : sql`left(m.path, 9) = ${path.slice(0, STREET)} and ${range}`
}

const STREET = 9

/** By what the rows of a list come, and over which states; each state and path is a range of one index. */
interface Walk {
  key: 'due_at' | 'closed_at' | 'opened_at'
  newest: boolean
  /** All of them in one when absent. */
  states?: readonly string[]
}

const finals = Object.entries(request.states).flatMap(([state, spec]) => ('final' in spec ? [state] : []))
const statesOf: { readonly [V in InboxQuery['view']]: readonly string[] | undefined } = {
  mine: unanswered,
  grid: unanswered,
  late: unanswered,
  dispatched: ['dispatched'],
  coordinating: ['coordinating'],
  waiting: ['waiting'],
  replied: ['replied', 'confirmed'],
  publish: undefined,
  supervised: undefined,
  callback: undefined,
  planned: undefined,
  closed: finals,
  all: undefined,
}

/** Views of few, each with an index of its own over them. */
const short: readonly InboxQuery['view'][] = ['publish', 'supervised', 'callback', 'planned']

const figuresOfNow: readonly InboxQuery['figure'][] = ['open', 'due_today', 'late', 'waiting']

/** Undefined for what has no index of its own: a figure of a period, what waits to be published, what an officer handles. */
function walkOf({ view, state, figure }: InboxQuery, { takes, isSealed }: Reader): Walk | undefined {
  // few, with an index of their own
  if (isSealed) return undefined
  const isNow = figuresOfNow.includes(figure)
  if ((figure && !isNow) || short.includes(view) || (view === 'mine' && takes.length === 0)) return undefined
  const all = isNow ? unanswered : statesOf[view]
  if (!all && !state) return { key: 'opened_at', newest: true }
  const states = state ? (all ?? [state]).filter((one) => one === state) : (all ?? [])
  const done = states.every((one) => finals.includes(one))
  return done ? { key: 'closed_at', newest: true, states } : { key: 'due_at', newest: false, states }
}

const parted = {
  due_at: sql`m.closed_at is null`,
  closed_at: sql`m.closed_at is not null`,
  opened_at: sql`true`,
}

/**
 * The ranges of a walk, each ordered and cut; undefined when there is nothing to walk. Every matter here has its row in
 * `request`; it is joined from the left, so that PostgreSQL leaves it out where no filter asks for it.
 */
function rangesOf(
  { key, newest, states }: Walk,
  query: InboxQuery,
  reader: Reader,
  after: PageEnd | undefined,
  limit: number | null,
): RawBuilder<unknown> | undefined {
  const at = sql.ref(`m.${key}`)
  const [order, compare] = newest ? [sql`desc`, sql`<`] : [sql`asc`, sql`>`]
  const page = after ? sql`and (${at}, m.id) ${compare} (${after.at}, ${after.id}::uuid)` : sql``
  const rangeOf = (where: RawBuilder<unknown>, inState: RawBuilder<unknown>) =>
    sql`(select m.id, ${at} as at from matter m left join request r on r.matter_id = m.id
      where ${parted[key]} and ${where} ${inState} and ${filtersOf(query, reader)} ${page}
      order by ${at} ${order}, m.id ${order} limit ${limit})`
  const ranges = pathsOf(query, reader).flatMap((path) =>
    (states ?? [undefined]).map((state) => rangeOf(within(path), state ? sql`and m.state = ${state}` : sql``)),
  )
  if (reader.units.length > 0)
    ranges.push(rangeOf(beside(query, reader), states ? sql`and m.state = any(${[...states]}::text[])` : sql``))
  return ranges.length > 0 ? sql.join(ranges, sql` union all `) : undefined
}

/** One page of a list. The views of what is open come by promised time, what is closed or everything newest first. */
export async function listRows(
  { db }: Database,
  query: InboxQuery,
  reader: Reader,
  after: PageEnd | undefined,
  limit: number,
): Promise<Row[]> {
  const walk = walkOf(query, reader)
  if (!walk) return await listShort(db, query, reader, after, limit)
  const ranges = rangesOf(walk, query, reader, after, limit)
  if (!ranges) return []
  const order = walk.newest ? sql`desc` : sql`asc`
  const { rows } = await sql<Row>`
    with page as materialized (select id, at from (${ranges}) x order by at ${order}, id ${order} limit ${limit})
    select ${rowColumns} ${rowTables} join page on page.id = m.id order by page.at ${order}, m.id ${order}`.execute(db)
  return rows
}

/** Without a walk: what is done with comes newest first. */
const isNewest = ({ view, figure }: InboxQuery): boolean => !figure && ['publish', 'closed', 'all'].includes(view)

async function listShort(
  db: Database['db'],
  query: InboxQuery,
  reader: Reader,
  after: PageEnd | undefined,
  limit: number,
): Promise<Row[]> {
  const newest = isNewest(query)
  const key = newest ? sql`m.changed_at` : sql`m.due_at`
  const [order, compare] = newest ? [sql`desc`, sql`<`] : [sql`asc`, sql`>`]
  const page = after ? sql`and (${key}, m.id) ${compare} (${after.at}, ${after.id}::uuid)` : sql``
  const { rows } = await sql<Row>`select ${rowColumns} ${rowTables}
    where ${anywhere(query, reader)} and ${filtersOf(query, reader)} ${page}
    order by ${key} ${order}, m.id ${order} limit ${limit}`.execute(db)
  return rows
}

/** The instant a page goes on from. */
export function pageKey(query: InboxQuery, reader: Reader, row: Row): Date {
  const walk = walkOf(query, reader)
  if (walk?.key === 'opened_at') return row.opened_at
  if (walk?.key === 'closed_at' && row.closed_at) return row.closed_at
  return !walk && isNewest(query) ? row.changed_at : row.due_at
}

/** Counts what a list holds; `COUNT_MOST` stands for that many or more, except behind a figure, which is counted out. */
function counting(query: InboxQuery, reader: Reader): RawBuilder<unknown> {
  const most = query.figure ? null : COUNT_MOST
  const walk = walkOf(query, reader)
  const rows = walk
    ? rangesOf(walk, query, reader, undefined, most)
    : sql`select 1 from matter m left join request r on r.matter_id = m.id
        where ${anywhere(query, reader)} and ${filtersOf(query, reader)}`
  return rows ? sql`(select count(*)::int from (select 1 from (${rows}) x limit ${most}) y)` : sql`0`
}

export async function countRows({ db }: Database, query: InboxQuery, reader: Reader): Promise<number> {
  const { rows } = await sql<{ n: number }>`select ${counting(query, reader)} as n`.execute(db)
  return rows[0]?.n ?? 0
}

export async function countViews(
  { db }: Database,
  views: readonly InboxQuery['view'][],
  reader: Reader,
  path?: string,
) {
  const counts = views.map((view) => sql`${counting({ view, ...(path && { path }) }, reader)} as ${sql.ref(view)}`)
  const { rows } = await sql<Record<string, number>>`select ${sql.join(counts)}`.execute(db)
  return rows[0] ?? {}
}

/** What the reader may find by whose it is: by a name nobody but that desk finds what was passed on without it. */
const named = (reader: Reader) =>
  sql`(${reached(reader)} and ${reader.isSealed ? sql`true` : sql`m.visibility <> 'anonymous'`})`

export async function findRowsByNumber({ db }: Database, number: number, reader: Reader): Promise<Row[]> {
  const { rows } = await sql<Row>`select ${rowColumns} ${rowTables}
    where m.number = ${number} and ${reached(reader)}`.execute(db)
  return rows
}

export async function listRowsOfPeople({ db }: Database, people: readonly string[], reader: Reader): Promise<Row[]> {
  if (people.length === 0) return []
  const { rows } = await sql<Row>`select ${rowColumns} ${rowTables}
    where r.requester_id = any(${[...people]}::uuid[]) and ${named(reader)}
    order by m.closed_at is not null, m.opened_at desc limit 40`.execute(db)
  return rows
}

export type OwnRow = Row & { news: boolean; done: boolean }

/** Whoever follows a neighbour's request waits as long as that one is open. */
const isDone = sql`(m.state = any(${[...doneStates]}::text[]) and not (m.state = 'merged'
  and exists (select from matter x where x.id = r.merged_into and x.state = any(${[...unanswered]}::text[]))))`

/** A person's own requests: what is not done first, then what is; each newest first. */
export async function listRowsOfRequester(
  { db }: Database,
  personId: string,
  after: (PageEnd & { done: boolean }) | undefined,
  limit: number,
): Promise<OwnRow[]> {
  const page = after
    ? sql`and (${isDone} > ${after.done} or (${isDone} = ${after.done} and (m.opened_at, m.id) < (${after.at}, ${after.id}::uuid)))`
    : sql``
  const { rows } = await sql<OwnRow>`select ${rowColumns}, ${isDone} as done,
      exists (select from notice n where n.person_id = ${personId} and n.subject_id = m.id and n.read_at is null) as news
    ${rowTables} where r.requester_id = ${personId} ${page}
    order by done, m.opened_at desc, m.id desc limit ${limit}`.execute(db)
  return rows
}

/** How many requests a person has in each state, done and not. */
export async function countRowsOfRequester(
  { db }: Database,
  personId: string,
): Promise<{ state: string; done: boolean; n: number }[]> {
  const { rows } = await sql<{ state: string; done: boolean; n: number }>`
    select m.state, ${isDone} as done, count(*)::int as n from matter m join request r on r.matter_id = m.id
    where r.requester_id = ${personId} group by 1, 2`.execute(db)
  return rows
}

export interface FoundPerson {
  id: string
  name: string
  tail: string | null
  estate: string | null
  building: string | null
  unit: number | null
  open: number
}

/** People inside the reader's scope, or with a request there, by sound of name, last four digits, or room. At most 20. */
export async function findPeople({ db }: Database, words: string, reader: Reader): Promise<FoundPerson[]> {
  const clean = words.normalize('NFKC').trim().toLowerCase()
  const letters = clean.replace(/\s+/g, '')
  const room = /^(?:(\d{1,3})[-幢号](?:(\d{1,2})[-单元]+)?)?(\d{2,4}[a-z]?)室?$/.exec(letters)
  const byRoom = room?.[3]
    ? sql`(p.room = ${room[3]} ${room[1] ? sql`and b.name like ${`${room[1]}%`} and b.name ~ ('^' || ${room[1]} || '[^0-9]')` : sql``}
        ${room[2] ? sql`and p.unit = ${Number(room[2])}` : sql``})`
    : sql`false`
  const like = letters.replace(/[\\%_]/g, (sign) => `\\${sign}`)
  const byName = /^[a-z]+$/.test(letters)
    ? sql`(p.initials like ${`${like}%`} or replace(p.pinyin, ' ', '') like ${`${like}%`})`
    : /^\p{Script=Han}+$/u.test(letters)
      ? sql`p.name like ${`${like}%`}`
      : sql`false`
  const byTail = /^\d{4}$/.test(letters) ? sql`p.phone_tail = ${letters}` : sql`false`
  const { rows } = await sql<FoundPerson>`
    select p.id, p.name, p.phone_tail as tail, e.name as estate, b.name as building, p.unit,
      (select count(*)::int from request r join matter m on m.id = r.matter_id
       where r.requester_id = p.id and m.closed_at is null and ${named(reader)}) as open
    from person p left join building b on b.id = p.building_id left join estate e on e.id = b.estate_id
    where (${byName} or ${byTail} or ${byRoom}) and p.erased_at is null
      and (exists (select from account a where a.person_id = p.id and a.kind = 'resident') or p.path is not null)
      and (${sql.join(
        [sql`false`, ...reader.scope.map((path) => sql`(p.path >= ${path} and p.path < ${endOf(path)})`)],
        sql` or `,
      )} or exists (select from request r join matter m on m.id = r.matter_id where r.requester_id = p.id and ${named(reader)}))
    order by p.name, p.id limit 20`.execute(db)
  return rows
}

export async function findIdByNumber({ db }: Database, number: number): Promise<string | undefined> {
  const row = await db
    .selectFrom('matter')
    .select('id')
    .where('number', '=', number)
    .where('kind', '=', request.kind)
    .executeTakeFirst()
  return row?.id
}

export interface NearbyRow {
  id: string
  number: number
  title: string
  words: string
  state: string
  opened_at: Date
  closed_at: Date | null
  estate: string | null
  building: string | null
  place_words: string | null
}

const nearbyRows = sql`
  select m.id, m.number, r.title, r.words, m.state, m.opened_at, m.closed_at, e.name as estate, b.name as building, r.place_words
  from matter m join request r on r.matter_id = m.id
  left join building b on b.id = r.building_id left join estate e on e.id = b.estate_id`
const couldBeSame = sql`m.visibility <> 'sealed' and m.state not in ('merged', 'withdrawn')`

/** Other requests of the same building, newest first, and how many there are in all. */
export async function listNearby(
  { db }: Database,
  id: string,
  buildingId: string,
  since: Date,
  limit: number,
): Promise<{ rows: NearbyRow[]; total: number }> {
  const { rows } = await sql<NearbyRow & { total: number }>`
    select x.*, (count(*) over ())::int as total from (${nearbyRows}
    where r.building_id = ${buildingId} and m.id <> ${id} and m.opened_at >= ${since} and ${couldBeSame}) x
    order by x.opened_at desc, x.id desc limit ${limit}`.execute(db)
  return { rows, total: rows[0]?.total ?? 0 }
}

/** Open ones of the same community opened since, newest first, of the same theme as far as it is known of both. */
export async function listOfCommunity(
  { db }: Database,
  id: string,
  path: string,
  category: string | null,
  since: Date,
  limit: number,
): Promise<NearbyRow[]> {
  const { rows } = await sql<NearbyRow>`${nearbyRows}
    where ${within(path)} and m.kind = 'request' and m.opened_at >= ${since} and m.closed_at is null and m.id <> ${id} and ${couldBeSame}
      and (r.category = ${category} or r.category is null or ${category}::text is null)
    order by m.opened_at desc, m.id desc limit ${limit}`.execute(db)
  return rows
}

export interface JoinableRow {
  id: string
  category: string
  state: string
  opened_at: Date
  words: string
  estate: string | null
  community: string
  joined: number
}

/** States in which a neighbour may join: a worker has looked at it, and it waits for our answer. */
export const joinable = unanswered.filter((state) => state !== 'submitted')

/** Requests of a community that neighbours may join, newest first: open, agreed to be public, of one of the themes, not the person's. */
export async function listJoinable(
  { db }: Database,
  path: string,
  categories: readonly string[],
  personId: string | null,
  home: string | null,
  limit: number,
): Promise<JoinableRow[]> {
  const { rows } = await sql<JoinableRow>`
    select m.id, r.category, m.state, m.opened_at, r.words, e.name as estate, t.name as community,
      (select count(*)::int from request j where j.merged_into = m.id) as joined
    from matter m join request r on r.matter_id = m.id join territory t on t.path = left(m.path, 12)
    left join building b on b.id = r.building_id left join estate e on e.id = b.estate_id
    where ${within(path)} and m.closed_at is null and m.kind = 'request' and m.visibility <> 'sealed'
      and m.state = any(${joinable}::text[]) and r.may_publish
      and (not r.neighbours_only or ${home} = left(m.path, 12)) and r.category = any(${[...categories]}::text[])
      and r.requester_id is distinct from ${personId}::uuid
      and not exists (select from request j where j.merged_into = m.id and j.requester_id = ${personId}::uuid)
    order by m.opened_at desc, m.id desc limit ${limit}`.execute(db)
  return rows
}

export async function listMerged({ db }: Database, id: string) {
  return await db
    .selectFrom('request as r')
    .innerJoin('matter as m', 'm.id', 'r.matter_id')
    .select(['m.id', 'm.number', 'r.title'])
    .where('r.merged_into', '=', id)
    .orderBy('m.opened_at')
    .execute()
}

export interface Surroundings {
  community: string
  street: string
  building: string | null
  estate: string | null
  handler_name: string | null
  handler_role: string | null
  handler_phone: string | null
  unit_name: string | null
  unit_phone: string | null
  taker: string | null
  publisher: string | null
  requester_name: string
  requester_tail: string | null
  requester_erased: boolean
  requester_building: string | null
  requester_unit: number | null
  worker_id: string | null
  worker_name: string | null
  worker_phone: string | null
  community_phone: string | null
}

/** Names around a request: place, handler, unit, reporter, the grid worker of the place. */
export async function getSurroundings({ db }: Database, id: string, today: string): Promise<Surroundings> {
  const { rows } = await sql<Surroundings>`
    select t.name as community, s.name as street, coalesce(t.phone, s.phone) as community_phone, b.name as building, e.name as estate,
      h.name as handler_name, coalesce(hg.role, case when r.dispatched_at is not null then 'unit_officer' end) as handler_role,
      coalesce(hg.phone, case when r.dispatched_at is not null then o.phone end, t.phone) as handler_phone,
      o.name as unit_name, o.phone as unit_phone, k.name as taker, pb.name as publisher,
      q.name as requester_name, q.phone_tail as requester_tail, q.erased_at is not null as requester_erased, concat_ws(' ', qe.name, qb.name) as requester_building, q.unit as requester_unit,
      w.id as worker_id, w.name as worker_name, coalesce(w.phone, t.phone) as worker_phone
    from matter m join request r on r.matter_id = m.id
    join territory t on t.path = left(m.path, 12)
    join territory s on s.path = left(m.path, 9)
    join person q on q.id = r.requester_id
    left join building b on b.id = r.building_id
    left join estate e on e.id = b.estate_id
    left join person h on h.id = r.handler_id
    left join lateral (select g.role, g.phone from role_place g where g.person_id = h.id and m.path like g.path || '%'
      order by length(g.path) desc limit 1) hg on true
    left join organisation o on o.id = r.unit_id
    left join person k on k.id = r.taken_by
    left join person pb on pb.id = r.published_by
    left join building qb on qb.id = q.building_id
    left join estate qe on qe.id = qb.estate_id
    left join lateral (select p.id, p.name, g.phone from role_place g join person p on p.id = g.person_id
      where g.role = any(case m.visibility when 'sealed' then array['integrity_officer'] else array['grid_worker', 'community_desk'] end) and m.path like g.path || '%' and g.from_on <= ${today} and (g.to_on is null or g.to_on >= ${today})
      order by length(g.path) desc, p.id limit 1) w on true
    where m.id = ${id}`.execute(db)
  const [row] = rows
  if (!row) throw new Error('a request without a place')
  return row
}

/** Whether anybody hears what is sealed at a path. */
export async function hasSealedDesk({ db }: Database, path: string, today: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from role_place g where g.role = 'integrity_officer' and ${path} like g.path || '%'
      and g.from_on <= ${today} and (g.to_on is null or g.to_on >= ${today})
      and not exists (select from account a where a.person_id = g.person_id and a.kind = 'staff' and a.suspended_at is not null)
    limit 1`.execute(db)
  return rows.length > 0
}

/** Who may be given a request at a path, and the units of its community, street and city. */
export async function listHandlers({ db }: Database, { path, visibility }: Scoped, today: string) {
  const roles =
    visibility === 'sealed'
      ? ['integrity_officer']
      : ['grid_worker', 'community_desk', 'community_head', 'street_officer']

  const { rows: people } = await sql<{ id: string; name: string; role: string; place: string; open: number }>`
    select distinct on (length(g.path), p.id) p.id, p.name, g.role, t.name as place,
      (select count(*)::int from request r join matter m on m.id = r.matter_id where r.handler_id = p.id and ${isOurs}) as open
    from role_place g join person p on p.id = g.person_id join territory t on t.path = g.path
    where (${path} like g.path || '%' or g.path like left(${path}, 12) || '%')
      and not exists (select from account a where a.person_id = p.id and a.kind = 'staff' and a.suspended_at is not null)
      and g.role = any(${roles}::text[])
      and g.from_on <= ${today} and (g.to_on is null or g.to_on >= ${today})
    order by length(g.path) desc, p.id limit 40`.execute(db)
  const { rows: units } = await sql<{ id: string; name: string; kind: string }>`
    select id, name, kind from organisation where ${path} like path || '%' and (ended_on is null or ended_on > ${today}) order by length(path) desc, name limit 40`.execute(
    db,
  )
  return { people, units: visibility === 'sealed' ? [] : units }
}

/** What the system said that a request came from. */
export async function findSource({ db }: Database, id: string) {
  return await db
    .selectFrom('request_source')
    .select(['system', 'external_id as externalId', 'link', 'words', 'media'])
    .where('matter_id', '=', id)
    .executeTakeFirst()
}

/** Holds an action's id until the transaction ends: the same call sent twice at once waits for its own first answer. */
export async function holdAction(tx: Tx, id: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${id}, 0))`.execute(tx)
}

/** The request that one follows now. */
export async function findMergedInto(db: Tx | Database['db'], id: string): Promise<string | null> {
  const row = await db.selectFrom('request').select('merged_into').where('matter_id', '=', id).executeTakeFirst()
  return row?.merged_into ?? null
}

export async function wasDone(tx: Tx, actionId: string): Promise<boolean> {
  return (await tx.selectFrom('action').select('id').where('id', '=', actionId).executeTakeFirst()) !== undefined
}

/** Holds matters until the transaction ends; always in one order, so that two who hold the same two never wait in a circle. */
export async function holdMatters(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx
    .selectFrom('matter')
    .select('id')
    .where('id', 'in', [...ids])
    .orderBy('id')
    .forUpdate()
    .execute()
}

export interface InHand {
  number: number
  category: string | null
  /** Name of the community. */
  place: string
  due: Date | null
}

/** What a worker has in hand, the most urgent first; at most 200. Nothing of what was said and of who said it. */
export async function listInHand({ db }: Pick<Database, 'db'>, personId: string): Promise<InHand[]> {
  const { rows } = await sql<InHand>`
    select m.number, r.category, t.name as place, case when m.due_clock is null then null else m.due_at end as due
    from request r join matter m on m.id = r.matter_id join territory t on t.path = left(m.path, 12)
    where r.handler_id = ${personId} and ${isOurs} order by m.due_at, m.id limit 200`.execute(db)
  return rows
}

export async function listTitles({ db }: Database, ids: readonly string[]) {
  if (ids.length === 0) return new Map<string, { number: number; title: string }>()
  const rows = await db
    .selectFrom('matter as m')
    .innerJoin('request as r', 'r.matter_id', 'm.id')
    .select(['m.id', 'm.number', 'r.title'])
    .where('m.id', 'in', [...new Set(ids)])
    .execute()
  return new Map(rows.map(({ id, ...row }) => [id, row]))
}

export async function listCategories({ db }: Database): Promise<{ code: string; words: string[] }[]> {
  return await db
    .selectFrom('request_category')
    .select(['code', 'words'])
    .where('retired_on', 'is', null)
    .orderBy('place')
    .execute()
}

/** What sounds like an emergency, and the numbers the city has. A call to a number it does not have is left out. */
export async function listEmergencies({ db }: Database): Promise<EmergencyList> {
  const numbers = await db.selectFrom('emergency_number').select(['code', 'phone']).orderBy('code').execute()
  const rows = await db.selectFrom('emergency').select(['kind', 'words', 'calls']).orderBy('place').execute()
  const known = numbers.map(({ code }) => code)
  return {
    emergencies: rows.map(({ calls, ...row }) => ({ ...row, calls: calls.filter((code) => known.includes(code)) })),
    takenBack,
    numbers,
  } as EmergencyList
}

export async function listTemplates({ db }: Database) {
  return await db
    .selectFrom('reply_template')
    .select(['id', 'category', 'title', 'words'])
    .where('retired_on', 'is', null)
    .orderBy('place')
    .execute()
}

export interface FileRow {
  id: string
  kind: 'photo' | 'voice'
  type: string
  width: number | null
  height: number | null
  seconds: number | null
  sha256: Buffer
  made_by: string
  matter_id: string | null
  action_id: string | null
  public_at: Date | null
  withheld: boolean
}

const fileColumns = [
  'id',
  'kind',
  'type',
  'width',
  'height',
  'seconds',
  'sha256',
  'made_by',
  'matter_id',
  'action_id',
  'public_at',
  'withheld',
] as const

export async function findFile({ db }: Database, id: string): Promise<FileRow | undefined> {
  return (await db.selectFrom('file').select(fileColumns).where('id', '=', id).executeTakeFirst()) as
    | FileRow
    | undefined
}

export async function listFiles({ db }: Database, matterId: string): Promise<FileRow[]> {
  return (await db
    .selectFrom('file')
    .select(fileColumns)
    .where('matter_id', '=', matterId)
    .orderBy('made_at')
    .orderBy('id')
    .execute()) as FileRow[]
}

/** Writes the row of a kept file; the same id twice is one file. @returns the row that is there now */
export async function insertFile(
  database: Database,
  file: Omit<FileRow, 'matter_id' | 'action_id' | 'public_at' | 'withheld'> & { bytes: number; made_at: Date },
): Promise<FileRow> {
  await database.db
    .insertInto('file')
    .values(file)
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute()
  const found = await findFile(database, file.id)
  if (!found) throw new Error('a file that was written is gone')
  return found
}

/** Files of a person that no request has yet, among these. */
export async function listFreeFiles({ db }: Database, ids: readonly string[], personId: string) {
  if (ids.length === 0) return []
  return await db
    .selectFrom('file')
    .select(['id', 'kind'])
    .where('id', 'in', [...ids])
    .where('made_by', '=', personId)
    .where('matter_id', 'is', null)
    .execute()
}

/** Files kept by a person in the last day that no request has; bounds what one account can leave behind. */
export async function countFreeFiles({ db }: Database, personId: string, now: Date): Promise<number> {
  const row = await db
    .selectFrom('file')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('made_by', '=', personId)
    .where('matter_id', 'is', null)
    .where('made_at', '>', new Date(now.getTime() - DAY))
    .executeTakeFirstOrThrow()
  return Number(row.n)
}

export interface BoardRow {
  number: number
  words: string
  reply: string
  estate: string | null
  community: string
  category: string | null
  state: 'replied' | 'confirmed' | 'closed'
  opened_at: Date
  replied_at: Date
  published_at: Date
  id: string
  photos: string[] | null
  neighbourly?: boolean
}

const answeredAloud = sql`(r.published_at is not null and r.replied_at is not null and m.state in ('replied', 'confirmed', 'closed'))`

/** What a passer-by may see: answered, agreed to, approved, and not taken up again. */
export const onBoard = sql`(m.visibility = 'public' and ${answeredAloud})`
/** The same of what is for residents of the community alone. */
const onNeighboursBoard = sql`(m.visibility = 'neighbours' and ${answeredAloud})`

/** Who may see the published part of a request: everybody, residents of a community, or nobody yet. */
export async function findBoardOf(
  { db }: Database,
  matterId: string | null,
): Promise<{ isPublic: boolean; community: string } | undefined> {
  if (!matterId) return undefined
  const { rows } = await sql<{ isPublic: boolean; community: string }>`
    select ${onBoard} as "isPublic", left(m.path, 12) as community
    from matter m join request r on r.matter_id = m.id
    where m.id = ${matterId} and (${onBoard} or ${onNeighboursBoard})`.execute(db)
  return rows[0]
}

/** The community in which a resident lives, as the register has it. */
export async function findHome(on: Pick<Database, 'db'>, personId: string | undefined): Promise<string | null> {
  if (!personId) return null
  const { rows } = await sql<{ community: string | null }>`
    select left(path, 12) as community from person where id = ${personId} and length(path) >= 12`.execute(on.db)
  return rows[0]?.community ?? null
}

export async function listBoard(
  { db }: Database,
  path: string,
  filter: { category?: string | undefined; from?: Date | undefined; to?: Date | undefined },
  after: { at: Date; id: string } | undefined,
  limit: number,
  among: 'all' | 'neighbours' = 'all',
): Promise<BoardRow[]> {
  const { rows } = await sql<BoardRow>`
    select m.id, m.number, m.visibility = 'neighbours' as neighbourly, r.public_words as words, r.public_reply as reply, e.name as estate, t.name as community, r.category,
      m.state, m.opened_at, r.replied_at, r.published_at,
      (select array_agg(f.id order by f.made_at) from file f where f.matter_id = m.id and f.public_at is not null) as photos
    from matter m join request r on r.matter_id = m.id join territory t on t.path = left(m.path, 12)
    left join building b on b.id = r.building_id left join estate e on e.id = b.estate_id
    where ${among === 'all' ? onBoard : onNeighboursBoard} and ${within(path)}
      ${filter.category ? sql`and r.category = ${filter.category}` : sql``}
      ${filter.from ? sql`and r.replied_at >= ${filter.from}` : sql``} ${filter.to ? sql`and r.replied_at < ${filter.to}` : sql``}
      ${after ? sql`and (r.replied_at, m.id) < (${after.at}, ${after.id}::uuid)` : sql``}
    order by r.replied_at desc, m.id desc limit ${limit}`.execute(db)
  return rows
}

export async function listBoardFilters({ db }: Database, path: string) {
  const { rows } = await sql<{ month: string; category: string | null }>`
    select distinct to_char(r.replied_at at time zone 'Asia/Shanghai', 'YYYY-MM') as month, r.category
    from matter m join request r on r.matter_id = m.id
    where ${onBoard} and ${within(path)}
    order by 1 desc`.execute(db)
  return {
    months: [...new Set(rows.map((row) => row.month))].slice(0, 24),
    categories: [...new Set(rows.flatMap((row) => row.category ?? []))].sort(),
  }
}

/** What a community opened and answered since an instant, and the mean first response of those in hours. */
export async function countBoard({ db }: Database, path: string, since: Date, now: Date) {
  const { rows } = await sql<{ opened: number; answered: number; hours: number | null }>`
    select count(*)::int as opened, count(r.replied_at)::int as answered,
      (avg(extract(epoch from coalesce(${firstResponse}, ${now}) - m.opened_at) / 3600) filter (where ${awaitsResponse}))::float8 as hours
    from matter m join request r on r.matter_id = m.id
    where m.opened_at >= ${since} and m.state not in ('merged', 'withdrawn') and m.visibility <> 'sealed' and ${within(path)}`.execute(
    db,
  )
  return rows[0] ?? { opened: 0, answered: 0, hours: null }
}

export interface Figures {
  open: number
  due_today: number
  late: number
  latest: Date | null
  waiting: number
  n: number
  hours: number | null
  pending: number
  pending_hours: number | null
  contact_n: number
  contact_met: number
  solved_n: number
  solved: number
  satisfied_n: number
  satisfied: number
  silent: number
}

const countWhere = (figure: NonNullable<InboxQuery['figure']>, now: Date, more: RawBuilder<unknown> = sql`true`) =>
  sql`count(*) filter (where ${figureCondition(figure, now)} and ${more})::int`

/**
 * The figures of an area. What is open, due, late and waiting is as of now; the rest is of requests opened in the period.
 * First response: mean of first contact or reply by a named person minus submission, unanswered ones with their age so far.
 *
 * @source S3-45
 */
export async function countFigures({ db }: Database, path: string, from: Date, to: Date, now: Date): Promise<Figures> {
  const period = sql`(m.opened_at >= ${from} and m.opened_at < ${to})`
  const hours = sql`extract(epoch from coalesce(${firstResponse}, ${now}) - m.opened_at) / 3600`
  const counted = sql`(${figureCondition('first_response', now)} and ${period})`
  const pending = sql`(${figureCondition('first_response_pending', now)} and ${period})`
  const { rows } = await sql<Figures>`
    select ${countWhere('open', now)} as open, ${countWhere('due_today', now)} as due_today, ${countWhere('late', now)} as late,
      min(m.due_at) filter (where ${isLate(now)}) as latest, ${countWhere('waiting', now)} as waiting,
      count(*) filter (where ${counted})::int as n, (avg(${hours}) filter (where ${counted}))::float8 as hours,
      count(*) filter (where ${pending})::int as pending, (avg(${hours}) filter (where ${pending}))::float8 as pending_hours,
      ${countWhere('first_contact_counted', now, period)} as contact_n, ${countWhere('first_contact_met', now, period)} as contact_met,
      ${countWhere('solved_counted', now, period)} as solved_n, ${countWhere('solved', now, period)} as solved,
      ${countWhere('satisfied_counted', now, period)} as satisfied_n, ${countWhere('satisfied', now, period)} as satisfied,
      ${countWhere('silent', now, period)} as silent
    from matter m join request r on r.matter_id = m.id where ${inside([path])}`.execute(db)
  const [figures] = rows
  if (!figures) throw new Error('counting gave no row')
  return figures
}

export interface AreaFigures {
  path: string
  name: string
  open: number
  late: number
  opened: number
  hours: number | null
  solved_n: number
  solved: number
}

/** The same per place one level down, in code order; never ranked. @param length digits of the places' paths */
export async function countAreas(
  { db }: Database,
  path: string,
  length: number,
  from: Date,
  to: Date,
  now: Date,
): Promise<AreaFigures[]> {
  const period = sql`(m.opened_at >= ${from} and m.opened_at < ${to})`
  const { rows } = await sql<AreaFigures>`
    with f as (
      select left(m.path, ${length}::int) as area, ${countWhere('open', now)} as open, ${countWhere('late', now)} as late,
        ${countWhere('opened', now, period)} as opened,
        (avg(extract(epoch from coalesce(${firstResponse}, ${now}) - m.opened_at) / 3600)
          filter (where ${figureCondition('first_response', now)} and ${period}))::float8 as hours,
        ${countWhere('solved_counted', now, period)} as solved_n, ${countWhere('solved', now, period)} as solved
      from matter m join request r on r.matter_id = m.id where ${inside([path])} group by 1)
    select t.path, t.name, coalesce(f.open, 0) as open, coalesce(f.late, 0) as late, coalesce(f.opened, 0) as opened, f.hours,
      coalesce(f.solved_n, 0) as solved_n, coalesce(f.solved, 0) as solved
    from territory t left join f on f.area = t.path
    where t.path >= ${path} and t.path < ${endOf(path)} and length(t.path) = ${length} order by t.path`.execute(db)
  return rows
}

export async function listLate({ db }: Database, path: string, now: Date) {
  const { rows } = await sql<{ due_at: Date; reason: string | null }>`
    select m.due_at, r.late_reason as reason from matter m join request r on r.matter_id = m.id
    where ${isLate(now)} and ${inside([path])}`.execute(db)
  return rows
}

/** Buildings with at least `min` requests of one category since; each opens `reported` of that building, theme and those days. */
export async function listRepeats({ db }: Database, path: string, since: Date, now: Date, min: number) {
  const { rows } = await sql<{
    building_id: string
    place: string
    community: string
    category: string
    count: number
    people: number
    last: Date
  }>`
    select r.building_id, e.name || ' ' || b.name as place, t.name as community, r.category, count(*)::int as count,
      count(distinct r.requester_id)::int as people, max(m.opened_at) as last
    from matter m join request r on r.matter_id = m.id join building b on b.id = r.building_id join estate e on e.id = b.estate_id
    join territory t on t.path = left(m.path, 12)
    where ${figureCondition('reported', now)} and r.category is not null and m.opened_at >= ${since} and ${inside([path])}
    group by 1, 2, 3, 4 having count(*) >= ${min} order by count(*) desc, 2 limit 12`.execute(db)
  return rows
}

/** Names of persons and organisations by id. */
export async function listNames({ db }: Database, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{ id: string; name: string }>`
    select id, name from person where id = any(${[...ids]}::uuid[])
    union all select id, name from organisation where id = any(${[...ids]}::uuid[])`.execute(db)
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** The actions of a request in their order, with the salt and the words of those that the person did and that are kept. */
export async function listOwnWords({ db }: Database, matterId: string, personId: string) {
  const { rows } = await sql<{
    id: string
    kind: string
    salt: Buffer | null
    body: Record<string, unknown> | null
  }>`
    select a.id, a.kind, c.salt, c.body from action a
    left join content c on c.action_id = a.id and a.actor_id = ${personId}::uuid
    where a.subject_id = ${matterId}::uuid order by a.version`.execute(db)
  return rows
}

/** Texts of closed requests with their theme and whose they are, newest first. */
export async function listClosedTexts({ db }: Database, limit: number) {
  const { rows } = await sql<{ text: string; label: string; by: string }>`
    select r.words as text, r.category as label, r.requester_id as by
    from matter m join request r on r.matter_id = m.id
    where m.state = 'closed' and m.closed_at is not null and m.visibility not in ('anonymous', 'sealed') and r.category is not null
      and r.words <> '' and r.erased_at is null
    order by m.closed_at desc, m.id desc limit ${limit}`.execute(db)
  return rows
}

export async function hasWordModel({ db }: Database, day: Day): Promise<boolean> {
  return (await db.selectFrom('word_model').select('version').where('day', '=', day).executeTakeFirst()) !== undefined
}

/** Keeps the model of a day, once, and the pieces of the newest `kept` only. */
export async function insertWordModel(
  database: Database,
  { day, at, texts, model }: { day: Day; at: Date; texts: number; model: Packed | undefined },
  kept: number,
): Promise<void> {
  const { weights = null, ...pieces } = model ?? {}
  await database.transact(async (tx) => {
    await tx
      .insertInto('word_model')
      .values({
        day,
        made_at: at,
        texts,
        pieces: model ? JSON.stringify(pieces) : null,
        weights: weights && Buffer.from(weights.buffer, weights.byteOffset, weights.byteLength),
      })
      .onConflict((conflict) => conflict.column('day').doNothing())
      .execute()
    await sql`update word_model set pieces = null, weights = null where pieces is not null and version <= (
      select version from word_model where pieces is not null order by version desc offset ${kept} limit 1)`.execute(tx)
  })
}

/** The newest that learnt something. */
export async function findWordModelVersion({ db }: Database): Promise<number | undefined> {
  const row = await db
    .selectFrom('word_model')
    .select('version')
    .where('weights', 'is not', null)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.version
}

export async function findWordModel({ db }: Database, version: number): Promise<Packed | undefined> {
  const row = await db
    .selectFrom('word_model')
    .select(['pieces', 'weights'])
    .where('version', '=', version)
    .executeTakeFirst()
  if (!row?.pieces || !row.weights) return undefined
  const bytes = new Uint8Array(row.weights)
  return { ...(row.pieces as unknown as Omit<Packed, 'weights'>), weights: new Float32Array(bytes.buffer) }
}

export interface KeptRow {
  version: number
  n: number
  kept: number
  none: number
  from: Date
  to: Date
}

/** What desks made of the suggestions of the newest models, of those there were: accepted with one shown, kept the first, had none. */
export async function countSuggestions({ db }: Database, since: Date): Promise<KeptRow[]> {
  const { rows } = await sql<KeptRow>`
    select (facts ->> 'model')::int as version, count(*)::int as n,
      count(*) filter (where facts ->> 'suggested' = facts ->> 'category')::int as kept,
      count(*) filter (where facts ->> 'suggested' is null)::int as none, min(at) as from, max(at) as to
    from action where kind = 'request.accept' and at >= ${since} and facts ? 'model'
      and exists (select from word_model w where w.version = (facts ->> 'model')::int)
    group by 1 order by 1 desc limit 8`.execute(db)
  return rows
}
