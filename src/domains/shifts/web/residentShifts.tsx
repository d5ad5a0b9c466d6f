/** Shifts that are to come in my community, those I signed up for, and the way to casual help. */
import { dayOf } from '#lib/days.ts'
import { useCommunity } from '#ui/resident/community.ts'
import { useLoad } from '#ui/resident/load.ts'
import { useTimes } from '#ui/resident/mode.tsx'
import { Page } from '#ui/resident/page.tsx'
import { Failed, LinkButton, Loading, Row } from '#ui/resident/parts.tsx'
import { Segments } from '#ui/resident/segments.tsx'
import { useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { call, type ShiftCard } from './api.ts'

const coming = ['waiting', 'offered', 'signed']

export default function ResidentShifts() {
  const { t } = useWords()
  const { actor } = useSession()
  const { path } = useCommunity()
  const me = actor?.kind === 'resident' ? actor.personId : undefined
  const { value, error, reload } = useLoad(path && `shifts ${path} ${me ?? ''}`, (signal) =>
    call('GET', '/volunteer/shifts', { query: { community: path ?? '' }, signal }),
  )
  const mine = useLoad(me && `my shifts ${me}`, (signal) => call('GET', '/me/shifts', { signal }))
  const own = (mine.value?.shifts ?? []).filter(
    (one) => one.mine && [...coming, 'called_off', 'confirmed'].includes(one.mine.state),
  )
  const open = (value?.shifts ?? []).filter((one) => !one.mine || !coming.includes(one.mine.state))
  return (
    <Page
      title={t('volunteer.title')}
      back="/"
      readable
      bar={
        own.some((one) => one.mine?.state === 'signed') && (
          <LinkButton href="/volunteer/checkin">{t('shifts.checkin')}</LinkButton>
        )
      }
    >
      <Segments
        label={t('volunteer.title')}
        shown="/volunteer/projects"
        all={[
          { href: '/volunteer', words: t('volunteer.tab.needs') },
          { href: '/volunteer?tab=offers', words: t('volunteer.tab.offers') },
          { href: '/volunteer/projects', words: t('volunteer.tab.projects') },
        ]}
      />
      <p className="second foot-note">{t('shifts.intro')}</p>
      {own.length > 0 && <ShiftList title={t('shifts.mine')} shifts={own} />}
      {!path ? (
        <section className="card stack">
          <p className="second">{t('shifts.choose')}</p>
          <LinkButton href="/community" look="line">
            {t('shifts.choose.do')}
          </LinkButton>
        </section>
      ) : value ? (
        <ShiftList title={t('shifts.open')} shifts={open} />
      ) : error ? (
        <Failed error={error} onRetry={() => void reload()} />
      ) : (
        <Loading lines={6} />
      )}
      <section className="card list">
        <Row icon="ballpen" href="/volunteer/casual">
          {t('shifts.casual')}
        </Row>
      </section>
    </Page>
  )
}

function ShiftList({ title, shifts }: { title: string; shifts: readonly ShiftCard[] }) {
  const { t } = useWords()
  const times = useTimes()
  return (
    <section className="card list" aria-label={title}>
      <h2 className="card-title shift-head">{title}</h2>
      {shifts.length === 0 && <p className="second shift-head">{t('shifts.empty')}</p>}
      {shifts.map((one) => (
        <Row key={one.id} href={`/volunteer/shifts/${one.id}`} note={<Standing shift={one} />}>
          <b data-said lang="zh-CN">
            {one.name}
          </b>
          <span className="meta block">
            {t('shift.when', {
              day: times.dayAndWeekday(dayOf(new Date(one.from))),
              from: times.time(one.from),
              to: times.time(one.to),
            })}
          </span>
          <span className="meta block" data-said lang="zh-CN">
            {one.place}
          </span>
        </Row>
      ))}
    </section>
  )
}

function Standing({ shift: { mine, calledOff, seatsLeft, waitingLeft } }: { shift: ShiftCard }) {
  const { t } = useWords()
  if (calledOff) return <>{t('shift.state.called_off')}</>
  if (mine && mine.state !== 'cancelled' && mine.state !== 'lapsed') return <>{t(`shift.state.${mine.state}`)}</>
  if (seatsLeft > 0) return <>{t('shifts.seats', { n: seatsLeft })}</>
  return <>{t(waitingLeft > 0 ? 'shifts.full' : 'shifts.full.closed')}</>
}
