/** What people ask about their data, at the desk: open ones by the promised day, answered ones newest first. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { Button, Segmented } from 'antd'
import { Link, useLocation, useSearch } from 'wouter'
import { groupNumber } from '#lib/number.ts'
import { useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { PageTitle } from '#ui/staff/page-title.tsx'
import { EmptyState, Failed, Loading } from '#ui/staff/states.tsx'
import { call } from './api.ts'
import { Closed, Due, StateWord, useWorkdays } from './staffRightsParts.tsx'

const lists = ['open', 'done'] as const
type List = (typeof lists)[number]
const columns = ['about', 'due', 'state', 'asker', 'handler', 'community', 'number'] as const

export default function RightsPage() {
  const { t } = useWords()
  const { actor } = useSession()
  const page = t('desk.menu.rights')
  if (!actor?.permissions.includes('rights.desk')) return <Closed page={page} permission="rights.desk" />
  return <Rights page={page} mayTakeIn={actor.permissions.includes('rights.takeIn')} />
}

function Rights({ page, mayTakeIn }: { page: string; mayTakeIn: boolean }) {
  const { t } = useWords()
  const [, navigate] = useLocation()
  const asked = new URLSearchParams(useSearch()).get('list')
  const list: List = asked === 'done' ? 'done' : 'open'
  const workdays = useWorkdays()
  const found = useInfiniteQuery({
    queryKey: ['rights list', list],
    queryFn: ({ pageParam, signal }) =>
      call('GET', '/desk/rights', { query: { list, ...(pageParam ? { after: pageParam } : {}) }, signal }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next ?? undefined,
  })
  const rows = found.data?.pages.flatMap((one) => one.rows) ?? []
  return (
    <>
      <header className="page-head-plain">
        <PageTitle words={page} />
        {workdays !== undefined && <span className="meta">{t('desk.rights.note', { workdays })}</span>}
        {mayTakeIn && (
          <Button type="primary" className="row-end" onClick={() => navigate('/desk/rights/new')}>
            {t('desk.rights.new')}
          </Button>
        )}
      </header>
      <div className="page-body stack">
        <div>
          <Segmented
            aria-label={t('desk.rights.lists')}
            value={list}
            onChange={(next) => navigate(next === 'open' ? '/desk/rights' : '/desk/rights?list=done')}
            options={lists.map((value) => ({ value, label: t(`desk.rights.list.${value}`) }))}
          />
        </div>
        <section className="card" aria-label={t(`desk.rights.list.${list}`)}>
          {found.error && !found.data ? (
            <Failed error={found.error} again={() => void found.refetch()} />
          ) : !found.data ? (
            <Loading lines={4} />
          ) : rows.length === 0 ? (
            <EmptyState words={t(`desk.rights.none.${list}`)} icon="lock" />
          ) : (
            <table className="table table-stack">
              <thead>
                <tr>
                  {columns.map((name) => (
                    <th key={name} scope="col">
                      {t(`desk.rights.column.${name}`)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <tr key={row.id}>
                    <th scope="row">
                      <Link href={`/desk/rights/${row.number}`} className="link">
                        {t(`desk.rights.about.${row.about}`)}
                      </Link>
                      {row.atWindow && <span className="meta"> {t('desk.rights.at-window')}</span>}
                    </th>
                    <td>
                      <Due row={row} />
                    </td>
                    <td>
                      <StateWord state={row.state} />
                    </td>
                    <td data-said>{row.asker}</td>
                    <td>{row.handler ? <span data-said>{row.handler}</span> : t('desk.rights.nobody')}</td>
                    <td data-said>{row.community}</td>
                    <td className="num">{groupNumber(row.number)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
          {found.hasNextPage && (
            <p className="list-foot">
              <Button loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
                {t('do.more')}
              </Button>
            </p>
          )}
        </section>
      </div>
    </>
  )
}
