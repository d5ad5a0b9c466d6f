/** The log of actions: who did what, when, in which role, where. Words people wrote are not in it. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { Link } from 'wouter'
import { groupNumber } from '#lib/number.ts'
import { useFormat } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { EmptyState } from '#ui/staff/states.tsx'
import { call } from './api.ts'
import { Waiting } from './staffClosed.tsx'
import { LogFrame, useLogQuery } from './staffLog.tsx'

export default function ActionLogPage() {
  const { t } = useWords()
  const format = useFormat()
  const query = useLogQuery()
  const kindWords = useKindWords()
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
  if (choices.error) return <Waiting page={page} query={choices} />
  return (
    <LogFrame
      log="actions"
      title={page}
      note={t('log.actions.note')}
      kinds={(choices.data?.kinds ?? []).map((kind) => ({ value: kind, label: kindWords(kind) }))}
    >
      {!log.data ? (
        <Waiting page={page} query={log} />
      ) : rows.length === 0 ? (
        <EmptyState words={t('log.none')} icon="search" />
      ) : (
        <section className="card">
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls sideways must be reachable by keyboard */}
          <section className="table-scroll table-flush" tabIndex={0} aria-label={page}>
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
                    <td>{kindWords(row.kind)}</td>
                    <td className="num">
                      {row.number && <Link href={numberLink(row.number)}>{groupNumber(row.number)}</Link>}
                    </td>
                    <td data-said>{row.place}</td>
                    <td className="log-facts" data-said>
                      {factsOf(row.facts)}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
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

/** Codes and numbers in one line: key=value. */
function factsOf(facts: Readonly<Record<string, unknown>>): string {
  return Object.entries(facts)
    .filter(([, value]) => value !== null && !(Array.isArray(value) && value.length === 0))
    .map(([name, value]) => `${name}=${Array.isArray(value) ? value.join(',') : String(value)}`)
    .join(' · ')
}

/** 受理 for request.accept; the code itself for a kind that has no words. */
function useKindWords(): (kind: string) => string {
  const { t, has } = useWords()
  return (kind) => {
    if (has(`deed.${kind}`)) return t(`deed.${kind}`)
    const step = `step.${kind.slice(kind.indexOf('.') + 1)}`
    return has(step) ? t(step) : kind
  }
}
