/** A form over the page: opens with the focus in its first field, closes with Esc, keeps nothing when it is closed. */
import { Button, Modal } from 'antd'
import { type ReactNode, useRef } from 'react'
import { useWords } from '#ui/shared/words.tsx'

interface Props {
  open: boolean
  title: string
  close(): void
  width?: number
  children: ReactNode
}

export function Dialog({ open, title, close, width = 560, children }: Props) {
  const body = useRef<HTMLDivElement>(null)
  return (
    <Modal
      open={open}
      onCancel={close}
      footer={null}
      title={title}
      width={width}
      destroyOnHidden
      afterOpenChange={(opened) => {
        if (opened) body.current?.querySelector<HTMLElement>('input, textarea, button')?.focus()
      }}
    >
      <div ref={body}>{children}</div>
    </Modal>
  )
}

interface FormProps {
  /** Words of the button that sends. */
  label: string
  busy: boolean
  error: string
  submit(): void
  cancel?: () => void
  children?: ReactNode
}

/** A form with its error above the buttons. Ctrl+Enter sends it. */
export function SendForm({ label, busy, error, submit, cancel, children }: FormProps) {
  const { t } = useWords()
  return (
    <form
      className="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (!busy) submit()
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
          event.preventDefault()
          event.currentTarget.requestSubmit()
        }
      }}
    >
      {children}
      {error && (
        <p className="refusal" role="alert">
          {error}
        </p>
      )}
      <div className="row">
        <Button type="primary" htmlType="submit" loading={busy}>
          {label}
        </Button>
        {cancel && <Button onClick={cancel}>{t('do.cancel')}</Button>}
      </div>
    </form>
  )
}
