/**
 * A log as the auditor reads it: filters in the address, newest first, page by page, and taking along what is shown.
 * Read next: staffActionLog.tsx and staffReadingLog.tsx, which are the two logs.
 */
import { useQuery } from '@tanstack/react-query'
import { Button, Input, Select } from 'antd'
import { type ReactNode, useState } from 'react'
import { addDays, dayOf, isDay } from '#lib/days.ts'
import { useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { Field } from '#ui/staff/fields.tsx'
import { useFilters } from '#ui/staff/filter-bar.tsx'
import { Icon } from '#ui/staff/icons.tsx'
import { PageTitle } from '#ui/staff/page-title.tsx'
import { plainSelect, saidSelect } from '#ui/staff/select.tsx'
import { call } from './api.ts'
import { useSending } from './staffSending.ts'

export interface LogQuery {
  from: string
  to: string
  person?: string
  kind?: string
  path?: string
  number?: string
}

/** What the address asks for; the last seven days when it says nothing. */
export function useLogQuery(): LogQuery {
  const [search] = useFilters()
  const { now } = useSession()
  const today = dayOf(now())
  const { person, kind, path, number } = search
  return {
    from: isDay(search.from ?? '') ? (search.from as string) : addDays(today, -6),
    to: isDay(search.to ?? '') ? (search.to as string) : today,
    ...(person ? { person } : {}),
    ...(kind ? { kind } : {}),
    ...(path ? { path } : {}),
    ...(number ? { number } : {}),
  }
}

interface Props {
  log: 'actions' | 'readings'
  title: string
  note: string
  /** Kinds of actions or purposes of readings, with their words. */
  kinds: readonly { value: string; label: string }[]
  children: ReactNode
}

export function LogFrame({ log, title, note, kinds, children }: Props) {
  const { t } = useWords()
  const query = useLogQuery()
  return (
    <>
      <header className="page-head-plain">
        <PageTitle words={title} />
        <span className="meta">{note}</span>
        <ExportButtons log={log} query={query} />
      </header>
      <div className="page-body stack">
        <LogFilters key={JSON.stringify(query)} query={query} kinds={kinds} people={t(`log.person.${log}`)} />
        {children}
      </div>
    </>
  )
}

interface FilterProps {
  query: LogQuery
  kinds: Props['kinds']
  /** What the person of this log did. */
  people: string
}

function LogFilters({ query, kinds, people }: FilterProps) {
  const { t } = useWords()
  const [, change] = useFilters()
  const [draft, setDraft] = useState<Readonly<Record<string, string | undefined>>>({ ...query })
  const choices = useQuery({
    queryKey: ['log-choices'],
    queryFn: ({ signal }) => call('GET', '/log/choices', { signal }),
    staleTime: 60_000,
  })
  const set = (name: string) => (value: string | null | undefined) => setDraft({ ...draft, [name]: value ?? undefined })

  return (
    <form
      className="card card-body card-body-even log-filters"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        change(draft)
      }}
    >
      {(['from', 'to'] as const).map((end) => (
        <Field key={end} label={t(`log.${end}`)}>
          {(ids) => <Input {...ids} type="date" value={draft[end]} onChange={({ target }) => set(end)(target.value)} />}
        </Field>
      ))}
      <Field label={people}>
        {(ids) => (
          <Select
            {...ids}
            {...saidSelect}
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            placeholder={t('log.all')}
            value={draft.person ?? null}
            options={(choices.data?.people ?? []).map(({ id, name }) => ({ value: id, label: name }))}
            onChange={set('person')}
          />
        )}
      </Field>
      <Field label={t('log.kind')}>
        {(ids) => (
          <Select
            {...ids}
            {...plainSelect}
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            placeholder={t('log.all')}
            value={draft.kind ?? null}
            options={[...kinds]}
            onChange={set('kind')}
          />
        )}
      </Field>
      <PlaceField value={draft.path} change={set('path')} />
      <Field label={t('log.number')}>
        {(ids) => (
          <Input
            {...ids}
            inputMode="numeric"
            maxLength={12}
            value={draft.number}
            onChange={({ target }) => set('number')(target.value.trim() || undefined)}
          />
        )}
      </Field>
      <div className="row">
        <Button type="primary" htmlType="submit">
          {t('log.show')}
        </Button>
        <Button onClick={() => change(Object.fromEntries(Object.keys(draft).map((key) => [key, undefined])))}>
          {t('filter.clear')}
        </Button>
      </div>
    </form>
  )
}

/** A community, found by its name or its initials; without one the whole city. */
function PlaceField({ value, change }: { value: string | undefined; change(value: string | null): void }) {
  const { t } = useWords()
  const [words, setWords] = useState('')
  const places = useQuery({
    queryKey: ['log-places', words || value],
    queryFn: ({ signal }) => call('GET', '/communities', { query: { words }, signal }),
    enabled: words !== '',
    placeholderData: (before) => before,
  })
  const chosen = useQuery({
    queryKey: ['log-place', value],
    queryFn: ({ signal }) => call('GET', '/communities/:path', { params: { path: value ?? '' }, signal }),
    enabled: value?.length === 12,
  })
  const options = (places.data?.places ?? []).map(({ path, name, above }) => ({
    value: path,
    label: `${name} ${above}`,
  }))
  if (chosen.data && options.every((option) => option.value !== value))
    options.push({ value: chosen.data.path, label: chosen.data.name })
  return (
    <Field label={t('log.place')}>
      {(ids) => (
        <Select
          {...ids}
          {...saidSelect}
          allowClear
          showSearch={{ filterOption: false, onSearch: setWords }}
          placeholder={t('log.place.all')}
          value={value ?? null}
          options={options}
          onChange={change}
        />
      )}
    </Field>
  )
}

/** Records the export, then fetches its file. */
function ExportButtons({ log, query }: { log: Props['log']; query: LogQuery }) {
  const { t } = useWords()
  const sending = useSending('log')
  const [said, setSaid] = useState('')

  async function take(format: 'csv' | 'xlsx') {
    setSaid('')
    const made = await sending.send({ log, format, ...query, at: Date.now() }, (id) =>
      call('POST', '/log/exports', { body: { id, log, ...query } }),
    )
    if (!made) return
    setSaid(t(made.cut ? 'log.exported.cut' : 'log.exported', { n: made.rows }))
    const link = document.createElement('a')
    link.href = `/api/log/exports/${made.id}/file?format=${format}`
    link.download = `${t(`log.file.${log}`)} ${query.from} ${query.to}.${format}`
    link.click()
  }

  return (
    <div className="row row-end no-print">
      <span role="status" className={sending.error ? 'error-text' : 'meta'}>
        {sending.error || said}
      </span>
      {(['csv', 'xlsx'] as const).map((format) => (
        <Button key={format} loading={sending.busy} onClick={() => void take(format)}>
          <Icon name="download" small />
          {t(`log.export.${format}`)}
        </Button>
      ))}
    </div>
  )
}
