/** A state as a word and a shape, in the colour of text: colour alone never says it. */
import { Icon, type IconName } from './icons.tsx'

export type Shape = 'open' | 'half' | 'check' | 'pause' | 'cross'

const icons: Record<Shape, IconName> = {
  open: 'circle',
  half: 'circleHalf',
  check: 'circleCheck',
  pause: 'pause',
  cross: 'circleX',
}

export function StatusWord({ shape, word }: { shape: Shape; word: string }) {
  return (
    <span className="tag">
      <Icon name={icons[shape]} small />
      {word}
    </span>
  )
}
