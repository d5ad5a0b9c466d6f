/** Staff: who they are, what they may do where, and whether they can sign in. Searched, filtered, in the order of names. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useEffect, useState } from 'react'
import { Link, useLocation } from 'wouter'
import { RefusalError } from '#ui/shared/api.ts'
import { useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { FilterBar, useFilters } from '#ui/staff/filter-bar.tsx'
import { Icon } from '#ui/staff/icons.tsx'
import { PageTitle } from '#ui/staff/page-title.tsx'
import { EmptyState, Failed, Loading } from '#ui/staff/states.tsx'
import { staffStates } from '../spec.ts'
import { call, type StaffRow } from './api.ts'
import { ClosedToOthers, GrantWhere, roleNames, StateTag, usePlaces, useSpanWords } from './staffParts.tsx'

type Query = NonNullable<Parameters<typeof call<'GET', '/staff'>>[2]>['query']

export default function PeoplePage() {
  const { t } = useWords()
  const { actor } = useSession()
  const [, navigate] = useLocation()
  const [search, change] = useFilters()
  const [typed, setTyped] = useState('')
  const [words, setWords] = useState('')
  const districts = usePlaces(undefined)
  const mayInvite = actor?.permissions.includes('staff.invite') ?? false
  const administers = actor?.permissions.includes('staff.logins') ?? false
  const query = {
    ...(words.trim() === '' ? {} : { words: words.trim() }),
    ...(search.role ? { role: search.role } : {}),
    ...(search.state ? { state: search.state } : {}),
    ...(search.path ? { path: search.path } : {}),
  } as Query
  const people = useInfiniteQuery({
    queryKey: ['staff', query],
    queryFn: ({ pageParam, signal }) =>
      call('GET', '/staff', { query: { ...query, ...(pageParam ? { after: pageParam } : {}) }, signal }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next ?? undefined,
    placeholderData: (before) => before,
  })
  useEffect(() => {
    const timer = setTimeout(() => setWords(typed), 250)
    return () => clearTimeout(timer)
  }, [typed])

  if (people.error instanceof RefusalError && people.error.status === 403)
    return <ClosedToOthers page={t('desk.menu.staff')} heads />
  const rows = people.data?.pages.flatMap((page) => page.rows) ?? []
  const total = people.data?.pages[0]?.total ?? 0
  return (
    <>
      <header className="page-head-plain">
        <PageTitle words={t('desk.menu.staff')} />
        {mayInvite && (
          <Button type="primary" className="row-end" onClick={() => navigate('/desk/staff/new')}>
            <Icon name="plus" small />
            {t('staff.invite')}
          </Button>
        )}
      </header>
      <div className="page-body stack">
        <FilterBar
          filters={[
            {
              key: 'role',
              label: t('staff.role'),
              options: roleNames.map((role) => ({ value: role, label: t(`role.${role}`) })),
            },
            {
              key: 'state',
              label: t('staff.state'),
              options: staffStates.map((state) => ({ value: state, label: t(`staff.state.${state}`) })),
            },
            ...(administers
              ? [
                  {
                    key: 'path',
                    label: t('staff.place'),
                    options: (districts.data ?? []).map(({ path, name }) => ({ value: path, label: name })),
                  },
                ]
              : []),
          ]}
          values={search}
          found={people.data ? t('staff.found', { n: total }) : ''}
          change={change}
        />
        <Input
          className="search-field"
          value={typed}
          maxLength={40}
          aria-label={t('staff.search')}
          placeholder={t(administers ? 'staff.search.hint' : 'staff.search.hint.name')}
          prefix={<Icon name="search" />}
          onChange={({ target }) => setTyped(target.value)}
        />
        {people.error && !people.data ? (
          <Failed error={people.error} again={() => void people.refetch()} />
        ) : !people.data ? (
          <Loading lines={10} />
        ) : rows.length === 0 ? (
          <EmptyState words={t('staff.none')} icon="users" />
        ) : (
          <section className="card">
            <table className="table table-stack">
              <thead>
                <tr>
                  <th scope="col">{t('staff.name')}</th>
                  {administers && <th scope="col">{t('signIn.login')}</th>}
                  <th scope="col">{t('staff.roles')}</th>
                  <th scope="col">{t('staff.state')}</th>
                  {administers && <th scope="col">{t('staff.second')}</th>}
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <PersonLine key={row.personId} row={row} administers={administers} />
                ))}
              </tbody>
            </table>
            {people.hasNextPage && (
              <p className="list-foot">
                <Button loading={people.isFetchingNextPage} onClick={() => void people.fetchNextPage()}>
                  {t('do.more')}
                </Button>
              </p>
            )}
          </section>
        )}
      </div>
    </>
  )
}

function PersonLine({ row, administers }: { row: StaffRow; administers: boolean }) {
  const { t } = useWords()
  const span = useSpanWords()
  return (
    <tr>
      <th scope="row">
        <Link href={`/desk/staff/${row.personId}`} className="link">
          <span data-said>{row.name}</span>
        </Link>
      </th>
      {administers && (
        <td className="num">
          <span data-said>{row.login}</span>
        </td>
      )}
      <td className="wrap">
        {row.grants.length === 0 && row.proposed === 0 && <span className="meta">{t('staff.roles.none')}</span>}
        {row.grants.map((grant) => (
          <span key={grant.id} className="role-line">
            {t(`role.${grant.role}`)} · <GrantWhere grant={grant} />
            {(!grant.holds || grant.to) && <span className="meta"> {span(grant)}</span>}
          </span>
        ))}
        {row.proposed > 0 && <span className="meta">{t('staff.proposed', { n: row.proposed })}</span>}
      </td>
      <td>
        <StateTag state={row.state} />
      </td>
      {administers && <td>{t(row.second ? 'staff.second.set' : 'staff.second.none')}</td>}
    </tr>
  )
}
