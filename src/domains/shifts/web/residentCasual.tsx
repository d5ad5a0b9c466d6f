/** Casual help: noting what one did for a neighbour, what waits for one's own word, and what became of the earlier ones. */
import { useState } from 'react'
import { addDays, dayOf } from '#lib/days.ts'
import { useCommunity } from '#ui/resident/community.ts'
import { useLoad } from '#ui/resident/load.ts'
import { useTimes } from '#ui/resident/mode.tsx'
import { Page } from '#ui/resident/page.tsx'
import {
  Button,
  EmptyState,
  ErrorLine,
  Failed,
  Field,
  LinkButton,
  Loading,
  NoticeBar,
  RadioRow,
} from '#ui/resident/parts.tsx'
import { PhotoInput } from '#ui/resident/photo-input.tsx'
import { shrinkPhoto } from '#ui/resident/photos.ts'
import { type Answer, newId, sendFile } from '#ui/shared/api.ts'
import { useSay } from '#ui/shared/say.tsx'
import { useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { type Activity, activities, call } from './api.ts'
import { useDeed } from './residentDeed.ts'

type Mine = Answer<'GET', '/me/casual'>
type Earns = 'points' | 'time_credit'
const back = '/volunteer/projects'

export default function ResidentCasual() {
  const { t } = useWords()
  const { session, actor } = useSession()
  const me = actor?.kind === 'resident' ? actor.personId : undefined
  const { value, error, reload } = useLoad(me && `my casual ${me}`, (signal) => call('GET', '/me/casual', { signal }))
  if (value && me) return <Casual mine={value} reload={reload} />
  return (
    <Page title={t('casual.title')} back={back}>
      {session && !me ? (
        <EmptyState icon="lock" action={<LinkButton href="/login?next=/volunteer/casual">{t('do.signIn')}</LinkButton>}>
          {t('casual.intro')}
        </EmptyState>
      ) : error ? (
        <Failed error={error} onRetry={() => void reload()} />
      ) : (
        <Loading lines={6} />
      )}
    </Page>
  )
}

interface Filled {
  activity: Activity | undefined
  words: string
  servedOn: string
  minutes: string
  neighbour: string
  earns: Earns
}

function Casual({ mine, reload }: { mine: Mine; reload(): Promise<void> }) {
  const { t } = useWords()
  const say = useSay()
  const { now } = useSession()
  const { path } = useCommunity()
  const today = dayOf(now())
  const empty = (): Filled => ({
    activity: undefined,
    words: '',
    servedOn: today,
    minutes: '30',
    neighbour: '',
    earns: mine.earns ?? 'points',
  })
  const [filled, setFilled] = useState(empty)
  const [photo, setPhoto] = useState<{
    id: string
    blob: Blob
    state: 'kept' | 'sending' | 'sent' | 'failed'
    share: number
  }>()
  const [tried, setTried] = useState(false)
  const [sent, setSent] = useState(false)
  const { busy, problem, setProblem, run } = useDeed()
  const put = (next: Partial<Filled>) => setFilled({ ...filled, ...next })
  const minutes = Number(filled.minutes)
  const minutesWrong = !Number.isInteger(minutes) || minutes < 1 || minutes > mine.minutesMost

  const addPhoto = async ([file]: File[]) => {
    if (!file) return
    setProblem('')
    try {
      setPhoto({ id: newId(), blob: await shrinkPhoto(file), state: 'kept', share: 0 })
    } catch (error) {
      setProblem(say(error))
    }
  }
  const keepPhoto = async (): Promise<boolean> => {
    if (!photo || photo.state === 'sent') return true
    setPhoto({ ...photo, state: 'sending' })
    try {
      await sendFile(photo.id, photo.blob, { kind: 'photo' })
      setPhoto({ ...photo, state: 'sent', share: 1 })
      return true
    } catch (error) {
      setPhoto({ ...photo, state: 'failed' })
      setProblem(say(error))
      return false
    }
  }
  const send = async () => {
    setTried(true)
    setSent(false)
    const { activity, servedOn, neighbour, earns } = filled
    const words = filled.words.trim()
    if (!activity || words === '' || minutesWrong || !path || busy || !(await keepPhoto())) return
    const body = {
      community: path,
      activity,
      servedOn,
      minutes,
      words,
      earns,
      ...(photo ? { photoId: photo.id } : {}),
      ...(neighbour.trim() ? { neighbour: neighbour.trim() } : {}),
    }
    if (!(await run(body, (id) => call('POST', '/casual', { body: { id, ...body } })))) return
    setFilled(empty())
    setPhoto(undefined)
    setTried(false)
    setSent(true)
    await reload()
    scrollTo(0, 0)
  }
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <Page
        title={t('casual.title')}
        back={back}
        readable
        bar={
          mine.registered ? (
            <Button type="submit" busy={busy}>
              {t('casual.do')}
            </Button>
          ) : (
            <LinkButton href="/volunteer/join">{t('shift.do.join')}</LinkButton>
          )
        }
      >
        {problem && (
          <NoticeBar tone="late" icon="alert-triangle" live>
            {problem}
          </NoticeBar>
        )}
        {sent && (
          <NoticeBar tone="ok" icon="circle-check" live>
            {t('casual.sent')}
          </NoticeBar>
        )}
        {mine.asked.map((one) => (
          <Asked key={one.id} one={one} reload={reload} />
        ))}
        <p className="second foot-note">{t(mine.registered ? 'casual.intro' : 'casual.join')}</p>
        {mine.registered && (
          <>
            <section className="card stack">
              <Field label={t('casual.what')} error={tried && !filled.activity ? t('casual.what.missing') : undefined}>
                {({ id, describedBy, invalid }) => (
                  <select
                    id={id}
                    className="input select"
                    aria-describedby={describedBy}
                    aria-invalid={invalid}
                    value={filled.activity ?? ''}
                    onChange={(event) =>
                      put({ activity: (event.currentTarget.value || undefined) as Activity | undefined })
                    }
                  >
                    <option value="" />
                    {activities.map((one) => (
                      <option key={one} value={one}>
                        {t(`activity.${one}`)}
                      </option>
                    ))}
                  </select>
                )}
              </Field>
              <Field
                label={t('casual.words')}
                hint={t('casual.words.hint')}
                error={tried && filled.words.trim() === '' ? t('casual.words.missing') : undefined}
              >
                {({ id, describedBy, invalid }) => (
                  <textarea
                    id={id}
                    className="input"
                    maxLength={200}
                    aria-describedby={describedBy}
                    aria-invalid={invalid}
                    value={filled.words}
                    onChange={(event) => put({ words: event.currentTarget.value })}
                  />
                )}
              </Field>
              <Field label={t('casual.day')}>
                {({ id }) => (
                  <input
                    id={id}
                    type="date"
                    className="input"
                    min={addDays(today, -mine.daysMost)}
                    max={today}
                    value={filled.servedOn}
                    onChange={(event) => put({ servedOn: event.currentTarget.value || today })}
                  />
                )}
              </Field>
              <Field
                label={t('casual.minutes')}
                hint={t('casual.minutes.hint', { most: mine.minutesMost })}
                error={tried && minutesWrong ? t('casual.minutes.wrong', { most: mine.minutesMost }) : undefined}
              >
                {({ id, describedBy, invalid }) => (
                  <input
                    id={id}
                    className="input short"
                    inputMode="numeric"
                    maxLength={3}
                    aria-describedby={describedBy}
                    aria-invalid={invalid}
                    value={filled.minutes}
                    onChange={(event) => put({ minutes: event.currentTarget.value.replace(/\D/g, '') })}
                  />
                )}
              </Field>
            </section>
            <section className="card stack">
              <h2 className="card-title">{t('casual.photo')}</h2>
              <p className="second">{t('casual.photo.hint')}</p>
              <PhotoInput
                photos={photo ? [photo] : []}
                most={1}
                onAdd={(files) => void addPhoto(files)}
                onRemove={() => setPhoto(undefined)}
                onRetry={() => void keepPhoto()}
              />
              <Field label={t('casual.neighbour')} hint={t('casual.neighbour.hint')}>
                {({ id, describedBy }) => (
                  <input
                    id={id}
                    type="tel"
                    className="input"
                    autoComplete="off"
                    maxLength={20}
                    aria-describedby={describedBy}
                    value={filled.neighbour}
                    onChange={(event) => put({ neighbour: event.currentTarget.value })}
                  />
                )}
              </Field>
            </section>
            <section className="card stack shift-two">
              <RadioRow<Earns>
                legend={t('casual.earn')}
                name="earns"
                look="tiles"
                value={filled.earns}
                options={(['points', 'time_credit'] as const).map((value) => ({
                  value,
                  label: (
                    <b>
                      {t(`shift.earned.${value}`, {
                        n: minutesWrong
                          ? 0
                          : value === 'points'
                            ? Math.floor((minutes * mine.hourPoints) / 60)
                            : minutes,
                      })}
                    </b>
                  ),
                  hint: t(`shift.earn.${value}`),
                }))}
                onChange={(earns) => put({ earns })}
              />
              {tried && !path && <ErrorLine>{t('casual.community.missing')}</ErrorLine>}
            </section>
          </>
        )}
        <Earlier mine={mine.mine} reload={reload} />
      </Page>
    </form>
  )
}

