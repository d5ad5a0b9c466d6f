/** Where a list goes on: the instant and the id of the last row shown, so that rows of one instant are neither lost nor shown twice. */
import { isId } from './contract.ts'
import { isInstant } from './days.ts'
import { Refusal } from './refusal.ts'

export interface PageEnd {
  at: Date
  id: string
}

/** @throws {Refusal} `list.after` (400) when it is none that writeAfter gave */
export function readAfter(after: string | undefined): PageEnd | undefined {
  if (!after) return undefined
  const [at = '', id = ''] = after.split('_')
  if (!isInstant(at) || !isId(id)) throw new Refusal('list.after', 400)
  return { at: new Date(at), id }
}

export function writeAfter({ at, id }: PageEnd): string {
  return `${at.toISOString()}_${id}`
}
