/**
 * Reads something for a screen. The last copy is shown at once and read again, so that going back does not blink; without
 * a network it stays, with its time. Copies live as long as the page and are dropped when somebody signs out.
 */
import { useCallback, useEffect, useRef, useState } from 'react'

interface Copy {
  value: unknown
  at: string
}

const copies = new Map<string, Copy>()

export function forgetCopies(): void {
  copies.clear()
}

export interface Loaded<T> {
  value: T | undefined
  /** Why the last reading failed; `value` is then the copy from before, if any. */
  error: unknown
  /** When `value` was read. */
  at: string | undefined
  reload(): Promise<void>
  /** Takes over a newer value that another call brought. */
  put(value: T): void
}

/** @param key what is read; undefined reads nothing yet */
export function useLoad<T>(key: string | undefined, read: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  const [, redraw] = useState(0)
  const failure = useRef<{ key: string; error: unknown }>(undefined)
  const reader = useRef(read)
  reader.current = read
  const running = useRef<AbortController>(undefined)

  const put = useCallback(
    (value: T) => {
      if (key === undefined) return
      copies.set(key, { value, at: new Date().toISOString() })
      failure.current = undefined
      redraw((count) => count + 1)
    },
    [key],
  )
  const reload = useCallback(async () => {
    if (key === undefined) return
    running.current?.abort()
    const control = new AbortController()
    running.current = control
    try {
      const value = await reader.current(control.signal)
      if (!control.signal.aborted) put(value)
    } catch (error) {
      if (control.signal.aborted) return
      failure.current = { key, error }
      redraw((count) => count + 1)
    }
  }, [key, put])

  useEffect(() => {
    void reload()
    return () => running.current?.abort()
  }, [reload])

  const copy = key === undefined ? undefined : copies.get(key)
  return {
    value: copy?.value as T | undefined,
    error: failure.current?.key === key ? failure.current?.error : undefined,
    at: copy?.at,
    reload,
    put,
  }
}
