/**
 * Home: my community, my open matter with its promise, reporting, whom to call, and how neighbours were answered.
 * Everything public works without signing in. 长辈版 has its own short page (ElderHome) with calling first.
 */
import { useEffect } from 'react'
import { Link } from 'wouter'
import { dayOf } from '#lib/days.ts'
import { pinyinName, useCommunity, workersOf } from '#ui/resident/community.ts'
import { Icon } from '#ui/resident/icon.tsx'
import { useLoad } from '#ui/resident/load.ts'
import { textSizes, useMode, useTimes } from '#ui/resident/mode.tsx'
import { Page } from '#ui/resident/page.tsx'
import { Button, CallRow, Dot, Failed, Loading, NoticeBar, PromiseChip, Row, StatusWord } from '#ui/resident/parts.tsx'
import { ReadAloud } from '#ui/resident/read-aloud.tsx'
import type { Answer } from '#ui/shared/api.ts'
import { subscribe } from '#ui/shared/live.ts'
import { useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { call } from './api.ts'

export type Mine = Answer<'GET', '/my/requests'>['rows'][number]
type Community = Answer<'GET', '/communities/:path'>

const OPEN_SHOWN = 2
const CARDS_SHOWN = 3
const isDone = ({ list }: Mine) => list === 'done'

/** My requests that still wait for somebody, mine first to confirm; kept fresh while the page is open. */
export function useMine() {
  const { actor } = useSession()
  const me = actor?.kind === 'resident' ? actor.personId : undefined
  const loaded = useLoad(me && `mine ${me}`, (signal) => call('GET', '/my/requests', { query: {}, signal }))
  const { reload } = loaded
  useEffect(() => {
    return me ? subscribe(() => void reload()) : undefined
  }, [me, reload])
  const rows = loaded.value?.rows
  return { ...loaded, rows, open: rows?.filter((row) => !isDone(row)) ?? [] }
}

export default function ResidentHome() {
  const { elder } = useMode()
  return elder ? <ElderHome /> : <StandardHome />
}

function StandardHome() {
  const { t, language } = useWords()
  const { actor } = useSession()
  const { setElder } = useMode()
  const { path, community, error, reload } = useCommunity()
  const { open, rows } = useMine()
  const shown = open.slice(0, OPEN_SHOWN)

  return (
    <Page
      title={t('tab.home')}
      tabs
      header={
        <>
          <div className="where">
            <h1>
              <Link href="/community">
                <span data-said={community ? '' : undefined}>{community?.name ?? t('home.choose')}</span>
                <Icon name="chevron-down" />
              </Link>
            </h1>
            {community && (
              <p className="meta" data-said lang="zh-CN">
                {[
                  ...(language === 'en' ? [pinyinName(community.pinyin)] : []),
                  community.district,
                  community.street,
                ].join(' · ')}
              </p>
            )}
          </div>
          <button type="button" className="elder-entry" onClick={() => setElder(true)}>
            <Icon name="text-size" />
            <span>{t('home.elder')}</span>
          </button>
        </>
      }
    >
      <AskMode />
      {(actor?.unread ?? 0) > 0 && (
        <NoticeBar tone="info" icon="bell" href="/notices">
          {t('home.unread', { n: actor?.unread ?? 0 })}
        </NoticeBar>
      )}
      {shown.length > 0 && (
        <section className="stack" aria-label={t('home.mine')}>
          {shown.map((row) => (
            <MineCard key={row.id} row={row} />
          ))}
          {open.length > shown.length && (
            <Link href="/requests" className="link">
              {t('home.more', { n: open.length - shown.length })}
              <Icon name="chevron-right" />
            </Link>
          )}
        </section>
      )}
      <Link href="/report" className="hero">
        <Icon name="message-circle" />
        <span className="grow">
          <b>{t('home.report')}</b>
          <span className="block">{t('home.report.how')}</span>
        </span>
        <Icon name="chevron-right" />
      </Link>
      <nav className="card tiles" aria-label={t('home.shortcuts')}>
        <Link href="/track">
          <Icon name="search" />
          <span>{t('home.track')}</span>
        </Link>
        <Link href="/notices">
          <Icon name="bell" />
          <span>{t('home.notices')}</span>
        </Link>
        <Link href="/volunteer">
          <Icon name="users" />
          <span>{t('home.volunteer')}</span>
        </Link>
        <Link href="/credits">
          <Icon name="progress" />
          <span>{t('home.credits')}</span>
        </Link>
        {community && (
          <a href={`tel:${community.phone}`}>
            <Icon name="phone" />
            <span>{t('home.callCommunity')}</span>
          </a>
        )}
      </nav>
      {!actor && rows === undefined && (
        <section className="card list">
          <Row icon="login" href="/login?next=/">
            {t('home.login')}
          </Row>
        </section>
      )}
      {community ? (
        <>
          <Workers community={community} />
          <Board community={community} />
        </>
      ) : error ? (
        <Failed error={error} onRetry={() => void reload()} />
      ) : path ? (
        <Loading />
      ) : (
        <section className="card list">
          <Row icon="map-pin" href="/community">
            <b>{t('home.choose')}</b>
            <span className="second">{t('home.choose.why')}</span>
          </Row>
        </section>
      )}
    </Page>
  )
}

/** Asked once; both answers weigh the same. */
function AskMode() {
  const { t } = useWords()
  const { asked, setElder } = useMode()
  if (asked) return null
  return (
    <section className="card">
      <h2 className="card-title">{t('home.ask')}</h2>
      <p className="second">{t('home.ask.why')}</p>
      <div className="pair">
        <Button look="line" onClick={() => setElder(true)}>
          {t('home.ask.elder')}
        </Button>
        <Button look="line" onClick={() => setElder(false)}>
          {t('home.ask.normal')}
        </Button>
      </div>
    </section>
  )
}

/** One matter of mine: my words, where it stands, until when. */
export function MineCard({ row }: { row: Mine }) {
  const { t } = useWords()
  const confirm = row.state === 'replied'
  return (
    <Link href={`/requests/${row.number}`} className="card mine">
      <span className="mine-head">
        <b data-said lang="zh-CN">
          {row.title}
        </b>
        {row.news && <span className="news">{t('home.news')}</span>}
      </span>
      <span className="mine-foot">
        <span className="second">
          <StatusWord state={row.state} />
          {row.handler && !confirm && !isDone(row) && (
            <>
              <Dot />
              <span>{t('home.handler', { name: row.handler })}</span>
            </>
          )}
        </span>
        {row.promise && <PromiseChip promise={row.promise} />}
      </span>
    </Link>
  )
}

function Workers({ community }: { community: Community }) {
  const { t } = useWords()
  const { home } = useCommunity()
  const { own, others } = workersOf(community.workers, home?.grid)
  const row = (worker: (typeof others)[number]) => (
    <CallRow
      key={worker.id + worker.gridPath}
      name={worker.name}
      role={t('home.worker.of', { grid: worker.grid })}
      phone={worker.phone}
    />
  )
  return (
    <section className="card workers">
      {own ? row(own) : <CallRow name={community.name} role={t('home.desk')} phone={community.phone} />}
      {others.length > 0 && (
        <details>
          <summary>{t(own ? 'home.workers.more' : 'home.workers.all', { n: others.length })}</summary>
          <div className="stack">{others.map(row)}</div>
        </details>
      )}
    </section>
  )
}

function Board({ community }: { community: Community }) {
  const { t } = useWords()
  const { value } = useLoad(`board ${community.path}`, (signal) =>
    call('GET', '/board', { query: { path: community.path }, signal }),
  )
  if (!value) return null
  return (
    <>
      <div className="section-head">
        <h2>{t('home.board')}</h2>
        <Link href="/board" className="link">
          {t('home.board.all')}
          <Icon name="chevron-right" />
        </Link>
      </div>
      {value.cards.length === 0 ? (
        <p className="card second">{t('home.board.empty')}</p>
      ) : (
        <ul className="card list answers">
          {value.cards.slice(0, CARDS_SHOWN).map((card) => (
            <li key={card.number}>
              <p className="answer-words" data-said lang="zh-CN">
                {card.words}
              </p>
              <p className="second answer-line">
                <Icon name="circle-check" />
                <span className="answer-words" data-said lang="zh-CN">
                  {card.reply}
                </span>
                <span className="answer-days">
                  {card.days === 0 ? t('home.board.sameDay') : t('home.board.days', { n: card.days })}
                </span>
              </p>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

function ElderHome() {
  const { t, rich } = useWords()
  const times = useTimes()
  const { now, actor } = useSession()
  const { size, setElder, setSize } = useMode()
  const { community, home } = useCommunity()
  const { open } = useMine()
  const worker = community && workersOf(community.workers, home?.grid).own
  const first = open[0]
  const today = times.dayAndWeekday(dayOf(now()))

  return (
    <Page
      title={t('tab.home')}
      header={
        <>
          <div className="where">
            <h1>
              <Link href="/community">
                <span data-said={community ? '' : undefined}>{community?.name ?? t('home.choose')}</span>
              </Link>
            </h1>
            <p className="second">{today}</p>
          </div>
          <ReadAloud />
        </>
      }
    >
      {first && (
        <Link href={`/requests/${first.number}`} className="elder-open" data-read>
          {rich(first.state === 'replied' ? 'home.elder.confirm' : 'home.elder.open', {
            title: (
              <span data-said lang="zh-CN">
                {first.title}
              </span>
            ),
            state: <b>{t(first.state === 'replied' ? 'elderState.replied' : 'elderState.open')}</b>,
          })}
          {first.promise && first.state !== 'replied' && first.promise.state !== 'paused' && (
            <b className="block">
              {first.promise.late
                ? times.late(first.promise.late)
                : t(`promise.${first.promise.clock}`, { when: times.promise(first.promise.at, 'short') })}
            </b>
          )}
        </Link>
      )}
      {(worker || community) && (
        <a className="big go" href={`tel:${worker?.phone ?? community?.phone}`}>
          <Icon name="phone" />
          <span className="grow">
            {worker ? t('home.callWorker', { name: worker.name }) : t('home.callCommunity.big')}
            <small>
              {worker ? t('home.worker.of', { grid: worker.grid }) : <span data-said>{community?.phone}</span>}
            </small>
          </span>
        </a>
      )}
      <Link className={worker || community ? 'big' : 'big go'} href="/report">
        <Icon name="microphone" />
        <span className="grow">
          {t('home.report')}
          <small>{t('home.report.elder')}</small>
        </span>
      </Link>
      <Link className="big" href={actor ? '/requests' : '/track'}>
        <Icon name="clipboard-list" />
        <span className="grow">
          {t('home.progress')}
          <small>
            {!actor
              ? t('home.track')
              : open.length > 0
                ? t('home.progress.open', { n: open.length })
                : t('mine.empty.open')}
          </small>
        </span>
      </Link>
      <Link className="big" href="/volunteer">
        <Icon name="message-circle" />
        <span className="grow">
          {t('home.volunteer')}
          <small>{t('home.volunteer.elder')}</small>
        </span>
      </Link>
      <Link className="big" href="/board">
        <Icon name="users" />
        <span className="grow">
          {t('tab.board')}
          <small>{t('home.board')}</small>
        </span>
      </Link>
      <Link className="big" href={actor ? '/notices' : '/login?next=/'}>
        <Icon name={actor ? 'bell' : 'login'} />
        <span className="grow">
          {actor ? t('home.notices') : t('do.signIn')}
          <small>
            {actor?.unread ? t('home.unread', { n: actor.unread }) : actor ? t('notices.none') : t('home.login')}
          </small>
        </span>
      </Link>
      <div className="elder-foot">
        <button
          type="button"
          className="action"
          onClick={() => setSize(size >= textSizes.most ? textSizes.usual : size + 2)}
        >
          <Icon name="text-size" />
          <span>{t(size >= textSizes.most ? 'home.smaller' : 'home.bigger')}</span>
        </button>
        <Link className="action" href="/me">
          <Icon name="user" />
          <span>{t('tab.me')}</span>
        </Link>
        <button type="button" className="action" onClick={() => setElder(false)}>
          <span>{t('home.normal')}</span>
        </button>
      </div>
    </Page>
  )
}
