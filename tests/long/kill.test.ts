/**
 * Killed again and again while people write, earn points and spend them: what was acknowledged is there, once, every promise ran
 * out once, and the books hold.
 *
 * The people keep their own list of what was answered with 200. What was not answered they send again under the same id, as
 * the web apps do. LINLI_KILLS sets how often, LINLI_SEED the chance.
 * Read next: tests/support/running-city.ts.
 */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import type { OrderReceipt } from '#domains/credits/contract.ts'
import type { Receipt, RequestDetail } from '#domains/requests/contract.ts'
import { readPhoto } from '#domains/requests/files.ts'
import { checkLedger } from '#engines/ledger/index.ts'
import { dayOf } from '#lib/days.ts'
import { newId } from '#lib/ids.ts'
import { openSeals } from '#lib/key-file.ts'
import type { Random } from '#seed/random.ts'
import { startWorker } from '#worker/worker.ts'
import { domains, makeService, specs } from '../../src/program.ts'
import type { Client } from '../support/client.ts'
import { jpeg, webm } from '../support/files.ts'
import { chanceOf, countOf, eachOf } from '../support/long.ts'
import { runProgram } from '../support/program.ts'
import { reportBody } from '../support/requests.ts'
import { type RunningCity, runningCity } from '../support/running-city.ts'
import { personIdOf, wishes } from '../support/volunteers.ts'
import { places } from '../support/world.ts'

const KILLS = countOf('LINLI_KILLS', 20)
const WRITERS = 20
/** Writes a second that the people try for; half of it is the least that may come through. */
const WRITES_PER_SECOND = 100
const RETURN_SECONDS_MAX = 15
const HOUR = 3_600_000
const VOLUNTEERS = 20
/** What an hour of service earns, and what the reward costs. */
const POINTS = 5

interface Written {
  client: Client
  path: string
  body: unknown
  type?: string
  /** What was answered, as text. */
  answer: string
  /** Bytes kept, of a file. */
  sha256?: string
  /** It answers what is there now, and not what was. */
  isOfNow?: true
}

interface Reported {
  id: string
  number: string
  words: string
  client: Client
  version: number
  /** Ids of acknowledged actions, the first is the report itself. */
  actions: string[]
  files: string[]
}

interface Ordered {
  id: string
  client: Client
  /** What its resident did: none when it was left to its clock, and refused only because that was faster. */
  end?: 'returned' | 'lapsed'
}

/** Everything the people were told was done. */
class People {
  readonly written: Written[] = []
  readonly reported: Reported[] = []
  readonly accepted: string[] = []
  /** Who earned, once for each confirmed hour. */
  readonly earned: Client[] = []
  readonly ordered: Ordered[] = []
  /** When something was acknowledged, in milliseconds of performance.now(). */
  readonly told: number[] = []
  sentAgain = 0
  unexpected: string[] = []
  #stopped = false

  readonly #city: RunningCity
  readonly #chance: Random
  readonly #photos: { bytes: Buffer; sha256: string }[]
  readonly #rewardId: string

  constructor(city: RunningCity, chance: Random, photos: { bytes: Buffer; sha256: string }[], rewardId: string) {
    this.#city = city
    this.#chance = chance
    this.#photos = photos
    this.#rewardId = rewardId
  }

  async write(): Promise<void> {
    const every = (1000 * WRITERS) / WRITES_PER_SECOND
    await Promise.all(
      Array.from({ length: WRITERS }, async () => {
        while (!this.#stopped) {
          const began = performance.now()
          await this.#one()
          await pause(Math.max(0, every - (performance.now() - began)))
        }
      }),
    )
  }

  stop(): void {
    this.#stopped = true
  }

  async #one(): Promise<void> {
    if (this.#chance.chance(0.12)) return await (this.#chance.chance(0.5) ? this.#earn() : this.#spend())
    const what = this.#chance.next()
    if (what < 0.35 || this.reported.length < 20) await this.#report()
    else await this.#act()
  }

