/** A list and its detail side by side; below 1100 px only the list, and a row opens the record's own page. */
import type { ReactNode } from 'react'
import { useWide } from './media.ts'

interface Props {
  list: ReactNode
  detail: ReactNode
  listName: string
  detailName: string
}

export function SplitView({ list, detail, listName, detailName }: Props) {
  const wide = useWide()
  return (
    <div className={wide ? 'split' : 'split split-one'}>
      <section className="split-list" aria-label={listName}>
        {list}
      </section>
      {wide && (
        <section className="split-detail" aria-label={detailName}>
          {detail}
        </section>
      )}
    </div>
  )
}
