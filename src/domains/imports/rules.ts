/** What an import's columns are proposed to be, and which steps it takes next. Pure. */
import type { ImportState } from './spec.ts'

/** Why persons may be recorded. @source PIPL-13 */
export const bases = ['duty', 'consent', 'emergency'] as const

export type Step = 'file' | 'map' | 'decide' | 'write' | 'undo' | 'drop'

const steps: Readonly<Record<Step, readonly ImportState[]>> = {
  file: ['made'],
  map: ['read', 'checked'],
  decide: ['checked'],
  write: ['checked'],
  undo: ['written'],
  drop: ['made', 'read', 'checking', 'checked'],
}

export const isStepNow = (step: Step, state: ImportState): boolean => steps[step].includes(state)

/** The steps of a state; undoing only until its day. */
export function stepsOf(state: ImportState, undoUntil: Date | null, now: Date): Step[] {
  return (Object.keys(steps) as Step[]).filter(
    (step) => isStepNow(step, state) && (step !== 'undo' || (undoUntil !== null && now < undoUntil)),
  )
}

/**
 * Which header is which column: the first header that one of the column's words names; each header once.
 *
 * @param header its keys, as headerKey() writes them
 */
export function proposeMapping(
  columns: readonly { key: string; headers: readonly string[] }[],
  header: readonly string[],
): Record<string, number> {
  const mapping: Record<string, number> = {}
  const used = new Set<number>()
  for (const { key, headers } of columns) {
    const at = headers
      .map((word) => header.findIndex((one, place) => one === word && !used.has(place)))
      .find((n) => n >= 0)
    if (at === undefined) continue
    mapping[key] = at
    used.add(at)
  }
  return mapping
}
