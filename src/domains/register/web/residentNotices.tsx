/** What happened to my requests, newest first; opening the page marks them as read. */
import { useEffect, useState } from 'react'
import { Link } from 'wouter'
import { groupNumber } from '#lib/number.ts'
import { useLoad } from '#ui/resident/load.ts'
import { useMode, useTimes } from '#ui/resident/mode.tsx'
import { Page } from '#ui/resident/page.tsx'
import { Button, EmptyState, Failed, LinkButton, Loading } from '#ui/resident/parts.tsx'
import type { Answer } from '#ui/shared/api.ts'
import { useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { call } from './api.ts'

type Notice = Answer<'GET', '/me/notices'>['notices'][number]

export default function ResidentNotices() {
  const { t } = useWords()
  const { elder } = useMode()
  const { session, actor, reload: reloadSession } = useSession()
  const me = actor?.personId
  const { value, error, reload } = useLoad(me && `notices ${me}`, (signal) =>
    call('GET', '/me/notices', { query: {}, signal }),
  )
  const [older, setOlder] = useState<{ notices: Notice[]; next: string | null }>()
  const unread = value?.unread ?? 0
  useEffect(() => {
    if (unread === 0) return
    call('POST', '/me/notices/read', { body: {} })
      .then(reloadSession)
      .catch(() => undefined)
  }, [unread, reloadSession])

  const notices = [...(value?.notices ?? []), ...(older?.notices ?? [])]
  const next = older ? older.next : value?.next
  const showOlder = async () => {
    if (!next) return
    const page = await call('GET', '/me/notices', { query: { after: next } })
    setOlder({ notices: [...(older?.notices ?? []), ...page.notices], next: page.next })
  }
  return (
    <Page title={t('notices.title')} back={elder ? '/' : '/me'} readable>
      {session && !actor ? (
        <EmptyState icon="lock" action={<LinkButton href="/login?next=/notices">{t('do.signIn')}</LinkButton>}>
          {t('notices.signin')}
        </EmptyState>
      ) : value ? (
        notices.length === 0 ? (
          <EmptyState icon="bell" action={<LinkButton href="/report">{t('home.report')}</LinkButton>}>
            {t('notices.empty')}
          </EmptyState>
        ) : (
          <>
            <ul className="card list">
              {notices.map((notice) => (
                <li key={notice.id}>
                  <NoticeLine notice={notice} />
                </li>
              ))}
            </ul>
            {next && (
              <Button look="quiet" onClick={() => void showOlder()}>
                {t('do.more')}
              </Button>
            )}
          </>
        )
      ) : error ? (
        <Failed error={error} onRetry={() => void reload()} />
      ) : (
        <Loading lines={8} />
      )}
    </Page>
  )
}

/** Where a matter of a kind is read. */
const pages: Readonly<Record<string, string>> = {
  honour: '/me/honours',
  need: '/volunteer/needs',
  order: '/orders',
  rights: '/me/rights',
}

/** Where what is no matter is read, by what its notice says. */
const others: readonly (readonly [about: string, at: (facts: Notice['facts']) => string])[] = [
  ['shift', ({ shift }) => `/volunteer/shifts/${shift}`],
  ['casual', () => '/volunteer/casual'],
  ['credits', () => '/credits'],
  ['certificate', () => '/volunteer/hours'],
  ['honour-objection', () => '/honours'],
]

function NoticeLine({ notice }: { notice: Notice }) {
  const { t } = useWords()
  const times = useTimes()
  const { month } = notice.facts
  const href = notice.number
    ? `${pages[notice.kind ?? ''] ?? '/requests'}/${notice.number}`
    : typeof month === 'string'
      ? `/me/helpers/acts?month=${month}`
      : (others.find(([about]) => notice.key.startsWith(`notice.${about}-`))?.[1](notice.facts) ?? '/me/helpers')
  const words = t(notice.key, {
    title: notice.title || String(notice.facts.title ?? ''),
    when: typeof notice.facts.until === 'string' ? times.promise(notice.facts.until) : '',
    number: notice.number ? groupNumber(notice.number) : '',
    n: Number(notice.facts.n ?? 0),
    month: typeof month === 'string' ? times.month(month) : '',
  })
  return (
    <Link href={href} className="row notice-line">
      <span className="grow">
        {notice.helped ? t('notices.helped', { name: notice.helped, words }) : words}
        <span className="meta block">{times.past(notice.at)}</span>
      </span>
      {!notice.read && <span className="news">{t('notices.new')}</span>}
    </Link>
  )
}
