/**
 * The second factor of staff: a code of their phone's authenticator, or a recovery code that works once.
 * A right password gives a ticket; the ticket and a code give the session. Wrong codes lock the name as wrong passwords do.
 * Owns sign_in_ticket, recovery_code and the second_* columns of account. The secret is sealed, the rest is hashed.
 * Refusals: sign-in.ticket-old, sign-in.second-wrong, sign-in.locked. Read next: totp.ts.
 */
import { randomBytes, randomInt } from 'node:crypto'
import type { Database, Tx } from '#foundation/database/database.ts'
import { Refusal } from '#lib/refusal.ts'
import { type Desk, tokenHash, tryFor } from './sessions.ts'
import { base32, findStep, fromBase32 } from './totp.ts'

const MINUTE = 60_000
/** Bytes of a secret: as many as the hash it goes into. */
const SECRET_BYTES = 20

/** What an account owes besides its password. */
export type Needs = 'nothing' | 'second' | 'enrol'

/** @param forced whether everybody must have a second factor */
export async function needsOf({ db }: Database, accountId: string, forced: boolean): Promise<Needs> {
  const { second_sealed, second_asked } = await db
    .selectFrom('account')
    .select(['second_sealed', 'second_asked'])
    .where('id', '=', accountId)
    .executeTakeFirstOrThrow()
  if (second_sealed) return 'second'
  return forced || second_asked ? 'enrol' : 'nothing'
}

/** Makes the ticket of an account whose password was right. */
export async function makeTicket(
  { database, seals, now, policies }: Desk,
  accountId: string,
  purpose: 'second' | 'enrol',
): Promise<{ ticket: string; secret: string | null; login: string }> {
  const ticket = randomBytes(32).toString('base64url')
  const secret = purpose === 'enrol' ? base32(randomBytes(SECRET_BYTES)) : null
  await database.db
    .insertInto('sign_in_ticket')
    .values({
      token_hash: tokenHash(ticket),
      account_id: accountId,
      purpose,
      secret_sealed: secret === null ? null : seals.seal(secret),
      made_at: now,
      expires_at: new Date(now.getTime() + policies.number('people.ticket_minutes') * MINUTE),
    })
    .execute()
  const { login } = await database.db
    .selectFrom('account')
    .select('login')
    .where('id', '=', accountId)
    .executeTakeFirstOrThrow()
  return { ticket, secret, login: login ?? '' }
}

interface Ticket {
  accountId: string
  secret: string | null
  tries: number
}

/** Counts a try of a ticket. @throws {Refusal} `sign-in.ticket-old` (422) when unknown, used, expired or tried out */
async function tryTicket(
  { database, seals, now, policies }: Desk,
  ticket: string,
  purpose: 'second' | 'enrol',
): Promise<Ticket> {
  const tried = await database.db
    .updateTable('sign_in_ticket')
    .set((eb) => ({ tries: eb('tries', '+', 1) }))
    .where('token_hash', '=', tokenHash(ticket))
    .where('purpose', '=', purpose)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .where('tries', '<', policies.number('people.ticket_tries'))
    .returning(['account_id', 'secret_sealed', 'tries'])
    .executeTakeFirst()
  if (!tried) throw new Refusal('sign-in.ticket-old', 422)
  return {
    accountId: tried.account_id,
    secret: tried.secret_sealed === null ? null : seals.open(tried.secret_sealed),
    tries: tried.tries,
  }
}

/** @throws {Refusal} `sign-in.ticket-old` (422) when somebody was faster */
async function spendTicket(tx: Tx, ticket: string, now: Date): Promise<void> {
  const spent = await tx
    .updateTable('sign_in_ticket')
    .set({ used_at: now })
    .where('token_hash', '=', tokenHash(ticket))
    .where('used_at', 'is', null)
    .returning('account_id')
    .executeTakeFirst()
  if (!spent) throw new Refusal('sign-in.ticket-old', 422)
}

/** What is typed from a sheet of paper: case, spaces and hyphens do not matter. */
const bare = (code: string): string => code.normalize('NFKC').toLowerCase().replace(/[\s-]/g, '')

/**
 * Checks the code of somebody who has a second factor.
 *
 * @param device the time on people's own devices
 * @returns the account, and how many recovery codes are left when one was used
 * @throws {Refusal} `sign-in.ticket-old` (422), `sign-in.second-wrong` (422) with the tries left, `sign-in.locked` (429)
 * @source GB22239-L3-2FA
 */
