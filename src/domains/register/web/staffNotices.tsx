/** What happened that concerns me, newest first; opening the page reads them. */
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useEffect, useRef } from 'react'
import { Link } from 'wouter'
import { useFormat, useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { PageTitle } from '#ui/staff/page-title.tsx'
import { EmptyState, Failed, Loading } from '#ui/staff/states.tsx'
import { call } from './api.ts'

/** Where a matter of a kind is read. */
const pages: Readonly<Record<string, string>> = { honour: '/desk/stars', rights: '/desk/rights' }

/** Where a notice leads that is about more than the matter it names. */
const lists: Readonly<Record<string, string>> = {
  'notice.exclusion-waits': '/desk/rates/exclusions?list=waiting',
  'notice.exclusion-approved': '/desk/rates/exclusions?list=holding',
  'notice.exclusion-refused': '/desk/rates/exclusions?list=past',
  'notice.exclusion-ended': '/desk/rates/exclusions?list=past',
}

export default function NoticesPage() {
  const { t } = useWords()
  const format = useFormat()
  const client = useQueryClient()
  const { actor, reload } = useSession()
  const unread = actor?.unread ?? 0
  const read = useRef(false)
  const notices = useInfiniteQuery({
    queryKey: ['notices'],
    queryFn: ({ pageParam, signal }) =>
      call('GET', '/me/notices', { query: pageParam ? { after: pageParam } : {}, signal }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  })
  const isLoaded = notices.data !== undefined

  useEffect(() => {
    if (!isLoaded || unread === 0 || read.current) return
    read.current = true
    void call('POST', '/me/notices/read', { body: {} })
      .then(reload)
      .catch(() => client.invalidateQueries({ queryKey: ['notices'] }))
  }, [isLoaded, unread, reload, client])

  const all = notices.data?.pages.flatMap(({ notices: page }) => page) ?? []
  return (
    <>
      <header className="page-head-plain">
        <PageTitle words={t('desk.menu.notices')} />
        <span className="meta">{t('notices.note')}</span>
      </header>
      <div className="page-body page-narrow">
        {notices.error && !notices.data ? (
          <Failed error={notices.error} again={() => void notices.refetch()} />
        ) : !notices.data ? (
          <Loading />
        ) : all.length === 0 ? (
          <EmptyState words={t('notices.none')} icon="bell" />
        ) : (
          <ul className="card">
            {all.map((notice) => (
              <li key={notice.id}>
                <Link
                  href={lists[notice.key] ?? `${pages[notice.kind ?? ''] ?? '/desk/requests'}/${notice.number}`}
                  className="item"
                >
                  <span className={notice.read ? 'item-notice' : 'item-notice item-new'}>
                    {!notice.read && <span className="badge badge-info">{t('notices.new')}</span>}{' '}
                    {t(notice.key, { title: notice.title })}
                  </span>
                  <time className="meta num" dateTime={notice.at}>
                    {format.past(notice.at)}
                  </time>
                </Link>
              </li>
            ))}
          </ul>
        )}
        {notices.hasNextPage && (
          <div className="list-foot">
            <Button loading={notices.isFetchingNextPage} onClick={() => void notices.fetchNextPage()}>
              {t('do.more')}
            </Button>
          </div>
        )}
      </div>
    </>
  )
}
