/** Finding a community: by a piece of its name, by pinyin or initials, or down from the district. */
import { type ReactNode, useEffect, useState } from 'react'
import { type Answer, call } from '#ui/shared/api.ts'
import { useWords } from '#ui/shared/words.tsx'
import { pinyinName } from './community.ts'
import { useLoad } from './load.ts'
import { EmptyState, Failed, Field, Loading, Row } from './parts.tsx'

type Place = Answer<'GET', '/places'>['places'][number]

export interface CommunityName {
  path: string
  name: string
}

const TYPING_PAUSE = 250

export function CommunityPicker({ onChoose }: { onChoose(community: CommunityName): void }) {
  const { t, language } = useWords()
  const [words, setWords] = useState('')
  const [asked, setAsked] = useState('')
  const [way, setWay] = useState<Place[]>([])
  useEffect(() => {
    const timer = setTimeout(() => setAsked(words.trim()), TYPING_PAUSE)
    return () => clearTimeout(timer)
  }, [words])

  const inside = way.at(-1)
  const found = useLoad(asked === '' ? undefined : `communities ${asked}`, (signal) =>
    call('GET', '/communities', { query: { words: asked }, signal }),
  )
  const below = useLoad(asked === '' ? `places ${inside?.path ?? ''}` : undefined, (signal) =>
    call('GET', '/places', { query: inside ? { inside: inside.path } : {}, signal }),
  )
  const list = asked === '' ? below : found
  /** Where a place lies when it was searched for, and what it is when another kind of place has its name. */
  const noteOf = ({ name, above, kind }: Place): ReactNode => {
    const named = (list.value?.places ?? []).filter((one) => one.name === name && one.above === above)
    const told = kind !== '' && named.some((one) => one.kind !== kind)
    if (asked === '' && !told) return undefined
    return (
      <>
        {asked !== '' && (
          <span data-said lang="zh-CN">
            {above}
          </span>
        )}{' '}
        {told && t(`place.kind.${kind}`)}
      </>
    )
  }
  const choose = (place: Place) => (place.level === 'community' ? onChoose(place) : setWay([...way, place]))

  return (
    <div className="stack">
      <Field label={t('community.search')} hint={t('community.search.hint')}>
        {({ id, describedBy }) => (
          <input
            id={id}
            className="input"
            type="search"
            autoComplete="off"
            aria-describedby={describedBy}
            value={words}
            onChange={(event) => setWords(event.currentTarget.value)}
          />
        )}
      </Field>
      {asked === '' && way.length > 0 && (
        <nav className="way" aria-label={t('community.way')}>
          <button type="button" className="pill" onClick={() => setWay([])}>
            {t('community.all')}
          </button>
          {way.map((place, index) => (
            <button
              type="button"
              key={place.path}
              className="pill"
              aria-current={index === way.length - 1 ? 'true' : undefined}
              onClick={() => setWay(way.slice(0, index + 1))}
              data-said
              lang="zh-CN"
            >
              {place.name}
            </button>
          ))}
        </nav>
      )}
      <p className="unseen" role="status">
        {list.value && asked !== '' ? t('community.found', { n: list.value.places.length }) : ''}
      </p>
      {list.value ? (
        list.value.places.length === 0 ? (
          <EmptyState icon="search">{t('empty.search', { words: asked })}</EmptyState>
        ) : (
          <ul className="card list" aria-label={t(asked === '' ? `community.list.${way.length}` : 'community.results')}>
            {list.value.places.map((place) => (
              <li key={place.path}>
                <Row onClick={() => choose(place)} note={noteOf(place)}>
                  <span data-said lang="zh-CN">
                    {place.name}
                  </span>
                  {language === 'en' && (
                    <span className="meta block" data-said lang="zh-Latn">
                      {pinyinName(place.pinyin)}
                    </span>
                  )}
                </Row>
              </li>
            ))}
          </ul>
        )
      ) : list.error ? (
        <Failed error={list.error} onRetry={() => void list.reload()} />
      ) : (
        <Loading lines={6} />
      )}
    </div>
  )
}
