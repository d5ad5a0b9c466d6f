/**
 * A long list of residents through a whole program that is killed in the middle of the dry run and of writing:
 * it goes on by itself, nothing is lost or doubled, the program answers others meanwhile, and undoing leaves the city as it was.
 *
 * LINLI_IMPORT_ROWS sets how many rows.
 * Read next: src/domains/imports/work.ts, tests/support/running-city.ts.
 */
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import type { ImportReply } from '#domains/imports/contract.ts'
import { tokenHash } from '#foundation/people/sessions.ts'
import { dayOf } from '#lib/days.ts'
import { newId } from '#lib/ids.ts'
import { Client } from '../support/client.ts'
import { countOf } from '../support/long.ts'
import { makeList } from '../support/long-list.ts'
import { type RunningCity, runningCity } from '../support/running-city.ts'
import { peopleHeader, workbook } from '../support/sheets.ts'
import { places } from '../support/world.ts'

const ROWS = countOf('LINLI_IMPORT_ROWS', 100_000)
const HEALTH_P95_MS_MAX = 100
const MEMORY_MB_MAX = 600
const octets = { 'content-type': 'application/octet-stream' }

async function signInDesk({ database, staffIds, origin }: RunningCity): Promise<Client> {
  const token = randomBytes(32).toString('base64url')
  const now = new Date()
  await database.pool.query(
    `insert into session (token_hash, account_id, created_at, seen_at, expires_at)
     select $1, id, $2, $2, $2::timestamptz + interval '10 days' from account where person_id = $3`,
    [tokenHash(token), now, staffIds.lin],
  )
  return new Client(origin, `linli_session=${token}`)
}

/** Everything an import may touch, row by row. */
async function cityOf({ database }: RunningCity): Promise<Record<string, unknown>> {
  const of = (table: string) =>
    `(select count(*)::text || ' ' || coalesce(md5(string_agg(md5(r::text), '' order by id)), '') from ${table} r) as ${table}`
  const { rows } = await database.pool.query(
    `with known as (select * from person where erased_at is null)
     select ${['known', 'residence', 'dwelling', 'building', 'estate'].map(of).join(', ')}`,
  )
  return rows[0]
}

/** How many rows of persons say anything but an id, though their data is erased. */
async function countHalfErased({ database }: RunningCity): Promise<number> {
  const { rows } = await database.pool.query(
    `select count(*)::int as n from person where erased_at is not null and (name <> '已注销' or pinyin <> '' or initials <> ''
       or num_nonnulls(phone_sealed, phone_mark, phone_tail, path, building_id, unit, room, born_month) > 0)`,
  )
  return rows[0].n
}

async function countsOf({ database }: RunningCity): Promise<{ people: number; residences: number; dwellings: number }> {
  const { rows } = await database.pool.query(
    `select (select count(*)::int from person where erased_at is null) people, (select count(*)::int from residence) residences,
       (select count(*)::int from dwelling) dwellings`,
  )
  return rows[0]
}

/** How fast the program answers, and how much memory it takes, while something goes on. */
class Watch {
  readonly times: Record<string, number[]> = {}
  memory = 0
  phase = ''
  #stopped = false
  readonly #city: RunningCity

  constructor(city: RunningCity) {
    this.#city = city
  }

  async run(): Promise<void> {
    while (!this.#stopped) {
      const { phase } = this
      const began = performance.now()
      const status = await fetch(`${this.#city.origin}/healthz`).then(
        async (answer) => {
          await answer.arrayBuffer()
          return answer.status
        },
        () => 0,
      )
      // nobody answers while it is killed
      if (status === 200) {
        this.times[phase] ??= []
        this.times[phase].push(performance.now() - began)
      }
      this.memory = Math.max(this.memory, await this.#megabytes())
      await pause(40)
    }
  }

  stop(): void {
    this.#stopped = true
  }

  p95(phase: string): number {
    const times = [...(this.times[phase] ?? [])].sort((a, b) => a - b)
    return times[Math.floor(times.length * 0.95)] ?? Number.NaN
  }

  async #megabytes(): Promise<number> {
    const { pid } = this.#city.program().process
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024
  }
}

