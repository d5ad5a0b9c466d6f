/**
 * Invitations: a one-time link by which a person of staff comes to a password of their own. Owns the table invitation.
 * The link is shown once to who makes it; only a hash of its token is kept.
 */
import { randomBytes } from 'node:crypto'
import type { Tx } from '#foundation/database/database.ts'
import { DAY } from '#lib/days.ts'
import { newId } from '#lib/ids.ts'
import { tokenHash } from './sessions.ts'

export interface NewInvitation {
  personId: string
  /** The name the person will sign in by. */
  login: string
  /** Who invites; null for setup. */
  madeBy: string | null
  now: Date
  /** How long it can be used. */
  days: number
}

/** Makes an invitation. @returns the token for the link `/desk/invitation#token`, kept nowhere */
export async function makeInvitation(tx: Tx, { personId, login, madeBy, now, days }: NewInvitation): Promise<string> {
  const token = randomBytes(32).toString('base64url')
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
