/**
 * The sentence of an error: `refusal.CODE` of the catalogue with its facts in words, or no network, busy, our fault.
 * A code that no catalogue knows is said as our fault, because then a sentence is missing.
 */
import { useCallback } from 'react'
import { BusyError, OfflineError, RefusalError } from './api.ts'
import { useFormat, useSession } from './session.tsx'
import { useWords } from './words.tsx'

const DAY_FACT = /^\d{4}-\d{2}-\d{2}$/
const INSTANT_FACT = /^\d{4}-\d{2}-\d{2}T/

/** `say(error)` gives the sentence for people. */
export function useSay(): (error: unknown) => string {
  const { t, has } = useWords()
  const { session } = useSession()
  const { day, stamp } = useFormat()
  return useCallback(
    (error: unknown) => {
      const phone = session?.phone ?? ''
      if (error instanceof OfflineError) return t('net.offline')
      if (error instanceof BusyError) return t('net.busy', { n: error.seconds })
      if (!(error instanceof RefusalError)) return t('error.ours', { phone })

      const facts: Record<string, string | number> = { phone }
      for (const [name, value] of Object.entries(error.facts)) facts[name] = inWords(name, value)
      const field = `refusal.${error.code}.${String(error.facts.field ?? '')}`
      if (has(field)) return t(field, facts)
      const key = `refusal.${error.code}`
      return has(key) || has(`${key}.other`) ? t(key, facts) : t('error.ours', { phone })

      function inWords(name: string, value: unknown): string | number {
        if (Array.isArray(value)) return value.map((part) => String(inWords(name, part))).join(t('list.comma'))
        if (typeof value === 'number') return value
        const words = String(value ?? '')
        if (DAY_FACT.test(words)) return day(words)
        if (INSTANT_FACT.test(words)) return stamp(words)
        const singular = name === 'roles' ? 'role' : name
        return has(`${singular}.${words}`) ? t(`${singular}.${words}`) : words
      }
    },
    [t, has, session, day, stamp],
  )
}
