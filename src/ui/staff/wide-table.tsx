/** Where a table stands that may be wider than its card: it scrolls sideways, by keyboard too, and a screen reader hears its name. */
import type { ReactNode } from 'react'

interface WideTableProps {
  label: string
  /** Without space between the table and the edge of the card. */
  flush?: boolean
  children: ReactNode
}

export function WideTable({ label, flush = false, children }: WideTableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls sideways must be reachable by keyboard
    <section className={flush ? 'table-scroll table-flush' : 'table-scroll'} tabIndex={0} aria-label={label}>
      {children}
    </section>
  )
}
