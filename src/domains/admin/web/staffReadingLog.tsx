/** The log of readings: who opened which masked fields of whom, and for what purpose. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { groupNumber } from '#lib/number.ts'
import { useFormat } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { EmptyState } from '#ui/staff/states.tsx'
import { WideTable } from '#ui/staff/wide-table.tsx'
import { call } from './api.ts'
import { Waiting } from './staffClosed.tsx'
import { LogFrame, useLogQuery } from './staffLog.tsx'

const purposes = ['contact', 'verify', 'visit', 'other'] as const

export default function ReadingLogPage() {
  const { t } = useWords()
  const format = useFormat()
  const query = useLogQuery()
  const page = t('desk.menu.readings')
  const log = useInfiniteQuery({
    queryKey: ['log', 'readings', query],
    queryFn: ({ pageParam, signal }) =>
      call('GET', '/log/readings', { query: { ...query, ...(pageParam ? { after: pageParam } : {}) }, signal }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    retry: false,
  })
  const rows = log.data?.pages.flatMap((one) => one.rows) ?? []
  return (
    <LogFrame
      log="readings"
      title={page}
      note={t('log.readings.note')}
      kinds={purposes.map((value) => ({ value, label: t(`purpose.${value}`) }))}
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
                  {(['at', 'reader', 'person', 'fields', 'purpose', 'number', 'place'] as const).map((name) => (
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
                      <span data-said>{row.reader}</span> <span className="meta">{t(`role.${row.role}`)}</span>
                    </td>
                    <td data-said>{row.person}</td>
                    <td>{row.fields.map((field) => t(`field.${field}`)).join(t('list.comma'))}</td>
                    <td>{t(`purpose.${row.purpose}`)}</td>
                    <td className="num">{row.number && groupNumber(row.number)}</td>
                    <td data-said>{row.place}</td>
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
