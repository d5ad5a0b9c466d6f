/** One place: what it is, what belongs to it, its estates and buildings, figures, lists, and what it was called before. */
import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useFormat } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { Icon } from '#ui/staff/icons.tsx'
import { type Building, call, type Estate, type Figure, type Place } from './api.ts'
import { type OpenForm, PlaceForm } from './staffPlaceForms.tsx'
import { PlacesWaiting } from './staffPlacesHead.tsx'

interface Props {
  path: string
  choose(path: string | undefined): void
}

const held = ['grids', 'estates', 'buildings', 'dwellings', 'people', 'staff', 'requests'] as const

export function PlacePanel({ path, choose }: Props) {
  const { t } = useWords()
  const format = useFormat()
  const [open, setOpen] = useState<OpenForm>()
  const query = useQuery({
    queryKey: ['territory', 'one', path],
    queryFn: ({ signal }) => call('GET', '/territory/:path', { params: { path }, signal }),
  })
  if (!query.data) return <PlacesWaiting query={query} />

  const place = query.data
  const tends = place.can.includes('tend')
  const isGrid = place.level === 'grid' || place.level === 'micro_grid'
  const type = place.types.find(({ holds }) => holds)
  const holds = held.filter((one) => place.holds[one] > 0)
  return (
    <>
      <section className="card" aria-label={place.name}>
        <div className="card-head">
          <h2 data-said>{place.name}</h2>
          <small>{t(place.kind === '' ? `level.${place.level}` : `place.kind.${place.kind}`)}</small>
          {tends && (
            <span className="row row-end">
              <Button size="small" onClick={() => setOpen({ what: 'change' })}>
                {t('places.change')}
              </Button>
              {isGrid && (
                <>
                  <Button size="small" onClick={() => setOpen({ what: 'rename' })}>
                    {t('places.rename')}
                  </Button>
                  <Button size="small" onClick={() => setOpen({ what: 'end' })}>
                    {t('places.end')}
                  </Button>
                </>
              )}
              {(place.level === 'community' || place.level === 'grid') && (
                <Button size="small" onClick={() => setOpen({ what: 'grid' })}>
                  {t(place.level === 'community' ? 'places.grid.add' : 'places.micro.add')}
                </Button>
              )}
            </span>
          )}
        </div>
        <dl className="card-body facts">
          <dt>{t('places.code')}</dt>
          <dd className="num">{place.path}</dd>
          {place.above.length > 0 && (
            <>
              <dt>{t('places.above')}</dt>
              <dd>
                {place.above.map((one, index) => (
                  <span key={one.path}>
                    {index > 0 && ' › '}
                    <span data-said>{one.name}</span>
                  </span>
                ))}
              </dd>
            </>
          )}
          {place.level === 'community' && (
            <>
              <dt>{t('places.type')}</dt>
              <dd>
                {type
                  ? t('places.type.since', { type: t(`place.type.${type.type}`), day: format.day(type.from) })
                  : t('places.type.none')}
                {place.types
                  .filter(({ holds }) => !holds)
                  .map((one) => (
                    <small key={one.from} className="meta block">
                      {t('places.type.since', { type: t(`place.type.${one.type}`), day: format.day(one.from) })}
                    </small>
                  ))}
              </dd>
            </>
          )}
          <dt>{t('places.phone')}</dt>
          <dd className="num">{place.phone ? <span data-said>{place.phone}</span> : t('places.phone.none')}</dd>
          <dt>{t('places.holds')}</dt>
          <dd>
            {holds.length === 0
              ? t('places.holds.none')
              : holds.map((one, at) => (
                  <span key={one}>
                    {at > 0 && t('list.comma')}
                    <span className="whole">{t(`places.holds.${one}`, { n: place.holds[one] })}</span>
                  </span>
                ))}
          </dd>
          {place.lists.length > 0 && (
            <>
              <dt>{t('places.page.lists')}</dt>
              <dd data-said>{place.lists.map(({ name }) => name).join(t('list.comma'))}</dd>
            </>
          )}
        </dl>
      </section>

      {(place.level === 'community' || isGrid) && <Estates place={place} tends={tends} open={setOpen} />}
      <Figures place={place} tends={tends} open={setOpen} />
      <History place={place} />
      {open && <PlaceForm form={open} place={place} close={() => setOpen(undefined)} choose={choose} />}
    </>
  )
}

interface PartProps {
  place: Place
  tends: boolean
  open(form: OpenForm): void
}

function Estates({ place, tends, open }: PartProps) {
  const { t } = useWords()
  return (
    <section className="card" aria-label={t('places.estates')}>
      <div className="card-head">
        <h2>{t('places.estates')}</h2>
        {tends && place.level === 'community' && (
          <Button size="small" className="row-end" onClick={() => open({ what: 'estate' })}>
            <Icon name="plus" small />
            {t('places.estate.add')}
          </Button>
        )}
      </div>
      {place.estates.length === 0 && <p className="card-body meta">{t('places.estates.none')}</p>}
      {place.estates.map((estate) => (
        <EstateTable key={estate.id} estate={estate} tends={tends} open={open} />
      ))}
    </section>
  )
}

