/**
 * Filters of a list in one line: a button per filter, a chip for each that is set, 清除, and how many were found.
 * What is set lives in the address (useFilters), so that a list can be sent to a colleague and the way back works.
 */
import { Button, Dropdown } from 'antd'
import { type ReactNode, useState } from 'react'
import { useSearchParams } from 'wouter'
import { useWords } from '#ui/shared/words.tsx'
import { Icon } from './icons.tsx'
import { usePhone } from './media.ts'

export interface Filter {
  key: string
  label: string
  options: readonly { value: string; label: string }[]
}

interface Props {
  filters: readonly Filter[]
  values: Readonly<Record<string, string | undefined>>
  /** Filters that came with the address, shown as chips only. */
  fixed?: readonly { keys: readonly string[]; label: string }[]
  found: string
  change(values: Readonly<Record<string, string | undefined>>): void
  children?: ReactNode
}

export function FilterBar({ filters, values, fixed = [], found, change, children }: Props) {
  const { t } = useWords()
  const phone = usePhone()
  const [open, setOpen] = useState(false)
  const isSet = filters.some(({ key }) => values[key]) || fixed.length > 0
  const clear = () =>
    change(
      Object.fromEntries(
        [...filters.map(({ key }) => key), ...fixed.flatMap(({ keys }) => keys)].map((key) => [key, undefined]),
      ),
    )

  return (
    <search className="filters" aria-label={t('filter.name')}>
      {phone && (
        <Button aria-expanded={open} onClick={() => setOpen(!open)}>
          <Icon name="adjustments" small />
          {t('filter.name')}
        </Button>
      )}
      {filters.map(({ key, label, options }) => {
        if (phone && !open && !values[key]) return null
        const chosen = options.find(({ value }) => value === values[key])
        return chosen ? (
          <Button
            key={key}
            className="filter-on"
            aria-label={t('filter.remove', { label, value: chosen.label })}
            onClick={() => change({ [key]: undefined })}
          >
            {t('filter.chosen', { label, value: chosen.label })}
            <Icon name="x" small />
          </Button>
        ) : (
          <Dropdown
            key={key}
            trigger={['click']}
            menu={{
              items: options.map(({ value, label: words }) => ({ key: value, label: words })),
              onClick: (item) => change({ [key]: item.key }),
              style: { maxHeight: 360, overflow: 'auto' },
            }}
          >
            <Button aria-haspopup="menu">
              {label}
              <Icon name="chevronDown" small />
            </Button>
          </Dropdown>
        )
      })}
      {fixed.map(({ keys, label }) => (
        <Button
          key={keys.join()}
          className="filter-on"
          aria-label={t('filter.remove.plain', { label })}
          onClick={() => change(Object.fromEntries(keys.map((key) => [key, undefined])))}
        >
          {label}
          <Icon name="x" small />
        </Button>
      ))}
      {isSet && (
        <Button type="link" onClick={clear}>
          {t('filter.clear')}
        </Button>
      )}
      <span className="meta row-end" role="status">
        {found}
      </span>
      {children}
    </search>
  )
}

/** Filters kept in the address. Changing one replaces the entry, so that the way back leaves the list. */
export function useFilters(): [
  Readonly<Record<string, string>>,
  (values: Readonly<Record<string, string | undefined>>) => void,
] {
  const [search, setSearch] = useSearchParams()
  const change = (values: Readonly<Record<string, string | undefined>>) =>
    setSearch(
      (before) => {
        const after = new URLSearchParams(before)
        for (const [key, value] of Object.entries(values)) {
          if (value === undefined || value === '') after.delete(key)
          else after.set(key, value)
        }
        return after
      },
      { replace: true },
    )
  return [Object.fromEntries(search), change]
}
