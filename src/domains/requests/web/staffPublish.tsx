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
  const all = detail.files.filter(({ kind }) => kind === 'photo')

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
      {all.length > 0 && (
        <fieldset className="field">
          <legend>{t('desk.publish.photos')}</legend>
          <div className="photo-choices">
            {all.map((file, place) => (
              <label key={file.id} className="choice choice-card">
                <input
                  type="checkbox"
                  checked={photos.includes(file.id)}
                  onChange={({ target }) =>
                    setPhotos(target.checked ? [...photos, file.id] : photos.filter((other) => other !== file.id))
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
      )}
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
