/** The promises of a case, and how each is counted: start, amount, source, pauses, holidays and make-up workdays. */
import { useId, useState } from 'react'
import { dayOf } from '#lib/days.ts'
import { useFormat, useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { Icon } from '#ui/staff/icons.tsx'
import { FirstContact } from './staffPreview.tsx'
import type { RequestDetail } from './staffQueries.ts'

type Clock = RequestDetail['clocks'][number]

export function Clocks({ detail }: { detail: RequestDetail }) {
  const { t } = useWords()
  const format = useFormat()
  const [open, setOpen] = useState(false)
  const id = useId()
  const { clocks, pauses } = detail
  const firstContact = clocks.find(({ name }) => name === 'firstContact')
  const shown = clocks.filter(
    ({ name, outcome }) => name !== 'firstContact' && outcome !== 'dropped' && outcome !== 'replaced',
  )
  const { now } = useSession()
  const paused = pauses.filter(({ clock }) => shown.some(({ name }) => name === clock))
  const minutes = paused.reduce(
    (sum, { from, to }) => sum + ((to ? Date.parse(to) : now().getTime()) - Date.parse(from)) / 60_000,
    0,
  )

  return (
    <section className="card">
      <div className="card-head">
        <h2>{t('desk.clocks')}</h2>
        <button
          type="button"
          className="link no-print"
          aria-expanded={open}
          aria-controls={id}
          onClick={() => setOpen(!open)}
        >
          {t('desk.clocks.how')}
        </button>
      </div>
      <div className="card-body stack-small">
        <dl className="facts">
          <dt>{t('desk.fact.contact')}</dt>
          <dd>
            <FirstContact detail={detail} clock={firstContact} />
          </dd>
          {shown.map((clock) => (
            <ClockLine key={`${clock.name} ${clock.startedAt}`} clock={clock} waitReason={detail.waitReason} />
          ))}
          {paused.length > 0 && (
            <>
              <dt>{t('desk.clocks.paused')}</dt>
              <dd>
                {t('desk.clocks.paused.sum', {
                  n: paused.length,
                  time: format.duration(minutes) || format.duration(1),
                })}
              </dd>
            </>
          )}
        </dl>
        <div id={id}>
          {open && (
            <ol className="stack-small">
              {clocks.map((clock) => (
                <li key={`${clock.name} ${clock.startedAt}`} className="original">
                  <Receipt clock={clock} pauses={pauses.filter((pause) => pause.clock === clock.name)} />
                </li>
              ))}
            </ol>
          )}
        </div>
      </div>
    </section>
  )
}

function ClockLine({ clock, waitReason }: { clock: Clock; waitReason: string | null }) {
  const { t } = useWords()
  const format = useFormat()
  const { now } = useSession()
  const { name, promiseAt, dueAt, pausedAt, endedAt, outcome } = clock
  const late = !endedAt && !pausedAt && Date.parse(dueAt) <= now().getTime()
  const today = dayOf(new Date(promiseAt)) === dayOf(now())
  const tone = endedAt
    ? outcome === 'late'
      ? 'late'
      : 'met'
    : pausedAt
      ? 'paused'
      : late
        ? 'late'
        : today
          ? 'today'
          : ''
  const icon = endedAt
    ? outcome === 'late'
      ? 'alertTriangle'
      : 'check'
    : pausedAt
      ? 'pause'
      : late
        ? 'alertTriangle'
        : 'clock'
  return (
    <>
      <dt>{t(`desk.clock.${name.split('/', 1)[0]}`)}</dt>
      <dd>
        <span className={tone ? `badge badge-${tone}` : 'badge'}>
          <Icon name={icon} small />
          {endedAt
            ? t(outcome === 'late' ? 'desk.clock.metLate' : 'desk.clock.met')
            : pausedAt
              ? waitReason
                ? t('badge.paused', { reason: waitReason })
                : t('badge.paused.plain')
              : late
                ? t('desk.clock.late', { by: format.promise(promiseAt, 'short') })
                : format.promise(promiseAt, 'short')}
        </span>{' '}
        {endedAt && <span className="meta">{format.stamp(endedAt)}</span>}
      </dd>
    </>
  )
}

function Receipt({ clock, pauses }: { clock: Clock; pauses: RequestDetail['pauses'] }) {
  const { t } = useWords()
  const format = useFormat()
  const { name, unit, amount, startedAt, extendedFrom, promiseAt, outcome, policy, source, specialDays, unsure } = clock
  return (
    <>
      <h3>
        {t(`clock.${name.split('/', 1)[0]}`)}
        {outcome && ` · ${t(`desk.outcome.${outcome}`)}`}
      </h3>
      <ul className="meta">
        <li>
          {extendedFrom
            ? t('desk.count.extended', { time: format.stamp(extendedFrom) })
            : t('desk.count.from', { time: format.stamp(startedAt) })}
        </li>
        <li>{t(`desk.count.${unit}`, { n: amount })}</li>
        {pauses.map(({ from, to, oldDue, newDue }) => (
          <li key={from}>
            {to
              ? t('desk.count.pause', { from: format.stamp(from), to: format.stamp(to) })
              : t('desk.count.pause.open', { from: format.stamp(from) })}
            {newDue && (
              <>
                {' '}
                <s>{format.stamp(oldDue)}</s> → {format.stamp(newDue)}
              </>
            )}
          </li>
        ))}
        {specialDays.map(({ day, kind, name: holiday }) => (
          <li key={day}>{t(`desk.count.${kind}`, { day: format.dayAndWeekday(day), name: holiday })}</li>
        ))}
        <li>{t('desk.count.to', { by: format.promise(promiseAt, 'dated') })}</li>
        {unsure && <li>{t('badge.unsure')}</li>}
        {policy && <li className="num">{t('desk.count.rule', { policy, source: source ?? '' })}</li>}
      </ul>
    </>
  )
}
