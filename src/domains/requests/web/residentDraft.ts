/**
 * What a resident is writing, kept on this phone: text, place, photos and voice survive a closed tab and a lost network.
 * `id` is the action's id from the first word to the receipt, so sending twice opens one request.
 */
import { del, get, set } from 'idb-keyval'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { PlaceValue } from '#ui/resident/place-picker.tsx'
import { type Matters, newId } from '#ui/shared/api.ts'
import type { Audience } from '../rules.ts'

export type OpenedForm = { id: string } & Matters['requests']['open']

export interface DraftFile {
  id: string
  kind: 'photo' | 'voice'
  blob: Blob
  /** Whether the server has it. */
  sent: boolean
  seconds?: number
}

export interface Draft {
  id: string
  words: string
  place?: PlaceValue
  /** Whether the place came from the code on a notice board, from last time, or is home. */
  placeFrom?: 'code' | 'last' | 'home'
  files: DraftFile[]
  /** A category's code, or 'none' of those suggested. */
  category?: string
  visibility: Audience | 'sealed'
  /** The person it is for, when somebody helps. */
  for?: string
  /** Words of emergencies that the person said are none here. */
  notUrgent?: string[]
  /** The neighbour's request it joins when it is sent, and the id of that action. */
  join?: { into: string; id: string }
  /** What was sent while it is unknown whether it arrived. */
  sent?: OpenedForm
}

const KEY = 'linli.draft'
const WRITING_PAUSE = 300

const empty = (): Draft => ({ id: newId(), words: '', files: [], visibility: 'handler' })

/** Whether there is something that somebody would miss. */
export function hasContent({ words, files }: Draft): boolean {
  return words.trim() !== '' || files.length > 0
}

export function useDraft() {
  const [draft, setDraft] = useState<Draft>(empty)
  const [ready, setReady] = useState(false)
  const [found, setFound] = useState(false)
  const latest = useRef(draft)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)

  const write = useCallback(async () => {
    clearTimeout(timer.current)
    timer.current = undefined
    // A browser that keeps nothing still sends what is on the screen.
    await set(KEY, latest.current).catch(() => undefined)
  }, [])

  useEffect(() => {
    let gone = false
    get<Draft>(KEY)
      .catch(() => undefined)
      .then((kept) => {
        if (gone) return
        if (kept) {
          latest.current = kept
          setDraft(kept)
          setFound(hasContent(kept))
        }
        setReady(true)
      })
    const leave = () => timer.current !== undefined && void write()
    window.addEventListener('pagehide', leave)
    document.addEventListener('visibilitychange', leave)
    return () => {
      gone = true
      leave()
      window.removeEventListener('pagehide', leave)
      document.removeEventListener('visibilitychange', leave)
    }
  }, [write])

  const change = useCallback(
    (next: (draft: Draft) => Draft, atOnce = false) => {
      latest.current = next(latest.current)
      setDraft(latest.current)
      clearTimeout(timer.current)
      if (atOnce) void write()
      else timer.current = setTimeout(() => void write(), WRITING_PAUSE)
    },
    [write],
  )
  /** Forgets it: it was sent, or the person threw it away. */
  const clear = useCallback(async () => {
    clearTimeout(timer.current)
    timer.current = undefined
    latest.current = empty()
    setDraft(latest.current)
    setFound(false)
    await del(KEY).catch(() => undefined)
  }, [])

  return { draft, ready, found, latest, change, write, clear }
}
