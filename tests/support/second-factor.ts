/** The authenticator on a person's phone, and signing in with it through HTTP. */
import { codeOf, fromBase32, stepOf } from '#foundation/people/totp.ts'
import { newId } from '#lib/ids.ts'
import { Client } from './client.ts'
import type { World } from './world.ts'

export interface Needs {
  needs: 'second' | 'enrol'
  ticket: string
  secret: string
  uri: string
  qr: string
}

/** What an authenticator with this secret shows. @param beside steps before (negative) or after the present one */
export function codeNow(secret: string, now: Date, beside = 0): string {
  return codeOf(fromBase32(secret), stepOf(now) + beside)
}

/** A code that is none of the three that hold. */
export function wrongCode(secret: string, now: Date): string {
  const right = [-1, 0, 1].map((beside) => codeNow(secret, now, beside))
  return ['000000', '111111', '222222', '333333'].find((code) => !right.includes(code)) ?? ''
}

/** Uses an invitation's link up to a session. @returns the signed-in client, the secret and the recovery codes */
export async function accepts(
  of: World,
  link: string,
  word = 'osmanthus in the rain',
): Promise<{ client: Client; secret: string; recoveryCodes: string[] }> {
  const client = new Client(of.origin)
  const token = link.split('#')[1] ?? ''
  const { ticket, secret } = await client.done<Needs>('POST', '/api/invitations/accept', { token, password: word })
  const code = codeNow(secret, of.clock.now())
  const { recoveryCodes } = await client.done<{ recoveryCodes: string[] }>('POST', '/api/sign-in/enrol', {
    ticket,
    code,
  })
  return { client, secret, recoveryCodes }
}

export interface Invited {
  personId: string
  link: string
  login: string
  expiresAt: string
}

/** The system administrator invites somebody. */
export async function invites(system: Client, login: string, more: object = {}): Promise<Invited> {
  return await system.done<Invited>('POST', '/api/staff', { id: newId(), name: '方晴', login, roles: [], ...more })
}
