/** Units: whom a matter can be given to and who lies in a place. Added, renamed, ended on a day; ended ones are offered no more. */
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input, Select } from 'antd'
import { useEffect, useState } from 'react'
import { dayOf } from '#lib/days.ts'
import { RefusalError } from '#ui/shared/api.ts'
import { useFormat, useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { Dialog, SendForm } from '#ui/staff/dialog.tsx'
import { Field } from '#ui/staff/fields.tsx'
import { FilterBar, useFilters } from '#ui/staff/filter-bar.tsx'
import { Icon } from '#ui/staff/icons.tsx'
import { PageTitle } from '#ui/staff/page-title.tsx'
import { plainSelect } from '#ui/staff/select.tsx'
import { useSend } from '#ui/staff/send.ts'
import { EmptyState, Failed, Loading } from '#ui/staff/states.tsx'
import { type OrganisationKind, organisationKinds } from '../spec.ts'
import { call, type Organisation } from './api.ts'
import { ClosedToOthers, PlaceSelect, usePlaces } from './staffParts.tsx'

type Query = NonNullable<Parameters<typeof call<'GET', '/organisations'>>[2]>['query']
type Open = 'add' | { change: Organisation } | { end: Organisation } | undefined

export default function OrganisationsPage() {
  const { t } = useWords()
  const format = useFormat()
  const { actor } = useSession()
  const client = useQueryClient()
  const [search, change] = useFilters()
  const [typed, setTyped] = useState('')
  const [words, setWords] = useState('')
  const [open, setOpen] = useState<Open>()
  const districts = usePlaces(undefined)
  const mayChange = actor?.permissions.includes('organisations.change') ?? false
  const query = {
    ...(words.trim() === '' ? {} : { words: words.trim() }),
    ...(search.kind ? { kind: search.kind } : {}),
    ...(search.path ? { path: search.path } : {}),
    ended: search.ended === 'yes' ? 'yes' : 'no',
  } as Query
  const found = useInfiniteQuery({
    queryKey: ['organisations', query],
    queryFn: ({ pageParam, signal }) =>
      call('GET', '/organisations', { query: { ...query, ...(pageParam ? { after: pageParam } : {}) }, signal }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next ?? undefined,
    placeholderData: (before) => before,
  })
  useEffect(() => {
    const timer = setTimeout(() => setWords(typed), 250)
    return () => clearTimeout(timer)
  }, [typed])
  if (found.error instanceof RefusalError && found.error.status === 403)
    return <ClosedToOthers page={t('desk.menu.organisations')} />
  const rows = found.data?.pages.flatMap((page) => page.rows) ?? []
  const close = () => setOpen(undefined)
  const done = async () => {
    close()
    await client.invalidateQueries({ queryKey: ['organisations'] })
  }
  return (
    <>
      <header className="page-head-plain">
        <PageTitle words={t('desk.menu.organisations')} />
        {mayChange && (
          <Button type="primary" className="row-end" onClick={() => setOpen('add')}>
            <Icon name="plus" small />
            {t('organisation.add')}
          </Button>
        )}
      </header>
      <div className="page-body stack">
        <FilterBar
          filters={[
            {
              key: 'kind',
              label: t('organisation.kind'),
              options: organisationKinds.map((kind) => ({ value: kind, label: t(`organisation.kind.${kind}`) })),
            },
            {
              key: 'path',
              label: t('staff.place'),
              options: (districts.data ?? []).map(({ path, name }) => ({ value: path, label: name })),
            },
            { key: 'ended', label: t('staff.state'), options: [{ value: 'yes', label: t('organisation.ended') }] },
          ]}
          values={search}
          found={found.data ? t('organisation.found', { n: found.data.pages[0]?.total ?? 0 }) : ''}
          change={change}
        />
        <Input
          className="search-field"
          value={typed}
          maxLength={40}
          aria-label={t('organisation.search')}
          placeholder={t('organisation.search')}
          prefix={<Icon name="search" />}
          onChange={({ target }) => setTyped(target.value)}
        />
        {found.error && !found.data ? (
          <Failed error={found.error} again={() => void found.refetch()} />
        ) : !found.data ? (
          <Loading lines={10} />
        ) : rows.length === 0 ? (
          <EmptyState words={t('organisation.none')} icon="buildingCommunity" />
        ) : (
          <section className="card">
            <table className="table table-stack">
              <thead>
                <tr>
                  <th scope="col">{t('organisation.name')}</th>
                  <th scope="col">{t('organisation.kind')}</th>
                  <th scope="col">{t('staff.place')}</th>
                  <th scope="col">{t('organisation.phone')}</th>
                  <th scope="col">
                    <span className="unseen">{t('organisation.acts')}</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <tr key={row.id}>
                    <th scope="row" className="wrap">
                      <span data-said>{row.name}</span>
                    </th>
                    <td>{t(`organisation.kind.${row.kind}`)}</td>
                    <td>
                      <span data-said>{row.place}</span>
                    </td>
                    <td className="num">
                      <span data-said>{row.phone}</span>
                    </td>
                    <td>
                      {row.endedOn ? (
                        <span className="meta">{t('organisation.ended.on', { time: format.day(row.endedOn) })}</span>
                      ) : (
                        mayChange && (
                          <span className="row row-acts">
                            <Button
                              size="small"
                              aria-label={t('organisation.change.name', { name: row.name })}
                              onClick={() => setOpen({ change: row })}
                            >
                              {t('organisation.change')}
                            </Button>
                            <Button
                              size="small"
                              aria-label={t('organisation.end.name', { name: row.name })}
                              onClick={() => setOpen({ end: row })}
                            >
                              {t('organisation.end')}
                            </Button>
                          </span>
                        )
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
            {found.hasNextPage && (
              <p className="list-foot">
                <Button loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
                  {t('do.more')}
                </Button>
              </p>
            )}
          </section>
        )}
      </div>
      <Dialog open={open === 'add'} title={t('organisation.add')} close={close}>
        <AddForm done={done} cancel={close} />
      </Dialog>
      <Dialog open={typeof open === 'object' && 'change' in open} title={t('organisation.change')} close={close}>
        {typeof open === 'object' && 'change' in open && <ChangeForm row={open.change} done={done} cancel={close} />}
      </Dialog>
      <Dialog open={typeof open === 'object' && 'end' in open} title={t('organisation.end')} close={close}>
        {typeof open === 'object' && 'end' in open && <EndForm row={open.end} done={done} cancel={close} />}
      </Dialog>
    </>
  )
}

interface FormProps {
  done(): Promise<void>
  cancel(): void
}

interface NameAndPhone {
  name: string
  phone: string
}

function NameFields({ value, change }: { value: NameAndPhone; change(value: NameAndPhone): void }) {
  const { t } = useWords()
  return (
    <>
      <Field label={t('organisation.name')}>
        {(ids) => (
          <Input
            {...ids}
            value={value.name}
            maxLength={80}
            onChange={({ target }) => change({ ...value, name: target.value })}
          />
        )}
      </Field>
      <Field label={t('organisation.phone')} note={t('organisation.phone.note')}>
        {(ids) => (
          <Input
            {...ids}
            value={value.phone}
            maxLength={20}
            inputMode="tel"
            onChange={({ target }) => change({ ...value, phone: target.value })}
          />
        )}
      </Field>
    </>
  )
}

function AddForm({ done, cancel }: FormProps) {
  const { t } = useWords()
  const { actor } = useSession()
  const city = actor?.grants[0]?.path.slice(0, 4) ?? ''
  const [kind, setKind] = useState<OrganisationKind>()
  const [value, setValue] = useState<NameAndPhone>({ name: '', phone: '' })
  const [above, setAbove] = useState<{ district?: string; street?: string; community?: string }>({})
  const sending = useSend((body: Parameters<typeof call<'POST', '/organisations'>>[2]['body']) =>
    call('POST', '/organisations', { body }),
  )
  const submit = async () => {
    if (!kind || value.name.trim() === '') return sending.setError(t('organisation.fill'))
    const path = above.community ?? above.street ?? above.district ?? city
    const body = { kind, name: value.name.trim(), path, phone: value.phone.trim() || null }
    if (await sending.send(body)) await done()
  }
  return (
    <SendForm label={t('organisation.add')} {...sending} submit={() => void submit()} cancel={cancel}>
      <Field label={t('organisation.kind')}>
        {(ids) => (
          <Select
            {...ids}
            {...plainSelect}
            value={kind ?? null}
            placeholder={t('organisation.kind.choose')}
            options={organisationKinds.map((one) => ({ value: one, label: t(`organisation.kind.${one}`) }))}
            onChange={(one: OrganisationKind) => setKind(one)}
          />
        )}
      </Field>
      <NameFields value={value} change={setValue} />
      <p className="meta">{t('organisation.place.note')}</p>
      <PlaceSelect
        label={t('level.district')}
        inside={undefined}
        value={above.district}
        choose={(district) => setAbove({ district })}
      />
      {above.district && (
        <PlaceSelect
          label={t('level.street')}
          inside={above.district}
          value={above.street}
          choose={(street) => setAbove({ ...(above.district ? { district: above.district } : {}), street })}
        />
      )}
      {above.street && (
        <PlaceSelect
          label={t('level.community')}
          inside={above.street}
          value={above.community}
          choose={(community) => setAbove({ ...above, community })}
        />
      )}
    </SendForm>
  )
}

function ChangeForm({ row, done, cancel }: FormProps & { row: Organisation }) {
  const { t } = useWords()
  const [value, setValue] = useState<NameAndPhone>({ name: row.name, phone: row.phone ?? '' })
  const sending = useSend((body: { id: string; name: string; phone: string | null }) =>
    call('POST', '/organisations/:organisationId', { params: { organisationId: row.id }, body }),
  )
  const submit = async () => {
    if (value.name.trim() === '') return sending.setError(t('organisation.fill'))
    if (await sending.send({ name: value.name.trim(), phone: value.phone.trim() || null })) await done()
  }
  return (
    <SendForm label={t('do.save')} {...sending} submit={() => void submit()} cancel={cancel}>
      <NameFields value={value} change={setValue} />
    </SendForm>
  )
}

function EndForm({ row, done, cancel }: FormProps & { row: Organisation }) {
  const { t } = useWords()
  const { now } = useSession()
  const today = dayOf(now())
  const [day, setDay] = useState(today)
  const sending = useSend((body: { id: string; day: string }) =>
    call('POST', '/organisations/:organisationId/end', { params: { organisationId: row.id }, body }),
  )
  return (
    <SendForm
      label={t('organisation.end')}
      {...sending}
      submit={() => void sending.send({ day }).then((answer) => answer && done())}
      cancel={cancel}
    >
      <p>
        <b data-said>{row.name}</b>
      </p>
      <Field label={t('organisation.end.day')} note={t('organisation.end.note')}>
        {(ids) => (
          <Input {...ids} type="date" value={day} min={today} onChange={({ target }) => setDay(target.value)} />
        )}
      </Field>
    </SendForm>
  )
}
