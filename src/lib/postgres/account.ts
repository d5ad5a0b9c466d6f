/**
 * The operating system's account that PostgreSQL runs as.
 *
 * PostgreSQL refuses to run as root, so root lends it an ordinary account: `postgres` when there is one, else one that is
 * made, else `nobody`. An ordinary user runs it as himself.
 * Read next: supervisor.ts.
 */
import { spawnSync } from 'node:child_process'
import { chown, readFile } from 'node:fs/promises'

/** An account by its numbers. */
export interface Account {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

/** The account to run as; undefined means: as whoever runs this program. */
export async function findAccount(): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined

  const existing = await readAccount('postgres')
  if (existing) return existing

  spawnSync('groupadd', ['--system', 'postgres'], { stdio: 'ignore' })
  const options = ['--system', '--gid', 'postgres', '--no-create-home', '--home-dir', '/nonexistent']
  spawnSync('useradd', [...options, '--shell', '/usr/sbin/nologin', 'postgres'], { stdio: 'ignore' })

  const account = (await readAccount('postgres')) ?? (await readAccount('nobody'))
  if (!account) throw new Error('PostgreSQL must not run as root, and there is no ordinary account to lend it')
  return account
}

/** Gives a file or folder to the account, when there is one to give it to. */
export async function giveTo(account: Account | undefined, path: string): Promise<void> {
  if (account) await chown(path, account.uid, account.gid)
}

async function readAccount(name: string): Promise<Account | undefined> {
  const lines = (await readFile('/etc/passwd', 'utf8').catch(() => '')).split('\n')
  const fields = lines.find((line) => line.startsWith(`${name}:`))?.split(':')
  const [uid, gid] = [Number(fields?.[2]), Number(fields?.[3])]
  return fields && uid > 0 && gid > 0 ? { name, uid, gid } : undefined
}
