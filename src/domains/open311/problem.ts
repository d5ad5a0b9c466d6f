/** What a call is refused for; several may be told at once. The sentence is chosen in the caller's language. @source OPEN311-ERRORS */
import type { Facts } from '#lib/refusal.ts'

export type Status = 400 | 403 | 404 | 429 | 500 | 503

export class Problem extends Error {
  override name = 'Problem'
  /** Key of the sentence: `refusal.…` in the catalogue. */
  readonly code: string
  readonly status: Status
  readonly facts: Facts
  /** What stands as `code` in the body; finer than the status where HTTP knows better. */
  readonly shown: string

  constructor(code: string, status: Status, facts: Facts = {}, shown = String(status)) {
    super(code)
    this.code = code
    this.status = status
    this.facts = facts
    this.shown = shown
  }
}

/** Several of them; the gravest decides the status. */
export class Problems extends Error {
  override name = 'Problems'
  readonly all: readonly Problem[]

  constructor(all: readonly Problem[]) {
    super(all.map(({ code }) => code).join(', '))
    this.all = all
  }
}
