/** My requests in three lists: being handled, waiting for my word, done. The list is in the address. */
import { Link, useSearch } from 'wouter'
import { useMode } from '#ui/resident/mode.tsx'
import { Page } from '#ui/resident/page.tsx'
import { EmptyState, Failed, LinkButton, Loading } from '#ui/resident/parts.tsx'
import { useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { MineCard, useMine } from './residentHome.tsx'

const lists = ['open', 'confirm', 'done'] as const
type List = (typeof lists)[number]

const done = ['closed', 'referred', 'merged', 'withdrawn', 'confirmed']

function listOf(state: string): List {
  if (state === 'replied') return 'confirm'
  return done.includes(state) ? 'done' : 'open'
}

export default function ResidentMine() {
  const { t } = useWords()
  const { elder } = useMode()
  const { session, actor, error: sessionError } = useSession()
  const { rows, error, reload } = useMine()
  const asked = new URLSearchParams(useSearch()).get('list')
  const waiting = rows?.some(({ state }) => state === 'replied')
  const list = lists.find((name) => name === asked) ?? (waiting && elder ? 'confirm' : 'open')
  const counts = (name: List) => rows?.filter(({ state }) => listOf(state) === name).length ?? 0
  const shown = rows?.filter(({ state }) => listOf(state) === list) ?? []

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
      ) : rows ? (
        <>
          {rows.length > 0 && (
            <nav className="segments" aria-label={t('mine.title')}>
              {lists.map((name) => (
                <Link key={name} href={`/requests?list=${name}`} aria-current={name === list ? 'page' : undefined}>
                  {counts(name) > 0
                    ? t('mine.count', { label: t(`mine.${name}`), n: counts(name) })
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
          ) : (
            <EmptyState icon="notes" action={<LinkButton href="/report">{t('home.report')}</LinkButton>}>
              {t(rows.length === 0 ? 'mine.empty.all' : `mine.empty.${list}`)}
            </EmptyState>
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
