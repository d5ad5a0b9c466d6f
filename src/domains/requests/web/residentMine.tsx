/** My requests in three lists: being handled, waiting for my word, done. The list is in the address. */
import { useState } from 'react'
import { Link, useSearch } from 'wouter'
import { useMode } from '#ui/resident/mode.tsx'
import { Page } from '#ui/resident/page.tsx'
import { Button, EmptyState, ErrorLine, Failed, LinkButton, Loading } from '#ui/resident/parts.tsx'
import { useSay } from '#ui/shared/say.tsx'
import { useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { type MineList, mineLists } from '../rules.ts'
import { call } from './api.ts'
import { type Mine, MineCard, useMine } from './residentHome.tsx'

export default function ResidentMine() {
  const { t } = useWords()
  const { elder } = useMode()
  const { session, actor, error: sessionError } = useSession()
  const { rows, next, counts, error, reload, showMore, problem } = useMinePages()
  const asked = new URLSearchParams(useSearch()).get('list')
  const list: MineList =
    mineLists.find((name) => name === asked) ?? (counts && counts.confirm > 0 && elder ? 'confirm' : 'open')
  const shown = rows?.filter((row) => row.list === list) ?? []

  return (
    <Page title={t('mine.title')} tabs {...(elder ? { back: '/' } : {})}>
      {session && actor?.kind !== 'resident' ? (
        <EmptyState
          icon="lock"
          action={
            <div className="stack">
              <LinkButton href="/login?next=/requests">{t('do.signIn')}</LinkButton>
              <LinkButton href="/track" look="quiet" icon="search">
                {t('mine.track')}
              </LinkButton>
            </div>
          }
        >
          {t('mine.signin')}
        </EmptyState>
      ) : rows && counts ? (
        <>
          {rows.length > 0 && (
            <nav className="segments" aria-label={t('mine.title')}>
              {mineLists.map((name) => (
                <Link key={name} href={`/requests?list=${name}`} aria-current={name === list ? 'page' : undefined}>
                  {counts && counts[name] > 0
                    ? t('mine.count', { label: t(`mine.${name}`), n: counts[name] })
                    : t(`mine.${name}`)}
                </Link>
              ))}
            </nav>
          )}
          {shown.length > 0 ? (
            <ul className="stack">
              {shown.map((row) => (
                <li key={row.id}>
                  <MineCard row={row} />
                </li>
              ))}
            </ul>
          ) : counts[list] > 0 ? null : (
            <EmptyState icon="notes" action={<LinkButton href="/report">{t('home.report')}</LinkButton>}>
              {t(rows.length === 0 ? 'mine.empty.all' : `mine.empty.${list}`)}
            </EmptyState>
          )}
          {problem && <ErrorLine>{problem}</ErrorLine>}
          {next && shown.length < counts[list] && (
            <Button look="quiet" onClick={() => void showMore()}>
              {t('mine.more')}
            </Button>
          )}
        </>
      ) : error || sessionError ? (
        <Failed error={error ?? sessionError} onRetry={() => void reload()} />
      ) : (
        <Loading lines={6} />
      )}
    </Page>
  )
}

/** The pages shown so far. What the live first page pushes over its edge stays, and a fresh copy of a row wins. */
function useMinePages() {
  const say = useSay()
  const { value, rows, error, reload } = useMine()
  const [older, setOlder] = useState<{ rows: Mine[]; next: string | null }>()
  const [problem, setProblem] = useState('')
  const fresh = new Set(rows?.map(({ id }) => id))
  const all = rows && [...rows, ...(older?.rows ?? []).filter(({ id }) => !fresh.has(id))]
  const next = older ? older.next : value?.next
  const showMore = async () => {
    if (!next || !all) return
    setProblem('')
    try {
      const page = await call('GET', '/my/requests', { query: { after: next } })
      setOlder({ rows: [...all, ...page.rows], next: page.next })
    } catch (failure) {
      setProblem(say(failure))
    }
  }
  return { rows: all, next, counts: value?.counts, error, reload, showMore, problem }
}
