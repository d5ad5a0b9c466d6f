/** Lets the journal of a street be sealed and its days be closed, as the worker does. */
import { closeDays } from '#foundation/journal/checkpoints.ts'
import { Sealer } from '#foundation/journal/seals.ts'
import { sealsOf } from '#lib/seal.ts'
import type { DemoWorld } from './demo-world.ts'

const seals = sealsOf(new Map([['test', Buffer.alloc(32, 7)]]))

/** @param days how long ago everything was sealed; the days since are closed */
export async function sealDays(
  { database, clock }: Pick<DemoWorld, 'database' | 'clock'>,
  days: number,
): Promise<void> {
  const sealer = new Sealer(database, seals)
  const then = new Date(clock.now().getTime() - days * 86_400_000)
  for (let look = 0; look < 2; look += 1) await sealer.look(then)
  await closeDays(database, seals, clock.now())
}
