/** A page of administration that this account may not open: what it is, which roles may, whom to ask. */
import { RefusalError } from '#ui/shared/api.ts'
import { Failed, Loading, NotPermitted } from '#ui/staff/states.tsx'

interface Props {
  page: string
  query: { error: unknown; refetch(): unknown }
}

/** What a page shows while it has nothing to show: it is loading, it failed, or it is closed to this account. */
export function Waiting({ page, query: { error, refetch } }: Props) {
  if (error instanceof RefusalError && error.status === 403)
    return <NotPermitted page={page} roles={(error.facts.roles ?? []) as string[]} />
  return error ? <Failed error={error} again={() => void refetch()} /> : <Loading lines={10} />
}
