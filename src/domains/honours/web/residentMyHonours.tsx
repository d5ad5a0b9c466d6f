/** My stars and honours: what is shown now, what was awarded, and whether my name may be published, which I say and take back. */
import { useRef, useState } from 'react'
import { dayOf } from '#lib/days.ts'
import { useLoad } from '#ui/resident/load.ts'
import { useTimes } from '#ui/resident/mode.tsx'
import { Page } from '#ui/resident/page.tsx'
import { Button, Card, EmptyState, Failed, LinkButton, Loading, NoticeBar, Row } from '#ui/resident/parts.tsx'
import { RefusalError } from '#ui/shared/api.ts'
import { useSay } from '#ui/shared/say.tsx'
import { useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { actOnHonour, call, type MyHonour, newId } from './api.ts'
import { honourTitle } from './titles.ts'

export default function ResidentMyHonours() {
  const { t } = useWords()
  const times = useTimes()
  const { session, actor } = useSession()
  const [done, setDone] = useState('')
  const me = actor?.kind === 'resident' ? actor.personId : undefined
  const { value, error, reload } = useLoad(me && `honours ${me}`, (signal) => call('GET', '/me/honours', { signal }))
  return (
    <Page title={t('honours.title')} back="/me" readable>
      {session && !me ? (
        <EmptyState icon="lock" action={<LinkButton href="/login?next=/me/honours">{t('do.signIn')}</LinkButton>}>
          {t('hours.signin')}
        </EmptyState>
      ) : !value ? (
        error ? (
          <Failed error={error} onRetry={() => void reload()} />
        ) : (
          <Loading lines={5} />
        )
      ) : (
        <>
          {done && (
            <NoticeBar tone="ok" icon="circle-check" live onClose={() => setDone('')}>
              {done}
            </NoticeBar>
          )}
          <Card>
            <p>{t('honours.sum', { hours: times.duration(value.minutes) })}</p>
            {value.next && (
              <p className="second">
                {t('honours.next', {
                  hours: times.duration(value.next.minutes),
                  level: t(`star.level.${value.next.level}`),
                })}
              </p>
            )}
            {value.rows.length === 0 && <p className="second">{t('honours.none')}</p>}
          </Card>
          {value.rows.map((row) => (
            <One key={row.id} row={row} reload={reload} said={setDone} />
          ))}
          <section className="card list">
            <Row href="/honours">{t('honours.public')}</Row>
            <Row href="/volunteer/hours">{t('hours.title')}</Row>
          </section>
        </>
      )}
    </Page>
  )
}

type Act = 'consent' | 'refuse_consent' | 'decline'

interface OneProps {
  row: MyHonour
  reload(): Promise<void>
  said(words: string): void
}

function One({ row, reload, said }: OneProps) {
  const { t } = useWords()
  const say = useSay()
  const times = useTimes()
  const [problem, setProblem] = useState('')
  const [busy, setBusy] = useState<Act>()
  const [sure, setSure] = useState(false)
  const deed = useRef({ content: '', id: '' })
  const open = row.state === 'on_notice' || row.state === 'notice_over'
  const press = async (action: Act) => {
    if (busy) return
    const content = `${action} ${row.version}`
    if (deed.current.content !== content) deed.current = { content, id: newId() }
    setBusy(action)
    setProblem('')
    try {
      const sent = { id: deed.current.id, seen: row.version }
      if (action === 'decline') await actOnHonour(row.id, action, sent)
      else await actOnHonour(row.id, action, { ...sent, how: 'screen' })
      await reload()
      said(
        t(
          action === 'decline'
            ? 'honours.declined.done'
            : `honours.consent.${action === 'consent' ? 'given' : 'refused'}.done`,
        ),
      )
    } catch (error) {
      setProblem(say(error))
      if (error instanceof RefusalError) await reload()
    } finally {
      setBusy(undefined)
    }
  }
  return (
    <section className="card stack">
      <div>
        <h2 className="card-title">
          {row.honour === 'star' && <span aria-hidden="true">{'★'.repeat(row.level ?? 0)} </span>}
          {honourTitle({ t }, row)}
        </h2>
        <p>
          {t(`state.${row.state}`)}
          {row.state === 'on_notice' &&
            row.until &&
            ` · ${t('honours.until', { when: times.promise(row.until, 'full') })}`}
          {row.awardedAt && ` · ${t('honours.awarded', { day: times.day(dayOf(new Date(row.awardedAt))) })}`}
        </p>
        {row.reason && (
          <p className="pre second" data-said lang="zh-CN">
            {row.reason}
          </p>
        )}
        {row.denial && (
          <p className="second" data-said>
            {t('honours.why', { words: row.denial })}
          </p>
        )}
      </div>
      {problem && (
        <NoticeBar tone="late" icon="alert-triangle" live>
          {problem}
        </NoticeBar>
      )}
      {(open || row.state === 'awarded') && (
        <div className="stack">
          <p>
            <b>{t('honours.consent.ask')}</b> {t(`honour.consent.${row.consent}`)}
          </p>
          <p className="second">{t('honours.consent.note')}</p>
          <p className="honour-links">
            {row.consent !== 'given' && (
              <Button small look="line" busy={busy === 'consent'} onClick={() => void press('consent')}>
                {t('honours.consent.do')}
              </Button>
            )}
            {row.consent === 'asked' && (
              <Button small look="line" busy={busy === 'refuse_consent'} onClick={() => void press('refuse_consent')}>
                {t('honours.consent.refuse')}
              </Button>
            )}
            {row.consent === 'given' && (
              <Button small look="line" busy={busy === 'refuse_consent'} onClick={() => void press('refuse_consent')}>
                {t('honours.consent.withdraw')}
              </Button>
            )}
          </p>
        </div>
      )}
      {open &&
        (sure ? (
          <div className="stack">
            <p>{t('honours.decline.sure')}</p>
            <p className="honour-links">
              <Button small look="line" busy={busy === 'decline'} onClick={() => void press('decline')}>
                {t('honours.decline')}
              </Button>
              <Button small look="quiet" onClick={() => setSure(false)}>
                {t('steps.back')}
              </Button>
            </p>
          </div>
        ) : (
          <Button small look="quiet" onClick={() => setSure(true)}>
            {t('honours.decline')}
          </Button>
        ))}
    </section>
  )
}
