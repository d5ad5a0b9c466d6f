/**
 * Whether the service answers: 503 says it does not, and until it does again it is asked every two seconds.
 * The thin bar of both apps shows it; what was written stays on the page.
 */
import { useSyncExternalStore } from 'react'

const EVERY_MS = 2_000

let away = false
let timer: ReturnType<typeof setInterval> | undefined
const listeners = new Set<() => void>()

function set(next: boolean): void {
  if (next === away) return
  away = next
  clearInterval(timer)
  if (away) timer = setInterval(() => void look(), EVERY_MS)
  for (const listener of listeners) listener()
}

async function look(): Promise<void> {
  // asked by the page, not by a person: it keeps no session alive
  const reply = await fetch('/api/session', { headers: { 'x-linli-unattended': '1' } }).catch(() => undefined)
  if (reply) sawStatus(reply.status)
}

/** Told of every answer. */
export function sawStatus(status: number): void {
  if (status === 503) set(true)
  else if (status > 0) set(false)
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function useAway(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => away,
    () => false,
  )
}
