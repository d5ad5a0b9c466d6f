/**
 * What is measured: the program as a deployment runs it, in a process of its own, and what it and the database cost.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const TICKS_PER_SECOND = 100

export interface Program {
  port: number
  process: ChildProcess
  /** CPU seconds so far. */
  cpu(): number
  stop(): Promise<void>
}

/** Starts a file of ours; it is ready when it says an address, a worker at once. */
export async function run(file: string, verb: string, env: Record<string, string>): Promise<Program> {
  const child = spawn(process.execPath, [join(root, file), verb], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const port = await new Promise<number>((resolve, reject) => {
    if (verb === 'work') resolve(0)
    let said = ''
    child.stdout?.on('data', (bytes: Buffer) => {
      if (said.length > 20_000) return
      said += bytes.toString()
      const found = /http:\/\/127\.0\.0\.1:(\d+)/.exec(said)
      if (found) resolve(Number(found[1]))
    })
    child.once('exit', (code) => reject(new Error(`${file} ended with ${code}: ${said}`)))
  })
  return {
    port,
    process: child,
    cpu: () => (child.exitCode === null && child.signalCode === null ? cpuOf(child.pid ?? 0) : 0),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}

function fieldsOf(pid: number): string[] {
  // the name in parentheses may hold spaces
  return readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ')
}

function cpuOf(pid: number, withEnded = false): number {
  const fields = fieldsOf(pid)
  const own = Number(fields[11]) + Number(fields[12])
  return (own + (withEnded ? Number(fields[13]) + Number(fields[14]) : 0)) / TICKS_PER_SECOND
}

/** CPU seconds of all cores since the machine began, whoever used them. */
export function machineCpu(): number {
  const [user = 0, nice = 0, system = 0, , , irq = 0, softIrq = 0] = (
    /^cpu +(.*)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1] ?? ''
  )
    .split(' ')
    .map(Number)
  return (user + nice + system + irq + softIrq) / TICKS_PER_SECOND
}

/** CPU seconds of this process and of those it started that ended. */
export const ownCpu = (): number => cpuOf(process.pid, true)

/** CPU seconds of a database server and all its processes, those that ended included. @param pid of one of its sessions */
export function serverCpu(pid: number): () => number {
  const postmaster = Number(fieldsOf(pid)[1])
  return () => {
    let sum = cpuOf(postmaster, true)
    for (const name of readdirSync('/proc')) {
      if (!/^\d+$/.test(name)) continue
      try {
        if (Number(fieldsOf(Number(name))[1]) === postmaster) sum += cpuOf(Number(name))
      } catch {
        // it ended while we looked
      }
    }
    return sum
  }
}