  async #report(): Promise<void> {
    const client = this.#chance.pick(this.#city.residents)
    const files = this.#chance.chance(0.3) ? [await this.#keepFile(client)] : []
    const words = `楼道灯不亮 ${newId()}`
    const body = reportBody({ words, files })
    const receipt = await this.#send<Receipt>({ client, path: '/api/requests', body })
    if (!receipt) {
      this.unexpected.push('a report was refused')
      return
    }
    const id = String(body.id)
    this.reported.push({ id: receipt.id, number: receipt.number, words, client, version: 1, actions: [id], files })
  }

  async #keepFile(client: Client): Promise<string> {
    const id = newId()
    const photo = this.#chance.pick(this.#photos)
    const voice = webm(2_000)
    voice.write(id, 40)
    const kept = this.#chance.chance(0.5)
      ? await this.#send({
          client,
          path: `/api/files/${id}?kind=photo`,
          body: photo.bytes,
          type: 'image/jpeg',
          sha256: photo.sha256,
        })
      : await this.#send({
          client,
          path: `/api/files/${id}?kind=voice&seconds=3`,
          body: voice,
          type: 'audio/webm',
          sha256: sha256(voice),
        })
    if (!kept) this.unexpected.push('a file was refused')
    return id
  }

  async #act(): Promise<void> {
    // mostly what was just reported, as on any day
    const recent = this.reported.slice(-60)
    const one = this.#chance.pick(recent)
    const worker = this.#chance.pick(this.#city.workers)
    const [client, action, form] = this.#chance.pick<[Client, string, object]>([
      [one.client, 'add', { words: '又坏了' }],
      [worker, 'accept', { kind: 'help', category: 'elevator' }],
      [worker, 'note', { words: '找物业' }],
      // never reached: the promise of a first contact runs out for every request
      [worker, 'contact', { way: 'phone', reached: false }],
    ])
    const id = newId()
    const body = { id, seen: one.version, ...form }
    const receipt = await this.#send<Receipt>({ client, path: `/api/requests/${one.id}/actions/${action}`, body })
    if (!receipt) {
      one.version += 1
      return
    }
    one.actions.push(id)
    one.version = Math.max(one.version, receipt.version)
    if (action === 'accept') this.accepted.push(id)
  }

  /** An hour of help, confirmed by the desk. */
  async #earn(): Promise<void> {
    const client = this.#chance.pick(volunteersOf(this.#city))
    const body = {
      id: newId(),
      community: places.community,
      activity: 'errands',
      servedOn: dayOf(new Date()),
      minutes: 60,
      words: '帮邻居拎菜上楼',
      earns: 'points',
    }
    const said = await this.#send({ client, path: '/api/casual', body, isOfNow: true })
    const confirm = { id: newId(), decision: 'confirm', minutes: 60 }
    const worker = this.#chance.pick(this.#city.workers)
    const path = `/api/casual/${body.id}/decision`
    if (said && (await this.#send({ client: worker, path, body: confirm }))) this.earned.push(client)
    else this.unexpected.push('an hour of help was refused')
  }

  /** Reserves, when there are points for it, and gives back some of what was reserved. */
  async #spend(): Promise<void> {
    const client = this.#chance.pick(volunteersOf(this.#city))
    const body = { id: newId(), rewardId: this.#rewardId, currency: 'points' }
    const receipt = await this.#send<OrderReceipt>({ client, path: '/api/orders', body })
    if (!receipt) return
    const one: Ordered = { id: receipt.id, client }
    this.ordered.push(one)
    if (this.#chance.chance(0.5)) return
    const back = { id: newId(), seen: receipt.version }
    const answer = await this.#send({ client, path: `/api/orders/${one.id}/actions/cancel`, body: back })
    one.end = answer ? 'returned' : 'lapsed'
  }

  /** Sends until it is answered, always the same. @returns undefined when it was refused */
  async #send<T>(call: Omit<Written, 'answer'>): Promise<T | undefined> {
    for (let tries = 0; tries < 200; tries++) {
      const answer = await this.call<T>(call).catch(() => undefined)
      if (answer?.status === 200) {
        this.told.push(performance.now())
        this.written.push({ ...call, answer: JSON.stringify(answer.body) })
        return answer.body
      }
      if (answer?.status === 503 && !answer.headers.get('retry-after')) this.unexpected.push('503 without Retry-After')
      if (answer?.status === 409) return undefined
      if (answer && ![429, 503].includes(answer.status)) {
        this.unexpected.push(`${call.path} ${answer.status} ${JSON.stringify(answer.body)}`)
        return undefined
      }
      this.sentAgain += 1
      await pause(100)
    }
    throw new Error(`${call.path} was never answered`)
  }

  async call<T>({ client, path, body, type }: Omit<Written, 'answer'>) {
    return await client.call<T>('POST', path, body, type ? { 'content-type': type } : {})
  }
}

