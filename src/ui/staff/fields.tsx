/** Fields of forms: a label, the control, its error beside it; some lines of words; and one of a few as radio buttons. */
import { Input } from 'antd'
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

interface WordsFieldProps extends Omit<FieldProps, 'children'> {
  value: string
  /** Characters at most. */
  most?: number
  rows: number
  change(words: string): void
}

/** Some lines of somebody's words. */
export function WordsField({ value, most, rows, change, ...field }: WordsFieldProps) {
  return (
    <Field {...field}>
      {(ids) => (
        <Input.TextArea
          {...ids}
          value={value}
          {...(most ? { maxLength: most } : {})}
          rows={rows}
          onChange={({ target }) => change(target.value)}
        />
      )}
    </Field>
  )
}

interface ChoiceProps<T extends string> {
  label: string
  values: readonly T[]
  value: NoInfer<T> | undefined
  words(value: NoInfer<T>): ReactNode
  change(value: NoInfer<T>): void
  error?: string | undefined
  card?: boolean
  /** Cards side by side. */
  columns?: boolean
}

/** One of a few, as radio buttons. */
export function Choice<T extends string>({
  label,
  values,
  value,
  words,
  change,
  error,
  card,
  columns,
}: ChoiceProps<T>) {
  const id = useId()
  return (
    <fieldset className="field">
      <legend>{label}</legend>
      <div className={columns ? 'choice-columns' : card ? 'stack-small' : 'choices'}>
        {values.map((one) => (
          <label key={one} className={card ? 'choice choice-card' : 'choice'}>
            <input type="radio" name={id} checked={one === value} onChange={() => change(one)} />
            <span>{words(one)}</span>
          </label>
        ))}
      </div>
      {error && <span className="error-text">{error}</span>}
    </fieldset>
  )
}
