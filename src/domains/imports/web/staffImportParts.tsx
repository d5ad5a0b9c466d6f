/** Parts of the import screens: the state as a word, and a step that is sent once. */
import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { newId } from '#ui/shared/api.ts'
import { useSay } from '#ui/shared/say.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { type Shape, StatusWord } from '#ui/staff/status-word.tsx'
import type { ImportState } from '../spec.ts'
import type { Import } from './api.ts'

const shapes: Readonly<Record<ImportState, Shape>> = {
  made: 'open',
  read: 'open',
  checking: 'half',
  checked: 'open',
  writing: 'half',
  written: 'check',
  undoing: 'half',
  undone: 'cross',
  dropped: 'cross',
}

export function StateWord({ of: { state, faults } }: { of: { state: ImportState; faults: number } }) {
  const { t } = useWords()
  if (faults > 0) return <StatusWord shape="pause" word={t('import.state.troubled')} />
  return <StatusWord shape={shapes[state]} word={t(`import.state.${state}`)} />
}

/** Sends a step once and shows what it led to; the same content again carries the same id. */
export function useStep(one: Import) {
  const client = useQueryClient()
  const say = useSay()
  const [busy, setBusy] = useState('')
  const [error, setError] = useState('')
  const sent = useRef({ content: '', id: '' })
  return {
    busy,
    error,
    setError,
    async take(name: string, content: object, work: (head: { id: string; seen: number }) => Promise<Import>) {
      const text = JSON.stringify([name, one.version, content])
      if (sent.current.content !== text) sent.current = { content: text, id: newId() }
      setBusy(name)
      setError('')
      try {
        const next = await work({ id: sent.current.id, seen: one.version })
        client.setQueryData(['import', one.id], next)
        await client.invalidateQueries({ queryKey: ['import-rows', one.id] })
        await client.invalidateQueries({ queryKey: ['imports'] })
        return true
      } catch (failure) {
        setError(say(failure))
        await client.invalidateQueries({ queryKey: ['import', one.id] })
        return false
      } finally {
        setBusy('')
      }
    },
  }
}

export type Stepping = ReturnType<typeof useStep>
