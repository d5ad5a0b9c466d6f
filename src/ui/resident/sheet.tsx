/** A sheet from the bottom (a column on wide screens): the browser's own dialog, so focus stays inside and Esc closes. */
import { type ReactNode, useEffect, useId, useRef } from 'react'
import { useWords } from '#ui/shared/words.tsx'
import { Icon } from './icon.tsx'

interface SheetProps {
  title: string
  open: boolean
  onClose(): void
  /** Covers the whole screen: for lists. */
  tall?: boolean
  children: ReactNode
}

export function Sheet({ title, open, onClose, tall = false, children }: SheetProps) {
  const { t } = useWords()
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => {
    if (!open) return
    const element = dialog.current
    const before = document.activeElement
    element?.showModal()
    element?.querySelector('h2')?.focus()
    return () => {
      element?.close()
      if (before instanceof HTMLElement) before.focus()
    }
  }, [open])
  if (!open) return null
  return (
    <dialog
      ref={dialog}
      className={tall ? 'sheet tall' : 'sheet'}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
    >
      <header className="sheet-head">
        <h2 id={id} tabIndex={-1}>
          {title}
        </h2>
        <button type="button" className="icon-button" aria-label={t('do.close')} onClick={onClose}>
          <Icon name="x" />
        </button>
      </header>
      <div className="sheet-body">{children}</div>
    </dialog>
  )
}
