/** Who reported, masked; opening it asks why and is recorded for the person to see. */
import { useQueryClient } from '@tanstack/react-query'
import { call, newId } from '#ui/shared/api.ts'
import { useWords } from '#ui/shared/words.tsx'
import { MaskedFields } from '#ui/staff/masked-fields.tsx'
import type { RequestDetail } from './staffQueries.ts'

export function Reporter({ detail, compact = false }: { detail: RequestDetail; compact?: boolean }) {
  const { t } = useWords()
  const client = useQueryClient()
  const { reporter, place } = detail
  if (!reporter) {
    if (compact) return t('desk.reporter.hidden')
    return (
      <section className="card">
        <div className="card-head">
          <h2>{t('desk.reporter')}</h2>
        </div>
        <p className="card-body soft">{t('desk.reporter.hidden.note')}</p>
      </section>
    )
  }
  const lines = [
    { label: t('desk.field.name'), masked: reporter.name },
    {
      label: t('desk.field.phone'),
      masked: reporter.phoneTail ? t('phone.tail', { tail: reporter.phoneTail }) : t('none'),
    },
    { label: t('desk.field.address'), masked: reporter.address ?? t('none') },
    ...(place.hasRoom ? [{ label: t('desk.field.room'), masked: compact ? '' : t('desk.field.room.hidden') }] : []),
  ]
  const fields = (
    <MaskedFields
      key={detail.id}
      lines={lines}
      compact={compact}
      mayOpen={reporter.mayReveal}
      whoMay={t('desk.reveal.who')}
      open={async (purpose, words) => {
        const opened = await call('POST', '/requests/:id/reveal', {
          params: { id: detail.id },
          body: { id: newId(), purpose, ...(words ? { words } : {}) },
        })
        void client.invalidateQueries({ queryKey: ['request', detail.number] })
        return { values: [opened.name, opened.phone, opened.address, opened.room], until: opened.until }
      }}
    />
  )
  if (compact) return fields
  return (
    <section className="card">
      <div className="card-head">
        <h2>{t('desk.reporter')}</h2>
        {detail.takenBy && <small data-said>{t('desk.takenBy', { name: detail.takenBy })}</small>}
      </div>
      <div className="card-body">{fields}</div>
    </section>
  )
}
