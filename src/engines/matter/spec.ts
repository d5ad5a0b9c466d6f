/**
 * What a matter is: states, clocks, actions, declared as TypeScript and checked by the compiler.
 * `open` and `act` (write.ts) are the only writers of a matter's state. A condition is a function in the domain's
 * rules.ts that the web runs too; words and screens belong to the domain. Read next: clocks.ts, write.ts, read.ts.
 */
import type { Static, TObject } from 'typebox'
import type { Actor, Given, Permission, Role, Visibility } from '#foundation/authority.ts'
import type { Policies } from '#foundation/policy/policy.ts'
import type { Calendar, Unit } from '#lib/days.ts'
import type { Facts } from '#lib/refusal.ts'

export interface ClockSpec<A extends string> {
  unit: Unit
  /** Policy key of the amount; for `year_end` the amount is the year the starting action names. */
  policy?: string
  /** A promise to the requester: it can be late, it warns, and it counts as met or late. */
  promise?: true
  /** A term among those who handle it: never what the matter is next due by. */
  inner?: true
  /** The action the system takes when the clock runs out. */
  then: A
}

export interface Matter<S extends string = string, F = unknown> extends Given {
  id: string
  number: number
  state: S
  version: number
  path: string
  openedAt: Date
  openedBy: string
  changedAt: Date
  dueAt: Date
  dueClock: string | null
  closedAt: Date | null
  /** The second person in it, who serves. */
  partyId: string | null
  /** Of one that ended: the state it had before. */
  before: S | null
  visibility: Visibility
  clocks: readonly RunningClock[]
  form: F
}

export interface RunningClock {
  name: string
  unit: Unit
  amount: number
  startedAt: Date
  dueAt: Date
  promiseAt: Date
  warnings: readonly Date[]
  nextAt: Date | null
  pausedAt: Date | null
  firedAt: Date | null
  endedAt: Date | null
  outcome: 'met' | 'late' | 'replaced' | 'dropped' | null
  unsure: boolean
}

/** What a decision may look at besides the matter and the input. */
export interface Moment {
  /** Absent when the system acts. */
  actor: Actor | undefined
  now: Date
  policies: Policies
  calendar: Calendar
  /** The clock by which the system acts. */
  clock?: string
}

/** Why an action is refused: a code of the domain and facts for its sentence. */
export interface Why {
  code: string
  facts?: Facts
}

export interface ClockStart<C extends string> {
  /** Of several that are alike each has its own name: `assist/…`. */
  clock: C | `${C}/${string}`
  /** Instead of the policy's amount. */
  amount?: number
  /** Instead of now. */
  from?: Date
}

/** A notice: to one person, to everyone with a role whose place covers the matter, or to the officers of a unit. */
export interface Tell {
  person?: string | null
  role?: Role
  unit?: string | null
  key: string
  /** Another matter that the notice is about: the reader's own. */
  about?: string
  facts?: Facts
  /** Whoever may read for the person is told too. */
  helpers?: true
}

/** A part of the one statement; it may read the part `m` (id, number, path of the matter) and `a` (id of the action). */
export interface Part {
  name: string
  text: (bind: (value: unknown) => string) => string
}

export interface Applied {
  /** Columns of the domain's row. */
  set?: Readonly<Record<string, unknown>>
  parts?: readonly Part[]
  visibility?: Visibility
  /** The units it is given to from now on, where that changes. */
  given?: Given
}