function EstateTable({ estate, tends, open }: { estate: Estate; tends: boolean; open(form: OpenForm): void }) {
  const { t } = useWords()
  const act = (key: string, form: OpenForm, about: string) => (
    <Button size="small" aria-label={`${t(key)} ${about}`} onClick={() => open(form)}>
      {t(key)}
    </Button>
  )
  const row = (building: Building) => (
    <tr key={building.id}>
      <th scope="row">
        <span data-said>{building.name}</span>
      </th>
      <td>{building.grid ? <span data-said>{building.grid}</span> : t('places.no-grid')}</td>
      <td>
        {building.units > 0
          ? t('places.shape', { units: building.units, floors: building.floors })
          : t('places.shape.plain', { floors: building.floors })}
      </td>
      <td>{t('places.holds.dwellings', { n: building.dwellings })}</td>
      <td>
        {tends && (
          <span className="row row-acts">
            {act('places.dwellings', { what: 'dwellings', building }, building.name)}
            {act('places.change', { what: 'building', estate, building }, building.name)}
            {act('places.end', { what: 'end-building', building }, building.name)}
          </span>
        )}
      </td>
    </tr>
  )
  return (
    <>
      <div className="card-head">
        <h3 data-said>{estate.name}</h3>
        {tends && (
          <span className="row row-end">
            {act('places.building.add', { what: 'building', estate, building: undefined }, estate.name)}
            {act('places.rename', { what: 'rename-estate', estate }, estate.name)}
            {act('places.end', { what: 'end-estate', estate }, estate.name)}
          </span>
        )}
      </div>
      {estate.buildings.length === 0 ? (
        <p className="card-body meta">{t('places.buildings.none')}</p>
      ) : (
        <table className="table table-stack">
          <thead>
            <tr>
              <th scope="col">{t('places.building')}</th>
              <th scope="col">{t('level.grid')}</th>
              <th scope="col">{t('places.shape.name')}</th>
              <th scope="col">{t('places.dwellings')}</th>
              <th scope="col">
                <span className="unseen">{t('places.acts')}</span>
              </th>
            </tr>
          </thead>
          <tbody>{estate.buildings.map(row)}</tbody>
        </table>
      )}
    </>
  )
}

function Figures({ place, tends, open }: PartProps) {
  const { t } = useWords()
  const format = useFormat()
  const line = (figure: Figure) => (
    <tr key={figure.id}>
      <th scope="row">{t(`population.${figure.kind}`)}</th>
      <td className="num">{figure.n}</td>
      <td>{format.day(figure.on)}</td>
      <td className="wrap">
        <span data-said>{figure.source}</span>
        {figure.reason && figure.before !== null && (
          <small className="meta block">
            {t('places.figure.corrected', { n: figure.before })}
            <span data-said>{figure.reason}</span>
          </small>
        )}
      </td>
      <td>
        {tends && (
          <span className="row row-acts">
            <Button
              size="small"
              aria-label={t('places.figure.correct.name', {
                kind: t(`population.${figure.kind}`),
                day: format.day(figure.on),
              })}
              onClick={() => open({ what: 'figure', corrects: figure })}
            >
              {t('places.figure.correct')}
            </Button>
          </span>
        )}
      </td>
    </tr>
  )
  return (
    <section className="card" aria-label={t('places.figures')}>
      <div className="card-head">
        <h2>{t('places.figures')}</h2>
        {tends && (
          <Button size="small" className="row-end" onClick={() => open({ what: 'figure', corrects: undefined })}>
            <Icon name="plus" small />
            {t('places.figure.add')}
          </Button>
        )}
      </div>
      {place.figures.length === 0 ? (
        <p className="card-body meta">{t('places.figures.none')}</p>
      ) : (
        <table className="table table-stack">
          <thead>
            <tr>
              <th scope="col">{t('places.figure.kind')}</th>
              <th scope="col">{t('places.figure.n')}</th>
              <th scope="col">{t('places.figure.on')}</th>
              <th scope="col">{t('places.figure.source')}</th>
              <th scope="col">
                <span className="unseen">{t('places.acts')}</span>
              </th>
            </tr>
          </thead>
          <tbody>{place.figures.map(line)}</tbody>
        </table>
      )}
    </section>
  )
}

function History({ place }: { place: Place }) {
  const { t } = useWords()
  const format = useFormat()
  return (
    <section className="card" aria-label={t('places.history')}>
      <div className="card-head">
        <h2>{t('places.history')}</h2>
      </div>
      {place.changes.length === 0 ? (
        <p className="card-body meta">{t('places.history.none')}</p>
      ) : (
        <ul className="card-list">
          {place.changes.map((change) => (
            <li key={`${change.from} ${change.kind} ${change.oldName} ${change.newName} ${change.into}`}>
              <b>{t(`places.did.${change.kind}`)}</b> <span className="meta">{format.day(change.from)}</span>{' '}
              <span data-said>
                {[change.oldName, change.newName ?? change.into]
                  .filter((one, at, all) => one && one !== all[at - 1])
                  .join(' → ')}
              </span>{' '}
              <span className="num meta" data-said>
                {[change.oldPath, change.newPath].filter((one, at, all) => one && one !== all[at - 1]).join(' → ')}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
