/** What waits for a second person: roles proposed, second factors to be forgotten; and what was decided. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { Link } from 'wouter'
import { RefusalError } from '#ui/shared/api.ts'
import { useWords } from '#ui/shared/words.tsx'
import { useFilters } from '#ui/staff/filter-bar.tsx'
import { PageTitle } from '#ui/staff/page-title.tsx'
import { EmptyState, Failed, Loading } from '#ui/staff/states.tsx'
import { call } from './api.ts'
import { ClosedToOthers, ProposalItem, ResetItem } from './staffParts.tsx'

export default function ProposalsPage() {
  const { t } = useWords()
  const [search] = useFilters()
  const list = search.list === 'decided' ? 'decided' : 'open'
  const found = useInfiniteQuery({
    queryKey: ['staff-proposals', list],
    queryFn: ({ pageParam, signal }) =>
      call('GET', '/staff-proposals', { query: { list, ...(pageParam ? { after: pageParam } : {}) }, signal }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next ?? undefined,
  })
  if (found.error instanceof RefusalError && found.error.status === 403)
    return <ClosedToOthers page={t('desk.menu.proposals')} />
  const proposals = found.data?.pages.flatMap((page) => page.proposals) ?? []
  const resets = found.data?.pages.flatMap((page) => page.resets) ?? []
  return (
    <>
      <header className="page-head-plain">
        <PageTitle words={t('desk.menu.proposals')} />
        <span className="meta">{t('staff.proposals.note')}</span>
      </header>
      <div className="page-body stack page-narrow">
        <nav className="views" aria-label={t('desk.menu.proposals')}>
          {(['open', 'decided'] as const).map((one) => (
            <Link
              key={one}
              href={`/desk/staff/proposals${one === 'open' ? '' : '?list=decided'}`}
              aria-current={one === list ? 'page' : undefined}
            >
              {t(`staff.proposals.${one}`)}
            </Link>
          ))}
        </nav>
        {found.error && !found.data ? (
          <Failed error={found.error} again={() => void found.refetch()} />
        ) : !found.data ? (
          <Loading />
        ) : proposals.length + resets.length === 0 ? (
          <EmptyState words={t(`staff.proposals.${list}.none`)} />
        ) : (
          <section className="card">
            <ul className="card-list">
              {resets.map((reset) => (
                <ResetItem key={reset.id} reset={reset} />
              ))}
              {proposals.map((proposal) => (
                <ProposalItem key={proposal.id} proposal={proposal} />
              ))}
            </ul>
            {found.hasNextPage && (
              <p className="list-foot">
                <Button loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
                  {t('do.more')}
                </Button>
              </p>
            )}
          </section>
        )}
      </div>
    </>
  )
}
