/** Codes that were seen without network, kept on this phone with their time until they can be sent. */
import { recall, remember } from '#ui/resident/device.ts'
import { OfflineError } from '#ui/shared/api.ts'
import { call } from './api.ts'

export interface Seen {
  id: string
  code: string
  what: 'in' | 'out'
  at: string
  /** Whose it is: a phone may be another person's tomorrow. */
  by: string
}

const KEPT = 'checkins'

export function keptCodes(by: string): Seen[] {
  try {
    const kept: unknown = JSON.parse(recall(KEPT) ?? '[]')
    return Array.isArray(kept) ? (kept as Seen[]).filter((one) => one.by === by) : []
  } catch {
    return []
  }
}

export function keepCode(seen: Seen): void {
  remember(KEPT, JSON.stringify([...keptCodes(seen.by), seen]))
}

/** Sends what is kept, in order. @returns the last answer, or why it was refused; undefined when nothing went through */
export async function sendKept(by: string) {
  let last: { answer?: Awaited<ReturnType<typeof sendCode>>; error?: unknown; seen: Seen } | undefined
  for (const seen of keptCodes(by)) {
    try {
      last = { answer: await sendCode(seen), seen }
    } catch (error) {
      if (error instanceof OfflineError) return last
      last = { error, seen }
    }
    const left = keptCodes(by).filter(({ id }) => id !== seen.id)
    remember(KEPT, left.length > 0 ? JSON.stringify(left) : undefined)
  }
  return last
}

export async function sendCode({ id, code, what, at }: Omit<Seen, 'by'>) {
  return await call('POST', '/volunteer/attendance', { body: { id, code, what, at } })
}
