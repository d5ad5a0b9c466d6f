/** Me: my requests, messages, who looked at my data, settings, and signing in or out. */
import { useState } from 'react'
import { useCommunity } from '#ui/resident/community.ts'
import { remember } from '#ui/resident/device.ts'
import { forgetCopies } from '#ui/resident/load.ts'
import { useMode, useTimes } from '#ui/resident/mode.tsx'
import { Page } from '#ui/resident/page.tsx'
import { Button, LinkButton, NoticeBar, Row } from '#ui/resident/parts.tsx'
import { useSay } from '#ui/shared/say.tsx'
import { useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { call } from './api.ts'

export default function ResidentMe() {
  const { t, locale, setLocale } = useWords()
  const say = useSay()
  const { elder } = useMode()
  const { session, actor, signOut } = useSession()
  const { community } = useCommunity()
  const [problem, setProblem] = useState('')

  const leave = async () => {
    try {
      await signOut()
      forgetCopies()
      // The next person at this device reads the notice and starts from nothing.
      remember('notice', undefined)
      remember('place', undefined)
    } catch (error) {
      setProblem(say(error))
    }
  }
  return (
    <Page title={t('me.title')} tabs readable {...(elder ? { back: '/' } : {})}>
      {problem && (
        <NoticeBar tone="late" icon="alert-triangle" live>
          {problem}
        </NoticeBar>
      )}
      <section className="card">
        {actor ? (
          <>
            <h2 className="big-title" data-said lang="zh-CN">
              {actor.name}
            </h2>
            {actor.phoneTail && <p className="second">{t('me.phone', { tail: actor.phoneTail })}</p>}
            {actor.kind === 'staff' && (
              <>
                <p className="second">{t('me.staff')}</p>
                <LinkButton href="/desk" look="line">
                  {t('me.staff.desk')}
                </LinkButton>
              </>
            )}
          </>
        ) : (
          <div className="stack">
            <p className="second">{t('me.signin')}</p>
            {session && <LinkButton href="/login?next=/me">{t('do.signIn')}</LinkButton>}
          </div>
        )}
      </section>
      {actor && (
        <section className="card list">
          <Row icon="clipboard-list" href="/requests">
            {t('me.requests')}
          </Row>
          <Row
            icon="bell"
            href="/notices"
            note={actor.unread > 0 ? t('home.unread', { n: actor.unread }) : t('notices.none')}
          >
            {t('me.notices')}
          </Row>
          {actor.kind === 'resident' && (
            <Row icon="circle-check" href="/volunteer/hours">
              {t('me.hours')}
            </Row>
          )}
          {actor.kind === 'resident' && (
            <Row icon="user" href="/me/data">
              {t('me.data')}
            </Row>
          )}
          {actor.kind === 'resident' && (
            <Row
              icon="users"
              href="/me/helpers"
              note={actor.helps.length > 0 ? t('me.helpers.n', { n: actor.helps.length }) : undefined}
            >
              {t('helpers.title')}
            </Row>
          )}
          <Row icon="eye" href="/me/readers">
            {t('me.readers')}
          </Row>
          <Row icon="lock" href="/me/sessions">
            {t('me.sessions')}
          </Row>
        </section>
      )}
      <section className="card list">
        <Row
          icon="map-pin"
          href="/community?next=/me"
          note={
            community ? (
              <span data-said lang="zh-CN">
                {community.name}
              </span>
            ) : (
              t('me.community.none')
            )
          }
        >
          {t('me.community')}
        </Row>
        <Row icon="settings" href="/me/settings">
          {t('me.settings')}
        </Row>
        <Row icon="world" onClick={() => void setLocale(locale === 'en' ? 'zh' : 'en')}>
          <span data-said lang={locale === 'en' ? 'zh-CN' : 'en'}>
            {t(locale === 'en' ? 'app.language.zh' : 'app.language.en')}
          </span>
        </Row>
        <Row icon="search" href="/track">
          {t('me.track')}
        </Row>
        <Row icon="shield-check" href="/privacy">
          {t('me.privacy')}
        </Row>
      </section>
      {actor && (
        <Button look="quiet" icon="logout" onClick={() => void leave()}>
          {t('do.signOut')}
        </Button>
      )}
      {session && session.environment !== 'production' && <DemoClock />}
    </Page>
  )
}

/** Moves product time, where that is possible at all. */
function DemoClock() {
  const { t } = useWords()
  const say = useSay()
  const times = useTimes()
  const { now, reload } = useSession()
  const [problem, setProblem] = useState('')
  const move = async () => {
    setProblem('')
    try {
      await call('POST', '/clock', { body: { hours: 24 } })
      forgetCopies()
      await reload()
    } catch (error) {
      setProblem(say(error))
    }
  }
  return (
    <section className="demo-line">
      <p>{t('me.demo', { time: times.stamp(now().toISOString()) })}</p>
      {problem && <p className="error-line">{problem}</p>}
      <Button look="quiet" icon="clock" onClick={() => void move()}>
        {t('me.demo.day')}
      </Button>
    </section>
  )
}
