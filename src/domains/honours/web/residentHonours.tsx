/**
 * The stars of my community: what is on public notice, with a way to object, and who was awarded and agreed to be named. No numbers
 * of anybody, no order but the names' sound. While a round is open one can nominate a neighbour.
 */
import { useRef, useState } from 'react'
import { useCommunity } from '#ui/resident/community.ts'
import { useLoad } from '#ui/resident/load.ts'
import { useTimes } from '#ui/resident/mode.tsx'
import { Page } from '#ui/resident/page.tsx'
import { Button, Card, EmptyState, Failed, Field, LinkButton, Loading, NoticeBar } from '#ui/resident/parts.tsx'
import { useSay } from '#ui/shared/say.tsx'
import { useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { call, newId, type PublicHonour } from './api.ts'
import { honourTitle, quarterTitle } from './titles.ts'

type Doing = { what: 'object'; honour: PublicHonour } | { what: 'nominate' }

export default function ResidentHonours() {
  const { t } = useWords()
  const { actor } = useSession()
  const { path, community, error: unknown } = useCommunity()
  const { value, error, reload } = useLoad(path && `honours of ${path}`, (signal) =>
    call('GET', '/honours/public', { query: { community: path ?? '' }, signal }),
  )
  const [doing, setDoing] = useState<Doing>()
  const [done, setDone] = useState('')
  const mayWrite = actor?.kind === 'resident'
  if (doing && path)
    return (
      <Writing
        doing={doing}
        community={path}
        close={(words) => {
          setDoing(undefined)
          if (words) setDone(words)
        }}
      />
    )
  return (
    <Page title={t('honours.public.title')} back="/" readable>
      {!path ? (
        <EmptyState
          icon="users"
          action={<LinkButton href="/community?next=/honours">{t('honours.community.do')}</LinkButton>}
        >
          {t('honours.community')}
        </EmptyState>
      ) : !value ? (
        (error ?? unknown) ? (
          <Failed error={error ?? unknown} onRetry={() => void reload()} />
        ) : (
          <Loading lines={6} />
        )
      ) : (
        <>
          {done && (
            <NoticeBar tone="ok" icon="circle-check" live onClose={() => setDone('')}>
              {done}
            </NoticeBar>
          )}
          {community && (
            <p className="second foot-note" data-said lang="zh-CN">
              {community.name}
            </p>
          )}
          {value.nominating && (
            <Nominating open={value.nominating} mayWrite={mayWrite} start={() => setDoing({ what: 'nominate' })} />
          )}
          <OnNotice
            rows={value.onNotice}
            mayWrite={mayWrite}
            object={(honour) => setDoing({ what: 'object', honour })}
          />
          <Published title={t('honours.governance')} rows={value.governance} />
          <Published title={t('honours.stars')} rows={value.stars} />
          <p className="meta foot-note">{t('honours.published.note')}</p>
        </>
      )}
    </Page>
  )
}

interface NominatingProps {
  open: { quarter: string; until: string }
  mayWrite: boolean
  start(): void
}

function Nominating({ open, mayWrite, start }: NominatingProps) {
  const { t } = useWords()
  const times = useTimes()
  const quarter = quarterTitle({ t }, open.quarter)
  return (
    <section className="card stack">
      <p>{t('honours.nominate.open', { quarter, day: times.day(open.until) })}</p>
      {mayWrite ? (
        <Button look="line" onClick={start}>
          {t('honours.nominate')}
        </Button>
      ) : (
        <LinkButton look="line" href="/login?next=/honours">
          {t('honours.nominate')}
        </LinkButton>
      )}
    </section>
  )
}

interface OnNoticeProps {
  rows: readonly PublicHonour[]
  mayWrite: boolean
  object(honour: PublicHonour): void
}

function OnNotice({ rows, mayWrite, object }: OnNoticeProps) {
  const { t } = useWords()
  const times = useTimes()
  return (
    <Card title={t('honours.notice')}>
      {rows.length === 0 ? (
        <p className="second">{t('honours.notice.none')}</p>
      ) : (
        <>
          <p className="second">{t('honours.notice.note')}</p>
          <ul className="honour-lines">
            {rows.map((row) => {
              const title = honourTitle({ t }, row)
              return (
                <li key={row.id}>
                  <p>
                    <b data-said lang="zh-CN">
                      {row.name}
                    </b>{' '}
                    · {title}
                  </p>
                  {row.until && (
                    <p className="meta">{t('honours.until', { when: times.promise(row.until, 'full') })}</p>
                  )}
                  {mayWrite ? (
                    <Button small look="line" label={`${t('honours.object')} ${title}`} onClick={() => object(row)}>
                      {t('honours.object')}
                    </Button>
                  ) : (
                    <LinkButton small look="line" href="/login?next=/honours">
                      {t('honours.object')}
                    </LinkButton>
                  )}
                </li>
              )
            })}
          </ul>
        </>
      )}
    </Card>
  )
}

function Published({ title, rows }: { title: string; rows: readonly PublicHonour[] }) {
  const { t } = useWords()
  const times = useTimes()
  return (
    <Card title={title}>
      {rows.length === 0 ? (
        <p className="second">{t('honours.published.none')}</p>
      ) : (
        <ul className="honour-lines">
          {rows.map((row) => (
            <li key={row.id}>
              <p>
                <b data-said lang="zh-CN">
                  {row.name}
                </b>{' '}
                · {honourTitle({ t }, row)}
              </p>
              {row.reason && (
                <p className="pre second" data-said lang="zh-CN">
                  {row.reason}
                </p>
              )}
              {row.awardedOn && <p className="meta">{t('honours.awarded', { day: times.day(row.awardedOn) })}</p>}
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}

interface WritingProps {
  doing: Doing
  community: string
  close(done?: string): void
}

/** An objection or a nomination; a repeated press sends it once. */
function Writing({ doing, community, close }: WritingProps) {
  const { t } = useWords()
  const say = useSay()
  const [name, setName] = useState('')
  const [words, setWords] = useState('')
  const [tried, setTried] = useState(false)
  const [problem, setProblem] = useState('')
  const [busy, setBusy] = useState(false)
  const deed = useRef({ content: '', id: '' })
  const objects = doing.what === 'object'
  const key = objects ? 'honours.object' : 'honours.nominate'
  const missing = (value: string) => (tried && value.trim() === '' ? t(`${key}.missing`) : undefined)
  const send = async () => {
    setTried(true)
    if (busy || words.trim() === '' || (!objects && name.trim() === '')) return
    const content = JSON.stringify([name, words])
    if (deed.current.content !== content) deed.current = { content, id: newId() }
    const { id } = deed.current
    setBusy(true)
    setProblem('')
    try {
      if (doing.what === 'object')
        await call('POST', '/honours/:id/objections', {
          params: { id: doing.honour.id },
          body: { id, words: words.trim() },
        })
      else
        await call('POST', '/honours/nominations', { body: { id, community, name: name.trim(), words: words.trim() } })
      close(t(`${key}.done`))
    } catch (error) {
      setProblem(say(error))
      setBusy(false)
    }
  }
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <Page
        title={t(`${key}.title`)}
        back="/honours"
        part={1}
        readable
        bar={
          <>
            <Button look="line" onClick={() => close()}>
              {t('steps.back')}
            </Button>
            <Button type="submit" busy={busy}>
              {t('honours.object.do')}
            </Button>
          </>
        }
      >
        {problem && (
          <NoticeBar tone="late" icon="alert-triangle" live>
            {problem}
          </NoticeBar>
        )}
        <section className="card stack">
          {doing.what === 'object' ? (
            <p data-said lang="zh-CN">
              {doing.honour.name} · {honourTitle({ t }, doing.honour)}
            </p>
          ) : (
            <Field label={t('honours.nominate.name')} hint={t('honours.nominate.name.hint')} error={missing(name)}>
              {({ id, describedBy, invalid }) => (
                <input
                  id={id}
                  className="input"
                  maxLength={60}
                  autoComplete="off"
                  aria-describedby={describedBy}
                  aria-invalid={invalid}
                  value={name}
                  onChange={(event) => setName(event.currentTarget.value)}
                />
              )}
            </Field>
          )}
          <Field
            label={t(`${key}.words`)}
            {...(objects ? { hint: t('honours.object.hint') } : {})}
            error={missing(words)}
          >
            {({ id, describedBy, invalid }) => (
              <textarea
                id={id}
                className="input"
                maxLength={objects ? 500 : 300}
                aria-describedby={describedBy}
                aria-invalid={invalid}
                value={words}
                onChange={(event) => setWords(event.currentTarget.value)}
              />
            )}
          </Field>
        </section>
      </Page>
    </form>
  )
}
