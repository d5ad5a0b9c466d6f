/**
 * How a request looks at the desk: its row, its state, its words with the points marked, photos and voice.
 */
import { Button, Modal } from 'antd'
import { type ReactNode, useState } from 'react'
import { fileAddress } from '#ui/shared/api.ts'
import { useFormat } from '#ui/shared/session.tsx'
import { useWords, type Words } from '#ui/shared/words.tsx'
import { DeadlineBadge } from '#ui/staff/deadline-badge.tsx'
import { Icon, type IconName } from '#ui/staff/icons.tsx'
import { circled } from '#ui/staff/points.ts'
import { type Shape, StatusWord } from '#ui/staff/status-word.tsx'
import { COUNT_MOST } from '../rules.ts'
import type { RequestState } from '../spec.ts'
import type { RequestDetail, RequestRow, Step } from './staffQueries.ts'

/** How late, in working days: 2–3 个工作日. */
export function lateAgeWords({ from, to }: { from: number; to: number | null }, t: Words['t']): string {
  if (to === null) return t('overview.age.over', { n: from })
  return from === to ? t('overview.age.one', { n: to }) : t('overview.age', { from, to })
}

const shapes: Record<RequestState, Shape> = {
  submitted: 'open',
  accepted: 'open',
  classified: 'half',
  assigned: 'half',
  dispatched: 'half',
  coordinating: 'pause',
  in_progress: 'half',
  waiting: 'pause',
  replied: 'check',
  confirmed: 'check',
  reopened: 'half',
  closed: 'check',
  referred: 'cross',
  merged: 'check',
  withdrawn: 'cross',
}

export function StateWord({ state }: { state: RequestState }) {
  const { t } = useWords()
  return <StatusWord shape={shapes[state]} word={t(`state.${state}`)} />
}

const channelIcons: Record<RequestRow['channel'], IconName> = {
  app: 'mobile',
  phone: 'phone',
  visit: 'walk',
  paper: 'mail',
  chat: 'message',
  door: 'door',
  open311: 'externalLink',
}

export function ChannelTag({ channel }: { channel: RequestRow['channel'] }) {
  const { t } = useWords()
  return (
    <span className="tag">
      <Icon name={channelIcons[channel]} small />
      {t(`channel.${channel}`)}
    </span>
  )
}

/** The promise, or the state where nothing is promised any more. */
export function PromiseOrState({
  row,
  full,
}: {
  row: Pick<RequestRow, 'promise' | 'state' | 'waitReason'>
  full?: boolean
}) {
  return row.promise ? (
    <DeadlineBadge promise={row.promise} waitReason={row.waitReason} {...(full ? { full } : {})} />
  ) : (
    <span className="badge badge-plain">
      <StateWord state={row.state} />
    </span>
  )
}

const LINE = 60

/** As much of the words as a line holds; the title of a voice message. */
export function firstWords({ words, title }: Pick<RequestRow, 'words' | 'title'>): string {
  const signs = [...words.trim().replace(/\s+/g, ' ')]
  if (signs.length === 0) return title
  return signs.length <= LINE ? signs.join('') : `${signs.slice(0, LINE).join('')}…`
}

/** The cells of a row: words, promise, place, marks. Whoever shows it wraps it in a link. */
export function RowCells({ row, phone = false }: { row: RequestRow; phone?: boolean }) {
  const { t } = useWords()
  const category = row.category ? t(`category.${row.category}`) : undefined
  const place = [row.place, phone ? undefined : category].filter(Boolean).join(' · ')
  return (
    <>
      <span className="item-words" data-said>
        {firstWords(row)}
      </span>
      {!phone && <PromiseOrState row={row} />}
      <span className="item-place">
        <span data-said>{place}</span>
        {phone && ` · ${row.joined > 0 ? t('desk.joined', { n: row.joined }) : t(`channel.${row.channel}`)}`}
      </span>
      {phone ? (
        <PromiseOrState row={row} />
      ) : (
        <span className="item-marks">
          <ChannelTag channel={row.channel} />
          {row.joined > 0 && (
            <span className="tag">
              <Icon name="users" small />
              {t('desk.joined', { n: row.joined })}
            </span>
          )}
          {row.toPublish && <span className="tag">{t('desk.toPublish')}</span>}
          <RowBadges row={row} />
          {row.promise && <StateWord state={row.state} />}
        </span>
      )}
    </>
  )
}

