/**
 * The forms of those above a handler and of those who call back: more time, supervision, call-back, sending back.
 * Read next: staffForms.tsx for the handler's own.
 */
import { Button, Input } from 'antd'
import { useState } from 'react'
import { addDays, dayOf } from '#lib/days.ts'
import { useFormat, useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { Choice, Field, WordsField } from '#ui/staff/fields.tsx'
import { type Supervision, supervisions } from '../rules.ts'
import { ActFrame, SayForm, useActing } from './staffActing.tsx'
import type { FormProps } from './staffForms.tsx'

export function ExtendForm({ detail, done, cancel }: FormProps) {
  const { t } = useWords()
  const format = useFormat()
  const acting = useActing(detail, 'extend', done)
  const { extension } = detail
  const [by, setBy] = useState('1')
  const [reason, setReason] = useState('')
  const [error, setError] = useState('')
  const most = extension?.most ?? 1
  return (
    <ActFrame
      detail={detail}
      acting={acting}
      typed={reason !== ''}
      cancel={cancel}
      submit={() => {
        if (reason.trim() === '') return setError(t('desk.reason.write'))
        setError('')
        // an empty or broken number is refused by the same rule as one that is too large
        void acting.send({ by: Math.max(1, Math.min(60, Math.round(Number(by)) || most + 1)), reason: reason.trim() })
      }}
    >
      {extension && (
        <>
          <p className="soft">
            {t('desk.extend.now', { day: format.dayAndWeekday(dayOf(new Date(Date.parse(extension.dueAt) - 1))) })}
          </p>
          <Field
            label={t('desk.extend.by')}
            note={t('refusal.request.extension-too-long', {
              most: t(`desk.extend.unit.${extension.unit}`, { n: most }),
            })}
          >
            {(ids) => (
              <Input
                {...ids}
                type="number"
                inputMode="numeric"
                min={1}
                max={most}
                value={by}
                suffix={t(`desk.extend.unit.${extension.unit}`, { n: '' })}
                onChange={({ target }) => setBy(target.value)}
              />
            )}
          </Field>
        </>
      )}
      <WordsField
        label={t('desk.extend.reason')}
        error={error || undefined}
        note={t('desk.seen.resident')}
        value={reason}
        most={200}
        rows={2}
        change={setReason}
      />
    </ActFrame>
  )
}

export function SuperviseForm({ detail, done, cancel }: FormProps) {
  const { t } = useWords()
  const { now } = useSession()
  const format = useFormat()
  const acting = useActing(detail, 'supervise', done)
  const today = dayOf(now())
  const [reason, setReason] = useState<Supervision | undefined>(detail.escalatedAt ? 'overdue' : undefined)
  const [words, setWords] = useState('')
  const [until, setUntil] = useState('')
  const [error, setError] = useState<{ reason?: string; words?: string; until?: string }>({})
  return (
    <ActFrame
      detail={detail}
      acting={acting}
      typed={words !== ''}
      cancel={cancel}
      submit={() => {
        if (!reason) return setError({ reason: t('desk.late.choose') })
        if (words.trim() === '') return setError({ words: t('desk.words.write') })
        if (until === '') return setError({ until: t('desk.wait.until.write') })
        setError({})
        void acting.send({ reason, words: words.trim(), until })
      }}
    >
      <p className="soft">{t('desk.supervise.note')}</p>
      <Choice
        label={t('desk.supervise.reason')}
        values={supervisions}
        value={reason}
        error={error.reason}
        words={(one) => t(`supervision.${one}`)}
        change={setReason}
      />
      <WordsField
        label={t('desk.supervise.words')}
        error={error.words}
        note={t('desk.seen.resident')}
        value={words}
        most={300}
        rows={3}
        change={setWords}
      />
      <Field
        label={t('desk.supervise.until')}
        error={error.until}
        {...(until ? { note: format.dayAndWeekday(until) } : {})}
      >
        {(ids) => (
          <Input
            {...ids}
            type="date"
            min={today}
            max={addDays(today, 366)}
            value={until}
            onChange={({ target }) => setUntil(target.value)}
          />
        )}
      </Field>
    </ActFrame>
  )
}

const answers = ['yes', 'partly', 'no'] as const
const levels = ['5', '4', '3', '2', '1'] as const

export function CallBackForm({ detail, done, cancel }: FormProps) {
  const { t } = useWords()
  const acting = useActing(detail, 'call_back', done)
  const [solved, setSolved] = useState<(typeof answers)[number]>()
  const [service, setService] = useState<(typeof levels)[number]>()
  const [words, setWords] = useState('')
  const [error, setError] = useState('')
  const said = words.trim() ? { words: words.trim() } : {}
  return (
    <ActFrame
      detail={detail}
      acting={acting}
      typed={words !== ''}
      cancel={cancel}
      submit={() => {
        if (!solved) return setError(t('desk.callback.choose'))
        setError('')
        const level = service ? { service: Number(service) as 1 | 2 | 3 | 4 | 5 } : {}
        void acting.send({ reached: true, solved, ...level, ...said })
      }}
      extra={
        !acting.why && (
          <Button disabled={acting.busy} onClick={() => void acting.send({ reached: false, ...said })}>
            {t('desk.callback.missed')}
          </Button>
        )
      }
    >
      <p className="soft">{t('desk.callback.note')}</p>
      <Choice
        label={t('desk.callback.solved')}
        values={answers}
        value={solved}
        error={error}
        words={(one) => t(`solved.${one}`)}
        change={setSolved}
      />
      <Choice
        label={t('desk.callback.service')}
        values={levels}
        value={service}
        words={(one) => t(`service.${one}`)}
        change={setService}
      />
      <WordsField label={t('desk.callback.words')} value={words} most={300} rows={3} change={setWords} />
    </ActFrame>
  )
}

export function SendBackForm({ detail, done, cancel }: FormProps) {
  const { t } = useWords()
  const acting = useActing(detail, 'send_back', done)
  return (
    <SayForm
      detail={detail}
      acting={acting}
      cancel={cancel}
      above={t('desk.sendback.note')}
      label={t('desk.sendback.words')}
      note={t('desk.seen.resident')}
      missing={t('desk.words.write')}
      most={500}
      rows={4}
      send={(words) => void acting.send({ words })}
    />
  )
}
