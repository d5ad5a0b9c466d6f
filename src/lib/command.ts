/**
 * What a command line says when it does not do what it was asked: one sentence in both languages, no stack.
 * Refusals of the web are refusal.ts.
 */
export class CommandRefused extends Error {
  override name = 'CommandRefused'

  /** @param facts said after the sentence: a name, a path, a number */
  constructor(zh: string, en: string, facts = '') {
    super(`${zh} · ${en}${facts && `: ${facts}`}`)
  }
}

/** Told what is being done while something long runs. */
export type Say = (line: string) => void
