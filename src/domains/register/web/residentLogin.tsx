/**
 * Signing in: the notice on personal data first, then the phone, the code, and a name for somebody who is new.
 * One question a page in every mode. A device that showed this version of the notice goes straight to the phone.
 */
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { Link, useLocation, useSearch } from 'wouter'
import { keptCommunity } from '#ui/resident/community.ts'
import { recall, remember } from '#ui/resident/device.ts'
import { useMode } from '#ui/resident/mode.tsx'
import { Page } from '#ui/resident/page.tsx'
import { Button, Failed, Field, LinkButton, Loading, NoticeBar } from '#ui/resident/parts.tsx'
import { type Answer, newId, RefusalError } from '#ui/shared/api.ts'
import { useSay } from '#ui/shared/say.tsx'
import { useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { call } from './api.ts'
import { nextOf } from './residentNext.ts'
import { NoticeText, useNotice } from './residentPrivacy.tsx'

type Code = Answer<'POST', '/sign-in/codes'>
type Step = 'notice' | 'phone' | 'code' | 'name'

/** The device remembers which version of the notice was read on it; signing out forgets that. */
const READ_NOTICE = 'notice'
/** What the server calls somebody who gave no name. */
const NAMELESS = '居民'

export default function ResidentLogin() {
  const { t, locale, language, setLocale } = useWords()
  const say = useSay()
  const next = nextOf(useSearch())
  const [, navigate] = useLocation()
  const { session, actor, take, setMine } = useSession()
  const { elder } = useMode()
  const notice = useNotice()
  const [step, setStep] = useState<Step>()
  const [refused, setRefused] = useState(false)
  const [phone, setPhone] = useState('')
  const [digits, setDigits] = useState('')
  const [name, setName] = useState('')
  const [code, setCode] = useState<Code>()
  const [problem, setProblem] = useState('')
  const [wrong, setWrong] = useState('')
  const [busy, setBusy] = useState(false)
  const signInId = useRef(newId())

  const version = notice.value?.version
  const at = step ?? (version && recall(READ_NOTICE) === version ? 'phone' : 'notice')
  const go = (to: Step) => {
    setWrong('')
    setProblem('')
    setStep(to)
  }
  // Somebody who is signed in already has nothing to do here.
  const done = useRef(false)
  useEffect(() => {
    if (actor?.kind === 'resident' && !done.current && step === undefined) navigate(next, { replace: true })
  }, [actor, step, next, navigate])

  const attempt = async (work: () => Promise<void>) => {
    if (busy) return
    setBusy(true)
    setProblem('')
    try {
      await work()
    } catch (error) {
      if (error instanceof RefusalError && error.code === 'sign-in.notice') {
        remember(READ_NOTICE, undefined)
        await notice.reload()
        setStep('notice')
      }
      setProblem(say(error))
    } finally {
      setBusy(false)
    }
  }
  const makeCode = () => {
    const number = phone.normalize('NFKC').replace(/[\s-]/g, '')
    if (!/^(\+?86)?1\d{10}$/.test(number)) return setWrong(t('login.phone.wrong'))
    return attempt(async () => {
      setCode(await call('POST', '/sign-in/codes', { body: { phone: number, noticeVersion: version ?? '' } }))
      setDigits('')
      go('code')
    })
  }
  const signIn = () => {
    const six = digits.normalize('NFKC').trim()
    if (!/^\d{6}$/.test(six) || !code) return setWrong(t('login.code.wrong'))
    return attempt(async () => {
      const session = await call('POST', '/sign-in', {
        body: {
          id: signInId.current,
          codeId: code.codeId,
          phone: phone.trim(),
          code: six,
          noticeVersion: version ?? '',
        },
      })
      done.current = true
      // The language and mode in use here become the account's, not the other way round.
      await setLocale(locale)
      take(session)
      const kept = session.actor?.community ? undefined : keptCommunity()
      await setMine({
        locale: language,
        ...(elder ? { elder } : {}),
        ...(kept ? { community: kept } : {}),
      }).catch(() => undefined)
      if (session.actor?.name === NAMELESS) go('name')
      else navigate(next, { replace: true })
    })
  }
  const saveName = () => {
    if (name.trim() === '') return setWrong(t('login.name.missing'))
    return attempt(async () => {
      await setMine({ name: name.trim() })
      navigate(next, { replace: true })
    })
  }

  const problemBar = problem && (
    <NoticeBar tone="late" icon="alert-triangle" live>
      {problem}
    </NoticeBar>
  )
  if (!notice.value)
    return (
      <Page title={t('login.title')} back={backOf(next)}>
        {notice.error ? <Failed error={notice.error} onRetry={() => void notice.reload()} /> : <Loading lines={8} />}
      </Page>
    )
  if (at === 'notice')
    return (
      <Page
        key="notice"
        title={t('login.notice.title')}
        back={backOf(next)}
        readable
        bar={
          <>
            <Button look="line" onClick={() => setRefused(true)}>
              {t('login.notice.refuse')}
            </Button>
            <Button
              look="line"
              onClick={() => {
                remember(READ_NOTICE, version)
                go('phone')
              }}
            >
              {t('login.notice.agree')}
            </Button>
          </>
        }
      >
        {problemBar}
        {refused && (
          <div className="stack" role="status">
            <p className="card">{t('login.notice.refused')}</p>
            <LinkButton href={`tel:${session?.phone ?? ''}`} icon="phone">
              {t('call.number', { phone: session?.phone ?? '' })}
            </LinkButton>
          </div>
        )}
        <NoticeText notice={notice.value} />
      </Page>
    )
  if (at === 'phone')
    return (
      <OneQuestion
        key="phone"
        title={t('login.title')}
        back={backOf(next)}
        problem={problemBar}
        submit={t('login.phone.send')}
        busy={busy}
        onSubmit={makeCode}
        foot={
          <Link href="/privacy" className="link">
            {t('login.notice.link')}
          </Link>
        }
      >
        {next.startsWith('/report') && <p className="second">{t('login.next')}</p>}
        <Field label={t('login.phone')} hint={t('login.phone.hint')} error={wrong || undefined}>
          {({ id, describedBy, invalid }) => (
            <input
              id={id}
              className="input number"
              type="tel"
              inputMode="tel"
              autoComplete="tel-national"
              maxLength={16}
              aria-describedby={describedBy}
              aria-invalid={invalid}
              value={phone}
              onChange={(event) => {
                setWrong('')
                setPhone(event.currentTarget.value)
              }}
            />
          )}
        </Field>
        {session?.demo && <p className="demo-line">{t('login.phone.demo', { phone: session.demo.residentPhone })}</p>}
      </OneQuestion>
    )
  if (at === 'code')
    return (
      <OneQuestion
        key="code"
        title={t('login.title')}
        back={backOf(next)}
        problem={problemBar}
        submit={t('login.do')}
        busy={busy}
        onSubmit={signIn}
        foot={
          <>
            <Button look="quiet" onClick={() => void makeCode()}>
              {t('login.code.again')}
            </Button>
            <Button look="quiet" onClick={() => go('phone')}>
              {t('login.code.other')}
            </Button>
          </>
        }
      >
        <p className="unseen" role="status">
          {t('login.code.sent')}
        </p>
        <Field
          label={t('login.code')}
          hint={t('login.code.hint', { minutes: code?.minutes ?? 0, phone })}
          error={wrong || undefined}
        >
          {({ id, describedBy, invalid }) => (
            <input
              id={id}
              className="input code"
              inputMode="numeric"
              autoComplete="one-time-code"
              maxLength={6}
              aria-describedby={describedBy}
              aria-invalid={invalid}
              value={digits}
              onChange={(event) => {
                setWrong('')
                setDigits(event.currentTarget.value)
              }}
            />
          )}
        </Field>
        {code?.demoCode && <p className="demo-line">{t('login.code.demo', { code: code.demoCode })}</p>}
      </OneQuestion>
    )
  return (
    <OneQuestion
      key="name"
      title={t('login.name')}
      back={next}
      problem={problemBar}
      submit={t('login.name.do')}
      busy={busy}
      onSubmit={saveName}
      foot={
        <LinkButton look="quiet" href={next}>
          {t('login.name.skip')}
        </LinkButton>
      }
    >
      <Field label={t('login.name')} hint={t('login.name.hint')} error={wrong || undefined}>
        {({ id, describedBy, invalid }) => (
          <input
            id={id}
            className="input"
            autoComplete="name"
            maxLength={30}
            aria-describedby={describedBy}
            aria-invalid={invalid}
            value={name}
            onChange={(event) => {
              setWrong('')
              setName(event.currentTarget.value)
            }}
          />
        )}
      </Field>
    </OneQuestion>
  )
}

/** A report that waits is the way back; elsewhere the first page is. */
const backOf = (next: string): string => (next.startsWith('/report') ? '/report' : next === '/requests' ? '/' : next)

interface OneQuestionProps {
  title: string
  back: string
  problem: ReactNode
  submit: string
  busy: boolean
  onSubmit(): unknown
  foot: ReactNode
  children: ReactNode
}

function OneQuestion({ title, back, problem, submit, busy, onSubmit, foot, children }: OneQuestionProps) {
  return (
    <Page title={title} back={back} readable>
      {problem}
      <form
        className="card stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          onSubmit()
        }}
      >
        {children}
        <Button type="submit" busy={busy}>
          {submit}
        </Button>
      </form>
      <div className="stack">{foot}</div>
    </Page>
  )
}
