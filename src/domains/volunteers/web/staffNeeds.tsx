/** Needs at the desk: those nobody has read yet, those that look for somebody, under way, to be confirmed, disputed, done. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { Button, Segmented } from 'antd'
import { Link, useLocation, useSearch } from 'wouter'
import { useFormat } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { PageTitle } from '#ui/staff/page-title.tsx'
import type { NeedList } from '../contract.ts'
import { call } from './api.ts'
import { Guarded, NeedStateWord, Shown } from './staffParts.tsx'

const lists = ['posted', 'finding', 'underway', 'served', 'disputed', 'done'] as const satisfies readonly NeedList[]
const columns = ['what', 'when', 'state', 'asker', 'helper', 'area'] as const

export default function NeedsPage() {
  const { t } = useWords()
  const page = t('desk.menu.needs')
  return (
    <Guarded page={page} permission="needs.desk">
      <Needs page={page} />
    </Guarded>
  )
}

function Needs({ page }: { page: string }) {
  const { t } = useWords()
  const format = useFormat()
  const [, navigate] = useLocation()
  const asked = new URLSearchParams(useSearch()).get('list')
  const list = lists.find((name) => name === asked) ?? 'posted'
  const found = useInfiniteQuery({
    queryKey: ['volunteering', 'needs', list],
    queryFn: ({ pageParam, signal }) =>
      call('GET', '/desk/needs', { query: { list, ...(pageParam ? { after: pageParam } : {}) }, signal }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next ?? undefined,
  })
  const rows = found.data?.pages.flatMap((one) => one.rows) ?? []
  return (
    <>
      <header className="page-head-plain">
        <PageTitle words={page} />
        <Button type="primary" className="row-end" onClick={() => navigate('/desk/needs/new')}>
          {t('desk.needs.new')}
        </Button>
      </header>
      <div className="page-body stack">
        <div className="wide-choice">
          <Segmented
            aria-label={t('desk.needs.lists')}
            value={list}
            onChange={(next) => navigate(`/desk/needs?list=${next}`)}
            options={lists.map((value) => ({ value, label: t(`desk.needs.list.${value}`) }))}
          />
        </div>
        <section className="card" aria-label={t(`desk.needs.list.${list}`)}>
          <Shown
            data={found.data}
            error={found.error}
            refetch={found.refetch}
            empty={rows.length === 0}
            none={t('desk.needs.none')}
          >
            <table className="table table-stack">
              <thead>
                <tr>
                  {columns.map((name) => (
                    <th key={name} scope="col">
                      {t(`desk.needs.column.${name}`)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <tr key={row.id}>
                    <th scope="row">
                      <Link href={`/desk/needs/${row.number}`} className="link">
                        {t(`activity.${row.activity}`)}
                      </Link>{' '}
                      <span className="meta" data-said>
                        {row.words}
                      </span>
                    </th>
                    <td>
                      {format.day(row.wantedOn)} {t(`need.part.${row.part}`)} ·{' '}
                      {t('need.minutes', { n: row.minutesPlanned })}
                    </td>
                    <td>
                      <NeedStateWord state={row.state} />
                    </td>
                    <td data-label={t('desk.needs.column.asker')}>
                      <span data-said>{row.asker}</span>
                      {row.elder && <span className="meta"> {t('need.elder')}</span>}
                    </td>
                    <td data-label={t('desk.needs.column.helper')}>
                      {row.helper ? <span data-said>{row.helper}</span> : t('desk.needs.nobody')}
                    </td>
                    <td data-said>{row.area}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Shown>
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