test('[U30] a long list of residents is read, tried, written and undone by a program that is killed twice on the way, each row once', async () => {
  const city = await runningCity({ residents: 0, workers: 0 })
  onTestFinished(city.close)
  const lin = await signInDesk(city)
  const list = makeList(ROWS)
  const bytes = await workbook(peopleHeader, list.rows)
  const before = await cityOf(city)
  const empty = await countsOf(city)

  const watch = new Watch(city)
  onTestFinished(() => watch.stop())
  const took: Record<string, number> = {}
  const during = async <T>(phase: string, work: () => Promise<T>): Promise<T> => {
    const began = performance.now()
    watch.phase = phase
    const result = await work()
    took[phase] = (performance.now() - began) / 1000
    return result
  }

  const id = newId()
  await lin.done('POST', '/api/imports', { id, kind: 'people', path: places.community, name: '居民信息表.xlsx' })
  const watching = watch.run()
  const sent = await during(
    'reading',
    async () => await lin.call<ImportReply>('POST', `/api/imports/${id}/file?id=${newId()}`, bytes, octets),
  )
  expect([sent.status, sent.body.rows, sent.body.headerRow]).toEqual([200, ROWS, 3])

  const read = async () => await lin.done<ImportReply>('GET', `/api/imports/${id}`)
  /** Until a step is done; `killed` rows on, the program is killed. @returns what was read of its progress */
  const goesOn = async (state: string, killed?: number): Promise<ImportReply> => {
    const progress: number[] = []
    let kills = 0
    for (;;) {
      const one = await read()
      if (one.state !== state) {
        expect([state, progress, kills]).toEqual([state, progress.toSorted((a, b) => a - b), killed ? 1 : 0])
        expect(new Set(progress).size).toBeGreaterThan(5)
        return one
      }
      progress.push(one.done)
      if (killed && kills === 0 && one.done >= killed) {
        kills += 1
        const program = city.program()
        program.process.kill('SIGKILL')
        await program.ended
        await city.start()
        const after = await read()
        expect([state, after.state, after.done >= one.done, after.done < ROWS]).toEqual([state, state, true, true])
      }
      await pause(200)
    }
  }

  await lin.done('POST', `/api/imports/${id}/mapping`, {
    id: newId(),
    seen: sent.body.version,
    mapping: Object.entries(sent.body.mapping).map(([column, at]) => ({ column, at })),
    asOf: dayOf(new Date()),
    basis: 'duty',
    basisWords: '社区日常走访',
  })
  const checked = await during('checking', async () => await goesOn('checking', ROWS * 0.3))
  expect(checked).toMatchObject({
    state: 'checked',
    counts: { new: list.new, changed: 0, same: 0, wrong: list.wrong, perhaps: 0, undecided: 0 },
  })
  expect(await cityOf(city)).toEqual(before)

  await lin.done('POST', `/api/imports/${id}/writing`, { id: newId(), seen: checked.version })
  const written = await during('writing', async () => await goesOn('writing', ROWS * 0.3))
  expect(written).toMatchObject({ state: 'written', results: { made: list.new, changed: 0, kept: 0, moved: 0 } })
  expect(await countsOf(city)).toMatchObject({
    people: empty.people + list.new,
    residences: empty.residences + list.residences,
  })
  const { rows: twice } = await city.database.pool.query(
    `select phone_mark from person where phone_mark is not null group by 1 having count(*) > 1
     union all select decode(md5(person_id::text || kind), 'hex') from residence group by person_id, kind having count(*) > 1`,
  )
  expect(twice).toEqual([])
  const { rows: deeds } = await city.database.pool.query(
    'select kind, count(*)::int as n from action where subject_id = $1 group by 1 order by 1',
    [id],
  )
  expect(deeds.map(({ kind, n }) => [kind, n])).toEqual(
    ['checked', 'confirmed', 'made', 'mapped', 'read', 'written'].map((kind) => [`import.${kind}`, 1]),
  )

  await lin.done('POST', `/api/imports/${id}/undoing`, { id: newId(), seen: written.version })
  const undone = await during('undoing', async () => await goesOn('undoing'))
  expect(undone).toMatchObject({ state: 'undone', results: { undone: list.new, stays: 0, made: 0 } })
  watch.stop()
  await watching
  expect(await cityOf(city)).toEqual(before)
  expect(await countHalfErased(city)).toBe(0)

  for (const phase of Object.keys(took))
    process.stdout.write(
      `  ${phase}: ${took[phase]?.toFixed(1)} s; /healthz p95 ${watch.p95(phase).toFixed(0)} ms of ${watch.times[phase]?.length}\n`,
    )
  process.stdout.write(
    `  ${ROWS} rows, ${(bytes.length / 1e6).toFixed(1)} MB; memory at most ${watch.memory.toFixed(0)} MB\n`,
  )
  for (const phase of Object.keys(took)) expect([phase, watch.p95(phase) <= HEALTH_P95_MS_MAX]).toEqual([phase, true])
  expect(watch.memory).toBeLessThanOrEqual(MEMORY_MB_MAX)
})
