/** The reply to a request: the editor with its draft, checked against the same rule as the server's, and its preview. */
import { Input } from 'antd'
import { type ReactNode, type RefObject, useRef, useState } from 'react'
import { addDays, dayOf } from '#lib/days.ts'
import { fileAddress } from '#ui/shared/api.ts'
import { useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { useDraft } from '#ui/staff/draft.ts'
import { Choice, Field, WordsField } from '#ui/staff/fields.tsx'
import { emptyReply, type ReplyDraft, ReplyEditor } from '#ui/staff/reply-editor.tsx'
import { type Outcome, openPoints, outcomes } from '../rules.ts'
import { ActFrame, useActing } from './staffActing.tsx'
import { type RequestDetail, useTemplates } from './staffQueries.ts'

const WORDS_MAX = 1000

/** What the answer says beside its words. */
interface PlanDraft {
  outcome: Outcome
  plan: string
  day: string
}
const noPlan: PlanDraft = { outcome: 'done', plan: '', day: '' }

interface Props {
  detail: RequestDetail
  done(): void
  cancel?: () => void
  /** The button stands elsewhere. */
  formId?: string
  wordsRef?: RefObject<HTMLTextAreaElement | null>
  /** What changes the points. */
  pointsAction?: ReactNode
}

export function ReplyForm({ detail, done, cancel, formId, wordsRef, pointsAction }: Props) {
  const { t } = useWords()
  const { actor, now } = useSession()
  const draft = useDraft<ReplyDraft>(`${actor?.personId ?? ''}.${detail.id}.reply`, emptyReply)
  const plan = useDraft<PlanDraft>(`${actor?.personId ?? ''}.${detail.id}.plan`, noPlan)
  const { outcome } = plan.value
  const templates = useTemplates()
  const ownRef = useRef<HTMLTextAreaElement>(null)
  const words = wordsRef ?? ownRef
  const [error, setError] = useState('')
  const [planError, setPlanError] = useState('')
  const [busy, setBusy] = useState(false)
  const [withoutAssist, setWithoutAssist] = useState('')
  const asked = detail.assists.filter(({ doneAt, droppedAt }) => !doneAt && !droppedAt).length
  const acting = useActing(detail, 'reply', () => {
    draft.clear()
    plan.clear()
    done()
  })
  const { value } = draft
  const omitted = Object.entries(value.omitted)
    .filter(([point, reason]) => reason.trim() !== '' && Number(point) < detail.points.length)
    .map(([point, reason]) => ({ point: Number(point), reason: reason.trim() }))
  const answered = value.answered.filter((point) => point < detail.points.length)

  async function submit() {
    if (value.words.trim() === '') {
      setError(t('desk.reply.empty'))
      words.current?.focus()
      return
    }
    const open = openPoints(detail.points.length, answered, omitted)
    if (open.length > 0) {
      setError(t('desk.reply.open', { points: open.map((point) => point + 1).join(t('list.comma')) }))
      return
    }
    setError('')
    if (outcome === 'explained' && plan.value.plan.trim() === '') return setPlanError(t('refusal.request.plan-missing'))
    setPlanError('')
    await acting.send({
      words: value.words.trim(),
      answered: [...answered],
      omitted,
      files: [...value.files],
      ...(asked > 0 && withoutAssist.trim() ? { withoutAssist: withoutAssist.trim() } : {}),
      ...(outcome === 'explained'
        ? { outcome, plan: plan.value.plan.trim(), ...(plan.value.day ? { planDay: plan.value.day } : {}) }
        : {}),
    })
  }

  const ordered = [...(templates.data ?? [])].sort(
    (a, b) => Number(b.category === detail.category) - Number(a.category === detail.category),
  )

  return (
    <ActFrame
      detail={detail}
      acting={acting}
      typed={value.words !== ''}
      submit={() => void submit()}
      label={t('desk.reply.send')}
      cancel={cancel}
      wait={busy}
      {...(formId ? { formId } : {})}
    >
      <ReplyEditor
        points={detail.points}
        draft={value}
        keptAt={draft.keptAt}
        templates={ordered}
        change={(next) => {
          setError('')
          draft.change(next)
        }}
        send={() => void submit()}
        wordsRef={words}
        wordsError={error || undefined}
        maxWords={WORDS_MAX}
        onBusy={setBusy}
        pointsAction={pointsAction}
        preview={(shown) => <ReplyPreview detail={detail} draft={shown} />}
      />
      {asked > 0 && (
        <Field label={t('desk.reply.withoutAssist')} note={t('refusal.request.assist-open', { n: asked })}>
          {(ids) => (
            <Input
              {...ids}
              value={withoutAssist}
              maxLength={200}
              onChange={({ target }) => setWithoutAssist(target.value)}
            />
          )}
        </Field>
      )}
      <Choice
        label={t('desk.reply.outcome')}
        values={outcomes}
        value={outcome}
        words={(one) => t(`outcome.${one}`)}
        change={(next) => plan.change({ ...plan.value, outcome: next })}
      />
      {outcome === 'explained' && (
        <>
          <WordsField
            label={t('desk.reply.plan')}
            error={planError || undefined}
            note={t('desk.seen.resident')}
            value={plan.value.plan}
            most={500}
            rows={3}
            change={(words) => plan.change({ ...plan.value, plan: words })}
          />
          <Field label={t('desk.reply.plan.day')}>
            {(ids) => (
              <Input
                {...ids}
                type="date"
                min={addDays(dayOf(now()), 1)}
                max={addDays(dayOf(now()), 3 * 366)}
                value={plan.value.day}
                onChange={({ target }) => plan.change({ ...plan.value, day: target.value })}
              />
            )}
          </Field>
        </>
      )}
    </ActFrame>
  )
}

/** The reply on the resident's phone. */
function ReplyPreview({ detail, draft }: { detail: RequestDetail; draft: ReplyDraft }) {
  const { t } = useWords()
  const { actor } = useSession()
  const left = detail.points.flatMap((point, place) => {
    const reason = draft.omitted[place]?.trim()
    return reason && !draft.answered.includes(place) ? [{ point, reason }] : []
  })
  return (
    <div className="sheet">
      <b>{t('desk.preview.from', { name: actor?.name ?? '' })}</b>
      <p data-said>{draft.words.trim() === '' ? '…' : draft.words}</p>
      {left.length > 0 && (
        <>
          <b>{t('desk.preview.left')}</b>
          <ul>
            {left.map(({ point, reason }) => (
              <li key={point} data-said>
                {t('desk.preview.point', { point, reason })}
              </li>
            ))}
          </ul>
        </>
      )}
      {draft.files.length > 0 && (
        <div className="thumbs">
          {draft.files.map((id, place) => (
            <span key={id} className="thumb">
              <img src={fileAddress(id)} alt={t('photo.name', { n: place + 1 })} />
            </span>
          ))}
        </div>
      )}
      <p className="meta">{t('desk.preview.ask')}</p>
    </div>
  )
}
