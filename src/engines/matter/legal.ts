/**
 * Which actions are legal now, and why the others are not. The same answer the writer gives.
 */
import type { Actor } from '#foundation/authority.ts'
import { can } from '#foundation/authority.ts'
import type { AnySpec, Matter, Moment, Why } from './spec.ts'
import { isFinal, scopedOf } from './spec.ts'

/** The states an action is legal in. */
export function legalStates(spec: AnySpec, action: string): string[] {
  const from = spec.actions[action]?.from ?? []
  return from === 'open' ? Object.keys(spec.states).filter((state) => !isFinal(spec, state)) : [...from]
}

/** Why the matter as it stands refuses an action, or undefined when it is legal. */
export function whyNot(spec: AnySpec, matter: Matter, action: string, moment: Moment): Why | undefined {
  if (!legalStates(spec, action).includes(matter.state))
    return { code: 'matter.not-now', facts: { state: matter.state, action } }
  return spec.actions[action]?.may?.(matter, moment)
}

export interface Legal {
  action: string
  allowed: boolean
  why?: Why
}

/** Every action this reader could ever take, with whether it is legal now. What is for others' hands is not listed. */
export function listLegal(
  spec: AnySpec,
  matter: Matter,
  requesterId: string,
  moment: Moment & { actor: Actor },
): Legal[] {
  return Object.entries(spec.actions).flatMap(([action, { by }]) => {
    if (by === 'system' || !can(moment.actor, by, { ...scopedOf(matter), requesterId })) return []
    const why = whyNot(spec, matter, action, moment)
    return [why ? { action, allowed: false, why } : { action, allowed: true }]
  })
}
