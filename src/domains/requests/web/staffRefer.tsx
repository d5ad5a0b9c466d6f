/**
 * Saying that something is not ours to handle: on which grounds, why, and where to go instead with a phone that answers.
 *
 * @source WF-19 BJ-11.1 BJ-11.2 BJ-11.3 BJ-11.4 BJ-11.5 BJ-11.6
 */
import { Button, Input } from 'antd'
import { useState } from 'react'
import { useWords } from '#ui/shared/words.tsx'
import { Choice, Field } from '#ui/staff/fields.tsx'
import { type ReferGround, referChannels, referGrounds } from '../rules.ts'
import { ActFrame, useActing } from './staffActing.tsx'
import type { FormProps } from './staffForms.tsx'

const fields = ['reason', 'place', 'phone'] as const
const limits = { reason: 200, place: 100, phone: 30 }

export function ReferForm({ detail, done, cancel }: FormProps) {
  const { t } = useWords()
  const acting = useActing(detail, 'refer', done)
  const [grounds, setGrounds] = useState<ReferGround>()
  const [form, setForm] = useState({ reason: '', place: '', phone: '' })
  const [wrong, setWrong] = useState<keyof typeof form | 'grounds'>()
  const channels = (grounds && referChannels[grounds]) ?? []
  const choose = (next: ReferGround) => {
    setGrounds(next)
    setWrong(undefined)
    // words that nobody changed follow the choice
    const untouched = form.reason === '' || referGrounds.some((one) => form.reason === t(`desk.refer.say.${one}`))
    if (untouched) setForm({ ...form, reason: t(`desk.refer.say.${next}`) })
  }
  return (
    <ActFrame
      detail={detail}
      acting={acting}
      typed={Object.values(form).some((value) => value !== '')}
      cancel={cancel}
      submit={() => {
        const empty = grounds ? fields.find((name) => form[name].trim() === '') : 'grounds'
        setWrong(empty)
        if (!empty && grounds)
          void acting.send({
            grounds,
            reason: form.reason.trim(),
            place: form.place.trim(),
            phone: form.phone.trim(),
          })
      }}
    >
      <p className="soft">{t('desk.refer.note')}</p>
      <Choice
        card
        columns
        label={t('desk.refer.grounds')}
        values={referGrounds}
        value={grounds}
        words={(one) => t(`refer.kind.${one}`)}
        change={choose}
        error={wrong === 'grounds' ? t('desk.refer.grounds.write') : undefined}
      />
      {fields.map((name) => (
        <Field
          key={name}
          label={t(`desk.refer.${name}`)}
          error={wrong === name ? t(`desk.refer.${name}.write`) : undefined}
        >
          {(ids) => (
            <>
              <Input
                {...ids}
                value={form[name]}
                maxLength={limits[name]}
                onChange={({ target }) => setForm({ ...form, [name]: target.value })}
              />
              {name === 'place' && channels.length > 0 && (
                <span className="row">
                  {channels.map(({ name: channel, phone }) => (
                    <Button
                      key={channel}
                      size="small"
                      onClick={() => setForm({ ...form, place: t(`refer.to.${channel}`), phone })}
                    >
                      {t(`refer.to.${channel}`)}
                    </Button>
                  ))}
                </span>
              )}
            </>
          )}
        </Field>
      ))}
    </ActFrame>
  )
}
