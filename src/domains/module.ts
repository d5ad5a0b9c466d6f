/**
 * What a domain hands to the program: its contract and handlers, its permissions and policies, its kinds of matter.
 * The composition is src/program.ts; http/routes.ts turns it into routes.
 */
import type { TSchema } from 'typebox'
import type { Ledger } from '#engines/ledger/index.ts'
import type { AnySpec } from '#engines/matter/index.ts'
import type { Permission, Permissions } from '#foundation/authority.ts'
import type { KeptFiles } from '#foundation/backup/backup.ts'
import type { Database } from '#foundation/database/database.ts'
import type { Holding } from '#foundation/people/holding.ts'
import type { PolicySpecs } from '#foundation/policy/policy.ts'
import type { Context, Service, Titled } from '#foundation/service.ts'
import type { ImportKind } from '#foundation/sheets/kind.ts'
import type { Contract } from '#lib/contract.ts'
import type { Refusal } from '#lib/refusal.ts'

/** A kind of matter as routes: opening, acting, reading. */
export interface MatterRoutes {
  spec: AnySpec
  /** `requests` makes POST /api/requests and what follows from it. */
  plural: string
  /** By which one is read; who holds it for one is told of what changes. */
  reads: Permission
  receipt: TSchema
  detail: TSchema
  open(body: { id: string } & Record<string, unknown>, context: Context): Promise<unknown>
  act(
    call: { matterId: string; action: string; id: string; seen: number; input: Record<string, unknown> },
    context: Context,
  ): Promise<unknown>
  /** @param key the matter's id or its number */
  read(key: string, context: Context): Promise<unknown>
  titles(database: Database, ids: readonly string[]): Promise<ReadonlyMap<string, Omit<Titled, 'kind'>>>
  /** Refusal codes of the kind beyond matter.*, action.*, access.*. */
  refusals: readonly string[]
}

export interface DomainModule {
  name: string
  permissions: Permissions
  policies: PolicySpecs
  contract: Contract
  handlers: Readonly<Record<string, (call: never, context: Context) => Promise<unknown>>>
  matters: readonly MatterRoutes[]
  /** What it keeps of persons, so that they can see it, take it along and have it erased. */
  holding?: Holding | readonly Holding[]
  /** Units, kinds of accounts and rules of its own. */
  ledger?: Ledger
  /** Uploaded files it keeps on disk. */
  files?: KeptFiles
  /** The lists of its own that can be imported. */
  imports?: readonly ImportKind[]
  /** What the worker does for it between requests. */
  chores?: readonly Chore[]
  /** Addresses outside /api. */
  door?: Door
}

/**
 * Addresses that a domain answers in the format of a standard which other programs speak, whatever comes: any method, any
 * body, its own way to say what went wrong. Nobody is signed in there and no cookie is read.
 */
export interface Door {
  /** Everything below is its: '/open311/'. */
  below: `/${string}/`
  /** Bytes a body may have. */
  bodyMax: number
  /** Calls an address may make in a minute. */
  perMinute: number
  answer(call: DoorCall, context: Context): Promise<DoorAnswer>
  /** What was not answered: a refusal of the house, or undefined for a fault. */
  refuse(call: Omit<DoorCall, 'body'>, refusal: Refusal | undefined): DoorAnswer
}

export interface DoorCall {
  method: string
  /** What stands below, without the query. */
  path: string
  query: URLSearchParams
  /** Content type of the body, with its parameters. */
  type: string
  body: Buffer
  header(name: string): string | undefined
}

export interface DoorAnswer {
  status: number
  type: string
  body: string
  headers?: Readonly<Record<string, string>>
}

/** Work that is looked for again and again. It claims its rows itself, so that any number of workers may look. */
export interface Chore {
  name: string
  /** @returns whether there is more to do at once */
  look(service: Service, domains: readonly DomainModule[]): Promise<boolean>
}
