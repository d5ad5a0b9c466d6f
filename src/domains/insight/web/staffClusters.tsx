/**
 * Where the same thing gathers, beside its own past; and what came back at one building, for mediation.
 * It is about things and places, and every number opens its requests.
 */
import { useQuery } from '@tanstack/react-query'
import { useFormat } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { useArea } from '#ui/staff/area.ts'
import { useFilters } from '#ui/staff/filter-bar.tsx'
import { PageTitle } from '#ui/staff/page-title.tsx'
import { EmptyState } from '#ui/staff/states.tsx'
import { WideTable } from '#ui/staff/wide-table.tsx'
import { type Clusters, call } from './api.ts'
import { Opens, Waiting } from './staffParts.tsx'

type Cluster = Clusters['clusters'][number]

export default function ClustersPage() {
  const { t } = useWords()
  const format = useFormat()
  const area = useArea()
  const [search] = useFilters()
  const path = search.path ?? area.path
  const found = useQuery({
    queryKey: ['clusters', path],
    queryFn: ({ signal }) => call('GET', '/insight/clusters', { query: path ? { path } : {}, signal }),
  })
  const page = t('desk.menu.clusters')
  if (!found.data) return <Waiting page={page} query={found} />
  const { data } = found
  const today = data.window.to
  return (
    <>
      <header className="page-head-plain">
        <PageTitle words={page}>
          {page}{' '}
          <small className="title-area" data-said>
            {data.name}
          </small>
        </PageTitle>
        <span className="meta">{t('insight.at', { time: format.stamp(data.at) })}</span>
      </header>
      <div className="page-body stack">
        <section className="card">
          <div className="card-head">
            <h2>{t('clusters.head')}</h2>
            <small>{t('clusters.note', { days: data.days, min: data.min })}</small>
          </div>
          {data.clusters.length === 0 ? (
            <EmptyState words={t('clusters.none', { days: data.days, min: data.min })} />
          ) : (
            <WideTable label={t('clusters.head')}>
              <table className="table table-stack">
                <thead>
                  <tr>
                    {['what', 'place', 'count', 'people', 'growth', 'past'].map((one) => (
                      <th key={one} scope="col" className={one === 'count' || one === 'people' ? 'n' : undefined}>
                        {t(`clusters.column.${one}`)}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {data.clusters.map((one) => (
                    <tr key={`${one.category} ${one.place}`}>
                      <th scope="row">{t(`category.${one.category}`)}</th>
                      <td>
                        <span data-said>{one.name}</span> <span className="meta">{t(`clusters.kind.${one.kind}`)}</span>{' '}
                        <span className="meta" data-said>
                          {one.community}
                        </span>
                      </td>
                      <td className="n" data-label={t('clusters.column.count')}>
                        <Opens n={one.count} what={t(`category.${one.category}`)} query={queryOf(one, data.window)} />
                      </td>
                      <td className="n" data-label={t('clusters.column.people')}>
                        {one.people}
                      </td>
                      <td data-label={t('clusters.column.growth')}>
                        {one.growth === null ? (
                          <span className="meta">{t('clusters.growth.none')}</span>
                        ) : (
                          t(`clusters.growth.${one.growth}`)
                        )}
                      </td>
                      <td data-label={t('clusters.column.past')}>
                        {one.past.length === 0 ? (
                          <span className="meta">{t('clusters.past.none')}</span>
                        ) : (
                          one.past.map(({ from, to, count }, place) => (
                            <span key={from}>
                              {place > 0 && t('list.comma')}
                              <Opens
                                n={count}
                                what={t('insight.days', { from: format.day(from), to: format.day(to) })}
                                query={queryOf(one, { from, to })}
                              />
                            </span>
                          ))
                        )}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </WideTable>
          )}
          {data.leftOff > 0 && <p className="card-body meta">{t('clusters.more', { n: data.leftOff })}</p>}
        </section>

        <section className="card">
          <div className="card-head">
            <h2>{t('leads.head')}</h2>
            <small>{t('leads.note', { days: data.repeatDays, min: data.repeatMin })}</small>
          </div>
          {data.leads.length === 0 ? (
            <EmptyState words={t('leads.none')} />
          ) : (
            <WideTable label={t('leads.head')}>
              <table className="table table-stack">
                <thead>
                  <tr>
                    {['what', 'place', 'found', 'then', 'now'].map((one) => (
                      <th key={one} scope="col" className={one === 'now' ? 'n' : undefined}>
                        {t(`leads.column.${one}`)}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {data.leads.map((one) => (
                    <tr key={one.id}>
                      <th scope="row">{t(`category.${one.category}`)}</th>
                      <td>
                        <span data-said>{one.name}</span>{' '}
                        <span className="meta" data-said>
                          {one.community}
                        </span>
                      </td>
                      <td data-label={t('leads.column.found')}>{format.day(one.foundOn)}</td>
                      <td data-label={t('leads.column.then')}>
                        {t('leads.then', { n: one.requests, people: one.people })}
                      </td>
                      <td className="n" data-label={t('leads.column.now')}>
                        <Opens
                          n={one.now}
                          what={t(`category.${one.category}`)}
                          query={{
                            path: data.path,
                            category: one.category,
                            building: one.buildingId,
                            from: one.from,
                            to: today,
                          }}
                        />
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </WideTable>
          )}
        </section>
      </div>
    </>
  )

  function queryOf({ category, kind, place }: Cluster, days: { from: string; to: string }) {
    const here: Record<string, string> =
      kind === 'grid' ? { path: place } : kind === 'building' ? { building: place } : { estate: place }
    return { path: data.path, category, ...here, ...days }
  }
}
