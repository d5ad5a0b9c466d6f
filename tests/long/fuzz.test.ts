/**
 * A valid call of every route, and one thing about it changed, again and again, by everybody: never a fault, never a
 * stack or a statement in an answer, nothing personal in the log.
 *
 * input.test.ts sends what the contracts rule out; here most of what is sent fits them, so that handlers meet it.
 * LINLI_CALLS sets how many a route, LINLI_SEED the chance. Read next: tests/support/valid-calls.ts.
 */
import { beforeAll, expect, test } from 'vitest'
import { tokenHash } from '#foundation/people/sessions.ts'
import { idFrom, newId } from '#lib/ids.ts'
import type { Random } from '#seed/random.ts'
import { type Answer, Client } from '../support/client.ts'
import { keepPhoto } from '../support/files.ts'
import { chanceOf, countOf, eachOf } from '../support/long.ts'
import { report } from '../support/requests.ts'
import {
  type Call,
  callsOfOneUse,
  type Made,
  madePhones,
  type Person,
  type Stage,
  secretName,
  secretPhone,
  secretWords,
  validCalls,
} from '../support/valid-calls.ts'
import { buildings, phones, places, sharedWorld, type World } from '../support/world.ts'

/** Calls of a route with one thing changed; for seven of them three as they are, so that a third gets past the door. */
const CHANGED = countOf('LINLI_CALLS', 50)
const CALLS = Math.ceil((CHANGED * 10) / 7)
const REACHED_LEAST = 0.3
const YEAR_MINUTES = 400 * 24 * 60
const NOW = '2026-05-14T01:00:00Z'

const log: string[] = []
const shared = sharedWorld({ idleMinutes: YEAR_MINUTES, log: (line) => log.push(line) })

const staff = ['zhou', 'qian', 'lin', 'xu', 'shen', 'he', 'sun', 'system', 'security', 'audit'] as const
const residents = ['chen', 'wang'] as const
const everybody: readonly Person[] = [...staff, ...residents, 'visitor']

let clients: Map<Person, Client>
let random: Random
/** Ids and paths of what is there, other people's above all. */
let known: { ids: string[]; paths: string[] }

/** Names of buildings and estates as they were: valid calls name them, and the system administrator may change them. */
let named: { table: 'building' | 'estate'; id: string; name: string }[]

/**
 * Everybody is signed in again, with their roles, at the time it began, and places have their names: what a call ended or
 * changed is there for the next route.
 */
async function heal(of: World): Promise<void> {
  of.setNow(NOW)
  const { pool } = of.database
  await pool.query(
    'update account set suspended_at = null, suspended_by = null, second_asked = false where login = any($1) or kind = $2',
    [[...staff], 'resident'],
  )
  await pool.query(
    `update role_grant set to_on = null where person_id in (select person_id from account where login = any($1))`,
    [[...staff]],
  )
  for (const { table, id, name } of named)
    await pool.query(
      `update ${table} set name = $2, ended_on = null where id = $1 and (name <> $2 or ended_on is not null)`,
      [id, name],
    )
  // a text published a moment after the time it begins at again would come into force while somebody signs in
  await pool.query('update privacy_notice set published_at = $1 where published_at > $1', [NOW])
  await pool.query('delete from login_failure')
  await pool.query('delete from login_code')
  clients = new Map([['visitor', of.visitor()]])
  for (const person of [...staff, ...residents]) {
    const token = newId()
    const personId = person === 'chen' || person === 'wang' ? idFrom('world', person) : of.staffIds[person]
    await pool.query(
      `insert into session (token_hash, account_id, created_at, seen_at, expires_at)
       select $1, a.id, $3, $3, $3::timestamptz + interval '2 years' from account a where a.person_id = $2`,
      [tokenHash(token), personId, of.clock.now()],
    )
    clients.set(person, new Client(of.origin, `linli_session=${token}`))
  }
}

beforeAll(async () => {
  const of = shared()
  await of.resident('chen')
  await of.resident('wang')
  const { rows } = await of.database.pool.query(
    `select 'building' as table, id, name from building union all select 'estate', id, name from estate`,
  )
  named = rows
  await heal(of)
  const stage = stageOf(of)
  const [mine, hers] = [await report(stage.client('chen')), await report(stage.client('wang'))]
  const far = await report(stage.client('wang'), {
    place: { community: places.farCommunity, buildingId: buildings.far },
  })
  const photo = await keepPhoto(stage.client('wang'))
  known = {
    ids: [
      mine.id,
      hers.id,
      far.id,
      photo,
      ...Object.values(of.staffIds),
      ...Object.values(buildings),
      idFrom('world', 'wang'),
      newId(),
    ],
    paths: [...Object.values(places), '990102', '990101001999', '9902'],
  }
})

