/**
 * Starts one PostgreSQL for the whole run, with one migrated database that tests copy.
 *
 * It is started once however many projects ask. LINLI_TEST_POSTGRES=15 takes the oldest version we promise instead of the
 * one that comes with the package.
 * Read next: database.ts.
 */
import type { TestProject } from 'vitest/node'
import { openDatabase } from '#foundation/database/database.ts'
import { migrate } from '#foundation/database/migrate.ts'
import { openTemporaryDatabase } from '#lib/postgres/temporary.ts'
import { addressOf, template } from './address.ts'
import { openPostgres15 } from './postgres-15.ts'

declare module 'vitest' {
  interface ProvidedContext {
    databaseUrl: string
  }
}

interface Running {
  readonly url: string
  stop(): Promise<void>
}

let running: Promise<Running> | undefined
let users = 0

export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  users += 1
  running ??= start()
  const server = await running
  project.provide('databaseUrl', server.url)
  return async () => {
    users -= 1
    if (users > 0) return
    running = undefined
    await server.stop()
  }
}

async function start(): Promise<Running> {
  const server = process.env.LINLI_TEST_POSTGRES === '15' ? await openPostgres15() : await openTemporaryDatabase()
  const { pool, close } = openDatabase({ url: server.url })
  await pool.query(`create database ${template}`)
  await close()
  const model = openDatabase({ url: addressOf(server.url, template) })
  await migrate(model)
  await model.close()
  return server
}