/** What a neighbour says they did for me: my word makes it count. */
function Asked({ one, reload }: { one: Mine['asked'][number]; reload(): Promise<void> }) {
  const { t } = useWords()
  const times = useTimes()
  const { busy, problem, run } = useDeed()
  const [refusing, setRefusing] = useState(false)
  const [words, setWords] = useState('')
  const decide = async (decision: 'confirm' | 'refuse') => {
    const said = words.trim()
    const body = { decision, minutes: one.minutes, ...(decision === 'refuse' && said ? { words: said } : {}) }
    const done = await run([one.id, body], (id) =>
      call('POST', '/casual/:id/decision', { params: { id: one.id }, body: { id, ...body } }),
    )
    if (done) await reload()
  }
  return (
    <section className="card stack">
      <h2 className="card-title">{t('casual.asked')}</h2>
      <p data-said>{t('casual.asked.line', { name: one.by, words: one.words })}</p>
      <p className="second">{t('casual.line', { day: times.day(one.servedOn), minutes: one.minutes })}</p>
      {problem && <ErrorLine>{problem}</ErrorLine>}
      {refusing && (
        <Field label={t('casual.asked.why')}>
          {({ id }) => (
            <textarea
              id={id}
              className="input"
              maxLength={200}
              value={words}
              onChange={(event) => setWords(event.currentTarget.value)}
            />
          )}
        </Field>
      )}
      <div className="pair">
        <Button look="line" busy={busy} onClick={() => void decide('confirm')}>
          {t('casual.asked.yes')}
        </Button>
        <Button look="line" busy={busy} onClick={() => (refusing ? void decide('refuse') : setRefusing(true))}>
          {t('casual.asked.no')}
        </Button>
      </div>
    </section>
  )
}

