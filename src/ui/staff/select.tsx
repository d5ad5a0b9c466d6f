/** What every choice from a list has: an arrow that is no word; and, for names of places and people, a mark that it is data. */
import type { ReactNode } from 'react'
import { Icon } from './icons.tsx'

export const plainSelect = { suffixIcon: <Icon name="chevronDown" small /> }

export const saidSelect = {
  ...plainSelect,
  labelRender: ({ label }: { label?: ReactNode }) => <span data-said>{label}</span>,
}
