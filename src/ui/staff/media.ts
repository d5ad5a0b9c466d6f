/** Widths at which the layout changes; the same numbers as in staff.css. */
import { useSyncExternalStore } from 'react'

function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const list = matchMedia(query)
      list.addEventListener('change', listener)
      return () => list.removeEventListener('change', listener)
    },
    () => matchMedia(query).matches,
  )
}

/** One column, tabs at the bottom. */
export const usePhone = () => useMedia('(max-width: 899px)')

/** Room for a list and a detail. */
export const useWide = () => useMedia('(min-width: 1100px)')
