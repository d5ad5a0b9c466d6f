/** The list of single keys, with the switch that turns them off. */
import { Modal, Switch } from 'antd'
import { useId } from 'react'
import { useWords } from '#ui/shared/words.tsx'
import { setKeysOn, useKeysOn } from './keys.ts'

export interface KeyLine {
  keys: readonly string[]
  words: string
}

interface Props {
  open: boolean
  lines: readonly KeyLine[]
  close(): void
}

export function KeyHelp({ open, lines, close }: Props) {
  const { t } = useWords()
  const on = useKeysOn()
  const label = useId()
  return (
    <Modal open={open} onCancel={close} footer={null} title={t('keys.title')} width={520}>
      <div className="stack">
        <div className="row">
          <Switch checked={on} onChange={setKeysOn} aria-labelledby={label} />
          <span id={label}>{t('keys.switch')}</span>
        </div>
        <p className="meta">{t('keys.note')}</p>
        <dl className="keys">
          {lines.map(({ keys, words }) => (
            <div key={words} className="contents">
              <dt className="row">
                {keys.map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </dt>
              <dd>{words}</dd>
            </div>
          ))}
        </dl>
      </div>
    </Modal>
  )
}
