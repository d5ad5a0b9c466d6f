/** What is owed today, in three lists: late, to be answered today, waiting on others. It takes no clock-in and counts nobody. */
import { Link } from 'wouter'
import { dayOf } from '#lib/days.ts'
import { useFormat, useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { useArea } from '#ui/staff/area.ts'
import { Icon } from '#ui/staff/icons.tsx'
import { PageTitle } from '#ui/staff/page-title.tsx'
import { EmptyState, Failed, Loading } from '#ui/staff/states.tsx'
import { many, PromiseOrState, StateWord } from './staffParts.tsx'
import { type InboxQuery, type RequestRow, useCounts, useInboxPage } from './staffQueries.ts'

const SHOWN = 8
const lists = [
  { key: 'late', query: { view: 'all', figure: 'late' } },
  { key: 'today', query: { view: 'all', figure: 'due_today' } },
  { key: 'waiting', query: { view: 'waiting' } },
] as const satisfies readonly { key: string; query: InboxQuery }[]

export default function TodayPage() {
  const { t } = useWords()
  const format = useFormat()
  const { actor, now } = useSession()
  const area = useArea()
  const counts = useCounts(area.path)
  const first = useInboxPage({ ...lists[0].query, ...(area.path ? { path: area.path } : {}), limit: SHOWN })
  const second = useInboxPage({ ...lists[1].query, ...(area.path ? { path: area.path } : {}), limit: SHOWN })
  const start = first.data?.rows[0] ?? second.data?.rows[0]
  const toPublish = counts.data?.publish ?? 0
  const toCall = counts.data?.callback ?? 0
  const { grants = [], permissions = [] } = actor ?? {}
  const toTake = grants.some(({ unit }) => unit !== null) ? (counts.data?.dispatched ?? 0) : 0
  const toDecide = permissions.includes('requests.decide') ? (counts.data?.coordinating ?? 0) : 0

  return (
    <>
      <header className="page-head-plain">
        <PageTitle words={t('desk.menu.today')} />
        <span className="meta">
          {format.dayAndWeekday(dayOf(now()))} · <span data-said>{area.name}</span>
        </span>
        {start && (
          <Link href={`/desk/requests/${start.number}`} className="row-end primary-link">
            {t('desk.today.first')}
          </Link>
        )}
      </header>
      <div className="page-body stack">
        <p className="soft">
          {t('desk.today.hello', { name: actor?.name ?? '' })}{' '}
          {counts.data?.mine === 0 ? (
            t('desk.today.mine.none')
          ) : (
            <Link href="/desk/requests?view=mine" className="link">
              {t('desk.today.mine', { n: counts.data?.mine ?? '…' })}
            </Link>
          )}
          {toTake > 0 && (
            <>
              {t('desk.today.and')}
              <Link href="/desk/requests?view=dispatched" className="link">
                {t('desk.today.take', { n: toTake })}
              </Link>
            </>
          )}
          {toDecide > 0 && (
            <>
              {t('desk.today.and')}
              <Link href="/desk/requests?view=coordinating" className="link">
                {t('desk.today.decide', { n: toDecide })}
              </Link>
            </>
          )}
          {toPublish > 0 && (
            <>
              {t('desk.today.and')}
              <Link href="/desk/requests?view=publish" className="link">
                {t('desk.today.publish', { n: toPublish })}
              </Link>
            </>
          )}
          {toCall > 0 && (
            <>
              {t('desk.today.and')}
              <Link href="/desk/requests?view=callback" className="link">
                {t('desk.today.callback', { n: toCall })}
              </Link>
            </>
          )}
        </p>
        <div className="columns-3">
          {lists.map(({ key, query }) => (
            <TodayList
              key={key}
              name={key}
              query={{ ...query, ...(area.path ? { path: area.path } : {}), limit: SHOWN }}
            />
          ))}
        </div>
      </div>
    </>
  )
}

function TodayList({ name, query }: { name: (typeof lists)[number]['key']; query: InboxQuery }) {
  const { t } = useWords()
  const page = useInboxPage(query)
  const total = page.data?.total ?? 0
  const { limit: _, path: __, ...filters } = query
  const address = `/desk/requests?${new URLSearchParams(filters as Record<string, string>)}`
  return (
    <section className="card">
      <div className="card-head">
        <h2 className={name === 'late' && total > 0 ? 'error-text' : undefined}>{t(`desk.today.${name}`)}</h2>
        <small className="num">{page.data ? t('desk.cases', { n: many(total) }) : ''}</small>
        {total > SHOWN && (
          <Link href={address} className="link row-end">
            {t('desk.today.all')}
          </Link>
        )}
      </div>
      {page.error && !page.data ? (
        <Failed error={page.error} again={() => void page.refetch()} />
      ) : !page.data ? (
        <Loading lines={4} />
      ) : total === 0 ? (
        <EmptyState words={t(`desk.today.${name}.none`)} />
      ) : (
        <ul className="today-list">
          {page.data.rows.map((row) => (
            <li key={row.id}>
              <Link href={`/desk/requests/${row.number}`} className="item item-tall">
                <TallCells row={row} showHandler />
              </Link>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

/** The cells of a row one below the other, for narrow columns. */
export function TallCells({ row, showHandler = false }: { row: RequestRow; showHandler?: boolean }) {
  const { t } = useWords()
  return (
    <>
      <span className="item-words" data-said>
        {row.title}
      </span>
      <span className="item-place">
        <span data-said>{row.place}</span>
        {row.category && ` · ${t(`category.${row.category}`)}`}
      </span>
      <span className="row">
        <PromiseOrState row={row} />
        {row.promise && <StateWord state={row.state} />}
        {showHandler && row.handler && (
          <span className="tag">
            <Icon name="user" small />
            <span data-said>{row.handler}</span>
          </span>
        )}
      </span>
    </>
  )
}
