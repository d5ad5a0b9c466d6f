/**
 * Figures that carry their n: a value, what it is made of, how it is counted, and a link to the records behind it.
 * Bars compare amounts only and repeat them as text; none of it needs the colour to be read.
 */
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { useWords } from '#ui/shared/words.tsx'

interface StatProps {
  label: string
  /** The value with its unit; a sentence when there is none to show. */
  value?: ReactNode
  few?: string | undefined
  note?: ReactNode
  formula: string
  href?: string | undefined
  late?: boolean
}

/** One figure. `few` takes the value's place when a number would mislead. */
export function Stat({ label, value, few, note, formula, href, late = false }: StatProps) {
  const { t } = useWords()
  const body = few ? (
    <span className="figure-few">{few}</span>
  ) : (
    <span className={late ? 'figure-value figure-late' : 'figure-value'}>{value}</span>
  )
  return (
    <div className="figure">
      <div className="figure-label">{label}</div>
      <div>
        {href ? (
          <Link href={href} className="link">
            <span className="unseen">{t('figure.open', { label })}</span>
            {body}
          </Link>
        ) : (
          body
        )}
      </div>
      {note && <div className="figure-note">{note}</div>}
      <details className="no-print">
        <summary>{t('figure.how')}</summary>
        {formula}
      </details>
    </div>
  )
}

interface BarRowProps {
  label: string
  count: number
  max: number
  href: string
}

/** A labelled bar; the row is the link. */
export function BarRow({ label, count, max, href }: BarRowProps) {
  return (
    <Link href={href} className="bar-row">
      <span className="bar-label">{label}</span>
      <Bar parts={[{ share: max > 0 ? count / max : 0 }]} />
      <span className="bar-value">{count}</span>
    </Link>
  )
}

/** Shares of a whole as one flat bar; decoration beside the number. */
export function Bar({ parts }: { parts: readonly { share: number; className?: string }[] }) {
  let from = 0
  return (
    <svg className="bar" viewBox="0 0 1000 14" preserveAspectRatio="none" aria-hidden="true">
      {parts.map(({ share, className }) => {
        const x = from
        from += share * 1000
        return <rect key={className ?? 'one'} className={className} x={x} width={share * 1000} height={14} />
      })}
    </svg>
  )
}
