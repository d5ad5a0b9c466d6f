/**
 * Which processes live in a data folder, and how to end them without losing what was committed.
 *
 * Every PostgreSQL process has the data folder as its working directory. That finds a postmaster that a killed program left
 * behind, and sessions that outlived a killed postmaster, and is never fooled by a process number used again.
 * Read next: supervisor.ts.
 */
import { readdir, readFile, readlink, realpath } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'

/**
 * Ends whatever still runs in a data folder and returns when nothing does.
 *
 * The postmaster is asked for a fast shutdown first, then for an immediate one. Sessions without a postmaster are given two
 * seconds to notice, then killed. None of it loses a commit: the write-ahead log has it.
 *
 * @param patience milliseconds that a fast shutdown may take
 * @returns whether anything had to be ended
 */
export async function clearFolder(data: string, patience: number): Promise<boolean> {
  let living = await listProcesses(data)
  if (living.length === 0) return false

  const postmaster = await readPostmaster(data)
  if (postmaster && living.includes(postmaster)) {
    signal(postmaster, 'SIGINT')
    living = await waitUntilGone(data, patience)
    if (living.includes(postmaster)) {
      signal(postmaster, 'SIGQUIT')
      living = await waitUntilGone(data, 5_000)
    }
  } else {
    living = await waitUntilGone(data, 2_000)
  }

  for (const pid of living) signal(pid, 'SIGKILL')
  if (living.length > 0) living = await waitUntilGone(data, 5_000)
  if (living.length > 0) throw new Error(`processes ${living.join(', ')} hold ${data} and cannot be ended`)
  return true
}

/** The number of the postmaster that wrote postmaster.pid, running or not. */
async function readPostmaster(data: string): Promise<number | undefined> {
  const text = await readFile(`${data}/postmaster.pid`, 'utf8').catch(() => '')
  return Number.parseInt(text, 10) || undefined
}

/** Processes whose working directory is the folder; a dead one that nobody has reaped yet has none and is not listed. */
async function listProcesses(data: string): Promise<number[]> {
  const real = await realpath(data)
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const folders = await Promise.all(pids.map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => '')))
  return pids.filter((_, index) => folders[index] === real).map(Number)
}

async function waitUntilGone(data: string, milliseconds: number): Promise<number[]> {
  const end = Date.now() + milliseconds
  while (true) {
    const living = await listProcesses(data)
    if (living.length === 0 || Date.now() > end) return living
    await pause(20)
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {
    // It ended between the look and the signal.
  }
}
