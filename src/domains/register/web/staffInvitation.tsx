/**
 * Taking up a link that was handed over: the password is chosen, then the second factor is set up.
 * The link's token stands behind the # and is sent in a body only.
 */
import { Button, Input } from 'antd'
import { type FormEvent, useEffect, useId, useState } from 'react'
import type { Answer } from '#ui/shared/api.ts'
import { useSay } from '#ui/shared/say.tsx'
import { useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { PageTitle } from '#ui/staff/page-title.tsx'
import { EmptyState, Loading } from '#ui/staff/states.tsx'
import { call } from './api.ts'
import { type Needs, Proving } from './staffProving.tsx'
import { SignInFrame } from './staffSignInFrame.tsx'

type Invitation = Answer<'POST', '/invitations/look'>

export default function InvitationPage({ done }: { done(): void }) {
  const { t } = useWords()
  const say = useSay()
  const { session } = useSession()
  const [token] = useState(() => location.hash.slice(1))
  const [invitation, setInvitation] = useState<Invitation>()
  const [closed, setClosed] = useState('')
  const [needs, setNeeds] = useState<Needs>()
  const [password, setPassword] = useState('')
  const [repeated, setRepeated] = useState('')
  const [error, setError] = useState('')
  const [busy, setBusy] = useState(false)
  const id = useId()

  // biome-ignore lint/correctness/useExhaustiveDependencies: a link is looked at once
  useEffect(() => {
    if (!/^[\w-]{43}$/.test(token)) return setClosed(t('refusal.invitation.unknown', { phone: session?.phone ?? '' }))
    call('POST', '/invitations/look', { body: { token } }).then(setInvitation, (failure: unknown) =>
      setClosed(say(failure)),
    )
  }, [token])

  async function send(event: FormEvent) {
    event.preventDefault()
    if (password === '') return setError(t('invitation.password.fill'))
    if (password !== repeated) return setError(t('invitation.password.differs'))
    setBusy(true)
    setError('')
    try {
      setNeeds(await call('POST', '/invitations/accept', { body: { token, password } }))
      // who looks over the shoulder, or at the history, finds no link
      history.replaceState(null, '', location.pathname)
    } catch (failure) {
      setError(say(failure))
    } finally {
      setBusy(false)
    }
  }

  return (
    <SignInFrame>
      {closed ? (
        <section className="card sign-in-form">
          <PageTitle words={t('invitation.title')} />
          <EmptyState words={closed} icon="lock">
            <Button onClick={done}>{t('do.signIn')}</Button>
          </EmptyState>
        </section>
      ) : needs ? (
        <Proving
          needs={needs}
          done={done}
          again={(words) => {
            setNeeds(undefined)
            setClosed(`${words} ${t('invitation.signIn')}`)
          }}
        />
      ) : !invitation ? (
        <Loading lines={4} />
      ) : (
        <form className="card sign-in-form" noValidate onSubmit={(event) => void send(event)}>
          <PageTitle words={t('invitation.title')} />
          <p>
            <b data-said>{invitation.name}</b> <span className="soft">{t('invitation.hello')}</span>
          </p>
          <dl className="facts">
            <dt>{t('signIn.login')}</dt>
            <dd className="num" data-said>
              {invitation.login}
            </dd>
          </dl>
          <input type="text" name="username" autoComplete="username" value={invitation.login} readOnly hidden />
          <div className="field">
            <label htmlFor={`${id}-password`}>{t('invitation.password')}</label>
            <Input
              id={`${id}-password`}
              type="password"
              value={password}
              maxLength={200}
              autoComplete="new-password"
              aria-describedby={`${id}-note`}
              onChange={({ target }) => setPassword(target.value)}
            />
            <span id={`${id}-note`} className="meta">
              {t('invitation.password.note', { min: invitation.lengthMin })}
            </span>
          </div>
          <div className="field">
            <label htmlFor={`${id}-repeated`}>{t('invitation.repeated')}</label>
            <Input
              id={`${id}-repeated`}
              type="password"
              value={repeated}
              maxLength={200}
              autoComplete="new-password"
              onChange={({ target }) => setRepeated(target.value)}
            />
          </div>
          {error && (
            <p className="error-text" role="alert">
              {error}
            </p>
          )}
          <Button type="primary" htmlType="submit" block loading={busy}>
            {t('invitation.do')}
          </Button>
        </form>
      )}
    </SignInFrame>
  )
}
