/** Pages of one thing side by side, the one that is shown marked. */
import { Link } from 'wouter'

export interface Segment {
  href: string
  words: string
}

export function Segments({ label, shown, all }: { label: string; shown: string; all: readonly Segment[] }) {
  return (
    <nav className="segments" aria-label={label}>
      {all.map(({ href, words }) => (
        <Link key={href} href={href} aria-current={href === shown ? 'page' : undefined}>
          {words}
        </Link>
      ))}
    </nav>
  )
}
