/**
 * Territory: the tree, opened as far as one asks, and the chosen place beside it. On a phone the place has the page to
 * itself, with the way back above it. Read next: staffPlacePanel.tsx.
 */
import { useQuery } from '@tanstack/react-query'
import { Input } from 'antd'
import { useEffect, useState } from 'react'
import { useSearchParams } from 'wouter'
import { useWords } from '#ui/shared/words.tsx'
import { Icon } from '#ui/staff/icons.tsx'
import { useWide } from '#ui/staff/media.ts'
import { EmptyState } from '#ui/staff/states.tsx'
import { call, type PlaceRow } from './api.ts'
import { PlacePanel } from './staffPlacePanel.tsx'
import { PlacesHead, PlacesWaiting } from './staffPlacesHead.tsx'

export default function PlacesPage() {
  const { t } = useWords()
  const wide = useWide()
  const [search, setSearch] = useSearchParams()
  const [typed, setTyped] = useState('')
  const [words, setWords] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setWords(typed.trim()), 250)
    return () => clearTimeout(timer)
  }, [typed])
  const roots = useQuery({
    queryKey: ['territory', ''],
    queryFn: ({ signal }) => call('GET', '/territory', { query: {}, signal }),
  })
  const found = useQuery({
    queryKey: ['territory', 'search', words],
    queryFn: ({ signal }) => call('GET', '/territory', { query: { words }, signal }),
    enabled: words !== '',
  })
  if (!roots.data) return <PlacesWaiting query={roots} />

  const chosen = search.get('place') ?? (wide ? roots.data.places[0]?.path : undefined)
  const choose = (path: string | undefined) => setSearch(path ? { place: path } : {})
  const tree = (
    <div className="tree-side stack">
      <Input
        className="search-field"
        value={typed}
        maxLength={30}
        allowClear
        aria-label={t('places.search')}
        placeholder={t('places.search')}
        prefix={<Icon name="search" />}
        onChange={({ target }) => setTyped(target.value)}
      />
      {words === '' ? (
        <ul className="tree" aria-label={t('places.tree')}>
          {roots.data.places.map((place) => (
            <Branch
              key={place.path}
              place={place}
              chosen={chosen}
              choose={choose}
              above
              opened={roots.data.places.length === 1}
            />
          ))}
        </ul>
      ) : found.data?.places.length === 0 ? (
        <EmptyState words={t('places.search.none')} icon="search" />
      ) : (
        <ul className="tree" aria-label={t('places.found')}>
          {(found.data?.places ?? []).map((place) => (
            <li key={place.path}>
              <PlaceLine place={place} chosen={chosen} choose={choose} above />
            </li>
          ))}
        </ul>
      )}
    </div>
  )
  const panel = chosen && <PlacePanel key={chosen} path={chosen} choose={choose} />
  return (
    <>
      <PlacesHead at="tree" />
      {wide ? (
        <div className="split">
          <section className="split-list" aria-label={t('places.tree')}>
            {tree}
          </section>
          <section className="split-detail" aria-label={t('places.one')}>
            <div className="split-detail-body stack">{panel}</div>
          </section>
        </div>
      ) : (
        <div className="page-body stack">
          {panel ? (
            <>
              <button type="button" className="link" onClick={() => choose(undefined)}>
                {t('places.back')}
              </button>
              {panel}
            </>
          ) : (
            tree
          )}
        </div>
      )}
    </>
  )
}

interface LineProps {
  place: PlaceRow
  chosen: string | undefined
  choose(path: string): void
  /** Says in which place it lies. */
  above?: boolean
}

function PlaceLine({ place, chosen, choose, above = false }: LineProps) {
  return (
    <button
      type="button"
      className="tree-name"
      aria-current={place.path === chosen ? 'true' : undefined}
      onClick={() => choose(place.path)}
    >
      <span data-said>{place.name}</span>
      {above && place.above !== '' && (
        <small className="meta" data-said>
          {place.above}
        </small>
      )}
    </button>
  )
}

/** A place that opens; what lies in it is asked for when it does. */
function Branch({ place, chosen, choose, above = false, opened = false }: LineProps & { opened?: boolean }) {
  const { t } = useWords()
  const [open, setOpen] = useState(opened || (chosen?.startsWith(place.path) === true && chosen !== place.path))
  const inside = useQuery({
    queryKey: ['territory', place.path],
    queryFn: ({ signal }) => call('GET', '/territory', { query: { inside: place.path }, signal }),
    enabled: open,
  })
  return (
    <li>
      <div className="tree-line">
        {place.inside > 0 ? (
          <button
            type="button"
            className="tree-open"
            aria-expanded={open}
            aria-label={t(open ? 'places.shut' : 'places.open', { name: place.name })}
            onClick={() => setOpen(!open)}
          >
            <Icon name={open ? 'chevronDown' : 'chevronRight'} small />
          </button>
        ) : (
          <span className="tree-open" />
        )}
        <PlaceLine place={place} chosen={chosen} choose={choose} above={above} />
        {place.inside > 0 && <span className="meta num">{place.inside}</span>}
      </div>
      {open && (
        <ul>
          {(inside.data?.places ?? []).map((one) => (
            <Branch key={one.path} place={one} chosen={chosen} choose={choose} />
          ))}
        </ul>
      )}
    </li>
  )
}
