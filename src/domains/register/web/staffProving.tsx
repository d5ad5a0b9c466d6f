/**
 * What follows a right password: the code of the authenticator, or setting one up and keeping the recovery codes.
 * The codes are shown once; going on asks whether they were kept.
 */
import { Button, Input } from 'antd'
import { type FormEvent, useEffect, useId, useRef, useState } from 'react'
import { type Answer, RefusalError } from '#ui/shared/api.ts'
import { useSay } from '#ui/shared/say.tsx'
import { useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { Icon } from '#ui/staff/icons.tsx'
import { PageTitle } from '#ui/staff/page-title.tsx'
import { call } from './api.ts'

export type Needs = Answer<'POST', '/invitations/accept'>

interface Props {
  needs: Needs
  done(): void
  /** The ticket is used up or too old: the password again. */
  again(words: string): void
}

export function Proving({ needs, done, again }: Props) {
  const { t } = useWords()
  const say = useSay()
  const { session, take } = useSession()
  const [code, setCode] = useState('')
  const [error, setError] = useState('')
  const [busy, setBusy] = useState(false)
  const [entered, setEntered] = useState<{
    session: NonNullable<typeof session>
    codes: string[]
    left: number | null
  }>()
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => input.current?.focus(), [])

  async function send(event: FormEvent) {
    event.preventDefault()
    const clean = code.trim()
    if (clean.length < 6) return setError(t('signIn.code.fill'))
    setBusy(true)
    setError('')
    try {
      const body = { ticket: needs.ticket, code: clean }
      if (needs.needs === 'enrol') {
        const answer = await call('POST', '/sign-in/enrol', { body })
        setEntered({ session: answer.session, codes: answer.recoveryCodes, left: null })
      } else {
        const answer = await call('POST', '/sign-in/second', { body })
        if (answer.recoveryLeft !== null) setEntered({ session: answer.session, codes: [], left: answer.recoveryLeft })
        else {
          take(answer.session)
          done()
        }
      }
    } catch (failure) {
      if (failure instanceof RefusalError && failure.code === 'sign-in.ticket-old') return again(say(failure))
      setError(say(failure))
      setCode('')
      input.current?.focus()
    } finally {
      setBusy(false)
    }
  }

  if (entered) {
    const goOn = () => {
      take(entered.session)
      done()
    }
    return entered.left === null ? (
      <RecoveryCodes codes={entered.codes} goOn={goOn} />
    ) : (
      <section className="card sign-in-form">
        <PageTitle words={t('signIn.recovered')} />
        <p role="status">{t('signIn.recovered.left', { n: entered.left })}</p>
        <Button type="primary" block onClick={goOn}>
          {t('do.continue')}
        </Button>
      </section>
    )
  }
  const enrols = needs.needs === 'enrol'
  return (
    <form className="card sign-in-form" noValidate onSubmit={(event) => void send(event)}>
      <PageTitle words={t(enrols ? 'signIn.enrol' : 'signIn.second')} />
      {needs.needs === 'enrol' ? (
        <>
          <ol className="steps">
            <li>{t('signIn.enrol.step1')}</li>
            <li>{t('signIn.enrol.step2')}</li>
            <li>{t('signIn.enrol.step3')}</li>
          </ol>
          <img className="enrol-code" src={needs.qr} alt={t('signIn.enrol.qr')} width={200} height={200} />
          <details>
            <summary>{t('signIn.enrol.byHand')}</summary>
            <p className="secret num" data-said>
              {needs.secret.replace(/.{4}(?=.)/g, '$& ')}
            </p>
          </details>
        </>
      ) : (
        <p className="soft">{t('signIn.second.how')}</p>
      )}
      <div className="field">
        <label htmlFor={`${id}-code`}>{t(enrols ? 'signIn.code.first' : 'signIn.code')}</label>
        <Input
          id={`${id}-code`}
          ref={(element) => {
            input.current = element?.input ?? null
          }}
          className="code-input num"
          value={code}
          maxLength={enrols ? 7 : 30}
          inputMode={enrols ? 'numeric' : 'text'}
          autoComplete="one-time-code"
          aria-describedby={enrols ? undefined : `${id}-note`}
          onChange={({ target }) => setCode(target.value)}
        />
        {!enrols && (
          <span id={`${id}-note`} className="meta">
            {t('signIn.code.recovery')}
          </span>
        )}
      </div>
      {error && (
        <p className="error-text" role="alert">
          {error}
        </p>
      )}
      <Button type="primary" htmlType="submit" block loading={busy}>
        {t(enrols ? 'signIn.enrol.do' : 'do.signIn')}
      </Button>
      {!enrols && <p className="meta">{t('signIn.second.lost', { phone: session?.phone ?? '' })}</p>}
    </form>
  )
}

function RecoveryCodes({ codes, goOn }: { codes: readonly string[]; goOn(): void }) {
  const { t } = useWords()
  const [copied, setCopied] = useState(false)
  const [kept, setKept] = useState(false)
  const copy = async () => {
    await navigator.clipboard?.writeText(codes.join('\n')).then(
      () => setCopied(true),
      () => undefined,
    )
  }
  return (
    <section className="card sign-in-form">
      <PageTitle words={t('signIn.codes')} />
      <p>{t('signIn.codes.why', { n: codes.length })}</p>
      <ul className="recovery-codes num" data-said>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="row no-print">
        <Button onClick={() => print()}>
          <Icon name="printer" small />
          {t('signIn.codes.print')}
        </Button>
        <Button onClick={() => void copy()}>{copied ? t('do.copied') : t('do.copy')}</Button>
      </div>
      <label className="choice no-print">
        <input type="checkbox" checked={kept} onChange={({ target }) => setKept(target.checked)} />
        <span>{t('signIn.codes.kept')}</span>
      </label>
      <Button
        type="primary"
        block
        className="no-print"
        aria-disabled={!kept}
        onClick={() => {
          if (kept) goOn()
        }}
      >
        {t('do.continue')}
      </Button>
    </section>
  )
}
