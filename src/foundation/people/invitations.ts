/**
 * How an account of staff begins, and how a forgotten password is set anew: a link that holds for some days and works once.
 * Only the hash of its token is stored; whoever makes it hands it over. Owns invitation.
 * Refusals: invitation.unknown, invitation.login-taken.
 */
import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Database, Tx } from '#foundation/database/database.ts'
import { DAY } from '#lib/days.ts'
import { newId } from '#lib/ids.ts'
import { Refusal } from '#lib/refusal.ts'
import { hashPassword, tokenHash } from './sessions.ts'

export interface NewInvitation {
  personId: string
  /** Lower case. */
  login: string
  /** Null for the first administrator, whom setup invites. */
  madeBy: string | null
  now: Date
  days: number
}

/** Makes a link's token; every earlier one of the person stops working. @returns the token, to be kept nowhere */
export async function makeInvitation(tx: Tx, { personId, login, madeBy, now, days }: NewInvitation): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  await tx
    .updateTable('invitation')
    .set({ expires_at: now })
    .where('person_id', '=', personId)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .execute()
  await tx
    .insertInto('invitation')
    .values({
      id: newId(),
      token_hash: tokenHash(token),
      person_id: personId,
      login,
      made_by: madeBy,
      made_at: now,
      expires_at: new Date(now.getTime() + days * DAY),
    })
    .execute()
  return token
}

export interface OpenInvitation {
  id: string
  personId: string
  name: string
  login: string
  madeBy: string | null
}

/** @throws {Refusal} `invitation.unknown` (404) when it is unknown, used, replaced, too old, or the account is suspended */
export async function getInvitation(tx: Tx, token: string, now: Date): Promise<OpenInvitation> {
  const found = await tx
    .selectFrom('invitation as i')
    .innerJoin('person as p', 'p.id', 'i.person_id')
    .leftJoin('account as a', (join) => join.onRef('a.person_id', '=', 'p.id').on('a.kind', '=', 'staff'))
    .select(['i.id', 'i.person_id as personId', 'p.name', 'i.login', 'i.made_by as madeBy'])
    .where('i.token_hash', '=', tokenHash(token))
    .where('i.used_at', 'is', null)
    .where('i.expires_at', '>', now)
    .where('a.suspended_at', 'is', null)
    .executeTakeFirst()
  if (!found) throw new Refusal('invitation.unknown', 404)
  return found
}

/**
 * Uses a link up: makes the account, or gives the one that is there its new password. A new account must set up a second
 * factor at once.
 *
 * @returns id of the account
 * @throws {Refusal} `invitation.unknown` (404), also when another window was faster; `invitation.login-taken` (409)
 */
export async function useInvitation(
  database: Database,
  { token, password, now }: { token: string; password: string; now: Date },
  done: (tx: Tx, invitation: OpenInvitation, accountId: string) => Promise<void>,
): Promise<string> {
  const password_hash = await hashPassword(password)
  return await database.transact(async (tx) => {
    const invitation = await getInvitation(tx, token, now)
    const used = await tx
      .updateTable('invitation')
      .set({ used_at: now })
      .where('id', '=', invitation.id)
      .where('used_at', 'is', null)
      .returning('id')
      .executeTakeFirst()
    if (!used) throw new Refusal('invitation.unknown', 404)
    const { rows } = await sql<{ id: string }>`
      insert into account (person_id, kind, login, password_hash, second_asked, created_at)
      values (${invitation.personId}, 'staff', ${invitation.login}, ${password_hash}, true, ${now})
      on conflict on constraint account_one_of_a_kind do update set password_hash = excluded.password_hash
      returning id`
      .execute(tx)
      .catch((error: { constraint?: string }) => {
        if (error.constraint === 'account_login_is_unique') throw new Refusal('invitation.login-taken', 409)
        throw error
      })
    const accountId = rows[0]?.id ?? ''
    await done(tx, invitation, accountId)
    return accountId
  })
}
