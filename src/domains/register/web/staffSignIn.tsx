/**
 * Signing in at the desk: name and password, then what staffProving.tsx asks for; in a demo, a list of accounts that fill
 * the form with one press.
 */
import { Button, Input } from 'antd'
import { type FormEvent, useId, useRef, useState } from 'react'
import { useSay } from '#ui/shared/say.tsx'
import { useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { PageTitle } from '#ui/staff/page-title.tsx'
import { call } from './api.ts'
import { type Needs, Proving } from './staffProving.tsx'
import { SignInFrame } from './staffSignInFrame.tsx'

export default function SignInPage({ done }: { done(): void }) {
  const { t } = useWords()
  const say = useSay()
  const { session, take } = useSession()
  const [login, setLogin] = useState('')
  const [password, setPassword] = useState('')
  const [error, setError] = useState('')
  const [busy, setBusy] = useState(false)
  const [needs, setNeeds] = useState<Needs>()
  const button = useRef<HTMLButtonElement>(null)
  const id = useId()
  const demo = session?.demo

  async function send(event: FormEvent) {
    event.preventDefault()
    if (login.trim() === '' || password === '') return setError(t('signIn.fill'))
    setBusy(true)
    setError('')
    try {
      const answer = await call('POST', '/sign-in/password', { body: { login: login.trim(), password } })
      if ('needs' in answer) {
        setNeeds(answer)
        setBusy(false)
      } else {
        take(answer)
        done()
      }
    } catch (failure) {
      setError(say(failure))
      setBusy(false)
    }
  }

  if (needs)
    return (
      <SignInFrame>
        <Proving
          needs={needs}
          done={done}
          again={(words) => {
            setNeeds(undefined)
            setPassword('')
            setError(words)
          }}
        />
      </SignInFrame>
    )
  return (
    <SignInFrame>
      <form className="card sign-in-form" noValidate onSubmit={(event) => void send(event)}>
        <PageTitle words={t('signIn.title')} />
        <p className="soft" data-said>
          {session?.city}
        </p>
        <div className="field">
          <label htmlFor={`${id}-login`}>{t('signIn.login')}</label>
          <Input
            id={`${id}-login`}
            value={login}
            maxLength={60}
            autoComplete="username"
            onChange={({ target }) => setLogin(target.value)}
          />
        </div>
        <div className="field">
          <label htmlFor={`${id}-password`}>{t('signIn.password')}</label>
          <Input
            id={`${id}-password`}
            type="password"
            value={password}
            maxLength={200}
            autoComplete="current-password"
            onChange={({ target }) => setPassword(target.value)}
          />
        </div>
        {error && (
          <p className="error-text" role="alert">
            {error}
          </p>
        )}
        <Button ref={button} type="primary" htmlType="submit" block loading={busy}>
          {t('do.signIn')}
        </Button>
        <p className="meta">{t('signIn.forgot', { phone: session?.phone ?? '' })}</p>
      </form>
      {demo && (
        <section className="card sign-in-form" aria-label={t('signIn.demo')}>
          <h2>{t('signIn.demo')}</h2>
          <p className="meta">{t('signIn.demo.note')}</p>
          <ul className="demo-list">
            {demo.staff.map((account) => (
              <li key={account.login}>
                <Button
                  onClick={() => {
                    setLogin(account.login)
                    setPassword(demo.password)
                    setError('')
                    button.current?.focus()
                  }}
                >
                  <b data-said>{account.name}</b>
                  <span className="meta">
                    {t(`role.${account.role}`)} · <span data-said>{account.place}</span>
                  </span>
                </Button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </SignInFrame>
  )
}
