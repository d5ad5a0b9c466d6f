/**
 * The small city of world.ts behind a whole program with its own database, for tests that kill and replace it.
 *
 * Beside the city's own people there are residents and grid workers who are signed in already: enough of them that no
 * limit of calls per minute stands in the way of many writes. The address stays the same however often it is started.
 * Read next: program.ts.
 */
import { randomBytes } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { type Database, openDatabase } from '#foundation/database/database.ts'
import { tokenHash } from '#foundation/people/sessions.ts'
import { newId } from '#lib/ids.ts'
import { openSeals } from '#lib/key-file.ts'
import { findSupervised } from '#lib/postgres/supervisor.ts'
import { makeTemporaryFolder } from '#lib/postgres/temporary.ts'
import { Client } from './client.ts'
import { type Program, type ProgramOptions, runProgram } from './program.ts'
import { places, type StaffName, settle } from './world.ts'

export interface RunningCity {
  readonly origin: string
  readonly data: string
  readonly url: string
  /** Past the program; it outlives every restart. */
  readonly database: Database
  readonly staffIds: Record<StaffName, string>
  readonly residents: readonly Client[]
  /** Grid workers of the first grid. */
  readonly workers: readonly Client[]
  program(): Program
  /** Starts it anew and returns when it is ready. */
  start(more?: Partial<ProgramOptions>): Promise<void>
  /** Process of the database server that runs now. */
  postmaster(): Promise<number>
  close(): Promise<void>
}

export interface RunningOptions {
  residents?: number
  workers?: number
}

export async function runningCity({ residents = 60, workers = 8 }: RunningOptions = {}): Promise<RunningCity> {
  const data = await makeTemporaryFolder()
  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  let program: Program | undefined
  const start = async (more: Partial<ProgramOptions> = {}) => {
    program = runProgram({ data, ...more, env: { PORT: String(port), ...more.env } })
    await program.ready
  }

  await start()
  const url = (await findSupervised(join(data, 'postgres'))) ?? ''
  const database = openDatabase({ url, size: 4 })
  const now = new Date()
  const staffIds = await settle(database, openSeals(join(data, 'keys')), now)
  const people = await signIn(database, origin, now, { residents, workers })

  return {
    origin,
    data,
    url,
    database,
    staffIds,
    ...people,
    start,
    program: () => program as Program,
    postmaster: async () => Number.parseInt(await readFile(join(data, 'postgres/data/postmaster.pid'), 'utf8'), 10),
    close: async () => {
      await database.close()
      program?.process.kill('SIGTERM')
      await program?.ended
      await rm(data, { recursive: true, force: true })
    },
  }
}

/** Makes people with a session each, past the sign-in's limits. */
export async function signIn(
  { pool }: Database,
  origin: string,
  now: Date,
  counts: Required<RunningOptions>,
): Promise<Pick<RunningCity, 'residents' | 'workers'>> {
  const make = (kind: 'resident' | 'staff', count: number) =>
    Array.from({ length: count }, () => ({ id: newId(), kind, token: randomBytes(32).toString('base64url') }))
  const [residents, workers] = [make('resident', counts.residents), make('staff', counts.workers)]
  await pool.query(
    `with x as (select * from jsonb_to_recordset($1::jsonb) as x(id uuid, kind text, hash text)),
       p as (insert into person (id, name, path, created_at) select id, '测试', $3, $2 from x),
       a as (insert into account (id, person_id, kind, login, password_hash, created_at)
         select id, id, kind, case when kind = 'staff' then id::text end, case when kind = 'staff' then 'none' end, $2 from x),
       g as (insert into role_grant (person_id, role, path, from_on)
         select id, 'grid_worker', $4, '2020-01-01' from x where kind = 'staff')
     insert into session (token_hash, account_id, created_at, seen_at, expires_at)
     select decode(hash, 'hex'), id, $2, $2, $2::timestamptz + interval '300 days' from x`,
    [
      JSON.stringify(
        [...residents, ...workers].map(({ id, kind, token }) => ({ id, kind, hash: tokenHash(token).toString('hex') })),
      ),
      now,
      places.community,
      places.grid,
    ],
  )
  const client = ({ token }: { token: string }) => new Client(origin, `linli_session=${token}`)
  return { residents: residents.map(client), workers: workers.map(client) }
}

export async function freePort(): Promise<number> {
  return await new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
