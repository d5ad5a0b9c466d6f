/** One need: what is asked, where it stands, who helps, and what I can do; renewed when somebody acts. */
import { useEffect, useRef, useState } from 'react'
import { groupNumber } from '#lib/number.ts'
import { useLoad } from '#ui/resident/load.ts'
import { useTimes } from '#ui/resident/mode.tsx'
import { Page } from '#ui/resident/page.tsx'
import {
  Button,
  CallRow,
  EmptyState,
  ErrorLine,
  Failed,
  Field,
  LinkButton,
  Loading,
  NoticeBar,
  RadioRow,
  Row,
} from '#ui/resident/parts.tsx'
import { Timeline } from '#ui/resident/timeline.tsx'
import { RefusalError } from '#ui/shared/api.ts'
import { subscribe } from '#ui/shared/live.ts'
import { useSay } from '#ui/shared/say.tsx'
import { useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { actOnNeed, call, type Forms, type NeedDetail, newId, readNeed } from './api.ts'

export function NeedOne({ number }: { number: string }) {
  const { t } = useWords()
  const { actor, session, reload: reloadSession } = useSession()
  const signedIn = actor !== null
  const { value, error, reload } = useLoad(signedIn ? `need ${number}` : undefined, (signal) =>
    readNeed(number, signal),
  )
  const id = value?.id
  const unread = actor?.unread ?? 0
  useEffect(() => {
    if (!signedIn) return
    return subscribe((change) => {
      if (change.id === undefined || change.id === id) void reload()
    })
  }, [signedIn, id, reload])
  useEffect(() => {
    if (!id || unread === 0) return
    call('POST', '/me/notices/read', { body: { subjectId: id } })
      .then(reloadSession)
      .catch(() => undefined)
  }, [id, unread, reloadSession])

  if (value) return <Shown detail={value} reload={reload} />
  const unknown = error instanceof RefusalError && (error.status === 404 || error.status === 403)
  return (
    <Page title={t('need.one')} back="/volunteer">
      {session && !signedIn ? (
        <EmptyState
          icon="lock"
          action={<LinkButton href={`/login?next=/volunteer/needs/${number}`}>{t('do.signIn')}</LinkButton>}
        >
          {t('need.signin')}
        </EmptyState>
      ) : unknown ? (
        <EmptyState icon="search" action={<LinkButton href="/volunteer">{t('volunteer.title')}</LinkButton>}>
          {t('need.unknown')}
        </EmptyState>
      ) : error ? (
        <Failed error={error} onRetry={() => void reload()} />
      ) : (
        <Loading lines={6} />
      )}
    </Page>
  )
}

/** In the order in which they are looked for; those with a form open it. */
const main = ['offer', 'take_on', 'agree', 'begin', 'end', 'confirm_time', 'thank'] as const
const others = ['decline', 'dispute', 'step_back', 'withdraw'] as const
type ActionName = (typeof main)[number] | (typeof others)[number]
const withForm: readonly ActionName[] = ['offer', 'confirm_time', 'dispute', 'thank', 'withdraw', 'step_back']

function Shown({ detail, reload }: { detail: NeedDetail; reload(): Promise<void> }) {
  const { t } = useWords()
  const say = useSay()
  const times = useTimes()
  const [acting, setActing] = useState<ActionName>()
  const [done, setDone] = useState('')
  const [problem, setProblem] = useState('')
  const [busy, setBusy] = useState(false)
  const may = (name: ActionName) => detail.actions.some(({ action, allowed }) => action === name && allowed)
  const next = main.find(may)
  const { state, as, minutes } = detail

  const send = async <A extends ActionName>(name: A, form: Forms[A]) => {
    setBusy(true)
    setProblem('')
    try {
      await actOnNeed(detail.id, name, { id: newId(), seen: detail.version, ...form })
      setActing(undefined)
      setDone(t(`need.done.${name}`))
      await reload()
      return true
    } catch (error) {
      setProblem(say(error))
      await reload()
      return false
    } finally {
      setBusy(false)
    }
  }
  const press = (name: ActionName) => {
    setProblem('')
    if (withForm.includes(name)) return setActing(name)
    void send(name, {} as Forms[ActionName])
  }
  if (acting)
    return (
      <Acting
        name={acting}
        detail={detail}
        busy={busy}
        problem={problem}
        send={send}
        close={() => setActing(undefined)}
      />
    )
  return (
    <Page
      title={t(`activity.${detail.activity}`)}
      back="/volunteer"
      readable
      bar={
        next && (
          <Button busy={busy} onClick={() => press(next)}>
            {t(`need.do.${next}`)}
          </Button>
        )
      }
    >
      {done && (
        <NoticeBar tone="ok" icon="circle-check" live onClose={() => setDone('')}>
          {done}
        </NoticeBar>
      )}
      {problem && (
        <NoticeBar tone="late" icon="alert-triangle" live>
          {problem}
        </NoticeBar>
      )}
      <section className="card stack">
        <h2 className="big-title">{t(`need.now.${as === 'helper' ? 'helper' : 'asker'}.${state}`)}</h2>
        <p className="pre" data-said lang="zh-CN">
          {detail.words}
        </p>
        <dl className="pairs">
          <dt>{t('need.when')}</dt>
          <dd>
            {times.day(detail.wantedOn)} {t(`need.part.${detail.part}`)}
          </dd>
          <dt>{t('need.long')}</dt>
          <dd>{t('need.minutes', { n: detail.minutesPlanned })}</dd>
          <dt>{t('need.where')}</dt>
          <dd data-said lang="zh-CN">
            {detail.area}
          </dd>
          {detail.asker && as === 'helper' && (
            <>
              <dt>{t('need.asker')}</dt>
              <dd data-said lang="zh-CN">
                {detail.asker}
              </dd>
            </>
          )}
          {detail.helper && as === 'asker' && (
            <>
              <dt>{t('need.helper')}</dt>
              <dd data-said lang="zh-CN">
                {detail.helper}
              </dd>
            </>
          )}
          {minutes !== null && (
            <>
              <dt>{t(detail.endedAt && state === 'served' ? 'need.counted' : 'need.recorded')}</dt>
              <dd>{t('need.minutes', { n: minutes })}</dd>
            </>
          )}
          {detail.earns && (
            <>
              <dt>{t('volunteer.earns')}</dt>
              <dd>{t(`volunteer.earns.${detail.earns}`)}</dd>
            </>
          )}
        </dl>
        {detail.elder && <p className="second">{t(detail.mutual ? 'need.mutual' : 'need.elder')}</p>}
        {as === 'stranger' && <p className="second">{t('need.offer.how')}</p>}
      </section>
      {as === 'helper' && detail.mayOpenAddress && <Address id={detail.id} />}
      {detail.community.phone && (
        <section className="card">
          <CallRow name={detail.community.name} role={t('need.call.help')} phone={detail.community.phone} />
        </section>
      )}
      {detail.steps.length > 0 && (
        <section className="card">
          <h2 className="card-title">{t('need.log')}</h2>
          <Timeline
            label={t('need.log')}
            items={detail.steps.map((step, place) => ({
              id: step.id,
              when: place === detail.steps.length - 1 && !detail.closedAt ? 'present' : 'past',
              title: t(`step.${step.kind}`),
              time: times.stamp(step.at),
              ...(step.words && step.kind !== 'list' ? { body: <p className="pre said">{step.words}</p> } : {}),
            }))}
          />
        </section>
      )}
      {others.some(may) && (
        <section className="card list">
          {others.filter(may).map((name) => (
            <Row key={name} onClick={() => press(name)}>
              {t(`need.do.${name}`)}
            </Row>
          ))}
        </section>
      )}
      <p className="meta foot-note">
        {t('need.number')} <span data-said>{groupNumber(detail.number)}</span>
      </p>
    </Page>
  )
}

/** Name, phone and address of who asked; opening is written down, and they see it. */
function Address({ id }: { id: string }) {
  const { t } = useWords()
  const say = useSay()
  const [opened, setOpened] = useState<{ name: string; phone: string | null; address: string }>()
  const [problem, setProblem] = useState('')
  const deed = useRef(newId())
  const open = async () => {
    setProblem('')
    try {
      setOpened(await call('POST', '/needs/:id/address', { params: { id }, body: { id: deed.current } }))
    } catch (error) {
      deed.current = newId()
      setProblem(say(error))
    }
  }
  return (
    <section className="card stack">
      <h2 className="card-title">{t('need.address.title')}</h2>
      {opened ? (
        <>
          <p data-said lang="zh-CN">
            {opened.address || t('need.address.none')}
          </p>
          {opened.phone && <CallRow name={opened.name} role={t('need.asker')} phone={opened.phone} />}
        </>
      ) : (
        <>
          <p className="second">{t('need.address.logged')}</p>
          <Button look="line" icon="eye" onClick={() => void open()}>
            {t('need.address.open')}
          </Button>
        </>
      )}
      {problem && <ErrorLine>{problem}</ErrorLine>}
    </section>
  )
}

interface ActingProps {
  name: ActionName
  detail: NeedDetail
  busy: boolean
  problem: string
  send<A extends ActionName>(name: A, form: Forms[A]): Promise<boolean>
  close(): void
}

const ratings = ['5', '4', '3', '2', '1'] as const
const reasons = ['longer', 'shorter', 'not_done', 'other'] as const

function Acting({ name, detail, busy, problem, send, close }: ActingProps) {
  const { t } = useWords()
  const counted = Math.min(detail.minutes ?? detail.minutesPlanned, detail.minutesPlanned)
  const [earns, setEarns] = useState<'points' | 'time_credit'>()
  const [minutes, setMinutes] = useState(String(counted))
  const [reason, setReason] = useState<(typeof reasons)[number]>()
  const [rating, setRating] = useState<(typeof ratings)[number]>()
  const [words, setWords] = useState('')
  const [tried, setTried] = useState(false)

  const submit = async () => {
    setTried(true)
    if (busy) return
    if (name === 'offer' && earns) await send('offer', { earns })
    if (name === 'confirm_time' && /^\d{1,4}$/.test(minutes) && Number(minutes) > 0)
      await send('confirm_time', { minutes: Number(minutes) })
    if (name === 'dispute' && reason && words.trim()) await send('dispute', { dispute: reason, words: words.trim() })
    if (name === 'thank' && rating)
      await send('thank', { rating: Number(rating), ...(words.trim() && { words: words.trim() }) })
    if (name === 'withdraw' || name === 'step_back') await send(name, {})
  }
  const sentence = (label: string, required: boolean) => (
    <Field label={label} error={tried && required && words.trim() === '' ? t('need.words.missing') : undefined}>
      {({ id, describedBy, invalid }) => (
        <textarea
          id={id}
          className="input"
          maxLength={200}
          aria-describedby={describedBy}
          aria-invalid={invalid}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
      )}
    </Field>
  )
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <Page
        title={t(`need.do.${name}`)}
        back="/volunteer"
        part={1}
        readable
        bar={
          <>
            <Button look="line" onClick={close}>
              {t('steps.back')}
            </Button>
            <Button type="submit" busy={busy}>
              {t(`need.send.${name}`)}
            </Button>
          </>
        }
      >
        {problem && (
          <NoticeBar tone="late" icon="alert-triangle" live>
            {problem}
          </NoticeBar>
        )}
        <section className="card stack">
          {name === 'offer' && (
            <>
              <p>{t('need.offer.sure')}</p>
              <RadioRow<'points' | 'time_credit'>
                legend={t('volunteer.earns')}
                name="earns"
                value={earns}
                options={(['points', 'time_credit'] as const).map((one) => ({
                  value: one,
                  label: t(`volunteer.earns.${one}`),
                  hint: t(`volunteer.earns.${one}.how`),
                }))}
                onChange={setEarns}
              />
              {tried && !earns && <ErrorLine>{t('volunteer.choose.one')}</ErrorLine>}
            </>
          )}
          {name === 'confirm_time' && (
            <Field label={t('need.confirm.minutes')} hint={t('need.confirm.hint', { n: detail.minutesPlanned })}>
              {({ id, describedBy }) => (
                <input
                  id={id}
                  className="input"
                  inputMode="numeric"
                  maxLength={4}
                  aria-describedby={describedBy}
                  value={minutes}
                  onChange={(event) => setMinutes(event.currentTarget.value)}
                />
              )}
            </Field>
          )}
          {name === 'dispute' && (
            <>
              <RadioRow<(typeof reasons)[number]>
                legend={t('need.dispute.why')}
                name="reason"
                value={reason}
                options={reasons.map((one) => ({ value: one, label: t(`need.dispute.${one}`) }))}
                onChange={setReason}
              />
              {tried && !reason && <ErrorLine>{t('volunteer.choose.one')}</ErrorLine>}
              {sentence(t('need.dispute.words'), true)}
            </>
          )}
          {name === 'thank' && (
            <>
              <RadioRow<(typeof ratings)[number]>
                legend={t('need.thank.how')}
                name="rating"
                value={rating}
                options={ratings.map((one) => ({ value: one, label: t(`need.rating.${one}`) }))}
                onChange={setRating}
              />
              {tried && !rating && <ErrorLine>{t('volunteer.choose.one')}</ErrorLine>}
              {sentence(t('need.thank.words'), false)}
            </>
          )}
          {(name === 'withdraw' || name === 'step_back') && <p>{t(`need.${name}.sure`)}</p>}
        </section>
      </Page>
    </form>
  )
}
