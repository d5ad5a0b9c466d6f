/** What people asked about their data, in the database: lists and what stands around one. The engine writes their state. */
import { type RawBuilder, sql } from 'kysely'
import { endOf } from '#foundation/authority.ts'
import type { Database, Tx } from '#foundation/database/database.ts'
import type { Day } from '#lib/days.ts'
import type { PageEnd } from '#lib/page.ts'
import { type About, doneStates, titles } from './rules.ts'

export interface Row {
  id: string
  number: number
  state: string
  about: About
  opened_at: Date
  changed_at: Date
  due_at: Date
  due_clock: string | null
  closed_at: Date | null
  promise_at: Date | null
  unit: string | null
  unsure: boolean | null
  asker: string
  erased: boolean
  community: string
  at_window: boolean
  handler: string | null
  escalated_at: Date | null
}

const rows = sql`
  select m.id, m.number, m.state, d.about, m.opened_at, m.changed_at, m.due_at, m.due_clock, m.closed_at, c.promise_at,
    c.unit, c.unsure, p.name as asker, p.erased_at is not null as erased, t.name as community,
    d.taken_by is not null as at_window, h.name as handler, d.escalated_at
  from rights_request d
  join matter m on m.id = d.matter_id and m.kind = 'rights'
  join person p on p.id = d.requester_id
  join territory t on t.path = left(m.path, 12)
  left join person h on h.id = d.handler_id
  left join clock c on c.matter_id = m.id and c.name = m.due_clock`

function inside(paths: readonly string[]): RawBuilder<unknown> {
  if (paths.length === 0) return sql`false`
  return sql`(${sql.join(
    paths.map((path) => sql`(m.path >= ${path} and m.path < ${endOf(path)})`),
    sql` or `,
  )})`
}

const done = sql`(m.state = any(${[...doneStates]}::text[]))`

export async function listMine(
  { db }: Database,
  personId: string,
  after: PageEnd | undefined,
  limit: number,
): Promise<Row[]> {
  const page = after ? sql`and (m.opened_at, m.id) < (${after.at}, ${after.id}::uuid)` : sql``
  const found = await sql<Row>`${rows} where d.requester_id = ${personId} ${page}
    order by m.opened_at desc, m.id desc limit ${limit}`.execute(db)
  return found.rows
}

/** Those inside the paths: what waits by its promised day, or what is done, newest first. */
export async function listForDesk(
  { db }: Database,
  paths: readonly string[],
  list: 'open' | 'done',
  after: PageEnd | undefined,
  limit: number,
): Promise<Row[]> {
  const isOpen = list === 'open'
  const key = isOpen ? sql`m.due_at` : sql`m.changed_at`
  const [order, compare] = isOpen ? [sql`asc`, sql`>`] : [sql`desc`, sql`<`]
  const page = after ? sql`and (${key}, m.id) ${compare} (${after.at}, ${after.id}::uuid)` : sql``
  const found = await sql<Row>`${rows} where ${inside(paths)} and ${isOpen ? sql`not ${done}` : done} ${page}
    order by ${key} ${order}, m.id ${order} limit ${limit}`.execute(db)
  return found.rows
}

export async function findIdByNumber({ db }: Database, number: number): Promise<string | undefined> {
  const { rows } = await sql<{
    id: string
  }>`select id from matter where number = ${number} and kind = 'rights'`.execute(db)
  return rows[0]?.id
}

export interface Around {
  asker: string
  tail: string | null
  erased: boolean
  community: string
  community_phone: string | null
  street: string
  street_phone: string | null
  taker: string | null
  handler: string | null
  handler_phone: string | null
}

/** People and places around one, with the phones of work. */
export async function getAround({ db }: Database, id: string, today: Day): Promise<Around> {
  const { rows } = await sql<Around>`
    select p.name as asker, p.phone_tail as tail, p.erased_at is not null as erased, t.name as community,
      t.phone as community_phone, coalesce(o.name, s.name) as street, coalesce(o.phone, s.phone) as street_phone, k.name as taker, h.name as handler,
      (select g.phone from role_place g where g.person_id = d.handler_id and m.path like g.path || '%'
        and g.from_on <= ${today} and (g.to_on is null or g.to_on >= ${today}) order by length(g.path) desc limit 1) as handler_phone
    from rights_request d join matter m on m.id = d.matter_id join person p on p.id = d.requester_id
    join territory t on t.path = left(m.path, 12) join territory s on s.path = left(m.path, 9)
    left join lateral (select name, phone from organisation where path = s.path and kind = 'street_office'
      and (ended_on is null or ended_on > ${today}) order by name limit 1) o on true
    left join person k on k.id = d.taken_by left join person h on h.id = d.handler_id
    where d.matter_id = ${id}`.execute(db)
  const [row] = rows
  if (!row) throw new Error(`no rights request ${id}`)
  return row
}

/** One after the other for one action, so that a person made for it is made once. */
export async function holdAction(tx: Tx, id: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${id}, 1))`.execute(tx)
}

/** Where somebody at the window lives; undefined for nobody, for who left and for a worker without a home. */
export async function findHome(tx: Tx, personId: string): Promise<{ path: string | null } | undefined> {
  const { rows } = await sql<{ path: string | null }>`
    select p.path from person p where p.id = ${personId} and p.erased_at is null`.execute(tx)
  return rows[0]
}

export async function listTitles({ db }: Database, ids: readonly string[]) {
  const { rows } = await sql<{ id: string; number: number; about: About }>`
    select m.id, m.number, d.about from matter m join rights_request d on d.matter_id = m.id
    where m.id = any(${[...ids]}::uuid[])`.execute(db)
  return new Map(rows.map(({ id, number, about }) => [id, { number, title: titles[about] }]))
}
