/**
 * The worker: looks every half second for clocks that are due and lets them act, exactly once, however many workers run;
 * then does what else the domains have for it.
 */
import type { AnySpec } from '#engines/matter/index.ts'
import { fireDue } from '#engines/matter/index.ts'
import type { Service } from '#foundation/service.ts'

export interface Worker {
  stop(): Promise<void>
}

export interface WorkerOptions extends Pick<Service, 'database' | 'clock' | 'rules'> {
  specs: readonly AnySpec[]
  chores: () => Promise<void>
  /** Milliseconds between looks. */
  every?: number
  onFault?: (fault: unknown) => void
}

const BATCH = 200

export function startWorker({ specs, chores, every = 500, onFault, ...service }: WorkerOptions): Worker {
  let stopped = false
  let wake: (() => void) | undefined
  const firing = { ...service, onFault: (fault: unknown) => onFault?.(fault) }

  const running = (async () => {
    while (!stopped) {
      const fired = await fireDue(firing, specs, BATCH).catch((fault) => {
        onFault?.(fault)
        return 0
      })
      if (stopped || fired === BATCH) continue
      await chores().catch((fault) => onFault?.(fault))
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
