/** The lines of docs/sources.md by id, so that a rule shows what it follows from. Read once. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

export interface SourceLine {
  zh: string
  en: string
}

const file = join(import.meta.dirname, '../../../docs/sources.md')
let read: Promise<ReadonlyMap<string, SourceLine>> | undefined

export async function listSources(): Promise<ReadonlyMap<string, SourceLine>> {
  read ??= readFile(file, 'utf8').then(
    (text) =>
      new Map(
        [...text.matchAll(/^\| ([A-Z][\w.-]*) \| (.+?) \| (.+?) \|$/gm)].map(([, id = '', zh = '', en = '']) => [
          id,
          { zh, en },
        ]),
      ),
  )
  return await read
}
