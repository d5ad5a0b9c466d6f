/**
 * Making an answer public: the original beside what others will read, and every photo looked at and ticked on its own.
 * Only what the reporter agreed to comes here; nothing is ticked beforehand.
 */
import { Input } from 'antd'
import { useId, useState } from 'react'
import { fileAddress } from '#ui/shared/api.ts'
import { useWords } from '#ui/shared/words.tsx'
import { ActFrame, useActing } from './staffActing.tsx'
import type { FormProps } from './staffForms.tsx'
import type { RequestDetail } from './staffQueries.ts'
import { redact } from './staffRedact.ts'

export function PublishForm({ detail, done, cancel }: FormProps) {
  const { t } = useWords()
  const acting = useActing(detail, 'publish', done)
  const [words, setWords] = useState(() => detail.published?.words ?? redact(detail.words))
  const [reply, setReply] = useState(() => detail.published?.reply ?? redact(detail.reply ?? ''))
  const [photos, setPhotos] = useState<readonly string[]>(() =>
    detail.files.filter((file) => file.public).map(({ id }) => id),
  )
  const [checked, setChecked] = useState(false)
  const [error, setError] = useState('')
  const id = useId()

  return (
    <ActFrame
      detail={detail}
      acting={acting}
      typed
      cancel={cancel}
      label={t('desk.publish.send')}
      submit={() => {
        if (words.trim() === '' || reply.trim() === '') return setError(t('desk.publish.write'))
        if (!checked) return setError(t('desk.publish.check'))
        setError('')
        void acting.send({ words: words.trim(), reply: reply.trim(), photos: [...photos] })
      }}
    >
      <p className="soft">{t('desk.publish.note')}</p>
      <div className="beside">
        <section className="stack-small">
          <h3>{t('desk.publish.original')}</h3>
          <div className="original" data-said>
            {detail.words}
          </div>
        </section>
        <div className="field">
          <label htmlFor={`${id}-words`}>{t('desk.publish.words')}</label>
          <Input.TextArea
            id={`${id}-words`}
            value={words}
            maxLength={500}
            rows={4}
            onChange={({ target }) => setWords(target.value)}
          />
        </div>
        <section className="stack-small">
          <h3>{t('desk.publish.reply.original')}</h3>
          <div className="original" data-said>
            {detail.reply}
          </div>
        </section>
        <div className="field">
          <label htmlFor={`${id}-reply`}>{t('desk.publish.reply')}</label>
          <Input.TextArea
            id={`${id}-reply`}
            value={reply}
            maxLength={1000}
            rows={4}
            onChange={({ target }) => setReply(target.value)}
          />
        </div>
      </div>
      <PhotoChoices legend={t('desk.publish.photos')} detail={detail} chosen={photos} change={setPhotos} />
      <label className="choice">
        <input type="checkbox" checked={checked} onChange={({ target }) => setChecked(target.checked)} />
        <span>{t('desk.publish.checked')}</span>
      </label>
      {error && (
        <p className="error-text" role="alert">
          {error}
        </p>
      )}
    </ActFrame>
  )
}

interface PhotoChoicesProps {
  legend: string
  detail: RequestDetail
  chosen: readonly string[]
  change(chosen: readonly string[]): void
}

/** Every photo, to be looked at and ticked on its own. */
export function PhotoChoices({ legend, detail, chosen, change }: PhotoChoicesProps) {
  const { t } = useWords()
  const all = detail.files.filter(({ kind }) => kind === 'photo')
  if (all.length === 0) return null
  return (
    <fieldset className="field">
      <legend>{legend}</legend>
      <div className="photo-choices">
        {all.map((file, place) => (
          <label key={file.id} className="choice choice-card">
            <input
              type="checkbox"
              checked={chosen.includes(file.id)}
              onChange={({ target }) =>
                change(target.checked ? [...chosen, file.id] : chosen.filter((other) => other !== file.id))
              }
            />
            <span>
              {t('desk.publish.photo', { place: place + 1 })}
              <img src={fileAddress(file.id)} alt={t('photo.name', { n: place + 1 })} />
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
