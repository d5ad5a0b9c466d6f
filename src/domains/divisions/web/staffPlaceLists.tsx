/** Lists of places: function zones and areas somebody is in charge of. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input, Select } from 'antd'
import { useEffect, useState } from 'react'
import { useFormat } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { Dialog, SendForm } from '#ui/staff/dialog.tsx'
import { Choice, Field } from '#ui/staff/fields.tsx'
import { Icon } from '#ui/staff/icons.tsx'
import { saidSelect } from '#ui/staff/select.tsx'
import { useSend } from '#ui/staff/send.ts'
import { EmptyState } from '#ui/staff/states.tsx'
import { listPurposes } from '../spec.ts'
import { call, type PlaceList } from './api.ts'
import { PlacesHead, PlacesWaiting } from './staffPlacesHead.tsx'

export default function PlaceListsPage() {
  const { t } = useWords()
  const format = useFormat()
  const [open, setOpen] = useState<{ list: PlaceList | undefined }>()
  const query = useQuery({
    queryKey: ['place-lists'],
    queryFn: ({ signal }) => call('GET', '/place-lists', { signal }),
  })
  if (!query.data) return <PlacesWaiting query={query} />

  const { lists, mayChange } = query.data
  return (
    <>
      <PlacesHead at="lists">
        {mayChange && (
          <Button type="primary" className="row-end" onClick={() => setOpen({ list: undefined })}>
            <Icon name="plus" small />
            {t('places.list.add')}
          </Button>
        )}
      </PlacesHead>
      <div className="page-body stack">
        {lists.length === 0 ? (
          <EmptyState words={t('places.list.none')} icon="list" />
        ) : (
          <section className="card" aria-label={t('places.page.lists')}>
            <table className="table table-stack">
              <thead>
                <tr>
                  <th scope="col">{t('places.name')}</th>
                  <th scope="col">{t('places.list.purpose')}</th>
                  <th scope="col">{t('places.list.places')}</th>
                  <th scope="col">
                    <span className="unseen">{t('places.acts')}</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {lists.map((list) => (
                  <tr key={list.id}>
                    <th scope="row" className="wrap">
                      <span data-said>{list.name}</span>
                    </th>
                    <td>{t(`place.purpose.${list.purpose}`)}</td>
                    <td className="wrap">
                      <span data-said>{list.places.map(({ name }) => name).join(t('list.comma'))}</span>
                    </td>
                    <td>
                      {list.endedOn && (
                        <span className="meta">{t('places.list.ended', { day: format.day(list.endedOn) })} </span>
                      )}
                      {mayChange && (
                        <Button
                          size="small"
                          aria-label={`${t('places.change')} ${list.name}`}
                          onClick={() => setOpen({ list })}
                        >
                          {t('places.change')}
                        </Button>
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        )}
      </div>
      <Dialog
        open={open !== undefined}
        title={t(open?.list ? 'places.list.change' : 'places.list.add')}
        close={() => setOpen(undefined)}
      >
        {open && <ListForm list={open.list} close={() => setOpen(undefined)} />}
      </Dialog>
    </>
  )
}

function ListForm({ list, close }: { list: PlaceList | undefined; close(): void }) {
  const { t } = useWords()
  const client = useQueryClient()
  const [name, setName] = useState(list?.name ?? '')
  const [purpose, setPurpose] = useState<(typeof listPurposes)[number]>(list?.purpose ?? 'function_zone')
  const [chosen, setChosen] = useState((list?.places ?? []).map((place) => ({ value: place.path, label: place.name })))
  const [ended, setEnded] = useState(list ? list.endedOn !== null : false)
  const [typed, setTyped] = useState('')
  const [words, setWords] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setWords(typed.trim()), 250)
    return () => clearTimeout(timer)
  }, [typed])
  const found = useQuery({
    queryKey: ['territory', 'search', words],
    queryFn: ({ signal }) => call('GET', '/territory', { query: { words }, signal }),
    enabled: words !== '',
  })
  const sending = useSend(
    async (body: { id: string; name: string; purpose: typeof purpose; paths: string[]; ended: boolean }) => {
      const { ended: over, ...added } = body
      if (list)
        await call('POST', '/place-lists/:listId', { params: { listId: list.id }, body: { ...added, ended: over } })
      else await call('POST', '/place-lists', { body: added })
      return {}
    },
  )
  const submit = async () => {
    if (name.trim() === '' || chosen.length === 0) return sending.setError(t('places.list.fill'))
    const body = { name: name.trim(), purpose, paths: chosen.map(({ value }) => value), ended }
    if (!(await sending.send(body))) return
    close()
    await client.invalidateQueries({ queryKey: ['place-lists'] })
    await client.invalidateQueries({ queryKey: ['territory'] })
  }
  return (
    <SendForm label={t(list ? 'do.save' : 'places.add')} {...sending} submit={() => void submit()} cancel={close}>
      <Field label={t('places.name')}>
        {(ids) => <Input {...ids} value={name} maxLength={40} onChange={({ target }) => setName(target.value)} />}
      </Field>
      <Choice
        label={t('places.list.purpose')}
        values={listPurposes}
        value={purpose}
        words={(one) => t(`place.purpose.${one}`)}
        change={setPurpose}
      />
      <Field label={t('places.list.places')} note={t('places.list.places.note')}>
        {(ids) => (
          <Select
            {...ids}
            {...saidSelect}
            mode="multiple"
            labelInValue
            showSearch={{ filterOption: false, onSearch: setTyped }}
            value={chosen}
            options={(found.data?.places ?? []).map((place) => ({
              value: place.path,
              label: place.above === '' ? place.name : `${place.name} · ${place.above}`,
            }))}
            onChange={(all: { value: string; label: string }[]) => setChosen(all)}
          />
        )}
      </Field>
      {list && (
        <label className="choice">
          <input type="checkbox" checked={ended} onChange={({ target }) => setEnded(target.checked)} />
          <span>{t('places.list.end')}</span>
        </label>
      )}
    </SendForm>
  )
}
