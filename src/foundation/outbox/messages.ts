/**
 * Messages that leave the building: one signed call to the city's own gateway, which knows the carrier and its approved
 * templates. The call is that of Standard Webhooks: a retry with the same id is the same message.
 * Refusal: sign-in.no-messages (503), also when the gateway does not take it within some seconds.
 */
import { createHmac } from 'node:crypto'
import { Refusal } from '#lib/refusal.ts'

export interface Gateway {
  /** Where calls go. */
  readonly url: string
  /** What they are signed with. */
  readonly key: Buffer
}

const LIMIT_MS = 5_000

/**
 * Sends a one-time code to a phone and waits until the gateway has it.
 *
 * @param to phone of 11 digits; it and the code are in the body only
 * @throws {Refusal} `sign-in.no-messages` (503)
 */
export async function sendCode(
  gateway: Gateway | undefined,
  { id, to, code, minutes, at }: { id: string; to: string; code: string; minutes: number; at: Date },
): Promise<void> {
  if (!gateway) throw new Refusal('sign-in.no-messages', 503)
  const seconds = String(Math.floor(at.getTime() / 1000))
  const body = JSON.stringify({ type: 'code', timestamp: at.toISOString(), data: { to: `+86${to}`, code, minutes } })
  const signature = createHmac('sha256', gateway.key).update(`${id}.${seconds}.${body}`).digest('base64')
  const answer = await fetch(gateway.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': seconds,
      'webhook-signature': `v1,${signature}`,
    },
    body,
    redirect: 'error',
    signal: AbortSignal.timeout(LIMIT_MS),
  }).catch(() => undefined)
  await answer?.body?.cancel()
  if (!answer?.ok) throw new Refusal('sign-in.no-messages', 503)
}