const stageOf = (of: World): Stage => ({ of, client: (person) => clients.get(person) as Client })

interface Operation {
  name: string
  method: string
  path: string
}

async function listOperations(of: World): Promise<Operation[]> {
  const { paths } = await of
    .visitor()
    .done<{ paths: Record<string, Record<string, { operationId: string }>> }>('GET', '/openapi.json')
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId }]) => ({
      name: operationId,
      method: method.toUpperCase(),
      path,
    })),
  )
}

const texts = [
  `${secretWords} 🏠👨‍👩‍👧‍👦 𠮷㐂`,
  `${secretWords}'; drop table request; --`,
  `${secretWords} %_\\ {{7*7}} \u202e <b>`,
  `${secretName} ${secretPhone} 12-2-502`,
  secretWords,
  'Ａ１　',
  '0',
]
const wild: readonly unknown[] = [
  null,
  '',
  ' ',
  0,
  -1,
  1.5,
  1e21,
  2_147_483_648,
  true,
  [],
  {},
  [[]],
  { $ne: 1 },
  '字'.repeat(2_000),
  '\u0000',
  '\ud83d',
]
const days = [
  '2026-05-13',
  '2026-05-14',
  '2026-05-15',
  '2026-12-31',
  '2027-02-28',
  '2000-01-01',
  '9999-12-31',
  '0001-01-01',
  '2026-02-30',
]

const isId = (value: string): boolean => /^[0-9a-f]{8}-/.test(value)

/** Another value that mostly fits where this one stood. */
function another(value: unknown): unknown {
  if (typeof value === 'boolean') return !value
  if (typeof value === 'number') return random.pick([value + 1, value - 1, 0, 1, 2, 7, 2026, 2_147_483_647, -value])
  if (typeof value !== 'string') return random.pick(wild)
  if (isId(value)) return random.chance(0.3) ? newId() : random.pick(known.ids)
  if (/^\d{4}-\d\d-\d\d$/.test(value)) return random.pick(days)
  if (/^99\d{2,14}$/.test(value)) return random.pick(known.paths)
  if (/^\d+$/.test(value)) return String(random.between(0, 10 ** value.length - 1)).padStart(value.length, '0')
  return random.pick(texts)
}

type Leaf = { holder: Record<string, unknown> | unknown[]; key: string }

function leavesOf(value: unknown): Leaf[] {
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return []
  return Object.keys(value).flatMap((key) => {
    const holder = value as Record<string, unknown>
    return [{ holder, key }, ...leavesOf(holder[key])]
  })
}

function isFree({ holder, key }: Leaf): boolean {
  const value = (holder as Record<string, unknown>)[key]
  if (key === 'id') return false
  return typeof value !== 'string' || !/^[\w.-]+$/.test(value) || isId(value) || /^\d[\d-]+$/.test(value)
}

/** The call with one thing changed, or the same once more. A write has an id of its own, so that it is not the first one again. */
function changed(call: Call, same: boolean): { call: Call; how: string } {
  const { as, ...rest } = call
  const next: Call = Buffer.isBuffer(call.body)
    ? { ...structuredClone({ ...rest, body: undefined }), as, body: call.body }
    : { ...structuredClone(rest), as }
  const body = next.body as Record<string, unknown> | undefined
  if (body && 'id' in body && random.chance(0.85)) body.id = newId()
  const leaves = [...leavesOf(next.params), ...leavesOf(next.query), ...leavesOf(next.body)]
  // words of a list and tokens have few neighbours that fit: mostly something else is changed
  const free = leaves.filter(isFree)
  const leaf = leaves.length > 0 ? random.pick(free.length > 0 && random.chance(0.75) ? free : leaves) : undefined
  const put = (value: unknown) => {
    if (leaf) (leaf.holder as Record<string, unknown>)[leaf.key] = value
  }
  const inAddress = leaf && (leaf.holder === next.params || leaf.holder === next.query)
  const what = random.next()
  if (same) return { call: next, how: 'as it is' }
  if (what < (leaf ? 0.12 : 0.5)) {
    const other = random.pick(everybody.filter((one) => one !== as))
    return { call: { ...next, as: other }, how: `as ${other}` }
  }
  if (!leaf) return { call: { ...next, query: { more: '1' } }, how: 'one more' }
  const name = String(leaf.key)
  if (what < 0.8) {
    put(
      inAddress
        ? String(another(String((leaf.holder as Record<string, unknown>)[name])))
        : another((leaf.holder as Record<string, unknown>)[name]),
    )
    return { call: next, how: `${name} another` }
  }
  if (what < 0.88) {
    put(inAddress ? String(random.pick(wild)) : random.pick(wild))
    return { call: next, how: `${name} wild` }
  }
  if (what < 0.94) {
    if (leaf.holder === next.params) put(newId())
    else delete (leaf.holder as Record<string, unknown>)[name]
    return { call: next, how: `${name} missing` }
  }
  if (body && !Buffer.isBuffer(body)) body[random.pick(['admin', 'actor', '__proto__x', 'version'])] = random.pick(wild)
  else next.query = { ...next.query, more: '1' }
  return { call: next, how: 'one more' }
}

