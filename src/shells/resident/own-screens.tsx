/** Pages on what is one’s own, and others that few open; they are loaded, with their words, with the first of them. */
import { Page } from '#ui/resident/page.tsx'
import { EmptyState, LinkButton } from '#ui/resident/parts.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { later, type ScreenList, Screens } from './later.tsx'

const screens: ScreenList = [
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
  ['/credits/:account?', () => import('#domains/credits/web/residentCredits.tsx')],
  ['/rewards/:id?', () => import('#domains/credits/web/residentRewards.tsx')],
  ['/orders/:number?', () => import('#domains/credits/web/residentOrders.tsx')],
  ['/me/rights/:page?', () => import('#domains/rights/web/residentRights.tsx')],
  ['/me/phone', () => import('#domains/register/web/residentPhone.tsx')],
  ['/me/close', () => import('#domains/register/web/residentClose.tsx')],
  ['/me/helpers', () => import('#domains/register/web/residentHelpers.tsx')],
  ['/me/helpers/new', () => import('#domains/register/web/residentHelperNew.tsx')],
  ['/me/helpers/child', () => import('#domains/register/web/residentChild.tsx')],
  ['/me/helpers/acts', () => import('#domains/register/web/residentHelperActs.tsx')],
  ['/me/helpers/one/:id', () => import('#domains/register/web/residentHelping.tsx')],
  ['/volunteer', () => import('#domains/volunteers/web/residentVolunteer.tsx')],
  ['/volunteer/join', () => import('#domains/volunteers/web/residentJoin.tsx')],
  ['/volunteer/needs/:page', () => import('#domains/volunteers/web/residentNeeds.tsx')],
  ['/volunteer/hours', () => import('#domains/honours/web/residentHours.tsx')],
  ['/certificates/:serial?', () => import('#domains/honours/web/residentCertificate.tsx')],
  ['/me/honours/:number?', () => import('#domains/honours/web/residentMyHonours.tsx')],
  ['/honours', () => import('#domains/honours/web/residentHonours.tsx')],
  ['/open311', () => import('#domains/open311/web/residentOpen311.tsx')],
  ['/volunteer/projects', () => import('#domains/shifts/web/residentShifts.tsx')],
  ['/volunteer/shifts/:id', () => import('#domains/shifts/web/residentShift.tsx')],
  ['/volunteer/checkin', () => import('#domains/shifts/web/residentCheckin.tsx')],
  ['/volunteer/casual', () => import('#domains/shifts/web/residentCasual.tsx')],
  ['/helped/:person', () => import('#domains/requests/web/residentHelped.tsx')],
]

const routes = screens.map(([path, load]) => ({ path, Screen: later(load) }))

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

export default function OwnScreens() {
  return <Screens all={routes} Else={Nowhere} />
}
