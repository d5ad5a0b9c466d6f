/** One helping: who, what for, until when; agreeing to it or not, what can be done by it, and ending it. */
import { useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { useTimes } from '#ui/resident/mode.tsx'
import { Page } from '#ui/resident/page.tsx'
import { Button, EmptyState, Failed, LinkButton, Loading, NoticeBar } from '#ui/resident/parts.tsx'
import { newId } from '#ui/shared/api.ts'
import { useSay } from '#ui/shared/say.tsx'
import { useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { call } from './api.ts'
import { type Helping, useHelpers } from './residentHelpers.tsx'

type Side = 'asked' | 'mine' | 'helped'

export default function ResidentHelping({ params }: { params: Record<string, string | undefined> }) {
  const { t } = useWords()
  const { value, error, reload, put } = useHelpers()
  const side = (['asked', 'mine', 'helped'] as const).find((name) => value?.[name].some(({ id }) => id === params.id))
  const helping = side && value?.[side].find(({ id }) => id === params.id)
  return side && helping ? (
    <Shown side={side} helping={helping} until={value?.guardianUntil ?? 0} put={put} />
  ) : (
    <Page title={t('helpers.title')} back="/me/helpers">
      {value ? (
        <EmptyState icon="users" action={<LinkButton href="/me/helpers">{t('helpers.title')}</LinkButton>}>
          {t('refusal.helper.unknown')}
        </EmptyState>
      ) : error ? (
        <Failed error={error} onRetry={() => void reload()} />
      ) : (
        <Loading lines={6} />
      )}
    </Page>
  )
}

interface ShownProps {
  side: Side
  helping: Helping
  until: number
  put: ReturnType<typeof useHelpers>['put']
}

function Shown({ side, helping, until, put }: ShownProps) {
  const { t } = useWords()
  const say = useSay()
  const times = useTimes()
  const [, navigate] = useLocation()
  const { reload: reloadSession } = useSession()
  const [problem, setProblem] = useState('')
  const [busy, setBusy] = useState(false)
  const [ending, setEnding] = useState(false)
  const deed = useRef(newId())
  const { id, name, personId, kind } = helping
  const guards = kind === 'guardian'

  const attempt = async (work: () => ReturnType<typeof call<'GET', '/me/helpers'>>, stays: boolean) => {
    if (busy) return
    setBusy(true)
    setProblem('')
    try {
      const next = await work()
      await reloadSession()
      deed.current = newId()
      if (!stays) navigate('/me/helpers', { replace: true })
      put(next)
    } catch (error) {
      setProblem(say(error))
    } finally {
      setBusy(false)
    }
  }
  const answer = async (agrees: boolean) =>
    await attempt(
      async () => await call('POST', '/me/helpers/:id/answer', { params: { id }, body: { id: deed.current, agrees } }),
      agrees,
    )
  const end = async () =>
    await attempt(
      async () => await call('POST', '/me/helpers/:id/end', { params: { id }, body: { id: deed.current } }),
      false,
    )

  const bar =
    side === 'asked' ? (
      <>
        <Button look="line" busy={busy} onClick={() => void answer(false)}>
          {t('helping.decline')}
        </Button>
        <Button busy={busy} onClick={() => void answer(true)}>
          {t('helping.agree')}
        </Button>
      </>
    ) : ending ? (
      <>
        <Button look="line" onClick={() => setEnding(false)}>
          {t('helping.keep')}
        </Button>
        <Button busy={busy} onClick={() => void end()}>
          {t(guards ? 'helping.remove.do' : 'helping.end.do')}
        </Button>
      </>
    ) : undefined
  const may = helping.may.filter((one) => one !== 'read')
  const rights = ['read', ...may] as const
  return (
    <Page
      key={String(ending)}
      title={ending ? t(guards ? 'helping.remove' : 'helping.end') : t(`helping.title.${side}`, { name })}
      back="/me/helpers"
      readable
      {...(bar ? { bar } : {})}
    >
      {problem && (
        <NoticeBar tone="late" icon="alert-triangle" live>
          {problem}
        </NoticeBar>
      )}
      {ending ? (
        <section className="card">
          <p>{t(guards ? 'helping.remove.how' : `helping.end.how.${side === 'mine' ? 'mine' : 'helped'}`, { name })}</p>
        </section>
      ) : (
        <>
          <section className="card">
            <dl className="copy-list">
              <dt>{t(side === 'mine' ? 'helping.helper' : 'helping.person')}</dt>
              <dd>
                <span data-said lang="zh-CN">
                  {name}
                </span>
                {helping.phoneTail && (
                  <span className="meta block">{t('helping.phone', { tail: helping.phoneTail })}</span>
                )}
              </dd>
              <dt>{t('helping.may')}</dt>
              <dd>
                {rights.map((right) => (
                  <span className="block" key={right}>
                    {t(`helping.may.${right}`)}
                  </span>
                ))}
              </dd>
              <dt>{t('helping.days')}</dt>
              <dd>{t('helping.from.to', { from: times.day(helping.from), to: times.day(helping.to) })}</dd>
            </dl>
            {side === 'mine' && !helping.accepted && <p className="meta under">{t('helping.waits.how')}</p>}
          </section>
          {side === 'asked' && (
            <section className="card">
              <h2 className="card-title">{t('helping.agree.title')}</h2>
              <ul className="plain-list">
                <li>{t('helping.agree.name')}</li>
                <li>{t('helping.agree.list', { name })}</li>
                <li>{t('helping.agree.secret')}</li>
                <li>{t('helping.agree.end')}</li>
              </ul>
            </section>
          )}
          {side === 'helped' && personId && (
            <div className="stack">
              {helping.may.includes('report') && (
                <LinkButton href={`/report?for=${personId}`} icon="ballpen">
                  {t('helping.report', { name })}
                </LinkButton>
              )}
              <LinkButton href={`/helped/${personId}`} look="line" icon="clipboard-list">
                {t('helping.requests', { name })}
              </LinkButton>
            </div>
          )}
          {side !== 'asked' && (
            <>
              <Button look="quiet" onClick={() => setEnding(true)}>
                {t(guards ? 'helping.remove' : 'helping.end')}
              </Button>
              {guards && <p className="meta foot-note">{t('helping.until', { years: until })}</p>}
            </>
          )}
        </>
      )}
    </Page>
  )
}
