/** A group of native checkboxes that look like the kit's pills. */
import type { ReactNode } from 'react'
import { ErrorLine } from '#ui/resident/parts.tsx'

interface Props<T extends string> {
  legend: ReactNode
  options: readonly { value: T; label: ReactNode }[]
  values: readonly T[]
  error?: string | undefined
  onChange(values: T[]): void
}

export function TickRow<T extends string>({ legend, options, values, error, onChange }: Props<T>) {
  return (
    <fieldset className="radios pills" aria-invalid={error ? true : undefined}>
      <legend className="card-title">{legend}</legend>
      <div className="options">
        {options.map(({ value, label }) => (
          <label key={value} className="option">
            <input
              type="checkbox"
              checked={values.includes(value)}
              onChange={(event) =>
                onChange(event.currentTarget.checked ? [...values, value] : values.filter((one) => one !== value))
              }
            />
            <span className="face">
              <span className="grow">{label}</span>
            </span>
          </label>
        ))}
      </div>
      {error && <ErrorLine>{error}</ErrorLine>}
    </fieldset>
  )
}
