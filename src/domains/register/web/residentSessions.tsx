/** Where I am signed in, and ending it: one of them, or all but this one. */
import { useState } from 'react'
import { useLoad } from '#ui/resident/load.ts'
import { useTimes } from '#ui/resident/mode.tsx'
import { Page } from '#ui/resident/page.tsx'
import { Button, Failed, Loading, NoticeBar } from '#ui/resident/parts.tsx'
import { useSay } from '#ui/shared/say.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { call } from './api.ts'

export default function ResidentSessions() {
  const { t } = useWords()
  const say = useSay()
  const times = useTimes()
  const [problem, setProblem] = useState('')
  const { value, error, reload } = useLoad('sessions', (signal) => call('GET', '/me/sessions', { signal }))
  const end = async (which: { sessionId: string } | { others: true }) => {
    setProblem('')
    try {
      await call('POST', '/me/sessions/end', { body: which })
      await reload()
    } catch (failure) {
      setProblem(say(failure))
    }
  }
  const name = ({ browser, system }: { browser: string; system: string }) =>
    [browser, system].filter(Boolean).join(' · ') || t('sessions.unknown')
  return (
    <Page title={t('sessions.title')} back="/me" readable>
      {problem && (
        <NoticeBar tone="late" icon="alert-triangle" live>
          {problem}
        </NoticeBar>
      )}
      <p className="second foot-note">{t('sessions.why')}</p>
      {value ? (
        <>
          {value.sessions.map((one) => (
            <section key={one.id} className="card stack">
              <h2 className="big-title" data-said lang="en">
                {name(one)}
              </h2>
              {one.mine && <p className="second">{t('sessions.this')}</p>}
              <p className="second">{t('sessions.started', { time: times.stamp(one.startedAt) })}</p>
              <p className="second">{t('sessions.seen', { time: times.stamp(one.seenAt) })}</p>
              {!one.mine && (
                <Button look="line" onClick={() => void end({ sessionId: one.id })}>
                  {t('sessions.end')}
                </Button>
              )}
            </section>
          ))}
          {value.sessions.length > 1 && (
            <Button look="quiet" icon="logout" onClick={() => void end({ others: true })}>
              {t('sessions.end.others')}
            </Button>
          )}
        </>
      ) : error ? (
        <Failed error={error} onRetry={() => void reload()} />
      ) : (
        <Loading lines={6} />
      )}
    </Page>
  )
}
