/**
 * Product time. Everything that asks "now" asks a Clock that was handed to it; nothing reads the system's time or SQL now().
 * A MovableClock exists outside production only: tests and the demo's "next day" button move it.
 */
export interface Clock {
  now(): Date
}

export const systemClock: Clock = { now: () => new Date() }

export class MovableClock implements Clock {
  #offset = 0

  now(): Date {
    return new Date(Date.now() + this.#offset)
  }

  /** Moves product time forward. @param milliseconds at least 0 */
  advance(milliseconds: number): void {
    this.#offset += milliseconds
  }

  /** Sets product time; used by the seed, which writes the past. */
  set(instant: Date): void {
    this.#offset = instant.getTime() - Date.now()
  }
}

/** What the watches of people's own devices show. They are not moved with the product time of a demo. */
export function deviceTime(): Date {
  return new Date()
}
