/**
 * Standard or 长辈版, and its text size. A mode of the same screens, set as `data-mode` on the page, remembered on the
 * device and, when somebody is signed in, with the account. Read next: tokens.css.
 */
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useLayoutEffect,
  useMemo,
  useState,
} from 'react'
import { useFormat, useSession } from '#ui/shared/session.tsx'
import { recall, remember } from './device.ts'

export const textSizes = { least: 18, most: 30, usual: 22 } as const

export interface Mode {
  elder: boolean
  /** Text size of 长辈版 in px, 18–30. */
  size: number
  /** Whether the reader was asked which one they want. */
  asked: boolean
  setElder(elder: boolean): void
  setSize(size: number): void
}

const ModeContext = createContext<Mode | undefined>(undefined)

/** Sets the page's mode before anything is drawn. */
export function applyMode(): void {
  apply(recall('mode') === 'elder', keptSize())
}

function apply(elder: boolean, size: number): void {
  const root = document.documentElement
  root.dataset.mode = elder ? 'elder' : 'standard'
  root.style.setProperty('--reader-text', String(size))
}

function keptSize(): number {
  const size = Number(recall('text'))
  return size >= textSizes.least && size <= textSizes.most ? size : textSizes.usual
}

export function ModeProvider({ children }: { children: ReactNode }) {
  const { actor, setMine } = useSession()
  const [elder, setElderHere] = useState(() => recall('mode') === 'elder')
  const [asked, setAsked] = useState(() => recall('mode') !== undefined)
  const [size, setSizeHere] = useState(keptSize)

  useLayoutEffect(() => apply(elder, size), [elder, size])

  const signedIn = actor !== null
  const setElder = useCallback(
    (next: boolean) => {
      remember('mode', next ? 'elder' : 'standard')
      setElderHere(next)
      setAsked(true)
      if (signedIn) setMine({ elder: next }).catch(() => undefined)
    },
    [signedIn, setMine],
  )
  const setSize = useCallback((next: number) => {
    const within = Math.min(textSizes.most, Math.max(textSizes.least, Math.round(next)))
    remember('text', String(within))
    setSizeHere(within)
  }, [])

  // A new device of somebody who reads in 长辈版 starts in it.
  const wanted = actor?.elder
  useEffect(() => {
    if (wanted && recall('mode') === undefined) setElder(true)
  }, [wanted, setElder])

  const mode = useMemo(() => ({ elder, size, asked, setElder, setSize }), [elder, size, asked, setElder, setSize])
  return <ModeContext.Provider value={mode}>{children}</ModeContext.Provider>
}

export function useMode(): Mode {
  const mode = useContext(ModeContext)
  if (!mode) throw new Error('useMode needs a ModeProvider above it')
  return mode
}

/** Dates and promises as this reader's mode says them: spoken times in 长辈版. */
export function useTimes() {
  return useFormat(useMode().elder)
}
