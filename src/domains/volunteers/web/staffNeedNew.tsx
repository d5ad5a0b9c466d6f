/** Taking in on the phone what somebody needs help with. */
import { Input, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { Link, useLocation } from 'wouter'
import { dayOf } from '#lib/days.ts'
import { useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { SendForm } from '#ui/staff/dialog.tsx'
import { Choice, Field, WordsField } from '#ui/staff/fields.tsx'
import { PageTitle } from '#ui/staff/page-title.tsx'
import { saidSelect } from '#ui/staff/select.tsx'
import { useSend } from '#ui/staff/send.ts'
import { type Activity, asked as askable, type DayPart, dayParts } from '../rules.ts'
import { openNeed } from './api.ts'
import { Guarded, useCommunities } from './staffParts.tsx'

type Body = Parameters<typeof openNeed>[0]

export default function NeedNewPage() {
  const { t } = useWords()
  const page = t('desk.needs.new')
  return (
    <Guarded page={page} permission="needs.desk">
      <header className="case-head">
        <nav className="crumbs" aria-label={t('desk.crumbs')}>
          <Link href="/desk/needs" className="plain-link">
            {t('desk.menu.needs')}
          </Link>
        </nav>
        <PageTitle words={page} />
      </header>
      <div className="page-body stack page-narrow">
        <section className="card card-body card-body-even">
          <TakeIn />
        </section>
      </div>
    </Guarded>
  )
}

function TakeIn() {
  const { t } = useWords()
  const [, navigate] = useLocation()
  const { now } = useSession()
  const communities = useCommunities()
  const [community, setCommunity] = useState(communities[0]?.value ?? '')
  const [name, setName] = useState('')
  const [phone, setPhone] = useState('')
  const [activity, setActivity] = useState<Activity>()
  const [words, setWords] = useState('')
  const [day, setDay] = useState(dayOf(now()))
  const [part, setPart] = useState<DayPart>()
  const [minutes, setMinutes] = useState<number | null>(60)
  const [elder, setElder] = useState<'yes' | 'no'>()
  const [address, setAddress] = useState('')
  const [consent, setConsent] = useState<'voice' | 'paper'>()
  const [tried, setTried] = useState(false)
  const sending = useSend(async (body: Body) => openNeed(body))
  const missing = (value: unknown) => (tried && !value ? t('desk.volunteers.missing') : undefined)

  const submit = async () => {
    setTried(true)
    if (!name.trim() || !phone.trim() || !activity || !words.trim() || !day || !part || !minutes || !elder || !consent)
      return
    const answer = await sending.send({
      community,
      activity,
      words: words.trim(),
      wantedOn: day,
      part,
      minutes,
      elder: elder === 'yes',
      behalf: { name: name.trim(), phone: phone.trim(), consent },
      ...(address.trim() && { address: address.trim() }),
    })
    if (answer) navigate(`/desk/needs/${answer.number}`)
  }
  return (
    <SendForm label={t('desk.needs.new.do')} busy={sending.busy} error={sending.error} submit={() => void submit()}>
      {communities.length > 1 && (
        <Field label={t('desk.volunteers.community')}>
          {(ids) => <Select {...ids} {...saidSelect} value={community} onChange={setCommunity} options={communities} />}
        </Field>
      )}
      <div className="two-fields">
        <Field label={t('desk.field.name')} error={missing(name.trim())}>
          {(ids) => (
            <Input
              {...ids}
              value={name}
              maxLength={60}
              autoComplete="off"
              onChange={({ target }) => setName(target.value)}
            />
          )}
        </Field>
        <Field label={t('desk.field.phone')} error={missing(phone.trim())}>
          {(ids) => (
            <Input
              {...ids}
              value={phone}
              maxLength={20}
              inputMode="tel"
              autoComplete="off"
              onChange={({ target }) => setPhone(target.value)}
            />
          )}
        </Field>
      </div>
      <Choice<Activity>
        label={t('desk.needs.column.what')}
        values={askable}
        value={activity}
        words={(one) => t(`activity.${one}`)}
        change={setActivity}
        error={missing(activity)}
      />
      <WordsField
        label={t('desk.needs.words')}
        value={words}
        most={300}
        rows={3}
        change={setWords}
        error={missing(words.trim())}
      />
      <div className="two-fields">
        <Field label={t('desk.needs.day')} error={missing(day)}>
          {(ids) => <Input {...ids} type="date" value={day} onChange={({ target }) => setDay(target.value)} />}
        </Field>
        <Field label={t('desk.needs.minutes')} error={missing(minutes)}>
          {(ids) => <InputNumber {...ids} min={15} max={480} value={minutes} onChange={setMinutes} />}
        </Field>
      </div>
      <Choice<DayPart>
        label={t('desk.needs.part')}
        values={dayParts}
        value={part}
        words={(one) => t(`need.part.${one}`)}
        change={setPart}
        error={missing(part)}
      />
      <Choice<'yes' | 'no'>
        label={t('desk.needs.elder')}
        values={['yes', 'no']}
        value={elder}
        words={(one) => t(`volunteer.${one}`)}
        change={setElder}
        error={missing(elder)}
      />
      <Field label={t('desk.needs.address')} note={t('desk.needs.address.note')}>
        {(ids) => (
          <Input
            {...ids}
            value={address}
            maxLength={100}
            autoComplete="off"
            onChange={({ target }) => setAddress(target.value)}
          />
        )}
      </Field>
      <Choice<'voice' | 'paper'>
        label={t('desk.volunteers.consent')}
        values={['voice', 'paper']}
        value={consent}
        words={(one) => t(`desk.volunteers.consent.${one}`)}
        change={setConsent}
        error={missing(consent)}
      />
    </SendForm>
  )
}
