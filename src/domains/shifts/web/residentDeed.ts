/** Doing something once: the same content again carries the same id; what was refused is said and is another deed. */
import { useRef, useState } from 'react'
import { newId, RefusalError } from '#ui/shared/api.ts'
import { useSay } from '#ui/shared/say.tsx'

export function useDeed() {
  const say = useSay()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState('')
  const sent = useRef({ content: '', id: '' })
  /** @param content what is sent, to know it again */
  const run = async <T>(content: unknown, work: (id: string) => Promise<T>): Promise<T | undefined> => {
    if (busy) return undefined
    const text = JSON.stringify(content)
    if (sent.current.content !== text) sent.current = { content: text, id: newId() }
    setBusy(true)
    setProblem('')
    try {
      const answer = await work(sent.current.id)
      sent.current = { content: '', id: '' }
      return answer
    } catch (error) {
      if (error instanceof RefusalError) sent.current = { content: '', id: '' }
      setProblem(say(error))
      return undefined
    } finally {
      setBusy(false)
    }
  }
  return { busy, problem, setProblem, run }
}
