/**
 * The calendar: for each year what is off and which weekend days are worked, who put the list in; and, to the system
 * administrator, putting in the State Council's list as lines after a dry run.
 */
import { useQuery } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { addDays, dayOf } from '#lib/days.ts'
import type { Answer } from '#ui/shared/api.ts'
import { useFormat, useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { Field } from '#ui/staff/fields.tsx'
import { PageTitle } from '#ui/staff/page-title.tsx'
import { call } from './api.ts'
import { Waiting } from './staffClosed.tsx'
import { useSending } from './staffSending.ts'

type Year = Answer<'GET', '/calendar'>['years'][number]
type Tried = Answer<'POST', '/calendar/preview'>

export default function CalendarPage() {
  const { t } = useWords()
  const { now } = useSession()
  const calendar = useQuery({ queryKey: ['calendar'], queryFn: ({ signal }) => call('GET', '/calendar', { signal }) })
  const page = t('desk.menu.calendar')
  if (!calendar.data) return <Waiting page={page} query={calendar} />

  const { years, mayChange } = calendar.data
  const next = Number(dayOf(now()).slice(0, 4)) + 1
  return (
    <>
      <header className="page-head-plain">
        <PageTitle words={page} />
        <span className="meta">{t(mayChange ? 'calendar.note.change' : 'calendar.note')}</span>
      </header>
      <div className="page-body page-narrow stack">
        {mayChange && <ImportForm />}
        {years.every(({ year }) => year !== next) && (
          <p className="soft">{t('calendar.next', { year: String(next) })}</p>
        )}
        {years.map((year) => (
          <YearCard key={year.year} year={year} />
        ))}
      </div>
    </>
  )
}

function ImportForm() {
  const { t } = useWords()
  const trying = useSending()
  const saving = useSending('calendar')
  const [lines, setLines] = useState('')
  const [tried, setTried] = useState<Tried>()
  const [missing, setMissing] = useState(false)
  const [taken, setTaken] = useState('')
  const ready = tried !== undefined && tried.errors.length === 0 && tried.year !== null

  async function submit() {
    setMissing(lines.trim() === '')
    if (lines.trim() === '') return
    if (!ready) {
      setTried(await trying.send({ lines }, () => call('POST', '/calendar/preview', { body: { lines } })))
      return
    }
    const done = await saving.send({ lines }, (id) => call('POST', '/calendar/imports', { body: { id, lines } }))
    if (!done) return
    setLines('')
    setTried(undefined)
    setTaken(t('calendar.taken', { year: String(done.year), off: done.off, work: done.work }))
  }

  const error = trying.error || saving.error
  return (
    <section className="card">
      <div className="card-head">
        <h2>{t('calendar.import')}</h2>
      </div>
      <form
        className="card-body stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <Field
          label={t('calendar.lines')}
          note={t('calendar.lines.note')}
          error={missing ? t('calendar.lines.write') : undefined}
        >
          {(ids) => (
            <Input.TextArea
              {...ids}
              rows={8}
              className="num"
              maxLength={20_000}
              placeholder={t('calendar.lines.example')}
              value={lines}
              onChange={({ target }) => {
                setLines(target.value)
                setTried(undefined)
                setTaken('')
                trying.clear()
                saving.clear()
              }}
            />
          )}
        </Field>
        {tried && <TriedWords tried={tried} />}
        {error && (
          <p className="refusal" role="alert">
            {error}
          </p>
        )}
        {taken && <p role="status">{taken}</p>}
        <div className="row">
          <Button type="primary" htmlType="submit" loading={trying.busy || saving.busy}>
            {ready ? t('calendar.save', { year: String(tried.year) }) : t('calendar.try')}
          </Button>
        </div>
      </form>
    </section>
  )
}

/** What the dry run found. */
function TriedWords({ tried }: { tried: Tried }) {
  const { t } = useWords()
  const { year, off, work, offBefore, workBefore, errors, running, moved } = tried
  if (errors.length > 0)
    return (
      <section className="refusal stack-small" role="alert">
        <p>{t('calendar.errors', { n: errors.length })}</p>
        <ul>
          {errors.slice(0, 20).map(({ line, code }) => (
            <li key={line}>{t('calendar.error', { line, why: t(`calendar.error.${code}`) })}</li>
          ))}
        </ul>
      </section>
    )
  return (
    <section className="effect stack-small" role="status">
      <p>{year === null ? t('refusal.calendar.empty') : t('calendar.tried', { year: String(year), off, work })}</p>
      {offBefore + workBefore > 0 && <p>{t('calendar.tried.replaces', { off: offBefore, work: workBefore })}</p>}
      {year !== null && (
        <p>
          {moved === 0 ? t('calendar.tried.none', { n: running }) : t('calendar.tried.moved', { n: moved, running })}
        </p>
      )}
    </section>
  )
}

function YearCard({ year: { year, published, importedBy, importedAt, days } }: { year: Year }) {
  const { t } = useWords()
  const format = useFormat()
  const names = [...Map.groupBy(days, ({ name }) => name)]
  return (
    <section className="card" aria-label={t('calendar.year', { year: String(year) })}>
      <div className="card-head">
        <h2>{t('calendar.year', { year: String(year) })}</h2>
        <small>{t(published ? 'calendar.published' : 'calendar.unpublished')}</small>
        {importedBy && importedAt && (
          <small>
            <span data-said>{importedBy}</span> {t('calendar.imported', { time: format.stamp(importedAt) })}
          </small>
        )}
      </div>
      <dl className="card-body facts">
        {names.map(([name, inside]) => (
          <div key={name} className="contents">
            <dt data-said>{name}</dt>
            <dd>
              {spansOf(inside.filter(({ kind }) => kind === 'off')).map(({ from, to }, at) => (
                <span key={from}>
                  {at > 0 && t('list.comma')}
                  {from === to ? format.day(from) : t('calendar.span', { from: format.day(from), to: format.day(to) })}
                </span>
              ))}
              {inside.some(({ kind }) => kind === 'work') && (
                <span className="soft">
                  {' '}
                  {t('calendar.work', {
                    days: inside
                      .filter(({ kind }) => kind === 'work')
                      .map(({ day }) => format.dayAndWeekday(day))
                      .join(t('list.comma')),
                  })}
                </span>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

/** Days that follow each other, as spans. */
function spansOf(days: readonly { day: string }[]): { from: string; to: string }[] {
  const spans: { from: string; to: string }[] = []
  for (const { day } of days) {
    const last = spans.at(-1)
    if (last && addDays(last.to, 1) === day) last.to = day
    else spans.push({ from: day, to: day })
  }
  return spans
}
