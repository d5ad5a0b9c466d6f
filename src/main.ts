/**
 * The program: `node src/main.ts start | serve | work | migrate | seed`.
 *
 * `start` is all of it in one process, in this order: database, migrations, demo data on the first run, server, worker.
 * Without DATABASE_URL each verb runs the database that comes with the program. Stopping goes the other way round.
 * Read next: config.ts for the settings, http/server.ts, worker/worker.ts.
 */
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { openDatabase } from '#foundation/database/database.ts'
import { migrate } from '#foundation/database/migrate.ts'
import type { DemoAccounts, Service } from '#foundation/service.ts'
import { startServer } from '#http/server.ts'
import { MovableClock, systemClock } from '#lib/clock.ts'
import type { SupervisedDatabase } from '#lib/postgres/supervisor.ts'
import { AlreadySupervised, superviseDatabase } from '#lib/postgres/supervisor.ts'
import { openSeals } from '#lib/seal.ts'
import { findDemo, seedDemo } from '#seed/demo.ts'
import { seedReference } from '#seed/reference.ts'
import { startWorker } from '#worker/worker.ts'
import type { Config } from './config.ts'
import { ConfigError, readConfig } from './config.ts'
import { doChores, domains, makeService, prepare, specs } from './program.ts'

/** What every verb works on. */
interface Program extends Service {
  readonly config: Config
  readonly databaseUrl: string
  /** Whether the database that the program runs itself answers. */
  readonly ready: () => boolean
}

type Verb = (program: Program) => Promise<void>

const verbs: Readonly<Record<string, Verb>> = {
  start: async (program) => {
    await bringUpToDate(program)
    if (program.config.environment === 'demo' && (await isEmpty(program))) await fill(program)
    const { address, demo } = await serve(program)
    work(program)
    welcome(address, demo)
    await untilStopped
  },
  serve: async (program) => {
    await serve(program)
    await untilStopped
  },
  work: async (program) => {
    work(program)
    await untilStopped
  },
  migrate: bringUpToDate,
  seed: async (program) => {
    if (program.config.environment === 'production') throw new ConfigError('demo data is never written in production')
    await bringUpToDate(program)
    await fill(program)
  },
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

process.exitCode = await run(process.argv[2] ?? '')
process.exit()

async function run(name: string): Promise<number> {
  const verb = verbs[name]
  if (!verb) return complain(`用法 · usage: node src/main.ts ${Object.keys(verbs).join(' | ')}`)

  try {
    const config = readConfig(process.env)
    const begun = open(config).then(verb)
    await Promise.race([begun, untilStopped])
    return 0
  } catch (error) {
    return complain(sentenceFor(error))
  } finally {
    await Promise.race([stopAll(), pause(STOP_LIMIT)])
  }
}

async function open(config: Config): Promise<Program> {
  const { environment, dataFolder, filesFolder } = config
  const own = config.databaseUrl ? undefined : await superviseOwn(dataFolder)
  const databaseUrl = config.databaseUrl ?? own?.url ?? ''
  const database = openDatabase({ url: databaseUrl })
  undo.push(() => database.close())
  const clock = environment === 'production' ? systemClock : new MovableClock()
  const service = makeService(database, clock, openSeals(join(dataFolder, 'keys')), { environment, filesFolder })
  return { ...service, config, databaseUrl, ready: () => own?.state() !== 'down' }
}

async function superviseOwn(dataFolder: string): Promise<SupervisedDatabase> {
  const own = await superviseDatabase({
    folder: join(dataFolder, 'postgres'),
    onState: (state) =>
      say(
        state === 'up' ? '数据库已恢复 · database is up again' : '数据库断开，正在重启 · database is down, restarting',
      ),
  })
  undo.push(() => own.stop())
  say('数据库已启动 · database is up')
  return own
}

async function bringUpToDate({ database }: Program): Promise<void> {
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
  const worker = startWorker({ ...program, specs, chores: async () => await doChores(program), onFault })
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
