/**
 * The worker: looks every half second for clocks that are due and lets them act, exactly once, however many workers run;
 * does the domains' chores, seals the journal every minute and closes each day of it.
 */
import type { DomainModule } from '#domains/module.ts'
import type { AnySpec } from '#engines/matter/index.ts'
import { fireDue } from '#engines/matter/index.ts'
import { closeDays } from '#foundation/journal/checkpoints.ts'
import { Sealer } from '#foundation/journal/seals.ts'
import type { Service } from '#foundation/service.ts'

export interface Worker {
  stop(): Promise<void>
}

export interface WorkerOptions extends Service {
  specs: readonly AnySpec[]
  /** Those whose chores are done. */
  domains: readonly DomainModule[]
  /** Milliseconds between looks. */
  every?: number
  /** Milliseconds between looks at the journal. */
  sealEvery?: number
  /** Told after rows of the journal were sealed or a day of it was closed. */
  onSealed?: () => Promise<void>
  onFault?: (fault: unknown) => void
}

const BATCH = 200

const MINUTE = 60_000

export function startWorker({
  specs,
  domains,
  every = 500,
  sealEvery = MINUTE,
  onSealed,
  onFault,
  ...service
}: WorkerOptions): Worker {
  const firing = { ...service, onFault: (fault: unknown) => onFault?.(fault) }
  const sealer = new Sealer(service.database, service.seals)
  const loops = [
    // two clocks of one matter take two looks, so a batch that was not full is no sign that nothing is left
    repeat(every, async () => (await fireDue(firing, specs, BATCH)) > 0, onFault),
    repeat(
      sealEvery,
      async () => {
        const now = service.clock.now()
        const sealed = await sealer.look(now)
        const closed = await closeDays(service.database, service.seals, now)
        if (sealed + closed > 0) await onSealed?.()
        return false
      },
      onFault,
    ),
    ...domains.flatMap(({ chores = [] }) =>
      chores.map((chore) => repeat(every, async () => await chore.look(service, domains), onFault)),
    ),
  ]

  return {
    async stop() {
      await Promise.all(loops.map((loop) => loop.stop()))
    },
  }
}

/** Works again and again with a pause between, or without one while there is more to do. */
function repeat(every: number, work: () => Promise<boolean>, onFault?: (fault: unknown) => void): Worker {
  let stopped = false
  let wake: (() => void) | undefined
  const running = (async () => {
    while (!stopped) {
      const more = await work().catch((fault) => {
        onFault?.(fault)
        return false
      })
      if (stopped || more) continue
      await new Promise<void>((resolve) => {
        wake = resolve
        setTimeout(resolve, every).unref()
      })
    }
  })()
  return {
    async stop() {
      stopped = true
      wake?.()
      await running
    },
  }
}
