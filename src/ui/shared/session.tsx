/**
 * Who is signed in, and product time. `useSession()` gives the actor, the environment and now(); `useFormat()` gives the
 * sentences of format.ts in the reader's language at that time.
 * Product time comes with the session and is kept as an offset, because outside production it can be moved.
 */
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react'
import { type Answer, call, type Session } from './api.ts'
import * as format from './format.ts'
import { hasChosenLocale, useWords } from './words.tsx'

type Mine = Parameters<typeof call<'PUT', '/me'>>[2]['body']

export interface SessionState {
  /** Undefined until the first answer. */
  session: Session | undefined
  actor: Session['actor']
  /** Why the session could not be read. */
  error: unknown
  /** Product time. */
  now(): Date
  reload(): Promise<void>
  /** Takes over the session that signing in or setMine answered. */
  take(session: Session): void
  setMine(mine: Mine): Promise<void>
  signOut(): Promise<void>
}

const SessionContext = createContext<SessionState | undefined>(undefined)

export function SessionProvider({ children }: { children: ReactNode }) {
  const [session, setSession] = useState<Session>()
  const [error, setError] = useState<unknown>()
  const offset = useRef(0)
  const { locale, setLocale } = useWords()

  const take = useCallback((next: Session) => {
    offset.current = Date.parse(next.now) - Date.now()
    setError(undefined)
    setSession(next)
  }, [])
  const reload = useCallback(async () => {
    try {
      take(await call('GET', '/session'))
    } catch (failure) {
      setError(failure)
    }
  }, [take])
  const setMine = useCallback(async (mine: Mine) => take(await call('PUT', '/me', { body: mine })), [take])
  const signOut = useCallback(async () => {
    await call('POST', '/sign-out')
    await reload()
  }, [reload])

  useEffect(() => {
    void reload()
  }, [reload])

  const wanted = session?.actor?.locale
  const isProduction = session?.environment === 'production'
  useEffect(() => {
    if (locale === 'pseudo' && isProduction) void setLocale('zh')
    else if (wanted && !hasChosenLocale()) void setLocale(wanted)
  }, [locale, wanted, isProduction, setLocale])

  const value = useMemo<SessionState>(
    () => ({
      session,
      actor: session?.actor ?? null,
      error,
      now: () => new Date(Date.now() + offset.current),
      reload,
      take,
      setMine,
      signOut,
    }),
    [session, error, reload, take, setMine, signOut],
  )
  return <SessionContext.Provider value={value}>{children}</SessionContext.Provider>
}

export function useSession(): SessionState {
  const state = useContext(SessionContext)
  if (!state) throw new Error('useSession needs a SessionProvider above it')
  return state
}

type Promised = NonNullable<Answer<'POST', '/track'>['promise']>

/** The forms of format.ts, in the reader's language at product time. @param spoken times as people say them */
export function useFormat(spoken = false) {
  const { language, mark } = useWords()
  const { now } = useSession()
  return useMemo(() => {
    const speech = () => ({ language, now: now(), spoken })
    return {
      promise: (at: string, form?: 'short' | 'full' | 'dated') => mark(format.promise(new Date(at), speech(), form)),
      left: (count: number) => (count > 0 ? mark(format.left(count, language)) : ''),
      late: (value: NonNullable<Promised['late']>) => mark(format.late(value, language)),
      past: (at: string) => mark(format.past(new Date(at), speech())),
      stamp: (at: string) => mark(format.stamp(new Date(at), speech())),
      time: (at: string) => mark(format.time(new Date(at), speech())),
      day: (value: string) => mark(format.day(value, speech())),
      dayAndWeekday: (value: string) => mark(format.dayAndWeekday(value, speech())),
      month: (value: string) => mark(format.month(value, language)),
      duration: (minutes: number) => mark(format.duration(minutes, language)),
      rate: (value: Parameters<typeof format.rate>[0]) => mark(format.rate(value, language)),
      number: format.number,
      percent: format.percent,
      numberAloud: (digits: string) => format.numberAloud(digits, language),
    }
  }, [language, mark, now, spoken])
}
