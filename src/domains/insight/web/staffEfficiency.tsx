/**
 * Handling efficiency (办事效率): how long answers took, beside the same days a year before or the days just before. The formula
 * stands above, each n opens its requests, and without enough to compare with it says so.
 */
import { useQuery } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useEffect, useId, useState } from 'react'
import { addDays, dayOf, isDay } from '#lib/days.ts'
import { RefusalError } from '#ui/shared/api.ts'
import { useFormat, useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { useArea } from '#ui/staff/area.ts'
import { Choice } from '#ui/staff/fields.tsx'
import { useFilters } from '#ui/staff/filter-bar.tsx'
import { PageTitle } from '#ui/staff/page-title.tsx'
import { WideTable } from '#ui/staff/wide-table.tsx'
import { type Beside, besides } from '../rules.ts'
import { call, type Handling } from './api.ts'
import { Opens, Waiting } from './staffParts.tsx'

/** Days that are compared when nobody chose others, today included. */
const DAYS = 90

type Row = Handling['rows'][number]
interface Days {
  from: string
  to: string
}

export default function EfficiencyPage() {
  const { t } = useWords()
  const format = useFormat()
  const { now } = useSession()
  const area = useArea()
  const [search, change] = useFilters()
  const today = dayOf(now())
  const from = isDay(search.from ?? '') ? (search.from as string) : addDays(today, 1 - DAYS)
  const to = isDay(search.to ?? '') ? (search.to as string) : today
  const beside = besides.find((one) => one === search.beside) ?? 'year'
  const path = search.path ?? area.path
  const found = useQuery({
    queryKey: ['efficiency', path, from, to, beside],
    queryFn: ({ signal }) =>
      call('GET', '/insight/efficiency', { query: { from, to, beside, ...(path ? { path } : {}) }, signal }),
    placeholderData: (before) => before,
    retry: false,
  })
  const page = t('desk.menu.efficiency')
  const wrong = found.error instanceof RefusalError && found.error.status === 422 ? found.error.code : undefined
  if (!found.data && !wrong) return <Waiting page={page} query={found} />
  const { data } = found
  return (
    <>
      <header className="page-head-plain">
        <PageTitle words={page}>
          {page}{' '}
          <small className="title-area" data-said>
            {data?.name}
          </small>
        </PageTitle>
        {data && <span className="meta">{t('insight.at', { time: format.stamp(data.at) })}</span>}
      </header>
      {wrong && <p className="refusal page-refusal">{t(`refusal.${wrong}`)}</p>}
      <div className="page-body stack">
        <DaysForm days={{ from, to }} beside={beside} set={change} />
        {data && !wrong && <Shown data={data} days={{ from, to }} />}
      </div>
    </>
  )
}

interface FormProps {
  days: Days
  beside: Beside
  set(chosen: Record<string, string>): void
}

function DaysForm({ days, beside, set }: FormProps) {
  const { t } = useWords()
  const id = useId()
  const [typed, setTyped] = useState(days)
  useEffect(() => setTyped({ from: days.from, to: days.to }), [days.from, days.to])
  return (
    <section className="card card-body">
      <form
        className="stack-small"
        aria-label={t('efficiency.what')}
        onSubmit={(event) => {
          event.preventDefault()
          set({ ...typed, beside })
        }}
      >
        <Choice
          label={t('efficiency.beside')}
          values={besides}
          value={beside}
          words={(one) => t(`efficiency.beside.${one}`)}
          change={(one) => set({ ...days, beside: one })}
        />
        <div className="row row-fields">
          {(['from', 'to'] as const).map((end) => (
            <span key={end} className="row">
              <label htmlFor={`${id}-${end}`}>{t(`efficiency.${end}`)}</label>
              <Input
                id={`${id}-${end}`}
                type="date"
                value={typed[end]}
                onChange={({ target }) => setTyped({ ...typed, [end]: target.value })}
              />
            </span>
          ))}
          <Button type="primary" htmlType="submit">
            {t('efficiency.show')}
          </Button>
        </div>
      </form>
    </section>
  )
}

function Shown({ data, days }: { data: Handling; days: Days }) {
  const { t } = useWords()
  const format = useFormat()
  const { path, before, since, beforeKnown, rows, unanswered, nMin, target } = data
  const spanOf = ({ from, to }: Days) => t('insight.days', { from: format.day(from), to: format.day(to) })
  const long = (hours: number) =>
    hours < 48
      ? t('efficiency.hours', { n: format.number(hours, 1) })
      : t('efficiency.days', { n: format.number(hours / 24, 1) })
  const nameOf = (row: Row) => t(row.class === 'all' ? 'efficiency.all' : `class.${row.class}`)
  const signed = (percent: number) =>
    `${percent > 0 ? '+' : percent < 0 ? '−' : ''}${format.number(Math.abs(percent))}%`

  const side = (row: Row, which: 'now' | 'before', span: Days) => {
    const one = row[which]
    if (!one)
      return (
        <span className="meta">{t(which === 'before' && !beforeKnown ? 'efficiency.unknown' : 'overview.none')}</span>
      )
    return (
      <>
        {long(one.meanHours)} <span className="meta">{t('efficiency.median', { time: long(one.medianHours) })}</span>{' '}
        <span className="meta">
          n ={' '}
          <Opens
            n={one.n}
            what={`${nameOf(row)} · ${spanOf(span)}`}
            query={{ figure: 'handled', path, ...span, ...(row.class === 'all' ? {} : { class: row.class }) }}
          />
        </span>
      </>
    )
  }

  const changed = ({ now, before: there, change }: Row) => {
    if (change)
      return (
        <>
          <b className="num">{signed(change.percent)}</b>{' '}
          <span className="meta num">
            {t('efficiency.interval', { low: signed(change.low), high: signed(change.high) })}
          </span>
          {change.low <= 0 && change.high >= 0 && <span className="soft"> · {t('rates.band.same')}</span>}
        </>
      )
    return <span className="meta">{t(now && there ? 'efficiency.few' : 'efficiency.without', { n: nMin })}</span>
  }

  return (
    <>
      <section className="card">
        <div className="card-head">
          <h2>{t('efficiency.head')}</h2>
          <small>{t('efficiency.target', { percent: target })}</small>
        </div>
        {!beforeKnown && (
          <p className="card-body">
            {since === null
              ? t('efficiency.nothing')
              : t('efficiency.short', { day: format.day(since), span: spanOf(before) })}
          </p>
        )}
        <WideTable label={t('efficiency.head')}>
          <table className="table table-stack">
            <thead>
              <tr>
                <th scope="col">{t('efficiency.column.class')}</th>
                <th scope="col">{spanOf(days)}</th>
                <th scope="col">{spanOf(before)}</th>
                <th scope="col">{t('efficiency.column.change')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.class}>
                  <th scope="row">{nameOf(row)}</th>
                  <td data-label={spanOf(days)}>{side(row, 'now', days)}</td>
                  <td data-label={spanOf(before)}>{side(row, 'before', before)}</td>
                  <td data-label={t('efficiency.column.change')}>{changed(row)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </WideTable>
      </section>
      <p className="meta">{t('efficiency.how', { n: nMin })}</p>
      <p className="meta">
        {t('efficiency.unanswered')}{' '}
        <Opens n={unanswered.n} what={t('efficiency.unanswered')} query={{ figure: 'open', path }} />
        {unanswered.n > 0 && ` · ${t('efficiency.waited', { time: long(unanswered.meanHours) })}`}
      </p>
    </>
  )
}
