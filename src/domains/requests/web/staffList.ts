/**
 * A list that never jumps: what is shown stays in its order; fresh answers change rows in place, and rows that came are
 * counted for a bar. The reader, or an action of their own, lets the new order in.
 */
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { call } from '#ui/shared/api.ts'
import { type InboxQuery, type RequestRow, useInboxPage } from './staffQueries.ts'

interface Shown {
  key: string
  rows: readonly RequestRow[]
  next: string | null
  total: number
}

export interface SteadyList {
  rows: readonly RequestRow[]
  /** Ids of rows that are shown but no longer belong to the list. */
  gone: ReadonlySet<string>
  total: number
  /** Rows that came since. */
  fresh: number
  /** Whether the order changed otherwise. */
  changed: boolean
  more: (() => Promise<void>) | undefined
  loading: boolean
  error: unknown
  again(): void
  /** Shows the list as it is now. */
  show(): void
  /** Shows the next answer at once: after an action of the reader's own. */
  showNext(): void
}

export function useSteadyList(query: InboxQuery): SteadyList {
  const client = useQueryClient()
  const key = JSON.stringify(query)
  const page = useInboxPage(query)
  const [shown, setShown] = useState<Shown>()
  const showsNext = useRef(false)
  const latest = page.data

  useEffect(() => {
    if (!latest) return
    setShown((before) => {
      if (!before || before.key !== key || showsNext.current) {
        showsNext.current = false
        return { key, ...latest }
      }
      const byId = new Map(latest.rows.map((row) => [row.id, row]))
      return { ...before, rows: before.rows.map((row) => byId.get(row.id) ?? row), total: latest.total }
    })
  }, [latest, key])

  const isShown = shown?.key === key
  const rows = isShown ? shown.rows : (latest?.rows ?? [])
  const shownIds = new Set(rows.map(({ id }) => id))
  const latestIds = new Set((latest?.rows ?? []).map(({ id }) => id))
  const fresh = latest && isShown ? latest.rows.filter(({ id }) => !shownIds.has(id)).length : 0
  const firstPage = latest && isShown ? rows.slice(0, Math.max(latest.rows.length, 1)) : []
  const gone = new Set(latest?.next ? [] : firstPage.filter(({ id }) => !latestIds.has(id)).map(({ id }) => id))
  const next = isShown ? shown.next : (latest?.next ?? null)

  return {
    rows,
    gone,
    total: latest?.total ?? 0,
    fresh: latest?.next && fresh > 0 && rows.length > latest.rows.length ? 0 : fresh,
    changed: gone.size > 0,
    more: next
      ? async () => {
          const added = await call('GET', '/desk/requests', { query: { ...query, after: next } })
          setShown((before) => {
            const had = before?.key === key ? before.rows : rows
            const known = new Set(had.map(({ id }) => id))
            return {
              key,
              rows: [...had, ...added.rows.filter(({ id }) => !known.has(id))],
              next: added.next,
              total: added.total,
            }
          })
        }
      : undefined,
    loading: page.isPending,
    error: page.error,
    again: () => void page.refetch(),
    show: () => latest && setShown({ key, ...latest }),
    showNext() {
      showsNext.current = true
      void client.invalidateQueries({ queryKey: ['inbox', query] })
    },
  }
}

const KEPT = 'linli.list'

/** Remembers the list a case was opened from, for the way to the next one. */
export function keepList(address: string, name: string, numbers: readonly string[]): void {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify({ address, name, numbers }))
  } catch {
    // Without it the case has no neighbours.
  }
}

export interface KeptList {
  address: string
  name: string
  numbers: readonly string[]
}

export function keptList(): KeptList | undefined {
  try {
    const kept = sessionStorage.getItem(KEPT)
    return kept ? (JSON.parse(kept) as KeptList) : undefined
  } catch {
    return undefined
  }
}
