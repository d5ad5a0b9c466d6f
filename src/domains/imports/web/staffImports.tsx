/** Lists that were imported, and beginning a new one: what it is, of which community, the file. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Button, Select } from 'antd'
import { useRef, useState } from 'react'
import { Link, useLocation } from 'wouter'
import { RefusalError } from '#ui/shared/api.ts'
import { useSay } from '#ui/shared/say.tsx'
import { useFormat } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { Choice, Field } from '#ui/staff/fields.tsx'
import { Icon } from '#ui/staff/icons.tsx'
import { PageTitle } from '#ui/staff/page-title.tsx'
import { saidSelect } from '#ui/staff/select.tsx'
import { EmptyState, Failed, Loading, NotPermitted } from '#ui/staff/states.tsx'
import { WideTable } from '#ui/staff/wide-table.tsx'
import { call, newId, sendBytes } from './api.ts'
import { StateWord } from './staffImportParts.tsx'

type Options = Awaited<ReturnType<typeof call<'GET', '/import-options'>>>

export default function ImportsPage() {
  const { t } = useWords()
  const page = t('desk.menu.imports')
  const options = useQuery({
    queryKey: ['import-options'],
    queryFn: ({ signal }) => call('GET', '/import-options', { signal }),
    retry: false,
  })
  if (options.error instanceof RefusalError && options.error.status === 403)
    return <NotPermitted page={page} roles={(options.error.facts.roles ?? []) as string[]} />
  return (
    <>
      <header className="page-head-plain">
        <PageTitle words={page} />
        {options.data && <span className="meta">{t('import.note', { days: options.data.undoDays })}</span>}
      </header>
      <div className="page-body stack page-narrow">
        {options.data ? (
          <NewImport options={options.data} />
        ) : options.error ? (
          <Failed error={options.error} again={() => void options.refetch()} />
        ) : (
          <Loading />
        )}
        <Recent />
      </div>
    </>
  )
}

function NewImport({ options }: { options: Options }) {
  const { t } = useWords()
  const say = useSay()
  const [, navigate] = useLocation()
  const input = useRef<HTMLInputElement>(null)
  const [kind, setKind] = useState('people')
  const [path, setPath] = useState(options.communities[0]?.path ?? '')
  const [file, setFile] = useState<File>()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState('')

  async function start() {
    if (!file) return setError(t('import.file.none'))
    setBusy(true)
    setError('')
    try {
      const id = newId()
      await call('POST', '/imports', { body: { id, kind, path, name: file.name.slice(0, 120) } })
      await sendBytes(`/imports/${id}/file?id=${newId()}`, file)
      navigate(`/desk/imports/${id}`)
    } catch (failure) {
      setError(say(failure))
      setBusy(false)
    }
  }

  return (
    <section className="card" aria-label={t('import.new')}>
      <div className="card-head">
        <h2>{t('import.new')}</h2>
      </div>
      <form
        className="card-body stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (!busy) void start()
        }}
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault()
          const [dropped] = event.dataTransfer.files
          if (dropped) setFile(dropped)
        }}
      >
        <Choice
          card
          label={t('import.kind')}
          values={options.kinds.map(({ name }) => name)}
          value={kind}
          words={(one) => (
            <>
              {t(`import.kind.${one}`)}
              <small>{t(`import.kind.${one}.note`)}</small>
            </>
          )}
          change={setKind}
        />
        {options.communities.length > 1 && (
          <Field label={t('import.community')}>
            {(ids) => (
              <Select
                {...ids}
                {...saidSelect}
                showSearch={{ optionFilterProp: 'label' }}
                value={path}
                options={options.communities.map((one) => ({ value: one.path, label: one.name }))}
                onChange={setPath}
              />
            )}
          </Field>
        )}
        <Field
          label={t('import.file')}
          note={t('import.file.note', { megabytes: options.megabytes, rows: options.rows.toLocaleString('en') })}
        >
          {(ids) => (
            <div className="drop-file">
              <input
                {...ids}
                ref={input}
                type="file"
                accept=".xlsx,.csv,.txt,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
                hidden
                onChange={({ target }) => setFile(target.files?.[0])}
              />
              <Button onClick={() => input.current?.click()}>
                <Icon name="file" small />
                {t('import.file.choose')}
              </Button>
              {file ? <b data-said>{file.name}</b> : <span className="meta">{t('import.file.drop')}</span>}
            </div>
          )}
        </Field>
        <p className="meta">{t('import.kept', { days: options.keepDays })}</p>
        {error && (
          <p className="refusal" role="alert">
            {error}
          </p>
        )}
        <div className="row">
          <Button type="primary" htmlType="submit" loading={busy}>
            {t('import.start')}
          </Button>
          {busy && (
            <span role="status" className="meta">
              {t('import.file.sending')}
            </span>
          )}
        </div>
      </form>
    </section>
  )
}

function Recent() {
  const { t } = useWords()
  const format = useFormat()
  const found = useInfiniteQuery({
    queryKey: ['imports'],
    queryFn: ({ pageParam, signal }) =>
      call('GET', '/imports', { query: pageParam ? { after: pageParam } : {}, signal }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next ?? undefined,
  })
  const rows = found.data?.pages.flatMap((one) => one.rows) ?? []
  return (
    <div className="card">
      <div className="card-head">
        <h2>{t('import.list')}</h2>
      </div>
      {!found.data ? (
        <Loading lines={3} />
      ) : rows.length === 0 ? (
        <EmptyState words={t('import.list.none')} icon="file" />
      ) : (
        <WideTable flush label={t('import.list')}>
          <table className="table">
            <thead>
              <tr>
                {(['name', 'kind', 'place', 'rows', 'state', 'by', 'at'] as const).map((name) => (
                  <th key={name} scope="col" className={name === 'rows' ? 'n' : undefined}>
                    {t(`import.${name}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.id}>
                  <th scope="row">
                    <Link
                      href={`/desk/imports/${row.id}`}
                      className="link"
                      {...(row.name === null ? {} : { 'data-said': '' })}
                    >
                      {row.name ?? t('import.name.erased')}
                    </Link>
                  </th>
                  <td>{t(`import.kind.${row.kind}`)}</td>
                  <td data-said>{row.place}</td>
                  <td className="n">{row.rows.toLocaleString('en')}</td>
                  <td>
                    <StateWord of={row} />
                  </td>
                  <td data-said>{row.madeBy}</td>
                  <td className="num">{format.stamp(row.madeAt)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </WideTable>
      )}
      {found.hasNextPage && (
        <p className="list-foot">
          <Button loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
            {t('do.more')}
          </Button>
        </p>
      )}
    </div>
  )
}
