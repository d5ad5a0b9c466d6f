/**
 * One shift: when, where, who leads it, points or time, each condition with whether it is met, what to bring, and one button
 * that says what is earned. Read next: residentCheckin.tsx.
 */
import { useState } from 'react'
import { Link } from 'wouter'
import { dayOf } from '#lib/days.ts'
import { Icon, type IconName } from '#ui/resident/icon.tsx'
import { useLoad } from '#ui/resident/load.ts'
import { useTimes } from '#ui/resident/mode.tsx'
import { Page } from '#ui/resident/page.tsx'
import { Button, Dot, Failed, LinkButton, Loading, NoticeBar, RadioRow } from '#ui/resident/parts.tsx'
import { useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { walkMinutes } from '../rules.ts'
import { call, type ShiftDetail } from './api.ts'
import { useDeed } from './residentDeed.ts'

type Earns = 'points' | 'time_credit'
const earnings = ['points', 'time_credit'] as const
const back = '/volunteer/projects'

export default function ResidentShift({ params }: { params: Record<string, string | undefined> }) {
  const id = params.id ?? ''
  const { t } = useWords()
  const { actor } = useSession()
  const { value, error, reload } = useLoad(`shift ${id} ${actor?.personId ?? ''}`, (signal) =>
    call('GET', '/volunteer/shifts/:id', { params: { id }, signal }),
  )
  if (value) return <Shift shift={value} reload={reload} />
  return (
    <Page title={t('shift.title')} back={back}>
      {error ? <Failed error={error} onRetry={() => void reload()} /> : <Loading lines={8} />}
    </Page>
  )
}

/** What a sign-up lets its person still change. */
const isComing = ({ mine, begun }: ShiftDetail) =>
  !begun && mine !== null && ['waiting', 'offered', 'signed'].includes(mine.state)

function Shift({ shift, reload }: { shift: ShiftDetail; reload(): Promise<void> }) {
  const { t } = useWords()
  const { mine } = shift
  const { busy, problem, run } = useDeed()
  const [chosen, setChosen] = useState<Earns>()
  const [said, setSaid] = useState('')
  const coming = isComing(shift)
  const earns = chosen ?? (coming && mine ? mine.earns : (shift.earns ?? 'points'))
  const amount = (what: Earns) => t(`shift.earned.${what}`, { n: what === 'points' ? shift.points : shift.minutes })

  const done = async (work: Promise<unknown>, words = '') => {
    const answer = await work
    if (answer !== undefined) setSaid(words)
    await reload()
  }
  const sign = (wait: boolean) =>
    done(
      run(['sign', shift.id, earns, wait], (id) =>
        call('POST', '/volunteer/shifts/:id/signups', { params: { id: shift.id }, body: { id, earns, wait } }),
      ),
    )
  const act = (what: 'take' | 'cancel') =>
    done(
      run([what, mine?.id], (id) =>
        what === 'take'
          ? call('POST', '/volunteer/signups/:id/take', { params: { id: mine?.id ?? '' }, body: { id } })
          : call('POST', '/volunteer/signups/:id/cancel', { params: { id: mine?.id ?? '' }, body: { id } }),
      ),
    )
  const choose = (what: Earns) => {
    setChosen(what)
    setSaid('')
    if (coming && mine)
      void done(
        run(['earns', mine.id, what], (id) =>
          call('POST', '/volunteer/signups/:id/earns', { params: { id: mine.id }, body: { id, earns: what } }),
        ),
        t('shift.earn.changed', { what: amount(what) }),
      )
  }
  return (
    <Page
      title={t('shift.title')}
      back={back}
      readable
      bar={<Bar shift={shift} busy={busy} amount={amount(earns)} sign={sign} act={act} />}
    >
      <Standing shift={shift} />
      {problem && (
        <NoticeBar tone="late" icon="alert-triangle" live>
          {problem}
        </NoticeBar>
      )}
      {said && (
        <NoticeBar tone="ok" icon="circle-check" live>
          {said}
        </NoticeBar>
      )}
      <Facts shift={shift} />
      {!shift.begun && !shift.calledOff && (
        <section className="card stack shift-two">
          <RadioRow<Earns>
            legend={t('shift.earn')}
            name="earns"
            look="tiles"
            value={earns}
            options={earnings.map((value) => ({
              value,
              label: <b>{amount(value)}</b>,
              hint: t(`shift.earn.${value}`),
            }))}
            onChange={choose}
          />
          <p className="second">{t('shift.earn.how')}</p>
        </section>
      )}
      {shift.conditions.length > 0 && !shift.begun && <Conditions shift={shift} />}
      <Know shift={shift} />
      <p className="meta foot-note">{t('shift.foot')}</p>
    </Page>
  )
}

/** How it stands for the reader, above everything else. */
function Standing({ shift: { mine, calledOff, begun, offerMinutes, overlaps } }: { shift: ShiftDetail }) {
  const { t } = useWords()
  const times = useTimes()
  if (calledOff)
    return (
      <NoticeBar tone="late" icon="alert-triangle">
        {t('shift.called-off', { why: calledOff })}
      </NoticeBar>
    )
  switch (mine?.state) {
    case 'confirmed':
      return (
        <NoticeBar tone="ok" icon="circle-check">
          {t('shift.confirmed', { n: mine.minutes ?? 0 })}
        </NoticeBar>
      )
    case 'absent':
      return <NoticeBar>{t('shift.absent')}</NoticeBar>
    case 'offered':
      return (
        <NoticeBar icon="clock">
          {t('shift.offered', { when: mine.offeredUntil ? times.promise(mine.offeredUntil) : '' })}
        </NoticeBar>
      )
    case 'waiting':
      if (!begun)
        return (
          <NoticeBar tone="info" icon="clock">
            {t('shift.waiting', { n: mine.queue ?? 1, minutes: offerMinutes })}
          </NoticeBar>
        )
      break
    case 'signed':
      return (
        <NoticeBar tone="ok" icon="circle-check">
          {mine.inAt && mine.outAt
            ? t('shift.left', { from: times.time(mine.inAt), to: times.time(mine.outAt) })
            : mine.inAt
              ? t('shift.arrived', { time: times.time(mine.inAt) })
              : t('shift.signed')}
        </NoticeBar>
      )
  }
  if (begun) return <NoticeBar tone="info">{t('shift.begun')}</NoticeBar>
  return overlaps ? <NoticeBar>{t('shift.overlaps', { name: overlaps.name })}</NoticeBar> : null
}

function Line({
  icon,
  children,
  note,
  end,
}: {
  icon: IconName
  children: React.ReactNode
  note?: React.ReactNode
  end?: React.ReactNode
}) {
  return (
    <div className={end ? 'row shift-line' : 'row'}>
      <Icon name={icon} />
      <p className="grow">
        {children}
        {note && <span className="second block">{note}</span>}
      </p>
      {end}
    </div>
  )
}

function Facts({ shift }: { shift: ShiftDetail }) {
  const { t } = useWords()
  const times = useTimes()
  const { seats, seatsLeft, waitingLeft, partner, weekday, lead, metres } = shift
  return (
    <section className="card list">
      <div className="shift-head">
        <h2 className="big-title" data-said lang="zh-CN">
          {shift.name}
        </h2>
        <p className="second">
          {t(`activity.${shift.activity}`)}
          {shift.kind !== 'regular' && (
            <>
              <Dot />
              {t(`shift.kind.${shift.kind}`)}
            </>
          )}
          {weekday && (
            <>
              <Dot />
              {t('shift.line.weekly', { weekday: t(`shift.weekday.${weekday}`) })}
            </>
          )}
          {partner && (
            <>
              <Dot />
              {t('shift.line.partner', { partner })}
            </>
          )}
        </p>
      </div>
      <Line icon="clock" note={times.duration(shift.minutes)}>
        {t('shift.when', {
          day: times.dayAndWeekday(dayOf(new Date(shift.from))),
          from: times.time(shift.from),
          to: times.time(shift.to),
        })}
      </Line>
      <Line
        icon="map-pin"
        note={metres === null ? undefined : t('shift.place.walk', { metres, minutes: walkMinutes(metres) })}
      >
        <span data-said lang="zh-CN">
          {shift.place}
        </span>
      </Line>
      {!shift.calledOff && (
        <Line
          icon="users"
          note={
            seatsLeft === 0 && waitingLeft > 0
              ? t('shift.seats.waiting', { n: waitingLeft })
              : t('shift.seats.line', { taken: seats - seatsLeft, seats })
          }
        >
          {seatsLeft > 0 ? t('shift.seats.left', { n: seatsLeft }) : t('shift.seats.none')}
        </Line>
      )}
      <Line
        icon="user"
        note={t('shift.lead.what')}
        end={
          lead.phone && (
            <a
              className="button line small"
              href={`tel:${lead.phone}`}
              aria-label={t('call.person', { name: lead.name })}
            >
              <Icon name="phone" />
              <span>{t('call.do')}</span>
            </a>
          )
        }
      >
        <span data-said>{t('shift.lead', { name: lead.name })}</span>
      </Line>
    </section>
  )
}

function Conditions({ shift: { conditions } }: { shift: ShiftDetail }) {
  const { t } = useWords()
  const times = useTimes()
  return (
    <section className="card list">
      <h2 className="card-title shift-head">{t('shift.conditions')}</h2>
      {conditions.map(({ name, code, until }) => (
        <Line
          key={name}
          icon={code ? 'alert-triangle' : 'circle-check'}
          note={code ? t(`refusal.${code}`) : until ? t('shift.condition.until', { day: times.day(until) }) : undefined}
          end={
            name === 'registered' &&
            code && (
              <Link className="link" href="/volunteer/join">
                {t('shift.condition.join')}
              </Link>
            )
          }
        >
          {t(`shift.condition.${name}`)}
        </Line>
      ))}
    </section>
  )
}

function Know({ shift }: { shift: ShiftDetail }) {
  const { t } = useWords()
  const times = useTimes()
  const { about, bring, insurance, supplies, begun } = shift
  return (
    <section className="card stack">
      <h2 className="card-title">{t('shift.know')}</h2>
      {[about, bring].map(
        (words) =>
          words && (
            <p key={words} data-said lang="zh-CN">
              {words}
            </p>
          ),
      )}
      {!begun && <p>{t('shift.know.cancel', { when: times.promise(shift.cancelBy) })}</p>}
      {insurance && <p data-said>{t('shift.know.insurance', { words: insurance })}</p>}
      {supplies && <p data-said>{t('shift.know.supplies', { words: supplies })}</p>}
    </section>
  )
}

interface BarProps {
  shift: ShiftDetail
  busy: boolean
  amount: string
  sign(wait: boolean): Promise<void>
  act(what: 'take' | 'cancel'): Promise<void>
}

/** The one thing to do now. */
function Bar({ shift, busy, amount, sign, act }: BarProps) {
  const { t } = useWords()
  const { actor, now } = useSession()
  const [asking, setAsking] = useState(false)
  const { mine, begun, calledOff, seatsLeft, waitingLeft, conditions } = shift
  const ended = Date.parse(shift.to) < now().getTime()
  if (mine?.state === 'signed' && !mine.outAt && !ended && Date.parse(shift.from) - now().getTime() < 3_600_000)
    return <LinkButton href="/volunteer/checkin">{t(mine.inAt ? 'checkin.out' : 'shifts.checkin')}</LinkButton>
  if (begun || calledOff) return null
  if (mine?.state === 'offered')
    return (
      <Button busy={busy} onClick={() => void act('take')}>
        {t('shift.do.take')}
      </Button>
    )
  if (mine?.state === 'waiting')
    return (
      <Button look="line" busy={busy} onClick={() => void act('cancel')}>
        {t('shift.do.leave-queue')}
      </Button>
    )
  if (mine?.state === 'signed')
    return asking ? (
      <>
        <p className="second">{t('shift.cancel.sure')}</p>
        <div className="pair">
          <Button look="line" busy={busy} onClick={() => void act('cancel').then(() => setAsking(false))}>
            {t('shift.do.cancel')}
          </Button>
          <Button onClick={() => setAsking(false)}>{t('shift.cancel.keep')}</Button>
        </div>
      </>
    ) : (
      <Button look="line" onClick={() => setAsking(true)}>
        {t('shift.do.cancel')}
      </Button>
    )
  if (actor?.kind !== 'resident')
    return <LinkButton href={`/login?next=/volunteer/shifts/${shift.id}`}>{t('shift.do.login')}</LinkButton>
  if (conditions.some(({ name, code }) => name === 'registered' && code))
    return <LinkButton href="/volunteer/join">{t('shift.do.join')}</LinkButton>
  // what is not met says so in its line, with whom to ask
  if (conditions.some(({ code }) => code)) return null
  if (seatsLeft > 0)
    return (
      <Button busy={busy} onClick={() => void sign(false)}>
        {t('shift.do.sign', { what: amount })}
      </Button>
    )
  return waitingLeft > 0 ? (
    <Button busy={busy} onClick={() => void sign(true)}>
      {t('shift.do.wait')}
    </Button>
  ) : null
}
