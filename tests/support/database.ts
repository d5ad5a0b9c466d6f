/**
 * A database of one's own for a test: migrated, empty, made in some tens of milliseconds by copying.
 *
 * Read next: set-up-database.ts.
 */
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { inject } from 'vitest'
import { addressOf, template } from './address.ts'

/** A database that nobody else uses. */
export interface FreshDatabase {
  readonly url: string
  /** Removes it, even under open connections. */
  drop(): Promise<void>
}

/** Makes a migrated database; `empty` makes one without any table. */
export async function freshDatabase(kind: 'migrated' | 'empty' = 'migrated'): Promise<FreshDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await onServer(`create database ${name} template ${kind === 'migrated' ? template : 'template0'}`)
  return {
    url: addressOf(inject('databaseUrl'), name),
    drop: async () => await drop(name),
  }
}

const NOT_PERMITTED = '42501'

/** A cleaning of the server's own that happens to look at the database cannot be ended by us, and ends by itself. */
async function drop(name: string, tries = 20): Promise<void> {
  try {
    await onServer(`drop database if exists ${name} with (force)`)
  } catch (error) {
    if ((error as { code?: string }).code !== NOT_PERMITTED || tries === 0) throw error
    await pause(250)
    await drop(name, tries - 1)
  }
}

async function onServer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject('databaseUrl') })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