const volunteersOf = ({ residents }: RunningCity): readonly Client[] => residents.slice(0, VOLUNTEERS)

/** Residents become volunteers, grid workers keep the desk too, and there is a reward. @returns its id */
async function openShop({ database, residents, workers }: RunningCity): Promise<string> {
  await database.pool.query(
    `insert into role_grant (person_id, role, path, from_on)
     select person_id, 'community_desk', $1, '2020-01-01' from account where login = person_id::text`,
    [places.community],
  )
  // product time moves further than help may lie back
  await database.pool.query(
    `insert into policy_value (key, from_on, value, unit, source) values ('shifts.casual_days', '2000-01-02', '92', 'days', 'house')`,
  )
  const desk = workers[0] as Client
  for (const client of residents.slice(0, VOLUNTEERS)) {
    await client.done('PUT', '/api/me/volunteer', wishes())
    const state = `/api/desk/volunteers/${await personIdOf(client)}/state`
    await desk.done('POST', state, { id: newId(), to: 'active' })
  }
  const rewardId = newId()
  await desk.done('POST', '/api/desk/rewards', {
    id: rewardId,
    community: places.community,
    kind: 'goods',
    name: '文具 1 套',
    words: '到居委会领',
    sponsor: '牡丹社区',
    merchantId: null,
    isCounted: true,
    points: POINTS,
    minutes: null,
    costFen: 100,
  })
  await desk.done('POST', `/api/desk/rewards/${rewardId}/stock`, { id: newId(), pieces: 10_000 })
  return rewardId
}

type Victim = 'the program' | 'PostgreSQL' | 'both' | 'a session of PostgreSQL'
const victims: readonly Victim[] = ['the program', 'PostgreSQL', 'both', 'a session of PostgreSQL']

async function kill(city: RunningCity, victim: Victim, chance: Random): Promise<void> {
  const postmaster = await city.postmaster()
  if (victim === 'a session of PostgreSQL') {
    const sessions = await city.database.pool.query<{ pid: number }>(
      `select pid from pg_stat_activity where backend_type = 'client backend' and application_name = 'linli' and pid <> pg_backend_pid()`,
    )
    process.kill(chance.pick(sessions.rows).pid, 'SIGKILL')
    return
  }
  if (victim !== 'the program') process.kill(postmaster, 'SIGKILL')
  if (victim === 'PostgreSQL') return
  const { process: child, ended } = city.program()
  child.kill('SIGKILL')
  await ended
  await city.start()
}

