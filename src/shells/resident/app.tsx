/**
 * The resident app's addresses. Each screen is a chunk of its own; what was open stays until the next one is there.
 */
import { type ComponentType, useEffect, useState } from 'react'
import { Route, Switch } from 'wouter'
import { Page } from '#ui/resident/page.tsx'
import { EmptyState, Failed, LinkButton, Loading } from '#ui/resident/parts.tsx'
import { OfflineError } from '#ui/shared/api.ts'
import { useWords } from '#ui/shared/words.tsx'

type Screen = ComponentType<{ params: Record<string, string | undefined> }>
type Load = () => Promise<{ default: Screen }>

const screens: readonly (readonly [path: string, load: Load])[] = [
  ['/', () => import('#domains/requests/web/residentHome.tsx')],
  ['/report', () => import('#domains/requests/web/residentReport.tsx')],
  ['/report/emergency', () => import('#domains/requests/web/residentEmergency.tsx')],
  ['/report/done/:number', () => import('#domains/requests/web/residentReceipt.tsx')],
  ['/requests', () => import('#domains/requests/web/residentMine.tsx')],
  ['/community', () => import('#domains/register/web/residentCommunity.tsx')],
  ['/login', () => import('#domains/register/web/residentLogin.tsx')],
  ['/me', () => import('#domains/register/web/residentMe.tsx')],
]

const shiftPages: Load = () => import('#domains/shifts/web/residentShiftPages.tsx')

/** Pages on what is one’s own, and others that few open; their words are loaded with the first of them. */
const ownScreens: typeof screens = [
  ['/requests/:number', () => import('#domains/requests/web/residentTimeline.tsx')],
  ['/requests/:number/confirm', () => import('#domains/requests/web/residentConfirm.tsx')],
  ['/track', () => import('#domains/requests/web/residentTrack.tsx')],
  ['/board', () => import('#domains/requests/web/residentBoard.tsx')],
  ['/board/checkpoints', () => import('#domains/proof/web/residentCheckpoints.tsx')],
  ['/verify', () => import('#domains/proof/web/residentVerify.tsx')],
  ['/requests/:number/proof', () => import('#domains/requests/web/residentProof.tsx')],
  ['/notices', () => import('#domains/register/web/residentNotices.tsx')],
  ['/privacy', () => import('#domains/register/web/residentPrivacy.tsx')],
  ['/me/readers', () => import('#domains/register/web/residentReaders.tsx')],
  ['/me/sessions', () => import('#domains/register/web/residentSessions.tsx')],
  ['/me/settings', () => import('#domains/register/web/residentSettings.tsx')],
  ['/me/data', () => import('#domains/register/web/residentData.tsx')],
  ['/me/data/copy', () => import('#domains/register/web/residentCopy.tsx')],
  ['/me/rights/:page?', () => import('#domains/rights/web/residentRights.tsx')],
  ['/me/phone', () => import('#domains/register/web/residentPhone.tsx')],
  ['/me/close', () => import('#domains/register/web/residentClose.tsx')],
  ['/me/helpers', () => import('#domains/register/web/residentHelpers.tsx')],
  ['/me/helpers/new', () => import('#domains/register/web/residentHelperNew.tsx')],
  ['/me/helpers/child', () => import('#domains/register/web/residentChild.tsx')],
  ['/me/helpers/acts', () => import('#domains/register/web/residentHelperActs.tsx')],
  ['/me/helpers/one/:id', () => import('#domains/register/web/residentHelping.tsx')],
  ['/open311', () => import('#domains/open311/web/residentOpen311.tsx')],
  ...['projects', 'shifts/:id', 'checkin', 'casual'].map((page) => [`/volunteer/${page}`, shiftPages] as const),
  ['/helped/:person', () => import('#domains/requests/web/residentHelped.tsx')],
]

const loaded = new Map<Load, Screen>()

function later(load: Load, own: boolean): Screen {
  return function Later(props) {
    const [Shown, setShown] = useState<Screen | undefined>(() => loaded.get(load))
    const [failed, setFailed] = useState(false)
    const { loadMore } = useWords()
    useEffect(() => {
      if (Shown || failed) return
      Promise.all([load(), own ? loadMore() : undefined]).then(
        ([{ default: screen }]) => {
          loaded.set(load, screen)
          setShown(() => screen)
        },
        () => setFailed(true),
      )
    }, [Shown, failed, loadMore])
    if (Shown) return <Shown {...props} />
    if (!failed) return <Waiting />
    return <Broken onRetry={() => setFailed(false)} />
  }
}

const routes = [
  ...screens.map(([path, load]) => ({ path, Screen: later(load, false) })),
  ...ownScreens.map(([path, load]) => ({ path, Screen: later(load, true) })),
]

function Waiting() {
  return (
    <main className="page">
      <Loading />
    </main>
  )
}

function Broken({ onRetry }: { onRetry(): void }) {
  const { t } = useWords()
  return (
    <Page title={t('error.title')} back="/">
      <Failed error={new OfflineError()} onRetry={onRetry} />
    </Page>
  )
}

function Nowhere() {
  const { t } = useWords()
  return (
    <Page title={t('nowhere.title')} back="/">
      <EmptyState icon="map-pin" action={<LinkButton href="/">{t('tab.home')}</LinkButton>}>
        {t('nowhere.words')}
      </EmptyState>
    </Page>
  )
}

export function App() {
  return (
    <Switch>
      {routes.map(({ path, Screen }) => (
        <Route key={path} path={path}>
          {(params) => <Screen params={params as Record<string, string | undefined>} />}
        </Route>
      ))}
      <Route>
        <Nowhere />
      </Route>
    </Switch>
  )
}