const nameOf = (as: Person | Made): string => (typeof as === 'string' ? as : 'somebody made for it')

async function send({ method, path }: Operation, call: Call): Promise<Answer> {
  const address = path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(wellFormed(call.params?.[name] ?? '')))
  const query = new URLSearchParams(
    Object.entries(call.query ?? {}).map(([name, value]) => [name, wellFormed(value)]),
  ).toString()
  const { cookie } = typeof call.as === 'string' ? (clients.get(call.as) as Client) : call.as
  // a session that this call begins is not the person's
  const alone = call.as === 'visitor' ? shared().visitor() : new Client(shared().origin, cookie)
  return await alone.call(
    method,
    address + (query && `?${query}`),
    call.body,
    call.type ? { 'content-type': call.type } : {},
  )
}

const wellFormed = (text: string): string => text.toWellFormed()

/** Whether the answer is the handler's, and not of what stands before it. */
function isReached({ status, body }: Answer): boolean {
  const code = (body.refusal as { code?: string } | undefined)?.code
  const before = ['input.wrong', 'input.too-large', 'input.type', 'access.not-yours', 'access.signed-out']
  return status !== 431 && !before.includes(code ?? '')
}

const LEAK = /\n\s+at |\bselect .+ from\b|insert into|syntax error|node_modules|violates|relation "|\.ts:\d+/i

test('[GB22239-L2-INPUT] [GB22239-L2-PI] every route, one thing changed, by everybody: no fault, no leak, nothing personal in the log', async () => {
  random = chanceOf('fuzz')
  const of = shared()
  const operations = await listOperations(of)
  expect(operations.map(({ name }) => name).filter((name) => !validCalls[name])).toEqual([])
  expect(Object.keys(validCalls).filter((name) => !operations.some((one) => one.name === name))).toEqual([])

  const rows: string[] = []
  const wrong: unknown[] = []
  for (const operation of operations) {
    await heal(of)
    const valid = await validCalls[operation.name]?.(stageOf(of))
    if (!valid) continue
    const first = await send(operation, valid)
    if (first.status !== 200) {
      wrong.push([operation.name, 'the valid call', first.status, first.body])
      continue
    }
    const statuses: Record<number, number> = {}
    let reached = 0
    const calls: ReturnType<typeof changed>[] = []
    for (let index = 0; index < CALLS; index++) {
      const next = callsOfOneUse.has(operation.name) ? await validCalls[operation.name]?.(stageOf(of)) : valid
      calls.push(changed(next ?? valid, index % 10 < 3))
    }
    const answers = await eachOf(calls, 6, async ({ call }) => await send(operation, call))
    for (const [index, answer] of answers.entries()) {
      const { call, how } = calls[index] as (typeof calls)[number]
      statuses[answer.status] = (statuses[answer.status] ?? 0) + 1
      if (isReached(answer)) reached += 1
      const told = JSON.stringify(answer.body)
      if (answer.status >= 500 || (answer.status >= 400 && LEAK.test(told)))
        wrong.push([
          operation.name,
          how,
          nameOf(call.as),
          answer.status,
          told.slice(0, 300),
          JSON.stringify(call).slice(0, 500),
        ])
    }
    const counts = Object.entries(statuses).map(([status, count]) => `${status}×${count}`)
    rows.push(`  ${operation.name.padEnd(32)} ${String(reached).padStart(3)} of ${CALLS} reached  ${counts.join(' ')}`)
    if (reached < CALLS * REACHED_LEAST) wrong.push([operation.name, 'reached only', reached])
  }
  process.stdout.write(`${rows.join('\n')}\n`)

  const secrets = [
    secretWords,
    secretName,
    secretPhone,
    ...Object.values(phones),
    ...madePhones,
    '陈佳',
    '王秀英',
    '周敏',
    'osmanthus',
    '又停了',
  ]
  const told = log.filter((line) => secrets.some((secret) => line.includes(secret)))
  expect(log.length).toBeGreaterThan(operations.length * CALLS)
  expect(wrong).toEqual([])
  expect(told).toEqual([])
  expect(log.filter((line) => /"level":[56]0/.test(line))).toEqual([])
})