test('[GB22239-L1-BACKUP] what was acknowledged survives every kill, once, and every promise runs out once', async () => {
  const chance = chanceOf('kill')
  const city = await runningCity()
  onTestFinished(city.close)
  const photos = await Promise.all(
    [30, 90, 150, 210].map(async (red) => {
      const bytes = await jpeg(red, 640)
      return { bytes, sha256: (await readPhoto(bytes)).sha256.toString('hex') }
    }),
  )
  const people = new People(city, chance, photos, await openShop(city))

  // a second worker, in this process, at the same product time
  let ahead = 0
  const worker = startWorker({
    ...makeService(
      city.database,
      { now: () => new Date(Date.now() + ahead * HOUR) },
      openSeals(join(city.data, 'keys')),
      {
        environment: 'test',
        filesFolder: join(city.data, 'files'),
      },
    ),
    specs,
    domains,
    every: 100,
  })
  onTestFinished(async () => await worker.stop())
  /** A program that was started anew knows nothing of the hours it was moved by. */
  const passTo = async (hours: number, from: number) => {
    ahead = hours
    for (;;) {
      const answer = await city.residents[0]
        ?.call('POST', '/api/clock', { hours: hours - from })
        .catch(() => ({ status: 0 }))
      if (answer?.status === 200) return
      await pause(50)
    }
  }

  onTestFinished(() => people.stop())
  const writing = people.write()
  const began = performance.now()
  const gone: { victim: Victim; at: number }[] = []
  let hours = 0
  let moved = 0
  await pause(1_500)
  for (let round = 0; round < KILLS; round++) {
    // promises run out while it happens
    hours += 26
    await passTo(hours, moved)
    await pause(chance.between(0, 900))
    const victim = victims[round % victims.length] as Victim
    gone.push({ victim, at: performance.now() })
    await kill(city, victim, chance)
    moved = victim === 'the program' || victim === 'both' ? 0 : hours
    const told = people.told.length
    while (people.told.length < told + WRITERS * 2) await pause(20)
    await checkSentAgain(people, chance)
    await pause(chance.between(0, 900))
  }
  const seconds = (performance.now() - began) / 1000
  people.stop()
  await writing

  const returns = gone.map(({ at }, index) => {
    const until = gone[index + 1]?.at ?? Number.POSITIVE_INFINITY
    const times = [at, ...people.told.filter((time) => time > at && time < until).sort((a, b) => a - b)]
    return Math.max(...times.slice(1).map((time, place) => time - (times[place] ?? 0))) / 1000
  })
  const away = returns.reduce((sum, one) => sum + one, 0)
  const rate = people.written.length / (seconds - away)
  for (const [index, { victim }] of gone.entries())
    process.stdout.write(`  ${victim} killed: back after ${returns[index]?.toFixed(1)} s\n`)
  process.stdout.write(
    `  ${people.written.length} writes acknowledged, ${rate.toFixed(0)}/s; ${people.sentAgain} sent again; longest return ${Math.max(...returns).toFixed(1)} s\n`,
  )

  // whatever is still owed by the clocks happens now
  await passTo(hours + 26, moved)
  await expect.poll(async () => await countDue(city, ahead), { timeout: 60_000, interval: 200 }).toBe(0)

  expect(people.unexpected).toEqual([])
  await checkReadBack(city, people)
  await checkBooks(city, people)
  await checkOnce(city, people)
  expect(Math.max(...returns)).toBeLessThan(RETURN_SECONDS_MAX)
  expect(rate).toBeGreaterThanOrEqual(WRITES_PER_SECOND / 2)
  expect(gone.length).toBeGreaterThanOrEqual(KILLS)
})

/** Sent once more after the crash, an acknowledged write answers what it answered. */
async function checkSentAgain(people: People, chance: Random): Promise<void> {
  const newest = people.written.filter(({ isOfNow }) => !isOfNow).slice(-200)
  for (let tries = 0; tries < 8; tries++) {
    const { answer, ...call } = chance.pick(newest)
    const again = await people.call(call)
    if (again.status === 429) continue
    expect([call.path, again.status, JSON.stringify(again.body)]).toEqual([call.path, 200, answer])
  }
}

async function countDue({ database }: RunningCity, ahead: number): Promise<number> {
  const { rows } = await database.pool.query('select count(*)::int as n from clock where next_at <= $1', [
    new Date(Date.now() + ahead * HOUR),
  ])
  return rows[0].n
}

/** Every acknowledged thing, read through HTTP, each reader as often as the limits allow. */
async function checkReadBack(city: RunningCity, people: People): Promise<void> {
  const numbers = people.reported.map(({ number }) => number)
  expect(new Set(numbers).size).toBe(numbers.length)

  await eachOf(people.reported, 8, async (one, index) => {
    const worker = city.workers[index % city.workers.length] as Client
    const seen = await read<RequestDetail>(worker, `/api/requests/${one.number}`)
    expect(seen).toMatchObject({ id: one.id, words: one.words })
    const steps = seen.steps.map(({ id }) => id)
    expect(steps).toEqual(expect.arrayContaining(one.actions))
    expect(new Set(steps).size).toBe(steps.length)
    expect(seen.files.map(({ id }) => id).sort()).toEqual([...one.files].sort())
    const escalated = seen.steps.filter(({ kind, facts }) => kind === 'escalate' && facts.clock === 'firstContact')
    expect([one.number, escalated.length]).toEqual([one.number, 1])
    const warned = seen.steps
      .filter(({ kind }) => kind === 'warn')
      .map(({ facts }) => `${facts.clock} ${facts.percent}`)
    expect(new Set(warned).size).toBe(warned.length)
  })

  const files = people.written.filter(({ sha256: hash }) => hash)
  expect(files.length).toBeGreaterThan(KILLS)
  await eachOf(files, 8, async ({ client, path, sha256: hash }) => {
    const bytes = await read<Buffer>(client, path.replace(/\?.*/, ''))
    expect([path, sha256(bytes)]).toEqual([path, hash])
  })

  for (const client of new Set(people.reported.map((one) => one.client))) {
    const { counts } = await read<{ counts: { open: number; confirm: number; done: number } }>(
      client,
      '/api/my/requests',
    )
    const mine = people.reported.filter((one) => one.client === client).length
    expect(counts.open + counts.confirm + counts.done).toBe(mine)
  }
}

