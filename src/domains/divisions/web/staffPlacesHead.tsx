/** What the pages of territory share: the heading with the way between them, and what stands there while nothing is known. */
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { RefusalError } from '#ui/shared/api.ts'
import { useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { PageTitle } from '#ui/staff/page-title.tsx'
import { Failed, Loading, NotPermitted } from '#ui/staff/states.tsx'

/** The pages of territory. */
export function PlacesHead({ at, children }: { at: 'tree' | 'changes' | 'lists'; children?: ReactNode }) {
  const { t } = useWords()
  const { actor } = useSession()
  const page = t('desk.menu.places')
  const pages = [
    ['tree', '/desk/admin/places', 'places.read'],
    ['changes', '/desk/admin/places/changes', 'places.manage'],
    ['lists', '/desk/admin/places/lists', 'places.read'],
  ] as const
  return (
    <header className="page-head">
      <PageTitle words={page} />
      <nav className="views views-plain" aria-label={page}>
        {pages
          .filter(([, , needs]) => actor?.permissions.includes(needs))
          .map(([one, href]) => (
            <Link key={one} href={href} aria-current={one === at ? 'page' : undefined}>
              {t(`places.page.${one}`)}
            </Link>
          ))}
      </nav>
      {children}
    </header>
  )
}

/** What a page shows while it has nothing to show. */
export function PlacesWaiting({ query: { error, refetch } }: { query: { error: unknown; refetch(): unknown } }) {
  const { t } = useWords()
  if (error instanceof RefusalError && error.status === 403)
    return <NotPermitted page={t('desk.menu.places')} roles={(error.facts.roles ?? []) as string[]} />
  return error ? <Failed error={error} again={() => void refetch()} /> : <Loading lines={10} />
}
