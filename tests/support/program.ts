/**
 * The whole program as a process of its own, for tests that start, stop and kill it.
 *
 * Read next: src/main.ts, bin/start.mjs.
 */
import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { root } from './code.ts'

/** How to run it. */
export interface ProgramOptions {
  /** Where its data are. */
  readonly data?: string
  readonly environment?: 'demo' | 'production' | 'test'
  /** `src/main.ts start` unless told. */
  readonly command?: readonly string[]
  readonly checkout?: string
  readonly uid?: number
  readonly gid?: number
  readonly env?: Readonly<Record<string, string>>
}

/** A running program. */
export interface Program {
  readonly process: ChildProcess
  /** Resolves with its address when it says that it is ready; rejects with its output when it ends before. */
  readonly ready: Promise<string>
  /** Resolves with its exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>
  output(): string
}

/** Starts the program on a free port. */
export function runProgram(options: ProgramOptions): Program {
  const { checkout = root, command = ['src/main.ts', 'start'], data, environment = 'test', uid, gid, env } = options
  const child = spawn(join(checkout, 'node_modules/.bin/node'), [...command], {
    cwd: checkout,
    env: {
      PATH: process.env.PATH,
      LINLI_ENV: environment,
      PORT: '0',
      ...(data && { LINLI_DATA: data }),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(uid !== undefined && { uid }),
    ...(gid !== undefined && { gid }),
  })
  let output = ''
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.once('exit', (code, signal) => resolve(code ?? signal))
  })
  const ready = new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      output += chunk.toString()
      const address = /(http:\/\/[^\s"]+)["\n]/.exec(output)?.[1]
      if (address) resolve(address)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    void ended.then((code) => reject(new Error(`the program ended with ${code}:\n${output}`)))
  })
  // A test that expects it to end does not wait for it to be ready.
  ready.catch(() => {})
  return { process: child, ready, ended, output: () => output }
}
