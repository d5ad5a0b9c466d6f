/**
 * What a domain keeps of persons. The register asks every domain through this: to show a person everything, to close an
 * account, to erase what is over its time. A domain that keeps words of people declares one in its index.ts.
 */
import type { RawBuilder } from 'kysely'
import type { Actor } from '#foundation/authority.ts'
import type { Tx } from '#foundation/database/database.ts'
import type { Rules } from '#foundation/policy/policy.ts'
import type { Clock } from '#lib/clock.ts'

/** One matter of a person, whole, in the shape of the copy they take along. */
export interface HeldMatter {
  id: string
  kind: string
  /** Nine digits. */
  number: string
  state: string
  title: string
  words: string
  place: string
  openedAt: string
  closedAt: string | null
  reply: string | null
  steps: HeldStep[]
  files: { id: string; kind: string; at: string }[]
}

export interface HeldStep {
  at: string
  kind: string
  /** Name of the worker or helper; null for the person and for the system. */
  who: string | null
  role: string
  words: Record<string, unknown> | null
}

/** What is not finished when somebody wants to leave. */
export interface OpenMatter {
  id: string
  number: string
  title: string
  state: string
  /** False when it finishes by itself, or when neighbours wait for it too. */
  mayWithdraw: boolean
  /** Who would be the contact if it goes on. */
  contact: string | null
}

export interface Settling {
  tx: Tx
  clock: Clock
  rules: Pick<Rules, 'on'>
  actor: Actor
  /** The deed that ends the account; what follows from it derives its ids from it. */
  deedId: string
  how: 'withdraw' | 'go_on'
}

/** How much was erased. */
export interface Erased {
  matters: number
  files: number
}

export interface Counted {
  all: number
  open: number
  lastClosedAt: Date | null
  /** When the oldest was closed whose words are still there: they go first. */
  wordsClosedAt?: Date | null
}

export interface Holding {
  /** Everything, newest first. */
  listMatters(tx: Tx, personId: string): Promise<HeldMatter[]>
  countMatters(tx: Tx, personId: string): Promise<Counted>
  /** Whether the person has a matter inside a place that workers may see. */
  isInside(tx: Tx, personId: string, path: string): Promise<boolean>
  listOpen(tx: Tx, personId: string, now: Date): Promise<OpenMatter[]>
  /** Withdraws what is open, or lets it go on with a worker as contact. Nothing of it stays public. */
  settle(settling: Settling, personId: string): Promise<void>
  /** Erases the words and files of a person's finished matters. What goes on is erased when it is finished. */
  erasePerson(tx: Tx, personId: string, now: Date): Promise<Erased>
  /** A condition on `p`: the person has something open, or finished since `before`. */
  needs(before: Date): RawBuilder<unknown>
  /** Erases finished matters closed before `before`, or of a person who is erased; at most `limit`. */
  eraseOld(tx: Tx, before: Date, now: Date, limit: number): Promise<Erased>
}
