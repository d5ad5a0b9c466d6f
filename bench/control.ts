/**
 * The control: the same server, pool and payload, and one autocommitted insert of one row with two indexes.
 * Everything the product does more is paid for beside it, in the same run.
 */
import Fastify from 'fastify'
import Type from 'typebox'
import { openDatabase } from '#foundation/database/database.ts'
import { validatorCompiler } from '#http/validation.ts'
import { newId } from '#lib/ids.ts'

const database = openDatabase({ url: process.env.DATABASE_URL ?? '' })
const app = Fastify({ logger: false })
app.setValidatorCompiler(validatorCompiler)
app.post<{ Body: object }>(
  '/insert',
  { schema: { body: Type.Object({}, { additionalProperties: true }) } },
  async ({ body }) => {
    const id = newId()
    await database.pool.query({
      name: 'control',
      text: 'insert into control (id, at, body) values ($1, $2, $3)',
      values: [id, new Date(), JSON.stringify(body)],
    })
    return { id }
  },
)
await database.pool.query(
  'create table if not exists control (id uuid primary key, at timestamptz not null, body jsonb not null)',
)
await database.pool.query('create index if not exists control_at on control (at)')
console.log(await app.listen({ host: '127.0.0.1', port: 0 }))
process.on('SIGTERM', () => process.exit())
