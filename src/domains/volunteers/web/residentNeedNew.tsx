/** Asking a neighbour for help, on one page: what, when, how long, in my words. In 长辈版 a call does the same. */
import { useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { addDays, dayOf } from '#lib/days.ts'
import { useCommunity } from '#ui/resident/community.ts'
import { useTimes } from '#ui/resident/mode.tsx'
import { Page } from '#ui/resident/page.tsx'
import { Button, CallRow, EmptyState, ErrorLine, Field, LinkButton, NoticeBar, RadioRow } from '#ui/resident/parts.tsx'
import { RefusalError } from '#ui/shared/api.ts'
import { useSay } from '#ui/shared/say.tsx'
import { useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { type Activity, asked as askable, type DayPart, dayParts } from '../rules.ts'
import { newId, openNeed } from './api.ts'
import { toFirstError } from './first-error.ts'

const lengths = ['30', '60', '90', '120'] as const

export function NeedNew() {
  const { t } = useWords()
  const say = useSay()
  const times = useTimes()
  const [, navigate] = useLocation()
  const { actor, session, now } = useSession()
  const { path, community } = useCommunity()
  const [activity, setActivity] = useState<Activity>()
  const [day, setDay] = useState<string>()
  const [part, setPart] = useState<DayPart>()
  const [minutes, setMinutes] = useState<(typeof lengths)[number]>()
  const [elder, setElder] = useState<'yes' | 'no'>()
  const [words, setWords] = useState('')
  const [address, setAddress] = useState('')
  const [tried, setTried] = useState(false)
  const [problem, setProblem] = useState('')
  const [busy, setBusy] = useState(false)
  const deed = useRef(newId())
  const today = dayOf(now())
  const days = [0, 1, 2, 3, 4, 5, 6].map((n) => addDays(today, n))

  if (session && actor?.kind !== 'resident')
    return (
      <Page title={t('need.new')} back="/volunteer">
        <EmptyState
          icon="lock"
          action={<LinkButton href="/login?next=/volunteer/needs/new">{t('do.signIn')}</LinkButton>}
        >
          {t('need.signin')}
        </EmptyState>
        {community && (
          <section className="card">
            <CallRow name={community.name} role={t('need.call')} phone={community.phone} />
          </section>
        )}
      </Page>
    )

  const send = async () => {
    setTried(true)
    if (busy) return
    if (!activity || !day || !part || !minutes || !elder || !path) return toFirstError()
    setBusy(true)
    setProblem('')
    try {
      const { number } = await openNeed({
        id: deed.current,
        community: path,
        activity,
        // nobody has to type: what was chosen says it
        words: words.trim() || t('need.words.chosen', { what: t(`activity.${activity}`) }),
        wantedOn: day,
        part,
        minutes: Number(minutes),
        elder: elder === 'yes',
        ...(address.trim() && { address: address.trim() }),
      })
      navigate(`/volunteer/needs/${number}`, { replace: true })
    } catch (error) {
      if (error instanceof RefusalError) deed.current = newId()
      setProblem(say(error))
    } finally {
      setBusy(false)
    }
  }
  const dayWords = (one: string) => {
    const near = ['need.day.today', 'need.day.tomorrow'][days.indexOf(one)]
    return near ? t(near, { day: times.day(one) }) : times.dayAndWeekday(one)
  }
  const missing = (isMissing: boolean) => tried && isMissing && <ErrorLine>{t('volunteer.choose.one')}</ErrorLine>
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <Page
        title={t('need.new')}
        back="/volunteer"
        readable
        bar={
          <Button type="submit" busy={busy}>
            {t('need.new.do')}
          </Button>
        }
      >
        {problem && (
          <NoticeBar tone="late" icon="alert-triangle" live>
            {problem}
          </NoticeBar>
        )}
        {community && (
          <section className="card">
            <CallRow name={community.name} role={t('need.call')} phone={community.phone} />
          </section>
        )}
        <section className="card">
          <RadioRow<Activity>
            legend={t('need.what')}
            name="activity"
            look="pills"
            value={activity}
            options={askable.map((one) => ({ value: one, label: t(`activity.${one}`) }))}
            onChange={setActivity}
          />
          {missing(!activity)}
        </section>
        <section className="card stack">
          <RadioRow
            legend={t('need.day')}
            name="day"
            look="pills"
            value={day}
            options={days.map((one) => ({ value: one, label: dayWords(one) }))}
            onChange={setDay}
          />
          {missing(!day)}
          <RadioRow<DayPart>
            legend={t('need.part')}
            name="part"
            look="pills"
            value={part}
            options={dayParts.map((one) => ({ value: one, label: t(`need.part.${one}`) }))}
            onChange={setPart}
          />
          {missing(!part)}
          <RadioRow<(typeof lengths)[number]>
            legend={t('need.long')}
            name="minutes"
            look="pills"
            value={minutes}
            options={lengths.map((one) => ({ value: one, label: t('need.minutes', { n: Number(one) }) }))}
            onChange={setMinutes}
          />
          {missing(!minutes)}
        </section>
        <section className="card stack">
          <Field label={t('need.words')} hint={t('need.words.hint')}>
            {({ id, describedBy }) => (
              <textarea
                id={id}
                className="input"
                maxLength={300}
                aria-describedby={describedBy}
                value={words}
                onChange={(event) => setWords(event.currentTarget.value)}
              />
            )}
          </Field>
          <Field label={t('need.address')} hint={t('need.address.hint')}>
            {({ id, describedBy }) => (
              <input
                id={id}
                className="input"
                maxLength={100}
                autoComplete="off"
                aria-describedby={describedBy}
                value={address}
                onChange={(event) => setAddress(event.currentTarget.value)}
              />
            )}
          </Field>
        </section>
        <section className="card">
          <RadioRow<'yes' | 'no'>
            legend={t('need.elder.ask')}
            name="elder"
            look="pills"
            value={elder}
            options={(['yes', 'no'] as const).map((one) => ({ value: one, label: t(`volunteer.${one}`) }))}
            onChange={setElder}
          />
          {missing(!elder)}
        </section>
        <p className="meta foot-note">{t('need.new.note')}</p>
        {!path && (
          <section className="card stack">
            {tried && <ErrorLine>{t('volunteer.community.why')}</ErrorLine>}
            <LinkButton href="/community" look="line">
              {t('volunteer.community')}
            </LinkButton>
          </section>
        )}
      </Page>
    </form>
  )
}
