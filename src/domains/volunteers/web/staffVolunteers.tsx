/** The register of volunteers: its figures, each a link to the list it counts, and the lists; who waits is first. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Button, Select } from 'antd'
import { useState } from 'react'
import { Link, useLocation, useSearch } from 'wouter'
import { useFormat, useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { Field } from '#ui/staff/fields.tsx'
import { Stat } from '#ui/staff/figures.tsx'
import { PageTitle } from '#ui/staff/page-title.tsx'
import { saidSelect } from '#ui/staff/select.tsx'
import { useSend } from '#ui/staff/send.ts'
import { call } from './api.ts'
import { Deed, Guarded, Shown, useCommunities, VolunteerStateWord } from './staffParts.tsx'

const lists = ['applied', 'offers', 'registered', 'often', 'recorded', 'emergency', 'paused', 'left'] as const
type List = (typeof lists)[number]
const columns = ['name', 'state', 'place', 'activities', 'minutes', 'do'] as const

export default function VolunteersPage() {
  const { t } = useWords()
  const page = t('desk.menu.volunteers')
  return (
    <Guarded page={page} permission="volunteers.read">
      <Volunteers page={page} />
    </Guarded>
  )
}

function Volunteers({ page }: { page: string }) {
  const { t } = useWords()
  const format = useFormat()
  const { actor } = useSession()
  const [, navigate] = useLocation()
  const may = actor?.permissions.includes('volunteers.desk') ?? false
  const asked = new URLSearchParams(useSearch()).get('list')
  const list: List = lists.find((name) => name === asked) ?? 'applied'
  const found = useInfiniteQuery({
    queryKey: ['volunteering', 'volunteers', list],
    queryFn: ({ pageParam, signal }) =>
      call('GET', '/desk/volunteers', { query: { list, ...(pageParam ? { after: pageParam } : {}) }, signal }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next ?? undefined,
  })
  const rows = found.data?.pages.flatMap((one) => one.rows) ?? []
  return (
    <>
      <header className="page-head-plain">
        <PageTitle words={page} />
        {may && (
          <Button type="primary" className="row-end" onClick={() => navigate('/desk/volunteers/new')}>
            {t('desk.volunteers.new')}
          </Button>
        )}
      </header>
      <div className="page-body stack">
        <Figures />
        <Field label={t('desk.volunteers.lists')}>
          {(ids) => (
            <Select
              {...ids}
              {...saidSelect}
              value={list}
              onChange={(next: List) => navigate(`/desk/volunteers?list=${next}`)}
              options={lists.map((value) => ({ value, label: t(`desk.volunteers.list.${value}`) }))}
            />
          )}
        </Field>
        <section className="card" aria-label={t(`desk.volunteers.list.${list}`)}>
          <Shown
            data={found.data}
            error={found.error}
            refetch={found.refetch}
            empty={rows.length === 0}
            none={t(`desk.volunteers.none.${list === 'applied' || list === 'offers' ? list : 'other'}`)}
          >
            <table className="table table-stack">
              <thead>
                <tr>
                  {columns.map((name) => (
                    <th key={name} scope="col">
                      {t(`desk.volunteers.column.${name}`)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <tr key={row.personId}>
                    <th scope="row">
                      <Link href={`/desk/volunteers/${row.personId}`} className="link" data-said>
                        {row.name}
                      </Link>
                      {row.identity && <span className="meta"> {t(`volunteer.identity.${row.identity}`)}</span>}
                      {row.emergency && <span className="meta"> {t('desk.volunteers.emergency')}</span>}
                    </th>
                    <td>
                      <VolunteerStateWord state={row.state} />
                      {row.guardianMissing && <span className="meta"> {t('desk.volunteers.guardian')}</span>}
                    </td>
                    <td data-said>{row.place}</td>
                    <td>
                      {list === 'offers' && row.offer ? (
                        <span data-said>{row.offer}</span>
                      ) : (
                        row.activities.map((one) => t(`activity.${one}`)).join(t('list.comma'))
                      )}
                    </td>
                    <td className="num">
                      {t('desk.volunteers.served', { n: row.services, time: format.duration(row.minutes) })}
                    </td>
                    <td>
                      {may && list === 'applied' && !row.guardianMissing && (
                        <Deed
                          label={t('desk.volunteers.accept')}
                          of={row.name}
                          work={(id) =>
                            call('POST', '/desk/volunteers/:personId/state', {
                              params: { personId: row.personId },
                              body: { id, to: 'active' },
                            })
                          }
                        />
                      )}
                      {may && list === 'offers' && (
                        <span className="row">
                          {[true, false].map((shown) => (
                            <Deed
                              key={String(shown)}
                              label={t(shown ? 'desk.volunteers.show' : 'desk.volunteers.hide')}
                              of={row.name}
                              work={(id) =>
                                call('PUT', '/desk/volunteers/:personId/offer', {
                                  params: { personId: row.personId },
                                  body: { id, shown },
                                })
                              }
                            />
                          ))}
                        </span>
                      )}
                    </td>
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
        {may && <Export />}
      </div>
    </>
  )
}

type Shares = Awaited<ReturnType<typeof call<'GET', '/desk/volunteers/overview'>>>
type Share = NonNullable<Shares['party']>

/** The figures of C12; each opens the list it counts. */
function Figures() {
  const { t } = useWords()
  const format = useFormat()
  const { data, error, refetch } = useQuery({
    queryKey: ['volunteering', 'figures'],
    queryFn: ({ signal }) => call('GET', '/desk/volunteers/overview', { signal }),
  })
  const figure = (
    name: string,
    share: Share,
    unit: '%' | '‰',
    href: string | undefined,
    facts: Record<string, string | number> = {},
  ) => (
    <Stat
      label={t(`desk.volunteers.figure.${name}`)}
      {...(share.percent === null
        ? { few: t(share.of === null && share.n !== null ? 'desk.volunteers.no-base' : 'desk.volunteers.few') }
        : { value: `${share.percent}${unit}` })}
      note={
        share.n === null
          ? undefined
          : share.of === null
            ? t('desk.volunteers.figure.n', { n: share.n })
            : t('desk.volunteers.figure.of', { n: share.n, of: share.of, target: share.target, unit })
      }
      formula={t(`desk.volunteers.figure.${name}.how`, facts)}
      href={href}
    />
  )
  return (
    <section className="card" aria-label={t('desk.volunteers.figures')}>
      <Shown data={data} error={error} refetch={refetch} empty={false} none="">
        {data && (
          <div className="figures">
            <Stat
              label={t('desk.volunteers.figure.registered')}
              value={data.registered}
              formula={t('desk.volunteers.figure.registered.how')}
              href="/desk/volunteers?list=registered"
            />
            {figure('often', data.often, '%', '/desk/volunteers?list=often', {
              n: data.activeServices,
              months: data.activeMonths,
            })}
            {figure('recorded', data.recorded, '%', '/desk/volunteers?list=recorded')}
            {figure('registration', data.registration, '%', '/desk/volunteers?list=registered', {
              day: data.residentsOn ? format.day(data.residentsOn) : t('desk.volunteers.no-day'),
            })}
            {figure('emergency', data.emergency, '‰', '/desk/volunteers?list=emergency')}
            {data.party && figure('party', data.party, '%', undefined)}
          </div>
        )}
      </Shown>
    </section>
  )
}

