/**
 * A city to measure in: all its places, 5,000 residents and 60 workers who are signed in, and, if asked, a history of
 * requests written in bulk: 6 actions, 1 clock and 3 notices each, six in a hundred still open, nobody in `confirmed`.
 */
import { createHash, randomBytes } from 'node:crypto'
import { type Database, openDatabase } from '#foundation/database/database.ts'
import { migrate } from '#foundation/database/migrate.ts'
import { idFrom } from '#lib/ids.ts'
import { seedReference } from '#seed/reference.ts'
import { prepare } from '../src/program.ts'

export interface Person {
  id: string
  cookie: string
  community: string
}

export interface City {
  url: string
  residents: Person[]
  /** For each of the 30 communities where the load plays: a clerk and a grid worker. */
  clerks: Person[]
  workers: Person[]
  /** Reads everything in the city. */
  officer: Person
  /** Reads one street, where requests are. */
  streetOfficer: Person
}

const RESIDENTS = 5_000
const COMMUNITIES = 30
const CHUNK = 20_000

/** @param rows how many requests of history @param say told how far it is */
export async function fillCity(url: string, rows: number, say: (line: string) => void): Promise<City> {
  const database = openDatabase({ url, size: 4 })
  await migrate(database)
  await seedReference(database)
  await prepare(database)
  const people = await fillPeople(database)
  if (rows > 0) await fillHistory(database, rows, say)
  // a new city was never vacuumed: a table that is known to be empty would be read from end to end
  if (rows > 0) await database.pool.query('vacuum analyze')
  await database.pool.query('checkpoint').catch(() => undefined)
  await database.close()
  return { url, ...people }
}

async function fillPeople(database: Database): Promise<Omit<City, 'url'>> {
  const { rows } = await database.pool.query<{ path: string }>(
    `select path from territory where level = 'community' order by path`,
  )
  const all = rows.map(({ path }) => path)
  const street = all[Math.floor(all.length / 2)]?.slice(0, 9) ?? ''
  const places = all.filter((_, index) => index % Math.floor(all.length / COMMUNITIES) === 0).slice(0, COMMUNITIES)
  const at = (index: number) => places[index % places.length] ?? ''
  const made = (kind: string, index: number, community: string): Person & { token: string; kind: string } => {
    const token = randomBytes(32).toString('base64url')
    return { id: idFrom('bench', kind, String(index)), cookie: `linli_session=${token}`, community, token, kind }
  }
  const many = (kind: string, count: number) =>
    Array.from({ length: count }, (_, index) => made(kind, index, at(index)))
  const residents = many('resident', RESIDENTS)
  const clerks = many('community_desk', places.length)
  const workers = many('grid_worker', places.length)
  const officer = made('city_officer', 0, street.slice(0, 4))
  const streetOfficer = made('street_officer', 0, street)
  const everybody = [...residents, ...clerks, ...workers, officer, streetOfficer]
  // who waits for the turn of another database must not be signed out meanwhile
  await database.pool.query(
    `insert into policy_value (key, from_on, value, unit, source) values ('people.staff_idle_minutes', '2000-01-02', '720', 'minutes', 'house')`,
  )
  await database.pool.query(
    `with x as (select * from jsonb_to_recordset($1::jsonb) as x(id uuid, kind text, community text, hash text)),
       p as (insert into person (id, name, path, created_at) select id, '测试', left(community, 12), $2 from x),
       a as (insert into account (id, person_id, kind, login, password_hash, created_at)
         select id, id, case when kind = 'resident' then 'resident' else 'staff' end,
           case when kind <> 'resident' then id::text end, case when kind <> 'resident' then 'none' end, $2 from x),
       g as (insert into role_grant (person_id, role, path, from_on)
         select id, kind, community, '2020-01-01' from x where kind <> 'resident')
     insert into session (token_hash, account_id, created_at, seen_at, expires_at)
     select decode(hash, 'hex'), id, $2, $2, $2 + interval '90 days' from x`,
    [
      JSON.stringify(
        everybody.map(({ id, kind, community, token }) => ({
          id,
          kind,
          community,
          hash: createHash('sha256').update(token).digest('hex'),
        })),
      ),
      new Date(),
    ],
  )
  return { residents, clerks, workers, officer, streetOfficer }
}

const tables = ['matter', 'request', 'action', 'content', 'clock', 'notice']

/** Keys are checked once for all rows at the end instead of one by one. */
async function fillHistory(database: Database, rows: number, say: (line: string) => void): Promise<void> {
  const { pool } = database
  const keys = await pool.query<{ table: string; name: string; definition: string }>(
    `select conrelid::regclass::text as table, conname as name, pg_get_constraintdef(oid) as definition
     from pg_constraint where contype = 'f' and conrelid = any($1::regclass[])`,
    [tables],
  )
  for (const { table, name } of keys.rows) await pool.query(`alter table ${table} drop constraint ${name}`)
  await pool.query(
    'create table bench_place as select (row_number() over (order by path) - 1)::int as n, path from territory where level = $$community$$',
  )
  await pool.query(`create table bench_person as select (row_number() over (order by p.id) - 1)::int as n, p.id
    from person p join account a on a.person_id = p.id where a.kind = 'resident'`)
  await pool.query(
    'create unique index on bench_place (n); create unique index on bench_person (n); analyze bench_place, bench_person',
  )
  const began = performance.now()
  for (let from = 0; from < rows; from += CHUNK) {
    await fillChunk(database, from, Math.min(rows, from + CHUNK))
    const done = Math.min(rows, from + CHUNK)
    if (done % (CHUNK * 5) === 0 || done === rows)
      say(`  ${done.toLocaleString('en')} requests, ${Math.round((performance.now() - began) / 1000)} s`)
  }
  for (const { table, name, definition } of keys.rows) {
    await pool.query(`alter table ${table} add constraint ${name} ${definition} not valid`)
    await pool.query(`alter table ${table} validate constraint ${name}`)
  }
  await pool.query('drop table bench_place, bench_person')
}

