/** Taking a request out of a merge: it goes on by itself as it was. Read next: staffForms.tsx for merging. */
import { Input } from 'antd'
import { useState } from 'react'
import { useWords } from '#ui/shared/words.tsx'
import { Field } from '#ui/staff/fields.tsx'
import { ActFrame, useActing } from './staffActing.tsx'
import type { FormProps } from './staffForms.tsx'

export function UnmergeForm({ detail, done, cancel }: FormProps) {
  const { t } = useWords()
  const acting = useActing(detail, 'unmerge', done)
  const [reason, setReason] = useState('')
  const [error, setError] = useState('')
  return (
    <ActFrame
      detail={detail}
      acting={acting}
      typed={reason !== ''}
      cancel={cancel}
      submit={() =>
        reason.trim() === '' ? setError(t('desk.reason.write')) : void acting.send({ reason: reason.trim() })
      }
    >
      <p className="soft">{t('desk.unmerge.note')}</p>
      <Field label={t('desk.unmerge.reason')} error={error || undefined} note={t('desk.seen.resident')}>
        {(ids) => (
          <Input.TextArea
            {...ids}
            value={reason}
            maxLength={200}
            rows={2}
            onChange={({ target }) => setReason(target.value)}
          />
        )}
      </Field>
    </ActFrame>
  )
}
