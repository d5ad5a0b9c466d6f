/**
 * The three rates of a place: formula in words, n, coverage and interval; every number opens its requests.
 * Places below stand in the order of their codes with a word beside the whole, never in a rank. Read next: staffExclusions.tsx.
 */
import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { type ReactNode, useState } from 'react'
import { Link } from 'wouter'
import { dayOf, isDay } from '#lib/days.ts'
import { type Answer, call, RefusalError } from '#ui/shared/api.ts'
import { useFormat, useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { useArea } from '#ui/staff/area.ts'
import { useFilters } from '#ui/staff/filter-bar.tsx'
import { Icon } from '#ui/staff/icons.tsx'
import { PageTitle } from '#ui/staff/page-title.tsx'
import { Failed, Loading } from '#ui/staff/states.tsx'
import { WideTable } from '#ui/staff/wide-table.tsx'
import type { RateName } from '../rules.ts'
import { Closed } from './staffClosed.tsx'
import { saveCsv } from './staffExport.ts'
import { DayForm, levelOf, linkOf } from './staffOverview.tsx'
import type { InboxQuery } from './staffQueries.ts'

type Rates = Answer<'GET', '/rates'>
type InFull = Rates['rates'][number]
type Beside = Rates['areas'][number]['rates'][number]
type Figure = NonNullable<InboxQuery['figure']>

/** The lists behind the numbers of each rate. */
const figures: { readonly [R in RateName]: Readonly<Record<'hits' | 'n' | 'due' | 'unknown' | 'excluded', Figure>> } = {
  responded: {
    hits: 'first_contact_met',
    n: 'first_contact_counted',
    due: 'first_response',
    unknown: 'responded_pending',
    excluded: 'responded_excluded',
  },
  solved: {
    hits: 'solved',
    n: 'solved_counted',
    due: 'answered',
    unknown: 'silent',
    excluded: 'solved_excluded',
  },
  satisfied: {
    hits: 'satisfied',
    n: 'satisfied_counted',
    due: 'answered',
    unknown: 'unrated',
    excluded: 'satisfied_excluded',
  },
}

export default function RatesPage() {
  const { t } = useWords()
  const { now } = useSession()
  const area = useArea()
  const [search, change] = useFilters()
  const today = dayOf(now())
  const from = isDay(search.from ?? '') ? (search.from as string) : `${today.slice(0, 4)}-01-01`
  const to = isDay(search.to ?? '') ? (search.to as string) : today
  const path = search.path ?? area.path
  const rates = useQuery({
    queryKey: ['rates', path, from, to],
    queryFn: ({ signal }) => call('GET', '/rates', { query: { from, to, ...(path ? { path } : {}) }, signal }),
    placeholderData: (before) => before,
  })
  if (rates.error instanceof RefusalError && rates.error.status === 403)
    return <Closed page={t('desk.menu.rates')} permission="requests.overview" />
  if (!rates.data)
    return rates.error ? <Failed error={rates.error} again={() => void rates.refetch()} /> : <Loading lines={12} />
  return <Shown data={rates.data} from={from} to={to} setDays={change} wrong={rates.error !== null} />
}

interface ShownProps {
  data: Rates
  from: string
  to: string
  setDays(days: { from?: string; to?: string }): void
  wrong: boolean
}

function Shown({ data, from, to, setDays, wrong }: ShownProps) {
  const { t } = useWords()
  const format = useFormat()
  const { now } = useSession()
  const [choosing, setChoosing] = useState(false)
  const { path, areas } = data
  const days = { from, to }
  const below = areas[0] ? levelOf(areas[0].path) : 'grid'
  return (
    <>
      <header className="page-head-plain">
        <PageTitle words={t('desk.menu.rates')}>
          {t('desk.menu.rates')}{' '}
          <small className="title-area" data-said>
            {data.name}
          </small>
        </PageTitle>
        <span className="meta">{t('rates.note', { n: data.nMin, time: format.stamp(data.at) })}</span>
        <div className="row row-end no-print">
          <Button aria-expanded={choosing} className="filter-on" onClick={() => setChoosing(!choosing)}>
            {t('overview.days', { from: format.day(from), to: format.day(to) })}
            <Icon name="chevronDown" small />
          </Button>
          <Button onClick={save}>
            <Icon name="download" small />
            {t('desk.export')}
          </Button>
        </div>
        {choosing && <DayForm from={from} to={to} today={dayOf(now())} set={setDays} />}
      </header>
      {wrong && <p className="refusal page-refusal">{t('refusal.overview.days')}</p>}
      <div className="page-body grid-12">
        <div className="rate-cards span-12">
          {data.rates.map((rate) => (
            <RateCard key={rate.name} rate={rate} path={path} days={days} />
          ))}
        </div>
        <section className="card span-12">
          <div className="card-head">
            <h2>{t(`overview.areas.${below}`)}</h2>
            <small>{t('rates.areas.note')}</small>
          </div>
          <WideTable label={t(`overview.areas.${below}`)}>
            <table className="table table-stack">
              <thead>
                <tr>
                  <th scope="col">{t(`overview.head.${below}`)}</th>
                  {data.rates.map(({ name }) => (
                    <th key={name} scope="col">
                      {t(`rate.${name}`)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {areas.map((one) => (
                  <tr key={one.path}>
                    <th scope="row" data-said>
                      {one.path.length <= 12 ? (
                        <Link className="link" href={`/desk/rates?${new URLSearchParams({ ...days, path: one.path })}`}>
                          {one.name}
                        </Link>
                      ) : (
                        one.name
                      )}
                    </th>
                    {one.rates.map((rate) => (
                      <RateCell key={rate.name} rate={rate} href={linkOf(one.path, figures[rate.name].n, days)} />
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </WideTable>
        </section>
        <UnitRates path={path} days={days} />
      </div>
    </>
  )

  function save() {
    const columns = ['path', 'name', 'rate', 'hits', 'n', 'share', 'low', 'high', 'excluded']
    saveCsv(`${t('desk.menu.rates')}-${from}-${to}.csv`, [
      columns.map((one) => t(`rates.column.${one}`)),
      columns.map((one) => t(`rates.column.${one}.note`)),
      ...[{ path, name: data.name, rates: data.rates }, ...areas].flatMap((place) =>
        place.rates.map((rate) => [
          place.path,
          place.name,
          t(`rate.${rate.name}`),
          rate.hits,
          rate.n,
          rate.share === null ? '' : format.percent(rate.share),
          rate.low === null ? '' : format.percent(rate.low),
          rate.high === null ? '' : format.percent(rate.high),
          rate.excluded,
        ]),
      ),
    ])
  }
}

/** A rate beside a whole, with its list behind it. */
function RateCell({ rate, href }: { rate: Beside; href: string }) {
  const { t } = useWords()
  const format = useFormat()
  return (
    <td data-label={t(`rate.${rate.name}`)}>
      {rate.n === 0 ? (
        <span className="meta">{t('overview.none')}</span>
      ) : (
        <Link className="link" href={href}>
          {rate.share === null ? t('rates.few', { hits: rate.hits, n: rate.n }) : format.percent(rate.share)}
          {rate.low !== null && rate.high !== null && (
            <span className="meta num">
              {' '}
              {t('overview.interval', {
                n: format.number(rate.n),
                low: format.number(rate.low * 100, 1),
                high: format.percent(rate.high),
              })}
            </span>
          )}
        </Link>
      )}
      {rate.band && <span className="soft"> · {t(`rates.band.${rate.band}`)}</span>}
    </td>
  )
}

/** Units that were given requests, each beside the whole of its own kind and of no other. */
function UnitRates({ path, days }: { path: string; days: { from: string; to: string } }) {
  const { t } = useWords()
  const format = useFormat()
  const { data } = useQuery({
    queryKey: ['rates-units', path, days.from, days.to],
    queryFn: ({ signal }) => call('GET', '/rates/units', { query: { path, ...days }, signal }),
    retry: false,
  })
  if (!data || data.kinds.length === 0) return null
  return data.kinds.map(({ kind, rates, units }) => (
    <section key={kind} className="card span-12">
      <div className="card-head">
        <h2>{t('rates.units', { kind: t(`organisation.kind.${kind}`) })}</h2>
        <small>{t('rates.units.note')}</small>
      </div>
      <WideTable label={t(`organisation.kind.${kind}`)}>
        <table className="table table-stack">
          <thead>
            <tr>
              <th scope="col">{t('desk.give.unit')}</th>
              {rates.map(({ name }) => (
                <th key={name} scope="col">
                  {t(`rate.${name}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {units.map((unit) => (
              <tr key={unit.id}>
                <th scope="row" data-said>
                  {unit.name}
                </th>
                {unit.rates.map((rate) => (
                  <RateCell
                    key={rate.name}
                    rate={rate}
                    href={linkOf(path, figures[rate.name].n, { ...days, unit: unit.id })}
                  />
                ))}
              </tr>
            ))}
            {units.length > 1 && (
              <tr>
                <th scope="row">{t('rates.units.whole')}</th>
                {rates.map(({ name, hits, n, share }) => (
                  <td key={name} data-label={t(`rate.${name}`)}>
                    {n === 0
                      ? t('overview.none')
                      : share === null
                        ? t('rates.few', { hits, n })
                        : `${format.percent(share)} · n = ${format.number(n)}`}
                  </td>
                ))}
              </tr>
            )}
          </tbody>
        </table>
      </WideTable>
    </section>
  ))
}

interface CardProps {
  rate: InFull
  path: string
  days: { from: string; to: string }
}

/** One rate: the headline or why there is none, then what it is made of, each number with its list. */
function RateCard({ rate, path, days }: CardProps) {
  const { t } = useWords()
  const format = useFormat()
  const { name, hits, n, due, unknown, excluded, share, low, high, withAll } = rate
  const number = (of: keyof (typeof figures)[RateName], count: number): ReactNode =>
    count === 0 ? (
      '0'
    ) : (
      <Link
        className="link"
        href={linkOf(path, figures[name][of], days)}
        aria-label={t('rates.list', { what: t(`rates.${name}.${of}`), n: count })}
      >
        {format.number(count)}
      </Link>
    )
  return (
    <section className="card" aria-label={t(`rate.${name}`)}>
      <div className="card-head">
        <h2>{t(`rate.${name}`)}</h2>
      </div>
      <div className="card-body stack-small">
        <p className="rate-head">
          {share === null ? (
            <span className="figure-few">{n === 0 ? t('overview.rate.none') : t('rates.few', { hits, n })}</span>
          ) : (
            <>
              <b className="num">{format.percent(share)}</b>{' '}
              {low !== null && high !== null && (
                <span className="meta">
                  {t('rates.interval', { low: format.number(low * 100, 1), high: format.percent(high) })}
                </span>
              )}
            </>
          )}
        </p>
        <p className="soft">{t(`rates.${name}.formula`)}</p>
        <dl className="facts">
          {(['hits', 'n', 'unknown', 'excluded', 'due'] as const).map((of) => (
            <div key={of} className="contents">
              <dt>{t(`rates.${name}.${of}`)}</dt>
              <dd className="num">
                {number(of, rate[of])}
                {of === 'n' && due > 0 && (
                  <span className="meta"> {t('rates.coverage', { share: format.percent(n / due) })}</span>
                )}
              </dd>
            </div>
          ))}
        </dl>
        {excluded > 0 && (
          <p>
            {withAll.share === null
              ? t('rates.with.few', { hits: withAll.hits, n: withAll.n })
              : t('rates.with', { share: format.percent(withAll.share), hits: withAll.hits, n: withAll.n })}
          </p>
        )}
        <p>
          <Link className="link" href={`/desk/rates/exclusions?${new URLSearchParams({ list: 'holding', path })}`}>
            {t('rates.exclusions')}
          </Link>
        </p>
        {unknown > n && n > 0 && <p className="soft">{t('rates.silent-most')}</p>}
      </div>
    </section>
  )
}
