/**
 * A database that is gone when it is stopped: for generating and for tests.
 *
 * As root it lives in the system's state directory, beside a copy of the programs that later runs use again. What an
 * earlier run left when it was killed is removed first, its server included.
 * Read next: supervisor.ts.
 */
import { chmod, mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { lockFolder } from './lock.ts'
import { clearFolder } from './processes.ts'
import type { SupervisedDatabase } from './supervisor.ts'
import { superviseDatabase } from './supervisor.ts'

const PREFIX = 'linli-database-'
const ABANDONED_AFTER = 3_600_000

/** Settings that trade safety in a crash for speed. */
export const careless: Readonly<Record<string, string>> = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
}

/** Makes and starts a database in a folder of its own, which stopping removes. */
export async function openTemporaryDatabase(
  settings: Readonly<Record<string, string>> = careless,
): Promise<SupervisedDatabase> {
  const folder = await makeTemporaryFolder()
  const server = await superviseDatabase({ folder, settings })
  return {
    ...server,
    stop: async () => {
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Makes an empty folder for one database, which the account running PostgreSQL can reach. */
export async function makeTemporaryFolder(): Promise<string> {
  const above = process.getuid?.() === 0 ? '/var/lib/linli/temporary' : tmpdir()
  await mkdir(above, { recursive: true, mode: 0o755 })
  await removeAbandoned(above)
  const folder = await mkdtemp(join(above, PREFIX))
  await chmod(folder, 0o755)
  return folder
}

async function removeAbandoned(above: string): Promise<void> {
  for (const name of await readdir(above)) {
    if (!name.startsWith(PREFIX)) continue
    const folder = join(above, name)
    try {
      const { birthtimeMs } = await stat(folder)
      if (Date.now() - birthtimeMs < ABANDONED_AFTER) continue
      const lock = await lockFolder(folder)
      await clearFolder(join(folder, 'data'), 0)
      await rm(folder, { recursive: true, force: true })
      await lock.release()
    } catch {
      // In use by a run that lives, or somebody else's.
    }
  }
}
