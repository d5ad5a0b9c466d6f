/** The log of actions: who did what, when, in which role, where. Words people wrote are not in it. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { Link } from 'wouter'
import { groupNumber } from '#lib/number.ts'
import type { Answer } from '#ui/shared/api.ts'
import { useFormat } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { EmptyState } from '#ui/staff/states.tsx'
import { WideTable } from '#ui/staff/wide-table.tsx'
import { call } from './api.ts'
import { type Names, sayFacts, sayKind } from './facts.ts'
import { Waiting } from './staffClosed.tsx'
import { LogFrame, useLogQuery } from './staffLog.tsx'

type Row = Answer<'GET', '/log/actions'>['rows'][number]

export default function ActionLogPage() {
  const words = useWords()
  const { t } = words
  const format = useFormat()
  const query = useLogQuery()
  const page = t('desk.menu.actions')
  const log = useInfiniteQuery({
    queryKey: ['log', 'actions', query],
    queryFn: ({ pageParam, signal }) =>
      call('GET', '/log/actions', { query: { ...query, ...(pageParam ? { after: pageParam } : {}) }, signal }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    retry: false,
  })
  const choices = useQuery({
    queryKey: ['log-choices'],
    queryFn: ({ signal }) => call('GET', '/log/choices', { signal }),
    staleTime: 60_000,
    retry: false,
  })
  const rows = log.data?.pages.flatMap((one) => one.rows) ?? []
  const names: Names = Object.assign({}, ...(log.data?.pages.map((one) => one.names) ?? []))
  if (choices.error) return <Waiting page={page} query={choices} />
  return (
    <LogFrame
      log="actions"
      title={page}
      note={t('log.actions.note')}
      kinds={(choices.data?.kinds ?? []).map((kind) => ({ value: kind, label: sayKind(words, kind) }))}
    >
      {!log.data ? (
        <Waiting page={page} query={log} />
      ) : rows.length === 0 ? (
        <EmptyState words={t('log.none')} icon="search" />
      ) : (
        <section className="card">
          <WideTable flush label={page}>
            <table className="table table-stack">
              <thead>
                <tr>
                  {(['at', 'who', 'kind', 'number', 'place', 'facts'] as const).map((name) => (
                    <th key={name} scope="col">
                      {t(`log.column.${name}`)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <tr key={row.id}>
                    <td className="num">{format.stamp(row.at)}</td>
                    <td>
                      {row.who && <span data-said>{row.who}</span>}{' '}
                      <span className="meta">{t(`role.${row.role}`)}</span>
                    </td>
                    <td>{sayKind(words, row.kind)}</td>
                    <td className="num">
                      {row.number && <Link href={numberLink(row.number)}>{groupNumber(row.number)}</Link>}
                    </td>
                    <td data-said>{row.place}</td>
                    <td className="log-facts">
                      <Facts row={row} names={names} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </WideTable>
          {log.hasNextPage && (
            <div className="list-foot">
              <Button loading={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
                {t('do.more')}
              </Button>
            </div>
          )}
        </section>
      )}
    </LogFrame>
  )
}

/** Everything of one number. */
const numberLink = (number: string) => `/desk/admin/actions?${new URLSearchParams({ from: '2000-01-01', number })}`

/** The facts of an action, each by its name. */
function Facts({ row: { kind, facts }, names }: { row: Row; names: Names }) {
  const words = useWords()
  const said = sayFacts(words, kind, facts, names)
  return said.map(({ name, known, value }) => (
    <span key={`${name} ${value}`} className="log-fact">
      <span className="meta" {...(known ? {} : { 'data-said': true })}>
        {name}
      </span>{' '}
      <span data-said>{value}</span>
    </span>
  ))
}
