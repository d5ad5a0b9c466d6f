/**
 * What a deployment decides, read once from the environment and checked.
 *
 * Everything has a default that works on one machine; a value that cannot be meant stops the start with a sentence.
 * Read next: main.ts.
 */
import { createHash } from 'node:crypto'
import { join, resolve } from 'node:path'

/** Production has no demo data, no demo sign-in and no clock that can be moved. */
export type Environment = 'demo' | 'production' | 'test'

/** The settings of one running program. */
export interface Config {
  readonly environment: Environment
  readonly host: string
  readonly port: number
  /** Address of a PostgreSQL of the deployer's own; without it the one that comes with the program is run. */
  readonly databaseUrl: string | undefined
  /** Schema of the city in that database; a province has many beside each other. */
  readonly city: string | undefined
  /** The gateway that messages to phones go through, with the key its calls are signed by. */
  readonly messages: { readonly url: string; readonly key: Buffer } | undefined
  /** Everything this program keeps: the database, uploaded files, keys. */
  readonly dataFolder: string
  readonly filesFolder: string
}

/** A setting that cannot be meant. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

const environments: readonly Environment[] = ['demo', 'production', 'test']
const checkout = join(import.meta.dirname, '..')

/**
 * Reads LINLI_ENV, LINLI_HOST, PORT, LINLI_DATA, DATABASE_URL, LINLI_CITY, LINLI_MESSAGES_URL and LINLI_MESSAGES_KEY.
 *
 * @throws {ConfigError} naming the variable and what it may be
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const dataFolder = env.LINLI_DATA ? resolve(env.LINLI_DATA) : defaultDataFolder()
  return {
    environment: readEnvironment(env.LINLI_ENV),
    host: env.LINLI_HOST || '127.0.0.1',
    port: readPort(env.PORT),
    databaseUrl: readDatabaseUrl(env.DATABASE_URL),
    city: readCity(env.LINLI_CITY),
    messages: readMessages(env.LINLI_MESSAGES_URL, env.LINLI_MESSAGES_KEY),
    dataFolder,
    filesFolder: join(dataFolder, 'files'),
  }
}

/** Root keeps data in the system's state directory: the account that runs PostgreSQL for it cannot enter a closed home. */
function defaultDataFolder(): string {
  if (process.getuid?.() !== 0) return join(checkout, 'var')
  return join('/var/lib/linli', createHash('sha256').update(checkout).digest('hex').slice(0, 8))
}

function readEnvironment(value: string | undefined): Environment {
  if (!value) return 'demo'
  const environment = environments.find((name) => name === value)
  if (!environment) throw new ConfigError(`LINLI_ENV is one of ${environments.join(', ')}, not ${value}`)
  return environment
}

function readPort(value: string | undefined): number {
  if (!value) return 8080
  const port = Number(value)
  if (/^\d+$/.test(value) && port <= 65_535) return port
  throw new ConfigError(`PORT is a whole number from 0 (any free port) to 65535, not ${value}`)
}

function readDatabaseUrl(value: string | undefined): string | undefined {
  if (!value) return undefined
  const protocol = URL.canParse(value) ? new URL(value).protocol : ''
  if (protocol === 'postgres:' || protocol === 'postgresql:') return value
  // The value is not repeated: it may hold a password.
  throw new ConfigError('DATABASE_URL is an address such as postgres://name:password@host:5432/database')
}

function readCity(value: string | undefined): string | undefined {
  if (!value) return undefined
  if (/^[a-z][a-z0-9_]{0,40}$/.test(value) && value !== 'public' && !value.startsWith('pg_')) return value
  throw new ConfigError(`LINLI_CITY is a schema's name, such as ningbo, not ${value}`)
}

/** Bytes that a key of Standard Webhooks has at least. */
const KEY_LEAST = 24

function readMessages(url: string | undefined, key: string | undefined): Config['messages'] {
  if (!url && !key) return undefined
  const at = url && URL.canParse(url) ? new URL(url) : undefined
  const here = at?.hostname === '127.0.0.1' || at?.hostname === 'localhost'
  if (!url || !at || !(at.protocol === 'https:' || (at.protocol === 'http:' && here)))
    throw new ConfigError('LINLI_MESSAGES_URL is an https address, or http on this machine')
  // The value is not repeated: it is a secret.
  const bytes = Buffer.from((key ?? '').replace(/^whsec_/, ''), 'base64')
  if (bytes.length < KEY_LEAST) throw new ConfigError(`LINLI_MESSAGES_KEY is base64 of ${KEY_LEAST} bytes or more`)
  return { url, key: bytes }
}
