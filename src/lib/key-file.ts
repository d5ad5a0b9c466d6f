/**
 * The key file: one 0600 file of `id base64` lines, oldest first, beside the data and never in the database or a backup.
 * It is replaced whole, so whoever reads it meanwhile reads the old or the new one; running programs notice a new key.
 * Read next: seal.ts.
 */
import { randomBytes, randomUUID } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { CommandRefused } from './command.ts'
import { type Keys, type Seals, sealsOf } from './seal.ts'

/** Seals under the keys of a file, and under what is added to it later. */
export function openSeals(file: string): Seals {
  let keys = readKeys(file)
  let seen = stampOf(file)
  return sealsOf(() => {
    const stamp = stampOf(file)
    // A file that is gone while the program runs leaves the keys it had: nothing gets better by stopping.
    if (stamp && stamp !== seen) {
      keys = readKeys(file)
      seen = stamp
    }
    return keys
  })
}

/** @throws {CommandRefused} when there is no file, no key in it, or a line that is none */
export function readKeys(file: string): Keys {
  if (!existsSync(file))
    throw new CommandRefused(
      '找不到密钥文件，请把保存的密钥文件放回这里',
      'the key file is missing, put the kept one back here',
      file,
    )
  const keys = new Map<string, Buffer>()
  for (const [index, line] of readFileSync(file, 'utf8').split('\n').entries()) {
    if (line.trim() === '') continue
    const [id = '', text = ''] = line.trim().split(' ')
    const key = Buffer.from(text, 'base64')
    if (!/^k\d+$/.test(id) || key.length !== 32 || keys.has(id))
      throw new CommandRefused('密钥文件有一行不对', 'a line of the key file is wrong', `${file}:${index + 1}`)
    keys.set(id, key)
  }
  if (keys.size === 0) throw new CommandRefused('密钥文件是空的', 'the key file is empty', file)
  return keys
}

/** Makes the file with one key when there is none. Of two programs that do it at once one wins, for both. */
export function makeKeys(file: string): void {
  if (existsSync(file)) return
  const half = writeBeside(file, new Map([['k1', randomBytes(32)]]))
  try {
    linkSync(half, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(half)
  }
  flushFolder(file)
}

/** Adds a key, which seals from now on. @returns its id */
export function addKey(file: string): string {
  const keys = readKeys(file)
  const id = `k${Math.max(...[...keys.keys()].map((old) => Number(old.slice(1)))) + 1}`
  renameSync(writeBeside(file, new Map([...keys, [id, randomBytes(32)]])), file)
  flushFolder(file)
  return id
}

function writeBeside(file: string, keys: Keys): string {
  mkdirSync(dirname(file), { recursive: true })
  const half = `${file}.${randomUUID()}.half`
  const lines = [...keys].map(([id, key]) => `${id} ${key.toString('base64')}\n`)
  writeFileSync(half, lines.join(''), { mode: 0o600, flag: 'wx', flush: true })
  return half
}

function flushFolder(file: string): void {
  const folder = openSync(dirname(file), 'r')
  fsyncSync(folder)
  closeSync(folder)
}

function stampOf(file: string): string | undefined {
  const found = statSync(file, { throwIfNoEntry: false })
  return found && `${found.ino} ${found.mtimeMs} ${found.size}`
}
