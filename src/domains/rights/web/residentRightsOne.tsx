/**
 * One thing I asked about my data: where it stands, by when, the answer with its reasons and where to turn next, and what I
 * can do. It is renewed when somebody acts; what I am writing stays.
 */
import { useEffect, useRef, useState } from 'react'
import { dayOf } from '#lib/days.ts'
import { groupNumber } from '#lib/number.ts'
import { useLoad } from '#ui/resident/load.ts'
import { useTimes } from '#ui/resident/mode.tsx'
import { Page } from '#ui/resident/page.tsx'
import { Button, CallRow, EmptyState, Failed, Field, LinkButton, Loading, NoticeBar, Row } from '#ui/resident/parts.tsx'
import { Timeline } from '#ui/resident/timeline.tsx'
import { RefusalError } from '#ui/shared/api.ts'
import { subscribe } from '#ui/shared/live.ts'
import { useSay } from '#ui/shared/say.tsx'
import { useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { actOnRights, call, newId, type RightsDetail, readRights } from './api.ts'

export function RightsOne({ number }: { number: string }) {
  const { t } = useWords()
  const { actor, reload: reloadSession } = useSession()
  const { value, error, reload } = useLoad(`rights ${number}`, (signal) => readRights(number, signal))
  const id = value?.id
  const version = value?.version
  const unread = actor?.unread ?? 0
  const signedIn = actor !== null
  useEffect(() => {
    if (!signedIn) return
    return subscribe((change) => {
      if (change.id === undefined || change.id === id) void reload()
    })
  }, [signedIn, id, reload])
  useEffect(() => {
    if (!id || version === undefined || unread === 0) return
    call('POST', '/me/notices/read', { body: { subjectId: id } })
      .then(reloadSession)
      .catch(() => undefined)
  }, [id, version, unread, reloadSession])

  if (value) return <Shown detail={value} reload={reload} />
  const unknown = error instanceof RefusalError && (error.status === 404 || error.status === 403)
  return (
    <Page title={t('rights.one.title')} back="/me/rights">
      {unknown ? (
        <EmptyState icon="search" action={<LinkButton href="/me/rights">{t('rights.title')}</LinkButton>}>
          {t('rights.unknown')}
        </EmptyState>
      ) : error ? (
        <Failed error={error} onRetry={() => void reload()} />
      ) : (
        <Loading lines={6} />
      )}
    </Page>
  )
}

type SheetName = 'add' | 'object' | 'withdraw'

function Shown({ detail, reload }: { detail: RightsDetail; reload(): Promise<void> }) {
  const { t } = useWords()
  const times = useTimes()
  const [sheet, setSheet] = useState<SheetName>()
  const [done, setDone] = useState('')
  const may = (action: SheetName) => detail.actions.some((one) => one.action === action && one.allowed)
  const { state, promise, proof, handler, escalatedAt, deceased } = detail
  const answers = promise?.clock === 'answer'
  if (sheet)
    return (
      <Acting
        name={sheet}
        detail={detail}
        reload={reload}
        close={(words) => {
          setSheet(undefined)
          if (words) setDone(words)
        }}
      />
    )
  return (
    <Page
      title={t('rights.one.title')}
      back="/me/rights"
      readable
      bar={
        may('object') ? (
          <Button look="line" onClick={() => setSheet('object')}>
            {t('rights.object')}
          </Button>
        ) : (
          may('add') && (
            <Button look="line" onClick={() => setSheet('add')}>
              {t('rights.add')}
            </Button>
          )
        )
      }
    >
      {done && (
        <NoticeBar tone="ok" icon="circle-check" live onClose={() => setDone('')}>
          {done}
        </NoticeBar>
      )}
      <section className="card">
        <h2 className="big-title">
          {state === 'in_hand' && handler
            ? t('rights.now.in_hand.name', { name: handler.name })
            : t(`rights.now.${state}`)}
        </h2>
        {answers && <p>{t('rights.by', { when: times.promise(promise.at, 'full') })}</p>}
        {answers && escalatedAt && <p className="why">{t('rights.late', { street: detail.street.name })}</p>}
        {detail.lacksProof && answers && (
          <div className="answer">
            <p>{t('rights.prove.where', { name: detail.window.name })}</p>
            {detail.about === 'kin' && <p>{t('rights.prove.kin')}</p>}
          </div>
        )}
        {proof && <p className="second">{t('rights.proved', { day: times.day(dayOf(new Date(proof.at))) })}</p>}
      </section>
      <Answer detail={detail} />
      <section className="card">
        <h2 className="card-title">{t('rights.mine')}</h2>
        <p>{t(`rights.about.${detail.about}`)}</p>
        {deceased && (
          <p className="second">
            {t('rights.relation.of', {
              name: deceased.name,
              relation: t(`rights.relation.${deceased.relation}`),
            })}
          </p>
        )}
        <p className="pre" data-said lang="zh-CN">
          {detail.words}
        </p>
        <p className="meta">
          {t('rights.number')} <span data-said>{groupNumber(detail.number)}</span>
        </p>
      </section>
      {handler?.phone && (
        <section className="card">
          <CallRow name={handler.name} role={t('rights.handler')} phone={handler.phone} />
        </section>
      )}
      <section className="card">
        <h2 className="card-title">{t('rights.log')}</h2>
        <Timeline
          label={t('rights.log')}
          items={detail.steps.map((step, place) => ({
            id: step.id,
            when: place === detail.steps.length - 1 && !detail.closedAt ? 'present' : 'past',
            title: <StepWord step={step} atWindow={detail.takenBy !== null} />,
            time: times.stamp(step.at),
            ...(saidIn(step) ? { body: <p className="pre said">{saidIn(step)}</p> } : {}),
          }))}
        />
      </section>
      {may('withdraw') && (
        <section className="card list">
          <Row onClick={() => setSheet('withdraw')}>{t('rights.withdraw')}</Row>
        </section>
      )}
    </Page>
  )
}

type Step = RightsDetail['steps'][number]

function StepWord({ step: { kind, who }, atWindow }: { step: Step; atWindow: boolean }) {
  const { t, has } = useWords()
  const own = kind === 'opened' && atWindow ? 'rights.step.opened.window' : `rights.step.${kind}`
  const what = t(has(own) ? own : `step.${kind}`)
  if (!who) return what
  return (
    <>
      {what} ·{' '}
      <span data-said lang="zh-CN">
        {who}
      </span>
    </>
  )
}

/** What was written in a step; the request itself and the answer stand on the page already. */
function saidIn({ kind, words }: Step): string | undefined {
  return words && ['add', 'object', 'ask_proof'].includes(kind) && typeof words.words === 'string'
    ? words.words
    : undefined
}

function Answer({ detail: { reply, answeredAt, refusal, handler } }: { detail: RightsDetail }) {
  const { t } = useWords()
  const times = useTimes()
  if (!reply || !answeredAt) return null
  return (
    <section className="card stack">
      <h2 className="card-title">{t('rights.reply')}</h2>
      {refusal && (
        <p>
          <b>{t('rights.refused.why', { reason: t(`rights.reason.${refusal.reason}`) })}</b>
        </p>
      )}
      <p className="pre" data-said lang="zh-CN">
        {reply}
      </p>
      <p className="meta">
        {handler && (
          <span data-said lang="zh-CN">
            {handler.name}{' '}
          </span>
        )}
        {times.stamp(answeredAt)}
      </p>
      {refusal && (
        <>
          <div>
            <p className="second">{t('rights.refused.next')}</p>
            <CallRow name={refusal.place} role={t('rights.refused.phone')} phone={refusal.phone} />
          </div>
          <p className="second">{t('rights.refused.court')}</p>
        </>
      )}
    </section>
  )
}

interface ActingProps {
  name: SheetName
  detail: RightsDetail
  reload(): Promise<void>
  close(done?: string): void
}

/** Adding, objecting or withdrawing; a repeated press acts once. */
function Acting({ name, detail, reload, close }: ActingProps) {
  const { t } = useWords()
  const say = useSay()
  const [words, setWords] = useState('')
  const [missing, setMissing] = useState(false)
  const [problem, setProblem] = useState('')
  const [busy, setBusy] = useState(false)
  const deed = useRef(newId())
  const send = async () => {
    if (busy) return
    if (name !== 'withdraw' && words.trim() === '') return setMissing(true)
    setBusy(true)
    setProblem('')
    try {
      const sent = { id: deed.current, seen: detail.version }
      if (name === 'withdraw') await actOnRights(detail.id, 'withdraw', sent)
      else await actOnRights(detail.id, name, { ...sent, words: words.trim() })
      await reload()
      close(t(`rights.${name}.done`))
    } catch (error) {
      setProblem(say(error))
      if (error instanceof RefusalError) {
        deed.current = newId()
        await reload()
      }
    } finally {
      setBusy(false)
    }
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
        title={t(`rights.${name}`)}
        back="/me/rights"
        part={1}
        readable
        bar={
          <>
            <Button look="line" onClick={() => close()}>
              {t('steps.back')}
            </Button>
            <Button type="submit" busy={busy}>
              {t(name === 'withdraw' ? 'rights.withdraw' : 'rights.new.do')}
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
          {name === 'withdraw' ? (
            <p>{t('rights.withdraw.sure')}</p>
          ) : (
            <Field
              label={t(name === 'object' ? 'rights.object.why' : 'rights.add')}
              {...(name === 'object' ? { hint: t('rights.object.note') } : {})}
              error={missing ? t('rights.new.words.missing') : undefined}
            >
              {({ id, describedBy, invalid }) => (
                <textarea
                  id={id}
                  className="input"
                  maxLength={1000}
                  aria-describedby={describedBy}
                  aria-invalid={invalid}
                  value={words}
                  onChange={(event) => {
                    setMissing(false)
                    setWords(event.currentTarget.value)
                  }}
                />
              )}
            </Field>
          )}
        </section>
      </Page>
    </form>
  )
}
