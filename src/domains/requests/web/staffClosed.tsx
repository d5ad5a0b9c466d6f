/** A page that this account may not open: what it is, which roles may, whom to ask. */
import { NotPermitted } from '#ui/staff/states.tsx'
import type { requestPermissions } from '../spec.ts'

type Permissions = typeof requestPermissions
type Named = 'requests.desk' | 'requests.takeIn' | 'requests.overview'

/** Who may, in words of the page only. The compiler compares it with the spec, which a page cannot load. */
const roles: { readonly [P in Named]: Permissions[P]['roles'] } = {
  'requests.desk': [
    'grid_worker',
    'community_desk',
    'community_head',
    'street_officer',
    'city_officer',
    'unit_officer',
  ],
  'requests.takeIn': ['grid_worker', 'community_desk', 'community_head', 'street_officer'],
  'requests.overview': ['community_head', 'street_officer', 'city_officer'],
}

export function Closed({ page, permission }: { page: string; permission: Named }) {
  return <NotPermitted page={page} roles={roles[permission]} />
}
