/**
 * The program: `node src/main.ts start | serve | work | migrate | seed | setup | backup | restore | verify | keys`.
 *
 * `start` is all of it in one process, in this order: database, migrations, demo data on the first run, server, worker.
 * Without DATABASE_URL each verb runs the database that comes with the program, or works beside the program that runs it.
 * Stopping goes the other way round.
 * Read next: config.ts for the settings, commands.ts for what operators do, http/server.ts, worker/worker.ts.
 */
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { openDatabase } from '#foundation/database/database.ts'
import { checkMigrated, migrate } from '#foundation/database/migrate.ts'
import type { DemoAccounts, Service } from '#foundation/service.ts'
import { startServer } from '#http/server.ts'
import { MovableClock, systemClock } from '#lib/clock.ts'
import { CommandRefused } from '#lib/command.ts'
import { makeKeys, openSeals } from '#lib/key-file.ts'
import type { SupervisedDatabase } from '#lib/postgres/supervisor.ts'
import { AlreadySupervised, findSupervised, superviseDatabase } from '#lib/postgres/supervisor.ts'
import { findDemo, seedDemo } from '#seed/demo.ts'
import { seedReference } from '#seed/reference.ts'
import { startWorker } from '#worker/worker.ts'
import type { Ground } from './commands.ts'
import { keyFileOf, rememberHeads, runBackup, runKeys, runRestore, runSetup, runVerify } from './commands.ts'
import type { Config } from './config.ts'
import { ConfigError, readConfig } from './config.ts'
import { domains, makeService, prepare, specs } from './program.ts'
import { findCity } from './setup.ts'

/** What the program itself works on. */
interface Program extends Service {
  readonly config: Config
  readonly databaseUrl: string
  /** Whether the database that the program runs itself answers. */
  readonly ready: () => boolean
}

interface Opened extends Ground {
  readonly ready: () => boolean
}

interface Verb {
  /** A number it gives is told to the shell instead of 0. */
  run(opened: Opened): Promise<unknown>
  /** Works beside a program that runs already. */
  beside?: true
  /** Runs until it is asked to stop, and has done well then; the others were stopped half way. */
  endless?: true
}

const verbs: Readonly<Record<string, Verb>> = {
  start: {
    run: async (opened) => {
      if (opened.config.environment !== 'production') makeKeys(keyFileOf(opened.config))
      await bringUpToDate(opened)
      await checkCity(opened)
      const program = programOf(opened)
      if (program.config.environment === 'demo' && (await isEmpty(program))) await fill(program)
      const { address, demo } = await serve(program)
      work(program)
      welcome(address, demo)
      await untilStopped
    },
    endless: true,
  },
  serve: {
    run: async (opened) => {
      await checkMigrated(opened.database)
      await checkCity(opened)
      const program = programOf(opened)
      await serve(program)
      await untilStopped
    },
    endless: true,
  },
  work: {
    run: async (opened) => {
      await checkMigrated(opened.database)
      await checkCity(opened)
      const program = programOf(opened)
      work(program)
      await untilStopped
    },
    endless: true,
  },
  migrate: { run: bringUpToDate },
  seed: {
    run: async (opened) => {
      if (opened.config.environment === 'production') throw new ConfigError('demo data is never written in production')
      makeKeys(keyFileOf(opened.config))
      const program = programOf(opened)
      await bringUpToDate(program)
      await fill(program)
    },
  },
  setup: {
    run: async (opened) => {
      if (opened.config.environment === 'demo')
        throw new ConfigError('a demo makes its own city; set LINLI_ENV=production to set one up')
      makeKeys(keyFileOf(opened.config))
      await bringUpToDate(opened)
      await runSetup(opened, programOf(opened))
    },
  },
  backup: { run: runBackup, beside: true },
  restore: { run: runRestore },
  verify: { run: runVerify, beside: true },
  keys: { run: runKeys, beside: true },
}

/** Milliseconds within which a second signal is taken for the same key press, which a terminal sends to every process. */
const SAME_PRESS = 500
/** Milliseconds that one thing may take to stop, and all of them together. */
const STEP_LIMIT = 1_500
const STOP_LIMIT = 4_500

/** What to undo when the program ends, newest last. */
const undo: (() => Promise<unknown> | unknown)[] = []

const untilStopped = new Promise<void>((stop) => {
  let asked = 0
  const ask = (): void => {
    if (asked && Date.now() - asked > SAME_PRESS) process.exit(130)
    asked ||= Date.now()
    stop()
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, ask)
  // bin/start.mjs holds the other end: when it is killed, its program must not stay behind unseen.
  process.on('disconnect', ask)
})

process.exitCode = await run(process.argv[2] ?? '', process.argv.slice(3))
process.exit()

async function run(name: string, words: readonly string[]): Promise<number> {
  const verb = verbs[name]
  if (!verb) return complain(`用法 · usage: node src/main.ts ${Object.keys(verbs).join(' | ')}`)

  try {
    const config = readConfig(process.env)
    const begun = open(config, words, verb).then(verb.run)
    const stopped = untilStopped.then(() => (verb.endless ? 0 : 130))
    const told = await Promise.race([begun, stopped])
    return typeof told === 'number' ? told : 0
  } catch (error) {
    return complain(sentenceFor(error))
  } finally {
    await Promise.race([stopAll(), pause(STOP_LIMIT)])
  }
}

