/** How a data request looks at the desk: its state, its promise, who may open the page. */
import { type QueryClient, useQuery } from '@tanstack/react-query'
import { useWords } from '#ui/shared/words.tsx'
import { DeadlineBadge } from '#ui/staff/deadline-badge.tsx'
import { NotPermitted } from '#ui/staff/states.tsx'
import { type Shape, StatusWord } from '#ui/staff/status-word.tsx'
import type { RightsState, rightsPermissions } from '../spec.ts'
import { call, type DeskRow, readRights } from './api.ts'

const shapes: Record<RightsState, Shape> = {
  submitted: 'open',
  proving: 'pause',
  in_hand: 'half',
  answered: 'check',
  refused: 'cross',
  closed: 'check',
  withdrawn: 'cross',
}

export function StateWord({ state }: { state: RightsState }) {
  const { t } = useWords()
  return <StatusWord shape={shapes[state]} word={t(`state.${state}`)} />
}

/** By when it is to be answered; nothing once it is. */
export function Due({ row: { promise }, full = false }: { row: Pick<DeskRow, 'promise'>; full?: boolean }) {
  return promise?.clock === 'answer' ? <DeadlineBadge promise={promise} {...(full ? { full } : {})} /> : null
}

type Permissions = typeof rightsPermissions
type Named = 'rights.desk' | 'rights.takeIn'

/** Who may, in words of the page only. The compiler compares it with the spec, which a page cannot load. */
const roles: { readonly [P in Named]: Permissions[P]['roles'] } = {
  'rights.desk': ['community_desk', 'community_head', 'street_officer'],
  'rights.takeIn': ['community_desk', 'community_head'],
}

export function Closed({ page, permission }: { page: string; permission: Named }) {
  return <NotPermitted page={page} roles={roles[permission]} />
}

export function useRights(number: string) {
  return useQuery({ queryKey: ['rights', number], queryFn: ({ signal }) => readRights(number, signal) })
}

/** Marks what a change touches as old. */
export async function refreshRights(client: QueryClient, number?: string): Promise<void> {
  await Promise.all([
    client.invalidateQueries({ queryKey: number ? ['rights', number] : ['rights'] }),
    client.invalidateQueries({ queryKey: ['rights list'] }),
  ])
}

/** The working days that are promised now. */
export function useWorkdays(): number | undefined {
  const promise = useQuery({
    queryKey: ['rights promise'],
    queryFn: ({ signal }) => call('GET', '/rights/promise', { signal }),
    staleTime: 600_000,
  })
  return promise.data?.workdays
}
