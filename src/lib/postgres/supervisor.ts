/**
 * Runs a real PostgreSQL beside the program: makes it, starts it, brings it back when it dies, stops it.
 *
 * Owns one folder: `data` (the cluster), `run` (socket), `log`, `password`, `port`. What a killed program left running there
 * is stopped and replaced, never attached to, so settings and account are always those asked for.
 * Read next: processes.ts for how nothing is lost, lock.ts for one supervisor per folder, account.ts for root.
 */
import { spawn, spawnSync } from 'node:child_process'
import { randomBytes, randomInt } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { dirname, join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import type { Account } from './account.ts'
import { findAccount, giveTo } from './account.ts'
import type { Binaries } from './binaries.ts'
import { findBinaries } from './binaries.ts'
import type { FolderLock } from './lock.ts'
import { lockFolder } from './lock.ts'
import { clearFolder } from './processes.ts'

export { AlreadySupervised } from './lock.ts'

/** Whether statements can be sent now. */
export type DatabaseState = 'up' | 'down'

/** What a caller may choose. */
export interface SuperviseOptions {
  /** Holds everything of this database; made when missing. As root, a folder that ordinary users can reach. */
  readonly folder: string
  /** A free port is chosen and kept in the folder when none is given. */
  readonly port?: number
  /** PostgreSQL settings over ours, such as `{ fsync: 'off' }` for tests. */
  readonly settings?: Readonly<Record<string, string>>
  /** Told at every change after the first `up`. */
  readonly onState?: (state: DatabaseState) => void
}

/** A database that is up and looked after. */
export interface SupervisedDatabase {
  /** Address of the program's database, with its password. */
  readonly url: string
  state(): DatabaseState
  /** Stops the server, at most some seconds, and gives the folder free. */
  stop(): Promise<void>
}

const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  max_connections: '100',
  shared_buffers: '256MB',
  jit: 'off',
  log_line_prefix: '%m [%p] ',
}

const LOG_BYTES_MAX = 16 * 1024 * 1024
const SOCKET_PATH_BYTES_MAX = 107
const STOP_PATIENCE = 3_000
const TAKE_OVER_PATIENCE = 15_000
const FIRST_WAIT = 100
const LONGEST_WAIT = 5_000

/**
 * Starts the database of a folder and keeps it running until it is stopped.
 *
 * @throws {AlreadySupervised} when another living process looks after the folder
 */
export async function superviseDatabase(options: SuperviseOptions): Promise<SupervisedDatabase> {
  const account = await findAccount()
  const folder = resolve(options.folder)
  await makeFolder(folder, account)
  const lock = await lockFolder(folder)
  try {
    return await supervise(folder, account, lock, options)
  } catch (error) {
    await lock.release()
    throw error
  }
}

/**
 * The address of the database that another process looks after in a folder, for who works beside it; undefined when there
 * never was one. Whether it answers is seen by asking it.
 */
export async function findSupervised(folder: string): Promise<string | undefined> {
  const [password, port] = await Promise.all(
    ['password', 'port'].map(async (name) => (await readFile(join(folder, name), 'utf8').catch(() => '')).trim()),
  )
  return password && port ? addressOf(password, Number(port)) : undefined
}

function addressOf(password: string, port: number): string {
  return `postgres://linli:${password}@127.0.0.1:${port}/linli`
}

async function supervise(
  folder: string,
  account: Account | undefined,
  lock: FolderLock,
  options: SuperviseOptions,
): Promise<SupervisedDatabase> {
  const binaries = await findBinaries(join(dirname(folder), 'binaries'), account !== undefined)
  const data = join(folder, 'data')
  const password = await readOrMake(join(folder, 'password'), account, () => randomBytes(24).toString('hex'))
  if (existsSync(data)) await clearFolder(data, TAKE_OVER_PATIENCE)
  else await makeCluster(folder, account, binaries, password)

  const port = await choosePort(folder, options.port)
  const url = addressOf(password, port)
  const start = () =>
    startServer({ folder, account, binaries, port, url, settings: { ...SETTINGS, ...options.settings } })

  let server = await start()
  let state: DatabaseState = 'up'
  let stopping = false
  const watching = watch()
  let stopped: Promise<void> | undefined

  const become = (next: DatabaseState) => {
    state = next
    options.onState?.(next)
  }

  async function watch(): Promise<void> {
    while (true) {
      await server.ended
      if (stopping) return
      become('down')

      const next = await startAgain()
      if (!next) return
      server = next
      become('up')
    }

    async function startAgain(): Promise<Server | undefined> {
      for (let wait = FIRST_WAIT; !stopping; wait = Math.min(wait * 2, LONGEST_WAIT)) {
        await pause(wait)
        try {
          await clearFolder(data, TAKE_OVER_PATIENCE)
          return await start()
        } catch {
          // The reason is in the log of the server; the next try may have more luck (a full disk, a port in use).
        }
      }
      return undefined
    }
  }

  // A program that ends without stop() must not leave a server behind.
  const lastWish = () => server.interrupt()
  process.on('exit', lastWish)

  const stop = async (): Promise<void> => {
    stopping = true
    let watched = false
    void watching.then(() => {
      watched = true
    })
    // A server that was just being brought back may appear after the first look.
    do {
      await clearFolder(data, STOP_PATIENCE)
      await Promise.race([watching, pause(50)])
    } while (!watched)
    state = 'down'
    process.off('exit', lastWish)
    await lock.release()
  }

  return {
    url,
    state: () => state,
    stop: async () => {
      stopped ??= stop()
      await stopped
    },
  }
}

interface StartOptions {
  readonly folder: string
  readonly account: Account | undefined
  readonly binaries: Binaries
  readonly port: number
  readonly url: string
  readonly settings: Readonly<Record<string, string>>
}

