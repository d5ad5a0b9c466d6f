/**
 * What every handler is given. What a domain hands to the program in return is domains/module.ts.
 */
import type { Static, TObject } from 'typebox'
import type { Clock } from '#lib/clock.ts'
import type { Call, Contract, ReplyOf } from '#lib/contract.ts'
import type { Unit } from '#lib/days.ts'
import { Refusal } from '#lib/refusal.ts'
import type { Seals } from '#lib/seal.ts'
import type { Actor, Permissions, Role } from './authority.ts'
import type { Database } from './database/database.ts'
import type { Gateway } from './outbox/messages.ts'
import type { Holding } from './people/holding.ts'
import type { PolicySpecs, Rules } from './policy/policy.ts'
import type { ImportKind } from './sheets/kind.ts'

export interface Settings {
  environment: 'demo' | 'production' | 'test'
  /** Where uploaded files are kept. */
  filesFolder: string
  /** Whether staff set up a second factor at their first sign-in; in production always, elsewhere when it says so. */
  secondFactor?: 'forced' | 'optional'
  /** Where messages to phones go; without it production can send none. */
  messages?: Gateway
  /** Accounts to try; never in production. */
  demo?: DemoAccounts
  /** Address people reach the program at, for QR codes; taken from the request when absent. */
  address?: string
}

export interface DemoAccounts {
  password: string
  staff: readonly { login: string; name: string; role: Role; place: string }[]
  residentPhone: string
  /** Path of the community the demo plays in. */
  community: string
}

export interface Service {
  database: Database
  clock: Clock
  rules: Rules
  seals: Seals
  settings: Settings
  /** What the workbench says, by key: files that are taken along say the same. */
  words: Readonly<Record<'zh' | 'en', Readonly<Record<string, string>>>>
}

export interface Context extends Service {
  actor: Actor | undefined
  /** Every permission of every domain, by name. */
  permissions: Permissions
  declared: Declared
  /** Number and title of matters of any kind, by id. */
  titles(ids: readonly string[]): Promise<ReadonlyMap<string, Titled>>
  /** What each domain keeps of persons. */
  holdings: readonly Holding[]
  /** Origin the request came to: 'https://linli.example'. */
  origin: string
  session: {
    token: string | undefined
    /** Browser and system of who asks, in two words; '' when they do not say. */
    browser: string
    system: string
    /** Sets the cookie. */
    start(token: string, expiresAt: Date): void
    end(): void
  }
}

/** What the domains declare to those who govern the program. */
export interface Declared {
  /** Policy values, by the domain that declares them. */
  policies: Readonly<Record<string, PolicySpecs>>
  /** The clocks of every kind of matter, and the policy values each is counted by. */
  clocks: readonly DeclaredClock[]
  /** The lists that can be imported. */
  imports: readonly ImportKind[]
}

export interface DeclaredClock {
  kind: string
  name: string
  unit: Unit
  /** A promise to people: it warns. */
  promise: boolean
  /** Policy key of the amount; absent when the starting action names it. */
  amount: string | undefined
  promiseHour: string
  warnAt: string | undefined
}

export interface Titled {
  /** Kind of the matter. */
  kind: string
  number: number
  title: string
}

export type Handlers<C extends Contract> = {
  readonly [R in keyof C]: (call: Call<C[R]>, context: Context) => Promise<ReplyOf<C[R]>>
}

/** @throws {Refusal} `access.signed-out` (401) */
export function signedIn(actor: Actor | undefined): Actor {
  if (!actor) throw new Refusal('access.signed-out', 401)
  return actor
}

export type FormOf<S extends TObject> = Static<S>
