/** Sending a form: the same content again carries the same id, so that it is done once; what is refused is said in words. */
import { useRef, useState } from 'react'
import { newId, RefusalError } from '#ui/shared/api.ts'
import { useSay } from '#ui/shared/say.tsx'
import { useSession } from '#ui/shared/session.tsx'

export interface Sending<B, R> {
  busy: boolean
  /** The sentence of what was refused; '' when nothing was. */
  error: string
  setError(words: string): void
  /** @returns the answer; undefined when it was refused */
  send(body: B): Promise<R | undefined>
}

/** @param work the call, given the body with the id of the deed */
export function useSend<B extends { id: string }, R>(work: (body: B) => Promise<R>): Sending<Omit<B, 'id'>, R> {
  const say = useSay()
  const { reload } = useSession()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState('')
  const sent = useRef({ content: '', id: '' })
  return {
    busy,
    error,
    setError,
    async send(body) {
      const content = JSON.stringify(body)
      if (sent.current.content !== content) sent.current = { content, id: newId() }
      setBusy(true)
      setError('')
      try {
        const answer = await work({ ...body, id: sent.current.id } as unknown as B)
        sent.current = { content: '', id: '' }
        return answer
      } catch (failure) {
        setError(say(failure))
        if (failure instanceof RefusalError && failure.status === 401) void reload()
        return undefined
      } finally {
        setBusy(false)
      }
    },
  }
}
