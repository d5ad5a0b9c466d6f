/**
 * One supervisor per folder: a lock that dies with the process that holds it.
 *
 * The lock is a Linux abstract socket named after the folder. Taking it is atomic, the kernel frees it whatever way the
 * process ends, and no file is left to be judged stale. Whoever connects is told who holds it.
 * Read next: supervisor.ts.
 */
import { createHash } from 'node:crypto'
import { realpath } from 'node:fs/promises'
import type { Server } from 'node:net'
import { connect, createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

/** Another living process already looks after this folder. */
export class AlreadySupervised extends Error {
  override name = 'AlreadySupervised'
  readonly folder: string
  readonly pid: number | undefined

  constructor(folder: string, pid: number | undefined) {
    super(`process ${pid ?? 'unknown'} already runs the database in ${folder}; stop it first, or use its address`)
    this.folder = folder
    this.pid = pid
  }
}

/** Milliseconds for which a holder may be silent before it is taken for a busy one. */
const UNANSWERED_MAX = 3_000

/** A held lock. */
export interface FolderLock {
  release(): Promise<void>
}

/**
 * Takes the lock of a folder.
 *
 * @param folder an existing folder; symbolic links are resolved, so two names of one folder are one lock
 * @throws {AlreadySupervised} when a living process holds it
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const real = await realpath(folder)
  const name = `\0linli-postgres-${createHash('sha256').update(real).digest('hex').slice(0, 32)}`
  const end = Date.now() + UNANSWERED_MAX
  while (true) {
    const server = await listen(name)
    if (server) return { release: () => new Promise((resolve) => server.close(() => resolve())) }

    const pid = await askHolder(name)
    // A holder that was killed this moment still has the name and gives no answer.
    if (pid !== undefined || Date.now() > end) throw new AlreadySupervised(real, pid)
    await pause(20)
  }
}

/** Takes the name and answers with our pid whoever asks; undefined when somebody else has it. */
async function listen(name: string): Promise<Server | undefined> {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy())
    socket.end(`${process.pid}\n`)
  })
  return await new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error),
    )
    // Unreferenced: the lock must not keep a program alive that has nothing else to do.
    server.listen(name, () => resolve(server.unref()))
  })
}

/** The pid that the holder of the lock says it has; undefined when it ended meanwhile or is too busy to answer. */
async function askHolder(name: string): Promise<number | undefined> {
  return await new Promise((resolve) => {
    let answer = ''
    const socket = connect(name)
    socket.setTimeout(1_000, () => socket.destroy())
    socket.on('data', (chunk) => {
      answer += chunk.toString()
    })
    socket.on('error', () => socket.destroy())
    socket.on('close', () => resolve(Number.parseInt(answer, 10) || undefined))
  })
}
