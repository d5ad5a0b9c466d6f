/**
 * The public board of my community: how neighbours' matters were answered. No names, rooms or faces; figures say how they
 * are counted, and small ones are not shown.
 */
import { useEffect, useState } from 'react'
import { useLocation, useSearch } from 'wouter'
import { dayOf } from '#lib/days.ts'
import { useCommunity } from '#ui/resident/community.ts'
import { Icon } from '#ui/resident/icon.tsx'
import { useLoad } from '#ui/resident/load.ts'
import { useMode, useTimes } from '#ui/resident/mode.tsx'
import { Page } from '#ui/resident/page.tsx'
import { Button, Chip, Dot, EmptyState, Failed, LinkButton, Loading, Row } from '#ui/resident/parts.tsx'
import { type Answer, addressOf, fileAddress } from '#ui/shared/api.ts'
import { useWords } from '#ui/shared/words.tsx'
import { call } from './api.ts'

type Board = Answer<'GET', '/board'>
type Card = Board['cards'][number]

export default function ResidentBoard() {
  const { t, rich } = useWords()
  const { elder } = useMode()
  const own = useCommunity()
  // a link of a feed names the community it is about
  const asked = /^\d{12}$/.exec(new URLSearchParams(useSearch()).get('path') ?? '')?.[0]
  const linked = useLoad(asked && asked !== own.path ? `community ${asked}` : undefined, (signal) =>
    call('GET', '/communities/:path', { params: { path: asked ?? '' }, signal }),
  )
  const foreign = asked !== undefined && asked !== own.path
  const { path, community, error } = foreign ? { path: asked, community: linked.value, error: linked.error } : own
  const name = community?.name
  return (
    <Page
      title={t('board.title')}
      heading={
        name && !elder
          ? rich('board.of', {
              community: (
                <span data-said lang="zh-CN">
                  {name}
                </span>
              ),
            })
          : undefined
      }
      tabs
      readable
      {...(elder ? { back: '/' } : {})}
    >
      {path ? (
        error && !community ? (
          <Failed error={error} />
        ) : (
          <Cards path={path} community={name ?? ''} />
        )
      ) : (
        <EmptyState icon="users" action={<LinkButton href="/community">{t('board.choose.do')}</LinkButton>}>
          {t('board.choose')}
        </EmptyState>
      )}
    </Page>
  )
}

function Cards({ path, community }: { path: string; community: string }) {
  const { t } = useWords()
  const times = useTimes()
  const [, navigate] = useLocation()
  const search = new URLSearchParams(useSearch())
  const category = search.get('category') ?? ''
  const month = search.get('month') ?? ''
  const [more, setMore] = useState<{ key: string; cards: Card[]; next: string | null }>()
  const query = { path, ...(category ? { category } : {}), ...(month ? { month } : {}) }
  const key = `board ${path} ${category} ${month}`
  const { value, error, reload } = useLoad(key, (signal) => call('GET', '/board', { query, signal }))

  const choose = (name: string, chosen: string) => {
    if (chosen) search.set(name, chosen)
    else search.delete(name)
    const words = search.toString()
    navigate(words ? `/board?${words}` : '/board')
  }
  if (!value) return error ? <Failed error={error} onRetry={() => void reload()} /> : <Loading lines={6} />

  const later = more?.key === key ? more : undefined
  const next = later ? later.next : value.next
  const showMore = async () => {
    if (!next) return
    const page = await call('GET', '/board', { query: { ...query, after: next } })
    setMore({ key, cards: [...(later?.cards ?? []), ...page.cards], next: page.next })
  }
  const cards = [...value.cards, ...(later?.cards ?? [])]
  return (
    <>
      <Figures board={value} />
      {(value.months.length > 0 || value.categories.length > 0) && (
        <fieldset className="pill-row">
          <legend className="unseen">{t('board.filter')}</legend>
          <Select
            label={t('board.month')}
            all={t('board.all.month')}
            value={month}
            options={value.months.map((each) => ({ value: each, label: times.month(each) }))}
            onChange={(chosen) => choose('month', chosen)}
          />
          <Select
            label={t('board.category')}
            all={t('board.all.category')}
            value={category}
            options={value.categories.map((each) => ({ value: each, label: t(`category.${each}`) }))}
            onChange={(chosen) => choose('category', chosen)}
          />
        </fieldset>
      )}
      {cards.length === 0 ? (
        <EmptyState icon="users" action={<LinkButton href="/report">{t('home.report')}</LinkButton>}>
          {t(category || month ? 'board.empty.filter' : 'board.empty')}
        </EmptyState>
      ) : (
        cards.map((card) => <BoardCard key={card.number} card={card} community={community} />)
      )}
      {next && (
        <Button look="quiet" onClick={() => void showMore()}>
          {t('do.more')}
        </Button>
      )}
      <p className="meta foot-note">{t('board.privacy', { few: value.few })}</p>
      <Feeds path={path} />
    </>
  )
}

