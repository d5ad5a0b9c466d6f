/** The contract of shifts, made known to the typed client. */
import type { Activity } from '#domains/volunteers/index.ts'
import type { shiftsContract } from '../contract.ts'

declare module '#ui/shared/api.ts' {
  interface Contracts {
    shifts: typeof shiftsContract
  }
}

export type { Activity } from '#domains/volunteers/index.ts'
export { call, newId } from '#ui/shared/api.ts'
export type { Casual, ShiftCard, ShiftDetail, Signup } from '../contract.ts'

const all: Record<Activity, true> = {
  company: true,
  errands: true,
  tutoring: true,
  science: true,
  cleaning: true,
  waste_sorting: true,
  epidemic: true,
  mediation: true,
  patrol: true,
  emergency: true,
  culture: true,
  repair: true,
  digital_help: true,
  newcomers: true,
  village: true,
  neighbour_watch: true,
  other: true,
}

/** Kinds of activity, in the order they are offered. The compiler says when one is missing. */
export const activities = Object.keys(all) as Activity[]
