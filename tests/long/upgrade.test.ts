/**
 * A newer program takes over while people write: two copies behind one database, as docs/deploy.md says for more machines.
 *
 * The newer one is this checkout with one more migration. Whatever was acknowledged is there, what was refused was told to
 * come again, and the older program does not start on the newer database.
 */
import { cp, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import type { Receipt } from '#domains/requests/contract.ts'
import { openDatabase } from '#foundation/database/database.ts'
import { newId } from '#lib/ids.ts'
import { makeKeys, openSeals } from '#lib/key-file.ts'
import { Client } from '../support/client.ts'
import { root } from '../support/code.ts'
import { freshDatabase } from '../support/database.ts'
import { eachOf } from '../support/long.ts'
import { type Program, runProgram } from '../support/program.ts'
import { reportBody } from '../support/requests.ts'
import { signIn } from '../support/running-city.ts'
import { settle } from '../support/world.ts'

const WRITERS = 8

/** A checkout with a migration that rewrites a table people write to. */
async function newerCheckout(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'linli-newer-'))
  onTestFinished(async () => await rm(folder, { recursive: true, force: true }))
  const left = ['.git', 'var', 'dist', 'node_modules']
  for (const name of (await readdir(root)).filter((one) => !left.includes(one)))
    await cp(join(root, name), join(folder, name), { recursive: true })
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
  await writeFile(
    join(folder, 'db/migrations/9999_newer.sql'),
    `-- What a newer program brings.\nalter table request add column newer text not null default 'newer';\n`,
  )
  return folder
}

test('[GB22239-L1-BACKUP] an upgrade in the middle of traffic loses nothing and doubles nothing', async () => {
  const { url, drop } = await freshDatabase()
  const data = await mkdtemp(join(tmpdir(), 'linli-upgrade-'))
  makeKeys(join(data, 'keys'))
  const database = openDatabase({ url, size: 3 })
  await settle(database, openSeals(join(data, 'keys')), new Date())
  const programs: Program[] = []
  onTestFinished(async () => {
    for (const { process: child, ended } of programs) {
      child.kill('SIGTERM')
      await ended
    }
    await database.close()
    await drop()
    await rm(data, { recursive: true, force: true })
  })
  const run = (checkout: string, ...verb: string[]): Program => {
    const program = runProgram({ data, checkout, command: ['src/main.ts', ...verb], env: { DATABASE_URL: url } })
    programs.push(program)
    return program
  }

  const older = run(root, 'start')
  let origin = await older.ready
  const { residents } = await signIn(database, origin, new Date(), { residents: 24, workers: 1 })
  const newer = await newerCheckout()

  let stopped = false
  onTestFinished(() => {
    stopped = true
  })
  const acknowledged: { body: Record<string, unknown>; receipt: Receipt; cookie: string }[] = []
  const refused: [number, string | null][] = []
  let unanswered = 0
  const write = async (index: number) => {
    while (!stopped) {
      const { cookie } = residents[(acknowledged.length + index) % residents.length] as Client
      const body = reportBody({ words: `楼道灯不亮 ${newId()}` })
      for (let told = false; !told && !stopped; ) {
        const answer = await new Client(origin, cookie)
          .call<Receipt>('POST', '/api/requests', body)
          .catch(() => undefined)
        if (answer?.status === 200) {
          acknowledged.push({ body, receipt: answer.body, cookie })
          told = true
        } else {
          if (answer) refused.push([answer.status, answer.headers.get('retry-after')])
          else unanswered += 1
          await pause(50)
        }
      }
      await pause(60)
    }
  }
  const writing = Promise.all(Array.from({ length: WRITERS }, async (_, index) => await write(index)))
  const passes = async (count: number) => {
    const least = acknowledged.length + count
    await expect.poll(() => acknowledged.length, { timeout: 20_000 }).toBeGreaterThan(least)
  }

  await passes(100)
  const migrated = run(newer, 'migrate')
  expect([await migrated.ended, migrated.output()]).toEqual([0, expect.stringContaining('1')])
  // the older program goes on with the newer tables until it is replaced
  await passes(100)
  const next = run(newer, 'start')
  const taking = await next.ready
  older.process.kill('SIGTERM')
  origin = taking
  expect(await older.ended).toBe(0)
  await passes(100)
  stopped = true
  await writing

  process.stdout.write(
    `  ${acknowledged.length} reports acknowledged, ${refused.length} refused, ${unanswered} without an answer\n`,
  )
  expect(new Set(refused.map(([status]) => status)).difference(new Set([503]))).toEqual(new Set())
  expect(refused.every(([, after]) => Number(after) > 0)).toBe(true)
  expect(new Set(acknowledged.map(({ receipt }) => receipt.number)).size).toBe(acknowledged.length)
  await eachOf(acknowledged, 6, async ({ body, receipt, cookie }) => {
    const client = new Client(origin, cookie)
    expect(await client.done('GET', `/api/requests/${receipt.number}`)).toMatchObject({
      id: body.id,
      words: body.words,
    })
  })
  const [first] = acknowledged
  expect(await new Client(origin, first?.cookie).done('POST', '/api/requests', first?.body)).toEqual(first?.receipt)
  const { rows } = await database.pool.query<{ n: number; words: number }>(
    'select count(*)::int as n, count(distinct words)::int as words from request',
  )
  // a last report may have been written without anybody waiting for its answer
  expect(rows[0]?.n).toBe(rows[0]?.words)
  expect((rows[0]?.n ?? 0) - acknowledged.length).toBeLessThanOrEqual(WRITERS)

  const again = run(root, 'start')
  const comesUp = async () => `it came up at ${await again.ready}`
  expect([await Promise.race([again.ended, comesUp()]), again.output()]).toEqual([
    1,
    expect.stringContaining('the database is newer than the program'),
  ])
})
