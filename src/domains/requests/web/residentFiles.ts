/**
 * Photos and voice on their way: shrunk, sent as soon as somebody is signed in, each with its progress and its own retry.
 * The list belongs to whoever shows it (a draft, a sheet); this only moves it along.
 */
import { useCallback, useRef, useState } from 'react'
import type { Sending } from '#ui/resident/photo-input.tsx'
import { shrinkPhoto } from '#ui/resident/photos.ts'
import { newId, RefusalError, sendFile } from '#ui/shared/api.ts'
import { useSay } from '#ui/shared/say.tsx'
import { useWords } from '#ui/shared/words.tsx'
import type { DraftFile } from './residentDraft.ts'

export const PHOTOS_MOST = 5

interface FilesOptions {
  files: readonly DraftFile[]
  /** Whether they may be sent now. */
  signedIn: boolean
  change(next: (files: DraftFile[]) => DraftFile[]): void
}

type Progress = Readonly<Record<string, { state: Sending['state']; share: number }>>

export function useFiles({ files, signedIn, change }: FilesOptions) {
  const { t } = useWords()
  const say = useSay()
  const [progress, setProgress] = useState<Progress>({})
  const [problem, setProblem] = useState('')
  const running = useRef(new Map<string, Promise<boolean>>())
  const removed = useRef(new Map<string, AbortController>())

  const mark = useCallback((id: string, state: Sending['state'], share: number) => {
    setProgress((before) => ({ ...before, [id]: { state, share } }))
  }, [])

  /** Sends one file. @returns whether the server has it */
  const send = useCallback(
    (file: DraftFile): Promise<boolean> => {
      const known = running.current.get(file.id)
      if (known) return known
      const control = new AbortController()
      removed.current.set(file.id, control)
      const sending = (async () => {
        mark(file.id, 'sending', 0)
        try {
          await sendFile(file.id, file.blob, {
            kind: file.kind,
            ...(file.seconds === undefined ? {} : { seconds: file.seconds }),
            onProgress: (share) => mark(file.id, 'sending', share),
            signal: control.signal,
          })
          mark(file.id, 'sent', 1)
          change((all) => all.map((each) => (each.id === file.id ? { ...each, sent: true } : each)))
          return true
        } catch (error) {
          if (control.signal.aborted) return false
          mark(file.id, 'failed', 0)
          if (error instanceof RefusalError) {
            setProblem(say(error))
            // The id belongs to somebody who was signed in here before.
            if (error.code === 'action.reused')
              change((all) => all.map((each) => (each.id === file.id ? { ...each, id: newId() } : each)))
          }
          return false
        } finally {
          running.current.delete(file.id)
          removed.current.delete(file.id)
        }
      })()
      running.current.set(file.id, sending)
      return sending
    },
    [change, mark, say],
  )

  const add = useCallback(
    (file: DraftFile) => {
      change((all) => [...all, file])
      if (signedIn && navigator.onLine) void send(file)
    },
    [change, send, signedIn],
  )

  const addPhotos = useCallback(
    async (chosen: readonly File[]) => {
      setProblem('')
      const room = PHOTOS_MOST - files.filter(({ kind }) => kind === 'photo').length
      if (chosen.length > room) setProblem(t('refusal.file.too-many'))
      for (const file of chosen.slice(0, Math.max(0, room))) {
        try {
          add({ id: newId(), kind: 'photo', blob: await shrinkPhoto(file), sent: false })
        } catch (error) {
          setProblem(t('photo.named', { name: file.name, problem: say(error) }))
        }
      }
    },
    [files, add, say, t],
  )
  const addVoice = useCallback(
    (blob: Blob, seconds: number) => add({ id: newId(), kind: 'voice', blob, seconds, sent: false }),
    [add],
  )
  const remove = useCallback(
    (id: string) => {
      removed.current.get(id)?.abort()
      setProblem('')
      change((all) => all.filter((file) => file.id !== id))
    },
    [change],
  )
  const retry = useCallback(
    (id: string) => {
      const file = files.find((each) => each.id === id)
      if (file) void send(file)
    },
    [files, send],
  )
  /** Sends what is not there yet. @returns whether all of it is */
  const sendAll = useCallback(
    async (all: readonly DraftFile[]) => {
      const done = await Promise.all(all.filter(({ sent }) => !sent).map(send))
      return done.every(Boolean)
    },
    [send],
  )

  const shown = files.map((file) => ({
    ...file,
    state: file.sent ? ('sent' as const) : (progress[file.id]?.state ?? 'kept'),
    share: progress[file.id]?.share ?? 0,
  }))
  const voice = shown.find(({ kind }) => kind === 'voice')
  return {
    photos: shown.filter(({ kind }) => kind === 'photo'),
    voice: voice ? { ...voice, seconds: voice.seconds ?? 0 } : undefined,
    problem,
    addPhotos,
    addVoice,
    remove,
    retry,
    sendAll,
  }
}
