/** Codes for the notice boards: one sheet per building, with the two lines that say how to use it. Prints on A4 or A5. */
import { useQuery } from '@tanstack/react-query'
import { Button, Radio, Select } from 'antd'
import { useId, useState } from 'react'
import { useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { Icon } from '#ui/staff/icons.tsx'
import { PageTitle } from '#ui/staff/page-title.tsx'
import { saidSelect } from '#ui/staff/select.tsx'
import { EmptyState, Failed, Loading } from '#ui/staff/states.tsx'
import { call } from './api.ts'

const COMMUNITY = 12
const STREET = 9

export default function NoticeBoardPage() {
  const { t } = useWords()
  const { actor } = useSession()
  const id = useId()
  const grants = actor?.grants ?? []
  const own = [
    ...new Set(grants.filter(({ path }) => path.length >= COMMUNITY).map(({ path }) => path.slice(0, COMMUNITY))),
  ]
  const streets = [...new Set(grants.filter(({ path }) => path.length === STREET).map(({ path }) => path))]
  const lists = useQuery({
    queryKey: ['places', streets],
    queryFn: async ({ signal }) =>
      (await Promise.all(streets.map((inside) => call('GET', '/places', { query: { inside }, signal })))).flatMap(
        ({ places }) => places,
      ),
    enabled: streets.length > 0,
  })
  const [chosen, setChosen] = useState<string>()
  const [size, setSize] = useState<'a4' | 'a5'>('a5')
  const path = chosen ?? own[0] ?? lists.data?.[0]?.path
  const community = useQuery({
    queryKey: ['community', path],
    queryFn: ({ signal }) => call('GET', '/communities/:path', { params: { path: path ?? '' }, signal }),
    enabled: path !== undefined,
  })
  const [estate, setEstate] = useState<string>()
  const estates = community.data?.estates ?? []
  const shown = estates.filter((one) => estate === undefined || one.id === estate)
  const count = shown.reduce((sum, one) => sum + one.buildings.length, 0)

  return (
    <>
      <header className="page-head-plain no-print">
        <PageTitle words={t('desk.menu.qr')} />
        <span className="meta">{t('qr.note')}</span>
        <Button type="primary" className="row-end" disabled={count === 0} onClick={() => print()}>
          <Icon name="printer" small />
          {t('qr.print', { n: count })}
        </Button>
      </header>
      <div className="page-body stack">
        <div className="row no-print">
          {(lists.data?.length ?? 0) > 1 && (
            <div className="field">
              <label htmlFor={`${id}-community`}>{t('level.community')}</label>
              <Select
                id={`${id}-community`}
                {...saidSelect}
                className="wide-select"
                showSearch={{ optionFilterProp: 'label' }}
                value={path ?? null}
                options={(lists.data ?? []).map(({ path: value, name }) => ({ value, label: name }))}
                onChange={(next: string | null) => {
                  setChosen(next ?? undefined)
                  setEstate(undefined)
                }}
              />
            </div>
          )}
          <div className="field">
            <label htmlFor={`${id}-estate`}>{t('qr.estate')}</label>
            <Select
              id={`${id}-estate`}
              {...saidSelect}
              className="wide-select"
              allowClear
              value={estate ?? null}
              placeholder={t('qr.estate.all')}
              options={estates.map((one) => ({ value: one.id, label: one.name }))}
              onChange={(next: string | null) => setEstate(next ?? undefined)}
            />
          </div>
          <fieldset className="field">
            <legend>{t('qr.size')}</legend>
            <Radio.Group
              value={size}
              optionType="button"
              options={[
                { value: 'a5', label: <span data-said>A5</span> },
                { value: 'a4', label: <span data-said>A4</span> },
              ]}
              onChange={({ target }) => setSize(target.value as 'a4' | 'a5')}
            />
          </fieldset>
        </div>
        {community.error ? (
          <Failed error={community.error} again={() => void community.refetch()} />
        ) : path === undefined && !lists.isLoading ? (
          <EmptyState words={t('qr.nowhere')} icon="qrcode" />
        ) : !community.data ? (
          <Loading />
        ) : count === 0 ? (
          <EmptyState words={t('qr.none')} icon="qrcode" />
        ) : (
          <ul className={`sheets sheets-${size}`}>
            {shown.flatMap((one) =>
              one.buildings.map((building) => (
                <li key={building.id} className="qr-sheet">
                  <p className="qr-top">{t('qr.top')}</p>
                  <h2 data-said>
                    {one.name} {building.name}
                  </h2>
                  <img
                    src={`/api/buildings/${building.id}/qr.svg`}
                    alt={t('qr.alt', { place: `${one.name} ${building.name}` })}
                    loading="lazy"
                  />
                  <p>{t('qr.line1')}</p>
                  <p>{t('qr.line2', { phone: community.data.phone })}</p>
                  <p className="meta" data-said>
                    {community.data.name}
                  </p>
                </li>
              )),
            )}
          </ul>
        )}
      </div>
    </>
  )
}
