/**
 * A promise in one short badge: its colour, its icon and its words always say the same thing.
 * Lists sort by the instant; the title tells which clock it is and the whole date.
 */
import { useFormat } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { Icon, type IconName } from './icons.tsx'

export interface BadgePromise {
  clock: string
  at: string
  state: 'running' | 'today' | 'late' | 'paused'
  late: { count: number; unit: 'workdays' | 'hours' } | null
  workdaysLeft: number | null
  unsure: boolean
}

const icons: Record<BadgePromise['state'], IconName> = {
  running: 'clock',
  today: 'clock',
  late: 'alertTriangle',
  paused: 'pause',
}

interface Props {
  promise: BadgePromise
  /** Why the clock stands still. */
  waitReason?: string | null
  /** Adds what is left, for a heading. */
  full?: boolean
}

export function DeadlineBadge({ promise, waitReason, full = false }: Props) {
  const { t, has } = useWords()
  const format = useFormat()
  const { clock, at, state, late, workdaysLeft, unsure } = promise
  const by = format.promise(at, full ? 'full' : 'short')
  const clockBy = has(`badge.${clock}`) ? t(`badge.${clock}`, { by }) : by
  const words =
    state === 'late' && late
      ? format.late(late)
      : state === 'paused'
        ? waitReason
          ? t('badge.paused', { reason: waitReason })
          : t('badge.paused.plain')
        : clockBy
  const isAnswer = !has(`badge.${clock}`)
  const left = full && isAnswer && state === 'running' && workdaysLeft !== null ? format.left(workdaysLeft) : ''
  const title = `${t(`clock.${clock}`)} · ${format.promise(at, 'dated')}${unsure ? ` · ${t('badge.unsure')}` : ''}`

  return (
    <time className={state === 'running' ? 'badge' : `badge badge-${state}`} dateTime={at} title={title}>
      <Icon name={icons[state]} small />
      <span>
        {words}
        {left && ` · ${left}`}
      </span>
    </time>
  )
}
