/**
 * Trying a rule on what happened: last year's requests replayed as they were and under the rule that is typed in.
 * It only counts; the rule itself is changed under 规则数值, from a day on.
 */
import { useQuery } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useId, useState } from 'react'
import { Link } from 'wouter'
import { addMonths, dayOf, isDay } from '#lib/days.ts'
import { groupNumber } from '#lib/number.ts'
import { RefusalError } from '#ui/shared/api.ts'
import { useFormat, useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { useArea } from '#ui/staff/area.ts'
import { Choice, Field } from '#ui/staff/fields.tsx'
import { useFilters } from '#ui/staff/filter-bar.tsx'
import { PageTitle } from '#ui/staff/page-title.tsx'
import { EmptyState, Failed, Loading } from '#ui/staff/states.tsx'
import { WideTable } from '#ui/staff/wide-table.tsx'
import { type Cell, cells, daysOff, outcomes } from '../rules.ts'
import { call, type Tried } from './api.ts'
import { Waiting } from './staffParts.tsx'

const amounts = ['contactHours', 'answerWorkdays', 'urgentDays', 'keyMonths'] as const
const most = { contactHours: 720, answerWorkdays: 250, urgentDays: 366, keyMonths: 24 } as const

export default function WhatIfPage() {
  const { t } = useWords()
  const { now } = useSession()
  const area = useArea()
  const [search, change] = useFilters()
  const today = dayOf(now())
  const from = isDay(search.from ?? '') ? (search.from as string) : addMonths(today, -12)
  const to = isDay(search.to ?? '') ? (search.to as string) : today
  const path = search.path ?? area.path
  const query = {
    from,
    to,
    ...(path ? { path } : {}),
    ...Object.fromEntries(
      amounts.flatMap((name) => {
        const amount = Number(search[name])
        return Number.isInteger(amount) && amount >= 1 && amount <= most[name] ? [[name, amount]] : []
      }),
    ),
    daysOff: daysOff.find((one) => one === search.daysOff) ?? 'rule',
  } as const
  const cell = cells.find((one) => one === search.cell)
  const tried = useQuery({
    queryKey: ['what-if', query, cell],
    queryFn: ({ signal }) =>
      call('GET', '/insight/what-if', { query: { ...query, ...(cell ? { cell } : {}) }, signal }),
    placeholderData: (before) => before,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const page = t('desk.menu.whatIf')
  if (!tried.data && tried.error instanceof RefusalError && tried.error.status === 403)
    return <Waiting page={page} query={tried} />
  return (
    <>
      <header className="page-head-plain">
        <PageTitle words={page}>
          {page}{' '}
          <small className="title-area" data-said>
            {tried.data?.name ?? ''}
          </small>
        </PageTitle>
        <span className="meta">{t('whatIf.note')}</span>
      </header>
      <div className="page-body stack">
        {tried.data && <RuleForm key={JSON.stringify(query)} data={tried.data} query={query} change={change} />}
        {tried.error ? (
          <Failed error={tried.error} again={() => void tried.refetch()} />
        ) : !tried.data ? (
          <Loading lines={10} />
        ) : (
          <Result
            data={tried.data}
            waiting={tried.isPlaceholderData}
            cell={cell}
            show={(next) => change({ cell: next })}
          />
        )}
      </div>
    </>
  )
}

interface FormProps {
  data: Tried
  query: Readonly<Record<string, string | number>>
  change(values: Readonly<Record<string, string | undefined>>): void
}

function RuleForm({ data: { rule }, query, change }: FormProps) {
  const { t } = useWords()
  const id = useId()
  const [values, setValues] = useState<Record<string, string>>(
    Object.fromEntries(amounts.map((name) => [name, String(query[name] ?? rule[name])])),
  )
  const [off, setOff] = useState<(typeof daysOff)[number]>(query.daysOff as 'rule')
  const [days, setDays] = useState({ from: String(query.from), to: String(query.to) })
  const wrong = (name: (typeof amounts)[number]) => {
    const amount = Number(values[name])
    return Number.isInteger(amount) && amount >= 1 && amount <= most[name]
      ? undefined
      : t('whatIf.amount.wrong', { most: most[name] })
  }
  return (
    <section className="card" aria-label={t('whatIf.rule')}>
      <div className="card-head">
        <h2>{t('whatIf.rule')}</h2>
        <small>{t('whatIf.rule.note')}</small>
      </div>
      <form
        className="card-body stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (amounts.some((name) => wrong(name))) return
          change({
            ...days,
            ...Object.fromEntries(
              amounts.map((name) => [name, values[name] === String(rule[name]) ? undefined : values[name]]),
            ),
            daysOff: off === 'rule' ? undefined : off,
          })
        }}
      >
        <div className="what-if-fields">
          {amounts.map((name) => (
            <Field
              key={name}
              label={t(`whatIf.${name}`)}
              note={t('whatIf.amount.now', { n: rule[name] })}
              error={wrong(name)}
            >
              {(field) => (
                <Input
                  {...field}
                  className="num"
                  type="number"
                  inputMode="numeric"
                  min={1}
                  max={most[name]}
                  value={values[name] ?? ''}
                  onChange={({ target }) => setValues({ ...values, [name]: target.value })}
                />
              )}
            </Field>
          ))}
        </div>
        <Choice
          label={t('whatIf.daysOff')}
          values={daysOff}
          value={off}
          words={(one) => t(`whatIf.daysOff.${one}`)}
          change={setOff}
        />
        <div className="row row-fields">
          {(['from', 'to'] as const).map((end) => (
            <span key={end} className="row">
              <label htmlFor={`${id}-${end}`}>{t(`whatIf.${end}`)}</label>
              <Input
                id={`${id}-${end}`}
                type="date"
                value={days[end]}
                onChange={({ target }) => setDays({ ...days, [end]: target.value })}
              />
            </span>
          ))}
          <Button type="primary" htmlType="submit">
            {t('whatIf.try')}
          </Button>
        </div>
      </form>
    </section>
  )
}

interface ResultProps {
  data: Tried
  waiting: boolean
  cell: Cell | undefined
  show(cell: Cell | undefined): void
}

function Result({ data, waiting, cell, show }: ResultProps) {
  const { t } = useWords()
  const format = useFormat()
  const { total, rows: shown } = data.shown
  const opens = (of: Cell, n: number, words?: string) =>
    n === 0 ? (
      '0'
    ) : (
      <button
        type="button"
        className="link num"
        {...(words ? {} : { 'aria-label': t('insight.list', { what: nameOf(of), n }) })}
        aria-pressed={of === cell}
        onClick={() => show(of)}
      >
        {words ?? format.number(n)}
      </button>
    )
  const nameOf = (of: Cell) => {
    const [what = '', side = '', outcome = ''] = of.split('.')
    return `${t(`whatIf.what.${what}`)} · ${t(`whatIf.cell.${side}.${outcome}`)}`
  }
  const rows = data.rows.filter(({ before }) => outcomes.some((one) => before[one] > 0))
  return (
    <>
      <section className="card" aria-busy={waiting}>
        <div className="card-head">
          <h2>{t('whatIf.result')}</h2>
          <small>
            {t('whatIf.replayed', { n: format.number(data.replayed) })}
            {data.leftOff > 0 && t('whatIf.leftOff', { n: format.number(data.leftOff) })}
          </small>
        </div>
        {rows.length === 0 ? (
          <EmptyState words={t('whatIf.none')} icon="history" />
        ) : (
          <WideTable label={t('whatIf.result')}>
            <table className="table table-stack">
              <thead>
                <tr>
                  <th scope="col">{t('whatIf.column.what')}</th>
                  {['before.late', 'after.late', 'before.in_time', 'after.in_time', 'open', 'became'].map((one) => (
                    <th key={one} scope="col" className={one === 'became' ? undefined : 'n'}>
                      {t(`whatIf.column.${one}`)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {rows.map(({ what, before, after, becameLate, becameInTime }) => (
                  <tr key={what}>
                    <th scope="row">{t(`whatIf.what.${what}`)}</th>
                    <td className="n" data-label={t('whatIf.column.before.late')}>
                      {opens(`${what}.before.late`, before.late)}
                    </td>
                    <td className="n" data-label={t('whatIf.column.after.late')}>
                      <b>{opens(`${what}.after.late`, after.late)}</b>
                    </td>
                    <td className="n" data-label={t('whatIf.column.before.in_time')}>
                      {opens(`${what}.before.in_time`, before.in_time)}
                    </td>
                    <td className="n" data-label={t('whatIf.column.after.in_time')}>
                      <b>{opens(`${what}.after.in_time`, after.in_time)}</b>
                    </td>
                    <td className="n" data-label={t('whatIf.column.open')}>
                      {opens(`${what}.before.open`, before.open)} → {opens(`${what}.after.open`, after.open)}
                    </td>
                    <td data-label={t('whatIf.column.became')}>
                      {becameLate + becameInTime === 0 && t('whatIf.same')}
                      {becameLate > 0 &&
                        opens(`${what}.became.late`, becameLate, t('whatIf.became.late', { n: becameLate }))}
                      {becameLate > 0 && becameInTime > 0 && t('list.comma')}
                      {becameInTime > 0 &&
                        opens(`${what}.became.in_time`, becameInTime, t('whatIf.became.in_time', { n: becameInTime }))}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </WideTable>
        )}
      </section>
      {shown.length > 0 && (
        <section className="card">
          <div className="card-head">
            <h2>{cell ? nameOf(cell) : t('whatIf.changed')}</h2>
            <small>{t('whatIf.changed.note', { n: shown.length, total: format.number(total) })}</small>
            {cell && (
              <Button type="link" className="row-end" onClick={() => show(undefined)}>
                {t('whatIf.changed.back')}
              </Button>
            )}
          </div>
          <WideTable label={t('whatIf.changed')}>
            <table className="table table-stack">
              <thead>
                <tr>
                  {['number', 'title', 'what', 'before', 'after'].map((one) => (
                    <th key={one} scope="col">
                      {t(`whatIf.changed.${one}`)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {shown.map((one) => (
                  <tr key={`${one.number} ${one.what}`}>
                    <th scope="row">
                      <Link className="link num" href={`/desk/requests/${one.number}`}>
                        {groupNumber(one.number)}
                      </Link>
                    </th>
                    <td data-said>{one.title}</td>
                    <td data-label={t('whatIf.changed.what')}>{t(`whatIf.what.${one.what}`)}</td>
                    <td data-label={t('whatIf.changed.before')}>{t(`whatIf.outcome.${one.before}`)}</td>
                    <td data-label={t('whatIf.changed.after')}>{t(`whatIf.outcome.${one.after}`)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </WideTable>
        </section>
      )}
    </>
  )
}
