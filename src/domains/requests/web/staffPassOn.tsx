/**
 * What the desk for sealed reports lets the units know: its own words, the place as roughly as it chooses, and only photos that
 * were looked at. Nothing is filled in from the report and nothing ticked beforehand. Read next: staffPublish.tsx.
 *
 * @source BJ-8 WF-11
 */
import { Input } from 'antd'
import { useState } from 'react'
import { useWords } from '#ui/shared/words.tsx'
import { Field, WordsField } from '#ui/staff/fields.tsx'
import { ActFrame, useActing } from './staffActing.tsx'
import type { FormProps } from './staffForms.tsx'
import { PhotoChoices } from './staffPublish.tsx'

export function PassOnForm({ detail, done, cancel }: FormProps) {
  const { t } = useWords()
  const acting = useActing(detail, 'pass_on', done)
  const [words, setWords] = useState('')
  const [place, setPlace] = useState(detail.place.community)
  const [keepBuilding, setKeepBuilding] = useState(false)
  const [photos, setPhotos] = useState<readonly string[]>([])
  const [checked, setChecked] = useState(false)
  const [error, setError] = useState('')
  return (
    <ActFrame
      detail={detail}
      acting={acting}
      typed={words !== ''}
      cancel={cancel}
      label={t('action.pass_on')}
      submit={() => {
        if (words.trim() === '') return setError(t('desk.pass.write'))
        if (place.trim() === '' && !keepBuilding) return setError(t('desk.pass.place.write'))
        if (!checked) return setError(t('desk.pass.check'))
        setError('')
        void acting.send({ words: words.trim(), place: place.trim(), keepBuilding, photos: [...photos] })
      }}
    >
      <p className="soft">{t('desk.pass.note')}</p>
      <WordsField
        label={t('desk.pass.words')}
        note={t('desk.pass.words.note')}
        value={words}
        most={500}
        rows={4}
        change={setWords}
      />
      <Field label={t('desk.pass.place')} note={t('desk.pass.place.note')}>
        {(ids) => <Input {...ids} value={place} maxLength={100} onChange={({ target }) => setPlace(target.value)} />}
      </Field>
      {detail.place.building && (
        <label className="choice">
          <input type="checkbox" checked={keepBuilding} onChange={({ target }) => setKeepBuilding(target.checked)} />
          <span>
            {t('desk.pass.building')} <span data-said>{detail.place.building}</span>
          </span>
        </label>
      )}
      <PhotoChoices legend={t('desk.pass.photos')} detail={detail} chosen={photos} change={setPhotos} />
      <label className="choice">
        <input type="checkbox" checked={checked} onChange={({ target }) => setChecked(target.checked)} />
        <span>{t('desk.pass.checked')}</span>
      </label>
      {error && (
        <p role="alert" className="error">
          {error}
        </p>
      )}
    </ActFrame>
  )
}
