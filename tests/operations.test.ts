/**
 * What an operator does with the whole program: the first day, backups beside a running city, keys, verifying, and what is
 * refused in production.
 */
import { copyFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { type Database, openDatabase } from '#foundation/database/database.ts'
import { tokenHash } from '#foundation/people/sessions.ts'
import { makeTemporaryFolder } from '#lib/postgres/temporary.ts'
import { demoAccounts } from '#seed/demo.ts'
import { type FreshDatabase, freshDatabase } from './support/database.ts'
import { type Program, type ProgramOptions, runProgram } from './support/program.ts'

const address = 'https://linli.example'
const answers = { city: '试城市', places: 'tests/support/small-city.csv', admin: '管平', login: 'guanping', address }

interface Machine {
  data: string
  fresh: FreshDatabase
  database: Database
}

let city: Machine
let link: string
const programs: Program[] = []

beforeAll(async () => {
  city = await machine()
  const { code, output } = await command(city, ['setup', ...flagsOf(answers)])
  expect(code, output).toBe(0)
  link = /https:\S+/.exec(output)?.[0] ?? ''
})

afterEach(async () => {
  for (const program of programs.splice(0)) {
    program.process.kill('SIGTERM')
    await program.ended
  }
})

afterAll(async () => await scrap(city))

/** A machine with an empty outside database and an empty folder. */
async function machine(): Promise<Machine> {
  const fresh = await freshDatabase('empty')
  return { data: await mkdtemp(join(tmpdir(), 'linli-machine-')), fresh, database: openDatabase({ url: fresh.url }) }
}

async function scrap({ data, fresh, database }: Machine): Promise<void> {
  await database.close()
  await fresh.drop()
  await rm(data, { recursive: true, force: true })
}

async function ownMachine(): Promise<Machine> {
  const made = await machine()
  onTestFinished(async () => await scrap(made))
  return made
}

function flagsOf(given: Partial<typeof answers>): string[] {
  return Object.entries(given).flatMap(([name, value]) => [`--${name}`, value])
}

function run({ data, fresh }: Machine, words: readonly string[], more: ProgramOptions = {}): Program {
  const program = runProgram({
    data,
    environment: 'production',
    command: ['src/main.ts', ...words],
    ...more,
    env: { DATABASE_URL: fresh.url, ...more.env },
  })
  programs.push(program)
  return program
}

/** Runs a command to its end. */
async function command(
  on: Machine,
  words: readonly string[],
  more?: ProgramOptions,
): Promise<{ code: unknown; output: string }> {
  const program = run(on, words, more)
  const code = await program.ended
  return { code, output: program.output() }
}

async function rows<Row>({ database }: Machine, text: string, values: unknown[] = []): Promise<Row[]> {
  return (await database.pool.query(text, values)).rows as Row[]
}

const fileIn = ({ data }: Machine, name: string): string => join(data, name)

describe('the first day of a city', () => {
  test('setup writes the places and prints a one-time link for the first administrator, and no other account [U40] [GB22239-L2-ACCESS]', async () => {
    const token = link.split('#')[1] ?? ''

    expect(link).toMatch(/^https:\/\/linli\.example\/desk\/invitation#[\w-]{43}$/)
    expect(
      await rows(
        city,
        `select p.name, i.login, i.made_by, i.used_at, i.expires_at - i.made_at = interval '7 days' as week, g.role, g.path
         from invitation i join person p on p.id = i.person_id join role_grant g on g.person_id = p.id where token_hash = $1`,
        [tokenHash(token)],
      ),
    ).toEqual([
      { name: '管平', login: 'guanping', made_by: null, used_at: null, week: true, role: 'system_admin', path: '9901' },
    ])
    expect(await rows(city, `select name from territory where level = 'city'`)).toEqual([{ name: '试城市' }])
    expect(await rows(city, 'select count(*) as n from account')).toEqual([{ n: 0 }])
    expect(await rows(city, 'select kind, actor_role from action')).toEqual([
      { kind: 'city.set-up', actor_role: 'system' },
    ])
    expect(await rows(city, 'select count(*) > 10 as many from calendar_day')).toEqual([{ many: true }])
    expect((await stat(fileIn(city, 'keys'))).mode & 0o777).toBe(0o600)
  })

  test('setup is refused where there is a city', async () => {
    const before = await rows(city, 'select count(*) as n from invitation')

    const { code, output } = await command(city, ['setup', ...flagsOf(answers)])

    expect([code, output]).toEqual([1, expect.stringContaining('this database has a city already: 试城市')])
    expect(await rows(city, 'select count(*) as n from invitation')).toEqual(before)
  })

  test('what cannot be meant is refused by name and line, and nothing is written', async () => {
    const empty = await ownMachine()
    const list = fileIn(empty, 'places.csv')
    const head = 'code,level,name,pinyin,initials,kind\n9901,city,试城,,,\n'
    await writeFile(list, `${head}990101,district,东区,,,\n990102001,street,白云街道,,,street\n`)

    for (const [wrong, sentence] of [
      [{ places: list }, 'the place above is not in the list: '],
      [{ places: fileIn(empty, 'none.csv') }, 'the file is not there'],
      [{ login: 'Guan Ping' }, 'a sign-in name begins with a letter'],
      [{ city: ' ' }, 'the name of the city has 1 to 60 characters'],
      [{ address: 'linli.example' }, 'the address is written as https://name'],
    ] as const) {
      const { code, output } = await command(empty, ['setup', ...flagsOf({ ...answers, ...wrong })])
      expect([code, output]).toEqual([1, expect.stringContaining(sentence)])
    }
    const { output } = await command(empty, ['setup', ...flagsOf({ city: '试城市' })])

    expect(output).toContain('also needed: --places')
    expect(await rows(empty, 'select count(*) as n from territory')).toEqual([{ n: 0 }])
    expect(await rows(empty, 'select count(*) as n from person')).toEqual([{ n: 0 }])
  })

  test('answers may come from the environment, for a machine that sets itself up', async () => {
    const empty = await ownMachine()
    const env = Object.fromEntries(
      Object.entries(answers).map(([name, value]) => [`LINLI_SETUP_${name.toUpperCase()}`, value]),
    )

    expect(await command(empty, ['setup'], { env })).toMatchObject({ code: 0 })
  })
})

describe('a province', () => {
  test('has a second city beside the first in one database, which is served, backed up and moved by itself [U31]', async () => {
    const province = await ownMachine()
    const second = { env: { LINLI_CITY: 'second' } }
    expect(await command(province, ['setup', ...flagsOf(answers)])).toMatchObject({ code: 0 })
    expect(await command(province, ['setup', ...flagsOf({ ...answers, city: '次城市' })], second)).toMatchObject({
      code: 0,
    })
    const names = async (schema: string) =>
      await rows(province, `select name from ${schema}.territory where level = 'city'`)
    expect([await names('city'), await names('second')]).toEqual([[{ name: '试城市' }], [{ name: '次城市' }]])

    const origin = await run(province, ['start'], second).ready
    expect(await (await fetch(`${origin}/api/session`)).json()).toMatchObject({ city: '次城市' })
    const file = fileIn(province, 'second.tar')
    expect(await command(province, ['backup', file], second)).toMatchObject({ code: 0 })

    const elsewhere = await ownMachine()
    await copyFile(fileIn(province, 'keys'), fileIn(elsewhere, 'keys'))
    expect(await command(elsewhere, ['restore', file], { env: { LINLI_CITY: 'moved' } })).toMatchObject({ code: 0 })
    expect(await rows(elsewhere, `select name from moved.territory where level = 'city'`)).toEqual([{ name: '次城市' }])
  })
})

describe('production', () => {
  test('starts with the city that was set up, and shows no account to try', async () => {
    const origin = await run(city, ['start']).ready

    expect((await fetch(`${origin}/readyz`)).status).toBe(200)
    expect(await (await fetch(`${origin}/api/session`)).text()).not.toContain(demoAccounts[0].login)
  })

  test('without a city it says to run setup, and makes no key', async () => {
    const empty = await ownMachine()

    expect(await command(empty, ['start'])).toEqual({
      code: 1,
      output: expect.stringContaining('run npm run setup first'),
    })
    expect(await stat(fileIn(empty, 'keys')).catch(() => 'none')).toBe('none')
  })

  test('without its key file it does not make another', async () => {
    const other = { ...city, data: await mkdtemp(join(tmpdir(), 'linli-machine-')) }
    onTestFinished(async () => await rm(other.data, { recursive: true }))

    expect(await command(other, ['start'])).toEqual({
      code: 1,
      output: expect.stringContaining('the key file is missing'),
    })
    expect(await stat(fileIn(other, 'keys')).catch(() => 'none')).toBe('none')
  })

  test('it never runs on the demo, and the demo is never written [GB22239-L2-ACCESS]', async () => {
    const demo = await ownMachine()
    expect(await command(demo, ['setup', ...flagsOf(answers)])).toMatchObject({ code: 0 })
    await rows(
      demo,
      `with p as (insert into person (name, path, created_at) values ('周敏', '990101001001', now()) returning id)
       insert into account (person_id, kind, login, password_hash, created_at) select id, 'staff', $1, 'x', now() from p`,
      [demoAccounts[0].login],
    )

    for (const verb of ['start', 'serve', 'work'])
      expect(await command(demo, [verb])).toEqual({ code: 1, output: expect.stringContaining('holds the demo') })
    expect(await command(demo, ['seed'])).toEqual({
      code: 1,
      output: expect.stringContaining('never written in production'),
    })
  })

  test('a database that is newer or older than the program is not served', async () => {
    const other = await ownMachine()
    expect(await command(other, ['serve'])).toEqual({
      code: 1,
      output: expect.stringContaining('run npm run migrate first'),
    })
    expect(await command(other, ['migrate'])).toMatchObject({ code: 0 })
    await rows(other, `insert into migration values ('9999_later.sql', 'x', now())`)

    for (const verb of ['start', 'serve', 'work', 'migrate', 'backup later.tar'])
      expect(await command(other, verb.split(' '))).toEqual({
        code: 1,
        output: expect.stringContaining(
          'newer than the program, start a newer program: it has the migration 9999_later.sql',
        ),
      })
  })
})

describe('beside a running city', () => {
  test('a backup is taken, and comes back on another machine that has the keys [U05]', async () => {
    await run(city, ['start']).ready
    const file = fileIn(city, 'city.tar')
    expect(await command(city, ['backup', file])).toEqual({ code: 0, output: expect.stringContaining('backed up') })
    const other = await ownMachine()

    expect(await command(other, ['restore', file])).toEqual({
      code: 1,
      output: expect.stringContaining('the key file lacks keys'),
    })
    expect(await rows(other, `select to_regclass('city.territory') as there`)).toEqual([{ there: null }])
    expect(await stat(fileIn(other, 'keys')).catch(() => 'none')).toBe('none')

    await copyFile(fileIn(city, 'keys'), fileIn(other, 'keys'))
    expect(await command(other, ['restore', file])).toEqual({ code: 0, output: expect.stringContaining('restored to') })
    expect((await fetch(`${await run(other, ['start']).ready}/readyz`)).status).toBe(200)
    expect(await command(other, ['restore', file])).toEqual({ code: 1, output: expect.stringContaining('not empty') })
  })

  test('the journal is whole, and a change past the triggers ends verify with 1 [U13]', async () => {
    await run(city, ['start']).ready
    expect(await command(city, ['verify'])).toEqual({
      code: 0,
      output: expect.stringMatching(/the journal is whole[\s\S]*the ledger balances/),
    })

    await rows(city, `alter table action disable trigger user`)
    await rows(city, `insert into content (action_id, salt, body) select id, 'x', '{}' from action limit 1`)
    await rows(city, `alter table action enable trigger user`)

    expect(await command(city, ['verify'])).toEqual({
      code: 1,
      output: expect.stringContaining('the words belong to no action'),
    })
    await rows(city, 'delete from content')

    await rows(
      city,
      `insert into ledger_balance (account_id, unit, floor, keeps_lots, balance) values (gen_random_uuid(), 'points', 0, false, 5)`,
    )
    expect(await command(city, ['verify'])).toEqual({
      code: 1,
      output: expect.stringMatching(/✗ ledger balance\.differs [\s\S]*the ledger does not balance/),
    })
    await rows(city, 'delete from ledger_balance')
  })

  test('a new key is taken up by the running program, and every phone is sealed under it', async () => {
    const origin = await run(city, ['start']).ready
    const seal = async (): Promise<Set<string>> =>
      new Set(
        (
          await rows<{ key: string }>(
            city,
            `select split_part(phone_sealed, '.', 1) as key from person where phone_sealed is not null`,
          )
        ).map(({ key }) => key),
      )
    const before = await readFile(fileIn(city, 'keys'), 'utf8')
    expect(origin).toContain('http')

    const { code, output } = await command(city, ['keys', 'rotate'])

    expect([code, output]).toEqual([0, expect.stringMatching(/k1 .*finds[\s\S]*k2 .*seals/)])
    expect(await readFile(fileIn(city, 'keys'), 'utf8')).toMatch(
      new RegExp(`^${before.trim().replaceAll(/[+/]/g, '.')}\nk2 `),
    )
    expect([...(await seal())].filter((key) => key !== 'k2')).toEqual([])
    expect(await command(city, ['keys'])).toEqual({ code: 1, output: expect.stringContaining('keys -- list | rotate') })
  })

  test('a backup is taken beside a program that runs its own database', async () => {
    const data = await makeTemporaryFolder()
    const program = runProgram({ data })
    programs.push(program)
    await program.ready

    const backup = runProgram({ data, command: ['src/main.ts', 'backup', join(data, 'own.tar')] })

    expect(await backup.ended, backup.output()).toBe(0)
    expect((await stat(join(data, 'own.tar'))).size).toBeGreaterThan(1_000)
    expect((await fetch(`${await program.ready}/readyz`)).status).toBe(200)
    program.process.kill('SIGTERM')
    await program.ended
    await rm(data, { recursive: true, force: true })
  })
})