const feeds = [
  { key: 'rss', type: 'application/rss+xml' },
  { key: 'geojson', type: 'application/geo+json' },
] as const

/** The same for feed readers and maps, of this community and of the city. */
function Feeds({ path }: { path: string }) {
  const { t, language } = useWords()
  const lang = language === 'en' ? { lang: 'en' } : {}
  const address = (key: string, of: Record<string, string>) => addressOf(`/board/${key}`, {}, { ...of, ...lang })
  useEffect(() => {
    const links = feeds.map(({ key, type }) => {
      const link = document.createElement('link')
      Object.assign(link, { rel: 'alternate', type, title: t(`board.${key}`), href: address(key, { path }) })
      document.head.append(link)
      return link
    })
    return () => {
      for (const link of links) link.remove()
    }
  })
  return (
    <section className="card list">
      <h2 className="card-title">{t('board.take')}</h2>
      <p className="second">{t('board.take.why')}</p>
      {feeds.flatMap(({ key, type }) =>
        [
          { name: `board.${key}`, of: { path } },
          { name: `board.${key}.city`, of: {} },
        ].map(({ name, of }) => (
          <a key={name} className="row" href={address(key, of)} type={type}>
            <span className="grow">{t(name)}</span>
            <Icon name="chevron-right" />
          </a>
        )),
      )}
      <Row href="/board/checkpoints">{t('board.seal')}</Row>
    </section>
  )
}

function Figures({ board }: { board: Board }) {
  const { t } = useWords()
  const times = useTimes()
  const pieces = (count: number | null) =>
    count === null ? t('board.few', { few: board.few }) : t('board.pieces', { n: times.number(count) })
  return (
    <section className="card figures">
      <dl>
        <div>
          <dt>{t('board.opened')}</dt>
          <dd>{pieces(board.opened)}</dd>
        </div>
        <div>
          <dt>{t('board.answered')}</dt>
          <dd>{pieces(board.answered)}</dd>
        </div>
        {board.meanHours !== null && (
          <div>
            <dt>{t('board.hours')}</dt>
            <dd>{t('board.hours.n', { n: times.number(board.meanHours, 1) })}</dd>
          </div>
        )}
      </dl>
      {board.meanHours !== null && <p className="meta">{t('board.formula')}</p>}
    </section>
  )
}

interface SelectProps {
  label: string
  all: string
  value: string
  options: readonly { value: string; label: string }[]
  onChange(value: string): void
}

function Select({ label, all, value, options, onChange }: SelectProps) {
  return (
    <span className="pill-select">
      <select aria-label={label} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value="">{all}</option>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <Icon name="chevron-down" />
    </span>
  )
}

function BoardCard({ card, community }: { card: Card; community: string }) {
  const { t } = useWords()
  const times = useTimes()
  return (
    <article className="card">
      <p className="board-head">
        <Chip tone="ok" icon="check">
          {card.days === 0 ? t('board.sameDay') : t('board.days', { n: card.days })}
        </Chip>
        <span className="meta">
          {card.category && (
            <>
              <span>{t(`category.${card.category}`)}</span>
              <Dot />
            </>
          )}
          {card.neighbours && (
            <>
              <span>{t('board.neighbours')}</span>
              <Dot />
            </>
          )}
          <time dateTime={card.openedAt}>{times.past(card.openedAt)}</time>
        </span>
      </p>
      <h2 className="board-words" data-said lang="zh-CN">
        {card.words}
      </h2>
      <p className="meta" data-said lang="zh-CN">
        {card.place}
      </p>
      {card.photos.length > 0 && (
        <div className="photo-strip">
          {card.photos.map((photo, index) => (
            <a key={photo} href={fileAddress(photo)} target="_blank" rel="noreferrer">
              <img src={fileAddress(photo)} alt={t('board.photo', { n: index + 1 })} loading="lazy" />
            </a>
          ))}
        </div>
      )}
      <div className="answer">
        <span className="meta">
          {t('board.reply', { community, when: times.day(dayOf(new Date(card.repliedAt))) })}
        </span>
        <p className="pre" data-said lang="zh-CN">
          {card.reply}
        </p>
      </div>
    </article>
  )
}
