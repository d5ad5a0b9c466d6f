/** What the pages of insight share: waiting or closed, and the list behind a number. */
import { Link } from 'wouter'
import { RefusalError } from '#ui/shared/api.ts'
import { useFormat } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { Failed, Loading, NotPermitted } from '#ui/staff/states.tsx'

interface WaitingProps {
  page: string
  query: { error: unknown; refetch(): unknown }
}

/** What a page shows while it has nothing to show: it is loading, it failed, or it is closed to this account. */
export function Waiting({ page, query: { error, refetch } }: WaitingProps) {
  if (error instanceof RefusalError && error.status === 403)
    return <NotPermitted page={page} roles={(error.facts.roles ?? []) as string[]} />
  return error ? <Failed error={error} again={() => void refetch()} /> : <Loading lines={10} />
}

/** A count that opens exactly the requests it counts. */
export function Opens({ n, what, query }: { n: number; what: string; query: Readonly<Record<string, string>> }) {
  const { t } = useWords()
  const format = useFormat()
  if (n === 0) return <span className="num">0</span>
  return (
    <Link
      className="link num"
      href={`/desk/requests?${new URLSearchParams({ view: 'all', figure: 'reported', ...query })}`}
      aria-label={t('insight.list', { what, n })}
    >
      {format.number(n)}
    </Link>
  )
}
