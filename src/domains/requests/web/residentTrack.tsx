/** A number and the last four digits of a phone show how far it is, without signing in. */
import { useRef, useState } from 'react'
import { groupNumber, parseNumber } from '#lib/number.ts'
import { useTimes } from '#ui/resident/mode.tsx'
import { Page } from '#ui/resident/page.tsx'
import { Button, Dot, Field, LinkButton, NoticeBar, PromiseChip } from '#ui/resident/parts.tsx'
import { Timeline } from '#ui/resident/timeline.tsx'
import type { Answer } from '#ui/shared/api.ts'
import { useSay } from '#ui/shared/say.tsx'
import { useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { call } from './api.ts'

type Found = Answer<'POST', '/track'>

const ended = ['closed', 'withdrawn', 'referred', 'merged']

export default function ResidentTrack() {
  const { t } = useWords()
  const say = useSay()
  const { actor } = useSession()
  const [number, setNumber] = useState('')
  const [tail, setTail] = useState('')
  const [wrong, setWrong] = useState<{ number?: string; tail?: string }>({})
  const [problem, setProblem] = useState('')
  const [found, setFound] = useState<Found>()
  const [busy, setBusy] = useState(false)
  const form = useRef<HTMLFormElement>(null)

  const look = async () => {
    const missing = {
      ...(parseNumber(number) === undefined ? { number: t('track.number.wrong') } : {}),
      ...(/^\d{4}$/.test(tail.normalize('NFKC').trim()) ? {} : { tail: t('track.tail.wrong') }),
    }
    setWrong(missing)
    setProblem('')
    setFound(undefined)
    const first = Object.keys(missing)[0]
    if (first) return form.current?.querySelector<HTMLInputElement>(`[name=${first}]`)?.focus()
    setBusy(true)
    try {
      setFound(await call('POST', '/track', { body: { number, tail: tail.trim() } }))
    } catch (error) {
      setProblem(say(error))
    } finally {
      setBusy(false)
    }
  }

  return (
    <Page title={t('track.title')} back="/" readable>
      <form
        ref={form}
        className="card stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void look()
        }}
      >
        <Field label={t('track.number')} hint={t('track.number.hint')} error={wrong.number}>
          {({ id, describedBy, invalid }) => (
            <input
              id={id}
              name="number"
              className="input number"
              inputMode="numeric"
              autoComplete="off"
              maxLength={14}
              aria-describedby={describedBy}
              aria-invalid={invalid}
              value={number}
              onChange={(event) => setNumber(event.currentTarget.value)}
            />
          )}
        </Field>
        <Field label={t('track.tail')} hint={t('track.tail.hint')} error={wrong.tail}>
          {({ id, describedBy, invalid }) => (
            <input
              id={id}
              name="tail"
              className="input short number"
              inputMode="numeric"
              autoComplete="off"
              maxLength={4}
              aria-describedby={describedBy}
              aria-invalid={invalid}
              value={tail}
              onChange={(event) => setTail(event.currentTarget.value)}
            />
          )}
        </Field>
        {problem && (
          <NoticeBar tone="late" icon="alert-triangle" live>
            {problem}
          </NoticeBar>
        )}
        <Button type="submit" icon="search" busy={busy}>
          {t(found ? 'track.another' : 'track.do')}
        </Button>
      </form>
      <div role="status">{found && <Result found={found} signedIn={actor !== null} />}</div>
    </Page>
  )
}

function Result({ found, signedIn }: { found: Found; signedIn: boolean }) {
  const { t, has } = useWords()
  const times = useTimes()
  const over = ended.includes(found.state)
  const steps = found.steps.filter(({ kind }) => !['remind', 'warn', 'list_points', 'transcribe'].includes(kind))
  return (
    <div className="stack">
      <section className="card">
        <h2 className="big-title">{t(`state.${found.state}`)}</h2>
        {found.promise && (
          <p className="now-promise">
            <PromiseChip promise={found.promise} form="full" />
          </p>
        )}
        <p className="my-title" data-said lang="zh-CN">
          {found.title}
        </p>
        <p className="second">
          {t('timeline.number')}{' '}
          <b className="number" data-said>
            {groupNumber(found.number)}
          </b>
          {found.handler && !over && (
            <>
              <Dot />
              <span>{t('track.handler', { name: found.handler })}</span>
            </>
          )}
        </p>
        {found.waitReason && <p className="why">{t('now.waiting', { reason: found.waitReason })}</p>}
        {found.reply && (
          <div className="answer">
            <span className="meta">{t('track.reply')}</span>
            <p className="pre" data-said lang="zh-CN">
              {found.reply}
            </p>
          </div>
        )}
        {found.refer && (
          <div className="answer">
            <p>{t('timeline.refer', { reason: found.refer.reason })}</p>
            <p>{t('timeline.refer.place', { place: found.refer.place })}</p>
            <a className="link" href={`tel:${found.refer.phone}`}>
              {t('call.number', { phone: found.refer.phone })}
            </a>
          </div>
        )}
      </section>
      <section className="card">
        <Timeline
          label={t('timeline.label')}
          items={steps.map((step, index) => ({
            id: step.at + step.kind,
            when: index === steps.length - 1 && !over ? 'present' : 'past',
            title: has(`track.step.${step.kind}`)
              ? t(`track.step.${step.kind}`)
              : t(`step.${step.kind}`, { name: step.who ?? '' }),
            time: times.stamp(step.at),
            body: step.who ? (
              <p data-said lang="zh-CN">
                {step.who}
              </p>
            ) : undefined,
          }))}
        />
      </section>
      {found.phone && (
        <LinkButton href={`tel:${found.phone}`} look="line" icon="phone">
          {t('call.number', { phone: found.phone })}
        </LinkButton>
      )}
      <p className="meta foot-note">{t('track.privacy')}</p>
      {!signedIn && (
        <LinkButton href={`/login?next=/requests/${found.number}`} look="quiet">
          {t('do.signIn')}
        </LinkButton>
      )}
    </div>
  )
}
