/**
 * Somebody else acted meanwhile: who, what and when; the typed text is still there.
 * It is announced at once and takes the focus when it answers something the reader just did.
 */
import { Button } from 'antd'
import { useEffect, useRef } from 'react'
import { useWords } from '#ui/shared/words.tsx'
import { Icon } from './icons.tsx'

interface Props {
  /** "周敏刚刚办了这一步（10:42）：受理" */
  words: string
  /** Whether something was typed that is kept. */
  kept: boolean
  takeFocus: boolean
  close(): void
}

export function ConflictBanner({ words, kept, takeFocus, close }: Props) {
  const { t } = useWords()
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!takeFocus) return
    box.current?.focus()
    box.current?.scrollIntoView({ block: 'nearest' })
  }, [takeFocus])
  return (
    <div className="conflict" role="alert" ref={box} tabIndex={-1}>
      <Icon name="info" />
      <b>{words}</b>
      <span>{t(kept ? 'conflict.kept' : 'conflict.latest')}</span>
      <Button size="small" onClick={close}>
        {t('conflict.seen')}
      </Button>
    </div>
  )
}
