/**
 * Sending a change once: the id stays while the content is the same, so that pressing again does it once.
 * A change that was sent makes what the pages read old.
 */
import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { newId } from '#ui/shared/api.ts'
import { useSay } from '#ui/shared/say.tsx'

export interface Sending {
  busy: boolean
  /** The sentence of what went wrong. */
  error: string
  clear(): void
  /** @returns what was answered; undefined when it was refused */
  send<T>(content: object, work: (id: string) => Promise<T>): Promise<T | undefined>
}

/** @param reads keys of what is read again after a change */
export function useSending(...reads: readonly string[]): Sending {
  const client = useQueryClient()
  const say = useSay()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState('')
  const sent = useRef({ content: '', id: '' })
  return {
    busy,
    error,
    clear: () => setError(''),
    async send(content, work) {
      const text = JSON.stringify(content)
      if (sent.current.content !== text) sent.current = { content: text, id: newId() }
      setBusy(true)
      setError('')
      try {
        const answer = await work(sent.current.id)
        await Promise.all(reads.map((key) => client.invalidateQueries({ queryKey: [key] })))
        sent.current = { content: '', id: '' }
        return answer
      } catch (failure) {
        setError(say(failure))
        await Promise.all(reads.map((key) => client.invalidateQueries({ queryKey: [key] })))
        return undefined
      } finally {
        setBusy(false)
      }
    },
  }
}