interface Server {
  readonly ended: Promise<void>
  interrupt(): void
}

/** Starts the server once and waits until it answers; recovery after a crash may take its time. */
async function startServer(options: StartOptions): Promise<Server> {
  const { folder, account, binaries, port, url } = options
  const run = join(folder, 'run')
  const hba = join(folder, 'pg_hba.conf')
  // Nobody lives in the folder now, so lock files in it are left-overs; their process number may belong to a stranger.
  await rm(join(folder, 'data/postmaster.pid'), { force: true })
  await rm(run, { recursive: true, force: true })
  await mkdir(run, { mode: 0o700 })
  await giveTo(account, run)
  await writeFile(hba, 'local all all scram-sha-256\nhost all all 127.0.0.1/32 scram-sha-256\n')
  const socketFits = Buffer.byteLength(`${run}/.s.PGSQL.${port}`) <= SOCKET_PATH_BYTES_MAX
  const settings: Record<string, string> = {
    ...options.settings,
    port: String(port),
    hba_file: hba,
    unix_socket_directories: socketFits ? run : '',
  }

  const log = await openLog(folder)
  const logStart = (await log.stat()).size
  const child = spawn(
    binaries.postgres,
    ['-D', join(folder, 'data'), ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    {
      // Its own session: Ctrl-C in the terminal is for the program, which stops the server when it has finished its work.
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
      cwd: folder,
      env: { PATH: process.env.PATH },
      ...(account && { uid: account.uid, gid: account.gid }),
    },
  )
  let alive = true
  const ended = new Promise<void>((done) => {
    child.once('exit', () => done())
    child.once('error', () => done())
  }).then(() => {
    alive = false
  })
  await log.close()

  while (!(await answers(url))) {
    if (!alive) {
      const text = (await readFile(join(folder, 'log/postgres.log'))).subarray(logStart).toString()
      throw new Error(`PostgreSQL did not start: ${text.trim().split('\n').slice(-5).join(' | ')}`)
    }
    await pause(20)
  }
  return {
    ended,
    interrupt: () => {
      if (alive) child.kill('SIGINT')
    },
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query('select 1')
    return true
  } catch (error) {
    // A wrong password or a missing database will not mend itself by waiting.
    if (['28P01', '28000', '3D000'].includes((error as { code?: string }).code ?? '')) throw error
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

/** Makes the cluster under another name first, so a crash on the way leaves nothing that looks finished. */
async function makeCluster(
  folder: string,
  account: Account | undefined,
  binaries: Binaries,
  password: string,
): Promise<void> {
  const half = join(folder, 'data.half')
  await rm(half, { recursive: true, force: true })
  const how = {
    cwd: folder,
    env: { PATH: process.env.PATH },
    ...(account && { uid: account.uid, gid: account.gid }),
  }

  const made = spawnSync(
    binaries.initdb,
    [
      `--pgdata=${half}`,
      '--username=postgres',
      `--pwfile=${join(folder, 'password')}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale-provider=builtin',
      '--locale=C.UTF-8',
      '--no-instructions',
    ],
    how,
  )
  if (made.status !== 0) throw new Error(`initdb failed: ${made.error?.message ?? made.stderr}`)

  // The program is an owner, not a superuser: row security and revoked rights hold for it too.
  const filled = spawnSync(binaries.postgres, ['--single', '-D', half, 'postgres'], {
    ...how,
    input: `create role linli login createdb createrole password '${password}'\ncreate database linli owner linli\n`,
  })
  if (filled.status !== 0) throw new Error(`the first database could not be made: ${filled.stderr}`)
  await rename(half, join(folder, 'data'))
}

async function makeFolder(folder: string, account: Account | undefined): Promise<void> {
  let made = await mkdir(folder, { recursive: true })
  // Folders above that were made just now must be open to the account even under a strict umask.
  for (let above = dirname(folder); account && made && above.length >= made.length; above = dirname(above)) {
    await chmod(above, 0o755)
    if (above === made) made = undefined
  }
  await chmod(folder, 0o700)
  await giveTo(account, folder)
  if (!account) return

  const reached = spawnSync('/bin/sh', ['-c', 'cd "$0"', folder], { cwd: '/', uid: account.uid, gid: account.gid })
  if (reached.status === 0) return
  throw new Error(
    `${folder} cannot be reached by the account ${account.name}, which runs PostgreSQL for root; ` +
      'set LINLI_DATA to a folder below directories that are open to everyone (mode 755)',
  )
}

async function readOrMake(path: string, account: Account | undefined, make: () => string): Promise<string> {
  const existing = (await readFile(path, 'utf8').catch(() => '')).trim()
  if (existing) return existing

  const value = make()
  const half = `${path}.half`
  await writeFile(half, `${value}\n`, { mode: 0o600 })
  await giveTo(account, half)
  await rename(half, path)
  return value
}

/** The port asked for, else the one kept from last time while it is free, else another free one. */
async function choosePort(folder: string, wanted: number | undefined): Promise<number> {
  if (wanted !== undefined) return wanted
  const path = join(folder, 'port')
  const kept = Number(await readFile(path, 'utf8').catch(() => ''))
  if (kept > 0 && (await isFree(kept))) return kept

  while (true) {
    // Below the range that the kernel gives to outgoing connections, which would take it while the server is down.
    const port = randomInt(20_000, 32_000)
    if (!(await isFree(port))) continue
    await writeFile(path, `${port}\n`)
    return port
  }
}

async function isFree(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
}

async function openLog(folder: string) {
  const path = join(folder, 'log/postgres.log')
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  )
  if (size > LOG_BYTES_MAX) await rename(path, `${path}.old`)
  return await open(path, 'a', 0o600)
}
