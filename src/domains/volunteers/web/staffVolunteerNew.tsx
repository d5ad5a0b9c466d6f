/** Registering somebody at the desk or on the phone, with the consent they gave. */
import { Input, Select } from 'antd'
import { useState } from 'react'
import { Link, useLocation } from 'wouter'
import { useWords } from '#ui/shared/words.tsx'
import { SendForm } from '#ui/staff/dialog.tsx'
import { Choice, Field, WordsField } from '#ui/staff/fields.tsx'
import { PageTitle } from '#ui/staff/page-title.tsx'
import { saidSelect } from '#ui/staff/select.tsx'
import { useSend } from '#ui/staff/send.ts'
import { type Activity, type Availability, activities, availabilities, type Identity, identities } from '../rules.ts'
import { call } from './api.ts'
import { Guarded, useCommunities } from './staffParts.tsx'

type Body = Parameters<typeof call<'POST', '/desk/volunteers'>>[2]['body']

export default function VolunteerNewPage() {
  const { t } = useWords()
  const page = t('desk.volunteers.new')
  return (
    <Guarded page={page} permission="volunteers.desk">
      <header className="case-head">
        <nav className="crumbs" aria-label={t('desk.crumbs')}>
          <Link href="/desk/volunteers" className="plain-link">
            {t('desk.menu.volunteers')}
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
  const communities = useCommunities()
  const [community, setCommunity] = useState(communities[0]?.value ?? '')
  const [name, setName] = useState('')
  const [phone, setPhone] = useState('')
  const [born, setBorn] = useState('')
  const [guardian, setGuardian] = useState('')
  const [wished, setWished] = useState<Activity[]>([])
  const [available, setAvailable] = useState<Availability[]>([])
  const [earns, setEarns] = useState<Body['earns']>()
  const [emergency, setEmergency] = useState<'yes' | 'no'>()
  const [identity, setIdentity] = useState<Identity>()
  const [offer, setOffer] = useState('')
  const [consent, setConsent] = useState<Body['consent']>()
  const [tried, setTried] = useState(false)
  const sending = useSend(async (body: Body) => call('POST', '/desk/volunteers', { body }))
  const year = /^(19|20)\d{2}$/.test(born) ? Number(born) : undefined
  const missing = (value: unknown) =>
    tried && (!value || (Array.isArray(value) && value.length === 0)) ? t('desk.volunteers.missing') : undefined

  const submit = async () => {
    setTried(true)
    if (!name.trim() || !phone.trim() || !year || wished.length === 0 || available.length === 0) return
    if (!earns || !emergency || !consent || !community) return
    const answer = await sending.send({
      community,
      name: name.trim(),
      phone: phone.trim(),
      born: year,
      activities: wished,
      available,
      earns,
      emergency: emergency === 'yes',
      consent,
      ...(identity && { identity }),
      ...(guardian.trim() && { guardianPhone: guardian.trim() }),
      ...(offer.trim() && { offer: offer.trim() }),
    })
    if (answer) navigate(`/desk/volunteers/${answer.personId}`)
  }
  return (
    <SendForm
      label={t('desk.volunteers.new.do')}
      busy={sending.busy}
      error={sending.error}
      submit={() => void submit()}
    >
      <p className="meta">{t('desk.volunteers.new.note')}</p>
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
      <div className="two-fields">
        <Field label={t('desk.volunteers.born')} note={t('desk.volunteers.born.note')} error={missing(year)}>
          {(ids) => (
            <Input
              {...ids}
              value={born}
              maxLength={4}
              inputMode="numeric"
              onChange={({ target }) => setBorn(target.value)}
            />
          )}
        </Field>
        <Field label={t('desk.volunteers.guardian-phone')}>
          {(ids) => (
            <Input
              {...ids}
              value={guardian}
              maxLength={20}
              inputMode="tel"
              autoComplete="off"
              onChange={({ target }) => setGuardian(target.value)}
            />
          )}
        </Field>
      </div>
      <Ticks
        label={t('desk.volunteers.column.activities')}
        values={activities}
        chosen={wished}
        words={(one) => t(`activity.${one}`)}
        change={setWished}
        error={missing(wished)}
      />
      <Ticks
        label={t('desk.volunteer.available')}
        values={availabilities}
        chosen={available}
        words={(one) => t(`volunteer.when.${one}`)}
        change={setAvailable}
        error={missing(available)}
      />
      <Choice<NonNullable<Body['earns']>>
        label={t('desk.volunteer.earns')}
        values={['points', 'time_credit']}
        value={earns}
        words={(one) => t(`volunteer.earns.${one}`)}
        change={setEarns}
        error={missing(earns)}
      />
      <Choice<'yes' | 'no'>
        label={t('desk.volunteer.emergency')}
        values={['yes', 'no']}
        value={emergency}
        words={(one) => t(`volunteer.${one}`)}
        change={setEmergency}
        error={missing(emergency)}
      />
      <Choice<Identity>
        label={t('desk.volunteer.identity')}
        values={identities}
        value={identity}
        words={(one) => t(`volunteer.identity.${one}`)}
        change={setIdentity}
      />
      <WordsField label={t('desk.volunteer.offer')} value={offer} most={200} rows={2} change={setOffer} />
      <Choice<NonNullable<Body['consent']>>
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

interface TicksProps<T extends string> {
  label: string
  values: readonly T[]
  chosen: readonly T[]
  words(value: T): string
  change(values: T[]): void
  error?: string | undefined
}

/** Some of a few, as checkboxes. */
function Ticks<T extends string>({ label, values, chosen, words, change, error }: TicksProps<T>) {
  return (
    <fieldset className="field">
      <legend>{label}</legend>
      <div className="choices">
        {values.map((one) => (
          <label key={one} className="choice">
            <input
              type="checkbox"
              checked={chosen.includes(one)}
              onChange={({ target }) =>
                change(target.checked ? [...chosen, one] : chosen.filter((other) => other !== one))
              }
            />
            <span>{words(one)}</span>
          </label>
        ))}
      </div>
      {error && <span className="error-text">{error}</span>}
    </fieldset>
  )
}
