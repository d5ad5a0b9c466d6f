/** Shifts at the desk: what is to come, what waits to be confirmed, what is done. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { Button, Segmented } from 'antd'
import { Link, useLocation, useSearch } from 'wouter'
import { useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { PageTitle } from '#ui/staff/page-title.tsx'
import { EmptyState, Failed, Loading } from '#ui/staff/states.tsx'
import { call } from './api.ts'
import { Closed, When } from './staffParts.tsx'

const lists = ['coming', 'confirm', 'done'] as const
type List = (typeof lists)[number]
const columns = ['name', 'when', 'place', 'taken', 'confirmed'] as const

export default function ShiftsPage() {
  const { t } = useWords()
  const { actor } = useSession()
  const page = t('desk.menu.shifts')
  if (!actor?.permissions.includes('shifts.read')) return <Closed page={page} permission="shifts.read" />
  return <Shifts page={page} />
}

function Shifts({ page }: { page: string }) {
  const { t } = useWords()
  const [, navigate] = useLocation()
  const asked = new URLSearchParams(useSearch()).get('list')
  const list: List = lists.find((one) => one === asked) ?? 'coming'
  const found = useInfiniteQuery({
    queryKey: ['shift list', list],
    queryFn: ({ pageParam, signal }) =>
      call('GET', '/desk/shifts', { query: { list, ...(pageParam ? { after: pageParam } : {}) }, signal }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next ?? undefined,
  })
  const rows = found.data?.pages.flatMap((one) => one.rows) ?? []
  return (
    <>
      <header className="page-head-plain">
        <PageTitle words={page} />
      </header>
      <div className="page-body stack">
        <div>
          <Segmented
            aria-label={t('desk.shift.lists')}
            value={list}
            onChange={(next) => navigate(next === 'coming' ? '/desk/shifts' : `/desk/shifts?list=${next}`)}
            options={lists.map((value) => ({ value, label: t(`desk.shift.list.${value}`) }))}
          />
        </div>
        <section className="card" aria-label={t(`desk.shift.list.${list}`)}>
          {found.error && !found.data ? (
            <Failed error={found.error} again={() => void found.refetch()} />
          ) : !found.data ? (
            <Loading lines={4} />
          ) : rows.length === 0 ? (
            <EmptyState words={t(`desk.shift.none.${list}`)} icon="calendar" />
          ) : (
            <table className="table table-stack">
              <thead>
                <tr>
                  {columns.map((name) => (
                    <th key={name} scope="col">
                      {t(`desk.shift.column.${name}`)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <tr key={row.id}>
                    <th scope="row">
                      <Link href={`/desk/shifts/${row.id}`} className="link" data-said>
                        {row.name}
                      </Link>{' '}
                      <span className="meta" data-said>
                        {row.community}
                      </span>
                    </th>
                    <td>
                      <When from={row.from} to={row.to} />
                    </td>
                    <td data-said>{row.place}</td>
                    <td className="num" data-label={t('desk.shift.column.taken')}>
                      {row.calledOff
                        ? t('shift.state.called_off')
                        : t('desk.shift.taken', { taken: row.taken, seats: row.seats })}
                      {row.waiting > 0 && <span className="meta"> {t('desk.shift.waiting', { n: row.waiting })}</span>}
                    </td>
                    <td className="num" data-label={t('desk.shift.column.confirmed')}>
                      {list === 'confirm'
                        ? t('desk.shift.toConfirm', { n: row.toConfirm })
                        : t('desk.shift.confirmed', { n: row.confirmed })}
                    </td>
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
