/**
 * What is late, why, and what repeats: figures with their formula and n, each opening its requests.
 * Areas stand in the order of their codes; nobody is ranked. New numbers are let in by a bar, not by themselves.
 */
import { useQuery } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useEffect, useId, useState } from 'react'
import { Link } from 'wouter'
import { addDays, dayOf, isDay } from '#lib/days.ts'
import { call, RefusalError } from '#ui/shared/api.ts'
import { subscribe } from '#ui/shared/live.ts'
import { useFormat, useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { useArea } from '#ui/staff/area.ts'
import { Bar, BarRow, Stat } from '#ui/staff/figures.tsx'
import { useFilters } from '#ui/staff/filter-bar.tsx'
import { Icon } from '#ui/staff/icons.tsx'
import { PageTitle } from '#ui/staff/page-title.tsx'
import { EmptyState, Failed, Loading } from '#ui/staff/states.tsx'
import { WideTable } from '#ui/staff/wide-table.tsx'
import { Closed } from './staffClosed.tsx'
import { saveCsv } from './staffExport.ts'
import { lateAgeWords } from './staffParts.tsx'
import type { InboxQuery, Overview, Rate } from './staffQueries.ts'
import { SuggestionsKept } from './staffSuggestions.tsx'

type Figure = NonNullable<InboxQuery['figure']>

export default function OverviewPage() {
  const { t } = useWords()
  const { now } = useSession()
  const area = useArea()
  const [search, change] = useFilters()
  const today = dayOf(now())
  const from = isDay(search.from ?? '') ? (search.from as string) : `${today.slice(0, 8)}01`
  const to = isDay(search.to ?? '') ? (search.to as string) : today
  const path = search.path ?? area.path
  const [moved, setMoved] = useState(false)
  const overview = useQuery({
    queryKey: ['overview', path, from, to],
    queryFn: ({ signal }) => call('GET', '/overview', { query: { from, to, ...(path ? { path } : {}) }, signal }),
    placeholderData: (before) => before,
  })

  useEffect(() => subscribe(() => setMoved(true)), [])

  if (overview.error instanceof RefusalError && overview.error.status === 403)
    return <Closed page={t('desk.menu.overview')} permission="requests.overview" />
  const { data } = overview
  return (
    <>
      {moved && (
        <button
          type="button"
          className="notice-bar no-print"
          onClick={() => {
            setMoved(false)
            void overview.refetch()
          }}
        >
          {t('overview.moved')}
        </button>
      )}
      {overview.error && !data ? (
        <Failed error={overview.error} again={() => void overview.refetch()} />
      ) : !data ? (
        <Loading lines={12} />
      ) : (
        <Shown
          data={data}
          from={from}
          to={to}
          home={path === undefined || path === area.path}
          setDays={(days) => change(days)}
          error={overview.error}
        />
      )}
    </>
  )
}

interface ShownProps {
  data: Overview
  from: string
  to: string
  home: boolean
  setDays(days: { from?: string; to?: string }): void
  error: unknown
}

export const linkOf = (path: string, figure: Figure, more: Record<string, string> = {}) =>
  `/desk/requests?${new URLSearchParams({ view: 'all', figure, path, ...more })}`

function Shown({ data, from, to, home, setDays, error }: ShownProps) {
  const { t, has } = useWords()
  const format = useFormat()
  const { now } = useSession()
  const [choosing, setChoosing] = useState(false)
  const { path, name, level, firstResponse, responded, solved, satisfied, lateReasons, lateAges, repeats, areas } = data
  const days = { from, to }
  const today = dayOf(now())
  const title = has(`overview.title.${level}`) ? t(`overview.title.${level}`) : t('desk.menu.overview')
  const below = areas[0] ? levelOf(areas[0].path) : 'grid'

  const few = (rate: Rate) =>
    rate.n === 0 ? t('overview.rate.none') : rate.share === null ? t('rate.few', { n: rate.n }) : undefined
  const interval = (rate: Rate) =>
    rate.low === null || rate.high === null
      ? undefined
      : t('overview.interval', {
          n: format.number(rate.n),
          low: format.number(rate.low * 100, 1),
          high: format.percent(rate.high),
        })
  const share = (rate: Rate) => (rate.share === null ? '' : format.percent(rate.share))
  const most = Math.max(1, ...lateReasons.map(({ count }) => count))
  const mostOpen = Math.max(1, ...areas.map(({ open }) => open))

  return (
    <>
      <header className="page-head-plain">
        <PageTitle words={title}>
          {title}{' '}
          <small className="title-area" data-said>
            {name}
          </small>
        </PageTitle>
        <span className="meta">
          {t('overview.at', { n: areas.length, level: t(`overview.level.${below}`), time: format.stamp(data.at) })}
        </span>
        {!home && (
          <Link href={`/desk/overview?${new URLSearchParams({ from, to })}`} className="link no-print">
            {t('overview.up')}
          </Link>
        )}
        <Link href={`/desk/rates?${new URLSearchParams({ path, from, to })}`} className="link no-print">
          {t('rates.open')}
        </Link>
        <div className="row row-end no-print">
          <Button aria-expanded={choosing} className="filter-on" onClick={() => setChoosing(!choosing)}>
            {t('overview.days', { from: format.day(from), to: format.day(to) })}
            <Icon name="chevronDown" small />
          </Button>
          <Button onClick={() => save()}>
            <Icon name="download" small />
            {t('desk.export')}
          </Button>
          <Button onClick={() => print()}>
            <Icon name="printer" small />
            {t('desk.print')}
          </Button>
        </div>
        {choosing && <DayForm from={from} to={to} today={today} set={setDays} />}
      </header>
      {error ? <p className="refusal page-refusal">{t('refusal.overview.days')}</p> : null}
      <div className="page-body grid-12">
        <section className="card figures span-12" aria-label={t('overview.figures')}>
          <Stat
            label={t('overview.open')}
            value={<Cases n={data.open} />}
            note={
              <>
                <Link href={linkOf(path, 'due_today')} className="link">
                  {t('overview.dueToday', { n: data.dueToday })}
                </Link>
                {' · '}
                <Link href={linkOf(path, 'waiting')} className="link">
                  {t('overview.waiting', { n: data.waiting })}
                </Link>
              </>
            }
            formula={t('overview.open.how')}
            href={linkOf(path, 'open')}
          />
          <Stat
            label={t('overview.late')}
            late={data.late > 0}
            value={<Cases n={data.late} />}
            note={
              data.latestWorkdays === null ? t('overview.late.none') : t('overview.latest', { n: data.latestWorkdays })
            }
            formula={t('overview.late.how')}
            href={linkOf(path, 'late')}
          />
          <Stat
            label={t('overview.first')}
            few={
              firstResponse.n === 0
                ? t('overview.first.none')
                : firstResponse.pending === firstResponse.n
                  ? t('overview.first.unanswered', { n: firstResponse.n })
                  : undefined
            }
            value={
              firstResponse.meanHours === null ? (
                ''
              ) : (
                <>
                  {format.number(firstResponse.meanHours, 1)} <small>{t('overview.hours')}</small>
                </>
              )
            }
            note={
              <>
                {t('overview.first.target', { hours: firstResponse.targetHours, n: format.number(firstResponse.n) })}
                {firstResponse.pending > 0 && firstResponse.n > 0 && (
                  <>
                    {' · '}
                    <Link href={linkOf(path, 'first_response_pending', days)} className="link">
                      {t('overview.first.pending', { n: firstResponse.pending })}
                    </Link>
                  </>
                )}
              </>
            }
            formula={t('overview.first.how')}
            href={firstResponse.n > 0 ? linkOf(path, 'first_response', days) : undefined}
          />
          <Stat
            label={t('overview.responded')}
            few={few(responded)}
            value={share(responded)}
            note={interval(responded)}
            formula={t('overview.responded.how', { hits: responded.hits, n: responded.n })}
            href={responded.n > 0 ? linkOf(path, 'first_contact_counted', days) : undefined}
          />
          <Stat
            label={t('overview.solved')}
            few={solved.n === 0 ? t('overview.solved.none') : few(solved)}
            value={share(solved)}
            note={interval(solved)}
            formula={t('overview.solved.how', { hits: solved.hits, n: solved.n, silent: data.silent })}
            href={solved.n > 0 ? linkOf(path, 'solved_counted', days) : undefined}
          />
          <Stat
            label={t('overview.satisfied')}
            few={satisfied.n === 0 ? t('overview.satisfied.none') : few(satisfied)}
            value={share(satisfied)}
            note={interval(satisfied)}
            formula={t('overview.satisfied.how', { hits: satisfied.hits, n: satisfied.n })}
            href={satisfied.n > 0 ? linkOf(path, 'satisfied_counted', days) : undefined}
          />
        </section>

        <section className="card span-5">
          <div className="card-head">
            <h2>{t('overview.why')}</h2>
            <small>{t('overview.why.note', { n: data.late })}</small>
            {data.late > 0 && (
              <Link href={linkOf(path, 'late')} className="primary-link row-end no-print">
                {t('overview.why.open', { n: data.late })}
              </Link>
            )}
          </div>
          {data.late === 0 ? (
            <EmptyState words={t('overview.late.none.long')} />
          ) : (
            <div className="card-body">
              {lateReasons.map(({ reason, count }) => (
                <BarRow
                  key={reason ?? 'none'}
                  label={reason ? t(`lateReason.${reason}`) : t('lateReason.none')}
                  count={count}
                  max={most}
                  href={linkOf(path, 'late', { lateReason: reason ?? 'none' })}
                />
              ))}
              <ul className="ages" aria-label={t('overview.ages')}>
                {lateAges.map((age) => (
                  <li key={age.from}>
                    <Link href={linkOf(path, 'late', { lateAge: String(age.from) })}>
                      <b>{age.count}</b>
                      <span className="meta">{lateAgeWords(age, t)}</span>
                    </Link>
                  </li>
                ))}
              </ul>
            </div>
          )}
        </section>

        <section className="card span-7">
          <div className="card-head">
            <h2>{t('overview.repeats')}</h2>
            <small>{t('overview.repeats.note', { days: data.repeatDays, min: data.repeatMin })}</small>
          </div>
          {repeats.length === 0 ? (
            <EmptyState words={t('overview.repeats.none', { days: data.repeatDays })} />
          ) : (
            <ul className="card-body repeats">
              {repeats.map((one) => (
                <li key={`${one.buildingId} ${one.category}`}>
                  <Link
                    className="link"
                    href={linkOf(path, 'reported', {
                      building: one.buildingId,
                      category: one.category,
                      from: data.repeatFrom,
                      to: today,
                    })}
                  >
                    <span data-said>{one.place}</span>
                    {` · ${t(`category.${one.category}`)}`}
                  </Link>
                  <span className="num">{t('overview.repeat', { n: one.count, people: one.people })}</span>
                  <span className="meta">
                    <span data-said>{one.community}</span> ·{' '}
                    {t('overview.repeat.last', { time: format.day(dayOf(new Date(one.last))) })}
                  </span>
                </li>
              ))}
            </ul>
          )}
        </section>

        <section className="card span-12">
          <div className="card-head">
            <h2>{t(`overview.areas.${below}`)}</h2>
            <small>{t('overview.areas.order')}</small>
            <span className="legend">
              <span>{t('overview.open')}</span>
              <span className="legend-late">{t('overview.late.of')}</span>
            </span>
          </div>
          <WideTable label={t(`overview.areas.${below}`)}>
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">{t(`overview.head.${below}`)}</th>
                  <th scope="col" className="bar-column">
                    <span className="unseen">{t('overview.bar')}</span>
                  </th>
                  <th scope="col" className="n">
                    {t('overview.open')}
                  </th>
                  <th scope="col" className="n">
                    {t('overview.late')}
                  </th>
                  <th scope="col" className="n">
                    {t('overview.opened')}
                  </th>
                  <th scope="col" className="n">
                    {t('overview.first')}
                  </th>
                  <th scope="col">{t('overview.solved.column')}</th>
                </tr>
              </thead>
              <tbody>
                {areas.map((one) => (
                  <tr key={one.path}>
                    <th scope="row">
                      <Link
                        className="link"
                        href={
                          one.path.length <= 12
                            ? `/desk/overview?${new URLSearchParams({ path: one.path, from, to })}`
                            : linkOf(one.path, 'open')
                        }
                        data-said
                      >
                        {one.name}
                      </Link>
                    </th>
                    <td>
                      <Bar
                        parts={[
                          { share: (one.open - one.late) / mostOpen, className: 'bar-open' },
                          { share: one.late / mostOpen, className: 'bar-late' },
                        ]}
                      />
                    </td>
                    <td className="n">
                      <Link
                        className="link"
                        href={linkOf(one.path, 'open')}
                        aria-label={t('overview.open.in', { name: one.name, n: one.open })}
                      >
                        {one.open}
                      </Link>
                    </td>
                    <td className="n">
                      <Link
                        className="link"
                        href={linkOf(one.path, 'late')}
                        aria-label={t('overview.late.in', { name: one.name, n: one.late })}
                      >
                        {one.late}
                      </Link>
                    </td>
                    <td className="n">
                      <Link
                        className="link"
                        href={linkOf(one.path, 'opened', days)}
                        aria-label={t('overview.opened.in', { name: one.name, n: one.opened })}
                      >
                        {one.opened}
                      </Link>
                    </td>
                    <td className="n">
                      {one.meanHours === null ? (
                        <span className="meta">{t('overview.none')}</span>
                      ) : (
                        t('overview.in.hours', { hours: format.number(one.meanHours, 1) })
                      )}
                    </td>
                    <td>
                      {one.solved.share === null ? (
                        <span className="meta">
                          {one.solved.n === 0 ? t('overview.solved.none') : t('rate.few', { n: one.solved.n })}
                        </span>
                      ) : (
                        <Link className="link" href={linkOf(one.path, 'solved_counted', days)}>
                          {format.percent(one.solved.share)} <span className="meta num">{interval(one.solved)}</span>
                        </Link>
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </WideTable>
        </section>
        <SuggestionsKept />
        <p className="meta span-12">{t('overview.formulas', { n: data.rateNMin })}</p>
      </div>
    </>
  )

  function save() {
    saveCsv(`${title}-${from}-${to}.csv`, [
      ['path', 'name', 'open', 'late', 'opened', 'hours', 'solved', 'solvedN'].map((one) =>
        t(`overview.column.${one}`),
      ),
      ['path', 'name', 'open', 'late', 'opened', 'hours', 'solved', 'solvedN'].map((one) =>
        t(`overview.column.${one}.note`),
      ),
      ...areas.map((one) => [
        one.path,
        one.name,
        one.open,
        one.late,
        one.opened,
        one.meanHours === null ? '' : one.meanHours.toFixed(1),
        one.solved.share === null ? '' : format.percent(one.solved.share),
        one.solved.n,
      ]),
    ])
  }
}

function Cases({ n }: { n: number }) {
  const { t } = useWords()
  const format = useFormat()
  return (
    <>
      {format.number(n)} <small>{t('overview.cases')}</small>
    </>
  )
}

export function levelOf(path: string): 'district' | 'street' | 'community' | 'grid' {
  return path.length <= 6 ? 'district' : path.length <= 9 ? 'street' : path.length <= 12 ? 'community' : 'grid'
}

interface DayProps {
  from: string
  to: string
  today: string
  set(days: { from: string; to: string }): void
}

/** The period: this month, the last thirty days, this year, or two days of one's own. */
export function DayForm({ from, to, today, set }: DayProps) {
  const { t } = useWords()
  const id = useId()
  const [days, setDays] = useState({ from, to })
  useEffect(() => setDays({ from, to }), [from, to])
  const spans = [
    { key: 'month', from: `${today.slice(0, 8)}01`, to: today },
    { key: 'thirty', from: addDays(today, -29), to: today },
    { key: 'year', from: `${today.slice(0, 4)}-01-01`, to: today },
  ]
  return (
    <form
      className="row day-form no-print"
      onSubmit={(event) => {
        event.preventDefault()
        set(days)
      }}
    >
      {spans.map((span) => (
        <Button key={span.key} size="small" onClick={() => set({ from: span.from, to: span.to })}>
          {t(`overview.span.${span.key}`)}
        </Button>
      ))}
      {(['from', 'to'] as const).map((end) => (
        <span key={end} className="row">
          <label htmlFor={`${id}-${end}`}>{t(`overview.${end}`)}</label>
          <Input
            id={`${id}-${end}`}
            type="date"
            value={days[end]}
            {...(end === 'from' ? { max: days.to } : { min: days.from })}
            onChange={({ target }) => setDays({ ...days, [end]: target.value })}
          />
        </span>
      ))}
      <Button htmlType="submit" type="primary">
        {t('overview.show')}
      </Button>
    </form>
  )
}