/** What those above and those who call back look for. */
function RowBadges({ row }: { row: RequestRow }) {
  const { t } = useWords()
  const format = useFormat()
  return (
    <>
      {row.supervisedUntil && <span className="badge badge-late">{t('desk.badge.supervised')}</span>}
      {row.callBackBy && (
        <span className="badge badge-late">{t('desk.badge.callback', { day: format.day(row.callBackBy) })}</span>
      )}
      {row.planDay && <span className="tag">{t('desk.badge.plan', { day: format.day(row.planDay) })}</span>}
    </>
  )
}

/** What was said, with the points that were drawn from it underlined and counted. */
export function WordsWithPoints({ words, points }: { words: string; points: readonly string[] }) {
  const found = points
    .map((point, place) => ({ place, from: words.indexOf(point), to: words.indexOf(point) + point.length }))
    .filter(({ from }) => from >= 0)
    .sort((a, b) => a.from - b.from)
  const pieces: ReactNode[] = []
  let at = 0
  for (const { place, from, to } of found) {
    if (from < at) continue
    pieces.push(words.slice(at, from))
    pieces.push(
      <span key={place}>
        <mark>{words.slice(from, to)}</mark>
        <sup>{circled(place)}</sup>
      </span>,
    )
    at = to
  }
  pieces.push(words.slice(at))
  return (
    <p className="words" data-said>
      {pieces}
    </p>
  )
}

/** Photos as thumbs; one opens large, with the way to the next. */
export function Photos({ files, place }: { files: readonly { id: string }[]; place?: string }) {
  const { t } = useWords()
  const [open, setOpen] = useState<number>()
  const shown = open === undefined ? undefined : files[open]
  if (files.length === 0) return null
  return (
    <>
      {files.map(({ id }, photo) => (
        <button
          key={id}
          type="button"
          className="thumb"
          aria-label={t('desk.photo.open', { n: photo + 1 })}
          onClick={() => setOpen(photo)}
        >
          <img src={fileAddress(id)} alt="" loading="lazy" />
        </button>
      ))}
      <Modal
        open={shown !== undefined}
        onCancel={() => setOpen(undefined)}
        title={t('desk.photo.of', { place: (open ?? 0) + 1, count: files.length })}
        width={880}
        footer={
          files.length > 1 && open !== undefined ? (
            <span className="row">
              <Button disabled={open === 0} onClick={() => setOpen(open - 1)}>
                <Icon name="chevronLeft" small />
                {t('desk.photo.before')}
              </Button>
              <Button disabled={open === files.length - 1} onClick={() => setOpen(open + 1)}>
                {t('desk.photo.next')}
                <Icon name="chevronRight" small />
              </Button>
            </span>
          ) : null
        }
      >
        {shown && (
          <img
            className="photo-large"
            src={fileAddress(shown.id)}
            alt={t('desk.photo.alt', { place: (open ?? 0) + 1, where: place ?? '' })}
          />
        )}
      </Modal>
    </>
  )
}

/** A voice message and what it says, once somebody wrote it down. */
export function Voice({ files, children }: { files: RequestDetail['files']; children?: ReactNode }) {
  const { t } = useWords()
  const voices = files.filter(({ kind }) => kind === 'voice')
  return (
    <>
      {voices.map(({ id, seconds }) => (
        <div key={id} className="voice">
          {/* biome-ignore lint/a11y/useMediaCaption: what is said stands beside it as text once a worker wrote it down */}
          <audio
            controls
            preload="none"
            src={fileAddress(id)}
            aria-label={t('desk.voice', { seconds: seconds ?? 0 })}
          />
          <span className="meta">{t('desk.voice', { seconds: seconds ?? 0 })}</span>
          {children}
        </div>
      ))}
    </>
  )
}

