/**
 * What somebody is writing, kept on this device until it is sent, under the person and the record it belongs to.
 * Typing never waits for it; it is written half a second after the last key and when the page is left.
 */
import { useCallback, useEffect, useRef, useState } from 'react'

const PREFIX = 'linli.draft.'

/** A device keeps a draft until it is sent; a sitting keeps it until the browser is closed, for what names a person. */
type Place = 'device' | 'sitting'

const storeOf = (place: Place) => (place === 'device' ? localStorage : sessionStorage)

function read<T>(key: string, place: Place): { value: T; at: string } | undefined {
  try {
    const kept = storeOf(place).getItem(PREFIX + key)
    return kept ? (JSON.parse(kept) as { value: T; at: string }) : undefined
  } catch {
    return undefined
  }
}

export interface Draft<T> {
  value: T
  change(value: T): void
  /** When it was last kept, as an instant of this device; absent while nothing is kept. */
  keptAt: Date | undefined
  /** Forgets it, after it was sent. */
  clear(): void
}

/**
 * @param key person, record and purpose
 * @param empty what a new draft begins with
 */
export function useDraft<T>(key: string, empty: T, place: Place = 'device'): Draft<T> {
  const [state, setState] = useState(() => ({ key, kept: read<T>(key, place) }))
  const [value, setValue] = useState<T>(state.kept?.value ?? empty)
  const [keptAt, setKeptAt] = useState<Date | undefined>(state.kept ? new Date(state.kept.at) : undefined)
  const waiting = useRef<{ key: string; value: T } | undefined>(undefined)
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)

  const flush = useCallback(() => {
    clearTimeout(timer.current)
    const next = waiting.current
    if (!next) return
    waiting.current = undefined
    const at = new Date()
    try {
      storeOf(place).setItem(PREFIX + next.key, JSON.stringify({ value: next.value, at: at.toISOString() }))
      setKeptAt(at)
    } catch {
      // A device that keeps nothing still sends what is on the screen.
    }
  }, [place])

  if (state.key !== key) {
    const kept = read<T>(key, place)
    setState({ key, kept })
    setValue(kept?.value ?? empty)
    setKeptAt(kept ? new Date(kept.at) : undefined)
  }

  useEffect(() => {
    addEventListener('pagehide', flush)
    return () => {
      removeEventListener('pagehide', flush)
      flush()
    }
  }, [flush])

  return {
    value,
    change(next) {
      setValue(next)
      waiting.current = { key, value: next }
      clearTimeout(timer.current)
      timer.current = setTimeout(flush, 500)
    },
    keptAt,
    clear() {
      waiting.current = undefined
      clearTimeout(timer.current)
      try {
        storeOf(place).removeItem(PREFIX + key)
      } catch {
        // Nothing was kept.
      }
      setValue(empty)
      setKeptAt(undefined)
    },
  }
}
