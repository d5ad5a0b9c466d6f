/** The workbench's addresses. Each screen is a chunk of its own; who is signed out sees only the sign-in page. */
import { ConfigProvider } from 'antd'
import { type ComponentType, lazy, Suspense, useEffect, useMemo } from 'react'
import { Redirect, Route, Switch, useLocation } from 'wouter'
import { useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { usePhone } from '#ui/staff/media.ts'
import { EmptyState, Failed, Loading } from '#ui/staff/states.tsx'
import { staffTheme } from '#ui/staff/theme.ts'
import { Frame } from './frame.tsx'

const Invitation = lazy(() => import('#domains/register/web/staffInvitation.tsx'))
const Today = lazy(() => import('#domains/requests/web/staffToday.tsx'))
const NoRole = lazy(() => import('#domains/staff/web/staffNoRole.tsx'))
const SignIn = lazy(() => import('#domains/register/web/staffSignIn.tsx'))

const screens: readonly (readonly [path: string, screen: ComponentType])[] = [
  ['/desk', Landing],
  ['/desk/tasks', lazy(() => import('#domains/staff/web/staffTasks.tsx'))],
  ['/desk/staff', lazy(() => import('#domains/staff/web/staffPeople.tsx'))],
  ['/desk/staff/new', lazy(() => import('#domains/staff/web/staffInvite.tsx'))],
  ['/desk/staff/proposals', lazy(() => import('#domains/staff/web/staffProposals.tsx'))],
  ['/desk/staff/:personId', lazy(() => import('#domains/staff/web/staffPerson.tsx'))],
  ['/desk/organisations', lazy(() => import('#domains/staff/web/staffOrganisations.tsx'))],
  ['/desk/sessions', lazy(() => import('#domains/register/web/staffSessions.tsx'))],
  ['/desk/requests', lazy(() => import('#domains/requests/web/staffInbox.tsx'))],
  ['/desk/requests/new', lazy(() => import('#domains/requests/web/staffTakeIn.tsx'))],
  ['/desk/requests/:number', lazy(() => import('#domains/requests/web/staffCase.tsx'))],
  ['/desk/rights', lazy(() => import('#domains/rights/web/staffRights.tsx'))],
  ['/desk/rights/new', lazy(() => import('#domains/rights/web/staffRightsNew.tsx'))],
  ['/desk/rights/:number', lazy(() => import('#domains/rights/web/staffRightsOne.tsx'))],
  ['/desk/volunteers', lazy(() => import('#domains/volunteers/web/staffVolunteers.tsx'))],
  ['/desk/volunteers/new', lazy(() => import('#domains/volunteers/web/staffVolunteerNew.tsx'))],
  ['/desk/volunteers/:personId', lazy(() => import('#domains/volunteers/web/staffVolunteer.tsx'))],
  ['/desk/needs', lazy(() => import('#domains/volunteers/web/staffNeeds.tsx'))],
  ['/desk/needs/new', lazy(() => import('#domains/volunteers/web/staffNeedNew.tsx'))],
  ['/desk/needs/:number', lazy(() => import('#domains/volunteers/web/staffNeed.tsx'))],
  ['/desk/teams', lazy(() => import('#domains/volunteers/web/staffTeams.tsx'))],
  ['/desk/stations', lazy(() => import('#domains/volunteers/web/staffStations.tsx'))],
  ['/desk/certificates', lazy(() => import('#domains/honours/web/staffCertificates.tsx'))],
  ['/desk/stars', lazy(() => import('#domains/honours/web/staffStars.tsx'))],
  ['/desk/stars/:number', lazy(() => import('#domains/honours/web/staffHonour.tsx'))],
  ['/desk/governance', lazy(() => import('#domains/honours/web/staffGovernance.tsx'))],
  ['/desk/credits', lazy(() => import('#domains/credits/web/staffCredits.tsx'))],
  ['/desk/credits/rules', lazy(() => import('#domains/credits/web/staffCreditRules.tsx'))],
  ['/desk/rewards', lazy(() => import('#domains/credits/web/staffRewards.tsx'))],
  ['/desk/orders', lazy(() => import('#domains/credits/web/staffOrders.tsx'))],
  ['/desk/merchants', lazy(() => import('#domains/credits/web/staffMerchants.tsx'))],
  ['/desk/settlements', lazy(() => import('#domains/credits/web/staffSettlements.tsx'))],
  ['/desk/liability', lazy(() => import('#domains/credits/web/staffLiability.tsx'))],
  ['/desk/merchant', lazy(() => import('#domains/credits/web/staffMerchant.tsx'))],
  ['/desk/search', lazy(() => import('#domains/requests/web/staffSearch.tsx'))],
  ['/desk/people/:personId/phone', lazy(() => import('#domains/register/web/staffPhone.tsx'))],
  ['/desk/overview', lazy(() => import('#domains/requests/web/staffOverview.tsx'))],
  ['/desk/rates', lazy(() => import('#domains/requests/web/staffRates.tsx'))],
  ['/desk/rates/exclusions', lazy(() => import('#domains/requests/web/staffExclusions.tsx'))],
  ['/desk/clusters', lazy(() => import('#domains/insight/web/staffClusters.tsx'))],
  ['/desk/seasons', lazy(() => import('#domains/insight/web/staffSeasons.tsx'))],
  ['/desk/efficiency', lazy(() => import('#domains/insight/web/staffEfficiency.tsx'))],
  ['/desk/what-if', lazy(() => import('#domains/insight/web/staffWhatIf.tsx'))],
  ['/desk/projects', lazy(() => import('#domains/shifts/web/staffProjects.tsx'))],
  ['/desk/projects/:id', lazy(() => import('#domains/shifts/web/staffProject.tsx'))],
  ['/desk/shifts', lazy(() => import('#domains/shifts/web/staffShifts.tsx'))],
  ['/desk/shifts/:id', lazy(() => import('#domains/shifts/web/staffShift.tsx'))],
  ['/desk/shifts/:id/door', lazy(() => import('#domains/shifts/web/staffDoor.tsx'))],
  ['/desk/casual', lazy(() => import('#domains/shifts/web/staffCasual.tsx'))],
  ['/desk/notices', lazy(() => import('#domains/register/web/staffNotices.tsx'))],
  ['/desk/qr', lazy(() => import('#domains/register/web/staffNoticeBoard.tsx'))],
  ['/desk/more', lazy(() => import('./more.tsx'))],
  ['/desk/admin/places', lazy(() => import('#domains/divisions/web/staffPlaces.tsx'))],
  ['/desk/admin/places/changes', lazy(() => import('#domains/divisions/web/staffPlaceChanges.tsx'))],
  ['/desk/admin/places/lists', lazy(() => import('#domains/divisions/web/staffPlaceLists.tsx'))],
  ['/desk/imports', lazy(() => import('#domains/imports/web/staffImports.tsx'))],
  ['/desk/imports/:importId', lazy(() => import('#domains/imports/web/staffImport.tsx'))],
  ['/desk/admin/rules', lazy(() => import('#domains/admin/web/staffRules.tsx'))],
  ['/desk/admin/calendar', lazy(() => import('#domains/admin/web/staffCalendar.tsx'))],
  ['/desk/admin/categories', lazy(() => import('#domains/admin/web/staffCatalogue.tsx'))],
  ['/desk/admin/open311', lazy(() => import('#domains/open311/web/staffClients.tsx'))],
  ['/desk/admin/texts', lazy(() => import('#domains/admin/web/staffTexts.tsx'))],
  ['/desk/admin/actions', lazy(() => import('#domains/admin/web/staffActionLog.tsx'))],
  ['/desk/admin/readings', lazy(() => import('#domains/admin/web/staffReadingLog.tsx'))],
]

const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce

/** Told to the window when a reading was refused because nobody is signed in any more. */
export const SIGNED_OUT = 'linli-signed-out'

/**
 * Where menus and dialogs are drawn: inside a landmark, and not in the body, where opening one would write a style the
 * page's security policy forbids.
 */
const overlays = () => document.getElementById('overlays') ?? document.body

export function App() {
  const { t } = useWords()
  const phone = usePhone()
  const theme = useMemo(() => staffTheme(phone), [phone])
  return (
    <ConfigProvider
      theme={theme}
      renderEmpty={() => <span className="meta">{t('select.none')}</span>}
      modal={{ closable: { 'aria-label': t('do.close') } }}
      button={{ autoInsertSpace: false }}
      wave={{ disabled: true }}
      getPopupContainer={overlays}
      {...(nonce ? { csp: { nonce } } : {})}
    >
      <Inside />
      <section id="overlays" aria-label={t('desk.overlays')} />
    </ConfigProvider>
  )
}

function Inside() {
  const { t } = useWords()
  const { session, actor, error, reload } = useSession()
  const [address, navigate] = useLocation()

  useEffect(() => {
    const ask = () => void reload()
    addEventListener(SIGNED_OUT, ask)
    return () => removeEventListener(SIGNED_OUT, ask)
  }, [reload])

  if (!session)
    return error ? (
      <main className="sign-in" id="main">
        <h1 className="unseen">{t('app.name')}</h1>
        <Failed error={error} again={() => void reload()} />
      </main>
    ) : (
      <main id="main">
        <Loading />
      </main>
    )
  if (address === '/desk/invitation')
    return (
      <Suspense fallback={null}>
        <Invitation done={() => navigate('/desk', { replace: true })} />
      </Suspense>
    )
  if (actor?.kind !== 'staff') {
    const back = address.startsWith('/desk/login') ? '/desk' : `${address}${location.search}`
    return (
      <Suspense fallback={null}>
        <SignIn done={() => navigate(back, { replace: true })} />
      </Suspense>
    )
  }
  if (address === '/desk/login') return <Redirect to="/desk" replace />
  if (address.startsWith('/city')) return <Redirect to="/desk/overview" replace />
  return (
    <Frame>
      <Suspense fallback={<Loading lines={10} />}>
        <Switch>
          {screens.map(([path, Screen]) => (
            <Route key={path} path={path}>
              <Screen />
            </Route>
          ))}
          <Route>
            <Nowhere />
          </Route>
        </Switch>
      </Suspense>
    </Frame>
  )
}

/** What there is to do first: requests for those who answer them, tasks for administrators. */
function Landing() {
  const { actor } = useSession()
  if (actor?.permissions.includes('requests.desk')) return <Today />
  if (actor?.permissions.includes('merchant.use')) return <Redirect to="/desk/merchant" replace />
  if (actor?.permissions.includes('staff.tasks')) return <Redirect to="/desk/tasks" replace />
  return <NoRole />
}

function Nowhere() {
  const { t } = useWords()
  return <EmptyState words={t('desk.nowhere')} icon="search" />
}