/** The records as a file, with the reason that the journal keeps: who took which days. */
function Export() {
  const { t } = useWords()
  const communities = useCommunities()
  const { now } = useSession()
  const [community, setCommunity] = useState(communities[0]?.value ?? '')
  const year = now().getFullYear()
  const [made, setMade] = useState<{ id: string; rows: number }>()
  const sending = useSend(async (body: { id: string; community: string; from: string; to: string }) =>
    call('POST', '/desk/service/exports', { body }),
  )
  if (communities.length === 0) return null
  return (
    <section className="card" aria-label={t('desk.service.export')}>
      <div className="card-head">
        <h2>{t('desk.service.export')}</h2>
      </div>
      <div className="card-body stack-small">
        <p className="meta">{t('desk.service.export.note')}</p>
        {communities.length > 1 && (
          <Field label={t('desk.volunteers.community')}>
            {(ids) => (
              <Select {...ids} {...saidSelect} value={community} onChange={setCommunity} options={communities} />
            )}
          </Field>
        )}
        <div className="row">
          <Button
            loading={sending.busy}
            onClick={async () => setMade(await sending.send({ community, from: `${year}-01-01`, to: `${year}-12-31` }))}
          >
            {t('desk.service.export.do', { year })}
          </Button>
          {made &&
            (['xlsx', 'csv'] as const).map((format) => (
              <a
                key={format}
                className="link"
                href={`/api/desk/service/exports/${made.id}/file?format=${format}`}
                download
              >
                {t('desk.service.export.file', { n: made.rows, format: format.toUpperCase() })}
              </a>
            ))}
        </div>
        {sending.error && (
          <p className="refusal" role="alert">
            {sending.error}
          </p>
        )}
      </div>
    </section>
  )
}
