/**
 * What an official may set a rule value to, and from when. Pure; the form runs it too.
 * @source U35 (who, from which day, with a preview)
 */

export interface Bounds {
  unit: string
  least: number
  most: number
  /** How many numbers it has; a list rises from one to the next. */
  length: number
}

export interface Complaint {
  code: 'rule.bounds' | 'rule.order' | 'rule.length'
  facts: Readonly<Record<string, number>>
}

/** Why a value cannot be set, or nothing. */
export function complaintOf(value: readonly number[], { least, most, length }: Bounds): Complaint | undefined {
  if (value.length !== length) return { code: 'rule.length', facts: { length } }
  if (value.some((one) => !Number.isInteger(one) || one < least || one > most))
    return { code: 'rule.bounds', facts: { least, most } }
  if (value.some((one, at) => at > 0 && one <= (value[at - 1] ?? 0))) return { code: 'rule.order', facts: {} }
  return undefined
}

export const isSame = (one: readonly number[], other: readonly number[]): boolean =>
  one.length === other.length && one.every((value, at) => value === other[at])
