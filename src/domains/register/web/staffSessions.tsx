/** Where I am signed in, and ending it: one of them, or all but this one. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { type FormEvent, useRef, useState } from 'react'
import { newId, RefusalError } from '#ui/shared/api.ts'
import { useSay } from '#ui/shared/say.tsx'
import { useFormat } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { Field } from '#ui/staff/fields.tsx'
import { PageTitle } from '#ui/staff/page-title.tsx'
import { Failed, Loading } from '#ui/staff/states.tsx'
import { call } from './api.ts'

export default function SessionsPage() {
  const { t } = useWords()
  const say = useSay()
  const format = useFormat()
  const client = useQueryClient()
  const [error, setError] = useState('')
  const [said, setSaid] = useState('')
  const sessions = useQuery({
    queryKey: ['sessions'],
    queryFn: ({ signal }) => call('GET', '/me/sessions', { signal }),
  })
  const end = async (which: { sessionId: string } | { others: true }) => {
    setError('')
    try {
      const { ended } = await call('POST', '/me/sessions/end', { body: which })
      setSaid(t('sessions.ended', { n: ended }))
      await client.invalidateQueries({ queryKey: ['sessions'] })
    } catch (failure) {
      setError(say(failure))
    }
  }
  const { data } = sessions
  const name = ({ browser, system }: { browser: string; system: string }) =>
    [browser, system].filter(Boolean).join(' · ') || t('sessions.unknown')
  return (
    <>
      <header className="page-head-plain">
        <PageTitle words={t('sessions.title')} />
        {data?.idleMinutes && <span className="meta">{t('sessions.idle', { minutes: data.idleMinutes })}</span>}
      </header>
      <div className="page-body stack page-narrow">
        {error && (
          <p className="refusal" role="alert">
            {error}
          </p>
        )}
        <p role="status" className={said ? 'meta' : 'unseen'}>
          {said}
        </p>
        {sessions.error && !data ? (
          <Failed error={sessions.error} again={() => void sessions.refetch()} />
        ) : !data ? (
          <Loading />
        ) : (
          <>
            <ul className="card people">
              {data.sessions.map((one) => (
                <li key={one.id}>
                  <b data-said>{name(one)}</b>
                  {one.mine && <span className="tag">{t('sessions.this')}</span>}
                  <span className="meta">{t('sessions.started', { time: format.stamp(one.startedAt) })}</span>
                  <span className="meta">{t('sessions.seen', { time: format.stamp(one.seenAt) })}</span>
                  {!one.mine && (
                    <Button
                      size="small"
                      className="row-end"
                      aria-label={t('sessions.end.name', { name: name(one), time: format.stamp(one.startedAt) })}
                      onClick={() => void end({ sessionId: one.id })}
                    >
                      {t('sessions.end')}
                    </Button>
                  )}
                </li>
              ))}
            </ul>
            {data.sessions.length > 1 && (
              <div className="row">
                <Button onClick={() => void end({ others: true })}>{t('sessions.end.others')}</Button>
              </div>
            )}
            {data.passwordMin && (
              <PasswordForm
                min={data.passwordMin}
                done={(words) => {
                  setSaid(words)
                  void client.invalidateQueries({ queryKey: ['sessions'] })
                }}
              />
            )}
          </>
        )}
      </div>
    </>
  )
}

/** Changing one's own password: the old one, the new one twice. Other windows are signed out by it. */
function PasswordForm({ min, done }: { min: number; done(words: string): void }) {
  const { t } = useWords()
  const say = useSay()
  const empty = { old: '', password: '', repeated: '' }
  const [form, setForm] = useState(empty)
  const [error, setError] = useState('')
  const [sending, setSending] = useState(false)
  const id = useRef(newId())

  async function send(event: FormEvent) {
    event.preventDefault()
    const { old, password, repeated } = form
    if (!old || !password) return setError(t('invitation.password.fill'))
    if (password !== repeated) return setError(t('invitation.password.differs'))
    setError('')
    setSending(true)
    try {
      const { ended } = await call('POST', '/me/password', { body: { id: id.current, old, password } })
      id.current = newId()
      setForm(empty)
      done(t('password.changed', { n: ended }))
    } catch (failure) {
      if (failure instanceof RefusalError) id.current = newId()
      setError(say(failure))
    } finally {
      setSending(false)
    }
  }
  const field = (name: keyof typeof empty, complete: string) => (ids: { id: string }) => (
    <Input
      {...ids}
      type="password"
      maxLength={200}
      autoComplete={complete}
      value={form[name]}
      onChange={({ target }) => setForm({ ...form, [name]: target.value })}
    />
  )
  return (
    <form className="card" noValidate onSubmit={(event) => void send(event)}>
      <div className="card-head">
        <h2>{t('password.title')}</h2>
      </div>
      <div className="card-body stack">
        <Field label={t('password.old')}>{field('old', 'current-password')}</Field>
        <Field label={t('invitation.password')} note={t('invitation.password.note', { min })}>
          {field('password', 'new-password')}
        </Field>
        <Field label={t('invitation.repeated')}>{field('repeated', 'new-password')}</Field>
        {error && (
          <p className="refusal" role="alert">
            {error}
          </p>
        )}
        <div className="row">
          <Button type="primary" htmlType="submit" loading={sending}>
            {t('password.title')}
          </Button>
        </div>
      </div>
    </form>
  )
}
