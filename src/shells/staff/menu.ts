/** The workbench's places: what the account's permissions open, and nothing else. For menus, never for decisions. */
import { useSession } from '#ui/shared/session.tsx'
import type { IconName } from '#ui/staff/icons.tsx'

export interface MenuItem {
  key: string
  href: string
  icon: IconName
  needs: string
  /** Where the side menu has it; absent for what the header has. */
  group?: 'work' | 'volunteer' | 'credits' | 'see' | 'manage' | 'other'
}

const items: readonly MenuItem[] = [
  { key: 'today', href: '/desk', icon: 'home', needs: 'requests.desk', group: 'work' },
  { key: 'tasks', href: '/desk/tasks', icon: 'home', needs: 'staff.tasks', group: 'work' },
  { key: 'requests', href: '/desk/requests', icon: 'inbox', needs: 'requests.desk', group: 'work' },
  { key: 'rights', href: '/desk/rights', icon: 'lock', needs: 'rights.desk', group: 'work' },
  { key: 'new', href: '/desk/requests/new', icon: 'plus', needs: 'requests.takeIn' },
  { key: 'search', href: '/desk/search', icon: 'search', needs: 'requests.desk' },
  { key: 'volunteers', href: '/desk/volunteers', icon: 'users', needs: 'volunteers.read', group: 'volunteer' },
  { key: 'needs', href: '/desk/needs', icon: 'message', needs: 'needs.desk', group: 'volunteer' },
  { key: 'projects', href: '/desk/projects', icon: 'users', needs: 'shifts.read', group: 'volunteer' },
  { key: 'shifts', href: '/desk/shifts', icon: 'calendar', needs: 'shifts.read', group: 'volunteer' },
  { key: 'casual', href: '/desk/casual', icon: 'check', needs: 'shifts.confirm', group: 'volunteer' },
  { key: 'teams', href: '/desk/teams', icon: 'users', needs: 'volunteers.read', group: 'volunteer' },
  { key: 'stations', href: '/desk/stations', icon: 'buildingCommunity', needs: 'volunteers.read', group: 'volunteer' },
  {
    key: 'certificates',
    href: '/desk/certificates',
    icon: 'certificate',
    needs: 'certificates.desk',
    group: 'volunteer',
  },
  { key: 'stars', href: '/desk/stars', icon: 'star', needs: 'honours.desk', group: 'volunteer' },
  { key: 'governance', href: '/desk/governance', icon: 'award', needs: 'honours.desk', group: 'volunteer' },
  { key: 'merchant', href: '/desk/merchant', icon: 'qrcode', needs: 'merchant.use', group: 'credits' },
  { key: 'credits', href: '/desk/credits', icon: 'list', needs: 'credits.desk', group: 'credits' },
  { key: 'rewards', href: '/desk/rewards', icon: 'check', needs: 'credits.desk', group: 'credits' },
  { key: 'orders', href: '/desk/orders', icon: 'inbox', needs: 'orders.desk', group: 'credits' },
  { key: 'merchants', href: '/desk/merchants', icon: 'buildingCommunity', needs: 'credits.desk', group: 'credits' },
  { key: 'settlements', href: '/desk/settlements', icon: 'file', needs: 'settlements.make', group: 'credits' },
  { key: 'liability', href: '/desk/liability', icon: 'chartBar', needs: 'liability.read', group: 'credits' },
  { key: 'overview', href: '/desk/overview', icon: 'chartBar', needs: 'requests.overview', group: 'see' },
  { key: 'rates', href: '/desk/rates', icon: 'circleHalf', needs: 'requests.overview', group: 'see' },
  { key: 'efficiency', href: '/desk/efficiency', icon: 'hourglass', needs: 'insight.read', group: 'see' },
  { key: 'clusters', href: '/desk/clusters', icon: 'merge', needs: 'insight.read', group: 'see' },
  { key: 'seasons', href: '/desk/seasons', icon: 'clock', needs: 'insight.look', group: 'see' },
  { key: 'whatIf', href: '/desk/what-if', icon: 'history', needs: 'insight.read', group: 'see' },
  { key: 'staff', href: '/desk/staff', icon: 'users', needs: 'staff.read', group: 'manage' },
  { key: 'proposals', href: '/desk/staff/proposals', icon: 'check', needs: 'staff.tasks', group: 'manage' },
  {
    key: 'organisations',
    href: '/desk/organisations',
    icon: 'buildingCommunity',
    needs: 'organisations.read',
    group: 'manage',
  },
  { key: 'places', href: '/desk/admin/places', icon: 'mapPin', needs: 'places.read', group: 'manage' },
  { key: 'sessions', href: '/desk/sessions', icon: 'lock', needs: '' },
  { key: 'notices', href: '/desk/notices', icon: 'bell', needs: '' },
  { key: 'qr', href: '/desk/qr', icon: 'qrcode', needs: 'requests.takeIn', group: 'other' },
  { key: 'imports', href: '/desk/imports', icon: 'file', needs: 'imports.run', group: 'manage' },
  { key: 'rules', href: '/desk/admin/rules', icon: 'adjustments', needs: 'rules.read', group: 'manage' },
  { key: 'calendar', href: '/desk/admin/calendar', icon: 'calendar', needs: 'calendar.read', group: 'manage' },
  { key: 'catalogue', href: '/desk/admin/categories', icon: 'list', needs: 'catalogue.manage', group: 'manage' },
  { key: 'open311', href: '/desk/admin/open311', icon: 'externalLink', needs: 'open311.manage', group: 'manage' },
  { key: 'texts', href: '/desk/admin/texts', icon: 'file', needs: 'texts.manage', group: 'manage' },
  { key: 'actions', href: '/desk/admin/actions', icon: 'history', needs: 'log.read', group: 'manage' },
  { key: 'readings', href: '/desk/admin/readings', icon: 'eye', needs: 'log.read.readings', group: 'manage' },
]

/** What a phone has at its foot; the rest is under 更多. */
export function tabsOf(menu: readonly MenuItem[]): readonly MenuItem[] {
  const wanted = menu.some(({ key }) => key === 'today')
    ? ['today', 'requests', 'new']
    : ['tasks', 'staff', 'proposals']
  return menu.filter(({ key }) => wanted.includes(key))
}

export function useMenu(): readonly MenuItem[] {
  const { actor } = useSession()
  const permissions = actor?.permissions ?? []
  return items.filter(({ needs }) => needs === '' || permissions.includes(needs))
}

/** Which item an address belongs to. */
export function itemAt(menu: readonly MenuItem[], address: string): string | undefined {
  const fitting = menu.filter(({ href }) => address === href || (href !== '/desk' && address.startsWith(`${href}/`)))
  return fitting.sort((a, b) => b.href.length - a.href.length)[0]?.key
}