const id = (kind: number, n: string) => `('00000000-000${kind}-7000-8000-' || lpad(to_hex(${n}), 12, '0'))::uuid`

async function fillChunk({ pool }: Database, from: number, to: number): Promise<void> {
  const facts = `select s.n, ${id(1, 's.n')} as id, p.path, q.id as person,
      $3::timestamptz - interval '1 year' + s.n * (interval '360 days' / $4::int) as opened,
      s.n % 100 < 6 as open,
      case when s.n % 100 >= 6 then 'closed'
        else (array['submitted', 'accepted', 'classified', 'assigned', 'in_progress', 'in_progress', 'waiting', 'replied'])[1 + (s.n / 100) % 8] end as state
    from generate_series($1::int, $2::int - 1) as s(n)
    join bench_place p on p.n = (s.n::bigint * 7919) % (select count(*) from bench_place)
    join bench_person q on q.n = (s.n::bigint * 31) % (select count(*) from bench_person)`
  const total = Math.max(to, 1_000_000)
  const values = [from, to, new Date(), total]
  const write = async (text: string) => await pool.query(`with f as (${facts}) ${text}`, values)
  const due = `case when f.open then $3::timestamptz + (f.n % 20160) * interval '1 minute' else f.opened + interval '3 days' end`
  await write(`insert into matter (id, kind, state, version, path, opened_at, opened_by, changed_at, due_at, due_clock, closed_at, visibility)
    select f.id, 'request', f.state, 6, f.path, f.opened, f.person, f.opened, ${due}, case when f.open then 'answer' end,
      case when not f.open then f.opened + interval '3 days' end, case when f.n % 3 = 0 and not f.open then 'public' else 'handler' end from f`)
  await write(`insert into request (matter_id, requester_id, channel, category, title, words, points, place_words,
      first_contact_at, replied_at, reply, confirmed_by, solved, service, rated_at, may_publish, public_words, public_reply, published_at, published_by)
    select f.id, f.person, 'app', (array['elevator', 'lighting', 'noise', 'parking'])[1 + f.n % 4], '楼道灯不亮 ' || f.n,
      '三单元楼道的灯坏了一个多星期，晚上看不见台阶，老人上下楼不安全。', array['楼道的灯坏了'], '三单元楼道',
      case when f.n % 100 >= 2 then f.opened + interval '5 hours' end,
      case when not f.open then f.opened + interval '2 days' end, case when not f.open then '换好了，感应灯也试过。' end,
      case when not f.open then 'resident'::request_confirmer end, case when not f.open then 'yes'::request_solved end, case when not f.open then 5 end,
      case when not f.open then f.opened + interval '3 days' end, f.n % 3 = 0,
      case when f.n % 3 = 0 and not f.open then '楼道灯坏了' end, case when f.n % 3 = 0 and not f.open then '换好了' end,
      case when f.n % 3 = 0 and not f.open then f.opened + interval '3 days' end,
      case when f.n % 3 = 0 and not f.open then f.person end from f`)
  await write(`insert into action (id, at, actor_id, actor_role, kind, subject_id, path, from_state, to_state, version, facts, policy, content_hash, input_hash)
    select ${id(2, '(f.n::bigint * 6 + v)')}, f.opened + v * interval '8 hours', f.person, 'resident',
      (array['request.opened', 'request.accept', 'request.classify', 'request.assign', 'request.contact', 'request.reply'])[v + 1],
      f.id, f.path, 'submitted', f.state, v + 1,
      (array['{"channel": "app"}', '{}', '{"class": "urgent"}', '{}', '{"way": "phone", "reached": true}', '{}'])[v + 1]::jsonb, '{}', '\\x00', '\\x00' from f cross join generate_series(0, 5) as v`)
  await write(
    `insert into content (action_id, salt, body) select ${id(2, '(f.n::bigint * 6)')}, '\\x00', '{"words": "三单元楼道的灯坏了"}' from f`,
  )
  await write(`insert into clock (matter_id, name, unit, amount, started_at, due_at, promise_at, next_at, ended_at, outcome)
    select f.id, 'answer', 'workdays', 5, f.opened, ${due}, ${due}, case when f.open then ${due} end,
      case when not f.open then f.opened + interval '2 days' end, case when not f.open then 'met'::clock_outcome end from f`)
  await write(`insert into notice (id, action_id, person_id, key, subject_id, at, read_at)
    select ${id(3, '(f.n::bigint * 3 + v)')}, ${id(2, '(f.n::bigint * 6 + v)')}, f.person, 'notice.accepted', f.id, f.opened, f.opened
    from f cross join generate_series(0, 2) as v`)
}
