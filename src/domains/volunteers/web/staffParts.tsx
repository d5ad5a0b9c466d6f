/** What the desk's pages of volunteering share: a list that waits, fails or is empty, a deed with its button, and communities to choose. */
import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import type { ReactNode } from 'react'
import { RefusalError } from '#ui/shared/api.ts'
import { useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { useSend } from '#ui/staff/send.ts'
import { EmptyState, Failed, Loading, NotPermitted } from '#ui/staff/states.tsx'
import { type Shape, StatusWord } from '#ui/staff/status-word.tsx'
import type { NeedState, volunteersPermissions } from '../spec.ts'

type Permissions = typeof volunteersPermissions
type Named = 'volunteers.read' | 'volunteers.desk' | 'needs.desk'

/** Who may, in words of the page only. The compiler compares it with the spec, which a page cannot load. */
const roles: { readonly [P in Named]: Permissions[P]['roles'] } = {
  'volunteers.read': ['grid_worker', 'community_desk', 'community_head', 'street_officer', 'city_officer'],
  'volunteers.desk': ['grid_worker', 'community_desk', 'community_head'],
  'needs.desk': ['grid_worker', 'community_desk', 'community_head'],
}

/** A page for those who hold a permission; the others read who does. */
export function Guarded({ page, permission, children }: { page: string; permission: Named; children: ReactNode }) {
  const { actor } = useSession()
  return actor?.permissions.includes(permission) ? children : <NotPermitted page={page} roles={roles[permission]} />
}

interface AsyncProps {
  data: unknown
  error: unknown
  refetch(): unknown
  empty: boolean
  none: string
  children: ReactNode
}

export function Shown({ data, error, refetch, empty, none, children }: AsyncProps) {
  if (error && !data) return <Failed error={error} again={() => void refetch()} />
  if (!data) return <Loading lines={4} />
  return empty ? <EmptyState words={none} icon="users" /> : children
}

const shapes: Partial<Record<NeedState, Shape>> = {
  posted: 'open',
  listed: 'open',
  disputed: 'pause',
  recorded: 'check',
  rated: 'check',
  undone: 'cross',
  turned_down: 'cross',
  lapsed: 'cross',
  withdrawn: 'cross',
}

export function NeedStateWord({ state }: { state: NeedState }) {
  const { t } = useWords()
  return <StatusWord shape={shapes[state] ?? 'half'} word={t(`state.${state}`)} />
}

const volunteerShapes = { applied: 'open', active: 'check', paused: 'pause', left: 'cross' } as const

export function VolunteerStateWord({ state }: { state: keyof typeof volunteerShapes }) {
  const { t } = useWords()
  return <StatusWord shape={volunteerShapes[state]} word={t(`state.${state}`)} />
}

interface DeedProps {
  label: string
  /** Said to a screen reader beside the label. */
  of?: string
  primary?: boolean
  work(id: string): Promise<unknown>
}

/** One press, one deed; what is refused stands beside it. */
export function Deed({ label, of, primary = false, work }: DeedProps) {
  const client = useQueryClient()
  const sending = useSend(async ({ id }: { id: string }) => {
    const answer = await work(id)
    await refresh(client)
    return answer ?? true
  })
  return (
    <span>
      <Button
        size="small"
        {...(primary ? { type: 'primary' as const } : {})}
        loading={sending.busy}
        {...(of ? { 'aria-label': `${label} ${of}` } : {})}
        onClick={() => void sending.send({})}
      >
        {label}
      </Button>
      {sending.error && (
        <span className="error-text" role="alert">
          {' '}
          {sending.error}
        </span>
      )}
    </span>
  )
}

/** Marks what a change touches as old. */
export async function refresh(client: QueryClient): Promise<void> {
  await client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] === 'volunteering' })
}

export const isUnknown = (error: unknown): boolean => error instanceof RefusalError && error.status === 404

/** The communities a worker works in. */
export function useCommunities(): { value: string; label: string }[] {
  const { actor } = useSession()
  const found = new Map(
    (actor?.grants ?? []).filter(({ path }) => path.length >= 12).map(({ path, place }) => [path.slice(0, 12), place]),
  )
  return [...found].map(([value, label]) => ({ value, label }))
}
