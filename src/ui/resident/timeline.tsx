/** What happened and what comes, oldest first: past filled, present a ring, future hollow and dated. */
import type { ReactNode } from 'react'
import { Icon } from './icon.tsx'

export interface TimelineItem {
  id: string
  when: 'past' | 'present' | 'future'
  title: ReactNode
  /** The time, in words. */
  time?: ReactNode
  body?: ReactNode
}

export function Timeline({ items, label }: { items: readonly TimelineItem[]; label: string }) {
  return (
    <ol className="timeline" aria-label={label}>
      {items.map(({ id, when, title, time, body }) => (
        <li key={id} className={when} aria-current={when === 'present' ? 'step' : undefined}>
          <span className="dot">{when === 'past' && <Icon name="check" />}</span>
          <div className="timeline-head">
            <b>{title}</b>
            {time && <span className="meta">{time}</span>}
          </div>
          {body && <div className="timeline-body">{body}</div>}
        </li>
      ))}
    </ol>
  )
}