async function open(config: Config, words: readonly string[], { beside }: Verb): Promise<Opened> {
  const folder = join(config.dataFolder, 'postgres')
  const own = config.databaseUrl ? undefined : await superviseOwn(folder, beside)
  const databaseUrl = config.databaseUrl ?? own?.url ?? ''
  const database = openDatabase({ url: databaseUrl, city: config.city })
  undo.push(() => database.close())
  return { config, databaseUrl, database, words, say, ready: () => own?.state() !== 'down' }
}

/** @throws {CommandRefused} when there is no key file */
function programOf({ config, database, databaseUrl, ready }: Opened): Program {
  const { environment, filesFolder, messages } = config
  const clock = environment === 'production' ? systemClock : new MovableClock()
  const seals = openSeals(keyFileOf(config))
  return {
    ...makeService(database, clock, seals, { environment, filesFolder, ...(messages && { messages }) }),
    config,
    databaseUrl,
    ready,
  }
}

/** Production has a city that was set up, and never a demo. */
async function checkCity({ config, database }: Opened): Promise<void> {
  if (config.environment !== 'production') return
  if (await findDemo(database))
    throw new CommandRefused(
      '这个数据库是演示数据，不能用于正式运行',
      'this database holds the demo and never serves a city',
    )
  if (!(await findCity(database)))
    throw new CommandRefused('还没有城市，请先运行 npm run setup', 'there is no city yet, run npm run setup first')
}

async function superviseOwn(
  folder: string,
  beside: true | undefined,
): Promise<Pick<SupervisedDatabase, 'url' | 'state'>> {
  try {
    const own = await superviseDatabase({
      folder,
      onState: (state) =>
        say(
          state === 'up'
            ? '数据库已恢复 · database is up again'
            : '数据库断开，正在重启 · database is down, restarting',
        ),
    })
    undo.push(() => own.stop())
    say('数据库已启动 · database is up')
    return own
  } catch (error) {
    const url = beside && error instanceof AlreadySupervised ? await findSupervised(folder) : undefined
    if (!url) throw error
    return { url, state: () => 'up' }
  }
}

async function bringUpToDate({ database }: Pick<Opened, 'database'>): Promise<void> {
  const { applied } = await migrate(database)
  if (applied.length > 0) say(`数据表已更新：${applied.length} 步 · tables are up to date: ${applied.length} steps`)
  await prepare(database)
}

/** A demo that was cut short goes on where it stopped; a finished one is left alone. */
async function isEmpty({ database }: Program): Promise<boolean> {
  return (await findDemo(database)) === undefined
}

async function fill({ database, clock, config, seals }: Program): Promise<void> {
  say('正在写入演示数据 · writing demo data')
  await seedReference(database)
  let told = 0
  await seedDemo(database, {
    seals,
    now: clock.now(),
    files: config.filesFolder,
    progress: (done) => {
      const percent = Math.floor(done * 5) * 20
      if (percent > told) say(`  ${percent} %`)
      told = Math.max(told, percent)
    },
  })
}

async function serve(program: Program): Promise<{ address: string; demo: DemoAccounts | undefined }> {
  const { environment, host, port } = program.config
  const demo = environment === 'demo' ? await findDemo(program.database) : undefined
  const server = await startServer({
    ...program,
    settings: { ...program.settings, ...(demo && { demo }) },
    host,
    port,
    domains,
    dist: join(import.meta.dirname, '../dist'),
    // The console of a demo says where to go and whom to be; a deployment collects every line.
    logLevel: environment === 'production' ? 'info' : 'error',
  })
  undo.push(() => server.close())
  return { address: server.address, demo }
}

function work(program: Program): void {
  // While the database is down every look fails, which was said already.
  const onFault = (fault: unknown): unknown => program.ready() && complain(sentenceFor(fault))
  const onSealed = async (): Promise<void> => await rememberHeads(program.config, program.database)
  const worker = startWorker({ ...program, specs, domains, onFault, onSealed })
  undo.push(() => worker.stop())
}

function welcome(address: string, demo: DemoAccounts | undefined): void {
  say('')
  say(`邻里已就绪 · Linli is ready: ${address}`)
  if (!demo) return
  say(`  居民 · resident   ${address}/       手机 · phone ${demo.residentPhone}`)
  say(`  工作人员 · staff  ${address}/desk   密码 · password ${demo.password}`)
  for (const { login, name, place } of demo.staff) say(`    ${login.padEnd(10)} ${name}  ${place}`)
}

/** Stops in the opposite order of starting; one that fails does not keep the others from stopping. */
async function stopAll(): Promise<void> {
  for (const stop of undo.splice(0).reverse()) {
    const stopped = Promise.resolve(stop()).catch((error: unknown) => complain(sentenceFor(error)))
    await Promise.race([stopped, pause(STEP_LIMIT)])
  }
}

function sentenceFor(error: unknown): string {
  if (error instanceof AlreadySupervised) return `已经在运行 · already running: ${error.message}`
  if (error instanceof CommandRefused) return error.message
  if (error instanceof ConfigError) return `设置有误 · a setting is wrong: ${error.message}`
  const { code, message, stack } = error as NodeJS.ErrnoException
  if (code === 'EADDRINUSE')
    return `端口被占用，请用 PORT 换一个 · the port is taken, choose another by PORT: ${message}`
  return `出错了 · something went wrong: ${stack ?? String(error)}`
}

function say(line: string): void {
  console.log(line)
}

function complain(line: string): number {
  console.error(line)
  return 1
}
