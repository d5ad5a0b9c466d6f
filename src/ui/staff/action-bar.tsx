/**
 * The actions of a record: the first legal one is primary, at most three are in the bar, the rest behind 更多.
 * What is not legal now stays in reach of the keyboard and says why in visible text.
 */
import { Button } from 'antd'
import { useId, useState } from 'react'
import { useWords } from '#ui/shared/words.tsx'
import { Icon } from './icons.tsx'
import { KeyCap } from './key-cap.tsx'

export interface BarAction {
  key: string
  label: string
  /** Absent when it is legal. */
  why?: string | undefined
  /** The single key that does the same. */
  shortcut?: string | undefined
  press(): void
}

interface Props {
  /** In the order of use: the first legal one is the primary action. */
  actions: readonly BarAction[]
  /** The action a reader would look for here, shown with its reason when it is not legal. */
  expected?: string | undefined
}

export function ActionBar({ actions, expected }: Props) {
  const { t } = useWords()
  const [open, setOpen] = useState(false)
  const id = useId()
  const legal = actions.filter(({ why }) => !why)
  const shown = legal.slice(0, 3)
  const missing = actions.find(({ key, why }) => key === expected && why)
  const rest = actions
    .filter((action) => !shown.includes(action) && action !== missing)
    .sort((a, b) => Number(Boolean(a.why)) - Number(Boolean(b.why)))

  return (
    <section className="acts no-print" aria-label={t('acts.name')}>
      {open && rest.length > 0 && (
        <ul className="acts-list" id={`${id}-rest`}>
          {rest.map((action) => (
            <li key={action.key}>
              <ActionButton action={action} reasonId={`${id}-${action.key}`} />
            </li>
          ))}
        </ul>
      )}
      {shown.map((action, place) => (
        <ActionButton key={action.key} action={action} primary={place === 0} reasonId={`${id}-${action.key}`} />
      ))}
      {missing && <ActionButton action={missing} reasonId={`${id}-${missing.key}`} />}
      {actions.length === 0 && <p className="meta">{t('acts.none')}</p>}
      {rest.length > 0 && (
        <Button
          type="link"
          className="acts-more"
          aria-expanded={open}
          aria-controls={open ? `${id}-rest` : undefined}
          onClick={() => setOpen(!open)}
        >
          {t(open ? 'acts.less' : 'acts.more')}
          <Icon name="chevronDown" small />
        </Button>
      )}
    </section>
  )
}

function ActionButton({ action, primary, reasonId }: { action: BarAction; primary?: boolean; reasonId: string }) {
  const { label, why, shortcut, press } = action
  if (why)
    return (
      <>
        <Button aria-disabled="true" aria-describedby={reasonId} onClick={(event) => event.preventDefault()}>
          {label}
          {shortcut && <KeyCap name={shortcut} />}
        </Button>
        <span className="meta" id={reasonId}>
          {why}
        </span>
      </>
    )
  return (
    <Button type={primary ? 'primary' : 'default'} onClick={press}>
      {label}
      {shortcut && <KeyCap name={shortcut} />}
    </Button>
  )
}
