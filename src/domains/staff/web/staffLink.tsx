/** A link that is shown once: to copy, or to print and hand over. */
import { Button } from 'antd'
import { useState } from 'react'
import { useFormat } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { Dialog } from '#ui/staff/dialog.tsx'
import { Icon } from '#ui/staff/icons.tsx'
import type { HandedLink } from './api.ts'

export function LinkDialog({ handed, close }: { handed: HandedLink | undefined; close(): void }) {
  const { t } = useWords()
  return (
    <Dialog open={handed !== undefined} title={t('staff.link.title')} close={close}>
      {handed && <Handed handed={handed} close={close} />}
    </Dialog>
  )
}

function Handed({ handed, close }: { handed: HandedLink; close(): void }) {
  const { t } = useWords()
  const { stamp } = useFormat()
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard?.writeText(handed.link).then(
      () => setCopied(true),
      () => undefined,
    )
  }
  return (
    <div className="stack">
      <p>{t('staff.link.why', { name: handed.name })}</p>
      <dl className="facts">
        <dt>{t('signIn.login')}</dt>
        <dd className="num" data-said>
          {handed.login}
        </dd>
        <dt>{t('staff.link')}</dt>
        <dd className="handed-link" data-said>
          {handed.link}
        </dd>
        <dt>{t('staff.link.until')}</dt>
        <dd>{stamp(handed.expiresAt)}</dd>
      </dl>
      <div className="row no-print">
        <Button type="primary" onClick={() => void copy()}>
          {copied ? t('do.copied') : t('do.copy')}
        </Button>
        <Button onClick={() => print()}>
          <Icon name="printer" small />
          {t('desk.print')}
        </Button>
        <Button onClick={close}>{t('do.close')}</Button>
      </div>
      <p role="status" className="unseen">
        {copied ? t('do.copied') : ''}
      </p>
    </div>
  )
}
