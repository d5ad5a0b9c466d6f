/**
 * The parts of resident screens: cards, buttons, rows, chips, radio groups, fields, empty and failed states.
 * Each control has a name and a role, a target of 44 px (60 px in 长辈版), and says why when it cannot act.
 */
import { type ReactNode, type Ref, useEffect, useId, useState } from 'react'
import { Link } from 'wouter'
import { OfflineError, RefusalError } from '#ui/shared/api.ts'
import { useSay } from '#ui/shared/say.tsx'
import { useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { Icon, type IconName } from './icon.tsx'
import { useTimes } from './mode.tsx'

export function Card({
  title,
  children,
  className = '',
}: {
  title?: ReactNode
  children: ReactNode
  className?: string
}) {
  return (
    <section className={`card ${className}`}>
      {title && <h2 className="card-title">{title}</h2>}
      {children}
    </section>
  )
}

type Look = 'main' | 'line' | 'quiet' | 'plain'

interface ButtonProps {
  children: ReactNode
  look?: Look
  small?: boolean
  icon?: IconName
  type?: 'button' | 'submit'
  /** Sending: stays focusable, does nothing. */
  busy?: boolean
  label?: string
  pressed?: boolean
  expanded?: boolean
  describedBy?: string
  onClick?(): void
  buttonRef?: Ref<HTMLButtonElement>
}

export function Button({
  children,
  look = 'main',
  small = false,
  icon,
  type = 'button',
  busy = false,
  label,
  pressed,
  expanded,
  describedBy,
  onClick,
  buttonRef,
}: ButtonProps) {
  return (
    <button
      type={type}
      className={`button ${look}${small ? ' small' : ''}`}
      aria-disabled={busy || undefined}
      aria-label={label}
      aria-pressed={pressed}
      aria-expanded={expanded}
      aria-describedby={describedBy}
      ref={buttonRef}
      onClick={(event) => {
        if (busy) event.preventDefault()
        else onClick?.()
      }}
    >
      {icon && <Icon name={icon} />}
      <span>{children}</span>
    </button>
  )
}

interface LinkButtonProps {
  href: string
  children: ReactNode
  look?: Look
  small?: boolean
  icon?: IconName
}

/** A link that looks like a button; `tel:` and the workbench leave the app. */
export function LinkButton({ href, children, look = 'main', small = false, icon }: LinkButtonProps) {
  const inside = (
    <>
      {icon && <Icon name={icon} />}
      <span>{children}</span>
    </>
  )
  const className = `button ${look}${small ? ' small' : ''}`
  return href.startsWith('/') && !href.startsWith('/desk') ? (
    <Link href={href} className={className}>
      {inside}
    </Link>
  ) : (
    <a href={href} className={className}>
      {inside}
    </a>
  )
}

interface RowProps {
  children: ReactNode
  /** Said at the end of the row, before the arrow. */
  note?: ReactNode
  icon?: IconName
  href?: string
  onClick?(): void
}

/** A row of a list: a link, a button, or a plain line. */
export function Row({ children, note, icon, href, onClick }: RowProps) {
  const inside = (
    <>
      {icon && <Icon name={icon} />}
      <span className="grow">{children}</span>
      {note && <span className="note">{note}</span>}
      {(href || onClick) && <Icon name="chevron-right" />}
    </>
  )
  if (href)
    return (
      <Link href={href} className="row">
        {inside}
      </Link>
    )
  if (onClick)
    return (
      <button type="button" className="row" onClick={onClick}>
        {inside}
      </button>
    )
  return <div className="row">{inside}</div>
}

export type Tone = 'brand' | 'warn' | 'late' | 'ok' | 'info' | 'grey'

export function Chip({ tone = 'brand', icon, children }: { tone?: Tone; icon?: IconName; children: ReactNode }) {
  return (
    <span className={`chip ${tone}`}>
      {icon && <Icon name={icon} />}
      <span>{children}</span>
    </span>
  )
}

/** What is promised: the clock it belongs to, when, and how it stands. */
export interface PromiseWords {
  clock: string
  at: string
  state: 'running' | 'today' | 'late' | 'paused'
  late: { count: number; unit: 'workdays' | 'hours' } | null
}

const promiseLooks = {
  running: { tone: 'brand', icon: 'clock' },
  today: { tone: 'warn', icon: 'clock' },
  late: { tone: 'late', icon: 'alert-triangle' },
  paused: { tone: 'grey', icon: 'clock-pause' },
} as const

/** A promise as a date in words, with an icon and a colour that say the same. */
export function PromiseChip({ promise, form = 'short' }: { promise: PromiseWords; form?: 'short' | 'full' }) {
  const { t } = useWords()
  const times = useTimes()
  const { tone, icon } = promiseLooks[promise.state]
  const when = times.promise(promise.at, form)
  const words =
    promise.state === 'late' && promise.late
      ? times.late(promise.late)
      : promise.state === 'paused'
        ? t('promise.paused')
        : t(`promise.${promise.clock}`, { when })
  return (
    <span className={`chip ${tone}`}>
      <Icon name={icon} />
      <time dateTime={promise.at} title={t(`promise.${promise.clock}`, { when: times.promise(promise.at, 'dated') })}>
        {words}
      </time>
    </span>
  )
}

const stateIcons: Readonly<Record<string, IconName>> = {
  submitted: 'circle',
  accepted: 'circle',
  classified: 'circle',
  assigned: 'circle',
  dispatched: 'circle',
  coordinating: 'circle',
  in_progress: 'circle-half',
  reopened: 'circle-half',
  waiting: 'clock-pause',
  replied: 'circle-check',
  confirmed: 'circle-check',
  closed: 'circle-check',
  merged: 'circle-half',
  referred: 'circle-x',
  withdrawn: 'circle-x',
}

/** A state as a word with a shape; colour is not needed to tell them apart. */
export function StatusWord({ state }: { state: string }) {
  const { t } = useWords()
  return (
    <span className="status-word">
      <Icon name={stateIcons[state] ?? 'circle'} />
      <span>{t(`state.${state}`)}</span>
    </span>
  )
}

interface NoticeBarProps {
  tone?: Tone
  icon?: IconName
  children: ReactNode
  href?: string
  /** Announced when it appears. */
  live?: boolean
  onClose?(): void
}

/** One line above the content that can be closed; it never covers anything. */
export function NoticeBar({
  tone = 'warn',
  icon = 'info-circle',
  children,
  href,
  live = false,
  onClose,
}: NoticeBarProps) {
  const { t } = useWords()
  const inside = (
    <>
      <Icon name={icon} />
      <span className="grow">{children}</span>
      {href && <Icon name="chevron-right" />}
    </>
  )
  if (href)
    return (
      <Link href={href} className={`notice-bar ${tone}`}>
        {inside}
      </Link>
    )
  return (
    <div className={`notice-bar ${tone}`} role={live ? 'status' : undefined}>
      {inside}
      {onClose && (
        <button type="button" className="icon-button" aria-label={t('do.close')} onClick={onClose}>
          <Icon name="x" />
        </button>
      )}
    </div>
  )
}

interface FieldProps {
  label: ReactNode
  hint?: ReactNode
  error?: string | undefined
  children(ids: { id: string; describedBy: string | undefined; invalid: true | undefined }): ReactNode
}

/** A labelled control; its hint and its error are read with it. */
export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId()
  const describedBy = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter((part) => part !== '').join(' ')
  return (
    <div className="field">
      <label className="label" htmlFor={id}>
        {label}
      </label>
      {hint && (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {children({ id, describedBy: describedBy === '' ? undefined : describedBy, invalid: error ? true : undefined })}
      {error && <ErrorLine id={`${id}-error`}>{error}</ErrorLine>}
    </div>
  )
}

export function ErrorLine({ id, children }: { id?: string; children: ReactNode }) {
  return (
    <p className="error-line" id={id} role="alert">
      <Icon name="alert-triangle" />
      <span>{children}</span>
    </p>
  )
}

interface RadioRowProps<T extends string> {
  legend: ReactNode
  hideLegend?: boolean
  name: string
  value: T | undefined
  options: readonly { value: T; label: ReactNode; hint?: ReactNode; icon?: IconName }[]
  /** Rows with a dot, tiles beside each other, or pills. */
  look?: 'rows' | 'tiles' | 'list' | 'pills'
  describedBy?: string | undefined
  invalid?: boolean
  onChange(value: T): void
}

/** A group of native radio buttons: arrows move, nothing is chosen beforehand unless `value` says so. */
export function RadioRow<T extends string>({
  legend,
  hideLegend = false,
  name,
  value,
  options,
  look = 'rows',
  describedBy,
  invalid = false,
  onChange,
}: RadioRowProps<T>) {
  return (
    <fieldset
      className={`radios ${look}`}
      role="radiogroup"
      aria-describedby={describedBy}
      aria-invalid={invalid || undefined}
    >
      <legend className={hideLegend ? 'unseen' : 'card-title'}>{legend}</legend>
      <div className="options">
        {options.map((option) => (
          <label key={option.value} className="option">
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={value === option.value}
              onChange={() => onChange(option.value)}
            />
            <span className="face">
              {option.icon && <Icon name={option.icon} />}
              <span className="grow">
                {option.label}
                {option.hint && <small>{option.hint}</small>}
              </span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}

/** A worker to call: name, what they are, and a button that calls. */
export function CallRow({ name, role, phone }: { name: string; role: string; phone: string }) {
  const { t } = useWords()
  return (
    <div className="call-row">
      <p className="grow">
        <b data-said lang="zh-CN">
          {name}
        </b>{' '}
        <span className="second">{role}</span>
        <span className="meta block" data-said>
          {phone}
        </span>
      </p>
      <a className="button line small" href={`tel:${phone}`} aria-label={t('call.person', { name })}>
        <Icon name="phone" />
        <span>{t('call.do')}</span>
      </a>
    </div>
  )
}

/** Where one is in a task of several pages. */
export function Steps({ at, of }: { at: number; of: number }) {
  const { t } = useWords()
  return (
    <div className="steps">
      <p>{t('steps.at', { at, of })}</p>
      <div className="dots" aria-hidden="true">
        {Array.from({ length: of }, (_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: dots are their position
          <i key={index} className={index < at ? 'on' : ''} />
        ))}
      </div>
    </div>
  )
}

/** Why there is nothing, and one way on. */
export function EmptyState({ icon, children, action }: { icon: IconName; children: ReactNode; action?: ReactNode }) {
  return (
    <div className="empty">
      <Icon name={icon} />
      <p>{children}</p>
      {action}
    </div>
  )
}

/** Grey lines in the layout to come, after 300 ms. */
export function Loading({ lines = 4 }: { lines?: number }) {
  const { t } = useWords()
  const [late, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 300)
    return () => clearTimeout(timer)
  }, [])
  if (!late) return <div className="loading" aria-busy="true" />
  return (
    <div className="loading card" aria-busy="true">
      <p className="unseen" role="status">
        {t('loading')}
      </p>
      {Array.from({ length: lines }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines are their position
        <i key={index} />
      ))}
    </div>
  )
}

/** What failed, what was kept, how to go on and whom to call. A refusal that asks to sign in leads there. */
export function Failed({ error, onRetry }: { error: unknown; onRetry?(): void }) {
  const { t } = useWords()
  const say = useSay()
  const { session } = useSession()
  const signedOut = error instanceof RefusalError && error.status === 401
  const here = location.pathname + location.search
  return (
    <div className="empty" role="alert">
      <Icon name={error instanceof OfflineError ? 'wifi-off' : signedOut ? 'lock' : 'alert-triangle'} />
      <p>{say(error)}</p>
      <div className="stack">
        {signedOut && <LinkButton href={`/login?next=${encodeURIComponent(here)}`}>{t('do.signIn')}</LinkButton>}
        {!signedOut && onRetry && (
          <Button icon="refresh" onClick={onRetry}>
            {t('do.retry')}
          </Button>
        )}
        {session?.phone && (
          <LinkButton href={`tel:${session.phone}`} look="quiet" icon="phone">
            {t('call.number', { phone: session.phone })}
          </LinkButton>
        )}
      </div>
    </div>
  )
}

/** A dot between two facts of a line; not read aloud. */
export function Dot() {
  return (
    <span className="separator" aria-hidden="true">
      ·
    </span>
  )
}

/** Words that are announced politely and not seen. */
export function Announce({ children }: { children: ReactNode }) {
  return (
    <p className="unseen" role="status">
      {children}
    </p>
  )
}