export async function useSecond(
  desk: Desk,
  { ticket, code, device }: { ticket: string; code: string; device: Date },
): Promise<{ accountId: string; left: number | null }> {
  const { database, seals, now, policies } = desk
  const { accountId, tries } = await tryTicket(desk, ticket, 'second')
  const account = await database.db
    .selectFrom('account')
    .select(['login', 'second_sealed', 'second_step'])
    .where('id', '=', accountId)
    .where('suspended_at', 'is', null)
    .executeTakeFirst()
  if (!account?.second_sealed) throw new Refusal('sign-in.ticket-old', 422)

  const secret = fromBase32(seals.open(account.second_sealed))
  const words = bare(code)
  let left: number | null = null
  const right = await tryFor(desk, account.login ?? '', async () => {
    const step = /^\d{6}$/.test(words) ? findStep(secret, words, device, account.second_step ?? 0) : undefined
    if (step !== undefined) {
      const { numUpdatedRows } = await database.db
        .updateTable('account')
        .set({ second_step: step })
        .where('id', '=', accountId)
        .where('second_step', '<', step)
        .executeTakeFirst()
      return Number(numUpdatedRows) === 1
    }
    const { numUpdatedRows } = await database.db
      .updateTable('recovery_code')
      .set({ used_at: now })
      .where('account_id', '=', accountId)
      .where('code_hash', '=', seals.mark(`${accountId}:${words}`))
      .where('used_at', 'is', null)
      .executeTakeFirst()
    if (Number(numUpdatedRows) !== 1) return false
    left = await countRecoveryCodes(database, accountId)
    return true
  })
  if (!right) throw new Refusal('sign-in.second-wrong', 422, { left: policies.number('people.ticket_tries') - tries })
  await spendTicket(database.db, ticket, now)
  return { accountId, left }
}

/**
 * Sets a second factor up: the first code shows that the phone has the secret.
 *
 * @returns the recovery codes, to be shown once and kept nowhere in the open
 * @throws {Refusal} as useSecond
 */
export async function enrol(
  desk: Desk,
  { ticket, code, device }: { ticket: string; code: string; device: Date },
): Promise<{ accountId: string; recoveryCodes: string[] }> {
  const { database, seals, now, policies } = desk
  const { accountId, secret, tries } = await tryTicket(desk, ticket, 'enrol')
  const account = await database.db
    .selectFrom('account')
    .select(['login', 'second_sealed'])
    .where('id', '=', accountId)
    .where('suspended_at', 'is', null)
    .executeTakeFirst()
  // somebody set it up meanwhile: who has the password only must not put theirs in its place
  if (!account || !secret || account.second_sealed) throw new Refusal('sign-in.ticket-old', 422)

  let step: number | undefined
  const right = await tryFor(desk, account.login ?? '', async () => {
    step = findStep(fromBase32(secret), bare(code), device, 0)
    return step !== undefined
  })
  if (!right || step === undefined)
    throw new Refusal('sign-in.second-wrong', 422, { left: policies.number('people.ticket_tries') - tries })

  const second_step = step
  const recoveryCodes = Array.from({ length: policies.number('people.recovery_codes') }, makeRecoveryCode)
  await database.transact(async (tx) => {
    await spendTicket(tx, ticket, now)
    const { numUpdatedRows } = await tx
      .updateTable('account')
      .set({ second_sealed: seals.seal(secret), second_since: now, second_step, second_asked: false })
      .where('id', '=', accountId)
      .where('second_sealed', 'is', null)
      .executeTakeFirst()
    if (Number(numUpdatedRows) !== 1) throw new Refusal('sign-in.ticket-old', 422)
    await tx.deleteFrom('recovery_code').where('account_id', '=', accountId).execute()
    await tx
      .insertInto('recovery_code')
      .values(
        recoveryCodes.map((one) => ({
          account_id: accountId,
          code_hash: seals.mark(`${accountId}:${bare(one)}`),
          made_at: now,
        })),
      )
      .execute()
  })
  return { accountId, recoveryCodes }
}

/** Signs that are not taken for each other when read from paper. */
const RECOVERY_SIGNS = 'abcdefghjkmnpqrstuvwxyz23456789'

function makeRecoveryCode(): string {
  const signs = Array.from({ length: 10 }, () => RECOVERY_SIGNS[randomInt(RECOVERY_SIGNS.length)]).join('')
  return `${signs.slice(0, 5)}-${signs.slice(5)}`
}

export async function countRecoveryCodes({ db }: Pick<Database, 'db'>, accountId: string): Promise<number> {
  const { n } = await db
    .selectFrom('recovery_code')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('account_id', '=', accountId)
    .where('used_at', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(n)
}

/** Forgets a second factor: the next sign-in sets up a new one. Tickets that are open stop working. */
export async function forgetSecond(tx: Tx, accountId: string, now: Date): Promise<void> {
  await tx
    .updateTable('account')
    .set({ second_sealed: null, second_since: null, second_step: null, second_asked: true })
    .where('id', '=', accountId)
    .execute()
  await tx.deleteFrom('recovery_code').where('account_id', '=', accountId).execute()
  await tx
    .updateTable('sign_in_ticket')
    .set({ used_at: now })
    .where('account_id', '=', accountId)
    .where('used_at', 'is', null)
    .execute()
}
