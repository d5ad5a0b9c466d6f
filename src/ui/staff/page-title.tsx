/** The heading of a page: names the tab, and takes the focus when the page was reached from another one. */
import { type ReactNode, useEffect, useRef } from 'react'
import { useWords } from '#ui/shared/words.tsx'

let arrived = false

interface Props {
  words: string
  children?: ReactNode
  unseen?: boolean
}

export function PageTitle({ words, children, unseen = false }: Props) {
  const { t } = useWords()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${words} · ${t('app.name')}`
  }, [words, t])
  useEffect(() => {
    if (arrived) heading.current?.focus({ preventScroll: true })
    arrived = true
  }, [])
  return (
    <h1 ref={heading} tabIndex={-1} className={unseen ? 'unseen' : undefined}>
      {children ?? words}
    </h1>
  )
}
