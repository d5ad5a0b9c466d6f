/**
 * The states every screen has besides its content: loading, failed, empty, not permitted.
 * Nothing spins over content; a failure says what to do and whom to call; a closed door names who may open it.
 */
import { Button } from 'antd'
import { type ReactNode, useEffect, useState } from 'react'
import { useSay } from '#ui/shared/say.tsx'
import { useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { Icon, type IconName } from './icons.tsx'

/** Grey lines in place of what comes, after 300 ms. */
export function Loading({ lines = 6 }: { lines?: number }) {
  const { t } = useWords()
  const [shown, show] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => show(true), 300)
    return () => clearTimeout(timer)
  }, [])

  return (
    <div role="status">
      <span className="unseen">{t('loading')}</span>
      {shown && (
        <div className="grey-lines" aria-hidden="true">
          {Array.from({ length: lines }, (_, line) => line).map((line) => (
            <i key={line} />
          ))}
        </div>
      )}
    </div>
  )
}

/** What failed, and trying again. */
export function Failed({ error, again }: { error: unknown; again(): void }) {
  const { t } = useWords()
  const say = useSay()
  return (
    <div className="empty" role="alert">
      <Icon name="alertTriangle" />
      <p>{say(error)}</p>
      <Button onClick={again}>{t('do.retry')}</Button>
    </div>
  )
}

interface EmptyProps {
  words: string
  icon?: IconName
  children?: ReactNode
}

/** Why there is nothing, and the next step. */
export function EmptyState({ words, icon = 'check', children }: EmptyProps) {
  return (
    <div className="empty">
      <Icon name={icon} />
      <p>{words}</p>
      {children}
    </div>
  )
}

/** Who may open a page that this account may not. */
export function NotPermitted({ page, roles }: { page: string; roles: readonly string[] }) {
  const { t } = useWords()
  const { session } = useSession()
  const names = roles.map((role) => t(`role.${role}`)).join(t('list.comma'))
  return (
    <div className="empty" role="alert">
      <Icon name="lock" />
      <h1>{page}</h1>
      <p>{t('closed.who', { roles: names })}</p>
      <p className="meta">{t('closed.ask', { phone: session?.phone ?? '' })}</p>
    </div>
  )
}
