/** One-time codes to phones: shown on the page in a demo, sent through the city's gateway in production. */
import { sendCode } from '#foundation/outbox/messages.ts'
import { makeCode } from '#foundation/people/sessions.ts'
import type { Context } from '#foundation/service.ts'
import { dayOf } from '#lib/days.ts'
import { Refusal } from '#lib/refusal.ts'

/**
 * Makes a code for a phone and sees to it that it arrives.
 *
 * @throws {Refusal} `sign-in.too-many-codes` (429), `sign-in.no-messages` (503)
 */
export async function issueCode(
  { database, seals, clock, rules, settings }: Context,
  phone: string,
): Promise<{ codeId: string; minutes: number; demoCode: string | null }> {
  const production = settings.environment === 'production'
  // a code that cannot arrive must not use up one of those a phone may have
  if (production && !settings.messages) throw new Refusal('sign-in.no-messages', 503)
  const now = clock.now()
  const { policies } = await rules.on(dayOf(now))
  const { id, code } = await makeCode({ database, seals, now, policies }, phone)
  const minutes = policies.number('people.code_minutes')
  if (production) await sendCode(settings.messages, { id, to: phone, code, minutes, at: now })
  return { codeId: id, minutes, demoCode: production ? null : code }
}
