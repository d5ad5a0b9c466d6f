/** A labelled control with its note or its error beside it, said together by a screen reader. */
import { type ReactNode, useId } from 'react'

interface FieldProps {
  label: string
  error?: string | undefined
  note?: string
  children: (ids: { id: string; 'aria-describedby'?: string; 'aria-invalid'?: true }) => ReactNode
}

/** A labelled field with its error beside it. */
export function Field({ label, error, note, children }: FieldProps) {
  const id = useId()
  const described = error || note ? { 'aria-describedby': `${id}-note` } : {}
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({ id, ...described, ...(error ? { 'aria-invalid': true } : {}) })}
      {(error || note) && (
        <span id={`${id}-note`} className={error ? 'error-text' : 'meta'}>
          {error ?? note}
        </span>
      )}
    </div>
  )
}
