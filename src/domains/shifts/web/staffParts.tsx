/** What the desk's pages of shifts share: when a shift is, who may open a page, and what a change makes old. */
import { type QueryClient, useQuery } from '@tanstack/react-query'
import { dayOf } from '#lib/days.ts'
import { useFormat } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { NotPermitted } from '#ui/staff/states.tsx'
import type { shiftsPermissions } from '../spec.ts'
import { call } from './api.ts'

type Permissions = typeof shiftsPermissions

/** Who may, in words of the page only. The compiler compares it with the spec, which a page cannot load. */
const roles: { readonly [P in keyof Permissions]: Permissions[P]['roles'] } = {
  'shifts.read': ['grid_worker', 'community_desk', 'community_head', 'street_officer'],
  'shifts.plan': ['community_desk', 'community_head'],
  'shifts.confirm': ['grid_worker', 'community_desk', 'community_head'],
}

export function Closed({ page, permission }: { page: string; permission: keyof Permissions }) {
  return <NotPermitted page={page} roles={roles[permission]} />
}

export function When({ from, to }: { from: string; to: string }) {
  const { t } = useWords()
  const format = useFormat()
  return (
    <span className="num">
      {t('desk.shift.when', {
        day: format.dayAndWeekday(dayOf(new Date(from))),
        from: format.time(from),
        to: format.time(to),
      })}
    </span>
  )
}

export const useProject = (id: string) =>
  useQuery({
    queryKey: ['shift project', id],
    queryFn: ({ signal }) => call('GET', '/desk/projects/:id', { params: { id }, signal }),
  })

export const useRoll = (id: string) =>
  useQuery({
    queryKey: ['shift roll', id],
    queryFn: ({ signal }) => call('GET', '/desk/shifts/:id', { params: { id }, signal }),
  })

/** Marks everything of shifts as old. */
export async function refreshShifts(client: QueryClient): Promise<void> {
  const keys = ['shift projects', 'shift project', 'shift list', 'shift roll', 'shift casual']
  await Promise.all(keys.map((key) => client.invalidateQueries({ queryKey: [key] })))
}
