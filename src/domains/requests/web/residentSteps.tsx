/**
 * The history of a request as its reporter reads it: what happened, by whom, in their words; where the promise moved, the
 * old date struck through; and what comes next with its date.
 */
import type { ReactNode } from 'react'
import { dayOf } from '#lib/days.ts'
import { useTimes } from '#ui/resident/mode.tsx'
import type { TimelineItem } from '#ui/resident/timeline.tsx'
import { fileAddress, type Matters } from '#ui/shared/api.ts'
import { useWords } from '#ui/shared/words.tsx'

type Detail = Matters['requests']['detail']
type Step = Detail['steps'][number]

/** Steps that tell a resident nothing by themselves. */
const untold = new Set(['list_points', 'transcribe', 'remind', 'warn', 'note'])
const waitsForNobody = new Set(['closed', 'withdrawn', 'referred', 'merged'])

export function useSteps(detail: Detail): TimelineItem[] {
  const { t } = useWords()
  const times = useTimes()
  const told = detail.steps.filter((step) => !step.internal && !untold.has(step.kind))
  const ended = waitsForNobody.has(detail.state)

  const past = told.map(
    (step, index): TimelineItem => ({
      id: step.id,
      when: index === told.length - 1 && !ended ? 'present' : 'past',
      title: titleOf(step),
      time: times.stamp(step.at),
      body: bodyOf(step),
    }),
  )
  return ended ? past : [...past, ...comingOf()]

  function fact(step: Step, name: string): string {
    const value = step.facts[name]
    return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
  }

  function titleOf(step: Step): ReactNode {
    const name = step.who ?? detail.place.community
    switch (step.kind) {
      case 'assign':
        return fact(step, 'handler') ? t('step.assign.name', { name: fact(step, 'handler') }) : t('step.assign')
      case 'contact':
        return t(step.facts.reached === false ? 'step.contact.missed' : 'step.contact', { name })
      case 'call_back':
        return t(step.facts.reached === false ? 'step.call_back.missed' : 'step.call_back')
      case 'confirm':
        return t('step.confirm', { solved: t(`solved.${fact(step, 'solved')}`) })
      case 'set_visibility':
        return t('step.set_visibility', { visibility: t(`visibility.${fact(step, 'visibility')}`) })
      case 'escalate':
        return t('step.escalate', { street: detail.place.street })
      case 'confirm_by_silence':
        return t('step.confirm_by_silence', { days: fact(step, 'days') })
      default:
        return t(`step.${step.kind}`, { unit: fact(step, 'unit') })
    }
  }

  function bodyOf(step: Step): ReactNode {
    const parts = linesOf(step)
    const said = saidOf(step)
    const moved = movedOf(step)
    const files = detail.files.filter(({ actionId, kind }) => actionId === step.id && kind === 'photo')
    const shown = step.kind === 'opened' ? [] : files
    if (parts.length === 0 && !said && !moved && shown.length === 0) return undefined
    return (
      <>
        {parts.length > 0 && <p>{parts.join(' ')}</p>}
        {said && (
          <p className="said pre" data-said lang="zh-CN">
            {said}
          </p>
        )}
        {shown.length > 0 && (
          <div className="photo-strip">
            {shown.map((file, index) => (
              <a key={file.id} href={fileAddress(file.id)} target="_blank" rel="noreferrer">
                <img src={fileAddress(file.id)} alt={t('photo.n', { n: index + 1 })} loading="lazy" />
              </a>
            ))}
          </div>
        )}
        {moved}
      </>
    )
  }

  function linesOf(step: Step): string[] {
    const words = step.words ?? {}
    const lines: string[] = []
    if (step.kind === 'opened')
      lines.push(
        detail.takenBy
          ? t('step.taken.body', { name: detail.takenBy })
          : t('step.opened.body', { community: detail.place.community }),
      )
    if ((step.kind === 'classify' || step.kind === 'reclassify') && fact(step, 'class'))
      lines.push(t('step.classify.body', { class: t(`class.${fact(step, 'class')}`) }))
    if (step.kind === 'assign' && fact(step, 'unit')) lines.push(t('step.assign.unit', { unit: fact(step, 'unit') }))
    if (step.kind === 'contact' && fact(step, 'way'))
      lines.push(t('step.contact.body', { way: t(`way.${fact(step, 'way')}`) }))
    if (step.kind === 'wait')
      lines.push(t('step.wait.body', { reason: String(words.reason ?? ''), day: times.day(fact(step, 'until')) }))
    if (step.kind === 'explain_late')
      lines.push(t('step.explain_late.body', { reason: t(`lateReason.${fact(step, 'reason')}`) }))
    if (step.kind === 'supervise') lines.push(t('step.supervise.body', { day: times.day(fact(step, 'until')) }))
    if (step.kind === 'call_back' && fact(step, 'solved'))
      lines.push(t('step.call_back.body', { solved: t(`solved.${fact(step, 'solved')}`) }))
    if (step.kind === 'rate' && fact(step, 'service'))
      lines.push(t('timeline.rated', { level: t(`service.${fact(step, 'service')}`) }))
    if (step.kind === 'confirm' && fact(step, 'service'))
      lines.push(t('timeline.rated', { level: t(`service.${fact(step, 'service')}`) }))
    const bySomebody = [
      'accept',
      'start',
      'progress',
      'wait',
      'resume',
      'explain_late',
      'extend',
      'supervise',
      'call_back',
      'send_back',
      'unmerge',
      'reply',
      'classify',
      'reclassify',
      'refer',
    ]
    if (step.who && bySomebody.includes(step.kind))
      lines.push(t('step.by', { name: step.who, role: t(`role.${step.role}`) }))
    return lines
  }

  /** What somebody wrote at this step. */
  function saidOf(step: Step): string {
    if (!step.words || step.kind === 'opened' || step.kind === 'wait' || step.kind === 'publish') return ''
    const { words, reason, place, phone, plan } = step.words
    return [words, plan, reason, place, phone].filter((part) => typeof part === 'string' && part !== '').join('\n')
  }

  /** Where this step moved the promise: the old day struck through. */
  function movedOf(step: Step): ReactNode {
    if (step.kind === 'resume' || step.kind === 'wait') {
      const pause = detail.pauses.find(({ from, to }) =>
        step.kind === 'resume' ? to === step.at : from === step.at && to === null,
      )
      if (!pause) return undefined
      return <Moved old={dayBefore(pause.oldDue)} next={pause.newDue ? dayBefore(pause.newDue) : undefined} />
    }
    if (step.kind === 'extend') {
      const [old, next] = [fact(step, 'oldDue'), fact(step, 'newDue')]
      return old && next ? <Moved old={dayBefore(old)} next={dayBefore(next)} /> : undefined
    }
    if (step.kind !== 'classify' && step.kind !== 'reclassify') return undefined
    const old = detail.clocks.find(({ endedAt, outcome }) => endedAt === step.at && outcome === 'replaced')
    const next = detail.clocks.find(
      ({ name, startedAt, endedAt }) =>
        ['urgent', 'key', 'longTerm'].includes(name) &&
        (startedAt === step.at || (step.kind === 'reclassify' && endedAt === null)),
    )
    if (!old || !next || old.dueAt === next.dueAt) return undefined
    return <Moved old={dayBefore(old.dueAt)} next={dayBefore(next.dueAt)} />
  }

  /** A promise by days ends at 24:00, which is the next day's 0:00. */
  function dayBefore(end: string): string {
    return times.day(dayOf(new Date(Date.parse(end) - 1)))
  }

  function comingOf(): TimelineItem[] {
    const { promise, state } = detail
    const when = promise && promise.state !== 'paused' ? times.promise(promise.at, 'short') : undefined
    const later = (id: string, title: string, time?: string, body?: string): TimelineItem => ({
      id,
      when: 'future',
      title: t(title),
      ...(time ? { time } : {}),
      ...(body ? { body: <p>{t(body)}</p> } : {}),
    })
    if (state === 'confirmed') return [later('close', 'step.future.close', when)]
    const confirm = (time?: string) => later('confirm', 'step.future.confirm', time, 'step.future.confirm.body')
    if (state === 'replied') return [confirm(when)]
    const reply = detail.clocks.find(
      ({ name, endedAt }) => ['answer', 'urgent', 'key', 'longTerm'].includes(name) && endedAt === null,
    )
    return [
      ...(promise?.clock === 'firstContact' && promise.state !== 'late'
        ? [later('contact', 'step.future.contact', when)]
        : []),
      ...(state === 'waiting' && detail.waitUntil
        ? [later('resume', 'step.future.resume', times.day(detail.waitUntil))]
        : []),
      later(
        'reply',
        'step.future.reply',
        reply && !reply.pausedAt ? times.promise(reply.promiseAt, 'short') : undefined,
      ),
      confirm(t('step.future.confirm.when')),
    ]
  }
}

function Moved({ old, next }: { old: string; next: string | undefined }) {
  const { t, rich } = useWords()
  return (
    <div className="why">
      <b>{t('step.moved')}</b>
      {next ? rich('step.moved.body', { old: <s>{old}</s>, next }) : rich('step.paused.body', { old: <s>{old}</s> })}
    </div>
  )
}
