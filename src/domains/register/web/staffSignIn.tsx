/** Signing in at the desk: name and password; in a demo, a list of accounts that fill the form with one press. */
import { Button, Input } from 'antd'
import { type FormEvent, useId, useRef, useState } from 'react'
import { useSay } from '#ui/shared/say.tsx'
import { useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { Icon } from '#ui/staff/icons.tsx'
import { PageTitle } from '#ui/staff/page-title.tsx'
import { call } from './api.ts'

export default function SignInPage({ done }: { done(): void }) {
  const { t, locale, setLocale } = useWords()
  const say = useSay()
  const { session, take } = useSession()
  const [login, setLogin] = useState('')
  const [password, setPassword] = useState('')
  const [error, setError] = useState('')
  const [busy, setBusy] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const id = useId()
  const demo = session?.demo

  async function send(event: FormEvent) {
    event.preventDefault()
    if (login.trim() === '' || password === '') return setError(t('signIn.fill'))
    setBusy(true)
    setError('')
    try {
      take(await call('POST', '/sign-in/staff', { body: { login: login.trim(), password } }))
      done()
    } catch (failure) {
      setError(say(failure))
      setBusy(false)
    }
  }

  return (
    <main className="sign-in" id="main">
      <div className="sign-in-card">
        <div className="row">
          <div className="desk-logo">
            <Icon name="buildingCommunity" />
            {t('app.name')}
            <span>{t('desk.name')}</span>
          </div>
          <Button
            type="link"
            className="row-end"
            lang={locale === 'en' ? 'zh-CN' : 'en'}
            onClick={() => void setLocale(locale === 'en' ? 'zh' : 'en')}
          >
            {locale === 'en' ? t('app.language.zh') : t('app.language.en')}
          </Button>
        </div>
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
      </div>
    </main>
  )
}
