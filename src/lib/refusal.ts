/**
 * The one expected error: a stable code, a status and facts. It carries no sentence; the web chooses the sentence in
 * the reader's language. Anything else that is thrown is a fault: logged with the request id and shown without detail.
 */
export type Facts = Readonly<Record<string, string | number | boolean | null | readonly string[]>>

export class Refusal extends Error {
  override name = 'Refusal'
  readonly code: string
  readonly status: 400 | 401 | 403 | 404 | 409 | 413 | 415 | 422 | 429 | 503
  readonly facts: Facts

  constructor(code: string, status: Refusal['status'], facts: Facts = {}) {
    super(code)
    this.code = code
    this.status = status
    this.facts = facts
  }
}