/** The person of a step, the resident's part, or nobody when the system acted. */
export function useStepWords() {
  const { t, has } = useWords()
  const format = useFormat()
  return {
    // The steps of the reporter say themselves that it was the reporter.
    who: ({ who, role, kind }: Step) =>
      who ?? (role === 'resident' && kind === 'opened' ? t('role.resident') : undefined),
    what({ kind, facts, words }: Step): string {
      const missed = (kind === 'contact' || kind === 'call_back') && facts.reached === false
      const key = missed ? `step.${kind}.missed` : `step.${kind}`
      const opened = facts.channel === 'app' ? 'desk.step.sent' : 'desk.step.takenIn'
      const base = kind === 'opened' ? t(opened) : has(key) ? t(key) : kind
      const extra = [
        typeof facts.way === 'string' ? t(`way.${facts.way}`) : undefined,
        typeof facts.class === 'string' ? t(`class.${facts.class}`) : undefined,
        typeof facts.planYear === 'number' ? t('desk.planYear', { year: facts.planYear }) : undefined,
        kind === 'explain_late' && typeof facts.reason === 'string' ? t(`lateReason.${facts.reason}`) : undefined,
        kind === 'supervise' && typeof facts.reason === 'string' ? t(`supervision.${facts.reason}`) : undefined,
        typeof facts.until === 'string' && kind !== 'supervise'
          ? t('desk.until', { day: format.day(facts.until) })
          : undefined,
        typeof facts.solved === 'string' ? t(`solved.${facts.solved}`) : undefined,
        typeof facts.service === 'number' ? t(`service.${facts.service}`) : undefined,
        kind === 'opened' && typeof facts.channel === 'string' ? t(`channel.${facts.channel}`) : undefined,
        kind === 'set_visibility' ? t(`visibility.${String(facts.visibility)}`) : undefined,
        typeof facts.handler === 'string' ? facts.handler : undefined,
        kind !== 'assign' && typeof facts.unit === 'string' ? facts.unit : undefined,
        typeof facts.grounds === 'string'
          ? t(`${kind === 'refer' ? 'refer.kind' : 'grounds'}.${facts.grounds}`)
          : undefined,
        typeof facts.suggests === 'string' ? t('desk.step.suggests', { unit: facts.suggests }) : undefined,
        typeof facts.fromUnit === 'string' ? t('desk.step.from', { unit: facts.fromUnit }) : undefined,
        kind === 'ask_assist' && typeof facts.days === 'number' ? t('desk.step.days', { n: facts.days }) : undefined,
        kind === 'refer' && words ? [words.place, words.phone].filter(Boolean).join(' ') : undefined,
      ].filter(Boolean)
      return extra.length > 0 ? t('desk.step', { what: base, more: extra.join(t('list.comma')) }) : base
    },
    said({ kind, words }: Step): string | undefined {
      if (!words || kind === 'opened') return undefined
      const { words: text, reason, points, plan, rule, withoutAssist } = words
      if (Array.isArray(points)) return points.map((point, place) => `${circled(place)} ${String(point)}`).join('\n')
      const said = [text, plan, reason, rule, withoutAssist].filter(
        (part): part is string => typeof part === 'string' && part.trim() !== '',
      )
      return said.length > 0 ? said.join('\n') : undefined
    },
  }
}

/** A count of a list as people read it; lists are counted so far and no further. */
export function many(count: number | undefined): string {
  if (count === undefined) return ''
  return count < COUNT_MOST ? String(count) : `${COUNT_MOST}+`
}
