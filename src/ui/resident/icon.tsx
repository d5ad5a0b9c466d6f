/** An outline beside a word: drawn in the colour of the text, never read aloud. */
import type { IconName } from './icons/names.ts'
import { paths } from './icons/paths.ts'

export type { IconName }

export function Icon({ name, className = '' }: { name: IconName; className?: string }) {
  return (
    <svg className={`icon ${className}`} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  )
}
