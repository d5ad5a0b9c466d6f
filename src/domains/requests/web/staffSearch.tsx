/**
 * Searching by number, sound of a name, last four digits of a phone, or room. What is typed never goes into the address.
 * People come masked; their requests stand beside them.
 */
import { useQuery } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { Link } from 'wouter'
import { useHistoryState } from 'wouter/use-browser-location'
import { call } from '#ui/shared/api.ts'
import { useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { Icon } from '#ui/staff/icons.tsx'
import { usePhone } from '#ui/staff/media.ts'
import { PageTitle } from '#ui/staff/page-title.tsx'
import { EmptyState, Failed, Loading } from '#ui/staff/states.tsx'
import { RowCells } from './staffParts.tsx'

/** The people and requests that some words find. */
export function useFound(words: string) {
  const clean = words.trim().slice(0, 40)
  return useQuery({
    queryKey: ['found', clean],
    queryFn: ({ signal }) => call('POST', '/desk/search', { body: { words: clean }, signal }),
    enabled: clean !== '',
    gcTime: 0,
  })
}

export default function SearchPage() {
  const { t } = useWords()
  const phone = usePhone()
  const state = useHistoryState<{ words?: string } | null>()
  const given = state?.words ?? ''
  const [typed, setTyped] = useState(given)
  const [words, setWords] = useState(given)
  const input = useRef<HTMLInputElement>(null)
  const { actor } = useSession()
  const mayChangePhone = actor?.permissions.includes('people.changePhone')
  const found = useFound(words)

  useEffect(() => {
    setTyped(given)
    setWords(given)
    if (given === '') input.current?.focus()
  }, [given])

  return (
    <>
      <header className="page-head-plain">
        <PageTitle words={t('desk.search.title')} />
        <span className="meta">{t('desk.search.note')}</span>
      </header>
      <div className="page-body stack page-narrow">
        <search>
          <form
            className="row"
            onSubmit={(event) => {
              event.preventDefault()
              setWords(typed)
            }}
          >
            <div className="grow">
              <Input
                ref={(element) => {
                  input.current = element?.input ?? null
                }}
                value={typed}
                maxLength={40}
                aria-label={t('desk.search.name')}
                placeholder={t('desk.search.hint')}
                prefix={<Icon name="search" />}
                onChange={({ target }) => setTyped(target.value)}
              />
            </div>
            <Button type="primary" htmlType="submit">
              {t('do.search')}
            </Button>
          </form>
        </search>
        {words.trim() === '' ? (
          <EmptyState words={t('desk.search.empty')} icon="search" />
        ) : found.error ? (
          <Failed error={found.error} again={() => void found.refetch()} />
        ) : !found.data ? (
          <Loading />
        ) : (
          <>
            <p role="status" className="meta">
              {t('desk.search.count', { people: found.data.people.length, requests: found.data.requests.length })}
            </p>
            {found.data.people.length === 0 && found.data.requests.length === 0 && (
              <EmptyState words={t('empty.search', { words })} icon="search">
                <Link href="/desk/requests/new" className="link">
                  {t('desk.search.new')}
                </Link>
              </EmptyState>
            )}
            {found.data.people.length > 0 && (
              <section className="card">
                <div className="card-head">
                  <h2>{t('desk.search.people')}</h2>
                </div>
                <ul className="people">
                  {found.data.people.map((person) => (
                    <li key={person.id}>
                      <b data-said>{person.name}</b>
                      <span className="num" data-said>
                        {person.phoneTail && t('phone.tail', { tail: person.phoneTail })}
                      </span>
                      <span data-said>{person.address ?? ''}</span>
                      <span className="meta">{t('desk.search.open', { n: person.open })}</span>
                      <Link
                        href="/desk/requests/new"
                        state={{ person }}
                        className="link row-end"
                        aria-label={t('desk.search.for.name', { name: person.name })}
                      >
                        {t('desk.search.for')}
                      </Link>
                      {mayChangePhone && (
                        <Link
                          href={`/desk/people/${person.id}/phone`}
                          className="link"
                          aria-label={t('desk.search.phone.name', { name: person.name })}
                        >
                          {t('desk.search.phone')}
                        </Link>
                      )}
                    </li>
                  ))}
                </ul>
              </section>
            )}
            {found.data.requests.length > 0 && (
              <section className="card">
                <div className="card-head">
                  <h2>{t('desk.menu.requests')}</h2>
                </div>
                <ul>
                  {found.data.requests.map((row) => (
                    <li key={row.id}>
                      <Link href={`/desk/requests/${row.number}`} className="item">
                        <RowCells row={row} phone={phone} />
                      </Link>
                    </li>
                  ))}
                </ul>
              </section>
            )}
          </>
        )}
      </div>
    </>
  )
}