export interface ActionSpec<S extends string, C extends string, M, I> {
  /** States it is legal in; 'open' is every state that is not final. */
  from: readonly S[] | 'open'
  /** The state it leads to; 'same' leaves the state. */
  to: S | 'same'
  /** Who may; 'system' for what only a clock does. */
  by: Permission | 'system'
  /** Changes nothing that others decide on: an action decided before it still holds. */
  quiet?: true
  /** Whether it goes back to the state it had before it ended, instead of `to` and `starts`: its clocks run on as they stood. */
  revives?(matter: M): boolean
  starts?: readonly C[]
  /** Clocks to start when which ones depends on the matter or the input. */
  startsBy?(matter: M, input: I, moment: Moment): readonly ClockStart<C>[]
  /** Clocks this meets; all that are alike. */
  stops?: readonly C[]
  /** Clocks to meet when which ones depends on the matter or the input. */
  stopsBy?(matter: M, input: I, moment: Moment): readonly ClockStart<C>['clock'][]
  /** Clocks that end without being met: another promise took their place. */
  drops?: readonly C[]
  pauses?: readonly C[]
  resumes?: readonly C[]
  /** Whether the matter as it stands allows it; asked for the list of legal actions too. */
  may?(matter: M, moment: Moment): Why | undefined
  /** Whether this input is right. */
  guard?(matter: M, input: I, moment: Moment): Why | undefined
  /** Whether this input stops the clocks named in `stops`; always when absent. */
  stopsWhen?(input: I): boolean
  /** Ids, codes, numbers, instants: kept for ever in the journal. */
  facts?(matter: M, input: I, moment: Moment): Facts
  /** What a person wrote: kept erasable, hashed in the journal. */
  words?(input: I): Readonly<Record<string, unknown>> | undefined
  tells?(matter: M, input: I, moment: Moment): readonly Tell[]
  apply?(matter: M, input: I, moment: Moment): Applied
}

export type Forms = Readonly<Record<string, TObject>>

export interface MatterSpec<
  K extends string = string,
  S extends string = string,
  C extends string = string,
  F = unknown,
  O extends TObject = TObject,
  FS extends Forms = Forms,
> {
  kind: K
  /** The domain's own table, keyed by matter_id. */
  table: string
  /**
   * SQL of a jsonb object merged into the form when a matter is read; `m` is the matter, `d` the domain's row. `leads` and
   * `assist` in it are the units it is given to, `party` is the second person in it.
   */
  also?: string
  states: { readonly [s in S]: { final?: true } }
  start: NoInfer<S>
  starts: readonly NoInfer<C>[]
  clocks: { readonly [c in C]: ClockSpec<keyof FS & string> }
  /** Policy key of the percentages of a promise at which its handler is warned, and the action that warns. */
  warnAt?: string
  warn?: NoInfer<keyof FS & string>
  /** Policy key of the hour that is promised on the last day. */
  promiseHour: string
  open: {
    form: O
    by: Permission | 'signed-in'
    /** Version 1 of the matter: `opened` is its journal kind. */
    words(input: Static<O>): Readonly<Record<string, unknown>>
  }
  /** One input form per action: the only source of action names. Never sent: `id` and `seen`, which every action has. */
  forms: FS
  actions: {
    readonly [A in keyof FS]: ActionSpec<NoInfer<S>, NoInfer<C>, Matter<NoInfer<S>, F>, Static<FS[A]>>
  }
}

/** Fixes the form type first, so that the rest is inferred. */
export function matterOf<F>() {
  return function defineMatter<
    const K extends string,
    const S extends string,
    const C extends string,
    O extends TObject,
    FS extends Forms,
  >(spec: MatterSpec<K, S, C, F, O, FS>): MatterSpec<K, S, C, F, O, FS> {
    return spec
  }
}

/** Any spec, as the engine sees it; a domain's own types are checked where it declares them. */
export type AnySpec = MatterSpec<string, string, string, unknown, TObject, Forms>

/** What decides who may reach a matter. */
export function scopedOf(matter: Matter): Pick<Matter, 'path' | 'visibility' | 'partyId'> & Given {
  const { path, visibility, partyId, leads, assist } = matter
  return { path, visibility, partyId, leads: leads ?? null, assist: assist ?? [] }
}

/** The clock a name stands for: `assist/…` is one of many `assist`. */
export function clockSpecOf(spec: AnySpec, name: string): ClockSpec<string> | undefined {
  return spec.clocks[baseOf(name)]
}

export const baseOf = (name: string): string => name.split('/', 1)[0] ?? name

export function isFinal(spec: AnySpec, state: string): boolean {
  return spec.states[state]?.final === true
}
