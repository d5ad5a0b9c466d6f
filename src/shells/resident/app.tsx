/**
 * The resident app's addresses. Each screen is a chunk of its own; what was open stays until the next one is there.
 * Whoever comes to report loads no list of the pages that few open. Read next: own-screens.tsx.
 */
import { later, type ScreenList, Screens } from './later.tsx'

const screens: ScreenList = [
  ['/', () => import('#domains/requests/web/residentHome.tsx')],
  ['/report', () => import('#domains/requests/web/residentReport.tsx')],
  ['/report/emergency', () => import('#domains/requests/web/residentEmergency.tsx')],
  ['/report/done/:number', () => import('#domains/requests/web/residentReceipt.tsx')],
  ['/requests', () => import('#domains/requests/web/residentMine.tsx')],
  ['/community', () => import('#domains/register/web/residentCommunity.tsx')],
  ['/login', () => import('#domains/register/web/residentLogin.tsx')],
  ['/me', () => import('#domains/register/web/residentMe.tsx')],
]

const routes = screens.map(([path, load]) => ({ path, Screen: later(load) }))
const OwnScreens = later(() => import('./own-screens.tsx'), true)

export function App() {
  return <Screens all={routes} Else={OwnScreens} />
}