/** What was earned is there and earned once; what was given back is free; the books have no fault. */
async function checkBooks({ database, ...city }: RunningCity, people: People): Promise<void> {
  expect([people.earned.length, people.ordered.length].every((n) => n > KILLS)).toBe(true)
  const rowsOf = async (text: string) => (await database.pool.query(text)).rows
  expect(await rowsOf(`select count(*)::int as n from ledger_transfer where rule = 'service_points'`)).toEqual([
    { n: people.earned.length },
  ])
  const orders = await rowsOf(`select id, state from matter where kind = 'order'`)
  const states = new Map(orders.map(({ id, state }) => [id, state]))
  expect(states.size).toBe(people.ordered.length)
  for (const { id, end } of people.ordered) expect(end ? [end] : ['reserved', 'lapsed']).toContain(states.get(id))

  for (const client of volunteersOf(city as RunningCity)) {
    const earned = people.earned.filter((one) => one === client).length
    const kept = people.ordered.filter((one) => one.client === client && states.get(one.id) === 'reserved').length
    const { accounts } = await read<{ accounts: object[] }>(client, '/api/me/credits')
    expect(accounts[0]).toMatchObject({ account: 'points', balance: earned * POINTS, held: kept * POINTS })
  }
  expect(await checkLedger(database.pool)).toEqual([])
}

/** What no route shows: nothing in the database happened twice, and the journal's chain is whole. */
async function checkOnce({ database, data }: RunningCity, people: People): Promise<void> {
  const rowsOf = async (text: string, values: unknown[] = []) => (await database.pool.query(text, values)).rows
  expect(
    await rowsOf(`select subject_id, facts->>'clock' as clock from action where kind = 'request.escalate'
      group by 1, 2 having count(*) > 1`),
  ).toEqual([])
  expect(await rowsOf(`select action_id, person_id, key from notice group by 1, 2, 3 having count(*) > 1`)).toEqual([])
  expect(
    await rowsOf(`select subject_id, version from action where version is not null group by 1, 2 having count(*) > 1`),
  ).toEqual([])
  expect(
    await rowsOf(`select m.id from matter m join lateral (select count(*) as n, max(version) as last from action a
      where a.subject_id = m.id) x on true where x.n <> m.version or x.last <> m.version`),
  ).toEqual([])
  expect(
    await rowsOf(
      `select count(*)::int as n from notice where key = 'notice.accepted' and action_id = any($1::uuid[])`,
      [people.accepted],
    ),
  ).toEqual([{ n: people.accepted.length }])
  expect(await rowsOf(`select count(*)::int as n from matter where kind = 'request'`)).toEqual([
    { n: people.reported.length },
  ])
  const kept = await rowsOf('select id from file')
  expect(kept).toHaveLength(people.written.filter(({ sha256: hash }) => hash).length)

  const verify = runProgram({ data, command: ['src/main.ts', 'verify'] })
  expect([await verify.ended, verify.output()]).toEqual([0, expect.any(String)])
  // a write that was cut off leaves a part file, never half a file under a file's name
  const names = (await readdir(join(data, 'files'), { recursive: true })).filter((name) => /-[0-9a-f]{16}$/.test(name))
  await eachOf(names, 8, async (name) => {
    expect(name).toContain(sha256(await readFile(join(data, 'files', name))).slice(0, 16))
  })
}

async function read<T>(client: Client, path: string): Promise<T> {
  for (;;) {
    const answer = await client.get<T>(path)
    if (answer.status === 200) return answer.body
    if (answer.status !== 429) throw new Error(`${path} answered ${answer.status} ${JSON.stringify(answer.body)}`)
    await pause(Number(answer.headers.get('retry-after')) * 1000)
  }
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}
