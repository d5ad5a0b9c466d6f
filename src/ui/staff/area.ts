/** The place a worker with several grants looks at now; kept on this device. Without a choice it is all of them. */
import { useSyncExternalStore } from 'react'
import { useSession } from '#ui/shared/session.tsx'

const KEPT = 'linli.area'
const listeners = new Set<() => void>()

function read(): string {
  try {
    return localStorage.getItem(KEPT) ?? ''
  } catch {
    return ''
  }
}

function listen(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export interface Area {
  /** The path chosen; absent for everything the reader may see. */
  path: string | undefined
  name: string
  /** Places to choose from, each once. */
  places: readonly { path: string; place: string }[]
  choose(path: string | undefined): void
}

export function useArea(): Area {
  const { actor } = useSession()
  const kept = useSyncExternalStore(listen, read)
  const grants = actor?.grants ?? []
  const here = grants.filter(({ unit }) => unit === null)
  const places = [...new Map(here.map(({ path, place }) => [path, { path, place }])).values()]
  const chosen = places.length > 1 ? places.find(({ path }) => path === kept) : undefined
  return {
    path: chosen?.path,
    name: chosen?.place ?? [...new Set(grants.map(({ place }) => place))].join(' · '),
    places,
    choose(path) {
      try {
        if (path) localStorage.setItem(KEPT, path)
        else localStorage.removeItem(KEPT)
      } catch {
        // Without storage everything stays in view.
      }
      for (const listener of listeners) listener()
    },
  }
}
