/** What happened, newest first: when, who, what; notes for the staff look different and say so. */
import type { ReactNode } from 'react'
import { useFormat } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'

export interface TimelineStep {
  id: string
  at: string
  /** Absent for the system. */
  who?: string | undefined
  what: string
  /** What was written, in the words of whoever wrote it. */
  said?: string | undefined
  internal: boolean
  extra?: ReactNode
}

export function Timeline({ steps }: { steps: readonly TimelineStep[] }) {
  const { t } = useWords()
  const { stamp } = useFormat()
  return (
    <ol className="log">
      {steps.map(({ id, at, who, what, said, internal, extra }) => (
        <li key={id}>
          <time dateTime={at} className="num">
            {stamp(at)}
          </time>
          <div className={internal ? 'internal' : undefined}>
            {internal && <div className="meta">{t('log.internal')}</div>}
            {who && (
              <>
                <b data-said>{who}</b>{' '}
              </>
            )}
            {what}
            {said && (
              <div className="quote" data-said>
                {said}
              </div>
            )}
            {extra}
          </div>
        </li>
      ))}
    </ol>
  )
}