function Earlier({ mine, reload }: { mine: Mine['mine']; reload(): Promise<void> }) {
  const { t } = useWords()
  const times = useTimes()
  const { busy, problem, run } = useDeed()
  const withdraw = async (casualId: string) => {
    const done = await run(['withdraw', casualId], (id) =>
      call('POST', '/casual/:id/withdrawal', { params: { id: casualId }, body: { id } }),
    )
    if (done) await reload()
  }
  return (
    <section className="card list">
      <h2 className="card-title shift-head">{t('casual.mine')}</h2>
      {problem && <ErrorLine>{problem}</ErrorLine>}
      {mine.length === 0 && <p className="second shift-head">{t('casual.mine.empty')}</p>}
      {mine.map((one) => (
        <div key={one.id} className="row">
          <p className="grow">
            {t(`activity.${one.activity}`)}
            <span className="meta block">
              {t('casual.line', { day: times.day(one.servedOn), minutes: one.minutes })}
            </span>
            {one.words && (
              <span className="second block" data-said lang="zh-CN">
                {one.words}
              </span>
            )}
            {one.reply && (
              <span className="second block" data-said>
                {t('casual.reply', { words: one.reply })}
              </span>
            )}
          </p>
          {one.state === 'waiting' ? (
            <Button look="quiet" small busy={busy} onClick={() => void withdraw(one.id)}>
              {t('casual.withdraw')}
            </Button>
          ) : null}
          <span className="note">{t(`casual.state.${one.state}`)}</span>
        </div>
      ))}
    </section>
  )
}
