/**
 * Writes the files that follow from other files: `npm run generate`, or with --check only says which are stale.
 *
 * Each entry of `generated` is a file and how to make its text; tests/tidy.test.ts checks the same list.
 * Read next: src/foundation/database/describe.ts.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { openDatabase } from '#foundation/database/database.ts'
import { describeSchema } from '#foundation/database/describe.ts'
import { migrate } from '#foundation/database/migrate.ts'
import { openTemporaryDatabase } from '#lib/postgres/temporary.ts'
import { makeCoverage, makePolicies, makeStates, makeWords } from './documents.ts'

/** A file, by its path from the root of the checkout, and how to make its text. */
export interface Generated {
  readonly file: string
  /** @param url a database of its own that nobody else uses, not migrated */
  make(url: string): Promise<string>
}

export const generated: readonly Generated[] = [
  { file: 'src/foundation/database/schema.ts', make: makeSchema },
  { file: 'docs/words.md', make: makeWords },
  { file: 'docs/generated/states.md', make: makeStates },
  { file: 'docs/generated/policies.md', make: makePolicies },
  { file: 'docs/generated/coverage.md', make: makeCoverage },
]

const root = join(import.meta.dirname, '..')

/**
 * The generated files whose text is not what it would be if made now.
 *
 * @param url a database of its own that nobody else uses, not migrated
 */
export async function listStale(url: string): Promise<{ file: string; text: string }[]> {
  const stale: { file: string; text: string }[] = []
  for (const { file, make } of generated) {
    const text = await make(url)
    const existing = await readFile(join(root, file), 'utf8').catch(() => '')
    if (existing !== text) stale.push({ file, text })
  }
  return stale
}

async function makeSchema(url: string): Promise<string> {
  const database = openDatabase({ url })
  try {
    await migrate(database)
    return await describeSchema(database.pool)
  } finally {
    await database.close()
  }
}

if (import.meta.main) {
  const server = await openTemporaryDatabase()
  const stale = await listStale(server.url).finally(server.stop)
  const onlyCheck = process.argv.includes('--check')
  for (const { file, text } of stale) {
    if (!onlyCheck) {
      await mkdir(dirname(join(root, file)), { recursive: true })
      await writeFile(join(root, file), text)
    }
    console.log(`${onlyCheck ? 'stale' : 'written'}: ${file}`)
  }
  if (stale.length === 0) console.log('nothing to generate: all files are fresh')
  if (onlyCheck && stale.length > 0) process.exitCode = 1
}
