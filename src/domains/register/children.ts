/** The end of what is held of a child, when its guardian stops being one or leaves. Read next: helpers.ts. */
import type { Actor } from '#foundation/authority.ts'
import type { Tx } from '#foundation/database/database.ts'
import { erasePersons } from '#foundation/people/erasing.ts'
import type { Context } from '#foundation/service.ts'
import { dayOf } from '#lib/days.ts'
import { holdPerson } from './mine-store.ts'

/**
 * Erases what is held of children whom nobody guards any more. What is open for them goes on with a worker as contact.
 *
 * @source PIPL-31 PIPL-47
 */
export async function eraseChildren(
  { holdings, clock, rules }: Context,
  tx: Tx,
  actor: Actor,
  deedId: string,
  children: readonly string[],
): Promise<void> {
  const now = clock.now()
  const held = await rules.held(dayOf(now))
  for (const child of children) {
    await holdPerson(tx, child)
    for (const holding of holdings) await holding.settle({ tx, clock, rules: held, actor, deedId, how: 'go_on' }, child)
  }
  await erasePersons(tx, holdings, children, now)
}
